"""A countdown or a rest over the picture: large seconds in a ring that runs down."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from formcheck.output.overlay.text import CAPITAL_SHARE, WHITE, Colour, cover, fitted_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

RADIUS_SHARE: Final = 0.35
"""Radius of the ring, as a share of the shorter side of the picture."""

SHADE: Final = 0.5
"""How much of the picture shines through the ground of the number."""

RING: Final[Colour] = (60, 200, 255)
TRACK: Final[Colour] = (110, 100, 92)


def draw_clock(
    picture: NDArray[np.uint8], *, remaining_s: float, total_s: float, below: str = ""
) -> None:
    """Draw the seconds that are left; nothing while no clock runs.

    Parameters
    ----------
    picture
        Shape (height, width, 3), uint8, BGR, mirrored already; changed in place.
    remaining_s, total_s
        Seconds left, and in all; NaN = none runs, or no ring.
    below
        A word below the number.
    """
    if math.isnan(remaining_s):
        return
    height, width = picture.shape[:2]
    radius = round(RADIUS_SHARE * min(height, width))
    middle = width // 2, height // 2
    thick = max(6, radius // 9)
    _shade(picture, middle, radius)
    cv2.circle(picture, middle, radius, TRACK, thick, cv2.LINE_AA)
    share = remaining_s / total_s if total_s > 0 else 0.0  # False too where it is unknown
    turn_deg = 360 * min(max(share, 0.0), 1.0)
    # It begins at the top and its end runs back there.
    cv2.ellipse(picture, middle, (radius, radius), -90, 0, turn_deg, RING, thick, cv2.LINE_AA)
    words = str(max(0, math.ceil(remaining_s)))
    room = round(1.5 * radius)
    size, _ = fitted_text(words, size_px=round(1.7 * radius), least_px=12, wide_px=room, lines=1)
    lift = round(0.16 * radius) if below else 0
    _put_over(picture, words, size, (middle[0], middle[1] - lift))
    if below:
        size, _ = fitted_text(
            below, size_px=round(0.3 * radius), least_px=10, wide_px=radius, lines=1
        )
        _put_over(picture, below, size, (middle[0], middle[1] + round(0.62 * radius)))


@lru_cache(maxsize=4)
def _disc(radius: int) -> NDArray[np.uint8]:
    """A disc in white on black."""
    mask = np.zeros((2 * radius + 1, 2 * radius + 1), np.uint8)
    cv2.circle(mask, (radius, radius), radius, 255, -1)
    return mask


def _shade(picture: NDArray[np.uint8], middle: tuple[int, int], radius: int) -> None:
    """Darken a disc, so that white letters stand out of any picture."""
    (across, down), side = middle, 2 * radius + 1
    place = picture[down - radius : down - radius + side, across - radius : across - radius + side]
    darker = cv2.convertScaleAbs(place, alpha=SHADE)
    cv2.copyTo(darker, _disc(radius), place)


@lru_cache(maxsize=8)
def _cover_of_all(words: str, size_px: int) -> NDArray[np.uint8]:
    """The cover of letters for three colours, cut to the letters."""
    covered = cover(words, size_px)
    rows, columns = np.flatnonzero(covered.any(axis=1)), np.flatnonzero(covered.any(axis=0))
    cut = covered[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return np.ascontiguousarray(np.repeat(cut[:, :, None], 3, axis=2))


def _put_over(
    picture: NDArray[np.uint8], words: str, size_px: int, middle: tuple[int, int]
) -> None:
    """Write white letters about a point of the picture, whatever is behind them."""
    covered = _cover_of_all(words, size_px)
    height, width = covered.shape[:2]
    # By the capitals' height, so that a comma or a g does not lift the line.
    left, top = middle[0] - width // 2, middle[1] - round(CAPITAL_SHARE * size_px / 2)
    place = picture[top : top + height, left : left + width]
    missing = cv2.subtract(np.full_like(covered, WHITE[0]), place)
    cv2.add(place, cv2.multiply(missing, covered, scale=1 / 255), dst=place)
