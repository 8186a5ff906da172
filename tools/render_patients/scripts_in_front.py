"""What can be drawn by lot of the exercises on a chair, on one leg and sideways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tools.render_patients.cast import FACING
from tools.render_patients.catalogue_in_front import AT_THE_CHAIR, FACING_THE_CHAIR
from tools.render_patients.lots import Script, Wrong

if TYPE_CHECKING:
    from collections.abc import Mapping

IN_FRONT: Final[Mapping[str, Script]] = {
    "sit_to_stand": Script(
        AT_THE_CHAIR,
        (0.7, 1.0),
        (2.6, 3.4),
        good_deg=(8.0, 12.0),
        partial_deg=(40.0, 44.0),
        hold_s=(1.0, 1.6),
        faults={
            "quick_down": Wrong(lower_s=(0.36, 0.43)),
            "big_lean": Wrong((38.0, 44.0)),
        },
    ),
    "figure_four": Script(
        FACING_THE_CHAIR,
        (0.7, 1.1),
        (2.2, 2.9),
        good_deg=(20.0, 22.0),
        partial_deg=(8.0, 10.0),
        hold_s=(7.0, 8.0),
        counted_holds=True,
        faults={"trunk_leans": Wrong((16.0, 20.0))},
    ),
    "single_leg_stance": Script(
        FACING,
        (0.9, 1.1),
        (2.6, 3.4),
        good_deg=(7.0, 10.0),
        partial_deg=(2.1, 2.4),
        hold_s=(5.0, 6.0),
        counted_holds=True,
        faults={
            "pelvic_drop": Wrong((11.0, 14.0)),
            "trunk_lean": Wrong((13.0, 18.0)),
        },
    ),
    "lateral_step": Script(
        FACING,
        (0.9, 1.1),
        (2.8, 3.4),
        good_deg=(12.0, 18.0),
        partial_deg=(5.8, 6.4),
        hold_s=(0.7, 1.1),
        excess=Wrong(peak_deg=(37.0, 40.0)),
        faults={"trunk_lean": Wrong((13.0, 18.0))},
    ),
}
