"""What the exercises on the feet look like that are filmed from the side."""

from __future__ import annotations

from dataclasses import dataclass, replace

from figures import SHANK, THIGH, TRUNK, Figure, Script, Side2D, Tweaks, unit

LEG = THIGH + SHANK


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


def _step_up(hip: float, share: float, tweaks: Tweaks) -> Figure:
    """The foot stays on the step, and the body rises over it; the other leg hangs straight."""
    trunk = 8.0 * (1 - share) + 4 * share * (1 - share) * tweaks.lean
    thigh = hip - trunk
    knee = 1.45 * max(thigh, 0.0) + 2.0 + tweaks.knee
    on_step = Side2D(
        trunk=trunk,
        hip=hip,
        knee=knee,
        other_hip=trunk + tweaks.other_thigh,
        other_knee=2.0 + tweaks.other_knee,
        foot=90.0 + knee - thigh,
    )
    flat = tweaks.extra.get("flat", 0.0)  # no step: the other leg is drawn up to the same floor
    if flat:
        on_step = replace(on_step, other_hip=hip, other_knee=knee)
    lifted = 1j * share * tweaks.hip_rise * TRUNK
    return replace(on_step, root=-LEG * 1j - on_step.points()["ankle"] + lifted)


UPRIGHT: dict[str, Script] = {
    "marching": Script(_marching, 2.0, 45.0, 0.3, out_s=0.5, back_s=0.5),
    "standing_hip_flexion": Script(_knee_raise, 2.0, 75.0, 3.0),
    "hip_hinge": Script(_hip_hinge, 3.0, 55.0, 1.0),
    "step_up": Script(_step_up, 48.0, 4.0, 1.5),
}
