"""Thresholds and clocks of the repetition counter.

Where a movement begins, reaches its target and ends, as numbers of progress; how long the target
was held, and what was not seen meanwhile.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from formcheck.pose.filters import DIP_TOLERANCE_S, SAMPLE_GAP_S, crossing_s

if TYPE_CHECKING:
    from formcheck.exercises.definition import Exercise

_MOST_GAPS: Final = 20
"""How many gaps are kept, so that memory stays bounded."""


EDGE: Final = 0.1
"""A movement begins and ends at 10 % of its range, and its speed is taken from 10 % to 90 %."""

MIDDLE_SHARE: Final = 1 - 2 * math.acos(1 - 2 * EDGE) / math.pi
"""Share of its duration that a movement with a smooth (cosine) start and stop spends between 10 %
and 90 % of its range: 0.59.  Dividing by it gives the duration from standstill to standstill."""

STEADY_HOLD_S: Final = 1.0
"""After so long in the target a gap in a steady hold hides no further movement (engineering
default)."""

QUICKEST_S: Final = 0.5
"""A way out and back that takes less together is a bounce, a step or a twitch, and no repetition:
the most brisk chair stands take 0.3 s each way (engineering default)."""

TRY_SHARE: Final = 0.4
"""A movement that turns back after this share of the way to the target was a try (engineering
default)."""

HARDLY: Final = 2.0
HARDLY_S: Final = 0.5
"""A target was hardly reached if its soft border was held more than twice as long, and 0.5 s more
(engineering default)."""


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
    longest_s
        The longest stay in the target without any interruption, seconds.
    """

    start_s: float = math.nan
    end_s: float = math.nan
    held_s: float = 0.0
    running: bool = False
    longest_s: float = 0.0
    _since_s: float = math.nan
    _last: tuple[float, float] = (math.nan, math.nan)

    def update(
        self, time_s: float, progress: float, *, level: float, allowed: bool = True
    ) -> None:
        """Add the next sample.

        Parameters
        ----------
        time_s
            Seconds, greater than at the call before.
        progress
            Degrees of progress.
        level
            Progress at which the target begins, to interpolate the crossing.
        allowed
            True while the other conditions of the target are met.
        """
        inside = allowed and progress >= level
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
            if not self.running:
                self._since_s = crossing_s(last, (time_s, progress), level) if seen else time_s
            self.longest_s = max(self.longest_s, time_s - self._since_s)
            self.held_s += time_s - since_s
            self.end_s = time_s
        elif self.running and seen:
            self.end_s = crossing_s(last, (time_s, progress), level)
            if self.end_s < time_s:
                self.held_s += self.end_s - last[0]
                self.longest_s = max(self.longest_s, self.end_s - self._since_s)
            else:  # the angle is still there, so another condition was lost in between
                self.end_s = last[0]
        self.running = inside


class TargetClock:
    """The clocks of one attempt.

    Attributes
    ----------
    full, just
        The time in the target, and within its soft border.
    attempt
        The time from which on a movement that turns back is a try.
    """

    __slots__ = ("attempt", "full", "just")

    def __init__(self) -> None:
        self.full, self.just, self.attempt = HoldTimer(), HoldTimer(), HoldTimer()

    @property
    def hold(self) -> HoldTimer:
        """The clock of the target; that of its soft border if the target was hardly reached."""
        full_s, just_s = self.full.held_s, self.just.held_s
        reached = full_s > 0 and HARDLY * full_s + HARDLY_S >= just_s
        return self.full if reached else self.just


class Gap(NamedTuple):
    """A time that was not seen.

    Attributes
    ----------
    start_s, end_s
        The samples before and after it, seconds.
    level
        The further progress of the two, degrees.
    steady
        True if nothing went further in it: the movement stood still before it and was at the same
        place after it, or was on its way back.
    """

    start_s: float
    end_s: float
    level: float
    steady: bool


class GapLog:
    """Keeps the gaps between the samples of a movement."""

    def __init__(self) -> None:
        self._gaps: deque[Gap] = deque(maxlen=_MOST_GAPS)

    def note(self, gap: Gap) -> None:
        """Add a gap."""
        self._gaps.append(gap)

    def end_of_first(self, start_s: float, end_s: float) -> float:
        """Return when the first gap that overlaps a time was over; NaN = it was seen throughout.

        Parameters
        ----------
        start_s, end_s
            The time, seconds.

        Returns
        -------
        float
            Seconds.
        """
        for gap in self._gaps:
            if gap.start_s < end_s and gap.end_s > start_s:
                return gap.end_s
        return math.nan

    def lost_s(self, since_s: float) -> float:
        """Return for how long nothing was seen since a time, seconds."""
        return sum(gap.end_s - gap.start_s for gap in self._gaps if gap.start_s >= since_s)

    def furthest(self, start_s: float, end_s: float) -> float:
        """Return the furthest progress at the border of a gap in which more may have happened.

        Parameters
        ----------
        start_s, end_s
            The time to look at, seconds.

        Returns
        -------
        float
            Degrees of progress; -inf = there was no such gap.
        """
        levels = (
            gap.level
            for gap in self._gaps
            if gap.start_s < end_s and gap.end_s >= start_s and not gap.steady
        )
        return max(levels, default=-math.inf)

    def clear(self) -> None:
        """Forget all gaps."""
        self._gaps.clear()


def climbed_s(steps: list[tuple[float, float]], level: float, *, otherwise_s: float) -> float:
    """Return when a climb first passed a level.

    Parameters
    ----------
    steps
        ``(time_s, progress)``, both rising.
    level
        Progress, degrees.
    otherwise_s
        What to return if it never did, seconds.

    Returns
    -------
    float
        Seconds.
    """
    first = bisect_left(steps, level, key=lambda step: step[1])
    if first == len(steps):
        return otherwise_s
    return crossing_s(steps[max(first - 1, 0)], steps[first], level)


# --- Thresholds

ERROR_DEG: Final = 5.0
"""The error of a measured angle, as the README states it: a target that is missed by less may have
been reached."""

JUST_SHARE: Final = 0.3
"""The soft border of the target lies at most this share of the way down to where the target is
left (engineering default)."""

LEAST_WAY_DEG: Final = 8.0
"""A movement whose target is nearer to the start zone has no soft border: between a try and a
success there lies no more than the error (engineering default)."""

FALLEN: Final = 0.7
"""A movement that has come back by this share of its range is on its way to the next one, although
it does not reach the start zone: many people do not come all the way back (engineering
default)."""

RISEN: Final = 0.25
"""Such a movement is over when the next one has risen by this share of the range (engineering
default)."""

LEAST_FALL_DEG: Final = 8.0
LEAST_RISE_DEG: Final = 3.0
"""The least fall and rise, about twice the error and the noise (engineering defaults)."""


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
    just
        At least this: the target is reached within the error of the measurement.
    enter_s, grace_s, least_hold_s, is_hold
        Of `Movement`; True for an exercise that counts holds.
    """

    start: float
    leave_start: float
    partial: float
    enter: float
    just: float
    leave: float
    enter_s: float
    grace_s: float
    least_hold_s: float
    is_hold: bool

    @classmethod
    def of(cls, exercise: Exercise) -> RepThresholds:
        """Return the thresholds of an exercise."""
        movement, sign = exercise.movement, exercise.movement.sign
        enter, leave = sign * movement.target_deg[0], sign * movement.leave_deg
        wide = abs(enter - sign * movement.start_deg) >= LEAST_WAY_DEG
        error = min(ERROR_DEG, JUST_SHARE * (enter - leave)) if wide else 0.0
        return cls(
            start=sign * movement.start_deg,
            leave_start=sign * movement.start.clear_deg,
            partial=sign * movement.partial_deg,
            enter=enter,
            just=enter - error,
            leave=leave,
            enter_s=movement.enter_s,
            grace_s=movement.grace_s,
            least_hold_s=movement.least_hold_s,
            is_hold=exercise.kind == "hold",
        )
