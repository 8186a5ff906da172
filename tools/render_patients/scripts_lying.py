"""What can be drawn by lot of the exercises on the back and on the side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tools.render_patients.cast import LYING
from tools.render_patients.catalogue_lying import LEG_UP, ON_LEFT_SIDE
from tools.render_patients.lots import QUICK_DROP, QUICK_LIFT, Script, Wrong

if TYPE_CHECKING:
    from collections.abc import Mapping

LYING_SCRIPTS: Final[Mapping[str, Script]] = {
    "heel_slide": Script(
        LYING,
        (0.3, 0.6),
        (2.2, 3.0),
        good_deg=(84.0, 98.0),
        partial_deg=(50.0, 56.0),
        hold_s=(5.6, 6.4),
        faults={
            "heel_lifts": Wrong((0.13, 0.18)),
            "short_hold": Wrong(hold_s=(1.2, 2.2)),
            "quick_return": QUICK_DROP,
            "quick_slide": QUICK_LIFT,
            "knee_rolls": Wrong((42.0, 50.0), peak_deg=(84.0, 90.0)),
        },
        setups={"not_straightened": Wrong()},
    ),
    "knee_to_chest": Script(
        LYING,
        (0.3, 0.6),
        (2.2, 3.0),
        good_deg=(98.0, 110.0),
        partial_deg=(67.0, 72.0),
        hold_s=(7.0, 9.0),
        counted_holds=True,
        faults={
            "other_leg_floats": Wrong((36.0, 44.0)),
            "shoulder_lifts": Wrong((34.0, 40.0)),
            "bouncing": Wrong((17.0, 20.0), peak_deg=(101.0, 106.0)),
        },
    ),
    "hamstring_stretch": Script(
        LEG_UP,
        (0.3, 0.6),
        (2.3, 3.0),
        good_deg=(14.0, 22.0),
        partial_deg=(42.0, 45.0),
        hold_s=(7.0, 9.0),
        counted_holds=True,
        faults={
            "other_leg_lifts": Wrong((36.0, 44.0)),
            "thigh_drifts": Wrong((23.0, 25.0)),
            "bouncing": Wrong((22.0, 25.0), peak_deg=(16.0, 20.0)),
        },
    ),
    "clamshell": Script(
        ON_LEFT_SIDE,
        (0.3, 0.5),
        (2.2, 3.0),
        good_deg=(30.0, 37.0),
        partial_deg=(10.0, 13.0),
        hold_s=(1.0, 2.0),
        excess=Wrong(peak_deg=(60.0, 64.0)),
        faults={
            "feet_part": Wrong((16.0, 20.0)),
            "roll_back": Wrong((40.0, 46.0)),
            "quick_drop": QUICK_DROP,
            "quick_lift": Wrong(rise_s=(0.7, 0.9)),
        },
    ),
    "sidelying_hip_abduction": Script(
        ON_LEFT_SIDE,
        (0.3, 0.5),
        (2.3, 3.0),
        good_deg=(25.0, 31.0),
        partial_deg=(8.5, 10.5),
        hold_s=(6.2, 7.0),
        excess=Wrong(peak_deg=(52.0, 56.0)),
        faults={
            "leg_forward": Wrong((40.0, 46.0)),
            "short_hold": Wrong(hold_s=(1.5, 2.5)),
            "knee_bent": Wrong((48.0, 56.0)),
            "quick_drop": QUICK_DROP,
            "quick_lift": QUICK_LIFT,
            "roll_back": Wrong((44.0, 50.0)),
        },
    ),
}
