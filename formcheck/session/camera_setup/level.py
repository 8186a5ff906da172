"""Whether the camera stands level and how high it stands, told from somebody at rest.

Bodies differ, so a tilt is only told where several lines of the body agree on it.  How high the
lens is cannot be told from most pictures: see `height`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from formcheck.pose.geometry import UP, angle_between_deg, middle
from formcheck.pose.joints import Joint
from formcheck.pose.positions import POSITIONS
from formcheck.pose.view import px_per_m
from formcheck.session.camera_setup.finding import RIGHT, UNTOLD, Finding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.exercises.definition import Exercise
    from formcheck.pose.pose import Pose
    from formcheck.pose.positions import Position

TILTED_DEG: Final = 7.0
"""From where on the picture is tilted.  On rendered people at rest the lines below were off by up
to 4 degrees, and by 8 to 16 where the camera was rolled by 12."""

LOOKED_DOWN_M: Final = 0.095
LEVEL_M: Final = 0.065
"""How much higher than the near side the picture shows the far side of somebody who lies on back
or front: above the first the camera looks down too steeply, below the second it does not.  On
rendered people 2.5 m away 0.03 to 0.07 from a lens 0.4 m high, 0.07 to 0.09 from 1.0 m and 0.10 to
0.12 from 1.4 m: the pose model shows about half of what there is."""

TRUNK_LEANS_DEG: Final = 5.0
"""How far the trunk of somebody who stands may be off the vertical in a level picture: 7 degrees
forward and 6 back were the most of rendered people at rest."""

_TILTED_SAY: Final = "The picture is tilted: lay something under one side of the laptop."


def level(exercise: Exercise, pose: Pose, points: Sequence[complex]) -> Finding:
    """Whether the picture is level.

    Parameters
    ----------
    exercise
        Its start position is what the person is in.
    pose
        The pose.
    points
        Its 33 joints as points of the plane; NaN = not in the picture.
    """
    tilt_deg = told_tilt_deg(exercise.position, points, plane=exercise.view.plane)
    if math.isnan(tilt_deg) or pose.is_absent:
        return UNTOLD
    return RIGHT if abs(tilt_deg) < TILTED_DEG else Finding(right=False, say=_TILTED_SAY)


def told_tilt_deg(position: Position, points: Sequence[complex], *, plane: str) -> float:
    """The tilt on which the lines of a body at rest agree; anticlockwise positive, NaN = untold.

    It is the smallest one of the lines, and 0 where they contradict each other in sign.  Somebody
    seated and seen from the side may lean, and a view off the side turns level lines by
    perspective: there it is not told.
    """
    lines = _lines_deg(position, points, plane=plane)
    if not lines or any(math.isnan(line) for line in lines):
        return math.nan
    if min(lines) < 0 < max(lines):
        return 0.0
    return min(lines, key=abs)


def _lines_deg(position: Position, points: Sequence[complex], *, plane: str) -> list[float]:
    """How far lines of the body are off what they are in a level picture, degrees."""
    shoulder, hip = _mid(points, "SHOULDER"), _mid(points, "HIP")
    trunk, whole = shoulder - hip, shoulder - _mid(points, "ANKLE")
    if plane == "oblique" or (position == "seated" and plane == "side"):
        return []
    row = POSITIONS[position]
    if row.upright:
        trunk_deg, whole_deg = angle_between_deg(UP, trunk), angle_between_deg(UP, whole)
        if position == "standing":
            # The trunk leans of itself: it may only gainsay the line from shoulders to feet.
            trunk_deg += math.copysign(TRUNK_LEANS_DEG, whole_deg)
        return [trunk_deg, whole_deg]
    trunk_usual_deg, other_usual_deg = row.tilt_deg
    if row.second_line == "feet":
        other = whole
    elif row.second_line == "knees_to_hands":
        other = _mid(points, "WRIST") - _mid(points, "KNEE")
    else:
        other = shoulder - _resting_ankle(points, trunk)
    return [_off_level_deg(trunk, trunk_usual_deg), _off_level_deg(other, other_usual_deg)]


def _mid(points: Sequence[complex], part: str) -> complex:
    return middle(points[Joint[f"LEFT_{part}"]], points[Joint[f"RIGHT_{part}"]])


def _resting_ankle(points: Sequence[complex], trunk: complex) -> complex:
    """The ankle of the leg that lies: its line to the shoulders goes on from the trunk's."""
    shoulder = _mid(points, "SHOULDER")
    ankles = [points[Joint.LEFT_ANKLE], points[Joint.RIGHT_ANKLE]]
    return min(ankles, key=lambda ankle: abs(angle_between_deg(trunk, shoulder - ankle)))


def _off_level_deg(line: complex, usual_deg: float) -> float:
    """How far a line towards the head is off the level, beyond what is usual; NaN = unknown."""
    if not abs(line) > 0:
        return math.nan
    way = 1 if line.real > 0 else -1
    return angle_between_deg(complex(way, 0), line) - way * usual_deg


def height(exercise: Exercise, pose: Pose) -> Finding:
    """Whether the camera stands at the height that the exercise asks for, where that can be told.

    A picture shows how steeply the camera looks down on somebody who lies on back or front and is
    seen from the side: the further side comes to lie higher.  In every other view the same figures
    were found from a lens 0.1 m high and one of 2 m, so there the height is told as advice, and as
    neither right nor wrong.
    """
    advice = Finding(None, _height_say(exercise))
    if exercise.view.plane != "side" or not POSITIONS[exercise.position].lies:
        return advice
    apart_m = _far_side_up_px(pose) / px_per_m(pose)
    if apart_m >= LOOKED_DOWN_M:
        say = "The camera is too high: put it lower. " + _height_say(exercise)
        return Finding(right=False, say=say)
    return RIGHT if apart_m <= LEVEL_M else advice


def _far_side_up_px(pose: Pose) -> float:
    """How far apart left and right are up and down the picture, mean of shoulders and hips."""
    rows = pose.image[:, 1].astype(float)
    shoulders = abs(rows[Joint.LEFT_SHOULDER] - rows[Joint.RIGHT_SHOULDER])
    hips = abs(rows[Joint.LEFT_HIP] - rows[Joint.RIGHT_HIP])
    return float(shoulders + hips) / 2


def _height_say(exercise: Exercise) -> str:
    low_m, high_m = exercise.view.camera_height_m
    return f"The camera belongs {100 * low_m:.0f} to {100 * high_m:.0f} centimetres off the floor."
