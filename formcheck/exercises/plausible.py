"""The numbers of a definition file: their plausible ranges, and what to do about a wrong unit.

A range is wide: no exercise lies outside it, and a number that was typed in another unit
does (centimetres for metres, minutes for seconds, per cent for a share).  All are engineering
defaults.  The unit of a number is in its key: ``hold_s``, ``distance_m``, ``clear_deg``.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal, NamedTuple

from pydantic import AfterValidator, Field


def _in_order(pair: tuple[float, float]) -> tuple[float, float]:
    low, high = pair
    if low > high:
        raise ValueError(
            f"goes from the smaller to the larger value: write [{high:g}, {low:g}] (found "
            f"[{low:g}, {high:g}])"
        )
    return pair


_FROM_TO: Final = Field(description="[from, to]")

_Height = Annotated[float, Field(ge=0.05, le=2.5)]
_Distance = Annotated[float, Field(ge=0.8, le=8)]
_Days = Annotated[float, Field(ge=1, le=7)]
_Pace = Annotated[float, Field(ge=1, le=200)]

HeightPair = Annotated[tuple[_Height, _Height], _FROM_TO, AfterValidator(_in_order)]
"""Heights of a camera, in metres: one on the floor stands 5 to 10 cm high."""

DistancePair = Annotated[tuple[_Distance, _Distance], _FROM_TO, AfterValidator(_in_order)]
"""Distances of a camera, in metres: a whole body is not in the picture from nearer."""

DaysPair = Annotated[tuple[_Days, _Days], _FROM_TO, AfterValidator(_in_order)]
"""Days in a week."""

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

DaysOfWeek = Annotated[int, Field(ge=1, le=7)]

PacePair = Annotated[tuple[_Pace, _Pace], _FROM_TO, AfterValidator(_in_order)]
"""Repetitions in a minute."""

AngleDeg = Annotated[float, Field(ge=-180, le=180)]
"""An angle of a joint or a limb."""

Sets = Annotated[int, Field(ge=1, le=10)]
Reps = Annotated[int, Field(ge=1, le=600)]
Minutes = Annotated[float, Field(ge=0.5, le=60)]
RestS = Annotated[float, Field(ge=5, le=600)]
HoldS = Annotated[float, Field(ge=0, le=180)]
LeastHoldS = Annotated[float, Field(ge=0, le=60)]
GraceS = Annotated[float, Field(ge=0.05, le=5)]
EnterS = Annotated[float, Field(ge=0.05, le=3)]
LastsS = Annotated[float, Field(ge=0.05, le=10)]
BodyForS = Annotated[float, Field(ge=0.05, le=5)]
"""How long a movement may look like another one."""
WarnsS = Annotated[float, Field(ge=0.05, le=3)]
"""How long a limit may wait: it is there for safety."""
TempoS = Annotated[float, Field(ge=0.2, le=10)]
WindowS = Annotated[float, Field(ge=0.3, le=10)]
SpreadDeg = Annotated[float, Field(ge=0.5, le=30)]
DifferenceDeg = Annotated[float, Field(ge=2, le=60)]
Times = Annotated[int, Field(ge=4, le=40)]

MOST_REPS: Final = 60
"""So many repetitions are done one by one; a set of more of them is given in minutes."""


# --- What was meant ------------------------------------------------------------------------------


class _Unit(NamedTuple):
    """A unit, and the others that people write instead, with what one of them is in it."""

    words: str
    others: tuple[tuple[str, float], ...] = ()


_UNITS: Final = (
    ("_m", _Unit("in metres", (("centimetres", 0.01), ("millimetres", 0.001), ("feet", 0.3048)))),
    ("_s", _Unit("in seconds", (("milliseconds", 0.001), ("minutes", 60.0)))),
    ("minutes", _Unit("in minutes", (("seconds", 1 / 60),))),
    ("_deg", _Unit("in degrees")),
    ("_ratio", _Unit("a share, 0.1 for 10 %", (("per cent", 0.01),))),
    ("_share", _Unit("a share, 0.1 for 10 %", (("per cent", 0.01),))),
    ("per_week", _Unit("in days a week")),
    ("per_minute", _Unit("in repetitions a minute")),
)
"""Units by the end of a key."""


def out_of_range(key: str, found: float, low: float, high: float) -> str:
    """Return why a number is implausible, and what to write instead.

    Parameters
    ----------
    key
        The key of the number, whose end names the unit.
    found
        The number in the file.
    low, high
        The plausible range.

    Returns
    -------
    str
        One sentence without a full stop.
    """
    unit = next((unit for end, unit in _UNITS if key.endswith(end)), _Unit(""))
    meant = (
        f"if these are {name}, write {found * factor:.3g}"
        for name, factor in unit.others
        if low <= found * factor <= high and found
    )
    remedy = next(meant, "correct the number")
    words = ", ".join(part for part in (unit.words, f"from {low:g} to {high:g}") if part)
    return f"must be {words} (found {found:g}): {remedy}"
