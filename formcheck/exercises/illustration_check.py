"""Whether the drawing of an exercise tells the truth, by the exercise's own measures."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from formcheck.exercises.illustration import drawn_position, plane_of, suits
from formcheck.kinematics.measures import MEASURES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from formcheck.exercises.conditions import Condition
    from formcheck.exercises.definition import Exercise
    from formcheck.pose.features import SidedPose


class MeasuredPosition(NamedTuple):
    """The main measure of the drawing, as it is judged: raw, or the change from the start."""

    start_deg: float
    end_deg: float


def measured(exercise: Exercise) -> MeasuredPosition | None:
    """What the drawn start and end measure; None = the exercise has no drawing."""
    postures = _postures(exercise)
    if postures is None:
        return None
    start, end = (_value(exercise.movement.measure, now, postures[0]) for now in postures)
    zero = start if exercise.movement.baseline == "start" else 0.0
    return MeasuredPosition(start - zero, end - zero)


def illustration_mistakes(exercise: Exercise) -> Iterator[str]:
    """What is wrong with the drawing, a sentence each; nothing where there is none."""
    if exercise.figure is None:
        return
    if not suits(exercise.figure, exercise.view.plane):
        yield (
            f"the drawing is seen from the {plane_of(exercise.figure)}, the exercise from the "
            f"{exercise.view.plane}"
        )
        return
    yield from _wrong_movement(exercise)
    yield from _wrong_besides(exercise)


def _postures(exercise: Exercise) -> tuple[SidedPose, SidedPose] | None:
    if exercise.figure is None or not suits(exercise.figure, exercise.view.plane):
        return None
    pair = drawn_position(exercise.figure)
    return pair.start.posture, pair.end.posture


def _value(measure: str, now: SidedPose, start: SidedPose) -> float:
    return MEASURES[measure].function(now, start)


def _wrong_movement(exercise: Exercise) -> Iterator[str]:
    """The start belongs into the start zone, the end into the target."""
    values, postures = measured(exercise), _postures(exercise)
    if values is None or postures is None:
        return
    movement = exercise.movement
    sign, title = movement.sign, MEASURES[movement.measure].title
    raw_deg = _value(movement.measure, postures[0], postures[0])
    window = movement.start_window_deg
    if window is not None and not window[0] <= raw_deg <= window[1]:
        yield (
            f"the drawn start has a {title} of {raw_deg:.0f}°, outside start_window_deg = "
            f"{window[0]:g} to {window[1]:g}"
        )
    if window is None and not sign * values.start_deg <= sign * movement.start_deg:
        yield (
            f"the drawn start has a {title} of {values.start_deg:.0f}°, not in the start zone "
            f"({movement.start_deg:g}°)"
        )
    enter, full = movement.target_deg
    if not sign * enter <= sign * values.end_deg <= sign * full + _BEYOND_DEG:
        yield (
            f"the drawn end has a {title} of {values.end_deg:.0f}°, not in the target "
            f"({enter:g}° to {full:g}°)"
        )


_BEYOND_DEG = 0.5
"""What a drawn angle may be past the full extent, so that it can be rounded."""


def _wrong_besides(exercise: Exercise) -> Iterator[str]:
    """What is asked for besides holds, and nothing is drawn that would be a limit or a fault."""
    postures = _postures(exercise)
    if postures is None:
        return
    start, end = postures
    for wanted in exercise.movement.start_when:
        if not _holds(exercise, wanted, start, start):
            yield f"the drawn start is none: {wanted} is asked for"
    for also in exercise.movement.also:
        if not _holds(exercise, also.when, end, start):
            yield f"the drawn end lacks {also.name} ({also.when})"
    for need in exercise.need:
        asked = [now for phase, now in (("rest", start), ("hold", end)) if phase in need.during]
        if not all(_holds(exercise, need.when, now, start) for now in asked):
            yield f"the drawing does not meet the need {need.name} ({need.when})"
    yield from _too_much(exercise, start, end)


def _too_much(exercise: Exercise, start: SidedPose, end: SidedPose) -> Iterator[str]:
    """Limits and faults that the drawing shows."""
    for limit in exercise.limit:
        if any(_shows(exercise, limit.when, now, start) for now in (start, end)):
            yield f"the drawing is past the limit {limit.name} ({limit.when})"
    for fault in exercise.fault:
        visible = fault.visible_in("hold")
        if visible and all(_shows(exercise, row, end, start) for row in visible):
            yield f"the drawn end shows the fault {fault.name}"


def _holds(exercise: Exercise, wanted: Condition, now: SidedPose, start: SidedPose) -> bool:
    """Whether a condition holds, or cannot be told from a drawing."""
    value = _judged(exercise, wanted.measure, now, start)
    return math.isnan(value) or wanted.switched(value, on=False)


def _shows(exercise: Exercise, wanted: Condition, now: SidedPose, start: SidedPose) -> bool:
    """Whether a condition is seen to hold."""
    return wanted.switched(_judged(exercise, wanted.measure, now, start), on=False)


def _judged(exercise: Exercise, measure: str, now: SidedPose, start: SidedPose) -> float:
    """A measure as it is judged: the main one is the change from the start, if it is told so."""
    value = _value(measure, now, start)
    if measure == exercise.movement.measure and exercise.movement.baseline == "start":
        value -= _value(measure, start, start)
    return value
