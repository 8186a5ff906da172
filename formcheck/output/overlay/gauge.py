"""The gauge: a bar from the start to beyond the target, with target band, limit and the value."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

import cv2
import numpy as np

from formcheck.output.overlay.text import (
    BLACK,
    LINE_SHARE,
    WHITE,
    Colour,
    fitted_text,
    width_px,
    write_text,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from formcheck.exercises.parts import Limit, Movement


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
            size, _ = fitted_text("too far", size_px=letter, least_px=8, wide_px=room, lines=1)
            spot = max(box.top, line - round(LINE_SHARE * size))
            write_text(
                canvas, "too far", (beside, spot), size_px=size, colour=BEYOND, ground=ground
            )
            lowest = spot + round(LINE_SHARE * size)
        size, _ = fitted_text("target", size_px=letter, least_px=8, wide_px=room, lines=1)
        spot = max(lowest, (first + last - round(LINE_SHARE * size)) // 2)
        write_text(canvas, "target", (beside, spot), size_px=size, colour=BAND, ground=ground)

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
        size, _ = fitted_text("-88°", size_px=box.height // 4, least_px=12, wide_px=room, lines=1)
        spot = box.top + box.height - round(LINE_SHARE * size)
        write_text(canvas, words, (beside, spot), size_px=size, ground=ground)

    def _row(self, value_deg: float, box: Box) -> int:
        """The row of a value, pixels."""
        return box.top + round((1 - self.share(value_deg)) * (box.height - 1))


def _bar_px(box: Box) -> int:
    return max(10, min(box.width // 6, box.height // 6))


FILLED: Final[Colour] = (185, 170, 158)
"""What of the bar lies below the value."""

_BAR_FROM, _BAR_TO = 0.17, 0.47
"""Where across its box the bar is; left of it the pointer, right of it the names."""

_JUT: Final = 0.05
"""How far the target juts out, as a share of the box's width."""

_NAME_SHARE: Final = 0.1
"""Height of the row above the bar that names what is too far, the same way."""

_NUMBER_SHARE: Final = 0.15
"""Height of the number's row below the bar, as a share of the box's height."""


class LiveGauge(Gauge):
    """Shows an angle on a high bar, with its number below; takes what a `Gauge` takes."""

    def draw_scale(self, canvas: NDArray[np.uint8], box: Box, *, ground: Colour) -> None:
        """Draw what does not change: the bar, the target, what is too far, and their names."""
        bar = self._bar(box)
        right, foot = bar.left + bar.width, bar.top + bar.height - 1
        cv2.rectangle(canvas, (bar.left, bar.top), (right, foot), TROUGH, -1)
        first, last = self._target(canvas, box, thickness=2)
        beside = right + round(2 * _JUT * box.width)
        room = box.left + box.width - beside
        size, _ = fitted_text("target", size_px=room, least_px=8, wide_px=room, lines=1)
        at = (beside, (first + last - round(LINE_SHARE * size)) // 2)
        write_text(canvas, "target", at, size_px=size, colour=BAND, ground=ground)
        if not math.isnan(self._limit):
            line = self._row(self._limit, bar)
            _hatch(canvas, Box(bar.left, bar.top, bar.width, line - bar.top))
            row = round(0.9 * _NAME_SHARE * box.height / LINE_SHARE)
            size, _ = fitted_text("too far", size_px=row, least_px=8, wide_px=box.width, lines=1)
            at = (box.left, box.top)
            write_text(canvas, "too far", at, size_px=size, colour=BEYOND, ground=ground)

    def draw_value(
        self, canvas: NDArray[np.uint8], box: Box, *, value_deg: float, ground: Colour
    ) -> None:
        """Fill the bar up to the value, point at it, and write the number below."""
        if math.isnan(value_deg):
            return
        bar = self._bar(box)
        right, foot, at = bar.left + bar.width, bar.top + bar.height, self._row(value_deg, bar)
        narrow = bar.width // 4
        cv2.rectangle(canvas, (bar.left + narrow, at), (right - narrow, foot - 1), FILLED, -1)
        if min(self._enter, self._full) <= value_deg <= max(self._enter, self._full):
            self._target(canvas, box, thickness=max(4, bar.width // 9), filled=False)
        half = max(3, bar.height // 110)
        at = min(max(at, bar.top + half), foot - half)
        jut = round(_JUT * box.width)
        ends = (bar.left - jut, at - half), (right + jut, at + half)
        cv2.rectangle(canvas, *ends, BLACK, 5)
        cv2.rectangle(canvas, *ends, WHITE, -1)
        tip, reach = bar.left - jut, bar.left - jut - box.left
        arrow = np.array([[tip, at], [box.left, at - reach], [box.left, at + reach]], np.int32)
        cv2.fillPoly(canvas, [arrow], WHITE, cv2.LINE_AA)
        words = f"{round(value_deg)}°"
        # As if it were three figures and a sign, so that the size does not change with the value.
        size, _ = fitted_text(
            "-188°",
            size_px=round(_NUMBER_SHARE * box.height),
            least_px=12,
            wide_px=box.width,
            lines=1,
        )
        spot = (
            max(box.left, (bar.left + right - width_px(words, size)) // 2),
            box.top + box.height - round(LINE_SHARE * size),
        )
        write_text(canvas, words, spot, size_px=size, ground=ground)

    def _bar(self, box: Box) -> Box:
        """Where the bar itself is."""
        left, right = (box.left + round(share * box.width) for share in (_BAR_FROM, _BAR_TO))
        above = 0 if math.isnan(self._limit) else round(_NAME_SHARE * box.height)
        high = box.height - above - round(_NUMBER_SHARE * box.height)
        return Box(left, box.top + above, right - left, high)

    def _target(
        self, canvas: NDArray[np.uint8], box: Box, *, thickness: int, filled: bool = True
    ) -> tuple[int, int]:
        """Draw the target, and tell its first and last row."""
        bar, jut = self._bar(box), round(_JUT * box.width)
        first, last = self._row(self._full, bar), self._row(self._enter, bar)
        corners = (bar.left - jut, first), (bar.left + bar.width + jut, last)
        if filled:
            cv2.rectangle(canvas, *corners, BAND, -1)
        cv2.rectangle(canvas, *corners, WHITE, thickness)
        return first, last


def _hatch(canvas: NDArray[np.uint8], box: Box) -> None:
    """Fill a box with stripes, and close it below with a thick line."""
    place = canvas[box.top : box.top + box.height, box.left : box.left + box.width + 1]
    step = max(8, box.width // 3)
    for start in range(-place.shape[0], place.shape[1] + step, step):
        ends = (start, place.shape[0]), (start + place.shape[0], 0)
        cv2.line(place, *ends, BEYOND, step // 3, cv2.LINE_AA)
    line = box.top + box.height
    cv2.line(canvas, (box.left - 4, line), (box.left + box.width + 4, line), BEYOND, 5)
