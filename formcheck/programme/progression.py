"""When an exercise becomes harder, stays, or becomes easier.

A step up is offered and waits for a yes.  A step down, a step after a pause and a new start are
the new default: the day has them already, the person hears why, and they or the therapist may keep
to the old level.  Sources: AAOS OrthoInfo (8 to 12 repetitions, then weight), My Hip Exercise (no
progress without good technique or with raised pain), NEMEX-TJR (Ageberg 2010: pain and quality of
performance).  That a step *down* follows raised pain, half the sets, two steps down in 14 days and
the lengths of pauses are engineering defaults, for a physiotherapist to sign off.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from formcheck.pain_scale import SAFE_UP_TO
from formcheck.programme.day import Offer
from formcheck.programme.levels import (
    HALF,
    WEEK_DAYS,
    after_pause,
    begin,
    down,
    in_words,
    is_complete,
    named,
    standing,
    up,
)
from formcheck.programme.milestones import reviews
from formcheck.programme.pain_rules import NEMEX

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from formcheck.programme.day import Level
    from formcheck.programme.definition import Programme
    from formcheck.programme.fitted import FittedSlot
    from formcheck.programme.levels import Standing
    from formcheck.programme.past import Past, SlotSession

SESSIONS_RUNNING: Final = 2
"""So many sessions running must go well before a step up."""

MOSTLY_CLEAN: Final = 0.8
"""From this share of clean repetitions on a session went well."""

EASY_BELOW: Final = 5
"""An effort below this, of 10, leaves room for more."""

PAUSE_DAYS: Final = 7
"""After a longer pause a slot is one rung easier."""

RESTART_DAYS: Final = 21
"""After a longer pause a slot begins with its first week again."""

DOWNS_DAYS: Final = 14
MOST_DOWNS: Final = 2
"""With so many steps down within so many days the physiotherapist is asked."""

AAOS: Final = "AAOS OrthoInfo, hip conditioning; My Hip Exercise; Ageberg 2010"
DEFAULT: Final = "engineering default"

_EASIER: Final = frozenset({"down", "rest"})
"""Offers of which two within some days are too many."""

ASK_EFFORT: Final = "Was it easy the last two times: an effort of less than 5 of 10?"


@dataclass(frozen=True, slots=True)
class Decision:
    """What the rules say about a slot on a day."""

    slot: FittedSlot
    level: Level
    """The level of the day, with what applies at once."""
    why: str
    """Why it is this level, in one sentence."""
    offer: Offer | None = None
    rests: bool = False
    """True: it became easier a few days ago or cannot become so, and waits for a better hip."""


def decide_all(
    programme: Programme, slots: Sequence[FittedSlot], past: Past, day: date
) -> tuple[tuple[Decision, ...], tuple[Offer, ...]]:
    """Return what the rules say about each slot, and what they say about the whole programme.

    Parameters
    ----------
    programme
        The programme.
    slots
        Its slots for the person that have a rung.
    past
        What was done.
    day
        The day.

    Returns
    -------
    tuple
        A decision for each slot, and offers for the whole programme.
    """
    decisions = tuple(_decide(programme, slot, slots, past, day) for slot in slots)
    since = day - timedelta(days=DOWNS_DAYS - 1)
    downs = {
        step.at.date()
        for step in past.history.steps
        if step.programme == programme.name and step.kind == "down" and since <= step.at.date()
    }
    downs |= {day for row in decisions if row.offer is not None and row.offer.kind in _EASIER}
    offers = tuple(reviews(programme, past, day))
    if len(downs) >= MOST_DOWNS:
        ask = _ask_after_downs()
        return tuple(_without_up(row, ask.what) for row in decisions), (ask, *offers)
    return tuple(_one_harder_form(decisions)), offers


def _without_up(row: Decision, why: str) -> Decision:
    """Return a decision without its step up."""
    is_up = row.offer is not None and row.offer.kind == "up"
    return Decision(row.slot, row.level, why) if is_up else row


def _one_harder_form(decisions: Sequence[Decision]) -> Iterator[Decision]:
    """Yield the decisions with at most one harder form or weight of strength a day.

    With several of them, a bad morning would not say which one it was (engineering default).
    """
    taken = False
    for row in decisions:
        to = row.offer.to if row.offer is not None and row.offer.kind == "up" else None
        is_harder = to is not None and (to.rung, to.load_kg) != (row.level.rung, row.level.load_kg)
        if not is_harder or row.slot.slot.kind != "strength":
            yield row
        elif taken:
            yield _without_up(row, "One harder form at a time: this one is next.")
        else:
            taken = True
            yield row


def _decide(
    programme: Programme,
    slot: FittedSlot,
    slots: Sequence[FittedSlot],
    past: Past,
    day: date,
) -> Decision:
    now = standing(slot, past, programme=programme.name, day=day)
    days = [at for at in past.days(slot.name) if at < day]
    if slot.slot.kind == "warm_up":
        return Decision(slot, now.level, "The warm-up comes first, always.")
    if not days:
        return Decision(slot, now.level, "You begin with the easiest form.")
    paused = _after_pause(slot, now, days[-1], day)
    if paused is not None:
        return paused
    done = [
        session
        for session in (past.session(slot.name, at) for at in days[-SESSIONS_RUNNING:])
        if now.has(session) and _is_of(slot, now.level, session)
    ]
    reason = _reason_to_go_down(slot, slots, past, done)
    if reason:
        return _one_down(slot, now, past, day, why=reason)
    if now.in_ramp:
        return Decision(slot, now.level, _ramp_words(slot, now.level, done))
    hold = next(_reasons_to_hold(slot, now, past, done, day), "")
    return Decision(slot, now.level, hold) if hold else _one_up(slot, now.level, done)


def _is_of(slot: FittedSlot, level: Level, session: SlotSession) -> bool:
    name = slot.rungs[level.rung].exercise
    return name in session.exercises if name else session.is_timed


# --- Down ----------------------------------------------------------------------------------------


def _after_pause(slot: FittedSlot, now: Standing, last: date, day: date) -> Decision | None:
    """Return an easier level after a pause; None = there was no pause, or it was heeded."""
    if now.since is not None and now.at is not None:
        last = max(last, now.since)
    days = (day - last).days
    if days <= PAUSE_DAYS:
        return None
    if days > RESTART_DAYS:
        to, weeks = begin(slot), days // WEEK_DAYS
        why = f"You paused for {weeks} weeks."
        what = f"Begin again with the first week: {_lowered(named(slot, to))}."
        offer = _applied(slot, "start", to, what=what, why=why, source=DEFAULT)
        return Decision(slot, to, why, offer)
    to, why = after_pause(slot, now.level), f"You paused for {days} days."
    if to == now.level:
        return Decision(slot, to, why)
    what = f"Begin one step easier: {_lowered(named(slot, to))}."
    offer = _applied(slot, "pause", to, what=what, why=why, source=DEFAULT)
    return Decision(slot, to, why, offer)


def _reason_to_go_down(
    slot: FittedSlot, slots: Sequence[FittedSlot], past: Past, done: Sequence[SlotSession]
) -> str:
    """Return why a slot becomes easier; empty = it does not."""
    if not done:
        return ""
    last = done[-1]
    if last.sharp:
        return "The pain was sharp last time."
    if last.light == "red":
        return f"The pain was {last.pain} of 10 last time."
    if last.was_bad_for_the_hip and slot.name in _strained(slots, past, last.day):
        return "The hip hurt more than usual after the last time."
    shares = [session.good_share for session in done]
    if len(shares) == SESSIONS_RUNNING and all(share < HALF for share in shares):
        return "Twice running less than half of it was done well."
    return ""


def _strained(slots: Sequence[FittedSlot], past: Past, day: date) -> frozenset[str]:
    """Return the slots that a bad morning is put down to."""
    # A morning does not say which exercise it was.  Engineering default: the ones that hurt more
    # than a little on the day before; if none did, the strength of that day; without any, all that
    # was done but the warm-up.
    done = {
        slot.name: past.session(slot.name, day)
        for slot in slots
        if slot.slot.kind != "warm_up" and day in past.days(slot.name)
    }
    hurt = {
        name
        for name, session in done.items()
        if session.sets and (session.sharp or (session.pain or 0) > SAFE_UP_TO)
    }
    strength = {slot.name for slot in slots if slot.slot.kind == "strength"} & set(done)
    return frozenset(hurt or strength or done)


def _one_down(slot: FittedSlot, now: Standing, past: Past, day: date, *, why: str) -> Decision:
    """Return one rung down, or a rest where that is not possible or was done within a week."""
    level, to = now.level, down(slot, now.level)
    is_recent = now.lowered and now.at is not None and (day - now.at.date()).days < WEEK_DAYS
    if to is not None and not is_recent:
        what = f"It is easier now: {_lowered(named(slot, to))}."
        offer = _applied(slot, "down", to, what=what, why=why, source=f"{NEMEX}; {DEFAULT}")
        return Decision(slot, to, why, offer)
    if past.mornings.of(day).light == "green":
        return Decision(slot, level, "The hip is as usual again. Begin carefully.")
    what = "Leave it out until the hip is as usual again."
    offer = Offer(kind="rest", slot=slot.name, what=what, why=why, source=DEFAULT)
    return Decision(slot, level, why, offer, rests=True)


def _applied(slot: FittedSlot, kind: str, to: Level, *, what: str, why: str, source: str) -> Offer:
    return Offer(
        kind=kind,  # type: ignore[arg-type]  # one of the kinds that change a level
        slot=slot.name,
        to=to,
        what=what,
        why=why,
        source=source,
        applies=True,
    )


# --- Hold ----------------------------------------------------------------------------------------


def _ramp_words(slot: FittedSlot, level: Level, done: Sequence[SlotSession]) -> str:
    if done and not is_complete(slot, level, done[-1]):
        return f"First do all of it: {in_words(slot, level)}."
    return "In the first weeks a set is added each week, as long as the hip takes it well."


def _reasons_to_hold(
    slot: FittedSlot,
    now: Standing,
    past: Past,
    done: Sequence[SlotSession],
    day: date,
) -> Iterator[str]:
    """Yield why a slot does not become harder, the weightiest reason first."""
    today = past.mornings.of(day)
    if today.light not in {None, "green"}:
        yield "Your hip hurts more than usual today, so nothing becomes harder."
    if today.rising or past.mornings.is_rising(day - timedelta(days=1)):
        yield "The pain has risen over the last days, so nothing becomes harder."
    for session in reversed(done):
        yield from _unwell(session)
    for session in reversed(done):
        yield from _not_yet_good(slot, now.level, session)
    if len(done) < SESSIONS_RUNNING:
        yield "It stays the same until it has gone well twice running."
    if now.since is not None and (day - now.since).days < WEEK_DAYS:
        yield "It became different less than a week ago."
    if (day - _run_begun(past.days(slot.name), day)).days < WEEK_DAYS:
        yield "You began again less than a week ago."
    if slot.has_own_dose(now.level.rung):
        yield "Your physiotherapist has set how much you do."
    if up(slot, now.level) is None:
        yield "This is the hardest form here. Keep it up."


def _run_begun(days: Sequence[date], day: date) -> date:
    """Return when the sessions before a day began that have no pause between them."""
    begun = day
    for at in reversed(days):
        if at < begun and (begun - at).days > PAUSE_DAYS:
            break
        begun = min(begun, at)
    return begun


def _unwell(session: SlotSession) -> Iterator[str]:
    """Yield what speaks against more in how the hip took a session."""
    following = session.mornings[0]
    if session.light in {"amber", "red"}:
        yield f"The pain was {session.pain} of 10, so it stays the same."
    if session.light == "stop":
        yield "The pain was sharp, so it stays the same."
    if session.risen:
        yield "The pain rose while you exercised, so it stays the same."
    if session.light is None and not session.is_timed:
        yield "You did not say how strong the pain was, so it stays the same."
    if following.light == "amber" or session.was_bad_for_the_hip:
        yield "The hip hurt more than usual on the next morning, so it stays the same."
    if following.light is None:
        yield "You did not say how the hip was on the next morning, so it stays the same."


def _not_yet_good(slot: FittedSlot, level: Level, session: SlotSession) -> Iterator[str]:
    """Yield what speaks against more in how a session was done."""
    if not is_complete(slot, level, session):
        yield f"First do all of it twice running: {in_words(slot, level)}."
    if session.clean_share < MOSTLY_CLEAN:
        yield "First do most of it without a fault twice running."
    if session.effort is not None and session.effort >= EASY_BELOW:
        yield f"It was hard work ({session.effort} of 10), so it stays the same."


# --- Up ------------------------------------------------------------------------------------------


def _one_up(slot: FittedSlot, level: Level, done: Sequence[SlotSession]) -> Decision:
    to = up(slot, level)
    if to is None:  # `_reasons_to_hold` names it
        return Decision(slot, level, "")
    is_timed = all(session.is_timed for session in done)
    why = (
        "Twice running you did all of it, and the hip was as usual on the next morning."
        if is_timed
        else "Twice running you did all of it in good form, with little pain, and the hip was as "
        "usual on the next morning."
    )
    asks = any(session.effort is None for session in done)
    offer = Offer(
        kind="up",
        slot=slot.name,
        to=to,
        what=_what_is_more(slot, level, to),
        why=why,
        source=AAOS,
        ask=ASK_EFFORT if asks else "",
    )
    return Decision(slot, level, why, offer)


def _what_is_more(slot: FittedSlot, level: Level, to: Level) -> str:
    title, amount = slot.title(level.rung), in_words(slot, to)
    if slot.rungs[to.rung].minutes is not None:
        return f"{slot.title(to.rung)} instead of {in_words(slot, level)}."
    if to.rung != level.rung:
        return f"Take a harder form: {_lowered(named(slot, to))}."
    if to.load_kg > level.load_kg:
        return f"{title} with {to.load_kg:g} kg, and {to.reps} repetitions again."
    return f"{title}: {amount} instead of {in_words(slot, level)}."


def _lowered(title: str) -> str:
    return title[:1].lower() + title[1:]


# --- The whole programme -------------------------------------------------------------------------


def _ask_after_downs() -> Offer:
    return Offer(
        kind="ask_physiotherapist",
        what="Ask your physiotherapist what to change.",
        why=f"It had to become easier twice within {DOWNS_DAYS} days.",
        source=DEFAULT,
    )
