"""A report against the truth: matched in time, counted once, wrong where it is wrong."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.performer import Camera, perform, plan_for
from support.true_angles import bridge, extension, squat

from benchmark.scoring import Judged, Judgement, Score, Subject, judge, score
from formcheck.assessment.report import (
    Counts,
    LimitExceeded,
    PartialRepetition,
    Provenance,
    Rep,
    SetReport,
    ViewSeen,
)
from formcheck.exercises.loader import load_exercise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from formcheck.pose.joints import Side

SUBJECT = Subject("clip", "tune", "", "mini_squat", "full")
GOOD = Rep(
    number=1,
    side="right",
    start_s=2.0,
    peak_s=6.0,
    end_s=10.0,
    peak_deg=51.0,
    range_deg=45.0,
    hold_s=5.9,
    out_s=2.0,
    back_s=2.0,
    good=True,
    faults=(),
)
HALF = PartialRepetition("right", 2.0, 6.0, 10.0, 24.0, 20.0, ())


def told(
    reps: Sequence[Rep] = (),
    partial: Sequence[PartialRepetition] = (),
    limits: Sequence[LimitExceeded] = (),
    *,
    advice: str = "All were good.",
) -> SetReport:
    """A report of what was found."""
    return SetReport(
        exercise="mini_squat",
        title="Mini squat",
        verdict="good",
        duration_s=12.0,
        counts=Counts(total=len(reps), partial=len(partial)),
        reps=tuple(reps),
        partial_reps=tuple(partial),
        holds=(),
        limits=tuple(limits),
        advice=(advice,),
        cannot_see=(),
        seen_fraction=1.0,
        view=ViewSeen(),
        provenance=Provenance(),
    )


def scored(
    truth: Mapping[str, Any], report: SetReport, paused_s: dict[str, float] | None = None
) -> Score:
    return score(
        load_exercise(truth["exercise"]), truth, Judgement(report, paused_s or {}), SUBJECT
    )


def outcomes(rows: Sequence[Judged]) -> dict[str, str]:
    return {row.rule: row.outcome for row in rows}


# --- Counts ------------------------------------------------------------------------------------


def test_a_repetition_that_was_found_is_exact() -> None:
    found = scored(squat(50.0), told([GOOD]))
    assert (found.full, found.counted, found.missed, found.off_by) == (1, 1, 0, 0)
    assert found.exact
    assert not found.silent


def test_a_repetition_that_was_missed_is_not() -> None:
    found = scored(squat(50.0), told())
    assert (found.full, found.counted, found.missed, found.off_by) == (1, 0, 1, 1)
    assert not found.exact
    assert found.silent


def test_one_too_many_is_not_exact() -> None:
    later = replace(GOOD, number=2, peak_s=30.0)
    found = scored(squat(50.0), told([GOOD, later]))
    assert not found.exact
    assert found.off_by == 1


def test_the_right_number_at_the_wrong_time_is_not_exact() -> None:
    found = scored(squat(50.0), told([replace(GOOD, peak_s=40.0)]))
    assert found.counted == found.full
    assert found.missed == 1
    assert not found.exact


@pytest.mark.parametrize("reps", [[], [GOOD]])
def test_what_is_too_close_to_call_may_be_counted_or_not(reps: list[Rep]) -> None:
    found = scored(squat(31.0), told(reps))
    assert (found.full, found.unclear) == (0, 1)
    assert found.exact
    assert found.off_by == 0


def test_a_partial_one_is_to_be_told_and_not_counted() -> None:
    truth = squat(25.0, kind="partial")
    right = scored(truth, told(partial=[HALF]))
    assert (right.partial, right.partial_told, right.partial_counted) == (1, 1, 0)
    assert right.exact
    silent = scored(truth, told())
    assert silent.exact
    assert silent.partial_told == 0
    wrong = scored(truth, told([GOOD]))
    assert wrong.partial_counted == 1
    assert not wrong.exact


# --- Errors ------------------------------------------------------------------------------------


def test_errors_have_a_sign() -> None:
    found = scored(squat(50.0), told([GOOD]))
    assert list(found.peak_error_deg) == [pytest.approx(1.0)]
    assert list(found.range_error_deg) == [pytest.approx(-2.0, abs=0.1)]
    assert list(found.hold_error_s) == [pytest.approx(5.9 - (4 + 4 * 20 / 47), abs=0.1)]


def test_an_unknown_range_is_no_error() -> None:
    found = scored(squat(50.0), told([replace(GOOD, range_deg=math.nan)]))
    assert found.range_error_deg == ()
    assert len(found.peak_error_deg) == 1


def test_what_is_too_close_to_call_has_no_errors() -> None:
    found = scored(squat(31.0), told([GOOD]))
    assert found.peak_error_deg == found.range_error_deg == found.hold_error_s == ()
    assert found.faults == ()


# --- Faults and limits -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("trunk", "said", "outcome"),
    [
        (50.0, ("trunk_forward",), "hit"),
        (50.0, (), "miss"),
        (10.0, ("trunk_forward",), "false alarm"),
        (10.0, (), "rightly silent"),
    ],
)
def test_a_fault_is_judged(trunk: float, said: tuple[str, ...], outcome: str) -> None:
    found = scored(squat(50.0, trunk=trunk), told([replace(GOOD, faults=said)]))
    assert outcomes(found.faults)["trunk_forward"] == outcome


def test_a_fault_that_is_too_close_to_call_is_not_judged() -> None:
    found = scored(squat(50.0, trunk=40.0), told([GOOD]))
    assert "trunk_forward" not in outcomes(found.faults)


def test_weak_signs_are_told_apart() -> None:
    truth = extension(-14.0) | {"exercise": "standing_hip_extension"}
    found = scored(truth, told([GOOD]))
    weak = {
        fault.name
        for fault in load_exercise("standing_hip_extension").fault
        if fault.seen == "weak"
    }
    assert {row.rule for row in found.faults if row.weak} == weak & set(outcomes(found.faults))


@pytest.mark.parametrize(
    ("peak", "time_s", "outcome"),
    [
        (-25.0, 6.0, "hit"),
        (-25.0, None, "miss"),
        (0.0, 6.0, "false alarm"),
        (0.0, None, "rightly silent"),
    ],
)
def test_a_limit_is_judged_where_it_happened(
    peak: float, time_s: float | None, outcome: str
) -> None:
    limits = (
        [] if time_s is None else [LimitExceeded("too_high", "both", "warn", time_s, peak - 1)]
    )
    found = scored(bridge(peak), told([GOOD], limits=limits))
    assert outcomes(found.limits)["too_high"] == outcome


def test_a_limit_that_is_told_at_another_time_is_missed_and_a_false_alarm() -> None:
    late = LimitExceeded("too_high", "both", "warn", 30.0, -26.0)
    found = scored(bridge(-25.0), told([GOOD], limits=[late]))
    assert [row.outcome for row in found.limits] == ["miss", "false alarm"]


# --- View --------------------------------------------------------------------------------------


def test_a_wrong_view_that_is_told_is_told() -> None:
    say = "«Mini squat» could not be judged. The view is wrong: turn."
    found = scored(squat(50.0), told(advice=say), {"view": 9.0, "side": 1.0, "hidden": 2.0})
    assert found.view_told
    assert found.silent
    assert found.wrong_view_s == pytest.approx(10.0)
    assert not scored(squat(50.0), told()).view_told


# --- End to end --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["mini_squat", "double_leg_bridge"])
def test_a_performed_set_is_scored_as_it_was_performed(name: str) -> None:
    exercise = load_exercise(name)
    plan = plan_for(exercise, reps=1, rest_s=2.0)
    poses = perform(exercise, plan=plan)
    judgement = judge(exercise, poses)
    true = {"mini_squat": "knee_flexion", "double_leg_bridge": "hip_flexion"}[name]
    angles = {f"{true}_right": [plan.at(pose.time_s)[0] for pose in poses]}
    if name == "double_leg_bridge":
        angles["knee_flexion_right"] = [85.0] * len(poses)
    else:
        angles["hip_flexion_right"] = [20.0] * len(poses)
        angles["trunk_inclination"] = [10.0] * len(poses)
    truth = {
        "exercise": name,
        "fps": 30,
        "frames": len(poses),
        "reps": [
            {
                "number": 1,
                "side": "right",
                "kind": "full",
                "start_s": 2.0,
                "peak_s": 2.0 + plan.out_s,
                "leave_s": 2.0 + plan.out_s + plan.hold_s,
                "end_s": 2.0 + plan.out_s + plan.hold_s + plan.back_s,
            }
        ],
        "holds": [],
        "faults": [],
        "unclear": [],
        "angles_deg": angles,
    }
    found = score(exercise, truth, judgement, SUBJECT)
    assert found.exact
    assert found.full == found.counted == 1
    assert list(found.range_error_deg) == [pytest.approx(0.0, abs=1.0)]
    assert list(found.hold_error_s) == [pytest.approx(0.0, abs=0.15)]
    assert not [row for row in (*found.faults, *found.limits) if row.outcome == "false alarm"]
    assert judgement.seen_s == pytest.approx(poses[-1].time_s, abs=0.1)
    assert judgement.paused_s == {}


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_leaning_set_with_a_partial_one_is_scored_as_it_was_performed(side: Side) -> None:
    exercise = load_exercise("standing_hip_abduction")
    plan = plan_for(exercise, reps=2, rest_s=2.0, peak_deg=(30.0, 15.0))
    poses = perform(exercise, side=side, plan=plan, tweaks={"lean": 20.0})
    done = [plan.at(pose.time_s) for pose in poses]
    starts_s = [number * plan.rep_s + plan.rest_s for number in range(2)]
    truth = {
        "exercise": exercise.name,
        "fps": 30,
        "frames": len(poses),
        "reps": [
            {
                "number": number,
                "side": side,
                "kind": kind,
                "start_s": start_s,
                "peak_s": start_s + plan.out_s,
                "leave_s": start_s + plan.out_s + plan.hold_s,
                "end_s": start_s + plan.out_s + plan.hold_s + plan.back_s,
            }
            for number, kind, start_s in zip((1, 2), ("full", "partial"), starts_s, strict=True)
        ],
        "holds": [],
        "faults": [],
        "unclear": [],
        "angles_deg": {
            f"hip_abduction_{side}": [main for main, _ in done],
            "pelvic_tilt": [0.0] * len(done),
            "trunk_lateral_lean": [20.0 * share for _, share in done],
        },
    }
    found = score(exercise, truth, judge(exercise, poses), SUBJECT)
    assert found.exact
    assert (found.full, found.counted, found.partial, found.partial_told) == (1, 1, 1, 1)
    assert list(found.range_error_deg) == [pytest.approx(0.0, abs=1.0)]
    assert list(found.hold_error_s) == [pytest.approx(0.0, abs=0.15)]
    said = outcomes(found.faults)
    assert said["trunk_lean"] == said["trunk_lean_far"] == "hit"
    assert said["quick_lift"] == said["quick_drop"] == "rightly silent"
    assert set(outcomes(found.limits).values()) == {"rightly silent"}


def test_why_nothing_was_judged_is_listened_to() -> None:
    bridge_poses = perform(
        load_exercise("double_leg_bridge"), plan=plan_for(load_exercise("double_leg_bridge"))
    )
    judgement = judge(load_exercise("mini_squat"), bridge_poses)
    assert judgement.paused_s["position"] == pytest.approx(bridge_poses[-1].time_s, abs=0.1)
    assert judgement.seen_s == 0.0


# --- Matching in time --------------------------------------------------------------------------


def several(peaks: Sequence[float], kinds: Sequence[str] | None = None) -> dict[str, Any]:
    """Several squats in a row, 12 s from one to the next, as one truth."""
    parts = [squat(peak) for peak in peaks]
    told = squat(peaks[0])
    told["frames"] = sum(part["frames"] for part in parts)
    told["reps"] = [
        part["reps"][0]
        | {"number": number + 1, "kind": (kinds or ["full"] * len(parts))[number]}
        | {
            key: part["reps"][0][key] + 12.0 * number
            for key in ("start_s", "peak_s", "leave_s", "end_s")
        }
        for number, part in enumerate(parts)
    ]
    told["angles_deg"] = {
        name: [value for part in parts for value in part["angles_deg"][name]]
        for name in told["angles_deg"]
    }
    return told


def at(time_s: float, **changes: Any) -> Rep:  # noqa: ANN401  # any part of a repetition
    return replace(GOOD, peak_s=time_s, **changes)


def test_a_set_that_was_counted_as_it_was_is_exact() -> None:
    found = scored(several([50.0, 45.0, 55.0]), told([at(6.0), at(18.0), at(30.0)]))
    assert (found.full, found.counted, found.missed) == (3, 3, 0)
    assert found.exact
    assert list(found.peak_error_deg) == [
        pytest.approx(51.0 - true, abs=0.01) for true in (50.0, 45.0, 55.0)
    ]


def test_errors_are_those_of_the_repetition_of_that_time() -> None:
    found = scored(several([50.0, 40.0]), told([at(18.0, peak_deg=41.0), at(6.0, peak_deg=52.0)]))
    assert list(found.peak_error_deg) == [pytest.approx(2.0), pytest.approx(1.0)]


@pytest.mark.parametrize(
    ("time_s", "met"), [(1.4, False), (1.6, True), (10.4, True), (10.6, False)]
)
def test_a_repetition_may_be_seen_half_a_second_off(time_s: float, met: bool) -> None:  # noqa: FBT001
    assert scored(squat(50.0), told([at(time_s)])).missed == (0 if met else 1)


def test_one_that_was_missed_is_not_made_up_for_by_one_that_was_counted_twice() -> None:
    found = scored(several([50.0, 50.0]), told([at(5.0), at(7.0)]))
    assert found.counted == found.full == 2
    assert found.off_by == 0
    assert found.missed == 1
    assert not found.exact


def test_one_that_was_counted_twice_is_not_exact() -> None:
    found = scored(squat(50.0), told([at(5.0), at(7.0)]))
    assert (found.missed, found.off_by, found.spurious) == (0, 1, 1)
    assert not found.exact


def test_a_partial_one_that_was_counted_is_not_made_up_for_by_one_that_was_missed() -> None:
    found = scored(several([50.0, 24.0], ["full", "partial"]), told([at(18.0)]))
    assert (found.full, found.counted, found.off_by) == (1, 1, 0)
    assert (found.missed, found.partial_counted) == (1, 1)
    assert not found.exact


def test_a_partial_one_that_was_counted_is_not_excused_by_one_too_close_to_call() -> None:
    truth = several([50.0, 24.0, 31.0], ["full", "partial", "full"])
    assert scored(truth, told([at(6.0), at(30.0)])).exact
    assert not scored(truth, told([at(6.0), at(18.0)])).exact


def test_a_partial_one_is_told_apart_at_its_own_time_only() -> None:
    truth = several([50.0, 24.0], ["full", "partial"])
    there, elsewhere = (replace(HALF, peak_s=time_s) for time_s in (18.0, 6.0))
    assert scored(truth, told([at(6.0)], [there])).partial_told == 1
    assert scored(truth, told([at(6.0)], [elsewhere])).partial_told == 0


def test_a_repetition_where_nobody_moved_is_spurious() -> None:
    found = scored(squat(50.0) | {"reps": []}, told([GOOD]))
    assert (found.full, found.counted, found.off_by, found.spurious) == (0, 1, 1, 1)
    assert not found.exact


@given(
    st.lists(st.sampled_from([24.0, 31.0, 50.0]), min_size=1, max_size=4),
    st.lists(st.floats(0.0, 50.0), max_size=5),
)
def test_counts_add_up_whatever_was_found(peaks: list[float], times_s: list[float]) -> None:
    kinds = ["partial" if peak < 30 else "full" for peak in peaks]
    found = scored(several(peaks, kinds), told([at(time_s) for time_s in times_s]))
    assert found.full + found.unclear + found.partial == len(peaks)
    assert found.counted == len(times_s)
    assert 0 <= found.missed <= found.full
    assert 0 <= found.partial_counted <= found.partial
    assert found.off_by >= 0
    assert not (found.exact and found.off_by)
    unclear = found.counted - found.spurious - found.partial_counted - found.full + found.missed
    assert 0 <= unclear <= found.unclear  # each one counted is one of these, and only one
    assert len(found.peak_error_deg) == found.full - found.missed


# --- Faults of several -------------------------------------------------------------------------


def test_weak_signs_are_marked_and_no_others() -> None:
    exercise = load_exercise("standing_hip_abduction")
    leg = [value - 1.0 for value in squat(31.0)["angles_deg"]["knee_flexion_right"]]
    truth = squat(31.0) | {"exercise": exercise.name}
    truth["angles_deg"] = {"hip_abduction_right": leg, "pelvic_tilt": [0.0] * len(leg)}
    rows = scored(truth, told([GOOD])).faults
    weak = {fault.name for fault in exercise.fault if fault.seen == "weak"}
    judged = {row.rule for row in rows}
    assert judged & weak
    assert judged - weak
    assert {row.rule for row in rows if row.weak} == judged & weak


def test_faults_are_judged_of_complete_ones_that_were_found() -> None:
    truth = several([50.0, 24.0, 50.0], ["full", "partial", "full"])
    found = scored(truth, told([at(6.0, faults=("quick_down",))], [replace(HALF, peak_s=18.0)]))
    rows = [row for row in found.faults if row.rule == "quick_down"]
    assert [row.outcome for row in rows] == ["false alarm"]


def test_a_fault_of_another_repetition_is_no_hit() -> None:
    truth = several([50.0, 50.0])
    trunk = truth["angles_deg"]["trunk_inclination"]
    trunk[len(trunk) // 2 :] = [55.0] * (len(trunk) - len(trunk) // 2)
    reps = [at(6.0, faults=("trunk_forward",)), at(18.0)]
    rows = [row.outcome for row in scored(truth, told(reps)).faults if row.rule == "trunk_forward"]
    assert rows == ["false alarm", "miss"]


def test_limits_are_judged_of_every_movement_counted_or_not() -> None:
    excess = LimitExceeded("too_deep", "both", "warn", 18.0, 85.0)
    found = scored(several([50.0, 85.0]), told([at(6.0)], limits=[excess]))
    rows = [row.outcome for row in found.limits if row.rule == "too_deep"]
    assert rows == ["rightly silent", "hit"]
    assert not any(row.weak for row in found.limits)


def test_another_limit_than_the_right_one_is_both_a_miss_and_a_false_alarm() -> None:
    excess = LimitExceeded("far_too_deep", "both", "stop", 6.0, 85.0)
    found = outcomes(scored(squat(85.0), told([GOOD], limits=[excess])).limits)
    assert found["too_deep"] == "miss"
    assert found["far_too_deep"] == "false alarm"


def test_whoever_told_a_limit_was_not_silent() -> None:
    excess = LimitExceeded("too_deep", "both", "warn", 6.0, 85.0)
    assert not scored(squat(85.0), told(limits=[excess])).silent
    assert not scored(squat(85.0), told(partial=[HALF])).silent


def test_only_what_is_said_first_of_the_view_counts() -> None:
    report = replace(told(), advice=("It was good.", "The view is wrong: turn."))
    assert not scored(squat(50.0), report).view_told


# --- Listening ---------------------------------------------------------------------------------


def test_time_is_told_by_what_was_seen_and_why_it_was_not() -> None:
    exercise = load_exercise("mini_squat")
    plan = plan_for(exercise, reps=1)
    judgement = judge(exercise, perform(exercise, plan=plan, gone=(0.0, 1.0)))
    assert judgement.paused_s["absent"] == pytest.approx(1.0, abs=0.1)
    assert judgement.seen_s == pytest.approx(plan.duration_s - 1.0, abs=0.2)
    nothing = judge(exercise, [])
    assert (nothing.seen_s, nothing.paused_s, nothing.report.counts.total) == (0.0, {}, 0)


def test_a_camera_in_front_is_told_to_be_wrong_and_gives_no_number() -> None:
    exercise = load_exercise("mini_squat")
    poses = perform(exercise, camera=Camera(yaw_deg=90.0))
    found = score(exercise, several([50.0] * 3), judge(exercise, poses), SUBJECT)
    assert found.silent
    assert found.view_told
    assert found.wrong_view_s == pytest.approx(poses[-1].time_s, abs=0.5)
    assert found.seen_s == pytest.approx(0.0, abs=0.5)
    assert (found.missed, found.counted) == (3, 0)


# --- Nothing is excused ------------------------------------------------------------------------


def test_one_counted_twice_is_not_excused_by_one_too_close_to_call() -> None:
    found = scored(several([50.0, 31.0]), told([at(5.0), at(7.0)]))
    assert not found.exact


def test_one_where_nobody_moved_is_not_excused_by_one_too_close_to_call() -> None:
    found = scored(several([50.0, 31.0]), told([at(6.0), at(60.0)]))
    assert not found.exact


def test_an_alarm_while_nobody_moves_is_a_false_one() -> None:
    excess = LimitExceeded("too_deep", "both", "warn", 0.5, 85.0)
    found = scored(squat(50.0), told([GOOD], limits=[excess]))
    assert [row.outcome for row in found.limits if row.rule == "too_deep"].count(
        "false alarm"
    ) == 1
