"""Figures whose joint angles are known: forward kinematics from angles to poses.

A figure is built in the plane of the picture.  In a side view the near leg works and +x is
forward; in a front view +x is outward of the working leg.  `pose_of` then turns, mirrors and moves
it to where the camera has it.  Lengths are those of an adult of 1.75 m, in pixels.
"""

from __future__ import annotations

import cmath
import math
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from formcheck.kinematics.frontal import THIGH_OVER_TRUNK
from formcheck.pose.joints import Joint, other_side
from formcheck.pose.pose import Pose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.pose.joints import Side

TRUNK, THIGH, SHANK, FOOT, HEEL = 130.0, 105.0, 105.0, 45.0, 14.0
LEG = THIGH + SHANK
HIP_WIDTH, SHOULDER_WIDTH = 62.0, 92.0
PX_PER_M = 240.0

CLAM_THIGH = THIGH_OVER_TRUNK * TRUNK
"""Length of thigh and shank in a clamshell, as the measure of its opening assumes it."""

OFF_DEG = 35.0
"""Angle between the front of the body and the camera of the oblique view."""

SLOPE_DEG = 10.0
"""Rise of the trunk from hips to shoulders on hands and knees."""

SEAT_DROP = 25.0
"""Height of a hip over a knee that points at the camera, as it is seen, pixels."""


def unit(angle_deg: float) -> complex:
    """Return the direction of an angle, anticlockwise from +x, y up."""
    return cmath.exp(1j * math.radians(angle_deg))


def sin(angle_deg: float) -> float:
    """Return the sine of an angle in degrees."""
    return math.sin(math.radians(angle_deg))


def cos(angle_deg: float) -> float:
    """Return the cosine of an angle in degrees."""
    return math.cos(math.radians(angle_deg))


@dataclass(frozen=True, slots=True)
class Side2D:
    """A body seen from its working side.

    Attributes
    ----------
    trunk, hip, knee, other_hip, other_knee, foot, other_foot
        Inclination of the trunk and flexion of the joints, degrees, signs as in `MEASURES`.
    other_hip_drop, head_up
        How far the other hip lies lower, and the nose higher, in trunk lengths.
    heel_up
        Lift of the working heel, in shank lengths.
    head
        Turn of the head on the trunk, degrees, + chin forward.
    thigh_length
        Seen length of the working thigh: less than 1 where it points out of the picture.
    root
        Place of the working hip, pixels, y up.
    """

    trunk: float = 0.0
    hip: float = 0.0
    knee: float = 0.0
    other_hip: float = 0.0
    other_knee: float = 0.0
    foot: float = 90.0
    other_foot: float = 90.0
    other_hip_drop: float = 0.0
    heel_up: float = 0.0
    root: complex = 0j
    head: float = 0.0
    head_up: float = 0.0
    thigh_length: float = 1.0

    def points(self) -> dict[str, complex]:
        """Return the joints by role, pixels, y up."""
        up = unit(90 - self.trunk)
        hip, shoulder = self.root, self.root + TRUNK * up
        joints = {"shoulder": shoulder, "hip": hip, "other_shoulder": shoulder}
        joints["nose"] = shoulder + 45 * up + 14 * up * -1j
        if self.head:
            joints["nose"] = shoulder + (joints["nose"] - shoulder) * unit(-self.head)
        joints["nose"] += 1j * self.head_up * TRUNK
        joints["other_hip"] = hip - 1j * self.other_hip_drop * TRUNK
        legs = (
            ("", self.hip, self.knee, self.foot, self.heel_up),
            ("other_", self.other_hip, self.other_knee, self.other_foot, 0.0),
        )
        for role, hip_deg, knee_deg, foot_deg, heel_up in legs:
            thigh = -up * unit(hip_deg)
            shank = thigh * unit(-knee_deg)
            knee = joints[f"{role}hip"] + THIGH * thigh
            if not role:
                knee += (self.thigh_length - 1) * THIGH * thigh
            ankle = knee + SHANK * shank
            joints[f"{role}knee"], joints[f"{role}ankle"] = knee, ankle
            toe_way = shank * unit(foot_deg)
            joints[f"{role}heel"] = ankle + HEEL * shank + 1j * heel_up * SHANK
            joints[f"{role}toe"] = ankle + HEEL * shank + FOOT * toe_way
        return joints


@dataclass(frozen=True, slots=True)
class Front2D:
    """A body seen from the front; +x is outward of the working leg.

    Attributes
    ----------
    lean, hike
        Lean of the trunk and tilt of the pelvis, degrees, + to the working side and up.
    abduction, other_abduction, valgus
        Angles of thighs and working knee in the plane of the picture, degrees.
    thigh_length, shank_length
        Seen lengths of the working leg: less than 1 where it points out of the picture.
    root
        Place of the middle of the hips, pixels, y up.
    lift
        Height of the other foot, its knee pointing at the camera, pixels.
    """

    lean: float = 0.0
    hike: float = 0.0
    abduction: float = 0.0
    other_abduction: float = 0.0
    valgus: float = 0.0
    thigh_length: float = 1.0
    shank_length: float = 1.0
    root: complex = 0j
    lift: float = 0.0

    def points(self) -> dict[str, complex]:
        """Return the joints by role, pixels, y up."""
        across = HIP_WIDTH / 2 * unit(self.hike)
        hip, other_hip = self.root + across, self.root - across
        mid_shoulder = self.root + TRUNK * unit(90 + self.lean)
        beside = SHOULDER_WIDTH / 2 * unit(self.lean)
        joints = {
            "hip": hip,
            "other_hip": other_hip,
            "shoulder": mid_shoulder + beside,
            "other_shoulder": mid_shoulder - beside,
            "nose": mid_shoulder + 45 * unit(90 + self.lean),
        }
        down = unit(self.hike - 90)
        thigh = down * unit(self.abduction)
        other_thigh = down / unit(self.other_abduction)
        joints["knee"] = hip + THIGH * self.thigh_length * thigh
        joints["ankle"] = joints["knee"] + SHANK * self.shank_length * thigh * unit(self.valgus)
        joints["other_knee"] = other_hip + THIGH * other_thigh
        joints["other_ankle"] = joints["other_knee"] + SHANK * other_thigh
        for role in ("", "other_"):
            joints[f"{role}heel"] = joints[f"{role}ankle"] - 1j * HEEL
            joints[f"{role}toe"] = joints[f"{role}ankle"] - 1j * (HEEL + 10)
        joints["other_knee"] += 0.5j * self.lift
        for role in ("ankle", "heel", "toe"):
            joints[f"other_{role}"] += 1j * self.lift
        return joints


@dataclass(frozen=True, slots=True)
class OnTheSide(Front2D):
    """A body that lies across the picture, the head to the left and the working leg on top.

    `hip_line` is the seen length of the line between the hips, 1 where they lie one on the other.
    """

    hip_line: float = 1.0

    def points(self) -> dict[str, complex]:
        """Return the joints by role, pixels, y up."""
        joints = Front2D.points(self)
        up = (joints["hip"] - joints["other_hip"]) * (self.hip_line - 1) / 2
        for role in ("hip", "knee", "ankle", "heel", "toe"):
            joints[role] += up
            joints[f"other_{role}"] -= up
        return {role: 1j * point for role, point in joints.items()}


@dataclass(frozen=True, slots=True)
class Clam(Front2D):
    """A body on its side with bent knees that open about the line from hip to foot.

    `opening` is the turn of the upper leg and `bend` the flexion of the hips, degrees; `feet` is
    the distance of the upper foot from the lower one, in trunk lengths; `hip_line` as above.
    """

    opening: float = 0.0
    bend: float = 50.0
    feet: float = 0.0
    hip_line: float = 1.0

    def points(self) -> dict[str, complex]:
        """Return the joints by role, pixels, y up, the head to the left."""
        joints = Front2D.points(self)
        across = HIP_WIDTH / 2 * self.hip_line
        along = CLAM_THIGH * cos(self.bend)
        foot = along + CLAM_THIGH * sin(self.bend)
        radius = CLAM_THIGH * math.sqrt(0.5)
        for role, side, open_deg in (("", 1, self.opening), ("other_", -1, 0.0)):
            hip = self.root + side * across
            ankle = hip - 1j * foot + (self.feet * TRUNK if side > 0 else 0.0)
            knee = hip + (ankle - hip) * along / foot
            line = (ankle - hip) / abs(ankle - hip)
            joints[f"{role}hip"], joints[f"{role}ankle"] = hip, ankle
            joints[f"{role}knee"] = knee + radius * sin(open_deg) * 1j * line
            joints[f"{role}heel"] = ankle - 1j * HEEL
            joints[f"{role}toe"] = ankle - 1j * (HEEL + FOOT / 2)
        return {role: 1j * point for role, point in joints.items()}


@dataclass(frozen=True, slots=True)
class Seated(Front2D):
    """A body that sits and lays one ankle on the other knee.

    The knee sinks to the side by `out` degrees (measure `seated_knee_out`).  The share `crossed`
    of the way to the other knee is done; `slipped` is the distance from there, in shank lengths.
    """

    out: float = 0.0
    crossed: float = 0.0
    slipped: float = 0.0

    def points(self) -> dict[str, complex]:
        """Return the joints by role, pixels, y up."""
        joints = Front2D.points(self)
        other_knee = joints["other_hip"] - 1j * SEAT_DROP
        other_ankle = other_knee - 1j * SHANK
        knee = joints["hip"] + SHANK * sin(self.out) - 1j * SEAT_DROP
        laid = other_knee + SHANK * (0.15 + 0.1j - 1j * self.slipped)
        ankle = (1 - self.crossed) * (knee - 1j * SHANK) + self.crossed * laid
        joints |= {"knee": knee, "ankle": ankle}
        joints |= {"other_knee": other_knee, "other_ankle": other_ankle}
        for role in ("", "other_"):
            joints[f"{role}heel"] = joints[f"{role}ankle"] - 5j
            joints[f"{role}toe"] = joints[f"{role}ankle"] - 15j
        return joints


@dataclass(frozen=True, slots=True)
class Oblique2D(Front2D):
    """A body on hands and knees, seen from in front and off to its working side.

    +x is outward of the working leg; the trunk points at the camera and inward.  `hip_up` is the
    lift of the working hip, in thigh lengths.
    """

    oblique_deg: ClassVar[float] = 90.0 - OFF_DEG
    hip_up: float = 0.0

    def points(self) -> dict[str, complex]:
        """Return the joints by role, pixels, y up."""
        seen, hidden = cos(OFF_DEG), sin(OFF_DEG)
        across = HIP_WIDTH / 2 * seen
        middle = self.root + TRUNK * hidden * -1 + 1j * TRUNK * sin(SLOPE_DEG)
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


Figure = Side2D | Front2D


@dataclass(frozen=True, slots=True)
class Camera:
    """Where a figure stands in the picture, and what the picture is like.

    Attributes
    ----------
    size_px, at_px, scale, roll_deg
        Size of the picture, place of the figure's root in it (y up), its scale and its turn.
    yaw_deg
        Angle between the line across the body and the picture; by the kind of the figure if None.
    """

    size_px: tuple[int, int] = (1280, 720)
    at_px: complex = 640 - 380j
    scale: float = 1.0
    roll_deg: float = 0.0
    yaw_deg: float | None = None


def pose_of(
    figure: Figure,
    *,
    working: Side = "left",
    index: int = 0,
    time_s: float = 0.0,
    camera: Camera | None = None,
    hidden: Sequence[str] = (),
) -> Pose:
    """Return the pose of a figure as a camera sees it.

    Parameters
    ----------
    figure
        The body in the plane of the picture.
    working
        The working leg, in a side view the near one.
    index, time_s
        Number and time of the pose.
    camera
        Where the figure stands in the picture.
    hidden
        Roles (``other_knee``) whose joints the camera guesses at a visibility of 0.6.
    """
    camera = camera or Camera()
    image, world, visibility = _seen(figure, working, camera, tuple(hidden))
    return Pose(index, time_s, camera.size_px, image, world, visibility)


@lru_cache(maxsize=4096)
def _seen(
    figure: Figure, working: Side, camera: Camera, hidden: tuple[str, ...]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the arrays of a pose, read-only and made once for each figure."""
    in_front = isinstance(figure, Front2D)
    oblique_deg = getattr(figure, "oblique_deg", None)  # who is seen so has a nearer side
    near = None if in_front and oblique_deg is None else working
    if oblique_deg is not None and camera.yaw_deg is None:
        camera = replace(camera, yaw_deg=oblique_deg)
    # The canonical figure shows the right side and faces right; outward of the left leg is +x.
    reverse = (working == "right") if in_front else (near == "left")
    turn = unit(camera.roll_deg)
    image = np.full((33, 2), np.nan, np.float32)
    visibility = np.full(33, 0.2, np.float32)
    for role, point in figure.points().items():
        turned = -point.conjugate() if reverse else point
        placed = camera.at_px + camera.scale * turned * turn
        row = _row(role, working)
        image[row] = placed.real, -placed.imag
        visibility[row] = 0.6 if role in hidden else 0.99
    arrays = image, _world(image, near, camera), visibility
    for array in arrays:
        array.flags.writeable = False
    return arrays


@cache
def _row(role: str, working: Side) -> int:
    if role == "nose":
        return Joint.NOSE
    side = other_side(working) if role.startswith("other_") else working
    part = role.removeprefix("other_").replace("toe", "foot_index")
    return Joint[f"{side}_{part}".upper()]


_ACROSS = (
    (Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER),
    (Joint.LEFT_HIP, Joint.RIGHT_HIP),
)


def _world(image: np.ndarray, near: Side | None, camera: Camera) -> np.ndarray:
    """Return world coordinates, metres, whose line across the body fits the view."""
    yaw_deg = camera.yaw_deg
    if yaw_deg is None:
        yaw_deg = 90.0 if near is None else 0.0
    world = np.full((33, 3), np.nan, np.float32)
    hips = (image[Joint.LEFT_HIP] + image[Joint.RIGHT_HIP]) / 2
    world[:, :2] = (image - hips) / (PX_PER_M * camera.scale)
    depth = 0.17 * math.cos(math.radians(yaw_deg)) * (-1 if near == "left" else 1)
    wide = 0.17 * math.sin(math.radians(yaw_deg))
    for left, right in _ACROSS:
        x, y = (world[left, :2] + world[right, :2]) / 2
        world[left] = x + wide, y, depth
        world[right] = x - wide, y, -depth
    return world
