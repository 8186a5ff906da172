"""Repetitions seen from a side from which they are not judged: counted, and never good."""

from __future__ import annotations

import math
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from support.performer import Recording, perform, plan_for
from support.watching import between, in_a_row, later, turned, watch

from formcheck.assessment.advice import COUNTED
from formcheck.assessment.checker import ViewCounter
from formcheck.assessment.events import ExcessiveRange, FormFault, PauseReason, RepCompleted
from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.pose.features import FeatureExtractor
from formcheck.recognition.recognizer import Recognizer

if TYPE_CHECKING:
    from formcheck.pose.pose import Pose

COUNTED_ELSEWHERE = tuple(
    name for name in exercise_names() if load_exercise(name).counted_from is not None
)
WRONG_SIDES_DEG = (45.0, 90.0)
"""In between, and from the front."""


@cache
def three(name: str, yaw_deg: float) -> tuple[Pose, ...]:
    """Three repetitions seen from so far off the side."""
    exercise = load_exercise(name)
    poses = perform(exercise, plan=plan_for(exercise, reps=3), recording=Recording(fps=15.0))
    return tuple(turned(poses, yaw_deg))


@pytest.mark.parametrize("yaw_deg", WRONG_SIDES_DEG)
@pytest.mark.parametrize("name", COUNTED_ELSEWHERE)
def test_repetitions_are_counted_and_none_is_good(name: str, yaw_deg: float) -> None:
    watched = watch(load_exercise(name), three(name, yaw_deg))
    report = watched.report
    assert (report.counts.total, report.counts.good, report.counts.partial) == (3, 0, 0)
    assert report.verdict == "counted"
    assert report.advice[0].startswith(COUNTED)
    assert (report.limits, report.holds) == ((), ())
    for rep in report.reps:
        assert not rep.judged
        assert rep.faults == ()
        assert all(map(math.isnan, (rep.peak_deg, rep.range_deg, rep.hold_s, rep.out_s)))
        assert rep.start_s < rep.peak_s < rep.end_s
    assert all(one.end_s <= other.start_s for one, other in pairwise(report.reps))
    assert watched.of(FormFault, ExcessiveRange) == []


@pytest.mark.parametrize("name", COUNTED_ELSEWHERE)
def test_live_reading_counts_too_and_says_what_is_missing(name: str) -> None:
    watched = watch(load_exercise(name), three(name, 90.0))
    assert [event.good for event in watched.of(RepCompleted)] == [False] * 3
    last = watched.readings[-1]
    assert (last.reps, last.good_reps) == (3, 0)
    assert last.paused is not None
    assert last.paused.counts


@pytest.mark.parametrize("name", COUNTED_ELSEWHERE)
def test_turn_in_the_set_counts_nothing_twice(name: str) -> None:
    poses = in_a_row(three(name, 0.0), three(name, 90.0))
    report = watch(load_exercise(name), poses).report
    assert report.counts.total == 6
    assert [rep.judged for rep in report.reps] == [True] * 3 + [False] * 3
    assert report.counts.good == 3
    assert any(COUNTED in line for line in report.advice)


@pytest.mark.parametrize("cut_s", [0.0, 0.2, 0.5])
@pytest.mark.parametrize("name", COUNTED_ELSEWHERE)
def test_brisk_set_that_begins_in_the_movement_is_counted(name: str, cut_s: float) -> None:
    exercise = load_exercise(name)
    plan = plan_for(exercise, reps=5, rest_s=0.2, out_s=0.6, back_s=0.6, hold_s=0.15)
    poses = between(perform(exercise, plan=plan), cut_s, plan.duration_s)
    report = watch(exercise, turned(later(poses, -cut_s), 90.0)).report
    assert report.counts.total == (4 if cut_s > plan.rest_s else 5)
    assert report.counts.good == 0


@pytest.mark.sampled(3)
@pytest.mark.parametrize("yaw_deg", WRONG_SIDES_DEG)
@pytest.mark.parametrize("name", ["hip_hinge", "marching", "step_up", "standing_hip_flexion"])
def test_another_movement_is_not_counted_as_a_squat_or_a_stand(name: str, yaw_deg: float) -> None:
    for counted in COUNTED_ELSEWHERE:
        assert watch(load_exercise(counted), three(name, yaw_deg)).report.counts.total == 0


def test_standing_still_in_front_of_the_camera_counts_nothing() -> None:
    exercise = load_exercise("mini_squat")
    still = perform(exercise, plan=plan_for(exercise, reps=1, peak_deg=7.0))
    report = watch(exercise, turned(still, 90.0)).report
    assert report.counts.total == report.counts.partial == 0
    assert report.verdict == "inconclusive"
    assert "side" in report.advice[0]


@pytest.mark.parametrize("name", ["double_leg_bridge", "single_leg_stance", "marching"])
def test_exercise_without_another_side_is_refused_there(name: str) -> None:
    exercise = load_exercise(name)
    counter = ViewCounter(exercise)
    why = PauseReason("view", "The view is wrong.")
    for pose in three("mini_squat", 90.0)[:5]:
        assert counter.update(FeatureExtractor().extract(pose), why) == (None, why)
    assert counter.finish(9.0) is None


@pytest.mark.parametrize("name", ["hidden", "position", "side"])
def test_nothing_is_counted_for_another_reason(name: str) -> None:
    why = PauseReason(name, "Something else.")
    counter, extractor = ViewCounter(load_exercise("mini_squat")), FeatureExtractor()
    found = [counter.update(extractor.extract(pose), why) for pose in three("mini_squat", 90.0)]
    assert {attempt for attempt, _ in found} == {None}
    assert {reason for _, reason in found} == {why}


@pytest.mark.parametrize("name", COUNTED_ELSEWHERE)
def test_what_is_only_counted_does_not_name_an_exercise(name: str) -> None:
    recognizer = Recognizer([load_exercise(each) for each in COUNTED_ELSEWHERE])
    for pose in three(name, 90.0):
        recognizer.update(pose)
    assert recognizer.finish().sections == ()
