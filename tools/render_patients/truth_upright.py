"""True rise of the hips since the start, as an angle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tools.render_patients.skeleton import ANKLE, HIP, KNEE, SIDES

if TYPE_CHECKING:
    from tools.render_patients.skeleton import Figure


def step_rises_deg(figure: Figure, start: Figure) -> dict[str, float]:
    """Rise of each hip since the start, as the angle whose sine it is in lengths of the leg."""
    rises = {}
    for side in SIDES:
        hip, knee, ankle = (start.joint(joint, side) for joint in (HIP, KNEE, ANKLE))
        leg_m = np.linalg.norm(knee - hip) + np.linalg.norm(ankle - knee)
        ratio = (figure.joint(HIP, side) - hip)[2] / leg_m
        rises[f"step_rise_{side}"] = float(np.degrees(np.arcsin(np.clip(ratio, -1.0, 1.0))))
    return rises
