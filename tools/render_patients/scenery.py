"""The shapes of a room, as corners and triangles: floor, wall, chair, bed, furniture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from tools.render_patients.performance import RGB, Place
    from tools.render_patients.skeleton import Vector

BOARD: Final[RGB] = (200, 200, 196)
WOOD: Final[RGB] = (128, 86, 54)
STEP: Final[RGB] = (104, 116, 128)

StepPlace: TypeAlias = tuple[float, float, float, float, float]

FLOOR_CELL_M: Final = 0.04
FLOOR_REACH_M: Final = 2.4
SHADOW_REACH_M: Final = 0.16  # a surface this high above the floor shades it by 1/e
SHADOW_BLUR_CELLS: Final = 2
SHADOW_DEPTH: Final = 0.55
SHADE_SEEN: Final = 0.005  # less shade than this does not change a colour
WALL_BEHIND_M: Final = 1.25
WALL_HIGH_M: Final = 3.2
# The skin may press in a little without being cut off.
SUNK_M: Final = 0.004
BED_FRAME_M: Final = 0.12

FURNITURE: Final = (
    # aside, low, wide, high, colour: things before the wall or on it
    (-1.35, 0.0, 0.85, 1.75, (110, 78, 52)),
    (1.25, 0.0, 0.95, 0.72, (86, 92, 104)),
    (0.35, 1.35, 0.62, 0.45, (196, 164, 92)),
    (-0.55, 1.25, 0.4, 0.55, (72, 104, 140)),
    (1.95, 0.75, 0.3, 1.0, (52, 96, 66)),
    (-2.15, 0.0, 0.6, 0.95, (148, 60, 58)),
    (1.2, 1.15, 0.7, 0.9, (232, 236, 240)),
    (0.0, 0.0, 0.5, 0.3, (60, 58, 56)),
)


class Shape(NamedTuple):
    """Corners, shape (n, 3), triangles, shape (m, 3), and linear colours, shape (n, 3).

    `normals`, shape (n, 3), are worked out from the triangles where they are None.
    """

    points_m: Vector
    faces: NDArray[np.int32]
    rgb: Vector
    normals: Vector | None = None


def linear(colour: RGB) -> Vector:
    """Linear light, shape (3,), 0 to 1, of an sRGB colour."""
    return (np.asarray(colour, dtype=np.float64) / 255) ** 2.2


def painted(points_m: Vector, faces: NDArray[np.int32], colour: RGB) -> Shape:
    """A shape of one colour."""
    return Shape(points_m, faces, np.tile(linear(colour), (len(points_m), 1)))


def joined(shapes: Sequence[Shape]) -> Shape:
    """Several shapes as one, which is drawn much faster."""
    starts = np.cumsum([0, *(len(shape.points_m) for shape in shapes)])
    faces = [shape.faces + start for shape, start in zip(shapes, starts, strict=False)]
    return Shape(
        np.vstack([shape.points_m for shape in shapes]),
        np.vstack(faces).astype(np.int32),
        np.vstack([shape.rgb for shape in shapes]),
    )


def wall(foot_m: Vector, aside: Vector, backwards: Vector, place: Place) -> list[Shape]:
    """The wall with its skirting and the furniture before it.

    Parameters
    ----------
    foot_m
        Point on the floor, shape (3,), where the line of sight meets the wall.
    aside, backwards
        Unit directions along the wall and away from the camera, shape (3,).
    place
        Colours, and how much furniture there is.
    """
    up = np.array([0.0, 0.0, 1.0])
    faces = np.array([[0, 2, 1], [1, 2, 3]], dtype=np.int32)  # towards the camera
    found = []
    plates: list[tuple[float, float, float, float, RGB]] = [
        (0.0, 0.0, 10.0, WALL_HIGH_M, place.wall),
        (0.0, 0.0, 10.0, 0.09, BOARD),
        *FURNITURE[: place.furniture],
    ]
    for layer, (across_m, low_m, wide_m, high_m, colour) in enumerate(plates):
        start = foot_m - 0.02 * layer * backwards + across_m * aside
        corners = np.array(
            [
                start + sign * wide_m / 2 * aside + (low_m + height_m) * up
                for height_m in (0, high_m)
                for sign in (-1, 1)
            ]
        )
        found.append(painted(corners, faces, colour))
    return found


def chair(chair_m: tuple[float, float, float]) -> list[Shape]:
    """A chair at (left, forward), turned by some degrees; unturned it faces the person."""
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
    found = []
    for low, high in boxes:
        corners, faces = box(np.array(low), np.array(high))
        found.append(painted(corners @ turn.T + np.array([left, -forward, 0.0]), faces, WOOD))
    return found


def step(step_m: StepPlace) -> list[Shape]:
    """A step to climb: (left, forward, half width, half depth, height)."""
    left, forward, half_width, half_depth, high = step_m
    half, middle = np.array([half_width, half_depth]), np.array([left, -forward])
    low, top = np.append(middle - half, -SUNK_M), np.append(middle + half, high - SUNK_M)
    corners, faces = box(low, top)
    return [painted(corners, faces, STEP)]


def bed(mat_m: tuple[float, float, float, float], place: Place) -> list[Shape]:
    """The bed below the place where the mat would be, and the floor that it stands on."""
    left, forward, half_width, half_length = mat_m
    low = np.array([left - half_width, -forward - half_length, -place.bed_m])
    high = np.array([left + half_width, -forward + half_length, -2 * SUNK_M])
    margin = np.array([BED_FRAME_M, BED_FRAME_M, 0.0])
    corners, faces = box(low - margin, high + margin)
    ground = np.array([FLOOR_REACH_M, FLOOR_REACH_M, 0.0])
    under = np.array([left, -forward, -place.bed_m])
    plate, plate_faces = box(under - ground - np.array([0, 0, 0.02]), under + ground)
    return [painted(corners, faces, place.mat), painted(plate, plate_faces, place.floor)]


class Floor:
    """The floor, shaded where the person is near it; with a mat, or as the top of a bed."""

    def __init__(self, mat_m: tuple[float, float, float, float] | None, place: Place) -> None:
        middle = np.zeros(2) if mat_m is None else np.array([mat_m[0], -mat_m[1]])
        reach = np.array([FLOOR_REACH_M, FLOOR_REACH_M])
        if mat_m is not None and place.bed_m:
            reach = np.array(mat_m[2:]) + BED_FRAME_M
        self._start = middle - reach
        cells = [int(2 * each / FLOOR_CELL_M) + 1 for each in reach]
        x, y = np.meshgrid(
            *(
                start + FLOOR_CELL_M * np.arange(n)
                for start, n in zip(self._start, cells, strict=True)
            ),
            indexing="ij",
        )
        self._shape = x.shape
        self._rgb = np.tile(linear(place.mat if place.bed_m else place.floor), (*x.shape, 1))
        if mat_m is not None:
            left, forward, half_width, half_length = mat_m
            inside = (np.abs(x - left) < half_width) & (np.abs(y + forward) < half_length)
            self._rgb[inside] = linear(place.mat)
        self._points = np.stack([x, y, np.full(x.shape, -SUNK_M)], axis=-1).reshape(-1, 3)
        self._faces = _grid_faces(*x.shape)
        self._normals = np.tile([0.0, 0.0, 1.0], (x.size, 1))

    def empty(self) -> Shape:
        """The empty floor."""
        return Shape(self._points, self._faces, self._rgb.reshape(-1, 3), self._normals)

    def under(self, vertices_m: Vector) -> tuple[Shape, Vector]:
        """The floor under a skin of shape (m, 3), and its points in shade, shape (k, 3)."""
        shade = self._shade(vertices_m)
        rgb = self._rgb * (1 - SHADOW_DEPTH * shade)[..., None]
        shaded = self._points[shade.ravel() > SHADE_SEEN]
        return Shape(self._points, self._faces, rgb.reshape(-1, 3), self._normals), shaded

    def _shade(self, vertices_m: Vector) -> Vector:
        """How much of the sky each floor cell misses, 0 to 1."""
        columns = ((vertices_m[:, :2] - self._start) / FLOOR_CELL_M).round().astype(int)
        inside = ((columns >= 0) & (columns < self._shape)).all(axis=1)
        weight = np.exp(-np.maximum(vertices_m[inside, 2], 0) / SHADOW_REACH_M)
        shade = np.zeros(self._shape)
        np.maximum.at(shade, (columns[inside, 0], columns[inside, 1]), weight)
        kernel = np.hanning(2 * SHADOW_BLUR_CELLS + 3)[1:-1]
        kernel /= kernel.sum()
        for axis in (0, 1):
            shade = np.apply_along_axis(np.convolve, axis, shade, kernel, mode="same")
        return np.clip(1.3 * shade, 0, 1)


def box(low: Vector, high: Vector) -> tuple[Vector, NDArray[np.int32]]:
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


def _grid_faces(rows: int, columns: int) -> NDArray[np.int32]:
    start = np.arange(rows - 1)[:, None] * columns + np.arange(columns - 1)
    corner = start.reshape(-1, 1)
    lower = corner + np.array([0, columns, columns + 1])
    upper = corner + np.array([0, columns + 1, 1])
    return np.vstack([lower, upper]).astype(np.int32)
