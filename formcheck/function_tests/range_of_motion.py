"""Finds how far a hip moves: trials in the readings of the exercise that is filmed for it."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from formcheck.assessment.checker import Checker
from formcheck.function_tests.report import FoundTrials, Trial

if TYPE_CHECKING:
    from formcheck.assessment.checker import Reading
    from formcheck.exercises.definition import Exercise
    from formcheck.function_tests.definition import RangeScoring
    from formcheck.pose.joints import Side
    from formcheck.pose.pose import Pose

LOST_S: Final = 1.0
"""After a longer gap a new trial begins (engineering default)."""


@dataclass(slots=True)
class _Leg:
    """One leg: its latest samples, and its current trial."""

    recent: deque[tuple[float, float]] = field(default_factory=deque)
    start_s: float = math.nan
    last_s: float = math.nan
    best: float = -math.inf


class RangeFinder:
    """Finds how far each leg goes in each trial of a pose stream.

    A trial begins where the leg leaves the start zone of the exercise and ends where it is back.
    Its value is the furthest angle that was kept for a moment, so that neither a swing nor noise
    of the picture counts.

    Parameters
    ----------
    exercise
        The filmed exercise; its main measure is the range.
    scoring
        The time for which an angle must be kept.
    """

    def __init__(self, exercise: Exercise, scoring: RangeScoring) -> None:
        self._checker = Checker(exercise)
        self._movement, self._keep_s = exercise.movement, scoring.keep_s
        self._legs: dict[Side, _Leg] = {}
        self._tries: list[Trial] = []
        self._paused_s: defaultdict[str, float] = defaultdict(float)
        self._time_s = math.nan

    def update(self, pose: Pose) -> Reading:
        """Take the next pose, and return the exercise's reading of it."""
        reading, movement = self._checker.update(pose), self._movement
        step_s = 0.0 if math.isnan(self._time_s) else pose.time_s - self._time_s
        self._time_s = pose.time_s
        value = movement.sign * reading.angles_deg.get(movement.measure, math.nan)
        if reading.paused is not None:
            self._paused_s[reading.paused.say] += step_s
        elif reading.side is not None and not math.isnan(value):
            self._take(reading.side, pose.time_s, value)
        return reading

    def finish(self) -> FoundTrials:
        """Return all trials in order of time, after the last pose."""
        for side, leg in self._legs.items():
            self._end(side, leg)
        trouble = max(self._paused_s, key=self._paused_s.__getitem__, default="")
        return FoundTrials(tuple(sorted(self._tries, key=lambda row: row.start_s)), trouble)

    def _take(self, side: Side, time_s: float, value: float) -> None:
        movement = self._movement
        leg = self._legs.setdefault(side, _Leg())
        if time_s - leg.last_s > LOST_S:
            self._end(side, leg)
            leg.recent.clear()
        leg.last_s = time_s
        leg.recent.append((time_s, value))
        while time_s - leg.recent[0][0] > self._keep_s:
            leg.recent.popleft()
        if value <= movement.sign * movement.start_deg:
            self._end(side, leg)
        elif value > movement.sign * movement.start.clear_deg and math.isnan(leg.start_s):
            leg.start_s, leg.best = time_s, -math.inf
        if not math.isnan(leg.start_s) and time_s - leg.recent[0][0] >= 0.8 * self._keep_s:
            leg.best = max(leg.best, min(angle for _, angle in leg.recent))

    def _end(self, side: Side, leg: _Leg) -> None:
        movement = self._movement
        # An angle near the start zone is not the end of a movement.
        far = leg.best > movement.sign * movement.start.clear_deg
        if not math.isnan(leg.start_s) and far:
            self._tries.append(Trial(side, leg.start_s, leg.last_s, leg.best, counts=True))
        leg.start_s, leg.best = math.nan, -math.inf
