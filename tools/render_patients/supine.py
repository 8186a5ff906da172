"""A body that lies on its back, and the exercises of hips and legs there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from tools.render_patients.limbs import bisect, lowest_m, reach_with, two_link_deg
from tools.render_patients.performance import rocking_deg, slid_by
from tools.render_patients.skeleton import (
    ANKLE,
    ELBOW,
    HIP,
    KNEE,
    LATERAL,
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
    about,
    bone,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tools.render_patients.performance import Moment


BACK: Final = ("spine01", "spine02", "clavicle.L", "clavicle.R", "shoulder01.L", "shoulder01.R")
BUTTOCKS: Final = ("pelvis.L", "pelvis.R", "spine05")
GIVE_M: Final = 0.008
PELVIS: Final = ("root", "pelvis.L", "pelvis.R")
WRIST_HEIGHT_M: Final = 0.035
PALM_DOWN_DEG: Final = 45.0
HAND_RISE: Final = 0.12  # the fingers of a resting hand are a little bent
HIP_WIDTH_DEG: Final = 4.0  # how far the legs point outwards


class Floor:
    """A body lying on its back: where the trunk, the feet and the hands rest."""

    def __init__(self, skeleton: Skeleton) -> None:
        self.skeleton = skeleton
        self._heads_deg: dict[float, float] = {}
        flat = Leg(90.0, 90.0, 90.0, HIP_WIDTH_DEG)
        self._template = Posture(
            trunk_deg=-90.0,
            legs=dict.fromkeys(SIDES, flat),
            arms=dict.fromkeys(SIDES, Arm(np.array([0.0, -1, 0]), np.array([0.0, -1, 0]))),
            head_deg=-90.0,
        )
        self._back_m = self._trunk_points_m(BACK)
        self.rest_deg = bisect(self._tilt_m, -110.0, -70.0)
        standing = skeleton.stand(replace(self._template, legs=dict.fromkeys(SIDES, Leg(0, 0, 0))))
        self.ankle_m = standing.middle(ANKLE)[2] - lowest_m(skeleton, standing, ("foot.L",))
        # Seen from the side a leg that points a little outwards is a little shorter.
        squeeze = float(np.cos(np.radians(flat.abduction_deg)))
        self.thigh_m = skeleton.length_m(HIP, KNEE) * squeeze
        self.shank_m = skeleton.length_m(KNEE, ANKLE) * squeeze
        left, right = (skeleton.rest_m[bone(HIP, side)] for side in SIDES)
        self.hip_width_m = float(np.linalg.norm(left - right))
        self.trunk_m = float(np.linalg.norm(skeleton.middle_m(SHOULDER) - skeleton.middle_m(HIP)))

    def _trunk_points_m(self, bones: Sequence[str]) -> Vector:
        """Skin of bones that move with the trunk, at rest, from mid-hip, shape (n, 3)."""
        points = np.vstack([self.skeleton.skin_m[name] for name in bones])
        return points - self.skeleton.middle_m(HIP)

    def _tilt_m(self, trunk_deg: float) -> float:
        turn = self.skeleton.trunk_turn(trunk_deg)
        back, buttocks = (self._trunk_points_m(bones) @ turn.T for bones in (BACK, BUTTOCKS))
        return float(back[:, 2].min() - buttocks[:, 2].min())

    def hip_at(self, trunk_deg: float) -> tuple[float, float]:
        """Mid-hip (forward, up) in metres, shoulders at forward 0, back on the floor."""
        turn = self.skeleton.trunk_turn(trunk_deg)
        shoulders = turn @ (self.skeleton.middle_m(SHOULDER) - self.skeleton.middle_m(HIP))
        lowest = (self._back_m @ turn.T)[:, 2].min()
        return float(shoulders[1]), float(-GIVE_M - lowest)

    def foot_for(self, knee_deg: float) -> float:
        """How far forward the ankle stands for a knee flexion at rest, metres."""
        forward, up = self.hip_at(self.rest_deg)
        cosine = np.cos(np.radians(knee_deg))
        square = self.thigh_m**2 + self.shank_m**2 + 2 * self.thigh_m * self.shank_m * cosine
        return forward + float(np.sqrt(square - (up - self.ankle_m) ** 2))

    def trunk_at_hip_deg(self, trunk_deg: float, drop_deg: float) -> float:
        """Inclination of the line from the hip to the shoulder of the side that does not drop."""
        return float(trunk_deg - np.degrees(np.arctan2(self._raised_m(drop_deg), self.trunk_m)))

    def _raised_m(self, drop_deg: float) -> float:
        """How far one hip lies in front of mid-hip when the pelvis hangs on the other side."""
        return float(self.hip_width_m / 2 * np.sin(np.radians(drop_deg)))

    def bent_leg(self, trunk_deg: float, foot_m: float, *, drop_deg: float = 0.0) -> Leg:
        """The leg whose foot stands flat at `foot_m` forward.

        The pelvis hangs by `drop_deg` on the other side, and the foot keeps its distance from
        the middle.
        """
        forward, up = self.hip_at(trunk_deg)
        trunk, raised_m = np.radians(trunk_deg), self._raised_m(drop_deg)
        forward, up = forward + raised_m * np.cos(trunk), up - raised_m * np.sin(trunk)
        reach = (foot_m - forward, self.ankle_m - up)
        thigh_deg, shank_deg = two_link_deg(reach, self.thigh_m, self.shank_m)
        inwards_m = self.hip_width_m / 2 * (1 - np.cos(np.radians(drop_deg)))
        outwards_deg = np.degrees(inwards_m / (self.thigh_m + self.shank_m))
        return Leg(thigh_deg, shank_deg, 0.0, HIP_WIDTH_DEG + float(outwards_deg))

    def lie(self, trunk_deg: float, legs: Mapping[Side, Leg], *, drop_deg: float = 0.0) -> Figure:
        """The whole figure with shoulders, head and hands on the floor.

        `drop_deg` turns the pelvis about the trunk, + with the left side down.
        """
        posture = replace(self._template, trunk_deg=trunk_deg, legs=legs)
        posture = replace(posture, head_deg=self._head_deg(posture))
        figure = self._placed(posture, drop_deg)
        return self._placed(replace(posture, arms=self._arms(figure)), drop_deg)

    def _placed(self, posture: Posture, drop_deg: float = 0.0) -> Figure:
        figure = self.skeleton.stand(posture)
        if drop_deg:
            figure = self._dropped(figure, posture.trunk_deg, drop_deg)
        forward, up = self.hip_at(posture.trunk_deg)
        return figure.moved(np.array([0.0, -forward, up]))

    def _dropped(self, figure: Figure, trunk_deg: float, drop_deg: float) -> Figure:
        """The pelvis alone turned about the trunk; legs and spine keep their directions."""
        trunk = np.radians(trunk_deg)
        turn = about(np.array([0.0, -np.sin(trunk), np.cos(trunk)]), drop_deg)
        turns = {**figure.turns, **{name: turn @ figure.turns[name] for name in PELVIS}}
        joints: dict[str, Vector] = {}
        for name, parent in self.skeleton.parents.items():
            if parent:
                offset = self.skeleton.rest_m[name] - self.skeleton.rest_m[parent]
                joints[name] = joints[parent] + turns[parent] @ offset
            else:
                joints[name] = figure.joints_m[name]
        dropped = Figure(joints, turns)
        return dropped.moved(figure.middle(HIP) - dropped.middle(HIP))

    def _head_deg(self, posture: Posture) -> float:
        """Inclination of the head that rests on the floor; it depends on the trunk alone."""

        def height_m(head_deg: float) -> float:
            figure = self._placed(replace(posture, head_deg=head_deg))
            return lowest_m(self.skeleton, figure, ("head",)) + GIVE_M

        if posture.trunk_deg not in self._heads_deg:
            self._heads_deg[posture.trunk_deg] = bisect(height_m, -120.0, -45.0)
        return self._heads_deg[posture.trunk_deg]

    def _arms(self, figure: Figure) -> dict[Side, Arm]:
        upper_m = self.skeleton.length_m(SHOULDER, ELBOW)
        fore_m = self.skeleton.length_m(ELBOW, WRIST)
        arms = {}
        for side in SIDES:
            shoulder = figure.joint(SHOULDER, side)
            drop = shoulder[2] - WRIST_HEIGHT_M
            along = np.sqrt((0.985 * (upper_m + fore_m)) ** 2 - drop**2)
            out = LATERAL[side] * along * np.sin(np.radians(14.0))
            hand = shoulder + np.array([out, -along * np.cos(np.radians(14.0)), -drop])
            outwards = np.array([LATERAL[side], 0.0, 0.2])
            upper, fore = reach_with(shoulder, hand, upper_m, fore_m, elbow_towards=outwards)
            level = np.array([fore[0], fore[1], HAND_RISE * np.hypot(fore[0], fore[1])])
            arms[side] = Arm(upper, fore, PALM_DOWN_DEG, level)
        return arms


MAT_M: Final = (0.0, 0.42, 0.34, 0.92)  # left, forward, half width, half length
STRAIGHT_KNEE_DEG: Final = 3.0
RELAXED_FOOT_DEG: Final = 12.0  # how far the toes of a lifted foot point away
REACHED_DEG: Final = 0.1  # how near the asked angle counts as reached
HIGHEST_DEG: Final = 60.0  # how far the trunk may tip up in a bridge
SHAKY_HERTZ: Final = 1.8


class Bridge:
    """Both feet on the floor; the measure is hip flexion, from bent at rest to straight.

    Faults
    ------
    shaky : degrees of hip flexion from crest to crest by which the hips tremble at the far end.
    """

    measure: Final = "hip_flexion"
    rest_knee_deg: float = 95.0
    mat_m: Final = MAT_M
    chair_m: Final = None

    def __init__(self, skeleton: Skeleton, side: Side) -> None:
        self.floor = Floor(skeleton)
        self.side: Side = side
        self.foot_m = self.floor.foot_for(self.rest_knee_deg)
        self.rest_deg = self._flexion_deg(self.floor.rest_deg, self.foot_m)

    def figure(self, moment: Moment) -> Figure:
        """The figure at one moment."""
        trunk_deg = self.floor.rest_deg
        foot_m, drop_deg = self._foot_m(moment), self._drop_deg(moment)
        if moment.span is not None and moment.lift > 0:
            way_deg = moment.span.effort.peak_deg - self.rest_deg
            flexion_deg = self.rest_deg + moment.lift * way_deg
            flexion_deg += rocking_deg(moment, "shaky", hertz=SHAKY_HERTZ)
            trunk_deg = self._trunk_for(flexion_deg, foot_m, drop_deg)
        stance = self.floor.bent_leg(trunk_deg, foot_m, drop_deg=drop_deg)
        return self._lying(trunk_deg, stance, moment)

    def _foot_m(self, _moment: Moment) -> float:
        return self.foot_m

    def _drop_deg(self, _moment: Moment) -> float:
        return 0.0

    def _lying(self, trunk_deg: float, stance: Leg, _moment: Moment) -> Figure:
        return self.floor.lie(trunk_deg, dict.fromkeys(SIDES, stance))

    def _flexion_deg(self, trunk_deg: float, foot_m: float, drop_deg: float = 0.0) -> float:
        leg = self.floor.bent_leg(trunk_deg, foot_m, drop_deg=drop_deg)
        return self.floor.trunk_at_hip_deg(trunk_deg, drop_deg) + leg.thigh_deg

    def _trunk_for(self, flexion_deg: float, foot_m: float, drop_deg: float) -> float:
        """Inclination of the trunk for a hip flexion; never lower than at rest.

        Raises ValueError when the leg is too short for it.
        """

        def spare_deg(trunk_deg: float) -> float:
            try:
                return self._flexion_deg(trunk_deg, foot_m, drop_deg) - flexion_deg
            except ValueError:  # hips so high are out of the foot's reach
                return -1.0

        rest = self.floor.rest_deg
        if spare_deg(rest) <= 0:
            return rest
        trunk_deg = bisect(spare_deg, rest - HIGHEST_DEG, rest)
        reached_deg = self._flexion_deg(trunk_deg, foot_m, drop_deg)
        if abs(reached_deg - flexion_deg) > REACHED_DEG:
            raise ValueError(
                f"the leg is straight at a hip flexion of {reached_deg:.0f} degrees: "
                f"put the feet nearer to reach {flexion_deg:.0f}"
            )
        return trunk_deg


class BridgeFeetFar(Bridge):
    """The fault feet_far: the feet stand so far away that the knees are rather straight."""

    rest_knee_deg = 76.0


class BridgeFeetNear(Bridge):
    """The fault feet_near: the heels stand at the buttocks, as near as they go."""

    rest_knee_deg = 138.0


class OffsetBridge(Bridge):
    """Both feet on the floor, the other one nearer to the buttocks.

    Faults
    ------
    shaky : as in `Bridge`.
    """

    rest_knee_deg = 73.0
    other_knee_deg: Final = 108.0

    def __init__(self, skeleton: Skeleton, side: Side) -> None:
        super().__init__(skeleton, side)
        self.other_foot_m = self.floor.foot_for(self.other_knee_deg)

    def _lying(self, trunk_deg: float, stance: Leg, _moment: Moment) -> Figure:
        other = self.floor.bent_leg(trunk_deg, self.other_foot_m)
        return self.floor.lie(trunk_deg, {self.side: stance, OTHER[self.side]: other})


class SingleLegBridge(Bridge):
    """The other leg straight and in line with the thigh of the standing one.

    Faults
    ------
    leg_sag : degrees by which the straight leg hangs below the line of the thigh; negative, it
        is lifted above it.
    hip_drop : degrees by which the pelvis turns about the trunk, the free side down.
    foot_creep : lengths of the shank by which the foot slides away during the first half of the
        hold, - towards the buttocks; it slides back on the way down.
    shaky : as in `Bridge`.
    """

    def _foot_m(self, moment: Moment) -> float:
        return self.foot_m + slid_by(moment, "foot_creep") * self.floor.shank_m

    def _drop_deg(self, moment: Moment) -> float:
        return moment.fault("hip_drop")

    def _lying(self, trunk_deg: float, stance: Leg, moment: Moment) -> Figure:
        thigh_deg = stance.thigh_deg - moment.fault("leg_sag")
        shank_deg = thigh_deg - STRAIGHT_KNEE_DEG
        foot_deg = shank_deg - RELAXED_FOOT_DEG
        free = Leg(thigh_deg, shank_deg, foot_deg, HIP_WIDTH_DEG)
        legs = {self.side: stance, OTHER[self.side]: free}
        drop_deg = LATERAL[OTHER[self.side]] * self._drop_deg(moment)
        return self.floor.lie(trunk_deg, legs, drop_deg=drop_deg)


class SingleLegBridgeFootFar(SingleLegBridge):
    """The fault foot_far: the foot stands so far away that the knee is rather straight."""

    rest_knee_deg = 78.0


class SingleLegBridgeFootNear(SingleLegBridge):
    """The fault foot_near: the heel stands at the buttocks, as near as it goes."""

    rest_knee_deg = 138.0


class StraightLegRaise:
    """One leg lifted straight, the other one bent; the measure is the thigh above the floor.

    Faults
    ------
    bent_knee : degrees of knee flexion of the lifted leg.
    """

    measure: Final = "leg_elevation"
    other_knee_deg: Final = 95.0
    mat_m: Final = MAT_M
    chair_m: Final = None

    def __init__(self, skeleton: Skeleton, side: Side) -> None:
        self.floor = Floor(skeleton)
        self.side: Side = side
        foot_m = self.floor.foot_for(self.other_knee_deg)
        self.bent = self.floor.bent_leg(self.floor.rest_deg, foot_m)
        self.rest_deg = bisect(self._heel_m, -25.0, 25.0)

    def figure(self, moment: Moment) -> Figure:
        """The figure at one moment."""
        elevation_deg, knee_deg = self.rest_deg, STRAIGHT_KNEE_DEG
        if moment.span is not None:
            elevation_deg += moment.lift * (moment.span.effort.peak_deg - self.rest_deg)
            knee_deg += moment.fault("bent_knee")
        return self._lying(elevation_deg, knee_deg)

    def _lying(self, elevation_deg: float, knee_deg: float) -> Figure:
        thigh_deg = 90.0 + elevation_deg
        shank_deg = thigh_deg - knee_deg
        foot_deg = shank_deg - RELAXED_FOOT_DEG
        straight = Leg(thigh_deg, shank_deg, foot_deg, HIP_WIDTH_DEG)
        legs: Mapping[Side, Leg] = {self.side: straight, OTHER[self.side]: self.bent}
        return self.floor.lie(self.floor.rest_deg, legs)

    def _heel_m(self, elevation_deg: float) -> float:
        figure = self._lying(elevation_deg, STRAIGHT_KNEE_DEG)
        return lowest_m(self.floor.skeleton, figure, (bone(ANKLE, self.side),)) + GIVE_M
