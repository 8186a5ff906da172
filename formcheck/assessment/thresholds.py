"""RepThresholds: where a movement begins, reaches its target and ends, as numbers of progress."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from formcheck.exercises.definition import Exercise

ERROR_DEG: Final = 5.0
"""The error of a measured angle, as the README states it: a target that is missed by less may have
been reached."""

JUST_SHARE: Final = 0.3
"""The soft border of the target lies at most this share of the way down to where the target is
left (engineering default)."""

LEAST_WAY_DEG: Final = 8.0
"""A movement whose target is nearer to the start zone has no soft border: between a try and a
success there lies no more than the error (engineering default)."""

FALLEN: Final = 0.7
"""A movement that has come back by this share of its range is on its way to the next one, although
it does not reach the start zone: many people do not come all the way back (engineering
default)."""

RISEN: Final = 0.25
"""Such a movement is over when the next one has risen by this share of the range (engineering
default)."""

LEAST_FALL_DEG: Final = 8.0
LEAST_RISE_DEG: Final = 3.0
"""The least fall and rise, about twice the error and the noise (engineering defaults)."""


@dataclass(frozen=True, slots=True)
class RepThresholds:
    """The thresholds of a movement, as progress (degrees times the sign of the movement).

    Attributes
    ----------
    start, leave_start
        At most `start`: in the start zone.  More than `leave_start`: the start zone is left.
    partial
        At least this: the movement counts as a partial one.
    enter, leave
        At least `enter`: in the target.  Less than `leave`: the target is left.
    just
        At least this: the target is reached within the error of the measurement.
    enter_s, grace_s, least_hold_s, is_hold
        Of `Movement`; True for an exercise that counts holds.
    """

    start: float
    leave_start: float
    partial: float
    enter: float
    just: float
    leave: float
    enter_s: float
    grace_s: float
    least_hold_s: float
    is_hold: bool

    @classmethod
    def of(cls, exercise: Exercise) -> RepThresholds:
        """Return the thresholds of an exercise."""
        movement, sign = exercise.movement, exercise.movement.sign
        enter, leave = sign * movement.target_deg[0], sign * movement.leave_deg
        wide = abs(enter - sign * movement.start_deg) >= LEAST_WAY_DEG
        error = min(ERROR_DEG, JUST_SHARE * (enter - leave)) if wide else 0.0
        return cls(
            start=sign * movement.start_deg,
            leave_start=sign * movement.start.clear_deg,
            partial=sign * movement.partial_deg,
            enter=enter,
            just=enter - error,
            leave=leave,
            enter_s=movement.enter_s,
            grace_s=movement.grace_s,
            least_hold_s=movement.least_hold_s,
            is_hold=exercise.kind == "hold",
        )
