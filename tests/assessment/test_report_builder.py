"""What the report builder collects, and what goes into the report."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from formcheck.assessment.events import PartialRep, RepCompleted
from formcheck.assessment.quality_gate import ABSENT, PauseReason
from formcheck.assessment.rep_counter import Phase
from formcheck.assessment.report import Provenance
from formcheck.assessment.report_builder import ReportBuilder
from formcheck.assessment.side_tracker import LimitViolation, SideTracker
from formcheck.exercises.fault import Attempt, Moment
from formcheck.exercises.loader import load_exercise
from formcheck.pose.filters import LONGEST_STEP_S
from formcheck.pose.view import UNSEEN, View

if TYPE_CHECKING:
    from formcheck.assessment.events import WorkingSide

BRIDGE = load_exercise("single_leg_bridge")
SEVERE = next(fault.name for fault in BRIDGE.fault if fault.severity == "fault")
MILD = next(fault.name for fault in BRIDGE.fault if fault.severity == "warn")
SIDEWAYS = View("side", 10.0, "left")

DONE = Attempt(
    complete=True,
    start_s=2.0,
    peak_s=4.0,
    end_s=8.0,
    peak=-2.0,
    rest=-58.0,
    hold_start_s=3.5,
    hold_end_s=6.5,
    hold_s=3.0,
    out_s=2.0,
    back_s=2.5,
)


def builder(until_s: float = 10.0) -> ReportBuilder:
    """A builder of a set that was well seen, thirty times a second."""
    built = ReportBuilder(BRIDGE, None)
    for index in range(round(until_s * 30) + 1):
        built.note_pose(index / 30, SIDEWAYS, None)
    return built


def tracker(side: WorkingSide = "left") -> SideTracker:
    return SideTracker(BRIDGE, side)


# --- Repetitions -------------------------------------------------------------------------------


def test_a_repetition_is_written_down_in_degrees_of_the_exercise() -> None:
    built = builder()
    event = built.note_attempt(8.1, "left", DONE, ())
    assert event == RepCompleted(8.1, "left", 1, good=True)
    rep = built.report([]).reps[0]
    assert (rep.peak_deg, rep.range_deg) == (2.0, 56.0)
    assert (rep.start_s, rep.peak_s, rep.end_s) == (2.0, 4.0, 8.0)
    assert (rep.hold_s, rep.out_s, rep.back_s) == (3.0, 2.0, 2.5)
    assert rep.faults == ()


def test_sides_are_counted_apart_and_numbered_together() -> None:
    built = builder()
    sides: tuple[WorkingSide, ...] = ("left", "right", "left")
    for side in sides:
        built.note_attempt(8.0, side, DONE, ())
    counts = built.report([]).counts
    assert (counts.left, counts.right, counts.total) == (2, 1, 3)
    assert [rep.number for rep in built.report([]).reps] == [1, 2, 3]


@pytest.mark.parametrize(
    ("faults", "good"), [((), True), ((MILD,), True), ((SEVERE,), False), ((MILD, SEVERE), False)]
)
def test_only_a_severe_fault_spoils_a_repetition(faults: tuple[str, ...], *, good: bool) -> None:
    built = builder()
    event = built.note_attempt(8.0, "left", DONE, faults)
    assert isinstance(event, RepCompleted)
    assert event.good is good
    assert built.good_count == good
    assert built.report([]).reps[0].faults == faults


def test_a_partial_one_is_not_counted() -> None:
    built = builder()
    turned = replace(DONE, complete=False, peak=-24.0, hold_start_s=math.nan, hold_s=0.0)
    event = built.note_attempt(8.0, "left", turned, (MILD,))
    assert event == PartialRep(8.0, "left", 24.0)
    report = built.report([])
    assert (report.counts.total, report.counts.partial) == (0, 1)
    assert report.holds == ()
    assert report.partial_reps[0].range_deg == 34.0
    assert report.verdict == "needs_work"


def test_each_stay_in_the_target_is_a_hold_counted_or_not() -> None:
    built = builder()
    built.note_attempt(8.0, "left", DONE, ())
    built.note_attempt(9.0, "left", replace(DONE, complete=False), ())
    holds = built.report([]).holds
    assert [(hold.start_s, hold.end_s, hold.hold_s) for hold in holds] == [(3.5, 6.5, 3.0)] * 2
    assert holds[0].best_deg == 2.0


# --- Limits ------------------------------------------------------------------------------------


def excess(time_s: float, until_s: float | None = None) -> LimitViolation:
    return LimitViolation(BRIDGE.limit[0], time_s, time_s if until_s is None else until_s, -14.0)


@pytest.mark.parametrize(
    ("time_s", "until_s", "side", "good"),
    [
        (5.0, 6.0, "left", False),
        (0.5, 1.0, "left", True),
        (0.5, 3.0, "left", False),
        (5.0, 6.0, "right", True),
    ],
    ids=["in it", "before it", "into it", "other leg"],
)
def test_a_repetition_with_a_limit_exceeded_is_not_good(
    time_s: float, until_s: float, side: WorkingSide, *, good: bool
) -> None:
    built = builder()
    told = built.note_violation(side, excess(time_s, until_s))
    assert (told.time_s, told.side, told.value_deg) == (time_s, side, -14.0)
    event = built.note_attempt(8.0, "left", DONE, ())
    assert isinstance(event, RepCompleted)
    assert event.good is good
    assert built.report([]).verdict == "needs_work"


def test_the_report_tells_the_worst_value_even_if_it_came_later() -> None:
    built = builder()
    seen = excess(5.0)
    built.note_violation("left", seen)
    seen.worst = -19.0
    limit = built.report([]).limits[0]
    assert limit.value_deg == -19.0
    assert math.isnan(limit.value_ratio)
    assert (limit.name, limit.action) == (BRIDGE.limit[0].name, BRIDGE.limit[0].action)


def test_a_limit_in_body_lengths_is_told_as_a_ratio() -> None:
    abduction = load_exercise("standing_hip_abduction")
    crossing = abduction.profile["posterior_hip_replacement"].limit[0]
    built = ReportBuilder(abduction, None)
    built.note_violation("left", LimitViolation(crossing, 5.0, 5.0, 0.2))
    limit = built.report([]).limits[0]
    assert limit.value_ratio == 0.2
    assert math.isnan(limit.value_deg)


# --- How it was seen ---------------------------------------------------------------------------


def test_a_new_logbook_saw_nothing() -> None:
    report = ReportBuilder(BRIDGE, None).report([])
    assert report.duration_s == report.seen_fraction == 0.0
    assert report.verdict == "inconclusive"
    assert report.view.plane == "unknown"
    assert report.provenance.exercise_sha256 == BRIDGE.sha256


def test_provenance_is_passed_on() -> None:
    made = Provenance(formcheck="9.9", profile="Anna")
    assert ReportBuilder(BRIDGE, made).report([]).provenance == made


def test_seen_time_is_time_and_not_poses() -> None:
    built = ReportBuilder(BRIDGE, None)
    for index in range(301):  # 5 s at 60 a second, hidden
        built.note_pose(index / 60, UNSEEN, ABSENT)
    for index in range(1, 51):  # 5 s at 10 a second, seen
        built.note_pose(5 + index / 10, SIDEWAYS, None)
    report = built.report([])
    assert report.duration_s == pytest.approx(10.0)
    assert report.seen_fraction == pytest.approx(0.5, abs=0.01)


def test_somebody_in_another_position_was_seen() -> None:
    built = ReportBuilder(BRIDGE, None)
    for index in range(100):
        built.note_pose(index / 30, SIDEWAYS, PauseReason("position", "Lie down.", seen=True))
    report = built.report([])
    assert report.seen_fraction == 1.0
    assert report.verdict == "inconclusive"
    assert "Lie down." in report.advice[0]


def test_a_long_gap_is_neither_seen_nor_unseen() -> None:
    built = builder(5.0)
    built.note_pose(500.0, UNSEEN, ABSENT)
    assert built.report([]).seen_fraction == pytest.approx(5 / (5 + LONGEST_STEP_S))


def test_the_usual_view_is_told() -> None:
    built = builder(5.0)
    for index in range(60):
        built.note_pose(5.1 + index / 30, View("between", 50.0, "right"), ABSENT)
    view = built.report([]).view
    assert (view.plane, view.near) == ("side", "left")
    assert view.yaw_deg == pytest.approx((151 * 10 + 60 * 50) / 211)


def test_what_was_hidden_is_told_among_what_cannot_be_seen() -> None:
    watched = tracker()
    fault = next(row for row in watched.rules if row.fault.kind == "level")
    for index in range(60):
        values = dict.fromkeys(BRIDGE.measures(), math.nan)
        fault.update(Moment(index / 30, Phase.HOLD, values))
    report = builder().report([watched, tracker("right")])
    assert report.cannot_see[: len(BRIDGE.cannot_see)] == BRIDGE.cannot_see
    assert report.cannot_see[len(BRIDGE.cannot_see) :] == (
        f"this time, whether to say «{fault.fault.say}»: what it needs was hidden",
    )


def test_movements_that_were_lost_are_told() -> None:
    lost = tracker()
    lost.counter.dropped = 2
    advice = builder().report([lost, tracker("right")]).advice
    assert "2 repetitions could not be followed to the end and were not counted." in advice
