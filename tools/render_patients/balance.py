"""On one leg, and sideways: feet that lift or step while the hips go with them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from tools.render_patients.ground import Foot, OnFeet, beside
from tools.render_patients.idling import ANYHOW
from tools.render_patients.limbs import hanging
from tools.render_patients.performance import ease
from tools.render_patients.skeleton import LATERAL, OTHER, SIDES

if TYPE_CHECKING:
    from tools.render_patients.performance import Moment
    from tools.render_patients.skeleton import Figure, Side, Skeleton

TOES_DOWN_DEG: Final = -25.0
SHIFTED: Final = (
    0.35  # of the way: the weight is over the leg, and the other foot leaves the floor
)


class OneLeg:
    """Stands on the leg `side`; the measure is the lift of the other foot as an angle of the leg.

    Faults
    ------
    pelvic_drop : degrees by which the free side of the pelvis drops.
    trunk_lean : degrees by which the trunk leans over the standing leg.
    """

    measure: Final = "other_foot_lift"
    mat_m: Final = None
    chair_m: Final = None
    straight: Final = 0.992

    def __init__(self, skeleton: Skeleton, side: Side) -> None:
        self.body, self.side = OnFeet(skeleton), side
        self.leg_m = self.body.thigh_m + self.body.shank_m
        self.prints = {each: beside(each, 0.95 * self.body.hip_m) for each in SIDES}

    def figure(self, moment: Moment) -> Figure:
        """The figure at one moment."""
        feet = {each: self.body.soles.standing(at) for each, at in self.prints.items()}
        share = ease((moment.lift - SHIFTED) / (1 - SHIFTED))
        if moment.span is not None and share > 0:
            free, lift_m = OTHER[self.side], self._lift_m(moment.span.effort.peak_deg)
            foot = feet[free]
            up = np.array([0.0, 0.1 * share, share * lift_m])
            pitch_deg = share * TOES_DOWN_DEG
            feet[free] = Foot(foot.ankle_m + up, 0.0, pitch_deg, pitch_deg)
        away = LATERAL[self.side]
        posture = replace(
            self.body.soles.ground.posture(1.0, ANYHOW),
            arms=hanging(),
            lean_deg=away * moment.fault("trunk_lean"),
            pelvis_roll_deg=-away * moment.fault("pelvic_drop"),
        )
        over = away * ease(moment.lift / 0.6) * (0.8 * self.body.hip_m)
        return self.body.figure(posture, feet, np.array([over, 0.02, 0.0]), straight=self.straight)

    def _lift_m(self, peak_deg: float) -> float:
        return self.leg_m * float(np.sin(np.radians(peak_deg)))


class SideStep:
    """Steps to one side and back again, two each way; the measure is the legs apart.

    Faults
    ------
    trunk_lean : degrees by which the trunk sways towards the stepping leg.
    """

    measure: Final = "leg_spread"
    mat_m: Final = None
    chair_m: Final = None
    straight: Final = 0.985
    rest_width: Final = 1.0  # of the hips
    turns: Final = 2  # steps one way

    def __init__(self, skeleton: Skeleton, side: Side) -> None:
        self.body, self.side = OnFeet(skeleton), side
        self.leg_m = self.straight * (self.body.thigh_m + self.body.shank_m)
        self._wide_by_number: dict[int, float] = {}

    def figure(self, moment: Moment) -> Figure:
        """The figure at one moment; where a step begins follows from the steps before it."""
        span = moment.span
        if span is None:
            at_m = self._place_m(len(self._wide_by_number) + 1)
            return self._over(moment, at_m, at_m, 1.0)
        if span.number == 1 and len(self._wide_by_number) > 1:
            self._wide_by_number.clear()  # it all begins again
        self._wide_by_number[span.number] = self._wide_m(span.effort.peak_deg)
        way, from_m = self._way(span.number), self._place_m(span.number)
        to_m = from_m + way * self._wide_by_number[span.number]
        if moment.time_s < span.leave_s:
            share = (moment.time_s - span.start_s) / (span.top_s - span.start_s)
            return self._over(moment, from_m, to_m, way, leading=ease(share))
        share = (moment.time_s - span.leave_s) / (span.end_s - span.leave_s)
        return self._over(moment, from_m, to_m, way, trailing=ease(share))

    def _over(
        self,
        moment: Moment,
        from_m: float,
        to_m: float,
        way: float,
        *,
        leading: float | None = None,
        trailing: float | None = None,
    ) -> Figure:
        """The body over its feet: one has gone ahead, or both have come."""
        lead: Side = "left" if way > 0 else "right"
        aside = dict.fromkeys(SIDES, self.rest_width * self.body.hip_m)
        first = {side: beside(side, aside[side]) for side in SIDES}
        soles = self.body.soles
        at = {
            side: soles.standing(replace(each, left_m=each.left_m + from_m))
            for side, each in first.items()
        }
        then = {
            side: soles.standing(replace(each, left_m=each.left_m + to_m))
            for side, each in first.items()
        }
        feet, over = dict(at), from_m
        if leading is not None:
            feet[lead] = soles.swinging(at[lead], then[lead], leading)
            over = from_m + 0.5 * leading * (to_m - from_m)
        elif trailing is not None:
            feet[lead] = then[lead]
            feet[OTHER[lead]] = soles.swinging(at[OTHER[lead]], then[OTHER[lead]], trailing)
            over = from_m + (0.5 + 0.5 * trailing) * (to_m - from_m)
        posture = replace(
            self.body.soles.ground.posture(4.0, ANYHOW),
            arms=hanging(),
            lean_deg=way * moment.fault("trunk_lean"),
        )
        return self.body.figure(posture, feet, np.array([over, 0.02, 0.0]), straight=self.straight)

    def _way(self, number: int) -> float:
        """+1 to the left, -1 to the right: some steps one way, then as many back."""
        back = (number - 1) // self.turns % 2
        return LATERAL[self.side] * (-1.0 if back else 1.0)

    def _place_m(self, number: int) -> float:
        """How far to the left the body stands before a step."""
        earlier = self._wide_by_number.items()
        return sum(self._way(each) * wide_m for each, wide_m in earlier if each < number)

    def _wide_m(self, peak_deg: float) -> float:
        """How far a foot goes for the legs to be so far apart."""
        return 2 * self.leg_m * float(np.sin(np.radians(peak_deg / 2)))
