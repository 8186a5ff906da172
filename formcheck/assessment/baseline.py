"""Baseline: the person's own start position, the zero from which the range is counted.

Angles have a constant offset of several degrees: bodies differ, and an estimator does not put the
hip exactly where it is.  A change from the person's own start position has no such offset.  The
start is taken while the person rests steadily in the start zone, and again at every rest.
"""

from __future__ import annotations

import math
from collections import deque
from typing import TYPE_CHECKING, Final

from formcheck.pose.features import SidedPose
from formcheck.pose.filters import SAMPLE_GAP_S
from formcheck.pose.geometry import UNKNOWN, is_known

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.exercises.parts import Movement

STEADY_S: Final = 0.3
"""The start must be kept for so long before it is taken (engineering default)."""

STEADY_DEG: Final = 1.2
"""Largest standard deviation of a steady angle, degrees: about twice the noise of a still joint
after smoothing, and the spread of a drift of 14 degrees a second over `STEADY_S`."""

STILL_DEG: Final = 0.4
"""The angle may drift by so much from one half of that time to the other while the body is
taken: a person who sets off slowly is steady, but no longer in the start position (engineering
default)."""

STEADY_SHARE: Final = 0.06
"""A steady joint may stray by so much, in trunk lengths (engineering default)."""

EVERY_S: Final = 0.2
"""The start is taken anew at this interval while it is kept."""

CREEP_S: Final = 20.0
"""Time constant with which the start may follow a drift towards the target: the zero must not
follow a person who slides slowly into a stretch."""

RETREAT_S: Final = 4.0
"""The same away from the target: a short bow at rest is no new start, but a wrong first start is
corrected."""


class Baseline:
    """Finds and keeps the start: the raw angle there, and all joints.

    Parameters
    ----------
    movement
        The movement of the exercise.

    Attributes
    ----------
    raw_deg
        The main measure at the start; NaN = not seen yet.
    joints
        The joints at the start; None = not seen yet.
    """

    def __init__(self, movement: Movement) -> None:
        self._sign = movement.sign
        self._window = movement.start_window_deg
        self._recent: deque[tuple[float, float, SidedPose]] = deque()
        self._taken_s = -math.inf
        self.raw_deg = math.nan
        self.joints: SidedPose | None = None

    def change_deg(self, raw_deg: float) -> float:
        """Return the main measure as the exercise asks for it: raw, or from the start."""
        return raw_deg if self._window is None else raw_deg - self.raw_deg

    def update(self, time_s: float, raw_deg: float, joints: SidedPose, *, resting: bool) -> None:
        """Add the next pose.

        Parameters
        ----------
        time_s
            Seconds, increasing.
        raw_deg
            The main measure, smoothed; NaN = unknown.
        joints
            The joints it came from.
        resting
            True while the person is in the start zone, or while no start has been seen yet.
        """
        window = self._window
        fits = window is None or window[0] <= raw_deg <= window[1]
        if math.isnan(raw_deg) or not resting or not fits:
            self._recent.clear()
            return
        recent = self._recent
        if recent and time_s - recent[-1][0] > SAMPLE_GAP_S:
            recent.clear()
        recent.append((time_s, raw_deg, joints))
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
        if math.isnan(self.raw_deg):
            self.raw_deg = mean
        else:
            towards = self._sign * (mean - self.raw_deg) > 0
            within_s = CREEP_S if towards else RETREAT_S
            # What was not seen in between does not count as time spent there.
            step_s = min(time_s - self._taken_s, 2 * EVERY_S)
            self.raw_deg += (1 - math.exp(-step_s / within_s)) * (mean - self.raw_deg)
        if self.joints is None or _drift(angles) <= STILL_DEG:
            self.joints = _settled([joints for _, _, joints in self._recent], self.joints)
        self._taken_s = time_s


def _drift(values: Sequence[float]) -> float:
    """Return how far the mean of the later half is from that of the earlier one."""
    half = len(values) // 2
    return abs(sum(values[-half:]) - sum(values[:half])) / half


def _settled(bodies: Sequence[SidedPose], before: SidedPose | None) -> SidedPose:
    """Return the median place of each joint; an unsteady joint keeps its place from before."""
    # A single jump of a guessed joint must not move the place from which its travel is measured.
    trunks = sorted(abs(body.trunk) for body in bodies)
    steady_px = STEADY_SHARE * trunks[len(trunks) // 2]
    settled = []
    for number, points in enumerate(zip(*bodies, strict=True)):
        middle = _middle(points)
        jumpy = not max(abs(point - middle) for point in points) <= steady_px
        settled.append(before[number] if jumpy and before is not None else middle)
    return SidedPose(*settled)


def _middle(points: Sequence[complex]) -> complex:
    """Return the median of points, each coordinate by itself; unknown if one of them is."""
    if not all(is_known(point) for point in points):
        return UNKNOWN
    half = len(points) // 2
    across = sorted(point.real for point in points)
    up = sorted(point.imag for point in points)
    return complex(across[half], up[half])
