"""Truths of clips for the tests of the benchmark: angles in closed form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FPS: Final = 20
START_S: Final = 2.0
RISE_S, HOLD_S, LOWER_S = 2.0, 4.0, 2.0


def trapezoid(rest: float, peak: float, *, hold_s: float = HOLD_S) -> list[float]:
    """Return an angle that rests, goes to a peak, stays and comes back, at `FPS`."""
    corners_s = np.cumsum([0.0, START_S, RISE_S, hold_s, LOWER_S, START_S])
    times_s = np.arange(0, corners_s[-1], 1 / FPS)
    return [float(v) for v in np.interp(times_s, corners_s, [rest, rest, peak, peak, rest, rest])]


def truth(  # everything by name
    exercise: str,
    angles: Mapping[str, Sequence[float]],
    *,
    side: str = "right",
    kind: str = "full",
    hold_s: float = HOLD_S,
    holds: bool = False,
    faults: Sequence[str] = (),
    unclear: Sequence[str] = (),
    **times: float,
) -> dict[str, Any]:
    """Return the truth of one effort with these angles, as the renderer writes it."""
    row = {
        "number": 1,
        "side": side,
        "kind": kind,
        "start_s": START_S,
        "peak_s": START_S + RISE_S,
        "leave_s": START_S + RISE_S + hold_s,
        "end_s": START_S + RISE_S + hold_s + LOWER_S,
    }
    row.update(times)
    return {
        "name": f"{exercise}-tune-1",
        "exercise": exercise,
        "side": side,
        "fps": FPS,
        "frames": len(next(iter(angles.values()))),
        "reps": [] if holds else [row],
        "holds": [row] if holds else [],
        "faults": [{"number": 1, "name": name, "amount": 1.0} for name in faults],
        "unclear": [{"number": 1, "name": name} for name in unclear],
        "angles_deg": {name: list(series) for name, series in angles.items()},
    }


def flat(value: float, like: Sequence[float]) -> list[float]:
    """Return a constant angle, as long as another."""
    return [value] * len(like)


def squat(  # everything by name
    peak: float,
    *,
    trunk: float = 10.0,
    hold_s: float = HOLD_S,
    kind: str = "full",
    faults: Sequence[str] = (),
    unclear: Sequence[str] = (),
    peak_s: float = START_S + RISE_S,
) -> dict[str, Any]:
    """Return a mini squat from 3 degrees of knee flexion to a peak."""
    knee = trapezoid(3.0, peak, hold_s=hold_s)
    angles = {
        "knee_flexion_right": knee,
        "hip_flexion_right": flat(20.0, knee),
        "trunk_inclination": flat(trunk, knee),
    }
    return truth(
        "mini_squat",
        angles,
        hold_s=hold_s,
        kind=kind,
        faults=faults,
        unclear=unclear,
        peak_s=peak_s,
    )


def bridge(peak: float, *, hold_s: float = HOLD_S) -> dict[str, Any]:
    """Return a bridge with both legs, from 48 degrees of hip flexion to a peak."""
    hip = trapezoid(48.0, peak, hold_s=hold_s)
    angles = {"hip_flexion_right": hip, "knee_flexion_right": flat(85.0, hip)}
    return truth("double_leg_bridge", angles, hold_s=hold_s)


def extension(peak: float, *, rest: float = 2.0, trunk: float = 0.0) -> dict[str, Any]:
    """Return a standing leg lift to the back, knees straight."""
    hip = trapezoid(rest, peak)
    angles = {
        "hip_flexion_right": hip,
        "trunk_inclination": flat(trunk, hip),
        "thigh_inclination_right": hip,
        "knee_flexion_right": flat(3.0, hip),
        "knee_flexion_left": flat(3.0, hip),
    }
    return truth("standing_hip_extension", angles)
