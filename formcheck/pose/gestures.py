"""An arm held up: how somebody who lies three metres away answers without a keyboard.

Fingers are too small at that distance, and the pose model knows none.  An arm held straight up is
seen in every position in which an arm is free, and nothing in the exercises looks like it: hands
that hold a thigh, a chair or the floor are low, or not above their shoulder.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from formcheck.pose.filters import DIP_TOLERANCE_S, LONGEST_STEP_S
from formcheck.pose.geometry import UP, angle_between_deg, middle
from formcheck.pose.joints import Joint

if TYPE_CHECKING:
    from formcheck.pose.pose import Pose


RAISED_SHARE: Final = 0.7
"""How far the wrist of a raised arm is above its shoulder at least, in trunk lengths: a straight
arm is about 1.1, a hand behind the lifted knee of somebody on the back up to 0.8, but slanted."""

STRAIGHT_DEG: Final = 32.0
"""Largest angle between a raised arm and upright, degrees (engineering default)."""

SEEN: Final = 0.5
"""Visibility from which on shoulder, elbow and wrist are believed (as in `body.posture`)."""


def arm_is_up(pose: Pose) -> bool:
    """Whether one of the arms is held straight up, as far as it can be seen.

    Angles are taken from pixels of the picture: upright is up in the picture, so a laptop that is
    tilted sideways by more than about 20 degrees hides the sign.
    """
    if pose.is_absent:
        return False
    points = [complex(x, -y) for x, y in pose.image.tolist()]
    seen = pose.visibility.tolist()
    trunks = [
        abs(points[Joint[f"{side}_SHOULDER"]] - points[Joint[f"{side}_HIP"]])
        for side in ("LEFT", "RIGHT")
    ]
    trunk = max(trunks)  # seen from the front of a leaning body both are shortened
    for side in ("LEFT", "RIGHT"):
        rows = [Joint[f"{side}_{part}"] for part in ("SHOULDER", "ELBOW", "WRIST")]
        if any(seen[row] < SEEN for row in rows):
            continue
        shoulder, elbow, wrist = (points[row] for row in rows)
        arm = wrist - shoulder
        upright = abs(angle_between_deg(arm, UP)) <= STRAIGHT_DEG
        if upright and arm.imag >= RAISED_SHARE * trunk and elbow.imag > shoulder.imag:
            return True
    return False


class RaisedArm:
    """For how long an arm has been up, and whether it has just been lifted.

    Attributes
    ----------
    up_s
        Seconds since it went up; 0 while none is.
    """

    def __init__(self) -> None:
        self.up_s = 0.0
        self._since_s = self._seen_s = math.nan

    def update(self, pose: Pose) -> float:
        """Take the next pose; for how many seconds an arm has been up."""
        time_s = pose.time_s
        if arm_is_up(pose):
            if not time_s - self._seen_s <= LONGEST_STEP_S or math.isnan(self._since_s):
                self._since_s = time_s  # what was not seen did not last
            self._seen_s = time_s
        elif not time_s - self._seen_s <= DIP_TOLERANCE_S:
            self._since_s = math.nan
        self.up_s = 0.0 if math.isnan(self._since_s) else time_s - self._since_s
        return self.up_s


UPRIGHT_DEG: Final = 40.0
"""How far from upright a trunk is at most once somebody sits or stands (engineering default)."""


def trunk_is_upright(pose: Pose) -> bool:
    """Whether the trunk is upright in the picture, from whatever side it is seen."""
    if pose.is_absent:
        return False
    seen = pose.visibility.tolist()
    rows = (Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER, Joint.LEFT_HIP, Joint.RIGHT_HIP)
    if min(seen[row] for row in rows) < SEEN:
        return False
    points = [complex(x, -y) for x, y in pose.image[list(rows)].tolist()]
    trunk = middle(points[0], points[1]) - middle(points[2], points[3])
    tilt_deg = angle_between_deg(UP, trunk)
    return not math.isnan(tilt_deg) and abs(tilt_deg) <= UPRIGHT_DEG
