"""The quality gate: whether this pose may be judged at all, and if not, what to change.

A wrong view, a hidden joint or another position pauses the set; it never counts or faults
anything.  The reasons are asked in the order in which a person would mend them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from formcheck.assessment.rep_counter import Phase
from formcheck.kinematics.measures import MEASURES
from formcheck.pose.geometry import is_known
from formcheck.pose.joints import other_side
from formcheck.pose.pose import CLEARLY_SEEN, GLIMPSED
from formcheck.pose.positions import POSITIONS

if TYPE_CHECKING:
    from formcheck.exercises.definition import Exercise
    from formcheck.exercises.parts import Also, Need
    from formcheck.pose.features import LegFrame, PoseFeatures, SidedPose
    from formcheck.pose.joints import Side, SideChoice
    from formcheck.pose.view import View

SAID_AFTER_S: Final = 0.5
"""A shorter pause is not told: a single bad frame is nobody's concern."""


@dataclass(frozen=True, slots=True)
class PauseReason:
    """Why nothing can be judged.

    Attributes
    ----------
    name
        For reports: ``nobody``, ``view``, ``side``, ``hidden``, ``position``, or the name of one
        of the exercise's needs.
    say
        One sentence for the person: what to change.
    seen
        Whether the body was seen well and only does something else (position, needs).
    """

    name: str
    say: str
    seen: bool = False


NOBODY: Final = PauseReason("nobody", "Nobody can be seen: come into the picture.")

_PART_WORDS: Final = {
    "shoulder": "shoulder",
    "hip": "hip",
    "knee": "knee",
    "ankle": "foot",
    "heel": "heel",
    "toe": "toes",
}


def view_reason(exercise: Exercise, view: View) -> PauseReason | None:
    """Why this view does not suit the exercise, or None."""
    if view.suits(exercise.view.plane):
        return None
    if exercise.view.plane == "front":
        return PauseReason("view", "The view is wrong: turn your chest to the camera.")
    if exercise.view.plane == "oblique":
        say = "The view is wrong: the camera belongs in front, off to the side you exercise."
        return PauseReason("view", say)
    if exercise.view.near == "working":
        return PauseReason(
            "view",
            "The view is wrong: turn sideways, with the side you exercise towards the camera.",
        )
    return PauseReason(
        "view", "The view is wrong: turn so that the camera sees you from the side."
    )


def possible_sides(exercise: Exercise, wanted: SideChoice) -> tuple[Side, ...]:
    """The sides that may turn out to be the working one."""
    if wanted == "auto" or exercise.sides == "both":
        return ("left", "right")
    return (wanted,)


def sides_in_view(
    exercise: Exercise, view: View, *, wanted: SideChoice
) -> tuple[list[Side], PauseReason | None]:
    """The sides to look at in a view that suits the exercise; if there is none, why."""
    possible = possible_sides(exercise, wanted)
    if exercise.view.plane == "front":
        return list(possible)[: 1 if exercise.sides == "both" else 2], None
    if exercise.sides == "alternating" and wanted == "auto":
        return list(possible), None
    near = view.near or "left"
    if near in possible:
        # Where both legs work together the near one is judged, whichever was asked for.
        if wanted == "auto" or exercise.sides == "both" or exercise.view.near == "working":
            return [near], None
        return [wanted], None
    if exercise.view.near == "any":
        return list(possible), None
    wrong = other_side(near)
    return [], PauseReason("side", f"Turn round: your {wrong} side must be towards the camera.")


def leg_frame(exercise: Exercise, features: PoseFeatures, *, side: Side) -> LegFrame:
    """Return the pose in the frame of one leg, as this exercise judges it.

    Where the legs take turns, less visibility is enough for a joint of the far side.

    Parameters
    ----------
    exercise
        The exercise that is judged.
    features
        The pose.
    side
        The working side.
    """
    far_visibility = GLIMPSED if exercise.sides == "alternating" else CLEARLY_SEEN
    return features.leg_frame(exercise.view.plane, side, far_visibility=far_visibility)


def hidden_reason(exercise: Exercise, posture: SidedPose) -> PauseReason | None:
    """Which joint that the exercise needs cannot be seen, or None."""
    joints = MEASURES[exercise.movement.measure].joints
    missing = [name for name in joints if not is_known(getattr(posture, name))]
    if not missing:
        return None
    word = _PART_WORDS[missing[0].removeprefix("other_")]
    return PauseReason(
        "hidden", f"Your {word} cannot be seen: move back, or the camera, until all of you is in."
    )


def position_reason(
    exercise: Exercise, joints: SidedPose, *, was_open: bool
) -> PauseReason | None:
    """Return why this is not the position of the exercise, or None.

    Parameters
    ----------
    exercise
        Its `position` is asked.
    joints
        The pose in the frame of the working leg.
    was_open
        True if the position was right on the pose before: it is left later than it is entered.
    """
    position = POSITIONS[exercise.position]
    if position.accepts(joints, exercise.view.plane, was_in=was_open):
        return None
    return PauseReason("position", position.say, seen=True)


def need_reason(need: Need, value: float, *, phase: Phase, was_open: bool) -> PauseReason | None:
    """Why a need of the exercise is not met in this phase, or None."""
    asked = phase is Phase.UNKNOWN or phase.value in need.during
    if not asked or condition_met(need, value, before=was_open):
        return None
    return PauseReason(need.name, need.say, seen=True)


def condition_met(wanted: Need | Also, value: float, *, before: bool) -> bool:
    """Whether a need or a condition of the target holds, given whether it held before.

    Its `if_hidden` says what to make of an unknown value.
    """
    if math.isnan(value):
        return wanted.if_hidden == "allow" or (wanted.if_hidden == "keep" and before)
    return wanted.when.switched(value, on=before)
