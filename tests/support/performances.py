"""What the exercises look like: bridges, leg raise, stretches, squat and the standing lifts."""

from __future__ import annotations

import cmath
import math
from dataclasses import replace

from support.figures import SHANK, THIGH, TRUNK, Figure, Front2D, Script, Side2D, Tweaks, unit


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


FIRST_EIGHT: dict[str, Script] = {
    "single_leg_bridge": Script(_single_leg_bridge, 48.0, 2.0, 4.0),
    "double_leg_bridge": Script(_double_leg_bridge, 48.0, 2.0, 6.0),
    "straight_leg_raise": Script(_straight_leg_raise, 2.0, 35.0, 1.0),
    "standing_hip_extension": Script(_standing_hip_extension, 3.0, -10.0, 3.0),
    "hip_flexor_stretch": Script(_half_kneeling, 4.0, -12.0, 32.0),
    "hip_flexor_stretch_standing": Script(_standing_stretch, 3.0, -12.0, 32.0),
    "mini_squat": Script(_mini_squat, 5.0, 48.0, 1.0),
    "standing_hip_abduction": Script(_standing_hip_abduction, 3.0, 31.0, 4.0),
}
