"""Truths of clips for the tests of the benchmark: angles in closed form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from support.performances import Plan

FPS: Final = 20
START_S: Final = 2.0
RISE_S, HOLD_S, LOWER_S = 2.0, 4.0, 2.0
CORNERS: Final = ("start_s", "peak_s", "leave_s", "end_s")
"""Keys of the times of an effort, in order."""


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
    row = _effort(1, side, kind, (START_S, RISE_S, hold_s, LOWER_S)) | times
    return _clip(exercise, angles, [row], fps=FPS) | {
        "name": f"{exercise}-tune-1",
        "side": side,
        "reps": [] if holds else [row],
        "holds": [row] if holds else [],
        "faults": [{"number": 1, "name": name, "amount": 1.0} for name in faults],
        "unclear": [{"number": 1, "name": name} for name in unclear],
    }


def truth_of(
    exercise: str,
    plan: Plan,
    angles: Mapping[str, Sequence[float]],
    *,
    side: str = "right",
    kinds: Sequence[str] = ("full",),
) -> dict[str, Any]:
    """Return the truth of a set that the performer did at 30 frames a second."""
    reps = [
        _effort(number, side, kind, (begin_s, plan.out_s, plan.hold_s, plan.back_s))
        for number, kind in enumerate(kinds, start=1)
        for begin_s in [(number - 1) * plan.rep_s + plan.rest_s]
    ]
    return _clip(exercise, angles, reps, fps=30)


def _effort(number: int, side: str, kind: str, parts_s: Iterable[float]) -> dict[str, Any]:
    times_s = np.cumsum(list(parts_s)).tolist()
    row = {"number": number, "side": side, "kind": kind}
    return row | dict(zip(CORNERS, times_s, strict=True))


def _clip(
    exercise: str, angles: Mapping[str, Sequence[float]], reps: list[dict[str, Any]], *, fps: int
) -> dict[str, Any]:
    return {
        "exercise": exercise,
        "fps": fps,
        "frames": len(next(iter(angles.values()))),
        "reps": reps,
        "holds": [],
        "faults": [],
        "unclear": [],
        "angles_deg": {name: list(series) for name, series in angles.items()},
    }


def flat(value: float, like: Sequence[float]) -> list[float]:
    """Return a constant angle, as long as another."""
    return [value] * len(like)


def squat(peak: float, *, trunk: float = 10.0, **parts: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return a mini squat from 3 degrees of knee flexion to a peak; parts as in `truth`."""
    knee = trapezoid(3.0, peak)
    angles = {
        "knee_flexion_right": knee,
        "hip_flexion_right": flat(20.0, knee),
        "trunk_inclination": flat(trunk, knee),
    }
    return truth("mini_squat", angles, **parts)


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
