"""A week of a plan, as it is for a patient who does everything and has no pain."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from formcheck.programme.history import Activity, DoneSet, History, PainEntry, ScreeningAnswer
from formcheck.programme.today import due

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from formcheck.exercises.profile import Profile
    from formcheck.programme.day import Item, LeftOut
    from formcheck.programme.definition import Programme

DAYS: Final = 7
ANY_MONDAY: Final = date(2024, 1, 1)
"""A Monday for a plan that names no day from which on it holds."""

SET_S: Final = 60.0
"""How long a set is taken to last (engineering default); rests come on top."""


class PlannedDay(NamedTuple):
    """What is due on one day of a plan.

    Attributes
    ----------
    day
        The day.
    items
        What is due, in order.
    left_out
        What no day has, with the reason.
    minutes
        About how long it takes with its rests, minutes.
    """

    day: date
    items: tuple[Item, ...]
    left_out: tuple[LeftOut, ...]
    minutes: float


def weeks_of(
    programme: Programme, profile: Profile, *, weeks: int = 1, begin: date | None = None
) -> list[list[PlannedDay]]:
    """Return the first weeks of a plan, worked out by the rules that ``today`` follows.

    The patient of these weeks does everything that is due, without pain and without faults, and
    takes no offer to make it harder.

    Parameters
    ----------
    programme, profile
        The plan.
    weeks
        How many weeks.
    begin
        A Monday; None = that of the day from which on the plan holds, or any.

    Returns
    -------
    list of list of PlannedDay
        Seven days for each week.
    """
    own = profile.programme
    since = None if own is None else own.since
    first = begin or (ANY_MONDAY if since is None else since + timedelta(-since.weekday() % DAYS))
    history = History(screenings=(ScreeningAnswer(at=_at(first, 6), flags=()),))
    days = []
    for number in range(DAYS * weeks):
        day = first + timedelta(days=number)
        morning = PainEntry(asked="next_morning", at=_at(day, 7), number=0)
        history = replace(history, pains=(*history.pains, morning))
        found = due(programme, history, day, profile=profile)
        days.append(PlannedDay(day, found.items, found.left_out, _minutes(found.items)))
        history = _after(history, day, found.items)
    return [days[DAYS * week : DAYS * (week + 1)] for week in range(weeks)]


def _after(history: History, day: date, items: Sequence[Item]) -> History:
    """Return the history of a patient who did everything of a day and has no pain."""
    sets = (done for item in items if item.exercise for done in _sets(item, day))
    clock = (_ticked(item, day) for item in items if not item.exercise)
    return replace(
        history,
        sets=(*history.sets, *sets),
        pains=(*history.pains, PainEntry(asked="after", at=_at(day, 11), number=0)),
        activities=(*history.activities, *clock),
    )


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), UTC)


def _sets(item: Item, day: date) -> Iterator[DoneSet]:
    """Yield the sets of an item as the patient of these weeks does them."""
    for side in item.sides:
        for number in range(item.sets):
            yield DoneSet(
                set_id=f"{day} {item.slot} {side} {number}",
                session_id=str(day),
                exercise=item.exercise,
                side="both" if side == "auto" else side,
                started=_at(day, 10),
                duration_s=SET_S,
                verdict="good",
                good=item.reps,
                clean=item.reps,
                total=item.reps,
                partial=0,
            )


def _ticked(item: Item, day: date) -> Activity:
    return Activity(kind="other", at=_at(day, 10), minutes=item.minutes or 1.0, slot=item.slot)


def _minutes(items: Sequence[Item]) -> float:
    """Return about how long a day takes: sets, holds and rests."""
    total_s = 0.0
    for item in items:
        if item.minutes is not None:
            total_s += 60 * item.minutes
            continue
        set_s = item.reps * item.hold_s if item.hold_s else SET_S
        sets = item.sets * len(item.sides)
        total_s += sets * max(set_s, SET_S / 2) + (sets - 1) * item.rest_s
    return total_s / 60
