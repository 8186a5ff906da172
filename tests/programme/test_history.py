"""What a history keeps of the report of a set."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta, timezone
from statistics import median
from typing import TYPE_CHECKING

from support.golden import golden_report

from formcheck.assessment.checker import Checker
from formcheck.exercises.loader import load_exercise
from formcheck.programme.history import Activity, DoneSet, History, done_set

if TYPE_CHECKING:
    from formcheck.assessment.report import SetReport

STARTED = datetime(2026, 11, 2, 23, 30, tzinfo=timezone(timedelta(hours=-5)))


def kept(report: SetReport) -> DoneSet:
    return done_set(report, set_id="a", session_id="b", started=STARTED, planned_reps=4)


def test_numbers_equal_those_of_the_json() -> None:
    report = golden_report("single_leg_bridge")
    table, done = report.as_dict(), kept(report)
    assert (done.good, done.total, done.partial) == tuple(
        table["counts"][key] for key in ("good", "total", "partial")
    )
    assert done.peak_deg == round(median(rep["peak_deg"] for rep in table["reps"]), 4)
    assert done.clean == sum(rep["clean"] for rep in table["reps"])
    assert done.side in {rep["side"] for rep in table["reps"]}
    assert done.clean_share == done.clean / (done.total + done.partial)


def test_faults_of_repetitions_are_counted_once_each() -> None:
    report = golden_report("step_up")
    done = kept(report)
    for name, count in done.faults.items():
        assert count == sum(name in (*rep.minor, *rep.major) for rep in report.reps)


def test_the_day_is_that_of_the_persons_own_calendar() -> None:
    done = kept(golden_report("single_leg_bridge"))
    assert done.day == date(2026, 11, 2)  # in UTC it was the next day already


def test_until_keeps_what_was_known_at_the_end_of_a_day() -> None:
    walk = Activity(kind="walk", at=STARTED + timedelta(days=1), minutes=10.0)
    history = History(sets=(kept(golden_report("single_leg_bridge")),), activities=(walk,))
    assert history.until(date(2026, 11, 2)).activities == ()
    assert history.until(date(2026, 11, 3)) == history
    assert history.until(date(2026, 11, 1)) == History()


def test_a_set_without_repetitions_has_unknown_ranges() -> None:
    done = kept(Checker(load_exercise("mini_squat")).finish())
    assert done.total == 0
    assert math.isnan(done.peak_deg)
    assert math.isnan(done.good_share)
