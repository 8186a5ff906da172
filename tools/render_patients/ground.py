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

CHAIR_BACK_M: Final = 0.21  # from the middle of a chair to its back
CHAIR_GRIP_M: Final = 0.93  # height of a hand on the back
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

    def hands(
        self, figure: Figure, at_m: Mapping[Side, Vector], *, palm_deg: float = 0.0
    ) -> dict[Side, Arm]:
        """Arms whose wrists are at the given places, elbows out, down and back."""
        upper_m = self.skeleton.length_m(SHOULDER, ELBOW)
        fore_m = self.skeleton.length_m(ELBOW, WRIST)
        arms = {}
        for side, hand in at_m.items():
            towards = np.array([0.8 * LATERAL[side], 0.5, -0.6])
            shoulder = figure.joint(SHOULDER, side)
            upper, fore = reach_with(shoulder, hand, upper_m, fore_m, elbow_towards=towards)
            arms[side] = Arm(upper, fore, palm_deg)
        return arms


def at_chair(chair: ChairPlace) -> dict[Side, Vector]:
    """Where the wrists are when the hands hold the back of a chair."""
    return {
        side: np.array([LATERAL[side] * 0.15, -chair[1] + CHAIR_BACK_M, CHAIR_GRIP_M])
        for side in SIDES
    }
