"""Exercises on the feet: abduction, extension and mini squat.

The person stands at the origin and faces -y.  A foot that carries weight never moves.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from tools.render_patients.ground import SOFT_KNEE_DEG, Ground
from tools.render_patients.limbs import TOLERANCE, bisect, lowest_m
from tools.render_patients.performance import Moment
from tools.render_patients.skeleton import (
    ANKLE,
    LATERAL,
    OTHER,
    SIDES,
    TOES,
    Arm,
    Figure,
    Leg,
    Posture,
    Side,
    Skeleton,
    bone,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tools.render_patients.ground import ChairPlace

LIFTED_CLEAR_M: Final = 0.01  # height of a lifted foot over the floor, where possible
MOST_BEND_DEG: Final = 30.0


class HipAbduction:
    """One straight leg lifted to the side; the measure is the thigh against the pelvis.

    Faults
    ------
    trunk_lean : degrees by which the trunk leans away from the lifted leg.
    hip_hike : degrees by which the pelvis rises on the lifted side.
    knee_bent : degrees of knee flexion of the lifted leg.
    leg_forward : degrees by which the lifted leg also goes forward; the angle of the thigh as
        seen from the front stays as asked for.
    """

    measure: Final = "hip_abduction"
    mat_m: Final = None
    chair_m: Final = None
    rest_deg: Final = 2.0
    shift_deg: Final = 3.0  # the standing leg leans as the weight moves over it

    def __init__(self, skeleton: Skeleton, side: Side) -> None:
        self.ground, self.side = Ground(skeleton), side
        rest = self.ground.skeleton.stand(self._posture(0.0, Moment(0.0, 0.0, None)))
        stance = rest.joint(ANKLE, OTHER[side])
        self.foot_m = np.array([stance[0], 0.0, self.ground.sole_m[ANKLE]])

    def figure(self, moment: Moment) -> Figure:
        """The figure at one moment."""
        way_deg = 0.0 if moment.span is None else moment.span.effort.peak_deg - self.rest_deg
        posture = self._posture(moment.lift * way_deg, moment)
        stance = OTHER[self.side]
        figure = self.ground.fixed(posture, ANKLE, stance, self.foot_m)
        arms = self.ground.on_hips(figure)
        return self.ground.fixed(replace(posture, arms=arms), ANKLE, stance, self.foot_m)

    def _posture(self, out_deg: float, moment: Moment) -> Posture:
        bend_deg, forward_deg = moment.fault("knee_bent"), moment.fault("leg_forward")
        # The pelvis takes the thigh along when it hikes.
        out_deg += moment.fault("hip_hike")
        thigh_deg = SOFT_KNEE_DEG / 2 + bend_deg / 2 + forward_deg
        # A thigh that points forward is seen shorter from the front, and so further out.
        slope = np.tan(np.radians(self.rest_deg + out_deg)) * np.cos(np.radians(thigh_deg))
        lifted = Leg(
            thigh_deg,
            shank_deg=-SOFT_KNEE_DEG / 2 - bend_deg / 2 + forward_deg,
            foot_deg=-bend_deg / 2 + forward_deg,
            abduction_deg=float(np.degrees(np.arctan(slope))),
            foot_roll_deg=out_deg,
        )
        stance = Leg(
            SOFT_KNEE_DEG / 2,
            -SOFT_KNEE_DEG / 2,
            0.0,
            abduction_deg=self.rest_deg - moment.lift * self.shift_deg,
        )
        posture = self.ground.posture(0.0, {self.side: lifted, OTHER[self.side]: stance})
        away = -LATERAL[self.side]
        return replace(
            posture,
            lean_deg=away * moment.fault("trunk_lean"),
            pelvis_roll_deg=away * moment.fault("hip_hike"),
        )


class HipExtension:
    """One straight leg moved backwards at a chair; the measure is hip flexion, - for extension.

    Faults
    ------
    trunk_forward : degrees by which the trunk leans forward.
    only_leaning : the same by itself: with an effort of -1 the leg goes back because the trunk
        leans forward, and the hip does not extend.
    arch : degrees by which the trunk leans back, hips pushed forward over the standing foot.
    knee_bent : degrees of knee flexion of the moving leg.
    standing_knee_bent : degrees of knee flexion of the standing leg; the moving knee gives as
        much as its foot needs to clear the floor.
    """

    measure: Final = "hip_flexion"
    mat_m: Final = None
    rest_deg: Final = 1.5

    def __init__(self, skeleton: Skeleton, side: Side) -> None:
        self.ground, self.side = Ground(skeleton), side
        self.foot_m = np.array([np.nan, 0.0, self.ground.sole_m[ANKLE]])
        self.chair_m: ChairPlace = (0.0, 0.0, 0.0)
        self.chair_m = self.ground.chair_for(self.figure(Moment(0.0, 0.0, None)))

    def figure(self, moment: Moment) -> Figure:
        """The figure at one moment."""
        flexion_deg = self.rest_deg
        if moment.span is not None:
            flexion_deg += moment.lift * (moment.span.effort.peak_deg - self.rest_deg)
        arch_deg = moment.fault("arch")
        trunk_deg = moment.fault("trunk_forward") + moment.fault("only_leaning") - arch_deg
        thigh_deg = flexion_deg - trunk_deg
        stance = self._stance(moment.fault("standing_knee_bent"), arch_deg)
        knee_deg = SOFT_KNEE_DEG + moment.fault("knee_bent")

        def posture(clearing: float) -> Posture:
            moving = self._moving(thigh_deg, knee_deg, clearing)
            return self.ground.posture(trunk_deg, {self.side: moving, OTHER[self.side]: stance})

        gone = posture(self._clearing(posture, moment.lift))
        figure = self.ground.fixed(gone, ANKLE, OTHER[self.side], self.foot_m)
        arms = self.ground.at_chair(figure, self.chair_m)
        return self.ground.fixed(replace(gone, arms=arms), ANKLE, OTHER[self.side], self.foot_m)

    def _moving(self, thigh_deg: float, knee_deg: float, clearing: float) -> Leg:
        """The moving leg; `clearing` pulls the toes up until 1, and bends the knee until 2."""
        shank_deg = thigh_deg - knee_deg - max(clearing - 1.0, 0.0) * MOST_BEND_DEG
        pulled = 1.0 - min(clearing, 1.0)
        return Leg(thigh_deg, shank_deg, 0.55 * (shank_deg + SOFT_KNEE_DEG / 2) * pulled)

    def _stance(self, bend_deg: float, arch_deg: float) -> Leg:
        thigh_m, shank_m = self.ground.lengths_m(2.0)
        # A body that leans back pushes the hips forward by as much as the shoulders go back.
        back = self.ground.trunk_m * np.sin(np.radians(arch_deg)) / (thigh_m + shank_m)
        pushed_deg = float(np.degrees(np.arcsin(back)))
        # The hip stays over the ankle however far the knee bends.
        share = shank_m / (thigh_m + shank_m)
        knee_deg = SOFT_KNEE_DEG + bend_deg
        thigh_deg = SOFT_KNEE_DEG / 2 + share * bend_deg - pushed_deg
        return Leg(thigh_deg, thigh_deg - knee_deg, 0.0)

    def _clearing(self, posture: Callable[[float], Posture], lift: float) -> float:
        """The least clearing that keeps the moving foot over the floor."""
        bones = self.ground.foot_bones(self.side)

        def over_m(clearing: float) -> float:
            figure = self.ground.fixed(posture(clearing), ANKLE, OTHER[self.side], self.foot_m)
            return lowest_m(self.ground.skeleton, figure, bones) - lift * LIFTED_CLEAR_M

        return 0.0 if over_m(0.0) >= -TOLERANCE else bisect(over_m, 0.0, 2.0)


class MiniSquat:
    """Both knees bent; the measure is knee flexion.

    Faults
    ------
    trunk_forward : degrees of forward lean beyond what balance asks for.
    knees_past_toes : degrees by which the shanks lean forward more than they should.
    heels_lift : degrees by which the heels rise; the balls of the feet stay on the floor.
    """

    measure: Final = "knee_flexion"
    mat_m: Final = None
    chair_m: Final = None
    rest_deg: Final = SOFT_KNEE_DEG
    thigh_share: Final = 0.55  # of the knee flexion; the shank takes the rest
    trunk_share: Final = 0.5

    def __init__(self, skeleton: Skeleton, side: Side) -> None:
        self.ground, self.side = Ground(skeleton), side
        forward = skeleton.rest_m[bone(TOES, side)] - skeleton.rest_m[bone(ANKLE, side)]
        self.ball_m = np.array([np.nan, forward[1], self.ground.sole_m[TOES]])

    def figure(self, moment: Moment) -> Figure:
        """The figure at one moment."""
        knee_deg = self.rest_deg
        if moment.span is not None:
            knee_deg += moment.lift * (moment.span.effort.peak_deg - self.rest_deg)
        thigh_deg = self.thigh_share * knee_deg - moment.fault("knees_past_toes")
        trunk_deg = self.trunk_share * (knee_deg - self.rest_deg)
        trunk_deg += moment.fault("trunk_forward") - moment.fault("knees_past_toes")
        leg = Leg(thigh_deg, thigh_deg - knee_deg, -moment.fault("heels_lift"), toes_deg=0.0)
        posture = self.ground.posture(trunk_deg, dict.fromkeys(SIDES, leg))
        raised = np.array([0.0, -np.sin(np.radians(70 * moment.lift)), 0.0])
        raised[2] = -np.cos(np.radians(70 * moment.lift))
        arm = Arm(raised + np.array([0.0, 0.05, 0.0]), raised + np.array([0.0, -0.1, 0.0]))
        posture = replace(posture, arms=dict.fromkeys(SIDES, arm))
        return self.ground.fixed(posture, TOES, self.side, self.ball_m)
