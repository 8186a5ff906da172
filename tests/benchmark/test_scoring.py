"""A report against the truth: matched in time, counted once, wrong where it is wrong."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from performer import perform, plan_for
from true_angles import bridge, extension, squat

from benchmark.scoring import Judged, Judgement, Score, Subject, judge, score
from formcheck.coach.library import load
from formcheck.coach.report import (
    Counts,
    LimitExceeded,
    PartialRepetition,
    Provenance,
    Rep,
    SetReport,
    ViewSeen,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
    return score(load(truth["exercise"]), truth, Judgement(report, paused_s or {}), SUBJECT)


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
    weak = {fault.name for fault in load("standing_hip_extension").fault if fault.seen == "weak"}
    assert {row.rule for row in found.faults if row.weak} == weak & set(outcomes(found.faults))


@pytest.mark.parametrize(
    ("peak", "time_s", "outcome"),
    [
        (-25.0, 6.0, "hit"),
        (-25.0, None, "miss"),
        (-25.0, 30.0, "miss"),
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
    exercise = load(name)
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


def test_why_nothing_was_judged_is_listened_to() -> None:
    bridge_poses = perform(load("double_leg_bridge"), plan=plan_for(load("double_leg_bridge")))
    judgement = judge(load("mini_squat"), bridge_poses)
    assert judgement.paused_s["position"] == pytest.approx(bridge_poses[-1].time_s, abs=0.1)
    assert judgement.seen_s == 0.0
