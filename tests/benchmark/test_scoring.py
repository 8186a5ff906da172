"""Scores compare a report with the truth: matched in time, each effort counted once."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.performer import perform, plan_for
from support.true_angles import CORNERS, bridge, extension, squat, truth_of
from support.watching import turned

from benchmark.scoring import Judged, Judgement, Score, Subject, judge, score
from formcheck.assessment.report import Provenance, SetReport, ViewSeen
from formcheck.assessment.report_types import Counts, LimitExceeded, PartialRepetition, Rep
from formcheck.exercises.loader import load_exercise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from formcheck.pose.joints import Side

SUBJECT = Subject("clip", "tune", "", "mini_squat", "full")
GOOD = Rep(
    number=1, side="right", start_s=2.0, peak_s=6.0, end_s=10.0, peak_deg=51.0, range_deg=45.0,
    hold_s=5.9, out_s=2.0, back_s=2.0, good=True, faults=(),
)  # fmt: skip
HALF = PartialRepetition("right", 2.0, 6.0, 10.0, 24.0, 20.0, ())


def reported(
    reps: Sequence[Rep] = (),
    partial: Sequence[PartialRepetition] = (),
    limits: Sequence[LimitExceeded] = (),
    *,
    advice: str = "All were good.",
) -> SetReport:
    """Return a report of these findings."""
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


def several(peaks: Sequence[float], kinds: Sequence[str] | None = None) -> dict[str, Any]:
    """Return one truth of several squats, 12 s from one to the next."""
    parts = [squat(peak) for peak in peaks]
    truth = squat(peaks[0])
    truth["frames"] = sum(part["frames"] for part in parts)
    truth["reps"] = [
        part["reps"][0]
        | {"number": number + 1, "kind": (kinds or ["full"] * len(parts))[number]}
        | {key: part["reps"][0][key] + 12.0 * number for key in CORNERS}
        for number, part in enumerate(parts)
    ]
    truth["angles_deg"] = {
        name: [value for part in parts for value in part["angles_deg"][name]]
        for name in truth["angles_deg"]
    }
    return truth


def at(time_s: float, **changes: Any) -> Rep:  # noqa: ANN401  # any part of a repetition
    return replace(GOOD, peak_s=time_s, **changes)


def exceeded(name: str, time_s: float, peak_deg: float) -> LimitExceeded:
    return LimitExceeded(name, "both", "warn", time_s, peak_deg)


# --- Counts ------------------------------------------------------------------------------------

PARTIAL = squat(25.0, kind="partial")
WITH_PARTIAL = several([50.0, 24.0], ["full", "partial"])
WITH_CLOSE = several([50.0, 24.0, 31.0], ["full", "partial", "full"])
NO_REPS = squat(50.0) | {"reps": []}


@pytest.mark.parametrize(
    ("truth", "reps", "counts", "exact"),
    [
        # full, counted, missed, off by, spurious
        pytest.param(squat(50.0), [GOOD], (1, 1, 0, 0, 0), True, id="found"),
        pytest.param(squat(50.0), [], (1, 0, 1, 1, 0), False, id="missed"),
        pytest.param(squat(50.0), [GOOD, at(30.0)], (1, 2, 0, 1, 1), False, id="one too many"),
        pytest.param(squat(50.0), [at(40.0)], (1, 1, 1, 0, 1), False, id="at another time"),
        pytest.param(squat(50.0), [at(5.0), at(7.0)], (1, 2, 0, 1, 1), False, id="twice"),
        pytest.param(squat(31.0), [], (0, 0, 0, 0, 0), True, id="too close to call, not counted"),
        pytest.param(squat(31.0), [GOOD], (0, 1, 0, 0, 0), True, id="too close to call, counted"),
        pytest.param(NO_REPS, [GOOD], (0, 1, 0, 1, 1), False, id="no movement"),
        pytest.param(
            several([50.0, 45.0, 55.0]),
            [at(6.0), at(18.0), at(30.0)],
            (3, 3, 0, 0, 0),
            True,
            id="a whole set",
        ),
        pytest.param(
            several([50.0, 50.0]), [at(5.0), at(7.0)], (2, 2, 1, 0, 1), False, id="miss and double"
        ),
        pytest.param(
            several([50.0, 31.0]),
            [at(5.0), at(7.0)],
            (1, 2, 0, 0, 1),
            False,
            id="double, not excused by a close one",
        ),
        pytest.param(
            several([50.0, 31.0]),
            [at(6.0), at(60.0)],
            (1, 2, 0, 0, 1),
            False,
            id="no movement, not excused by a close one",
        ),
        pytest.param(PARTIAL, [GOOD], (0, 1, 0, 1, 0), False, id="a partial one counted"),
        pytest.param(WITH_PARTIAL, [at(18.0)], (1, 1, 1, 0, 0), False, id="partial for full"),
        pytest.param(WITH_CLOSE, [at(6.0), at(30.0)], (1, 2, 0, 0, 0), True, id="close one"),
        pytest.param(WITH_CLOSE, [at(6.0), at(18.0)], (1, 2, 0, 0, 0), False, id="partial one"),
    ],
)
def test_counts(
    truth: dict[str, Any], reps: list[Rep], counts: tuple[int, ...], *, exact: bool
) -> None:
    found = scored(truth, reported(reps))
    assert (found.full, found.counted, found.missed, found.off_by, found.spurious) == counts
    assert found.exact is exact
    assert found.silent is not bool(reps)


@pytest.mark.parametrize(
    ("truth", "reps", "partial", "counts"),
    [
        # partial, reported as partial, counted as full
        (PARTIAL, [], [HALF], (1, 1, 0)),
        (PARTIAL, [], [], (1, 0, 0)),
        (PARTIAL, [GOOD], [], (1, 0, 1)),
        (WITH_PARTIAL, [at(18.0)], [], (1, 0, 1)),
        (WITH_PARTIAL, [at(6.0)], [replace(HALF, peak_s=18.0)], (1, 1, 0)),
        (WITH_PARTIAL, [at(6.0)], [replace(HALF, peak_s=6.0)], (1, 0, 0)),
    ],
)
def test_partial_repetition_is_reported_at_its_time_and_not_counted(
    truth: dict[str, Any],
    reps: list[Rep],
    partial: list[PartialRepetition],
    counts: tuple[int, ...],
) -> None:
    found = scored(truth, reported(reps, partial))
    assert (found.partial, found.partial_reported, found.partial_counted) == counts
    assert found.exact == (not counts[2])


@pytest.mark.parametrize(("time_s", "missed"), [(1.4, 1), (1.6, 0), (10.4, 0), (10.6, 1)])
def test_repetition_may_be_seen_half_a_second_off(time_s: float, missed: int) -> None:
    assert scored(squat(50.0), reported([at(time_s)])).missed == missed


@given(
    st.lists(st.sampled_from([24.0, 31.0, 50.0]), min_size=1, max_size=4),
    st.lists(st.floats(0.0, 50.0), max_size=5),
)
def test_counts_add_up_for_any_report(peaks: list[float], times_s: list[float]) -> None:
    kinds = ["partial" if peak < 30 else "full" for peak in peaks]
    found = scored(several(peaks, kinds), reported([at(time_s) for time_s in times_s]))
    assert found.full + found.unclear + found.partial == len(peaks)
    assert found.counted == len(times_s)
    assert 0 <= found.missed <= found.full
    assert 0 <= found.partial_counted <= found.partial
    assert found.off_by >= 0
    assert not (found.exact and found.off_by)
    unclear = found.counted - found.spurious - found.partial_counted - found.full + found.missed
    assert 0 <= unclear <= found.unclear  # each one counted is one of these, and only one
    assert len(found.peak_error_deg) == found.full - found.missed


# --- Errors ------------------------------------------------------------------------------------


def test_errors_have_a_sign() -> None:
    found = scored(squat(50.0), reported([GOOD]))
    assert list(found.peak_error_deg) == [pytest.approx(1.0)]
    assert list(found.range_error_deg) == [pytest.approx(-2.0, abs=0.1)]
    assert list(found.hold_error_s) == [pytest.approx(5.9 - (4 + 4 * 20 / 47), abs=0.1)]


def test_errors_are_those_of_the_repetition_of_that_time() -> None:
    reps = [at(18.0, peak_deg=41.0), at(6.0, peak_deg=52.0)]
    found = scored(several([50.0, 40.0]), reported(reps))
    assert list(found.peak_error_deg) == [pytest.approx(2.0), pytest.approx(1.0)]


def test_unknown_range_is_no_error() -> None:
    found = scored(squat(50.0), reported([replace(GOOD, range_deg=math.nan)]))
    assert found.range_error_deg == ()
    assert len(found.peak_error_deg) == 1


def test_repetition_too_close_to_call_has_no_errors() -> None:
    found = scored(squat(31.0), reported([GOOD]))
    assert found.peak_error_deg == found.range_error_deg == found.hold_error_s == ()
    assert found.faults == ()
    assert found.unclear == 1


# --- Faults and limits -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("trunk", "faults", "outcome"),
    [
        (50.0, ("trunk_forward",), "hit"),
        (50.0, (), "miss"),
        (10.0, ("trunk_forward",), "false alarm"),
        (10.0, (), "rightly silent"),
        (40.0, (), None),
    ],
)
def test_fault_is_judged(trunk: float, faults: tuple[str, ...], outcome: str | None) -> None:
    found = scored(squat(50.0, trunk=trunk), reported([replace(GOOD, faults=faults)]))
    assert outcomes(found.faults).get("trunk_forward") == outcome


@pytest.mark.parametrize("name", ["standing_hip_extension", "standing_hip_abduction"])
def test_weak_signs_are_marked_and_no_others(name: str) -> None:
    exercise = load_exercise(name)
    truth = extension(-14.0)
    if name == "standing_hip_abduction":
        leg = [value - 1.0 for value in squat(31.0)["angles_deg"]["knee_flexion_right"]]
        truth = squat(31.0) | {"exercise": name}
        truth["angles_deg"] = {"hip_abduction_right": leg, "pelvic_tilt": [0.0] * len(leg)}
    rows = scored(truth, reported([GOOD])).faults
    weak = {fault.name for fault in exercise.fault if fault.seen == "weak"}
    judged = {row.rule for row in rows}
    assert judged - weak
    assert {row.rule for row in rows if row.weak} == judged & weak
    assert (judged & weak) or name == "standing_hip_extension"


@pytest.mark.parametrize(
    ("truth", "limits", "limit", "found"),
    [
        (bridge(-25.0), [exceeded("too_high", 6.0, -26.0)], "too_high", ["hit"]),
        (bridge(-25.0), [], "too_high", ["miss"]),
        (bridge(0.0), [exceeded("too_high", 6.0, -1.0)], "too_high", ["false alarm"]),
        (bridge(0.0), [], "too_high", ["rightly silent"]),
        # At another time, while the person rests, and another limit than the true one.
        (bridge(-25.0), [exceeded("too_high", 30.0, -26.0)], "too_high", ["miss", "false alarm"]),
        (
            squat(50.0),
            [exceeded("too_deep", 0.5, 85.0)],
            "too_deep",
            ["rightly silent", "false alarm"],
        ),
        (squat(85.0), [exceeded("far_too_deep", 6.0, 85.0)], "too_deep", ["miss"]),
        (squat(85.0), [exceeded("far_too_deep", 6.0, 85.0)], "far_too_deep", ["false alarm"]),
        # Every movement is looked at, counted or not.
        (
            several([50.0, 85.0]),
            [exceeded("too_deep", 18.0, 85.0)],
            "too_deep",
            ["rightly silent", "hit"],
        ),
    ],
)
def test_limit_is_judged_where_it_happened(
    truth: dict[str, Any], limits: list[LimitExceeded], limit: str, found: list[str]
) -> None:
    rows = scored(truth, reported([at(6.0)], limits=limits)).limits
    assert [row.outcome for row in rows if row.rule == limit] == found
    assert not any(row.weak for row in rows)


def test_faults_are_judged_of_complete_repetitions_that_were_found() -> None:
    truth = several([50.0, 24.0, 50.0], ["full", "partial", "full"])
    reps, partial = [at(6.0, faults=("quick_down",))], [replace(HALF, peak_s=18.0)]
    rows = scored(truth, reported(reps, partial)).faults
    assert [row.outcome for row in rows if row.rule == "quick_down"] == ["false alarm"]


def test_fault_of_another_repetition_is_no_hit() -> None:
    truth = several([50.0, 50.0])
    trunk = truth["angles_deg"]["trunk_inclination"]
    trunk[len(trunk) // 2 :] = [55.0] * (len(trunk) - len(trunk) // 2)
    rows = scored(truth, reported([at(6.0, faults=("trunk_forward",)), at(18.0)])).faults
    found = [row.outcome for row in rows if row.rule == "trunk_forward"]
    assert found == ["false alarm", "miss"]


# --- Silence and view --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("report", "silent"),
    [
        (reported(), True),
        (reported([GOOD]), False),
        (reported([replace(GOOD, peak_deg=math.nan, good=False, judged=False)]), True),
        (reported(partial=[HALF]), False),
        (reported(limits=[exceeded("too_deep", 6.0, 85.0)]), False),
    ],
)
def test_report_without_any_finding_is_silent(report: SetReport, *, silent: bool) -> None:
    assert scored(squat(85.0), report).silent is silent


@pytest.mark.parametrize(
    ("advice", "known"),
    [
        (("«Mini squat» could not be judged. The view is wrong: turn.",), True),
        (("It was good.", "The view is wrong: turn."), False),
        (("All were good.",), False),
    ],
)
def test_wrong_view_counts_as_reported_in_the_first_advice(
    advice: tuple[str, ...], *, known: bool
) -> None:
    paused_s = {"view": 9.0, "side": 1.0, "hidden": 2.0}
    found = scored(squat(50.0), replace(reported(), advice=advice), paused_s)
    assert found.view_reported is known
    assert found.wrong_view_s == pytest.approx(10.0)


# --- End to end --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "main", "others"),
    [
        ("mini_squat", "knee_flexion", {"hip_flexion_right": 20.0, "trunk_inclination": 10.0}),
        ("double_leg_bridge", "hip_flexion", {"knee_flexion_right": 85.0}),
    ],
)
def test_performed_set_is_scored_as_performed(
    name: str, main: str, others: dict[str, float]
) -> None:
    exercise = load_exercise(name)
    plan = plan_for(exercise, reps=1, rest_s=2.0)
    poses = perform(exercise, plan=plan)
    judgement = judge(exercise, poses)
    angles = {f"{main}_right": [plan.at(pose.time_s)[0] for pose in poses]}
    angles |= {angle: [value] * len(poses) for angle, value in others.items()}
    found = score(exercise, truth_of(name, plan, angles), judgement, SUBJECT)
    assert found.exact
    assert found.full == found.counted == 1
    assert list(found.range_error_deg) == [pytest.approx(0.0, abs=1.0)]
    assert list(found.hold_error_s) == [pytest.approx(0.0, abs=0.15)]
    assert not [row for row in (*found.faults, *found.limits) if row.outcome == "false alarm"]
    assert judgement.seen_s == pytest.approx(poses[-1].time_s, abs=0.1)
    assert judgement.paused_s == {}


@pytest.mark.parametrize("side", ["left", "right"])
def test_leaning_set_with_a_partial_one_is_scored_as_performed(side: Side) -> None:
    exercise = load_exercise("standing_hip_abduction")
    plan = plan_for(exercise, reps=2, rest_s=2.0, peak_deg=(30.0, 15.0))
    poses = perform(exercise, side=side, plan=plan, tweaks={"lean": 20.0})
    done = [plan.at(pose.time_s) for pose in poses]
    angles = {
        f"hip_abduction_{side}": [main for main, _ in done],
        "pelvic_tilt": [0.0] * len(done),
        "trunk_lateral_lean": [20.0 * share for _, share in done],
    }
    truth = truth_of(exercise.name, plan, angles, side=side, kinds=["full", "partial"])
    found = score(exercise, truth, judge(exercise, poses), SUBJECT)
    assert found.exact
    assert (found.full, found.counted, found.partial, found.partial_reported) == (1, 1, 1, 1)
    assert list(found.range_error_deg) == [pytest.approx(0.0, abs=1.0)]
    assert list(found.hold_error_s) == [pytest.approx(0.0, abs=0.15)]
    faults = outcomes(found.faults)
    assert faults["trunk_lean"] == "hit"
    assert faults["quick_lift"] == faults["quick_drop"] == "rightly silent"
    assert set(outcomes(found.limits).values()) == {"rightly silent"}


def test_judgement_sums_up_why_poses_were_not_judged() -> None:
    squats, bridges = load_exercise("mini_squat"), load_exercise("double_leg_bridge")
    poses = perform(bridges, plan=plan_for(bridges))
    other = judge(squats, poses)
    assert other.paused_s["position"] == pytest.approx(poses[-1].time_s, abs=0.1)
    assert other.seen_s == 0.0
    plan = plan_for(squats, reps=1)
    gone = judge(squats, perform(squats, plan=plan, gone=(0.0, 1.0)))
    assert gone.paused_s["absent"] == pytest.approx(1.0, abs=0.1)
    assert gone.seen_s == pytest.approx(plan.duration_s - 1.0, abs=0.2)
    nothing = judge(squats, [])
    assert (nothing.seen_s, nothing.paused_s, nothing.report.counts.total) == (0.0, {}, 0)


@pytest.mark.parametrize(("name", "counted"), [("hip_hinge", 0), ("mini_squat", 3)])
def test_camera_in_front_of_a_side_exercise_gives_no_number(name: str, counted: int) -> None:
    exercise = load_exercise(name)
    poses = turned(perform(exercise), 90.0)
    found = score(exercise, several([50.0] * 3), judge(exercise, poses), SUBJECT)
    assert found.silent
    assert found.view_reported
    assert found.wrong_view_s == pytest.approx(poses[-1].time_s, abs=0.5)
    assert found.seen_s == pytest.approx(0.0, abs=0.5)
    assert found.counted == counted
