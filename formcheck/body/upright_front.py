"""Measures of people who stand on one leg, step sideways, or sit cross-legged; from the front."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from formcheck.body.geometry import DOWN, NAN, angle_between_deg, length_ratio
from formcheck.body.measure import LEG, row

if TYPE_CHECKING:
    from formcheck.body.measure import Measure
    from formcheck.body.posture import Posture


def other_foot_lift(now: Posture, _start: Posture | None = None) -> float:
    """How far the other foot is lifted over the working one.  Plane: frontal.  Sign: + up.

    The angle under which the working leg would see the lift: arcsine of the height of the other
    ankle over the working one, over the length of the working leg.  Zero: ankles level.  6 % of
    the leg, from where a foot counts as lifted, are 3.4 degrees.
    """
    leg = abs(now.knee - now.hip) + abs(now.ankle - now.knee)
    return _arcsine_deg((now.other_ankle - now.ankle).imag, leg)


def leg_spread(now: Posture, _start: Posture | None = None) -> float:
    """Angle between the legs (hip to ankle).  Plane: frontal.  Zero: parallel.  Sign: + apart.

    With hips 0.30 of the leg apart, as a pose model places them, feet at 1.5, 2.2 and 2.5 times
    the width of the hips are legs 8.6, 21 and 26 degrees apart.
    """
    return angle_between_deg(now.other_ankle - now.other_hip, now.ankle - now.hip)


def less_outward_leg(now: Posture, _start: Posture | None = None) -> float:
    """Inclination of the leg (hip to ankle) that points less outward.  Plane: frontal.

    Against gravity.  Zero: upright.  Sign: + outward.  Both point outward after a side step, and
    one of them stays upright while the other is only lifted to the side.
    """
    legs = (
        angle_between_deg(DOWN, now.ankle - now.hip),
        angle_between_deg(now.other_ankle - now.other_hip, DOWN),
    )
    return NAN if any(math.isnan(leg) for leg in legs) else min(legs)


def seated_knee_out(now: Posture, _start: Posture | None = None) -> float:
    """How far the knee of somebody who sits facing the camera is outward of the hip.

    Arcsine of the distance over the length of the thigh, for which the other shank stands: it
    hangs upright and is seen in full, while the thighs point at the camera (thigh and shank are
    0.245 and 0.246 of the height, Drillis and Contini,
    https://doi.org/10.1002/9780470549148).  Plane: frontal.  Zero: knee before the hip.  Sign: +
    outward.
    """
    return _arcsine_deg((now.knee - now.hip).real, abs(now.other_ankle - now.other_knee))


def ankle_to_other_knee(now: Posture, _start: Posture | None = None) -> float:
    """Distance of the working ankle from the other knee, in lengths of the other shank."""
    return length_ratio(now.ankle - now.other_knee, now.other_ankle - now.other_knee)


def other_thigh_seen(now: Posture, _start: Posture | None = None) -> float:
    """Apparent length of the other thigh, in lengths of its shank.  Plane: frontal.

    About 1 standing; half of that where the thighs of somebody who sits point at the camera.
    """
    return length_ratio(now.other_knee - now.other_hip, now.other_ankle - now.other_knee)


def _arcsine_deg(part: float, whole: float) -> float:
    """The arcsine of a ratio, degrees; NaN = unknown, or nothing to compare with."""
    if math.isnan(part) or math.isnan(whole) or whole <= 0:
        return NAN
    return math.degrees(math.asin(max(-1.0, min(1.0, part / whole))))


# fmt: off
UPRIGHT_FRONT: Final[tuple[Measure, ...]] = (
    row(other_foot_lift, "lift of the other foot", "deg", "front", f"{LEG} other_ankle"),
    row(leg_spread, "legs apart", "deg", "front", "hip ankle other_hip other_ankle"),
    row(less_outward_leg, "the less outward leg", "deg", "front",
        "hip ankle other_hip other_ankle"),
    row(seated_knee_out, "knee to the side", "deg", "front", "hip knee other_knee other_ankle"),
    row(ankle_to_other_knee, "ankle off the other knee", "ratio", "front",
        "ankle other_knee other_ankle"),
    row(other_thigh_seen, "apparent length of the other thigh", "ratio", "front",
        "other_hip other_knee other_ankle"),
)
# fmt: on
