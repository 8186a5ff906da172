"""Where a person is on the ladder of each slot, and the next level up or down.

A level comes from the last step that the diary has; before any, from the first weeks: one set, two
sets, three sets (the ramp of the slot).  Steps are one change at a time: repetitions, then sets,
then the hold, then a harder form, then weight (AAOS OrthoInfo: 8 to 12 repetitions, then more
weight and 8 again; see `formcheck.programme.progression` for when).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from formcheck.exercises.profile import exercise_named
from formcheck.programme.day import Level

if TYPE_CHECKING:
    from datetime import date, datetime

    from formcheck.programme.fitted import FittedSlot
    from formcheck.programme.history import StepTaken
    from formcheck.programme.past import Past, SlotSession

WEEK_DAYS: Final = 7
"""A slot changes at most once in so many days."""

FEWEST_REPS: Final = 4
"""Steps down leave at least so many repetitions (engineering default)."""

HALF: Final = 0.5
"""Below this share of good repetitions the first weeks do not go on (engineering default)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The level of a slot on a day, before anything that the day may change."""

    level: Level
    since: date | None
    """The day of the last change; None = the slot was never begun."""
    at: datetime | None
    """The instant of the last step; None = the level comes from the first weeks."""
    in_ramp: bool
    """True while the sets of the first weeks grow."""
    lowered: bool = False
    """True if the last change was a step down, for pain or after a pause."""

    def has(self, session: SlotSession) -> bool:
        """Return whether a session was done at this level, that is, after the last change."""
        if self.at is not None:
            return session.first >= self.at
        return self.since is not None and session.day >= self.since


def standing(slot: FittedSlot, past: Past, *, programme: str, day: date) -> Standing:
    """Return where a person is on a slot's ladder when a day begins.

    Parameters
    ----------
    slot
        The slot for the person; it has a rung.
    past
        What was done.
    programme
        The name of the programme.
    day
        The day.

    Returns
    -------
    Standing
        The level; the therapist's own dose of an exercise is in it.
    """
    steps = [
        step
        for step in past.history.steps
        if (step.programme, step.slot) == (programme, slot.name)
        and step.at.date() <= day
        and (past.begun is None or step.at >= past.begun)
        and (slot.since is None or step.at.date() >= slot.since)
    ]
    last = steps[-1] if steps else None
    if last is None or last.kind == "start":
        return _in_first_weeks(slot, past, last, day)
    reduced = last.kind in {"down", "pause"}
    level = _with_own_dose(slot, _level_of(slot, last), reduced=reduced)
    return Standing(level, last.at.date(), last.at, in_ramp=False, lowered=reduced)


def _level_of(slot: FittedSlot, step: StepTaken) -> Level:
    """Return the level that a step led to, on the nearest rung that is allowed now."""
    rung = slot.nearest(step.to_rung)
    hold_s = slot.slot.start_hold_s(rung) if math.isnan(step.to_hold_s) else step.to_hold_s
    level = Level(
        rung=rung,
        sets=step.to_sets,
        reps=step.to_reps,
        hold_s=hold_s,
        load_kg=step.to_load_kg if slot.rungs[rung].most_load_kg else 0.0,
    )
    return level if rung == step.to_rung else replace(level, hold_s=slot.slot.start_hold_s(rung))


def begin(slot: FittedSlot) -> Level:
    """Return the level of the first week: the form with which the slot begins."""
    return _with_own_dose(slot, _stages(slot)[0], reduced=False)


def _stages(slot: FittedSlot) -> list[Level]:
    """Return the levels of the first weeks and the one after them."""
    rung, row = slot.first, slot.slot
    reps, hold_s = row.start_reps(rung), row.start_hold_s(rung)
    amounts = [(week.sets, min(week.reps, reps)) for week in row.ramp] + [(row.sets, reps)]
    return [Level(rung=rung, sets=sets, reps=each, hold_s=hold_s) for sets, each in amounts]


def _in_first_weeks(
    slot: FittedSlot, past: Past, restart: StepTaken | None, day: date
) -> Standing:
    """Return the level of the first weeks: a stage lasts a week and waits while it is not well."""
    stages = [_with_own_dose(slot, level, reduced=False) for level in _stages(slot)]
    begun = slot.since if restart is None else restart.at.date()
    days = [at for at in past.days(slot.name) if at < day and (begun is None or at >= begun)]
    stage, since, count = 0, None, 0
    last: SlotSession | None = None
    for at in [*days, day]:
        if last is not None and (at - last.day).days > WEEK_DAYS:
            since, count = at, 0  # after a pause the week begins again
        is_over = since is not None and (at - since).days >= WEEK_DAYS
        enough = count >= slot.slot.per_week[0]
        if is_over and enough and stage + 1 < len(stages) and _was_well(slot, stages[stage], last):
            stage, since, count = stage + 1, at, 0
        if at < day:
            since, count = since or at, count + 1
            last = past.session(slot.name, at)
        if stage + 1 == len(stages):
            break
    return Standing(
        stages[stage],
        since or begun,
        restart.at if restart is not None and stage == 0 else None,
        in_ramp=stage + 1 < len(stages),
    )


def _was_well(slot: FittedSlot, level: Level, session: SlotSession | None) -> bool:
    """Return whether the first weeks may go on after a session."""
    if session is None or not is_complete(slot, level, session):
        return False
    if not session.is_timed and not (session.light == "green" and session.good_share >= HALF):
        return False
    unwell = {"amber", "red", "stop"}
    return session.light not in unwell and session.mornings[0].light not in unwell


def is_complete(slot: FittedSlot, level: Level, session: SlotSession) -> bool:
    """Return whether everything of a level was done in a session.

    Parameters
    ----------
    slot
        The slot for the person.
    level
        What was asked.
    session
        What was done.

    Returns
    -------
    bool
        True if all legs did all sets and repetitions, or all minutes.
    """
    rung = slot.rungs[level.rung]
    if not rung.exercise:
        return session.ticked > 0 if rung.minutes is None else session.minutes >= rung.minutes
    return session.did(slot.sides(level.rung), sets=level.sets, reps=level.reps)


def _with_own_dose(slot: FittedSlot, level: Level, *, reduced: bool) -> Level:
    """Return a level with what the therapist has set; after a step down, with no more than it."""
    own = slot.own(level.rung)
    sets, reps, hold_s = own.sets or level.sets, own.reps or level.reps, own.hold_s
    if reduced:
        sets, reps = min(sets, level.sets), min(reps, level.reps)
    return replace(level, sets=sets, reps=reps, hold_s=level.hold_s if hold_s is None else hold_s)


# --- One step ------------------------------------------------------------------------------------


def up(slot: FittedSlot, level: Level) -> Level | None:
    """Return the next level: repetitions, sets, hold, a harder form, weight, in this order.

    Parameters
    ----------
    slot
        The slot for the person.
    level
        The level now.

    Returns
    -------
    Level or None
        It differs in one thing; a harder form and weight begin with few repetitions again.  None
        = this is the top of the ladder.
    """
    row, rung = slot.slot, level.rung
    top_hold_s = row.top_hold_s(rung)
    if level.reps < row.top_reps(rung):
        return replace(level, reps=min(level.reps + row.reps_step, row.top_reps(rung)))
    if level.sets < row.top_sets:
        return replace(level, sets=level.sets + 1)
    if top_hold_s is not None and level.hold_s is not None and level.hold_s < top_hold_s:
        return replace(level, hold_s=min(level.hold_s + row.hold_step_s, top_hold_s))
    harder = slot.above(rung)
    if harder is not None:
        hold_s = row.start_hold_s(harder)
        return Level(rung=harder, sets=level.sets, reps=row.start_reps(harder), hold_s=hold_s)
    load_kg = level.load_kg + row.load_step_kg
    if row.load_step_kg and load_kg <= slot.rungs[rung].most_load_kg:
        return replace(level, reps=row.start_reps(rung), load_kg=load_kg)
    return None


def down(slot: FittedSlot, level: Level) -> Level | None:
    """Return one rung down and half the sets.

    Parameters
    ----------
    slot
        The slot for the person.
    level
        The level now.

    Returns
    -------
    Level or None
        Of three sets two are left.  A weight is a rung of its own and comes off.  On the easiest
        form with one set, half the repetitions are left.  None = there is nothing easier.
    """
    sets = (level.sets + 1) // 2
    if level.load_kg:
        return replace(level, sets=sets, load_kg=0.0)
    easier = slot.below(level.rung)
    if easier is not None:
        return _begun(slot, easier, sets)
    if sets < level.sets:
        return _begun(slot, level.rung, sets, most_reps=level.reps)
    fewest = min(FEWEST_REPS, slot.slot.start_reps(level.rung))
    few = max(fewest, level.reps // 2)
    return replace(level, reps=few) if few < level.reps else None


def after_pause(slot: FittedSlot, level: Level) -> Level:
    """Return one rung down; on the easiest form, one set less.

    Parameters
    ----------
    slot
        The slot for the person.
    level
        The level before the pause.

    Returns
    -------
    Level
        The level to go on with, which may be the same.
    """
    if level.load_kg:
        return replace(level, load_kg=0.0)
    easier = slot.below(level.rung)
    if easier is not None:
        return _begun(slot, easier, level.sets)
    return replace(level, sets=max(1, level.sets - 1))


def _begun(slot: FittedSlot, rung: int, sets: int, *, most_reps: int | None = None) -> Level:
    """Return the first level of a rung."""
    reps = slot.slot.start_reps(rung)
    few = reps if most_reps is None else min(reps, most_reps)
    return Level(rung=rung, sets=sets, reps=few, hold_s=slot.slot.start_hold_s(rung))


# --- Words ---------------------------------------------------------------------------------------


def named(slot: FittedSlot, level: Level) -> str:
    """Return the form and how much of it is done, in words.

    Parameters
    ----------
    slot
        The slot for the person.
    level
        The level.

    Returns
    -------
    str
        A phrase without a full stop, with a capital.
    """
    title = slot.title(level.rung)
    if slot.rungs[level.rung].minutes is not None:
        return title
    return f"{title}, {in_words(slot, level)}"


def in_words(slot: FittedSlot, level: Level) -> str:
    """Return how much is done, in words: "2 sets of 8", "3 holds of 30 seconds", "10 minutes".

    Parameters
    ----------
    slot
        The slot for the person.
    level
        The level.

    Returns
    -------
    str
        A phrase without a full stop.
    """
    rung = slot.rungs[level.rung]
    if rung.minutes is not None:
        return f"{rung.minutes:g} minutes"
    is_hold = not rung.exercise or exercise_named(rung.exercise).kind == "hold"
    if is_hold and level.hold_s:
        count = level.sets * level.reps
        amount = f"{count} {'hold' if count == 1 else 'holds'} of {level.hold_s:g} seconds"
    else:
        amount = f"{level.sets} {'set' if level.sets == 1 else 'sets'} of {level.reps}"
        amount += f", held for {level.hold_s:g} seconds" if level.hold_s else ""
    return amount + (f", with {level.load_kg:g} kg" if level.load_kg else "")
