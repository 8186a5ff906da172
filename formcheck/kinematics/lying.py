"""Measures of exercises on the floor: on the back from the side, on the side from the front.

The trunk of somebody who lies on the side lies across the picture.  The front measures are taken
from the body's own lines and not from gravity, so they are the same lying and standing; outward
of the upper leg is up.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from formcheck.kinematics.measure import MID, row
from formcheck.pose.geometry import NAN, angle_between_deg, length_ratio, share

if TYPE_CHECKING:
    from formcheck.kinematics.measure import Measure
    from formcheck.pose.features import SidedPose

THIGH_OVER_TRUNK: Final = 0.85
"""Length of the thigh in lengths of the trunk (shoulder to hip): 0.245 over 0.288 of the height,
Drillis and Contini's segment lengths, https://doi.org/10.1002/9780470549148."""

KNEE_RADIUS: Final = THIGH_OVER_TRUNK * math.sqrt(0.5)
"""How far a knee bent to a right angle lies off the line from hip to ankle, in trunk lengths."""

OUTWARD: Final = -1j
"""Turns the direction of the trunk (upwards) into that of outward."""


def foot_lift(now: SidedPose, start: SidedPose | None = None) -> float:
    """Rise of the working ankle since the start, in lengths of the shank; + up."""
    if start is None:
        return NAN
    return share((now.ankle - start.ankle).imag, start.knee - start.ankle)


def shoulder_rise(now: SidedPose, start: SidedPose | None = None) -> float:
    """Rise of the working shoulder since the start, in lengths of the trunk; + up."""
    return NAN if start is None else share((now.shoulder - start.shoulder).imag, start.trunk)


def thigh_turned_away(now: SidedPose, start: SidedPose | None = None) -> float:
    """Apparent thigh length over that at the start, from the side.

    Cosine of the angle out of the picture: 0.90 = 26 degrees, 0.87 = 30 degrees towards or away
    from the camera.  Both are divided by the length of the trunk.
    """
    if start is None:
        return NAN
    seen = length_ratio(now.knee - now.hip, now.trunk)
    true = length_ratio(start.knee - start.hip, start.trunk)
    return seen / true if true > 0 else NAN


def knee_opening(now: SidedPose, _start: SidedPose | None = None) -> float:
    """How far bent knees are opened, the feet together.  Zero: thighs side by side.  Sign: + open.

    With the knees bent to a right angle the upper leg turns about the line from hip to foot, and
    its knee is off that line by `KNEE_RADIUS`; the opening is the arcsine of how much further
    outward it is than the knee below.  Taken in lengths of the trunk, because the thigh points at
    the camera; at right angles to the line from hip to foot, so that neither a pelvis that is
    wider than the feet nor a tilted camera counts.  90 where that is further than it can be.
    """
    gap = _off_line(now.hip, now.knee, now.ankle)
    gap -= _off_line(now.other_hip, now.other_knee, now.other_ankle)
    part = share(gap, (now.mid_shoulder - now.mid_hip) * KNEE_RADIUS)
    return NAN if math.isnan(part) else math.degrees(math.asin(min(max(part, -1.0), 1.0)))


def _off_line(hip: complex, knee: complex, ankle: complex) -> float:
    """How far a knee is outward of the line from hip to ankle, pixels."""
    line = ankle - hip
    return share(((knee - hip) * line.conjugate()).imag, line)


def leg_stretch(now: SidedPose, _start: SidedPose | None = None) -> float:
    """Distance from the working hip to the ankle, in lengths of the trunk.

    About 1.6 with a straight leg, 1.2 with a knee bent to a right angle, whichever way it points.
    """
    return length_ratio(now.ankle - now.hip, now.mid_shoulder - now.mid_hip)


def feet_gap(now: SidedPose, start: SidedPose | None = None) -> float:
    """How much further apart the ankles are than at the start, in lengths of the trunk."""
    if start is None:
        return NAN
    trunk = start.mid_shoulder - start.mid_hip
    apart = abs(now.ankle - now.other_ankle) - abs(start.ankle - start.other_ankle)
    return share(apart, trunk)


def hip_stack(now: SidedPose, start: SidedPose | None = None) -> float:
    """Apparent distance of the hips over that at the start, both in lengths of the trunk.

    Cosine of how far the pelvis has rolled towards or away from the camera: 0.85 = 32 degrees.
    """
    if start is None:
        return NAN
    seen = length_ratio(now.hip - now.other_hip, now.mid_shoulder - now.mid_hip)
    true = length_ratio(start.hip - start.other_hip, start.mid_shoulder - start.mid_hip)
    return seen / true if true > 0 else NAN


def pelvis_to_trunk(now: SidedPose, _start: SidedPose | None = None) -> float:
    """Hip line to the perpendicular of the trunk.  Plane: frontal.

    Zero: at right angles.  Sign: + working side drawn up towards the shoulder (hike).
    """
    trunk = now.mid_shoulder - now.mid_hip
    return angle_between_deg(trunk * OUTWARD, now.hip - now.other_hip)


BOTH_LEGS: Final = "knee ankle other_knee other_ankle"

# fmt: off
LYING: Final[tuple[Measure, ...]] = (
    row(foot_lift, "lift of the foot", "ratio", "side", "knee ankle"),
    row(shoulder_rise, "lift of the shoulder", "ratio", "side", "shoulder hip"),
    row(thigh_turned_away, "apparent length of the thigh, from the side", "ratio", "side",
         "shoulder hip knee"),
    row(knee_opening, "opening of the knees", "deg", "front", f"{MID} {BOTH_LEGS}"),
    row(leg_stretch, "straightness of the leg", "ratio", "front", f"{MID} ankle"),
    row(feet_gap, "gap between the feet", "ratio", "front", f"{MID} ankle other_ankle"),
    row(hip_stack, "apparent width of the hips", "ratio", "front", MID),
    row(pelvis_to_trunk, "hip drawn up to the trunk", "deg", "front", MID),
)
# fmt: on
