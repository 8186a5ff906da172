"""Times between samples: the hold timer, and the instant at which a level was crossed."""

from __future__ import annotations

import math

from formcheck.pose.filters import DIP_TOLERANCE_S, SAMPLE_GAP_S


def crossing_s(earlier: tuple[float, float], later: tuple[float, float], level: float) -> float:
    """Return when a straight line between two samples passes a level.

    Parameters
    ----------
    earlier, later
        ``(time_s, value)`` of two samples in order.
    level
        The value of the level.

    Returns
    -------
    float
        Seconds, within the two times; the later time if a time or value is unknown or the values
        do not lie on both sides of the level.
    """
    (time_a, a), (time_b, b) = earlier, later
    if a == b or not (a <= level <= b or b <= level <= a):
        return time_b
    return time_a + (time_b - time_a) * (level - a) / (b - a)


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

    __slots__ = ("_inside_s", "_last", "end_s", "held_s", "running", "start_s")

    def __init__(self) -> None:
        self.start_s = math.nan
        self.end_s = math.nan
        self.held_s = 0.0
        self.running = False
        self._last = (math.nan, math.nan)

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
