"""What the exercises on the back and on the side look like."""

from __future__ import annotations

import math
from dataclasses import dataclass

from formcheck.kinematics.lying import THIGH_OVER_TRUNK
from support.figures import (
    FOOT,
    HEEL,
    HIP_WIDTH,
    TRUNK,
    Figure,
    Front2D,
    Script,
    Side2D,
    Tweaks,
)

CLAM_THIGH = THIGH_OVER_TRUNK * TRUNK
"""Thigh and shank of somebody who opens the knees, as long as the measure takes them to be."""


@dataclass(frozen=True, slots=True)
class OnTheBack(Side2D):
    """A side view in which the working thigh may point out of the picture, and so look shorter."""

    thigh_length: float = 1.0

    def points(self) -> dict[str, complex]:
        """The joints by role (see `Side2D.points`)."""
        joints = Side2D.points(self)
        shift = (self.thigh_length - 1) * (joints["knee"] - joints["hip"])
        for role in ("knee", "ankle", "heel", "toe"):
            joints[role] += shift
        return joints


@dataclass(frozen=True, slots=True)
class OnTheSide(Front2D):
    """A front view of somebody who lies across the picture, the working leg on top."""

    hip_line: float = 1.0

    def points(self) -> dict[str, complex]:
        """The joints by role, pixels, y up: `Front2D`, the head to the left."""
        joints = Front2D.points(self)
        up = (joints["hip"] - joints["other_hip"]) * (self.hip_line - 1) / 2
        for role in ("hip", "knee", "ankle", "heel", "toe"):
            joints[role] += up
            joints[f"other_{role}"] -= up
        return {role: 1j * point for role, point in joints.items()}


@dataclass(frozen=True, slots=True)
class Clam(Front2D):
    """Knees bent to a right angle that open about the line from hip to foot, on the side.

    `bend` is how far the hips are bent, `opening` how far the upper leg has turned, both in
    degrees; `feet` is how far the upper foot is off the lower one, in trunk lengths.
    """

    opening: float = 0.0
    bend: float = 50.0
    feet: float = 0.0
    hip_line: float = 1.0

    def points(self) -> dict[str, complex]:
        """The joints by role, pixels, y up, the mid-hip at `root`, the head to the left."""
        joints = Front2D.points(self)
        across = HIP_WIDTH / 2 * self.hip_line
        along = CLAM_THIGH * math.cos(math.radians(self.bend))
        foot = along + CLAM_THIGH * math.sin(math.radians(self.bend))
        radius = CLAM_THIGH * math.sqrt(0.5)
        for role, side, open_deg in (("", 1, self.opening), ("other_", -1, 0.0)):
            hip = self.root + side * across
            ankle = hip - 1j * foot + (self.feet * TRUNK if side > 0 else 0.0)
            knee = hip + (ankle - hip) * along / foot
            line = (ankle - hip) / abs(ankle - hip)
            joints[f"{role}hip"], joints[f"{role}ankle"] = hip, ankle
            joints[f"{role}knee"] = knee + radius * math.sin(math.radians(open_deg)) * 1j * line
            joints[f"{role}heel"] = ankle - 1j * HEEL
            joints[f"{role}toe"] = ankle - 1j * (HEEL + FOOT / 2)
        return {role: 1j * point for role, point in joints.items()}


def _heel_slide(knee: float, share: float, tweaks: Tweaks) -> Figure:
    # Thigh and shank are of one length, so half the bend keeps the foot level with the hip.
    return OnTheBack(
        trunk=-90.0,
        hip=knee / 2 + share * tweaks.extra.get("foot_lift_deg", 0.0),
        knee=knee,
        thigh_length=1 + share * tweaks.thigh_length,
    )


def _other_thigh(trunk: float, over_floor: float) -> float:
    """The bend of a hip whose thigh is so far over the floor."""
    return over_floor + trunk + 90.0


def _knee_to_chest(hip: float, share: float, tweaks: Tweaks) -> Figure:
    # The shoulders stay down where the pelvis curls up, and the hips where they lift.
    curl = math.degrees(math.asin(share * tweaks.hip_rise))
    sit_up = math.degrees(math.asin(share * tweaks.extra.get("shoulder_rise", 0.0)))
    trunk = -90.0 - curl + sit_up
    return Side2D(
        trunk=trunk,
        hip=hip,
        knee=hip,
        other_hip=_other_thigh(trunk, 2.0 + share * tweaks.other_thigh),
        other_knee=4.0,
        root=1j * share * tweaks.hip_rise * TRUNK,
    )


def _hamstring_stretch(knee: float, share: float, tweaks: Tweaks) -> Figure:
    return Side2D(
        trunk=-90.0,
        hip=88.0 + share * tweaks.extra.get("thigh", 0.0),
        knee=knee,
        other_hip=2.0 + share * tweaks.other_thigh,
        other_knee=4.0,
    )


def _clamshell(opening: float, share: float, tweaks: Tweaks) -> Figure:
    return Clam(
        opening=opening,
        feet=share * tweaks.extra.get("feet", 0.0),
        hip_line=1 + share * tweaks.extra.get("hip_line", 0.0),
    )


def _sidelying_hip_abduction(abduction: float, share: float, tweaks: Tweaks) -> Figure:
    hike = share * tweaks.hike
    return OnTheSide(
        abduction=abduction - hike,  # told from the trunk, drawn from the pelvis
        hike=hike,
        thigh_length=1 + share * tweaks.thigh_length,
        shank_length=1 + share * tweaks.shank_length,
        hip_line=1 + share * tweaks.extra.get("hip_line", 0.0),
    )


LYING: dict[str, Script] = {
    "heel_slide": Script(_heel_slide, 4.0, 90.0, 6.0),
    "knee_to_chest": Script(_knee_to_chest, 4.0, 105.0, 32.0),
    "hamstring_stretch": Script(_hamstring_stretch, 88.0, 18.0, 32.0),
    "clamshell": Script(_clamshell, 2.0, 34.0, 1.0),
    "sidelying_hip_abduction": Script(_sidelying_hip_abduction, 2.0, 30.0, 6.0),
}
