"""The few kinds of form fault and range limit.

A rule sees one `Moment` after another and answers what has just gone wrong, at most once in a
repetition.  Rules that need the whole repetition (`judge_attempt`) are asked when it is over.  An
unknown measure never makes a fault; how often a rule could not see is kept, so that the report
can say so.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from formcheck.exercises.fault_kinds import (
    LevelFault,
    PeakFault,
    ShortHoldFault,
    TempoFault,
    UnevenFault,
    UnsteadyFault,
)
from formcheck.pose.filters import Debounce

if TYPE_CHECKING:
    from collections.abc import Mapping

    from formcheck.assessment.rep_counter import Attempt, Phase
    from formcheck.exercises.conditions import Condition
    from formcheck.exercises.definition import Exercise, Limit
    from formcheck.exercises.fault_kinds import Fault

HOLD_TOLERANCE_S: Final = 0.3
"""A hold that is shorter than prescribed by no more is not called short: it cannot be timed better
from pictures (engineering default)."""

EACH_LEG: Final = 0.3
"""Share of the repetitions that each leg must have done for the two to be compared (engineering
default)."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What a rule may look at: one instant of one working side.

    Attributes
    ----------
    time_s
        Seconds.
    phase
        The phase after this pose.
    values
        The exercise's measures by name, smoothed; NaN = unknown.
    """

    time_s: float
    phase: Phase
    values: Mapping[str, float]


class Trigger:
    """One or more conditions with their hysteresis, true once they have lasted long enough."""

    __slots__ = ("_conditions", "_dwell", "_on")

    def __init__(self, conditions: tuple[Condition, ...], for_s: float) -> None:
        self._conditions = conditions
        self._dwell = Debounce(for_s)
        self._on = [False] * len(conditions)

    def update(self, moment: Moment) -> bool:
        """Whether all conditions have held for long enough."""
        values = moment.values
        self._on = [
            condition.switched(values[condition.measure], on=on)
            for condition, on in zip(self._conditions, self._on, strict=True)
        ]
        return self._dwell.update(moment.time_s, on=self.on)

    @property
    def on(self) -> bool:
        """Whether all conditions hold now, however long."""
        return all(self._on)

    def reset(self) -> None:
        """Forget what was."""
        self._dwell.reset()
        self._on = [False] * len(self._conditions)


class LevelRule:
    """A measure past its threshold for a while, in the phases that matter."""

    def __init__(self, fault: LevelFault) -> None:
        self.fault = fault
        self.active = False
        self.blind = Coverage()
        self._measures = tuple(condition.measure for condition in fault.conditions)
        self._during = frozenset(fault.during)
        self._trigger = Trigger(fault.conditions, fault.for_s)

    def update(self, moment: Moment) -> bool:
        """Whether the fault is there now."""
        if moment.phase not in self._during:
            self._trigger.reset()
            self.active = False
            return False
        self.blind.note(moment, self._measures)
        self.active = self._trigger.update(moment)
        return self.active

    def judge_attempt(self, _attempt: Attempt) -> bool:
        """Nothing to add when a repetition is over."""
        return False


class UnsteadyRule:
    """A measure that moves to and fro during the hold (see `UnsteadyFault`)."""

    def __init__(self, fault: UnsteadyFault) -> None:
        self.fault = fault
        self.active = False
        self.blind = Coverage()
        self._window: deque[tuple[float, float]] = deque()
        self._dwell = Debounce(fault.for_s)

    def update(self, moment: Moment) -> bool:
        """Whether the measure is unsteady now."""
        value = moment.values[self.fault.measure]
        if moment.phase != "hold":
            self._window.clear()
            self._dwell.reset()
            self.active = False
            return False
        self.blind.note(moment, (self.fault.measure,))
        if math.isnan(value):
            return self.active
        window = self._window
        window.append((moment.time_s, value))
        while moment.time_s - window[0][0] > self.fault.window_s:
            window.popleft()
        # Not before the window is full: coming into the hold is not wobbling in it.
        full = moment.time_s - window[0][0] >= 0.8 * self.fault.window_s
        edge = self.fault.clear_deg if self.active else self.fault.spread_deg
        self.active = self._dwell.update(moment.time_s, on=full and spread(window) > edge)
        return self.active

    def judge_attempt(self, _attempt: Attempt) -> bool:
        """Nothing to add when a repetition is over."""
        return False


class AttemptRule:
    """A fault that shows when the repetition is over: its peak, tempo or hold."""

    def __init__(self, fault: PeakFault | TempoFault | ShortHoldFault, exercise: Exercise) -> None:
        self.fault = fault
        self.active = False
        self.blind = Coverage()
        self._sign = exercise.movement.sign
        self._hold_s = exercise.movement.hold_s

    def update(self, _moment: Moment) -> bool:
        """Nothing to say before the repetition is over."""
        return False

    def judge_attempt(self, attempt: Attempt) -> bool:
        """Whether the repetition had the fault."""
        fault = self.fault
        if isinstance(fault, PeakFault):
            return fault.when.switched(self._sign * attempt.peak, on=False)
        if isinstance(fault, TempoFault):
            if fault.part == "out":
                return attempt.complete and attempt.out_s < fault.shorter_s
            return attempt.back_s < fault.shorter_s  # false while unknown
        return attempt.complete and attempt.hold_s < self._hold_s - HOLD_TOLERANCE_S


class UnevenRule:
    """One leg that stays below the other one (see `UnevenFault`), as that leg's judge sees it."""

    def __init__(self, fault: UnevenFault) -> None:
        self.fault = fault
        self.active = False
        self.blind = Coverage()
        self._mine: deque[float] = deque(maxlen=fault.over)
        self._other: deque[float] = deque(maxlen=fault.over)
        self._whose: deque[bool] = deque(maxlen=fault.over)

    def update(self, _moment: Moment) -> bool:
        """Nothing to say before the repetition is over."""
        return False

    def note_other_leg(self, attempt: Attempt) -> None:
        """Take note of what the other leg did."""
        self._other.append(attempt.peak)
        self._whose.append(False)

    def judge_attempt(self, attempt: Attempt) -> bool:
        """Whether this leg stayed below the other one, over the last repetitions of both.

        False while there are too few of one leg among them: it may just be hidden.
        """
        self._mine.append(attempt.peak)
        self._whose.append(True)
        mine, other = sum(self._whose), len(self._whose) - sum(self._whose)
        if mine + other < self.fault.over or min(mine, other) < EACH_LEG * self.fault.over:
            return False
        lower, higher = _mean(list(self._mine)[-mine:]), _mean(list(self._other)[-other:])
        return higher - lower > self.fault.difference_deg


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


Rule = LevelRule | UnsteadyRule | AttemptRule | UnevenRule


def rule_for(fault: Fault, exercise: Exercise) -> Rule:
    """The rule that watches for a fault: the table of rule kinds."""
    if isinstance(fault, LevelFault):
        return LevelRule(fault)
    if isinstance(fault, UnsteadyFault):
        return UnsteadyRule(fault)
    if isinstance(fault, UnevenFault):
        return UnevenRule(fault)
    return AttemptRule(fault, exercise)


@dataclass(slots=True)
class LimitViolation:
    """One time that a limit was exceeded.

    Attributes
    ----------
    limit
        Which one.
    time_s, until_s
        When it was believed, and the last time it was seen to be exceeded.
    worst
        The furthest value of it, in the unit of its measure.
    """

    limit: Limit
    time_s: float
    until_s: float
    worst: float


class LimitRule:
    """Watches a range limit in every phase, whoever moves and however."""

    def __init__(self, limit: Limit) -> None:
        self.limit = limit
        self.active = False
        self.excesses: list[LimitViolation] = []
        self._trigger = Trigger((limit.when,), limit.for_s)
        self._worst = math.nan

    def update(self, moment: Moment) -> LimitViolation | None:
        """The excess that begins on this pose, if one does."""
        before, self.active = self.active, self._trigger.update(moment)
        value, when = moment.values[self.limit.when.measure], self.limit.when
        if not self._trigger.on:
            self._worst = math.nan
        elif not when.excess(value) <= when.excess(self._worst):
            self._worst = value
        if not self.active:
            return None
        if before:
            self.excesses[-1].worst, self.excesses[-1].until_s = self._worst, moment.time_s
            return None
        self.excesses.append(LimitViolation(self.limit, moment.time_s, moment.time_s, self._worst))
        return self.excesses[-1]


class Coverage:
    """How much of the time in which a rule wanted to look it could not see."""

    __slots__ = ("_time_s", "blind_s", "wanted_s")

    def __init__(self) -> None:
        self.wanted_s = 0.0
        self.blind_s = 0.0
        self._time_s = math.nan

    def note(self, moment: Moment, measures: tuple[str, ...]) -> None:
        """Take note of one moment."""
        step_s = moment.time_s - self._time_s
        self._time_s = moment.time_s
        if not step_s <= 1.0:  # the first moment, or a new repetition
            return
        self.wanted_s += step_s
        if any(math.isnan(moment.values[name]) for name in measures):
            self.blind_s += step_s

    @property
    def mostly(self) -> bool:
        """Whether the rule was blind for more than half of the time."""
        return self.blind_s > 0.5 * self.wanted_s


def spread(window: deque[tuple[float, float]]) -> float:
    """Standard deviation of values about their straight trend.

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
