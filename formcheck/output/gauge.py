"""The gauge: a bar from the start to beyond the target, with target band, limit and the value."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

import cv2
import numpy as np

from formcheck.output.lettering import LINE_SHARE, WHITE, Colour, fitted, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from formcheck.coach.exercise import Limit, Movement


class Box(NamedTuple):
    """Where something is drawn, pixels."""

    left: int
    top: int
    width: int
    height: int


TROUGH: Final[Colour] = (80, 70, 62)
BAND: Final[Colour] = (110, 200, 90)
BEYOND: Final[Colour] = (90, 90, 245)


class Gauge:
    """Shows an angle between the start (below) and what is too far (above).

    Parameters
    ----------
    movement
        Its start, target and sign.
    limits
        The nearest one on the same angle is marked.
    """

    def __init__(self, movement: Movement, limits: Sequence[Limit]) -> None:
        enter, full = movement.target_deg
        self._enter, self._full = enter, full
        at = [row.when.at for row in limits if row.when.measure == movement.measure]
        self._limit = min(at, key=lambda value: abs(value - full)) if at else math.nan
        far = full if math.isnan(self._limit) else self._limit
        span = far - movement.start_deg
        self._low = movement.start_deg - 0.45 * span
        self._high = far + 0.12 * span

    def share(self, value_deg: float) -> float:
        """Where on the bar a value is: 0 below, 1 above, clipped; NaN = unknown."""
        if math.isnan(value_deg):
            return math.nan
        part = (value_deg - self._low) / (self._high - self._low)
        return min(max(part, 0.0), 1.0)

    def draw_scale(self, canvas: NDArray[np.uint8], box: Box, *, ground: Colour) -> None:
        """Draw what does not change: the bar, the target band, the limit, and their names.

        Parameters
        ----------
        canvas
            Shape (height, width, 3), uint8, BGR; changed in place.
        box
            Where.
        ground
            What the box is filled with now.
        """
        left, bar = box.left, _bar_px(box)
        letter = max(12, box.height // 10)
        first, last = self._row(self._full, box), self._row(self._enter, box)
        cv2.rectangle(canvas, (left, box.top), (left + bar, box.top + box.height - 1), TROUGH, -1)
        cv2.rectangle(canvas, (left, first), (left + bar, last), BAND, -1)
        cv2.rectangle(canvas, (left, first), (left + bar, last), WHITE, 1)
        beside, lowest = left + round(2.4 * bar), box.top
        room = box.left + box.width - beside
        if not math.isnan(self._limit):
            line = self._row(self._limit, box)
            cv2.line(canvas, (left - 4, line), (left + bar + 4, line), BEYOND, 4)
            size, _ = fitted("too far", size_px=letter, least_px=8, wide_px=room, lines=1)
            spot = max(box.top, line - round(LINE_SHARE * size))
            write(canvas, "too far", (beside, spot), size_px=size, colour=BEYOND, ground=ground)
            lowest = spot + round(LINE_SHARE * size)
        size, _ = fitted("target", size_px=letter, least_px=8, wide_px=room, lines=1)
        spot = max(lowest, (first + last - round(LINE_SHARE * size)) // 2)
        write(canvas, "target", (beside, spot), size_px=size, colour=BAND, ground=ground)

    def draw_value(
        self, canvas: NDArray[np.uint8], box: Box, *, value_deg: float, ground: Colour
    ) -> None:
        """Draw the pointer and the number, always in the same place.

        Parameters
        ----------
        canvas, box, ground
            As for `draw_scale`, which comes first.
        value_deg
            The measured angle; NaN = unknown, then nothing is drawn.
        """
        if math.isnan(value_deg):
            return
        bar, at = _bar_px(box), self._row(value_deg, box)
        start = box.left + bar
        half = min(bar // 2, box.height // 12)
        cv2.line(canvas, (box.left, at), (start, at), WHITE, 4)
        at = min(max(at, box.top + half), box.top + box.height - half)
        tip = np.array([[start, at], [start + bar, at - half], [start + bar, at + half]], np.int32)
        cv2.fillPoly(canvas, [tip], WHITE, cv2.LINE_AA)
        words, beside = f"{round(value_deg)}°", box.left + round(2.4 * bar)
        room = box.left + box.width - beside
        # As if it were three figures and a sign, so that the size does not change with the value.
        size, _ = fitted("-88°", size_px=box.height // 4, least_px=12, wide_px=room, lines=1)
        spot = box.top + box.height - round(LINE_SHARE * size)
        write(canvas, words, (beside, spot), size_px=size, ground=ground)

    def _row(self, value_deg: float, box: Box) -> int:
        """The row of a value, pixels."""
        return box.top + round((1 - self.share(value_deg)) * (box.height - 1))


def _bar_px(box: Box) -> int:
    return max(10, min(box.width // 6, box.height // 6))
