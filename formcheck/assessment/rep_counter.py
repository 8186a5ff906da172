"""RepCounter: the phases of a repetition (rest, move, hold, return) with hysteresis and debounce.

A measure times the sign of the movement is called progress: more is nearer to the target.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import deque
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from formcheck.exercises.fault import Attempt
from formcheck.pose.filters import (
    ATTEMPT_GAP_S,
    DIP_TOLERANCE_S,
    SAMPLE_GAP_S,
    Debounce,
    crossing_s,
)

if TYPE_CHECKING:
    from formcheck.exercises.definition import Exercise


class Phase(StrEnum):
    """The phase of a repetition."""

    REST = "rest"
    MOVE = "move"
    HOLD = "hold"
    RETURN = "return"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class RepThresholds:
    """The thresholds of a movement, as progress (degrees times the sign of the movement).

    Attributes
    ----------
    start, leave_start
        At most `start`: in the start zone.  More than `leave_start`: the start zone is left.
    partial
        At least this: the movement counts as a partial one.
    enter, leave
        At least `enter`: in the target.  Less than `leave`: the target is left.
    enter_s, grace_s, least_hold_s, is_hold
        Of `Movement`; True for an exercise that counts holds.
    """

    start: float
    leave_start: float
    partial: float
    enter: float
    leave: float
    enter_s: float
    grace_s: float
    least_hold_s: float
    is_hold: bool

    @classmethod
    def of(cls, exercise: Exercise) -> RepThresholds:
        """Return the thresholds of an exercise."""
        movement, sign = exercise.movement, exercise.movement.sign
        return cls(
            start=sign * movement.start_deg,
            leave_start=sign * movement.start.clear_deg,
            partial=sign * movement.partial_deg,
            enter=sign * movement.target_deg[0],
            leave=sign * movement.leave_deg,
            enter_s=movement.enter_s,
            grace_s=movement.grace_s,
            least_hold_s=movement.least_hold_s,
            is_hold=exercise.kind == "hold",
        )


REST_WINDOW_S: Final = 2.0
"""The person's own rest level is taken from so long a time before the movement."""

SETTLE_S: Final = 1.0
"""After the return to the start zone a repetition may settle for so long."""

START_KEPT_S: Final = 0.3
"""The start position must be kept for so long before the first repetition can begin."""

EDGE: Final = 0.1
"""A movement begins and ends at 10 % of its range, and its speed is taken from 10 % to 90 %."""

MIDDLE_SHARE: Final = 1 - 2 * math.acos(1 - 2 * EDGE) / math.pi
"""Share of its duration that a movement with a smooth (cosine) start and stop spends between 10 %
and 90 % of its range: 0.59.  Dividing by it gives the duration from standstill to standstill."""


@dataclass(slots=True)
class HoldTimer:
    """Times a hold: it pauses while the target is lost, ignores short dips, and never resets.

    Attributes
    ----------
    start_s, end_s
        First and last instant in the target so far, seconds; NaN = not reached yet.
    held_s
        Seconds in the target so far.
    running
        True if the last sample was in the target.
    """

    start_s: float = math.nan
    end_s: float = math.nan
    held_s: float = 0.0
    running: bool = False
    _last: tuple[float, float] = (math.nan, math.nan)

    def update(self, time_s: float, progress: float, *, level: float, inside: bool) -> None:
        """Add the next sample.

        Parameters
        ----------
        time_s
            Seconds, greater than at the call before.
        progress
            Degrees of progress.
        level
            Progress at which the target begins, to interpolate the crossing.
        inside
            True while the person is in the target, its other conditions included.
        """
        last, self._last = self._last, (time_s, progress)
        seen = time_s - last[0] <= SAMPLE_GAP_S
        if inside:
            since_s = last[0] if self.running else crossing_s(last, (time_s, progress), level)
            if not seen:
                since_s = time_s
            if math.isnan(self.start_s):
                self.start_s = since_s
            elif not self.running and since_s - self.end_s <= DIP_TOLERANCE_S:
                since_s = self.end_s
            self.held_s += time_s - since_s
            self.end_s = time_s
        elif self.running and seen:
            self.end_s = crossing_s(last, (time_s, progress), level)
            if self.end_s < time_s:
                self.held_s += self.end_s - last[0]
            else:  # the angle is still there, so another condition was lost in between
                self.end_s = last[0]
        self.running = inside


class RepCounter:
    """Follows one working side through its repetitions.

    Parameters
    ----------
    thresholds
        The thresholds of the movement.

    Attributes
    ----------
    phase
        The phase after the last sample.
    peak
        The furthest progress of the attempt under way, degrees; -inf = none yet.
    dropped
        How many movements were dropped because the stream broke off in them.
    """

    def __init__(self, thresholds: RepThresholds) -> None:
        self.thresholds = thresholds
        self.phase = Phase.UNKNOWN
        self.dropped = 0
        self._last = (math.nan, math.nan)
        self._start_debounce = Debounce(START_KEPT_S)
        self._target_debounce = Debounce(thresholds.enter_s)
        self._partial_debounce = Debounce(thresholds.enter_s)
        self._resting: deque[tuple[float, float]] = deque()
        self._begin(math.nan, math.nan)

    @property
    def hold_s(self) -> float:
        """Seconds in the target so far, in the attempt under way."""
        return self._hold.held_s if self.phase in {Phase.HOLD, Phase.RETURN} else 0.0

    @property
    def rule_phase(self) -> Phase:
        """The phase for the faults: a hold that is being left is already the way back."""
        if self.phase is Phase.HOLD and self._last[1] < self.thresholds.enter:
            return Phase.RETURN
        return self.phase

    @property
    def under_way(self) -> bool:
        """Whether an attempt has begun and is not over."""
        return self.phase in {Phase.MOVE, Phase.HOLD, Phase.RETURN}

    def update(self, time_s: float, progress: float, *, allowed: bool = True) -> Attempt | None:
        """Follow the next sample.

        Parameters
        ----------
        time_s
            Seconds, greater than at the call before.
        progress
            Degrees times the sign of the movement; must be known.
        allowed
            True if every other condition of the target is met too.

        Returns
        -------
        Attempt or None
            The attempt that ends with this sample.
        """
        ended = self._drop() if time_s - self._last[0] > ATTEMPT_GAP_S else None
        if self.phase is Phase.UNKNOWN:
            self._find_start(time_s, progress)
        elif self.phase is Phase.REST:
            self._follow_rest(time_s, progress)
        else:
            in_target = allowed and progress >= self.thresholds.enter
            self._follow(time_s, progress, in_target=in_target)
            ended = self._advance(time_s, progress, in_target=in_target)
        self._last = (time_s, progress)
        return ended

    def finish(self) -> Attempt | None:
        """End the stream; return the attempt under way, or None if it does not count."""
        # A hold counts as far as it was seen.  A repetition is complete if the start zone was
        # reached again; else it is partial, if it went far enough.
        if not self.under_way:
            return None
        if self.thresholds.is_hold:
            return None if self.phase is Phase.MOVE else self._end(self._hold.end_s)
        if not math.isnan(self._back_in_s):
            return self._end(self._last[0])
        return self._end(self._last[0], complete=False) if self._went_far else None

    def _drop(self) -> Attempt | None:
        """Drop the attempt under way after a long gap; return it if it was over by then."""
        ended = None
        may_end = self.thresholds.is_hold or not math.isnan(self._back_in_s)
        if may_end and self.phase in {Phase.HOLD, Phase.RETURN}:
            ended = self._end(self._last[0])
        elif self._went_far:
            self.dropped += 1
        self._stop(Phase.UNKNOWN)
        self._start_debounce.reset()
        self._resting.clear()
        return ended

    def _find_start(self, time_s: float, progress: float) -> None:
        at_start = progress <= self.thresholds.start
        if at_start:
            self._resting.append((time_s, progress))
        if self._start_debounce.update(time_s, on=at_start):
            self.phase = Phase.REST

    def _follow_rest(self, time_s: float, progress: float) -> None:
        resting = self._resting
        while resting and time_s - resting[0][0] > REST_WINDOW_S:
            resting.popleft()
        if progress <= self.thresholds.leave_start:
            resting.append((time_s, progress))
            return
        self._begin(*self._onset(time_s, progress))
        self.phase = Phase.MOVE
        self._follow(time_s, progress, in_target=False)

    def _onset(self, time_s: float, progress: float) -> tuple[float, float]:
        """Return when the movement began, and the level it began from."""
        now = (time_s, progress)
        zone = sorted(value for _, value in self._resting if value <= self.thresholds.start)
        if not zone:
            return now
        # The lower quartile: samples of the way down and up lie above the rest level.
        rest = zone[len(zone) // 4]
        level = rest + EDGE * (self.thresholds.enter - rest)
        last = max(index for index, (_, value) in enumerate(self._resting) if value <= level)
        samples = [*self._resting, now]
        return crossing_s(samples[last], samples[last + 1], level), rest

    def _begin(self, start_s: float, rest: float) -> None:
        self._start_s = self._peak_s = start_s
        self._rest_level = rest
        self.peak = -math.inf
        self._climb: list[tuple[float, float]] = []
        self._top_end_s = self._back_in_s = math.nan
        self._low = (math.nan, math.inf)
        self._hold = HoldTimer()
        self._target_debounce.reset()
        self._partial_debounce.reset()
        self._went_far = False

    def _follow(self, time_s: float, progress: float, *, in_target: bool) -> None:
        """Keep what the record of the attempt needs, in bounded memory."""
        self._hold.update(time_s, progress, level=self.thresholds.enter, inside=in_target)
        if self._partial_debounce.update(time_s, on=progress >= self.thresholds.partial):
            self._went_far = True
        if progress > self.peak:
            self.peak, self._peak_s = progress, time_s
            if not self._climb or progress - self._climb[-1][1] >= 0.5:  # noqa: PLR2004  # half a degree
                self._climb.append((time_s, progress))
        top = self.peak - EDGE * (self.peak - self._rest_level)
        if not progress < top:
            self._top_end_s = time_s
        elif self._top_end_s == self._last[0]:  # it was still there on the sample before
            self._top_end_s = crossing_s(self._last, (time_s, progress), top)

    def _advance(self, time_s: float, progress: float, *, in_target: bool) -> Attempt | None:
        thresholds = self.thresholds
        if self._target_debounce.update(time_s, on=in_target) and math.isnan(self._back_in_s):
            self.phase = Phase.HOLD
            return None
        if self.phase is Phase.HOLD and progress < thresholds.leave:
            self.phase = Phase.RETURN
        if self.phase is Phase.MOVE:
            return self._turned_back(time_s, progress) if progress <= thresholds.start else None
        if thresholds.is_hold:
            return self._lose_hold(time_s, progress)
        return self._settle(time_s, progress) if self.phase is Phase.RETURN else None

    def _turned_back(self, time_s: float, progress: float) -> Attempt | None:
        """End a movement that is back at the start and did not reach the target."""
        ended = self._end(time_s, complete=False) if self._went_far else None
        self._stop()
        self._resting.append((time_s, progress))
        return ended

    def _lose_hold(self, time_s: float, progress: float) -> Attempt | None:
        """End a hold that has been interrupted for longer than its grace."""
        if time_s - self._hold.end_s <= self.thresholds.grace_s:
            return None
        ended = self._end(self._hold.end_s)
        if progress > self.thresholds.start:
            self.phase = Phase.MOVE
            self._begin(time_s, ended.rest)
        return ended

    def _settle(self, time_s: float, progress: float) -> Attempt | None:
        """End a repetition that is back in the start zone once the body has come to rest."""
        thresholds, before, now = self.thresholds, self._last, (time_s, progress)
        if math.isnan(self._back_in_s):
            if progress > thresholds.start:
                return None
            self._back_in_s = crossing_s(before, now, thresholds.start)
        if progress < self._low[1]:
            self._low = now
        level = self._rest_level + EDGE * (self.peak - self._rest_level)
        if progress <= level:
            ended = self._end(max(crossing_s(before, now, level), self._back_in_s))
        elif progress > thresholds.leave_start or time_s - self._back_in_s > SETTLE_S:
            ended = self._end(self._low[0])
        else:
            return None
        self._resting.append(self._low)
        if progress > thresholds.leave_start:
            self._follow_rest(time_s, progress)
        return ended

    def _stop(self, phase: Phase = Phase.REST) -> None:
        self.phase = phase
        self._begin(math.nan, math.nan)

    def _end(self, end_s: float, *, complete: bool = True) -> Attempt:
        """Return the record of the attempt under way, and go to the rest phase."""
        hold, is_hold = self._hold, self.thresholds.is_hold
        if is_hold:
            complete = complete and hold.held_s >= self.thresholds.least_hold_s
        span = self.peak - self._rest_level
        reach_s = self._climbed_s(self._rest_level + (1 - EDGE) * span)
        ended = Attempt(
            complete=complete,
            start_s=self._start_s,
            peak_s=self._peak_s,
            end_s=end_s,
            peak=self.peak,
            rest=self._rest_level,
            hold_start_s=hold.start_s,
            hold_end_s=hold.end_s,
            hold_s=hold.held_s,
            out_s=(reach_s - self._start_s) / MIDDLE_SHARE,
            back_s=(end_s - self._top_end_s) / MIDDLE_SHARE
            if complete and not is_hold
            else math.nan,
        )
        self._stop()
        return ended

    def _climbed_s(self, level: float) -> float:
        """Return when the way out first passed a level."""
        steps = self._climb
        first = bisect_left(steps, level, key=lambda step: step[1])
        if first == len(steps):
            return self._peak_s
        return crossing_s(steps[max(first - 1, 0)], steps[first], level)
