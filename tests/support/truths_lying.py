"""The measures of the exercises on the floor, in closed form, for the performer's figures."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeAlias

from formcheck.kinematics.lying import KNEE_RADIUS
from support.figures import HIP_WIDTH, SHANK, THIGH, TRUNK

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.figures import Front2D, Side2D

    SideTruth: TypeAlias = Callable[[Side2D, Side2D], float]
    FrontTruth: TypeAlias = Callable[[Front2D, Front2D], float]


def sin(angle_deg: float) -> float:
    return math.sin(math.radians(angle_deg))


def cos(angle_deg: float) -> float:
    return math.cos(math.radians(angle_deg))


def ankle_height(body: Side2D) -> float:
    """Of the working ankle over the origin, pixels."""
    thigh_deg = body.hip - body.trunk
    return body.root.imag - THIGH * cos(thigh_deg) - SHANK * cos(thigh_deg - body.knee)


def shoulder_height(body: Side2D) -> float:
    """Of the shoulders over the origin, pixels."""
    return body.root.imag + TRUNK * cos(body.trunk)


def leg_line(body: Front2D) -> float:
    """From the working hip to the ankle, pixels, by the law of cosines."""
    thigh, shank = THIGH * body.thigh_length, SHANK * body.shank_length
    return math.sqrt(thigh**2 + shank**2 + 2 * thigh * shank * cos(body.valgus))


def knee_opening(body: Front2D) -> float:
    """From twice the area of the triangle hip, knee, ankle; the other leg is straight."""
    area = THIGH * body.thigh_length * SHANK * body.shank_length * sin(body.valgus)
    part = -area / leg_line(body) / (TRUNK * KNEE_RADIUS)
    return math.degrees(math.asin(min(max(part, -1.0), 1.0)))


def feet_apart(body: Front2D) -> float:
    """From ankle to ankle, pixels: each leg from its end of the hip line, told from the pelvis."""
    out_deg, other_deg = body.abduction, body.other_abduction
    thigh, shank = THIGH * body.thigh_length, SHANK * body.shank_length
    aside = HIP_WIDTH + thigh * sin(out_deg) + shank * sin(out_deg + body.valgus)
    aside += (THIGH + SHANK) * sin(other_deg)
    lower = thigh * cos(out_deg) + shank * cos(out_deg + body.valgus)
    return math.hypot(aside, lower - (THIGH + SHANK) * cos(other_deg))


LYING_SIDE_TRUTH: dict[str, SideTruth] = {
    "foot_lift": lambda now, start: (ankle_height(now) - ankle_height(start)) / SHANK,
    "shoulder_rise": lambda now, start: (shoulder_height(now) - shoulder_height(start)) / TRUNK,
    "thigh_turned_away": lambda _now, _start: 1.0,
}
LYING_FRONT_TRUTH: dict[str, FrontTruth] = {
    "knee_opening": lambda now, _: knee_opening(now),
    "leg_stretch": lambda now, _: leg_line(now) / TRUNK,
    "feet_gap": lambda now, start: (feet_apart(now) - feet_apart(start)) / TRUNK,
    "hip_stack": lambda _now, _start: 1.0,
    "pelvis_to_trunk": lambda now, _: now.hike - now.lean,
}
