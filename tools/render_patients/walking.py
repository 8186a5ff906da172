"""A person who steps, turns and walks; feet that carry weight stay.

The angles of `truth` take a person to face -y and are wrong after a turn, which is why
only people do so who do no repetition.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from tools.render_patients.ground import Foot, Footprint, OnFeet, Soles, beside
from tools.render_patients.limbs import UP, swung
from tools.render_patients.performance import ease
from tools.render_patients.skeleton import (
    LATERAL,
    OTHER,
    SIDES,
    Arm,
    Figure,
    Leg,
    Side,
    Vector,
    about,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tools.render_patients.performance import Moment
    from tools.render_patients.skeleton import Skeleton

HEEL_RISES_S: Final = 0.34  # before the foot leaves the floor
HEEL_ROLLS_S: Final = 0.14  # after it has landed
PUSH_DEG, STRIKE_DEG = 38.0, 14.0  # the foot of a long step when it leaves, and when it lands
SHORTEST_M, LONGEST_M = 0.15, 0.75  # steps without any rolling of the foot, and with all of it
WINDOW_S: Final = 1.26  # two steps of a walk, over which the body smooths the path of the feet
SAMPLES: Final = 15


@dataclass(frozen=True, slots=True)
class Step:
    """One foot goes somewhere else."""

    side: Side
    lift_s: float
    land_s: float
    to: Footprint


class Steps:
    """Both feet and the course of the body while they step, over and over.

    The last steps must bring the feet back to where they started, within `period_s`; a person who
    turned round in between has then turned by 360 degrees.
    """

    def __init__(
        self, soles: Soles, start: Mapping[Side, Footprint], steps: Sequence[Step], period_s: float
    ) -> None:
        self.soles, self.start, self.period_s = soles, start, period_s
        self.own = {side: [step for step in steps if step.side == side] for side in SIDES}
        window = np.hanning(SAMPLES + 2)[1:-1]
        self._weights = window / window.sum()

    def feet(self, time_s: float) -> dict[Side, Foot]:
        """Both feet at one time."""
        return {side: self._foot(side, time_s) for side in SIDES}

    def course(self, time_s: float, *, sway_m: float = 0.0) -> Vector:
        """Where mid-hip is and the pelvis faces, (left, backward, heading): between the feet.

        The path of the feet is smoothed over two steps.  The body sways by up to `sway_m` to
        the side of the foot that carries it.
        """
        rows = []
        for sample_s in time_s + WINDOW_S * np.linspace(-0.5, 0.5, SAMPLES):
            ways = {side: self._way(side, sample_s) for side in SIDES}
            left, right = (one + ease(share) * (to - one) for one, to, share in ways.values())
            row = (left + right) / 2
            carried = int(ways["right"][2] > 0) - int(ways["left"][2] > 0)
            heading = np.radians(row[2])
            row[:2] += carried * sway_m * np.array([np.cos(heading), np.sin(heading)])
            rows.append(row)
        course: Vector = self._weights @ np.array(rows)
        return course

    def _footprint(self, side: Side, number: int, laps: float = 0.0) -> Vector:
        """A print of one foot, shape (3,), after so many of its steps and whole rounds."""
        own = self.own[side]
        start = self.start[side].all
        turned_deg = own[-1].to.heading_deg - start[2] if own else 0.0
        at = own[number - 1].to.all if number else start
        place: Vector = at + np.array([0.0, 0.0, laps * turned_deg])
        return place

    def _way(self, side: Side, time_s: float) -> tuple[Vector, Vector, float]:
        """The prints that a foot is between, shape (3,) each, and the share of the time."""
        own = self.own[side]
        laps, into_s = divmod(time_s, self.period_s)
        done = bisect_right([step.lift_s for step in own], into_s)
        to = self._footprint(side, done, laps)
        if not done or into_s >= own[done - 1].land_s:
            return to, to, 0.0
        step = own[done - 1]
        share = (into_s - step.lift_s) / (step.land_s - step.lift_s)
        return self._footprint(side, done - 1, laps), to, share

    def _foot(self, side: Side, time_s: float) -> Foot:
        one, to, share = self._way(side, time_s)
        if one is not to:
            rolling = _rolling(one, to)
            left = self.soles.standing(Footprint(*one), -PUSH_DEG * rolling)
            landing = self.soles.standing(Footprint(*to), STRIKE_DEG * rolling)
            return self.soles.swinging(left, landing, share)
        own, into_s = self.own[side], time_s % self.period_s
        done = bisect_right([step.lift_s for step in own], into_s)
        pitch_deg = 0.0
        if done:
            struck = _rolling(self._footprint(side, done - 1), self._footprint(side, done))
            flat = ease((into_s - own[done - 1].land_s) / HEEL_ROLLS_S)
            pitch_deg += STRIKE_DEG * struck * (1 - flat)
        if done < len(own):
            pushed = _rolling(self._footprint(side, done), self._footprint(side, done + 1))
            risen = max(0.0, 1 - (own[done].lift_s - into_s) / HEEL_RISES_S)
            pitch_deg -= PUSH_DEG * pushed * risen**2
        return self.soles.standing(Footprint(*to), pitch_deg)


def _rolling(one: Vector, to: Vector) -> float:
    """How much a foot rolls for a step, 0 to 1: a long one all the way, a short one not at all."""
    length_m = float(np.hypot(*(to - one)[:2]))
    return float(np.interp(length_m, (SHORTEST_M, LONGEST_M), (0.0, 1.0)))


class Walking:
    """Walks 1.4 m to and fro at 95 steps a minute, and turns round with small steps."""

    measure: Final = "hip_flexion"
    mat_m: Final = None
    chair_m: Final = None
    way_m: Final = 1.4
    middle_m: Final = 0.3  # behind the origin, so that the picture holds a tall person
    steps: Final = 4  # the last one brings the feet together
    # Heading after each step of the turn: the inner foot leads, so that toes never meet.
    turns_deg: Final = (60.0, 55.0, 120.0, 115.0, 180.0, 180.0)
    step_s: Final = 0.63
    turn_step_s: Final = 0.5
    swing_share: Final = 0.76  # of the time of a step
    pause_s: Final = 0.3

    def __init__(self, skeleton: Skeleton, side: Side) -> None:
        self.body, self.side = OnFeet(skeleton), side
        self.narrow_m, self.wide_m = 0.8 * self.body.hip_m, 1.1 * self.body.hip_m
        self.step_m = self.way_m / (self.steps - 1)
        begin_m = self.middle_m + self.way_m / 2
        start = {each: beside(each, self.wide_m, begin_m) for each in SIDES}
        there, arrived_s = self._lap(self.pause_s, 0.0)
        back, home_s = self._lap(arrived_s + self.pause_s, 180.0)
        self.steps_on = Steps(self.body.soles, start, [*there, *back], home_s)

    def figure(self, moment: Moment) -> Figure:
        """The figure at one moment."""
        feet = self.steps_on.feet(moment.time_s)
        # Midway between the feet in the middle of the time that both carry.
        both_s = (1 - self.swing_share) * self.step_s
        course = self.steps_on.course(moment.time_s + both_s / 2, sway_m=0.02)
        heading = np.radians(course[2])
        apart = feet["left"].ankle_m - feet["right"].ankle_m
        ahead = float(apart @ np.array([np.sin(heading), -np.cos(heading), 0.0])) / self.step_m
        arms = {side: self._arm(-LATERAL[side] * ahead, side) for side in SIDES}
        posture = self.body.soles.ground.posture(1.0, dict.fromkeys(SIDES, Leg(0.0, 0.0, 0.0)))
        figure = self.body.figure(replace(posture, arms=arms), feet, course, straight=0.995)
        # The shoulders turn against the legs.
        return swung(self.body.skeleton, figure, "spine02", about(UP, 4.0 * ahead))

    def _arm(self, ahead: float, side: Side) -> Arm:
        upper, fore = np.radians(2.0 + 17.0 * ahead), np.radians(16.0 + 25.0 * ahead)
        aside = 0.13 * LATERAL[side]
        return Arm(
            np.array([aside, -np.sin(upper), -np.cos(upper)]),
            np.array([0.3 * aside, -np.sin(fore), -np.cos(fore)]),
        )

    def _lap(self, begin_s: float, facing_deg: float) -> tuple[list[Step], float]:
        """One way, and the turn to the side of the first foot at its end; and when it ends."""
        forward = np.cos(np.radians(facing_deg))
        sign = LATERAL[self.side]
        to = []
        for number in range(1, self.steps + 1):
            mover = self.side if number % 2 else OTHER[self.side]
            walked_m = min(number, self.steps - 1) * self.step_m
            back_m = self.middle_m + forward * (self.way_m / 2 - walked_m)
            width_m = self.wide_m if number == self.steps else self.narrow_m
            to.append((mover, beside(mover, width_m, back_m, sign * facing_deg)))
        end_m = self.middle_m - forward * self.way_m / 2
        for number, turn_deg in enumerate(self.turns_deg):
            mover = OTHER[self.side] if number % 2 else self.side
            heading_deg = sign * (facing_deg + turn_deg)
            to.append((mover, beside(mover, self.wide_m, end_m, heading_deg)))
        found, time_s = [], begin_s
        for number, (mover, place) in enumerate(to):
            lasts_s = self.step_s if number < self.steps else self.turn_step_s
            found.append(Step(mover, time_s, time_s + self.swing_share * lasts_s, place))
            time_s += lasts_s
        return found, time_s
