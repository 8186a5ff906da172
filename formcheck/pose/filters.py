"""Filters over the time of a pose stream: smoothing, debouncing, and all lengths of gaps.

`OneEuroFilter` (Casiez, Roussel and Vogel, CHI 2012, https://gery.casiez.net/1euro/): a
first-order low pass whose cut-off frequency grows with the speed of the signal, so that a still
joint reads steadily and a moving one without much delay.  It is driven by the time that comes
with each pose, never by a count of frames, and it looks at the past only, so that a live set and
its replay give the same numbers.

Its lag lowers peaks slightly; `tests/pose/test_filters.py` states the bias in numbers.
"""

from __future__ import annotations

import math
from typing import Final

MIN_CUTOFF_HZ: Final = 1.5
"""Cut-off at rest: lower is steadier and later.  Engineering default."""

BETA: Final = 0.04
"""Hertz of cut-off added per degree (or hundredth of a ratio) a second.  Engineering default."""

SPEED_CUTOFF_HZ: Final = 1.0
"""Cut-off of the speed estimate, from the paper."""

NOISE_HZ: Final = 0.16
"""Cut-off of the average of noise: about a second (engineering default)."""

DIP_TOLERANCE_S: Final = 0.3
"""A shorter interruption of a state is noise, and the state goes on (engineering default)."""

SAMPLE_GAP_S: Final = 0.5
"""Two poses further apart than this are not connected: filters and clocks of states start afresh
(engineering default)."""

LONGEST_STEP_S: Final = 1.0
"""A longer time between two poses counts neither as seen nor as unseen: the camera was away."""

ATTEMPT_GAP_S: Final = 2.0
"""After a longer gap a repetition under way is dropped: what happened meanwhile is unknown."""


class OneEuroFilter:
    """Smooths one number over time.

    Parameters
    ----------
    scale
        Multiplies the speed before `BETA`, so that one setting serves degrees (1) and ratios of
        body lengths (100).
    """

    __slots__ = ("_raw", "_scale", "_speed", "_time_s", "_value")

    def __init__(self, scale: float = 1.0) -> None:
        self._scale = scale
        self._time_s = math.nan
        self._value = math.nan
        self._raw = math.nan
        self._speed = 0.0

    def update(self, time_s: float, value: float) -> float:
        """Return the smoothed value.

        Parameters
        ----------
        time_s
            Seconds; greater than at the call before.
        value
            The raw measure; NaN: unknown, which leaves a gap.

        Returns
        -------
        float
            NaN where `value` is NaN.
        """
        if math.isnan(value):
            return math.nan
        step_s = time_s - self._time_s
        if not step_s <= SAMPLE_GAP_S:  # also when there is no past: NaN compares false
            self._time_s, self._value, self._raw, self._speed = time_s, value, value, 0.0
            return value
        slope = (value - self._raw) / step_s
        self._speed += _gain(step_s, SPEED_CUTOFF_HZ) * (slope - self._speed)
        cutoff_hz = MIN_CUTOFF_HZ + BETA * self._scale * abs(self._speed)
        self._value += _gain(step_s, cutoff_hz) * (value - self._value)
        self._time_s, self._raw = time_s, value
        return self._value


def _gain(step_s: float, cutoff_hz: float) -> float:
    """Return the weight of the newest sample in a first-order low pass."""
    turn = 2 * math.pi * cutoff_hz * step_s
    return turn / (turn + 1)


class NoiseMeter:
    """Estimates the noise of a slow signal from what a smooth movement does not have: jerks.

    The second difference of three samples with independent noise has 2.45 (the root of 6) times
    its standard deviation, and 1.25 times the mean of its size.
    """

    __slots__ = ("_before", "level")

    def __init__(self) -> None:
        self._before: list[tuple[float, float]] = []
        self.level = 0.0

    def update(self, time_s: float, value: float) -> float:
        """Return the standard deviation of the noise, averaged over about a second.

        Parameters
        ----------
        time_s
            Seconds; greater than at the call before.
        value
            The raw measure; NaN: unknown, which leaves the estimate as it was.

        Returns
        -------
        float
            In the unit of the value.
        """
        if math.isnan(value):
            self._before.clear()
            return self.level
        before = self._before
        if before and time_s - before[-1][0] > SAMPLE_GAP_S:
            before.clear()
        if len(before) > 1:
            (_, first), (last_s, second) = before
            jerk = 1.25 / math.sqrt(6) * abs(first - 2 * second + value)
            self.level += _gain(time_s - last_s, NOISE_HZ) * (jerk - self.level)
            del before[0]
        before.append((time_s, value))
        return self.level


class Debounce:
    """Reports a state that has lasted for long enough.

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
        """Return True if the state has lasted, without a gap between the calls.

        Parameters
        ----------
        time_s
            Seconds; greater than at the call before.
        on
            True if the state holds now.

        Returns
        -------
        bool
            True from `for_s` after it began, as long as it holds.
        """
        if not on:
            self._since_s = math.nan
            return False
        if not time_s - self._last_s <= SAMPLE_GAP_S or math.isnan(self._since_s):
            self._since_s = time_s  # a state does not last over a gap
        self._last_s = time_s
        # Times are sums of float steps, so they may be a rounding error too short.
        return time_s - self._since_s >= self._for_s - 1e-9

    def reset(self) -> None:
        """Let the state begin anew."""
        self._since_s = math.nan


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
