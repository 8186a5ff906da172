"""Baseline: the person's own start position, the zero from which the range is counted.

Angles have a constant offset of several degrees: bodies differ, and an estimator does not put the
hip exactly where it is.  A change from the person's own start position has no such offset.  The
start is taken while the person rests steadily in the start zone, and again at every rest.  Until a
steady rest was seen the furthest pose away from the target is the start, so that a set is counted
whose person never stands still.
"""

from __future__ import annotations

import math
from collections import deque
from typing import TYPE_CHECKING, Final

from formcheck.exercises.fault import Attempt
from formcheck.kinematics.measures import MEASURES
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

LATE_STEADY_S: Final = 0.6
"""A person who stands still for so long in what seemed to be a movement has only now come to the
start: the provisional one was wrong (engineering default)."""

LEAST_CHANGE_DEG: Final = 15.0
"""A movement whose target is a smaller change from the start asks for a steady start: the error of
a single pose is 5 degrees and more (engineering default)."""

MOST_NOISE: Final = 0.6
"""Most noise of a movement that is small, as a share of its target: more makes repetitions, or
hides them (engineering default)."""

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
    any_size
        True if a small movement too may be measured from a provisional start.

    Attributes
    ----------
    raw_deg
        The main measure at the start; NaN = not seen yet.
    joints
        The joints at the start; None = not seen yet.
    most_noise_deg
        With more noise of the main measure nothing can be told; infinity for a large movement.
    steady
        True once the person has rested steadily; before, the start is provisional.
    """

    def __init__(self, movement: Movement, *, any_size: bool = False) -> None:
        self._sign = movement.sign
        self._window = movement.start_window_deg
        self._from_joints = MEASURES[movement.measure].is_change
        is_change = movement.baseline == "start" or self._from_joints
        is_small = is_change and abs(movement.target_deg[0]) < LEAST_CHANGE_DEG
        self._provisional = any_size or not is_small
        self.most_noise_deg = MOST_NOISE * abs(movement.target_deg[0]) if is_small else math.inf
        self._whole_deg = abs(movement.target_deg[0] - movement.start_deg)
        self._recent: deque[tuple[float, float, SidedPose]] = deque()
        self._taken_s = -math.inf
        # The pose furthest away from the target since the person came back to the start zone.
        self._furthest: tuple[float, SidedPose] | None = None
        self.raw_deg = math.nan
        self.joints: SidedPose | None = None
        self.steady = False

    def change_deg(self, raw_deg: float) -> float:
        """Return the main measure as the exercise asks for it: raw, or from the start."""
        return raw_deg if self._window is None else raw_deg - self.raw_deg

    def update(  # one pose, by name
        self,
        time_s: float,
        raw_deg: float,
        joints: SidedPose,
        *,
        resting: bool,
        moving: bool = False,
    ) -> None:
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
        moving
            True in what may be the first movement: a person who stands still there rests.
        """
        window = self._window
        fits = window is None or window[0] <= raw_deg <= window[1]
        late = moving and not self.steady
        if math.isnan(raw_deg) or not (resting or late) or not fits:
            self._recent.clear()
            self._set_off()
            return
        progress = self._sign * raw_deg
        if resting and (self._furthest is None or progress < self._furthest[0]):
            self._furthest = progress, joints
        if self._from_joints and progress <= -self._whole_deg:
            # So far behind the start there is no rest: the start was in the middle of a movement.
            self.steady = False
        if (
            self._provisional
            and not self.steady
            and not self._sign * raw_deg >= self._sign * self.raw_deg
        ):
            self.raw_deg, self.joints = 0.0 if self._from_joints else raw_deg, joints
        recent = self._recent
        if recent and time_s - recent[-1][0] > SAMPLE_GAP_S:
            recent.clear()
        recent.append((time_s, raw_deg, joints))
        least_s = LATE_STEADY_S if late else STEADY_S
        while time_s - recent[0][0] > least_s + EVERY_S + 1e-9:  # times are sums of float steps
            recent.popleft()
        long_enough = time_s - recent[0][0] >= least_s - 1e-9
        if long_enough and time_s - self._taken_s >= EVERY_S - 1e-9:
            self._take(time_s)

    def _take(self, time_s: float) -> None:
        angles = [angle for _, angle, _ in self._recent]
        mean = sum(angles) / len(angles)
        variance = sum((angle - mean) ** 2 for angle in angles) / len(angles)
        if variance > STEADY_DEG**2:
            return
        if not self.steady:
            self.raw_deg, self.joints, self.steady = mean, None, True
        else:
            towards = self._sign * (mean - self.raw_deg) > 0
            within_s = CREEP_S if towards else RETREAT_S
            # What was not seen in between does not count as time spent there.
            step_s = min(time_s - self._taken_s, 2 * EVERY_S)
            self.raw_deg += (1 - math.exp(-step_s / within_s)) * (mean - self.raw_deg)
        if self.joints is None or _drift(angles) <= STILL_DEG:
            self.joints = _settled([joints for _, _, joints in self._recent], self.joints)
            self._furthest = -math.inf, self.joints
        self._taken_s = time_s

    def _set_off(self) -> None:
        """Take the places of a rest that was not steady: the body may be elsewhere by now."""
        # Where the measure itself is a change from these places, one pose is too little for it.
        keeps = self._from_joints and self._provisional
        if self._furthest is not None and self.joints and self.steady and not keeps:
            places = zip(self._furthest[1], self.joints, strict=True)
            self.joints = SidedPose(*(new if is_known(new) else old for new, old in places))
        self._furthest = None

    def rebase(self, offset_deg: float) -> None:
        """Move the start: the person came to rest further on, and sets off from there again.

        Parameters
        ----------
        offset_deg
            Degrees of the main measure.
        """
        self.raw_deg += offset_deg
        self._recent.clear()


class FirstMovement:
    """Remembers how far the body was before it was first seen at rest.

    Attributes
    ----------
    furthest
        The furthest progress so far that was kept for three samples; -inf = none.
    start_s, peak_s
        The first sample, and when it was furthest, seconds.
    """

    def __init__(self) -> None:
        self.furthest, self.start_s, self.peak_s = -math.inf, math.nan, math.nan
        self._recent: deque[float] = deque(maxlen=3)

    def note(self, time_s: float, progress: float) -> None:
        """Add a sample.

        Parameters
        ----------
        time_s
            Seconds.
        progress
            The main measure times the sign of the movement, degrees; NaN is left out.
        """
        if math.isnan(progress):
            return
        if math.isnan(self.start_s):
            self.start_s = time_s
        self._recent.append(progress)
        kept = min(self._recent)
        if len(self._recent) == self._recent.maxlen and kept > self.furthest:
            self.furthest, self.peak_s = kept, time_s


def begun_before(first: FirstMovement, end_s: float, peak: float) -> Attempt:
    """Return the record of a movement that was under way on the first pose; it is not counted.

    Parameters
    ----------
    first
        What was seen of it.
    end_s
        When it was back at the start, seconds.
    peak
        Its furthest progress, degrees.

    Returns
    -------
    Attempt
        It begins with the first pose; its range and tempo are NaN.
    """
    nan = math.nan
    return Attempt(
        complete=False, start_s=first.start_s, peak_s=first.peak_s, end_s=end_s, peak=peak,
        rest=nan, hold_start_s=nan, hold_end_s=nan, hold_s=0.0, out_s=nan, back_s=nan,
        reason="under_way",
    )  # fmt: skip


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
