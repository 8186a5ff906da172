"""Places: where a body and its legs are in the picture, and how far they get in a time.

All lengths are in body sizes: the trunk, or the mean of thighs and shanks where that is longer.
An allowance is a length, for the noise of the estimator, and a speed, for the body, so that it
serves at any frame rate.  The allowances are wider than everything that 33 films of strangers
show who squat, jump, kick, lunge, dance and walk, at 24 to 30, 10 and 5 frames a second.
"""

from __future__ import annotations

import itertools
import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from formcheck.pose.geometry import UNKNOWN, middle
from formcheck.pose.joints import Joint
from formcheck.pose.pose import GLIMPSED

if TYPE_CHECKING:
    from collections.abc import Sequence

TRUNK_STEP: Final = 0.25
TRUNK_SPEED: Final = 6.0
"""Step of mid-hip and mid-shoulder, sizes and sizes a second.  Quick squats and jumps reach 6.6 a
second for 0.28 sizes; another person 0.8 sizes away within 50 ms makes 16."""

WHOLE_STEP: Final = 0.15
WHOLE_SPEED: Final = 3.0
"""The same for hips, shoulders and both feet together: one part of a body that exercises or walks
rests on the floor.  Films reach 2 a second, squat jumps 4.5 for 0.16 sizes."""

LEG_STEP: Final = 0.3
LEG_SPEED: Final = 4.0
"""Step of knee and ankle beyond where their speed takes them.  Donkey kicks reach 0.2 sizes at 24
frames a second, legs that are exchanged 0.5 to 1.4."""

BONE_STEP: Final = 0.3
BONE_SPEED: Final = 3.0
"""Change of the seen length of thigh and shank.  A thigh that turns to the camera within 0.4 s
changes by 2.5 sizes a second, one whose knee is guessed to be at the hip by 10."""

HIPS_STEP: Final = 0.15
"""The line from hip to hip of a body that is back differs by no more than this."""

OTHER_SHARE: Final = 0.25
"""Where a trunk that jumps has changed its length or direction by more than this share of its
length, it belongs to another body."""

LEG_ROWS: Final = tuple(
    tuple(int(Joint[f"{side}_{part}"]) for part in ("HIP", "KNEE", "ANKLE", "HEEL", "FOOT_INDEX"))
    for side in ("LEFT", "RIGHT")
)
"""The joints of the left and of the right leg, from hip to toes."""

_LEG_BONES: Final = [bone for rows in LEG_ROWS for bone in itertools.pairwise(rows[:3])]


@dataclass(frozen=True, slots=True)
class Place(ABC):
    """The place of a part of the body.

    Attributes
    ----------
    size
        The size of the body, pixels.
    """

    size: float

    @abstractmethod
    def fits(self, now: Self, step_s: float) -> bool:
        """Return True if the part can be in another place so long after.

        Parameters
        ----------
        now
            The other place; unknown joints fit.
        step_s
            Seconds from this place to the other one.

        Returns
        -------
        bool
            True also for all that a body hardly does.
        """

    def stays(self, now: Self, step_s: float) -> bool:
        """Return True if it fits, and nothing shows that it belongs to another body again.

        Parameters
        ----------
        now, step_s
            As for `fits`.

        Returns
        -------
        bool
            False if the place is not one that a rival can have gone on to.
        """
        return self.fits(now, step_s)

    @abstractmethod
    def is_near(self, now: Self, reach: float) -> bool:
        """Return True if another place is no further away than this.

        Parameters
        ----------
        now
            The other place; unknown joints are near.
        reach
            A distance in sizes.

        Returns
        -------
        bool
            Whatever the time between them.
        """

    def followed(self, now: Self, step_s: float) -> Self:
        """Return another place as it is remembered after this one.

        Parameters
        ----------
        now, step_s
            As for `fits`.

        Returns
        -------
        Place
            The other place, with what can be known of its speed.
        """
        del step_s
        return now


@dataclass(frozen=True, slots=True)
class LegPlace(Place):
    """Knee and ankle, and the seen lengths of thigh and shank, pixels; NaN: unknown.

    Speeds are in pixels a second.
    """

    knee: complex
    ankle: complex
    thigh: float
    shank: float
    knee_speed: complex = 0j
    ankle_speed: complex = 0j

    def fits(self, now: LegPlace, step_s: float) -> bool:
        """Return True if knee and ankle follow their speed, and no bone turns too quickly."""
        reach = self.size * (LEG_STEP + LEG_SPEED * step_s)
        stretch = self.size * (BONE_STEP + BONE_SPEED * step_s)
        return not (
            _beyond(now.knee - self.knee, self.knee_speed * step_s) > reach
            or _beyond(now.ankle - self.ankle, self.ankle_speed * step_s) > reach
            or abs(now.thigh - self.thigh) > stretch
            or abs(now.shank - self.shank) > stretch
        )

    def is_near(self, now: LegPlace, reach: float) -> bool:
        """Return True if no joint has moved, and no length changed, by more sizes than this."""
        reach *= self.size
        return not (
            abs(now.knee - self.knee) > reach
            or abs(now.ankle - self.ankle) > reach
            or abs(now.thigh - self.thigh) > reach
            or abs(now.shank - self.shank) > reach
        )

    def distance(self, now: LegPlace) -> float:
        """Return how far knee and ankle are away together, pixels; NaN: one is unknown."""
        return abs(now.knee - self.knee) + abs(now.ankle - self.ankle)

    def followed(self, now: LegPlace, step_s: float) -> LegPlace:
        """Return the new place with its speeds; lengths follow no faster than bones can turn."""
        most = BONE_SPEED * step_s * self.size
        return LegPlace(
            now.size,
            now.knee,
            now.ankle,
            _towards(self.thigh, now.thigh, most),
            _towards(self.shank, now.shank, most),
            (now.knee - self.knee) / step_s,
            (now.ankle - self.ankle) / step_s,
        )


@dataclass(frozen=True, slots=True)
class BodyPlace(Place):
    """The points of a body that show where it is, and the line from hip to hip, pixels."""

    hip: complex
    across: complex
    shoulder: complex
    left_foot: complex
    right_foot: complex

    def fits(self, now: BodyPlace, step_s: float) -> bool:
        """Return True if trunk and feet have not moved too far, nor all of them together."""
        hip, shoulder, left_foot, right_foot = self._steps(now)
        reach = TRUNK_STEP + TRUNK_SPEED * step_s
        whole = WHOLE_STEP + WHOLE_SPEED * step_s
        return not (
            hip > reach
            or shoulder > reach
            or (hip > whole and shoulder > whole and left_foot > whole and right_foot > whole)
        )

    def stays(self, now: BodyPlace, step_s: float) -> bool:
        """Return True if it fits and no foot has jumped."""
        _, _, left_foot, right_foot = self._steps(now)
        reach = LEG_STEP + LEG_SPEED * step_s
        return self.fits(now, step_s) and not (left_foot > reach or right_foot > reach)

    def is_near(self, now: BodyPlace, reach: float) -> bool:
        """Return True if trunk and one foot have not moved by more, and the hips lie as before."""
        # Joints that another body hid come back slowly, and those of one side before the others.
        hip, shoulder, left_foot, right_foot = self._steps(now)
        return not (
            hip > reach
            or shoulder > reach
            or (left_foot > reach and right_foot > reach)
            or abs(now.across - self.across) > HIPS_STEP * self.size
        )

    def is_other(self, now: BodyPlace) -> bool:
        """Return True if the trunk has another length or direction: it is another body."""
        trunk, other = self.shoulder - self.hip, now.shoulder - now.hip
        return abs(other - trunk) > OTHER_SHARE * abs(trunk)

    def _steps(self, now: BodyPlace) -> tuple[float, float, float, float]:
        size = self.size
        return (
            abs(now.hip - self.hip) / size,
            abs(now.shoulder - self.shoulder) / size,
            abs(now.left_foot - self.left_foot) / size,
            abs(now.right_foot - self.right_foot) / size,
        )


def places_of(
    points: Sequence[complex], visibility: Sequence[float]
) -> tuple[BodyPlace, LegPlace, LegPlace]:
    """Return where a body and its legs are.

    Parameters
    ----------
    points
        All 33 joints as points of the plane, pixels; NaN: unknown.
    visibility
        The visibility of each joint, 0 to 1.

    Returns
    -------
    BodyPlace, LegPlace, LegPlace
        The body, the left leg and the right leg.  Leg joints that are hardly seen are NaN.
    """
    left_hip, right_hip = points[Joint.LEFT_HIP], points[Joint.RIGHT_HIP]
    hip, across = middle(left_hip, right_hip), left_hip - right_hip
    shoulder = middle(points[Joint.LEFT_SHOULDER], points[Joint.RIGHT_SHOULDER])
    bones = [abs(points[end] - points[start]) for start, end in _LEG_BONES]
    # An unknown bone leaves the trunk, because NaN is not larger.
    size = max(abs(shoulder - hip), sum(bones) / len(bones))
    left, right = (_leg(size, rows, points, visibility) for rows in LEG_ROWS)
    feet = (points[Joint.LEFT_ANKLE], points[Joint.RIGHT_ANKLE])
    return BodyPlace(size, hip, across, shoulder, *feet), left, right


def _leg(
    size: float, rows: Sequence[int], points: Sequence[complex], visibility: Sequence[float]
) -> LegPlace:
    hip, knee, ankle = (
        points[row] if visibility[row] >= GLIMPSED else UNKNOWN for row in rows[:3]
    )
    return LegPlace(size, knee, ankle, abs(knee - hip), abs(ankle - knee))


def _beyond(step: complex, expected: complex) -> float:
    """Return the length of a step, or of what a movement at the speed before leaves of it."""
    return min(abs(step), abs(step - expected))


def _towards(value: float, goal: float, most: float) -> float:
    """Return a value moved towards a goal by no more than this; the other one if one is NaN."""
    if math.isnan(goal):
        return value
    if math.isnan(value):
        return goal
    return value + min(max(goal - value, -most), most)
