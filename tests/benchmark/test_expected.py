"""What is expected of a clip follows from its true angles, and from nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.true_angles import FPS, HOLD_S, bridge, extension, flat, squat, trapezoid, truth

from benchmark.expected import (
    LIMIT_MARGIN_DEG,
    MARGIN_DEG,
    MARGIN_SHARE,
    TARGET_MARGIN_DEG,
    Effort,
    efforts,
    true_series,
)
from formcheck.exercises.conditions import Condition, PhaseName
from formcheck.exercises.fault_kinds import LevelFault
from formcheck.exercises.loader import load_exercise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


Answer: TypeAlias = Literal[True, False] | None
"""Yes, no, or too close to call."""


def only(told: Mapping[str, Any]) -> Effort:
    """The one effort of a truth."""
    (effort,) = efforts(load_exercise(told["exercise"]), told)
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
    assert efforts(load_exercise("mini_squat"), told) == ()


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


def test_what_the_target_asks_for_besides_must_be_there_most_of_the_time() -> None:
    hip = trapezoid(2.0, -14.0, hold_s=8.0)
    thigh = flat(2.0, hip)
    thigh[7 * FPS : 9 * FPS] = [-14.0] * (2 * FPS)
    angles = {
        "hip_flexion_right": hip,
        "trunk_inclination": flat(0.0, hip),
        "thigh_inclination_right": thigh,
    }
    assert only(truth("hip_flexor_stretch", angles, hold_s=8.0, holds=True)).full is False


@pytest.mark.parametrize(("swing", "full"), [(-14.0, True), (-6.0, None), (0.0, False)])
def test_a_swing_is_told_from_where_the_thigh_hung_before(swing: float, full: Answer) -> None:
    hip = trapezoid(2.0, -14.0)
    thigh = trapezoid(6.0, 6.0 + swing)
    angles = {
        "hip_flexion_right": hip,
        "trunk_inclination": [h - t for h, t in zip(hip, thigh, strict=True)],
        "thigh_inclination_right": thigh,
        "knee_flexion_right": flat(5.0, hip),
    }
    assert only(truth("standing_hip_extension", angles)).full is full


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


def test_a_fault_that_is_half_known_is_there_if_it_was_put_in() -> None:
    """Heels that rise are told up to some depth only, and heels have no true angle."""
    assert only(squat(50.0)).faults["heels_lift"] is False
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


# --- Sides, signs and both directions ----------------------------------------------------------


def abduction(
    peak: float, *, side: str = "right", lean: float = 0.0, tilt: float = 0.0
) -> dict[str, Any]:
    """A leg out to the side from 2 degrees, the trunk leaning (+ to the left) all the while."""
    leg = trapezoid(2.0, peak)
    angles = {
        f"hip_abduction_{side}": leg,
        "pelvic_tilt": flat(tilt, leg),
        "trunk_lateral_lean": flat(lean, leg),
    }
    return truth("standing_hip_abduction", angles, side=side)


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize(
    ("lean", "wanted"), [(8 + MARGIN_DEG + 0.5, True), (8.0, None), (8 - MARGIN_DEG - 0.5, False)]
)
@pytest.mark.parametrize("sign", [1, -1])
def test_a_lean_to_either_side_is_a_lean(
    side: str, lean: float, wanted: Answer, sign: int
) -> None:
    assert only(abduction(30.0, side=side, lean=sign * lean)).faults["trunk_lean"] is wanted


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_pelvis_that_is_tilted_all_along_is_no_range(side: str) -> None:
    """A change from the start: only what moves counts."""
    level, tilted = (only(abduction(30.0, side=side, tilt=tilt)) for tilt in (0.0, 9.0))
    assert tilted.range_deg == pytest.approx(level.range_deg)
    assert tilted.peak_deg == pytest.approx(level.peak_deg)


@pytest.mark.parametrize(("side", "sign"), [("left", 1), ("right", -1)])
def test_a_pelvis_that_goes_up_with_the_leg_takes_it_out(side: str, sign: int) -> None:
    told = abduction(20.0, side=side)
    told["angles_deg"]["pelvic_tilt"] = [sign * v for v in trapezoid(0.0, 10.0)]
    effort = only(told)
    assert effort.peak_deg == pytest.approx(28.0, abs=0.1)
    assert effort.full is True


@pytest.mark.parametrize(
    "side",
    [
        "right",
        "left",
    ],
)
def test_a_sideways_lean_is_measured_away_from_the_working_leg(side: str) -> None:
    """The truth tells it + to the person's left, formcheck + away from the working leg."""
    away = 1.0 if side == "right" else -1.0
    series = true_series(
        {"angles_deg": {"trunk_lateral_lean": [10.0 * away]}}, "trunk_lateral_lean", side
    )
    assert series is not None
    assert series.tolist() == [10.0]


@pytest.mark.parametrize(
    ("which", "fault"), [("right", "knee_bent"), ("left", "standing_knee_bent")]
)
def test_the_other_knee_has_a_fault_of_its_own(which: str, fault: str) -> None:
    told = extension(-14.0)
    told["angles_deg"][f"knee_flexion_{which}"] = trapezoid(3.0, 40.0)
    faults = only(told).faults
    assert {name for name in ("knee_bent", "standing_knee_bent") if faults[name]} == {fault}


@pytest.mark.parametrize(("trunk", "fault"), [(20.0, "trunk_forward"), (-15.0, "arch")])
def test_a_threshold_below_is_passed_below(trunk: float, fault: str) -> None:
    faults = only(extension(-14.0, trunk=trunk)).faults
    assert {name for name in ("trunk_forward", "arch") if faults[name]} == {fault}


def test_a_leg_sags_or_is_too_high_by_the_difference_of_the_thighs() -> None:
    for other, wanted in ((60.0, None), (90.0, True), (38.0, False), (0.0, True)):
        hip = trapezoid(48.0, 3.0)
        angles = {
            "hip_flexion_left": hip,
            "thigh_inclination_left": flat(42.0, hip),
            "thigh_inclination_right": flat(other, hip),
        }
        assert only(truth("single_leg_bridge", angles, side="left")).faults["leg_sag"] is wanted


# --- Baseline ----------------------------------------------------------------------------------


@given(rest=st.floats(-8, 12))
def test_where_somebody_starts_makes_no_difference_with_a_baseline(rest: float) -> None:
    effort = only(extension(rest - 14.0, rest=rest))
    assert effort.peak_deg == pytest.approx(-14.0, abs=0.2)
    assert effort.full is True
    assert effort.limits["too_far"] is None
    assert only(extension(rest - 28.5, rest=rest)).limits["too_far"] is True


def test_without_a_baseline_the_angle_is_taken_as_it_is() -> None:
    told = squat(50.0)
    knee = trapezoid(12.0, 50.0)
    told["angles_deg"]["knee_flexion_right"] = knee
    effort = only(told)
    assert effort.peak_deg == pytest.approx(50.0)
    assert effort.range_deg == pytest.approx(38.0, abs=0.1)


def test_each_effort_starts_from_where_it_began() -> None:
    """Two in a row, the second one from 4 degrees further: both are 14 degrees long."""
    told = extension(-12.0)
    (first,) = told["reps"]
    shift_s = len(told["angles_deg"]["hip_flexion_right"]) / FPS
    keys = ("start_s", "peak_s", "leave_s", "end_s")
    second = first | {"number": 2} | {key: first[key] + shift_s for key in keys}
    told["reps"] = [first, second]
    told["frames"] *= 2
    for name, series in told["angles_deg"].items():
        higher = 4.0 if name == "hip_flexion_right" else 0.0
        told["angles_deg"][name] = series + [value + higher for value in series]
    told["faults"] = [{"number": 2, "name": "short_hold", "amount": 0.0}]
    one, two = efforts(load_exercise("standing_hip_extension"), told)
    assert (one.number, two.number) == (1, 2)
    assert one.peak_deg == pytest.approx(two.peak_deg)
    assert one.range_deg == pytest.approx(two.range_deg)


def test_a_fault_is_put_into_one_effort_and_not_into_its_neighbours() -> None:
    told = squat(50.0)
    (first,) = told["reps"]
    told["reps"] = [first, first | {"number": 2}]
    told["faults"] = [{"number": 2, "name": "knees_past_toes", "amount": 20.0}]
    told["unclear"] = [{"number": 1, "name": "trunk_forward"}]
    one, two = efforts(load_exercise("mini_squat"), told)
    assert (one.faults["knees_past_toes"], two.faults["knees_past_toes"]) == (False, True)
    assert (one.faults["trunk_forward"], two.faults["trunk_forward"]) == (None, False)


# --- Time --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lasts_s", "wanted"), [(0.2, None), (0.4, None), (0.8, True)])
def test_what_is_past_a_threshold_must_last_longer_than_is_asked(
    lasts_s: float, wanted: Answer
) -> None:
    """The knee of a leg lift may be bent for 0.4 s; 0.6 s are clear."""
    told = extension(-14.0)
    knee = told["angles_deg"]["knee_flexion_right"]
    frames = round(lasts_s * FPS)
    knee[5 * FPS : 5 * FPS + frames] = [50.0] * frames
    assert only(told).faults["knee_bent"] is wanted


def test_two_short_times_are_not_one_long_one() -> None:
    told = extension(-14.0)
    knee = told["angles_deg"]["knee_flexion_right"]
    for begin_s in (5, 6, 7):
        knee[begin_s * FPS : begin_s * FPS + 8] = [50.0] * 8  # 0.4 s each
    assert only(told).faults["knee_bent"] is None


@pytest.mark.parametrize(("begin_s", "wanted"), [(2.0, False), (5.0, True), (8.1, False)])
def test_a_fault_of_the_hold_is_no_fault_on_the_way(begin_s: float, wanted: Answer) -> None:
    """Leaning back is asked for in the hold of a stretch, which lasts from 4 to 8 s."""
    hip = trapezoid(2.0, -14.0)
    trunk = flat(0.0, hip)
    begin = round(begin_s * FPS)
    trunk[begin : begin + 30] = [-20.0] * 30
    angles = {
        "hip_flexion_right": hip,
        "trunk_inclination": trunk,
        "thigh_inclination_right": flat(-14.0, hip),
    }
    told = truth("hip_flexor_stretch", angles, holds=True)
    assert only(told).faults["arch_back"] is wanted


@pytest.mark.parametrize(("leave_to_end_s", "wanted"), [(0.5, True), (0.8, None), (1.1, False)])
def test_the_way_back_has_a_tempo_of_its_own(leave_to_end_s: float, wanted: Answer) -> None:
    told = squat(50.0)
    told["reps"][0]["leave_s"] = told["reps"][0]["end_s"] - leave_to_end_s
    faults = only(told).faults
    assert faults["quick_up"] is wanted
    assert faults["quick_down"] is False


def test_a_hold_is_measured_past_the_target_and_not_as_it_was_meant() -> None:
    """Half the prescription was meant, and the ways there and back make up for the rest."""
    slow = only(bridge(3.0, hold_s=2.5))
    assert slow.hold_s == pytest.approx(2.5 + 2 * 2.0 * 7 / 45, abs=2 / FPS)


# --- Rules of one's own ------------------------------------------------------------------------


def squat_with(fault: LevelFault, told: Mapping[str, Any]) -> Answer:
    """What is to be said of a squat by an exercise with one fault of one's own."""
    exercise = load_exercise("mini_squat").model_copy(update={"fault": (fault,)})
    (effort,) = efforts(exercise, told)
    return effort.faults[fault.name]


def level(
    *when: Condition, during: Sequence[PhaseName] = ("move", "hold", "return")
) -> LevelFault:
    return LevelFault(
        name="own", severity="warn", say="No.", source="a test", when=when, during=tuple(during)
    )


LEANS: Final = Condition(measure="trunk_inclination", above_deg=40, clear_deg=36)
BENDS: Final = Condition(measure="hip_flexion", above_deg=60, clear_deg=56)


@pytest.mark.parametrize(
    ("begin_s", "phase"), [(2.2, "move"), (5.0, "hold"), (8.2, "return"), (10.5, "rest")]
)
def test_every_phase_is_looked_at_by_itself(begin_s: float, phase: str) -> None:
    told = squat(50.0)
    begin = round(begin_s * FPS)
    trunk = told["angles_deg"]["trunk_inclination"]
    trunk[begin : begin + 28] = [60.0] * 28
    for each in get_args(PhaseName):
        # Rest is nobody's repetition.
        wanted = each == phase != "rest"
        assert squat_with(level(LEANS, during=[each]), told) is wanted


@pytest.mark.parametrize(
    ("bent_s", "wanted"), [((5.0, 7.0), True), ((6.5, 7.5), False), (None, False)]
)
def test_two_conditions_must_be_there_at_once(
    bent_s: tuple[float, float] | None, wanted: Answer
) -> None:
    """The trunk leans from 5 to 6 s; before and after it is upright."""
    told = squat(50.0)
    told["angles_deg"]["trunk_inclination"][5 * FPS : 6 * FPS] = [60.0] * FPS
    if bent_s is not None:
        begin, end = (round(each_s * FPS) for each_s in bent_s)
        told["angles_deg"]["hip_flexion_right"][begin:end] = [90.0] * (end - begin)
    assert squat_with(level(LEANS, BENDS), told) is wanted
    assert squat_with(level(LEANS), told) is True


# --- Properties --------------------------------------------------------------------------------


@given(st.floats(-60, 60), st.floats(0.1, 20))
def test_further_past_a_threshold_is_never_less_wrong(trunk: float, more: float) -> None:
    """False, then too close to call, then True."""
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


@given(st.floats(5, 100))
def test_what_was_not_meant_to_be_complete_is_never_missed(peak: float) -> None:
    assert only(squat(peak, kind="partial")).full is not True


# --- Close calls -------------------------------------------------------------------------------


def test_a_limit_too_must_last_as_long_as_it_asks() -> None:
    told = squat(50.0)
    told["angles_deg"]["knee_flexion_right"][5 * FPS] = 85.0  # 0.05 s, and it asks for 0.3
    assert only(told).limits["too_deep"] is None


def test_a_partial_one_that_got_to_its_target_is_too_close_to_call() -> None:
    assert only(squat(31.0, kind="partial")).full is None


def test_what_was_not_put_in_is_not_expected_though_half_of_it_is_there() -> None:
    """Every squat goes by way of where heels may rise, and no heel rose."""
    assert only(squat(50.0)).faults["heels_lift"] is False


def test_what_was_put_in_is_not_expected_where_it_cannot_be_told() -> None:
    """A hip that is hiked is told of an upright trunk only: see the exercise."""
    told = abduction(30.0, lean=20.0)
    told["faults"] = [{"number": 1, "name": "hip_hike", "amount": 11.0}]
    assert only(told).faults["hip_hike"] is not True
