"""The range of a hip is the furthest angle that is kept, trial by trial."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.chairs import abduction, found_in
from support.performer import perform

from formcheck.exercises.loader import load_exercise
from formcheck.function_tests.definition import load_function_test
from formcheck.function_tests.report import FoundTrials

if TYPE_CHECKING:
    from formcheck.pose.joints import Side


@pytest.mark.parametrize("side", ["left", "right"])
def test_trial_is_as_far_as_the_leg_went(side: Side) -> None:
    found = abduction(25, 34, 29, side=side).trials
    assert [row.side for row in found] == [side] * 3
    assert [row.value for row in found] == pytest.approx([25, 34, 29], abs=1.5)


def test_range_that_is_too_small_for_the_exercise_is_measured() -> None:
    assert load_exercise("standing_hip_abduction").movement.target_deg[0] > 14
    (one,) = abduction(14).trials
    assert one.value == pytest.approx(14, abs=1.5)


def test_swing_is_not_kept() -> None:
    (kept,), (swung,) = (abduction(40, hold_s=hold_s).trials for hold_s in (1.0, 0.0))
    assert kept.value == pytest.approx(40, abs=1.5)
    assert swung.value < kept.value


def test_gap_ends_a_trial_and_what_was_kept_counts() -> None:
    found = abduction(30, hold_s=4.0, gone=(5.0, 6.5)).trials
    assert found[0].value == pytest.approx(30, abs=1.5)


def test_reason_without_trials_is_kept() -> None:
    poses = perform(load_exercise("standing_hip_abduction"))
    found = found_in(load_function_test("range_of_motion"), poses, "extension")
    assert isinstance(found, FoundTrials)
    assert found.trials == ()
    assert "turn sideways" in found.trouble
