"""Where in the picture a measured angle sits: its corner, its zero and its sense of turning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from formcheck.kinematics.frontal import other_foot_lift, seated_knee_out
from formcheck.kinematics.lying import knee_opening
from formcheck.kinematics.measures import MEASURES
from formcheck.pose.geometry import DOWN, FORWARD, is_known

if TYPE_CHECKING:
    from collections.abc import Callable

    from formcheck.assessment.checker import Reading
    from formcheck.exercises.definition import Exercise
    from formcheck.pose.features import SidedPose


class Corner(NamedTuple):
    """How an angle is drawn on a posture.

    `corner` is the joint it is measured at, `zero` the direction of 0 degrees, `end` the joint at
    the end of the moving arm; `turn` is +1 if it grows anticlockwise (y up, +x forward).
    """

    corner: str
    zero: Callable[[SidedPose], complex]
    end: str
    turn: int = 1


CORNERS: Final[dict[str, Corner]] = {
    "hip_flexion": Corner("hip", lambda now: now.hip - now.shoulder, "knee"),
    "knee_flexion": Corner("knee", lambda now: now.knee - now.hip, "ankle", turn=-1),
    "thigh_inclination": Corner("hip", lambda _: DOWN, "knee"),
    "leg_elevation": Corner("hip", lambda _: FORWARD, "ankle"),
    "hip_abduction": Corner("hip", lambda now: (now.hip - now.other_hip) * DOWN, "knee"),
    "thigh_outward": Corner("hip", lambda _: DOWN, "knee"),
    "thigh_aside": Corner("hip", lambda _: DOWN, "knee"),
    # Told as the angle under which a rise of the hips is seen from the foot.
    "step_rise": Corner("ankle", lambda _: FORWARD, "hip"),
    # Told as the angle at the hip under which the way of a foot or a knee would be seen: the arc
    # ends where that is.
    "other_foot_lift": Corner(
        "ankle",
        lambda now: rotated(now.other_ankle - now.ankle, -other_foot_lift(now)),
        "other_ankle",
    ),
    "seated_knee_out": Corner(
        "hip", lambda now: rotated(now.knee - now.hip, -seated_knee_out(now)), "knee"
    ),
    "leg_spread": Corner("hip", lambda now: now.other_ankle - now.other_hip, "ankle"),
    "hip_abduction_to_trunk": Corner("hip", lambda now: now.mid_hip - now.mid_shoulder, "knee"),
    # The thigh points at the camera: its arc ends where the thigh is seen and is as wide as it is.
    "knee_opening": Corner(
        "hip", lambda now: rotated(now.knee - now.hip, -knee_opening(now)), "knee"
    ),
}
"""The measures that are drawn at their joint; others are shown on the gauge alone."""


class DrawnAngle(NamedTuple):
    """An angle in the picture (complex pixels, y up).

    Attributes
    ----------
    corner, end
        The joint it is measured at, and the end of its moving arm.
    zero
        Direction of the zero of the exercise (the person's own start, if it counts from there).
    turn
        +1 if it grows anticlockwise in the picture, -1 clockwise.
    value_deg
        The angle itself.
    """

    corner: complex
    end: complex
    zero: complex
    turn: int
    value_deg: float


def drawn_angle(reading: Reading, exercise: Exercise) -> DrawnAngle | None:
    """Where the exercise's angle sits on this reading; None if that was not seen."""
    name = exercise.movement.measure
    kind = CORNERS.get(name)
    if kind is None or reading.frame is None:
        return None
    frame = reading.frame
    posture = frame.joints
    corner, end = getattr(posture, kind.corner), getattr(posture, kind.end)
    value_deg = reading.angles_deg.get(name)
    if value_deg is None or not is_known(value_deg):
        return None
    zero = _zero(posture, name, value_deg)
    if not is_known(zero):
        return None
    corner, end, zero = (frame.in_picture(point) for point in (corner, end, zero))
    turn = -kind.turn if frame.mirrored else kind.turn
    return DrawnAngle(corner, end, zero, turn, value_deg)


def _zero(posture: SidedPose, name: str, value_deg: float) -> complex:
    """The direction of 0 degrees; where the angle is a change since the start, of the start."""
    kind = CORNERS[name]
    raw_deg = MEASURES[name].function(posture, None)
    if is_known(raw_deg):
        return rotated(kind.zero(posture), kind.turn * (raw_deg - value_deg))
    arm = getattr(posture, kind.end) - getattr(posture, kind.corner)
    return rotated(arm, -kind.turn * value_deg)


def rotated(direction: complex, by_deg: float) -> complex:
    """A direction turned anticlockwise (y up)."""
    # 1j ** (deg / 90) is the unit number of that angle.
    return complex(direction * 1j ** (by_deg / 90))
