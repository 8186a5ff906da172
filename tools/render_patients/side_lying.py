"""Exercises on the side, the upper leg working: the clamshell and the leg lift.

The person lies across -y, the front towards it, the hips over the origin.  Postures are those of
a body that stands; the whole figure is then laid down about the backward axis.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from tools.render_patients.limbs import Reach, bent, bisect, hanging, lowest_m, reached, swung
from tools.render_patients.skeleton import (
    ANKLE,
    HIP,
    LATERAL,
    NECK,
    OTHER,
    SHOULDER,
    SIDES,
    Figure,
    Leg,
    Posture,
    Side,
    Skeleton,
    about,
    about_y,
    bone,
)
from tools.render_patients.truth import knee_opening_deg, stood_up

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tools.render_patients.performance import Moment

GIVE_M: Final = 0.008
SHOULDER_M: Final = 0.06  # the joint of the lower shoulder over the floor
FLESH_M: Final = 0.07  # over the hip joint, at least
HEAD_M: Final = 0.085  # the lower side of the head, which lies on the arm
WRIST_M: Final = 0.035
FOOT_ON_FOOT_M: Final = 0.085  # from one ankle to the other, one foot on the other
RELAXED_FOOT_DEG: Final = 15.0
SOFT_KNEE_DEG: Final = 3.0
ALONG: Final = np.array([1.0, 0.0, 0.0])
BACK: Final = np.array([0.0, 1.0, 0.0])
LOWER_LEG: Final = ("upperleg02", "lowerleg01", "lowerleg02", "foot")


class OnSide:
    """A body on its side: the lower shoulder, hip and leg, and both hands, rest on the floor."""

    def __init__(self, skeleton: Skeleton, upper: Side) -> None:
        self.skeleton, self.upper, self.lower = skeleton, upper, OTHER[upper]
        self._carriers = self._known(("pelvis", "upperleg01"))
        plain = self._standing(dict.fromkeys(SIDES, Leg(0.0, 0.0, 0.0, abduction_deg=0.0)))
        self._tilt_deg = 0.0
        self._tilt_deg = bisect(lambda tilt: self._shoulder_m(plain, tilt), -25.0, 25.0)
        placed = self._laid(plain)
        hips = self._under_hip_m(placed)
        middle = placed.middle(HIP)
        self._shift = np.array([-middle[0], -middle[1], -GIVE_M - hips])

    def _known(self, stems: tuple[str, ...]) -> list[str]:
        names = (bone(stem, self.lower) for stem in stems)
        return [name for name in names if name in self.skeleton.skin_m]

    def _standing(self, legs: Mapping[Side, Leg]) -> Figure:
        return self.skeleton.stand(Posture(0.0, legs, hanging(), head_deg=0.0))

    def _under_hip_m(self, figure: Figure) -> float:
        """Height of the lowest skin at the lower hip, which has some flesh whatever the body."""
        skin_m = lowest_m(self.skeleton, figure, self._carriers)
        return min(skin_m, float(figure.joint(HIP, self.lower)[2]) - FLESH_M)

    def _shoulder_m(self, standing: Figure, tilt_deg: float) -> float:
        """How much higher the lower shoulder is over the floor than it should be."""
        self._tilt_deg = tilt_deg
        figure = self._laid(standing)
        floor = self._under_hip_m(figure) + GIVE_M
        return float(figure.joint(SHOULDER, self.lower)[2] - floor - SHOULDER_M)

    def _laid(self, standing: Figure) -> Figure:
        """A standing figure laid on its side, mid-hip where it was."""
        turn = about_y(-LATERAL[self.upper] * (90.0 + self._tilt_deg))
        return Figure(
            {name: turn @ at for name, at in standing.joints_m.items()},
            {name: turn @ own for name, own in standing.turns.items()},
        )

    def lie(self, legs: Mapping[Side, Leg], *, rolled_deg: float = 0.0) -> Figure:
        """The figure with these legs; the trunk rolled backwards, the legs as they were."""
        figure = self._laid(self._standing(legs)).moved(self._shift)
        if rolled_deg:
            figure = self._rolled(figure, rolled_deg)
        figure = bent(self.skeleton, figure, NECK, BACK, self._nod_deg(figure))
        return self._arms(figure)

    def _rolled(self, figure: Figure, rolled_deg: float) -> Figure:
        """The trunk turned about the line along the floor under the lower hip, backwards."""
        turn = about(ALONG, -rolled_deg)
        pivot = figure.joint(HIP, self.lower)
        turned = Figure(
            {name: pivot + turn @ (at - pivot) for name, at in figure.joints_m.items()},
            {name: turn @ own for name, own in figure.turns.items()},
        )
        for side in SIDES:
            turned = swung(self.skeleton, turned, bone(HIP, side), turn.T)
        return turned

    def _nod_deg(self, figure: Figure) -> float:
        """How far the neck bends so that the head lies on the arm."""
        down = LATERAL[self.upper]

        def over_m(nod_deg: float) -> float:
            nodding = bent(self.skeleton, figure, NECK, BACK, -down * nod_deg)
            return lowest_m(self.skeleton, nodding, ("head",)) - HEAD_M

        return -down * bisect(over_m, -40.0, 40.0) if over_m(-40.0) > 0 > over_m(40.0) else 0.0

    def _arms(self, figure: Figure) -> Figure:
        """The lower arm stretched out under the head, the upper hand on the floor in front."""
        headwards = -LATERAL[self.upper]
        low, high = (figure.joint(SHOULDER, side) for side in (self.lower, self.upper))
        under = np.array([low[0] + headwards * 0.42, low[1] - 0.1, WRIST_M])
        front = np.array([high[0] - headwards * 0.12, low[1] - 0.30, WRIST_M])
        ahead = np.array([headwards, 0.0, 0.0])
        figure = reached(self.skeleton, figure, self.lower, Reach(under, ahead, 60.0))
        elbow = np.array([0.3 * headwards, -1.0, 0.6])
        return reached(self.skeleton, figure, self.upper, Reach(front, elbow, -40.0))

    def lower_leg(self, thigh_deg: float, knee_deg: float) -> Leg:
        """The lower leg, bent and resting on the floor."""
        names = self._known(LOWER_LEG)

        def leg(down_deg: float) -> Leg:
            shank_deg = thigh_deg - knee_deg
            foot_deg = shank_deg - RELAXED_FOOT_DEG
            return Leg(thigh_deg, shank_deg, foot_deg, down_deg, foot_roll_deg=down_deg)

        def over_m(down_deg: float) -> float:
            figure = self._laid(self._standing(dict.fromkeys(SIDES, leg(down_deg))))
            return lowest_m(self.skeleton, figure.moved(self._shift), names) + GIVE_M

        return leg(bisect(over_m, -20.0, 30.0))


def _floor_m(skeleton: Skeleton) -> tuple[float, float, float, float]:
    height_m = max(at[2] for at in skeleton.rest_m.values())
    return (0.0, 0.0, float(height_m) + 0.35, 0.4)


class SideLyingLegLift:
    """The upper leg lifted straight; the measure is the thigh against the axis of the trunk.

    Faults
    ------
    leg_forward : degrees by which the lifted leg also goes forward; the angle of the thigh as
        seen from the front stays as asked for.
    knee_bent : degrees of knee flexion of the lifted leg.
    roll_back : degrees by which the trunk and the pelvis roll backwards.
    """

    measure: Final = "hip_abduction_to_trunk"
    chair_m: Final = None
    lower_deg: Final = (22.0, 44.0)  # flexion of the lower hip and knee

    def __init__(self, skeleton: Skeleton, side: Side) -> None:
        self.body, self.side = OnSide(skeleton, side), side
        self.mat_m = _floor_m(skeleton)
        self.below = self.body.lower_leg(*self.lower_deg)
        self.rest_deg = bisect(self._over_foot_m, -25.0, 20.0)

    def figure(self, moment: Moment) -> Figure:
        """The figure at one moment."""
        out_deg = self.rest_deg
        if moment.span is not None:
            out_deg += moment.lift * (moment.span.effort.peak_deg - self.rest_deg)
        upper = self._upper(out_deg, moment.fault("leg_forward"), moment.fault("knee_bent"))
        legs = {self.side: upper, OTHER[self.side]: self.below}
        return self.body.lie(legs, rolled_deg=moment.fault("roll_back"))

    def _upper(self, out_deg: float, forward_deg: float = 0.0, bend_deg: float = 0.0) -> Leg:
        thigh_deg = SOFT_KNEE_DEG / 2 + bend_deg / 2 + forward_deg
        shank_deg = thigh_deg - SOFT_KNEE_DEG - bend_deg
        slope = np.tan(np.radians(out_deg)) * np.cos(np.radians(thigh_deg))
        return Leg(
            thigh_deg,
            shank_deg,
            shank_deg - RELAXED_FOOT_DEG,
            abduction_deg=float(np.degrees(np.arctan(slope))),
            foot_roll_deg=out_deg,
        )

    def _over_foot_m(self, out_deg: float) -> float:
        """How much higher the upper ankle is than on the lower foot."""
        figure = self.body.lie({self.side: self._upper(out_deg), OTHER[self.side]: self.below})
        gap = figure.joint(ANKLE, self.side) - figure.joint(ANKLE, OTHER[self.side])
        return float(gap[2] - FOOT_ON_FOOT_M)


class Clamshell:
    """Hips and knees bent, the upper knee opened about the line from hip to foot.

    The measure is that turn.

    Faults
    ------
    roll_back : degrees by which the trunk and the pelvis roll backwards.
    feet_part : degrees by which the upper leg is also lifted from the hip, foot and all.
    """

    measure: Final = "knee_opening"
    chair_m: Final = None
    rest_deg: Final = -4.0  # one knee on the other
    hip_deg: Final = 50.0
    knee_deg: Final = 90.0

    def __init__(self, skeleton: Skeleton, side: Side) -> None:
        self.body, self.side = OnSide(skeleton, side), side
        self.mat_m = _floor_m(skeleton)
        self.below = self.body.lower_leg(self.hip_deg, self.knee_deg)
        self.down_deg = bisect(self._over_foot_m, -25.0, 20.0)

    def figure(self, moment: Moment) -> Figure:
        """The figure at one moment."""
        opening_deg = self.rest_deg
        if moment.span is not None:
            opening_deg += moment.lift * (moment.span.effort.peak_deg - self.rest_deg)
        upper = self._upper(self.down_deg + moment.fault("feet_part"))
        legs = {self.side: upper, OTHER[self.side]: self.below}
        figure = self.body.lie(legs, rolled_deg=moment.fault("roll_back"))
        return self._opened(figure, opening_deg)

    def _upper(self, out_deg: float) -> Leg:
        shank_deg = self.hip_deg - self.knee_deg
        foot_deg = shank_deg - RELAXED_FOOT_DEG
        return Leg(self.hip_deg, shank_deg, foot_deg, out_deg, foot_roll_deg=out_deg)

    def _over_foot_m(self, out_deg: float) -> float:
        figure = self.body.lie({self.side: self._upper(out_deg), OTHER[self.side]: self.below})
        gap = figure.joint(ANKLE, self.side) - figure.joint(ANKLE, OTHER[self.side])
        return float(gap[2] - FOOT_ON_FOOT_M)

    def _opened(self, figure: Figure, opening_deg: float) -> Figure:
        """The figure whose knees are open so far, as seen from the front."""

        def short_deg(turn_deg: float) -> float:
            seen = stood_up(self._turned(figure, turn_deg))
            return knee_opening_deg(seen, self.side) - opening_deg

        return self._turned(figure, bisect(short_deg, opening_deg - 30.0, opening_deg + 30.0))

    def _turned(self, figure: Figure, opening_deg: float) -> Figure:
        skeleton = self.body.skeleton
        hip, ankle = figure.joint(HIP, self.side), figure.joint(ANKLE, self.side)
        turn_deg = -LATERAL[self.side] * opening_deg
        figure = swung(skeleton, figure, bone(HIP, self.side), about(ankle - hip, turn_deg))
        # The foot stays on the other one and only half goes along.
        return swung(skeleton, figure, bone(ANKLE, self.side), about(ankle - hip, -turn_deg / 2))
