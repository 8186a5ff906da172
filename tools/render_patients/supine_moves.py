"""Exercises on the back with one leg moving freely: the heel slide and three stretches.

The `Effort` itself holds faults of tempo, of the hold and of the far end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from tools.render_patients.ground import Soles
from tools.render_patients.limbs import (
    Reach,
    bent,
    bisect,
    part_turn,
    reached,
    swung,
    two_link_deg,
)
from tools.render_patients.performance import ease, rocking_deg
from tools.render_patients.scenery import BED_FRAME_M
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
    Figure,
    Leg,
    about,
    bone,
    inclination_deg,
)
from tools.render_patients.supine import GIVE_M, HIP_WIDTH_DEG, MAT_M, Floor

if TYPE_CHECKING:
    from tools.render_patients.performance import Moment
    from tools.render_patients.skeleton import Side, Skeleton

STRAIGHT_DEG: Final = 4.0  # knee flexion of a leg that lies
FLAT_FOOT_DEG: Final = 92.0  # knee flexion from which on the whole sole is on the floor
TOES_UP_DEG: Final = 72.0  # pitch of the foot of a straight leg
RELAXED_FOOT_DEG: Final = 12.0
BOUNCE_HERTZ: Final = 0.9
UPPER_SPINE: Final = ("spine02", "spine01")
LEFTWARDS: Final = np.array([1.0, 0.0, 0.0])
BESIDE_THIGH_M: Final = 0.06
UNDER_THIGH_M: Final = 0.1
HANDS_DOWN: Final = 0.35  # share of the way during which the hands stay on the floor


class OnBack:
    """A body on its back whose legs are long, slide on their heels or are held up."""

    def __init__(self, skeleton: Skeleton, side: Side) -> None:
        self.floor, self.soles, self.side = Floor(skeleton), Soles(skeleton), side
        self.long = self.sliding(STRAIGHT_DEG)

    def sliding(self, knee_deg: float, *, lifted_m: float = 0.0) -> Leg:
        """A leg whose heel rests on the floor, or is lifted a little, for a knee flexion."""
        pitch_deg = TOES_UP_DEG * max(0.0, 1 - knee_deg / FLAT_FOOT_DEG)
        floor = self.floor
        _, hip_up_m = floor.hip_at(floor.rest_deg)
        drop_m = self.soles.over_m(pitch_deg) - GIVE_M - hip_up_m + lifted_m
        cosine = np.cos(np.radians(knee_deg))
        thigh_m, shank_m = floor.thigh_m, floor.shank_m
        square = thigh_m**2 + shank_m**2 + 2 * thigh_m * shank_m * cosine - drop_m**2
        thigh_deg, shank_deg = two_link_deg((float(np.sqrt(square)), drop_m), thigh_m, shank_m)
        return Leg(thigh_deg, shank_deg, pitch_deg, HIP_WIDTH_DEG)

    def held(self, flexion_deg: float, knee_deg: float, trunk_deg: float | None = None) -> Leg:
        """A leg off the floor, by the flexion of hip and knee; the trunk lies by default."""
        thigh_deg = flexion_deg - (self.floor.rest_deg if trunk_deg is None else trunk_deg)
        shank_deg = thigh_deg - knee_deg
        return Leg(thigh_deg, shank_deg, shank_deg - RELAXED_FOOT_DEG, HIP_WIDTH_DEG)

    def floating(self, over_deg: float) -> Leg:
        """The long leg lifted off the floor as a whole."""
        long = self.long
        if not over_deg:
            return long
        return Leg(
            long.thigh_deg + over_deg,
            long.shank_deg + over_deg,
            long.foot_deg + over_deg,
            HIP_WIDTH_DEG,
        )

    def lie(self, working: Leg, other: Leg) -> Figure:
        """The figure with these legs, arms beside the body."""
        legs = {self.side: working, OTHER[self.side]: other}
        return self.floor.lie(self.floor.rest_deg, legs)

    def holding(self, figure: Figure, share: float, along: float) -> Figure:
        """The figure whose hands have gone some share of the way to the back of the thigh."""
        if share <= 0:
            return figure
        hip, knee = (figure.joint(joint, self.side) for joint in (HIP, KNEE))
        thigh = (knee - hip) / np.linalg.norm(knee - hip)
        behind = np.cross(LEFTWARDS, thigh)
        behind *= 1.0 if behind[2] < 0 or behind[1] < 0 else -1.0
        for side in SIDES:
            aside = np.array([BESIDE_THIGH_M * LATERAL[side], 0.0, 0.0])
            wrist = hip + along * (knee - hip) + UNDER_THIGH_M * behind + aside
            out = np.array([LATERAL[side], 0.2, -0.1])
            reach = Reach(wrist, out, 20.0)
            figure = reached(self.floor.skeleton, figure, side, reach, share)
            figure = self._clasped(figure, side, share)
        return figure

    def _clasped(self, figure: Figure, side: Side, share: float) -> Figure:
        """The hand turned inwards at the wrist, across the thigh."""
        fore = figure.joint(WRIST, side) - figure.joint(ELBOW, side)
        fore = fore / np.linalg.norm(fore)
        across = np.array([-LATERAL[side], 0.0, 0.0]) + 0.5 * fore
        turn = part_turn(fore, across, share)
        return swung(self.floor.skeleton, figure, bone(WRIST, side), turn)


class HeelSlide:
    """One heel slid to the buttock; the measure is knee flexion.

    Faults
    ------
    heel_lifts : metres by which the foot is off the floor at the far end.
    knee_rolls : degrees by which the leg falls outwards about the line from hip to foot.
    """

    measure: Final = "knee_flexion"
    mat_m: Final = MAT_M
    chair_m: Final = None
    rest_deg: float = STRAIGHT_DEG

    def __init__(self, skeleton: Skeleton, side: Side) -> None:
        self.body, self.side = OnBack(skeleton, side), side

    def figure(self, moment: Moment) -> Figure:
        """The figure at one moment."""
        knee_deg = self.rest_deg
        if moment.span is not None:
            knee_deg += moment.lift * (moment.span.effort.peak_deg - self.rest_deg)
        lifted_m, rolled_deg = moment.fault("heel_lifts"), moment.fault("knee_rolls")
        if not rolled_deg:
            return self.body.lie(self.body.sliding(knee_deg, lifted_m=lifted_m), self.body.long)

        def short_deg(bend_deg: float) -> float:
            return self._knee_seen_deg(self._rolled(bend_deg, rolled_deg)) - knee_deg

        # A leg that falls outwards is seen less bent from the side than it is.
        return self._rolled(bisect(short_deg, knee_deg, knee_deg + 40.0), rolled_deg)

    def _knee_seen_deg(self, figure: Figure) -> float:
        hip, knee, ankle = (figure.joint(joint, self.side) for joint in (HIP, KNEE, ANKLE))
        return inclination_deg(knee - hip) - inclination_deg(ankle - knee)

    def _rolled(self, knee_deg: float, rolled_deg: float) -> Figure:
        skeleton = self.body.floor.skeleton
        figure = self.body.lie(self.body.sliding(knee_deg), self.body.long)
        hip, ankle = figure.joint(HIP, self.side), figure.joint(ANKLE, self.side)
        turn_deg = LATERAL[self.side] * rolled_deg
        figure = swung(skeleton, figure, bone(HIP, self.side), about(ankle - hip, turn_deg))
        return swung(skeleton, figure, bone(ANKLE, self.side), about(ankle - hip, -turn_deg))


class HeelSlideNotStraightened(HeelSlide):
    """The fault not_straightened: the leg never comes down long."""

    rest_deg = 27.0


class KneeToChest:
    """One knee drawn to the chest with both hands; the measure is hip flexion.

    Faults
    ------
    other_leg_floats : degrees by which the other leg is off the floor.
    shoulder_lifts : degrees by which the upper back curls off the floor.
    bouncing : degrees of hip flexion from crest to crest during the hold.
    """

    measure: Final = "hip_flexion"
    mat_m: Final = MAT_M
    chair_m: Final = None
    deepest_knee_deg: Final = 118.0
    knee_share: Final = 1.75  # flexion of the knee to that of the hip, so that the foot clears

    def __init__(self, skeleton: Skeleton, side: Side) -> None:
        self.body, self.side = OnBack(skeleton, side), side
        lying = self.body.lie(self.body.long, self.body.long)
        self.rest_deg = self.body.long.thigh_deg + self._trunk_deg(lying)

    def figure(self, moment: Moment) -> Figure:
        """The figure at one moment."""
        if moment.span is None or not moment.lift:
            return self.body.lie(self.body.long, self.body.long)
        flexion_deg = self.rest_deg
        flexion_deg += moment.lift * (moment.span.effort.peak_deg - self.rest_deg)
        flexion_deg += rocking_deg(moment, "bouncing", hertz=BOUNCE_HERTZ)
        knee_deg = STRAIGHT_DEG + self.knee_share * (flexion_deg - self.rest_deg)
        long = self.body.long
        curl_deg = moment.fault("shoulder_lifts")
        trunk_deg = self._trunk_deg(self._curled(self.body.lie(long, long), curl_deg))
        leg = self.body.held(flexion_deg, min(knee_deg, self.deepest_knee_deg), trunk_deg)
        early = ease(moment.lift / 0.2)  # the foot leaves the floor with the toes up
        foot_deg = early * leg.foot_deg + (1 - early) * long.foot_deg
        leg = Leg(leg.thigh_deg, leg.shank_deg, foot_deg, HIP_WIDTH_DEG)
        figure = self.body.lie(leg, self.body.floating(moment.fault("other_leg_floats")))
        share = ease((moment.lift - HANDS_DOWN) / (1 - HANDS_DOWN))
        return self.body.holding(self._curled(figure, curl_deg), share, 0.72)

    def _curled(self, figure: Figure, curl_deg: float) -> Figure:
        return bent(self.body.floor.skeleton, figure, UPPER_SPINE, LEFTWARDS, curl_deg)

    def _trunk_deg(self, figure: Figure) -> float:
        """Inclination of the line from the working hip to its shoulder."""
        return -inclination_deg(figure.joint(HIP, self.side) - figure.joint(SHOULDER, self.side))


class HamstringStretch:
    """A thigh held upright, its knee straightened; the measure is knee flexion.

    Faults
    ------
    thigh_drifts : degrees by which the thigh sinks towards the floor.
    other_leg_lifts : degrees by which the other leg is off the floor.
    bouncing : degrees of knee flexion from crest to crest during the hold.
    """

    measure: Final = "knee_flexion"
    mat_m: Final = MAT_M
    chair_m: Final = None
    rest_deg: Final = 88.0
    upright_deg: Final = 88.0

    def __init__(self, skeleton: Skeleton, side: Side) -> None:
        self.body, self.side = OnBack(skeleton, side), side

    def figure(self, moment: Moment) -> Figure:
        """The figure at one moment."""
        knee_deg = self.rest_deg
        if moment.span is not None:
            knee_deg += moment.lift * (moment.span.effort.peak_deg - self.rest_deg)
            knee_deg += rocking_deg(moment, "bouncing", hertz=BOUNCE_HERTZ)
        leg = self.body.held(self.upright_deg - moment.fault("thigh_drifts"), knee_deg)
        figure = self.body.lie(leg, self.body.floating(moment.fault("other_leg_lifts")))
        return self.body.holding(figure, 1.0, 0.62)


PAST_HIP_M: Final = 0.02  # where the bed ends
BEHIND_SHOULDER_M: Final = 0.55  # where it begins
HALF_BED_M: Final = 0.45


class EdgeOfBedStretch:
    """Lies at the end of a bed and lets one leg hang; the measure is the thigh above the bed.

    The hands hold the other knee to the chest all the time, and both knees are there at rest.

    Faults
    ------
    other_knee_drops : degrees by which the held knee sinks away from the chest.
    shoulder_lifts : degrees by which the upper back curls off the bed.
    bouncing : degrees of the thigh from crest to crest during the hold.
    """

    measure: Final = "leg_elevation"
    chair_m: Final = None
    bed_m: Final = 0.55
    rest_deg: Final = 97.0
    held_deg: Final = 108.0
    bent_deg: Final = (112.0, 78.0)  # the knee at rest, and where the leg hangs

    def __init__(self, skeleton: Skeleton, side: Side) -> None:
        # For the hands the leg that is held is the one that works.
        self.body, self.side = OnBack(skeleton, OTHER[side]), side
        hip_m, _ = self.body.floor.hip_at(self.body.floor.rest_deg)
        end_m, start_m = hip_m + PAST_HIP_M - BED_FRAME_M, BED_FRAME_M - BEHIND_SHOULDER_M
        self.mat_m = (0.0, (start_m + end_m) / 2, HALF_BED_M, (end_m - start_m) / 2)

    def figure(self, moment: Moment) -> Figure:
        """The figure at one moment."""
        elevation_deg, knee_deg = self.rest_deg, self.bent_deg[0]
        if moment.span is not None:
            elevation_deg += moment.lift * (moment.span.effort.peak_deg - self.rest_deg)
            knee_deg += moment.lift * (self.bent_deg[1] - self.bent_deg[0])
        elevation_deg += rocking_deg(moment, "bouncing", hertz=BOUNCE_HERTZ)
        # A leg is given by its hip against a trunk that lies flat.
        hanging = self.body.held(elevation_deg, knee_deg, trunk_deg=-90.0)
        held_deg = self.held_deg - moment.fault("other_knee_drops")
        held = self.body.held(held_deg, KneeToChest.deepest_knee_deg, trunk_deg=-90.0)
        figure = self.body.lie(held, hanging)
        curl_deg = moment.fault("shoulder_lifts")
        figure = bent(self.body.floor.skeleton, figure, UPPER_SPINE, LEFTWARDS, curl_deg)
        return self.body.holding(figure, 1.0, 0.72)
