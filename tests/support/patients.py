"""What a made-up person did and answered, as a history, and a person of twelve weeks."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from formcheck.exercises.loader import load_exercise
from formcheck.exercises.profile import NO_PROFILE
from formcheck.programme.history import (
    Activity,
    DoneSet,
    EffortEntry,
    History,
    PainEntry,
    ScreeningAnswer,
    StepTaken,
)
from formcheck.programme.today import due

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from formcheck.exercises.profile import Profile
    from formcheck.programme.day import Day, Item, Offer
    from formcheck.programme.definition import Programme
    from formcheck.programme.slots import Slot

MONDAY = date(2026, 1, 5)
"""The first day of every made-up person."""


def slot_named(programme: Programme, name: str) -> Slot:
    """The slot of a programme that has this name."""
    return next(slot for slot in programme.slot if slot.name == name)


def at(day: date, hour: float = 10) -> datetime:
    """An hour of a day."""
    return datetime.combine(day, time(), UTC) + timedelta(hours=hour)


def done(  # a set has many sides
    exercise: str,
    day: date,
    *,
    hour: float = 10,
    side: str = "both",
    total: int = 8,
    good: int | None = None,
    clean: int | None = None,
    **more: Any,  # noqa: ANN401  # further fields of a set
) -> DoneSet:
    """A set; all repetitions are clean unless something else is said."""
    measure = load_exercise(exercise).movement.measure
    fields: dict[str, Any] = {
        "set_id": f"{exercise} {day} {hour} {side}",
        "session_id": str(day),
        "exercise": exercise,
        "title": load_exercise(exercise).title,
        "measure": measure,
        "side": side,
        "started": at(day, hour),
        "duration_s": 60.0,
        "verdict": "good",
        "total": total,
        "good": total if good is None else good,
        "clean": total if clean is None else clean,
        "partial": 0,
        "judged_sha256": "judged",
        "model": "blazepose_full",
    }
    return DoneSet(**fields | more)


def pain(
    day: date, number: int | None, *, asked: str = "after", exercise: str = "", hour: float = 11
) -> PainEntry:
    """An answer about pain; that of a morning is given at seven."""
    hour = 7 if asked == "next_morning" else hour
    return PainEntry(asked=asked, at=at(day, hour), number=number, exercise=exercise)  # type: ignore[arg-type]


def screened(day: date = MONDAY, *flags: str, hour: float = 6) -> ScreeningAnswer:
    """An answer to the questions for red flags."""
    return ScreeningAnswer(at=at(day, hour), flags=flags)


def history(*entries: object) -> History:
    """A history of entries of any kind, each kind in order of time."""

    def of(kind: type) -> tuple[Any, ...]:
        found: list[Any] = [entry for entry in entries if isinstance(entry, kind)]
        return tuple(sorted(found, key=lambda row: row.started if kind is DoneSet else row.at))

    return History(
        of(DoneSet), of(PainEntry), of(Activity), of(StepTaken), of(ScreeningAnswer),
        of(EffortEntry),
    )  # fmt: skip


def sets_of(item: Item, day: date, *, hour: float = 10, clean: float = 1.0) -> Iterator[DoneSet]:
    """All sets of an item, with a share of clean repetitions."""
    for number in range(item.sets):
        for side in item.sides:
            total = item.reps
            is_pair = side == "auto"
            yield done(
                item.exercise,
                day,
                hour=hour + number / 10,
                side="both" if is_pair else side,
                total=total,
                good=round(total * min(1.0, clean + 0.1)),
                clean=round(total * clean),
            )


# --- A person of twelve weeks --------------------------------------------------------------------


@dataclass
class Simulated:
    """A made-up person who does what is due, says how it was, and mostly says yes to more.

    Parameters
    ----------
    programme, profile
        The programme, and the person's precautions.
    """

    programme: Programme
    profile: Profile = NO_PROFILE
    seed: int = 1
    baseline: float = 3.0
    """The usual pain of the first week."""
    end: float = 1.0
    """The usual pain of the twelfth week."""
    away: Callable[[int], bool] = lambda _: False
    """Whether the person is away on a day, counted from 0."""
    flare: Callable[[int], int] = lambda _: 0
    """Pain that is added on a day, counted from 0."""
    entries: list[object] = field(default_factory=list)
    """What the diary has so far."""

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)  # noqa: S311  # no secret
        self._known: dict[str, int] = {}

    def live(self, number: int) -> tuple[Day, list[Offer]]:
        """Live one day, and return what was due and which offers were taken."""
        day = MONDAY + timedelta(days=number)
        usual = self.baseline + (self.end - self.baseline) * min(1.0, number / 84)
        hurts = usual + self.flare(number)
        today = self._due(day)
        for question in today.questions:
            if question.kind == "red_flags":
                self._keep(screened(day, hour=6.5))
            else:
                self._keep(pain(day, self._answer(hurts - 1), asked="next_morning"))
        today = self._due(day)
        taken = [offer for offer in today.offers if offer.applies or offer.kind == "up"]
        for offer in taken:
            step = offer.step(self.programme.name, at(day, 8))
            if step is not None:
                self._keep(step)
        self._keep(pain(day, self._answer(hurts - 1), asked="before", hour=9))
        shown = self._due(day)
        for item in shown.items:
            self._do(item, day, hurts)
        return replace(shown, offers=today.offers), taken

    def _do(self, item: Item, day: date, hurts: float) -> None:
        if item.minutes is not None and not item.exercise:
            kind = "walk" if item.kind in {"warm_up", "aerobic"} else "other"
            walk = Activity(kind=kind, at=at(day, 9.5), minutes=item.minutes, slot=item.slot)  # type: ignore[arg-type]
            self._keep(walk)
            return
        if not item.exercise:
            self._keep(Activity(kind="other", at=at(day, 11), minutes=2.0, slot=item.slot))
            return
        known = self._known.get(item.exercise, 0)
        self._known[item.exercise] = known + item.sets * len(item.sides)
        clean = min(1.0, 0.7 + 0.05 * known)  # a new exercise needs some practice
        for each in sets_of(item, day, clean=clean):
            self._keep(each)
        strain = 0.6 if item.kind == "strength" else 0.0
        self._keep(pain(day, self._answer(hurts - 1 + strain), exercise=item.exercise))

    def _answer(self, level: float) -> int:
        return max(0, min(10, round(level + self._random.uniform(-0.4, 0.4))))

    def _due(self, day: date) -> Day:
        return due(self.programme, self.history, day, profile=self.profile)

    @property
    def history(self) -> History:
        """The diary so far."""
        return history(*self.entries)

    def _keep(self, entry: object) -> None:
        self.entries.append(entry)


def log_of(person: Simulated, days: int) -> Iterator[str]:
    """What a person lived through, as a physiotherapist would read it."""
    yield f"{person.programme.title}. {days // 7} weeks of a made-up person who takes every offer"
    week = 0
    for number in range(days):
        if person.away(number):
            continue
        today, _ = person.live(number)
        if today.week != week:
            week = today.week
            yield ""
            yield f"Week {week}"
        yield f"  {today.day:%a %d %b}  {_pains_of(person.history, today.day)}"
        if today.closed:
            yield f"    {today.closed}"
        for kind in ("strength", "balance", "motion", "aerobic"):
            rows = [
                f"{item.title.lower()}{_amount(item)}" for item in today.items if item.kind == kind
            ]
            if rows and (kind == "strength" or number % 7 == 0):
                yield f"    {kind}: {'; '.join(rows)}"
        for row in today.left_out:
            yield f"    left out: {row.title.lower()}. {row.why}"
        for offer in today.offers:
            yield f"    {offer.kind}: {offer.what} ({offer.why})"


def _amount(item: Item) -> str:
    load = f" with {item.load_kg:g} kg" if item.load_kg else ""
    return "" if item.minutes else f" {item.sets} x {item.reps}{load}"


def _pains_of(past: History, day: date) -> str:
    def strongest(*asked: str) -> str:
        numbers = [
            entry.number
            for entry in past.pains
            if entry.at.date() == day and entry.asked in asked and entry.number is not None
        ]
        return str(max(numbers)) if numbers else "-"

    return (
        f"pain: morning {strongest('next_morning')}, before {strongest('before')}, "
        f"strongest {strongest('during', 'after')}"
    )
