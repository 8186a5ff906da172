"""The report builder: what it collects, and what goes into the report."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from formcheck.assessment.events import PartialRep, PauseReason, RepCompleted
from formcheck.assessment.quality_gate import ABSENT
from formcheck.assessment.rep_counter import Phase
from formcheck.assessment.report import Provenance
from formcheck.assessment.report_builder import ReportBuilder
from formcheck.assessment.report_types import Hold, LimitExceeded, PartialRepetition, Rep
from formcheck.assessment.rules import LimitViolation
from formcheck.assessment.side_tracker import SideTracker
from formcheck.exercises.fault import Attempt, Moment
from formcheck.exercises.loader import load_exercise
from formcheck.pose.filters import LONGEST_STEP_S
from formcheck.pose.view import UNSEEN, View

if TYPE_CHECKING:
    from formcheck.assessment.events import WorkingSide
    from formcheck.exercises.conditions import Grade

BRIDGE = load_exercise("single_leg_bridge")
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


def seen_builder(until_s: float = 10.0) -> ReportBuilder:
    """A builder of a set that was well seen, thirty times a second."""
    builder = ReportBuilder(BRIDGE, None)
    for index in range(round(until_s * 30) + 1):
        builder.note_pose(index / 30, SIDEWAYS, None)
    return builder


# --- Repetitions


def test_sides_are_counted_apart_and_numbered_together() -> None:
    builder = seen_builder()
    for side in ("left", "right", "left"):
        builder.note_attempt(8.0, side, DONE)
    report = builder.report([])
    assert (report.counts.left, report.counts.right, report.counts.total) == (2, 1, 3)
    assert [rep.number for rep in report.reps] == [1, 2, 3]


@pytest.mark.parametrize(
    ("faults", "good", "clean"),
    [
        ({}, True, True),
        ({"weak": "hint"}, True, True),
        ({"arch": "minor"}, True, False),
        ({"arch": "minor", "leg_sag": "minor"}, False, False),
        ({"leg_sag": "major"}, False, False),
    ],
)
def test_repetition_has_the_grades_of_its_faults(
    faults: dict[str, Grade], *, good: bool, clean: bool
) -> None:
    builder = seen_builder()
    event = builder.note_attempt(8.1, "left", DONE, faults=faults)
    reasons = tuple(name for name, grade in faults.items() if grade != "hint")
    assert event == RepCompleted(8.1, "left", 1, good=good, reasons=reasons)
    report = builder.report([])
    assert report.counts.good == builder.good_count == good
    # In degrees of the exercise: a bridge straightens the hip, from 58 to 2 degrees.
    row = Rep(
        1, "left", 2.0, 4.0, 8.0, 2.0, 56.0, 3.0, 2.0, 2.5, good, tuple(faults), clean=clean,
        minor=tuple(name for name in faults if faults[name] == "minor"),
        major=tuple(name for name in faults if faults[name] == "major"),
    )  # fmt: skip
    assert report.reps == (row,)
    assert report.holds == (Hold("left", 3.5, 6.5, 3.0, 2.0, tuple(faults)),)


@pytest.mark.parametrize("held", [True, False])
def test_partial_repetition_is_not_counted_but_its_hold_is_kept(*, held: bool) -> None:
    builder = seen_builder()
    turned = replace(DONE, complete=False, peak=-24.0)
    if not held:
        turned = replace(turned, hold_start_s=math.nan, hold_s=0.0)
    assert builder.note_attempt(8.0, "left", turned, faults={"arch": "minor"}) == PartialRep(
        8.0, "left", 24.0, "short_of_target"
    )
    report = builder.report([])
    assert (report.counts.total, report.counts.partial) == (0, 1)
    assert report.partial_reps == (
        PartialRepetition("left", 2.0, 4.0, 8.0, 24.0, 34.0, ("arch",), minor=("arch",)),
    )
    assert len(report.holds) == held
    assert report.verdict == "needs_work"


# --- Limits


@pytest.mark.parametrize(
    ("time_s", "until_s", "side", "good"),
    [
        (5.0, 6.0, "left", False),
        (-3.0, -1.0, "left", True),
        (0.5, 1.0, "left", False),
        (0.5, 3.0, "left", False),
        (5.0, 6.0, "right", True),
    ],
    ids=["in it", "long before it", "just before it", "into it", "other leg"],
)
def test_repetition_with_exceeded_limit_is_not_good(
    time_s: float, until_s: float, side: WorkingSide, *, good: bool
) -> None:
    builder = seen_builder()
    row = builder.note_violation(side, LimitViolation(BRIDGE.limit[0], time_s, until_s, -14.0))
    assert (row.time_s, row.side, row.value_deg) == (time_s, side, -14.0)
    event = builder.note_attempt(8.0, "left", DONE)
    reasons = () if good else (BRIDGE.limit[0].name,)
    assert event == RepCompleted(8.0, "left", 1, good=good, reasons=reasons)
    report = builder.report([])
    assert report.reps[0].limits == (() if good else (BRIDGE.limit[0].name,))
    assert report.verdict == ("almost" if good else "needs_work")


@pytest.mark.parametrize(("after_s", "belongs"), [(0.2, True), (3.0, False)])
@pytest.mark.parametrize("complete", [True, False])
def test_limit_exceeded_at_the_end_belongs_to_the_repetition(
    after_s: float, *, complete: bool, belongs: bool
) -> None:
    limit = BRIDGE.limit[0]
    time_s = DONE.end_s + limit.for_s + after_s
    builder = seen_builder()
    builder.note_attempt(8.0, "left", replace(DONE, complete=complete))
    builder.note_violation("left", LimitViolation(limit, time_s, time_s, -14.0))
    report = builder.report([])
    rows: list[Rep | PartialRepetition] = [*report.reps, *report.partial_reps]
    (row,) = rows
    assert row.limits == ((limit.name,) if belongs else ())
    assert report.counts.good == builder.good_count == (complete and not belongs)


def test_limit_that_only_the_peak_passed_is_in_the_report_too() -> None:
    squat = load_exercise("mini_squat")
    (stop,) = (row for row in squat.limit if row.name == "far_too_deep")
    passed = LimitViolation(stop, DONE.peak_s, DONE.peak_s, 97.0)
    builder = ReportBuilder(squat, None)
    builder.note_attempt(8.0, "both", DONE, passed=(passed,))
    report = builder.report([])
    assert report.reps[0].limits == (stop.name,)
    assert [(row.name, row.time_s) for row in report.limits] == [(stop.name, DONE.peak_s)]
    assert report.verdict == "stopped"


def test_limit_between_two_repetitions_belongs_to_the_nearer_one() -> None:
    limit, next_one = BRIDGE.limit[0], replace(DONE, start_s=12.0, peak_s=14.0, end_s=18.0)
    builder = seen_builder()
    builder.note_attempt(8.0, "left", DONE)
    builder.note_violation("left", LimitViolation(limit, 11.0, 11.5, -14.0))
    builder.note_attempt(18.0, "left", next_one)
    assert [rep.limits for rep in builder.report([]).reps] == [(), (limit.name,)]


def test_limit_has_its_worst_value_even_if_it_came_later() -> None:
    limit = BRIDGE.limit[0]
    builder, violation = seen_builder(), LimitViolation(limit, 5.0, 5.0, -14.0)
    builder.note_violation("left", violation)
    violation.worst = -19.0
    assert builder.report([]).limits == (
        LimitExceeded(limit.name, "left", limit.action, 5.0, -19.0, measure="hip_flexion"),
    )


def test_limit_in_body_lengths_has_a_ratio() -> None:
    abduction = load_exercise("standing_hip_abduction")
    crossing = abduction.profile["posterior_hip_replacement"].limit[0]
    builder = ReportBuilder(abduction, None)
    event = builder.note_violation("left", LimitViolation(crossing, 5.0, 5.0, 0.2))
    assert event.value_ratio == 0.2
    assert math.isnan(event.value_deg)


# --- Seen time and view


def test_builder_without_poses_reports_nothing() -> None:
    report = ReportBuilder(BRIDGE, None).report([])
    assert report.duration_s == report.seen_fraction == 0.0
    assert report.verdict == "inconclusive"
    assert report.view.plane == "unknown"
    assert report.provenance.exercise_sha256 == BRIDGE.sha256
    assert report.provenance.judged_sha256 == BRIDGE.judged_sha256
    made = Provenance(formcheck="9.9", profile="Anna")
    assert ReportBuilder(BRIDGE, made).report([]).provenance == made


def test_seen_fraction_counts_time_and_not_poses() -> None:
    builder = ReportBuilder(BRIDGE, None)
    for index in range(301):  # 5 s at 60 a second, hidden
        builder.note_pose(index / 60, UNSEEN, ABSENT)
    for index in range(1, 51):  # 5 s at 10 a second, seen
        builder.note_pose(5 + index / 10, SIDEWAYS, None)
    report = builder.report([])
    assert report.duration_s == pytest.approx(10.0)
    assert report.seen_fraction == pytest.approx(0.5, abs=0.01)


def test_person_in_another_position_was_seen() -> None:
    builder, reason = ReportBuilder(BRIDGE, None), PauseReason("position", "Lie down.", seen=True)
    for index in range(100):
        builder.note_pose(index / 30, SIDEWAYS, reason)
    report = builder.report([])
    assert report.seen_fraction == 1.0
    assert report.verdict == "inconclusive"
    assert reason.say in report.advice[0]


def test_long_gap_is_neither_seen_nor_unseen() -> None:
    builder = seen_builder(5.0)
    builder.note_pose(500.0, UNSEEN, ABSENT)
    assert builder.report([]).seen_fraction == pytest.approx(5 / (5 + LONGEST_STEP_S))


def test_most_frequent_view_is_reported() -> None:
    builder = seen_builder(5.0)
    for index in range(60):
        builder.note_pose(5.1 + index / 30, View("between", 50.0, "right"), ABSENT)
    view = builder.report([]).view
    assert (view.plane, view.near) == ("side", "left")
    assert view.yaw_deg == pytest.approx((151 * 10 + 60 * 50) / 211)


def test_hidden_faults_are_reported() -> None:
    trackers = [SideTracker(BRIDGE, "left"), SideTracker(BRIDGE, "right")]
    hidden = next(row for row in trackers[0].rules if row.fault.kind == "level")
    for index in range(60):
        hidden.update(Moment(index / 30, Phase.HOLD, dict.fromkeys(BRIDGE.measures(), math.nan)))
    report = seen_builder().report(trackers)
    *known, rough, found = report.cannot_see
    assert tuple(known) == BRIDGE.cannot_see
    assert rough.startswith("only roughly: ")
    weak = {fault.name.replace("_", " ") for fault in BRIDGE.fault if fault.seen != "good"}
    assert set(rough.removeprefix("only roughly: ").split(", ")) == weak
    assert hidden.fault.say in found
