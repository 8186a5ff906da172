"""The range of a hip is the furthest angle that is held, whatever the filmed exercise asks for."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, cast

import pytest
from support.chairs import FILMED, abduction, found_range, ranges
from support.paths import SAMPLES
from support.performer import NOISE_1_5_DEG_PX, Camera, Recording, perform

from formcheck.analysis import run_function_test
from formcheck.exercises.loader import load_exercise
from formcheck.function_tests.definition import load_function_test
from formcheck.function_tests.range_of_motion import CUT, NO_START, UNDER_WAY, RangeFinder
from formcheck.function_tests.scoring import FunctionTestFile

if TYPE_CHECKING:
    from formcheck.function_tests.definition import RangeScoring
    from formcheck.pose.joints import Side
    from formcheck.pose.pose import Pose

SCORING = cast("RangeScoring", load_function_test("range_of_motion").scoring)
MOTIONS = SCORING.motion
SIDES: tuple[Side, ...] = ("left", "right")


def notes_of(motion: str, poses: list[Pose]) -> set[str]:
    """Return the notes of all trials of a film."""
    return {row.note for row in found_range(motion, poses).trials}


def watched(motion: str, measure: str) -> str:
    """Return the note of the rule of a motion that watches a measure."""
    (row,) = [row for row in MOTIONS[motion].compensation if row.when.measure == measure]
    return row.note


@pytest.mark.sampled(5)
@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("deg", range(30, 131, 10))
def test_flexion_is_measured_from_thirty_to_a_hundred_and_thirty(side: Side, deg: int) -> None:
    found = found_range("flexion", ranges("flexion", deg, deg - 4, side=side))
    assert [row.side for row in found.trials] == [side] * 2
    assert [row.value for row in found.trials] == pytest.approx([deg, deg - 4], abs=2)
    assert [(row.counts, row.note) for row in found.trials] == [(True, "")] * 2
    assert found.seen == (side,)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("deg", [3, 5, 10, 15, 20, 25])
def test_extension_is_measured_to_twenty_five(side: Side, deg: int) -> None:
    found = found_range("extension", ranges("extension", deg, side=side))
    assert [(row.side, row.counts) for row in found.trials] == [(side, True)]
    assert found.trials[0].value == pytest.approx(deg, abs=1)


@pytest.mark.parametrize("rest_deg", [10.0, 15.0])
def test_hip_that_does_not_become_straight_has_a_range_too(rest_deg: float) -> None:
    (short,) = found_range("extension", ranges("extension", 0, rest_deg=rest_deg)).trials
    assert short.value == pytest.approx(0, abs=1)
    (short,) = found_range("extension", ranges("extension", -5, rest_deg=rest_deg)).trials
    assert short.value == pytest.approx(-5, abs=1)


def test_leg_that_hardly_moves_is_no_try() -> None:
    found = found_range("extension", ranges("extension", 0))
    assert found.trials == ()
    assert found.seen == ("left",)


def test_start_with_the_foot_on_the_floor_makes_no_difference() -> None:
    (row,) = found_range("flexion", ranges("flexion", 100, rest_deg=50.0)).trials
    assert row.value == pytest.approx(100, abs=2)


@pytest.mark.parametrize("side", SIDES)
def test_abduction_is_the_change_from_the_start(side: Side) -> None:
    found = abduction(25, 34, 29, side=side).trials
    assert [row.side for row in found] == [side] * 3
    assert [row.value for row in found] == pytest.approx([25, 34, 29], abs=1.5)


@pytest.mark.parametrize("motion", FILMED)
def test_numbers_of_the_exercise_have_no_part_in_it(motion: str) -> None:
    name, sign, _ = FILMED[motion]
    exercise = load_exercise(name)
    far = sign * 170.0
    movement = exercise.movement.model_copy(
        update={"target_deg": (far, far), "partial_deg": far, "leave_deg": far, "hold_s": 60.0}
    )
    strict = exercise.model_copy(
        update={"movement": movement, "body": (), "limit": (), "need": (), "fault": ()}
    )
    both = [RangeFinder(each, MOTIONS[motion], SCORING) for each in (exercise, strict)]
    for pose in ranges(motion, 20):
        for finder in both:
            finder.update(pose)
    one, other = (finder.finish() for finder in both)
    assert one == other
    assert len(one.trials) == 1


@pytest.mark.parametrize(("motion", "deg", "off"), [("flexion", 95, 3.0), ("extension", 12, 2.0)])
def test_noise_of_the_pose_model_changes_little(motion: str, deg: int, off: float) -> None:
    noisy = Recording(fps=15, noise_px=NOISE_1_5_DEG_PX / 2, seed=3)
    trials = found_range(motion, ranges(motion, deg, deg, recording=noisy)).trials
    values = [row.value for row in trials]
    assert len(values) == 2
    assert values == pytest.approx([deg] * 2, abs=off)


@pytest.mark.parametrize("size", [0.3, 1.6])
def test_size_in_the_picture_changes_nothing(size: float) -> None:
    camera = Camera(at_px=640 - 380j, scale=size)
    (row,) = found_range("flexion", ranges("flexion", 80, camera=camera)).trials
    assert row.value == pytest.approx(80, abs=2)


# --- What is held, and what was not seen ---------------------------------------------------------


def test_swing_is_not_kept() -> None:
    (kept,), (swung,) = (abduction(40, hold_s=hold_s).trials for hold_s in (1.0, 0.0))
    assert kept.value == pytest.approx(40, abs=1.5)
    assert swung.value < kept.value


def test_gap_ends_a_trial_and_what_was_held_counts() -> None:
    first, *_ = abduction(30, hold_s=4.0, gone=(5.0, 6.5)).trials
    assert first.counts
    assert first.value == pytest.approx(30, abs=1.5)


def test_trial_whose_end_was_not_seen_may_have_gone_further() -> None:
    poses = [pose for pose in ranges("flexion", 110) if pose.time_s < 2.6]
    (row,) = found_range("flexion", poses).trials
    assert (row.counts, row.note) == (False, CUT)
    assert row.value < 80 < row.at_most


def test_film_that_ends_in_the_hold_is_enough() -> None:
    poses = [pose for pose in ranges("flexion", 110, hold_s=3.0) if pose.time_s < 5.5]
    (row,) = found_range("flexion", poses).trials
    assert row.counts
    assert row.value == pytest.approx(110, abs=2)


def test_trial_that_began_before_the_film_does_not_count() -> None:
    poses = [pose for pose in ranges("flexion", 100, 90, hold_s=3.0) if pose.time_s > 4.5]
    first, second = found_range("flexion", poses).trials
    assert (first.counts, first.note) == (False, UNDER_WAY)
    assert first.value == pytest.approx(100, abs=2)
    assert second.counts


def test_abduction_needs_its_start() -> None:
    poses = [pose for pose in ranges("abduction", 40, 40) if pose.time_s > 2.2]
    first, second = found_range("abduction", poses).trials
    assert not first.counts
    assert first.note.startswith(NO_START)
    assert second.counts


# --- The rest of the body ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("motion", "tweaks", "measure"),
    [
        ("flexion", {"other_thigh": 40}, "other_hip_flexion"),
        ("flexion", {"shoulder_rise": 0.2}, "shoulder_rise"),
        ("extension", {"hip_rise": 0.15}, "hip_rise"),
        ("extension", {"knee": 45}, "knee_flexion"),
    ],
)
def test_help_of_the_rest_of_the_body_is_noted(
    motion: str, tweaks: dict[str, float], measure: str
) -> None:
    far = {"flexion": 100.0, "extension": 10.0}[motion]
    (row,) = found_range(motion, ranges(motion, far, tweaks=tweaks)).trials
    assert row.counts
    assert row.note == watched(motion, measure)


def test_lean_of_the_trunk_is_noted() -> None:
    (row,) = abduction(30, tweaks={"lean": 16}).trials
    assert row.note == watched("abduction", "trunk_lateral_lean")


def test_raise_of_a_straight_leg_is_no_flexion() -> None:
    raised = found_range("flexion", perform(load_exercise("straight_leg_raise"))).trials
    assert raised
    for row in raised:
        assert not row.counts
        assert row.note.startswith(watched("flexion", "knee_flexion"))


def test_squat_from_the_front_is_no_abduction() -> None:
    found = found_range("abduction", perform(load_exercise("lateral_step")))
    assert not any(row.counts and row.value > 40 for row in found.trials)


def test_leg_that_only_goes_along_has_no_trial() -> None:
    assert {row.side for row in abduction(35, 35, side="right").trials} == {"right"}


@pytest.mark.parametrize(
    ("motion", "exercise", "reason"),
    [
        ("flexion", "prone_hip_extension", "Lie on your back."),
        ("extension", "knee_to_chest", "Lie on your front, legs straight."),
        ("extension", "standing_hip_abduction", "turn sideways"),
        ("abduction", "knee_to_chest", "turn your chest to the camera"),
    ],
)
def test_reason_without_trials_is_kept(motion: str, exercise: str, reason: str) -> None:
    found = found_range(motion, perform(load_exercise(exercise)))
    assert (found.trials, found.seen) == ((), ())
    assert reason in found.trouble


# --- Rendered people of known joints -------------------------------------------------------------

SAMPLED = {"flexion": 8.0, "extension": 5.0, "abduction": 5.0}
"""How far the result may be off the truth of a sample, degrees."""


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize("faults", ["", "_faults"])
@pytest.mark.parametrize("motion", SAMPLED)
def test_sample_is_measured_as_its_truth(motion: str, faults: str) -> None:
    name, sign, _ = FILMED[motion]
    truth = json.loads((SAMPLES / f"{name}{faults}.truth.json").read_text(encoding="utf-8"))
    film = FunctionTestFile(SAMPLES / f"{name}{faults}.mp4", motion)
    results = {row.side: row for row in run_function_test("range_of_motion", [film]).results}
    true_deg = max(sign * row["peak_deg"] for row in (*truth["reps"], *truth["holds"]))
    assert results[truth["side"]].value == pytest.approx(true_deg, abs=SAMPLED[motion])
    (other,) = {*results} - {truth["side"]}
    assert math.isnan(results[other].value)
    assert results[other].why
