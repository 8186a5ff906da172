"""A movement as the phase machine tells it: phases, borders, and what is left at its end."""

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
    """Where in a repetition a person is."""

    REST = "rest"
    MOVE = "move"
    HOLD = "hold"
    RETURN = "return"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class RepThresholds:
    """The thresholds of a movement as progress (degrees times the sign of the movement)."""

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
        """The borders of an exercise."""
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
"""How far back the person's own rest level is looked for."""

SETTLE_S: Final = 1.0
"""How long after coming back to the start zone a repetition may still be settling."""

START_DWELL_S: Final = 0.3
"""How long the start position must be kept before the first repetition can begin."""

EDGE: Final = 0.1
"""A movement begins and ends at 10 % of its range, and its speed is taken from 10 % to 90 %."""

MIDDLE_SHARE: Final = 1 - 2 * math.acos(1 - 2 * EDGE) / math.pi
"""Share of its duration that a movement with a smooth (cosine) start and stop spends between 10 %
and 90 % of its range: 0.59.  Dividing by it gives the duration from standstill to standstill."""


class RepCounter:
    """Follows one working side through its repetitions.

    Parameters
    ----------
    borders
        The thresholds of the movement.
    """

    def __init__(self, borders: RepThresholds) -> None:
        self._borders = borders
        self.phase = Phase.UNKNOWN
        self.dropped = 0
        self._time_s = math.nan
        self._progress = math.nan
        self._start_dwell = Debounce(START_DWELL_S)
        self._target_dwell = Debounce(borders.enter_s)
        self._partial_dwell = Debounce(borders.enter_s)
        self._resting: deque[tuple[float, float]] = deque()
        self._begin(math.nan, math.nan)

    @property
    def hold_s(self) -> float:
        """Seconds in the target so far, in the attempt under way."""
        return self._clock.held_s if self.phase in {Phase.HOLD, Phase.RETURN} else 0.0

    @property
    def peak(self) -> float:
        """The furthest progress of the attempt under way, degrees; -inf = none yet."""
        return self._peak

    @property
    def rule_phase(self) -> Phase:
        """The phase as faults see it: a hold that is being left is already the way back."""
        if self.phase is Phase.HOLD and self._progress < self._borders.enter:
            return Phase.RETURN
        return self.phase

    @property
    def under_way(self) -> bool:
        """Whether an attempt has begun and is not over."""
        return self.phase in {Phase.MOVE, Phase.HOLD, Phase.RETURN}

    def update(self, time_s: float, progress: float, *, allowed: bool = True) -> Attempt | None:
        """Take the next sample; the attempt that it ends, if it does.

        Parameters
        ----------
        time_s
            Seconds, greater than at the call before.
        progress
            Degrees times the sign of the movement; must be known (gaps are times without calls).
        allowed
            Whether everything else that the target asks for holds too.
        """
        ended: Attempt | None = None
        if time_s - self._time_s > ATTEMPT_GAP_S:
            ended = self._lose()
        in_target = allowed and progress >= self._borders.enter
        if self.phase is Phase.UNKNOWN:
            self._find_start(time_s, progress)
        elif self.phase is Phase.REST:
            self._rest(time_s, progress)
        else:
            self._follow(time_s, progress, in_target=in_target)
            ended = self._advance(time_s, progress, in_target=in_target)
        self._time_s, self._progress = time_s, progress
        return ended

    def finish(self) -> Attempt | None:
        """The attempt that the end of the stream leaves behind, if there is one.

        A hold counts as far as it was seen.  A repetition is complete if the start zone was
        reached again; else it is partial, if it went far enough.
        """
        if not self.under_way:
            return None
        if self._borders.is_hold and self.phase is Phase.MOVE:
            return None
        if self._borders.is_hold:
            return self._end(self._clock.end_s)
        if not math.isnan(self._back_in_s):
            return self._end(self._time_s)
        return self._end(self._time_s, complete=False) if self._went_far else None

    def _lose(self) -> Attempt | None:
        """Drop what was under way: the stream broke off for too long."""
        ended = None
        if self.phase in {Phase.HOLD, Phase.RETURN} and (
            self._borders.is_hold or not math.isnan(self._back_in_s)
        ):
            ended = self._end(self._time_s)
        elif self._went_far:
            self.dropped += 1
        self.phase = Phase.UNKNOWN
        self._start_dwell.reset()
        self._resting.clear()
        self._begin(math.nan, math.nan)
        return ended

    def _find_start(self, time_s: float, progress: float) -> None:
        if self._start_dwell.update(time_s, on=progress <= self._borders.start):
            self.phase = Phase.REST
        if progress <= self._borders.start:
            self._resting.append((time_s, progress))

    def _rest(self, time_s: float, progress: float) -> None:
        resting = self._resting
        while resting and time_s - resting[0][0] > REST_WINDOW_S:
            resting.popleft()
        if progress <= self._borders.leave_start:
            resting.append((time_s, progress))
            return
        self._begin(*self._onset(time_s, progress))
        self.phase = Phase.MOVE
        self._follow(time_s, progress, in_target=False)

    def _onset(self, time_s: float, progress: float) -> tuple[float, float]:
        """When the movement began, and the level it began from."""
        zone = sorted(value for _, value in self._resting if value <= self._borders.start)
        if not zone:
            return time_s, progress
        # The lower quartile: samples of the way down and up lie above the rest level.
        rest = zone[len(zone) // 4]
        level = rest + EDGE * (self._borders.enter - rest)
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
        self._clock = HoldTimer()
        self._target_dwell.reset()
        self._partial_dwell.reset()
        self._went_far = False

    def _follow(self, time_s: float, progress: float, *, in_target: bool) -> None:
        """Keep what the record of the attempt will need, in bounded memory."""
        self._clock.update(time_s, progress, level=self._borders.enter, inside=in_target)
        if self._partial_dwell.update(time_s, on=progress >= self._borders.partial):
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
        borders = self._borders
        reached = self._target_dwell.update(time_s, on=in_target)
        if reached and math.isnan(self._back_in_s):
            self.phase = Phase.HOLD
            return None
        if self.phase is Phase.HOLD and progress < borders.leave:
            self.phase = Phase.RETURN
        if borders.is_hold:
            return self._advance_hold(time_s, progress)
        if self.phase is Phase.MOVE and progress <= borders.start:
            return self._turned_back(time_s, progress)
        if self.phase is Phase.RETURN:
            return self._settle(time_s, progress)
        return None

    def _advance_hold(self, time_s: float, progress: float) -> Attempt | None:
        """A hold ends once it has been lost for longer than its grace."""
        started = not math.isnan(self._clock.start_s)
        if self.phase is Phase.MOVE:
            return self._turned_back(time_s, progress) if progress <= self._borders.start else None
        if started and time_s - self._clock.end_s > self._borders.grace_s:
            ended = self._end(self._clock.end_s)
            if progress > self._borders.start:
                rest = ended.rest
                self.phase = Phase.MOVE
                self._begin(time_s, rest)
            return ended
        return None

    def _turned_back(self, time_s: float, progress: float) -> Attempt | None:
        """Back at the start without having reached the target."""
        if not self._went_far:
            self._to_rest(time_s, progress)
            return None
        ended = self._end(time_s, complete=False)
        self._resting.append((time_s, progress))
        return ended

    def _settle(self, time_s: float, progress: float) -> Attempt | None:
        """Back in the start zone: the repetition is over when the body has come to rest."""
        borders = self._borders
        if math.isnan(self._back_in_s):
            if progress > borders.start:
                return None
            self._back_in_s = crossing_s(
                (self._time_s, self._progress), (time_s, progress), borders.start
            )
        if progress < self._low[1]:
            self._low = (time_s, progress)
        level = self._rest_level + EDGE * (self._peak - self._rest_level)
        if progress <= level:
            end_s = crossing_s((self._time_s, self._progress), (time_s, progress), level)
            ended = self._end(max(end_s, self._back_in_s))
        elif progress > borders.leave_start or time_s - self._back_in_s > SETTLE_S:
            ended = self._end(self._low[0])
        else:
            return None
        self._resting.append(self._low)
        if progress > borders.leave_start:
            self._rest(time_s, progress)
        return ended

    def _to_rest(self, time_s: float, progress: float) -> None:
        self.phase = Phase.REST
        self._resting.append((time_s, progress))
        self._begin(math.nan, math.nan)

    def _end(self, end_s: float, *, complete: bool = True) -> Attempt:
        """The record of the attempt under way; the machine is at rest afterwards."""
        clock, span = self._clock, self._peak - self._rest_level
        if self._borders.is_hold:
            complete = complete and clock.held_s >= self._borders.least_hold_s
        reach_s = self._climbed_s(self._rest_level + (1 - EDGE) * span)
        seen_back = complete and not self._borders.is_hold
        ended = Attempt(
            complete=complete,
            start_s=self._start_s,
            peak_s=self._peak_s,
            end_s=end_s,
            peak=self._peak,
            rest=self._rest_level,
            hold_start_s=clock.start_s,
            hold_end_s=clock.end_s,
            hold_s=clock.held_s,
            out_s=(reach_s - self._start_s) / MIDDLE_SHARE,
            back_s=(end_s - self._top_end_s) / MIDDLE_SHARE if seen_back else math.nan,
        )
        self.phase = Phase.REST
        self._begin(math.nan, math.nan)
        return ended

    def _climbed_s(self, level: float) -> float:
        """When the way out first passed a level."""
        before: tuple[float, float] | None = None
        for step in self._climb:
            if step[1] >= level:
                return step[0] if before is None else crossing_s(before, step, level)
            before = step
        return self._peak_s
