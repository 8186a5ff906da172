"""The slots of a programme, and the ladder of easier and harder forms of each."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from formcheck.exercises.conditions import Definition, Name, Sourced, Text
from formcheck.exercises.definition import PrecautionName
from formcheck.exercises.plausible import (
    AngleDeg,
    DaysOfWeek,
    HoldS,
    Minutes,
    Reps,
    RestS,
    Sets,
    Weekday,
)
from formcheck.exercises.profile import Form, SlotKind

if TYPE_CHECKING:
    from collections.abc import Iterator

WEEKDAYS: Final[tuple[Weekday, ...]] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""The days in the order of `datetime.date.weekday`."""

MOST_STRENGTH_DAYS: Final = 3
"""Strength is trained on at most so many days of a week (N28, S6)."""

_Kg = Annotated[float, Field(ge=0, le=20)]


class Rung(Sourced):
    """One form of an exercise, easier than the next rung of its ladder."""

    exercise: str = Field(
        "",
        description="The name of the exercise; without this key formcheck cannot count it, and it "
        "is done by the clock and ticked off.",
    )
    title: str = Field(
        "",
        description="The name that people see; without this key, the title of the exercise.",
    )
    how: str = Field(
        "",
        description="What is special about this form: height of the chair, hands, a band; for a "
        "form without an exercise, how it is done.",
    )
    minutes: Minutes | None = Field(
        None, description="How long it lasts, in minutes, where it is done by the clock."
    )
    reps: Reps | None = Field(
        None,
        description="Repetitions (or holds) of a set here, which stay; without this key, those of "
        "the slot.",
    )
    hold_s: HoldS | None = Field(
        None,
        description="Hold in seconds here, which stays; without this key, that of the slot or of "
        "the exercise.",
    )
    target_deg: Annotated[tuple[AngleDeg, AngleDeg], Field(description="[from, to]")] | None = (
        Field(None, description="Another target of the exercise: from where on it counts, to.")
    )
    most_load_kg: _Kg = Field(
        0.0, description="The heaviest weight that may be added here, in kilograms; 0 = none."
    )
    not_for: dict[PrecautionName, Text] = Field(
        default_factory=dict,
        description="Precautions under which this form is left out although its exercise is "
        "allowed, each with the reason in a sentence for the patient.",
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not (self.exercise or self.title):
            raise ValueError("either exercise or title is needed")
        if not (self.exercise or self.how):
            raise ValueError("how is needed: without an exercise nothing else says how it is done")
        if not self.exercise and self.target_deg is not None:
            raise ValueError("target_deg goes with an exercise, and only with it")
        return self


class Ramp(Definition):
    """The amount in one of the first weeks."""

    sets: Sets = Field(description="The number of sets.")
    reps: Reps = Field(description="The number of repetitions (or holds) in a set.")


class Slot(Sourced):
    """A place in the programme that one exercise fills: the rung of its ladder that fits now."""

    name: Name = Field(description="A short name; only once in the file.")
    title: Text = Field(description="What it is for, in words that people see.")
    kind: SlotKind = Field(
        description='"warm_up" = first, before the rest; "motion" = daily; "strength" = never on '
        'two days running; "stretch"; "balance"; "aerobic" = a walk, at any time of the day.'
    )
    days: tuple[Weekday, ...] = Field(
        (), description="Fixed days of the week; without this key, any days."
    )
    per_week: Annotated[
        tuple[DaysOfWeek, DaysOfWeek], Field(description="[at least, at most]")
    ] = Field(description="Days in a week: at least, at most.")
    sides: Literal["each", "concerned"] = Field(
        "each",
        description='Where one leg works: "each" = both legs, one after the other; "concerned" = '
        "only the side of the patient's file.",
    )
    sets: Sets = Field(1, description="The number of sets after the first weeks.")
    reps: Reps = Field(
        1, description="Repetitions (or holds) of a set with which a form is begun."
    )
    most_sets: Sets | None = Field(
        None, description="As many sets as progress may reach; without this key, `sets`."
    )
    most_reps: Reps | None = Field(
        None, description="As many repetitions as progress may reach; without this key, `reps`."
    )
    reps_step: Reps = Field(2, description="Repetitions that one step adds.")
    hold_s: HoldS | None = Field(
        None, description="The hold in seconds with which a form is begun; without this key, that "
        "of the exercise."
    )  # fmt: skip
    most_hold_s: HoldS | None = Field(
        None, description="As long a hold as progress may reach, in seconds; without this key, no "
        "longer one."
    )  # fmt: skip
    hold_step_s: HoldS = Field(5.0, description="Seconds that one step adds to the hold.")
    load_step_kg: _Kg = Field(
        0.5, description="Weight that one step adds, in kilograms, where a rung allows any."
    )
    rest_s: RestS = Field(60, description="Rest between sets, in seconds.")
    ramp: tuple[Ramp, ...] = Field(
        (), description="The amounts of the first weeks, one for each week; then sets and reps."
    )
    begin_at: Form = Field(1, description="The form with which it begins; 1 = the easiest.")
    go_up_to: Form | None = Field(
        None, description="The hardest form that progress may reach; without this key, the last."
    )
    ladder: tuple[Rung, ...] = Field(
        min_length=1, description="The forms, from the easiest to the hardest."
    )

    @property
    def top_sets(self) -> int:
        """The most sets that progress may reach."""
        return self.sets if self.most_sets is None else self.most_sets

    def start_reps(self, rung: int) -> int:
        """Return the repetitions with which a rung is begun."""
        own = self.ladder[rung].reps
        return self.reps if own is None else own

    def top_reps(self, rung: int) -> int:
        """Return the most repetitions that progress may reach on a rung."""
        own = self.ladder[rung].reps
        return (self.most_reps or self.reps) if own is None else own

    def start_hold_s(self, rung: int) -> float | None:
        """Return the hold with which a rung is begun, seconds; None = that of its exercise."""
        own = self.ladder[rung].hold_s
        return self.hold_s if own is None else own

    def top_hold_s(self, rung: int) -> float | None:
        """Return the longest hold that progress may reach on a rung; None = no longer one."""
        return self.most_hold_s if self.ladder[rung].hold_s is None else None

    @model_validator(mode="after")
    def _check(self) -> Self:
        wrong = "; ".join(self._mistakes())
        if wrong:
            raise ValueError(wrong)
        return self

    def _mistakes(self) -> Iterator[str]:
        least, most = self.per_week
        if least > most:
            yield f"per_week goes from the smaller to the larger number: write [{most}, {least}]"
        if len(set(self.days)) < len(self.days):
            yield "a day of the week stands here twice"
        if self.days and len(self.days) != most:
            yield f"days names {len(self.days)} days and per_week says {most}: let them agree"
        if self.kind == "strength":
            yield from self._strength_mistakes()
        yield from self._amount_mistakes()
        if self.most_hold_s is not None and self.hold_s is None:
            yield "most_hold_s needs hold_s, from which progress begins"
        yield from self._form_mistakes()
        first = [(week.sets, week.reps) for week in self.ramp] + [(self.sets, self.reps)]
        if any(a[0] > b[0] or a[1] > b[1] for a, b in pairwise(first)):
            yield "ramp must not fall: no week has less than the one before it, or more than later"

    def _amount_mistakes(self) -> Iterator[str]:
        for small, large in (("sets", "most_sets"), ("reps", "most_reps")):
            limit = getattr(self, large)
            if limit is not None and limit < getattr(self, small):
                yield f"{large} is less than {small}: raise it"

    def _form_mistakes(self) -> Iterator[str]:
        forms = len(self.ladder)
        hardest = forms if self.go_up_to is None else self.go_up_to
        for key, form in (("begin_at", self.begin_at), ("go_up_to", hardest)):
            if form > forms:
                yield f"{key} is {form}, and the last form is {forms}: lower it"
        if hardest < self.begin_at <= forms:
            yield f"begin_at is beyond go_up_to: write {hardest} or less"

    def _strength_mistakes(self) -> Iterator[str]:
        if self.per_week[1] > MOST_STRENGTH_DAYS:
            yield (
                f"strength is trained on at most {MOST_STRENGTH_DAYS} days of a week: muscles "
                "need a day of rest between"
            )
        numbers = sorted(WEEKDAYS.index(day) for day in self.days)
        following = [*numbers[1:], *(number + 7 for number in numbers[:1])]
        if any(b - a == 1 for a, b in zip(numbers, following, strict=True)):
            yield "two of these days follow each other: strength needs a day of rest between"
