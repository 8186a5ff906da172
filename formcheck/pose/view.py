"""How the camera sees the body: plane, near side, what is in the picture, and distance."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, get_args

import numpy as np

from formcheck.pose.filters import Debounce
from formcheck.pose.joints import Joint, Side
from formcheck.pose.pose import SEEN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from formcheck.pose.pose import Pose


Plane = Literal["side", "front", "oblique"]
PLANES: Final[tuple[Plane, ...]] = get_args(Plane)


SIDE_ENTER_DEG: Final = 32.0
SIDE_LEAVE_DEG: Final = 38.0
FRONT_ENTER_DEG: Final = 55.0
FRONT_LEAVE_DEG: Final = 50.0
"""Limits of the two views as yaw, degrees from a pure side view, as the pose model estimates it:
it underestimates a turn.  On rendered people of known place a camera 60 degrees off the side was
estimated as 38 to 57, one 45 degrees off as 35 to 43, and one at the side as up to 24.  (Knee
angles from 45 degrees on are off by 14 +/- 15 degrees,
https://iris.uniecampus.it/handle/11389/91575.)"""

OBLIQUE_LEAST_DEG: Final = 28.0
OBLIQUE_MOST_DEG: Final = 72.0
"""Limits of an oblique view: from 20 to 45 degrees off the front a person on hands and knees is
estimated as 65 to 32, and from the side as 24 at most."""

MEMORY_S: Final = 0.5
"""Time constant with which the direction of the camera now follows the poses, seconds."""

SET_MEMORY_S: Final = 30.0
"""Time constant of the view of a set, seconds.  The estimated yaw of a person who does not turn
moves by 10 degrees with the movement (hips that lift, legs that cross): near a limit of a view,
half of the repetitions would be judged and half refused."""

TURN_DEG: Final = 12.0
TURN_S: Final = 0.5
"""A direction that differs by more from the view of the set for so long is a turn of the person,
and begins a new view: real people who kept their place came to 10 degrees, those who turned to 20
and more."""

TURNED_S: Final = 1.5
"""Time after which a person has finished a turn that was found.  Until then the view of the set
follows: a view from halfway round would keep a person near a limit waiting for 13 s."""

ViewPlane = Literal["side", "front", "between"]


@dataclass(frozen=True, slots=True)
class View:
    """How the camera sees the body at one instant.

    Attributes
    ----------
    plane
        ``side``, ``front`` or, where neither view is good enough, ``between``.
    yaw_deg
        Turn of the body away from a pure side view: 0 = side, 90 = front; NaN: unknown.
    near
        The side of the person that is nearer to the camera; None: not known yet.
    """

    plane: ViewPlane
    yaw_deg: float
    near: Side | None

    def suits(self, plane: Plane) -> bool:
        """Return True if measures of that plane can be taken."""
        if plane == "oblique":
            return OBLIQUE_LEAST_DEG <= self.yaw_deg <= OBLIQUE_MOST_DEG
        return self.plane == plane


UNSEEN: Final = View(plane="between", yaw_deg=math.nan, near=None)

_ACROSS: Final = (
    Joint.LEFT_SHOULDER,
    Joint.RIGHT_SHOULDER,
    Joint.LEFT_HIP,
    Joint.RIGHT_HIP,
)


def _across(world: NDArray[np.float32]) -> tuple[float, float]:
    """Return the line from the right to the left side of the body, seen from above, metres."""
    # Its length across the picture is always positive; its depth is positive if the left side is
    # further away.  NaN: unknown.
    rows = world.tolist()  # four joints: plain numbers are quicker here than arrays
    x, y, z = (
        (shoulder - other_shoulder) + (hip - other_hip)
        for shoulder, other_shoulder, hip, other_hip in zip(
            *(rows[joint] for joint in _ACROSS), strict=True
        )
    )
    return math.hypot(x, y), z


class ViewTracker:
    """Follows the view over time: the mean since the person last turned, with hysteresis."""

    def __init__(self) -> None:
        self._now = self._set = math.nan, math.nan
        self._time_s = math.nan
        self._kept_s = TURNED_S
        self._turn = Debounce(TURN_S)
        self._plane: ViewPlane = "between"

    def update(self, pose: Pose) -> View:
        """Return the view of the next pose; without world coordinates it stays as it was."""
        across = _across(pose.world)
        if not math.isnan(across[0]):
            self._follow(pose.time_s, across)
        wide, deep = self._set
        if math.isnan(wide):
            return UNSEEN
        yaw_deg = math.degrees(math.atan2(wide, abs(deep)))
        self._plane = _plane(yaw_deg, self._plane)
        return View(self._plane, yaw_deg, "right" if deep > 0 else "left")

    def _follow(self, time_s: float, across: tuple[float, float]) -> None:
        step_s, self._time_s = time_s - self._time_s, time_s
        if math.isnan(step_s):
            self._now = self._set = across
            return
        self._now = _blend(self._now, across, 1 - math.exp(-step_s / MEMORY_S))
        self._kept_s += step_s
        apart_deg = math.degrees(abs(math.atan2(*self._now) - math.atan2(*self._set)))
        turns = apart_deg > TURN_DEG
        if self._turn.update(time_s, on=turns):
            self._set, self._kept_s = self._now, 0.0
            self._turn.reset()
        elif self._kept_s <= TURNED_S:
            self._set = self._now
        elif not turns:
            # The mean of all poses at first, and a leaky one later.
            mean = min(1.0, step_s / (self._kept_s - TURNED_S))
            gain = max(1 - math.exp(-step_s / SET_MEMORY_S), mean)
            self._set = _blend(self._set, self._now, gain)


def _blend(
    before: tuple[float, float], now: tuple[float, float], gain: float
) -> tuple[float, float]:
    return before[0] + gain * (now[0] - before[0]), before[1] + gain * (now[1] - before[1])


def _plane(yaw_deg: float, before: ViewPlane) -> ViewPlane:
    if yaw_deg <= (SIDE_LEAVE_DEG if before == "side" else SIDE_ENTER_DEG):
        return "side"
    if yaw_deg >= (FRONT_LEAVE_DEG if before == "front" else FRONT_ENTER_DEG):
        return "front"
    return "between"


def out_of_frame(points: Sequence[complex], size_px: tuple[int, int]) -> list[bool]:
    """Return for each point True if it lies outside the picture.

    Parameters
    ----------
    points
        Points of the plane, pixels, y up; unknown points count as inside.
    size_px
        Width and height of the picture.

    Returns
    -------
    list of bool
        One for each point.
    """
    width, height = size_px
    return [
        not (0 <= point.real <= width and -height <= point.imag <= 0) and point == point  # noqa: PLR0124
        for point in points
    ]


def reversed_for(
    plane: Plane, near: Side | None, working: Side, points: Sequence[complex]
) -> bool:
    """Return True if x must be reversed for +x to be forward or outward.

    Parameters
    ----------
    plane
        The plane of the measures: +x is forward in a side view and outward in the others.
    near
        The side nearest to the camera; a person whose right side is near faces right.
    working
        The side whose leg works.
    points
        All 33 joints as points of the plane.

    Returns
    -------
    bool
        In a front view it follows from the turn of the left side against the trunk, so that it
        holds for a person who lies across the picture too: then +x is towards the feet or the
        head, and outward of the upper leg is up.
    """
    if plane == "side":
        return near == "left"
    left, right = (
        (points[shoulder] + points[hip], points[shoulder] - points[hip])
        for shoulder, hip in zip(_ACROSS[:2], _ACROSS[2:], strict=True)
    )
    across, trunk = left[0] - right[0], left[1] + right[1]
    if plane == "oblique":
        return (across.real < 0) if working == "left" else (across.real > 0)
    shows_front = not (across.conjugate() * trunk).imag < 0
    return shows_front == (working == "right")


FOCAL_SHARE: Final = 1.37
"""Focal length over the shorter side of the picture: a field of 40 degrees along that side, which
is 66 degrees across for 16:9 (laptop cameras are sold with 60 to 70 degrees across, and cut the
ends off that for 4:3).  From 55 to 78 degrees across it lies between 1.7 and 1.1, so a distance
computed with it is between a fifth too short and a quarter too long (engineering default)."""

_TRUNK_AND_KNEES: Final = [*_ACROSS, Joint.LEFT_KNEE, Joint.RIGHT_KNEE]
"""The joints that are seen best; both legs, because either may point at the camera."""

_FEWEST: Final = 4
"""With fewer joints the size of the body is unknown (engineering default)."""


def px_per_m(pose: Pose) -> float:
    """Return how many pixels a metre makes across the line of view; NaN = unknown."""
    # It is the spread of shoulders, hips and knees in the picture over their spread in the world
    # coordinates, seen from the same direction: a part that points at the camera is short in both.
    rows = [
        row
        for row in _TRUNK_AND_KNEES
        if pose.visibility[row] >= SEEN
        and np.isfinite(pose.image[row]).all()
        and np.isfinite(pose.world[row]).all()
    ]
    if len(rows) < _FEWEST:
        return math.nan
    seen_px = _spread(pose.image[rows].astype(np.float64))
    true_m = _spread(pose.world[rows, :2].astype(np.float64))
    return seen_px / true_m if seen_px > 0 and true_m > 0 else math.nan


def _spread(points: np.ndarray) -> float:
    """Return the root of the summed squares of the distances of points from their middle."""
    return float(np.sqrt(((points - points.mean(axis=0)) ** 2).sum()))


def distance_m(pose: Pose) -> float:
    """Return about how far the body is from the lens, metres; NaN: unknown."""
    return FOCAL_SHARE * min(pose.size_px) / px_per_m(pose)


_LEGS: Final = [
    [Joint[f"{side}_{part}"] for part in ("SHOULDER", "HIP", "KNEE", "ANKLE")]
    for side in ("LEFT", "RIGHT")
]


def body_px(pose: Pose) -> float:
    """Return the length of trunk, thigh and shin of the longer side: a size in any position."""
    lines = [pose.image[rows].astype(float) for rows in _LEGS]
    return max(float(np.linalg.norm(np.diff(line, axis=0), axis=1).sum()) for line in lines)
