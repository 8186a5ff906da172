"""Exercises on the feet: abduction, extension, mini squat, and the stretch at a chair.

The person stands at the origin and faces -y.  A foot that carries weight never moves.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from tools.render_patients.contact import bisect, two_link_deg
from tools.render_patients.ground import CHAIR_BACK_M, ChairPlace, Ground, at_chair
from tools.render_patients.schedule import Moment
from tools.render_patients.skeleton import (
    ANKLE,
    HIP,
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
    Vector,
)

SOFT_KNEE_DEG: Final = 3.0  # nobody stands with locked knees


class HipAbduction:
    """One straight leg lifted to the side; the measure is the thigh against the pelvis.

    Faults
    ------
    trunk_lean : degrees by which the trunk leans away from the lifted leg.
    hip_hike : degrees by which the pelvis rises on the lifted side.
    knee_bent : degrees of knee flexion of the lifted leg.
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
        arms = self.ground.hands(figure, self._on_hips(figure), palm_deg=-30.0)
        return self.ground.fixed(replace(posture, arms=arms), ANKLE, stance, self.foot_m)

    def _posture(self, out_deg: float, moment: Moment) -> Posture:
        bend_deg = moment.fault("knee_bent")
        # The pelvis takes the thigh along when it hikes.
        out_deg += moment.fault("hip_hike")
        lifted = Leg(
            thigh_deg=SOFT_KNEE_DEG / 2 + bend_deg / 2,
            shank_deg=-SOFT_KNEE_DEG / 2 - bend_deg / 2,
            foot_deg=-bend_deg / 2,
            abduction_deg=self.rest_deg + out_deg,
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

    def _on_hips(self, figure: Figure) -> dict[Side, Vector]:
        return {
            side: figure.joint(HIP, side) + np.array([0.1 * LATERAL[side], -0.03, 0.1])
            for side in SIDES
        }


class HipExtension:
    """One straight leg moved backwards at a chair; the measure is hip flexion, - for extension.

    Faults
    ------
    trunk_forward : degrees by which the trunk leans forward.
    knee_bent : degrees of knee flexion of the moving leg.
    """

    measure: Final = "hip_flexion"
    mat_m: Final = None
    chair_m: Final[ChairPlace] = (0.0, 0.62, 0.0)
    rest_deg: Final = 1.5

    def __init__(self, skeleton: Skeleton, side: Side) -> None:
        self.ground, self.side = Ground(skeleton), side
        self.foot_m = np.array([np.nan, 0.0, self.ground.sole_m[ANKLE]])

    def figure(self, moment: Moment) -> Figure:
        """The figure at one moment."""
        flexion_deg = self.rest_deg
        if moment.span is not None:
            flexion_deg += moment.lift * (moment.span.effort.peak_deg - self.rest_deg)
        trunk_deg = moment.fault("trunk_forward")
        thigh_deg = flexion_deg - trunk_deg
        shank_deg = thigh_deg - SOFT_KNEE_DEG - moment.fault("knee_bent")
        # The toes are pulled up a little, or they would scrape the floor.
        moving = Leg(thigh_deg, shank_deg, 0.55 * (shank_deg + SOFT_KNEE_DEG / 2))
        stance = Leg(SOFT_KNEE_DEG / 2, -SOFT_KNEE_DEG / 2, 0.0)
        posture = self.ground.posture(trunk_deg, {self.side: moving, OTHER[self.side]: stance})
        figure = self.ground.fixed(posture, ANKLE, OTHER[self.side], self.foot_m)
        arms = self.ground.hands(figure, at_chair(self.chair_m), palm_deg=70.0)
        return self.ground.fixed(replace(posture, arms=arms), ANKLE, OTHER[self.side], self.foot_m)


class MiniSquat:
    """Both knees bent; the measure is knee flexion.

    Faults
    ------
    trunk_forward : degrees of forward lean beyond what balance asks for.
    knees_past_toes : degrees by which the shanks lean forward more than they should.
    """

    measure: Final = "knee_flexion"
    mat_m: Final = None
    chair_m: Final = None
    rest_deg: Final = SOFT_KNEE_DEG
    thigh_share: Final = 0.55  # of the knee flexion; the shank takes the rest
    trunk_share: Final = 0.5

    def __init__(self, skeleton: Skeleton, side: Side) -> None:
        self.ground, self.side = Ground(skeleton), side
        self.foot_m = np.array([np.nan, 0.0, self.ground.sole_m[ANKLE]])

    def figure(self, moment: Moment) -> Figure:
        """The figure at one moment."""
        knee_deg = self.rest_deg
        if moment.span is not None:
            knee_deg += moment.lift * (moment.span.effort.peak_deg - self.rest_deg)
        thigh_deg = self.thigh_share * knee_deg - moment.fault("knees_past_toes")
        trunk_deg = self.trunk_share * (knee_deg - self.rest_deg)
        trunk_deg += moment.fault("trunk_forward") - moment.fault("knees_past_toes")
        leg = Leg(thigh_deg, thigh_deg - knee_deg, 0.0)
        posture = self.ground.posture(trunk_deg, dict.fromkeys(SIDES, leg))
        raised = np.array([0.0, -np.sin(np.radians(70 * moment.lift)), 0.0])
        raised[2] = -np.cos(np.radians(70 * moment.lift))
        arm = Arm(raised + np.array([0.0, 0.05, 0.0]), raised + np.array([0.0, -0.1, 0.0]))
        posture = replace(posture, arms=dict.fromkeys(SIDES, arm))
        return self.ground.fixed(posture, ANKLE, self.side, self.foot_m)


class StandingStretch:
    """Stride stance at a chair, hips pressed forward; the measure is hip flexion of the rear leg.

    The ball of the rear foot and the whole front foot stay where they are; the front knee
    follows from them.

    Faults
    ------
    lean_forward : degrees by which the trunk leans forward.
    back_knee_bent : degrees of knee flexion of the rear leg.
    """

    measure: Final = "hip_flexion"
    mat_m: Final = None
    rest_deg: Final = 2.0
    trunk_deg: Final = 6.0
    deepest_deg: Final = -15.0
    rear_knee_deg: Final = 12.0
    front_knee_deg: Final = 32.0  # at the deepest
    front_rest_deg: Final = 9.0
    ankle_limit_deg: Final = 20.0  # the heel rises when the shank leans more than this

    def __init__(self, skeleton: Skeleton, side: Side) -> None:
        self.ground, self.side = Ground(skeleton), side
        self.ball_m = np.array([np.nan, 0.35, self.ground.sole_m[TOES]])
        hip = self._hip(self.deepest_deg - self.trunk_deg, self.rear_knee_deg)
        thigh_m, shank_m = self.ground.lengths_m(2.0)
        cosine = np.cos(np.radians(self.front_knee_deg))
        square = thigh_m**2 + shank_m**2 + 2 * thigh_m * shank_m * cosine
        drop = hip[2] - self.ground.sole_m[ANKLE]
        self.front_m = float(-hip[1] + np.sqrt(square - drop**2))
        self.chair_m: ChairPlace = (0.0, self.front_m + 0.2 + CHAIR_BACK_M, 0.0)

    def figure(self, moment: Moment) -> Figure:
        """The figure at one moment."""
        flexion_deg = self.rest_deg
        if moment.span is not None:
            flexion_deg += moment.lift * (moment.span.effort.peak_deg - self.rest_deg)
        trunk_deg = self.trunk_deg + moment.fault("lean_forward")
        thigh_deg = flexion_deg - trunk_deg
        knee_deg = self._knee_deg(thigh_deg, flexion_deg) + moment.fault("back_knee_bent")
        hip = self._hip(thigh_deg, knee_deg)
        legs = {
            self.side: self._rear(thigh_deg, knee_deg),
            OTHER[self.side]: Leg(*self._front_deg(hip), foot_deg=0.0),
        }
        posture = self.ground.posture(trunk_deg, legs)
        figure = self.ground.fixed(posture, TOES, self.side, self.ball_m)
        arms = self.ground.hands(figure, at_chair(self.chair_m), palm_deg=70.0)
        return self.ground.fixed(replace(posture, arms=arms), TOES, self.side, self.ball_m)

    def _rear(self, thigh_deg: float, knee_deg: float) -> Leg:
        shank_deg = thigh_deg - knee_deg
        heel_deg = max(0.0, -shank_deg - self.ankle_limit_deg)
        return Leg(thigh_deg, shank_deg, -heel_deg, toes_deg=0.0)

    def _hip(self, thigh_deg: float, knee_deg: float) -> Vector:
        legs = dict.fromkeys(SIDES, self._rear(thigh_deg, knee_deg))
        posture = self.ground.posture(0.0, legs)
        return self.ground.fixed(posture, TOES, self.side, self.ball_m).joint(HIP, self.side)

    def _front_deg(self, hip: Vector) -> tuple[float, float]:
        reach = (self.front_m + hip[1], self.ground.sole_m[ANKLE] - hip[2])
        return two_link_deg(reach, *self.ground.lengths_m(2.0))

    def _knee_deg(self, thigh_deg: float, flexion_deg: float) -> float:
        """Flexion of the rear knee that brings the front knee where it should be by now."""
        share = (self.rest_deg - flexion_deg) / (self.rest_deg - self.deepest_deg)
        front_deg = self.front_rest_deg + share**2 * (self.front_knee_deg - self.front_rest_deg)

        def spare_deg(knee_deg: float) -> float:
            try:
                front = self._front_deg(self._hip(thigh_deg, knee_deg))
            except ValueError:  # the front foot is out of reach: sink lower
                return -front_deg
            return front[0] - front[1] - front_deg

        if spare_deg(SOFT_KNEE_DEG) >= 0:
            return SOFT_KNEE_DEG
        return bisect(spare_deg, SOFT_KNEE_DEG, 70.0)
