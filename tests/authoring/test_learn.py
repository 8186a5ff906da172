"""Exercises are learnt from performances of those that are known, and count what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.performer import PERFORMANCES, Recording, perform, plan_for
from support.watching import watch

from formcheck.authoring.learn import learn
from formcheck.authoring.proposal import ProposalRequest
from formcheck.errors import ExerciseError
from formcheck.exercises.definition import Exercise
from formcheck.exercises.loader import load_exercise

if TYPE_CHECKING:
    from formcheck.pose.pose import Pose

LEARNT = [
    "single_leg_bridge",
    "straight_leg_raise",
    "heel_slide",
    "mini_squat",
    "standing_hip_abduction",
    "hip_hinge",
    "sit_to_stand",
    "bird_dog",
]


def performed(name: str, reps: int, **changes: object) -> list[Pose]:
    exercise = load_exercise(name)
    plan = plan_for(exercise, reps=reps, **changes)
    return perform(exercise, plan=plan, recording=Recording(fps=12, noise_px=0.6, seed=3))


@pytest.mark.parametrize("name", LEARNT)
@pytest.mark.parametrize("reps", [3, pytest.param(5, marks=pytest.mark.slow)])
def test_a_proposal_counts_the_repetitions_it_was_made_from(name: str, reps: int) -> None:
    poses = performed(name, reps)
    learnt = learn(poses, ProposalRequest("mine", reps))
    exercise = Exercise.model_validate(learnt.table)
    report = watch(exercise, poses).report
    assert (report.counts.good, report.counts.total) == (reps, reps)
    assert exercise.movement.source == "R1"
    assert set(exercise.sources) >= {"R1"}


@pytest.mark.parametrize("name", ["straight_leg_raise", "mini_squat", "single_leg_bridge"])
def test_a_proposal_judges_others_too(name: str) -> None:
    exercise = Exercise.model_validate(learn(performed(name, 4), ProposalRequest("mine", 4)).table)
    assert watch(exercise, performed(name, 2)).report.counts.total == 2
    script = PERFORMANCES[name]
    half = script.rest_deg + 0.45 * (script.peak_deg - script.rest_deg)
    assert watch(exercise, performed(name, 3, peak_deg=half)).report.counts.total == 0


@pytest.mark.parametrize("name", ["mini_squat", "straight_leg_raise"])
def test_like_an_exercise_it_takes_over_its_words_and_its_measure(name: str) -> None:
    learnt = learn(performed(name, 3), ProposalRequest("mine", 3, like=name))
    exercise, known = Exercise.model_validate(learnt.table), load_exercise(name)
    assert exercise.movement.measure == known.movement.measure
    assert exercise.steps == known.steps
    assert exercise.name == "mine"


def test_a_measure_that_did_not_move_is_said_not_to_have_moved() -> None:
    with pytest.raises(ExerciseError, match="trunk_inclination did not move 4 times"):
        learn(
            performed("straight_leg_raise", 4),
            ProposalRequest("mine", 4, measure="trunk_inclination"),
        )


@pytest.mark.parametrize("asked", [1, 2, 9])
def test_another_number_than_was_done_is_refused_with_what_was_seen(asked: int) -> None:
    with pytest.raises(ExerciseError, match=rf"No measure moved {asked} times.*4 times") as told:
        learn(performed("mini_squat", 4), ProposalRequest("mine", asked))
    assert told.value.exit_code == 5


def test_nobody_is_no_exercise() -> None:
    with pytest.raises(ExerciseError, match="Nobody is seen clearly enough"):
        learn([], ProposalRequest("mine", 3))


def test_a_body_that_keeps_still_is_no_exercise() -> None:
    with pytest.raises(ExerciseError, match="nothing moved by more than 5"):
        learn(performed("mini_squat", 0, rest_s=9.0), ProposalRequest("mine", 3))
