"""A programme for one person: forms that a precaution forbids are left out or replaced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from formcheck.exercises.profile import blocked, exercise_named
from formcheck.programme.slots import Rung

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from formcheck.exercises.prescription import Adjustment
    from formcheck.exercises.profile import Profile
    from formcheck.pose.joints import SideChoice
    from formcheck.programme.definition import Programme
    from formcheck.programme.slots import Slot


class FormNote(NamedTuple):
    """A form that a precaution forbids.

    Attributes
    ----------
    say
        What was left out or replaced, and why.
    why
        Only why.
    """

    say: str
    why: str


@dataclass(frozen=True, slots=True)
class FittedSlot:
    """A slot with the rungs that a person may do."""

    slot: Slot
    rungs: Mapping[int, Rung]
    """The allowed rungs by their number in the programme's own ladder; a forbidden exercise may
    have been replaced."""
    notes: Mapping[int, FormNote]
    """What was left out or replaced, by the number of the rung."""
    profile: Profile

    @property
    def name(self) -> str:
        """The name of the slot."""
        return self.slot.name

    @property
    def lowest(self) -> int:
        """The number of the easiest rung that is allowed; there is one."""
        return min(self.rungs)

    @property
    def first(self) -> int:
        """The number of the rung with which the slot begins."""
        return self.nearest(self.slot.begin_at - 1)

    @property
    def since(self) -> date | None:
        """The day from which on the therapist has it begin anew; None = there is none."""
        own = self.profile.programme
        return own.since if own is not None and own.restarts(self.name) else None

    def nearest(self, rung: int) -> int:
        """Return the rung that is allowed and next below a rung, or the lowest one."""
        return max((number for number in self.rungs if number <= rung), default=self.lowest)

    def below(self, rung: int) -> int | None:
        """Return the next easier rung that is allowed; None = there is none."""
        return max((number for number in self.rungs if number < rung), default=None)

    def above(self, rung: int) -> int | None:
        """Return the next harder rung that is allowed; None = there is none."""
        return min((number for number in self.rungs if number > rung), default=None)

    def title(self, rung: int) -> str:
        """Return the name of a rung that people see."""
        row = self.rungs[rung]
        return row.title or exercise_named(row.exercise).title

    def own(self, rung: int) -> Adjustment:
        """Return what the patient's file changes in the exercise of a rung."""
        return self.profile.adjustment(self.rungs[rung].exercise)

    def has_own_dose(self, rung: int) -> bool:
        """Return whether the therapist has set how much is done on a rung."""
        own = self.own(rung)
        return own.sets is not None or own.reps is not None or own.hold_s is not None

    def sides(self, rung: int) -> tuple[SideChoice, ...]:
        """Return the legs that work on a rung, in order; ``auto`` = both, or it is no matter."""
        name = self.rungs[rung].exercise
        if not name or exercise_named(name).sides != "one":
            return ("auto",)
        asked = self.own(rung).side
        if asked is None and self.slot.sides == "concerned":
            asked = self.profile.side
        return ("left", "right") if asked in {None, "auto"} else (asked,)

    def exercises(self) -> frozenset[str]:
        """Return the names of the exercises on its rungs."""
        return frozenset(rung.exercise for rung in self.rungs.values() if rung.exercise)


def fitted(programme: Programme, profile: Profile) -> tuple[FittedSlot, ...]:
    """Return the slots of a programme for a person.

    Parameters
    ----------
    programme
        The programme.
    profile
        The person's precautions and prescription.

    Returns
    -------
    tuple[FittedSlot, ...]
        All slots in their order; one without allowed rungs has none, and its notes say why.
    """
    taken = {rung.exercise for slot in programme.slot for rung in slot.ladder}
    result = []
    for slot in programme.slot:
        fit = _fit(slot, profile, taken)
        taken |= fit.exercises()
        result.append(fit)
    return tuple(result)


def _fit(slot: Slot, profile: Profile, taken: set[str]) -> FittedSlot:
    """Return a slot for a person; a replacement that another rung has already is not taken."""
    rungs: dict[int, Rung] = {}
    notes: dict[int, FormNote] = {}
    used = set(taken)
    for number, rung in enumerate(slot.ladder[: slot.go_up_to]):
        allowed, note = _allowed(rung, profile, used)
        if allowed is not None:
            rungs[number] = allowed
            used.add(allowed.exercise)
        if note is not None:
            notes[number] = note
    return FittedSlot(slot, rungs, notes, profile)


def _allowed(rung: Rung, profile: Profile, used: set[str]) -> tuple[Rung | None, FormNote | None]:
    """Return the rung, what takes its place, or None; and the reason if it is not the rung."""
    forbids = [rung.not_for[name] for name in profile.precautions if name in rung.not_for]
    exercise = exercise_named(rung.exercise) if rung.exercise else None
    title = rung.title or (exercise.title if exercise else "")
    if forbids:
        why = " ".join(dict.fromkeys(forbids))
        return None, FormNote(f"{title} is left out. {why}", why)
    block = None if exercise is None else blocked(exercise, profile)
    if block is None:
        return rung, None
    until = " until your physiotherapist allows it" if block.is_locked else ""
    other = None if block.instead is None else exercise_named(block.instead)
    # A stretch does not take the dose of a movement, nor the other way round.
    if other is None or exercise is None or other.name in used or other.kind != exercise.kind:
        return None, FormNote(f"{title} is left out{until}. {block.why}", block.why)
    say = f"{other.title} takes the place of {_lowered(title)}{until}. {block.why}"
    return Rung(exercise=other.name, source=rung.source), FormNote(say, block.why)


def _lowered(title: str) -> str:
    return title[:1].lower() + title[1:]
