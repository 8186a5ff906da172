"""Sight: what is seen on one pose, taken once however many exercises look at it.

View, postures and the measures that need no start are the same for every exercise.  A checker of
one exercise has an eye of its own; where many are judged at once they share one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from formcheck.body.geometry import UNKNOWN
from formcheck.body.posture import SURELY_SEEN, plane_points, take_posture
from formcheck.body.view import UNSEEN, ViewTracker, out_of_frame, reversed_for

if TYPE_CHECKING:
    from formcheck.body.joints import Side
    from formcheck.body.measure import Plane
    from formcheck.body.pose import Pose
    from formcheck.body.posture import Posture
    from formcheck.body.view import View


class Stance(NamedTuple):
    """A posture, and the measures that have been taken of it so far.

    Attributes
    ----------
    posture
        The joints by role.
    taken
        Measures without a start by name, filled by whoever takes one first.
    """

    posture: Posture
    taken: dict[str, float]


class Sight:
    """One pose as exercises look at it.

    Parameters
    ----------
    pose
        The pose.
    view
        How the camera sees the body.

    Attributes
    ----------
    pose, view
        As given.
    absent
        Whether nobody is seen.
    """

    __slots__ = ("_points", "_stances", "_visibility", "absent", "pose", "view")

    def __init__(self, pose: Pose, view: View, *, absent: bool) -> None:
        self.pose = pose
        self.view = view
        self.absent = absent
        self._points: list[complex] = []
        self._visibility: list[float] = []
        self._stances: dict[tuple[Plane, Side, float], Stance] = {}

    def stance(self, plane: Plane, working: Side, *, far_seen: float = SURELY_SEEN) -> Stance:
        """The posture for a working side, as measures of that plane want it.

        Joints outside the picture are unknown, and those of the far side whose visibility is
        below `far_seen`.
        """
        stance = self._stances.get((plane, working, far_seen))
        if stance is None:
            stance = Stance(self._posture(plane, working, far_seen), {})
            self._stances[plane, working, far_seen] = stance
        return stance

    @property
    def points(self) -> list[complex]:
        """All 33 joints as points of the plane (see `plane_points`); NaN = not in the picture."""
        if not self._points:
            self._points = plane_points(self.pose)
            for row, out in enumerate(out_of_frame(self._points, self.pose.size_px)):
                if out:
                    self._points[row] = UNKNOWN
        return self._points

    @property
    def visibility(self) -> list[float]:
        """How surely each of the 33 joints is seen, 0 to 1."""
        if not self._visibility:
            self._visibility = self.pose.visibility.tolist()
        return self._visibility

    def _posture(self, plane: Plane, working: Side, far_seen: float) -> Posture:
        near = self.view.near
        return take_posture(
            self.points,
            self.visibility,
            working=working,
            near=near if plane == "side" else None,
            reverse=reversed_for(plane, near, working, self.points),
            far_seen=far_seen,
        )


class Eye:
    """Follows how the camera sees the body; makes a sight of every pose."""

    def __init__(self) -> None:
        self._view = ViewTracker()

    def look(self, pose: Pose) -> Sight:
        """What is seen on the next pose."""
        absent = pose.is_absent
        return Sight(pose, UNSEEN if absent else self._view.update(pose), absent=absent)
