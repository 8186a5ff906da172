"""Angles and distances of the frontal plane: +x is outward of the working leg."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from formcheck.body.geometry import DOWN, FORWARD, NAN, UP, angle_between_deg, length_ratio, share
from formcheck.body.measure import LEG, MID, row

if TYPE_CHECKING:
    from formcheck.body.measure import Measure
    from formcheck.body.posture import Posture


def hip_abduction(now: Posture, _start: Posture | None = None) -> float:
    """Thigh to the perpendicular of the hip line.  Plane: frontal.  Sign: + outward.

    Zero: at right angles to the pelvis, so hiking the pelvis does not count as abduction.
    """
    return angle_between_deg((now.hip - now.other_hip) * DOWN, now.knee - now.hip)


def hip_abduction_to_trunk(now: Posture, _start: Posture | None = None) -> float:
    """Thigh to the trunk's axis.  Plane: frontal.  Zero: in line with it.  Sign: + outward."""
    return angle_between_deg(now.mid_hip - now.mid_shoulder, now.knee - now.hip)


def thigh_outward(now: Posture, _start: Posture | None = None) -> float:
    """Thigh (hip to knee) to gravity.  Plane: frontal.  Zero: straight down.  Sign: + outward.

    Neither a lean of the trunk nor the hip line is in it: in pictures of rendered people that line
    tilts by four degrees when a leg goes out, though the pelvis stays level.
    """
    return angle_between_deg(DOWN, now.knee - now.hip)


def pelvic_obliquity(now: Posture, _start: Posture | None = None) -> float:
    """Hip line to the horizontal.  Plane: frontal.  Sign: + working side higher (hike)."""
    return angle_between_deg(FORWARD, now.hip - now.other_hip)


def trunk_lateral_lean(now: Posture, _start: Posture | None = None) -> float:
    """Mid-hip to mid-shoulder to gravity.  Plane: frontal.  Sign: + away from the working leg."""
    return angle_between_deg(UP, now.mid_shoulder - now.mid_hip)


def knee_valgus(now: Posture, _start: Posture | None = None) -> float:
    """Frontal plane projection angle of the working knee.  Zero: straight.  Sign: + medial."""
    return angle_between_deg(now.knee - now.hip, now.ankle - now.knee)


def thigh_foreshortening(now: Posture, start: Posture | None = None) -> float:
    """Apparent thigh length over that at the start: cosine of the angle out of the picture.

    1 = as at the start, 0.90 = 26 degrees, 0.87 = 30 degrees towards or away from the camera.
    Both are divided by the length of the trunk, so walking nearer changes nothing.
    """
    if start is None:
        return NAN
    return _foreshortening(now.knee - now.hip, now, start.knee - start.hip, start)


def shank_foreshortening(now: Posture, start: Posture | None = None) -> float:
    """Apparent shank length over that at the start (see `thigh_foreshortening`)."""
    if start is None:
        return NAN
    return _foreshortening(now.ankle - now.knee, now, start.ankle - start.knee, start)


def ankle_past_midline(now: Posture, _start: Posture | None = None) -> float:
    """Distance of the working ankle inward of the other one, in hip widths; + = crossed."""
    return share((now.other_ankle - now.ankle).real, now.hip - now.other_hip)


def _foreshortening(part: complex, now: Posture, part_then: complex, then: Posture) -> float:
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
