"""Angles and lengths in the plane of the picture.

Points and directions of the plane are complex numbers, ``x + 1j * y`` in pixels, with x to the
right and **y up** (the reverse of image rows), so that angles grow anticlockwise as in a
textbook.  An unknown point is NaN in both parts, and everything computed from it is NaN.
"""

import math
from typing import Final

NAN: Final = math.nan
UNKNOWN: Final = complex(math.nan, math.nan)
"""A point that was not seen."""

DOWN: Final = -1j
UP: Final = 1j
FORWARD: Final = 1 + 0j


def angle_between_deg(start: complex, end: complex) -> float:
    """Signed angle that turns direction `start` into direction `end`.

    Parameters
    ----------
    start, end
        Directions (differences of points); their lengths do not matter.

    Returns
    -------
    float
        Degrees, anticlockwise positive, in (-180, 180].  NaN if a direction is unknown or has
        no length.
    """
    turn = end * start.conjugate() + 0j  # no -0.0: a half turn would come out as -180
    if not turn:
        return NAN
    return math.degrees(math.atan2(turn.imag, turn.real))


def length_ratio(part: complex, whole: complex) -> float:
    """Length of `part` over length of `whole`; NaN if one is unknown or `whole` is zero."""
    unit = abs(whole)
    return abs(part) / unit if unit > 0 else NAN


def share(part: float, whole: complex) -> float:
    """A signed distance over the length of `whole`; NaN if unknown or `whole` is zero."""
    unit = abs(whole)
    return part / unit if unit > 0 else NAN


def middle(one: complex, two: complex) -> complex:
    """The point half-way between two points."""
    return (one + two) / 2


def is_known(point: complex) -> bool:
    """Whether a point was seen."""
    return point == point  # noqa: PLR0124  # only NaN differs from itself; faster than isnan
