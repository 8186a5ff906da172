"""People who sit or lie and do not exercise.

They use nothing of a `Moment` but its time, and do the same every time.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from tools.render_patients.ground import OnFeet, Soles, beside
from tools.render_patients.idling import ANYHOW, Track, restless, wave
from tools.render_patients.limbs import (
    SPINE,
    UP,
    Reach,
    bent,
    hanging,
    lowest_m,
    reached,
    swung,
    two_link_deg,
)
from tools.render_patients.skeleton import (
    ANKLE,
    HIP,
    KNEE,
    LATERAL,
    NECK,
    SIDES,
    Figure,
    Leg,
    Side,
    Skeleton,
    about,
    bone,
)
from tools.render_patients.supine import BACK, BUTTOCKS, GIVE_M, HIP_WIDTH_DEG, MAT_M, Floor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tools.render_patients.ground import ChairPlace
    from tools.render_patients.performance import Moment


class Sitting:
    """Sits on a chair, leans to and fro, shifts, stretches a knee now and then, moves a hand."""

    measure: Final = "hip_flexion"
    mat_m: Final = None
    seat_m: Final = 0.45
    sunk_m: Final = 0.02  # how far flesh gives way
    back_inside_m: Final = 0.17  # from the middle of a chair to the front of its back
    trunk_deg: Final = Track(
        {0.0: -4.0, 2.5: -4.0, 4.5: 11.0, 7.0: 9.0, 8.6: -6.0, 12.0: -5.0, 14.0: 4.0, 17.0: -4.0},
        19.0,
    )
    aside: Final = Track({0.0: 0.0, 6.0: 0.0, 6.8: 1.0, 11.5: 1.0, 12.3: -0.7, 16.0: -0.7}, 18.0)
    stretched: Final[Mapping[Side, Track]] = {
        "left": Track({0.0: 0.0, 2.0: 0.0, 3.2: 1.0, 4.4: 1.0, 5.4: 0.0}, 21.0),
        "right": Track({0.0: 0.0, 9.5: 0.0, 10.8: 0.8, 13.0: 0.8, 14.2: 0.0}, 21.0),
    }
    look_deg: Final = Track(
        {0.0: 0.0, 1.5: 20.0, 5.0: 15.0, 6.2: -25.0, 9.0: -20.0, 10.0: 0}, 13.0
    )
    talks: Final = Track({0.0: 0.0, 5.0: 0.0, 5.9: 1.0, 9.6: 1.0, 10.6: 0.0}, 18.0)
    beat: Final = restless(11, -1.0, 1.0, beat_s=0.8)

    def __init__(self, skeleton: Skeleton, side: Side) -> None:
        self.body, self.side, self.skeleton = OnFeet(skeleton), side, skeleton
        ahead_m = 0.97 * self.body.thigh_m
        prints = {each: beside(each, 1.15 * self.body.hip_m, -ahead_m) for each in SIDES}
        self.feet = {each: self.body.soles.standing(at) for each, at in prints.items()}
        seated = self._seated(0.0, hip_m=self.seat_m + 0.1, time_s=0.0)
        thighs = [name for name in skeleton.skin_m if name.startswith("upperleg")]
        sunk_m = lowest_m(skeleton, seated, (*BUTTOCKS, *thighs)) - self.seat_m + self.sunk_m
        self.hip_m = self.seat_m + 0.1 - sunk_m
        # The back of the chair touches the one who leans back.
        leaning = self._seated(min(self.trunk_deg.keys.values()), hip_m=self.hip_m, time_s=0.0)
        behind = max(self._behind_m(leaning, name) for name in (*BACK, *BUTTOCKS))
        self.chair_m: ChairPlace = (0.0, self.back_inside_m - behind, 0.0)

    def figure(self, moment: Moment) -> Figure:
        """The figure at one moment."""
        time_s = moment.time_s
        figure = self._seated(self.trunk_deg.at(time_s), hip_m=self.hip_m, time_s=time_s)
        look_deg = self.look_deg.at(time_s)
        figure = bent(self.skeleton, figure, SPINE, UP, 0.2 * look_deg)
        figure = bent(self.skeleton, figure, NECK, UP, 0.8 * look_deg)
        for side in SIDES:
            out = np.array([0.45 * LATERAL[side], 0.8, -0.5])
            hip, knee = figure.joint(HIP, side), figure.joint(KNEE, side)
            lap = hip + 0.7 * (knee - hip) + np.array([0.03 * LATERAL[side], 0.0, 0.1])
            figure = reached(self.skeleton, figure, side, Reach(lap, out, 25.0))
            share = self.talks.at(time_s)
            if side == self.side and share > 0:
                beat = self.beat.at(time_s)
                raised = lap + np.array([0.07 * LATERAL[side], -0.02, 0.2 + 0.06 * beat])
                figure = reached(self.skeleton, figure, side, Reach(raised, out, -60.0), share)
        return figure

    def _behind_m(self, figure: Figure, name: str) -> float:
        skin = self.skeleton.skin_m[name] - self.skeleton.rest_m[name]
        return float((figure.joints_m[name] + skin @ figure.turns[name].T)[:, 1].max())

    def _seated(self, trunk_deg: float, *, hip_m: float, time_s: float) -> Figure:
        aside = self.aside.at(time_s)
        posture = self.body.soles.ground.posture(trunk_deg, ANYHOW)
        posture = replace(
            posture, arms=hanging(), pelvis_roll_deg=-2.5 * aside, lean_deg=3.0 * aside
        )
        at = np.array([0.02 * aside, 0.0, hip_m])
        trunk = self.skeleton.stand(posture)
        trunk = trunk.moved(at - trunk.middle(HIP))
        legs = {}
        for side, foot in self.feet.items():
            leg = self.body.leg(side, foot.ankle_m - trunk.joint(HIP, side), foot)
            stretched = self.stretched[side].at(time_s)
            shank_deg, pitch_deg = leg.shank_deg + 40.0 * stretched, 28.0 * stretched
            legs[side] = replace(leg, shank_deg=shank_deg, foot_deg=pitch_deg, toes_deg=pitch_deg)
        figure = self.skeleton.stand(replace(posture, legs=legs))
        return figure.moved(at - figure.middle(HIP))


class Lying:
    """Lies on the back, draws up one knee after the other, rolls both, scratches the head."""

    measure: Final = "hip_flexion"
    mat_m: Final = MAT_M
    chair_m: Final = None
    straight_deg, bent_deg = 5.0, 92.0  # knee flexion
    toes_up_deg: Final = 72.0  # pitch of the foot of a straight leg
    drawn: Final[Mapping[Side, Track]] = {
        "left": Track({0.0: 0.0, 2.0: 0.0, 4.2: 1.0, 15.0: 1.0, 17.2: 0.0}, 24.0),
        "right": Track({0.0: 0.0, 4.8: 0.0, 7.0: 1.0, 17.5: 1.0, 19.8: 0.0}, 24.0),
    }
    rolled_deg: Final = Track(
        {0.0: 0.0, 8.0: 0.0, 9.6: 13.0, 11.6: -12.0, 13.0: 6.0, 14.4: 0.0}, 24.0
    )
    scratches: Final = Track({0.0: 0.0, 0.6: 0.0, 2.2: 1.0, 4.6: 1.0, 6.4: 0.0}, 24.0)
    look_deg: Final = Track(
        {0.0: 0.0, 7.0: 0.0, 8.2: 18.0, 12.0: 18.0, 13.5: -12.0, 16.0: 0.0}, 24.0
    )

    def __init__(self, skeleton: Skeleton, side: Side) -> None:
        self.floor, self.soles, self.side = Floor(skeleton), Soles(skeleton), side

    def figure(self, moment: Moment) -> Figure:
        """The figure at one moment."""
        time_s, skeleton = moment.time_s, self.floor.skeleton
        legs = {side: self._leg(self.drawn[side].at(time_s)) for side in SIDES}
        figure = self.floor.lie(self.floor.rest_deg, legs)
        for side in SIDES:
            hip, ankle = figure.joint(HIP, side), figure.joint(ANKLE, side)
            roll_deg = self.rolled_deg.at(time_s)
            # About the line from hip to ankle, so that the foot stays where it is.
            figure = swung(skeleton, figure, bone(HIP, side), about(ankle - hip, roll_deg))
            figure = swung(skeleton, figure, bone(ANKLE, side), about(ankle - hip, -roll_deg))
        figure = bent(skeleton, figure, NECK, np.array([0.0, 1.0, 0.0]), self.look_deg.at(time_s))
        share = self.scratches.at(time_s)
        if share > 0:
            figure = self._scratching(figure, time_s, share)
        return figure

    def _scratching(self, figure: Figure, time_s: float, share: float) -> Figure:
        out = LATERAL[self.side]
        wiggle_m = 0.015 * share * wave(time_s, 0.45)
        wrist_m = figure.joints_m["head"] + np.array([0.13 * out, 0.05 + wiggle_m, 0.1])
        reach = Reach(wrist_m, np.array([out, 0.1, 0.5]))
        return reached(self.floor.skeleton, figure, self.side, reach, share)

    def _leg(self, drawn: float) -> Leg:
        """A leg whose heel slides on the floor: straight at 0, the foot flat at 1."""
        floor = self.floor
        knee_deg = self.straight_deg + drawn * (self.bent_deg - self.straight_deg)
        pitch_deg = self.toes_up_deg * (1 - drawn)
        _, hip_up_m = floor.hip_at(floor.rest_deg)
        drop_m = self.soles.over_m(pitch_deg) - GIVE_M - hip_up_m
        cosine = np.cos(np.radians(knee_deg))
        thigh_m, shank_m = floor.thigh_m, floor.shank_m
        square = thigh_m**2 + shank_m**2 + 2 * thigh_m * shank_m * cosine - drop_m**2
        thigh_deg, shank_deg = two_link_deg((float(np.sqrt(square)), drop_m), thigh_m, shank_m)
        return Leg(thigh_deg, shank_deg, pitch_deg, HIP_WIDTH_DEG)
