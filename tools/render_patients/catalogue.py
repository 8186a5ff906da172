"""The performances that can be rendered: a few lines of data each.

Names of exercises and faults are those of ``formcheck/exercises``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from tools.render_patients.cast import ANNA, FACING, KNEELING, LYING, PAUL, RUTH, STANDING
from tools.render_patients.catalogue_face_down import FACE_DOWN
from tools.render_patients.catalogue_in_front import IN_FRONT
from tools.render_patients.catalogue_lying import LYING_PERFORMANCES
from tools.render_patients.catalogue_upright import UPRIGHT
from tools.render_patients.performance import Performance
from tools.render_patients.schedule import Effort

if TYPE_CHECKING:
    from collections.abc import Mapping

_SINGLE_BRIDGE: Final = Performance(
    name="single_leg_bridge",
    exercise="single_leg_bridge",
    side="right",
    efforts=(
        Effort(2.0, rise_s=1.5, hold_s=3.5, lower_s=2.0, pause_s=1.2),
        Effort(3.5, rise_s=1.6, hold_s=3.5, lower_s=2.1, pause_s=1.2),
        Effort(2.5, rise_s=1.5, hold_s=3.5, lower_s=1.9, pause_s=1.3),
        Effort(4.5, rise_s=1.7, hold_s=3.5, lower_s=2.0),
    ),
    person=ANNA,
    viewpoint=LYING,
)
_ABDUCTION: Final = Performance(
    name="standing_hip_abduction",
    exercise="standing_hip_abduction",
    side="left",
    efforts=(
        Effort(30.0, hold_s=3.3),
        Effort(31.0, hold_s=3.4),
        Effort(29.0, hold_s=3.3),
        Effort(30.0, hold_s=3.5),
    ),
    person=PAUL,
    viewpoint=FACING,
    fps=20,
)
_LEG_RAISE: Final = Performance(
    name="straight_leg_raise",
    exercise="straight_leg_raise",
    side="right",
    efforts=(Effort(40.0), Effort(41.0), Effort(39.0, rise_s=1.8), Effort(40.0)),
    person=ANNA,
    viewpoint=LYING,
    fps=20,
)
_HALF_KNEELING: Final = Performance(
    name="hip_flexor_stretch",
    exercise="hip_flexor_stretch",
    side="right",
    efforts=(
        Effort(-15.0, rise_s=2.0, hold_s=12.0, lower_s=2.0, pause_s=3.0),
        Effort(-14.0, rise_s=2.5, hold_s=12.0, lower_s=2.0),
    ),
    person=ANNA,
    viewpoint=KNEELING,
    fps=15,
    start_s=2.5,
    counted="holds",
)
_STANDING_STRETCH: Final = replace(
    _HALF_KNEELING,
    name="hip_flexor_stretch_standing",
    exercise="hip_flexor_stretch_standing",
    person=RUTH,
    viewpoint=STANDING,
)
_EXTENSION: Final = Performance(
    name="standing_hip_extension",
    exercise="standing_hip_extension",
    side="right",
    efforts=(
        Effort(-14.0, hold_s=2.5),
        Effort(-13.5, hold_s=2.5),
        Effort(-14.5, hold_s=2.6),
        Effort(-14.0, hold_s=2.5),
    ),
    person=ANNA,
    viewpoint=STANDING,
    fps=20,
)
_SQUAT: Final = Performance(
    name="mini_squat",
    exercise="mini_squat",
    side="right",
    efforts=(
        Effort(50.0, rise_s=2.0, hold_s=1.5),
        Effort(52.0, rise_s=2.0, hold_s=1.5),
        Effort(48.0, rise_s=1.8, hold_s=1.5),
        Effort(50.0, rise_s=2.0, hold_s=1.5),
    ),
    person=RUTH,
    viewpoint=STANDING,
    fps=20,
)
_BRIDGE: Final = Performance(
    name="double_leg_bridge",
    exercise="double_leg_bridge",
    side="right",
    efforts=tuple(Effort(peak, hold_s=5.4) for peak in (3.0, 2.0, 4.0, 3.0)),
    person=RUTH,
    viewpoint=LYING,
    fps=15,
)

_ALL: Final = (
    _SINGLE_BRIDGE,
    _ABDUCTION,
    _LEG_RAISE,
    _HALF_KNEELING,
    _STANDING_STRETCH,
    _EXTENSION,
    _SQUAT,
    _BRIDGE,
    replace(
        _SINGLE_BRIDGE,
        name="single_leg_bridge_faults",
        fps=20,
        efforts=(
            Effort(3.0, hold_s=3.5),
            Effort(23.0, hold_s=1.5, kind="partial"),
            Effort(3.0, hold_s=3.5, faults={"leg_sag": 28.0}),
            Effort(3.0, hold_s=1.2, faults={"short_hold": 0.0}),
            Effort(3.0, hold_s=3.5, lower_s=0.6, faults={"quick_drop": 0.0}),
        ),
    ),
    replace(
        _ABDUCTION,
        name="standing_hip_abduction_faults",
        efforts=(
            Effort(29.0, hold_s=3.6),
            Effort(28.0, hold_s=3.6, faults={"trunk_lean": 14.0}),
            Effort(15.0, hold_s=2.0, kind="partial"),
            Effort(30.0, hold_s=1.2, faults={"short_hold": 0.0}),
            Effort(29.0, hold_s=3.6, lower_s=0.6, faults={"quick_drop": 0.0}),
        ),
    ),
    replace(
        _LEG_RAISE,
        name="straight_leg_raise_faults",
        efforts=(
            Effort(40.0),
            Effort(12.0, kind="partial"),
            Effort(45.0, faults={"bent_knee": 34.0}),
            Effort(72.0, rise_s=2.2, lower_s=2.4, faults={"too_high": 0.0}),
            Effort(40.0, lower_s=0.6, faults={"quick_drop": 0.0}),
        ),
    ),
    replace(
        _HALF_KNEELING,
        name="hip_flexor_stretch_faults",
        efforts=(
            Effort(-12.0, rise_s=2.0, hold_s=10.0, pause_s=3.0, faults={"lean_forward": 18.0}),
            Effort(-5.0, rise_s=2.0, hold_s=6.0, pause_s=3.0, kind="partial"),
            Effort(-24.0, rise_s=2.0, hold_s=10.0, faults={"arch_back": 13.5}),
        ),
    ),
    replace(
        _STANDING_STRETCH,
        name="hip_flexor_stretch_standing_faults",
        efforts=(
            Effort(
                -12.0,
                rise_s=2.0,
                hold_s=10.0,
                pause_s=3.0,
                faults={"back_knee_bent": 28.0},
                unclear=("front_knee_past_toes",),
            ),
            Effort(-5.0, rise_s=2.0, hold_s=6.0, pause_s=3.0, kind="partial"),
            Effort(-11.0, rise_s=2.0, hold_s=10.0, faults={"lean_forward": 12.0}),
        ),
    ),
    replace(
        _EXTENSION,
        name="standing_hip_extension_faults",
        efforts=(
            Effort(-14.0, hold_s=2.8),
            Effort(-10.0, hold_s=2.8, faults={"trunk_forward": 19.0}),
            Effort(-4.5, hold_s=2.0, kind="partial"),
            Effort(-14.0, hold_s=2.8, faults={"knee_bent": 38.0}),
            Effort(-19.0, hold_s=2.8, faults={"arch": 12.5}),
        ),
    ),
    replace(
        _SQUAT,
        name="mini_squat_faults",
        efforts=(
            Effort(50.0, rise_s=2.0, hold_s=1.5),
            Effort(52.0, rise_s=2.0, hold_s=1.5, faults={"trunk_forward": 28.0}),
            Effort(25.0, rise_s=1.5, hold_s=1.0, kind="partial"),
            Effort(
                82.0,
                rise_s=2.4,
                hold_s=1.5,
                lower_s=2.4,
                faults={"too_deep": 0.0},
                unclear=("knees_past_toes",),
            ),
            Effort(48.0, rise_s=2.0, hold_s=1.5, faults={"heels_lift": 25.0}),
        ),
    ),
    replace(
        _BRIDGE,
        name="double_leg_bridge_faults",
        efforts=(
            Effort(3.0, hold_s=5.6),
            Effort(23.0, hold_s=1.5, kind="partial"),
            Effort(-25.0, hold_s=5.6, faults={"too_high": 0.0}, unclear=("feet_far",)),
            Effort(3.0, hold_s=2.0, faults={"short_hold": 0.0}),
            Effort(3.0, hold_s=5.6, lower_s=0.6, faults={"quick_drop": 0.0}),
        ),
    ),
)

PERFORMANCES: Final[Mapping[str, Performance]] = {
    each.name: each
    for each in (
        *_ALL,
        *FACE_DOWN,
        *IN_FRONT,
        *LYING_PERFORMANCES,
        *UPRIGHT,
    )
}
