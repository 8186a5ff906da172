"""A report whose named exercise was not done names the one that was done instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.performer import Recording, perform, plan_for
from support.watching import perfect, watch

from formcheck.assessment.advice import LOOKS_LIKE
from formcheck.assessment.checker import Checker
from formcheck.exercises.loader import list_exercises, load_exercise
from formcheck.recognition.named_set import NamedSet

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from formcheck.assessment.report import SetReport
    from formcheck.exercises.definition import Exercise
    from formcheck.pose.pose import Pose


def judged(named: str, poses: Iterable[Pose]) -> tuple[SetReport, bool]:
    """Return the report of a named exercise, and whether the others were asked for."""
    asked = False

    def others() -> Sequence[Exercise]:
        nonlocal asked
        asked = True
        return list_exercises()

    consumer = NamedSet(Checker(load_exercise(named)), others)
    for pose in poses:
        consumer.update(pose)
    return consumer.finish(), asked


@pytest.mark.sampled(5)
@pytest.mark.parametrize(
    ("named", "done"),
    [
        ("sit_to_stand", "mini_squat"),
        ("hip_hinge", "mini_squat"),
        ("single_leg_bridge", "double_leg_bridge"),
        ("standing_hip_flexion", "standing_hip_extension"),
        ("clamshell", "mini_squat"),
    ],
)
def test_exercise_that_was_done_instead_is_told_first(named: str, done: str) -> None:
    poses = perfect(done, reps=3)
    report, _ = judged(named, poses)
    assert report.looks_like == done
    title = load_exercise(done).title
    assert report.advice[0] == LOOKS_LIKE.format(title, load_exercise(named).title)
    alone = watch(load_exercise(named), poses).report
    assert report.counts == alone.counts
    assert report.verdict == alone.verdict
    assert report.advice[1:] == alone.advice


def test_exercise_that_was_named_and_done_asks_for_no_other() -> None:
    report, asked = judged("mini_squat", perfect("mini_squat"))
    assert report == watch(load_exercise("mini_squat"), perfect("mini_squat")).report
    assert report.looks_like == ""
    assert not asked


def test_movement_that_is_no_exercise_looks_like_none() -> None:
    exercise = load_exercise("mini_squat")
    shallow = perform(
        exercise, plan=plan_for(exercise, reps=3, peak_deg=24.0), recording=Recording(fps=15)
    )
    report, asked = judged("sit_to_stand", shallow)
    assert asked
    assert report.looks_like == ""
    assert report == watch(load_exercise("sit_to_stand"), shallow).report


def test_nobody_looks_like_no_exercise() -> None:
    report, _ = judged("mini_squat", ())
    assert report == Checker(load_exercise("mini_squat")).finish()
