"""What is due on a day: questions first, then exercises in order, offers, and words.

Everything follows from the programme, the history and the day; the same three give the same day.
"""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.exercises.profile import NO_PROFILE
from formcheck.pain_scale import light_of
from formcheck.programme.day import Day, Item, LeftOut, MotionMinutes, Offer, Question
from formcheck.programme.fitted import fitted
from formcheck.programme.milestones import (
    LONG_AGO,
    WELCOME_BACK,
    days_in_words,
    streak,
    week_of,
)
from formcheck.programme.pain_rules import advise, is_strict
from formcheck.programme.past import Past, sets_by_side
from formcheck.programme.progression import decide_all
from formcheck.programme.red_flags import is_due, last_stop, open_flags, red_flags
from formcheck.programme.slots import MOST_STRENGTH_DAYS, WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from formcheck.exercises.profile import Profile, SlotKind
    from formcheck.pose.joints import SideChoice
    from formcheck.programme.definition import Programme
    from formcheck.programme.fitted import FittedSlot
    from formcheck.programme.history import DoneSet, History
    from formcheck.programme.progression import Decision

ORDER: Final[tuple[SlotKind, ...]] = (
    "warm_up", "motion", "strength", "stretch", "balance", "aerobic",
)  # fmt: skip
"""The order of a day."""

WINDOW_DAYS: Final = 7
"""Days of a week are counted over so many days, today included."""

STRAINING: Final[frozenset[SlotKind]] = frozenset({"strength", "balance"})
"""What is left out on a day of much pain before any exercise."""

MORNING: Final = "How strong is your pain this morning, from zero to ten?"
WHY_MORNING: Final = "The morning shows how the hip took the exercises."
FIRST: Final = "These questions come before the first session, so that exercise is safe for you."
AFTER_STOP: Final = "These questions come after a session that was stopped."
AGAIN: Final = "Last time you answered a question with yes. Answer the questions again."
REST_DAY: Final = (
    "Today is a day without strength exercises: muscles grow stronger while they rest. Moving the "
    "hip is good every day."
)
GENTLE: Final = "Move only as far as the hip allows today, and make the walk shorter."
ALL_DONE: Final = "You have done everything for today. Well done."


def due(
    programme: Programme, history: History, day: date, *, profile: Profile = NO_PROFILE
) -> Day:
    """Return what is due on a day.

    After each answer and each set, the caller adds it to the history and asks again.

    Parameters
    ----------
    programme
        The programme.
    history
        The person's past; what is later than the day is not looked at.
    day
        The day, in the person's own calendar.
    profile
        The person's precautions and prescription.

    Returns
    -------
    Day
        Questions, items and offers.

    Examples
    --------
    >>> from datetime import date
    >>> from formcheck.programme.definition import load_programme
    >>> from formcheck.programme.history import History
    >>> first = due(load_programme("hip-start"), History(), date(2026, 11, 2))
    >>> [question.kind for question in first.questions]
    ['red_flags']
    >>> [(item.title, item.sets) for item in first.items][:3]
    [('Walk about', 1), ('Marching on the spot', 1), ('Heel slide on the back', 1)]
    """
    history = history.until(day)
    slots = fitted(programme, profile)
    allowed = [slot for slot in slots if slot.rungs]
    past = Past(history, allowed, programme=programme.name)
    decisions, offers = decide_all(programme, allowed, past, day)
    rests = any(row.rests for row in decisions)
    questions = tuple(_questions(past, day, profile, rests=rests))
    closed = _closed(past, day, profile)
    items, left_out = _items(decisions, slots, past, day) if not closed else ((), ())
    strong = _has_strength(allowed, items, left_out)
    motion = MotionMinutes(
        done_min=round(past.moved_minutes(day), 1), goal_min=programme.rhythm.motion_minutes
    )
    return Day(
        day=day,
        programme=programme.name,
        week=week_of(past, day),
        questions=questions,
        closed=closed,
        items=items,
        left_out=left_out,
        offers=(*offers, *_own_offers(decisions, items)),
        motion=motion,
        words=() if closed else tuple(_words(items, past, day, motion, strong=strong)),
    )


# --- Questions and closed days -------------------------------------------------------------------


def _questions(past: Past, day: date, profile: Profile, *, rests: bool) -> Iterator[Question]:
    history, yesterday = past.history, day - timedelta(days=1)
    if is_due(history):
        flagged = bool(history.screenings and history.screenings[-1].flags)
        why = AGAIN if flagged else AFTER_STOP if history.screenings else FIRST
        yield Question(
            kind="red_flags",
            text="Please answer each question with yes or no.",
            why=why,
            flags=red_flags(profile),
        )
    # The second morning says whether a raised pain lasts, and a rest ends with a good one.
    was_raised = past.mornings.of(yesterday).light not in {None, "green"}
    moved = yesterday in past.moved_days()
    if not past.mornings.has_answer(day) and (moved or was_raised or rests):
        yield Question(kind="morning_pain", text=MORNING, why=WHY_MORNING)


def _closed(past: Past, day: date, profile: Profile) -> str:
    """Return why there are no exercises on a day; empty = the day is open."""
    flags = open_flags(past.history)
    if flags:
        return flags[0].call
    stopped = last_stop(past.history)
    strict = is_strict(profile)
    for entry in past.pains(day):
        usual = past.mornings.usual(day) if entry.asked == "next_morning" else None
        advice = advise(
            entry.asked, entry.number, sharp=entry.sharp, reference=usual, strict=strict
        )
        if advice.do == "end_day":
            return advice.say
    if stopped is not None and stopped.date() == day and is_due(past.history):
        return "The session was stopped at a safety limit. Rest, and answer the questions first."
    return ""


# --- What is due ---------------------------------------------------------------------------------

_NOT_TODAY: Final = "not today"
"""A slot that is simply not due today: nothing is said of it."""


def _own_offers(decisions: Sequence[Decision], items: Sequence[Item]) -> Iterator[Offer]:
    """Yield the offers of the slots that the day speaks of."""
    shown = {item.slot for item in items if not item.is_done}
    for row in decisions:
        if row.offer is not None and row.offer.kind != "rest" and row.slot.name in shown:
            yield row.offer


def _items(
    decisions: Sequence[Decision], slots: Sequence[FittedSlot], past: Past, day: date
) -> tuple[tuple[Item, ...], tuple[LeftOut, ...]]:
    """Return what is due on an open day in its order, and what is left out with the reason."""
    allowed = [slot for slot in slots if slot.rungs]
    left_out = [
        LeftOut(
            slot=slot.name,
            title=slot.slot.title,
            why=" ".join(dict.fromkeys(note.why for note in slot.notes.values())),
        )
        for slot in slots
        if not slot.rungs
    ]
    items = []
    for row in sorted(decisions, key=lambda row: ORDER.index(row.slot.slot.kind)):
        why_not = _not_due(row, allowed, past, day)
        if not why_not:
            items.append(_item(row, past, day))
        elif why_not != _NOT_TODAY:
            left_out.append(LeftOut(slot=row.slot.name, title=row.slot.slot.title, why=why_not))
    return tuple(_with_warm_up_only_before_exercise(items)), tuple(left_out)


def _not_due(row: Decision, slots: Sequence[FittedSlot], past: Past, day: date) -> str:
    """Return why a slot is not due on a day; empty = it is due."""
    begun = day in past.days(row.slot.name)  # what was begun goes on, unless it hurts
    if not begun and not _is_turn(row, slots, past, day):
        return _NOT_TODAY
    return _too_painful(row, past, day)


def _is_turn(row: Decision, slots: Sequence[FittedSlot], past: Past, day: date) -> bool:
    """Return whether a day is one of a slot's days, by the days of the week and before it."""
    slot, yesterday = row.slot, day - timedelta(days=1)
    if slot.slot.days and WEEKDAYS[day.weekday()] not in slot.slot.days:
        return False
    if slot.slot.kind == "strength" and _strength_on(slots, past, yesterday):
        return False
    own = slot.own(row.level.rung).per_week
    most = min(slot.slot.per_week[1], 7 if own is None else own[1])
    begun = day - timedelta(days=WINDOW_DAYS - 1)
    recent = [at for at in past.days(slot.name) if begun <= at < day]
    is_spread = most <= WINDOW_DAYS // 2
    return len(recent) < most and not (is_spread and yesterday in recent)


def _too_painful(row: Decision, past: Past, day: date) -> str:
    """Return why a slot is left out for pain; empty = it is not."""
    slot, today = row.slot, past.pains(day)
    if row.rests:
        return f"{row.why} Leave it out until the hip is as usual again."
    name = slot.rungs[row.level.rung].exercise
    belongs = {name, ""} if day in past.days(slot.name) else {name}
    asked = [entry for entry in today if entry.asked in {"during", "after"}]
    if any(
        name and entry.exercise in belongs and light_of(entry.number) == "red" for entry in asked
    ):
        return "The pain was more than 5 of 10 today. It will be easier next time."
    if slot.slot.kind in STRAINING and _hurts_before(past, day):
        return "The pain was more than 5 of 10 before you began. Today only gentle motion."
    return ""


def _hurts_before(past: Past, day: date) -> bool:
    """Return whether the last answer before the exercises of a day was red."""
    before = [entry for entry in past.pains(day) if entry.asked == "before"]
    return bool(before) and light_of(before[-1].number) == "red"


def _strength_on(slots: Sequence[FittedSlot], past: Past, day: date) -> bool:
    """Return whether strength was trained on a day, in this programme or in another one."""
    names = {
        rung.exercise
        for slot in slots
        if slot.slot.kind == "strength"
        for rung in slot.slot.ladder
    }
    return any(done.exercise in names or _is_strength(done.exercise) for done in past.sets(day))


def _is_strength(name: str) -> bool:
    """Return whether an exercise of formcheck is usually done on at most three days of a week."""
    if name not in exercise_names():
        return False
    exercise = load_exercise(name)
    return exercise.kind == "reps" and exercise.dose.per_week[1] <= MOST_STRENGTH_DAYS


def _with_warm_up_only_before_exercise(items: list[Item]) -> list[Item]:
    """Return the items without a warm-up if nothing of the day comes after it but a walk."""
    rest = [item for item in items if item.kind not in {"warm_up", "aerobic"}]
    return items if rest else [item for item in items if item.kind != "warm_up"]


def _item(row: Decision, past: Past, day: date) -> Item:
    slot, level = row.slot, row.level
    rung = slot.rungs[level.rung]
    sides, note = slot.sides(level.rung), slot.notes.get(level.rung)
    is_timed = not rung.exercise
    sets = 1 if is_timed else level.sets
    done = _done_by_clock(row, past, day) if is_timed else _done_sets(row, past, day, sides)
    return Item(
        slot=slot.name,
        kind=slot.slot.kind,
        title=slot.title(level.rung),
        exercise=rung.exercise,
        how=rung.how if note is None else note.say,
        sides=sides,
        sets=sets,
        reps=level.sets * level.reps if is_timed else level.reps,
        hold_s=level.hold_s,
        rest_s=slot.own(level.rung).rest_s or slot.slot.rest_s,
        minutes=rung.minutes,
        load_kg=level.load_kg,
        target_deg=rung.target_deg,
        sets_done=done,
        why=row.why,
    )


def _done_sets(
    row: Decision, past: Past, day: date, sides: tuple[SideChoice, ...]
) -> Mapping[SideChoice, int]:
    name = row.slot.rungs[row.level.rung].exercise
    sets = [done for done in past.sets(day) if done.exercise == name and not _was_broken_off(done)]
    return {side: len(rows) for side, rows in sets_by_side(sets, sides).items() if rows}


def _was_broken_off(done: DoneSet) -> bool:
    """Return whether a key ended a set before its half: who comes back goes on with it."""
    return done.ended_by == "asked" and 2 * (done.total + done.partial) < done.planned_reps


def _done_by_clock(row: Decision, past: Past, day: date) -> Mapping[SideChoice, int]:
    name, minutes = row.slot.name, row.slot.rungs[row.level.rung].minutes
    if minutes is None:
        is_done = any(entry.slot == name for entry in past.activities(day))
    else:
        is_done = past.timed_minutes(name, day) >= minutes
    return {"auto": 1} if is_done else {}


# --- Words ---------------------------------------------------------------------------------------


def _has_strength(
    slots: Sequence[FittedSlot], items: Sequence[Item], left_out: Sequence[LeftOut]
) -> bool:
    """Return whether it is a day of strength, also one on which pain has ended that."""
    spoken_of = {item.slot for item in items} | {row.slot for row in left_out}
    return any(slot.slot.kind == "strength" and slot.name in spoken_of for slot in slots)


def _words(
    items: Sequence[Item], past: Past, day: date, motion: MotionMinutes, *, strong: bool
) -> Iterator[str]:
    """Yield what to say of an open day."""
    if past.first_day() is not None and not strong and not _hurts_before(past, day):
        yield REST_DAY
    if items and all(item.is_done for item in items):
        yield ALL_DONE
    if _hurts_before(past, day):
        yield GENTLE
    yield motion_in_words(motion)
    since = streak(past.moved_days(), day).since_last
    if since is not None and since >= LONG_AGO:
        yield WELCOME_BACK
    yield from days_in_words(past.moved_days(), day)


def motion_in_words(motion: MotionMinutes) -> str:
    """Return how much of the motion of a day is done, in a sentence."""
    goal, done = motion.goal_min, math.floor(motion.done_min)
    left = math.ceil(motion.left_min)
    if not left:
        return f"You have moved for {done} minutes today: that is enough motion for a day."
    more = "1 minute is left" if left == 1 else f"{left} minutes are left"
    if not done:
        return f"Today's motion: {goal:g} minutes. A walk counts, and you may divide it."
    return f"You have moved for {done} of {goal:g} minutes today: {more}, and a walk counts."
