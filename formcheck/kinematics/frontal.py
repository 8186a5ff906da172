"""Angles and distances of the frontal plane: +x is outward of the working leg."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from formcheck.kinematics.measure import LEG, MID, row
from formcheck.pose.geometry import DOWN, FORWARD, NAN, UP, angle_between_deg, length_ratio, share

if TYPE_CHECKING:
    from formcheck.kinematics.measure import Measure
    from formcheck.pose.features import SidedPose


def hip_abduction(now: SidedPose, _start: SidedPose | None = None) -> float:
    """Thigh to the perpendicular of the hip line.  Plane: frontal.  Sign: + outward.

    Zero: at right angles to the pelvis, so hiking the pelvis does not count as abduction.
    """
    return angle_between_deg((now.hip - now.other_hip) * DOWN, now.knee - now.hip)


def hip_abduction_to_trunk(now: SidedPose, _start: SidedPose | None = None) -> float:
    """Thigh to the trunk's axis.  Plane: frontal.  Zero: in line with it.  Sign: + outward."""
    return angle_between_deg(now.mid_hip - now.mid_shoulder, now.knee - now.hip)


def thigh_outward(now: SidedPose, _start: SidedPose | None = None) -> float:
    """Thigh (hip to knee) to gravity.  Plane: frontal.  Zero: straight down.  Sign: + outward.

    Neither a lean of the trunk nor the hip line is in it: in pictures of rendered people that line
    tilts by four degrees when a leg goes out, though the pelvis stays level.
    """
    return angle_between_deg(DOWN, now.knee - now.hip)


def pelvic_obliquity(now: SidedPose, _start: SidedPose | None = None) -> float:
    """Hip line to the horizontal.  Plane: frontal.  Sign: + working side higher (hike)."""
    return angle_between_deg(FORWARD, now.hip - now.other_hip)


def trunk_lateral_lean(now: SidedPose, _start: SidedPose | None = None) -> float:
    """Mid-hip to mid-shoulder to gravity.  Plane: frontal.  Sign: + away from the working leg."""
    return angle_between_deg(UP, now.mid_shoulder - now.mid_hip)


def knee_valgus(now: SidedPose, _start: SidedPose | None = None) -> float:
    """Frontal plane projection angle of the working knee.  Zero: straight.  Sign: + medial."""
    return angle_between_deg(now.knee - now.hip, now.ankle - now.knee)


def thigh_foreshortening(now: SidedPose, start: SidedPose | None = None) -> float:
    """Apparent thigh length over that at the start: cosine of the angle out of the picture.

    1 = as at the start, 0.90 = 26 degrees, 0.87 = 30 degrees towards or away from the camera.
    Both are divided by the length of the trunk, so walking nearer changes nothing.
    """
    if start is None:
        return NAN
    return _foreshortening(now.knee - now.hip, now, start.knee - start.hip, start)


def shank_foreshortening(now: SidedPose, start: SidedPose | None = None) -> float:
    """Apparent shank length over that at the start (see `thigh_foreshortening`)."""
    if start is None:
        return NAN
    return _foreshortening(now.ankle - now.knee, now, start.ankle - start.knee, start)


def ankle_past_midline(now: SidedPose, _start: SidedPose | None = None) -> float:
    """Distance of the working ankle inward of the other one, in hip widths; + = crossed."""
    return share((now.other_ankle - now.ankle).real, now.hip - now.other_hip)


def _foreshortening(part: complex, now: SidedPose, part_then: complex, then: SidedPose) -> float:
    seen = length_ratio(part, now.mid_shoulder - now.mid_hip)
    true = length_ratio(part_then, then.mid_shoulder - then.mid_hip)
    return seen / true if true > 0 else NAN


# fmt: off
FRONTAL: Final[tuple[Measure, ...]] = (
    row(hip_abduction, "leg out from the pelvis", "deg", "front", "hip other_hip knee"),
    row(hip_abduction_to_trunk, "leg out from the trunk", "deg", "front", f"{MID} knee"),
    row(thigh_outward, "leg out to the side", "deg", "front", "hip knee"),
    row(pelvic_obliquity, "hip hike", "deg", "front", "hip other_hip"),
    row(trunk_lateral_lean, "sideways lean", "deg", "front", MID),
    row(knee_valgus, "knee inward", "deg", "front", LEG),
    row(thigh_foreshortening, "apparent length of the thigh", "ratio", "front",
         f"{MID} knee"),
    row(shank_foreshortening, "apparent length of the shin", "ratio", "front",
         f"{MID} knee ankle"),
    row(ankle_past_midline, "foot across the middle", "ratio", "front",
         "hip other_hip ankle other_ankle"),
)
# fmt: on


def other_foot_lift(now: SidedPose, _start: SidedPose | None = None) -> float:
    """How far the other foot is lifted over the working one.  Plane: frontal.  Sign: + up.

    The angle under which the working leg would see the lift: arcsine of the height of the other
    ankle over the working one, over the length of the working leg.  Zero: ankles level.  6 % of
    the leg, from where a foot counts as lifted, are 3.4 degrees.
    """
    leg = abs(now.knee - now.hip) + abs(now.ankle - now.knee)
    return _arcsine_deg((now.other_ankle - now.ankle).imag, leg)


def leg_spread(now: SidedPose, _start: SidedPose | None = None) -> float:
    """Angle between the legs (hip to ankle).  Plane: frontal.  Zero: parallel.  Sign: + apart.

    With hips 0.30 of the leg apart, as a pose model places them, feet at 1.5, 2.2 and 2.5 times
    the width of the hips are legs 8.6, 21 and 26 degrees apart.
    """
    return angle_between_deg(now.other_ankle - now.other_hip, now.ankle - now.hip)


def less_outward_leg(now: SidedPose, _start: SidedPose | None = None) -> float:
    """Inclination of the leg (hip to ankle) that points less outward.  Plane: frontal.

    Against gravity.  Zero: upright.  Sign: + outward.  Both point outward after a side step, and
    one of them stays upright while the other is only lifted to the side.
    """
    legs = (
        angle_between_deg(DOWN, now.ankle - now.hip),
        angle_between_deg(now.other_ankle - now.other_hip, DOWN),
    )
    return NAN if any(math.isnan(leg) for leg in legs) else min(legs)


def seated_knee_out(now: SidedPose, _start: SidedPose | None = None) -> float:
    """How far the knee of somebody who sits facing the camera is outward of the hip.

    Arcsine of the distance over the length of the thigh, for which the other shank stands: it
    hangs upright and is seen in full, while the thighs point at the camera (thigh and shank are
    0.245 and 0.246 of the height, Drillis and Contini,
    https://doi.org/10.1002/9780470549148).  Plane: frontal.  Zero: knee before the hip.  Sign: +
    outward.
    """
    return _arcsine_deg((now.knee - now.hip).real, abs(now.other_ankle - now.other_knee))


def ankle_to_other_knee(now: SidedPose, _start: SidedPose | None = None) -> float:
    """Distance of the working ankle from the other knee, in lengths of the other shank."""
    return length_ratio(now.ankle - now.other_knee, now.other_ankle - now.other_knee)


def other_thigh_seen(now: SidedPose, _start: SidedPose | None = None) -> float:
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
