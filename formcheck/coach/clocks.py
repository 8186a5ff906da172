"""Small timers that run on the time of the poses: dwell, hold, and when a border was crossed."""

from __future__ import annotations

import math
from typing import Final

FORGIVEN_DIP_S: Final = 0.3
"""A dip out of the target that is shorter is noise and counts as held (engineering default)."""

BRIDGED_GAP_S: Final = 0.5
"""Between samples further apart than this the hold clock does not run: nothing was seen."""


def crossing_s(earlier: tuple[float, float], later: tuple[float, float], level: float) -> float:
    """When a straight line between two samples passes a level.

    Parameters
    ----------
    earlier, later
        ``(time_s, value)`` of two samples in order.
    level
        The value looked for.

    Returns
    -------
    float
        Seconds, within the two times; the later time if a time or value is unknown or the values
        do not lie on both sides of the level.
    """
    (time_a, a), (time_b, b) = earlier, later
    if not (a - level) * (b - level) <= 0 or a == b:
        return time_b
    return time_a + (time_b - time_a) * (level - a) / (b - a)


class Dwell:
    """Answers whether something has been so for long enough.

    Parameters
    ----------
    for_s
        How long, seconds.  Too short lets noise through, too long misses quick movements.
    """

    __slots__ = ("_for_s", "_last_s", "_since_s")

    def __init__(self, for_s: float) -> None:
        self._for_s = for_s
        self._since_s = math.nan
        self._last_s = math.nan

    def update(self, time_s: float, *, on: bool) -> bool:
        """Whether `on` has been true for the whole dwell time, without a gap in the calls."""
        if not on:
            self._since_s = math.nan
            return False
        if not time_s - self._last_s <= BRIDGED_GAP_S or math.isnan(self._since_s):
            self._since_s = time_s  # what was not seen did not last
        self._last_s = time_s
        # Times are sums of float steps: a hair less than the dwell is the dwell.
        return time_s - self._since_s >= self._for_s - 1e-9

    def reset(self) -> None:
        """Forget what was."""
        self._since_s = math.nan


class HoldClock:
    """Times a hold: pauses while the target is lost, forgives short dips, never resets.

    Attributes
    ----------
    start_s, end_s
        First and last instant in the target so far, seconds; NaN = not reached yet.
    held_s
        Seconds in the target so far.
    running
        Whether the last sample was in the target.
    """

    __slots__ = ("_inside_s", "_last", "end_s", "held_s", "running", "start_s")

    def __init__(self) -> None:
        self.start_s = math.nan
        self.end_s = math.nan
        self.held_s = 0.0
        self.running = False
        self._last = (math.nan, math.nan)

    def update(self, time_s: float, progress: float, *, level: float, inside: bool) -> None:
        """Take the next sample.

        Parameters
        ----------
        time_s
            Seconds, greater than at the call before.
        progress
            Degrees of progress.
        level
            Progress at which the target begins, for interpolating the border.
        inside
            Whether the person is in the target (its other conditions included).
        """
        last, self._last = self._last, (time_s, progress)
        seen = time_s - last[0] <= BRIDGED_GAP_S
        if inside:
            since_s = last[0] if self.running else crossing_s(last, (time_s, progress), level)
            if not seen:
                since_s = time_s
            if math.isnan(self.start_s):
                self.start_s = since_s
            elif not self.running and since_s - self.end_s <= FORGIVEN_DIP_S:
                since_s = self.end_s
            self.held_s += time_s - since_s
            self.end_s = time_s
        elif self.running and seen:
            self.end_s = crossing_s(last, (time_s, progress), level)
            if self.end_s < time_s:
                self.held_s += self.end_s - last[0]
            else:  # the angle is still there: another condition was lost, at some time in between
                self.end_s = last[0]
        self.running = inside
