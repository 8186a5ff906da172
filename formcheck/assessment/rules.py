"""Rules that watch the whole movement: range limits, and the conditions of the whole body.

A limit is safety: it is watched in every phase.  A body condition says what must be true of the
rest of the body for a movement to be this exercise; a squat is no leg lift to the side although
the thigh goes out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from formcheck.exercises.fault import Trigger
from formcheck.pose.filters import SAMPLE_GAP_S, Debounce

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.exercises.fault import Attempt, Moment
    from formcheck.exercises.parts import BodyCondition, Limit, Movement

MOST_DOUBTED: Final = 0.35
"""An attempt is not followed if a larger share of it was not believed, and that is more than a
short gap.  Of real repetitions a tenth at most was doubted; where the legs were swapped to and
fro, a half."""


OUT_OF_POSITION_S: Final = 3.0
"""A movement that leaves the position is followed for so long: a squat or a bow may go far beyond
its position, and then its depth must be known (engineering default)."""


@dataclass(slots=True)
class LimitViolation:
    """One time that a range limit was exceeded; it grows while it lasts.

    Attributes
    ----------
    limit
        The limit.
    time_s, until_s
        When it was believed, and the last time it was seen to be exceeded, seconds.
    worst
        The furthest value, in the unit of its measure.
    """

    limit: Limit
    time_s: float
    until_s: float
    worst: float


class LimitRule:
    """Watches a range limit in every phase; an unknown measure never exceeds it.

    Parameters
    ----------
    limit
        The limit.

    Attributes
    ----------
    active
        True while the limit is exceeded.
    violation
        The violation that lasts now, or the one before.
    """

    def __init__(self, limit: Limit) -> None:
        self.limit = limit
        self.active = False
        self.violation = LimitViolation(limit, math.nan, math.nan, math.nan)
        self._trigger = Trigger((limit.when,), limit.for_s)
        self._worst = math.nan

    def update(self, moment: Moment) -> bool:
        """Return True if a violation begins with this moment."""
        before, self.active = self.active, self._trigger.update(moment)
        if not self._trigger.on:
            self._worst = math.nan
            return False
        value, when = moment.values[self.limit.when.measure], self.limit.when
        if not when.excess(value) <= when.excess(self._worst):
            self._worst = value
        if self.active and before:
            self.violation.worst, self.violation.until_s = self._worst, moment.time_s
        elif self.active:
            self.violation = LimitViolation(self.limit, moment.time_s, moment.time_s, self._worst)
        return self.active and not before

    def is_passed_by(self, attempt: Attempt, peak_deg: float) -> bool:
        """Return True if the peak of an attempt is past the limit and that was not reported.

        Parameters
        ----------
        attempt
            The attempt.
        peak_deg
            Its furthest value of the measure of the limit.

        Returns
        -------
        bool
            A peak may be too short for the limit to be believed, and is past it nevertheless.
        """
        reported = self.violation.until_s >= attempt.start_s
        return self.limit.when.excess(peak_deg) > 0 and not reported


def past_limits(
    rules: Sequence[LimitRule], attempt: Attempt, movement: Movement
) -> tuple[LimitViolation, ...]:
    """Return the limits past which the peak of an attempt was, too shortly to be reported.

    Parameters
    ----------
    rules
        The limits that are watched.
    attempt
        The attempt that is over.
    movement
        The movement of the exercise.

    Returns
    -------
    tuple of LimitViolation
        Of limits on the main measure, at the time of the peak.
    """
    peak_deg, at_s = movement.sign * attempt.peak, attempt.peak_s
    passed = (rule.limit for rule in rules if rule.is_passed_by(attempt, peak_deg))
    return tuple(
        LimitViolation(limit, at_s, at_s, peak_deg)
        for limit in passed
        if limit.when.measure == movement.measure
    )


CALM_S: Final = 1.0
"""What was not met at rest is forgotten once it has been met there for so long: who walked about
before the movement may do it well (engineering default)."""


class BodyRule:
    """Watches one body condition through an attempt.

    Parameters
    ----------
    condition
        The condition.
    """

    def __init__(self, condition: BodyCondition) -> None:
        self.condition = condition
        self._debounce = Debounce(condition.for_s)
        self._calm = Debounce(CALM_S)
        self._met = not condition.once
        self._begin()

    def update(self, moment: Moment) -> None:
        """Look at the next moment; one outside the phases of the condition changes nothing."""
        condition = self.condition
        # Who is seen for the first time rests: a seat may be left before its start is found.
        first = condition.once and moment.phase == "unknown"
        if ("rest" if first else moment.phase) not in condition.during:
            self._debounce.reset()
            self._met = not condition.once
            return
        value = moment.values[condition.when.measure]
        if math.isnan(value):
            self._hidden = True
            return  # unknown is unknown: it neither meets nor breaks the condition
        self._seen = True
        self._met = condition.when.switched(value, on=self._met)
        if self._debounce.update(moment.time_s, on=self._met is condition.once):
            self._decided = True
        calm = self._calm.update(moment.time_s, on=self._met and moment.phase == "rest")
        if calm and not condition.once:
            self._decided = False

    def close(self) -> bool:
        """Return True if the attempt that is over was this exercise, and begin anew."""
        kept = self._decided is self.condition.once
        if not self._seen:  # an attempt without these phases hides nothing
            kept = not self._hidden or self.condition.if_hidden == "allow"
        self._begin()
        return kept

    def _begin(self) -> None:
        # Decided: it was met once, or, where it must be met all the time, once it was not.  What
        # lasts goes on: the seat at the end of a movement is the one before the next.
        self._seen = self._hidden = self._decided = False


class BodyRules:
    """Watches all body conditions of an exercise through an attempt.

    Parameters
    ----------
    conditions
        The conditions, in the order in which they are named.
    """

    def __init__(self, conditions: Sequence[BodyCondition]) -> None:
        self._rules = [BodyRule(condition) for condition in conditions]

    def update(self, moment: Moment) -> None:
        """Look at the next moment."""
        for rule in self._rules:
            rule.update(moment)

    def close(self) -> str:
        """Return the name of the first condition that the attempt broke; empty = none."""
        kept = [(rule, rule.close()) for rule in self._rules]  # every rule begins anew
        return next((rule.condition.name for rule, met in kept if not met), "")


class DoubtShare:
    """Keeps for how much of an attempt its leg was not believed (legs swapped, a jump)."""

    def __init__(self) -> None:
        self._doubted_s = self._all_s = 0.0
        self._time_s = math.nan

    def note(self, time_s: float, *, doubted: bool) -> None:
        """Add the time since the pose before.

        Parameters
        ----------
        time_s
            Seconds, increasing; a longer gap adds nothing.
        doubted
            True if the leg was not believed on this pose.
        """
        step_s, self._time_s = time_s - self._time_s, time_s
        if step_s <= SAMPLE_GAP_S:
            self._all_s += step_s
            self._doubted_s += step_s if doubted else 0.0

    def close(self) -> bool:
        """Return True if the attempt that is over was followed, and begin anew."""
        followed = self._doubted_s <= max(SAMPLE_GAP_S, MOST_DOUBTED * self._all_s)
        self._doubted_s = self._all_s = 0.0
        self._time_s = math.nan
        return followed


class PositionLapse:
    """Remembers whether position or view were left in the attempt under way.

    Attributes
    ----------
    happened
        True if so.
    """

    def __init__(self) -> None:
        self.happened = False
        self._since_s = math.nan

    def follows(self, time_s: float) -> bool:
        """Note that they are left now; return True if the attempt is followed nevertheless."""
        if not self.happened:
            self.happened, self._since_s = True, time_s
        return time_s - self._since_s <= OUT_OF_POSITION_S

    def reset(self) -> None:
        """Begin anew with the next attempt."""
        self.happened = False
