"""The person's own start position: the zero from which their range is counted.

A constant offset of several degrees lies between one body and another, and between where an
estimator puts the hip and where it is.  A change from the person's own start position is free of
it.  The start is taken while they rest steadily in the start zone, and again at every rest.
"""

from __future__ import annotations

import math
from collections import deque
from typing import TYPE_CHECKING, Final

from formcheck.body.posture import Posture
from formcheck.coach.clocks import BRIDGED_GAP_S

if TYPE_CHECKING:
    from formcheck.coach.exercise import Movement

STEADY_S: Final = 0.3
"""How long the start must be kept before it is taken (engineering default)."""

STEADY_DEG: Final = 1.2
"""Largest standard deviation of a steady angle, degrees: about twice the noise of a still joint
after smoothing, and the spread of a drift of 14 degrees a second over `STEADY_S`."""

EVERY_S: Final = 0.2
"""How often the start is taken anew while it is kept."""

CREEP_S: Final = 20.0
"""Time constant with which the start may follow a drift towards the target: somebody who slides
slowly into a stretch must not take their zero along."""


class StartPosition:
    """Finds and keeps the start: the raw angle there, and the whole posture.

    Attributes
    ----------
    raw_deg
        The main measure at the start; NaN = not seen yet.
    posture
        The mean posture at the start; None = not seen yet.
    """

    def __init__(self, movement: Movement) -> None:
        self._sign = movement.sign
        self._window = movement.start_window_deg
        self._recent: deque[tuple[float, float, Posture]] = deque()
        self._taken_s = -math.inf
        self.raw_deg = math.nan
        self.posture: Posture | None = None

    def change_deg(self, raw_deg: float) -> float:
        """The main measure as the exercise wants it: raw, or the change from the start."""
        return raw_deg if self._window is None else raw_deg - self.raw_deg

    def update(self, time_s: float, raw_deg: float, posture: Posture, *, resting: bool) -> None:
        """Take the next pose.

        Parameters
        ----------
        time_s
            Seconds, increasing.
        raw_deg
            The main measure, smoothed; NaN = unknown.
        posture
            The posture it came from.
        resting
            Whether the person is in the start zone, or no start has been seen yet.
        """
        window = self._window
        fits = window is None or window[0] <= raw_deg <= window[1]
        if math.isnan(raw_deg) or not resting or not fits:
            self._recent.clear()
            return
        recent = self._recent
        if recent and time_s - recent[-1][0] > BRIDGED_GAP_S:
            recent.clear()
        recent.append((time_s, raw_deg, posture))
        while time_s - recent[0][0] > STEADY_S + EVERY_S + 1e-9:  # times are sums of float steps
            recent.popleft()
        long_enough = time_s - recent[0][0] >= STEADY_S - 1e-9
        if long_enough and time_s - self._taken_s >= EVERY_S - 1e-9:
            self._take(time_s)

    def _take(self, time_s: float) -> None:
        angles = [angle for _, angle, _ in self._recent]
        mean = sum(angles) / len(angles)
        variance = sum((angle - mean) ** 2 for angle in angles) / len(angles)
        if variance > STEADY_DEG**2:
            return
        towards = self._sign * (mean - self.raw_deg)
        if towards > 0:
            gain = 1 - math.exp(-min(time_s - self._taken_s, CREEP_S) / CREEP_S)
            self.raw_deg += gain * (mean - self.raw_deg)
        else:  # further from the target than the start so far, or the first start
            self.raw_deg = mean
        self.posture = _mean_posture([posture for _, _, posture in self._recent])
        self._taken_s = time_s


def _mean_posture(postures: list[Posture]) -> Posture:
    """Each joint's mean place; NaN where it was missing once."""
    count = len(postures)
    return Posture(*(sum(points) / count for points in zip(*postures, strict=True)))
