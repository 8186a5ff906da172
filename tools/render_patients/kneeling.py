"""The half-kneeling hip flexor stretch: rear knee and front foot stay where they are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from tools.render_patients.contact import bisect, lowest_m, two_link_deg
from tools.render_patients.ground import ELBOWS_OUT, Ground
from tools.render_patients.rhythm import rocking_deg
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
    from tools.render_patients.schedule import Moment

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
