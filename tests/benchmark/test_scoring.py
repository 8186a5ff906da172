"""Scores compare a report with the truth: matched in time, each effort counted once."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.scored import GOOD, exceeded, outcomes, reported, scored, several
from support.true_angles import bridge, extension, squat

from benchmark.scoring import Subject
from formcheck.assessment.report_types import LimitExceeded, PartialRepetition, Rep
from formcheck.exercises.loader import load_exercise

SUBJECT = Subject("clip", "tune", "", "mini_squat", "full")
HALF = PartialRepetition("right", 2.0, 6.0, 10.0, 24.0, 20.0, ())


def at(time_s: float, **changes: Any) -> Rep:  # noqa: ANN401  # any part of a repetition
    return replace(GOOD, peak_s=time_s, **changes)


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
