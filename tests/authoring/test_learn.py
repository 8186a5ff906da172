"""Exercises are learnt from performances of those that are known, and count what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.performer import PERFORMANCES, Camera, Recording, perform, plan_for
from support.watching import watch

from benchmark import clips
from formcheck import recording
from formcheck.authoring.diagnostics import check_file
from formcheck.authoring.learn import learn
from formcheck.authoring.proposal import ProposalRequest
from formcheck.authoring.scaffold import file_text
from formcheck.errors import ExerciseError
from formcheck.exercises.definition import Exercise
from formcheck.exercises.loader import exercise_names, load_exercise

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

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


@pytest.mark.sampled(5)
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


@pytest.mark.sampled(3)
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
    with pytest.raises(ExerciseError, match="No person is seen clearly enough"):
        learn([], ProposalRequest("mine", 3))


def test_a_body_that_keeps_still_is_no_exercise() -> None:
    with pytest.raises(ExerciseError, match="nothing moved by more than 5"):
        learn(performed("mini_squat", 0, rest_s=9.0), ProposalRequest("mine", 3))


def assert_learnt_as(name: str, poses: Sequence[Pose], reps: int, folder: Path) -> None:
    """Learn an exercise, and compare view, position, measure and counts with the shipped one."""
    known = load_exercise(name)
    learnt = learn(poses, ProposalRequest("mine", reps, known.kind))
    file = folder / "mine.toml"
    file.write_text(file_text(learnt.table, head=[], notes=learnt.notes), encoding="utf-8")
    mine, doubts = check_file(file)
    assert mine.view.plane == known.view.plane
    assert mine.position == known.position
    assert mine.sides == known.sides
    assert mine.movement.measure == known.movement.measure
    assert mine.movement.sign == known.movement.sign
    assert {doubt.message for doubt in doubts if "written" in doubt.message}
    counts = watch(mine, poses).report.counts
    assert (counts.good, counts.total) == (reps, reps)


@pytest.mark.sampled(11)
@pytest.mark.parametrize("name", exercise_names())
def test_view_position_and_measure_are_those_of_a_physiotherapist(
    tmp_path: Path, name: str
) -> None:
    reps = 4 if load_exercise(name).kind == "reps" else 2
    assert_learnt_as(name, performed(name, reps), reps, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("clip", list(clips.samples()), ids=lambda clip: clip.name)
def test_sample_is_learnt_as_the_exercise_that_it_shows(tmp_path: Path, clip: clips.Clip) -> None:
    """The samples with faults have a movement that is not complete beside the repetitions."""
    clips.estimate_missing([clip], "full", workers=1)
    poses = list(recording.read(clips.recording_of(clip, "full")))
    reps = watch(load_exercise(clip.exercise), poses).report.counts.total
    assert_learnt_as(clip.exercise, poses, reps, tmp_path)


def test_a_movement_that_is_not_complete_is_no_repetition() -> None:
    plan = plan_for(load_exercise("mini_squat"), reps=5, peak_deg=(52.0, 51.0, 28.0, 53.0, 52.0))
    poses = perform(load_exercise("mini_squat"), plan=plan, recording=Recording(fps=12))
    learnt = learn(poses, ProposalRequest("mine", 4))
    assert (learnt.report.counts.good, learnt.report.counts.partial) == (4, 1)
    assert learnt.table["movement"]["measure"] == "knee_flexion"
    assert learnt.table["movement"]["target_deg"][0] > 28.0


def test_a_deep_squat_is_done_standing_though_its_depth_looks_like_sitting() -> None:
    learnt = learn(
        performed("mini_squat", 4, peak_deg=95.0, hold_s=4.0), ProposalRequest("mine", 4)
    )
    assert learnt.seen.position == "standing"


def test_a_shipped_exercise_that_counts_the_recording_is_named() -> None:
    learnt = learn(performed("heel_slide", 3), ProposalRequest("mine", 3))
    assert learnt.known is not None
    assert learnt.known.name == "heel_slide"


def test_a_person_seen_from_an_angle_is_not_nobody() -> None:
    turned = perform(load_exercise("mini_squat"), camera=Camera(yaw_deg=50.0))
    with pytest.raises(ExerciseError, match="neither from the side nor from the front"):
        learn(turned, ProposalRequest("mine", 3))


def test_legs_in_turn_are_counted_by_one_leg_where_no_exercise_knows_them() -> None:
    with pytest.raises(ExerciseError, match=r"count one leg: --reps 4"):
        learn(performed("hip_hinge", 4), ProposalRequest("mine", 8))
