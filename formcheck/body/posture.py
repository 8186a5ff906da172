"""Posture: a pose told from the working leg, so that a measure needs no left, right or sign.

A pose knows *left* and *right* and lies in the picture as the camera saw it.  A posture knows
*working* and *other*, and is turned so that +x is always the same direction of the body:
forward (towards the toes of a standing person) in a side view, outward of the working leg in a
front view.  Every clinical measure is written once, on postures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from formcheck.body.geometry import UNKNOWN, middle
from formcheck.body.joints import Joint, other_side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.body.joints import Side
    from formcheck.body.pose import Pose

SEEN: Final = 0.5
"""Visibility from which on a joint of the near side counts as seen (engineering default)."""

SURELY_SEEN: Final = 0.7
"""The same for a joint of the far side: hidden limbs are guessed at 0.5 to 0.7."""


GLIMPSED: Final = 0.35
"""The same for the far leg of exercises in which the legs take turns: the leg that is lifted is
half hidden by the other one and guessed at 0.45 to 0.75, yet within 5 degrees of where it is
(rendered people of known joints)."""


class Posture(NamedTuple):
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


def take_posture(
    points: Sequence[complex],
    visibility: Sequence[float],
    *,
    working: Side,
    near: Side | None,
    reverse: bool,
    far_seen: float = SURELY_SEEN,
) -> Posture:
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
    return Posture(-nose.conjugate() if reverse else nose, *picked)
