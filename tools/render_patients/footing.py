"""Feet on the floor and a body above them, whichever way it faces.

Lengths are in metres, (left, backward, up) as in `skeleton`.  A heading is degrees to the left of
-y.  The angles of `truth` take a person to face -y and are wrong for whoever has turned, which is
why only people do so who do no repetition.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from tools.render_patients.contact import lowest_m, two_link_deg
from tools.render_patients.ground import Ground
from tools.render_patients.limbs import UP, swung, turned
from tools.render_patients.schedule import ease
from tools.render_patients.skeleton import (
    ANKLE,
    HIP,
    KNEE,
    LATERAL,
    SIDES,
    TOES,
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
    """What a foot looks like from below: how high its ankle is, and what it rolls over."""

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
