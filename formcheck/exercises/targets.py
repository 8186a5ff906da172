"""Another target than the usual one: which borders and thresholds of an exercise move with it.

The borders of a movement lie between the angle at rest and the target.  If the target is nearer,
they keep their share of the way.  The start zone fits how people rest and not how far they move,
so it stays where it is while there is room.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from formcheck.exercises.conditions import Condition
from formcheck.exercises.figure import measured
from formcheck.kinematics.measures import MEASURES

if TYPE_CHECKING:
    from collections.abc import Callable

    from formcheck.exercises.definition import Exercise
    from formcheck.exercises.fault import Fault
    from formcheck.exercises.parts import Movement, Pair

ROOM_LEFT: Final = 0.5
"""The start zone stays where it is while a nearer target leaves this share of the way from there
(engineering default)."""

LEAST_WAY_DEG: Final = 5.0
LEAST_WAY_SHARE: Final = 1 / 3
"""A target begins at least this far from the angle at rest, degrees, and as a share of the usual
way: the pose model errs by 5 to 10 degrees, and who fidgets moves too (engineering defaults)."""


def with_target(exercise: Exercise, target_deg: Pair) -> Exercise:
    """Return an exercise with another target; its borders and thresholds move along.

    A further target is left as far before it as the usual one, and a try that was a partial one
    stays one.

    Parameters
    ----------
    exercise
        The exercise.
    target_deg
        From where on it counts, past the angle at rest, and the full extent.

    Returns
    -------
    Exercise
        A copy.
    """
    before = exercise.movement
    usual, enter = before.target_deg[0], target_deg[0]
    new: dict[str, object] = {"target_deg": target_deg}
    if usual == enter:
        return exercise.model_copy(update={"movement": before.model_copy(update=new)})
    share, moves_start = _share_left(exercise, enter)

    def moved(deg: float) -> float:
        return round(enter - share * (usual - deg), 2)

    new["leave_deg"] = moved(before.leave_deg)
    if before.sign * enter < before.sign * usual:
        new["partial_deg"] = moved(before.partial_deg)
    if moves_start:
        edge = "below_deg" if before.sign > 0 else "above_deg"
        zone = {edge: moved(before.start_deg), "clear_deg": moved(before.start.clear_deg)}
        new["start"] = before.start.model_copy(update=zone)
    after = before.model_copy(update=new)
    faults = tuple(_fitting(fault, before, after, moved) for fault in exercise.fault)
    return exercise.model_copy(update={"movement": after, "fault": faults})


def nearest_begin(exercise: Exercise) -> float:
    """Return the nearest angle at which a target may begin, in degrees, rounded to tenths."""
    movement, rest = exercise.movement, _rest(exercise)
    way = movement.sign * (movement.target_deg[0] - rest)
    least = min(way, max(LEAST_WAY_DEG, LEAST_WAY_SHARE * way))
    return round(rest + movement.sign * least, 1)


def _share_left(exercise: Exercise, enter: float) -> tuple[float, bool]:
    """Return the share of the way that is left to a target, and whether the start zone moves."""
    usual, clear = exercise.movement.target_deg[0], exercise.movement.start.clear_deg
    share = (enter - clear) / (usual - clear)
    if share >= ROOM_LEFT:
        return min(share, 1.0), False
    rest = _rest(exercise)  # if the start zone moves, it is the share of the way from there
    return (enter - rest) / (usual - rest), True


def _rest(exercise: Exercise) -> float:
    """Return the angle of a person at rest; where it is unknown, the border of the start zone."""
    movement = exercise.movement
    border = movement.start_deg
    if movement.baseline == "start" or MEASURES[movement.measure].is_change:
        rest = 0.0
    else:
        rest = border if exercise.figure is None else measured(exercise.figure, movement)[0]
    return min(movement.sign * rest, movement.sign * border) * movement.sign


def _fitting(
    fault: Fault, before: Movement, after: Movement, moved: Callable[[float], float]
) -> Fault:
    """Return a fault; it moves along if the angle in the target alone would be the fault now."""
    usual, enter = before.target_deg[0], after.target_deg[0]

    def is_of_angle(when: Condition) -> bool:
        return when.measure == before.measure and when.sense != "beyond"

    several = {key: row for key, row in fault if isinstance(row, tuple) and _are_conditions(row)}
    single = {key: when for key, when in fault if isinstance(when, Condition)}
    whens = [*single.values(), *(when for row in several.values() for when in row)]
    if not any(
        is_of_angle(when) and when.excess(enter) > 0 >= when.excess(usual) for when in whens
    ):
        return fault
    new = {
        key: tuple(when.mapped(moved) if is_of_angle(when) else when for when in row)
        for key, row in (several | {key: (when,) for key, when in single.items()}).items()
    }
    return fault.model_copy(
        update={key: row[0] if key in single else row for key, row in new.items()}
    )


def _are_conditions(row: tuple[object, ...]) -> bool:
    return bool(row) and isinstance(row[0], Condition)
