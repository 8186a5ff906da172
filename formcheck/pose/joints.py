"""The joints of a body: names, bones, and which left joint mirrors which right one.

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

MIRROR: Final[tuple[int, ...]] = (
    *(0, 4, 5, 6, 1, 2, 3, 8, 7, 10, 9),  # the head
    *(row + 1 if row % 2 else row - 1 for row in range(11, 33)),
)
"""For each joint the row of its counterpart on the other side (the nose is its own)."""

BONES: Final[tuple[tuple[Joint, Joint], ...]] = (
    (Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER),
    (Joint.LEFT_HIP, Joint.RIGHT_HIP),
    (Joint.LEFT_SHOULDER, Joint.LEFT_HIP),
    (Joint.RIGHT_SHOULDER, Joint.RIGHT_HIP),
    (Joint.LEFT_SHOULDER, Joint.LEFT_ELBOW),
    (Joint.RIGHT_SHOULDER, Joint.RIGHT_ELBOW),
    (Joint.LEFT_ELBOW, Joint.LEFT_WRIST),
    (Joint.RIGHT_ELBOW, Joint.RIGHT_WRIST),
    (Joint.LEFT_HIP, Joint.LEFT_KNEE),
    (Joint.RIGHT_HIP, Joint.RIGHT_KNEE),
    (Joint.LEFT_KNEE, Joint.LEFT_ANKLE),
    (Joint.RIGHT_KNEE, Joint.RIGHT_ANKLE),
    (Joint.LEFT_ANKLE, Joint.LEFT_HEEL),
    (Joint.RIGHT_ANKLE, Joint.RIGHT_HEEL),
    (Joint.LEFT_HEEL, Joint.LEFT_FOOT_INDEX),
    (Joint.RIGHT_HEEL, Joint.RIGHT_FOOT_INDEX),
)
"""Pairs of joints between which a skeleton is drawn."""


def other_side(side: Side) -> Side:
    """The opposite side of the body."""
    return "right" if side == "left" else "left"
