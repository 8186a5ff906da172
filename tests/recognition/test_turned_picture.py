"""A picture that is turned: named with its option, and never where the body rests on something."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from support.actor import load
from support.watching import perfect

from formcheck.assessment.checker import Checker
from formcheck.exercises.loader import list_exercises
from formcheck.pose.joints import Joint
from formcheck.pose.pose import turned
from formcheck.recognition.turned_picture import MAY_BE_TURNED, TurnAwareChecker, TurnedPicture

if TYPE_CHECKING:
    from collections.abc import Iterable

    from formcheck.assessment.report import SetReport
    from formcheck.pose.pose import Pose, Turn

BACK: dict[Turn, Turn] = {90: 270, 180: 180, 270: 90}


def kept(poses: Iterable[Pose]) -> TurnedPicture:
    picture = TurnedPicture()
    for pose in poses:
        picture.keep(pose)
    return picture


def grounded(poses: Iterable[Pose]) -> list[Pose]:
    """Return the poses of a person whose foot keeps its place: the stick model's hangs."""
    ankle, placed = Joint.LEFT_ANKLE, list(poses)
    foot = placed[0].image[ankle]
    return [replace(pose, image=pose.image - pose.image[ankle] + foot) for pose in placed]


def judged(name: str, poses: Iterable[Pose]) -> SetReport:
    checker = TurnAwareChecker(Checker(load(name)), load(name), "auto")
    for pose in poses:
        checker.update(pose)
    return checker.finish()


@pytest.mark.sampled(5)
@pytest.mark.parametrize("turn", [90, 180, 270])
@pytest.mark.parametrize(
    "name", ["mini_squat", "single_leg_bridge", "standing_hip_abduction", "bird_dog"]
)
def test_turn_that_shows_the_exercise_is_named(name: str, turn: Turn) -> None:
    report = judged(name, [turned(pose, turn) for pose in perfect(name)])
    assert report.counts.total == 0
    assert report.advice[0].endswith(MAY_BE_TURNED.format(BACK[turn]))
    assert len(report.advice) > 1, "what is to be changed in an upright picture"


@pytest.mark.parametrize("name", ["mini_squat", "single_leg_bridge"])
def test_upright_picture_is_not_named_turned(name: str) -> None:
    assert judged(name, perfect(name)) == judged_plainly(name, perfect(name))


def judged_plainly(name: str, poses: Iterable[Pose]) -> SetReport:
    checker = Checker(load(name))
    for pose in poses:
        checker.update(pose)
    return checker.finish()


@pytest.mark.parametrize(
    ("done", "asked"),
    [
        ("mini_squat", "heel_slide"),
        ("mini_squat", "double_leg_bridge"),
        ("sit_to_stand", "bird_dog"),
        ("step_up", "straight_leg_raise"),
        ("double_leg_bridge", "mini_squat"),
        ("hip_hinge", "double_leg_bridge"),
    ],
)
def test_body_that_moves_where_it_should_rest_is_not_turned(done: str, asked: str) -> None:
    assert kept(grounded(perfect(done))).turn_for(load(asked)) == 0


def test_unknown_exercise_is_recognised_in_the_turned_picture() -> None:
    picture = kept(turned(pose, 180) for pose in perfect("single_leg_bridge", reps=3))
    assert picture.turn_for_any(list_exercises()) == 180


def test_few_poses_are_kept_of_a_long_film() -> None:
    picture = TurnedPicture()
    pose = perfect("mini_squat")[0]
    for index in range(5000):
        picture.keep(replace(pose, index=index, time_s=index / 30))
    assert len(picture._poses) <= 900
    assert min(b.time_s - a.time_s for a, b in pairwise(picture._poses)) >= 0.09


def test_no_pose_is_no_turned_picture() -> None:
    assert kept([]).turn_for(load("mini_squat")) == 0
