"""What can be drawn by lot of the exercises on the feet that bend the hips.

A march is drawn of one leg: whose turn it is cannot be drawn by lot.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tools.render_patients.cast import STANDING
from tools.render_patients.lots import Script, Wrong

if TYPE_CHECKING:
    from collections.abc import Mapping

HEIGHT_M: Final = (0.9, 1.1)
DISTANCE_M: Final = (2.6, 3.5)

UPRIGHT_SCRIPTS: Final[Mapping[str, Script]] = {
    "marching": Script(
        STANDING,
        HEIGHT_M,
        DISTANCE_M,
        good_deg=(42.0, 56.0),
        partial_deg=(21.5, 23.5),
        hold_s=(0.2, 0.4),
        faults={
            "lean_back": Wrong((18.0, 22.0)),
            "slump": Wrong((22.0, 28.0)),
            "knee_held": Wrong(hold_s=(2.2, 2.8)),
        },
    ),
    "standing_hip_flexion": Script(
        STANDING,
        HEIGHT_M,
        DISTANCE_M,
        good_deg=(68.0, 82.0),
        partial_deg=(43.0, 50.0),
        hold_s=(2.4, 3.2),
        faults={
            "lean_back": Wrong((16.0, 20.0)),
            "slump": Wrong((20.0, 25.0)),
            "short_hold": Wrong(hold_s=(0.1, 0.3), peak_deg=(66.0, 70.0)),
            "standing_knee_bent": Wrong((32.0, 38.0)),
            "quick_drop": Wrong(lower_s=(0.5, 0.58)),
            "quick_lift": Wrong(rise_s=(0.4, 0.5)),
        },
    ),
    "hip_hinge": Script(
        STANDING,
        HEIGHT_M,
        DISTANCE_M,
        good_deg=(50.0, 62.0),
        partial_deg=(31.0, 35.0),
        hold_s=(0.8, 1.6),
        faults={
            "squats": Wrong((30.0, 34.0), peak_deg=(56.0, 62.0), unclear=("shins_forward",)),
            "shins_forward": Wrong((22.0, 25.0), unclear=("hips_stay", "squats")),
            "quick_down": Wrong(rise_s=(0.4, 0.5)),
            "quick_up": Wrong(lower_s=(0.5, 0.58)),
        },
    ),
    "step_up": Script(
        STANDING,
        HEIGHT_M,
        DISTANCE_M,
        good_deg=(9.3, 9.6),
        partial_deg=(4.6, 5.2),
        hold_s=(1.0, 1.8),
        faults={
            "trunk_forward": Wrong((44.0, 50.0)),
            "quick_down": Wrong(lower_s=(0.5, 0.58)),
            "quick_up": Wrong(rise_s=(0.4, 0.5)),
        },
    ),
}
