"""The kinds of form fault, one class each: its keys, its words for people, and its rule.

A new kind is one more subclass of `Fault`.  The definition, the published schema, the checks of a
file, the judging and the terminal ask the classes, so nothing else has to be edited.
"""

from __future__ import annotations

import math
from collections import deque
from statistics import fmean as mean
from typing import TYPE_CHECKING, ClassVar, Final, Literal, Self

from pydantic import Field, model_validator

from formcheck.exercises.conditions import FOR_S, WHEN, AngleName, Condition, Conditions, PhaseName
from formcheck.exercises.fault import Fault, FaultRule, Trigger, spread
from formcheck.exercises.plausible import (
    DifferenceDeg,
    LastsS,
    LeastHoldS,
    SpreadDeg,
    TempoS,
    Times,
    WindowS,
)
from formcheck.kinematics.measures import MEASURES, shown
from formcheck.pose.filters import Debounce

if TYPE_CHECKING:
    from collections.abc import Iterator

    from formcheck.exercises.conditions import Grade, Place
    from formcheck.exercises.fault import Attempt, Moment, ReportedRep
    from formcheck.exercises.parts import Movement

HELD: Final = 0.8
HALF_HELD: Final = 0.5
"""Shares of the prescribed hold: from the first on it is held, below the second a short hold is
major.  To find both ends of a hold costs 0.3 to 0.5 s each, a fifth of 3 to 5 s, and four of five
seconds still lie within the holds that are published (engineering defaults)."""

HURRIED: Final = 0.7
"""Share of the least duration below which a tempo is a minor fault; above it is a hint
(engineering default)."""

EACH_LEG: Final = 0.3
"""Share of the repetitions that each leg must have done for the two to be compared (engineering
default)."""


class _LevelRule(FaultRule["LevelFault"]):
    def __init__(self, fault: LevelFault, movement: Movement) -> None:
        super().__init__(fault, movement)
        self._measures = tuple(condition.measure for condition in fault.when)
        self._during = frozenset[str](fault.during)
        self._trigger = Trigger(fault.when, fault.for_s)
        steps = fault.grade == "minor" and bool(fault.major_when)
        self._further = Trigger(fault.major_when, fault.for_s) if steps else None

    def update(self, moment: Moment) -> bool:
        """Return whether the fault is there now."""
        further = self._further
        if moment.phase not in self._during:
            self._trigger.reset()
            if further is not None:
                further.reset()
            self.active = False
            return False
        self.coverage.note(moment, self._measures)
        self.active = self._trigger.update(moment)
        if further is not None:
            self.grade = "major" if further.update(moment) else "minor"
        return self.active


class LevelFault(Fault):
    """A measure past a threshold for a while."""

    rule_type: ClassVar = _LevelRule

    kind: Literal["level"] = Field(
        "level", description='"level": past a threshold for a while; this kind need not be named.'
    )
    when: Conditions = Field(
        min_length=1,
        description=f"{WHEN} Of several, all must hold.",
    )
    major_when: Conditions = Field(
        (),
        description="Where a fault of grade minor becomes a major one: further on than `when`.",
    )
    for_s: LastsS = Field(0.3, description=FOR_S)
    during: tuple[PhaseName, ...] = Field(
        ("move", "hold", "return"),
        min_length=1,
        description='The phases in which it is watched for: "rest", "move", "hold", "return".',
    )

    @model_validator(mode="after")
    def _major_lies_further(self) -> Self:
        if self.major_when and self.grade != "minor":
            raise ValueError("major_when goes with grade = 'minor', and only with it")
        further = self.major_when
        if further and not all(any(one.tightens(far) for far in further) for one in self.when):
            raise ValueError("major_when must lie further on than when, for the same measures")
        return self

    def at_most(self) -> Grade:
        """Return the highest grade that the fault can have."""
        return "major" if self.major_when else self.grade

    def describe(self) -> str:
        """Return the conditions in words."""
        words = " and ".join(condition.in_words() for condition in self.when)
        further = " and ".join(condition.in_words() for condition in self.major_when)
        return f"{words}; major: {further}" if further else words

    def visible_in(self, phase: PhaseName) -> tuple[Condition, ...]:
        """Return the conditions, if the fault is watched for in the phase."""
        return self.when if phase in self.during else ()


class _PeakRule(FaultRule["PeakFault"]):
    def judge_attempt(self, attempt: Attempt) -> bool:
        """Return whether the peak meets the condition."""
        return self.fault.when.switched(self.movement.sign * attempt.peak, on=False)


class PeakFault(Fault):
    """The best value of a repetition on the wrong side of a threshold."""

    rule_type: ClassVar = _PeakRule

    kind: Literal["peak"] = Field(
        description='"peak": the best value of a repetition on the wrong side of a threshold.'
    )
    when: Condition = Field(description="The threshold for the best value of a repetition.")

    def describe(self) -> str:
        """Return the threshold in words."""
        return f"best {self.when.in_words()}"

    def evidence(self, rep: ReportedRep, movement: Movement) -> str:
        """Return the peak of the repetition."""
        return shown(movement.measure, rep.peak_deg)

    def misfits(self, movement: Movement | None, sides: str) -> Iterator[tuple[Place, str]]:
        """Yield a mistake if the peak of another measure is asked for."""
        del sides
        if movement is not None and self.when.measure != movement.measure:
            message = (
                f"the fault {self.name!r} asks for the peak of {self.when.measure}, but "
                f"only that of {movement.measure} is known"
            )
            yield ("when",), message


class _NeverRule(FaultRule["NeverFault"]):
    def __init__(self, fault: NeverFault, movement: Movement) -> None:
        super().__init__(fault, movement)
        self._trigger = Trigger((fault.when,), fault.for_s)
        self._seen = self._met = False

    def update(self, moment: Moment) -> bool:
        """Return False: the fault is known only once the repetition is over."""
        if moment.phase == "hold":
            measure = self.fault.when.measure
            self.coverage.note(moment, (measure,))
            self._met = self._trigger.update(moment) or self._met
            self._seen = self._seen or not math.isnan(moment.values[measure])
        return False

    def judge_attempt(self, attempt: Attempt) -> bool:
        """Return whether the condition was looked at in a complete repetition and never met."""
        never = attempt.complete and self._seen and not self._met
        self._trigger.reset()
        self._seen = self._met = False
        return never


class NeverFault(Fault):
    """What should be so for a moment in the target, and never is."""

    rule_type: ClassVar = _NeverRule

    kind: Literal["never"] = Field(
        description='"never": what should be so for a moment in the target, and never is.'
    )
    when: Condition = Field(description=f"What should be so. {WHEN}")
    for_s: LastsS = Field(0.1, description=FOR_S)

    def describe(self) -> str:
        """Return the condition in words."""
        return f"never {self.when.in_words()}"


class _TempoRule(FaultRule["TempoFault"]):
    def judge_attempt(self, attempt: Attempt) -> bool:
        """Return whether the part was quicker than allowed; False while its duration is NaN."""
        taken_s = attempt.out_s if self.fault.part == "out" else attempt.back_s
        if self.fault.grade == "minor":
            self.grade = "minor" if taken_s < HURRIED * self.fault.shorter_s else "hint"
        asked = attempt.complete or self.fault.part == "back"
        return asked and taken_s < self.fault.shorter_s


class TempoFault(Fault):
    """One part of a repetition done too quickly.

    A little too quick is a hint, less than `HURRIED` of the time is minor; it is never major,
    because hurrying is common and does no harm.
    """

    rule_type: ClassVar = _TempoRule

    kind: Literal["tempo"] = Field(
        description='"tempo": one part of a repetition done too quickly.'
    )
    part: Literal["out", "back"] = Field(
        description='"out" = the way to the target, "back" = the way back.'
    )
    shorter_s: TempoS = Field(description="A shorter duration is too quick, in seconds.")

    @model_validator(mode="after")
    def _never_major(self) -> Self:
        if self.grade == "major":
            raise ValueError("a tempo is never major: write grade = 'minor' or 'hint'")
        return self

    def describe(self) -> str:
        """Return the duration below which the part is too quick."""
        return f"way {self.part} in less than {self.shorter_s:g} s"

    def evidence(self, rep: ReportedRep, movement: Movement) -> str:
        """Return how long the part took."""
        del movement
        taken_s = rep.out_s if self.part == "out" else rep.back_s
        near = self.shorter_s - taken_s < 0.1  # noqa: PLR2004  # one decimal would make both the same
        return f"{taken_s:.{1 + near}f} s, less than {self.shorter_s:g} s"


class _ShortHoldRule(FaultRule["ShortHoldFault"]):
    def judge_attempt(self, attempt: Attempt) -> bool:
        """Return whether a complete repetition was held too briefly."""
        prescribed_s = self.movement.hold_s
        held_s = HELD * prescribed_s
        least_s = max(HALF_HELD * prescribed_s, min(self.fault.least_s, held_s))
        if self.fault.grade == "minor":
            self.grade = "major" if attempt.hold_s < least_s else "minor"
        return attempt.complete and attempt.hold_s < held_s


class ShortHoldFault(Fault):
    """The target left before the prescribed hold was over.

    `HELD` of the time is held, because a camera sees neither end of a hold at once; less is minor,
    and less than `HALF_HELD`, or than `least_s`, is major.
    """

    rule_type: ClassVar = _ShortHoldRule

    kind: Literal["short_hold"] = Field(
        description='"short_hold": the target left before the prescribed hold was over.'
    )
    least_s: LeastHoldS = Field(
        0.0, description="A stretch that is held for less is of no use: major, in seconds."
    )

    def at_most(self) -> Grade:
        """Return the highest grade that the fault can have."""
        return "major" if self.grade == "minor" else self.grade

    def evidence(self, rep: ReportedRep, movement: Movement) -> str:
        """Return how long the target was held, and how long it should be."""
        return f"{rep.hold_s:.1f} of {movement.hold_s:g} s"


class _UnsteadyRule(FaultRule["UnsteadyFault"]):
    def __init__(self, fault: UnsteadyFault, movement: Movement) -> None:
        super().__init__(fault, movement)
        self._window: deque[tuple[float, float]] = deque()
        self._debounce = Debounce(fault.for_s)

    def update(self, moment: Moment) -> bool:
        """Return whether the measure is unsteady now."""
        value = moment.values[self.fault.measure]
        if moment.phase != "hold":
            self._window.clear()
            self._debounce.reset()
            self.active = False
            return False
        self.coverage.note(moment, (self.fault.measure,))
        if math.isnan(value):
            return self.active
        window = self._window
        window.append((moment.time_s, value))
        while moment.time_s - window[0][0] > self.fault.window_s:
            window.popleft()
        # Not before the window is full: coming into the hold is not wobbling in it.
        full = moment.time_s - window[0][0] >= 0.8 * self.fault.window_s
        edge = self.fault.clear_deg if self.active else self.fault.spread_deg
        self.active = self._debounce.update(moment.time_s, on=full and spread(window) > edge)
        return self.active


class UnsteadyFault(Fault):
    """A measure that moves to and fro while it should be held.

    The spread is the standard deviation within a window, after taking away a steady drift.
    """

    rule_type: ClassVar = _UnsteadyRule

    kind: Literal["unsteady"] = Field(
        description='"unsteady": an angle that moves to and fro while it should be held.'
    )
    measure: AngleName = Field(description="The angle that should be still.")
    spread_deg: SpreadDeg = Field(
        description="How far it may move to and fro (standard deviation), in degrees."
    )
    clear_deg: SpreadDeg = Field(description="Where it is still again: below spread_deg.")
    window_s: WindowS = Field(description="The seconds over which the spread is taken.")
    for_s: LastsS = Field(1.0, description=FOR_S)

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not self.clear_deg < self.spread_deg:
            raise ValueError(f"clear_deg must be below spread_deg = {self.spread_deg:g}")
        return self

    def describe(self) -> str:
        """Return the measure and the spread that is too much."""
        title = MEASURES[self.measure].title
        return f"{title} to and fro by more than {shown(self.measure, self.spread_deg)}"


class _UnevenRule(FaultRule["UnevenFault"]):
    def __init__(self, fault: UnevenFault, movement: Movement) -> None:
        super().__init__(fault, movement)
        self._mine: deque[Attempt] = deque(maxlen=fault.over)
        self._other: deque[Attempt] = deque(maxlen=fault.over)
        self._is_mine: deque[bool] = deque(maxlen=fault.over)

    def note_other_leg(self, attempt: Attempt) -> None:
        """Keep the attempt of the other leg."""
        self._other.append(attempt)
        self._is_mine.append(False)

    def judge_attempt(self, attempt: Attempt) -> bool:
        """Return whether this leg stayed below the other one in the last repetitions of both."""
        self._mine.append(attempt)
        self._is_mine.append(True)
        mine, other = sum(self._is_mine), len(self._is_mine) - sum(self._is_mine)
        # A leg that did too few of them may just be hidden.
        if mine + other < self.fault.over or min(mine, other) < EACH_LEG * self.fault.over:
            return False
        here, there = list(self._mine)[-mine:], list(self._other)[-other:]
        apart = mean(each.peak for each in there) - mean(each.peak for each in here)
        # The errors of a leg are alike in all its repetitions: their mean is no surer than one.
        unsure = mean(each.error_deg for each in here) + mean(each.error_deg for each in there)
        return apart > max(self.fault.difference_deg, unsure)


class UnevenFault(Fault):
    """One leg that stays below the other one, on average of the last repetitions of both.

    A difference within the errors of both legs is none: the far leg is seen less well.
    The fault belongs to a repetition of the lower leg.
    """

    rule_type: ClassVar = _UnevenRule

    kind: Literal["uneven"] = Field(
        description='"uneven": one leg stays below the other one, where the legs work in turn.'
    )
    difference_deg: DifferenceDeg = Field(
        description="How much lower one leg may stay on average, in degrees."
    )
    over: Times = Field(
        description="The number of last repetitions that count, both legs together."
    )

    def misfits(self, movement: Movement | None, sides: str) -> Iterator[tuple[Place, str]]:
        """Yield a mistake if the legs do not work in turn."""
        del movement
        if sides and sides != "alternating":
            message = (
                f"the fault {self.name!r} compares the legs in turn: that needs "
                "sides = 'alternating'"
            )
            yield (), message
