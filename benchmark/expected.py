"""Expectations of a clip, from its true joint angles and the exercise's rules.

A rule is expected to speak when the true angle is past its threshold by a margin for as long as
the rule asks, and to be silent when it stays short of it by the margin.  In between neither
answer is clearly right, and nothing is scored (None).  For rules without a true angle
(a knee past the toes, a trembling hip) the performance decides: the fault was put in, or not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from formcheck.exercises.fault_kinds import (
    HELD,
    LevelFault,
    PeakFault,
    ShortHoldFault,
    TempoFault,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from formcheck.exercises.conditions import Condition
    from formcheck.exercises.definition import Exercise
    from formcheck.exercises.fault import Fault

    Series = NDArray[np.float64]

MARGIN_DEG: Final = 4.0
"""Nearer to a threshold than this, a fault is too close to call: twice the median error of the
angles themselves."""

TARGET_MARGIN_DEG: Final = 2.0
"""The same for the target itself."""

LIMIT_MARGIN_DEG: Final = 8.0
CLEAR_S: Final = 0.2
"""How much longer than a rule asks something must last to be clear."""

MARGIN_SHARE: Final = 0.25
"""The same for times: 25 % from the threshold."""

BEFORE_S: Final = 1.0
"""How much of the rest before a repetition belongs to it."""

OTHER: Final = {"left": "right", "right": "left"}


@dataclass(frozen=True)
class Effort:
    """One true repetition or hold.

    Attributes
    ----------
    number
        1-based, in the clip.
    full
        Whether it is complete: it was meant to be, and reached the exercise's target.
        None where that is too close to call.
    start_s, top_s, leave_s, end_s
        When it begins, reaches its far end, leaves it, and is over.
    peak_deg
        Far end, as the exercise measures it (a change from the start where it does so).
    range_deg
        Change from just before it began.
    hold_s
        Seconds past the border of the exercise's target.
    faults, limits
        Expected answer by name: True, False, or None for too close to call.
    """

    number: int
    full: bool | None
    start_s: float
    top_s: float
    leave_s: float
    end_s: float
    peak_deg: float
    range_deg: float
    hold_s: float
    faults: Mapping[str, bool | None]
    limits: Mapping[str, bool | None]


def efforts(exercise: Exercise, truth: Mapping[str, Any]) -> tuple[Effort, ...]:
    """Return the true repetitions or holds of a clip, with the expectations of each."""
    return tuple(_effort(exercise, truth, row) for row in (*truth["reps"], *truth["holds"]))


def true_series(truth: Mapping[str, Any], measure: str, side: str) -> Series | None:
    """A measure of formcheck over time, shape (frames,), from the true angles; None = no such.

    Parameters
    ----------
    truth
        The truth of a clip.
    measure
        A name from ``formcheck.kinematics.measures``.
    side
        The working side.
    """
    angles = truth["angles_deg"]

    def of(name: str) -> Series | None:
        return np.asarray(angles[name], dtype=np.float64) if name in angles else None

    away = 1 if side == "right" else -1  # the truth has + to the left, a measure away from the leg
    parts = {
        "trunk_lateral_lean": ((away, "trunk_lateral_lean"),),
        "thigh_outward": ((1, f"hip_abduction_{side}"), (-away, "pelvic_tilt")),
        "thigh_difference": (
            (1, f"thigh_inclination_{OTHER[side]}"),
            (-1, f"thigh_inclination_{side}"),
        ),
        "leg_elevation": ((1, f"leg_line_elevation_{side}"),),
        "thigh_elevation": ((1, f"leg_elevation_{side}"),),
    }
    if measure in parts:
        if any(name not in angles for _, name in parts[measure]):
            return None
        total: Series = sum(
            (sign * np.asarray(angles[name], np.float64) for sign, name in parts[measure]),
            start=np.zeros(1),
        )
        return total
    if measure.startswith("other_") and f"{measure}_{side}" not in angles:
        return of(f"{measure.removeprefix('other_')}_{OTHER[side]}")
    found = of(f"{measure}_{side}")
    return of(measure) if found is None else found


def _effort(exercise: Exercise, truth: Mapping[str, Any], row: Mapping[str, Any]) -> Effort:
    movement = exercise.movement
    values = _values(exercise, truth, row)
    main = values[movement.measure]
    times_s = np.arange(truth["frames"]) / truth["fps"]
    during = _between(times_s, row["start_s"], row["end_s"])
    before = main[max(0, int(np.flatnonzero(during)[0]) - 1)]
    progress = movement.sign * main
    peak = float(movement.sign * progress[during].max())
    inside = during & (progress >= movement.sign * movement.target_deg[0])
    hold_s = float(inside.sum() / truth["fps"])
    put_in, unclear = (
        {fault["name"] for fault in truth[key] if fault["number"] == row["number"]}
        for key in ("faults", "unclear")
    )
    spoken = {
        fault.name: _fault(exercise, fault, put_in, values=values, times_s=times_s, row=row)
        if not isinstance(fault, ShortHoldFault)
        else _short(hold_s, HELD * movement.hold_s)
        for fault in exercise.fault
    } | dict.fromkeys(unclear)
    limits = {
        limit.name: None
        if limit.when.measure not in values
        else _lasting(
            [limit.when],
            limit.for_s,
            values,
            times_s=times_s,
            phases=during,
            margin=LIMIT_MARGIN_DEG,
        )
        for limit in exercise.limit
    }
    return Effort(
        number=row["number"],
        full=_complete(exercise, row["kind"] == "full", values, during=during, inside=inside),
        start_s=row["start_s"],
        top_s=row["peak_s"],
        leave_s=row["leave_s"],
        end_s=row["end_s"],
        peak_deg=peak,
        range_deg=abs(peak - float(before)),
        hold_s=hold_s,
        faults=spoken,
        limits=limits,
    )


def _complete(
    exercise: Exercise,
    meant: bool,  # noqa: FBT001  # a fact, no switch
    values: Mapping[str, Series],
    *,
    during: NDArray[np.bool_],
    inside: NDArray[np.bool_],
) -> bool | None:
    """Return whether a repetition should be counted, by the exercise's target."""
    movement = exercise.movement
    target = movement.sign * movement.target_deg[0]
    past = float((movement.sign * values[movement.measure][during]).max() - target)
    answers = [_clearly(past, TARGET_MARGIN_DEG)]
    for also in movement.also:
        if also.when.measure in values and inside.any():
            excess = [also.when.excess(float(v)) for v in values[also.when.measure][inside]]
            answers.append(_clearly(float(np.median(excess)), TARGET_MARGIN_DEG))
    if False in answers:
        return False
    if None in answers:
        return None if meant or past >= 0 else False
    return True if meant else None


def _values(
    exercise: Exercise, truth: Mapping[str, Any], row: Mapping[str, Any]
) -> dict[str, Series]:
    """Every measure of the exercise that the truth knows, as the exercise takes it."""
    values = {}
    for name in exercise.measures():
        series = true_series(truth, name, row["side"])
        if series is not None:
            values[name] = series
    main = exercise.movement.measure
    first = max(0, int(np.ceil(row["start_s"] * truth["fps"])) - 1)
    if exercise.movement.baseline == "start":
        values[main] = values[main] - values[main][first]
    if "thigh_swing" in exercise.measures():
        thigh = true_series(truth, "thigh_inclination", row["side"])
        if thigh is not None:
            values["thigh_swing"] = thigh - thigh[first]
    return values


def _fault(
    exercise: Exercise,
    fault: Fault,
    put_in: set[str],
    *,
    values: Mapping[str, Series],
    times_s: Series,
    row: Mapping[str, Any],
) -> bool | None:
    if isinstance(fault, TempoFault):
        return _quick(fault, row)
    if isinstance(fault, PeakFault):
        during = _between(times_s, row["start_s"], row["end_s"])
        main = values[exercise.movement.measure][during]
        best = main.max() if exercise.movement.sign > 0 else main.min()
        return _clearly(fault.when.excess(float(best)), MARGIN_DEG)
    if isinstance(fault, LevelFault):
        known = [when for when in fault.when if when.measure in values]
        phases = np.zeros(len(times_s), dtype=bool)
        for begin, end in (_phase_s(phase, row) for phase in fault.during):
            phases |= _between(times_s, begin, end)
        past = _lasting(known, fault.for_s, values, times_s=times_s, phases=phases)
        if len(known) == len(fault.when):
            return past
        if known and past is False and fault.name in put_in:
            return None  # it was done, but not so that this exercise would speak of it
    return fault.name in put_in


def _phase_s(phase: str, row: Mapping[str, Any]) -> tuple[float, float]:
    """When a phase begins and ends; of the rest, the second before the repetition."""
    if phase == "rest":
        return row["start_s"] - BEFORE_S, row["start_s"]
    borders = {
        "move": ("start_s", "peak_s"),
        "hold": ("peak_s", "leave_s"),
        "return": ("leave_s", "end_s"),
    }
    begin, end = borders[phase]
    return row[begin], row[end]


def _lasting(
    conditions: Sequence[Condition],
    for_s: float,
    values: Mapping[str, Series],
    *,
    times_s: Series,
    phases: NDArray[np.bool_],
    margin: float = MARGIN_DEG,
) -> bool | None:
    """Return whether conditions are past their thresholds together, for long enough."""
    if not conditions:
        return None
    excess = np.min(
        [[when.excess(float(v)) for v in values[when.measure]] for when in conditions], axis=0
    )
    step_s = times_s[1] - times_s[0]

    def longest_s(least: float) -> float:
        on = phases & (excess >= least)
        runs = np.diff(np.flatnonzero(np.diff(np.concatenate(([0], on, [0])))))[::2]
        return float(runs.max() * step_s) if len(runs) else 0.0

    if longest_s(margin) > for_s + CLEAR_S:
        return True
    return None if longest_s(-margin) > 0 else False


def _clearly(excess: float, margin: float) -> bool | None:
    if excess >= margin:
        return True
    return False if excess <= -margin else None


def _quick(fault: TempoFault, row: Mapping[str, Any]) -> bool | None:
    ways = {"out": ("start_s", "peak_s"), "back": ("leave_s", "end_s")}
    begin, end = ways[fault.part]
    return _short(row[end] - row[begin], fault.shorter_s)


def _short(taken_s: float, least_s: float) -> bool | None:
    if taken_s <= (1 - MARGIN_SHARE) * least_s:
        return True
    return False if taken_s >= (1 + MARGIN_SHARE) * least_s else None


def _between(times_s: Series, begin_s: float, end_s: float) -> NDArray[np.bool_]:
    inside: NDArray[np.bool_] = (times_s >= begin_s) & (times_s <= end_s)
    return inside
