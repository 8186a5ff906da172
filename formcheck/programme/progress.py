"""Progress over weeks: ranges, counts, holds, pain, and what was done of what was asked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta
from statistics import median
from typing import TYPE_CHECKING, Final, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from formcheck.assessment.events import WorkingSide
from formcheck.assessment.report import Report, kind_of_report
from formcheck.assessment.report_types import CLOSED, Count, Degrees, Ratio, Score, Seconds
from formcheck.exercises.profile import NO_PROFILE, SlotKind
from formcheck.programme.change import (
    Asymmetry,
    RangeChange,
    asymmetry,
    range_change,
    session_ranges,
)
from formcheck.programme.fitted import fitted
from formcheck.programme.milestones import days_in_words, streak
from formcheck.programme.past import REDONE, Past

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from formcheck.exercises.profile import Profile
    from formcheck.programme.definition import Programme
    from formcheck.programme.fitted import FittedSlot
    from formcheck.programme.history import DoneSet, History, PainEntry

WEEKS: Final = 12
"""The usual number of weeks that are looked at."""

_SIDES: Final[tuple[WorkingSide, ...]] = ("left", "right", "both", "unknown")


@dataclass(frozen=True, config=CLOSED)
class ExerciseWeek:
    """One exercise with one leg in one week."""

    week: date = Field(description="The Monday of the week.")
    days: Count = Field(description="Days on which it was done.")
    sets: Count = Field(description="Sets.")
    total: Count = Field(description="Complete repetitions.")
    good: Count = Field(description="Good repetitions.")
    clean: Count = Field(description="Repetitions without any fault above a hint.")
    partial: Count = Field(description="Tries that did not reach the target.")
    peak_deg: Degrees = Field(
        description="Median over its sets of the best values, degrees; null = none was seen."
    )
    range_deg: Degrees = Field(
        description="Median over its sets of the change from the own start, degrees; null = none."
    )
    hold_s: Seconds = Field(description="Median hold over its sets, seconds; null = none.")
    pain: Score = Field(
        description="The strongest pain that was said during or after it, 0 to 10; null = none."
    )


@dataclass(frozen=True, config=CLOSED)
class ExerciseProgress:
    """One exercise with one leg over all weeks."""

    exercise: str = Field(description="Its name.")
    title: str = Field(description="The same in words.")
    side: WorkingSide = Field(description="The leg; both = together, unknown = not seen.")
    measure: str = Field(description="The measure of its range; empty = not known.")
    weeks: Sequence[ExerciseWeek] = Field(description="Only weeks in which it was done.")
    change: RangeChange = Field(description="How its range has changed since the first session.")


@dataclass(frozen=True, config=CLOSED)
class SideDifference:
    """The left leg against the right one in one exercise."""

    exercise: str = Field(description="Its name.")
    title: str = Field(description="The same in words.")
    difference: Asymmetry = Field(description="The last sessions of both.")


@dataclass(frozen=True, config=CLOSED)
class PainWeek:
    """Pain in one week, 0 to 10."""

    week: date = Field(description="The Monday of the week.")
    answers: Count = Field(description="How many questions were answered with a number.")
    exercise: Score = Field(description="Median during and after exercise; null = no answer.")
    strongest: Score = Field(description="The strongest during and after; null = no answer.")
    morning: Score = Field(description="Median of the mornings; null = no answer.")
    sharp: Count = Field(description="How often sharp or sudden pain stopped a session.")


@dataclass(frozen=True, config=CLOSED)
class SlotWeek:
    """What was done of a slot of the programme in one week."""

    slot: str = Field(description="Its name.")
    title: str = Field(description="The same in words.")
    kind: SlotKind = Field(description="What it is for.")
    done_days: Count = Field(description="Days on which something of it was done.")
    asked_days: Count = Field(description="Days on which it was asked for at least.")


@dataclass(frozen=True, config=CLOSED)
class WeekDone:
    """One week as a whole."""

    week: date = Field(description="The Monday of the week.")
    moved_days: Count = Field(description="Days with a set or with motion that was logged.")
    minutes: Score = Field(description="Minutes of motion: sets, and what was logged.")
    slots: Sequence[SlotWeek] = Field(description="The programme's slots; empty without one.")
    done_share: Ratio = Field(
        description="The part that was done of what was asked for, 0 to 1; null = no programme, "
        "or it was not begun."
    )


@dataclass(frozen=True, config=CLOSED)
class Streaks:
    """Days in a row."""

    running: Count = Field(description="Days in a row with motion, up to today or yesterday.")
    longest: Count = Field(description="The most days in a row.")
    last_week: Count = Field(description="Days with motion among the last seven.")
    say: str = Field(description="The same in words; empty = nothing to say.")


@dataclass(frozen=True, kw_only=True, config=CLOSED)
class ProgressReport(Report):
    """What a person has done over weeks, and what has changed."""

    kind: Literal["progress"] = kind_of_report("progress")
    first_week: date = Field(description="The Monday of the first week.")
    last_day: date = Field(description="The day up to which it goes.")
    programme: str = Field(description="The name of the programme; empty = none.")
    weeks: Sequence[WeekDone] = Field(description="Every week from the first one.")
    exercises: Sequence[ExerciseProgress] = Field(description="By exercise and leg.")
    sides: Sequence[SideDifference] = Field(description="Left against right.")
    pain: Sequence[PainWeek] = Field(description="Only weeks with an answer.")
    streaks: Streaks = Field(description="Days in a row.")


def monday(day: date) -> date:
    """Return the Monday of the week of a day."""
    return day - timedelta(days=day.weekday())


def progress(
    history: History,
    day: date,
    *,
    programme: Programme | None = None,
    profile: Profile = NO_PROFILE,
    weeks: int = WEEKS,
    exercise: str = "",
) -> ProgressReport:
    """Return the progress of a person up to a day.

    Parameters
    ----------
    history
        The person's past; what is later than the day is not looked at.
    day
        The last day.
    programme
        The programme against which it is held; None = none.
    profile
        The person's precautions and prescription.
    weeks
        How many weeks are shown, that of `day` included.  Changes of a range look at the whole
        history.
    exercise
        Only this exercise; empty = all.

    Returns
    -------
    ProgressReport
        Weeks begin on Mondays.
    """
    history = history.until(day)
    slots = [slot for slot in fitted(programme, profile) if slot.rungs] if programme else []
    past = Past(history, slots, programme=programme.name if programme else "")
    first = monday(day) - timedelta(weeks=weeks - 1)
    by_leg = _by_leg(history, exercise)
    found = streak(past.moved_days(), day)
    return ProgressReport(
        first_week=first,
        last_day=day,
        programme=programme.name if programme else "",
        weeks=tuple(_week(past, slots, first + timedelta(weeks=n), day) for n in range(weeks)),
        exercises=tuple(
            _exercise(past, name, side, sets, first) for (name, side), sets in by_leg.items()
        ),
        sides=tuple(_sides(by_leg)),
        pain=tuple(_pain_weeks(history, first)),
        streaks=Streaks(
            running=found.running,
            longest=found.longest,
            last_week=found.in_week,
            say=" ".join(days_in_words(past.moved_days(), day)),
        ),
    )


# --- Exercises -----------------------------------------------------------------------------------


def _by_leg(history: History, only: str) -> dict[tuple[str, WorkingSide], list[DoneSet]]:
    """Return the sets by exercise and leg, in the order of their names."""
    found: dict[tuple[str, WorkingSide], list[DoneSet]] = {}
    for done in history.sets:
        if done.ended_by != REDONE and only in {"", done.exercise}:
            found.setdefault((done.exercise, done.side), []).append(done)
    return dict(sorted(found.items(), key=lambda row: (row[0][0], _SIDES.index(row[0][1]))))


def _exercise(
    past: Past, name: str, side: WorkingSide, sets: Sequence[DoneSet], first: date
) -> ExerciseProgress:
    rows: dict[date, list[DoneSet]] = {}
    for done in sets:
        if done.day >= first:
            rows.setdefault(monday(done.day), []).append(done)
    return ExerciseProgress(
        exercise=name,
        title=sets[-1].title or name.replace("_", " "),
        side=side,
        measure=sets[-1].measure,
        weeks=tuple(_exercise_week(past, name, week, each) for week, each in rows.items()),
        change=range_change(name, session_ranges(sets)),
    )


def _exercise_week(past: Past, name: str, week: date, sets: Sequence[DoneSet]) -> ExerciseWeek:
    days = {done.day for done in sets}
    pains = [
        entry.number
        for day in days
        for entry in past.pains(day)
        if entry.asked in {"during", "after"} and entry.exercise in {name, ""}
    ]
    return ExerciseWeek(
        week=week,
        days=len(days),
        sets=len(sets),
        total=sum(done.total for done in sets),
        good=sum(done.good for done in sets),
        clean=sum(done.clean for done in sets),
        partial=sum(done.partial for done in sets),
        peak_deg=_median(done.peak_deg for done in sets),
        range_deg=_median(done.range_deg for done in sets),
        hold_s=_median(done.hold_s for done in sets),
        pain=max((float(number) for number in pains if number is not None), default=math.nan),
    )


def _sides(by_leg: dict[tuple[str, WorkingSide], list[DoneSet]]) -> Iterator[SideDifference]:
    for (name, side), sets in by_leg.items():
        other = by_leg.get((name, "right"))
        if side != "left" or other is None:
            continue
        found = asymmetry(name, session_ranges(sets), session_ranges(other))
        if found is not None:
            yield SideDifference(name, sets[-1].title or name.replace("_", " "), found)


def _median(values: Iterable[float]) -> float:
    known = [value for value in values if not math.isnan(value)]
    return median(known) if known else math.nan


# --- Weeks ---------------------------------------------------------------------------------------


def _week(past: Past, slots: Sequence[FittedSlot], week: date, last_day: date) -> WeekDone:
    days = [week + timedelta(days=n) for n in range(7)]
    moved = past.moved_days()
    begun = past.first_day()
    is_whole = week + timedelta(days=6) <= last_day
    rows = [_slot_week(past, slot, days, is_whole=is_whole) for slot in slots]
    asked = sum(row.asked_days for row in rows)
    share = math.nan
    if asked and begun is not None and monday(begun) <= week:
        share = sum(min(row.done_days, row.asked_days) for row in rows) / asked
    return WeekDone(
        week=week,
        moved_days=sum(day in moved for day in days),
        minutes=round(sum(past.moved_minutes(day) for day in days), 1),
        slots=tuple(rows),
        done_share=share,
    )


def _slot_week(past: Past, slot: FittedSlot, days: Sequence[date], *, is_whole: bool) -> SlotWeek:
    """Return a slot in a week; of a week that is not over, only what was done is asked for."""
    done = sum(day in past.days(slot.name) for day in days)
    least = slot.slot.per_week[0]
    return SlotWeek(
        slot=slot.name,
        title=slot.slot.title,
        kind=slot.slot.kind,
        done_days=done,
        asked_days=least if is_whole else min(done, least),
    )


def _pain_weeks(history: History, first: date) -> Iterator[PainWeek]:
    rows: dict[date, list[PainEntry]] = {}
    for entry in history.pains:
        if entry.at.date() >= first and (entry.number is not None or entry.sharp):
            rows.setdefault(monday(entry.at.date()), []).append(entry)

    def numbers(entries: list[PainEntry], wanted: Callable[[str], bool]) -> list[int]:
        return [one.number for one in entries if one.number is not None and wanted(one.asked)]

    for week, entries in rows.items():
        exercise = numbers(entries, lambda asked: asked in {"during", "after"})
        mornings = numbers(entries, lambda asked: asked == "next_morning")
        yield PainWeek(
            week=week,
            answers=sum(entry.number is not None for entry in entries),
            exercise=_median(map(float, exercise)),
            strongest=float(max(exercise)) if exercise else math.nan,
            morning=_median(map(float, mornings)),
            sharp=sum(entry.sharp for entry in entries),
        )
