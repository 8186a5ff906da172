"""A performer whose joint angles are known: forward kinematics from angles to poses.

`perform` returns the poses of a person who does an exercise exactly as told, with every angle in
closed form, so that geometry, conventions, phases and rules can be tested without a camera.

The figure is built in the plane of the picture.  In a side view the near leg works and +x is
forward; in a front view +x is outward of the working leg.  Then it is turned, mirrored and moved
to where the exercise has it.  Lengths are those of an adult of 1.75 m, in pixels.
"""

from __future__ import annotations

import cmath
import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from formcheck.body.joints import Joint, other_side
from formcheck.body.pose import Pose, absent

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from formcheck.body.joints import Side
    from formcheck.coach.exercise import Exercise

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
    in_front = isinstance(figure, Front2D)
    near = None if in_front else working
    # The canonical figure shows the right side and faces right; outward of the left leg is +x.
    reverse = (working == "right") if in_front else (near == "left")
    placed: dict[str, complex] = {}
    for role, point in figure.points().items():
        turned = -point.conjugate() if reverse else point
        placed[role] = camera.at_px + camera.scale * turned * unit(camera.roll_deg)
    image = np.full((33, 2), np.nan, np.float32)
    visibility = np.full(33, 0.2, np.float32)
    for role, point in placed.items():
        row = _row(role, working)
        image[row] = point.real, -point.imag
        visibility[row] = 0.6 if role in hidden else 0.99
    return Pose(index, time_s, camera.size_px, image, _world(image, near, camera), visibility)


def _row(role: str, working: Side) -> int:
    if role == "nose":
        return Joint.NOSE
    side = other_side(working) if role.startswith("other_") else working
    part = role.removeprefix("other_").replace("toe", "foot_index")
    return Joint[f"{side}_{part}".upper()]


def _world(image: np.ndarray, near: Side | None, camera: Camera) -> np.ndarray:
    """World coordinates whose line across the body points where the view has it."""
    yaw_deg = camera.yaw_deg
    if yaw_deg is None:
        yaw_deg = 90.0 if near is None else 0.0
    world = np.full((33, 3), np.nan, np.float32)
    hips = np.nanmean(image[[Joint.LEFT_HIP, Joint.RIGHT_HIP]], axis=0)
    world[:, :2] = (image - hips) / (PX_PER_M * camera.scale)
    depth = 0.17 * math.cos(math.radians(yaw_deg)) * (-1 if near == "left" else 1)
    wide = 0.17 * math.sin(math.radians(yaw_deg))
    for part in ("SHOULDER", "HIP"):
        middle = world[[Joint[f"LEFT_{part}"], Joint[f"RIGHT_{part}"]]].mean(axis=0)
        for side, way in (("LEFT", 1), ("RIGHT", -1)):
            world[Joint[f"{side}_{part}"]] = (middle[0] + way * wide, middle[1], way * depth)
    return world


# --- What each exercise looks like -------------------------------------------------------------


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


def foot_for(rest_deg: float) -> float:
    """How far from the shoulder the foot stands of somebody who lies level, hip bent so far."""
    bend = math.radians(rest_deg)
    return TRUNK + THIGH * math.cos(bend) + math.sqrt(SHANK**2 - (THIGH * math.sin(bend)) ** 2)


def _bridge(hip: float, share: float, tweaks: Tweaks, *, single: bool) -> Side2D:
    """Shoulders and foot stay where they are, so trunk and knee follow from the hip alone.

    The trunk is level, as on the floor, when the hip is bent by 48 degrees.
    """
    far = foot_for(48.0) + tweaks.foot_at + tweaks.creep * share * TRUNK
    to_knee = abs(TRUNK + THIGH * unit(hip))
    # Triangle shoulder, knee, ankle with the ankle on the floor, level with the shoulder.
    at_shoulder = math.degrees(math.acos((to_knee**2 + far**2 - SHANK**2) / (2 * to_knee * far)))
    trunk_over_floor = at_shoulder - math.degrees(cmath.phase(TRUNK + THIGH * unit(hip)))
    trunk = -90 - trunk_over_floor
    knee_at = to_knee * unit(at_shoulder)
    thigh_way = math.degrees(cmath.phase(THIGH * unit(hip + trunk_over_floor)))
    shank_way = math.degrees(cmath.phase(far - knee_at))
    root = -150 + TRUNK * unit(trunk_over_floor)
    other_hip = hip + share * tweaks.other_thigh
    other_knee = 5.0 + share * tweaks.other_knee
    if not single or tweaks.both_feet_down:
        other_hip, other_knee = hip, thigh_way - shank_way
    return Side2D(
        trunk=trunk,
        hip=hip,
        knee=thigh_way - shank_way,
        other_hip=other_hip,
        other_knee=other_knee,
        other_hip_drop=share * tweaks.other_hip_drop,
        root=root,
    )


def _single_leg_bridge(hip: float, share: float, tweaks: Tweaks) -> Figure:
    return _bridge(hip, share, tweaks, single=True)


def _double_leg_bridge(hip: float, share: float, tweaks: Tweaks) -> Figure:
    return _bridge(hip, share, tweaks, single=False)


def _straight_leg_raise(elevation: float, share: float, tweaks: Tweaks) -> Figure:
    knee = 4.0 + share * tweaks.knee
    return Side2D(
        trunk=-90.0,
        hip=elevation + knee / 2,  # thigh and shank are of one length
        knee=knee,
        other_hip=45.0,
        other_knee=90.0,
        root=1j * share * tweaks.hip_rise * TRUNK,
    )


def _standing_hip_extension(hip: float, share: float, tweaks: Tweaks) -> Figure:
    lean = 1.0 + share * tweaks.lean
    return Side2D(
        trunk=lean,
        hip=hip,
        knee=5.0 + share * tweaks.knee,
        other_hip=lean + 1.0 + share * tweaks.other_knee / 2,
        other_knee=2.0 + share * tweaks.other_knee,
    )


def _half_kneeling(hip: float, share: float, tweaks: Tweaks) -> Figure:
    lean = share * tweaks.lean
    front_thigh = 85.0
    return Side2D(
        trunk=lean,
        hip=hip,
        knee=90.0 + hip - lean,
        other_hip=front_thigh + lean,
        other_knee=front_thigh + share * (5.0 + tweaks.front_knee),
        foot=150.0,
        other_foot=90.0 + share * (5.0 + tweaks.front_knee),
    )


def _standing_stretch(hip: float, share: float, tweaks: Tweaks) -> Figure:
    lean = share * tweaks.lean
    stepped = min(1.0, 3 * share)  # the step comes first, then the lunge
    return Side2D(
        trunk=lean,
        hip=hip,
        knee=4.0 + share * tweaks.knee,
        other_hip=stepped * (35.0 + tweaks.step) + lean,
        other_knee=stepped * (20.0 + tweaks.step) + share * tweaks.front_knee + 2.0,
    )


def _mini_squat(knee: float, share: float, tweaks: Tweaks) -> Figure:
    shank_forward = knee * (0.35 + share * tweaks.front_knee)
    trunk = 1.0 + share * (18.0 + tweaks.lean)
    thigh = knee - shank_forward
    hip = thigh + trunk
    standing = Side2D(
        trunk=trunk,
        hip=hip,
        knee=knee,
        other_hip=hip,
        other_knee=knee,
        foot=90.0 + shank_forward,
        other_foot=90.0 + shank_forward,
        heel_up=share * tweaks.heel_up,
    )
    # The feet stay where they are, the hips go down and back.
    return replace(standing, root=-(THIGH + SHANK) * 1j - standing.points()["ankle"])


def _standing_hip_abduction(abduction: float, share: float, tweaks: Tweaks) -> Figure:
    return Front2D(
        abduction=abduction - share * tweaks.hike,  # told from gravity, drawn from the pelvis
        lean=share * tweaks.lean,
        hike=share * tweaks.hike,
        thigh_length=1 + share * tweaks.thigh_length,
        shank_length=1 + share * tweaks.shank_length,
    )


@dataclass(frozen=True, slots=True)
class Script:
    """How an exercise is performed: its figure, and the main angle at rest and at its peak."""

    figure: Callable[[float, float, Tweaks], Figure]
    rest_deg: float
    peak_deg: float
    hold_s: float
    out_s: float = 2.0
    back_s: float = 2.5


SCRIPTS: dict[str, Script] = {
    "single_leg_bridge": Script(_single_leg_bridge, 48.0, 2.0, 4.0),
    "double_leg_bridge": Script(_double_leg_bridge, 48.0, 2.0, 6.0),
    "straight_leg_raise": Script(_straight_leg_raise, 2.0, 35.0, 1.0),
    "standing_hip_extension": Script(_standing_hip_extension, 3.0, -10.0, 3.0),
    "hip_flexor_stretch": Script(_half_kneeling, 4.0, -12.0, 32.0),
    "hip_flexor_stretch_standing": Script(_standing_stretch, 3.0, -12.0, 32.0),
    "mini_squat": Script(_mini_squat, 5.0, 48.0, 1.0),
    "standing_hip_abduction": Script(_standing_hip_abduction, 3.0, 31.0, 4.0),
}


# --- Over time ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Plan:
    """One repetition after another.

    Attributes
    ----------
    rest_s, out_s, hold_s, back_s
        Seconds at the start, on the way out, at the peak and on the way back.
    peak_deg
        The main angle at the peak of each repetition, in turn.
    wobble_deg, wobble_hz
        A sine on the main angle while it is held.
    """

    reps: int
    rest_deg: float
    peak_deg: tuple[float, ...]
    rest_s: float = 1.5
    out_s: float = 2.0
    hold_s: float = 3.0
    back_s: float = 2.5
    wobble_deg: float = 0.0
    wobble_hz: float = 1.4

    @property
    def rep_s(self) -> float:
        """Seconds from one start to the next."""
        return self.rest_s + self.out_s + self.hold_s + self.back_s

    @property
    def duration_s(self) -> float:
        """Seconds of the whole performance, with a rest at its end."""
        return self.reps * self.rep_s + self.rest_s

    def at(self, time_s: float) -> tuple[float, float]:
        """The main angle (degrees) and how far the movement is (0 to 1) at a time."""
        number, into = divmod(max(time_s, 0.0), self.rep_s)
        if number >= self.reps:
            return self.rest_deg, 0.0
        peak = self.peak_deg[int(number) % len(self.peak_deg)]
        share = _ease((into - self.rest_s) / self.out_s)
        left = into - self.rest_s - self.out_s - self.hold_s
        if left > 0:
            share = 1 - _ease(left / self.back_s)
        main = self.rest_deg + share * (peak - self.rest_deg)
        held = into - self.rest_s - self.out_s
        if self.wobble_deg and 0 < held < self.hold_s:
            main += self.wobble_deg * math.sin(2 * math.pi * self.wobble_hz * held)
        return main, share


def _ease(part: float) -> float:
    """Smooth from 0 to 1 with no speed at either end."""
    part = min(max(part, 0.0), 1.0)
    return (1 - math.cos(math.pi * part)) / 2


def plan_for(exercise: Exercise, *, reps: int = 3, **changes: object) -> Plan:
    """The plan of a perfect set of an exercise, or one with some of its numbers changed."""
    script = SCRIPTS[exercise.name]
    plan = Plan(
        reps=reps,
        rest_deg=script.rest_deg,
        peak_deg=(script.peak_deg,),
        hold_s=script.hold_s,
        out_s=script.out_s,
        back_s=script.back_s,
    )
    if isinstance(changes.get("peak_deg"), int | float):
        changes["peak_deg"] = (changes["peak_deg"],)
    return replace(plan, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Recording:
    """How the performance is sampled."""

    fps: float = 30.0
    jitter: float = 0.0
    dropout: float = 0.0
    noise_px: float = 0.0
    start_s: float = 0.0
    seed: int = 0


def perform(
    exercise: Exercise,
    *,
    side: Side = "left",
    plan: Plan | None = None,
    tweaks: Tweaks | None = None,
    recording: Recording | None = None,
    camera: Camera | None = None,
    hidden: Sequence[str] = (),
    gone: tuple[float, float] | None = None,
) -> list[Pose]:
    """The poses of someone who does the exercise as planned.

    Parameters
    ----------
    exercise
        One of those in `SCRIPTS`.
    side
        The working (and in a side view the near) leg.
    plan
        The movement; a perfect set of three without one.
    tweaks
        What else is done; nothing without.
    recording
        Frame rate, jitter of the timestamps (share of a frame), dropped frames (share), noise.
    camera
        Where the figure stands in the picture.
    hidden
        Roles that the camera can only guess.
    gone
        From when to when nobody is in the picture.
    """
    plan = plan or plan_for(exercise)
    tweaks, recording = tweaks or Tweaks(), recording or Recording()
    script, rng = SCRIPTS[exercise.name], np.random.default_rng(recording.seed)
    poses = []
    for index in range(int(plan.duration_s * recording.fps) + 1):
        shift = recording.jitter * (rng.random() - 0.5) if recording.jitter else 0.0
        if recording.dropout and rng.random() < recording.dropout:
            continue
        time_s = max(0.0, (index + shift) / recording.fps)
        main, share = plan.at(time_s)
        stamp_s = time_s + recording.start_s
        if gone is not None and gone[0] <= time_s < gone[1]:
            poses.append(absent(index, stamp_s, size_px=(camera or Camera()).size_px))
            continue
        figure = script.figure(main, share, tweaks)
        pose = pose_of(
            figure, working=side, index=index, time_s=stamp_s, camera=camera, hidden=hidden
        )
        poses.append(noisy(pose, recording.noise_px, rng) if recording.noise_px else pose)
    return poses


def noisy(pose: Pose, noise_px: float, rng: np.random.Generator) -> Pose:
    """The pose with white noise on every joint of the picture."""
    noise = rng.normal(0.0, noise_px, pose.image.shape).astype(np.float32)
    return replace(pose, image=pose.image + noise)


NOISE_1_5_DEG_PX = 1.5 * math.pi / 180 * THIGH / math.sqrt(2.0 + 2 * (THIGH / TRUNK))
"""Noise of each coordinate that gives an angle at the hip a standard deviation of about 1.5."""

View = Literal["side", "front"]
