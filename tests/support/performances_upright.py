"""What the exercises on the feet look like that are filmed from the side."""

from __future__ import annotations

import cmath
import math
from dataclasses import dataclass, replace

from support.figures import SHANK, THIGH, Figure, Script, Side2D, Tweaks, unit

LEG = THIGH + SHANK
STEP_DEG = 10.0
"""Rise onto the step, as `step_rise` tells it: of a leg of 85 cm nearly 15 cm."""

STEP_PX = LEG * math.sin(math.radians(STEP_DEG))
REACH_PX = 0.985 * LEG
"""From the hip to the ankle of a leg that stands."""

FOOT_AHEAD_PX = 70.0


@dataclass(frozen=True, slots=True)
class Nodding(Side2D):
    """A side view in which the head may turn on the trunk, degrees, + chin forward."""

    head: float = 0.0

    def points(self) -> dict[str, complex]:
        """The joints by role (see `Side2D.points`)."""
        joints = Side2D.points(self)
        neck = joints["nose"] - joints["shoulder"]
        joints["nose"] = joints["shoulder"] + neck * unit(-self.head)
        return joints


def _on_foot(body: Side2D, role: str) -> Side2D:
    """The body moved so that a foot stands where it would under a straight leg."""
    return replace(body, root=body.root - LEG * 1j - body.points()[role])


def _marching(thigh: float, share: float, tweaks: Tweaks) -> Figure:
    # Below zero it is the other leg that is lifted.
    lean = share * tweaks.lean
    lifted, other = max(thigh, 0.0), max(-thigh, 0.0)
    return Side2D(
        trunk=lean,
        hip=lifted + lean,
        knee=1.25 * lifted,
        other_hip=other + lean,
        other_knee=1.25 * other,
        root=share * tweaks.hip_rise * 130j,
    )


def _knee_raise(thigh: float, share: float, tweaks: Tweaks) -> Figure:
    lean, bend = share * tweaks.lean, share * tweaks.other_knee
    body = Side2D(
        trunk=lean,
        hip=thigh + lean,
        knee=1.15 * thigh,
        other_hip=bend / 2 + lean,
        other_knee=bend,
    )
    return _on_foot(body, "other_ankle")


def _hip_hinge(hip: float, share: float, tweaks: Tweaks) -> Figure:
    trunk = 1.0 + 0.7 * (hip - 3.0) + share * tweaks.lean
    knee = 4.0 + share * (14.0 + tweaks.knee)
    body = Nodding(
        trunk=trunk,
        hip=hip,
        knee=knee,
        other_hip=hip,
        other_knee=knee,
        head=share * tweaks.extra.get("head", 0.0),
    )
    return _on_foot(body, "ankle")


def _step_up(rise: float, share: float, tweaks: Tweaks) -> Figure:
    """One foot stays on the step; the hips rise by the sine of `rise`, the other foot follows.

    `tweaks.step` makes the step higher, in pixels; `tweaks.lean` tips the trunk on the way.
    """
    step = STEP_PX + tweaks.step
    over = tweaks.extra.get("foot_over", 1.0)  # 0: there is no step at all
    rise_px = LEG * math.sin(math.radians(rise))
    hip = share * FOOT_AHEAD_PX + 1j * (REACH_PX + rise_px)
    trunk = 2.0 + 8.0 * (1 - share) + 4 * share * (1 - share) * tweaks.lean
    thigh, knee = _bent(complex(FOOT_AHEAD_PX, over * step) - hip)
    other_thigh, other_knee = _bent(share * complex(FOOT_AHEAD_PX, min(step, rise_px)) - hip)
    return Side2D(
        trunk=trunk,
        hip=thigh + trunk,
        knee=knee,
        other_hip=other_thigh + trunk,
        other_knee=other_knee,
        root=hip - 1j * LEG,
    )


def _bent(to_ankle: complex) -> tuple[float, float]:
    """Inclination of the thigh and bend of the knee; thigh and shank are of one length."""
    half = math.degrees(math.acos(min(abs(to_ankle) / LEG, 1.0)))
    line = math.degrees(cmath.phase(to_ankle)) + 90.0
    return line + half, 2 * half


UPRIGHT: dict[str, Script] = {
    "marching": Script(_marching, 2.0, 45.0, 0.3, out_s=0.5, back_s=0.5),
    "standing_hip_flexion": Script(_knee_raise, 2.0, 75.0, 3.0),
    "hip_hinge": Script(_hip_hinge, 3.0, 55.0, 1.0),
    "step_up": Script(_step_up, 0.0, STEP_DEG, 1.5, out_s=1.5),
}
