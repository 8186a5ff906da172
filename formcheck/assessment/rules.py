"""The range limits of an exercise, watched while somebody moves.

A limit holds in every phase.  An unknown measure never exceeds one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from formcheck.exercises.fault import Trigger

if TYPE_CHECKING:
    from formcheck.exercises.fault import Moment
    from formcheck.exercises.parts import Limit


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
