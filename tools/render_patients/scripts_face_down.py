"""What can be drawn by lot of the exercises with the face down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tools.render_patients.catalogue_face_down import (
    BEFORE_AND_ASIDE,
    ON_ALL_FOURS,
    ON_THE_FRONT,
)
from tools.render_patients.lots import QUICK_DROP, QUICK_LIFT, Script, Wrong

if TYPE_CHECKING:
    from collections.abc import Mapping

FACE_DOWN: Final[Mapping[str, Script]] = {
    "prone_hip_extension": Script(
        ON_THE_FRONT,
        (0.3, 0.5),
        (2.3, 3.0),
        good_deg=(-14.0, -10.0),
        partial_deg=(-2.9, -2.6),
        hold_s=(6.6, 7.4),
        excess=Wrong(peak_deg=(-29.0, -27.0), unclear=("pelvis_lifts",)),
        faults={
            "knee_bent": Wrong((36.0, 45.0)),
            "pelvis_lifts": Wrong((6.0, 8.0)),
            "short_hold": Wrong(hold_s=(0.6, 1.2)),
            "quick_drop": Wrong(lower_s=(0.5, 0.6)),
            "head_up": Wrong((28.0, 36.0)),
            "quick_lift": QUICK_LIFT,
        },
    ),
    "bird_dog": Script(
        ON_ALL_FOURS,
        (0.4, 0.6),
        (2.4, 3.0),
        good_deg=(0.0, 4.0),
        partial_deg=(24.0, 27.0),
        hold_s=(6.2, 7.0),
        excess=Wrong(peak_deg=(-29.0, -27.0)),
        faults={
            "knee_bent": Wrong((32.0, 42.0)),
            "back_tilts": Wrong((16.0, 20.0)),
            "short_hold": Wrong(hold_s=(1.5, 2.5)),
            "weight_shift": Wrong((0.2, 0.26)),
            "quick_drop": QUICK_DROP,
            "quick_lift": QUICK_LIFT,
        },
    ),
    "fire_hydrant": Script(
        BEFORE_AND_ASIDE,
        (0.4, 0.7),
        (2.3, 3.0),
        good_deg=(28.0, 36.0),
        partial_deg=(13.5, 15.5),
        hold_s=(3.8, 4.6),
        excess=Wrong(peak_deg=(58.0, 64.0)),
        faults={
            "short_hold": Wrong(hold_s=(0.2, 0.5), lower_s=(1.3, 1.5)),
            "trunk_tilts": Wrong((16.0, 22.0)),
            "quick_drop": QUICK_DROP,
            "quick_lift": QUICK_LIFT,
        },
    ),
}
