"""Progress by week: every number comes from the sets and answers of the week."""

from __future__ import annotations

import math
from datetime import timedelta
from time import process_time

import pytest
from support.patients import MONDAY, at, done, history, pain

from formcheck.programme.definition import load_programme
from formcheck.programme.history import Activity, History
from formcheck.programme.progress import progress

WEEK = timedelta(weeks=1)
SUNDAY = MONDAY + timedelta(days=6)


def test_a_week_of_an_exercise_sums_up_its_sets() -> None:
    sets = [
        done("mini_squat", MONDAY, total=8, good=7, clean=6, partial=1, peak_deg=40.0, hold_s=1.0),
        done("mini_squat", MONDAY, hour=11, total=8, peak_deg=44.0),
        done("mini_squat", MONDAY + timedelta(days=2), total=10, good=9, clean=9, peak_deg=50.0),
    ]
    answers = [pain(MONDAY, 3, exercise="mini_squat"), pain(MONDAY, 5, exercise="heel_slide")]
    report = progress(history(*sets, *answers), SUNDAY)
    (squat,) = report.exercises
    (week,) = squat.weeks
    assert (week.days, week.sets, week.total, week.good, week.clean, week.partial) == (
        2, 3, 26, 24, 23, 1,
    )  # fmt: skip
    assert (week.peak_deg, week.hold_s, week.pain) == (44.0, 1.0, 3.0)
    assert math.isnan(week.range_deg)


def test_each_leg_has_its_own_rows_and_they_are_compared() -> None:
    sets = [
        done(
            "knee_to_chest",
            MONDAY + timedelta(days=n),
            side=side,
            peak_deg=90 + 15 * (side == "left"),
        )
        for n in range(3)
        for side in ("right", "left")
    ]
    report = progress(history(*sets), SUNDAY)
    assert [row.side for row in report.exercises] == ["left", "right"]
    (both,) = report.sides
    assert both.difference.clear


def test_a_set_that_was_done_again_does_not_count() -> None:
    sets = [done("mini_squat", MONDAY), done("mini_squat", MONDAY, hour=11, ended_by="redone")]
    assert progress(history(*sets), SUNDAY).exercises[0].weeks[0].sets == 1


def test_what_was_done_is_held_against_what_was_asked() -> None:
    days = [MONDAY + timedelta(days=n) for n in (0, 2)]
    sets = [done("double_leg_bridge", day) for day in days]
    report = progress(history(*sets), SUNDAY, programme=load_programme("hip-start"), weeks=2)
    before, week = report.weeks
    assert math.isnan(before.done_share)
    bridge = next(row for row in week.slots if row.slot == "bridge")
    assert (bridge.done_days, bridge.asked_days) == (2, 2)
    asked = sum(slot.per_week[0] for slot in load_programme("hip-start").slot)
    assert week.done_share == pytest.approx(2 / asked)


def test_a_week_that_is_not_over_asks_only_for_what_was_done() -> None:
    report = progress(
        history(done("double_leg_bridge", MONDAY)), MONDAY, programme=load_programme("hip-start")
    )
    assert report.weeks[-1].done_share == 1.0


def test_minutes_are_those_of_sets_and_of_logged_motion() -> None:
    walk = Activity(kind="walk", at=at(MONDAY + timedelta(days=1)), minutes=12.0)
    report = progress(history(done("mini_squat", MONDAY, duration_s=90.0), walk), SUNDAY, weeks=1)
    assert (report.weeks[0].moved_days, report.weeks[0].minutes) == (2, 13.5)


def test_pain_of_a_week_is_told_apart_by_when_it_was_asked() -> None:
    answers = [
        pain(MONDAY, 2, asked="before", hour=9), pain(MONDAY, 4), pain(MONDAY, 1, asked="during"),
        pain(MONDAY + timedelta(days=1), 3, asked="next_morning"),
        pain(MONDAY + WEEK, 0),
    ]  # fmt: skip
    first, second = progress(history(*answers), MONDAY + WEEK).pain
    assert (first.answers, first.exercise, first.strongest, first.morning) == (4, 2.5, 4, 3)
    assert (second.exercise, second.sharp) == (0, 0)
    assert math.isnan(second.morning)


def test_only_the_asked_exercise_and_weeks_are_shown() -> None:
    sets = [
        done(name, MONDAY + timedelta(weeks=n))
        for n in range(4)
        for name in ("mini_squat", "hip_hinge")
    ]
    report = progress(history(*sets), MONDAY + 3 * WEEK, weeks=2, exercise="mini_squat")
    (squat,) = report.exercises
    assert [row.week for row in squat.weeks] == [MONDAY + 2 * WEEK, MONDAY + 3 * WEEK]
    assert len(report.weeks) == 2


def test_changes_look_at_the_whole_history() -> None:
    sets = [
        done(
            "knee_to_chest",
            MONDAY + timedelta(weeks=n),
            side="left",
            peak_deg=80.0 + 10 * (n >= 3),
        )
        for n in range(6)
    ]
    (row,) = progress(history(*sets), MONDAY + 5 * WEEK, weeks=1).exercises
    assert (row.change.claim, row.change.change_deg) == ("further", 10)


def test_json_has_null_for_what_is_unknown_and_days_as_text() -> None:
    table = progress(history(done("mini_squat", MONDAY)), SUNDAY).as_dict()
    assert table["exercises"][0]["weeks"][0]["peak_deg"] is None
    assert table["exercises"][0]["weeks"][0]["week"] == "2026-01-05"
    assert table["streaks"]["say"] == ""


def test_five_years_of_daily_sessions_take_less_than_a_second() -> None:
    names = ("mini_squat", "double_leg_bridge", "heel_slide", "knee_to_chest")
    sets = tuple(
        done(name, MONDAY + timedelta(days=n), peak_deg=50.0, side="left")
        for n in range(5 * 365)
        for name in names
    )
    pains = tuple(
        pain(MONDAY + timedelta(days=n), n % 4, asked=asked)
        for n in range(5 * 365)
        for asked in ("next_morning", "after")
    )
    past = History(sets=sets, pains=pains)
    begin_s = process_time()  # a busy machine takes longer by the clock
    report = progress(past, sets[-1].day, programme=load_programme("hip-start"), weeks=260)
    assert process_time() - begin_s < 1.0
    assert report.streaks.running == 5 * 365
