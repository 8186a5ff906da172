"""Exercises on the back: bridges and the straight leg raise.

Faults of tempo, of the hold and of the far end (quick_drop, short_hold, too_high, arch, and the
like) are what the `Effort` itself says, and are not listed with the exercises.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tools.render_patients.contact import bisect, lowest_m
from tools.render_patients.rhythm import rocking_deg, slid_by
from tools.render_patients.skeleton import ANKLE, LATERAL, OTHER, SIDES, Figure, Leg, bone
from tools.render_patients.supine import GIVE_M, HIP_WIDTH_DEG, Floor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tools.render_patients.schedule import Moment
    from tools.render_patients.skeleton import Side, Skeleton

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
