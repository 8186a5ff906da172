"""Sessions of one exercise of a small ladder, and what is decided after them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from formcheck.exercises.profile import NO_PROFILE
from formcheck.programme.day import Level, step_to
from formcheck.programme.definition import load_programme
from formcheck.programme.fitted import fitted
from formcheck.programme.history import EffortEntry
from formcheck.programme.past import Past
from formcheck.programme.progression import decide_all
from support.paths import TESTS
from support.patients import MONDAY, at, done, pain, slot_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from formcheck.exercises.profile import Profile
    from formcheck.programme.day import Offer
    from formcheck.programme.fitted import FittedSlot
    from formcheck.programme.history import History
    from formcheck.programme.progression import Decision

PROGRAMME: Final = load_programme(TESTS / "programme" / "ladder.toml")

TODAY: Final = MONDAY + timedelta(days=40)
USUAL: Final = 1
THREE_SETS: Final = Level(rung=1, sets=3, reps=8, hold_s=5)
DAYS: Final = (TODAY - timedelta(days=4), TODAY - timedelta(days=2))
"""The two sessions."""

MORNINGS: Final = {
    "as usual": USUAL, "1 more": USUAL + 1, "2 more": USUAL + 2, "3 more": USUAL + 3,
}  # fmt: skip


def slot_for(profile: Profile = NO_PROFILE, name: str = "bridge") -> FittedSlot:
    return next(slot for slot in fitted(PROGRAMME, profile) if slot.name == name)


def session(
    day: date, level: Level, *, hurts: str = "1", how: str = "good", morning: str = "as usual"
) -> Iterator[object]:
    """What is kept of one session and of the morning after it."""
    exercise = slot_named(PROGRAMME, "bridge").ladder[level.rung].exercise
    share = {"three quarters": 0.75, "less than half": 0.4}.get(how, 1.0)
    sets = level.sets - (how == "not all of it")
    for number in range(sets):
        for side in slot_for().sides(level.rung):
            yield done(
                exercise,
                day,
                hour=10 + number / 10,
                side="both" if side == "auto" else side,
                total=level.reps,
                good=round(level.reps * share),
                clean=int(level.reps * share),
            )
    sharp = hurts == "sharp"
    answer = None if hurts in {"sharp", "no answer"} else int(hurts)
    yield replace(pain(day, answer, exercise=exercise), sharp=sharp)
    yield EffortEntry(at=at(day, 11), number=5 if how == "hard work" else 4, exercise=exercise)
    if morning != "no answer":
        yield pain(day + timedelta(days=1), MORNINGS[morning], asked="next_morning")


def mornings() -> list[object]:
    """A week of usual mornings, long before the sessions."""
    return [pain(TODAY - timedelta(days=20 - n), USUAL, asked="next_morning") for n in range(7)]


def earlier(level: Level) -> list[object]:
    """Good sessions before the two that matter, so that there was no pause."""
    days = [TODAY - timedelta(days=days) for days in (12, 10, 7)]
    return [each for day in days for each in session(day, level)]


def begun_at(level: Level, day: date) -> object:
    return step_to(level, programme="ladder", slot="bridge", kind="up", at=at(day, 9))


def decide(past: History, *, day: date = TODAY, profile: Profile = NO_PROFILE) -> Decision:
    return all_of(past, day=day, profile=profile)[0]


def all_of(
    past: History, *, day: date = TODAY, profile: Profile = NO_PROFILE
) -> tuple[Decision, tuple[Offer, ...]]:
    slots = fitted(PROGRAMME, profile)
    decisions, offers = decide_all(PROGRAMME, slots, Past(past.until(day), slots), day)
    return next(row for row in decisions if row.slot.name == "bridge"), offers


def kind_of(decision: Decision) -> str:
    return "stay" if decision.offer is None else decision.offer.kind
