"""The joints of a body: their names, its two sides, and its bones.

This is the only list of keypoints in formcheck.  The order is that of the 33 BlazePose
landmarks; an estimator that knows fewer leaves the others NaN.
"""

from enum import IntEnum
from typing import Final, Literal

Side = Literal["left", "right"]
"""A side of the person's body (never of the picture)."""

SideChoice = Literal["left", "right", "auto"]
"""The working side as a user chooses it; ``auto``: formcheck finds it."""


class Joint(IntEnum):
    """A landmark of the body; the value is its row in every pose array."""

    NOSE = 0
    LEFT_EYE_INNER = 1
    LEFT_EYE = 2
    LEFT_EYE_OUTER = 3
    RIGHT_EYE_INNER = 4
    RIGHT_EYE = 5
    RIGHT_EYE_OUTER = 6
    LEFT_EAR = 7
    RIGHT_EAR = 8
    MOUTH_LEFT = 9
    MOUTH_RIGHT = 10
    LEFT_SHOULDER = 11
    RIGHT_SHOULDER = 12
    LEFT_ELBOW = 13
    RIGHT_ELBOW = 14
    LEFT_WRIST = 15
    RIGHT_WRIST = 16
    LEFT_PINKY = 17
    RIGHT_PINKY = 18
    LEFT_INDEX = 19
    RIGHT_INDEX = 20
    LEFT_THUMB = 21
    RIGHT_THUMB = 22
    LEFT_HIP = 23
    RIGHT_HIP = 24
    LEFT_KNEE = 25
    RIGHT_KNEE = 26
    LEFT_ANKLE = 27
    RIGHT_ANKLE = 28
    LEFT_HEEL = 29
    RIGHT_HEEL = 30
    LEFT_FOOT_INDEX = 31
    RIGHT_FOOT_INDEX = 32


JOINT_COUNT: Final = len(Joint)

OPPOSITE: Final = tuple(
    Joint[
        joint.name.replace("LEFT", "RIGHT")
        if "LEFT" in joint.name
        else joint.name.replace("RIGHT", "LEFT")
    ]
    for joint in Joint
)
"""The same joint of the other side, in the order of `Joint`; the nose is its own."""

_SHORT: Final = {
    "FOOT_INDEX": "BigToe", "EYE_INNER": "EyeInner", "EYE_OUTER": "EyeOuter", "INDEX": "Index",
}  # fmt: skip


def _marker_name(joint: Joint) -> str:
    """Return the name of a joint as Pose2Sim and Sports2D have it: ``RHip``, ``LBigToe``."""
    if joint.name.startswith("MOUTH_"):
        return f"{joint.name.removeprefix('MOUTH_')[0]}Mouth"
    side, _, part = joint.name.partition("_")
    if not part:
        return side.capitalize()
    return side[0] + _SHORT.get(part, part.capitalize())


MARKERS: Final = tuple(_marker_name(joint) for joint in Joint)
"""The names of the joints as markers of Pose2Sim and Sports2D, in the order of `Joint`."""

BONES: Final[tuple[tuple[Joint, Joint], ...]] = (
    (Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER),
    (Joint.LEFT_HIP, Joint.RIGHT_HIP),
    *(
        (Joint[f"{side}_{one}"], Joint[f"{side}_{two}"])
        for one, two in (
            ("SHOULDER", "HIP"), ("SHOULDER", "ELBOW"), ("ELBOW", "WRIST"), ("HIP", "KNEE"),
            ("KNEE", "ANKLE"), ("ANKLE", "HEEL"), ("HEEL", "FOOT_INDEX"),
        )
        for side in ("LEFT", "RIGHT")
    ),
)  # fmt: skip
"""Pairs of joints between which a skeleton is drawn."""


def other_side(side: Side) -> Side:
    """Return the opposite side of the body."""
    return "right" if side == "left" else "left"
