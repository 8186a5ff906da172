"""The gauge: a bar from the start to beyond the target, with target, limit and value."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from formcheck.kinematics.measures import MEASURES, shown
from formcheck.output.overlay.text import (
    BLACK,
    GREEN,
    LINE_SHARE,
    WHITE,
    Box,
    Colour,
    line_height_px,
    line_size_px,
    width_px,
    write_line,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from formcheck.exercises.definition import Exercise

TROUGH: Final[Colour] = (80, 70, 62)
BEYOND: Final[Colour] = (90, 90, 245)
FILLED: Final[Colour] = (185, 170, 158)
"""The part of the bar below the value."""

_LEAST_PX: Final = 8
"""Letters of a gauge are not smaller than this."""


class Gauge:
    """The gauge of an annotated video: a short bar with names and number beside it.

    Parameters
    ----------
    exercise
        Its movement; of its limits, the nearest one on the same angle is marked.
    box
        Where; the ground there has one colour.
    """

    def __init__(self, exercise: Exercise, box: Box) -> None:
        movement = exercise.movement
        self._measure = movement.measure
        self._target_deg = enter_deg, full_deg = movement.target_deg
        at = [row.when.at for row in exercise.limit if row.when.measure == movement.measure]
        self._limit_deg = min(at, key=lambda value: abs(value - full_deg), default=math.nan)
        far_deg = self._limit_deg if at else full_deg
        span_deg = far_deg - movement.start_deg
        self._low_deg = movement.start_deg - 0.45 * span_deg
        self._high_deg = far_deg + 0.12 * span_deg
        self._box, self._bar = box, self._bar_in(box)
        enter, full = self._row(enter_deg), self._row(full_deg)
        self._target = self._bar._replace(top=full, height=enter - full + 1)

    def share(self, value_deg: float) -> float:
        """Return where on the bar a value is: 0 = below, 1 = above, clipped; NaN = unknown."""
        if math.isnan(value_deg):
            return math.nan
        part = (value_deg - self._low_deg) / (self._high_deg - self._low_deg)
        return min(max(part, 0.0), 1.0)

    @property
    def limit_share(self) -> float:
        """Return where on the bar it is too far, as `share` does; NaN = no limit is marked."""
        return self.share(self._limit_deg)

    def draw_scale(self, canvas: NDArray[np.uint8]) -> None:
        """Draw what does not change, with names, onto a BGR picture: bar, target and limit."""
        bar, box, target = self._bar, self._box, self._target
        _rectangle(canvas, bar, TROUGH)
        _rectangle(canvas, target, GREEN)
        _rectangle(canvas, target, WHITE, thickness=1)
        left, letter = box.left + round(2.4 * bar.width), max(12, box.height // 10)
        lowest = box.top
        if not math.isnan(self._limit_deg):
            row = self._row(self._limit_deg)
            cv2.line(canvas, (bar.left - 4, row), (bar.right + 4, row), BEYOND, 4)
            size = _size("too far", box.right - left, letter)
            top = max(box.top, row - line_height_px(size))
            write_line(canvas, "too far", (left, top), size_px=size, colour=BEYOND)
            lowest = top + line_height_px(size)
        size = _size("target", box.right - left, letter)
        top = max(lowest, target.top + (target.height - line_height_px(size)) // 2)
        write_line(canvas, "target", (left, top), size_px=size, colour=GREEN)

    def draw_value(self, canvas: NDArray[np.uint8], value_deg: float) -> None:
        """Draw the pointer, and the number always in the same place.

        Parameters
        ----------
        canvas
            As for `draw_scale`, which comes first.
        value_deg
            The measured angle; NaN = unknown, then nothing is drawn.
        """
        if not math.isnan(value_deg):
            self._draw_value(canvas, value_deg)

    def _draw_value(self, canvas: NDArray[np.uint8], value_deg: float) -> None:
        """Draw a line with an arrow at its right."""
        bar, box, row = self._bar, self._box, self._row(value_deg)
        half = min(bar.width // 2, box.height // 12)
        cv2.line(canvas, (bar.left, row), (bar.right, row), WHITE, 4)
        row = min(max(row, box.top + half), box.bottom - half)
        _arrow(canvas, (bar.right, row), bar.width, half)
        left = box.left + round(2.4 * bar.width)
        # One size for all values, so that it does not change with them.
        widest = "188°" if MEASURES[self._measure].is_angle else "-100 %"
        size = _size(widest, box.right - left, box.height // 4)
        at_px = (left, box.bottom - line_height_px(size))
        write_line(canvas, shown(self._measure, value_deg, short=True), at_px, size_px=size)

    def _bar_in(self, box: Box) -> Box:
        """Return where the bar is."""
        return box._replace(width=max(10, min(box.width // 6, box.height // 6)))

    def _row(self, value_deg: float) -> int:
        """Return the row of a value, pixels."""
        return self._bar.top + round((1 - self.share(value_deg)) * (self._bar.height - 1))


_BAR_FROM, _BAR_TO = 0.1, 0.31
"""Where across its box the bar is; the pointer is at its left, the names are at its right."""

_JUT_SHARE: Final = 0.04
"""How far the target juts out of the bar, as a share of the box's width."""

_NAME_SHARE, _NUMBER_SHARE = 0.11, 0.15
"""Heights of the rows of "too far" above and of the number below the bar, by the box's height."""


class LiveGauge(Gauge):
    """The gauge of a live session: a high bar with its number below; a `Gauge` otherwise."""

    def __init__(self, exercise: Exercise, box: Box) -> None:
        super().__init__(exercise, box)
        self._jut = jut = round(_JUT_SHARE * box.width)
        left, width = self._target.left - jut, self._target.width + 2 * jut + 1
        self._target = self._target._replace(left=left, width=width)

    def draw_scale(self, canvas: NDArray[np.uint8]) -> None:
        """Draw the range beyond the limit as stripes, with its name above the bar."""
        bar, box, target = self._bar, self._box, self._target
        _rectangle(canvas, bar._replace(width=bar.width + 1), TROUGH)
        _rectangle(canvas, target, GREEN)
        _rectangle(canvas, target, WHITE, thickness=2)
        left = bar.right + round(2 * _JUT_SHARE * box.width)
        size = _size("target", box.right - left, box.right - left)
        top = target.top + (target.height - line_height_px(size)) // 2
        write_line(canvas, "target", (left, top), size_px=size, colour=GREEN)
        if not math.isnan(self._limit_deg):
            _hatch(canvas, bar._replace(height=self._row(self._limit_deg) - bar.top))
            row_px = round(0.9 * _NAME_SHARE * box.height)
            size = _size("too far", box.width, round(row_px / LINE_SHARE))
            write_line(canvas, "too far", (box.left, box.top), size_px=size, colour=BEYOND)

    def _draw_value(self, canvas: NDArray[np.uint8], value_deg: float) -> None:
        """Fill the bar up to the value, with a pointer at its left and the number below."""
        bar, box, row = self._bar, self._box, self._row(value_deg)
        narrow = bar.width // 4
        filled = Box(bar.left + narrow, row, bar.width - 2 * narrow + 1, bar.bottom - 1 - row)
        _rectangle(canvas, filled, FILLED)
        if min(self._target_deg) <= value_deg <= max(self._target_deg):
            _rectangle(canvas, self._target, WHITE, thickness=max(4, bar.width // 9))
        half, jut = max(3, bar.height // 110), self._jut
        reach = bar.left - jut - box.left
        # Below the bar is the number: neither the pointer and its rim nor its arrow reach there.
        row = min(max(row, bar.top + half), bar.bottom - max(half, reach) - 3)
        pointer = Box(bar.left - jut, row - half, bar.width + 2 * jut + 1, 2 * half + 1)
        _rectangle(canvas, pointer, BLACK, thickness=5)
        _rectangle(canvas, pointer, WHITE)
        _arrow(canvas, (pointer.left, row), -reach, reach)
        number = shown(self._measure, value_deg, short=True)
        # One size for all values, so that it does not change with them.
        size = _size(
            "-188°" if MEASURES[self._measure].is_angle else "-100 %",
            box.width,
            round(_NUMBER_SHARE * box.height),
        )
        left = max(box.left, (bar.left + bar.right - width_px(number, size)) // 2)
        write_line(canvas, number, (left, box.bottom - line_height_px(size)), size_px=size)

    def _bar_in(self, box: Box) -> Box:
        left, right = (box.left + round(share * box.width) for share in (_BAR_FROM, _BAR_TO))
        above = 0 if math.isnan(self._limit_deg) else round(_NAME_SHARE * box.height)
        below = line_height_px(round(_NUMBER_SHARE * box.height))
        return Box(left, box.top + above, right - left, box.height - above - below)


def _size(text: str, wide_px: int, largest_px: int) -> int:
    return line_size_px(text, wide_px, largest_px, least_px=_LEAST_PX)


def _rectangle(
    canvas: NDArray[np.uint8], box: Box, colour: Colour, *, thickness: int = -1
) -> None:
    """Fill a box, or draw its rim if a thickness is given."""
    corners = (box.left, box.top), (box.right - 1, box.bottom - 1)
    cv2.rectangle(canvas, *corners, colour, thickness)


def _arrow(canvas: NDArray[np.uint8], tip: tuple[int, int], length: int, half: int) -> None:
    """Draw a triangle with its tip at a point, its base at so many pixels to the right."""
    base = tip[0] + length
    points = [tip, (base, tip[1] - half), (base, tip[1] + half)]
    cv2.fillPoly(canvas, [np.array(points, np.int32)], WHITE, cv2.LINE_AA)


def _hatch(canvas: NDArray[np.uint8], box: Box) -> None:
    """Fill a box with stripes, and close it below with a thick line."""
    place = box._replace(width=box.width + 1).of(canvas)
    step = max(8, box.width // 3)
    for start in range(-place.shape[0], place.shape[1] + step, step):
        ends = (start, place.shape[0]), (start + place.shape[0], 0)
        cv2.line(place, *ends, BEYOND, step // 3, cv2.LINE_AA)
    ends = (box.left - 4, box.bottom), (box.right + 4, box.bottom)
    cv2.line(canvas, *ends, BEYOND, 5)
