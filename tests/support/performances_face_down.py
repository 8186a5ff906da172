"""What the exercises look like that are done with the face down: on the front, on all fours."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from support.figures import (
    HIP_WIDTH,
    SHANK,
    SHOULDER_WIDTH,
    THIGH,
    TRUNK,
    Figure,
    Front2D,
    Script,
    Side2D,
    Tweaks,
    unit,
)

OFF_DEG = 35.0
"""How far off the front the camera of the oblique view stands."""

SLOPE_DEG = 10.0
"""How far the trunk of somebody on hands and knees rises to the shoulders."""


@dataclass(frozen=True, slots=True)
class FaceDown2D(Side2D):
    """A body seen from its working side that can lift its head."""

    head_up: float = 0.0

    def points(self) -> dict[str, complex]:
        """The joints by role, pixels, y up, the working hip at `root`."""
        joints = Side2D.points(self)
        joints["nose"] += 1j * self.head_up * TRUNK
        return joints


@dataclass(frozen=True, slots=True)
class Oblique2D(Front2D):
    """A body on hands and knees, seen from in front and off to its working side.

    +x is outward of the working leg; the trunk points at the camera and inward.
    """

    oblique_deg: ClassVar[float] = 90.0 - OFF_DEG
    hip_up: float = 0.0

    def points(self) -> dict[str, complex]:
        """The joints by role, pixels, y up, the mid-hip at `root`."""
        seen, hidden = math.cos(math.radians(OFF_DEG)), math.sin(math.radians(OFF_DEG))
        across = HIP_WIDTH / 2 * seen
        rise = TRUNK * math.sin(math.radians(SLOPE_DEG))
        middle = self.root + TRUNK * hidden * -1 + 1j * rise
        beside = SHOULDER_WIDTH / 2 * seen
        joints = {
            "hip": self.root + across + 1j * self.hip_up * THIGH,
            "other_hip": self.root - across,
            "shoulder": middle + beside,
            "other_shoulder": middle - beside,
            "nose": middle - 30 * hidden + 5j,
        }
        for role, aside in (("", self.abduction), ("other_", 0.0)):
            knee = joints[f"{role}hip"] + THIGH * unit(aside - 90)
            ankle = knee + SHANK * hidden
            joints[f"{role}knee"], joints[f"{role}ankle"] = knee, ankle
            joints[f"{role}heel"] = ankle + 6j
            joints[f"{role}toe"] = ankle + 25 * hidden - 6j
        return joints


def _prone_hip_extension(hip: float, share: float, tweaks: Tweaks) -> Figure:
    lift = share * tweaks.hip_rise * TRUNK
    return FaceDown2D(
        trunk=90.0,
        hip=hip,
        knee=3.0 + share * tweaks.knee,
        other_hip=2.0,
        other_knee=3.0,
        head_up=share * tweaks.extra.get("head_up", 0.0),
        root=1j * lift,
    )


def _bird_dog(hip: float, share: float, tweaks: Tweaks) -> Figure:
    trunk = 90.0 - SLOPE_DEG + share * tweaks.lean
    shift = share * tweaks.extra.get("shift", 0.0)
    # The knee that carries stays where it is, so its thigh leans the other way.
    carrying = math.degrees(math.asin(-shift * TRUNK / THIGH))
    return FaceDown2D(
        trunk=trunk,
        hip=hip,
        knee=90.0 - share * 86.0 + share * tweaks.knee,
        other_hip=trunk + carrying,
        other_knee=90.0 + carrying,
        root=complex(shift * TRUNK),
    )


def _fire_hydrant(aside: float, share: float, tweaks: Tweaks) -> Figure:
    return Oblique2D(abduction=aside, hip_up=share * tweaks.hip_rise)


FACE_DOWN: dict[str, Script] = {
    "prone_hip_extension": Script(_prone_hip_extension, 2.0, -8.0, 6.0),
    "bird_dog": Script(_bird_dog, 80.0, 3.0, 6.0),
    "fire_hydrant": Script(_fire_hydrant, 2.0, 28.0, 4.0),
}
