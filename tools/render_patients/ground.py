"""A body that stands or kneels: flat soles, level gaze, hands where they are wanted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from tools.render_patients.contact import lowest_m, reach_with
from tools.render_patients.skeleton import (
    ANKLE,
    ELBOW,
    HIP,
    KNEE,
    LATERAL,
    LETTER,
    SHOULDER,
    SIDES,
    TOES,
    WRIST,
    Arm,
    Figure,
    Leg,
    Posture,
    Side,
    Skeleton,
    Vector,
    bone,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

SOFT_KNEE_DEG: Final = 3.0  # nobody stands with locked knees
CHAIR_BACK_M: Final = 0.21  # from the middle of a chair to its back
CHAIR_TOP_M: Final = 0.9  # height of the back
GRIP_ASIDE_M: Final = 0.15  # of each wrist from the middle of the back
WRIST_OVER_M: Final = 0.06  # the wrist of a hand on the back is over it and behind it
WRIST_BEHIND_M: Final = 0.05
BESIDE_M: Final = 0.05  # between the hips and the back of a chair beside them
AHEAD_M: Final = 0.1  # from the shoulder to the middle of that back
RAIL_HALF_M: Final = 0.02
SLIDE_M: Final = 0.2  # of the hand before or behind the shoulder
ELBOWS_DOWN: Final = np.array([0.8, 0.5, -0.6])  # out, back and down
ELBOWS_OUT: Final = np.array([1.0, -0.1, 0.1])
GRIP: Final = np.array([0.0, -0.85, -0.5])  # where such a hand points
NEAREST_M: Final = 0.1  # of a wrist before the shoulder, however tall the person is
NEARLY_STRAIGHT: Final = 0.985  # of the length of the arm
HANGING: Final = Arm(np.array([0.0, 0.0, -1.0]), np.array([0.0, -0.15, -1.0]))

ChairPlace: TypeAlias = tuple[float, float, float]


@dataclass(frozen=True)
class Ground:
    """A body that stands: heights of its joints over a flat sole, and its lengths."""

    skeleton: Skeleton

    def posture(self, trunk_deg: float, legs: Mapping[Side, Leg]) -> Posture:
        """A posture with hanging arms and a level gaze."""
        return Posture(trunk_deg, legs, dict.fromkeys(SIDES, HANGING), head_deg=0.3 * trunk_deg)

    @cached_property
    def sole_m(self) -> dict[str, float]:
        """Height of ankle and ball of the foot above the sole, metres, by joint."""
        flat = dict.fromkeys(SIDES, Leg(0.0, 0.0, 0.0))
        figure = self.skeleton.stand(self.posture(0.0, flat))
        floor = lowest_m(self.skeleton, figure, (bone(ANKLE, "left"),))
        return {joint: figure.joint(joint, "left")[2] - floor for joint in (ANKLE, TOES)}

    @cached_property
    def trunk_m(self) -> float:
        """Length of the trunk, mid-hip to mid-shoulder, metres."""
        skeleton = self.skeleton
        return float(np.linalg.norm(skeleton.middle_m(SHOULDER) - skeleton.middle_m(HIP)))

    def lengths_m(self, abduction_deg: float) -> tuple[float, float]:
        """Lengths of thigh and shank as seen from the side, metres."""
        squeeze = np.cos(np.radians(abduction_deg))
        skeleton = self.skeleton
        thigh_m = skeleton.length_m(HIP, KNEE) * squeeze
        return float(thigh_m), float(skeleton.length_m(KNEE, ANKLE) * squeeze)

    def fixed(self, posture: Posture, joint: str, side: Side, at_m: Vector) -> Figure:
        """The figure with one joint where it belongs; NaN in `at_m` leaves that axis alone."""
        figure = self.skeleton.stand(posture)
        shift = at_m - figure.joint(joint, side)
        return figure.moved(np.where(np.isnan(shift), 0.0, shift))

    def foot_bones(self, side: Side) -> tuple[str, ...]:
        """Bones of a foot, toes included, whose skin is known."""
        names = [name for name in self.skeleton.skin_m if name.endswith(LETTER[side])]
        return tuple(name for name in names if name.startswith(("foot", "toe")))

    def chair_for(self, figure: Figure) -> ChairPlace:
        """The chair whose back the hands of a figure just reach."""
        skeleton, shoulder = self.skeleton, figure.joint(SHOULDER, "left")
        arm_m = skeleton.length_m(SHOULDER, ELBOW) + skeleton.length_m(ELBOW, WRIST)
        drop = shoulder[2] - CHAIR_TOP_M - WRIST_OVER_M
        square = (NEARLY_STRAIGHT * arm_m) ** 2 - drop**2 - (shoulder[0] - GRIP_ASIDE_M) ** 2
        forward = np.sqrt(max(square, NEAREST_M**2)) - shoulder[1]
        return (0.0, float(forward + WRIST_BEHIND_M + CHAIR_BACK_M), 0.0)

    def hands(
        self,
        figure: Figure,
        at_m: Mapping[Side, Vector],
        *,
        palm_deg: float = 0.0,
        pointing: Vector | None = None,
        elbows: Vector = ELBOWS_DOWN,
    ) -> dict[Side, Arm]:
        """Arms whose wrists are at the given places.

        The hands are in line with the forearms, or `pointing` somewhere, shape (3,).  `elbows`
        is where the elbow of a left arm bends to, shape (3,).
        """
        upper_m = self.skeleton.length_m(SHOULDER, ELBOW)
        fore_m = self.skeleton.length_m(ELBOW, WRIST)
        arms = {}
        for side, hand in at_m.items():
            towards = elbows * np.array([LATERAL[side], 1.0, 1.0])
            shoulder = figure.joint(SHOULDER, side)
            upper, fore = reach_with(shoulder, hand, upper_m, fore_m, elbow_towards=towards)
            arms[side] = Arm(upper, fore, palm_deg, pointing)
        return arms

    def on_hips(self, figure: Figure) -> dict[Side, Arm]:
        """Arms whose hands rest on the hips."""
        wrists = {
            side: figure.joint(HIP, side) + np.array([0.1 * LATERAL[side], -0.03, 0.1])
            for side in SIDES
        }
        return self.hands(figure, wrists, palm_deg=-30.0)

    def at_chair(self, figure: Figure, chair: ChairPlace) -> dict[Side, Arm]:
        """Arms whose hands hold the back of a chair in front."""
        forward = chair[1] - CHAIR_BACK_M - WRIST_BEHIND_M
        wrists = {
            side: np.array([LATERAL[side] * GRIP_ASIDE_M, -forward, CHAIR_TOP_M + WRIST_OVER_M])
            for side in SIDES
        }
        return self.hands(figure, wrists, palm_deg=70.0, pointing=GRIP)

    def chair_beside(self, figure: Figure, side: Side) -> ChairPlace:
        """The chair beside a figure, its back along the hips and a little ahead of them."""
        carriers = ("pelvis", "upperleg")
        widths = [
            np.abs(skin[:, 0]).max()
            for name, skin in self.skeleton.skin_m.items()
            if name.startswith(carriers)
        ]
        aside = max(widths) + BESIDE_M + CHAIR_BACK_M
        forward = AHEAD_M - figure.joint(SHOULDER, side)[1]
        return (LATERAL[side] * float(aside), float(forward), LATERAL[side] * 90.0)

    def at_chair_beside(self, figure: Figure, chair: ChairPlace, side: Side) -> dict[Side, Arm]:
        """The arm whose hand holds the back of a chair beside; it slides along when it must."""
        ahead = -chair[1] - figure.joint(SHOULDER, side)[1]
        ahead = float(np.clip(ahead, -SLIDE_M, SLIDE_M))
        aside = abs(chair[0]) - CHAIR_BACK_M + RAIL_HALF_M
        wrist = figure.joint(SHOULDER, side) + np.array([0.0, ahead, 0.0])
        wrist[[0, 2]] = LATERAL[side] * aside, CHAIR_TOP_M + WRIST_OVER_M
        pointing = np.array([0.4 * LATERAL[side], -0.75, -0.5])
        return self.hands(figure, {side: wrist}, palm_deg=70.0, pointing=pointing)
