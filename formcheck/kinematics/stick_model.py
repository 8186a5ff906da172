"""A stick figure of given joint angles: forward kinematics from angles to joints.

The angles have the signs of the measures, so that a drawn figure can be measured like a filmed
person.  Lengths are shares of the stature, after Drillis and Contini (1966) as quoted by
Winter, Biomechanics and Motor Control of Human Movement.
"""

from __future__ import annotations

import cmath
import math
from dataclasses import dataclass
from typing import Final, NamedTuple

from formcheck.pose.features import SidedPose
from formcheck.pose.geometry import DOWN, FORWARD, UP, rotated

TRUNK: Final = 0.288
THIGH: Final = 0.245
SHANK: Final = 0.246
UPPER_ARM: Final = 0.186
FOREARM: Final = 0.146
NECK: Final = 0.115
HEAD_RADIUS: Final = 0.06
ANKLE_HEIGHT: Final = 0.039
FOOT: Final = 0.115
HEEL: Final = 0.037
SHOULDER_WIDTH: Final = 0.23
HIP_WIDTH: Final = 0.13

_STANDS_WITHIN_DEG: Final = 60.0
"""A shin that is nearer to the vertical has its foot flat, unless an ankle angle is given."""


@dataclass(frozen=True, slots=True)
class SideAngles:
    """A body seen from its working side, +x forward; degrees.

    Attributes
    ----------
    trunk_deg
        Trunk to gravity: 0 = upright, + forward, -90 = on the back, 90 = face down.
    hip_deg, knee_deg, other_hip_deg, other_knee_deg
        Thigh on trunk and shank on thigh: 0 = straight, + flexion.
    ankle_deg, other_ankle_deg
        0 = foot at right angles to the shin, + toes pulled up; None = flat where the shin is
        upright, at right angles elsewhere.
    arm_deg, elbow_deg, other_arm_deg, other_elbow_deg
        Upper arm on trunk: 0 = beside it, 90 = forward, 180 = overhead; elbow 0 = straight.
    head_deg
        Head on trunk: 0 = in line, + chin towards the chest.
    """

    trunk_deg: float = 0.0
    hip_deg: float = 0.0
    knee_deg: float = 0.0
    ankle_deg: float | None = None
    other_hip_deg: float = 0.0
    other_knee_deg: float = 0.0
    other_ankle_deg: float | None = None
    arm_deg: float = 0.0
    elbow_deg: float = 0.0
    other_arm_deg: float = 0.0
    other_elbow_deg: float = 0.0
    head_deg: float = 0.0


@dataclass(frozen=True, slots=True)
class FrontAngles:
    """A body seen from the front, +x outward of the working leg; degrees to gravity.

    Attributes
    ----------
    lean_deg
        Trunk: 0 = upright, + away from the working leg; 90 and -90 = lying on a side.
    hike_deg
        Line of the hips to the line across the trunk: + working side nearer to the shoulder.
    shoulders_deg
        The same for the line of the shoulders.
    thigh_out_deg, other_thigh_out_deg
        Thigh to straight down: + outward of its own leg.
    shin_out_deg, other_shin_out_deg
        The same for the shin; None = in line with the thigh.
    arm_out_deg, forearm_out_deg, other_arm_out_deg, other_forearm_out_deg
        The same for the arm; a forearm that is None is in line with the upper arm.
    thigh_share, shin_share, other_thigh_share, other_shin_share, trunk_share
        Apparent length over true length: below 1 where the part points at the camera.
    """

    lean_deg: float = 0.0
    hike_deg: float = 0.0
    shoulders_deg: float = 0.0
    thigh_out_deg: float = 0.0
    shin_out_deg: float | None = None
    other_thigh_out_deg: float = 0.0
    other_shin_out_deg: float | None = None
    arm_out_deg: float = 12.0
    forearm_out_deg: float | None = None
    other_arm_out_deg: float = 12.0
    other_forearm_out_deg: float | None = None
    thigh_share: float = 1.0
    shin_share: float = 1.0
    other_thigh_share: float = 1.0
    other_shin_share: float = 1.0
    trunk_share: float = 1.0


class StickFigure(NamedTuple):
    """A drawn body: the joints of a sided pose, head and arms; y up, stature 1."""

    joints: SidedPose
    head: complex
    elbow: complex
    hand: complex
    other_elbow: complex
    other_hand: complex

    def moved(self, by: complex) -> StickFigure:
        """Return the same body moved by a vector."""
        joints = SidedPose(*(point + by for point in self.joints))
        return StickFigure(joints, *(point + by for point in self[1:]))

    def point(self, role: str) -> complex:
        """Return a joint by its role, such as ``ankle`` or ``other_hand``."""
        spot: complex = getattr(self.joints if role in SidedPose._fields else self, role)
        return spot


def side_figure(angles: SideAngles) -> StickFigure:
    """Return the body of these angles seen from its working side, the hips at the origin."""
    up = rotated(UP, -angles.trunk_deg)
    shoulder = TRUNK * up
    leg = _side_leg(up, angles.hip_deg, angles.knee_deg, angles.ankle_deg)
    other = _side_leg(up, angles.other_hip_deg, angles.other_knee_deg, angles.other_ankle_deg)
    neck = rotated(up, -angles.head_deg)
    head = shoulder + NECK * neck
    nose = head + HEAD_RADIUS * rotated(neck, -90.0)
    arm = _side_arm(shoulder, up, angles.arm_deg, angles.elbow_deg)
    other_arm = _side_arm(shoulder, up, angles.other_arm_deg, angles.other_elbow_deg)
    joints = SidedPose(nose, shoulder, 0j, *leg, shoulder, 0j, *other)
    return StickFigure(joints, head, *arm, *other_arm)


def _side_leg(
    up: complex, hip_deg: float, knee_deg: float, ankle_deg: float | None
) -> tuple[complex, complex, complex, complex]:
    """Return knee, ankle, heel and toe of a leg whose hip is at the origin."""
    thigh = rotated(-up, hip_deg)
    shank = rotated(thigh, -knee_deg)
    knee = THIGH * thigh
    ankle = knee + SHANK * shank
    if ankle_deg is None:
        off_deg = abs(math.degrees(cmath.phase(shank / DOWN)))
        sole = FORWARD if off_deg < _STANDS_WITHIN_DEG else rotated(shank, 90.0)
        below = DOWN if off_deg < _STANDS_WITHIN_DEG else shank
    else:
        sole = rotated(shank, 90.0 + ankle_deg)
        below = rotated(sole, -90.0)
    under = ankle + ANKLE_HEIGHT * below
    return knee, ankle, under - HEEL * sole, under + FOOT * sole


def _side_arm(
    shoulder: complex, up: complex, arm_deg: float, elbow_deg: float
) -> tuple[complex, complex]:
    upper = rotated(-up, arm_deg)
    elbow = shoulder + UPPER_ARM * upper
    return elbow, elbow + FOREARM * rotated(upper, elbow_deg)


def front_figure(angles: FrontAngles) -> StickFigure:
    """Return the body of these angles seen from the front, the mid-hip at the origin."""
    up = rotated(UP, angles.lean_deg)
    across = rotated(up, -90.0)
    hips = rotated(across, angles.hike_deg) * HIP_WIDTH / 2
    neck = TRUNK * angles.trunk_share * up
    shoulders = rotated(across, angles.shoulders_deg) * SHOULDER_WIDTH / 2
    leg = _front_leg(
        hips,
        (angles.thigh_out_deg, angles.shin_out_deg),
        (angles.thigh_share, angles.shin_share),
        outward=1,
    )
    other = _front_leg(
        -hips,
        (angles.other_thigh_out_deg, angles.other_shin_out_deg),
        (angles.other_thigh_share, angles.other_shin_share),
        outward=-1,
    )
    head = neck + NECK * up
    joints = SidedPose(head, neck + shoulders, hips, *leg, neck - shoulders, -hips, *other)
    arm = _chain(
        neck + shoulders,
        (angles.arm_out_deg, angles.forearm_out_deg),
        (UPPER_ARM, FOREARM),
        outward=1,
    )
    other_arm = _chain(
        neck - shoulders,
        (angles.other_arm_out_deg, angles.other_forearm_out_deg),
        (UPPER_ARM, FOREARM),
        outward=-1,
    )
    return StickFigure(joints, head, *arm, *other_arm)


def _front_leg(
    hip: complex,
    out_deg: tuple[float, float | None],
    shares: tuple[float, float],
    *,
    outward: int,
) -> tuple[complex, complex, complex, complex]:
    """Return knee, ankle, heel and toe of a leg that is seen from the front."""
    lengths = (THIGH * shares[0], SHANK * shares[1])
    knee, ankle = _chain(hip, out_deg, lengths, outward=outward)
    way = (ankle - knee) / abs(ankle - knee) if ankle != knee else DOWN
    heel = ankle + ANKLE_HEIGHT * way
    return knee, ankle, heel, heel + 0.3 * FOOT * rotated(way, 60.0 * outward)


def _chain(
    start: complex,
    out_deg: tuple[float, float | None],
    lengths: tuple[float, float],
    *,
    outward: int,
) -> tuple[complex, complex]:
    """Return the ends of two limb segments that are turned outward from straight down."""
    first_deg, second_deg = out_deg
    middle = start + lengths[0] * rotated(DOWN, outward * first_deg)
    follows_deg = first_deg if second_deg is None else second_deg
    return middle, middle + lengths[1] * rotated(DOWN, outward * follows_deg)
