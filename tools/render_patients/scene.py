"""The room and the picture: a figure on a mat or a bed in front of a wall, in soft light."""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from tools.render_patients.body import EYES, HAIR, SHIRT, SKIN, SOCKS, TROUSERS
from tools.render_patients.scenery import (
    WALL_BEHIND_M,
    Floor,
    Shape,
    bed,
    chair,
    joined,
    linear,
    step,
    wall,
)

if TYPE_CHECKING:
    from types import ModuleType

    from numpy.typing import NDArray

    from tools.render_patients.body import Body
    from tools.render_patients.performance import RGB, Person, Place, Viewpoint
    from tools.render_patients.scenery import StepPlace
    from tools.render_patients.skeleton import Vector

Node: TypeAlias = Any  # of pyrender, which ships no types
Part: TypeAlias = tuple[int, int, int, int]  # left, top, right, bottom

SOCK: Final[RGB] = (70, 40, 48)
EYE: Final[RGB] = (60, 48, 40)
NEAREST_M: Final = 0.1  # a point nearer to the lens, or behind it, fills the whole picture
STEP_PX: Final = 32
# Mesa's software drawing keeps some 35 MB for every picture until its context goes.
PIXELS_PER_CONTEXT: Final = 20 * 640 * 480


class Room:
    """Draws one body in one room; `picture` gives a frame for a skin.

    Parameters
    ----------
    body, person
        Who is seen.
    viewpoint
        Where the camera stands.
    place
        Colours, furniture, and the height of the bed.
    mat_m
        (left, forward, half width, half length) of the mat, or None.
    chair_m
        (left, forward, turn in degrees) of a chair, or None; it faces the person.
    step_m
        (left, forward, half width, half depth, height) of a step, or None.
    """

    def __init__(  # noqa: PLR0913  # each thing in a room by its name
        self,
        body: Body,
        person: Person,
        viewpoint: Viewpoint,
        *,
        place: Place,
        mat_m: tuple[float, float, float, float] | None,
        chair_m: tuple[float, float, float] | None,
        step_m: StepPlace | None = None,
    ) -> None:
        self._gl = _pyrender()
        self._body = body
        self._skin_rgb = _palette(person)[body.cloth]
        self._scene = self._gl.Scene(ambient_light=[0.42, 0.42, 0.44], bg_color=[0.7, 0.7, 0.7])
        self._floor = Floor(mat_m, place)
        self._add_camera(viewpoint, place)
        if chair_m is not None:
            self._add_all(chair(chair_m))
        if step_m is not None:
            self._add_all(step(step_m))
        if mat_m is not None and place.bed_m:
            self._add_all(bed(mat_m, place))
        self._size_px = viewpoint.size_px
        self._part: Part | None = None
        self._room_left = PIXELS_PER_CONTEXT
        self._renderer = self._gl.OffscreenRenderer(*self._size_px)
        floor = self._add(self._floor.empty())
        self._empty = self._drawn((0, 0, *self._size_px))
        self._scene.remove_node(floor)

    def picture(self, vertices_m: Vector) -> NDArray[np.uint8]:
        """The RGB frame, shape (height, width, 3), of a skin of shape (m, 3).

        Only the part around the person is drawn anew: the rest of the room never changes.
        """
        floor, shaded_m = self._floor.under(vertices_m)
        moving = [
            self._add(Shape(vertices_m, self._body.faces, self._skin_rgb), roughness=0.85),
            self._add(floor),
        ]
        # The part only grows: a drawing surface of another size costs more than a few pixels.
        around = self._around(np.vstack([vertices_m, shaded_m]))
        self._part = around if self._part is None else _both(self._part, around)
        left, top, right, bottom = self._part
        picture = self._empty.copy()
        picture[top:bottom, left:right] = self._drawn(self._part)
        for node in moving:
            self._scene.remove_node(node)
        return picture

    def _around(self, points_m: Vector) -> Part:
        """The part of the picture that points, shape (n, 3), fill."""
        width, height = self._size_px
        seen = points_m @ self._into_camera[:3, :3].T + self._into_camera[:3, 3]
        if (seen[:, 2] > -NEAREST_M).any():
            return 0, 0, width, height
        x = width / 2 - self._focal_px * seen[:, 0] / seen[:, 2]
        y = height / 2 + self._focal_px * seen[:, 1] / seen[:, 2]
        # In steps of some pixels, so that the drawing surface seldom changes its size.
        low = [int(each.min() // STEP_PX - 1) * STEP_PX for each in (x, y)]
        high = [int(each.max() // STEP_PX + 2) * STEP_PX for each in (x, y)]
        left, right = (int(np.clip(each, 0, width)) for each in (low[0], high[0]))
        top, bottom = (int(np.clip(each, 0, height)) for each in (low[1], high[1]))
        if right <= left or bottom <= top:  # no person in the picture
            return 0, 0, STEP_PX, STEP_PX
        return left, top, right, bottom

    def _drawn(self, part: Part) -> NDArray[np.uint8]:
        """A part of the picture as the scene is now."""
        left, top, right, bottom = part
        pixels = (right - left) * (bottom - top)
        if pixels > self._room_left:
            self._renderer.delete()
            self._renderer = self._gl.OffscreenRenderer(right - left, bottom - top)
            self._room_left = PIXELS_PER_CONTEXT
        self._room_left -= pixels
        size_px = right - left, bottom - top
        if size_px != (self._renderer.viewport_width, self._renderer.viewport_height):
            self._renderer.viewport_width, self._renderer.viewport_height = size_px
        width, height = self._size_px
        self._camera.cx, self._camera.cy = width / 2 - left, height / 2 - top
        colour, _ = self._renderer.render(self._scene)
        drawn: NDArray[np.uint8] = np.ascontiguousarray(colour)
        return drawn

    def close(self) -> None:
        """Give the drawing surface back."""
        self._renderer.delete()

    def _add_camera(self, view: Viewpoint, place: Place) -> None:
        lens, aim = lens_m(view, place)
        pose = _looking(lens, aim) @ _turned(view.pitch_deg, view.roll_deg)
        width, height = view.size_px
        self._focal_px = height / 2 / np.tan(np.radians(view.field_deg) / 2)
        self._camera = self._gl.IntrinsicsCamera(
            self._focal_px, self._focal_px, width / 2, height / 2
        )
        self._into_camera = np.linalg.inv(pose)
        self._scene.add(self._camera, pose=pose)
        backwards = (aim - lens) * np.array([1.0, 1.0, 0.0])
        backwards /= np.linalg.norm(backwards)
        aside = np.array([-backwards[1], backwards[0], 0.0])
        for spot, strength in (
            (lens - 0.5 * backwards + 1.6 * aside + np.array([0, 0, 2.2]), 2.6),
            (lens - 2.2 * aside + np.array([0, 0, 1.6]), 1.3),
            (aim + np.array([0, 0, 3.0]), 1.0),
        ):
            light = self._gl.DirectionalLight(color=np.ones(3), intensity=strength)
            self._scene.add(light, pose=_looking(spot, aim))
        foot = (aim + WALL_BEHIND_M * backwards) * np.array([1.0, 1.0, 0.0])
        foot[2] = -place.bed_m
        self._add_all(wall(foot, aside, backwards, place))

    def _add_all(self, shapes: list[Shape]) -> None:
        self._add(joined(shapes))

    def _add(self, shape: Shape, *, roughness: float = 1.0) -> Node:
        normals = shape.normals
        if normals is None:
            normals = _normals(shape.points_m, shape.faces)
        material = self._gl.MetallicRoughnessMaterial(
            baseColorFactor=[1.0, 1.0, 1.0, 1.0],
            metallicFactor=0.0,
            roughnessFactor=roughness,
            doubleSided=True,
        )
        primitive = self._gl.Primitive(
            positions=shape.points_m.astype(np.float32),
            normals=normals.astype(np.float32),
            color_0=np.column_stack([shape.rgb, np.ones(len(shape.rgb))]).astype(np.float32),
            indices=shape.faces,
            material=material,
        )
        return self._scene.add(self._gl.Mesh([primitive]))


def lens_m(view: Viewpoint, place: Place) -> tuple[Vector, Vector]:
    """Return the lens and the point it looks at, shape (3,) each, metres from the person."""
    around = np.radians(view.facing_deg + view.yaw_deg)
    left, forward, up = view.look_at_m
    aim = np.array([left, -forward, up])
    lens = aim + view.distance_m * np.array([np.sin(around), -np.cos(around), 0.0])
    lens[2] = view.height_m - place.bed_m
    return lens, aim


def _both(one: Part, other: Part) -> Part:
    """The smallest part that holds both."""
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )


def _palette(person: Person) -> Vector:
    """Linear colours, shape (6, 3), in the order of the covers of a vertex."""
    worn = {
        SKIN: person.skin,
        SHIRT: person.shirt,
        TROUSERS: person.trousers,
        SOCKS: SOCK,
        HAIR: person.hair,
        EYES: EYE,
    }
    return np.array([linear(worn[cloth]) for cloth in sorted(worn)])


def _pyrender() -> ModuleType:
    # Off screen; and pyrender still asks NumPy for a name that left with NumPy 2.
    os.environ.setdefault("PYOPENGL_PLATFORM", "osmesa")
    # OpenGL has no types for its switches.
    vars(importlib.import_module("OpenGL"))["ERROR_CHECKING"] = (
        False  # it asks after every call, which takes as long as the call
    )
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


def _turned(pitch_deg: float, roll_deg: float) -> Vector:
    """Turn, shape (4, 4), of a camera in its own frame: up, and clockwise as it sees."""
    up, clockwise = np.radians(pitch_deg), np.radians(roll_deg)
    tilt, turn = np.eye(4), np.eye(4)
    tilt[1:3, 1:3] = [[np.cos(up), -np.sin(up)], [np.sin(up), np.cos(up)]]
    turn[:2, :2] = [
        [np.cos(clockwise), np.sin(clockwise)],
        [-np.sin(clockwise), np.cos(clockwise)],
    ]
    turned: Vector = tilt @ turn
    return turned


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
