"""The gauge: a bar from the start to beyond the target, with target band, limits and the value."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from formcheck.output.lettering import WHITE, Colour, fitted, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from formcheck.coach.exercise import Limit, Movement

Box = tuple[int, int, int, int]
"""Left, top, width, height, pixels."""

CHANNEL: Final[Colour] = (80, 70, 62)
BAND: Final[Colour] = (110, 200, 90)
STOP: Final[Colour] = (70, 70, 235)


class Gauge:
    """Shows an angle between the start (below) and what is too far (above).

    Parameters
    ----------
    movement
        Its start, target and sign.
    limits
        Those on the same angle are marked.
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

    def draw(self, canvas: NDArray[np.uint8], box: Box, *, value_deg: float) -> None:
        """Draw the gauge into a box of a picture.

        Parameters
        ----------
        canvas
            Shape (height, width, 3), uint8, BGR; changed in place.
        box
            Where.
        value_deg
            The measured angle; NaN = unknown, then no pointer is drawn.
        """
        left, top, width, height = box
        letter = max(12, height // 9)
        bar = max(10, width // 5)

        def row(value: float) -> int:
            return top + round((1 - self.share(value)) * (height - 1))

        cv2.rectangle(canvas, (left, top), (left + bar, top + height - 1), CHANNEL, -1)
        cv2.rectangle(canvas, (left, row(self._full)), (left + bar, row(self._enter)), BAND, -1)
        cv2.rectangle(canvas, (left, row(self._full)), (left + bar, row(self._enter)), WHITE, 1)
        beside = left + bar + bar // 2
        under = row(self._enter) + letter // 4
        write(canvas, "target", (beside, under), size_px=letter, colour=BAND)
        if not math.isnan(self._limit):
            line = row(self._limit)
            cv2.line(canvas, (left - 4, line), (left + bar + 4, line), STOP, 4)
            too_far = (beside, line - round(1.1 * letter))
            write(canvas, "too far", too_far, size_px=letter, colour=STOP)
        if math.isnan(value_deg):
            return
        at = row(value_deg)
        tip = np.array(
            [[left + bar, at], [left + 2 * bar, at - bar // 2], [left + 2 * bar, at + bar // 2]]
        )
        cv2.line(canvas, (left, at), (left + bar, at), WHITE, 4)
        cv2.fillPoly(canvas, [tip.astype(np.int32)], WHITE, cv2.LINE_AA)
        words = f"{round(value_deg)}°"
        start = left + round(2.2 * bar)
        size, _ = fitted(words, size_px=2 * letter, least_px=12, wide_px=width - 3 * bar, lines=1)
        spot = min(max(at - round(0.6 * size), top), top + height - round(1.2 * size))
        canvas[spot : spot + round(1.2 * size), start : left + width] = canvas[0, -1]
        write(canvas, words, (start, spot), size_px=size)
