"""What can be drawn by lot for each exercise: how good ones look, and what goes wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tools.render_patients.cast import FACING, KNEELING, LYING, STANDING
from tools.render_patients.lots import QUICK_DROP, QUICK_LIFT, Script, Wrong
from tools.render_patients.scripts_face_down import FACE_DOWN
from tools.render_patients.scripts_in_front import IN_FRONT
from tools.render_patients.scripts_lying import LYING_SCRIPTS
from tools.render_patients.scripts_upright import UPRIGHT_SCRIPTS

if TYPE_CHECKING:
    from collections.abc import Mapping

SCRIPTS: Final[Mapping[str, Script]] = {
    "single_leg_bridge": Script(
        LYING,
        (0.3, 0.5),
        (2.2, 3.0),
        good_deg=(0.0, 5.0),
        partial_deg=(21.0, 25.0),
        hold_s=(3.8, 4.6),
        excess=Wrong(peak_deg=(-26.0, -24.5), unclear=("foot_far",)),
        faults={
            "leg_sag": Wrong((22.0, 32.0)),
            "short_hold": Wrong(hold_s=(0.2, 0.6)),
            "quick_drop": QUICK_DROP,
            "foot_creep": Wrong((-0.34, -0.28)),
            "quick_lift": QUICK_LIFT,
            "shaky": Wrong((15.0, 18.0)),
        },
        setups={"foot_far": Wrong(), "foot_near": Wrong()},
    ),
    "double_leg_bridge": Script(
        LYING,
        (0.3, 0.5),
        (2.2, 3.0),
        good_deg=(0.0, 5.0),
        partial_deg=(21.0, 25.0),
        hold_s=(6.4, 7.0),
        excess=Wrong(peak_deg=(-26.0, -24.5), unclear=("feet_far",)),
        faults={
            "short_hold": Wrong(hold_s=(1.8, 3.0)),
            "quick_drop": QUICK_DROP,
            "quick_lift": QUICK_LIFT,
        },
        setups={"feet_far": Wrong(), "feet_near": Wrong()},
    ),
    "hip_flexor_stretch": Script(
        KNEELING,
        (0.5, 0.8),
        (2.2, 3.0),
        good_deg=(-16.0, -12.0),
        partial_deg=(-5.5, -4.5),
        hold_s=(7.0, 9.0),
        counted_holds=True,
        faults={
            "lean_forward": Wrong((17.0, 18.5), peak_deg=(-13.0, -11.0)),
            "arch_back": Wrong((13.2, 14.0), peak_deg=(-24.5, -23.5)),
            "bouncing": Wrong((14.0, 16.0), peak_deg=(-18.0, -17.0)),
        },
        setups={"front_knee_past_toes": Wrong(peak_deg=(-16.0, -14.0))},
    ),
    "hip_flexor_stretch_standing": Script(
        STANDING,
        (0.9, 1.1),
        (2.6, 3.5),
        good_deg=(-15.0, -12.0),
        partial_deg=(-5.5, -4.5),
        hold_s=(7.0, 9.0),
        counted_holds=True,
        faults={
            "lean_forward": Wrong((11.2, 12.5), peak_deg=(-12.0, -10.5)),
            "back_knee_bent": Wrong((16.0, 20.0), peak_deg=(-13.0, -11.0)),
            "arch_back": Wrong((19.2, 20.0), peak_deg=(-23.0, -22.0)),
        },
        setups={
            "short_step": Wrong(peak_deg=(-12.0, -10.0)),
            "front_knee_past_toes": Wrong(
                peak_deg=(-16.5, -15.5), unclear=("short_step", "back_knee_bent")
            ),
        },
    ),
    "straight_leg_raise": Script(
        LYING,
        (0.3, 0.6),
        (2.2, 3.0),
        good_deg=(33.0, 45.0),
        partial_deg=(10.0, 14.0),
        hold_s=(1.5, 2.5),
        excess=Wrong(peak_deg=(70.0, 76.0)),
        faults={
            "bent_knee": Wrong((33.0, 38.0), peak_deg=(41.0, 46.0)),
            "quick_drop": QUICK_DROP,
            "quick_lift": QUICK_LIFT,
        },
    ),
    "standing_hip_abduction": Script(
        FACING,
        (0.9, 1.1),
        (2.6, 3.5),
        good_deg=(26.0, 34.0),
        partial_deg=(14.0, 17.0),
        hold_s=(3.9, 4.6),
        excess=Wrong(peak_deg=(56.0, 59.0)),
        faults={
            "trunk_lean": Wrong((13.0, 18.0)),
            "short_hold": Wrong(hold_s=(0.2, 0.6)),
            "quick_drop": QUICK_DROP,
            "hip_hike": Wrong((10.0, 12.0)),
            "quick_lift": QUICK_LIFT,
            "knee_bent": Wrong((66.0, 70.0), peak_deg=(30.0, 34.0)),
            "leg_forward": Wrong((35.0, 40.0)),
        },
    ),
    "standing_hip_extension": Script(
        STANDING,
        (0.9, 1.1),
        (2.6, 3.5),
        good_deg=(-15.0, -11.5),
        partial_deg=(-4.8, -4.2),
        hold_s=(2.8, 3.4),
        excess=Wrong(peak_deg=(-29.0, -27.0)),
        faults={
            "trunk_forward": Wrong((17.0, 22.0), peak_deg=(-11.0, -9.0)),
            "knee_bent": Wrong((32.0, 42.0)),
            "arch": Wrong((12.4, 13.2), peak_deg=(-20.0, -19.0)),
            "standing_knee_bent": Wrong((24.0, 30.0)),
            "short_hold": Wrong(hold_s=(0.05, 0.15), rise_s=(0.95, 1.0), lower_s=(0.95, 1.0)),
            "quick_drop": Wrong(lower_s=(0.36, 0.44)),
            "quick_lift": Wrong(rise_s=(0.36, 0.44)),
        },
    ),
    "mini_squat": Script(
        STANDING,
        (0.9, 1.1),
        (2.6, 3.5),
        good_deg=(40.0, 58.0),
        partial_deg=(23.0, 26.0),
        hold_s=(1.0, 2.0),
        excess=Wrong(peak_deg=(79.0, 86.0), unclear=("knees_past_toes",)),
        faults={
            "trunk_forward": Wrong((27.0, 32.0), peak_deg=(46.0, 58.0)),
            "heels_lift": Wrong((20.0, 25.0)),
            "quick_up": Wrong(lower_s=(0.45, 0.55)),
            "knees_past_toes": Wrong((18.0, 22.0)),
            "quick_down": Wrong(rise_s=(0.55, 0.7)),
        },
    ),
    **FACE_DOWN,
    **IN_FRONT,
    **LYING_SCRIPTS,
    **UPRIGHT_SCRIPTS,
}
