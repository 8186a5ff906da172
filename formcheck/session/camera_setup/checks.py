"""Checks whether the camera stands where the exercise needs it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from formcheck.assessment.quality_gate import ABSENT, QualityGate
from formcheck.pose.features import FeatureExtractor
from formcheck.pose.view import distance_m
from formcheck.session.camera_setup.framing import (
    PASSED,
    UNKNOWN,
    Finding,
    Room,
    check_framing,
    failed,
    room_of,
)
from formcheck.session.camera_setup.level import check_height, check_level
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

DISTANCE_SLACK: Final = 1.3
"""Ratio by which the camera may be nearer or further than the exercise asks: the focal length of
a camera is a guess (a fifth either way), and so is the body's size (a tenth; a sixth for a person
who sits and is seen from the front)."""

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
"""The checks in the order in which a person corrects them."""

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
    """

    def __init__(self, exercise: Exercise, *, side: SideChoice = "auto") -> None:
        self._exercise = exercise
        self._gate = QualityGate(exercise, side)
        self._room = room_of(exercise)
        self._extractor = FeatureExtractor()
        self._findings = {name: _SteadyFinding() for name in _TITLES}
        self._right_since_s = math.nan
        self._time_s = math.nan

    def update(self, pose: Pose, surroundings: Surroundings) -> tuple[Check, ...]:
        """Return all checks after this pose, in the order in which to correct them.

        Parameters
        ----------
        pose
            The newest pose.
        surroundings
            Brightness and people of its picture.

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
        newest = self._check(pose, surroundings)
        found = {
            name: steady.update(pose.time_s, newest.get(name, UNKNOWN))
            for name, steady in self._findings.items()
        }
        failed_any = any(finding.passed is False for finding in found.values())
        if failed_any or not all(found[name].passed for name in _REQUIRED):
            self._right_since_s = math.nan
        elif math.isnan(self._right_since_s):
            self._right_since_s = pose.time_s
        return tuple(Check(name, _TITLES[name], *finding) for name, finding in found.items())

    @property
    def is_ready(self) -> bool:
        """Return True if no check has failed for `READY_S`.

        An unknown result does not stand in the way, except whether the body is in the picture and
        seen from the right side.
        """
        return self._time_s - self._right_since_s >= READY_S

    def _check(self, pose: Pose, surroundings: Surroundings) -> dict[str, Finding]:
        """Return what this pose alone shows; a check that is missing is unknown."""
        exercise, features = self._exercise, self._extractor.extract(pose)
        found = {
            "light": self._check_light(surroundings.brightness),
            "one_person": _check_people(surroundings.people, absent=features.absent),
            "height": check_height(exercise, pose),
        }
        if features.absent:
            return found
        sides, found["side"] = self._check_side(features)
        joints = [self._gate.leg_frame(features, side).joints for side in sides]
        in_position = any(self._gate.position_reason(leg, was_in=False) is None for leg in joints)
        found["in_frame"] = self._check_frame(features, joints, in_position=in_position)
        found["distance"] = _check_distance(exercise, distance_m(pose))
        if in_position:
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


def _check_distance(exercise: Exercise, distance_m: float) -> Finding:
    nearest_m, furthest_m = exercise.view.distance_m
    if math.isnan(distance_m):
        return UNKNOWN
    if distance_m < nearest_m / DISTANCE_SLACK:
        steps = _steps(nearest_m - distance_m)
        return failed(f"You are too near: move the camera back {steps}.")
    if distance_m > furthest_m * DISTANCE_SLACK:
        steps = _steps(distance_m - furthest_m)
        return failed(f"You are too far away: move the camera nearer {steps}.")
    return PASSED


def _steps(distance_m: float) -> str:
    """Return a distance in steps, at least one."""
    steps = min(round(distance_m / STEP_M), len(_STEPS))
    return f"by about {_STEPS[max(steps, 1) - 1]}"
