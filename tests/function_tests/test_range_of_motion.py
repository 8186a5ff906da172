"""Range of motion: the furthest that is kept, best of three, both sides, what may be claimed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from support.performer import Plan, perform

from formcheck.exercises.loader import load_exercise
from formcheck.function_tests.definition import RangeScoring, load_function_test
from formcheck.function_tests.interpretation import interpret, rounded_angle
from formcheck.function_tests.range_of_motion import RangeFinder
from formcheck.function_tests.report import Person, Result
from formcheck.function_tests.scoring import score_range

if TYPE_CHECKING:
    from formcheck.function_tests.report import FunctionTestReport, Trial
    from formcheck.pose.joints import Side

TEST = load_function_test("range_of_motion")
REST_DEG = 3.0
"""Where the thigh of a performer who stands is."""


def scoring() -> RangeScoring:
    assert isinstance(TEST.scoring, RangeScoring)
    return TEST.scoring


def abduction(
    *peak_deg: float,
    side: Side = "left",
    hold_s: float = 1.0,
    gone: tuple[float, float] | None = None,
) -> tuple[Trial, ...]:
    """Tries that go so far from the start of the performer."""
    exercise = load_exercise("standing_hip_abduction")
    peaks = tuple(peak + REST_DEG for peak in peak_deg)
    plan = Plan(len(peaks), REST_DEG, peaks, hold_s=hold_s)
    finder = RangeFinder(exercise, scoring())
    for pose in perform(exercise, side=side, plan=plan, gone=gone):
        finder.update(pose)
    return finder.finish().trials


def results(*tries: Trial) -> dict[str, Result]:
    rows = [("abduction", row) for row in tries]
    found = score_range(TEST, scoring(), rows, Person(), asked=["abduction"])
    return {row.side: row for row in found}


def told(*tries: Trial) -> FunctionTestReport:
    return interpret(TEST, list(results(*tries).values()), Person())


@pytest.mark.parametrize("side", ["left", "right"])
def test_trial_is_as_far_as_the_leg_went(side: Side) -> None:
    found = abduction(25, 34, 29, side=side)
    assert [row.side for row in found] == [side] * 3
    assert [row.value for row in found] == pytest.approx([25, 34, 29], abs=1.5)


def test_small_range_that_no_exercise_would_count_is_measured_too() -> None:
    exercise = load_exercise("standing_hip_abduction")
    assert exercise.movement.target_deg[0] > 14
    (one,) = abduction(14)
    assert one.value == pytest.approx(14, abs=1.5)


def test_swing_is_not_kept() -> None:
    kept, swung = abduction(40, hold_s=1.0)[0], abduction(40, hold_s=0.0)[0]
    assert kept.value == pytest.approx(40, abs=1.5)
    assert swung.value < kept.value


def test_best_of_the_first_three_counts() -> None:
    left = results(*abduction(20, 30, 25, 40))["left"]
    assert left.value == pytest.approx(30, abs=1.5)
    assert [row.counts for row in left.tries] == [True, True, True, False]


def test_side_that_was_not_filmed_is_inconclusive() -> None:
    both = results(*abduction(20))
    assert math.isnan(both["right"].value)
    assert both["right"].why == "No try was seen."
    assert told(*abduction(20)).verdict == "partly"


def test_both_sides_stand_side_by_side_to_five_degrees() -> None:
    found = told(*abduction(37, 37, 37), *abduction(23, 23, 23, side="right"))
    line = found.advice[0]
    assert line == (
        "Abduction, thigh to the vertical, from your own start: left about 35°, right about 25°. "
        "The right one goes less far."
    )
    assert found.verdict == "scored"


def test_difference_within_the_error_is_none() -> None:
    found = told(*abduction(34, 34, 34), *abduction(28, 28, 28, side="right"))
    assert "No clear difference (under 10°)." in found.advice[0]


def test_angle_of_the_thigh_is_named() -> None:
    assert {row.angle.split(",")[0] for row in scoring().motion.values()} == {
        "thigh to trunk",
        "thigh to the vertical",
    }


@pytest.mark.parametrize(
    ("value", "words"),
    [(32.4, "about 30°"), (32.6, "about 35°"), (math.nan, "?"), (-1.0, "about 0°")],
)
def test_angles_are_shown_to_the_step(value: float, words: str) -> None:
    assert rounded_angle(value, 5.0) == words


def test_reason_without_trials_is_kept() -> None:
    exercise = load_exercise("standing_hip_extension")
    finder = RangeFinder(exercise, scoring())
    for pose in perform(load_exercise("standing_hip_abduction")):
        finder.update(pose)
    found = finder.finish()
    assert found.trials == ()
    assert "turn sideways" in found.trouble


def test_gap_ends_a_try_and_what_was_kept_counts() -> None:
    found = abduction(30, hold_s=4.0, gone=(5.0, 6.5))
    assert found[0].value == pytest.approx(30, abs=1.5)


@pytest.mark.parametrize("motion", ["flexion", "extension", "abduction"])
def test_unverified_norms_of_range_are_not_shown(motion: str) -> None:
    rows = [row for row in TEST.norm if row.motion == motion]
    if motion != "abduction":
        assert "unverified" in {row.standing for row in rows}
    for person in (Person(30, "female"), Person(60, "male"), Person()):
        found = score_range(TEST, scoring(), [], person, asked=[motion])
        for result in found:
            assert result.norm is not None
            assert result.norm.says == "usual"
            assert result.norm.secondary
            assert "CDC" not in result.norm.source
