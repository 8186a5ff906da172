"""The sessions of each slot: what was done on a day, how well, and how the hip took it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from formcheck.pain_scale import RISE_ADVISED, light_of
from formcheck.programme.pain_rules import Mornings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from formcheck.pain_scale import PainLight
    from formcheck.pose.joints import SideChoice
    from formcheck.programme.fitted import FittedSlot
    from formcheck.programme.history import Activity, DoneSet, EffortEntry, History, PainEntry
    from formcheck.programme.pain_rules import Morning

REDONE: Final = "redone"
"""Why a set was over that is done again: it does not count."""


@dataclass(frozen=True, slots=True)
class SlotSession:
    """What was done in a slot on one day."""

    day: date
    first: datetime
    """When it began."""
    exercises: frozenset[str]
    """Names of the exercises; empty = by the clock."""
    sets: tuple[DoneSet, ...]
    minutes: float
    """Minutes that were logged by the clock."""
    ticked: int
    """How often it was ticked off."""
    pain: int | None
    """The strongest of during and after; None = no number."""
    sharp: bool
    risen: bool
    """The pain rose by 2 or more over that before the session."""
    effort: int | None
    """0 to 10; None = not asked."""
    mornings: tuple[Morning, Morning]
    """The next morning and the one after it."""

    @property
    def is_timed(self) -> bool:
        """True if it was done by the clock, without sets."""
        return not self.sets

    @property
    def light(self) -> PainLight | None:
        """The light of the session itself; None = no number was given."""
        return light_of(self.pain, sharp=self.sharp)

    @property
    def clean_share(self) -> float:
        """The share of clean ones among all attempts of the day; NaN without any."""
        return self._share(sum(done.clean for done in self.sets))

    @property
    def good_share(self) -> float:
        """The share of good ones among all attempts of the day; NaN without any."""
        return self._share(sum(done.good for done in self.sets))

    def _share(self, count: int) -> float:
        attempts = sum(done.total + done.partial for done in self.sets)
        return count / attempts if attempts else math.nan

    @property
    def was_bad_for_the_hip(self) -> bool:
        """True if the morning after it was red, or pain was raised for more than one day."""
        following, second = self.mornings
        return following.light in {"red", "stop"} or second.raised_days

    def did(self, sides: Sequence[SideChoice], *, sets: int, reps: int) -> bool:
        """Return whether every leg did all sets with all repetitions.

        Parameters
        ----------
        sides
            The legs that work.
        sets, reps
            What was planned for each leg.

        Returns
        -------
        bool
            True also for something by the clock that was ticked off.
        """
        if self.is_timed:
            return self.ticked > 0
        found = sets_by_side(self.sets, sides)
        return all(
            len(rows) >= sets and sum(done.total for done in rows) >= sets * reps
            for rows in found.values()
        )


def sets_by_side(
    sets: Sequence[DoneSet], sides: Sequence[SideChoice]
) -> Mapping[SideChoice, list[DoneSet]]:
    """Return sets by the leg that did them.

    Parameters
    ----------
    sets
        The sets.
    sides
        The legs that work; with a single one all sets are its own.

    Returns
    -------
    Mapping
        A list for each leg; a set whose leg was not seen goes to the leg that has fewer.
    """
    found: dict[SideChoice, list[DoneSet]] = {side: [] for side in sides}
    unclear = []
    for done in sets:
        if len(sides) == 1:
            found[sides[0]].append(done)
        elif done.side in {"left", "right"} and done.side in found:
            found["left" if done.side == "left" else "right"].append(done)
        elif done.side not in {"left", "right"}:
            unclear.append(done)
    for done in unclear:
        fewest = min(found, key=lambda side: len(found[side]))
        found[fewest].append(done)
    return found


class Past:
    """A history, by slot and day.

    Parameters
    ----------
    history
        The person's past; what is later than the day in question must be left out of it.
    slots
        The slots of the programme for the person.
    programme
        The name of the programme; empty = all of the past counts for its slots.

    Attributes
    ----------
    history
        As given.
    mornings
        The answers about pain, by day.
    begun
        When the programme was begun; None = it is not said, and all of the past counts.
    """

    def __init__(
        self, history: History, slots: Sequence[FittedSlot], *, programme: str = ""
    ) -> None:
        self.history, self.mornings = history, Mornings(history)
        self.begun = _begun(history, programme)
        self._slots = {slot.name: slot for slot in slots}
        self._sets: dict[date, list[DoneSet]] = {}
        self._pains: dict[date, list[PainEntry]] = {}
        self._activities: dict[date, list[Activity]] = {}
        self._efforts: dict[date, list[EffortEntry]] = {}
        for done in history.sets:
            if done.ended_by != REDONE:
                self._sets.setdefault(done.day, []).append(done)
        for pain in history.pains:
            self._pains.setdefault(pain.at.date(), []).append(pain)
        for activity in history.activities:
            self._activities.setdefault(activity.at.date(), []).append(activity)
        for effort in history.efforts:
            self._efforts.setdefault(effort.at.date(), []).append(effort)
        self._days = {slot.name: self._days_of(slot) for slot in slots}
        self._sessions: dict[tuple[str, date], SlotSession] = {}

    def days(self, slot: str) -> tuple[date, ...]:
        """Return the days on which something of a slot was done, in order."""
        return self._days[slot]

    def first_day(self) -> date | None:
        """Return the day on which the programme was begun; None = it was not."""
        return (
            self.begun.date()
            if self.begun
            else min((days[0] for days in self._days.values() if days), default=None)
        )

    def moved_days(self) -> frozenset[date]:
        """Return the days with a set or with motion of any kind."""
        return frozenset(self._sets) | frozenset(self._activities)

    def sets(self, day: date) -> Sequence[DoneSet]:
        """Return the sets of a day, but those that were done again."""
        return self._sets.get(day, [])

    def pains(self, day: date) -> Sequence[PainEntry]:
        """Return the answers about pain of a day."""
        return self._pains.get(day, [])

    def activities(self, day: date) -> Sequence[Activity]:
        """Return the logged motion of a day."""
        return self._activities.get(day, [])

    def moved_minutes(self, day: date) -> float:
        """Return the minutes of motion of a day: sets, and what was logged."""
        seconds = sum(done.duration_s for done in self.sets(day))
        return seconds / 60 + sum(entry.minutes for entry in self.activities(day))

    def session(self, slot: str, day: date) -> SlotSession:
        """Return the session of a slot on one of its days.

        Parameters
        ----------
        slot
            The name of the slot.
        day
            One of `days`.

        Returns
        -------
        SlotSession
            What was done.
        """
        key = (slot, day)
        if key not in self._sessions:
            self._sessions[key] = self._session(self._slots[slot], day)
        return self._sessions[key]

    def timed_minutes(self, slot: str, day: date) -> float:
        """Return the minutes that count for a slot on a day.

        A walk that no slot was ticked off with counts for the warm-up and for the walk of the day.

        Parameters
        ----------
        slot
            The name of the slot.
        day
            The day.

        Returns
        -------
        float
            Minutes.
        """
        kind = self._slots[slot].slot.kind
        counts = {slot, ""} if kind in {"warm_up", "aerobic"} else {slot}
        return sum(entry.minutes for entry in self.activities(day) if entry.slot in counts)

    def _days_of(self, slot: FittedSlot) -> tuple[date, ...]:
        names = slot.exercises()
        days = {
            day for day, sets in self._sets.items() if any(done.exercise in names for done in sets)
        }
        if any(not rung.exercise for rung in slot.rungs.values()):
            counts = {slot.name, ""} if slot.slot.kind == "aerobic" else {slot.name}
            days |= {
                day
                for day, entries in self._activities.items()
                if any(entry.slot in counts for entry in entries)
            }
        begun = self.begun
        return tuple(sorted(day for day in days if begun is None or day >= begun.date()))

    def _session(self, slot: FittedSlot, day: date) -> SlotSession:
        names = slot.exercises()
        sets = tuple(done for done in self.sets(day) if done.exercise in names)
        exercises = frozenset(done.exercise for done in sets)
        logged = self.activities(day)
        ticks = [entry for entry in logged if entry.slot == slot.name]
        answers = self._answers(day, exercises or frozenset({slot.name}))
        pain = max((entry.number for entry in answers if entry.number is not None), default=None)
        before = min(
            (
                entry.number
                for entry in self.pains(day)
                if entry.asked == "before" and entry.number is not None
            ),
            default=None,
        )
        efforts = [
            entry.number
            for entry in self._efforts.get(day, [])
            if entry.exercise in {*exercises, ""}
        ]
        instants = [done.started for done in sets] + [entry.at for entry in ticks]
        return SlotSession(
            day=day,
            first=min(instants or [entry.at for entry in logged]),
            exercises=exercises,
            sets=sets,
            minutes=self.timed_minutes(slot.name, day),
            ticked=len(ticks),
            pain=pain,
            sharp=any(entry.sharp for entry in answers),
            risen=pain is not None and before is not None and pain - before >= RISE_ADVISED,
            effort=max(efforts, default=None),
            mornings=(
                self.mornings.of(day + timedelta(days=1)),
                self.mornings.of(day + timedelta(days=2)),
            ),
        )

    def _answers(self, day: date, names: frozenset[str]) -> list[PainEntry]:
        """Return the answers about pain that belong to a session; some hold for all of a day."""
        return [
            entry
            for entry in self.pains(day)
            if entry.asked in {"during", "after"} and entry.exercise in {*names, ""}
        ]


def _begun(history: History, programme: str) -> datetime | None:
    """Return when a programme was last begun; None = there is no entry of it."""
    times = [
        step.at
        for step in history.steps
        if programme and step.programme == programme and not step.slot
    ]
    return times[-1] if times else None
