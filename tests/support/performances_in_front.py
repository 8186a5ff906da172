"""What standing up, and the exercises seen from the front on feet or chair, look like."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from support.figures import HIP_WIDTH, SHANK, THIGH, Figure, Front2D, Script, Side2D, Tweaks

LEG = THIGH + SHANK
SEAT_DROP = 25.0
"""How far a knee that points at the camera is seen below its hip, pixels."""


@dataclass(frozen=True, slots=True)
class OneFoot(Front2D):
    """A front view in which the other foot is lifted, its knee pointing at the camera; pixels."""

    lift: float = 0.0

    def points(self) -> dict[str, complex]:
        """The joints by role (see `Front2D.points`)."""
        joints = Front2D.points(self)
        joints["other_knee"] += 0.5j * self.lift
        for role in ("ankle", "heel", "toe"):
            joints[f"other_{role}"] += 1j * self.lift
        return joints


@dataclass(frozen=True, slots=True)
class Seated(Front2D):
    """A front view of somebody who sits, and lays one ankle on the other knee.

    `out` is how far the knee has sunk to the side (see `seated_knee_out`), `crossed` how far the
    ankle has come to the other knee (0 to 1), `slipped` how far it is off, in shank lengths.
    """

    out: float = 0.0
    crossed: float = 0.0
    slipped: float = 0.0

    def points(self) -> dict[str, complex]:
        """The joints by role, pixels, y up, the mid-hip at `root`."""
        joints = Front2D.points(self)
        other_knee = joints["other_hip"] - 1j * SEAT_DROP
        other_ankle = other_knee - 1j * SHANK
        knee = joints["hip"] + SHANK * math.sin(math.radians(self.out)) - 1j * SEAT_DROP
        laid = other_knee + SHANK * (0.15 + 0.1j - 1j * self.slipped)
        ankle = (1 - self.crossed) * (knee - 1j * SHANK) + self.crossed * laid
        joints |= {"knee": knee, "ankle": ankle}
        joints |= {"other_knee": other_knee, "other_ankle": other_ankle}
        for role in ("", "other_"):
            joints[f"{role}heel"] = joints[f"{role}ankle"] - 5j
            joints[f"{role}toe"] = joints[f"{role}ankle"] - 15j
        return joints


def _sit_to_stand(knee: float, share: float, tweaks: Tweaks) -> Figure:
    bow = math.sin(math.pi * share)
    trunk = bow * (22.0 + tweaks.lean) + 2.0
    thigh = knee - 6.0 * bow - 3.0
    risen = Side2D(
        trunk=trunk,
        hip=thigh + trunk,
        knee=knee,
        other_hip=thigh + trunk,
        other_knee=knee,
        foot=90.0 + knee - thigh,
        other_foot=90.0 + knee - thigh,
    )
    away = share * tweaks.foot_at - 1j * LEG
    return replace(risen, root=away - risen.points()["ankle"])


def _single_leg_stance(lift_deg: float, share: float, tweaks: Tweaks) -> Figure:
    hike = share * tweaks.hike
    valgus = share * tweaks.extra.get("valgus", 0.0)
    drop = HIP_WIDTH * math.sin(math.radians(hike))
    aside = share * tweaks.extra.get("aside", 0.0)
    return OneFoot(
        hike=hike,
        abduction=-hike - valgus / 2,
        other_abduction=hike + aside,
        valgus=valgus,
        lean=share * tweaks.lean,
        lift=LEG * math.sin(math.radians(lift_deg)) + drop,
    )


def _lateral_step(spread: float, share: float, tweaks: Tweaks) -> Figure:
    hike = share * tweaks.hike
    valgus = share * tweaks.extra.get("valgus", 0.0)
    return Front2D(
        hike=hike,
        abduction=spread / 2 - hike - valgus / 2,
        other_abduction=spread / 2 + hike,
        valgus=valgus,
        lean=share * tweaks.lean,
        root=share * 20.0 + 0j,
    )


def _figure_four(out: float, share: float, tweaks: Tweaks) -> Figure:
    return Seated(
        out=out,
        crossed=min(1.0, 1.6 * share),
        slipped=share * tweaks.extra.get("slipped", 0.0),
        lean=share * tweaks.lean,
    )


IN_FRONT: dict[str, Script] = {
    "sit_to_stand": Script(_sit_to_stand, 88.0, 6.0, 1.5),
    "single_leg_stance": Script(_single_leg_stance, 0.5, 7.0, 12.0),
    "lateral_step": Script(_lateral_step, 1.5, 14.0, 1.0),
    "figure_four": Script(_figure_four, 3.0, 21.0, 17.0),
}
