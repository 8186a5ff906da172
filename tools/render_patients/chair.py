"""A body on a chair: standing up, straightening a knee, and the figure-four stretch."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from tools.render_patients.ground import OnFeet, beside
from tools.render_patients.limbs import Reach, bisect, hanging, lowest_m, part_turn, reached, swung
from tools.render_patients.performance import Moment, ease
from tools.render_patients.skeleton import (
    ANKLE,
    HIP,
    KNEE,
    LATERAL,
    OTHER,
    SHOULDER,
    SIDES,
    about_x,
    bone,
    inclination_deg,
)
from tools.render_patients.supine import BACK, BUTTOCKS

if TYPE_CHECKING:
    from tools.render_patients.ground import ChairPlace
    from tools.render_patients.skeleton import Figure, Leg, Side, Skeleton, Vector


SUNK_M: Final = 0.02  # how far flesh gives way on a seat
BEHIND_ANKLE_M: Final = 0.04  # of the hips after standing up
BACK_INSIDE_M: Final = 0.17  # from the middle of a chair to the front of its back


class Chair:
    """A body on a chair: how high its hips are there, and where the chair stands."""

    seat_m: Final = 0.45
    feet_back_m: float = 0.0  # how far the feet are drawn back from under the knees

    def __init__(self, skeleton: Skeleton, side: Side) -> None:
        self.body, self.side, self.skeleton = OnFeet(skeleton), side, skeleton
        ahead_m = 0.97 * self.body.thigh_m - self.feet_back_m
        prints = {each: beside(each, 1.15 * self.body.hip_m, -ahead_m) for each in SIDES}
        self.feet = {each: self.body.soles.standing(at) for each, at in prints.items()}
        self.feet_m = -ahead_m
        above_m = self.seat_m + 0.1
        seated = self.over(2.0, np.array([0.0, 0.0, above_m]))
        thighs = [name for name in skeleton.skin_m if name.startswith("upperleg")]
        sunk_m = lowest_m(skeleton, seated, (*BUTTOCKS, *thighs)) - self.seat_m + SUNK_M
        self.hip_m = above_m - sunk_m
        behind = max(self._behind_m(seated, name) for name in (*BACK, *BUTTOCKS))
        self.chair_m: ChairPlace = (0.0, BACK_INSIDE_M - behind - 0.04, 0.0)

    def over(self, trunk_deg: float, hips_m: Vector, *, lean_deg: float = 0.0) -> Figure:
        """The figure on its feet with mid-hip at a place, shape (3,)."""
        posture = self.body.soles.ground.posture(trunk_deg, self._legs(hips_m))
        posture = replace(posture, arms=hanging(), lean_deg=lean_deg, head_deg=0.5 * trunk_deg)
        figure = self.skeleton.stand(posture)
        return figure.moved(hips_m - figure.middle(HIP))

    def _legs(self, hips_m: Vector) -> dict[Side, Leg]:
        legs: dict[Side, Leg] = {}
        for side, foot in self.feet.items():
            hip = hips_m + np.array([LATERAL[side] * self.body.hip_m, 0.0, 0.0])
            legs[side] = self.body.leg(side, foot.ankle_m - hip, foot)
        return legs

    def _behind_m(self, figure: Figure, name: str) -> float:
        skin = self.skeleton.skin_m[name] - self.skeleton.rest_m[name]
        return float((figure.joints_m[name] + skin @ figure.turns[name].T)[:, 1].max())


class SitToStand(Chair):
    """Stands up with the arms crossed, and sits down; the measure is knee flexion.

    Faults
    ------
    big_lean : degrees by which the trunk bows further on the way.
    """

    measure: Final = "knee_flexion"
    mat_m: Final = None
    feet_back_m = 0.12
    bow_deg: Final = 30.0
    seated_deg: Final = 3.0

    def figure(self, moment: Moment) -> Figure:
        """The figure at one moment."""
        share = moment.lift
        height_m, top_deg = self.hip_m, self.seated_deg
        if moment.span is not None:
            height_m, top_deg = self._top(moment.span.effort.peak_deg)
        bow = self.bow_deg
        if moment.span is not None:
            bow += moment.span.effort.faults.get("big_lean", 0.0)
        trunk_deg = (1 - share) * self.seated_deg + share * top_deg
        trunk_deg += bow * np.sin(np.pi * share**0.8)
        forward = ease(share / 0.8)
        back_m = forward * (self.feet_m + BEHIND_ANKLE_M)
        up_m = self.hip_m + ease((share - 0.15) / 0.85) * (height_m - self.hip_m)
        figure = self.over(trunk_deg, np.array([0.0, back_m, up_m]))
        for side in SIDES:
            figure = self._crossed(figure, side)
        return figure

    def _crossed(self, figure: Figure, side: Side) -> Figure:
        """The hand of one arm before the other shoulder."""
        across = figure.joint(SHOULDER, OTHER[side]) - figure.joint(SHOULDER, side)
        up = figure.middle(SHOULDER) - figure.middle(HIP)
        up /= np.linalg.norm(up)
        ahead = np.cross(up, np.array([1.0, 0.0, 0.0]))
        nearer_m = 0.1 if side == self.side else 0.15
        wrist = figure.joint(SHOULDER, side) + 0.72 * across - nearer_m * ahead - 0.13 * up
        elbow = np.array([0.6 * LATERAL[side], 0.0, 0.0]) - 0.3 * ahead - up
        return reached(self.skeleton, figure, side, Reach(wrist, elbow, 30.0))

    def _top(self, peak_deg: float) -> tuple[float, float]:
        """Height of the hips and inclination of the trunk where the knee is bent by `peak_deg`.

        Who does not stand up all the way bends the hips as much.
        """
        leg = self.body.thigh_m, self.body.shank_m
        bend = np.cos(np.radians(peak_deg))
        squeeze = 1.0 - (0.15 * self.body.hip_m / (leg[0] + leg[1])) ** 2  # as seen from the side
        square = squeeze * (leg[0] ** 2 + leg[1] ** 2 + 2 * leg[0] * leg[1] * bend)
        height_m = float(self.feet["left"].ankle_m[2] + np.sqrt(square - BEHIND_ANKLE_M**2))
        return height_m, 0.5 * peak_deg - 6.0


ROOM_TO_LEAN_M: Final = 0.07  # between the body and the back of the chair


class SeatedKneeExtension(Chair):
    """Straightens one knee, the thigh on the seat; the measure is knee flexion.

    Faults
    ------
    lean_back : degrees by which the trunk leans back.
    thigh_lifts : degrees by which the thigh comes off the seat.
    """

    measure: Final = "knee_flexion"
    mat_m: Final = None
    upright_deg: Final = 3.0

    def __init__(self, skeleton: Skeleton, side: Side) -> None:
        super().__init__(skeleton, side)
        seated = self.over(self.upright_deg, np.array([0.0, 0.0, self.hip_m]))
        self.rest_deg = self._knee_deg(seated)
        left, forward, turn_deg = self.chair_m
        self.chair_m = (left, forward - ROOM_TO_LEAN_M, turn_deg)

    def figure(self, moment: Moment) -> Figure:
        """The figure at one moment."""
        trunk_deg = self.upright_deg - moment.fault("lean_back")
        figure = self.over(trunk_deg, np.array([0.0, 0.0, self.hip_m]))
        if moment.span is not None:
            lifted_deg = moment.fault("thigh_lifts")
            straightened_deg = moment.lift * (self.rest_deg - moment.span.effort.peak_deg)
            hip, knee = bone(HIP, self.side), bone(KNEE, self.side)
            figure = swung(self.skeleton, figure, hip, about_x(-lifted_deg))
            figure = swung(self.skeleton, figure, knee, about_x(-straightened_deg))
        for side in SIDES:
            figure = self._hand_on_seat(figure, side)
        return figure

    def _knee_deg(self, figure: Figure) -> float:
        hip, knee, ankle = (figure.joint(joint, self.side) for joint in (HIP, KNEE, ANKLE))
        return inclination_deg(knee - hip) - inclination_deg(ankle - knee)

    def _hand_on_seat(self, figure: Figure, side: Side) -> Figure:
        """The hand on the edge of the seat, beside the hip."""
        edge = np.array([1.9 * self.body.hip_m * LATERAL[side], -0.06, self.seat_m + 0.05])
        return reached(
            self.skeleton, figure, side, Reach(edge, np.array([LATERAL[side], 1.0, 0.0]), 30.0)
        )


OVER_KNEE_M: Final = 0.095  # the ankle lies on the thigh, so far over the line of its bones
BEHIND_KNEE: Final = 0.16  # of the thigh, from the knee towards the hip
ARC_M: Final = 0.1  # how much higher the foot is carried on its way


class FigureFour(Chair):
    """Lays the ankle on the other knee; the measure is how far the knee has sunk to the side.

    Faults
    ------
    trunk_leans : degrees by which the trunk leans away from the crossed leg.
    """

    measure: Final = "seated_knee_out"
    mat_m: Final = None

    def figure(self, moment: Moment) -> Figure:
        """The figure at one moment."""
        lean_deg = -LATERAL[self.side] * moment.fault("trunk_leans")
        figure = self.over(4.0, np.array([0.0, 0.0, self.hip_m]), lean_deg=lean_deg)
        if moment.span is not None:
            figure = self._crossed(figure, moment.span.effort.peak_deg, moment.lift)
        for side in SIDES:
            out = np.array([0.5 * LATERAL[side], 0.8, -0.5])
            hip, knee = figure.joint(HIP, side), figure.joint(KNEE, side)
            lap = hip + 0.62 * (knee - hip) + np.array([0.02 * LATERAL[side], 0.0, 0.11])
            figure = reached(self.skeleton, figure, side, Reach(lap, out, 25.0))
        return figure

    def _crossed(self, figure: Figure, out_deg: float, share: float) -> Figure:
        """The working leg some share of its way onto the other knee."""
        hip, knee, ankle = (figure.joint(joint, self.side) for joint in (HIP, KNEE, ANKLE))
        laid = self._laid(figure)
        way = ease(share)
        to = ankle + way * (laid - ankle) + np.array([0, 0, ARC_M * np.sin(np.pi * way)])
        now_m = LATERAL[self.side] * float((knee - hip)[0])
        out_m = now_m + way * (self.body.shank_m * np.sin(np.radians(out_deg)) - now_m)
        thigh, shank = self._bones(hip, to, self._towards(hip, to, out_m))
        figure = swung(
            self.skeleton, figure, bone(HIP, self.side), part_turn(knee - hip, thigh, 1.0)
        )
        now = figure.joint(ANKLE, self.side) - figure.joint(KNEE, self.side)
        return swung(self.skeleton, figure, bone(KNEE, self.side), part_turn(now, shank, 1.0))

    def _laid(self, figure: Figure) -> Vector:
        """Where the ankle lies: on the other thigh, a little behind the knee."""
        hip, knee = (figure.joint(joint, OTHER[self.side]) for joint in (HIP, KNEE))
        aside = np.array([-0.03 * LATERAL[self.side], 0.0, OVER_KNEE_M])
        at: Vector = knee + BEHIND_KNEE * (hip - knee) + aside
        return at

    def _towards(self, hip: Vector, ankle: Vector, out_m: float) -> Vector:
        """Where the knee points to be so far outward of the hip, the ankle at its place."""
        ahead, outward = np.array([0.0, -0.6, 0.8]), np.array([LATERAL[self.side], 0.0, 0.0])

        def at(turn_deg: float) -> Vector:
            turn = np.radians(turn_deg)
            towards: Vector = np.cos(turn) * ahead + np.sin(turn) * outward
            return towards

        def too_far_m(turn_deg: float) -> float:
            thigh, _ = self._bones(hip, ankle, at(turn_deg))
            return LATERAL[self.side] * float(thigh[0]) - out_m

        return at(bisect(too_far_m, -60.0, 89.0))

    def _bones(self, hip: Vector, ankle: Vector, towards: Vector) -> tuple[Vector, Vector]:
        """Thigh and shank as lines, shape (3,), of a leg whose knee points somewhere."""
        line = ankle - hip
        upper_m, lower_m = self.body.thigh_m, self.body.shank_m
        distance = min(float(np.linalg.norm(line)), 0.999 * (upper_m + lower_m))
        along = line / np.linalg.norm(line)
        across = towards - (towards @ along) * along
        across /= np.linalg.norm(across)
        share = (upper_m**2 + distance**2 - lower_m**2) / (2 * distance)
        thigh = share * along + np.sqrt(max(upper_m**2 - share**2, 0.0)) * across
        return thigh, distance * along - thigh
