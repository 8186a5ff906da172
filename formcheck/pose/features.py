"""PoseFeatures: the one path from a pose to the frame of the working leg.

A pose knows *left* and *right* and lies in the picture as the camera saw it.  A `SidedPose` knows
*working* and *other*, and is mirrored where needed so that +x is always the same direction of the
body: forward (towards the toes of a standing person) in a side view, outward of the working leg
in a front or oblique view.  Every clinical measure is written once, on sided poses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from formcheck.pose.geometry import UNKNOWN, middle
from formcheck.pose.joints import Joint, other_side
from formcheck.pose.plausibility import BELIEVED, PoseScreen
from formcheck.pose.pose import CLEARLY_SEEN, SEEN
from formcheck.pose.view import UNSEEN, ViewTracker, out_of_frame, reversed_for

if TYPE_CHECKING:
    from formcheck.pose.joints import Side
    from formcheck.pose.plausibility import Doubt, Plausible
    from formcheck.pose.pose import Pose
    from formcheck.pose.view import Plane, View


class SidedPose(NamedTuple):
    """The joints of one person by role, as points of the plane (see `geometry`).

    Each point is in pixels, +x forward or outward, +y up.  NaN: the joint is not visible enough.
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
        """The direction from the working hip up to the working shoulder."""
        return self.shoulder - self.hip

    @property
    def leg_px(self) -> float:
        """The length of the working leg, thigh and shank, pixels."""
        return abs(self.knee - self.hip) + abs(self.ankle - self.knee)

    @property
    def mid_hip(self) -> complex:
        """The point between the hips."""
        return middle(self.hip, self.other_hip)

    @property
    def mid_shoulder(self) -> complex:
        """The point between the shoulders."""
        return middle(self.shoulder, self.other_shoulder)

    @property
    def mid_trunk(self) -> complex:
        """The direction from the point between the hips to the point between the shoulders."""
        return self.mid_shoulder - self.mid_hip


class LegFrame(NamedTuple):
    """One pose in the frame of one working leg.

    Attributes
    ----------
    joints
        The joints by role.
    mirrored
        True if +x of this frame is -x of the picture.
    measured
        Values of measures that need no start position, by name; the first user fills them in.
    doubt
        Why some joints of the pose are not believed, and NaN therefore; None = all are.
    """

    joints: SidedPose
    mirrored: bool
    measured: dict[str, float]
    doubt: Doubt | None = None

    def in_picture(self, point: complex) -> complex:
        """Return a point or direction of this frame as one of the picture (y up)."""
        return -point.conjugate() if self.mirrored else point


_PARTS: Final = ("SHOULDER", "HIP", "KNEE", "ANKLE", "HEEL", "FOOT_INDEX")
_ROWS: Final[dict[Side, tuple[int, ...]]] = {
    "left": tuple(Joint[f"LEFT_{part}"] for part in _PARTS),
    "right": tuple(Joint[f"RIGHT_{part}"] for part in _PARTS),
}


_ROLES: Final = dict(zip(("shoulder", "hip", "knee", "ankle", "heel", "toe"), _PARTS, strict=True))


def joint_of(role: str, working: Side) -> Joint:
    """Return the joint that has a role.

    Parameters
    ----------
    role
        A field of `SidedPose`.
    working
        The side whose leg works.

    Returns
    -------
    Joint
        The nose belongs to both sides.
    """
    if role == "nose":
        return Joint.NOSE
    part = role.removeprefix("other_")
    side = working if part == role else other_side(working)
    return Joint[f"{side.upper()}_{_ROLES[part]}"]


class PoseFeatures:
    """One pose, how the camera sees it, and its joints in the frame of either leg.

    Parameters
    ----------
    pose
        The pose.
    view
        How the camera sees the body.
    absent
        True if no person was found, or nothing of the pose is believed.
    plausible
        What of the pose is believed.
    points
        All 33 joints, those that are not believed NaN; by default those of the pose.

    Attributes
    ----------
    pose, view, absent
        As given.
    doubt
        Why the pose or a part of it is not believed; None = all of it is.
    resumed
        What is believed in a new place from this pose on: the way there was not followed, so that
        nothing that was under way before goes on; None = nothing.
    """

    __slots__ = (
        "_frames", "_points", "_visibility", "absent", "doubt", "pose", "resumed", "view"
    )  # fmt: skip

    def __init__(
        self,
        pose: Pose,
        view: View,
        *,
        absent: bool = False,
        plausible: Plausible = BELIEVED,
        points: list[complex] | None = None,
    ) -> None:
        self.pose = pose
        self.view = view
        self.absent = absent
        self.doubt = plausible.doubt
        self.resumed = plausible.resumed
        self._points = points or []
        self._visibility: list[float] = []
        self._frames: dict[tuple[Plane, Side, float], LegFrame] = {}

    def __repr__(self) -> str:
        seen = (
            self.doubt or "absent"
            if self.absent
            else f"plane={self.view.plane!r}, near={self.view.near!r}"
        )
        return f"PoseFeatures(time_s={self.pose.time_s:.3f}, {seen})"

    def leg_frame(
        self, plane: Plane, working: Side, *, far_visibility: float = CLEARLY_SEEN
    ) -> LegFrame:
        """Return the pose in the frame of a working leg.

        Parameters
        ----------
        plane
            The plane of the measures to be taken.  In a side view the far side of the body needs
            more visibility, because an estimator guesses what is hidden.
        working
            The side whose leg works.
        far_visibility
            Visibility, 0 to 1, from which on a joint of the far side counts as seen.

        Returns
        -------
        LegFrame
            Joints outside the picture, or with too little visibility, are NaN.  Equal arguments
            give the same object, so that its measures are taken once.
        """
        key = (plane, working, far_visibility)
        frame = self._frames.get(key)
        if frame is None:
            frame = self._frames[key] = self._leg_frame(plane, working, far_visibility)
        return frame

    @property
    def points(self) -> list[complex]:
        """All 33 joints as points of the plane, pixels, y up; NaN: unknown or not believed."""
        if not self._points:
            self._points = points_in_picture(self.pose)
        return self._points

    @property
    def visibility(self) -> list[float]:
        """The visibility of each of the 33 joints, 0 to 1."""
        if not self._visibility:
            self._visibility = self.pose.visibility.tolist()
        return self._visibility

    def _leg_frame(self, plane: Plane, working: Side, far_visibility: float) -> LegFrame:
        points, visibility, near = self.points, self.visibility, self.view.near
        mirrored = reversed_for(plane, near, working, points)
        picked = [points[Joint.NOSE] if visibility[Joint.NOSE] >= SEEN else UNKNOWN]
        for side in (working, other_side(working)):
            is_far = plane == "side" and near is not None and side != near
            needed = far_visibility if is_far else SEEN
            picked += [
                points[row] if visibility[row] >= needed else UNKNOWN for row in _ROWS[side]
            ]
        if mirrored:
            picked = [-point.conjugate() for point in picked]
        return LegFrame(SidedPose(*picked), mirrored, {}, self.doubt)


def plane_points(pose: Pose) -> list[complex]:
    """Return all 33 joints as points of the plane, pixels, y up; NaN: not seen."""
    return [complex(x, -y) for x, y in pose.image.tolist()]


def points_in_picture(pose: Pose) -> list[complex]:
    """Return the same, and NaN also for joints outside the picture."""
    points = plane_points(pose)
    for row, out in enumerate(out_of_frame(points, pose.size_px)):
        if out:
            points[row] = UNKNOWN
    return points


class FeatureExtractor:
    """Follows how the camera sees the body, and makes the features of every pose."""

    def __init__(self) -> None:
        self._tracker = ViewTracker()
        self._screen = PoseScreen()
        self._view = UNSEEN

    def extract(self, pose: Pose) -> PoseFeatures:
        """Return the features of the next pose of a stream."""
        if pose.is_absent:
            return PoseFeatures(pose, UNSEEN, absent=True)
        points = points_in_picture(pose)
        plausible = self._screen.update(pose, points)
        if plausible.is_lost:
            return PoseFeatures(pose, UNSEEN, absent=True, plausible=plausible)
        if plausible.doubt != "swap":  # hips that are exchanged show the body from behind
            self._view = self._tracker.update(pose)
        for row in plausible.rows:
            points[row] = UNKNOWN
        return PoseFeatures(pose, self._view, plausible=plausible, points=points)
