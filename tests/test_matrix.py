"""Every performance, judged as every exercise: only its own may count it as good.

A good repetition of an exercise that was not done is the worst thing that a report can say.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from support.activities import ACTIVITIES, poses_of
from support.paths import SHARED
from support.performances import LIMITS
from support.performer import Recording, perform, plan_for

from benchmark import clips, real_people
from formcheck.assessment.checker import Checker
from formcheck.exercises.loader import exercise_names, list_exercises, load_exercise
from formcheck.pose.features import FeatureExtractor

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from formcheck.pose.pose import Pose

NAMES = exercise_names()
SAMPLED = Recording(fps=10.0)
HOLD_S = 6.0
"""Holds of stretches are cut short: they count, and are good where no hold is asked for."""

BRISK = {"reps": 3, "rest_s": 0.8, "out_s": 0.5, "hold_s": 0.3, "back_s": 0.5}

SAME = {("standing_hip_flexion", "marching")}
"""A knee that is lifted and lowered at once is a step of a march."""

ONE_OF = {"hops": {"mini_squat": 1}}
"""The first hop begins as a mini squat."""

FAR_LEG = ("other_hip", "other_knee", "other_ankle", "other_heel", "other_toe")


def good_as(poses: Iterable[Pose]) -> dict[str, int]:
    """Return the exercises of which poses show good repetitions, and how many."""
    checkers = {exercise.name: Checker(exercise) for exercise in list_exercises()}
    extractor = FeatureExtractor()
    for pose in poses:
        features = extractor.extract(pose)
        for checker in checkers.values():
            checker.follow(features)
    good = {name: checker.finish().counts.good for name, checker in checkers.items()}
    return {name: count for name, count in good.items() if count}


def performed(
    name: str, changes: Mapping[str, Any], tweaks: Mapping[str, float] | None = None
) -> list[Pose]:
    """Return the poses of a repetition, or of a short hold of a stretch."""
    exercise = load_exercise(name)
    short = {"hold_s": HOLD_S} if exercise.kind == "hold" else {}
    plan = plan_for(exercise, **{"reps": 1, **short, **changes})
    return perform(exercise, plan=plan, tweaks=tweaks, recording=SAMPLED)


@pytest.mark.sampled(9)
@pytest.mark.parametrize("name", NAMES)
def test_a_good_set_is_good_as_no_other_exercise(name: str) -> None:
    assert good_as(performed(name, {})).keys() <= {name}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.slow
def test_a_brisk_set_is_good_as_no_other_exercise(name: str) -> None:
    brisk = BRISK | ({"hold_s": HOLD_S} if load_exercise(name).kind == "hold" else {})
    same = {other for own, other in SAME if own == name}
    assert good_as(performed(name, brisk)).keys() <= {name, *same}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.slow
def test_an_obliquely_filmed_set_is_good_as_no_other_exercise(name: str) -> None:
    # A picture that is narrower by the cosine of the angle: what a turn does to lengths across.
    turned = [_narrowed(pose, np.cos(np.radians(30.0))) for pose in performed(name, {})]
    assert good_as(turned).keys() <= {name}


@pytest.mark.parametrize(("name", "limit"), LIMITS)
@pytest.mark.slow
def test_a_set_beyond_a_limit_is_good_as_no_other_exercise(name: str, limit: str) -> None:
    beyond = LIMITS[name, limit].beyond
    changes = {key: value for key, value in beyond.plan.items() if key != "reps"}
    assert good_as(performed(name, changes, beyond.tweaks)).keys() <= {name}


@pytest.mark.sampled(11)
@pytest.mark.parametrize("activity", ACTIVITIES)
def test_another_activity_is_no_good_exercise(activity: str) -> None:
    good = good_as(poses_of(activity, duration_s=7.0, fps=20.0))
    assert good.items() <= ONE_OF.get(activity, {}).items()


@pytest.mark.parametrize("activity", [name for name in ACTIVITIES if "lunge" not in name])
@pytest.mark.slow
def test_another_activity_with_the_far_leg_hidden_is_no_good_exercise(activity: str) -> None:
    good = good_as(poses_of(activity, duration_s=16.0, fps=20.0, hidden=FAR_LEG))
    assert good.items() <= ONE_OF.get(activity, {}).items()


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.skipif(
    not (SHARED / "videos" / "real").exists(), reason="no recordings of real people"
)
def test_real_people_do_nothing_that_they_do_not_do() -> None:
    rows = real_people.rows_of(list(clips.real()), real_people.MODEL, workers=2)
    assert {row.clip: row.false_goods for row in rows if row.false_goods} == {}


def _narrowed(pose: Pose, share: float) -> Pose:
    image = pose.image.copy()
    middle = np.nanmean(image[:, 0])
    image[:, 0] = middle + share * (image[:, 0] - middle)
    return replace(pose, image=image)
