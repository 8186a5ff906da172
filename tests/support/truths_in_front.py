"""The measures of the exercises on the feet and on a chair, in closed form."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, TypeAlias

from support.figures import HIP_WIDTH, SHANK, THIGH, unit

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.figures import Front2D, Side2D

    SideTruth: TypeAlias = Callable[[Side2D, Side2D], float]
    FrontTruth: TypeAlias = Callable[[Front2D, Front2D], float]

LEG = THIGH + SHANK


def feet(body: Front2D) -> tuple[complex, complex]:
    """The working leg and the other one from the mid-hip, pixels: hip to ankle added up."""
    out, other = body.hike + body.abduction, body.hike - body.other_abduction
    across = HIP_WIDTH / 2 * unit(body.hike)
    working = THIGH * body.thigh_length * unit(out - 90)
    working += SHANK * body.shank_length * unit(out + body.valgus - 90)
    return across + working, -across + LEG * unit(other - 90)


def lift(body: Front2D) -> float:
    """Of the other ankle over the working one, as an angle of the working leg."""
    working, other = feet(body)
    length = THIGH * body.thigh_length + SHANK * body.shank_length
    part = (other - working).imag / length
    return math.degrees(math.asin(min(max(part, -1.0), 1.0)))


def spread(body: Front2D) -> float:
    """Between the lines from hip to ankle, by the law of sines for the knee that bends."""
    thigh, shank = THIGH * body.thigh_length, SHANK * body.shank_length
    bend = math.radians(body.valgus)
    off = math.degrees(math.atan2(shank * math.sin(bend), thigh + shank * math.cos(bend)))
    return body.abduction + off + body.other_abduction


def outward(body: Front2D) -> tuple[float, float]:
    """Of both legs, against gravity: what the pelvis tilts one out it tilts the other one in."""
    other = body.other_abduction - body.hike
    return spread(body) - other, other


def knee_out(body: Front2D) -> float:
    aside = THIGH * body.thigh_length * math.sin(math.radians(body.hike + body.abduction))
    return math.degrees(math.asin(min(max(aside / SHANK, -1.0), 1.0)))


def crossing(body: Front2D) -> float:
    working, _ = feet(body)
    other_knee = -HIP_WIDTH / 2 * unit(body.hike)
    other_knee += THIGH * unit(body.hike - body.other_abduction - 90)
    return abs(working - other_knee) / SHANK


IN_FRONT_TRUTH: dict[str, FrontTruth] = {
    "other_foot_lift": lambda now, _: lift(now),
    "leg_spread": lambda now, _: spread(now),
    "less_outward_leg": lambda now, _: min(outward(now)),
    "seated_knee_out": lambda now, _: knee_out(now),
    "ankle_to_other_knee": lambda now, _: crossing(now),
    "other_thigh_seen": lambda _now, _start: THIGH / SHANK,
}
IN_FRONT_CHANGES: Final = frozenset({"other_foot_lift", "less_outward_leg", "seated_knee_out"})
"""Angles that a turned picture changes by more than the turn: where up is belongs to them."""
