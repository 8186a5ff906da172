"""On hands and knees: a body that rests there, the leg stretch and the leg lift to the side.

The head points to -y.  Hands, and the knee and foot that carry, stay where they are; an arm that
is too short for where the shoulder went brings the shoulders down, and the other elbow bends.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from tools.render_patients.limbs import TOLERANCE, bisect, lowest_m, reach_with, swung
from tools.render_patients.skeleton import (
    ANKLE,
    ELBOW,
    HIP,
    KNEE,
    LATERAL,
    LETTER,
    OTHER,
    SHOULDER,
    SIDES,
    TOES,
    WRIST,
    Arm,
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
    from collections.abc import Callable, Mapping

    from tools.render_patients.performance import Moment

MAT_M: Final = (0.0, 0.12, 0.36, 0.95)
GIVE_M: Final = 0.008
TOE_M: Final = 0.012  # half the thickness of a toe
TUCK_DEG: Final = 62.0  # how far the feet point away
WRIST_M: Final = 0.05  # the wrist of a flat hand over the floor
PALM_DOWN_DEG: Final = 80.0
FINGERS: Final = np.array([0.0, -1.0, -0.08])
ELBOWS_BACK: Final = np.array([0.6, 1.0, 0.0])
NEARLY_STRAIGHT: Final = 0.985  # of the length of the arm
GAZE: Final = 0.93  # of the trunk's inclination: looks at the floor a little ahead
STRAIGHT_KNEE_DEG: Final = 4.0
LOWEST_DEG: Final = 40.0  # how far the shoulders may come down
MOST_BEND_DEG: Final = 100.0
TOES_GIVE_M: Final = 0.016  # how far the toes press into the mat
LOWER_THIGH: Final = "upperleg02"
ARM_LEVEL_DEG: Final = 97.0
LONG_AXIS: Final = np.array([0.0, -1.0, 0.0])


@dataclass(frozen=True, slots=True)
class Stance:
    """Changes of a body on hands and knees against its rest.

    Attributes
    ----------
    tip_deg
        How far the trunk tips, + head down.
    roll_deg
        How far it turns about its length, + left side up.
    shift_m
        How far the hips go forward.
    arm_up
        Which arm is lifted forward, and `lift` how far: 1 is level.
    """

    tip_deg: float = 0.0
    roll_deg: float = 0.0
    shift_m: float = 0.0
    arm_up: Side | None = None
    lift: float = 0.0


class AllFours:
    """A body on hands and knees: where the knees, the feet and the hands rest."""

    def __init__(self, skeleton: Skeleton) -> None:
        self.skeleton = skeleton
        self.shank_deg = bisect(self._foot_over_knee_m, -115.0, -60.0)
        kneeling = self._kneeling(self.shank_deg)
        self.knee_m = float(kneeling.middle(KNEE)[2] - self._kneecap_m(kneeling)) - GIVE_M
        self.thigh_m = skeleton.length_m(HIP, KNEE)
        self.trunk_m = float(np.linalg.norm(skeleton.middle_m(SHOULDER) - skeleton.middle_m(HIP)))
        self._upper_m = skeleton.length_m(SHOULDER, ELBOW)
        self._fore_m = skeleton.length_m(ELBOW, WRIST)
        self.arm_m = NEARLY_STRAIGHT * (self._upper_m + self._fore_m)
        # Arms are longer than thighs: the trunk on hands and knees slopes.
        rise_m = self.arm_m + WRIST_M - self.thigh_m - self.knee_m
        self.trunk_deg = 90.0 - float(np.degrees(np.arcsin(rise_m / self.trunk_m)))
        rest = self.on_knee(dict.fromkeys(SIDES, self.kneeling_leg()), "left", Stance(), 0.0)
        self.hands_m = {
            side: np.array([*rest.joint(SHOULDER, side)[:2], WRIST_M]) for side in SIDES
        }
        self.knees_m = {
            side: np.array([rest.joint(KNEE, side)[0], 0.0, self.knee_m]) for side in SIDES
        }

    def kneeling_leg(self, thigh_deg: float = 0.0) -> Leg:
        """The leg whose shin lies on the floor."""
        return Leg(thigh_deg, self.shank_deg, self.shank_deg - TUCK_DEG, 0.0)

    def rest(self, legs: Mapping[Side, Leg], carrying: Side, stance: Stance) -> Figure:
        """The figure that carries its weight with one knee and the hands."""

        def short_m(lower_deg: float) -> float:
            figure = self.on_knee(legs, carrying, stance, lower_deg)
            down = [side for side in SIDES if side != stance.arm_up or stance.lift <= 0]
            return (
                max(
                    float(np.linalg.norm(figure.joint(SHOULDER, side) - self.hands_m[side]))
                    for side in down
                )
                - self.arm_m
            )

        lower_deg = 0.0 if short_m(0.0) <= TOLERANCE else bisect(short_m, 0.0, LOWEST_DEG)
        figure = self.on_knee(legs, carrying, stance, lower_deg)
        return self._with_arms(figure, stance)

    def _posture(self, trunk_deg: float, legs: Mapping[Side, Leg]) -> Posture:
        down = np.array([0.0, 0.0, -1.0])
        arms = dict.fromkeys(SIDES, Arm(down, down, PALM_DOWN_DEG))
        return Posture(trunk_deg, legs, arms, head_deg=GAZE * trunk_deg)

    def _kneeling(self, shank_deg: float) -> Figure:
        leg = Leg(0.0, shank_deg, shank_deg - TUCK_DEG, 0.0)
        return self.skeleton.stand(self._posture(90.0, dict.fromkeys(SIDES, leg)))

    def _kneecap_m(self, figure: Figure) -> float:
        skin = self.skeleton.skin_m
        names = [bone(joint, "left") for joint in (KNEE, LOWER_THIGH)]
        return lowest_m(self.skeleton, figure, [name for name in names if name in skin])

    def _foot_over_knee_m(self, shank_deg: float) -> float:
        figure = self._kneeling(shank_deg)
        foot = min(
            lowest_m(self.skeleton, figure, (bone(ANKLE, "left"),)),
            figure.joint(TOES, "left")[2] - TOE_M,
        )
        return float(foot - self._kneecap_m(figure))

    def on_knee(
        self, legs: Mapping[Side, Leg], carrying: Side, stance: Stance, lower_deg: float = 0.0
    ) -> Figure:
        """The figure with one knee on the floor, its shoulders lowered by some degrees."""
        trunk_deg = self.trunk_deg + stance.tip_deg + lower_deg
        leaning_deg = -float(np.degrees(np.arcsin(stance.shift_m / self.thigh_m)))
        legs = {**legs, carrying: self.kneeling_leg(leaning_deg)}
        figure = self.skeleton.stand(self._posture(trunk_deg, legs))
        if stance.roll_deg:
            turn = about(LONG_AXIS, stance.roll_deg)
            figure = swung(self.skeleton, figure, "root", turn)
            figure = swung(self.skeleton, figure, bone(HIP, carrying), turn.T)
        at = np.array([self.skeleton.rest_m[bone(HIP, carrying)][0], 0.0, self.knee_m])
        return figure.moved(at - figure.joint(KNEE, carrying))

    def _with_arms(self, figure: Figure, stance: Stance) -> Figure:
        """The figure with its hands on the floor, but for the one that is lifted."""
        for side in SIDES:
            towards = ELBOWS_BACK * np.array([LATERAL[side], 1.0, 1.0])
            shoulder = figure.joint(SHOULDER, side)
            upper, fore = reach_with(
                shoulder, self.hands_m[side], self._upper_m, self._fore_m, elbow_towards=towards
            )
            palm_deg = PALM_DOWN_DEG
            if side == stance.arm_up:
                raised = about_x(-ARM_LEVEL_DEG * stance.lift)
                upper, fore = raised @ upper, raised @ fore
                palm_deg *= 1 - 0.8 * stance.lift
            figure = self._armed(figure, side, Arm(upper, fore, palm_deg, FINGERS))
        return figure

    def _armed(self, figure: Figure, side: Side, arm: Arm) -> Figure:
        """The figure with one arm as it would be on an upright skeleton."""
        posture = self._posture(90.0, dict.fromkeys(SIDES, self.kneeling_leg()))
        other = self.skeleton.stand(replace(posture, arms=dict.fromkeys(SIDES, arm)))
        moved: dict[str, Vector] = {}
        turns = dict(figure.turns)
        start = bone(SHOULDER, side)
        shift = figure.joints_m[start] - other.joints_m[start]
        beyond = {start}
        for name, parent in self.skeleton.parents.items():  # parents come first
            if parent in beyond or name == start:
                beyond.add(name)
                moved[name] = other.joints_m[name] + shift
                turns[name] = other.turns[name]
        return Figure({**figure.joints_m, **moved}, turns)


class BirdDog:
    """One leg stretched out behind; the measure is hip flexion, from bent to straight.

    Faults
    ------
    knee_bent : degrees of knee flexion that are left at the far end.
    back_tilts : degrees by which the trunk tips, + head down, elbows bent.
    weight_shift : lengths of the trunk by which the hips move, + forward.
    """

    measure: Final = "hip_flexion"
    mat_m: Final = MAT_M
    chair_m: Final = None
    lifts_arm: bool = True  # the opposite one

    def __init__(self, skeleton: Skeleton, side: Side) -> None:
        self.body, self.side = AllFours(skeleton), side
        self.rest_deg = self.body.trunk_deg

    def figure(self, moment: Moment) -> Figure:
        """The figure at one moment."""
        legs = dict.fromkeys(SIDES, self.body.kneeling_leg())
        carrying = OTHER[self.side]
        stance = Stance(
            tip_deg=moment.fault("back_tilts"),
            shift_m=moment.fault("weight_shift") * self.body.trunk_m,
            arm_up=carrying if self.lifts_arm else None,
            lift=moment.lift,
        )
        if moment.span is not None and moment.lift > 0:
            peak_deg = moment.span.effort.peak_deg
            flexion_deg = self.rest_deg + moment.lift * (peak_deg - self.rest_deg)
            trunk_deg = self.body.trunk_deg + stance.tip_deg
            bent_deg = -self.body.shank_deg
            knee_deg = bent_deg + moment.lift * (STRAIGHT_KNEE_DEG - bent_deg)
            knee_deg += moment.fault("knee_bent")
            thigh_deg = flexion_deg - trunk_deg

            def stretched(bent_deg: float) -> Leg:
                shank_deg = thigh_deg - knee_deg - bent_deg
                return Leg(thigh_deg, shank_deg, shank_deg - TUCK_DEG + moment.lift * 25.0, 0.0)

            legs[self.side] = stretched(self._clearing_deg(legs, stretched, stance))
        return self.body.rest(legs, carrying, stance)

    def _clearing_deg(
        self, legs: Mapping[Side, Leg], stretched: Callable[[float], Leg], stance: Stance
    ) -> float:
        """How much further the knee must bend for the foot to clear the floor."""
        carrying = OTHER[self.side]
        bones = [
            name
            for name in self.body.skeleton.skin_m
            if name.startswith(("foot", "toe")) and name.endswith(LETTER[self.side])
        ]

        def over_m(bent_deg: float) -> float:
            moving = {**legs, self.side: stretched(bent_deg)}
            figure = self.body.on_knee(moving, carrying, stance)
            return lowest_m(self.body.skeleton, figure, bones) + TOES_GIVE_M

        return 0.0 if over_m(0.0) >= -TOLERANCE else bisect(over_m, 0.0, MOST_BEND_DEG)


class FireHydrant:
    """One bent leg lifted to the side; the measure is the thigh against gravity, from the front.

    Faults
    ------
    trunk_tilts : degrees by which the trunk turns about its length, the lifted side up.
    """

    measure: Final = "thigh_aside"
    mat_m: Final = MAT_M
    chair_m: Final = None
    rest_deg: Final = 0.0

    def __init__(self, skeleton: Skeleton, side: Side) -> None:
        self.body, self.side = AllFours(skeleton), side

    def figure(self, moment: Moment) -> Figure:
        """The figure at one moment."""
        legs = dict.fromkeys(SIDES, self.body.kneeling_leg())
        roll_deg = LATERAL[self.side] * moment.fault("trunk_tilts")
        figure = self.body.rest(legs, OTHER[self.side], Stance(roll_deg=roll_deg))
        if moment.span is None:
            return figure
        out_deg = moment.lift * moment.span.effort.peak_deg - moment.fault("trunk_tilts")
        turn = about(LONG_AXIS, LATERAL[self.side] * out_deg)
        return swung(self.body.skeleton, figure, bone(HIP, self.side), turn)
