"""Standing up from a chair: feet that stay, a bow, and hips that come forward and up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from tools.render_patients.contact import lowest_m
from tools.render_patients.footing import OnFeet, beside
from tools.render_patients.limbs import Reach, hanging, reached
from tools.render_patients.schedule import Moment, ease
from tools.render_patients.skeleton import HIP, LATERAL, OTHER, SHOULDER, SIDES
from tools.render_patients.supine import BACK, BUTTOCKS

if TYPE_CHECKING:
    from tools.render_patients.ground import ChairPlace
    from tools.render_patients.skeleton import Figure, Leg, Side, Skeleton, Vector

SUNK_M: Final = 0.02  # how far flesh gives way on a seat
BEHIND_ANKLE_M: Final = 0.04  # of the hips of somebody who has risen
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
