"""Angles of the sagittal plane, for somebody seen from the side: +x is forward.

Hip flexion is **thigh on trunk**: pelvis and lumbar spine are included, so the number is not the
motion of the hip joint alone (a goniometer over-reads that by 2 to 19 degrees for the same
reason, https://doi.org/10.1186/1471-2474-11-194), and a person is compared with themselves only.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from formcheck.kinematics.measure import LEG, row
from formcheck.pose.geometry import DOWN, FORWARD, NAN, UP, angle_between_deg, length_ratio, share

if TYPE_CHECKING:
    from formcheck.kinematics.measure import Measure
    from formcheck.pose.features import SidedPose


CLEARLY_BENT_DEG: Final = 45.0
"""A knee bent further cannot be taken for a straight one."""

FLAT_WITHIN_DEG: Final = 10.0
"""How far from level the trunk of somebody who lies may be seen and still be believed to lie."""


def hip_flexion(now: SidedPose, start: SidedPose | None = None) -> float:
    """Thigh on trunk, working side.  Plane: sagittal.  Zero: straight.  Sign: + flexion.

    Somebody who lay on the back at the start is taken to have lain level, because the floor is: a
    pose model puts hip and shoulder of a lying person up to 6 degrees off the level (rendered
    people of known joints), and by as much when the hips are lifted.  What is further off is no
    error of the model, but a cushion or a tilted camera, and is left as it is.
    """
    flexion_deg = angle_between_deg(now.hip - now.shoulder, now.knee - now.hip)
    return flexion_deg - (0.0 if start is None else _off_level_deg(start))


def _off_level_deg(start: SidedPose) -> float:
    """How far off the level a trunk that lies was seen; 0 for one that does not lie."""
    off_deg = trunk_inclination(start) + 90.0
    return off_deg if abs(off_deg) <= FLAT_WITHIN_DEG else 0.0


def other_hip_flexion(now: SidedPose, _start: SidedPose | None = None) -> float:
    """Thigh on trunk, other side.  Plane: sagittal.  Zero: straight.  Sign: + flexion."""
    return angle_between_deg(now.other_hip - now.other_shoulder, now.other_knee - now.other_hip)


def knee_flexion(now: SidedPose, _start: SidedPose | None = None) -> float:
    """Shank on thigh, working side.  Plane: sagittal.  Zero: straight.  Sign: + flexion."""
    return angle_between_deg(now.ankle - now.knee, now.knee - now.hip)


def other_knee_flexion(now: SidedPose, _start: SidedPose | None = None) -> float:
    """Shank on thigh, other side.  Plane: sagittal.  Zero: straight.  Sign: + flexion."""
    return angle_between_deg(now.other_ankle - now.other_knee, now.other_knee - now.other_hip)


def more_bent_knee(now: SidedPose, _start: SidedPose | None = None) -> float:
    """Flexion of the knee that is bent further.  Plane: sagittal.  Zero: straight.

    A pose model that sees one leg behind the other may give either shin to either thigh; which
    knee is meant is then unknown, that one is bent and one is straight is not.  Where the other
    leg is hidden this is the working knee if it is clearly bent, and else unknown.
    """
    knee_deg, other_deg = knee_flexion(now), other_knee_flexion(now)
    if math.isnan(other_deg):
        return knee_deg if knee_deg > CLEARLY_BENT_DEG else NAN
    return NAN if math.isnan(knee_deg) else max(knee_deg, other_deg)


def less_bent_knee(now: SidedPose, _start: SidedPose | None = None) -> float:
    """Flexion of the knee that is bent less.  Plane: sagittal.  Zero: straight."""
    knee_deg, other_deg = knee_flexion(now), other_knee_flexion(now)
    return NAN if math.isnan(knee_deg) or math.isnan(other_deg) else min(knee_deg, other_deg)


def thigh_inclination(now: SidedPose, _start: SidedPose | None = None) -> float:
    """Thigh (hip to knee) to gravity.  Zero: straight down.  Sign: + forward; 90 = horizontal."""
    return angle_between_deg(DOWN, now.knee - now.hip)


def thigh_swing(now: SidedPose, start: SidedPose | None = None) -> float:
    """Change of the working thigh's inclination since the start.  Sign: + forward, - back.

    What the leg did, whatever the trunk did meanwhile, and wherever the model puts a thigh that
    hangs straight down.
    """
    if start is None:
        return NAN
    return angle_between_deg(start.knee - start.hip, now.knee - now.hip)


def trunk_inclination(now: SidedPose, _start: SidedPose | None = None) -> float:
    """Trunk (hip to shoulder) to gravity.  Zero: upright.  Sign: + forward; -90 = on the back."""
    return angle_between_deg(now.trunk, UP)


def leg_elevation(now: SidedPose, _start: SidedPose | None = None) -> float:
    """Leg (hip to ankle) of a person on their back over the horizontal.  Zero: level.  Sign: + up.

    Hip to ankle and not hip to knee: the model moves the hip with the lifted leg, which on a
    rendered raise of 42 degrees made 49 of the short lever and 44 of the long one.
    """
    return angle_between_deg(FORWARD, now.ankle - now.hip)


def thigh_difference(now: SidedPose, _start: SidedPose | None = None) -> float:
    """Other thigh over the working thigh.  Plane: sagittal.  Sign: + turned further up, forward.

    Zero: the thighs are parallel.
    """
    return angle_between_deg(now.knee - now.hip, now.other_knee - now.other_hip)


# fmt: off
SAGITTAL_ANGLES: Final[tuple[Measure, ...]] = (
    row(hip_flexion, "hip bend", "deg", "side", "shoulder hip knee"),
    row(other_hip_flexion, "hip bend, other leg", "deg", "side",
         "other_shoulder other_hip other_knee"),
    row(knee_flexion, "knee bend", "deg", "side", LEG),
    row(other_knee_flexion, "knee bend, other leg", "deg", "side",
         "other_hip other_knee other_ankle"),
    row(more_bent_knee, "the more bent knee", "deg", "side",
         f"{LEG} other_hip other_knee other_ankle"),
    row(less_bent_knee, "the straighter knee", "deg", "side",
         f"{LEG} other_hip other_knee other_ankle"),
    row(thigh_inclination, "thigh forward", "deg", "side", "hip knee"),
    row(thigh_swing, "swing of the thigh", "deg", "side", "hip knee"),
    row(trunk_inclination, "trunk forward", "deg", "side", "shoulder hip"),
    row(leg_elevation, "leg lift", "deg", "side", "hip ankle"),
    row(thigh_difference, "difference of the thighs", "deg", "side",
         "hip knee other_hip other_knee"),
)
# fmt: on


def knee_past_toes(now: SidedPose, _start: SidedPose | None = None) -> float:
    """How far the working knee is in front of the toes, in lengths of the shank; + in front."""
    return share((now.knee - now.toe).real, now.knee - now.ankle)


def other_knee_past_toes(now: SidedPose, _start: SidedPose | None = None) -> float:
    """How far the other knee is in front of the toes, in lengths of the shank; + in front."""
    return share((now.other_knee - now.other_toe).real, now.other_knee - now.other_ankle)


def shank_slope(now: SidedPose, _start: SidedPose | None = None) -> float:
    """How much higher the working knee is than the ankle, in lengths of the shank.

    0 = the shank lies flat (kneeling, or the leg stretched out on the floor), 1 = upright.
    """
    return share((now.knee - now.ankle).imag, now.knee - now.ankle)


def other_shank_slope(now: SidedPose, _start: SidedPose | None = None) -> float:
    """How much higher the other knee is than the ankle, in lengths of the shank; 1 = upright."""
    return share((now.other_knee - now.other_ankle).imag, now.other_knee - now.other_ankle)


def other_foot_rise(now: SidedPose, _start: SidedPose | None = None) -> float:
    """How much higher the other ankle is than the working one, in lengths of the trunk."""
    return share((now.other_ankle - now.ankle).imag, now.trunk)


def step_length(now: SidedPose, _start: SidedPose | None = None) -> float:
    """How far the other ankle is in front of the working one, in lengths of the working leg."""
    leg = abs(now.knee - now.hip) + abs(now.ankle - now.knee)
    return share((now.other_ankle - now.ankle).real, complex(leg))


def heel_rise(now: SidedPose, start: SidedPose | None = None) -> float:
    """Rise of the working heel over the toes since the start, in lengths of the shank; + up."""
    if start is None:
        return NAN
    rise = (now.heel - now.toe).imag - (start.heel - start.toe).imag
    return share(rise, start.knee - start.ankle)


def ankle_travel(now: SidedPose, start: SidedPose | None = None) -> float:
    """Distance of the working ankle from its place at the start, in lengths of the trunk."""
    return NAN if start is None else length_ratio(now.ankle - start.ankle, start.trunk)


def hip_travel(now: SidedPose, start: SidedPose | None = None) -> float:
    """Distance of the working hip from its place at the start, in lengths of the trunk."""
    return NAN if start is None else length_ratio(now.hip - start.hip, start.trunk)


def hip_rise(now: SidedPose, start: SidedPose | None = None) -> float:
    """Rise of the working hip since the start, in lengths of the trunk; + up."""
    return NAN if start is None else share((now.hip - start.hip).imag, start.trunk)


def other_hip_rise(now: SidedPose, start: SidedPose | None = None) -> float:
    """Change of the other hip's height over the working hip since the start, in trunk lengths.

    Negative = the other side of the pelvis drops.  A weak sign from the side: the far hip is
    guessed by the estimator.
    """
    if start is None:
        return NAN
    rise = (now.other_hip - now.hip).imag - (start.other_hip - start.hip).imag
    return share(rise, start.trunk)


# fmt: off
SAGITTAL_DISTANCES: Final[tuple[Measure, ...]] = (
    row(knee_past_toes, "knee past toes", "ratio", "side", "knee ankle toe"),
    row(other_knee_past_toes, "front knee past toes", "ratio", "side",
         "other_knee other_ankle other_toe"),
    row(shank_slope, "slope of the shin", "ratio", "side", "knee ankle"),
    row(other_shank_slope, "slope of the other shin", "ratio", "side",
         "other_knee other_ankle"),
    row(other_foot_rise, "height of the other foot", "ratio", "side",
         "shoulder hip ankle other_ankle"),
    row(step_length, "length of the step", "ratio", "side", f"{LEG} other_ankle"),
    row(heel_rise, "rise of the heel", "ratio", "side", "knee ankle heel toe"),
    row(ankle_travel, "travel of the foot", "ratio", "side", "shoulder hip ankle"),
    row(hip_travel, "travel of the hip", "ratio", "side", "shoulder hip"),
    row(hip_rise, "rise of the hip", "ratio", "side", "shoulder hip"),
    row(other_hip_rise, "rise of the other hip", "ratio", "side", "shoulder hip other_hip"),
)
# fmt: on


def shank_forward(now: SidedPose, _start: SidedPose | None = None) -> float:
    """Shank (ankle to knee) to gravity.  Zero: upright.  Sign: + knee in front of the ankle."""
    return angle_between_deg(now.knee - now.ankle, UP)


def head_drop(now: SidedPose, start: SidedPose | None = None) -> float:
    """Turn of the head (shoulder to nose) on the trunk since the start.  Sign: + chin forward.

    Plane: sagittal.  A weak sign of a rounded back: only the neck is in it.
    """
    if start is None:
        return NAN
    turned = _head_to_trunk_deg(now) - _head_to_trunk_deg(start)
    return 180.0 - (180.0 - turned) % 360.0


def _head_to_trunk_deg(posture: SidedPose) -> float:
    return angle_between_deg(posture.nose - posture.shoulder, posture.trunk)


def step_rise(now: SidedPose, start: SidedPose | None = None) -> float:
    """Rise of the working hip since the start, as the angle whose sine it is in leg lengths; + up.

    ``asin(rise / (thigh + shank))``: 15 cm of somebody with legs of 85 cm are 10 degrees.  Told
    as an angle, because a movement is measured in degrees; a rise beyond a leg's length is 90.
    """
    if start is None:
        return NAN
    ratio = share((now.hip - start.hip).imag, complex(_leg_px(start)))
    return NAN if math.isnan(ratio) else math.degrees(math.asin(min(max(ratio, -1.0), 1.0)))


def ankle_rise(now: SidedPose, start: SidedPose | None = None) -> float:
    """Rise of the working ankle since the start, in lengths of the trunk; + up."""
    return NAN if start is None else share((now.ankle - start.ankle).imag, start.trunk)


def foot_over_floor(now: SidedPose, start: SidedPose | None = None) -> float:
    """Height of the working ankle over the lower ankle at the start, in trunk lengths; + up.

    The lower foot stood on the floor then, whether the other one was on a step already or not.
    Where the other foot was hidden at the start, the working one is taken to have stood there.
    """
    if start is None:
        return NAN
    heights = [start.ankle.imag, start.other_ankle.imag]
    known = [height for height in heights if not math.isnan(height)]
    return share(now.ankle.imag - min(known, default=NAN), start.trunk)


def hips_back(now: SidedPose, start: SidedPose | None = None) -> float:
    """Way of the hip backward over the working foot since the start, in leg lengths; + back."""
    if start is None:
        return NAN
    back = (now.ankle - now.hip).real - (start.ankle - start.hip).real
    return share(back, complex(_leg_px(start)))


def _leg_px(posture: SidedPose) -> float:
    """Length of the working leg, thigh and shank, pixels."""
    return abs(posture.knee - posture.hip) + abs(posture.ankle - posture.knee)


# fmt: off
UPRIGHT: Final[tuple[Measure, ...]] = (
    row(shank_forward, "shin forward", "deg", "side", "knee ankle"),
    row(head_drop, "drop of the head", "deg", "side", "nose shoulder hip"),
    row(step_rise, "rise of the hips", "deg", "side", LEG),
    row(ankle_rise, "rise of the foot", "ratio", "side", "shoulder hip ankle"),
    row(foot_over_floor, "height of the foot", "ratio", "side", "shoulder hip ankle"),
    row(hips_back, "hips back", "ratio", "side", LEG),
)
# fmt: on
