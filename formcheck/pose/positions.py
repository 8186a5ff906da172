"""The positions with the face down: lying on the front, and on hands and knees.

What tells them apart is not the trunk, which is level in both, but the legs: somebody on hands
and knees has a hip well above a knee that rests on the floor.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from formcheck.pose.features import SidedPose
    from formcheck.pose.view import Plane

PRONE_WITHIN_DEG: Final = 30.0
FOURS_WITHIN_DEG: Final = 40.0
SLACK_DEG: Final = 10.0
"""How far off the level the trunk may be: hands under the shoulders lift it by 10 to 20 degrees,
because arms are longer than thighs (engineering default)."""

KNEE_UNDER: Final = 0.6
"""A knee is under the hip that is lower by more than this share of the thigh."""

SHANK_DOWN: Final = 0.55
"""A shank lies on the floor whose ends differ in height by less than this share of the thigh."""

SLACK: Final = 0.15
"""How much these shares give once the position was right (engineering default)."""

LEVEL: Final = 0.8
"""Height of the shoulders over the hips, in lengths of the thigh, up to which a trunk that is seen
obliquely counts as level: its inclination is not seen from there."""


def lies_prone(posture: SidedPose, trunk_deg: float, *, was_open: bool) -> bool:
    """Whether somebody seen from the side lies on the front: trunk level, face and knees down.

    A hidden leg says nothing against it.
    """
    within_deg = PRONE_WITHIN_DEG + (SLACK_DEG if was_open else 0.0)
    at_most = KNEE_UNDER - (0.0 if was_open else SLACK)
    under = [share for share in _knees_under(posture) if not math.isnan(share)]
    return abs(trunk_deg - 90.0) <= within_deg and all(share < at_most for share in under)


def on_all_fours(posture: SidedPose, trunk_deg: float, *, plane: Plane, was_open: bool) -> bool:
    """Whether somebody is on hands and knees: trunk level, face down, one knee at least down.

    Where the leg that carries is hidden the answer is what it was before: the other one may be in
    the air.
    """
    slack = SLACK if was_open else 0.0
    if plane == "side":
        within_deg = FOURS_WITHIN_DEG + (SLACK_DEG if was_open else 0.0)
        level = abs(trunk_deg - 90.0) <= within_deg
    else:
        thigh = max(abs(posture.knee - posture.hip), abs(posture.other_knee - posture.other_hip))
        level = not abs((posture.mid_shoulder - posture.mid_hip).imag) > (LEVEL + slack) * thigh
    down = [
        share > KNEE_UNDER - slack and slope < SHANK_DOWN + slack
        for share, slope in zip(_knees_under(posture), _shanks_up(posture), strict=True)
        if not math.isnan(share + slope)
    ]
    knee_down = any(down) or (was_open and len(down) < len(_LEGS))
    return level and knee_down


_LEGS: Final = (("hip", "knee", "ankle"), ("other_hip", "other_knee", "other_ankle"))


def _knees_under(posture: SidedPose) -> list[float]:
    """For each leg how far the knee is below the hip, in thigh lengths; NaN = not seen."""
    return [
        _share((getattr(posture, hip) - getattr(posture, knee)), posture, hip, knee)
        for hip, knee, _ in _LEGS
    ]


def _shanks_up(posture: SidedPose) -> list[float]:
    """For each leg how far knee and ankle differ in height, in thigh lengths; NaN = not seen."""
    return [
        abs(_share((getattr(posture, knee) - getattr(posture, ankle)), posture, hip, knee))
        for hip, knee, ankle in _LEGS
    ]


def _share(line: complex, posture: SidedPose, hip: str, knee: str) -> float:
    thigh = abs(getattr(posture, hip) - getattr(posture, knee))
    return line.imag / thigh if thigh > 0 else math.nan
