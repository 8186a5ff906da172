"""A patient's last weeks: what counts, what stays, what is worth looking at."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import TYPE_CHECKING

from support.patients import MONDAY, done, history, pain, screened

from formcheck.programme.definition import load_programme
from formcheck.therapist.clips import MOST_CLIPS
from formcheck.therapist.plan import Plan
from formcheck.therapist.summary import Folder, change_words, summary
from formcheck.therapist.summary_report import SummaryReport

if TYPE_CHECKING:
    from collections.abc import Mapping

    from formcheck.programme.history import DoneSet

LAST = MONDAY + timedelta(days=20)


def on(days: int, **more: object) -> DoneSet:
    return done("mini_squat", MONDAY + timedelta(days=days), **more)  # type: ignore[arg-type]


def report_of(
    *entries: object, plan: Plan | None = None, places: Mapping[str, str] | None = None
) -> SummaryReport:
    return summary(Folder(history(*entries), plan, {}, places or {}), LAST, weeks=3)


def test_done_is_held_against_what_was_asked() -> None:
    from formcheck.exercises.profile import NO_PROFILE

    plan = Plan(NO_PROFILE, load_programme("hip-start"))
    found = report_of(*(on(day) for day in (0, 2, 4, 7, 9)), plan=plan)
    chair = next(row for row in found.slots if row.slot == "chair")
    assert (chair.done_days, chair.asked_days) == (5, 6)
    asked = sum(row.asked_days for row in found.slots)
    assert math.isclose(found.done_share, 5 / asked)
    assert math.isnan(report_of(on(0)).done_share)  # nothing says what was asked


def test_week_under_way_has_no_share_yet() -> None:
    from formcheck.exercises.profile import NO_PROFILE

    plan = Plan(NO_PROFILE, load_programme("hip-start"))
    folder = Folder(history(*(on(day) for day in range(21))), plan, {}, {})
    whole, friday = (summary(folder, LAST - timedelta(days=n), weeks=3) for n in (0, 2))
    assert [math.isnan(week.done_share) for week in whole.weeks] == [False] * 3
    assert [math.isnan(week.done_share) for week in friday.weeks] == [False, False, True]


def test_pain_is_told_apart_by_when_it_was_asked_for() -> None:
    times = ("before", "during", "after", "next_morning")
    pains = [pain(MONDAY, number, asked=asked) for number, asked in enumerate(times, 1)]
    week, *rest = report_of(on(0), *pains).weeks
    assert (week.before, week.during, week.after, week.morning, week.strongest) == (1, 2, 3, 4, 4)
    assert all(math.isnan(each.strongest) for each in rest)


def test_fault_stays_that_was_there_on_most_of_the_last_days() -> None:
    had = {"faults": {"heels_lift": 3}}
    [fault] = report_of(on(0), on(2, **had), on(4), on(7, **had)).faults
    assert (fault.reps, fault.of_reps, fault.days, fault.of_days) == (6, 24, 2, 3)
    assert fault.say
    assert report_of(on(0, **had), on(2, **had), on(4), on(7), on(9, **had)).faults == ()


def test_safety_comes_first_and_is_counted() -> None:
    stop = {"verdict": "stopped", "limits": ("hips_too_bent",)}
    flagged = screened(LAST, "calf")
    found = report_of(on(0, **stop), on(7, **stop), flagged).safety
    assert [row.kind for row in found if row.kind != "red_flag"] == ["stopped", "limit"]
    assert {(row.times, row.day) for row in found if row.kind != "red_flag"} == {
        (2, MONDAY + timedelta(days=7))
    }


def test_recording_of_a_stop_is_the_first_to_look_at() -> None:
    stop = on(0, verdict="stopped")
    clips = report_of(stop, on(7, verdict="stopped"), places={stop.set_id: "a/set-1.npz"}).clips
    assert [(clip.set_id, clip.place) for clip in clips] == [(stop.set_id, "a/set-1.npz")]
    names = [{"limits": (f"limit_{number}",)} for number in range(9)]
    many = report_of(*(on(0, hour=9 + n / 9, **row) for n, row in enumerate(names))).clips
    assert len(many) == MOST_CLIPS


def test_change_of_range_is_claimed_only_after_enough_days() -> None:
    few = report_of(*(on(day, peak_deg=40.0) for day in (0, 2, 4))).exercises[0]
    assert change_words(few.change) == "too few days yet (3 of 6)"
    days = (0, 2, 4, 7, 9, 11)
    more = [on(day, peak_deg=40.0 if day < 7 else 56.0) for day in days]
    [row] = report_of(*more).exercises
    assert (row.peak_deg, row.error_deg) == (56.0, 5.0)
    assert change_words(row.change) == "about 15° further"


def test_what_is_outside_the_weeks_is_left_out() -> None:
    before, after = on(-1), on(30)
    found = report_of(before, on(0), after)
    assert found.seen.sets == 1
    assert found.first_day == MONDAY
    assert found.last_day == date(2026, 1, 25)


def test_summary_without_anything_says_so() -> None:
    found = report_of()
    assert (found.moved_days, found.exercises, found.clips) == (0, (), ())
    assert SummaryReport.from_json(found.to_json()).to_json() == found.to_json()
