"""Checks whether the camera stands where the exercise needs it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from formcheck.assessment.quality_gate import ABSENT, QualityGate
from formcheck.pose.features import FeatureExtractor
from formcheck.pose.filters import Debounce
from formcheck.pose.view import body_px
from formcheck.session.camera_setup.framing import (
    PASSED,
    UNKNOWN,
    Finding,
    Room,
    check_framing,
    failed,
    room_of,
)
from formcheck.session.camera_setup.level import (
    Stillness,
    check_height,
    check_level,
    height_advice,
)
from formcheck.session.protocol import Check

if TYPE_CHECKING:
    from formcheck.exercises.definition import Exercise
    from formcheck.pose.features import PoseFeatures, SidedPose
    from formcheck.pose.joints import Side, SideChoice
    from formcheck.pose.pose import Pose
    from formcheck.session.protocol import Surroundings

SETTLE_S: Final = 0.4
"""A finding is reported after it has lasted for this time, so that nothing flickers (engineering
default)."""

READY_S: Final = 1.0
"""A set may start when everything has been right for this time (engineering default)."""

DARK: Final = 0.16
BRIGHT: Final = 0.19
"""Median luminance of a picture below which it is too dark, and from which it is bright enough
again.  On one frame of each sample video, darkened and with the noise of a small sensor, the pose
model found the person in 23 of 24 at 0.38, in 22 at 0.19, in 17 at 0.15 and in 3 at 0.125; from
0.15 down the visibility of the joints fell, by 0.04 in the mean and by 0.16 at worst."""

DARK_SAY: Final = "It is too dark: switch on a light."

SMALL_PX: Final = 80
"""Length of trunk, thigh and shin together below which a body is too small: a thigh of 25 pixels
turns by 5 degrees if a joint is 2 pixels off, as joints of real people are (engineering
default)."""

NEARER_PX: Final = 120
"""Length below which a person who can still move the camera is asked to: half as much again
(engineering default)."""

SMALL_SAY: Final = "You are small in the picture: move the camera nearer."

ADVISED_S: Final = 8.0
"""Time for which a check that does not block holds up a place that is right otherwise: long enough
to hear what to change and to begin with it (engineering default)."""

_TITLES: Final = {
    "one_person": "One person",
    "in_frame": "Whole body",
    "side": "Side",
    "distance": "Distance",
    "light": "Light",
    "height": "Height",
    "level": "Level",
}
"""The checks, those that block first; in this order a person corrects them."""

_BLOCKING: Final = frozenset({"one_person", "in_frame", "side"})
"""Checks without which nothing can be judged: they must not fail."""

_REQUIRED: Final = frozenset({"in_frame", "side"})
"""Checks that must pass; the others may stay unknown."""


class _SteadyFinding:
    """Follows the findings of one check; the result and its sentence change after `SETTLE_S`."""

    def __init__(self) -> None:
        self.now = UNKNOWN
        self._newest = UNKNOWN
        self._passed_since_s = self._say_since_s = math.nan

    def update(self, time_s: float, found: Finding) -> Finding:
        """Take the finding of a pose and return the finding to report."""
        if math.isnan(self._passed_since_s) or found.passed is not self._newest.passed:
            self._passed_since_s = time_s
        if math.isnan(self._say_since_s) or found.say != self._newest.say:
            self._say_since_s = time_s
        self._newest = found
        same = found.passed is self.now.passed
        since_s = self._say_since_s if same else self._passed_since_s
        if time_s - since_s >= SETTLE_S:
            self.now = found
        return self.now


class PlacementChecker:
    """Checks pose by pose whether the camera stands right for one exercise.

    The results are steady: each changes only after it has lasted for `SETTLE_S`.

    Parameters
    ----------
    exercise
        The exercise that comes.
    side
        The working side; ``auto`` = found automatically.

    Attributes
    ----------
    is_ready
        True if no check has failed for `READY_S`, or none that blocks for `ADVISED_S`.  An unknown
        result does not stand in the way, except whether the body is in the picture and seen from
        the right side.
    """

    def __init__(self, exercise: Exercise, *, side: SideChoice = "auto") -> None:
        self._exercise = exercise
        self._gate = QualityGate(exercise, side)
        self._room = room_of(exercise)
        self._extractor = FeatureExtractor()
        self._stillness = Stillness()
        self._findings = {name: _SteadyFinding() for name in _TITLES}
        self._usable, self._right = Debounce(ADVISED_S), Debounce(READY_S)
        self._time_s = math.nan
        self.is_ready = False

    def update(
        self, pose: Pose, surroundings: Surroundings, *, moves: bool = False
    ) -> tuple[Check, ...]:
        """Return all checks after this pose, in the order in which to correct them.

        Parameters
        ----------
        pose
            The newest pose.
        surroundings
            Brightness and people of its picture.
        moves
            True if a repetition is under way: then the body says nothing of height and tilt.

        Returns
        -------
        tuple of Check
            One for each check, always in the same order.

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
        newest = self._check(pose, surroundings, moves=moves)
        found = {
            name: steady.update(pose.time_s, newest.get(name, UNKNOWN))
            for name, steady in self._findings.items()
        }
        wrong = {name for name, finding in found.items() if finding.passed is False}
        usable = not wrong & _BLOCKING and all(found[name].passed for name in _REQUIRED)
        right = self._right.update(pose.time_s, on=usable and not wrong)
        self.is_ready = self._usable.update(pose.time_s, on=usable) or right
        return tuple(Check(name, _TITLES[name], *finding) for name, finding in found.items())

    def _check(self, pose: Pose, surroundings: Surroundings, *, moves: bool) -> dict[str, Finding]:
        """Return what this pose alone shows; a check that is missing is unknown."""
        exercise, features = self._exercise, self._extractor.extract(pose)
        light = self._check_light(surroundings.brightness)
        people = _check_people(surroundings.people, absent=features.absent)
        if features.absent and light.passed is False:
            people = UNKNOWN  # the dark hides a person
        found = {"light": light, "one_person": people, "height": height_advice(exercise)}
        if features.absent:
            return found
        sides, found["side"] = self._check_side(features)
        joints = [self._gate.leg_frame(features, side).joints for side in sides]
        in_position = any(self._gate.position_reason(leg, was_in=False) is None for leg in joints)
        found["in_frame"] = self._check_frame(features, joints, in_position=in_position)
        size_px = body_px(pose)
        found["distance"] = _check_size(size_px)
        still = self._stillness.update(pose.time_s, features.points, size_px=size_px)
        if in_position and found["side"].passed and still and not moves:
            found["height"] = check_height(exercise, pose)
            found["level"] = check_level(exercise, features.points)
        return found

    def _check_light(self, brightness: float) -> Finding:
        is_dark = self._findings["light"].now.passed is False
        if math.isnan(brightness):
            return UNKNOWN
        if brightness >= (BRIGHT if is_dark else DARK):
            return PASSED
        return failed(DARK_SAY)

    def _check_side(self, features: PoseFeatures) -> tuple[tuple[Side, ...], Finding]:
        """Return the sides that can be judged, and whether the view suits the exercise."""
        if math.isnan(features.view.yaw_deg):
            return (), UNKNOWN
        sides, reason = self._gate.sides_to_judge(features)
        return sides, PASSED if reason is None else failed(reason.say)

    def _check_frame(
        self, features: PoseFeatures, joints: list[SidedPose], *, in_position: bool
    ) -> Finding:
        """Check that the whole body is in the picture and its measured joints are visible."""
        # A person who still stands beside the mat needs no room for the leg that is lifted there.
        near = features.view.near if self._exercise.view.plane == "side" else None
        found = check_framing(features.pose, self._room if in_position else Room(), near=near)
        if not found.passed:
            return found
        hidden = [self._gate.hidden_reason(leg) for leg in joints]
        if not hidden or hidden[0] is None or None in hidden:
            return found
        return failed(hidden[0].say)


def _check_people(people: int | None, *, absent: bool) -> Finding:
    """Check that one person is in the picture; pose and count may be of different pictures."""
    if people is None:
        return UNKNOWN
    if people > 1:
        return failed("More than one person is in the picture: only you may be in it.")
    if people == 0:
        return failed(ABSENT.say) if absent else UNKNOWN
    return UNKNOWN if absent else PASSED


def _check_size(size_px: float) -> Finding:
    """Check that the person is large enough: whether there is room shows the check of the body."""
    # The distance itself does not matter, and the lens is not known.
    if math.isnan(size_px):
        return UNKNOWN
    return PASSED if size_px >= NEARER_PX else failed(SMALL_SAY)
