"""The figure-four stretch on a chair: one ankle is laid on the other knee, the knee sinks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from tools.render_patients.contact import bisect
from tools.render_patients.limbs import Reach, part_turn, reached, swung
from tools.render_patients.rising import Chair
from tools.render_patients.schedule import ease
from tools.render_patients.skeleton import ANKLE, HIP, KNEE, LATERAL, OTHER, SIDES, bone

if TYPE_CHECKING:
    from tools.render_patients.schedule import Moment
    from tools.render_patients.skeleton import Figure, Vector

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
