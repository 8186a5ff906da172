"""On the front: a body that lies on it, and the leg lift.

The head points to -y, the face is down.  Chest, belly, knees and feet touch the floor by their
surfaces, pressed in by `GIVE_M` as flesh and mat are; the forehead rests on the hands.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from tools.render_patients.limbs import bisect, lowest_m, reach_with
from tools.render_patients.skeleton import (
    ELBOW,
    HIP,
    KNEE,
    LATERAL,
    LETTER,
    OTHER,
    SHOULDER,
    SIDES,
    WRIST,
    Arm,
    Figure,
    Leg,
    Posture,
    Side,
    Skeleton,
    Vector,
    bone,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tools.render_patients.performance import Moment

CHEST: Final = ("spine02", "spine01")
COLLAR: Final = tuple(bone(name, side) for name in ("clavicle", "shoulder01") for side in SIDES)
BELLY: Final = ("pelvis.L", "pelvis.R", "spine05")
LOWER_THIGH: Final = "upperleg02"
FEET: Final = ("foot", "toe")
GIVE_M: Final = 0.012  # chest and belly give more than a back does
HAND_M: Final = 0.045  # height of the forehead on two hands, one upon the other
WRIST_M: Final = 0.045
ELBOW_M: Final = 0.042  # of the joint over the floor that the elbow rests on
PALM_DOWN_DEG: Final = 32.0
WRIST_ASIDE_M: Final = 0.13
POINTED_DEG: Final = 62.0  # how far the feet of a prone body point away
WIDE_DEG: Final = 3.0  # how far the legs point outwards
STRAIGHT_KNEE_DEG: Final = 3.0
FACE_DOWN_DEG: Final = 90.0
HEAD_BACK_DEG: Final = 15.0  # as far as the head goes back


class Front:
    """A body lying on its front: where the trunk, the legs and the hands rest."""

    def __init__(self, skeleton: Skeleton) -> None:
        self.skeleton = skeleton
        straight = self.leg(-90.0, -90.0)
        ahead = np.array([0.0, -1.0, 0.0])
        self._template = Posture(
            trunk_deg=FACE_DOWN_DEG,
            legs=dict.fromkeys(SIDES, straight),
            arms=dict.fromkeys(SIDES, Arm(ahead, ahead)),
            head_deg=FACE_DOWN_DEG,
        )
        self._chest_m = self._trunk_points_m((*CHEST, *COLLAR))
        self.rest_deg = bisect(self._tilt_m, 70.0, 110.0)
        self._resting: dict[float, Leg] = {}
        self._heads_deg: dict[float, float] = {}

    def leg(self, thigh_deg: float, shank_deg: float) -> Leg:
        """A leg behind the body, its foot pointed."""
        return Leg(thigh_deg, shank_deg, shank_deg - POINTED_DEG, WIDE_DEG)

    def _trunk_points_m(self, bones: Sequence[str]) -> Vector:
        """Skin of bones that move with the trunk, at rest, from mid-hip, shape (n, 3)."""
        points = np.vstack([self.skeleton.skin_m[name] for name in bones])
        return points - self.skeleton.middle_m(HIP)

    def _tilt_m(self, trunk_deg: float) -> float:
        turn = self.skeleton.trunk_turn(trunk_deg)
        chest, belly = (self._trunk_points_m(bones) @ turn.T for bones in (CHEST, BELLY))
        return float(chest[:, 2].min() - belly[:, 2].min())

    def hip_at(self, trunk_deg: float) -> tuple[float, float]:
        """Mid-hip (forward, up) in metres, shoulders at forward 0, chest on the floor."""
        turn = self.skeleton.trunk_turn(trunk_deg)
        shoulders = turn @ (self.skeleton.middle_m(SHOULDER) - self.skeleton.middle_m(HIP))
        lowest = (self._chest_m @ turn.T)[:, 2].min()
        return float(shoulders[1]), float(-GIVE_M - lowest)

    def resting_leg(self, trunk_deg: float) -> Leg:
        """The leg that lies on the floor: thigh or knee touches it, and then the foot."""
        if trunk_deg not in self._resting:
            feet = tuple(
                name
                for name in self.skeleton.skin_m
                if name.startswith(FEET) and name.endswith(LETTER["left"])
            )

            thigh = [bone(name, "left") for name in (KNEE, LOWER_THIGH)]
            thigh = [name for name in thigh if name in self.skeleton.skin_m]

            def knee_m(thigh_deg: float) -> float:
                return self._height_m(trunk_deg, self.leg(thigh_deg, thigh_deg), thigh)

            thigh_deg = bisect(knee_m, -120.0, -30.0)

            def foot_m(shank_deg: float) -> float:
                return self._height_m(trunk_deg, self.leg(thigh_deg, shank_deg), feet)

            self._resting[trunk_deg] = self.leg(thigh_deg, bisect(foot_m, -130.0, -60.0))
        return self._resting[trunk_deg]

    def _height_m(self, trunk_deg: float, leg: Leg, bones: Sequence[str]) -> float:
        posture = replace(self._template, trunk_deg=trunk_deg, legs=dict.fromkeys(SIDES, leg))
        return lowest_m(self.skeleton, self._placed(posture), bones) + GIVE_M

    def lie(
        self, trunk_deg: float, legs: Mapping[Side, Leg], *, head_up_deg: float = 0.0
    ) -> Figure:
        """The whole figure, forehead on the hands, or lifted off them by some degrees."""
        posture = replace(self._template, trunk_deg=trunk_deg, legs=legs)
        posture = replace(posture, head_deg=self._head_deg(posture))
        arms = self._arms(self._placed(posture))
        return self._placed(replace(posture, arms=arms, head_deg=posture.head_deg - head_up_deg))

    def _placed(self, posture: Posture) -> Figure:
        figure = self.skeleton.stand(posture)
        forward, up = self.hip_at(posture.trunk_deg)
        return figure.moved(np.array([0.0, -forward, up]))

    def _head_deg(self, posture: Posture) -> float:
        """Inclination of the head whose forehead rests on the hands."""

        def height_m(head_deg: float) -> float:
            figure = self._placed(replace(posture, head_deg=head_deg))
            return lowest_m(self.skeleton, figure, ("head",)) - HAND_M

        if posture.trunk_deg not in self._heads_deg:
            # Hips that come up tip the neck down, until the forehead presses into the hands.
            there = height_m(HEAD_BACK_DEG) > 0
            head_deg = bisect(height_m, HEAD_BACK_DEG, 140.0) if there else HEAD_BACK_DEG
            self._heads_deg[posture.trunk_deg] = head_deg
        return self._heads_deg[posture.trunk_deg]

    def _arms(self, figure: Figure) -> dict[Side, Arm]:
        """Arms whose hands lie under the forehead, elbows out on the floor."""
        upper_m = self.skeleton.length_m(SHOULDER, ELBOW)
        fore_m = self.skeleton.length_m(ELBOW, WRIST)
        head = self.skeleton.skin_m["head"] - self.skeleton.rest_m["head"]
        skin = figure.joints_m["head"] + head @ figure.turns["head"].T
        forehead = skin[skin[:, 2].argmin()]
        arms = {}
        for side in SIDES:
            shoulder = figure.joint(SHOULDER, side)
            hand = np.array([LATERAL[side] * WRIST_ASIDE_M, forehead[1], WRIST_M])

            def reached(down: float, side: Side = side, hand: Vector = hand) -> list[Vector]:
                outwards = np.array([LATERAL[side], 0.1, -down])
                at = figure.joint(SHOULDER, side)
                return list(reach_with(at, hand, upper_m, fore_m, elbow_towards=outwards))

            def elbow_m(down: float, shoulder: Vector = shoulder) -> float:
                return float(shoulder[2] + reached(down)[0][2]) - ELBOW_M

            upper, fore = reached(bisect(elbow_m, -0.9, 0.9))
            inwards = np.array([-LATERAL[side], -0.15, -0.02])
            arms[side] = Arm(upper, fore, PALM_DOWN_DEG, inwards)
        return arms


class ProneHipExtension:
    """One straight leg lifted backwards; the measure is hip flexion, - for extension.

    The thighs of a prone body slope down to the knees, by -1 to 10 degrees as the body is
    built.  The exercise measures the change from there, and so do the far ends of the efforts:
    `zero_deg` is their zero.

    Faults
    ------
    pelvis_lifts : degrees by which the trunk tips over the chest, so that the hips come up.
    knee_bent : degrees of knee flexion of the lifted leg.
    head_up : degrees by which the head is lifted off the hands.
    """

    measure: Final = "hip_flexion"
    mat_m: Final = (0.0, -0.45, 0.34, 1.0)
    chair_m: Final = None

    def __init__(self, skeleton: Skeleton, side: Side) -> None:
        self.front, self.side = Front(skeleton), side
        rest = self.front.resting_leg(self.front.rest_deg)
        self.zero_deg = rest.thigh_deg + self.front.rest_deg
        self.rest_knee_deg = rest.thigh_deg - rest.shank_deg

    def figure(self, moment: Moment) -> Figure:
        """The figure at one moment."""
        trunk_deg = self.front.rest_deg + moment.fault("pelvis_lifts")
        lying = self.front.resting_leg(trunk_deg)
        working = lying
        if moment.span is not None and moment.lift > 0:
            flexion_deg = self.zero_deg + moment.lift * moment.span.effort.peak_deg
            thigh_deg = flexion_deg - trunk_deg
            knee_deg = self.rest_knee_deg + moment.lift * (STRAIGHT_KNEE_DEG - self.rest_knee_deg)
            knee_deg += moment.fault("knee_bent")
            working = self.front.leg(thigh_deg, thigh_deg - knee_deg)
        legs = {self.side: working, OTHER[self.side]: lying}
        return self.front.lie(trunk_deg, legs, head_up_deg=moment.fault("head_up"))
