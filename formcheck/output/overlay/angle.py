"""Where in the picture a measured angle sits: its corner, its zero and its sense of turning."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from formcheck.kinematics.measures import MEASURES
from formcheck.pose.geometry import is_known, rotated

if TYPE_CHECKING:
    from formcheck.assessment.checker import Reading
    from formcheck.exercises.definition import Exercise


class DrawnAngle(NamedTuple):
    """An angle in the picture (complex pixels, y up).

    Attributes
    ----------
    corner, end
        The joint at which it is measured, and the end of its moving arm.
    zero
        Direction of the zero of the exercise: the person's own start, if it counts from there.
    turn
        +1 if it grows anticlockwise in the picture, -1 if clockwise.
    value_deg
        The angle itself.
    """

    corner: complex
    end: complex
    zero: complex
    turn: int
    value_deg: float


def drawn_angle(reading: Reading, exercise: Exercise) -> DrawnAngle | None:
    """Return where the angle of an exercise sits in the picture.

    Parameters
    ----------
    reading
        What the checker measured.
    exercise
        Its main measure is drawn.

    Returns
    -------
    DrawnAngle or None
        None if nothing was measured, or the measure is not drawn.
    """
    measure, frame = MEASURES[exercise.movement.measure], reading.frame
    kind, value_deg = measure.corner, reading.angles_deg.get(measure.name)
    if kind is None or frame is None or value_deg is None or not is_known(value_deg):
        return None
    joints = frame.joints
    corner, end = getattr(joints, kind.joint), getattr(joints, kind.end)
    raw_deg = measure.function(joints, None)
    if kind.zero is not None and is_known(raw_deg):
        # Where the angle is a change since the start, its zero is the direction at the start.
        zero = rotated(kind.zero(joints), kind.turn * (raw_deg - value_deg))
    else:
        zero = rotated(end - corner, -kind.turn * value_deg)
    if not is_known(zero):
        return None
    corner, end, zero = (frame.in_picture(point) for point in (corner, end, zero))
    return DrawnAngle(corner, end, zero, -kind.turn if frame.mirrored else kind.turn, value_deg)
