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
from formcheck.pose.geometry import UP, angle_between_deg, is_known
from formcheck.pose.joints import other_side
from formcheck.pose.pose import CLEARLY_SEEN, GLIMPSED
from formcheck.pose.positions import lies_prone, on_all_fours

if TYPE_CHECKING:
    from formcheck.exercises.definition import Exercise, Position
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

_POSITION_SAY: Final[dict[Position, str]] = {
    "supine": "Lie on your back.",
    "standing": "Stand upright.",
    "half_kneeling": "Kneel on one knee with your trunk upright.",
    "side_lying": "Lie on your side, the leg you exercise on top.",
    "prone": "Lie on your front, legs straight.",
    "quadruped": "Go onto hands and knees.",
    "seated": "Sit upright on a chair, both feet under you.",
}

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
    exercise: Exercise, posture: SidedPose, *, was_open: bool
) -> PauseReason | None:
    """Why this is not the position of the exercise, or None.

    Parameters
    ----------
    exercise
        Its `position` is asked.
    posture
        The posture of the side that is looked at.
    was_open
        Whether the position was right on the pose before: it is left later than it is entered.
    """
    slack_deg = 10.0 if was_open else 0.0
    position = exercise.position
    trunk_deg = trunk_tilt_deg(exercise, posture)
    if math.isnan(trunk_deg):
        return None  # what is hidden has a reason of its own
    if position == "supine":
        right = -130 - slack_deg <= trunk_deg <= -50 + slack_deg
    elif position == "standing":
        right = abs(trunk_deg) <= 55 + slack_deg and stands(posture)
    elif position == "side_lying":
        right = abs(abs(trunk_deg) - 90) <= 40 + slack_deg and is_upper(posture)
    elif position == "prone":
        right = lies_prone(posture, trunk_deg, was_open=was_open)
    elif position == "quadruped":
        right = on_all_fours(posture, trunk_deg, plane=exercise.view.plane, was_open=was_open)
    elif position == "seated":
        right = abs(trunk_deg) <= 65 + slack_deg and sits_or_stands(posture)
    else:
        right = abs(trunk_deg) <= 45 + slack_deg
    return None if right else PauseReason("position", _POSITION_SAY[position], seen=True)


def trunk_tilt_deg(exercise: Exercise, posture: SidedPose) -> float:
    """Trunk to gravity, degrees; in a side view + forward and -90 on the back."""
    if exercise.view.plane == "side":
        return angle_between_deg(posture.trunk, UP)
    return angle_between_deg(posture.mid_shoulder - posture.mid_hip, UP)


def is_upper(posture: SidedPose) -> bool:
    """Whether the working side lies over the other one."""
    here, there = posture.hip + posture.shoulder, posture.other_hip + posture.other_shoulder
    return (here - there).imag > 0


def stands(posture: SidedPose) -> bool:
    """Whether one of the legs is under the body: hips well above a foot, or feet unknown."""
    upright = []
    for hip, knee, ankle in (
        (posture.hip, posture.knee, posture.ankle),
        (posture.other_hip, posture.other_knee, posture.other_ankle),
    ):
        leg = abs(knee - hip) + abs(ankle - knee)
        if not math.isnan(leg):
            upright.append((hip - ankle).imag > 0.45 * leg)
    return any(upright) or not upright


def sits_or_stands(posture: SidedPose) -> bool:
    """Whether the hips are over a foot by about a shank at least, or the feet are unknown."""
    heights = [
        (hip - ankle).imag > 0.6 * abs(knee - ankle)
        for hip, knee, ankle in (
            (posture.hip, posture.knee, posture.ankle),
            (posture.other_hip, posture.other_knee, posture.other_ankle),
        )
        if not math.isnan(abs(hip - ankle) + abs(knee - ankle))
    ]
    return any(heights) or not heights


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
