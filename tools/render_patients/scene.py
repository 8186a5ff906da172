"""The room and the picture: a figure on a mat in front of a wall, in soft light."""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from tools.render_patients.body import EYES, HAIR, SHIRT, SKIN, SOCKS, TROUSERS

if TYPE_CHECKING:
    from types import ModuleType

    from numpy.typing import NDArray

    from tools.render_patients.body import Body
    from tools.render_patients.performance import Person, Viewpoint
    from tools.render_patients.skeleton import Vector

RGB: TypeAlias = tuple[int, int, int]
Node: TypeAlias = Any  # of pyrender, which ships no types

FLOOR: Final[RGB] = (176, 152, 124)
WALL: Final[RGB] = (172, 178, 176)
BOARD: Final[RGB] = (200, 200, 196)
MAT: Final[RGB] = (96, 138, 132)
WOOD: Final[RGB] = (128, 86, 54)
SOCK: Final[RGB] = (70, 40, 48)
EYE: Final[RGB] = (60, 48, 40)

FLOOR_CELL_M: Final = 0.03
FLOOR_REACH_M: Final = 2.4
SHADOW_REACH_M: Final = 0.16  # a surface this high above the floor shades it by 1/e
SHADOW_BLUR_CELLS: Final = 3
SHADOW_DEPTH: Final = 0.55
WALL_BEHIND_M: Final = 1.25
# Mesa's software drawing keeps some 35 MB for every picture until its context goes.
FRAMES_PER_CONTEXT: Final = 10


def linear(colour: RGB) -> Vector:
    """Linear light, shape (3,), 0 to 1, of an sRGB colour."""
    return (np.asarray(colour, dtype=np.float64) / 255) ** 2.2


class Room:
    """Draws one body in one room; `picture` gives a frame for a skin.

    Parameters
    ----------
    body, person
        Who is seen.
    viewpoint
        Where the camera stands.
    mat_m
        (left, forward, half width, half length) of the mat, or None.
    chair_m
        (left, forward, turn in degrees) of a chair, or None; it faces the person.
    """

    def __init__(
        self,
        body: Body,
        person: Person,
        viewpoint: Viewpoint,
        *,
        mat_m: tuple[float, float, float, float] | None,
        chair_m: tuple[float, float, float] | None,
    ) -> None:
        self._gl = _pyrender()
        self._body = body
        worn = {
            SKIN: person.skin,
            SHIRT: person.shirt,
            TROUSERS: person.trousers,
            SOCKS: SOCK,
            HAIR: person.hair,
            EYES: EYE,
        }
        palette = np.array([linear(worn[cloth]) for cloth in sorted(worn)])
        self._skin_rgb = palette[body.cloth]
        self._scene = self._gl.Scene(ambient_light=[0.42, 0.42, 0.44], bg_color=[0.7, 0.7, 0.7])
        self._moving: list[Node] = []
        self._mat = mat_m
        self._add_camera(viewpoint)
        if chair_m is not None:
            self._add_chair(chair_m)
        self._size_px = viewpoint.size_px
        self._renderer = self._gl.OffscreenRenderer(*self._size_px)
        self._drawn = 0

    def picture(self, vertices_m: Vector) -> NDArray[np.uint8]:
        """The RGB frame, shape (height, width, 3), of a skin of shape (m, 3)."""
        for node in self._moving:
            self._scene.remove_node(node)
        self._moving = [
            self._add(vertices_m, self._body.faces, self._skin_rgb, roughness=0.85),
            self._add_floor(vertices_m),
        ]
        if self._drawn and self._drawn % FRAMES_PER_CONTEXT == 0:
            self._renderer.delete()
            self._renderer = self._gl.OffscreenRenderer(*self._size_px)
        colour, _ = self._renderer.render(self._scene)
        self._drawn += 1
        picture: NDArray[np.uint8] = np.ascontiguousarray(colour)
        return picture

    def close(self) -> None:
        """Give the drawing surface back."""
        self._renderer.delete()

    def _add_camera(self, view: Viewpoint) -> None:
        around = np.radians(view.facing_deg + view.yaw_deg)
        left, forward, up = view.look_at_m
        aim = np.array([left, -forward, up])
        lens = aim + view.distance_m * np.array([np.sin(around), -np.cos(around), 0.0])
        lens[2] = view.height_m
        camera = self._gl.PerspectiveCamera(yfov=np.radians(view.field_deg))
        self._scene.add(camera, pose=_looking(lens, aim))
        backwards = (aim - lens) * np.array([1.0, 1.0, 0.0])
        backwards /= np.linalg.norm(backwards)
        aside = np.array([-backwards[1], backwards[0], 0.0])
        for place, strength in (
            (lens - 0.5 * backwards + 1.6 * aside + np.array([0, 0, 2.2]), 2.6),
            (lens - 2.2 * aside + np.array([0, 0, 1.6]), 1.3),
            (aim + np.array([0, 0, 3.0]), 1.0),
        ):
            light = self._gl.DirectionalLight(color=np.ones(3), intensity=strength)
            self._scene.add(light, pose=_looking(place, aim))
        self._add_wall(aim + WALL_BEHIND_M * backwards, aside, backwards)

    def _add_wall(self, foot: Vector, aside: Vector, backwards: Vector) -> None:
        foot = foot * np.array([1.0, 1.0, 0.0])
        up = np.array([0.0, 0.0, 1.0])
        for low, high, towards, colour in ((0, 3.2, 0.0, WALL), (0, 0.09, 0.02, BOARD)):
            start = foot - towards * backwards
            corners = np.array(
                [
                    start + 5 * sign * aside + height * up
                    for height in (low, high)
                    for sign in (-1, 1)
                ]
            )
            faces = np.array([[0, 2, 1], [1, 2, 3]], dtype=np.int32)  # towards the camera
            self._add(corners, faces, np.tile(linear(colour), (4, 1)))

    def _add_chair(self, chair_m: tuple[float, float, float]) -> None:
        left, forward, turn_deg = chair_m
        half, seat, back = 0.21, 0.45, 0.9
        boxes = [((-half, -half, seat - 0.04), (half, half, seat))]
        boxes += [
            ((x - 0.02, y - 0.02, 0.0), (x + 0.02, y + 0.02, back if y > 0 else seat))
            for x in (-half + 0.02, half - 0.02)
            for y in (-half + 0.02, half - 0.02)
        ]
        boxes += [((-half, half - 0.04, z), (half, half, z + 0.07)) for z in (0.62, back - 0.07)]
        cosine, sine = np.cos(np.radians(turn_deg)), np.sin(np.radians(turn_deg))
        turn = np.array([[cosine, -sine, 0.0], [sine, cosine, 0.0], [0.0, 0.0, 1.0]])
        for low, high in boxes:
            corners, faces = _box(np.array(low), np.array(high))
            placed = corners @ turn.T + np.array([left, -forward, 0.0])
            self._add(placed, faces, np.tile(linear(WOOD), (len(corners), 1)))

    def _add_floor(self, vertices_m: Vector) -> Node:
        steps = np.arange(-FLOOR_REACH_M, FLOOR_REACH_M, FLOOR_CELL_M)
        middle = np.zeros(2) if self._mat is None else np.array([self._mat[0], -self._mat[1]])
        x, y = np.meshgrid(steps + middle[0], steps + middle[1], indexing="ij")
        shade = _shade(vertices_m, x[0, 0], y[0, 0], len(steps))
        colour = np.tile(linear(FLOOR), (*x.shape, 1))
        if self._mat is not None:
            left, forward, half_width, half_length = self._mat
            inside = (np.abs(x - left) < half_width) & (np.abs(y + forward) < half_length)
            colour[inside] = linear(MAT)
        colour *= (1 - SHADOW_DEPTH * shade)[..., None]
        height = np.full(x.shape, -0.004)  # the skin may press in a little without being cut off
        grid = np.stack([x, y, height], axis=-1).reshape(-1, 3)
        return self._add(grid, _grid_faces(len(steps)), colour.reshape(-1, 3))

    def _add(
        self, points: Vector, faces: NDArray[np.int32], rgb: Vector, *, roughness: float = 1.0
    ) -> Node:
        material = self._gl.MetallicRoughnessMaterial(
            baseColorFactor=[1.0, 1.0, 1.0, 1.0],
            metallicFactor=0.0,
            roughnessFactor=roughness,
            doubleSided=True,
        )
        primitive = self._gl.Primitive(
            positions=points.astype(np.float32),
            normals=_normals(points, faces).astype(np.float32),
            color_0=np.column_stack([rgb, np.ones(len(rgb))]).astype(np.float32),
            indices=faces,
            material=material,
        )
        return self._scene.add(self._gl.Mesh([primitive]))


def _pyrender() -> ModuleType:
    # Off screen; and pyrender still asks NumPy for a name that left with NumPy 2.
    os.environ.setdefault("PYOPENGL_PLATFORM", "osmesa")
    vars(np).setdefault("infty", np.inf)
    return importlib.import_module("pyrender")


def _looking(place: Vector, aim: Vector) -> Vector:
    """OpenGL pose, shape (4, 4), of a camera or light at `place` that looks at `aim`."""
    back = (place - aim) / np.linalg.norm(place - aim)
    side = np.cross([0.0, 0.0, 1.0], back)
    side = side / np.linalg.norm(side) if np.linalg.norm(side) > 0 else np.array([1.0, 0, 0])
    pose = np.eye(4)
    pose[:3, 0], pose[:3, 1], pose[:3, 2], pose[:3, 3] = side, np.cross(back, side), back, place
    return pose


def _normals(points: Vector, faces: NDArray[np.int32]) -> Vector:
    """Unit normals of the vertices, shape (n, 3), each the mean of the faces around it."""
    first, second, third = (points[faces[:, corner]] for corner in range(3))
    across = np.cross(second - first, third - first)
    total = np.zeros_like(points)
    for corner in range(3):
        for axis in range(3):
            total[:, axis] += np.bincount(faces[:, corner], across[:, axis], minlength=len(points))
    length = np.linalg.norm(total, axis=1, keepdims=True)
    normals: Vector = total / np.maximum(length, 1e-12)
    return normals


def _shade(vertices_m: Vector, x_m: float, y_m: float, cells: int) -> Vector:
    """How much of the sky each floor cell misses, shape (cells, cells), 0 to 1."""
    columns = ((vertices_m[:, :2] - (x_m, y_m)) / FLOOR_CELL_M).round().astype(int)
    inside = ((columns >= 0) & (columns < cells)).all(axis=1)
    weight = np.exp(-np.maximum(vertices_m[inside, 2], 0) / SHADOW_REACH_M)
    shade = np.zeros((cells, cells))
    np.maximum.at(shade, (columns[inside, 0], columns[inside, 1]), weight)
    kernel = np.hanning(2 * SHADOW_BLUR_CELLS + 3)[1:-1]
    kernel /= kernel.sum()
    for axis in (0, 1):
        shade = np.apply_along_axis(np.convolve, axis, shade, kernel, mode="same")
    return np.clip(1.3 * shade, 0, 1)


def _grid_faces(cells: int) -> NDArray[np.int32]:
    corner = (np.arange(cells - 1)[:, None] * cells + np.arange(cells - 1)).reshape(-1, 1)
    lower = corner + np.array([0, cells, cells + 1])
    upper = corner + np.array([0, cells + 1, 1])
    return np.vstack([lower, upper]).astype(np.int32)


def _box(low: Vector, high: Vector) -> tuple[Vector, NDArray[np.int32]]:
    """Corners, shape (24, 3), and faces of a box with sharp edges."""
    corners: list[Vector] = []
    faces: list[list[int]] = []
    for axis in range(3):
        one, two = (axis + 1) % 3, (axis + 2) % 3
        for end, order in ((low, (0, 3, 2, 1)), (high, (0, 1, 2, 3))):
            square = np.empty((4, 3))
            square[:, axis] = end[axis]
            square[:, one] = np.array([low[one], high[one], high[one], low[one]])[list(order)]
            square[:, two] = np.array([low[two], low[two], high[two], high[two]])[list(order)]
            start = 4 * len(corners)
            faces += [[start, start + 1, start + 2], [start, start + 2, start + 3]]
            corners.append(square)
    return np.vstack(corners), np.array(faces, dtype=np.int32)
