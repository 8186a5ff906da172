"""A body that stands or kneels: soles and footprints, level gaze, hands where they are wanted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from tools.render_patients.limbs import UP, lowest_m, reach_with, swung, turned, two_link_deg
from tools.render_patients.performance import ease
from tools.render_patients.skeleton import (
    ANKLE,
    ELBOW,
    HIP,
    KNEE,
    LATERAL,
    LETTER,
    SHOULDER,
    SIDES,
    TOES,
    WRIST,
    Arm,
    Figure,
    Leg,
    Posture,
    Side,
    Skeleton,
    Vector,
    about,
    about_x,
    bone,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


SOFT_KNEE_DEG: Final = 3.0  # people do not stand with locked knees
CHAIR_BACK_M: Final = 0.21  # from the middle of a chair to its back
CHAIR_TOP_M: Final = 0.9  # height of the back
GRIP_ASIDE_M: Final = 0.15  # of each wrist from the middle of the back
WRIST_OVER_M: Final = 0.06  # the wrist of a hand on the back is over it and behind it
WRIST_BEHIND_M: Final = 0.05
BESIDE_M: Final = 0.05  # between the hips and the back of a chair beside them
AHEAD_M: Final = 0.1  # from the shoulder to the middle of that back
RAIL_HALF_M: Final = 0.02
SLIDE_M: Final = 0.2  # of the hand before or behind the shoulder
ELBOWS_DOWN: Final = np.array([0.8, 0.5, -0.6])  # out, back and down
ELBOWS_OUT: Final = np.array([1.0, -0.1, 0.1])
GRIP: Final = np.array([0.0, -0.85, -0.5])  # where such a hand points
NEAREST_M: Final = 0.1  # of a wrist before the shoulder, however tall the person is
NEARLY_STRAIGHT: Final = 0.985  # of the length of the arm
HANGING: Final = Arm(np.array([0.0, 0.0, -1.0]), np.array([0.0, -0.15, -1.0]))

ChairPlace: TypeAlias = tuple[float, float, float]


@dataclass(frozen=True)
class Ground:
    """A body that stands: heights of its joints over a flat sole, and its lengths."""

    skeleton: Skeleton

    def posture(self, trunk_deg: float, legs: Mapping[Side, Leg]) -> Posture:
        """A posture with hanging arms and a level gaze."""
        return Posture(trunk_deg, legs, dict.fromkeys(SIDES, HANGING), head_deg=0.3 * trunk_deg)

    @cached_property
    def sole_m(self) -> dict[str, float]:
        """Height of ankle and ball of the foot above the sole, metres, by joint."""
        flat = dict.fromkeys(SIDES, Leg(0.0, 0.0, 0.0))
        figure = self.skeleton.stand(self.posture(0.0, flat))
        floor = lowest_m(self.skeleton, figure, (bone(ANKLE, "left"),))
        return {joint: figure.joint(joint, "left")[2] - floor for joint in (ANKLE, TOES)}

    @cached_property
    def trunk_m(self) -> float:
        """Length of the trunk, mid-hip to mid-shoulder, metres."""
        skeleton = self.skeleton
        return float(np.linalg.norm(skeleton.middle_m(SHOULDER) - skeleton.middle_m(HIP)))

    def lengths_m(self, abduction_deg: float) -> tuple[float, float]:
        """Lengths of thigh and shank as seen from the side, metres."""
        squeeze = np.cos(np.radians(abduction_deg))
        skeleton = self.skeleton
        thigh_m = skeleton.length_m(HIP, KNEE) * squeeze
        return float(thigh_m), float(skeleton.length_m(KNEE, ANKLE) * squeeze)

    def fixed(self, posture: Posture, joint: str, side: Side, at_m: Vector) -> Figure:
        """The figure with one joint where it belongs; NaN in `at_m` leaves that axis alone."""
        figure = self.skeleton.stand(posture)
        shift = at_m - figure.joint(joint, side)
        return figure.moved(np.where(np.isnan(shift), 0.0, shift))

    def foot_bones(self, side: Side) -> tuple[str, ...]:
        """Bones of a foot, toes included, whose skin is known."""
        names = [name for name in self.skeleton.skin_m if name.endswith(LETTER[side])]
        return tuple(name for name in names if name.startswith(("foot", "toe")))

    def chair_for(self, figure: Figure) -> ChairPlace:
        """The chair whose back the hands of a figure just reach."""
        skeleton, shoulder = self.skeleton, figure.joint(SHOULDER, "left")
        arm_m = skeleton.length_m(SHOULDER, ELBOW) + skeleton.length_m(ELBOW, WRIST)
        drop = shoulder[2] - CHAIR_TOP_M - WRIST_OVER_M
        square = (NEARLY_STRAIGHT * arm_m) ** 2 - drop**2 - (shoulder[0] - GRIP_ASIDE_M) ** 2
        forward = np.sqrt(max(square, NEAREST_M**2)) - shoulder[1]
        return (0.0, float(forward + WRIST_BEHIND_M + CHAIR_BACK_M), 0.0)

    def hands(
        self,
        figure: Figure,
        at_m: Mapping[Side, Vector],
        *,
        palm_deg: float = 0.0,
        pointing: Vector | None = None,
        elbows: Vector = ELBOWS_DOWN,
    ) -> dict[Side, Arm]:
        """Arms whose wrists are at the given places.

        The hands are in line with the forearms, or `pointing` somewhere, shape (3,).  `elbows`
        is where the elbow of a left arm bends to, shape (3,).
        """
        upper_m = self.skeleton.length_m(SHOULDER, ELBOW)
        fore_m = self.skeleton.length_m(ELBOW, WRIST)
        arms = {}
        for side, hand in at_m.items():
            towards = elbows * np.array([LATERAL[side], 1.0, 1.0])
            shoulder = figure.joint(SHOULDER, side)
            upper, fore = reach_with(shoulder, hand, upper_m, fore_m, elbow_towards=towards)
            arms[side] = Arm(upper, fore, palm_deg, pointing)
        return arms

    def on_hips(self, figure: Figure) -> dict[Side, Arm]:
        """Arms whose hands rest on the hips."""
        wrists = {
            side: figure.joint(HIP, side) + np.array([0.1 * LATERAL[side], -0.03, 0.1])
            for side in SIDES
        }
        return self.hands(figure, wrists, palm_deg=-30.0)

    def at_chair(self, figure: Figure, chair: ChairPlace) -> dict[Side, Arm]:
        """Arms whose hands hold the back of a chair in front."""
        forward = chair[1] - CHAIR_BACK_M - WRIST_BEHIND_M
        wrists = {
            side: np.array([LATERAL[side] * GRIP_ASIDE_M, -forward, CHAIR_TOP_M + WRIST_OVER_M])
            for side in SIDES
        }
        return self.hands(figure, wrists, palm_deg=70.0, pointing=GRIP)

    def chair_beside(self, figure: Figure, side: Side) -> ChairPlace:
        """The chair beside a figure, its back along the hips and a little ahead of them."""
        carriers = ("pelvis", "upperleg")
        widths = [
            np.abs(skin[:, 0]).max()
            for name, skin in self.skeleton.skin_m.items()
            if name.startswith(carriers)
        ]
        aside = max(widths) + BESIDE_M + CHAIR_BACK_M
        forward = AHEAD_M - figure.joint(SHOULDER, side)[1]
        return (LATERAL[side] * float(aside), float(forward), LATERAL[side] * 90.0)

    def at_chair_beside(self, figure: Figure, chair: ChairPlace, side: Side) -> dict[Side, Arm]:
        """The arm whose hand holds the back of a chair beside; it slides along when it must."""
        ahead = -chair[1] - figure.joint(SHOULDER, side)[1]
        ahead = float(np.clip(ahead, -SLIDE_M, SLIDE_M))
        aside = abs(chair[0]) - CHAIR_BACK_M + RAIL_HALF_M
        wrist = figure.joint(SHOULDER, side) + np.array([0.0, ahead, 0.0])
        wrist[[0, 2]] = LATERAL[side] * aside, CHAIR_TOP_M + WRIST_OVER_M
        pointing = np.array([0.4 * LATERAL[side], -0.75, -0.5])
        return self.hands(figure, {side: wrist}, palm_deg=70.0, pointing=pointing)


STRAIGHT: Final = 0.99  # hip to ankle in lengths of the leg: some 16 degrees of knee flexion
BLEND_M: Final = 0.004  # over which the height of the hips passes from one leg to the other
STEEPEST_DEG: Final = 85
HEEL_M: Final = 0.015  # how high the skin under a heel reaches
CLEARANCE_M: Final = 0.045


@dataclass(frozen=True, slots=True)
class Footprint:
    """Where a flat foot stands: its ankle as seen from above, and where the toes point."""

    left_m: float
    back_m: float
    heading_deg: float = 0.0

    @property
    def all(self) -> Vector:
        """The three numbers, shape (3,)."""
        return np.array([self.left_m, self.back_m, self.heading_deg])


def beside(side: Side, width_m: float, back_m: float = 0.0, heading_deg: float = 0.0) -> Footprint:
    """Where a foot stands when the body is `back_m` behind the origin and faces somewhere."""
    heading, aside_m = np.radians(heading_deg), LATERAL[side] * width_m
    left, back = float(aside_m * np.cos(heading)), float(aside_m * np.sin(heading))
    return Footprint(left, back_m + back, heading_deg)


@dataclass(frozen=True, slots=True)
class Foot:
    """A foot at one instant: ankle in the world, shape (3,), and how the foot is turned.

    `toes_deg` is the inclination of the toes, as `pitch_deg` is that of the foot: + up.
    """

    ankle_m: Vector
    heading_deg: float = 0.0
    pitch_deg: float = 0.0
    toes_deg: float = 0.0


class Soles:
    """The shape of a foot from below: height of its ankle, and the points it rolls over."""

    def __init__(self, skeleton: Skeleton) -> None:
        self.ground = Ground(skeleton)
        self._pitches = np.arange(-STEEPEST_DEG, STEEPEST_DEG + 1, 5.0)
        self._in_line = [self._over_m(pitch, pitch) for pitch in self._pitches]
        self._toes_flat = [self._over_m(pitch, 0.0) for pitch in self._pitches]
        ankle, foot = skeleton.rest_m[bone(ANKLE, "left")], skeleton.skin_m[bone(ANKLE, "left")]
        low = foot[foot[:, 2] < foot[:, 2].min() + HEEL_M]
        self._from_heel = ankle - low[low[:, 1].argmax()]
        self._from_ball = ankle - skeleton.rest_m[bone(TOES, "left")]

    def _over_m(self, pitch_deg: float, toes_deg: float) -> float:
        legs = dict.fromkeys(SIDES, Leg(0.0, 0.0, pitch_deg, toes_deg=toes_deg))
        figure = self.ground.skeleton.stand(self.ground.posture(0.0, legs))
        floor = lowest_m(self.ground.skeleton, figure, self.ground.foot_bones("left"))
        return float(figure.joint(ANKLE, "left")[2] - floor)

    def over_m(self, pitch_deg: float, in_line: float = 1.0) -> float:
        """Height of the ankle over the floor; toes flat at `in_line` 0, straight on at 1."""
        straight = np.interp(pitch_deg, self._pitches, self._in_line)
        flat = np.interp(pitch_deg, self._pitches, self._toes_flat)
        return float(in_line * straight + (1 - in_line) * flat)

    def standing(self, on: Footprint, pitch_deg: float = 0.0) -> Foot:
        """A foot on the floor, rolled over the heel (+) or over the ball with flat toes (-)."""
        arm = self._from_heel if pitch_deg > 0 else self._from_ball
        rolled = about(UP, on.heading_deg) @ (about_x(-pitch_deg) @ arm - arm)
        height_m = self.over_m(pitch_deg, 1.0 if pitch_deg > 0 else 0.0)
        ankle = np.array([on.left_m + rolled[0], on.back_m + rolled[1], height_m])
        return Foot(ankle, on.heading_deg, pitch_deg, max(pitch_deg, 0.0))

    def swinging(self, start: Foot, end: Foot, share: float) -> Foot:
        """A foot on its way through the air from where it left to where it will land."""
        way = ease(share)
        ankle = start.ankle_m + way * (end.ankle_m - start.ankle_m)
        pitch_deg = start.pitch_deg + way * (end.pitch_deg - start.pitch_deg)
        in_line = ease(4 * share) if pitch_deg < 0 else 1.0
        ankle[2] = self.over_m(pitch_deg, in_line) + CLEARANCE_M * np.sin(np.pi * share) ** 2
        heading_deg = start.heading_deg + way * (end.heading_deg - start.heading_deg)
        return Foot(ankle, heading_deg, pitch_deg, in_line * pitch_deg)


class OnFeet:
    """A body whose legs follow from where its feet and its hips are."""

    def __init__(self, skeleton: Skeleton) -> None:
        self.skeleton, self.soles = skeleton, Soles(skeleton)
        self.thigh_m = skeleton.length_m(HIP, KNEE)
        self.shank_m = skeleton.length_m(KNEE, ANKLE)
        self.hip_m = abs(float(skeleton.rest_m[bone(HIP, "left")][0]))

    def figure(
        self,
        posture: Posture,
        feet: Mapping[Side, Foot],
        course: Vector,
        *,
        straight: float = STRAIGHT,
    ) -> Figure:
        """The figure over its feet, its legs as straight as they can be up to `straight`.

        `course` is where mid-hip is and where the pelvis faces: (left, backward, heading).  The
        legs of `posture` do not matter.
        """
        at_m, heading_deg = np.array([course[0], course[1], 0.0]), float(course[2])
        turn = about(UP, -heading_deg)
        body = self.skeleton.stand(posture)
        gaps = {
            side: turn @ (foot.ankle_m - at_m) - body.joint(HIP, side) + body.middle(HIP)
            for side, foot in feet.items()
        }
        length_m = straight * (self.thigh_m + self.shank_m)
        tops = np.array(
            [gap[2] + np.sqrt(length_m**2 - gap[0] ** 2 - gap[1] ** 2) for gap in gaps.values()]
        )
        # As high as the shorter leg allows, without a jerk when the other one gets shorter.
        low = tops.min()
        up = np.array([0.0, 0.0, low - BLEND_M * np.log(np.exp((low - tops) / BLEND_M).mean())])
        legs = {side: self.leg(side, gap - up, feet[side]) for side, gap in gaps.items()}
        figure = self.skeleton.stand(replace(posture, legs=legs))
        figure = figure.moved(up - figure.middle(HIP))
        for side, foot in feet.items():
            twist = about(UP, foot.heading_deg - heading_deg)
            figure = swung(self.skeleton, figure, bone(ANKLE, side), twist)
        return turned(figure, heading_deg).moved(at_m)

    def leg(self, side: Side, gap: Vector, foot: Foot) -> Leg:
        """The leg whose ankle lies at `gap` from its hip, shape (3,).

        Raises ValueError when the ankle is out of reach.
        """
        # Thigh and shank point equally far outwards, so that sideways they add up.
        outwards = np.arcsin(LATERAL[side] * gap[0] / (self.thigh_m + self.shank_m))
        lengths = self.thigh_m * np.cos(outwards), self.shank_m * np.cos(outwards)
        thigh_deg, shank_deg = two_link_deg((-gap[1], gap[2]), *lengths)
        outwards_deg = float(np.degrees(outwards))
        return Leg(thigh_deg, shank_deg, foot.pitch_deg, outwards_deg, toes_deg=foot.toes_deg)
