"""The base of all fault kinds, and what the rules of an exercise look at.

A rule sees one `Moment` after another, and the `Attempt` at the end of each repetition.  It
answers whether something is wrong.  An unknown measure never makes a fault; `Coverage` keeps for
how long a rule could not see, so that the report can say so.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    ClassVar,
    Final,
    Generic,
    Literal,
    Protocol,
    Self,
    TypeVar,
    get_args,
)

from pydantic import BaseModel, BeforeValidator, Field, GetCoreSchemaHandler, model_validator

from formcheck.exercises.conditions import Grade, NamedRow
from formcheck.pose.filters import Debounce

if TYPE_CHECKING:
    from collections import deque
    from collections.abc import Iterator, Mapping

    from pydantic_core import CoreSchema

    from formcheck.exercises.conditions import Condition, PhaseName, Place
    from formcheck.exercises.parts import Movement


NEAR_ERROR_DEG: Final = 5.0
"""How far the peak of a leg on the near side may be off, degrees (rendered people who march: up to
3; real people are seen worse)."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What a rule may look at: one instant of one working side.

    Attributes
    ----------
    time_s
        Seconds.
    phase
        The phase of the repetition after this pose, as in `PhaseName`, or ``unknown``.
    values
        The exercise's measures by name, smoothed; NaN = unknown.
    """

    time_s: float
    phase: str
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Attempt:
    """A movement that is over.

    Attributes
    ----------
    complete
        Whether the target was reached and the movement finished; else it is a partial one.
    start_s, peak_s, end_s
        Seconds: when it began, was furthest, and was over.
    peak
        The furthest progress, degrees.
    rest
        The person's own start level before it, degrees of progress; NaN = it was not seen.
    hold_start_s, hold_end_s
        First and last instant in the target; NaN = the target was not reached.
    hold_s
        Seconds in the target, without the interruptions.
    out_s, back_s
        How long the way out and the way back took, from the time between 10 % and 90 % of the
        range; NaN = not seen (the way back from a stretch is not followed).
    reason
        Why it is not counted, as in `PartialRepetition`; empty for a complete one.
    just
        True if the target was reached only within the error of the measurement.
    peak_unseen
        True if the furthest part may have been in a time that was not seen.
    error_deg
        How far the peak may be off, degrees.
    judged
        Whether its form was seen; else it is only counted, and its numbers are NaN.
    """

    complete: bool
    start_s: float
    peak_s: float
    end_s: float
    peak: float
    rest: float
    hold_start_s: float
    hold_end_s: float
    hold_s: float
    out_s: float
    back_s: float
    reason: str = ""
    just: bool = False
    peak_unseen: bool = False
    error_deg: float = NEAR_ERROR_DEG
    judged: bool = True


class ReportedRep(Protocol):
    """The numbers of a repetition in a report that can explain a fault."""

    @property
    def peak_deg(self) -> float:
        """The best angle, degrees."""

    @property
    def hold_s(self) -> float:
        """Seconds in the target."""

    @property
    def out_s(self) -> float:
        """Duration of the way out, seconds; NaN = not seen."""

    @property
    def back_s(self) -> float:
        """Duration of the way back, seconds; NaN = not seen."""


class Trigger:
    """One or more conditions with their hysteresis, true once they have lasted long enough.

    Parameters
    ----------
    conditions
        Every one of them must hold.
    for_s
        For how long, seconds.
    """

    __slots__ = ("_conditions", "_debounce", "_on")

    def __init__(self, conditions: tuple[Condition, ...], for_s: float) -> None:
        self._conditions = conditions
        self._debounce = Debounce(for_s)
        self._on = [False] * len(conditions)

    def update(self, moment: Moment) -> bool:
        """Return whether all conditions have held for long enough."""
        values = moment.values
        self._on = [
            condition.switched(values[condition.measure], on=on)
            for condition, on in zip(self._conditions, self._on, strict=True)
        ]
        return self._debounce.update(moment.time_s, on=self.on)

    @property
    def on(self) -> bool:
        """Whether all conditions hold now, however long."""
        return all(self._on)

    def reset(self) -> None:
        """Begin anew, as if no moment had been seen."""
        self._debounce.reset()
        self._on = [False] * len(self._conditions)


class Coverage:
    """For how much of the time in which a rule looked its measures were hidden.

    Attributes
    ----------
    wanted_s
        Seconds in which the rule looked.
    hidden_s
        Seconds of these in which a measure was unknown.
    """

    __slots__ = ("_time_s", "hidden_s", "wanted_s")

    def __init__(self) -> None:
        self.wanted_s = 0.0
        self.hidden_s = 0.0
        self._time_s = math.nan

    def note(self, moment: Moment, measures: tuple[str, ...]) -> None:
        """Add the time since the moment before.

        Parameters
        ----------
        moment
            The moment; a step of more than a second (a new repetition) adds no time.
        measures
            The names of the measures that the rule needs.
        """
        step_s = moment.time_s - self._time_s
        self._time_s = moment.time_s
        if not step_s <= 1.0:  # the first moment, or a new repetition
            return
        self.wanted_s += step_s
        if any(math.isnan(moment.values[name]) for name in measures):
            self.hidden_s += step_s

    @property
    def mostly_hidden(self) -> bool:
        """Whether the measures were hidden for more than half of the time."""
        return self.hidden_s > 0.5 * self.wanted_s


FaultT_co = TypeVar("FaultT_co", bound="Fault", covariant=True)


class FaultRule(Generic[FaultT_co]):
    """Watches for one fault on one working side; a kind of fault overrides what it needs.

    Attributes
    ----------
    fault, movement
        The fault and the movement of the exercise.
    active
        Whether the fault is there now.
    grade
        How much it weighs as it is there now, or was in the last attempt.
    coverage
        For how long the rule could not see.
    """

    def __init__(self, fault: FaultT_co, movement: Movement) -> None:
        self.fault, self.movement = fault, movement
        self.active = False
        self.grade: Grade = fault.grade
        self.coverage = Coverage()

    def update(self, moment: Moment) -> bool:
        """Return whether the fault is there now; never by default."""
        del moment
        return False

    def judge_attempt(self, attempt: Attempt) -> bool:
        """Return whether a repetition that is over had the fault; never by default."""
        del attempt
        return False

    def note_other_leg(self, attempt: Attempt) -> None:
        """Take note of a repetition of the other leg; nothing by default."""


def spread(window: deque[tuple[float, float]]) -> float:
    """Return the standard deviation of values about their straight trend.

    Parameters
    ----------
    window
        ``(time_s, value)`` in order, all known.

    Returns
    -------
    float
        In the unit of the values; 0 for fewer than three.  Without the trend, because settling
        slowly into a stretch is not wobbling.
    """
    count = len(window)
    if count < 3:  # noqa: PLR2004  # two points lie on a line
        return 0.0
    mean_t = sum(time for time, _ in window) / count
    mean_v = sum(value for _, value in window) / count
    tt = sum((time - mean_t) ** 2 for time, _ in window)
    tv = sum((time - mean_t) * (value - mean_v) for time, value in window)
    vv = sum((value - mean_v) ** 2 for _, value in window)
    return math.sqrt(max(0.0, (vv - tv * tv / tt) / count))


class Fault(NamedRow):
    """A fault of form that an exercise watches for; the base of all kinds.

    As the type of a field it stands for all its subclasses: the key ``kind`` says which.  The
    first line of a subclass's docstring explains the kind to the author of a file.
    """

    rule_type: ClassVar[type[FaultRule[Any]]]
    """Watches for a fault of this kind."""

    kind: str
    grade: Grade = Field(
        description='"hint" = worth a mention, "minor" = less benefit: a good repetition has one '
        'at most, "major" = the movement is replaced, unloaded or out of control: not good.'
    )
    seen: Literal["good", "rough", "weak"] = Field(
        "good",
        description='"rough" = one camera misses it, or sees it where it is not, in one case of '
        'ten or more, and the report says so; "weak" = it can only guess it: only a "hint".',
    )

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[BaseModel], handler: GetCoreSchemaHandler, /
    ) -> CoreSchema:
        """Read a table as the kind that it names, and as ``level`` if it names none."""
        kinds = cls.__subclasses__()
        if not kinds:
            return handler(source)
        tagged = Field(discriminator="kind")
        union = Annotated[reduce(or_, kinds), tagged, BeforeValidator(_level_unless_named)]  # type: ignore[valid-type]
        return handler.generate_schema(union)

    @classmethod
    def kinds(cls) -> tuple[str, ...]:
        """Return the words that the key ``kind`` of a file may be."""
        words = (get_args(each.model_fields["kind"].annotation) for each in cls.__subclasses__())
        return tuple(word for (word,) in words)

    @model_validator(mode="after")
    def _weak_signs_only_hint(self) -> Self:
        if self.seen == "weak" and self.grade != "hint":
            raise ValueError("seen = 'weak' may only hint: write grade = 'hint'")
        return self

    def rule(self, movement: Movement) -> FaultRule[Fault]:
        """Return a new rule that watches for this fault in a movement, for one working side."""
        return self.rule_type(self, movement)

    def at_most(self) -> Grade:
        """Return the highest grade that the fault can have."""
        return self.grade

    def describe(self) -> str:
        """Return by what the fault is recognised, in words; empty where its name says it."""
        return ""

    def evidence(self, rep: ReportedRep, movement: Movement) -> str:
        """Return the number that made a repetition have this fault, in words.

        Parameters
        ----------
        rep
            The repetition.
        movement
            The movement of the exercise.

        Returns
        -------
        str
            The number and its unit; empty = there is none.
        """
        del rep, movement
        return ""

    def visible_in(self, phase: PhaseName) -> tuple[Condition, ...]:
        """Return the conditions that together show the fault in a still body; empty = none do."""
        del phase
        return ()

    def misfits(self, movement: Movement | None, sides: str) -> Iterator[tuple[Place, str]]:
        """Yield why the fault cannot be watched for in an exercise, with the place in its table.

        Parameters
        ----------
        movement
            The movement of the exercise; None = it is malformed.
        sides
            The key ``sides`` of the exercise; empty = it is malformed.
        """
        del movement, sides
        yield from ()


_GRADES_OF_OLD: Final = {"info": "hint", "warn": "minor", "fault": "major"}
"""The words of files written for version 0.1.0, whose key was ``severity``."""


def _level_unless_named(row: object) -> object:
    """Return a row with its kind; one that was written for version 0.1.0 in the words of today."""
    if not isinstance(row, dict):
        return row
    row = {"kind": "level"} | row
    if "severity" in row and "grade" not in row:
        word = row.pop("severity")
        row["grade"] = _GRADES_OF_OLD.get(word, word) if isinstance(word, str) else word
    return row
