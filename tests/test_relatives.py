"""Near relatives of the exercises give no good repetition of any exercise, at any tempo."""

from __future__ import annotations

import pytest
from support.front_relatives import side_steps
from support.performer import Recording, perform, plan_for
from support.relatives import RELATIVES, TEMPOS, relative_poses

from formcheck import list_exercises, load_exercise
from formcheck.assessment.checker import Checker
from formcheck.pose.features import FeatureExtractor

EXERCISES = list_exercises()


@pytest.mark.sampled(14)
@pytest.mark.parametrize("reps", [1, pytest.param(3, marks=pytest.mark.slow)])
@pytest.mark.parametrize("tempo", TEMPOS)
@pytest.mark.parametrize("name", RELATIVES)
def test_no_exercise_has_a_good_repetition_in_a_near_relative(
    name: str, tempo: str, reps: int
) -> None:
    checkers, features = [Checker(exercise) for exercise in EXERCISES], FeatureExtractor()
    for pose in relative_poses(name, tempo, reps=reps):
        seen = features.extract(pose)
        for checker in checkers:
            checker.follow(seen)
    good = {checker.exercise.name: checker.finish().counts.good for checker in checkers}
    assert not {exercise: count for exercise, count in good.items() if count}


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("name", "exercise", "reason"),
    [
        ("double_leg_raise", "straight_leg_raise", "other_leg_moves"),
        ("leg_lifted_in_a_bridge", "straight_leg_raise", "hips_move"),
        ("hip_thrust", "double_leg_bridge", "shoulders_up"),
        ("bridge_on_a_ball", "double_leg_bridge", "feet_raised"),
        ("both_knees_straightened", "seated_knee_extension", "other_knee_straight"),
        ("kick_on_a_chair", "seated_knee_extension", "thigh_off_the_seat"),
        ("kick_from_a_raised_knee", "seated_knee_extension", "other_knee_straight"),
        ("leg_lift_in_a_side_plank", "sidelying_hip_abduction", "hips_up"),
        ("lowered_legs", "double_leg_bridge", "knees_straight"),
        ("plank_leg_lift", "prone_hip_extension", "pelvis_off"),
        ("superman", "prone_hip_extension", "chest_lifts"),
        ("donkey_kick", "bird_dog", "knee_stays_bent"),
        ("cobra", "bird_dog", "both_legs_back"),
        ("donkey_kick_seen_obliquely", "fire_hydrant", "kicks_back"),
        ("squat_from_the_front", "standing_hip_abduction", "hips_sink"),
        ("star_jump", "lateral_step", "both_feet_move"),
        ("lunge_to_the_side", "lateral_step", "hips_sink"),
        ("walking_towards_the_camera", "single_leg_stance", "weight_on_both"),
    ],
)
def test_the_reason_is_what_the_body_did_otherwise(name: str, exercise: str, reason: str) -> None:
    asked = next(row for row in EXERCISES if row.name == exercise)
    checker = Checker(asked)
    for pose in relative_poses(name, "ordinary"):
        checker.update(pose)
    report = checker.finish()
    assert report.counts.total == 0
    assert {row.reason for row in report.partial_reps} == {reason}


@pytest.mark.parametrize(
    ("done", "asked", "reason"),
    [
        ("double_leg_bridge", "offset_bridge", "feet_level"),
        ("offset_bridge", "double_leg_bridge", "foot_nearer"),
        ("single_leg_bridge", "offset_bridge", "feet_level"),
    ],
)
def test_a_neighbour_in_the_catalogue_is_told_apart(done: str, asked: str, reason: str) -> None:
    exercise = load_exercise(done)
    checker = Checker(load_exercise(asked))
    for pose in perform(exercise, plan=plan_for(exercise, reps=2), recording=Recording(fps=15.0)):
        checker.update(pose)
    report = checker.finish()
    assert report.counts.total == 0
    assert {row.reason for row in report.partial_reps} == {reason}


def test_a_leg_that_lies_is_not_stretched_over_an_edge() -> None:
    checker = Checker(load_exercise("hip_flexor_stretch_edge_of_bed"))
    for pose in relative_poses("leg_lowered_to_the_floor", "held"):
        checker.update(pose)
    report = checker.finish()
    assert report.counts.total == 0
    assert {row.reason for row in report.partial_reps} == {"not_over_the_edge"}


@pytest.mark.parametrize("rest_s", [0.0, 0.1, 0.4])
@pytest.mark.parametrize("half_s", [0.5, 0.8])
def test_side_steps_count_where_the_body_never_stands_still_twice_in_a_place(
    half_s: float, rest_s: float
) -> None:
    checker = Checker(next(row for row in EXERCISES if row.name == "lateral_step"))
    for pose in side_steps(4, half_s=half_s, rest_s=rest_s):
        checker.update(pose)
    counts = checker.finish().counts
    assert (counts.total, counts.good, counts.partial) == (4, 4, 0)
