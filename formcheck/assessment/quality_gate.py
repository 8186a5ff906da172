"""The quality gate: whether this pose may be judged at all, and if not, what to change.

A wrong view, a hidden joint or another position pauses the set; it never makes a fault or a
repetition.  The reasons come in the order in which a person would remove them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from formcheck.assessment.events import TrackingFound, TrackingLost
from formcheck.assessment.rep_counter import Phase
from formcheck.kinematics.measures import MEASURES
from formcheck.pose.geometry import is_known
from formcheck.pose.joints import other_side
from formcheck.pose.pose import CLEARLY_SEEN, GLIMPSED
from formcheck.pose.positions import POSITIONS

if TYPE_CHECKING:
    from formcheck.assessment.events import Event
    from formcheck.exercises.definition import Exercise
    from formcheck.exercises.parts import Also, Need
    from formcheck.pose.features import LegFrame, PoseFeatures, SidedPose
    from formcheck.pose.joints import Side, SideChoice
    from formcheck.pose.view import View

ANNOUNCE_AFTER_S: Final = 0.5
"""A shorter pause is not announced: a single bad frame does not matter to a person."""


@dataclass(frozen=True, slots=True)
class PauseReason:
    """A reason why nothing can be judged.

    Attributes
    ----------
    name
        For reports: ``absent``, ``view``, ``side``, ``hidden``, ``position``, or the name of one
        of the exercise's needs.
    say
        One sentence for the person: what to change.
    seen
        True if the body was seen well and only does something else (position, needs).
    """

    name: str
    say: str
    seen: bool = False


ABSENT: Final = PauseReason("absent", "Nobody can be seen: come into the picture.")

_PART_WORDS: Final = {
    "shoulder": "shoulder",
    "hip": "hip",
    "knee": "knee",
    "ankle": "foot",
    "heel": "heel",
    "toe": "toes",
}


_VIEW_SAY: Final = {
    "front": "turn your chest to the camera.",
    "oblique": "the camera belongs in front, off to the side you exercise.",
    "working": "turn sideways, with the side you exercise towards the camera.",
    "side": "turn so that the camera sees you from the side.",
}


def view_reason(exercise: Exercise, view: View) -> PauseReason | None:
    """Return why this view does not suit the exercise, or None.

    Parameters
    ----------
    exercise
        The exercise.
    view
        How the camera sees the body.

    Returns
    -------
    PauseReason or None
        The reason says how to turn.
    """
    wanted = exercise.view
    if view.suits(wanted.plane):
        return None
    near_leg = wanted.plane == "side" and wanted.near == "working"
    say = _VIEW_SAY["working" if near_leg else wanted.plane]
    return PauseReason("view", f"The view is wrong: {say}")


def possible_sides(exercise: Exercise, wanted: SideChoice) -> tuple[Side, ...]:
    """Return the sides that may be the working one.

    Parameters
    ----------
    exercise
        The exercise.
    wanted
        The side that was asked for.

    Returns
    -------
    tuple of Side
        Both, if the side is to be found or both legs work together.
    """
    if wanted == "auto" or exercise.sides == "both":
        return ("left", "right")
    return (wanted,)


def sides_in_view(
    exercise: Exercise, view: View, *, wanted: SideChoice
) -> tuple[list[Side], PauseReason | None]:
    """Return the sides to judge in a view that suits the exercise.

    Parameters
    ----------
    exercise
        The exercise.
    view
        How the camera sees the body.
    wanted
        The side that was asked for.

    Returns
    -------
    sides : list of Side
        The sides; none if the person must turn round.
    reason : PauseReason or None
        Why there is none.
    """
    possible = possible_sides(exercise, wanted)
    if exercise.view.plane == "front":
        return list(possible)[: 1 if exercise.sides == "both" else 2], None
    if exercise.sides == "alternating" and wanted == "auto":
        return list(possible), None
    near = view.near or "left"
    if near in possible:
        # Where both legs work together the near one is judged, even if the other was asked for.
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

    Returns
    -------
    LegFrame
    """
    far_visibility = GLIMPSED if exercise.sides == "alternating" else CLEARLY_SEEN
    return features.leg_frame(exercise.view.plane, side, far_visibility=far_visibility)


def hidden_reason(exercise: Exercise, joints: SidedPose) -> PauseReason | None:
    """Return that a joint which the exercise needs cannot be seen, or None.

    Parameters
    ----------
    exercise
        The exercise; its main measure needs the joints.
    joints
        The pose in the frame of the working leg.

    Returns
    -------
    PauseReason or None
        The reason names the first hidden joint.
    """
    needed = MEASURES[exercise.movement.measure].joints
    missing = [name for name in needed if not is_known(getattr(joints, name))]
    if not missing:
        return None
    word = _PART_WORDS[missing[0].removeprefix("other_")]
    return PauseReason(
        "hidden", f"Your {word} cannot be seen: move back, or the camera, until all of you is in."
    )


def position_reason(exercise: Exercise, joints: SidedPose, *, was_in: bool) -> PauseReason | None:
    """Return why this is not the position of the exercise, or None.

    Parameters
    ----------
    exercise
        Its `position` is asked.
    joints
        The pose in the frame of the working leg.
    was_in
        True if the position was right on the pose before: it is left later than it is entered.

    Returns
    -------
    PauseReason or None
    """
    position = POSITIONS[exercise.position]
    if position.accepts(joints, exercise.view.plane, was_in=was_in):
        return None
    return PauseReason("position", position.say, seen=True)


class PauseAnnouncer:
    """Announces that judging pauses or goes on, once a pause has lasted long enough.

    Attributes
    ----------
    announced
        True from the announcement of a pause until judging goes on.
    """

    def __init__(self) -> None:
        self.announced = False
        self._since_s = math.nan

    def update(self, time_s: float, reason: PauseReason | None) -> list[Event]:
        """Return the event of this pose, if there is one.

        Parameters
        ----------
        time_s
            Seconds, increasing.
        reason
            Why this pose cannot be judged, or None.

        Returns
        -------
        list of Event
            `TrackingLost`, `TrackingFound`, or nothing.
        """
        if reason is None:
            self._since_s = math.nan
            if not self.announced:
                return []
            self.announced = False
            return [TrackingFound(time_s)]
        if math.isnan(self._since_s):
            self._since_s = time_s
        if self.announced or time_s - self._since_s < ANNOUNCE_AFTER_S:
            return []
        self.announced = True
        return [TrackingLost(time_s, reason.name, reason.say)]


def need_reason(need: Need, value: float, *, phase: Phase, was_met: bool) -> PauseReason | None:
    """Return why a need of the exercise is not met in this phase, or None.

    Parameters
    ----------
    need
        The need.
    value
        Its measure; NaN = unknown.
    phase
        The phase of the repetition.
    was_met
        True if it was met on the pose before.

    Returns
    -------
    PauseReason or None
        The reason has the name of the need.
    """
    asked = phase is Phase.UNKNOWN or phase.value in need.during
    if not asked or condition_met(need, value, before=was_met):
        return None
    return PauseReason(need.name, need.say, seen=True)


def condition_met(wanted: Need | Also, value: float, *, before: bool) -> bool:
    """Return True if a need or a condition of the target is met.

    Parameters
    ----------
    wanted
        The need or condition; its `if_hidden` decides about an unknown value.
    value
        Its measure; NaN = unknown.
    before
        True if it was met on the pose before.

    Returns
    -------
    bool
        With hysteresis between the threshold and the value at which it clears.
    """
    if math.isnan(value):
        return wanted.if_hidden == "allow" or (wanted.if_hidden == "keep" and before)
    return wanted.when.switched(value, on=before)
