"""What keeps a figure on the floor: two-link legs, and surfaces that touch without sinking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tools.render_patients.skeleton import Figure, Skeleton, Vector

TOLERANCE: Final = 1e-4


def bisect(function: Callable[[float], float], low: float, high: float) -> float:
    """Where a monotone function of one number is zero between two bounds, to `TOLERANCE`.

    Raises ValueError when it has the same sign at both bounds.
    """
    rising = function(high) > 0
    if (function(low) > 0) == rising:
        raise ValueError(
            f"no solution between {low:.3g} and {high:.3g}: the pose cannot be reached"
        )
    while high - low > TOLERANCE:
        middle = (low + high) / 2
        if (function(middle) > 0) == rising:
            high = middle
        else:
            low = middle
    return (low + high) / 2


def two_link_deg(
    reach: tuple[float, float], upper_m: float, lower_m: float
) -> tuple[float, float]:
    """Inclinations (thigh, shank) in degrees of a leg whose ankle lies at `reach` from its hip.

    `reach` is (forward, up) in metres; the knee bends forward.  By the law of cosines.
    Raises ValueError when the ankle is out of reach.
    """
    forward, up = reach
    distance = float(np.hypot(forward, up))
    if not abs(upper_m - lower_m) < distance < upper_m + lower_m:
        raise ValueError(
            f"the ankle is {distance:.3f} m from the hip, but the leg is "
            f"{upper_m + lower_m:.3f} m long: move the foot nearer"
        )
    line_deg = np.degrees(np.arctan2(forward, -up))
    at_hip = (upper_m**2 + distance**2 - lower_m**2) / (2 * upper_m * distance)
    at_ankle = (lower_m**2 + distance**2 - upper_m**2) / (2 * lower_m * distance)
    thigh_deg = line_deg + np.degrees(np.arccos(at_hip))
    shank_deg = line_deg - np.degrees(np.arccos(at_ankle))
    return float(thigh_deg), float(shank_deg)


def reach_with(
    shoulder: Vector, hand: Vector, upper_m: float, fore_m: float, *, elbow_towards: Vector
) -> tuple[Vector, Vector]:
    """Directions (upper arm, forearm), shape (3,), of an arm whose wrist is at `hand`.

    The elbow bends towards the given direction.  A hand out of reach is pointed at with an
    almost straight arm.
    """
    line = hand - shoulder
    distance = float(np.clip(np.linalg.norm(line), abs(upper_m - fore_m) + 1e-3, None))
    distance = min(distance, 0.999 * (upper_m + fore_m))
    along = line / np.linalg.norm(line)
    across = elbow_towards - (elbow_towards @ along) * along
    across = across / np.linalg.norm(across)
    share = (upper_m**2 + distance**2 - fore_m**2) / (2 * distance)
    elbow = share * along + np.sqrt(max(upper_m**2 - share**2, 0.0)) * across
    return elbow, distance * along - elbow


def lowest_m(skeleton: Skeleton, figure: Figure, bones: Sequence[str]) -> float:
    """Height of the lowest surface point that the given bones carry, metres.

    Raises KeyError for a bone without surface points.
    """
    heights = [
        figure.joints_m[name][2]
        + ((skeleton.skin_m[name] - skeleton.rest_m[name]) @ figure.turns[name].T)[:, 2].min()
        for name in bones
    ]
    return float(min(heights))
