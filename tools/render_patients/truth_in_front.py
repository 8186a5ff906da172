"""True angles of somebody who stands on one leg, steps sideways or sits, from the front."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tools.render_patients.skeleton import ANKLE, HIP, KNEE, LATERAL, OTHER, SIDES

if TYPE_CHECKING:
    from tools.render_patients.skeleton import Figure


def in_front_deg(figure: Figure) -> dict[str, float]:
    """True angles in the frontal plane, degrees, by name.

    The lift of the other foot is told as the angle whose sine it is in lengths of the leg that
    stands; the knee of somebody who sits as the angle whose sine its way outward is in lengths of
    the other shank; the legs apart as the angle between the lines from hip to ankle.
    """
    angles = {}
    spread = 0.0
    for side in SIDES:
        hip, knee, ankle = (figure.joint(joint, side) for joint in (HIP, KNEE, ANKLE))
        other_knee, other_ankle = (figure.joint(joint, OTHER[side]) for joint in (KNEE, ANKLE))
        leg_m = np.linalg.norm(knee - hip) + np.linalg.norm(ankle - knee)
        angles[f"other_foot_lift_{side}"] = _arcsine_deg((other_ankle - ankle)[2] / leg_m)
        out_m = LATERAL[side] * (knee - hip)[0]
        shank_m = np.linalg.norm(other_ankle - other_knee)
        angles[f"seated_knee_out_{side}"] = _arcsine_deg(out_m / shank_m)
        line = ankle - hip
        spread += float(np.degrees(np.arctan2(LATERAL[side] * line[0], -line[2])))
    return angles | {f"leg_spread_{side}": spread for side in SIDES}


def _arcsine_deg(share: float) -> float:
    return float(np.degrees(np.arcsin(np.clip(share, -1.0, 1.0))))
