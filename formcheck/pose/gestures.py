"""Gestures of the whole body: a raised arm answers without a keyboard from three metres away.

Fingers are too small at that distance, and the pose model knows none.  An arm held straight up is
seen in every position in which an arm is free, and nothing in the exercises looks like it: hands
that hold a thigh, a chair or the floor are low, or not above their shoulder.  Both arms above the
head are a stretch or a yoga pose, and no gesture.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from formcheck.pose.features import plane_points
from formcheck.pose.filters import DIP_TOLERANCE_S
from formcheck.pose.geometry import UP, angle_between_deg, middle, share
from formcheck.pose.joints import Joint
from formcheck.pose.pose import SEEN

if TYPE_CHECKING:
    from formcheck.pose.features import PoseFeatures, SidedPose
    from formcheck.pose.joints import Side
    from formcheck.pose.pose import Pose

ARM_UNKNOWN_S: Final = 2.5
"""An arm that was up counts as up for so long while nothing is seen of the person: pictures stall
for two seconds, and the sign for sharp pain must not begin anew (engineering default)."""

DIP_STEP_S: Final = 0.2
"""At most so much of the time between two poses counts as time with the arm down (engineering
default)."""

RAISED_SHARE: Final = 0.7
"""How far the wrist of a raised arm is above its shoulder at least, in trunk lengths: a straight
arm is about 1.1, a hand behind the lifted knee of a person on the back up to 0.8, but slanted."""

STRAIGHT_DEG: Final = 32.0
"""Largest angle between a raised arm and upright, degrees (engineering default)."""

BOTH_SHARE: Final = 0.5
"""An arm is no sign if the other wrist is above its shoulder by so much, in trunk lengths: arms
that go up together are never quite level (engineering default)."""

APART_SHARE: Final = 0.4
"""Distance of the shoulders in the picture, in trunk lengths, from which each arm is seen for
itself.  In a side view the pose model draws the hidden arm where the other one is, and a sign must
not be lost by that (engineering default)."""

UPRIGHT_DEG: Final = 40.0
"""Largest angle between an upright trunk and the vertical, degrees (engineering default)."""

_SIDES: Final = ("LEFT", "RIGHT")
_ARMS: Final = [
    [Joint[f"{side}_{part}"] for part in ("SHOULDER", "ELBOW", "WRIST")] for side in _SIDES
]
_TRUNKS: Final = [[Joint[f"{side}_{part}"] for part in ("SHOULDER", "HIP")] for side in _SIDES]


def arm_is_up(pose: Pose) -> bool:
    """Return True if one arm is held straight up; False also where no person is seen."""
    # Upright is up in the picture: a laptop that is tilted sideways by more than about 20 degrees
    # hides the gesture.
    if pose.is_absent:
        return False
    points, visibility = plane_points(pose), pose.visibility.tolist()
    # The longer side: from the front both sides of a leaning trunk are shortened.
    trunk = max(abs(points[shoulder] - points[hip]) for shoulder, hip in _TRUNKS)
    is_up, heights = False, []
    for rows in _ARMS:
        if any(visibility[row] < SEEN for row in rows):
            continue
        shoulder, elbow, wrist = (points[row] for row in rows)
        arm = wrist - shoulder
        heights.append(arm.imag)
        upright = abs(angle_between_deg(arm, UP)) <= STRAIGHT_DEG
        is_up |= upright and arm.imag >= RAISED_SHARE * trunk and elbow.imag > shoulder.imag
    left, right = (points[rows[0]] for rows in _ARMS)
    seen_apart = len(heights) > 1 and abs(left - right) >= APART_SHARE * trunk
    return is_up and not (seen_apart and min(heights) >= BOTH_SHARE * trunk)


def wrist_height(features: PoseFeatures, now: SidedPose, side: Side) -> float:
    """Return how high the wrist of one side is on the trunk.

    Parameters
    ----------
    features, now
        The pose, and its joints in a side view in the frame of that side's leg.
    side
        The side.

    Returns
    -------
    float
        0 = hip, 1 = shoulder; NaN = not seen.  A wrist outside the picture is guessed.
    """
    name = side.upper()
    wrist, shoulder = Joint[f"{name}_WRIST"], Joint[f"{name}_SHOULDER"]
    if not features.visibility[wrist] >= SEEN:
        return math.nan
    points = plane_points(features.pose)
    from_shoulder = points[wrist] - points[shoulder]
    if side == "left":  # a person who turns the left side faces the left of the picture
        from_shoulder = -from_shoulder.conjugate()
    return 1 + share((from_shoulder * now.trunk.conjugate()).real, abs(now.trunk) ** 2)


class RaisedArm:
    """Follows for how long an arm has been up.

    Attributes
    ----------
    up_s
        Seconds from when it went up until it was last seen up; 0 while none is up.
    """

    def __init__(self) -> None:
        self.up_s = 0.0
        self._since_s = self._seen_s = self._last_s = math.nan
        self._down_s = 0.0

    def update(self, pose: Pose) -> float:
        """Return for how many seconds an arm has been up, the next pose included."""
        time_s = pose.time_s
        step_s, self._last_s = time_s - self._last_s, time_s
        if not time_s - self._seen_s <= ARM_UNKNOWN_S:
            self._since_s = math.nan
        if arm_is_up(pose):
            if math.isnan(self._since_s):
                self._since_s = time_s
            self._seen_s, self._down_s = time_s, 0.0
        elif not pose.is_absent:
            # Of a time without pictures only a moment counts: the arm may have been up in it.
            self._down_s += min(step_s, DIP_STEP_S)
            if self._down_s > DIP_TOLERANCE_S:
                self._since_s = math.nan
        self.up_s = 0.0 if math.isnan(self._since_s) else self._seen_s - self._since_s
        return self.up_s


def trunk_is_upright(pose: Pose) -> bool:
    """Return True if the trunk is upright in the picture, from whatever side it is seen."""
    visibility = pose.visibility.tolist()
    if min(visibility[row] for rows in _TRUNKS for row in rows) < SEEN:
        return False
    points = plane_points(pose)
    shoulders, hips = (
        middle(points[left], points[right]) for left, right in zip(*_TRUNKS, strict=True)
    )
    return abs(angle_between_deg(UP, shoulders - hips)) <= UPRIGHT_DEG
