"""Exercises on the feet that bend the hips: marching, knee raise, hip hinge and step-up.

The person stands at the origin and faces -y.  A foot that carries weight never moves.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from tools.render_patients.ground import SOFT_KNEE_DEG, Ground
from tools.render_patients.limbs import two_link_deg
from tools.render_patients.performance import Moment, OtherLeg
from tools.render_patients.skeleton import (
    ANKLE,
    HIP,
    OTHER,
    SIDES,
    TOES,
    Arm,
    Figure,
    Leg,
    Side,
    Skeleton,
    bone,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tools.render_patients.ground import ChairPlace
    from tools.render_patients.scenery import StepPlace

STANCE: Final = Leg(SOFT_KNEE_DEG / 2, -SOFT_KNEE_DEG / 2, 0.0)
KNEE_SHARE: Final = 1.2  # of the thigh: by how much the knee of a lifted leg bends
FOOT_SHARE: Final = 0.3  # of the shank: by how much a lifted foot hangs
ARM_SHARE: Final = 0.5  # of the thigh: by how much the arm across swings
MOST_KNEE_DEG: Final = 100.0


def lifted_leg(thigh_deg: float) -> Leg:
    """A leg whose knee is lifted in front, shank hanging; at rest it is as the other one."""
    bend_deg = min(KNEE_SHARE * (thigh_deg - STANCE.thigh_deg), MOST_KNEE_DEG)
    shank_deg = thigh_deg - SOFT_KNEE_DEG - bend_deg
    return Leg(thigh_deg, shank_deg, FOOT_SHARE * (shank_deg + SOFT_KNEE_DEG / 2))


class _OnOneLeg:
    """A knee lifted while the other foot stands; the measure is the thigh to gravity."""

    measure: Final = "thigh_inclination"
    mat_m: Final = None
    rest_deg: Final = SOFT_KNEE_DEG / 2

    def __init__(self, skeleton: Skeleton, side: Side) -> None:
        self.ground, self.side = Ground(skeleton), side
        level = self.ground.skeleton.stand(self.ground.posture(0.0, dict.fromkeys(SIDES, STANCE)))
        self.foot_m = {
            leg: np.array([level.joint(ANKLE, leg)[0], 0.0, self.ground.sole_m[ANKLE]])
            for leg in SIDES
        }

    def thigh_deg(self, moment: Moment) -> float:
        """The thigh of the lifted leg now."""
        if moment.span is None:
            return self.rest_deg
        return self.rest_deg + moment.lift * (moment.span.effort.peak_deg - self.rest_deg)

    def on(self, trunk_deg: float, legs: Mapping[Side, Leg], foot: Side) -> Figure:
        """Return a body with hanging arms that stands on one foot."""
        posture = self.ground.posture(trunk_deg, legs)
        return self.ground.fixed(posture, ANKLE, foot, self.foot_m[foot])


class Marching(_OnOneLeg):
    """Knees lifted in turn (see `OtherLeg`), the arms swinging.

    Faults
    ------
    lean_back, slump : degrees by which the trunk leans back or forward.
    """

    chair_m: Final = None

    def figure(self, moment: Moment) -> Figure:
        """The figure at one moment."""
        other = moment.span is not None and isinstance(moment.span.effort, OtherLeg)
        lifted: Side = OTHER[self.side] if other else self.side
        standing = OTHER[lifted]
        thigh_deg = self.thigh_deg(moment)
        trunk_deg = moment.fault("slump") - moment.fault("lean_back")
        legs = {lifted: lifted_leg(thigh_deg), standing: STANCE}
        swing_deg = ARM_SHARE * (thigh_deg - self.rest_deg)
        posture = self.ground.posture(trunk_deg, legs)
        arms = {standing: swinging(swing_deg), lifted: swinging(-0.5 * swing_deg)}
        posture = replace(posture, arms=arms)
        return self.ground.fixed(posture, ANKLE, standing, self.foot_m[standing])


def swinging(forward_deg: float) -> Arm:
    """An arm swung forward (+) or back, the elbow a little bent."""

    def hanging(angle_deg: float) -> np.ndarray:
        angle = np.radians(angle_deg)
        return np.array([0.0, -np.sin(angle), -np.cos(angle)])

    return Arm(hanging(forward_deg), hanging(forward_deg + 12.0 + 0.5 * abs(forward_deg)))


class KneeRaise(_OnOneLeg):
    """One knee lifted and held, the other hand on the back of a chair.

    Faults
    ------
    lean_back, slump : degrees by which the trunk leans back or forward.
    standing_knee_bent : degrees by which the standing knee bends.
    """

    def __init__(self, skeleton: Skeleton, side: Side) -> None:
        super().__init__(skeleton, side)
        rest = self.on(0.0, dict.fromkeys(SIDES, STANCE), OTHER[side])
        self.chair_m: ChairPlace = self.ground.chair_beside(rest, OTHER[side])

    def figure(self, moment: Moment) -> Figure:
        """The figure at one moment."""
        standing = OTHER[self.side]
        bend_deg = moment.fault("standing_knee_bent") / 2
        stance = Leg(STANCE.thigh_deg + bend_deg, STANCE.shank_deg - bend_deg, 0.0)
        legs = {self.side: lifted_leg(self.thigh_deg(moment)), standing: stance}
        trunk_deg = moment.fault("slump") - moment.fault("lean_back")
        figure = self.on(trunk_deg, legs, standing)
        arms = self.ground.on_hips(figure)
        arms |= self.ground.at_chair_beside(figure, self.chair_m, standing)
        posture = replace(self.ground.posture(trunk_deg, legs), arms=arms)
        return self.ground.fixed(posture, ANKLE, standing, self.foot_m[standing])


class HipHinge:
    """The hips pushed back, the trunk tipped in one piece; the measure is hip flexion.

    Faults
    ------
    squats : degrees by which the knees bend more, the trunk staying up.
    shins_forward : degrees by which the knees go forward.
    hips_stay : degrees by which the trunk bows while the hips stay over the feet.
    head_drops : degrees by which the head hangs.
    """

    measure: Final = "hip_flexion"
    mat_m: Final = None
    chair_m: Final = None
    rest_deg: Final = 2.5
    trunk_share: Final = 0.68  # of the bend of the hips
    soft_deg: Final = 14.0  # of the knees at the far end
    squat_share: Final = 0.5  # of the knees: by how much the trunk stays up in a squat

    def __init__(self, skeleton: Skeleton, side: Side) -> None:
        self.ground, self.side = Ground(skeleton), side
        forward = skeleton.rest_m[bone(TOES, side)] - skeleton.rest_m[bone(ANKLE, side)]
        self.ball_m = np.array([np.nan, forward[1], self.ground.sole_m[TOES]])

    def figure(self, moment: Moment) -> Figure:
        """The figure at one moment."""
        hip_deg = self.rest_deg
        if moment.span is not None:
            hip_deg += moment.lift * (moment.span.effort.peak_deg - self.rest_deg)
        squat_deg, stay_deg = moment.fault("squats"), moment.fault("hips_stay")
        knee_deg = SOFT_KNEE_DEG + moment.lift * self.soft_deg
        knee_deg += squat_deg + moment.fault("shins_forward") - 0.6 * stay_deg
        trunk_deg = self.trunk_share * (hip_deg - self.rest_deg) + 1.0
        trunk_deg += stay_deg - self.squat_share * squat_deg
        thigh_deg = hip_deg - trunk_deg
        leg = Leg(thigh_deg, thigh_deg - max(knee_deg, SOFT_KNEE_DEG), 0.0, toes_deg=0.0)
        posture = self.ground.posture(trunk_deg, dict.fromkeys(SIDES, leg))
        posture = replace(posture, head_deg=0.9 * trunk_deg + moment.fault("head_drops"))
        figure = self.ground.fixed(posture, TOES, self.side, self.ball_m)
        posture = replace(posture, arms=self.ground.on_hips(figure))
        return self.ground.fixed(posture, TOES, self.side, self.ball_m)


class StepUp:
    """One foot on a step, the body pushed up onto it; the measure is the rise of the hips.

    The working foot stays on the step, the other one follows and goes back to the floor.  The
    rise is given as the angle whose sine it is in lengths of the leg.

    Faults
    ------
    trunk_forward : degrees by which the trunk leans forward half-way up and down.
    """

    measure: Final = "step_rise"
    mat_m: Final = None
    chair_m: Final = None
    rise_deg: Final = 9.5  # of the hips on the step: its height
    ahead_m: Final = 0.33  # of the foot on the step before the one on the floor
    lean_m: Final = 0.05  # of the hips before the foot on the floor, at the start
    trunk_deg: Final = 10.0  # at the start; upright on the step
    lift_m: Final = 0.06  # by which the foot that follows clears the step
    half_m: Final = 0.3  # width and depth of the step
    heel_m: Final = 0.13  # from its edge to the ankle that stands on it

    def __init__(self, skeleton: Skeleton, side: Side) -> None:
        self.ground, self.side = Ground(skeleton), side
        self.thigh_m, self.shank_m = self.ground.lengths_m(2.0)
        self.leg_m = self.thigh_m + self.shank_m
        self.high_m = float(self.leg_m * np.sin(np.radians(self.rise_deg)))
        soft = self.thigh_m**2 + self.shank_m**2
        soft += 2 * self.thigh_m * self.shank_m * np.cos(np.radians(2 * SOFT_KNEE_DEG))
        self.reach_m = float(np.sqrt(soft))
        self.step_m: StepPlace = (
            0.0, self.ahead_m - self.heel_m + self.half_m, self.half_m, self.half_m, self.high_m,
        )  # fmt: skip

    def figure(self, moment: Moment) -> Figure:
        """The figure at one moment."""
        rise_deg = 0.0 if moment.span is None else moment.lift * moment.span.effort.peak_deg
        share = rise_deg / self.rise_deg
        rise_m = self.leg_m * np.sin(np.radians(rise_deg))
        forward_m = self.lean_m + share * (self.ahead_m - self.lean_m)
        bump_deg = 4 * moment.lift * (1 - moment.lift) * self._amount(moment, "trunk_forward")
        trunk_deg = 2.0 + max(1 - share, 0.0) * self.trunk_deg + bump_deg
        up_m = rise_m + float(np.sqrt(self.reach_m**2 - self.lean_m**2))
        # Over the step the reach is that of a body with the hips over the foot.
        up_m += max(share, 0.0) * (self.reach_m - np.sqrt(self.reach_m**2 - self.lean_m**2))
        legs = {
            self.side: self._leg(self.ahead_m - forward_m, self.high_m - up_m),
            OTHER[self.side]: self._leg(*self._follows(share, forward_m, up_m)),
        }
        posture = self.ground.posture(trunk_deg, legs)
        hip_m = np.array([np.nan, -forward_m, up_m + self.ground.sole_m[ANKLE]])
        return self.ground.fixed(posture, HIP, self.side, hip_m)

    def _leg(self, forward_m: float, up_m: float) -> Leg:
        distance = float(np.hypot(forward_m, up_m))
        tight = min(1.0, 0.9995 * self.leg_m / distance)  # never quite out of reach
        reach = (forward_m * tight, up_m * tight)
        return Leg(*two_link_deg(reach, self.thigh_m, self.shank_m), foot_deg=0.0)

    def _follows(self, share: float, forward_m: float, up_m: float) -> tuple[float, float]:
        """From the hip to the ankle of the foot that follows: up first, then over the edge."""
        share = min(max(share, 0.0), 1.0)
        over = _smooth((share - 0.3) / 0.7) * self.ahead_m
        high = _smooth(share / 0.75) * self.high_m + self.lift_m * np.sin(np.pi * share) ** 2
        return over - forward_m, float(high) - up_m

    @staticmethod
    def _amount(moment: Moment, name: str) -> float:
        return 0.0 if moment.span is None else moment.span.effort.faults.get(name, 0.0)


def _smooth(share: float) -> float:
    share = min(max(share, 0.0), 1.0)
    return share * share * (3 - 2 * share)
