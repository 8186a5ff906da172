"""The measures of the exercises with the face down, in closed form."""

from __future__ import annotations

import cmath
import math
from typing import TYPE_CHECKING, Final, TypeAlias

from figures import SHANK, THIGH, TRUNK, unit

if TYPE_CHECKING:
    from collections.abc import Callable

    from figures import Front2D, Side2D

    SideTruth: TypeAlias = Callable[[Side2D, Side2D], float]
    FrontTruth: TypeAlias = Callable[[Front2D, Front2D], float]


def leg_behind(body: Side2D) -> complex:
    """From the hip to the ankle, mirrored so that behind the body is +x, pixels."""
    thigh_deg = body.hip - body.trunk - 90
    leg = THIGH * unit(thigh_deg) + SHANK * unit(thigh_deg - body.knee)
    return -leg.conjugate()


def nose_over_shoulder(body: Side2D) -> float:
    """Height of the nose over the shoulders, pixels."""
    trunk = math.radians(body.trunk)
    return 45 * math.cos(trunk) - 14 * math.sin(trunk)


FACE_DOWN_SIDE_TRUTH: Final[dict[str, SideTruth]] = {
    "leg_over_level": lambda now, _: math.degrees(cmath.phase(leg_behind(now))),
    "trunk_turn": lambda now, start: now.trunk - start.trunk,
    "hip_shift": lambda now, start: (now.root - start.root).real / TRUNK,
    "head_rise": lambda now, start: (nose_over_shoulder(now) - nose_over_shoulder(start)) / TRUNK,
}
FACE_DOWN_OBLIQUE_TRUTH: Final[dict[str, FrontTruth]] = {
    "thigh_aside": lambda now, _: now.abduction + now.hike,
    "shoulder_tilt": lambda now, start: now.lean - start.lean,
}
FACE_DOWN_GRAVITY: Final = {"leg_over_level": -1, "thigh_aside": 1}
FACE_DOWN_CHANGES: Final = frozenset({"trunk_turn", "shoulder_tilt"})
"""Angles that are changes since the start: a turned picture turns both."""
