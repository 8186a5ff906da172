"""The quality gate: whether this pose may be judged at all, and if not, what to change.

A wrong view, a hidden joint or another position pauses the set; it never makes a fault or a
repetition.  The reasons come in the order in which a person would remove them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from formcheck.assessment.events import PauseReason, TrackingFound, TrackingLost
from formcheck.kinematics.measures import MEASURES
from formcheck.pose.geometry import is_known
from formcheck.pose.joints import other_side
from formcheck.pose.pose import CLEARLY_SEEN, GLIMPSED
from formcheck.pose.positions import POSITIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from formcheck.assessment.events import Event
    from formcheck.exercises.definition import Exercise
    from formcheck.exercises.parts import Also, Need
    from formcheck.pose.features import LegFrame, PoseFeatures, SidedPose
    from formcheck.pose.joints import Side, SideChoice
    from formcheck.pose.plausibility import Doubt

ANNOUNCE_AFTER_S: Final = 0.5
"""A shorter pause is not announced: a single bad frame does not matter to a person."""


ABSENT: Final = PauseReason("absent", "You cannot be seen: come into the picture.")

_DOUBT_SAY: Final[dict[Doubt, str]] = {
    "jump": "You could not be followed: keep the camera still and all of you in the picture.",
    "other_person": "Another person was followed: be alone in the picture.",
    "swap": "Your legs cannot be told apart: make more light, and wear tight clothes.",
    "frozen": "The picture stands still: check the camera.",
}
UNSTEADY: Final = PauseReason(
    "unsteady",
    "Your joints shake too much in the picture to measure this: make more light, or come nearer.",
)

DOUBTS: Final = {doubt: PauseReason(doubt, say) for doubt, say in _DOUBT_SAY.items()}
"""The reasons for poses that no body makes."""

_PART_WORDS: Final = {"ankle": "foot", "toe": "toes"}
"""What a person calls a joint, where it is not the name of the joint."""

_VIEW_SAY: Final = {
    "front": "turn your chest to the camera.",
    "oblique": "the camera belongs in front, off to the side you exercise.",
    "working": "turn sideways, with the side you exercise towards the camera.",
    "side": "turn so that the camera sees you from the side.",
}


def view_remedy(exercise: Exercise) -> str:
    """Return what to do for the camera to see the exercise from the right side."""
    near_leg = exercise.view.plane == "side" and exercise.view.near == "working"
    return _VIEW_SAY["working" if near_leg else exercise.view.plane]


JUDGED_MOSTLY: Final = 0.5
"""If for this share of the time nothing stood in the way, the movement itself is the reason
(engineering default)."""


def reason_absent(features: PoseFeatures) -> PauseReason:
    """Return why no person is in a picture, or not the one who is judged."""
    return ABSENT if features.doubt is None else DOUBTS[features.doubt]


class QualityGate:
    """The gate of one exercise; it keeps nothing from pose to pose.

    Parameters
    ----------
    exercise
        The exercise that is judged.
    side
        The working side; ``auto`` finds it.

    Attributes
    ----------
    sides
        The sides that may be the working one: both if it is to be found or the legs work together.
    """

    def __init__(self, exercise: Exercise, side: SideChoice = "auto") -> None:
        self._exercise = exercise
        self._asked = None if side == "auto" else side
        self.sides: tuple[Side, ...] = (
            ("left", "right") if side == "auto" or exercise.sides == "both" else (side,)
        )
        # Where the legs take turns, less visibility is enough for a joint of the far side.
        self._far_visibility = GLIMPSED if exercise.sides == "alternating" else CLEARLY_SEEN

    def sides_to_judge(
        self, features: PoseFeatures
    ) -> tuple[tuple[Side, ...], PauseReason | None]:
        """Return the sides to judge in this view, or none and the reason: what to change."""
        if features.absent:
            return (), reason_absent(features)
        exercise, view = self._exercise, features.view
        plane, by_near = exercise.view.plane, exercise.view.near
        if not view.suits(plane):
            say = view_remedy(exercise)
            if plane == "side" and by_near == "working" and self._asked is not None:
                say = f"turn sideways, with your {self._asked} side towards the camera."
            return (), PauseReason("view", f"The view is wrong: {say}")
        near = view.near or "left"
        if plane == "front" and exercise.sides == "both":
            return self.sides[:1], None
        in_turn = exercise.sides == "alternating" and len(self.sides) > 1
        if plane == "front" or in_turn or (by_near == "any" and near not in self.sides):
            return self.sides, None
        if near in self.sides:
            return (near,), None
        wrong = other_side(near)
        return (), PauseReason(
            "side", f"Turn round: your {wrong} side must be towards the camera."
        )

    def leg_frame(self, features: PoseFeatures, side: Side) -> LegFrame:
        """Return the pose in the frame of one leg, as this exercise judges it.

        Parameters
        ----------
        features
            The pose.
        side
            The working side.

        Returns
        -------
        LegFrame
            Equal arguments give the same object.
        """
        plane = self._exercise.view.plane
        return features.leg_frame(plane, side, far_visibility=self._far_visibility)

    def hidden_reason(
        self, joints: SidedPose, doubt: Doubt | None = None, *, measure: str = ""
    ) -> PauseReason | None:
        """Return why a joint of a measure is unknown, or None if all are known.

        Parameters
        ----------
        joints
            The pose in the frame of the working leg.
        doubt
            Why some of its joints are not believed.
        measure
            The name of the measure; empty = the main one.

        Returns
        -------
        PauseReason or None
            The doubt, or a reason that names the first hidden joint.
        """
        needed = MEASURES[measure or self._exercise.movement.measure].joints
        hidden = next((name for name in needed if not is_known(getattr(joints, name))), None)
        if hidden is None:
            return None
        if doubt is not None:
            return DOUBTS[doubt]
        part = hidden.removeprefix("other_")
        word = _PART_WORDS.get(part, part)
        return PauseReason(
            "hidden",
            f"Your {word} cannot be seen: move back, or the camera, until all of you is in.",
        )

    def need_reason(self, need: Need, value: float, frame: LegFrame) -> PauseReason:
        """Return why a need is not met.

        Parameters
        ----------
        need
            The need.
        value
            Its measure; NaN = unknown.
        frame
            The joints of the working leg.

        Returns
        -------
        PauseReason
            A hidden joint is the reason before the need: what is hidden is not wrong.
        """
        hidden = None
        if math.isnan(value):
            hidden = self.hidden_reason(frame.joints, frame.doubt, measure=need.when.measure)
        return hidden or PauseReason(need.name, need.say, seen=True)

    def position_reason(self, joints: SidedPose, *, was_in: bool) -> PauseReason | None:
        """Return why this is not the position of the exercise, or None.

        Parameters
        ----------
        joints
            The pose in the frame of the working leg.
        was_in
            True if the position was right before: it is left later than it is entered.

        Returns
        -------
        PauseReason or None
            The reason asks for the position.
        """
        position = POSITIONS[self._exercise.position]
        if position.accepts(joints, self._exercise.view.plane, was_in=was_in):
            return None
        return PauseReason("position", position.say, seen=True)


def side_frame(features: PoseFeatures, side: Side, far_visibility: float) -> LegFrame:
    """Return the pose in the frame of one leg in a side view, as far as it is seen.

    Parameters
    ----------
    features, side
        The pose, and the leg.
    far_visibility
        Visibility from which on a joint of the far side counts as seen; 0 = guessed ones too.

    Returns
    -------
    LegFrame
        Equal arguments give the same object.
    """
    return features.leg_frame("side", side, far_visibility=far_visibility)


class Requirement:
    """A need of the exercise or a condition of its target, with hysteresis.

    Parameters
    ----------
    wanted
        The need or condition; its `if_hidden` decides about an unknown measure.

    Attributes
    ----------
    met
        Whether it is met.
    """

    def __init__(self, wanted: Need | Also) -> None:
        self.wanted = wanted
        self.met = False

    def update(self, values: Mapping[str, float]) -> bool:
        """Return whether it is met by these measures (by name; NaN = unknown)."""
        value, wanted = values[self.wanted.when.measure], self.wanted
        if not math.isnan(value):
            self.met = wanted.when.switched(value, on=self.met)
        elif wanted.if_hidden != "keep":
            self.met = wanted.if_hidden == "allow"
        return self.met


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


@dataclass(frozen=True)
class Pauses:
    """How long nothing was judged, and why.

    Attributes
    ----------
    watched_s
        Seconds of the whole set.
    paused_s
        Seconds without judging, by reason.
    furthest
        How far the furthest movement came, as a share of the way to the target; NaN = unknown.
    no_start
        True if no rest in the start position was found.
    """

    watched_s: float
    paused_s: Mapping[PauseReason, float]
    furthest: float = math.nan
    no_start: bool = False

    def share(self, reason: PauseReason) -> float:
        """Return the share of the time with this reason."""
        return self.paused_s[reason] / self.watched_s if self.watched_s > 0 else 1.0

    def main_reason(self) -> PauseReason | None:
        """Return the reason that lasted longest; None if it could be judged most of the time."""
        # A title card, or the way to the camera, is no reason where the body was seen mostly.
        paused = {key: value for key, value in self.paused_s.items() if value > 0}
        if not paused and self.paused_s:
            return next(iter(self.paused_s))
        if sum(paused.values()) <= (1 - JUDGED_MOSTLY) * self.watched_s:
            return None
        seen = {key: value for key, value in paused.items() if key.name != "absent"}
        absent_s = sum(paused.values()) - sum(seen.values())
        if seen and absent_s < (1 - JUDGED_MOSTLY) * self.watched_s:
            paused = seen
        return max(paused, key=lambda key: (paused[key], key.name))
