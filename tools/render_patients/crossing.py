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
    from tools.render_patients.skeleton import Figure, Side, Skeleton, Vector

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

    def __init__(self, skeleton: Skeleton, side: Side) -> None:
        super().__init__(skeleton, side)
        self._knees: dict[float, Vector] = {}

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
        end = self._knee(figure, out_deg)
        way = ease(share)
        to = ankle + way * (laid - ankle) + np.array([0, 0, ARC_M * np.sin(np.pi * way)])
        towards = (1 - way) * (knee - (hip + ankle) / 2) + way * (end - (hip + laid) / 2)
        thigh, shank = self._bones(hip, to, towards)
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

    def _knee(self, figure: Figure, out_deg: float) -> Vector:
        """Where the knee is when it is so far to the side and the ankle lies on the other one."""
        if out_deg in self._knees:
            return self._knees[out_deg]
        hip, laid = figure.joint(HIP, self.side), self._laid(figure)
        upward, outward = np.array([0.0, 0.0, 1.0]), np.array([LATERAL[self.side], 0.0, 0.0])

        def at(turn_deg: float) -> Vector:
            turn = np.radians(turn_deg)
            towards = np.cos(turn) * upward + np.sin(turn) * outward
            thigh, _ = self._bones(hip, laid, towards)
            knee: Vector = hip + thigh
            return knee

        wanted_m = self.body.shank_m * np.sin(np.radians(out_deg))
        turn_deg = bisect(
            lambda deg: LATERAL[self.side] * float((at(deg) - hip)[0]) - wanted_m, -60.0, 100.0
        )
        self._knees[out_deg] = at(turn_deg)
        return self._knees[out_deg]

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
