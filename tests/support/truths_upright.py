"""The measures of the exercises on the feet, from the side, in closed form."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, TypeAlias

from support.figures import SHANK, THIGH, TRUNK

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.figures import Side2D

    SideTruth: TypeAlias = Callable[[Side2D, Side2D], float]


def _ankle_from_hip(body: Side2D, *, other: bool) -> complex:
    """Of one leg, pixels, +x forward; the other hip may lie lower."""
    hip_deg, knee_deg = (body.other_hip, body.other_knee) if other else (body.hip, body.knee)
    down = -1j * body.other_hip_drop * TRUNK if other else 0j
    thigh = math.radians(hip_deg - body.trunk)
    shank = thigh - math.radians(knee_deg)
    way = complex(math.sin(thigh), -math.cos(thigh)) * THIGH
    return down + way + complex(math.sin(shank), -math.cos(shank)) * SHANK


def ankle(body: Side2D) -> complex:
    return body.root + _ankle_from_hip(body, other=False)


def other_ankle(body: Side2D) -> complex:
    return body.root + _ankle_from_hip(body, other=True)


def rise_deg(now: Side2D, start: Side2D) -> float:
    ratio = (now.root - start.root).imag / (THIGH + SHANK)
    return math.degrees(math.asin(min(max(ratio, -1.0), 1.0)))


def over_floor(now: Side2D, start: Side2D) -> float:
    floor = min(ankle(start).imag, other_ankle(start).imag)
    return (ankle(now).imag - floor) / TRUNK


def hips_back(now: Side2D, start: Side2D) -> float:
    back = _ankle_from_hip(now, other=False) - _ankle_from_hip(start, other=False)
    return back.real / (THIGH + SHANK)


UPRIGHT_SIDE_TRUTH: dict[str, SideTruth] = {
    "shank_forward": lambda now, _: 180 - (180 - now.knee - now.trunk + now.hip) % 360,
    "head_drop": lambda now, start: getattr(now, "head", 0.0) - getattr(start, "head", 0.0),
    "step_rise": rise_deg,
    "ankle_rise": lambda now, start: (ankle(now) - ankle(start)).imag / TRUNK,
    "foot_over_floor": over_floor,
    "hips_back": hips_back,
}
UPRIGHT_GRAVITY: Final = {"shank_forward": -1}
UPRIGHT_CHANGES: Final = frozenset({"step_rise"})
"""Angles that a turned picture changes by more than the turn: where up is belongs to them."""
