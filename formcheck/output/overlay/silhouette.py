"""The start position of an exercise as a silhouette in the picture, where the person should be."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, Literal

import cv2
import numpy as np

from formcheck.exercises.figure import corners, drawn_position, sketches
from formcheck.kinematics.stick_model import HEAD_RADIUS
from formcheck.output.overlay.text import BLACK, WHITE
from formcheck.pose.joints import Joint

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from formcheck.assessment.events import Reading
    from formcheck.exercises.definition import Exercise
    from formcheck.exercises.figure import Drawing, Part, Sketch
    from formcheck.pose.joints import Side

WIDE_SHARE, HIGH_SHARE = 0.84, 0.80
"""The most that start and end together fill of the picture: a margin stays for a larger person
and for a camera that does not stand quite right (engineering default)."""

STATURE_M: Final = 1.7
"""Height of the drawn body, to place the floor as a level camera at the recommended height sees
it (engineering default)."""

FIELD_DEG: Final = 55.0
"""Field of view of a usual webcam along the longer side of its picture; makers give 55 to 80
(engineering default: the narrow end, so that the outline asks for more distance, not for less)."""

_LIES: Final = 0.15
"""From this distance of the head beside the hips on, by stature, a body lies or kneels across the
picture (engineering default)."""

_MARGIN: Final = 0.04

_WIDTHS: Final[dict[Part, tuple[float, ...]]] = {
    "working": (0.095, 0.07, 0.05, 0.045),
    "other": (0.095, 0.07, 0.05, 0.045),
    "trunk": (0.07, 0.13),
    "arm": (0.055, 0.05),
    "other_arm": (0.055, 0.05),
}
"""Thickness of each piece of a stroke, by stature: thigh, shin, heel, foot; neck, trunk; arm."""

_THICK: Final = 0.04
"""About how far a limb reaches beyond the line through its joints, by stature."""

Heading = Literal["right", "left"]
"""Whether +x of the drawing points to the right or to the left of the unmirrored picture."""


class Silhouette:
    """Draws the start of an exercise where the person should be.

    Parameters
    ----------
    exercise, picture_px
        Its drawing and place of the camera; width and height of the picture, pixels.
    """

    def __init__(self, exercise: Exercise, picture_px: tuple[int, int]) -> None:
        self._exercise, self._size_px = exercise, picture_px
        self._outlines: dict[Heading, _Outline] = {}
        self._heading: Heading = "right"

    def draw(
        self, picture: NDArray[np.uint8], *, side: Side | None, reading: Reading | None
    ) -> None:
        """Draw it; an exercise without a drawing has no silhouette.

        Parameters
        ----------
        picture, reading
            Shape (height, width, 3), uint8, BGR, not mirrored yet, changed in place; the person.
        side
            The leg of the set; None = whichever side the person shows.
        """
        figure = self._exercise.figure
        if figure is None:
            return
        heading = self._heading = self._heading_for(figure, side, reading)
        if heading not in self._outlines:
            start, end = sketches(figure)
            mask = _filled(start, self._size_px, self._frame(figure, start, end), heading)
            self._outlines[heading] = _Outline(mask)
        self._outlines[heading].draw(picture)

    def _heading_for(self, figure: Drawing, side: Side | None, reading: Reading | None) -> Heading:
        """Return the heading of the drawing; it stays while nothing is known about it."""
        if self._exercise.view.plane == "side":
            shown = side if self._exercise.view.near == "working" else None
            if shown is None and reading is not None and reading.view.plane == "side":
                shown = reading.view.near
            # A person who shows the right side faces right: see `formcheck.pose.view`.
            return self._heading if shown is None else shown
        if side is not None:
            # Outward of the right leg is to the left of an unmirrored picture.
            return "left" if side == "right" else "right"
        if reading is None:
            return self._heading
        # A drawn body that lies has its head where the person's head is.
        start = drawn_position(figure).start
        drawn = (start.head - start.joints.mid_hip).real
        spots = reading.pose.image
        hips = (spots[Joint.LEFT_HIP] + spots[Joint.RIGHT_HIP]) / 2
        seen = float(spots[Joint.NOSE][0] - hips[0]) / reading.pose.size_px[0]
        # False too where a joint was not seen.
        if not (abs(drawn) > _LIES and abs(seen) > _LIES / 2):
            return self._heading
        return "right" if drawn * seen > 0 else "left"

    def _frame(self, figure: Drawing, start: Sketch, end: Sketch) -> tuple[float, complex]:
        """Return pixels for one stature, and the drawing's point in the middle of the picture."""
        width, height = self._size_px
        low, high = corners([*_points(start), *_points(end)])
        first, last = corners(_points(start))
        size, view = high - low, self._exercise.view
        seen_m = 2 * sum(view.distance_m) / 2 * math.tan(math.radians(FIELD_DEG / 2))
        scale = min(
            WIDE_SHARE * width / size.real,
            HIGH_SHARE * height / size.imag,
            max(width, height) * STATURE_M / seen_m,
        )
        # A level camera sees the floor below its middle by as much as it stands above the floor.
        middle = drawn_position(figure).floor + sum(view.camera_height_m) / 2 / STATURE_M
        half = (0.5 - _MARGIN) * height / scale
        middle = min(max(middle, high.imag - half), low.imag + half)
        # The start is in the middle, as far as the end then stays in the picture too.
        half, across = (0.5 - _MARGIN) * width / scale, (first.real + last.real) / 2
        across = min(max(across, high.real - half), low.real + half)
        return scale, complex(across, middle)


class _Outline:
    """A mask, with the parts that are made from it once."""

    def __init__(self, mask: NDArray[np.uint8]) -> None:
        left, top, width, height = cv2.boundingRect(mask)
        pad = 4
        rows = slice(max(0, top - pad), min(mask.shape[0], top + height + pad))
        columns = slice(max(0, left - pad), min(mask.shape[1], left + width + pad))
        self._place = rows, columns
        self._inside = np.ascontiguousarray(mask[rows, columns])
        contours, _ = cv2.findContours(
            self._inside.copy(), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE
        )
        cv2.drawContours(self._inside, contours, -1, 255, -1)
        self._white = np.full((*self._inside.shape, 3), WHITE, np.uint8)
        self._black = np.full_like(self._white, BLACK)
        thick = max(2, mask.shape[0] // 160)
        self._dark, self._bright = np.zeros_like(self._inside), np.zeros_like(self._inside)
        cv2.drawContours(self._dark, contours, -1, 255, thick + 3)
        cv2.drawContours(self._bright, contours, -1, 255, thick)

    def draw(self, picture: NDArray[np.uint8]) -> None:
        """Lighten the inside, and draw the rim white on black, so that any ground shows it."""
        place = picture[self._place]
        lighter = cv2.addWeighted(place, 0.62, self._white, 0.38, 0.0)
        cv2.copyTo(lighter, self._inside, place)
        cv2.copyTo(self._black, self._dark, place)
        cv2.copyTo(self._white, self._bright, place)


def _points(sketch: Sketch) -> list[complex]:
    """Return the rim of a sketched body and of its head, roughly."""
    directions = (1, -1, 1j, -1j)
    body = [p for stroke in sketch.strokes if stroke.part in _WIDTHS for p in stroke.points]
    around = [p + _THICK * direction for p in body for direction in directions]
    return [*around, *(sketch.head + HEAD_RADIUS * one for one in directions)]


def _filled(
    sketch: Sketch, size_px: tuple[int, int], frame: tuple[float, complex], heading: Heading
) -> NDArray[np.uint8]:
    """Return the body of a sketch in white on black."""
    (width, height), (scale, middle) = size_px, frame
    mask = np.zeros((height, width), np.uint8)
    turn = 1 if heading == "right" else -1

    def px(point: complex) -> tuple[int, int]:
        off = (point - middle) * scale
        return round(width / 2 + turn * off.real), round(height / 2 - off.imag)

    for stroke in sketch.strokes:
        widths = _WIDTHS.get(stroke.part, ())
        pieces = zip(stroke.points, stroke.points[1:], strict=False)
        for number, (one, two) in enumerate(pieces if widths else ()):
            thick = max(3, round(widths[min(number, len(widths) - 1)] * scale))
            cv2.line(mask, px(one), px(two), 255, thick, cv2.LINE_AA)
    # Seen from the front, a trunk has lines of shoulders and hips: it is filled between them.
    lines = [stroke.points for stroke in sketch.strokes if stroke.part == "trunk"][1:]
    if lines:
        hull = np.array([px(point) for points in lines for point in points], np.int32)
        cv2.fillConvexPoly(mask, cv2.convexHull(hull), 255)
    cv2.circle(mask, px(sketch.head), round(1.15 * HEAD_RADIUS * scale), 255, -1)
    return np.where(mask > 127, 255, 0).astype(np.uint8)  # noqa: PLR2004  # half of it
