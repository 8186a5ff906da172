"""People who do not exercise: they stand, talk, walk, sit, lie, pick something up.

Nothing here is a repetition of anything, which is what these people are for.  Some turn and walk,
so the angles of `truth`, which take a person to face -y, are only right for the others.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from tools.render_patients.contact import two_link_deg
from tools.render_patients.ground import HANGING, Ground
from tools.render_patients.lying import MAT_M
from tools.render_patients.schedule import ease
from tools.render_patients.skeleton import (
    ANKLE,
    HIP,
    LATERAL,
    SIDES,
    Arm,
    Figure,
    Leg,
    Posture,
    Side,
    Skeleton,
    Vector,
)
from tools.render_patients.supine import Floor

if TYPE_CHECKING:
    from tools.render_patients.ground import ChairPlace
    from tools.render_patients.schedule import Moment

SEAT_M: Final = 0.45
SITS_OVER_SEAT_M: Final = 0.095  # hip joint above the surface one sits on


def wave(time_s: float, period_s: float, *, phase: float = 0.0) -> float:
    """A slow swing between -1 and 1."""
    return float(np.sin(2 * np.pi * (time_s / period_s + phase)))


def between(time_s: float, begin_s: float, end_s: float, *, way_s: float = 1.2) -> float:
    """0 before, 1 between two times, 0 after, with a smooth way there and back."""
    return ease((time_s - begin_s) / way_s) - ease((time_s - end_s) / way_s)


def turned(figure: Figure, angle_deg: float) -> Figure:
    """The figure turned about the vertical through the origin, + to its left."""
    cosine, sine = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    turn = np.array([[cosine, -sine, 0.0], [sine, cosine, 0.0], [0.0, 0.0, 1.0]])
    return Figure(
        {name: turn @ at for name, at in figure.joints_m.items()},
        {name: turn @ own for name, own in figure.turns.items()},
    )


class Standing:
    """Waits: shifts the weight, softens a knee, looks about."""

    measure: Final = "hip_flexion"
    mat_m: Final = None
    chair_m: Final = None

    def __init__(self, skeleton: Skeleton, side: Side) -> None:
        self.ground, self.side = Ground(skeleton), side
        self.foot_m = np.array([np.nan, 0.0, self.ground.sole_m[ANKLE]])

    def figure(self, moment: Moment) -> Figure:
        """The figure at one moment."""
        time_s = moment.time_s
        shift_deg = 4.0 * wave(time_s, 7.0) + 1.0 * wave(time_s, 2.3)
        legs = {
            side: self._leg(LATERAL[side] * shift_deg, soft_deg=3.0 + 6.0 * max(0.0, resting))
            for side, resting in zip(SIDES, (-shift_deg / 4, shift_deg / 4), strict=True)
        }
        posture = self.ground.posture(1.5 * wave(time_s, 5.0), legs)
        posture = self.gesture(posture, time_s)
        return self.ground.fixed(posture, ANKLE, self.side, self.foot_m)

    def gesture(self, posture: Posture, time_s: float) -> Posture:
        """What the upper body does meanwhile."""
        return replace(posture, head_deg=8.0 * wave(time_s, 6.0))

    def _leg(self, outwards_deg: float, *, soft_deg: float) -> Leg:
        return Leg(soft_deg / 2, -soft_deg / 2, 0.0, abduction_deg=2.0 + outwards_deg)


class Talking(Standing):
    """The same while talking with both hands, leaning to all sides."""

    def gesture(self, posture: Posture, time_s: float) -> Posture:
        """What the upper body does meanwhile."""
        arms = {
            side: self._arm(side, wave(time_s, 1.7, phase=0.3 * row), wave(time_s, 2.6))
            for row, side in enumerate(SIDES)
        }
        return replace(
            posture,
            trunk_deg=4.0 * wave(time_s, 3.4),
            lean_deg=5.0 * wave(time_s, 4.3),
            head_deg=10.0 * wave(time_s, 1.9),
            arms=arms,
        )

    def _arm(self, side: Side, lift: float, spread: float) -> Arm:
        aside = LATERAL[side] * (0.25 + 0.2 * spread)
        upper = np.array([aside, -0.25 - 0.2 * lift, -1.0])
        return Arm(upper, np.array([-0.4 * aside, -0.9, 0.15 + 0.5 * lift]))


class PicksUp(Standing):
    """Stands, picks something up from the floor with rather straight knees, stands again."""

    bend_deg: Final = 88.0

    def figure(self, moment: Moment) -> Figure:
        """The figure at one moment."""
        share = sum(between(moment.time_s, begin, begin + 2.6) for begin in (3.0, 11.0))
        thigh_deg, shank_deg = 2.0 + 4.0 * share, -2.0 - 18.0 * share
        legs = dict.fromkeys(SIDES, Leg(thigh_deg - 14.0 * share, shank_deg + 6.0 * share, 0.0))
        posture = self.ground.posture(self.bend_deg * share, legs)
        down = np.array([0.0, -0.1 - 0.2 * share, -1.0])
        posture = replace(posture, arms=dict.fromkeys(SIDES, Arm(down, down)))
        return self.ground.fixed(posture, ANKLE, self.side, self.foot_m)


class Walking:
    """Walks to and fro, turning on the spot; the feet stay where they carry weight."""

    measure: Final = "hip_flexion"
    mat_m: Final = None
    chair_m: Final = None
    step_m: Final = 0.42
    step_s: Final = 0.62
    steps: Final = 4
    turn_s: Final = 1.4
    crouch: Final = 0.95  # height of the hip, in lengths of the leg
    clear_m: Final = 0.07  # how high a swinging ankle rises

    def __init__(self, skeleton: Skeleton, side: Side) -> None:
        self.ground, self.side = Ground(skeleton), side
        self.hip_m = self.crouch * sum(self.ground.lengths_m(2.0)) + self.ground.sole_m[ANKLE]
        self.length_m = (self.steps - 1) * self.step_m
        self.lap_s = self.steps * self.step_s + self.turn_s

    def figure(self, moment: Moment) -> Figure:
        """The figure at one moment."""
        lap, into_s = divmod(moment.time_s, self.lap_s)
        walked = min(into_s / self.step_s, self.steps)
        figure = self._striding(walked)
        turn = ease((into_s - self.steps * self.step_s) / self.turn_s)
        at_m = np.array([0.0, self.length_m / 2 - self.step_m * self._body(walked), 0.0])
        facing_deg = 180.0 * ((lap % 2) + turn)
        if lap % 2:
            at_m = -at_m
        return turned(figure, facing_deg).moved(at_m)

    def _body(self, walked: float) -> float:
        """How far the body has come, in steps: half a step in the first and in the last one."""
        ends = 0.0, 0.5, self.steps - 1.5, self.steps - 1.0
        return float(np.interp(walked, (0, 1, self.steps - 1, self.steps), ends))

    def _striding(self, walked: float) -> Figure:
        """The figure over the origin after some steps."""
        legs = {}
        for row, side in enumerate(SIDES):
            reach = self._ankle_m(walked, row)
            legs[side] = Leg(*two_link_deg(reach, *self.ground.lengths_m(2.0)), foot_deg=0.0)
        swing = np.sin(np.pi * walked) * np.sin(np.pi * walked / self.steps)
        arms = {
            side: Arm(np.array([0.0, 0.35 * LATERAL[side] * swing, -1.0]), HANGING.fore)
            for side in SIDES
        }
        posture = replace(self.ground.posture(3.0, legs), arms=arms)
        figure = self.ground.skeleton.stand(posture)
        return figure.moved(np.array([0.0, 0.0, self.hip_m]))

    def _ankle_m(self, walked: float, row: int) -> tuple[float, float]:
        """Ankle (forward, up) of one foot from the hip; the two feet step in turn."""
        number = int(min(walked, self.steps - 1e-9))
        into = walked - number
        swings = number % 2 == row
        last = self.steps - 1
        # Where the foot stands before and after this step, in steps; it ends beside the other.
        before = max(number - 1, 0) if swings else number
        after = min(number + 1, last) if swings else number
        at = before + (after - before) * ease(into) if swings else float(before)
        up_m = self.clear_m * np.sin(np.pi * into) if swings else 0.0
        forward_m = float((at - self._body(walked)) * self.step_m)
        return forward_m, float(self.ground.sole_m[ANKLE] - self.hip_m + up_m)


class Sitting:
    """Sits on a chair, leans to and fro, and stretches a knee now and then."""

    measure: Final = "hip_flexion"
    mat_m: Final = None
    chair_m: ChairPlace = (0.0, -0.02, 0.0)

    def __init__(self, skeleton: Skeleton, side: Side) -> None:
        self.ground, self.side = Ground(skeleton), side

    def figure(self, moment: Moment) -> Figure:
        """The figure at one moment."""
        time_s = moment.time_s
        hip_m = SEAT_M + SITS_OVER_SEAT_M
        stretch = {
            "left": between(time_s, 3.0, 5.5),
            "right": between(time_s, 9.0, 11.0),
        }
        legs = {side: self._leg(hip_m, stretch[side]) for side in SIDES}
        trunk_deg = 4.0 + 9.0 * wave(time_s, 6.5)
        posture = self.ground.posture(trunk_deg, legs)
        figure = self.ground.skeleton.stand(posture).moved(np.array([0.0, 0.0, hip_m]))
        arms = self.ground.hands(figure, self._laps(figure), palm_deg=40.0)
        return self.ground.skeleton.stand(replace(posture, arms=arms)).moved(
            np.array([0.0, 0.0, hip_m])
        )

    def _leg(self, hip_m: float, stretched: float) -> Leg:
        thigh_m, shank_m = self.ground.lengths_m(2.0)
        reach = (0.93 * thigh_m, self.ground.sole_m[ANKLE] - hip_m)
        thigh_deg, shank_deg = two_link_deg(reach, thigh_m, shank_m)
        return Leg(thigh_deg, shank_deg + 55.0 * stretched, 40.0 * stretched)

    def _laps(self, figure: Figure) -> dict[Side, Vector]:
        return {
            side: figure.joint(HIP, side) + np.array([-0.02 * LATERAL[side], -0.26, 0.13])
            for side in SIDES
        }


class Lying:
    """Lies on the back, draws up one knee after the other, lets them fall to and fro."""

    measure: Final = "hip_flexion"
    mat_m: Final = MAT_M
    chair_m: Final = None
    flattest_deg: Final = 22.0  # of knee flexion

    def __init__(self, skeleton: Skeleton, side: Side) -> None:
        self.floor, self.side = Floor(skeleton), side

    def figure(self, moment: Moment) -> Figure:
        """The figure at one moment."""
        time_s = moment.time_s
        drawn = {
            "left": between(time_s, 2.0, 14.0, way_s=1.8),
            "right": between(time_s, 5.0, 16.0, way_s=1.8),
        }
        sway_deg = 6.0 * wave(time_s, 3.0) * between(time_s, 8.0, 12.0)
        legs = {side: self._leg(drawn[side], LATERAL[side] * sway_deg) for side in SIDES}
        return self.floor.lie(self.floor.rest_deg, legs)

    def _leg(self, drawn: float, outwards_deg: float) -> Leg:
        knee_deg = self.flattest_deg + (95.0 - self.flattest_deg) * drawn
        leg = self.floor.bent_leg(self.floor.rest_deg, self.floor.foot_for(knee_deg))
        return replace(leg, abduction_deg=leg.abduction_deg + outwards_deg)
