"""Where the person should be: the start of the exercise as a silhouette in the picture."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, Literal

import cv2
import numpy as np

from formcheck.exercises.figure import drawn_position, plane_of
from formcheck.exercises.illustration import sketches
from formcheck.output.overlay.text import BLACK, WHITE
from formcheck.pose.joints import Joint

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from formcheck.assessment.checker import Reading
    from formcheck.exercises.definition import Exercise
    from formcheck.exercises.illustration import Part, Sketch
    from formcheck.pose.joints import Side

WIDE_SHARE, HIGH_SHARE = 0.84, 0.80
"""How much of the picture start and end of the exercise fill together at most: a margin stays
for somebody larger and for a camera that does not stand quite right (engineering default)."""

STATURE_M: Final = 1.7
"""How tall the drawn body counts as, to place the floor as a level camera at the recommended
height sees it (engineering default)."""

FIELD_DEG: Final = 55.0
"""How wide a usual webcam sees along the longer side of its picture; makers give 55 to 80
(engineering default: the narrow end, so that the outline asks for more distance, not for less)."""

_LIES: Final = 0.15
"""From how far the head is beside the hips, by stature, somebody lies or kneels across the
picture (engineering default)."""

_MARGIN: Final = 0.04
_WIDTHS: Final[dict[Part, tuple[float, ...]]] = {
    "working": (0.095, 0.07, 0.05, 0.045),
    "other": (0.095, 0.07, 0.05, 0.045),
    "trunk": (0.07, 0.13),
    "arm": (0.055, 0.05),
    "other_arm": (0.055, 0.05),
}
"""How thick each piece of a stroke is, by stature: thigh, shin, heel, foot; neck, trunk; arm."""

_THICK: Final = 0.04
"""About how far a limb reaches beyond the line through its joints."""

Way = Literal["right", "left"]
"""Whether +x of the drawing is to the right or to the left of the unmirrored picture."""


class Silhouette:
    """Draws the start of an exercise where the person should be.

    Parameters
    ----------
    exercise
        Its drawing, and where its camera stands.
    picture_px
        Width and height of the picture that it is drawn into.
    """

    def __init__(self, exercise: Exercise, picture_px: tuple[int, int]) -> None:
        self._exercise, self._size_px = exercise, picture_px
        self._shapes: dict[Way, _Shape] = {}
        self._way: Way = "right"

    def draw(
        self, picture: NDArray[np.uint8], *, side: Side | None, reading: Reading | None
    ) -> None:
        """Draw it, if the exercise has a drawing.

        Parameters
        ----------
        picture
            Shape (height, width, 3), uint8, BGR, not mirrored yet; changed in place.
        side
            The leg of the set; None = whichever side the person shows.
        reading
            How the person is seen now, or None.
        """
        if self._exercise.figure is None:
            return
        self._way = self._way_of(side, reading)
        if self._way not in self._shapes:
            self._shapes[self._way] = _Shape(self._mask(self._way))
        self._shapes[self._way].draw(picture)

    def _way_of(self, side: Side | None, reading: Reading | None) -> Way:
        """Which way the drawing lies; while nothing tells, it stays as it is."""
        if self._exercise.view.plane == "side":
            shown = side if self._exercise.view.near == "working" else None
            if shown is None and reading is not None and reading.view.plane == "side":
                shown = reading.view.near
            # The near side tells where somebody faces: see `formcheck.pose.view`.
            return self._way if shown is None else shown
        if side is not None:
            # Outward of the right leg is to the left of an unmirrored picture.
            return "left" if side == "right" else "right"
        return self._way if reading is None else self._way_of_head(reading)

    def _way_of_head(self, reading: Reading) -> Way:
        """The way in which the drawn head lies where the person's head does, if it lies at all."""
        figure = self._exercise.figure
        if figure is None:
            return self._way
        start = drawn_position(figure).start
        drawn_to = (start.head - start.posture.mid_hip).real
        spots = reading.pose.image
        hips = (spots[Joint.LEFT_HIP] + spots[Joint.RIGHT_HIP]) / 2
        lies_to = float(spots[Joint.NOSE][0] - hips[0]) / reading.pose.size_px[0]
        # False too where a joint was not seen.
        if not (abs(drawn_to) > _LIES and abs(lies_to) > _LIES / 2):
            return self._way
        return "right" if drawn_to * lies_to > 0 else "left"

    def _mask(self, way: Way) -> NDArray[np.uint8]:
        """The body in white on black, of the picture's size."""
        figure = self._exercise.figure
        assert figure is not None  # noqa: S101  # asked by the only caller
        start, end = sketches(figure)
        flat = plane_of(figure) == "front"
        return _filled(start, self._size_px, self._frame(start, end), way, flat=flat)

    def _frame(self, start: Sketch, end: Sketch) -> tuple[float, complex]:
        """Pixels for one stature, and the point of the drawing in the middle of the picture."""
        figure = self._exercise.figure
        assert figure is not None  # noqa: S101  # asked by the only caller
        width, height = self._size_px
        low, high = _corners([*_points(start), *_points(end)])
        first, last = _corners(_points(start))
        size, view = high - low, self._exercise.view
        seen_m = 2 * sum(view.distance_m) / 2 * math.tan(math.radians(FIELD_DEG / 2))
        scale = min(
            WIDE_SHARE * width / size.real,
            HIGH_SHARE * height / size.imag,
            max(width, height) * STATURE_M / seen_m,
        )
        # A level camera sees the floor below its middle by as much as it stands above the floor.
        above = sum(view.camera_height_m) / 2 / STATURE_M
        middle = drawn_position(figure).floor + above
        half = (0.5 - _MARGIN) * height / scale
        middle = min(max(middle, high.imag - half), low.imag + half)
        # The start in the middle, as far as the end then stays in the picture too.
        half, across = (0.5 - _MARGIN) * width / scale, (first.real + last.real) / 2
        across = min(max(across, high.real - half), low.real + half)
        return scale, complex(across, middle)


class _Shape:
    """A mask with all that is made of it once."""

    def __init__(self, mask: NDArray[np.uint8]) -> None:
        left, top, width, height = cv2.boundingRect(mask)
        pad = 4
        rows = slice(max(0, top - pad), min(mask.shape[0], top + height + pad))
        columns = slice(max(0, left - pad), min(mask.shape[1], left + width + pad))
        self._place = rows, columns
        self._inside = np.ascontiguousarray(mask[rows, columns])
        thick = max(2, mask.shape[0] // 160)
        contours, _ = cv2.findContours(
            self._inside.copy(), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE
        )
        cv2.drawContours(self._inside, contours, -1, 255, -1)
        self._white = np.full((*self._inside.shape, 3), WHITE, np.uint8)
        self._black = np.full_like(self._white, BLACK)
        rims = []
        for width in (thick + 3, thick):
            rim = np.zeros_like(self._inside)
            cv2.drawContours(rim, contours, -1, 255, width)
            rims.append(rim)
        self._dark, self._bright = rims

    def draw(self, picture: NDArray[np.uint8]) -> None:
        """Lighten the inside, and draw the rim white on black, so that any ground shows it."""
        place = picture[self._place]
        lighter = cv2.addWeighted(place, 0.62, self._white, 0.38, 0.0)
        cv2.copyTo(lighter, self._inside, place)
        cv2.copyTo(self._black, self._dark, place)
        cv2.copyTo(self._white, self._bright, place)


def _points(sketch: Sketch) -> list[complex]:
    """The rim of a sketched body and of its head, roughly."""
    head = sketch.head
    rim = [head.middle + head.radius * way for way in (1, -1, 1j, -1j)]
    body = [p for stroke in sketch.strokes if stroke.part in _WIDTHS for p in stroke.points]
    around = [p + _THICK * way for p in body for way in (1, -1, 1j, -1j)]
    return [*around, *rim]


def _corners(points: list[complex]) -> tuple[complex, complex]:
    """Lower left and upper right of the points."""
    across, up = [point.real for point in points], [point.imag for point in points]
    return complex(min(across), min(up)), complex(max(across), max(up))


def _filled(
    sketch: Sketch,
    size_px: tuple[int, int],
    frame: tuple[float, complex],
    way: Way,
    *,
    flat: bool,
) -> NDArray[np.uint8]:
    """The body of a sketch in white on black; `flat` fills the trunk between its corners."""
    (width, height), (scale, middle) = size_px, frame
    mask = np.zeros((height, width), np.uint8)
    turn = 1 if way == "right" else -1

    def px(point: complex) -> tuple[int, int]:
        off = (point - middle) * scale
        return round(width / 2 + turn * off.real), round(height / 2 - off.imag)

    def line(one: complex, two: complex, share: float) -> None:
        cv2.line(mask, px(one), px(two), 255, max(3, round(share * scale)), cv2.LINE_AA)

    for stroke in sketch.strokes:
        if stroke.part not in _WIDTHS:
            continue
        widths = _WIDTHS[stroke.part]
        pieces = zip(stroke.points, stroke.points[1:], strict=False)
        for number, (one, two) in enumerate(pieces):
            line(one, two, widths[min(number, len(widths) - 1)])
    if flat:
        corners = [stroke.points for stroke in sketch.strokes if stroke.part == "trunk"][1:]
        _fill_between(mask, (px(point) for points in corners for point in points))
    cv2.circle(mask, px(sketch.head.middle), round(1.15 * sketch.head.radius * scale), 255, -1)
    return np.where(mask > 127, 255, 0).astype(np.uint8)  # noqa: PLR2004  # half of it


def _fill_between(mask: NDArray[np.uint8], points: Iterable[tuple[int, int]]) -> None:
    hull = cv2.convexHull(np.array(list(points), np.int32))
    cv2.fillConvexPoly(mask, hull, 255)
