"""Figures whose joint angles are known: forward kinematics from angles to poses.

The figure is built in the plane of the picture.  In a side view the near leg works and +x is
forward; in a front view +x is outward of the working leg.  Then it is turned, mirrored and moved
to where the exercise has it.  Lengths are those of an adult of 1.75 m, in pixels.
"""

from __future__ import annotations

import cmath
import math
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from formcheck.pose.joints import Joint, other_side
from formcheck.pose.pose import Pose

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from formcheck.pose.joints import Side

TRUNK, THIGH, SHANK, FOOT, HEEL = 130.0, 105.0, 105.0, 45.0, 14.0
HIP_WIDTH, SHOULDER_WIDTH = 62.0, 92.0
PX_PER_M = 240.0


def unit(angle_deg: float) -> complex:
    """The direction of an angle, anticlockwise from +x, y up."""
    return cmath.exp(1j * math.radians(angle_deg))


@dataclass(frozen=True, slots=True)
class Side2D:
    """A body seen from its working side.  All angles in degrees, with the signs of `angles.py`."""

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

    def points(self) -> dict[str, complex]:
        """The joints by role, pixels, y up, the working hip at `root`."""
        up = unit(90 - self.trunk)
        hip, shoulder = self.root, self.root + TRUNK * up
        joints = {"shoulder": shoulder, "hip": hip, "other_shoulder": shoulder}
        joints["nose"] = shoulder + 45 * up + 14 * up * -1j
        joints["other_hip"] = hip - 1j * self.other_hip_drop * TRUNK
        legs = (
            ("", self.hip, self.knee, self.foot, self.heel_up),
            ("other_", self.other_hip, self.other_knee, self.other_foot, 0.0),
        )
        for role, hip_deg, knee_deg, foot_deg, heel_up in legs:
            thigh = -up * unit(hip_deg)
            shank = thigh * unit(-knee_deg)
            knee = joints[f"{role}hip"] + THIGH * thigh
            ankle = knee + SHANK * shank
            joints[f"{role}knee"], joints[f"{role}ankle"] = knee, ankle
            toe_way = shank * unit(foot_deg)
            joints[f"{role}heel"] = ankle + HEEL * shank + 1j * heel_up * SHANK
            joints[f"{role}toe"] = ankle + HEEL * shank + FOOT * toe_way
        return joints


@dataclass(frozen=True, slots=True)
class Front2D:
    """A body seen from the front; +x is outward of the working leg."""

    lean: float = 0.0
    hike: float = 0.0
    abduction: float = 0.0
    other_abduction: float = 0.0
    valgus: float = 0.0
    thigh_length: float = 1.0
    shank_length: float = 1.0
    root: complex = 0j

    def points(self) -> dict[str, complex]:
        """The joints by role, pixels, y up, the mid-hip at `root`."""
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
        return joints


Figure = Side2D | Front2D


@dataclass(frozen=True, slots=True)
class Camera:
    """Where the figure is put in the picture, and what the picture is like."""

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
    """The pose of a figure as a camera sees it.

    `hidden` names roles (``other_knee``) whose joints the camera guesses at a visibility of 0.6.
    """
    camera = camera or Camera()
    image, world, visibility = _seen(figure, working, camera, tuple(hidden))
    return Pose(index, time_s, camera.size_px, image, world, visibility)


@lru_cache(maxsize=4096)
def _seen(
    figure: Figure, working: Side, camera: Camera, hidden: tuple[str, ...]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The arrays of a pose, made once for a figure that stays as it is: nobody may write them."""
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
    """World coordinates whose line across the body points where the view has it."""
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


@dataclass(frozen=True, slots=True)
class Tweaks:
    """What a performer does besides the main movement; each grows and fades with it."""

    lean: float = 0.0
    knee: float = 0.0
    other_knee: float = 0.0
    other_thigh: float = 0.0
    other_hip_drop: float = 0.0
    foot_at: float = 0.0
    creep: float = 0.0
    hike: float = 0.0
    thigh_length: float = 0.0
    shank_length: float = 0.0
    heel_up: float = 0.0
    hip_rise: float = 0.0
    front_knee: float = 0.0
    step: float = 0.0
    both_feet_down: bool = False
    extra: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Script:
    """How an exercise is performed: its figure, and the main angle at rest and at its peak."""

    figure: Callable[[float, float, Tweaks], Figure]
    rest_deg: float
    peak_deg: float
    hold_s: float
    out_s: float = 2.0
    back_s: float = 2.5
