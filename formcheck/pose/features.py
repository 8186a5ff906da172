"""Posture: a pose told from the working leg, so that a measure needs no left, right or sign.

A pose knows *left* and *right* and lies in the picture as the camera saw it.  A posture knows
*working* and *other*, and is turned so that +x is always the same direction of the body:
forward (towards the toes of a standing person) in a side view, outward of the working leg in a
front view.  Every clinical measure is written once, on postures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from formcheck.pose.geometry import UNKNOWN, middle
from formcheck.pose.joints import Joint, other_side
from formcheck.pose.pose import CLEARLY_SEEN, SEEN
from formcheck.pose.view import UNSEEN, ViewTracker, out_of_frame, reversed_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.pose.joints import Side
    from formcheck.pose.pose import Pose
    from formcheck.pose.view import Plane, View


class SidedPose(NamedTuple):
    """The joints of one person by role, as points of the plane (see `geometry`).

    Each point is in pixels, +x forward or outward, +y up; NaN = not seen surely enough.
    """

    nose: complex
    shoulder: complex
    hip: complex
    knee: complex
    ankle: complex
    heel: complex
    toe: complex
    other_shoulder: complex
    other_hip: complex
    other_knee: complex
    other_ankle: complex
    other_heel: complex
    other_toe: complex

    @property
    def trunk(self) -> complex:
        """Direction from the working hip up to the working shoulder."""
        return self.shoulder - self.hip

    @property
    def mid_hip(self) -> complex:
        """The point between the hips."""
        return middle(self.hip, self.other_hip)

    @property
    def mid_shoulder(self) -> complex:
        """The point between the shoulders."""
        return middle(self.shoulder, self.other_shoulder)


_PARTS: Final = ("SHOULDER", "HIP", "KNEE", "ANKLE", "HEEL", "FOOT_INDEX")
_ROWS: Final[dict[Side, tuple[int, ...]]] = {
    "left": tuple(Joint[f"LEFT_{part}"] for part in _PARTS),
    "right": tuple(Joint[f"RIGHT_{part}"] for part in _PARTS),
}


def plane_points(pose: Pose) -> list[complex]:
    """All 33 joints of a pose as points of the plane (y up), unmasked; NaN = not seen."""
    return [complex(x, -y) for x, y in pose.image.tolist()]


def sided_pose(
    points: Sequence[complex],
    visibility: Sequence[float],
    *,
    working: Side,
    near: Side | None,
    reverse: bool,
    far_seen: float = CLEARLY_SEEN,
) -> SidedPose:
    """The posture of a pose for one working side.

    Parameters
    ----------
    points
        33 points of the plane, from `plane_points`.
    visibility
        33 numbers from 0 to 1.
    working
        The side whose leg works.
    near
        The side nearest to the camera; joints of the far side must be seen more surely, because
        an estimator guesses what is hidden.  None in a front view: both sides are in sight.
    reverse
        Whether x has to be reversed for +x to be forward (or outward).
    far_seen
        Visibility from which on a joint of the far side counts as seen.

    Returns
    -------
    Posture
        Joints that are not seen surely enough are NaN.
    """
    picked: list[complex] = []
    for side in (working, other_side(working)):
        needed = SEEN if near is None or side == near else far_seen
        for row in _ROWS[side]:
            point = points[row] if visibility[row] >= needed else UNKNOWN
            picked.append(-point.conjugate() if reverse else point)
    nose = points[Joint.NOSE] if visibility[Joint.NOSE] >= SEEN else UNKNOWN
    return SidedPose(-nose.conjugate() if reverse else nose, *picked)


class MeasuredPose(NamedTuple):
    """A posture, and the measures that have been taken of it so far.

    Attributes
    ----------
    posture
        The joints by role.
    taken
        Measures without a start by name, filled by whoever takes one first.
    """

    posture: SidedPose
    taken: dict[str, float]


class PoseFeatures:
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
        self._stances: dict[tuple[Plane, Side, float], MeasuredPose] = {}

    def stance(
        self, plane: Plane, working: Side, *, far_seen: float = CLEARLY_SEEN
    ) -> MeasuredPose:
        """The posture for a working side, as measures of that plane want it.

        Joints outside the picture are unknown, and those of the far side whose visibility is
        below `far_seen`.
        """
        stance = self._stances.get((plane, working, far_seen))
        if stance is None:
            stance = MeasuredPose(self._posture(plane, working, far_seen), {})
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

    def _posture(self, plane: Plane, working: Side, far_seen: float) -> SidedPose:
        near = self.view.near
        return sided_pose(
            self.points,
            self.visibility,
            working=working,
            near=near if plane == "side" else None,
            reverse=reversed_for(plane, near, working, self.points),
            far_seen=far_seen,
        )


class FeatureExtractor:
    """Follows how the camera sees the body; makes a sight of every pose."""

    def __init__(self) -> None:
        self._view = ViewTracker()

    def look(self, pose: Pose) -> PoseFeatures:
        """What is seen on the next pose."""
        absent = pose.is_absent
        return PoseFeatures(pose, UNSEEN if absent else self._view.update(pose), absent=absent)
