"""Perspective: how far away the body is, told from how large the picture shows it.

The estimator's world coordinates say how large the body is, the picture how many pixels that
makes; the two and the focal length give the distance.  Nobody knows the focal length of a webcam,
so a usual one is assumed, and the distance is good to a third.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from formcheck.body.joints import Joint
from formcheck.body.posture import SEEN

if TYPE_CHECKING:
    from formcheck.body.pose import Pose

FOCAL_SHARE: Final = 1.37
"""Focal length over the shorter side of the picture: a field of 40 degrees along that side, which
is 66 degrees across for 16:9 (laptop cameras are sold with 60 to 70 degrees across, and cut the
ends off that for 4:3).  From 55 to 78 degrees across it lies between 1.7 and 1.1, so a distance
told with it is between a fifth too short and a quarter too long (engineering default)."""

_TRUNK_AND_KNEES: Final = [
    Joint.LEFT_SHOULDER,
    Joint.RIGHT_SHOULDER,
    Joint.LEFT_HIP,
    Joint.RIGHT_HIP,
    Joint.LEFT_KNEE,
    Joint.RIGHT_KNEE,
]
"""The joints that are told best; both legs, because either may point at the camera."""

_FEWEST: Final = 4
"""Fewer joints than this make no size (engineering default)."""


def px_per_m(pose: Pose) -> float:
    """How many pixels a metre of the body makes across the line of sight; NaN = unknown.

    It is the spread of shoulders, hips and knees in the picture over their spread in the world
    coordinates, seen from the same direction: a part that points at the camera is short in both.
    """
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
    """Root of the summed squares of the distances from the middle of points, shape (n, 2)."""
    return float(np.sqrt(((points - points.mean(axis=0)) ** 2).sum()))


def distance_m(pose: Pose) -> float:
    """About how far the body is from the lens, metres; NaN = unknown."""
    return FOCAL_SHARE * min(pose.size_px) / px_per_m(pose)
