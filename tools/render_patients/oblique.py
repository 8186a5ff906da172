"""True angles as a camera sees them that stands in front and off to one side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from tools.render_patients.skeleton import HIP, KNEE, LATERAL, SHOULDER, SIDES

if TYPE_CHECKING:
    from tools.render_patients.skeleton import Figure, Vector

OBLIQUE: Final = tuple(f"thigh_aside_{side}" for side in SIDES)
"""Measures that are told as they are seen from the camera's place, and not from the front."""


def oblique_deg(figure: Figure, facing_deg: float) -> dict[str, float]:
    """True angles in the plane of the picture of a level camera far away, degrees.

    The thigh aside is the thigh against gravity, + outwards.  The tilt of the shoulders is their
    line against the horizontal, + with the left side up.  `facing_deg` is the direction of the
    camera around the person: 0 in front, 90 at the left.
    """
    facing = np.radians(facing_deg)
    rightwards = np.array([np.cos(facing), np.sin(facing), 0.0]) * np.sign(np.cos(facing))

    def aside_deg(line: Vector) -> float:
        return float(np.degrees(np.arctan2(line @ rightwards, -line[2])))

    across = figure.joint(SHOULDER, "left") - figure.joint(SHOULDER, "right")
    angles = {"shoulder_line": float(np.degrees(np.arctan2(across[2], across @ rightwards)))}
    for side in SIDES:
        thigh = figure.joint(KNEE, side) - figure.joint(HIP, side)
        angles[f"thigh_aside_{side}"] = LATERAL[side] * aside_deg(thigh)
    return angles
