"""The gauge of a live session: as high as the picture, to be read from three metres.

Shapes say what colours say: the target juts out of the bar between white edges, what is too far
is hatched, and the value is a white bar with a pointer.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from formcheck.output.gauge import BAND, BEYOND, TROUGH, Box, Gauge
from formcheck.output.lettering import BLACK, LINE_SHARE, WHITE, Colour, fitted, width_px, write

if TYPE_CHECKING:
    from numpy.typing import NDArray

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


class TallGauge(Gauge):
    """Shows an angle on a high bar, with its number below; takes what a `Gauge` takes."""

    def draw_scale(self, canvas: NDArray[np.uint8], box: Box, *, ground: Colour) -> None:
        """Draw what does not change: the bar, the target, what is too far, and their names."""
        bar = self._bar(box)
        right, foot = bar.left + bar.width, bar.top + bar.height - 1
        cv2.rectangle(canvas, (bar.left, bar.top), (right, foot), TROUGH, -1)
        first, last = self._target(canvas, box, thickness=2)
        beside = right + round(2 * _JUT * box.width)
        room = box.left + box.width - beside
        size, _ = fitted("target", size_px=room, least_px=8, wide_px=room, lines=1)
        at = (beside, (first + last - round(LINE_SHARE * size)) // 2)
        write(canvas, "target", at, size_px=size, colour=BAND, ground=ground)
        if not math.isnan(self._limit):
            line = self._row(self._limit, bar)
            _hatch(canvas, Box(bar.left, bar.top, bar.width, line - bar.top))
            row = round(0.9 * _NAME_SHARE * box.height / LINE_SHARE)
            size, _ = fitted("too far", size_px=row, least_px=8, wide_px=box.width, lines=1)
            at = (box.left, box.top)
            write(canvas, "too far", at, size_px=size, colour=BEYOND, ground=ground)

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
        size, _ = fitted(
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
        write(canvas, words, spot, size_px=size, ground=ground)

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
