"""One page over the last weeks: what was done of what was asked, and how the hip took it."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Final

from formcheck.exercises.fault import NEAR_ERROR_DEG
from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.exercises.precautions import meanings
from formcheck.programme.change import FEWEST_SESSIONS, is_angle, session_ranges
from formcheck.programme.past import REDONE
from formcheck.programme.progress import monday, progress
from formcheck.programme.red_flags import advice
from formcheck.therapist.clips import clips_of
from formcheck.therapist.summary_report import (
    ExerciseSummary,
    LastingFault,
    SafetyEvent,
    Seen,
    SlotDone,
    StepSummary,
    SummaryReport,
    WeekSummary,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from formcheck.assessment.events import WorkingSide
    from formcheck.assessment.report import SetReport
    from formcheck.programme.change import RangeChange
    from formcheck.programme.history import DoneSet, History
    from formcheck.programme.progress import ExerciseProgress, ProgressReport
    from formcheck.therapist.plan import Plan
    from formcheck.therapist.summary_report import EventKind

WEEKS: Final = 6

LAST_DAYS: Final = 3
"""A fault stays if it was there on most of so many last days of its exercise (engineering
default); the range that is shown is that of the same days."""

MOST_DAYS: Final = 2

LITTLE_SEEN: Final = 0.8
"""A set that was seen for less is one of which the camera saw little (engineering default)."""

_ORDER: Final = ("red_flag", "sharp_pain", "stopped", "limit")


@dataclass(frozen=True)
class Folder:
    """What is known of a patient.

    Attributes
    ----------
    history
        The past.
    plan
        The patient's file; None = there is none.
    reports
        The reports of the sets by their names, as far as they were kept.
    places
        Where the recording of a set lies within the folder, by the name of the set.
    """

    history: History
    plan: Plan | None
    reports: Mapping[str, SetReport]
    places: Mapping[str, str]


def summary(folder: Folder, day: date, *, weeks: int = WEEKS) -> SummaryReport:
    """Return a patient's last weeks.

    Parameters
    ----------
    folder
        What is known of the patient.
    day
        The last day; what is later is not looked at.
    weeks
        How many weeks, that of the day included.

    Returns
    -------
    SummaryReport
        Changes of a range look at the whole past, all else at these weeks.
    """
    plan = folder.plan
    programme = None if plan is None else plan.programme
    past = folder.history.until(day)
    found = (
        progress(past, day, programme=programme, weeks=weeks)
        if plan is None
        else progress(past, day, programme=programme, profile=plan.profile, weeks=weeks)
    )
    recent = past.since(found.first_week)
    sets = [done for done in recent.sets if done.ended_by != REDONE]
    slots = tuple(_slots(found))
    asked = sum(slot.asked_days for slot in slots)
    kept = sum(min(slot.done_days, slot.asked_days) for slot in slots)
    names = () if plan is None else plan.profile.precautions
    faults = tuple(_faults(sets))
    return SummaryReport(
        patient="" if plan is None else plan.profile.name,
        precautions=tuple(meanings().precaution[name].title for name in names),
        programme="" if programme is None else programme.title,
        first_day=found.first_week,
        last_day=day,
        moved_days=sum(week.moved_days for week in found.weeks),
        minutes=round(sum(week.minutes for week in found.weeks), 1),
        done_share=kept / asked if asked else math.nan,
        slots=slots,
        weeks=tuple(_weeks(found, recent, day)),
        exercises=tuple(_exercises(found, sets)),
        sides=tuple(_sides(found)),
        faults=faults,
        safety=tuple(_safety(recent, sets, folder.reports)),
        steps=tuple(_steps(recent, programme_titles(plan))),
        seen=_seen(sets, folder.reports, plan),
        clips=clips_of(sets, faults, folder.reports, folder.places),
    )


def programme_titles(plan: Plan | None) -> dict[str, str]:
    """Return the titles of the slots of a plan by their names."""
    slots = () if plan is None or plan.programme is None else plan.programme.slot
    return {slot.name: slot.title for slot in slots}


def leg_of(side: WorkingSide) -> str:
    """Return the words for a leg after the name of an exercise; empty = both, or not known."""
    return f", {side} leg" if side in {"left", "right"} else ""


def change_words(change: RangeChange) -> str:
    """Return what may be claimed of a range, in a few words; the numbers are in it."""
    if change.claim in {"further", "less_far"}:
        way = "further" if change.claim == "further" else "less far"
        return f"about {5 * round(abs(change.change_deg) / 5)}° {way}"
    if change.claim == "too_few":
        return f"too few days yet ({change.sessions} of {2 * FEWEST_SESSIONS})"
    return {"no_clear_change": "no clear change", "not_comparable": "not comparable"}[change.claim]


STEP_WORDS: Final = {
    "up": "harder",
    "down": "easier, for pain or form",
    "pause": "easier, after a pause",
    "start": "begins anew",
    "keep": "kept as it was",
}
EVENT_WORDS: Final = {
    "red_flag": "Red flag",
    "sharp_pain": "Sharp pain",
    "stopped": "Stopped at a safety limit",
    "limit": "Limit exceeded",
}
"""What a change of a slot, and what happened, are called."""

SUNDAY: Final = 6
"""The weekday that ends a week, as `date.weekday` has it."""


# --- Done and asked -----------------------------------------------------------------------------


def _slots(found: ProgressReport) -> Iterator[SlotDone]:
    """Yield what was done of each slot in the weeks since the programme was begun."""
    begun = [week for week in found.weeks if not math.isnan(week.done_share)]
    for number, slot in enumerate(begun[0].slots if begun else ()):
        rows = [week.slots[number] for week in begun]
        done, asked = (sum(getattr(r, key) for r in rows) for key in ("done_days", "asked_days"))
        yield SlotDone(slot.slot, slot.title, slot.kind, done, asked)


def _weeks(found: ProgressReport, recent: History, day: date) -> Iterator[WeekSummary]:
    for week in found.weeks:
        entries = [one for one in recent.pains if monday(one.at.date()) == week.week]
        by_time = {
            asked: [
                float(one.number)
                for one in entries
                if one.asked == asked and one.number is not None
            ]
            for asked in ("before", "during", "after", "next_morning")
        }
        every = [number for numbers in by_time.values() for number in numbers]
        yield WeekSummary(
            week=week.week,
            moved_days=week.moved_days,
            minutes=week.minutes,
            # Of a week under way only what was done is asked for: its share would say nothing.
            done_share=week.done_share
            if monday(day) != week.week or day.weekday() == SUNDAY
            else math.nan,
            before=_median(by_time["before"]),
            during=_median(by_time["during"]),
            after=_median(by_time["after"]),
            morning=_median(by_time["next_morning"]),
            strongest=max(every, default=math.nan),
        )


def _median(values: Iterable[float]) -> float:
    known = [value for value in values if not math.isnan(value)]
    return median(known) if known else math.nan


def _steps(recent: History, titles: Mapping[str, str]) -> Iterator[StepSummary]:
    """Yield the changes of each day, with all slots that changed alike, the latest first."""
    rows: dict[tuple[date, str, str], list[str]] = {}
    for step in reversed(recent.steps):
        why = "" if step.kind == "up" else step.why  # only after success does it become harder
        title = titles.get(step.slot, step.slot.replace("_", " "))
        names = rows.setdefault((step.at.date(), step.kind, why), [])
        if step.slot and title not in names:
            names.append(title)
    for (day, kind, why), names in rows.items():
        yield StepSummary(day, ", ".join(names), kind, why)


def _sides(found: ProgressReport) -> Iterator[str]:
    """Yield what differs clearly between left and right, then what does not."""
    for row in found.sides:
        if row.difference.clear:
            yield f"{row.title}: {row.difference.say}"
    alike = [row.title for row in found.sides if not row.difference.clear]
    if alike:
        yield f"No clear difference between left and right: {'; '.join(alike)}."


# --- Exercises ----------------------------------------------------------------------------------


def _exercises(found: ProgressReport, sets: Sequence[DoneSet]) -> Iterator[ExerciseSummary]:
    """Yield the exercises of these weeks, by leg."""
    for row in found.exercises:
        own = [done for done in sets if (done.exercise, done.side) == (row.exercise, row.side)]
        if own:
            yield _exercise(row, own)


def _exercise(row: ExerciseProgress, sets: Sequence[DoneSet]) -> ExerciseSummary:
    last = [each.peak_deg for each in session_ranges(sets)][-LAST_DAYS:]
    return ExerciseSummary(
        exercise=row.exercise,
        title=row.title,
        side=row.side,
        measure=row.measure,
        days=len({done.day for done in sets}),
        sets=len(sets),
        good=sum(done.good for done in sets),
        total=sum(done.total for done in sets),
        partial=sum(done.partial for done in sets),
        peak_deg=_median(last),
        error_deg=NEAR_ERROR_DEG if is_angle(row.measure) else math.nan,
        change=row.change,
    )


def _faults(sets: Sequence[DoneSet]) -> list[LastingFault]:
    """Return the faults that stay, the most frequent one first."""
    rows: dict[tuple[str, WorkingSide], list[DoneSet]] = {}
    for done in sets:
        rows.setdefault((done.exercise, done.side), []).append(done)
    found = [fault for own in rows.values() for fault in _lasting(own)]
    return sorted(found, key=lambda row: -row.reps / max(1, row.of_reps))


def _lasting(sets: Sequence[DoneSet]) -> Iterator[LastingFault]:
    """Yield the faults of one exercise and leg that stay."""
    days = sorted({done.day for done in sets})[-LAST_DAYS:]
    last = [done for done in sets if done.day in days]
    done = last[-1]
    for name in sorted({name for each in last for name in each.faults}):
        had = {each.day for each in last if each.faults.get(name)}
        if len(had) >= min(MOST_DAYS, len(days)) and len(days) >= MOST_DAYS:
            yield LastingFault(
                exercise=done.exercise,
                title=done.title or done.exercise.replace("_", " "),
                side=done.side,
                fault=name,
                say=_words_of(done.exercise, name),
                reps=sum(each.faults.get(name, 0) for each in last),
                of_reps=sum(each.total for each in last),
                days=len(had),
                of_days=len(days),
            )


def _words_of(exercise: str, name: str) -> str:
    """Return what formcheck says of a fault or limit; empty = the exercise is not known."""
    if exercise not in exercise_names():
        return ""
    known = load_exercise(exercise)
    return next((row.say for row in (*known.fault, *known.limit) if row.name == name), "")


# --- Safety -------------------------------------------------------------------------------------


def _safety(
    recent: History, sets: Sequence[DoneSet], reports: Mapping[str, SetReport]
) -> list[SafetyEvent]:
    """Return red flags, stops and limits: the weightiest kind first, of each the latest."""
    titles = {done.exercise: done.title or done.exercise.replace("_", " ") for done in sets}
    happened: list[tuple[EventKind, str, str, date]] = [
        ("red_flag", flag.question, flag.name, answer.at.date())
        for answer in recent.screenings
        for flag in advice(answer.flags)
    ]
    happened += [
        ("sharp_pain", titles.get(one.exercise, one.exercise.replace("_", " ")), "", one.at.date())
        for one in recent.pains
        if one.sharp
    ]
    happened += [
        ("stopped", titles[done.exercise], "", done.day)
        for done in sets
        if done.verdict == "stopped"
    ]
    days: dict[tuple[EventKind, str, str], list[date]] = {}
    for kind, title, what, day in happened:
        days.setdefault((kind, title, what), []).append(day)
    found = [
        SafetyEvent(kind, max(on), title, what, len(on), math.nan, "")
        for (kind, title, what), on in days.items()
    ]
    found += _limits(sets, reports, titles)
    return sorted(found, key=lambda row: (_ORDER.index(row.kind), -row.day.toordinal(), row.title))


def _limits(
    sets: Sequence[DoneSet], reports: Mapping[str, SetReport], titles: Mapping[str, str]
) -> Iterator[SafetyEvent]:
    """Yield each limit of each exercise once, with how often and how far it was exceeded."""
    times: Counter[tuple[str, str]] = Counter()
    last: dict[tuple[str, str], date] = {}
    far: dict[tuple[str, str], list[tuple[float, str]]] = {}
    for done in sets:
        for name in done.limits:
            key = (done.exercise, name)
            times[key] += 1
            last[key] = done.day
        for row in reports[done.set_id].limits if done.set_id in reports else ():
            if not math.isnan(row.value_deg):
                far.setdefault((done.exercise, row.name), []).append((row.value_deg, row.measure))
    for key, count in times.items():
        values = far.get(key, [(math.nan, "")])
        # A limit that holds below an angle is exceeded most by the smallest value.
        furthest = min if _holds_below(*key) else max
        value, measure = furthest(values)
        yield SafetyEvent("limit", last[key], titles[key[0]], key[1], count, value, measure)


def _holds_below(exercise: str, name: str) -> bool:
    """Return True if a limit of a shipped exercise is exceeded by values that are too small."""
    if exercise not in exercise_names():
        return False
    known = load_exercise(exercise)
    rows = [*known.limit, *(row for each in known.profile.values() for row in each.limit)]
    return any(row.name == name and row.when.sense == "below" for row in rows)


# --- The camera ---------------------------------------------------------------------------------


def _seen(sets: Sequence[DoneSet], reports: Mapping[str, SetReport], plan: Plan | None) -> Seen:
    """Return how much the camera saw, and what it can never see of what matters here."""
    judged = [done for done in sets if done.verdict not in {"inconclusive", "counted"}]
    known = [reports[done.set_id] for done in sets if done.set_id in reports]
    names = () if plan is None else plan.profile.precautions
    hidden = dict.fromkeys(
        words for name in names for words in meanings().precaution[name].cannot_see
    )
    return Seen(
        sets=len(sets),
        inconclusive=sum(done.verdict == "inconclusive" for done in sets),
        counted=sum(done.verdict == "counted" for done in sets),
        little=sum(done.seen_fraction < LITTLE_SEEN for done in judged),
        far_leg=sum(report.legs.unjudged != "none" for report in known),
        median=_median(done.seen_fraction for done in sets),
        cannot_see=tuple(hidden),
    )
