"""What is expected of a clip follows from its true angles, and from nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st
from true_angles import FPS, HOLD_S, bridge, extension, flat, squat, trapezoid, truth

from benchmark.expected import (
    LIMIT_MARGIN_DEG,
    MARGIN_DEG,
    MARGIN_SHARE,
    TARGET_MARGIN_DEG,
    Effort,
    efforts,
    true_series,
)
from formcheck.coach.library import load

if TYPE_CHECKING:
    from collections.abc import Mapping


Answer: TypeAlias = Literal[True, False] | None
"""Yes, no, or too close to call."""


def only(told: Mapping[str, Any]) -> Effort:
    """The one effort of a truth."""
    (effort,) = efforts(load(told["exercise"]), told)
    return effort


# --- Numbers -----------------------------------------------------------------------------------


def test_peak_range_and_hold_come_from_the_angle() -> None:
    effort = only(squat(50.0))
    assert effort.peak_deg == pytest.approx(50.0)
    assert effort.range_deg == pytest.approx(47.0, abs=0.1)
    # Past 30 degrees: the whole hold, and 20 of the 47 degrees on the way there and back.
    assert effort.hold_s == pytest.approx(HOLD_S + 2 * 2.0 * 20 / 47, abs=2 / FPS)
    assert (effort.start_s, effort.top_s, effort.leave_s, effort.end_s) == (2.0, 4.0, 8.0, 10.0)


def test_a_movement_downwards_has_its_peak_at_the_bottom() -> None:
    effort = only(bridge(3.0))
    assert effort.peak_deg == pytest.approx(3.0)
    assert effort.range_deg == pytest.approx(45.0, abs=0.1)


def test_with_a_baseline_everything_is_a_change_from_the_start() -> None:
    effort = only(extension(-12.0, rest=4.0))
    assert effort.peak_deg == pytest.approx(-16.0, abs=0.1)
    assert effort.range_deg == pytest.approx(16.0, abs=0.1)


def test_an_idle_clip_has_no_efforts() -> None:
    told = squat(50.0) | {"reps": [], "exercise": "mini_squat"}
    assert efforts(load("mini_squat"), told) == ()


def test_holds_are_efforts_too() -> None:
    hip = trapezoid(2.0, -14.0, hold_s=8.0)
    angles = {
        "hip_flexion_right": hip,
        "trunk_inclination": flat(0.0, hip),
        "thigh_inclination_right": hip,
    }
    effort = only(truth("hip_flexor_stretch", angles, hold_s=8.0, holds=True))
    assert effort.full is True
    assert effort.faults["short_hold"] is True  # 30 s are prescribed


# --- Complete, partial, too close to call ------------------------------------------------------


@pytest.mark.parametrize(
    ("peak", "kind", "full"),
    [
        (50.0, "full", True),
        (30.0 + TARGET_MARGIN_DEG + 0.1, "full", True),
        (31.0, "full", None),
        (29.0, "full", None),
        (27.0, "full", False),
        (25.0, "partial", False),
        (29.5, "partial", False),
        (50.0, "partial", None),
    ],
)
def test_a_repetition_is_complete_if_it_was_meant_to_be_and_reached_its_target(
    peak: float, kind: str, full: Answer
) -> None:
    assert only(squat(peak, kind=kind)).full is full


@pytest.mark.parametrize(("thigh", "full"), [(-14.0, True), (-4.0, None), (2.0, False)])
def test_what_the_target_asks_for_besides_counts_too(thigh: float, full: Answer) -> None:
    hip = trapezoid(2.0, -14.0, hold_s=8.0)
    angles = {
        "hip_flexion_right": hip,
        "trunk_inclination": flat(0.0, hip),
        "thigh_inclination_right": trapezoid(2.0, thigh, hold_s=8.0),
    }
    assert only(truth("hip_flexor_stretch", angles, hold_s=8.0, holds=True)).full is full


# --- Faults ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("trunk", "wanted"),
    [
        (40.0 + MARGIN_DEG + 0.5, True),
        (41.0, None),
        (39.0, None),
        (40.0 - MARGIN_DEG - 0.5, False),
        (0.0, False),
    ],
)
def test_a_level_fault_needs_a_clear_margin(trunk: float, wanted: Answer) -> None:
    assert only(squat(50.0, trunk=trunk)).faults["trunk_forward"] is wanted


def test_a_fault_that_does_not_last_is_not_clear() -> None:
    told = squat(50.0, trunk=10.0)
    trunk = told["angles_deg"]["trunk_inclination"]
    at = int(5 * FPS)
    trunk[at : at + 4] = [60.0] * 4  # 0.2 s, and the rule asks for 0.3
    assert only(told).faults["trunk_forward"] is None
    trunk[at : at + 20] = [60.0] * 20
    assert only(told).faults["trunk_forward"] is True


def test_a_fault_outside_the_repetition_is_none_of_it() -> None:
    told = squat(50.0, trunk=10.0)
    told["angles_deg"]["trunk_inclination"][: 2 * FPS - 2] = [70.0] * (2 * FPS - 2)
    assert only(told).faults["trunk_forward"] is False


def test_a_fault_is_only_looked_for_in_its_phases() -> None:
    """Feet too far away are looked for in the hold alone."""
    told = bridge(3.0)
    knee = told["angles_deg"]["knee_flexion_right"]
    knee[2 * FPS : 4 * FPS] = [40.0] * (2 * FPS)
    assert only(told).faults["feet_far"] is False
    knee[4 * FPS : 6 * FPS] = [40.0] * (2 * FPS)
    assert only(told).faults["feet_far"] is True


def test_all_conditions_of_a_fault_must_hold_together() -> None:
    leaning = extension(-1.0, trunk=12.0)
    leaning["angles_deg"]["thigh_inclination_right"] = trapezoid(2.0, -14.0)
    leaning["angles_deg"]["hip_flexion_right"] = trapezoid(2.0, 0.0)
    straight = extension(-14.0)
    for told in (leaning, straight):
        assert only(told).faults["only_leaning"] in {False, None}


@pytest.mark.parametrize(
    ("taken_s", "wanted"),
    [
        (1.0 * (1 - MARGIN_SHARE) - 0.01, True),
        (0.9, None),
        (1.1, None),
        (1.0 * (1 + MARGIN_SHARE) + 0.01, False),
    ],
)
def test_a_tempo_fault_needs_a_clear_margin(taken_s: float, wanted: Answer) -> None:
    told = squat(50.0, peak_s=2.0 + taken_s)
    assert only(told).faults["quick_down"] is wanted


@pytest.mark.parametrize(("hold_s", "wanted"), [(1.0, True), (4.2, None), (8.0, False)])
def test_a_short_hold_is_short_of_the_prescription(hold_s: float, wanted: Answer) -> None:
    assert only(bridge(3.0, hold_s=hold_s)).faults["short_hold"] is wanted


@pytest.mark.parametrize(("peak", "wanted"), [(25.0, True), (21.0, None), (3.0, False)])
def test_a_peak_fault_looks_at_the_far_end(peak: float, wanted: Answer) -> None:
    assert only(bridge(peak)).faults["too_low"] is wanted


def test_what_has_no_true_angle_is_known_from_the_performance() -> None:
    assert only(squat(50.0)).faults["knees_past_toes"] is False
    assert only(squat(50.0, faults=["knees_past_toes"])).faults["knees_past_toes"] is True


def test_a_fault_that_is_half_known_is_not_denied_where_its_angle_is_there() -> None:
    """Heels that rise are told up to some depth only, and heels have no true angle."""
    assert only(squat(50.0)).faults["heels_lift"] is None
    assert only(squat(50.0, faults=["heels_lift"])).faults["heels_lift"] is True


def test_what_comes_along_is_not_scored() -> None:
    told = squat(50.0, faults=["knees_past_toes"], unclear=["knees_past_toes"])
    assert only(told).faults["knees_past_toes"] is None


# --- Limits ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("peak", "wanted"),
    [
        (70.0 + LIMIT_MARGIN_DEG + 0.1, True),
        (74.0, None),
        (66.0, None),
        (70.0 - LIMIT_MARGIN_DEG - 0.1, False),
    ],
)
def test_a_limit_needs_eight_degrees(peak: float, wanted: Answer) -> None:
    assert only(squat(peak)).limits["too_deep"] is wanted


def test_a_limit_downwards_is_exceeded_below_it() -> None:
    assert only(bridge(-25.0)).limits["too_high"] is True
    assert only(bridge(0.0)).limits["too_high"] is False


@given(st.floats(32, 95))
def test_whoever_is_clearly_past_a_limit_is_not_clearly_within(peak: float) -> None:
    limits = only(squat(peak)).limits
    if limits["far_too_deep"]:
        assert limits["too_deep"]


# --- Series ------------------------------------------------------------------------------------

ANGLES = {
    "angles_deg": {
        "knee_flexion_left": [1.0],
        "knee_flexion_right": [2.0],
        "trunk_inclination": [3.0],
        "thigh_inclination_left": [10.0],
        "thigh_inclination_right": [4.0],
        "leg_line_elevation_left": [30.0],
        "hip_abduction_left": [20.0],
        "hip_abduction_right": [21.0],
        "pelvic_tilt": [5.0],
    }
}


@pytest.mark.parametrize(
    ("measure", "side", "value"),
    [
        ("knee_flexion", "left", 1.0),
        ("knee_flexion", "right", 2.0),
        ("other_knee_flexion", "left", 2.0),
        ("other_knee_flexion", "right", 1.0),
        ("trunk_inclination", "left", 3.0),
        ("thigh_difference", "right", 6.0),
        ("thigh_difference", "left", -6.0),
        ("leg_elevation", "left", 30.0),
        # The left side of the pelvis is up: that takes the left thigh out and the right one in.
        ("thigh_outward", "left", 25.0),
        ("thigh_outward", "right", 16.0),
    ],
)
def test_a_measure_is_found_in_the_truth(measure: str, side: str, value: float) -> None:
    series = true_series(ANGLES, measure, side)
    assert series is not None
    assert series.tolist() == [value]


@pytest.mark.parametrize("measure", ["heel_rise", "knee_past_toes", "other_hip_rise", "hip_rise"])
def test_what_the_truth_does_not_know_is_none(measure: str) -> None:
    assert true_series(ANGLES, measure, "left") is None


@pytest.mark.parametrize("measure", ["thigh_outward", "thigh_difference", "leg_elevation"])
def test_a_measure_with_a_part_missing_is_none(measure: str) -> None:
    assert true_series({"angles_deg": {"pelvic_tilt": [1.0]}}, measure, "right") is None
