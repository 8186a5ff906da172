"""Angles of the sagittal plane, for somebody seen from the side: +x is forward.

Hip flexion is **thigh on trunk**: pelvis and lumbar spine are included, so the number is not the
motion of the hip joint alone (a goniometer over-reads that by 2 to 19 degrees for the same
reason, https://doi.org/10.1186/1471-2474-11-194), and a person is compared with themselves only.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from formcheck.body.geometry import DOWN, FORWARD, NAN, UP, angle_between_deg
from formcheck.body.measure import LEG, row

if TYPE_CHECKING:
    from formcheck.body.measure import Measure
    from formcheck.body.posture import Posture

CLEARLY_BENT_DEG: Final = 45.0
"""A knee bent further cannot be taken for a straight one."""

FLAT_WITHIN_DEG: Final = 10.0
"""How far from level the trunk of somebody who lies may be seen and still be believed to lie."""


def hip_flexion(now: Posture, start: Posture | None = None) -> float:
    """Thigh on trunk, working side.  Plane: sagittal.  Zero: straight.  Sign: + flexion.

    Somebody who lay on the back at the start is taken to have lain level, because the floor is: a
    pose model puts hip and shoulder of a lying person up to 6 degrees off the level (rendered
    people of known joints), and by as much when the hips are lifted.  What is further off is no
    error of the model, but a cushion or a tilted camera, and is left as it is.
    """
    flexion_deg = angle_between_deg(now.hip - now.shoulder, now.knee - now.hip)
    return flexion_deg - (0.0 if start is None else _off_level_deg(start))


def _off_level_deg(start: Posture) -> float:
    """How far off the level a trunk that lies was seen; 0 for one that does not lie."""
    off_deg = trunk_inclination(start) + 90.0
    return off_deg if abs(off_deg) <= FLAT_WITHIN_DEG else 0.0


def other_hip_flexion(now: Posture, _start: Posture | None = None) -> float:
    """Thigh on trunk, other side.  Plane: sagittal.  Zero: straight.  Sign: + flexion."""
    return angle_between_deg(now.other_hip - now.other_shoulder, now.other_knee - now.other_hip)


def knee_flexion(now: Posture, _start: Posture | None = None) -> float:
    """Shank on thigh, working side.  Plane: sagittal.  Zero: straight.  Sign: + flexion."""
    return angle_between_deg(now.ankle - now.knee, now.knee - now.hip)


def other_knee_flexion(now: Posture, _start: Posture | None = None) -> float:
    """Shank on thigh, other side.  Plane: sagittal.  Zero: straight.  Sign: + flexion."""
    return angle_between_deg(now.other_ankle - now.other_knee, now.other_knee - now.other_hip)


def more_bent_knee(now: Posture, _start: Posture | None = None) -> float:
    """Flexion of the knee that is bent further.  Plane: sagittal.  Zero: straight.

    A pose model that sees one leg behind the other may give either shin to either thigh; which
    knee is meant is then unknown, that one is bent and one is straight is not.  Where the other
    leg is hidden this is the working knee if it is clearly bent, and else unknown.
    """
    knee_deg, other_deg = knee_flexion(now), other_knee_flexion(now)
    if math.isnan(other_deg):
        return knee_deg if knee_deg > CLEARLY_BENT_DEG else NAN
    return NAN if math.isnan(knee_deg) else max(knee_deg, other_deg)


def less_bent_knee(now: Posture, _start: Posture | None = None) -> float:
    """Flexion of the knee that is bent less.  Plane: sagittal.  Zero: straight."""
    knee_deg, other_deg = knee_flexion(now), other_knee_flexion(now)
    return NAN if math.isnan(knee_deg) or math.isnan(other_deg) else min(knee_deg, other_deg)


def thigh_inclination(now: Posture, _start: Posture | None = None) -> float:
    """Thigh (hip to knee) to gravity.  Zero: straight down.  Sign: + forward; 90 = horizontal."""
    return angle_between_deg(DOWN, now.knee - now.hip)


def thigh_swing(now: Posture, start: Posture | None = None) -> float:
    """Change of the working thigh's inclination since the start.  Sign: + forward, - back.

    What the leg did, whatever the trunk did meanwhile, and wherever the model puts a thigh that
    hangs straight down.
    """
    if start is None:
        return NAN
    return angle_between_deg(start.knee - start.hip, now.knee - now.hip)


def trunk_inclination(now: Posture, _start: Posture | None = None) -> float:
    """Trunk (hip to shoulder) to gravity.  Zero: upright.  Sign: + forward; -90 = on the back."""
    return angle_between_deg(now.trunk, UP)


def leg_elevation(now: Posture, _start: Posture | None = None) -> float:
    """Leg (hip to ankle) of a person on their back over the horizontal.  Zero: level.  Sign: + up.

    Hip to ankle and not hip to knee: the model moves the hip with the lifted leg, which on a
    rendered raise of 42 degrees made 49 of the short lever and 44 of the long one.
    """
    return angle_between_deg(FORWARD, now.ankle - now.hip)


def thigh_difference(now: Posture, _start: Posture | None = None) -> float:
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
