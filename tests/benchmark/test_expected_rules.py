"""Limits, series and rules that are expected of a clip with known angles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.true_angles import (
    FPS,
    bridge,
    extension,
    flat,
    squat,
    trapezoid,
    truth,
)
from support.truth_clips import LEAN, Answer, abduction, only, put

from benchmark.expected import (
    LIMIT_MARGIN_DEG,
    MARGIN_DEG,
    efforts,
    true_series,
)
from formcheck.exercises.conditions import Condition, PhaseName
from formcheck.exercises.fault_kinds import LevelFault
from formcheck.exercises.loader import load_exercise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


# --- Limits ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clip", "limit", "wanted"),
    [
        (squat(70.0 + LIMIT_MARGIN_DEG + 0.1), "too_deep", True),
        (squat(74.0), "too_deep", None),
        (squat(66.0), "too_deep", None),
        (squat(70.0 - LIMIT_MARGIN_DEG - 0.1), "too_deep", False),
        (put(squat(50.0), "knee_flexion_right", 85.0, 5, 0.05), "too_deep", None),
        (bridge(-25.0), "too_high", True),
        (bridge(0.0), "too_high", False),
    ],
)
def test_limit_needs_eight_degrees_and_its_time(
    clip: dict[str, Any], limit: str, wanted: Answer
) -> None:
    assert only(clip).limits[limit] is wanted


@given(st.floats(32, 95))
def test_outer_limit_implies_the_inner_one(peak: float) -> None:
    limits = only(squat(peak)).limits
    if limits["far_too_deep"]:
        assert limits["too_deep"]


# --- Series, sides and signs -------------------------------------------------------------------

ANGLES = {
    "knee_flexion_left": [1.0],
    "knee_flexion_right": [2.0],
    "trunk_inclination": [3.0],
    "thigh_inclination_left": [10.0],
    "thigh_inclination_right": [4.0],
    "leg_line_elevation_left": [30.0],
    "hip_abduction_left": [20.0],
    "hip_abduction_right": [21.0],
    "pelvic_tilt": [5.0],
    "trunk_lateral_lean": [10.0],
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
        # The truth counts + to the person's left, formcheck + away from the working leg.
        ("trunk_lateral_lean", "right", 10.0),
        ("trunk_lateral_lean", "left", -10.0),
    ],
)
def test_measure_is_found_in_the_truth(measure: str, side: str, value: float) -> None:
    series = true_series({"angles_deg": ANGLES}, measure, side)
    assert series is not None
    assert series.tolist() == [value]


@pytest.mark.parametrize(
    ("known", "measure"),
    [(ANGLES, name) for name in ("heel_rise", "knee_past_toes", "other_hip_rise", "hip_rise")]
    + [
        ({"pelvic_tilt": [1.0]}, name)
        for name in ("thigh_outward", "thigh_difference", "leg_elevation")
    ],
)
def test_measure_without_all_its_angles_is_none(
    known: dict[str, list[float]], measure: str
) -> None:
    assert true_series({"angles_deg": known}, measure, "right") is None


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize(
    ("lean", "wanted"), [(8 + MARGIN_DEG + 0.5, True), (8.0, None), (8 - MARGIN_DEG - 0.5, False)]
)
@pytest.mark.parametrize("sign", [1, -1])
def test_lean_to_either_side_is_a_lean(side: str, lean: float, wanted: Answer, sign: int) -> None:
    assert only(abduction(30.0, side=side, lean=sign * lean)).faults["trunk_lean"] is wanted


@pytest.mark.parametrize("side", ["left", "right"])
def test_pelvis_tilted_throughout_adds_no_range(side: str) -> None:
    level, tilted = (only(abduction(30.0, side=side, tilt=tilt)) for tilt in (0.0, 9.0))
    assert tilted.range_deg == pytest.approx(level.range_deg)
    assert tilted.peak_deg == pytest.approx(level.peak_deg)


@pytest.mark.parametrize(("side", "sign"), [("left", 1), ("right", -1)])
def test_pelvis_that_rises_with_the_leg_adds_to_it(side: str, sign: int) -> None:
    clip = abduction(20.0, side=side)
    clip["angles_deg"]["pelvic_tilt"] = [sign * v for v in trapezoid(0.0, 10.0)]
    assert only(clip).peak_deg == pytest.approx(28.0, abs=0.1)
    assert only(clip).full is True


@pytest.mark.parametrize(
    ("which", "fault"), [("right", "knee_bent"), ("left", "standing_knee_bent")]
)
def test_other_knee_has_a_fault_of_its_own(which: str, fault: str) -> None:
    clip = extension(-14.0)
    clip["angles_deg"][f"knee_flexion_{which}"] = trapezoid(3.0, 40.0)
    faults = only(clip).faults
    assert {name for name in ("knee_bent", "standing_knee_bent") if faults[name]} == {fault}


@pytest.mark.parametrize(("trunk", "fault"), [(20.0, "trunk_forward"), (-15.0, "arch")])
def test_threshold_below_is_passed_below(trunk: float, fault: str) -> None:
    faults = only(extension(-14.0, trunk=trunk)).faults
    assert {name for name in ("trunk_forward", "arch") if faults[name]} == {fault}


@pytest.mark.parametrize(
    ("other", "wanted"), [(60.0, None), (90.0, True), (38.0, False), (0.0, True)]
)
def test_leg_sags_by_the_difference_of_the_thighs(other: float, wanted: Answer) -> None:
    hip = trapezoid(48.0, 3.0)
    angles = {
        "hip_flexion_left": hip,
        "thigh_inclination_left": flat(42.0, hip),
        "thigh_inclination_right": flat(other, hip),
    }
    assert only(truth("single_leg_bridge", angles, side="left")).faults["leg_sag"] is wanted


# --- A rule that no exercise has ----------------------------------------------------------------


def squat_with(fault: LevelFault, clip: Mapping[str, Any]) -> Answer:
    """Return the answer about a squat by an exercise with one other fault."""
    exercise = load_exercise("mini_squat").model_copy(update={"fault": (fault,)})
    (effort,) = efforts(exercise, clip)
    return effort.faults[fault.name]


def level(
    *when: Condition, during: Sequence[PhaseName] = ("move", "hold", "return")
) -> LevelFault:
    return LevelFault(
        name="own", grade="minor", say="No.", source="a test", when=when, during=tuple(during)
    )


LEANS: Final = Condition(measure="trunk_inclination", above_deg=40, clear_deg=36)
BENDS: Final = Condition(measure="hip_flexion", above_deg=60, clear_deg=56)


@pytest.mark.parametrize(
    ("begin_s", "phase"), [(2.2, "move"), (5.0, "hold"), (8.2, "return"), (10.5, "rest")]
)
def test_every_phase_is_looked_at_by_itself(begin_s: float, phase: str) -> None:
    clip = put(squat(50.0), LEAN, 60.0, begin_s, 1.4)
    for each in get_args(PhaseName):
        wanted = each == phase != "rest"  # rest belongs to no repetition
        assert squat_with(level(LEANS, during=[each]), clip) is wanted


@pytest.mark.parametrize(("bent_s", "wanted"), [((5, 2), True), ((6.5, 1), False), (None, False)])
def test_two_conditions_must_be_there_at_once(
    bent_s: tuple[float, float] | None, wanted: Answer
) -> None:
    """The trunk leans from 5 to 6 s; before and after it is upright."""
    clip = put(squat(50.0), LEAN, 60.0, 5, 1)
    if bent_s is not None:
        put(clip, "hip_flexion_right", 90.0, *bent_s)
    assert squat_with(level(LEANS, BENDS), clip) is wanted
    assert squat_with(level(LEANS), clip) is True


# --- Properties --------------------------------------------------------------------------------


@given(st.floats(-60, 60), st.floats(0.1, 20))
def test_further_past_a_threshold_is_never_less_wrong(trunk: float, more: float) -> None:
    order = (False, None, True)
    mild, strong = (
        order.index(only(squat(50.0, trunk=lean)).faults["trunk_forward"])
        for lean in (trunk, trunk + more)
    )
    assert mild <= strong


@given(st.floats(5, 100), st.sampled_from(["full", "partial"]))
def test_every_rule_has_an_answer(peak: float, kind: str) -> None:
    exercise = load_exercise("mini_squat")
    effort = only(squat(peak, kind=kind))
    assert set(effort.faults) == {fault.name for fault in exercise.fault}
    assert set(effort.limits) == {limit.name for limit in exercise.limit}
    assert {*effort.faults.values(), *effort.limits.values()} <= {True, False, None}
    assert effort.range_deg >= 0
    assert 0 <= effort.hold_s <= effort.end_s - effort.start_s + 2 / FPS
