"""Faults, moments and attempts for the tests of rules."""

from __future__ import annotations

from pydantic import TypeAdapter

from formcheck.exercises import definition  # noqa: F401  # it loads the kinds of faults
from formcheck.exercises.conditions import Condition
from formcheck.exercises.fault import Attempt, Fault, Moment

LEAN = Condition(measure="trunk_inclination", above_deg=12, clear_deg=9)
BENT = Condition(measure="knee_flexion", above_deg=25, clear_deg=20)
WORDS = {"say": "Stand tall.", "source": "engineering default"}


def fault(kind: str, **keys: object) -> Fault:
    """A fault of a kind, with its own keys."""
    table = {"name": "wrong", "kind": kind, "grade": "hint", **WORDS}
    return TypeAdapter(tuple[Fault, ...]).validate_python([table | keys])[0]


def moment(time_s: float, value: float, phase: str = "hold", knee: float = 0.0) -> Moment:
    """A moment in which the trunk leans by `value` degrees."""
    return Moment(time_s, phase, {"trunk_inclination": value, "knee_flexion": knee})


def attempt(**changes: float | bool) -> Attempt:
    """A complete repetition of 30 degrees, held for 3.5 s, with some numbers changed."""
    numbers: dict[str, float] = {
        "start_s": 0.0, "peak_s": 2.0, "end_s": 7.0, "peak": 30.0, "rest": 0.0,
        "hold_start_s": 1.5, "hold_end_s": 5.0, "hold_s": 3.5, "out_s": 2.0, "back_s": 2.0,
    }  # fmt: skip
    return Attempt(**({"complete": True} | numbers | changes))  # type: ignore[arg-type]
