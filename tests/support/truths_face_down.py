"""The measures of the exercises with the face down, in closed form."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, TypeAlias

from support.figures import HIP_WIDTH, THIGH, TRUNK

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.figures import Front2D, Side2D

    SideTruth: TypeAlias = Callable[[Side2D, Side2D], float]
    FrontTruth: TypeAlias = Callable[[Front2D, Front2D], float]


def nose_over_shoulder(body: Side2D) -> float:
    """Height of the nose over the shoulders, pixels."""
    trunk = math.radians(body.trunk)
    return 45 * math.cos(trunk) - 14 * math.sin(trunk)


def hip_height(body: Front2D) -> float:
    """Height of the working hip, pixels."""
    return body.root.imag + HIP_WIDTH / 2 * math.sin(math.radians(body.hike))


FACE_DOWN_SIDE_TRUTH: Final[dict[str, SideTruth]] = {
    "trunk_turn": lambda now, start: now.trunk - start.trunk,
    "hip_shift": lambda now, start: (now.root - start.root).real / TRUNK,
    "head_rise": lambda now, start: (nose_over_shoulder(now) - nose_over_shoulder(start)) / TRUNK,
}
FACE_DOWN_OBLIQUE_TRUTH: Final[dict[str, FrontTruth]] = {
    "thigh_aside": lambda now, _: now.abduction + now.hike,
    "hip_lift": lambda now, start: (
        (hip_height(now) - hip_height(start)) / (THIGH * start.thigh_length)
    ),
}
FACE_DOWN_GRAVITY: Final = {"thigh_aside": 1}
FACE_DOWN_CHANGES: Final = frozenset({"trunk_turn"})
"""Angles that are changes since the start: a turned picture turns both."""
