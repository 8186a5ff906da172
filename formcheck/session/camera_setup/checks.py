"""Checks whether the camera stands where the exercise needs it, one check at a time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from formcheck.assessment import quality_gate
from formcheck.pose.features import FeatureExtractor
from formcheck.pose.view import distance_m
from formcheck.session.camera_setup import level
from formcheck.session.camera_setup.finding import RIGHT, UNTOLD, Finding, SteadyFinding
from formcheck.session.camera_setup.framing import Room, framed, room_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from formcheck.exercises.definition import Exercise
    from formcheck.pose.features import PoseFeatures, SidedPose
    from formcheck.pose.joints import Side, SideChoice
    from formcheck.pose.pose import Pose


READY_S: Final = 1.0
"""For how long everything must have been right before a set may start (engineering default)."""

DARK: Final = 0.16
BRIGHT: Final = 0.19
"""Median luminance of a picture below which it is too dark, and from which it is bright enough
again.  Of one frame of each sample video, darkened and with the noise of a small sensor, the pose
model found the person in 23 of 24 at 0.38, in 22 at 0.19, in 17 at 0.15 and in 3 at 0.125; from
0.15 down it saw the joints less surely, by 0.04 in the mean and by 0.16 at worst."""

DISTANCE_SLACK: Final = 1.3
"""How much nearer or further than the exercise asks still passes, as a ratio: the focal length of
a camera is guessed (a fifth either way), and the body's size is (a tenth; a sixth for somebody who
sits and is seen from the front)."""

STEP_M: Final = 0.7
"""A step of a person of 60 (engineering default)."""

_STEPS: Final = ("a step", "two steps", "three steps")

_TITLES: Final = {
    "light": "Light",
    "one_person": "One person",
    "in_frame": "Whole body",
    "side": "Side",
    "distance": "Distance",
    "height": "Height",
    "level": "Level",
}
"""The checks in the order in which a person would mend them."""

_NEEDED: Final = frozenset({"in_frame", "side"})
"""What must be seen to be right: without it nobody is there, or nothing can be judged."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What pixels tell of a picture, apart from the pose.

    Attributes
    ----------
    brightness
        Median luminance of the picture, 0 (black) to 1 (white); NaN = not measured.
    people
        How many people are in the picture; None = not looked for yet.
    """

    brightness: float
    people: int | None


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that has to be right before a set can start.

    Attributes
    ----------
    name
        For programs: ``light``, ``one_person``, ``in_frame``, ``side``, ``distance``, ``height``,
        ``level``.
    title
        For the screen, one or two words: "Distance".
    passed
        Whether it is right; None = cannot be told yet.
    say
        One sentence: what to change, or advice on what cannot be told; empty when it is right.
    """

    name: str
    title: str
    passed: bool | None
    say: str = ""


class PlacementChecker:
    """Follows whether the camera stands right for one exercise, pose by pose.

    What is told is steady: each check changes only after it was found so for
    `formcheck.session.camera_setup.checks.SETTLE_S`.

    Parameters
    ----------
    exercise
        What is going to be done.
    side
        The working side; ``auto`` lets it be found.
    """

    def __init__(self, exercise: Exercise, *, side: SideChoice = "auto") -> None:
        self._exercise = exercise
        self._wanted = side
        self._room = room_of(exercise)
        self._eye = FeatureExtractor()
        self._settled = {name: SteadyFinding() for name in _TITLES}
        self._right_since_s = math.nan
        self._time_s = math.nan

    def update(self, pose: Pose, surroundings: Surroundings) -> tuple[Check, ...]:
        """The checks after this pose: always the same ones, in the order in which to mend them.

        Raises
        ------
        ValueError
            If its time is not after that of the pose before.
        """
        if pose.time_s <= self._time_s:
            raise ValueError(
                f"expected a time after {self._time_s} s, got {pose.time_s} s: "
                "poses must come in order"
            )
        self._time_s = pose.time_s
        found = self._found(pose, surroundings)
        for name, settled in self._settled.items():
            settled.update(pose.time_s, found[name])
        if not self._all_right():
            self._right_since_s = math.nan
        elif math.isnan(self._right_since_s):
            self._right_since_s = pose.time_s
        return tuple(
            Check(name, _TITLES[name], settled.told.right, settled.told.say)
            for name, settled in self._settled.items()
        )

    @property
    def ready(self) -> bool:
        """Whether all that can be told has been right for `READY_S`.

        What cannot be told does not stand in the way, except whether the body is in the picture
        and seen from the right side.
        """
        return self._time_s - self._right_since_s >= READY_S

    def _all_right(self) -> bool:
        told = {name: settled.told.right for name, settled in self._settled.items()}
        return all(told[name] for name in _NEEDED) and False not in told.values()

    def _found(self, pose: Pose, surroundings: Surroundings) -> Mapping[str, Finding]:
        """What this pose alone says of each check."""
        sight = self._eye.extract(pose)
        found = dict.fromkeys(_TITLES, UNTOLD)
        found["light"] = self._light(surroundings.brightness)
        found["one_person"] = _one_person(surroundings.people, absent=sight.absent)
        found["height"] = level.height(self._exercise, pose)
        if sight.absent:
            return found
        sides, found["side"] = self._side(sight)
        in_position = self._in_position(sight, sides)
        found["in_frame"] = self._in_frame(sight, sides, in_position=in_position)
        found["distance"] = _distance(self._exercise, distance_m(pose))
        if in_position:
            found["level"] = level.level(self._exercise, pose, sight.points)
        return found

    def _light(self, brightness: float) -> Finding:
        if math.isnan(brightness):
            return UNTOLD
        is_dark = self._settled["light"].told.right is False
        if brightness >= (BRIGHT if is_dark else DARK):
            return RIGHT
        return Finding(right=False, say="It is too dark: switch on a light.")

    def _side(self, sight: PoseFeatures) -> tuple[list[Side], Finding]:
        """The sides that can be judged in this view, and whether it suits the exercise."""
        if math.isnan(sight.view.yaw_deg):
            return [], UNTOLD
        reason = quality_gate.view_reason(self._exercise, sight.view)
        if reason is not None:
            return [], Finding(right=False, say=reason.say)
        sides, reason = quality_gate.sides_in_view(self._exercise, sight.view, wanted=self._wanted)
        return sides, RIGHT if reason is None else Finding(right=False, say=reason.say)

    def _in_frame(self, sight: PoseFeatures, sides: list[Side], *, in_position: bool) -> Finding:
        """Whether all of the body is in the picture, and what the exercise measures is seen.

        Whoever still stands beside the mat needs no room above for the leg that is lifted there.
        """
        near = sight.view.near if self._exercise.view.plane == "side" else None
        found = framed(sight.pose, self._room if in_position else Room(), near=near)
        if not found.right or not sides:
            return found
        hidden = [
            quality_gate.hidden_reason(self._exercise, self._posture(sight, side))
            for side in sides
        ]
        reason = None if None in hidden else hidden[0]
        return found if reason is None else Finding(right=False, say=reason.say)

    def _in_position(self, sight: PoseFeatures, sides: list[Side]) -> bool:
        """Whether one of the sides is in the start position of the exercise."""
        postures = [self._posture(sight, side) for side in sides]
        return any(
            quality_gate.position_reason(self._exercise, posture, was_in=False) is None
            for posture in postures
        )

    def _posture(self, sight: PoseFeatures, side: Side) -> SidedPose:
        return quality_gate.leg_frame(self._exercise, sight, side=side).joints


def _one_person(people: int | None, *, absent: bool) -> Finding:
    """Whether one person is in the picture; pose and count may be of different pictures."""
    if people is None:
        return UNTOLD
    if people > 1:
        say = "More than one person is in the picture: only you may be in it."
        return Finding(right=False, say=say)
    if people == 0:
        return Finding(right=False, say=quality_gate.ABSENT.say) if absent else UNTOLD
    return UNTOLD if absent else RIGHT


def _distance(exercise: Exercise, distance_m: float) -> Finding:
    """Whether the camera is about as far away as the exercise asks."""
    nearest_m, furthest_m = exercise.view.distance_m
    if math.isnan(distance_m):
        return UNTOLD
    if distance_m < nearest_m / DISTANCE_SLACK:
        steps = _steps(nearest_m - distance_m)
        return Finding(right=False, say=f"You are too near: move the camera back {steps}.")
    if distance_m > furthest_m * DISTANCE_SLACK:
        steps = _steps(distance_m - furthest_m)
        return Finding(right=False, say=f"You are too far away: move the camera nearer {steps}.")
    return RIGHT


def _steps(way_m: float) -> str:
    """A way in the words of somebody who walks it."""
    steps = min(round(way_m / STEP_M), len(_STEPS))
    return f"by about {_STEPS[max(steps, 1) - 1]}"
