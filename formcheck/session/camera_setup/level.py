"""Checks that the camera stands level and at the right height, from a person at rest.

Bodies differ, so the picture counts as tilted only if several lines of the body agree.  Most
pictures do not show how high the lens is: see `check_height`.
"""

from __future__ import annotations

import math
from collections import deque
from typing import TYPE_CHECKING, Final

from formcheck.pose.filters import SAMPLE_GAP_S
from formcheck.pose.geometry import UP, angle_between_deg, middle
from formcheck.pose.joints import Joint
from formcheck.pose.positions import POSITIONS
from formcheck.pose.view import px_per_m
from formcheck.session.camera_setup.framing import PASSED, UNKNOWN, Finding, failed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.exercises.definition import Exercise
    from formcheck.pose.pose import Pose

_PARTS: Final = ("SHOULDER", "HIP", "KNEE", "ANKLE")

TILTED_DEG: Final = 7.0
"""Least tilt of a tilted picture.  On rendered people at rest the lines below were off by up to 4
degrees, and by 8 to 16 when the camera was rolled by 12."""

LOOKED_DOWN_M: Final = 0.095
LEVEL_M: Final = 0.065
"""Height of the far side above the near side in the picture, of a person who lies on back or
front: above the first the camera looks down too steeply, below the second it does not.  On
rendered people 2.5 m away it was 0.03 to 0.07 from a lens 0.4 m high, 0.07 to 0.09 from 1.0 m and
0.10 to 0.12 from 1.4 m: the pose model shows about half of the true height."""

TRUNK_LEANS_DEG: Final = 5.0
"""Largest lean of a standing person's trunk in a level picture; rendered people at rest leaned by
at most 7 degrees forward and 6 back."""

RESTS_DEG: Final = 11.0
"""Largest angle between the trunk and the line from an ankle that lies to the shoulders: 0 to 7
degrees, and 14 to 17 with both knees at the chest (rendered people)."""

STILL_S: Final = 0.6
"""Time for which a body must keep still before its lines are taken for those of a person at rest
(engineering default)."""

STILL_SHARE: Final = 0.03
"""How far its parts may stray meanwhile, as a share of trunk, thigh and shin together: the hips of
a person who lifts them move by three times as much (engineering default)."""

_TILTED_SAY: Final = "The picture is tilted: lay something under one side of the laptop."


def check_level(exercise: Exercise, points: Sequence[complex]) -> Finding:
    """Check that the picture is level.

    That is unknown for a person who sits and is seen from the side, because such a person may
    lean, and in an oblique view, where perspective turns level lines.

    Parameters
    ----------
    exercise
        Exercise in whose start position the person is.
    points
        The 33 joints as points of the plane; NaN = not in the picture.

    Returns
    -------
    Finding
        The result of the check.
    """
    tilt_deg = _agreed_tilt_deg(exercise, points)
    if math.isnan(tilt_deg):
        return UNKNOWN
    return PASSED if abs(tilt_deg) < TILTED_DEG else failed(_TILTED_SAY)


def _agreed_tilt_deg(exercise: Exercise, points: Sequence[complex]) -> float:
    """Return the smallest tilt of a line, anticlockwise positive; 0 if the signs differ."""
    lines = _lines_deg(exercise, points)
    if not lines or any(math.isnan(line) for line in lines):
        return math.nan
    if min(lines) < 0 < max(lines):
        return 0.0
    return min(lines, key=abs)


def _lines_deg(exercise: Exercise, points: Sequence[complex]) -> list[float]:
    """Return how far lines of the body are off their usual angle in a level picture, degrees."""
    position, plane = exercise.position, exercise.view.plane
    shoulder, hip = _mid(points, "SHOULDER"), _mid(points, "HIP")
    trunk, whole = shoulder - hip, shoulder - _mid(points, "ANKLE")
    if plane == "oblique" or (position == "seated" and plane == "side"):
        return []
    row = POSITIONS[position]
    if row.upright:
        trunk_deg, whole_deg = angle_between_deg(UP, trunk), angle_between_deg(UP, whole)
        if position == "standing":
            # The trunk may lean: it only counts against the line from shoulders to feet.
            trunk_deg += math.copysign(TRUNK_LEANS_DEG, whole_deg)
        return [trunk_deg, whole_deg]
    trunk_usual_deg, other_usual_deg = row.tilt_deg
    if row.second_line == "feet":
        other = whole
    elif row.second_line == "knees_to_hands":
        other = _mid(points, "WRIST") - _mid(points, "KNEE")
    else:
        other = shoulder - _resting_ankle(points, trunk)
        if abs(angle_between_deg(trunk, other)) > RESTS_DEG:  # both feet are in the air
            return [_off_level_deg(trunk, trunk_usual_deg)]
    return [_off_level_deg(trunk, trunk_usual_deg), _off_level_deg(other, other_usual_deg)]


class Stillness:
    """Detects whether a body keeps still: one that moves says nothing of the camera."""

    def __init__(self) -> None:
        self._recent: deque[tuple[float, list[complex]]] = deque()

    def update(self, time_s: float, points: Sequence[complex], *, size_px: float) -> bool:
        """Take the next pose.

        Parameters
        ----------
        time_s
            Seconds, increasing.
        points
            The 33 joints as points of the plane; NaN = not in the picture.
        size_px
            Length of trunk, thigh and shin together, pixels.

        Returns
        -------
        bool
            True if all that is seen of the body has kept its place for `STILL_S`.
        """
        recent, now = self._recent, [_mid(points, part) for part in _PARTS]
        if recent and time_s - recent[-1][0] > SAMPLE_GAP_S:
            recent.clear()
        recent.append((time_s, now))
        while len(recent) > 1 and time_s - recent[1][0] >= STILL_S:
            recent.popleft()
        strays = (
            abs(here - there) > STILL_SHARE * size_px
            for _, before in recent
            for here, there in zip(now, before, strict=True)
        )
        return time_s - recent[0][0] >= STILL_S - 1e-9 and not any(strays)


def _mid(points: Sequence[complex], part: str) -> complex:
    return middle(points[Joint[f"LEFT_{part}"]], points[Joint[f"RIGHT_{part}"]])


def _resting_ankle(points: Sequence[complex], trunk: complex) -> complex:
    """Return the ankle of the leg that lies: its line to the shoulders continues the trunk."""
    shoulder = _mid(points, "SHOULDER")
    ankles = [points[Joint.LEFT_ANKLE], points[Joint.RIGHT_ANKLE]]
    return min(ankles, key=lambda ankle: abs(angle_between_deg(trunk, shoulder - ankle)))


def _off_level_deg(line: complex, usual_deg: float) -> float:
    """Return how far a line towards the head is off its usual angle; NaN = unknown."""
    if not abs(line) > 0:
        return math.nan
    sign = 1 if line.real > 0 else -1
    return angle_between_deg(complex(sign, 0), line) - sign * usual_deg


LEAST_PX_PER_M: Final = 130.0
"""Pixels of a metre below which the height is unknown: the two limits above are then less than 4
pixels apart, and joints of real people are 2 pixels off (engineering default)."""


def height_advice(exercise: Exercise) -> Finding:
    """Return the unknown height with the sentence that says where the camera belongs."""
    low_m, high_m = exercise.view.camera_height_m
    where = (
        f"The camera belongs {100 * low_m:.0f} to {100 * high_m:.0f} centimetres off the floor."
    )
    return Finding(None, where)


def check_height(exercise: Exercise, pose: Pose) -> Finding:
    """Check that the camera stands at the height that the exercise asks for.

    The picture shows how steeply the camera looks down on a person who lies on back or front and
    is seen from the side: the far side appears higher.  In every other view a lens at 0.1 m and
    one at 2 m gave the same figures, so there the result is unknown, with the height as advice.

    Parameters
    ----------
    exercise
        The exercise that comes.
    pose
        The pose.

    Returns
    -------
    Finding
        The result of the check.
    """
    advice, scale = height_advice(exercise), px_per_m(pose)
    if exercise.view.plane != "side" or not POSITIONS[exercise.position].lies:
        return advice
    if not scale >= LEAST_PX_PER_M:
        return advice
    rows = pose.image[:, 1].astype(float)
    shoulders = abs(rows[Joint.LEFT_SHOULDER] - rows[Joint.RIGHT_SHOULDER])
    hips = abs(rows[Joint.LEFT_HIP] - rows[Joint.RIGHT_HIP])
    apart_m = float(shoulders + hips) / 2 / scale
    if apart_m >= LOOKED_DOWN_M:
        return failed(f"The camera is too high: put it lower. {advice.say}")
    return PASSED if apart_m <= LEVEL_M else advice
