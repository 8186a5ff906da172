"""Clips with known angles, and what is expected of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from benchmark.expected import (
    Effort,
    efforts,
)
from formcheck.exercises.loader import load_exercise
from support.true_angles import (
    FPS,
    flat,
    trapezoid,
    truth,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


Answer: TypeAlias = Literal[True, False] | None
"""Yes, no, or too close to call."""


def only(clip: Mapping[str, Any]) -> Effort:
    """Return the one effort of a truth."""
    (effort,) = efforts(load_exercise(clip["exercise"]), clip)
    return effort


def put(
    clip: dict[str, Any], angle: str, value: float, begin_s: float, lasts_s: float
) -> dict[str, Any]:
    """Set an angle of a clip for a time."""
    begin, frames = round(begin_s * FPS), round(lasts_s * FPS)
    clip["angles_deg"][angle][begin : begin + frames] = [value] * frames
    return clip


def abduction(
    peak: float, *, side: str = "right", lean: float = 0.0, tilt: float = 0.0
) -> dict[str, Any]:
    """Return a leg out to the side from 2 degrees; the trunk leans (+ to the left) throughout."""
    leg = trapezoid(2.0, peak)
    angles = {
        f"hip_abduction_{side}": leg,
        "pelvic_tilt": flat(tilt, leg),
        "trunk_lateral_lean": flat(lean, leg),
    }
    return truth("standing_hip_abduction", angles, side=side)


# --- Faults ------------------------------------------------------------------------------------

LEAN = "trunk_inclination"
