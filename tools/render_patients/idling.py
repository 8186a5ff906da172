"""People on their feet who do not exercise: they stand, talk or pick something up.

None of their movements is a repetition of an exercise; `walking` and
`resting` have more of them.  They use nothing of a `Moment` but its time, and do the same every
time.  Who talks turns a little, and the angles of `truth`, which take a person to face -y, are
only right for the others.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from tools.render_patients.ground import OnFeet, beside
from tools.render_patients.limbs import SPINE, UP, Reach, arm, bent, hanging, reached
from tools.render_patients.performance import ease
from tools.render_patients.skeleton import (
    HIP,
    KNEE,
    LATERAL,
    NECK,
    OTHER,
    SIDES,
    Figure,
    Leg,
    Side,
    Skeleton,
)
from tools.render_patients.walking import Step, Steps

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tools.render_patients.performance import Moment

ANYHOW: Final = dict.fromkeys(SIDES, Leg(0.0, 0.0, 0.0))  # legs that follow from the feet
TOES_OUT_DEG: Final = 6.0
AT_EASE: Final = 0.996  # hip to ankle of a standing body, in lengths of the leg
FORWARD_M: Final = 0.03  # of mid-hip before the ankles of a body at ease


@dataclass(frozen=True, slots=True)
class Track:
    """Something that changes smoothly, over and over.

    Attributes
    ----------
    keys
        Seconds to the value that is reached by then, in order of time, the first at 0.
    period_s
        When it begins again, from the last value to the first one.
    """

    keys: Mapping[float, float]
    period_s: float

    def at(self, time_s: float) -> float:
        """The value at one time."""
        times, values = [*self.keys, self.period_s], [*self.keys.values(), self.keys[0.0]]
        into_s = time_s % self.period_s
        row = bisect_right(times, into_s) - 1
        way = ease((into_s - times[row]) / (times[row + 1] - times[row]))
        return values[row] + way * (values[row + 1] - values[row])


def restless(seed: int, low: float, high: float, *, beat_s: float, beats: int = 24) -> Track:
    """A track that is somewhere else between two values about every `beat_s`, by a fixed lot."""
    lot = np.random.default_rng(seed)
    times = beat_s * (np.arange(beats) + np.r_[0.0, lot.uniform(-0.3, 0.3, beats - 1)])
    return Track(
        dict(zip(times.tolist(), lot.uniform(low, high, beats).tolist(), strict=True)),
        beat_s * beats,
    )


def wave(time_s: float, period_s: float) -> float:
    """A slow swing between -1 and 1."""
    return float(np.sin(2 * np.pi * time_s / period_s))


class Standing:
    """Stands and waits: sways, moves from one leg to the other, looks round, a hand at work."""

    measure: Final = "hip_flexion"
    mat_m: Final = None
    chair_m: Final = None
    shift_m: Final = 0.065  # to the left of the middle at 1
    drop_deg: Final = 4.5  # the pelvis hangs on the leg that carries nothing
    shift: Final = Track(
        {0.0: 0.0, 1.2: 0.0, 2.6: 1.0, 7.6: 0.9, 9.2: -1.0, 13.4: -0.9, 14.6: 0.0, 17.0: 0.1},
        22.0,
    )
    look_deg: Final = Track(
        {
            0.0: 0.0,
            2.0: 25.0,
            4.2: 30.0,
            5.0: -10.0,
            8.3: -5.0,
            9.6: -35.0,
            12.0: -30.0,
            13.0: 5.0,
        },
        19.0,
    )
    on_hip: Final = Track({0.0: 0.0, 2.4: 0.0, 3.6: 1.0, 8.2: 1.0, 9.4: 0.0}, 22.0)
    at_face: Final = Track({0.0: 0.0, 13.6: 0.0, 15.0: 1.0, 17.2: 1.0, 18.7: 0.0}, 22.0)

    def __init__(self, skeleton: Skeleton, side: Side) -> None:
        self.body, self.side, self.skeleton = OnFeet(skeleton), side, skeleton
        width_m = 1.15 * self.body.hip_m
        prints = {each: beside(each, width_m) for each in SIDES}
        self.feet = {
            each: self.body.soles.standing(replace(at, heading_deg=LATERAL[each] * TOES_OUT_DEG))
            for each, at in prints.items()
        }

    def figure(self, moment: Moment) -> Figure:
        """The figure at one moment."""
        time_s = moment.time_s
        shift = self.shift.at(time_s)
        aside_m = self.shift_m * shift + 0.009 * wave(time_s, 3.4)
        course = np.array([aside_m, -FORWARD_M + 0.011 * wave(time_s, 4.7), 0.0])
        posture = self.body.soles.ground.posture(1.5 * wave(time_s, 5.9), ANYHOW)
        posture = replace(
            posture,
            head_deg=4.0 + 4.0 * wave(time_s, 7.3),
            arms=hanging(),
            pelvis_roll_deg=-self.drop_deg * shift,
            lean_deg=1.5 * shift,
        )
        figure = self.body.figure(posture, self.feet, course, straight=AT_EASE)
        look_deg = self.look_deg.at(time_s)
        figure = bent(self.skeleton, figure, SPINE, UP, 0.2 * look_deg)
        figure = bent(self.skeleton, figure, NECK, UP, 0.8 * look_deg)
        return self._with_hand(figure, time_s)

    def _with_hand(self, figure: Figure, time_s: float) -> Figure:
        out = LATERAL[self.side]
        hip = figure.joint(HIP, self.side) + np.array([0.1 * out, -0.02, 0.11])
        chin = figure.joints_m["head"] + np.array([0.09 * out, -0.12, -0.13])
        for wrist_m, elbow, palm_deg, track in (
            (hip, np.array([out, 0.6, 0.0]), -30.0, self.on_hip),
            (chin, np.array([0.3 * out, -0.2, -1.0]), 30.0, self.at_face),
        ):
            share = track.at(time_s)
            if share > 0:
                reach = Reach(wrist_m, elbow, palm_deg)
                figure = reached(self.skeleton, figure, self.side, reach, share)
        return figure


class Talking:
    """Stands and talks with both hands, leans and turns to all sides, steps aside and back."""

    measure: Final = "hip_flexion"
    mat_m: Final = None
    chair_m: Final = None
    aside_m: Final = 0.17
    turned_deg: Final = 14.0
    step_s: Final = 0.45
    period_s: Final = 17.0
    trunk_deg: Final = restless(1, -6.0, 8.0, beat_s=1.3)
    lean_deg: Final = restless(2, -5.0, 5.0, beat_s=1.6)
    twist_deg: Final = restless(3, -14.0, 14.0, beat_s=1.5)
    nod_deg: Final = restless(4, -6.0, 14.0, beat_s=0.6)
    forward_deg: Final[Mapping[Side, Track]] = {
        "left": restless(5, 0.0, 32.0, beat_s=0.9),
        "right": restless(6, 0.0, 38.0, beat_s=0.8),
    }
    outwards_deg: Final[Mapping[Side, Track]] = {
        "left": restless(7, 6.0, 26.0, beat_s=0.9),
        "right": restless(8, 6.0, 28.0, beat_s=1.0),
    }
    elbow_deg: Final[Mapping[Side, Track]] = {
        "left": restless(9, 15.0, 105.0, beat_s=1.1),
        "right": restless(10, 45.0, 115.0, beat_s=0.9),
    }

    def __init__(self, skeleton: Skeleton, side: Side) -> None:
        self.body, self.side, self.skeleton = OnFeet(skeleton), side, skeleton
        width_m = 1.2 * self.body.hip_m
        home = {each: beside(each, width_m) for each in SIDES}
        away = {
            each: replace(at, left_m=at.left_m + self.aside_m, heading_deg=self.turned_deg)
            for each, at in home.items()
        }
        steps = [
            Step(each, at_s, at_s + self.step_s, to[each])
            for to, order, begin_s in ((away, SIDES, 3.5), (home, SIDES[::-1], 10.5))
            for each, at_s in zip(order, (begin_s, begin_s + 0.7), strict=True)
        ]
        self.steps = Steps(self.body.soles, home, steps, self.period_s)

    def figure(self, moment: Moment) -> Figure:
        """The figure at one moment."""
        time_s = moment.time_s
        trunk_deg = self.trunk_deg.at(time_s)
        arms = {
            side: arm(
                side,
                self.forward_deg[side].at(time_s),
                self.outwards_deg[side].at(time_s),
                elbow_deg=self.elbow_deg[side].at(time_s),
            )
            for side in SIDES
        }
        posture = replace(
            self.body.soles.ground.posture(trunk_deg, ANYHOW),
            head_deg=trunk_deg + self.nod_deg.at(time_s),
            lean_deg=self.lean_deg.at(time_s),
            arms=arms,
        )
        course = self.steps.course(time_s, sway_m=0.05)
        # Hips go back when the shoulders come forward.
        course[:2] += 0.018 * wave(time_s, 4.1), 0.003 * trunk_deg - FORWARD_M
        feet = self.steps.feet(time_s)
        figure = self.body.figure(posture, feet, course, straight=AT_EASE)
        twist_deg = self.twist_deg.at(time_s)
        figure = bent(self.skeleton, figure, SPINE, UP, twist_deg)
        return bent(self.skeleton, figure, NECK, UP, 0.5 * twist_deg)


class PicksUp:
    """Stands, lifts something by its handle off the floor with stiff knees, stands again: once."""

    measure: Final = "hip_flexion"
    mat_m: Final = None
    chair_m: Final = None
    pelvis_deg: Final = 64.0
    rounded_deg: Final = 48.0  # from the pelvis to the shoulders: backs bend as well as hips
    back_m: Final = 0.12  # the hips go back so that the feet stay below the weight
    bends: Final = Track({0.0: 0.0, 4.0: 0.0, 6.2: 1.0, 7.4: 1.0, 9.6: 0.0}, 90.0)

    def __init__(self, skeleton: Skeleton, side: Side) -> None:
        self.body, self.side, self.skeleton = OnFeet(skeleton), side, skeleton
        width_m = 1.2 * self.body.hip_m
        soles = self.body.soles
        self.feet = {each: soles.standing(beside(each, width_m)) for each in SIDES}

    def figure(self, moment: Moment) -> Figure:
        """The figure at one moment."""
        share, time_s = self.bends.at(moment.time_s), moment.time_s
        trunk_deg = self.pelvis_deg * share + 1.2 * (1 - share) * wave(time_s, 5.3)
        lean_deg = 8.0 * LATERAL[self.side] * share
        posture = self.body.soles.ground.posture(trunk_deg, ANYHOW)
        posture = replace(posture, arms=hanging(), lean_deg=lean_deg, head_deg=0.8 * trunk_deg)
        course = np.array([0.008 * wave(time_s, 3.7), self.back_m * share - FORWARD_M, 0.0])
        straight = AT_EASE - 0.024 * share
        figure = self.body.figure(posture, self.feet, course, straight=straight)
        forward = np.array([1.0, 0.0, 0.0])
        figure = bent(self.skeleton, figure, SPINE, forward, self.rounded_deg * share)
        knee = figure.joint(KNEE, OTHER[self.side]) + np.array([0.0, -0.07, 0.14])
        handle = np.array([0.06 * LATERAL[self.side], -0.33, 0.27])
        for side, wrist_m in ((OTHER[self.side], knee), (self.side, handle)):
            reach = Reach(wrist_m, np.array([LATERAL[side], 0.5, 0.0]))
            figure = reached(self.skeleton, figure, side, reach, share)
        return figure
