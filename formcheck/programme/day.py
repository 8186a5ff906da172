"""What a day has: questions, exercises in order, offers, and words, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from formcheck.programme.history import StepTaken

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from formcheck.exercises.parts import Pair
    from formcheck.exercises.prescription import Adjustment
    from formcheck.exercises.profile import SlotKind
    from formcheck.pose.joints import SideChoice
    from formcheck.programme.history import StepKind
    from formcheck.programme.red_flags import RedFlag

QuestionKind = Literal["red_flags", "morning_pain"]

OfferKind = Literal["up", "down", "pause", "start", "rest", "ask_physiotherapist", "review"]
"""A harder form or more of it; an easier one for pain or form, or after a pause; week 1 again; a
rest until the hip is better (which a day lists under what is left out); or words alone: ask the
physiotherapist, look at your progress."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """Where a person is on the ladder of a slot."""

    rung: int
    """0 = the easiest."""
    sets: int
    reps: int
    hold_s: float | None = None
    """Seconds; None = the hold of the exercise."""
    load_kg: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question that comes before the exercises."""

    kind: QuestionKind
    text: str
    why: str
    flags: tuple[RedFlag, ...] = ()
    """The red flags to go through, one by one; empty for other questions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A change of one slot that the rules propose, or a word about the whole programme."""

    kind: OfferKind
    what: str
    """What would change, in one sentence."""
    why: str
    """The reason, in one sentence."""
    source: str
    """Where the rule was read."""
    slot: str = ""
    """The slot that it changes; empty = the whole programme."""
    to: Level | None = None
    """Where the slot is then; None = the offer changes nothing."""
    ask: str = ""
    """A question to put before an offer is accepted, because its answer is not known."""
    applies: bool = False
    """True: the day's exercises have it already.  The person hears it, and may keep to the old
    level (`step` with ``keep``).  False: it waits for a yes."""

    def step(self, programme: str, at: datetime, *, kept: Level | None = None) -> StepTaken | None:
        """Return the entry of the diary for an accepted offer, or for one that was declined.

        The caller keeps it for each offer that `applies` when the day begins, and for another
        one when the person says yes.

        Parameters
        ----------
        programme
            The name of the programme.
        at
            The time of the answer, with its zone.
        kept
            The level that the person or the therapist keeps instead; None = the offer is taken.

        Returns
        -------
        StepTaken | None
            The entry; None if the offer changes nothing.
        """
        level, kind = (self.to, self.kind) if kept is None else (kept, "keep")
        if level is None or kind in {"rest", "ask_physiotherapist", "review"}:
            return None
        step_kind: StepKind = kind  # type: ignore[assignment]  # the others were left out above
        return step_to(
            level, programme=programme, slot=self.slot, kind=step_kind, at=at, why=self.why
        )


def step_to(
    level: Level, *, programme: str, slot: str, kind: StepKind, at: datetime, why: str = ""
) -> StepTaken:
    """Return the entry of the diary that brings a slot to a level.

    Parameters
    ----------
    level
        The new level.
    programme, slot
        The names of the programme and its slot.
    kind, at, why
        See `StepTaken`.

    Returns
    -------
    StepTaken
        The entry.
    """
    hold = {} if level.hold_s is None else {"to_hold_s": level.hold_s}
    return StepTaken(
        programme=programme,
        slot=slot,
        kind=kind,
        at=at,
        to_rung=level.rung,
        to_sets=level.sets,
        to_reps=level.reps,
        to_load_kg=level.load_kg,
        why=why,
        **hold,
    )


def programme_begun(programme: str, at: datetime) -> StepTaken:
    """Return the entry of the diary that says when a programme was begun.

    What was done before it in another programme does not count for its weeks and levels.

    Parameters
    ----------
    programme
        The name of the programme.
    at
        The time, with its zone.

    Returns
    -------
    StepTaken
        The entry; one without a slot.
    """
    level = Level(rung=0, sets=1, reps=1)
    why = "The programme was begun."
    return step_to(level, programme=programme, slot="", kind="start", at=at, why=why)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One exercise of the day, with how much of it is left."""

    slot: str
    kind: SlotKind
    title: str
    exercise: str = ""
    """Empty: formcheck does not count it; the person does it by the clock and ticks it off with
    an `Activity` that names the slot."""
    how: str = ""
    """What is special about this form: height of the chair, hands, a band."""
    sides: tuple[SideChoice, ...] = ("auto",)
    """The legs in order, each with all the sets; ``auto`` = both work, or it does not matter."""
    sets: int = 1
    reps: int = 1
    hold_s: float | None = None
    """Seconds; None = the hold of the exercise."""
    rest_s: float = 60.0
    minutes: float | None = None
    """How long it takes by the clock; None = it is counted."""
    load_kg: float = 0.0
    target_deg: Pair | None = None
    sets_done: Mapping[SideChoice, int] = field(default_factory=dict)
    """Finished sets of today by leg."""
    why: str = ""
    """Why it is this much, in one sentence."""

    @property
    def sets_left(self) -> Mapping[SideChoice, int]:
        """The sets that are left for each leg."""
        return {side: max(0, self.sets - self.sets_done.get(side, 0)) for side in self.sides}

    @property
    def is_done(self) -> bool:
        """True if nothing is left of it today."""
        return not any(self.sets_left.values())

    def adjustment(self, own: Adjustment) -> Adjustment:
        """Return what the patient's file and this item ask of the exercise together.

        Parameters
        ----------
        own
            What the patient's file changes in the exercise; its hold and target go first.

        Returns
        -------
        Adjustment
            The changes for `prescribe`.
        """
        asked: dict[str, object] = {"sets": self.sets, "reps": self.reps}
        if own.hold_s is None and self.hold_s is not None:
            asked["hold_s"] = self.hold_s
        if own.target_deg is None and self.target_deg is not None:
            asked["target_deg"] = self.target_deg
        return own.model_copy(update=asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A slot that is not due today, and why: a precaution, pain, or a day of rest."""

    slot: str
    title: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionMinutes:
    """The minutes of motion of a day."""

    done_min: float
    goal_min: float

    @property
    def left_min(self) -> float:
        """The minutes that are left; 0 = enough."""
        return max(0.0, self.goal_min - self.done_min)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What is due on a day."""

    day: date
    programme: str
    week: int
    """1 in the first seven days of the programme."""
    questions: tuple[Question, ...]
    """They come first; with each answer the day is asked for again."""
    closed: str
    """Why there are no exercises today, with what to do; empty = the day is open."""
    items: tuple[Item, ...]
    """In the order in which they are done, the finished ones of today among them."""
    left_out: tuple[LeftOut, ...]
    offers: tuple[Offer, ...]
    motion: MotionMinutes
    words: tuple[str, ...]
    """What to say: a day of rest, days in a row, how much is left."""

    @property
    def items_left(self) -> tuple[Item, ...]:
        """The items that are not finished."""
        return tuple(item for item in self.items if not item.is_done)
