"""RepCounter: the phases of a repetition (rest, move, hold, return) with hysteresis and debounce.

A measure times the sign of the movement is called progress: more is nearer to the target.
"""

from __future__ import annotations

import math
from collections import deque
from enum import StrEnum
from typing import Final

from formcheck.assessment.timers import (
    EDGE,
    FALLEN,
    LEAST_FALL_DEG,
    LEAST_RISE_DEG,
    MIDDLE_SHARE,
    QUICKEST_S,
    RISEN,
    STEADY_HOLD_S,
    TRY_SHARE,
    Gap,
    GapLog,
    RepThresholds,
    TargetClock,
    climbed_s,
)
from formcheck.exercises.fault import Attempt
from formcheck.pose.filters import ATTEMPT_GAP_S, SAMPLE_GAP_S, Debounce, crossing_s


class Phase(StrEnum):
    """The phase of a repetition."""

    REST = "rest"
    MOVE = "move"
    HOLD = "hold"
    RETURN = "return"
    UNKNOWN = "unknown"


REST_WINDOW_S: Final = 2.0
"""The person's own rest level is taken from so long a time before the movement."""

SETTLE_S: Final = 1.0
"""After the return to the start zone a repetition may settle for so long."""

START_KEPT_S: Final = 0.1
"""The start position must be kept for so long before the first repetition can begin: people who
repeat at an ordinary pace do not stand still (engineering default)."""


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
    new_rest
        Where the last attempt came to rest outside the start zone, degrees of progress; NaN = it
        came back.
    """

    def __init__(self, thresholds: RepThresholds) -> None:
        self.thresholds = thresholds
        self.phase = Phase.UNKNOWN
        self.new_rest = math.nan
        self._last = (math.nan, math.nan)
        self._before_last = math.nan
        self._start_debounce = Debounce(START_KEPT_S)
        self._target_debounce = Debounce(thresholds.enter_s)
        self._resting: deque[tuple[float, float]] = deque()
        self._gaps = GapLog()
        self._start_seen = True
        self._start, self._leave_start = thresholds.start, thresholds.leave_start
        self._begin(math.nan, math.nan)

    @property
    def hold_s(self) -> float:
        """Seconds in the target so far, in the attempt under way."""
        return self._clock.hold.held_s if self.phase in {Phase.HOLD, Phase.RETURN} else 0.0

    @property
    def rule_phase(self) -> Phase:
        """The phase for the faults: a hold that is being left is already the way back."""
        thresholds = self.thresholds
        level = thresholds.just if math.isnan(self._clock.full.start_s) else thresholds.enter
        if self.phase is Phase.HOLD and self._last[1] < level:
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
        ended = self._bridge(time_s, progress)
        if self.phase is Phase.UNKNOWN:
            self._find_start(time_s, progress)
        elif self.phase is Phase.REST:
            self._follow_rest(time_s, progress, allowed=allowed)
        elif self._sets_off_again(progress):
            ended = self._close(self._low[0], time_s, progress)
        else:
            self._follow(time_s, progress, allowed=allowed)
            ended = self._advance(time_s, progress, allowed=allowed)
        self._before_last, self._last = self._last[1], (time_s, progress)
        return ended

    def finish(self) -> Attempt | None:
        """End the stream; return the attempt under way: a hold as far as it was seen, or None."""
        if not self.under_way:
            return None
        if self.thresholds.is_hold:
            moves, end_s = self.phase is Phase.MOVE, self._clock.hold.end_s
            return None if moves else self._end(end_s, short="cut_off")
        if self._came_back:
            return self._end(self._last[0])
        return self._end(self._last[0], reason="cut_off") if self._went_far else None

    def restart(self) -> None:
        """Forget the attempt under way: it is over, or the person rests and it was none."""
        self._stop()
        self._resting.clear()

    # --- Gaps

    def _bridge(self, time_s: float, progress: float) -> Attempt | None:
        """Note a gap before this sample; return the attempt that a long one ends."""
        before_s, before = self._last
        if not time_s - before_s > SAMPLE_GAP_S:
            return None
        if time_s - before_s > ATTEMPT_GAP_S:
            return self.drop()
        still = max(abs(before - self._before_last), abs(progress - before)) <= EDGE * self._span
        held = self.thresholds.is_hold or self._clock.hold.held_s >= STEADY_HOLD_S
        steady = still and held and self.phase is Phase.HOLD
        returning = progress < before < self._before_last
        self._gaps.note(Gap(before_s, time_s, max(before, progress), steady or returning))
        return None

    def drop(self) -> Attempt | None:
        """Drop the attempt under way, which is lost; return it unless it was too small."""
        ended, over = None, self.thresholds.is_hold or self._came_back
        if self.phase in {Phase.HOLD, Phase.RETURN} and over:
            ended = self._end(self._last[0], short="not_followed")
        elif self._went_far:
            ended = self._end(self._last[0], reason="not_followed")
        self.restart()
        self.phase = Phase.UNKNOWN
        self._start_debounce.reset()
        self._gaps.clear()
        return ended

    # --- The start

    def _find_start(self, time_s: float, progress: float) -> None:
        at_start = progress <= self._start
        if at_start:
            self._resting.append((time_s, progress))
        if self._start_debounce.update(time_s, on=at_start):
            self.phase = Phase.REST

    def _follow_rest(self, time_s: float, progress: float, *, allowed: bool) -> None:
        resting = self._resting
        while resting and time_s - resting[0][0] > REST_WINDOW_S:
            resting.popleft()
        if progress <= self._leave_start:
            if progress <= self.thresholds.start:
                self._start = self.thresholds.start
                self._leave_start = self.thresholds.leave_start
            resting.append((time_s, progress))
            return
        start_s, rest, self._start_seen = self._onset(time_s, progress)
        self._begin(start_s, rest)
        self.phase = Phase.MOVE
        self._follow(time_s, progress, allowed=allowed)

    def _onset(self, time_s: float, progress: float) -> tuple[float, float, bool]:
        """Return when the movement began, the level it began from, and if that was seen."""
        now = (time_s, progress)
        values = sorted(value for _, value in self._resting)
        if not values:
            return time_s, math.nan, False
        zone = [value for value in values if value <= self._start] or values
        # The lower quartile: samples of the way down and up lie above the rest level.
        rest = zone[len(zone) // 4]
        level = rest + EDGE * (self.thresholds.enter - rest)
        low = [index for index, (_, value) in enumerate(self._resting) if value <= level]
        last = low[-1] if low else len(self._resting) - 1
        samples = [*self._resting, now]
        start_s = crossing_s(samples[last], samples[last + 1], level)
        seen_s = self._gaps.end_of_first(samples[last][0], samples[last + 1][0])
        return (start_s, rest, True) if math.isnan(seen_s) else (seen_s, rest, False)

    # --- The attempt under way

    @property
    def _base(self) -> float:
        """The level from which the range is counted: the rest level, or the start zone."""
        return self._start if math.isnan(self._rest_level) else self._rest_level

    @property
    def _span(self) -> float:
        """How far the attempt has come so far, degrees."""
        return max(self.peak - self._base, 0.0)

    @property
    def _went_far(self) -> bool:
        """Whether the attempt under way was more than a small movement."""
        return self._clock.attempt.longest_s >= self.thresholds.enter_s - 1e-9

    @property
    def _came_back(self) -> bool:
        """Whether most of the way back was seen."""
        return self.phase is Phase.RETURN and not math.isnan(self._low[0])

    def _begin(self, start_s: float, rest: float) -> None:
        self._start_s = self._peak_s = start_s
        self._rest_level = rest
        self.peak = -math.inf
        self._climb: list[tuple[float, float]] = []
        self._top_end_s = self._back_in_s = math.nan
        self._low = (math.nan, math.inf)
        self._clock = TargetClock()
        self._target_debounce.reset()

    def rebase(self, offset: float) -> None:
        """Follow a new zero: the progress of the next samples is smaller by these degrees."""
        self._last = (self._last[0], self._last[1] - offset)
        self._before_last -= offset
        self._resting = deque((time_s, value - offset) for time_s, value in self._resting)
        self._climb = [(time_s, value - offset) for time_s, value in self._climb]
        self._low = (self._low[0], self._low[1] - offset)
        self.peak -= offset
        self._rest_level -= offset

    def _follow(self, time_s: float, progress: float, *, allowed: bool) -> None:
        """Keep what the record of the attempt needs, in bounded memory."""
        base, clock, thresholds = self._base, self._clock, self.thresholds
        aim = min(thresholds.partial, base + TRY_SHARE * (thresholds.enter - base))
        clock.full.update(time_s, progress, level=thresholds.enter, allowed=allowed)
        clock.just.update(time_s, progress, level=thresholds.just, allowed=allowed)
        clock.attempt.update(time_s, progress, level=max(aim, self._leave_start))
        if progress > self.peak:
            self.peak, self._peak_s = progress, time_s
            if not self._climb or progress - self._climb[-1][1] >= 0.5:  # noqa: PLR2004  # half a degree
                self._climb.append((time_s, progress))
        top = self.peak - EDGE * self._span
        if not progress < top:
            self._top_end_s = time_s
        elif self._top_end_s == self._last[0]:  # it was still there on the sample before
            self._top_end_s = crossing_s(self._last, (time_s, progress), top)

    def _advance(self, time_s: float, progress: float, *, allowed: bool) -> Attempt | None:
        thresholds = self.thresholds
        inside = allowed and progress >= thresholds.just
        stays = self._target_debounce.update(time_s, on=inside)
        reached = self._clock.just.longest_s >= thresholds.enter_s - 1e-9
        if (self.phase is Phase.MOVE and reached) or (stays and math.isnan(self._back_in_s)):
            self.phase = Phase.HOLD
        if self.phase is Phase.HOLD and progress < thresholds.leave:
            self.phase = Phase.RETURN
        if self.phase is Phase.MOVE:
            return self._turned_back(time_s, progress) if progress <= self._start else None
        if thresholds.is_hold:
            return self._lose_hold(time_s, progress)
        return self._settle(time_s, progress) if self.phase is Phase.RETURN else None

    def _turned_back(self, time_s: float, progress: float) -> Attempt | None:
        """End a movement that is back at the start and did not reach the target."""
        unseen = self._gaps.furthest(self._start_s, time_s) > -math.inf
        reason = "not_followed" if unseen else "short_of_target"
        ended = self._end(time_s, reason=reason) if self._went_far else None
        self._stop()
        self._resting.append((time_s, progress))
        return ended

    def _lose_hold(self, time_s: float, progress: float) -> Attempt | None:
        """End a hold that has been interrupted for longer than its grace."""
        left_s = self._clock.just.end_s
        if time_s - left_s - self._gaps.lost_s(left_s) <= self.thresholds.grace_s:
            return None
        ended = self._end(self._clock.hold.end_s)
        if progress > self._start:
            self.phase = Phase.MOVE
            self._begin(time_s, ended.rest)
        return ended

    def _settle(self, time_s: float, progress: float) -> Attempt | None:
        """End a repetition that is back, once the body has come to rest."""
        before, now = self._last, (time_s, progress)
        span, low = self._span, self._low
        if math.isnan(self._back_in_s) and progress <= self._start:
            self._back_in_s = crossing_s(before, now, self._start)
        back_in = not math.isnan(self._back_in_s)
        fallen = max(FALLEN * span, LEAST_FALL_DEG)
        if not back_in and math.isnan(low[0]) and progress > self.peak - fallen:
            return None
        if progress < low[1]:
            low = self._low = now
        level = self._base + EDGE * span
        if back_in and progress <= level:
            end_s = max(crossing_s(before, now, level), self._back_in_s)
            return self._close(end_s, time_s, progress)
        self._resting.append(now)
        late = time_s - (self._back_in_s if back_in else low[0]) > SETTLE_S
        return self._close(low[0], time_s, progress) if late else None

    def _sets_off_again(self, progress: float) -> bool:
        """Return True if a repetition is back, and the next one begins with this sample."""
        if not self._came_back or self.thresholds.is_hold:
            return False
        back_in = not math.isnan(self._back_in_s)
        risen = progress - self._low[1] >= max(RISEN * self._span, LEAST_RISE_DEG)
        return risen or (back_in and progress > self._leave_start)

    def _close(self, end_s: float, time_s: float, progress: float) -> Attempt:
        """End a repetition, and follow what comes after it."""
        low, span, ended = self._low, self._span, self._end(end_s)
        self._come_to_rest(low, span)
        if progress > self._leave_start:
            self._follow_rest(time_s, progress, allowed=True)
        return ended

    def _come_to_rest(self, low: tuple[float, float], span: float) -> None:
        """Take the lowest point after a repetition as the person's rest."""
        self._resting = deque(sample for sample in self._resting if sample[0] > low[0])
        self._resting.appendleft(low)
        self.new_rest = low[1] if low[1] > self.thresholds.start else math.nan
        if not math.isnan(self.new_rest):
            width = self.thresholds.leave_start - self.thresholds.start
            highest = self.thresholds.leave - width
            self._start = min(max(self._start, low[1] + EDGE * span), highest)
            self._leave_start = self._start + width

    def _stop(self) -> None:
        self.phase = Phase.REST
        self._begin(math.nan, math.nan)

    def _end(self, end_s: float, *, reason: str = "", short: str = "too_short") -> Attempt:
        """Return the record of the attempt under way, and go to the rest phase."""
        hold, is_hold = self._clock.hold, self.thresholds.is_hold
        if is_hold and not reason and hold.held_s < self.thresholds.least_hold_s:
            whole_s = hold.held_s + self._gaps.lost_s(hold.start_s)
            reason = short if whole_s < self.thresholds.least_hold_s else "not_followed"
        start_s, span = self._start_s, self._span
        reach_s = climbed_s(self._climb, self._base + (1 - EDGE) * span, otherwise_s=self._peak_s)
        seen_out = self._start_seen and math.isnan(self._gaps.end_of_first(start_s, reach_s))
        seen_back = math.isnan(self._gaps.end_of_first(self._top_end_s, end_s))
        since_s = max(start_s, self._top_end_s - STEADY_HOLD_S)  # a body stays at its top
        furthest = self._gaps.furthest(since_s, end_s)
        out_s = (reach_s - start_s) / MIDDLE_SHARE if seen_out else math.nan
        back_s = (end_s - self._top_end_s) / MIDDLE_SHARE if seen_back else math.nan
        if not (reason or is_hold) and out_s + back_s < QUICKEST_S:
            reason = "too_quick"
        ended = Attempt(
            complete=not reason,
            start_s=start_s,
            peak_s=self._peak_s,
            end_s=end_s,
            peak=self.peak,
            rest=self._rest_level,
            hold_start_s=hold.start_s,
            hold_end_s=hold.end_s,
            hold_s=hold.held_s,
            out_s=out_s,
            back_s=math.nan if reason or is_hold else back_s,
            reason=reason,
            just=not reason and hold is self._clock.just,
            peak_unseen=furthest > self.peak - EDGE * span,
        )
        self.restart()
        return ended
