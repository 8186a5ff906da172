"""Left against right: the range of both legs, and whether one camera can tell them apart."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from formcheck.exercises.fault import NEAR_ERROR_DEG

if TYPE_CHECKING:
    from collections.abc import Mapping


class SideRange(NamedTuple):
    """The range of motion of one leg in a set.

    Attributes
    ----------
    side
        ``left`` or ``right``.
    reps
        How many repetitions have a range.
    median_deg
        The middle of their ranges, degrees.
    error_deg
        How far it may be off, degrees: that of a leg on the far side is larger.
    """

    side: str
    reps: int
    median_deg: float
    error_deg: float


def side_ranges(table: Mapping[str, Any]) -> list[SideRange]:
    """Return the range of each leg, left first; a leg without a range is left out.

    Parameters
    ----------
    table
        The report of the set, as its JSON has it.

    Returns
    -------
    list of SideRange
        Two where they can be compared.
    """
    rows = []
    for side in ("left", "right"):
        reps = [
            rep for rep in table["reps"] if rep["side"] == side and rep["range_deg"] is not None
        ]
        if reps:
            errors = [
                NEAR_ERROR_DEG if rep["far_error_deg"] is None else rep["far_error_deg"]
                for rep in reps
            ]
            middle = round(median(rep["range_deg"] for rep in reps), 2)
            rows.append(SideRange(side, len(reps), middle, max(errors)))
    return rows


def can_tell_apart(one: SideRange, other: SideRange) -> bool:
    """Return True if the legs differ by more than both errors together.

    Parameters
    ----------
    one, other
        The legs.

    Returns
    -------
    bool
        The errors are added, since those of one camera and one body point the same way or the
        other, and which is unknown.
    """
    return abs(one.median_deg - other.median_deg) > one.error_deg + other.error_deg
