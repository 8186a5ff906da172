"""Expectations of a clip follow from its true angles alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.true_angles import (
    CORNERS,
    FPS,
    HOLD_S,
    bridge,
    extension,
    flat,
    squat,
    trapezoid,
    truth,
)

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


def only(clip: Mapping[str, Any]) -> Effort:
    """Return the one effort of a truth."""
    (effort,) = efforts(load_exercise(clip["exercise"]), clip)
    return effort


def put(
    clip: dict[str, Any], angle: str, value: float, begin_s: float, lasts_s: float
) -> dict[str, Any]:
    """Set an angle of a clip for a time."""
    begin, frames = round(begin_s * FPS), round(lasts_s * FPS)
    clip["angles_deg"][angle][begin : begin + frames] = [value] * frames
    return clip


def half_kneeling(
    *, thigh: Sequence[float] | None = None, trunk: float = 0.0, hold_s: float = 8.0
) -> dict[str, Any]:
    """Return a hip flexor stretch from 2 to -14 degrees."""
    hip = trapezoid(2.0, -14.0, hold_s=hold_s)
    angles = {
        "hip_flexion_right": hip,
        "trunk_inclination": flat(trunk, hip),
        "thigh_inclination_right": hip if thigh is None else thigh,
    }
    return truth("hip_flexor_stretch", angles, hold_s=hold_s, holds=True)


def abduction(
    peak: float, *, side: str = "right", lean: float = 0.0, tilt: float = 0.0
) -> dict[str, Any]:
    """Return a leg out to the side from 2 degrees; the trunk leans (+ to the left) throughout."""
    leg = trapezoid(2.0, peak)
    angles = {
        f"hip_abduction_{side}": leg,
        "pelvic_tilt": flat(tilt, leg),
        "trunk_lateral_lean": flat(lean, leg),
    }
    return truth("standing_hip_abduction", angles, side=side)


# --- Numbers -----------------------------------------------------------------------------------


def test_peak_range_and_hold_come_from_the_angle() -> None:
    effort = only(squat(50.0))
    assert effort.peak_deg == pytest.approx(50.0)
    assert effort.range_deg == pytest.approx(47.0, abs=0.1)
    # Past 30 degrees: the whole hold, and 20 of the 47 degrees on the way there and back.
    assert effort.hold_s == pytest.approx(HOLD_S + 2 * 2.0 * 20 / 47, abs=2 / FPS)
    assert (effort.start_s, effort.top_s, effort.leave_s, effort.end_s) == (2.0, 4.0, 8.0, 10.0)


def test_hold_is_measured_past_the_target() -> None:
    slow = only(bridge(3.0, hold_s=2.5))
    assert slow.hold_s == pytest.approx(2.5 + 2 * 2.0 * 7 / 45, abs=2 / FPS)


@pytest.mark.parametrize(
    ("clip", "peak_deg", "range_deg"),
    [
        pytest.param(bridge(3.0), 3.0, 45.0, id="a movement downwards peaks at the bottom"),
        pytest.param(extension(-12.0, rest=4.0), -16.0, 16.0, id="a baseline is the zero"),
        pytest.param(extension(-10.0, rest=8.0), -18.0, 18.0, id="wherever it is"),
    ],
)
def test_peak_and_range(clip: dict[str, Any], peak_deg: float, range_deg: float) -> None:
    assert only(clip).peak_deg == pytest.approx(peak_deg, abs=0.1)
    assert only(clip).range_deg == pytest.approx(range_deg, abs=0.1)


def test_without_a_baseline_the_angle_is_taken_as_it_is() -> None:
    clip = squat(50.0)
    clip["angles_deg"]["knee_flexion_right"] = trapezoid(12.0, 50.0)
    assert only(clip).peak_deg == pytest.approx(50.0)
    assert only(clip).range_deg == pytest.approx(38.0, abs=0.1)


@given(rest=st.floats(-8, 12))
def test_with_a_baseline_the_start_makes_no_difference(rest: float) -> None:
    effort = only(extension(rest - 14.0, rest=rest))
    assert effort.peak_deg == pytest.approx(-14.0, abs=0.2)
    assert effort.full is True
    assert effort.limits["too_far"] is None
    assert only(extension(rest - 28.5, rest=rest)).limits["too_far"] is True


def test_each_effort_starts_from_where_it_began() -> None:
    """The second of two starts from 4 degrees further: both are 14 degrees long."""
    clip = extension(-12.0)
    (first,) = clip["reps"]
    shift_s = len(clip["angles_deg"]["hip_flexion_right"]) / FPS
    later = {key: first[key] + shift_s for key in CORNERS}
    clip["reps"] = [first, first | {"number": 2} | later]
    clip["frames"] *= 2
    for name, series in clip["angles_deg"].items():
        higher = 4.0 if name == "hip_flexion_right" else 0.0
        clip["angles_deg"][name] = series + [value + higher for value in series]
    one, two = efforts(load_exercise("standing_hip_extension"), clip)
    assert (one.number, two.number) == (1, 2)
    assert one.peak_deg == pytest.approx(two.peak_deg)
    assert one.range_deg == pytest.approx(two.range_deg)


def test_idle_clip_has_no_efforts() -> None:
    assert efforts(load_exercise("mini_squat"), squat(50.0) | {"reps": []}) == ()


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
        (31.0, "partial", None),
        (50.0, "partial", None),
    ],
)
def test_repetition_is_complete_if_meant_to_be_and_past_its_target(
    peak: float, kind: str, full: Answer
) -> None:
    assert only(squat(peak, kind=kind)).full is full


@given(st.floats(5, 100))
def test_partial_repetition_is_never_complete(peak: float) -> None:
    assert only(squat(peak, kind="partial")).full is not True


@pytest.mark.parametrize(("thigh", "full"), [(-14.0, True), (-4.0, None), (2.0, False)])
def test_other_conditions_of_the_target_count_too(thigh: float, full: Answer) -> None:
    effort = only(half_kneeling(thigh=trapezoid(2.0, thigh, hold_s=8.0)))
    assert effort.full is full
    assert effort.faults["short_hold"] is True  # 30 s are prescribed


def test_other_conditions_of_the_target_must_hold_most_of_the_time() -> None:
    clip = half_kneeling(thigh=flat(2.0, trapezoid(2.0, -14.0, hold_s=8.0)))
    assert only(put(clip, "thigh_inclination_right", -14.0, 7, 2)).full is False


@pytest.mark.parametrize(("swing", "full"), [(-14.0, True), (-6.0, None), (0.0, False)])
def test_swing_counts_from_the_thigh_before(swing: float, full: Answer) -> None:
    clip = extension(-14.0)
    hip, thigh = trapezoid(2.0, -14.0), trapezoid(6.0, 6.0 + swing)
    clip["angles_deg"]["trunk_inclination"] = [h - t for h, t in zip(hip, thigh, strict=True)]
    clip["angles_deg"]["thigh_inclination_right"] = thigh
    assert only(clip).full is full


# --- Faults ------------------------------------------------------------------------------------

LEAN = "trunk_inclination"


@pytest.mark.parametrize(
    ("clip", "fault", "wanted"),
    [
        (squat(50.0, trunk=40.0 + MARGIN_DEG + 0.5), "trunk_forward", True),
        (squat(50.0, trunk=41.0), "trunk_forward", None),
        (squat(50.0, trunk=39.0), "trunk_forward", None),
        (squat(50.0, trunk=40.0 - MARGIN_DEG - 0.5), "trunk_forward", False),
        (squat(50.0, trunk=0.0), "trunk_forward", False),
        # Outside the repetition, too shortly, long enough: the rule asks for 0.3 s.
        (put(squat(50.0), LEAN, 70.0, 0, 1.9), "trunk_forward", False),
        (put(squat(50.0), LEAN, 60.0, 5, 0.2), "trunk_forward", None),
        (put(squat(50.0), LEAN, 60.0, 5, 1.0), "trunk_forward", True),
        # Feet too far away are looked for in the hold alone.
        (put(bridge(3.0), "knee_flexion_right", 40.0, 2, 2), "feet_far", False),
        (put(bridge(3.0), "knee_flexion_right", 40.0, 4, 2), "feet_far", True),
        # The knee of a leg lift may be bent for 0.4 s; 0.6 s are clear.
        (put(extension(-14.0), "knee_flexion_right", 50.0, 5, 0.2), "knee_bent", None),
        (put(extension(-14.0), "knee_flexion_right", 50.0, 5, 0.4), "knee_bent", None),
        (put(extension(-14.0), "knee_flexion_right", 50.0, 5, 0.8), "knee_bent", True),
        # Tempo, hold and far end.
        (squat(50.0, peak_s=2.0 + 1.0 * (1 - MARGIN_SHARE) - 0.01), "quick_down", True),
        (squat(50.0, peak_s=2.9), "quick_down", None),
        (squat(50.0, peak_s=3.1), "quick_down", None),
        (squat(50.0, peak_s=2.0 + 1.0 * (1 + MARGIN_SHARE) + 0.01), "quick_down", False),
        (bridge(3.0, hold_s=1.0), "short_hold", True),
        (bridge(3.0, hold_s=4.2), "short_hold", None),
        (bridge(3.0, hold_s=8.0), "short_hold", False),
        (bridge(25.0), "too_low", True),
        (bridge(21.0), "too_low", None),
        (bridge(3.0), "too_low", False),
        # Without a true angle the performance says whether a fault is there.
        (squat(50.0), "knees_past_toes", False),
        (squat(50.0, faults=["knees_past_toes"]), "knees_past_toes", True),
        # A fault that comes along is not scored.
        (
            squat(50.0, faults=["knees_past_toes"], unclear=["knees_past_toes"]),
            "knees_past_toes",
            None,
        ),
        # Heels are looked at up to some depth only, and have no true angle.
        (squat(50.0), "heels_lift", False),
        (squat(50.0, faults=["heels_lift"]), "heels_lift", True),
    ],
)
def test_fault_needs_a_clear_margin(clip: dict[str, Any], fault: str, wanted: Answer) -> None:
    assert only(clip).faults[fault] is wanted


def test_two_short_times_are_not_one_long_one() -> None:
    clip = extension(-14.0)
    for begin_s in (5, 6, 7):
        put(clip, "knee_flexion_right", 50.0, begin_s, 0.4)
    assert only(clip).faults["knee_bent"] is None


def test_all_conditions_of_a_fault_must_hold_together() -> None:
    leaning = extension(-1.0, trunk=12.0)
    leaning["angles_deg"]["thigh_inclination_right"] = trapezoid(2.0, -14.0)
    leaning["angles_deg"]["hip_flexion_right"] = trapezoid(2.0, 0.0)
    for clip in (leaning, extension(-14.0)):
        assert only(clip).faults["only_leaning"] in {False, None}


@pytest.mark.parametrize(("begin_s", "wanted"), [(2.0, False), (5.0, True), (8.1, False)])
def test_fault_of_the_hold_is_no_fault_on_the_way(begin_s: float, wanted: Answer) -> None:
    """A lean back is looked for in the hold of a stretch, here from 4 to 8 s."""
    clip = half_kneeling(thigh=flat(-14.0, trapezoid(2.0, -14.0)), hold_s=HOLD_S)
    assert only(put(clip, LEAN, -20.0, begin_s, 1.5)).faults["arch_back"] is wanted


@pytest.mark.parametrize(("leave_to_end_s", "wanted"), [(0.5, True), (0.8, None), (1.1, False)])
def test_way_back_has_a_tempo_of_its_own(leave_to_end_s: float, wanted: Answer) -> None:
    clip = squat(50.0)
    clip["reps"][0]["leave_s"] = clip["reps"][0]["end_s"] - leave_to_end_s
    assert only(clip).faults["quick_up"] is wanted
    assert only(clip).faults["quick_down"] is False


def test_fault_belongs_to_its_own_effort() -> None:
    clip = squat(50.0)
    (first,) = clip["reps"]
    clip["reps"] = [first, first | {"number": 2}]
    clip["faults"] = [{"number": 2, "name": "knees_past_toes", "amount": 20.0}]
    clip["unclear"] = [{"number": 1, "name": "trunk_forward"}]
    one, two = efforts(load_exercise("mini_squat"), clip)
    assert (one.faults["knees_past_toes"], two.faults["knees_past_toes"]) == (False, True)
    assert (one.faults["trunk_forward"], two.faults["trunk_forward"]) == (None, False)


def test_fault_that_cannot_be_seen_is_not_expected() -> None:
    """A hiked hip is looked for under an upright trunk only: see the exercise."""
    clip = abduction(30.0, lean=20.0)
    clip["faults"] = [{"number": 1, "name": "hip_hike", "amount": 11.0}]
    assert only(clip).faults["hip_hike"] is not True


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
