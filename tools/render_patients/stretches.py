"""The hip flexor stretches, half-kneeling and in a stride."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from tools.render_patients.ground import ELBOWS_OUT, SOFT_KNEE_DEG, Ground
from tools.render_patients.limbs import bisect, lowest_m, two_link_deg
from tools.render_patients.performance import Moment, rocking_deg
from tools.render_patients.skeleton import (
    ANKLE,
    HIP,
    KNEE,
    LATERAL,
    OTHER,
    SIDES,
    TOES,
    Arm,
    Figure,
    Leg,
    Side,
    Skeleton,
    Vector,
    bone,
)

if TYPE_CHECKING:
    from tools.render_patients.ground import ChairPlace


GIVE_M: Final = 0.008  # how far a knee presses into the mat
TOE_M: Final = 0.012  # half the thickness of a toe
BOUNCE_HERTZ: Final = 1.0
OVER_THIGH_M: Final = 0.1
PALM_DOWN_DEG: Final = 75.0
LOWER_THIGH: Final = "upperleg02"
TUCK_DEG: Final = 68.0  # how far the rear foot points away


class HalfKneelingStretch:
    """Hips glide forward over the rear knee; the measure is hip flexion of the rear leg.

    Faults
    ------
    lean_forward : degrees by which the trunk leans forward.
    arch_back : degrees by which the trunk leans back.
    bouncing : degrees of hip flexion from crest to crest by which the hips bounce in the hold.
    """

    measure: Final = "hip_flexion"
    mat_m: Final = (0.0, 0.15, 0.35, 0.92)
    chair_m: Final = None
    rest_deg: Final = 2.0
    wrist_share: float = 0.72  # where the wrists are between front hip and knee
    stride: float = 1.2  # front ankle ahead of the rear knee, in thigh lengths

    def __init__(self, skeleton: Skeleton, side: Side) -> None:
        self.ground, self.side = Ground(skeleton), side
        self.shank_deg = bisect(self._foot_over_knee_m, -100.0, -60.0)
        kneeling = self._stand(0.0, self._rear(0.0))
        knee = kneeling.joint(KNEE, side)[2] - self._kneecap_m(kneeling) - GIVE_M
        self.knee_m = np.array([np.nan, 0.0, knee])
        self.front_m = self.stride * self.ground.lengths_m(2.0)[0]

    def figure(self, moment: Moment) -> Figure:
        """The figure at one moment."""
        flexion_deg = self.rest_deg
        if moment.span is not None:
            flexion_deg += moment.lift * (moment.span.effort.peak_deg - self.rest_deg)
            flexion_deg += rocking_deg(moment, "bouncing", hertz=BOUNCE_HERTZ)
        trunk_deg = moment.fault("lean_forward") - moment.fault("arch_back")
        rear = self._rear(flexion_deg - trunk_deg)
        hip = self._placed_hip(rear)
        reach = (self.front_m + hip[1], self.ground.sole_m[ANKLE] - hip[2])
        front = Leg(*two_link_deg(reach, *self.ground.lengths_m(2.0)), foot_deg=0.0)
        posture = self.ground.posture(trunk_deg, {self.side: rear, OTHER[self.side]: front})
        figure = self.ground.fixed(posture, KNEE, self.side, self.knee_m)
        arms = self._on_thigh(figure)
        return self.ground.fixed(replace(posture, arms=arms), KNEE, self.side, self.knee_m)

    def _rear(self, thigh_deg: float) -> Leg:
        return Leg(thigh_deg, self.shank_deg, self.shank_deg - TUCK_DEG)

    def _stand(self, trunk_deg: float, leg: Leg) -> Figure:
        posture = self.ground.posture(trunk_deg, dict.fromkeys(SIDES, leg))
        return self.ground.skeleton.stand(posture)

    def _placed_hip(self, rear: Leg) -> Vector:
        posture = self.ground.posture(0.0, dict.fromkeys(SIDES, rear))
        return self.ground.fixed(posture, KNEE, self.side, self.knee_m).joint(HIP, self.side)

    def _lowest_m(self, figure: Figure, joint: str) -> float:
        return lowest_m(self.ground.skeleton, figure, (bone(joint, self.side),))

    def _foot_over_knee_m(self, shank_deg: float) -> float:
        leg = Leg(0.0, shank_deg, shank_deg - TUCK_DEG)
        figure = self._stand(0.0, leg)
        foot = min(self._lowest_m(figure, ANKLE), figure.joint(TOES, self.side)[2] - TOE_M)
        return float(foot - self._kneecap_m(figure))

    def _kneecap_m(self, figure: Figure) -> float:
        """Height of the lowest skin of the knee, which shank and thigh share."""
        skin = self.ground.skeleton.skin_m
        shared = (bone(joint, self.side) for joint in (KNEE, LOWER_THIGH))
        return lowest_m(self.ground.skeleton, figure, [name for name in shared if name in skin])

    def _on_thigh(self, figure: Figure) -> dict[Side, Arm]:
        hip, knee = (figure.joint(joint, OTHER[self.side]) for joint in (HIP, KNEE))
        along = (knee - hip) / np.linalg.norm(knee - hip)
        upwards = np.cross(along, [1.0, 0.0, 0.0])
        wrist = hip + self.wrist_share * (knee - hip) + OVER_THIGH_M * upwards
        wrists = {side: wrist + np.array([0.05 * LATERAL[side], 0.0, 0.0]) for side in SIDES}
        pointing = along - 0.1 * upwards
        return self.ground.hands(
            figure, wrists, palm_deg=PALM_DOWN_DEG, pointing=pointing, elbows=ELBOWS_OUT
        )


class HalfKneelingShortStride(HalfKneelingStretch):
    """The fault front_knee_past_toes: the front foot stands too near."""

    stride = 0.5
    wrist_share = 0.82


class StandingStretch:
    """Stride stance beside a chair, hips forward; the measure is hip flexion of the rear leg.

    The ball of the rear foot and the whole front foot stay where they are; the front knee
    follows from them.  The hand of the front leg's side holds the back of the chair.

    Faults
    ------
    lean_forward : degrees by which the trunk leans forward beyond its usual `trunk_deg`.
    arch_back : degrees by which the trunk leans back from there: 17 bring it to -11.
    back_knee_bent : degrees of knee flexion of the rear leg beyond what the stride asks for.
    """

    measure: Final = "hip_flexion"
    mat_m: Final = None
    rest_deg: Final = 2.0
    trunk_deg: Final = 6.0
    deepest_deg: Final = -15.0
    rear_knee_deg: Final = 12.0  # at the deepest, as the next two
    good_front_knee_deg: Final = 32.0
    front_knee_deg: float = good_front_knee_deg
    front_rest_deg: Final = 9.0
    nearer: float = 0.0  # lengths of the leg by which the front foot stands nearer than it should
    ankle_limit_deg: Final = 20.0  # the heel rises when the shank leans more than this

    def __init__(self, skeleton: Skeleton, side: Side) -> None:
        self.ground, self.side = Ground(skeleton), side
        self.ball_m = np.array([np.nan, 0.35, self.ground.sole_m[TOES]])
        hip = self._hip(self.deepest_deg - self.trunk_deg, self.rear_knee_deg)
        thigh_m, shank_m = self.ground.lengths_m(2.0)
        cosine = np.cos(np.radians(self.good_front_knee_deg))
        square = thigh_m**2 + shank_m**2 + 2 * thigh_m * shank_m * cosine
        drop = hip[2] - self.ground.sole_m[ANKLE]
        nearer_m = self.nearer * (thigh_m + shank_m)
        self.front_m = float(-hip[1] + np.sqrt(square - drop**2)) - nearer_m
        self.chair_m: ChairPlace = (0.0, 0.0, 0.0)
        rest = self.figure(Moment(0.0, 0.0, None))
        self.chair_m = self.ground.chair_beside(rest, OTHER[side])

    def figure(self, moment: Moment) -> Figure:
        """The figure at one moment."""
        flexion_deg = self.rest_deg
        if moment.span is not None:
            flexion_deg += moment.lift * (moment.span.effort.peak_deg - self.rest_deg)
        trunk_deg = self.trunk_deg + moment.fault("lean_forward") - moment.fault("arch_back")
        thigh_deg = flexion_deg - trunk_deg
        # Leaning back straightens the hip without bringing it forward.
        forward_deg = flexion_deg + moment.fault("arch_back")
        knee_deg = self._knee_deg(thigh_deg, forward_deg) + moment.fault("back_knee_bent")
        hip = self._hip(thigh_deg, knee_deg)
        legs = {
            self.side: self._rear(thigh_deg, knee_deg),
            OTHER[self.side]: Leg(*self._front_deg(hip), foot_deg=0.0),
        }
        posture = self.ground.posture(trunk_deg, legs)
        figure = self.ground.fixed(posture, TOES, self.side, self.ball_m)
        arms = self.ground.on_hips(figure)
        arms |= self.ground.at_chair_beside(figure, self.chair_m, OTHER[self.side])
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
        share = max(self.rest_deg - flexion_deg, 0.0) / (self.rest_deg - self.deepest_deg)
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


class StandingShortStep(StandingStretch):
    """The fault short_step: the front foot stands too near."""

    nearer = 0.32


class StandingKneeForward(StandingShortStep):
    """The fault front_knee_past_toes: the hips sink far over a front foot that stands too near.

    Ask for far ends of about -16.  The step is short and the rear knee bends by about 30, so
    that these are the faults short_step and back_knee_bent as well.  With a step of the right
    length the front knee passes the toes only when the rear knee bends much more:
    ``back_knee_bent`` of 36 or more.
    """

    front_knee_deg = 52.0
