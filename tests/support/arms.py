"""Raised arms for the stick figure: straight up, or slanted."""

from __future__ import annotations

import cmath
import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from formcheck.pose.joints import Joint

if TYPE_CHECKING:
    from formcheck.pose.joints import Side
    from formcheck.pose.pose import Pose


def with_arm(
    pose: Pose,
    *,
    side: Side = "left",
    slant_deg: float = 0.0,
    length_share: float = 1.1,
    visibility: float = 0.95,
) -> Pose:
    """Return the pose with an arm held up from its shoulder.

    `slant_deg` leans the arm away from upright, clockwise in the picture; `length_share` is its
    length in trunk lengths; `visibility` is that of elbow and wrist.
    """
    name = side.upper()
    points = {row: complex(*pose.image[row].tolist()) for row in Joint}
    shoulder, hip = points[Joint[f"{name}_SHOULDER"]], points[Joint[f"{name}_HIP"]]
    arm = abs(shoulder - hip) * length_share * cmath.rect(1.0, math.radians(slant_deg - 90))
    image, seen = pose.image.copy(), pose.visibility.copy()
    for part, share in (("ELBOW", 0.5), ("WRIST", 1.0)):
        spot = shoulder + share * arm
        image[Joint[f"{name}_{part}"]] = np.array([spot.real, spot.imag], np.float32)
        seen[Joint[f"{name}_{part}"]] = visibility
    return replace(pose, image=image, visibility=seen)
