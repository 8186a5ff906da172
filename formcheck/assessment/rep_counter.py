"""RepCounter: the phases of a repetition (rest, move, hold, return) with hysteresis and debounce.

A measure times the sign of the movement is called progress: more is nearer to the target.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from formcheck.assessment.timers import HoldTimer, crossing_s
from formcheck.exercises.fault import Attempt
from formcheck.pose.filters import ATTEMPT_GAP_S, Debounce

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
    start
        At most this: in the start zone.
    leave_start
        More than this: the start zone is left.
    partial
        At least this: the movement counts as a partial one.
    enter, leave
        At least this: in the target.  Less than this: the target is left.
    enter_s
        How long the target must be kept to be reached, seconds.
    grace_s
        How long a hold may be interrupted, seconds.
    least_hold_s
        A shorter hold is a partial one, seconds.
    is_hold
        True for an exercise that counts holds.
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
        movement = exercise.movement
        sign = movement.sign
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
    dropped
        How many movements were dropped because the stream broke off in them.
    """

    def __init__(self, thresholds: RepThresholds) -> None:
        self._thresholds = thresholds
        self.phase = Phase.UNKNOWN
        self.dropped = 0
        self._time_s = math.nan
        self._progress = math.nan
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
    def peak(self) -> float:
        """The furthest progress of the attempt under way, degrees; -inf = none yet."""
        return self._peak

    @property
    def rule_phase(self) -> Phase:
        """The phase for the faults: a hold that is being left is already the way back."""
        if self.phase is Phase.HOLD and self._progress < self._thresholds.enter:
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
        ended: Attempt | None = None
        if time_s - self._time_s > ATTEMPT_GAP_S:
            ended = self._drop()
        in_target = allowed and progress >= self._thresholds.enter
        if self.phase is Phase.UNKNOWN:
            self._find_start(time_s, progress)
        elif self.phase is Phase.REST:
            self._follow_rest(time_s, progress)
        else:
            self._follow(time_s, progress, in_target=in_target)
            ended = self._advance(time_s, progress, in_target=in_target)
        self._time_s, self._progress = time_s, progress
        return ended

    def finish(self) -> Attempt | None:
        """End the stream; return the attempt under way, or None if it does not count."""
        # A hold counts as far as it was seen.  A repetition is complete if the start zone was
        # reached again; else it is partial, if it went far enough.
        if not self.under_way:
            return None
        if self._thresholds.is_hold and self.phase is Phase.MOVE:
            return None
        if self._thresholds.is_hold:
            return self._end(self._hold.end_s)
        if not math.isnan(self._back_in_s):
            return self._end(self._time_s)
        return self._end(self._time_s, complete=False) if self._went_far else None

    def _drop(self) -> Attempt | None:
        """Drop the attempt under way after a long gap; return it if it was over by then."""
        ended = None
        if self.phase in {Phase.HOLD, Phase.RETURN} and (
            self._thresholds.is_hold or not math.isnan(self._back_in_s)
        ):
            ended = self._end(self._time_s)
        elif self._went_far:
            self.dropped += 1
        self.phase = Phase.UNKNOWN
        self._start_debounce.reset()
        self._resting.clear()
        self._begin(math.nan, math.nan)
        return ended

    def _find_start(self, time_s: float, progress: float) -> None:
        if self._start_debounce.update(time_s, on=progress <= self._thresholds.start):
            self.phase = Phase.REST
        if progress <= self._thresholds.start:
            self._resting.append((time_s, progress))

    def _follow_rest(self, time_s: float, progress: float) -> None:
        resting = self._resting
        while resting and time_s - resting[0][0] > REST_WINDOW_S:
            resting.popleft()
        if progress <= self._thresholds.leave_start:
            resting.append((time_s, progress))
            return
        self._begin(*self._onset(time_s, progress))
        self.phase = Phase.MOVE
        self._follow(time_s, progress, in_target=False)

    def _onset(self, time_s: float, progress: float) -> tuple[float, float]:
        """Return when the movement began, and the level it began from."""
        zone = sorted(value for _, value in self._resting if value <= self._thresholds.start)
        if not zone:
            return time_s, progress
        # The lower quartile: samples of the way down and up lie above the rest level.
        rest = zone[len(zone) // 4]
        level = rest + EDGE * (self._thresholds.enter - rest)
        later = (time_s, progress)
        for earlier in reversed(self._resting):
            if earlier[1] <= level:
                return crossing_s(earlier, later, level), rest
            later = earlier
        return later[0], rest

    def _begin(self, start_s: float, rest: float) -> None:
        self._start_s = start_s
        self._rest_level = rest
        self._peak = -math.inf
        self._peak_s = start_s
        self._climb: list[tuple[float, float]] = []
        self._top_end_s = math.nan
        self._back_in_s = math.nan
        self._low = (math.nan, math.inf)
        self._hold = HoldTimer()
        self._target_debounce.reset()
        self._partial_debounce.reset()
        self._went_far = False

    def _follow(self, time_s: float, progress: float, *, in_target: bool) -> None:
        """Keep what the record of the attempt needs, in bounded memory."""
        self._hold.update(time_s, progress, level=self._thresholds.enter, inside=in_target)
        if self._partial_debounce.update(time_s, on=progress >= self._thresholds.partial):
            self._went_far = True
        if progress > self._peak:
            self._peak, self._peak_s = progress, time_s
            if not self._climb or progress - self._climb[-1][1] >= 0.5:  # noqa: PLR2004  # half a degree
                self._climb.append((time_s, progress))
        top = self._peak - EDGE * (self._peak - self._rest_level)
        if not progress < top:
            self._top_end_s = time_s
        elif self._top_end_s == self._time_s:  # it was still there on the sample before
            before = (self._time_s, self._progress)
            self._top_end_s = crossing_s(before, (time_s, progress), top)

    def _advance(self, time_s: float, progress: float, *, in_target: bool) -> Attempt | None:
        thresholds = self._thresholds
        reached = self._target_debounce.update(time_s, on=in_target)
        if reached and math.isnan(self._back_in_s):
            self.phase = Phase.HOLD
            return None
        if self.phase is Phase.HOLD and progress < thresholds.leave:
            self.phase = Phase.RETURN
        if thresholds.is_hold:
            return self._advance_hold(time_s, progress)
        if self.phase is Phase.MOVE and progress <= thresholds.start:
            return self._turned_back(time_s, progress)
        if self.phase is Phase.RETURN:
            return self._settle(time_s, progress)
        return None

    def _advance_hold(self, time_s: float, progress: float) -> Attempt | None:
        """End a hold that has been interrupted for longer than its grace."""
        started = not math.isnan(self._hold.start_s)
        if self.phase is Phase.MOVE:
            back = progress <= self._thresholds.start
            return self._turned_back(time_s, progress) if back else None
        if started and time_s - self._hold.end_s > self._thresholds.grace_s:
            ended = self._end(self._hold.end_s)
            if progress > self._thresholds.start:
                rest = ended.rest
                self.phase = Phase.MOVE
                self._begin(time_s, rest)
            return ended
        return None

    def _turned_back(self, time_s: float, progress: float) -> Attempt | None:
        """End a movement that is back at the start and did not reach the target."""
        if not self._went_far:
            self._to_rest(time_s, progress)
            return None
        ended = self._end(time_s, complete=False)
        self._resting.append((time_s, progress))
        return ended

    def _settle(self, time_s: float, progress: float) -> Attempt | None:
        """End a repetition that is back in the start zone once the body has come to rest."""
        thresholds = self._thresholds
        if math.isnan(self._back_in_s):
            if progress > thresholds.start:
                return None
            self._back_in_s = crossing_s(
                (self._time_s, self._progress), (time_s, progress), thresholds.start
            )
        if progress < self._low[1]:
            self._low = (time_s, progress)
        level = self._rest_level + EDGE * (self._peak - self._rest_level)
        if progress <= level:
            end_s = crossing_s((self._time_s, self._progress), (time_s, progress), level)
            ended = self._end(max(end_s, self._back_in_s))
        elif progress > thresholds.leave_start or time_s - self._back_in_s > SETTLE_S:
            ended = self._end(self._low[0])
        else:
            return None
        self._resting.append(self._low)
        if progress > thresholds.leave_start:
            self._follow_rest(time_s, progress)
        return ended

    def _to_rest(self, time_s: float, progress: float) -> None:
        self.phase = Phase.REST
        self._resting.append((time_s, progress))
        self._begin(math.nan, math.nan)

    def _end(self, end_s: float, *, complete: bool = True) -> Attempt:
        """Return the record of the attempt under way, and go to the rest phase."""
        hold, span = self._hold, self._peak - self._rest_level
        if self._thresholds.is_hold:
            complete = complete and hold.held_s >= self._thresholds.least_hold_s
        reach_s = self._climbed_s(self._rest_level + (1 - EDGE) * span)
        seen_back = complete and not self._thresholds.is_hold
        ended = Attempt(
            complete=complete,
            start_s=self._start_s,
            peak_s=self._peak_s,
            end_s=end_s,
            peak=self._peak,
            rest=self._rest_level,
            hold_start_s=hold.start_s,
            hold_end_s=hold.end_s,
            hold_s=hold.held_s,
            out_s=(reach_s - self._start_s) / MIDDLE_SHARE,
            back_s=(end_s - self._top_end_s) / MIDDLE_SHARE if seen_back else math.nan,
        )
        self.phase = Phase.REST
        self._begin(math.nan, math.nan)
        return ended

    def _climbed_s(self, level: float) -> float:
        """Return when the way out first passed a level."""
        before: tuple[float, float] | None = None
        for step in self._climb:
            if step[1] >= level:
                return step[0] if before is None else crossing_s(before, step, level)
            before = step
        return self._peak_s
