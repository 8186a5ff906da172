"""The joints of other skeletons, and what cannot be judged from them."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

from formcheck.exercises.loader import list_exercises
from formcheck.kinematics.measures import MEASURES
from formcheck.pose.features import joint_of
from formcheck.pose.joints import MARKERS, Joint

if TYPE_CHECKING:
    from collections.abc import Mapping

Format = Literal["coco17", "body25", "mediapipe", "trc"]

COCO_17: Final = (
    Joint.NOSE, Joint.LEFT_EYE, Joint.RIGHT_EYE, Joint.LEFT_EAR, Joint.RIGHT_EAR,
    Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER, Joint.LEFT_ELBOW, Joint.RIGHT_ELBOW,
    Joint.LEFT_WRIST, Joint.RIGHT_WRIST, Joint.LEFT_HIP, Joint.RIGHT_HIP, Joint.LEFT_KNEE,
    Joint.RIGHT_KNEE, Joint.LEFT_ANKLE, Joint.RIGHT_ANKLE,
)  # fmt: skip
"""The keypoints of COCO in their order (https://cocodataset.org/#keypoints-2020)."""

BODY_25: Final[tuple[Joint | None, ...]] = (
    Joint.NOSE, None, Joint.RIGHT_SHOULDER, Joint.RIGHT_ELBOW, Joint.RIGHT_WRIST,
    Joint.LEFT_SHOULDER, Joint.LEFT_ELBOW, Joint.LEFT_WRIST, None, Joint.RIGHT_HIP,
    Joint.RIGHT_KNEE, Joint.RIGHT_ANKLE, Joint.LEFT_HIP, Joint.LEFT_KNEE, Joint.LEFT_ANKLE,
    Joint.RIGHT_EYE, Joint.LEFT_EYE, Joint.RIGHT_EAR, Joint.LEFT_EAR, Joint.LEFT_FOOT_INDEX, None,
    Joint.LEFT_HEEL, Joint.RIGHT_FOOT_INDEX, None, Joint.RIGHT_HEEL,
)  # fmt: skip
"""The keypoints of OpenPose's BODY_25 in their order; None = neck, mid-hip and small toes, which
formcheck does not use (OpenPose, doc/02_output.md)."""

BY_MARKER: Final[Mapping[str, Joint]] = MappingProxyType(
    {name: Joint(row) for row, name in enumerate(MARKERS)}
)
"""The joints by the names of markers that Sports2D and Pose2Sim write; others are passed over."""

KNOWN: Final[Mapping[Format, frozenset[Joint]]] = MappingProxyType(
    {
        "coco17": frozenset(COCO_17),
        "body25": frozenset(joint for joint in BODY_25 if joint is not None),
        "mediapipe": frozenset(Joint),
    }
)
"""The joints of each format that has always the same ones."""


@dataclass(frozen=True)
class Lacks:
    """What cannot be judged for want of joints.

    Attributes
    ----------
    joints
        What is missing, in words.
    measures
        The measures that stay unknown.
    exercises
        The exercises that cannot be judged, because their main measure is one of these.
    partly
        Those with a fault or a limit that cannot be judged.
    """

    joints: tuple[str, ...]
    measures: tuple[str, ...]
    exercises: tuple[str, ...]
    partly: tuple[str, ...]


def lacks_of(joints: frozenset[Joint]) -> Lacks:
    """Return what cannot be judged from poses that have only these joints."""
    roles = ("nose", "shoulder", "hip", "knee", "ankle", "heel", "toe")
    missing = tuple(
        role for role in roles if not {joint_of(role, "left"), joint_of(role, "right")} <= joints
    )
    unknown = {
        name
        for name, row in MEASURES.items()
        if {role.removeprefix("other_") for role in row.joints} & set(missing)
    }
    exercises = list_exercises()
    whole = tuple(one.name for one in exercises if one.movement.measure in unknown)
    partly = tuple(
        one.name for one in exercises if one.name not in whole and unknown & set(one.measures())
    )
    return Lacks(missing, tuple(name for name in MEASURES if name in unknown), whole, partly)
