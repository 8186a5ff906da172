"""A movement as the phase machine tells it: phases, borders, and what is left at its end."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from formcheck.coach.exercise import Exercise


class Phase(StrEnum):
    """Where in a repetition a person is."""

    REST = "rest"
    MOVE = "move"
    HOLD = "hold"
    RETURN = "return"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Borders:
    """The thresholds of a movement as progress (degrees times the sign of the movement)."""

    start: float
    leave_start: float
    partial: float
    enter: float
    leave: float
    enter_s: float
    grace_s: float
    least_hold_s: float
    is_hold: bool

    @classmethod
    def of(cls, exercise: Exercise) -> Borders:
        """The borders of an exercise."""
        movement = exercise.movement
        sign = movement.sign
        return cls(
            start=sign * movement.start_deg,
            leave_start=sign * movement.start.clear_deg,
            partial=sign * movement.partial_deg,
            enter=sign * movement.target_deg[0],
            leave=sign * movement.leave_deg,
            enter_s=movement.enter_s,
            grace_s=movement.grace_s,
            least_hold_s=movement.least_hold_s,
            is_hold=exercise.kind == "hold",
        )


@dataclass(frozen=True, slots=True)
class Attempt:
    """A movement that is over.

    Attributes
    ----------
    complete
        Whether the target was reached and the movement finished; else it is a partial one.
    start_s, peak_s, end_s
        Seconds: when it began, was furthest, and was over.
    peak
        The furthest progress, degrees.
    rest
        The person's own start level before it, degrees of progress; NaN = it was not seen.
    hold_start_s, hold_end_s
        First and last instant in the target; NaN = the target was not reached.
    hold_s
        Seconds in the target, without the interruptions.
    out_s, back_s
        How long the way out and the way back took, from the time between 10 % and 90 % of the
        range; NaN = not seen (the way back from a stretch is not followed).
    """

    complete: bool
    start_s: float
    peak_s: float
    end_s: float
    peak: float
    rest: float
    hold_start_s: float
    hold_end_s: float
    hold_s: float
    out_s: float
    back_s: float
