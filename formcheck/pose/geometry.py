"""Angles and lengths in the plane of the picture.

Points and directions of the plane are complex numbers, ``x + 1j * y`` in pixels, with x to the
right and **y up** (the reverse of image rows), so that angles grow anticlockwise as in a
textbook.  An unknown point is NaN in both parts, and everything computed from it is NaN.
"""

import cmath
import math
from typing import Final

NAN: Final = math.nan
UNKNOWN: Final = complex(math.nan, math.nan)
"""A point that is not seen."""

DOWN: Final = -1j
UP: Final = 1j
FORWARD: Final = 1 + 0j


def angle_between_deg(start: complex, end: complex) -> float:
    """Return the signed angle that turns direction `start` into direction `end`.

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


def arcsine_deg(ratio: float) -> float:
    """Return the angle of a sine, degrees; 90 or -90 for a ratio beyond 1 or -1; NaN: unknown."""
    return NAN if math.isnan(ratio) else math.degrees(math.asin(min(max(ratio, -1.0), 1.0)))


def length_ratio(part: complex, whole: complex) -> float:
    """Return the length of a line in lengths of another one.

    Parameters
    ----------
    part, whole
        Differences of points, pixels.

    Returns
    -------
    float
        NaN if a line is unknown or `whole` has no length.
    """
    return share(abs(part), whole)


def share(part: float, whole: complex) -> float:
    """Return a signed distance in lengths of a line.

    Parameters
    ----------
    part
        The distance, pixels.
    whole
        The line, a difference of points, or its length, pixels.

    Returns
    -------
    float
        NaN if one of them is unknown or `whole` has no length.
    """
    unit = abs(whole)
    return part / unit if unit > 0 else NAN


def middle(one: complex, two: complex) -> complex:
    """Return the point half-way between two points.

    Parameters
    ----------
    one, two
        Points of the plane.

    Returns
    -------
    complex
        Unknown if one of them is.
    """
    return (one + two) / 2


def rotated(direction: complex, angle_deg: float) -> complex:
    """Return a direction turned by an angle.

    Parameters
    ----------
    direction
        Any direction of the plane.
    angle_deg
        Degrees, anticlockwise positive.

    Returns
    -------
    complex
        A direction of the same length.
    """
    return direction * cmath.exp(1j * math.radians(angle_deg))


def is_known(point: complex) -> bool:
    """Return True if a point is seen."""
    return point == point  # noqa: PLR0124  # only NaN differs from itself; faster than isnan
