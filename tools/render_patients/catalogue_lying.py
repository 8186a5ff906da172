"""The performances on the back and on the side."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from tools.render_patients.cast import ANNA, FROM_RIGHT, LYING, PAUL, RUTH
from tools.render_patients.performance import Performance, Viewpoint
from tools.render_patients.schedule import Effort

LEG_UP: Final = Viewpoint(0.4, 2.6, FROM_RIGHT, look_at_m=(0.0, 0.3, 0.42), field_deg=40.0)
ON_SIDE: Final = Viewpoint(0.4, 2.5, 0.0, look_at_m=(-0.02, 0.0, 0.36), field_deg=42.0)
"""In front of somebody who lies on the right side, the head on the left of the picture."""
ON_LEFT_SIDE: Final = replace(ON_SIDE, look_at_m=(0.02, 0.0, 0.36))
ON_SIDE_NEAR: Final = replace(ON_SIDE, look_at_m=(-0.14, 0.0, 0.3), field_deg=37.0)

_CLAMSHELL: Final = Performance(
    name="clamshell",
    exercise="clamshell",
    side="left",
    efforts=(
        Effort(34.0, rise_s=2.0, hold_s=1.2),
        Effort(36.0, rise_s=2.1, hold_s=1.2),
        Effort(33.0, rise_s=2.0, hold_s=1.2),
        Effort(35.0, rise_s=2.2, hold_s=1.2),
    ),
    person=ANNA,
    viewpoint=ON_SIDE_NEAR,
    fps=15,
)
_LEG_LIFT: Final = Performance(
    name="sidelying_hip_abduction",
    exercise="sidelying_hip_abduction",
    side="right",
    efforts=tuple(Effort(peak, rise_s=1.8, hold_s=5.4) for peak in (30.0, 28.0, 31.0, 29.0)),
    person=PAUL,
    viewpoint=ON_LEFT_SIDE,
    fps=15,
)

_HEEL_SLIDE: Final = Performance(
    name="heel_slide",
    exercise="heel_slide",
    side="right",
    efforts=tuple(Effort(peak, rise_s=2.0, hold_s=5.3) for peak in (92.0, 90.0, 94.0, 91.0)),
    person=RUTH,
    viewpoint=LYING,
    fps=15,
)
_KNEE_TO_CHEST: Final = Performance(
    name="knee_to_chest",
    exercise="knee_to_chest",
    side="right",
    efforts=(
        Effort(106.0, rise_s=2.5, hold_s=12.0, lower_s=2.5, pause_s=3.0),
        Effort(104.0, rise_s=2.6, hold_s=12.0, lower_s=2.5),
    ),
    person=ANNA,
    viewpoint=LYING,
    fps=15,
    start_s=2.5,
    counted="holds",
)
_HAMSTRING: Final = Performance(
    name="hamstring_stretch",
    exercise="hamstring_stretch",
    side="right",
    efforts=(
        Effort(17.0, rise_s=2.5, hold_s=12.0, lower_s=2.5, pause_s=3.0),
        Effort(19.0, rise_s=2.6, hold_s=12.0, lower_s=2.5),
    ),
    person=PAUL,
    viewpoint=LEG_UP,
    fps=15,
    start_s=2.5,
    counted="holds",
)

LYING_PERFORMANCES: Final = (
    _CLAMSHELL,
    _LEG_LIFT,
    _HEEL_SLIDE,
    _KNEE_TO_CHEST,
    _HAMSTRING,
    replace(
        _CLAMSHELL,
        name="clamshell_faults",
        person=RUTH,
        efforts=(
            Effort(34.0, rise_s=2.0, hold_s=1.2),
            Effort(33.0, rise_s=2.0, hold_s=1.2, faults={"feet_part": 16.0}),
            Effort(11.0, rise_s=1.8, hold_s=1.2, kind="partial"),
            Effort(34.0, rise_s=2.0, hold_s=1.2, faults={"roll_back": 42.0}),
            Effort(33.0, rise_s=2.0, hold_s=1.2, lower_s=0.6, faults={"quick_drop": 0.0}),
        ),
    ),
    replace(
        _LEG_LIFT,
        name="sidelying_hip_abduction_faults",
        side="left",
        person=ANNA,
        viewpoint=ON_SIDE,
        efforts=(
            Effort(30.0, rise_s=1.8, hold_s=5.4),
            Effort(28.0, rise_s=1.8, hold_s=5.4, faults={"leg_forward": 40.0}),
            Effort(10.0, rise_s=1.8, hold_s=1.5, kind="partial"),
            Effort(30.0, rise_s=1.8, hold_s=2.0, faults={"short_hold": 0.0}),
            Effort(29.0, rise_s=1.8, hold_s=5.4, lower_s=0.6, faults={"quick_drop": 0.0}),
        ),
    ),
    replace(
        _HEEL_SLIDE,
        name="heel_slide_faults",
        efforts=(
            Effort(92.0, rise_s=2.0, hold_s=5.4),
            Effort(52.0, rise_s=1.8, hold_s=1.5, kind="partial"),
            Effort(90.0, rise_s=2.0, hold_s=5.4, faults={"heel_lifts": 0.14}),
            Effort(92.0, rise_s=2.0, hold_s=2.0, faults={"short_hold": 0.0}),
            Effort(90.0, rise_s=2.0, hold_s=5.4, lower_s=0.6, faults={"quick_return": 0.0}),
        ),
    ),
    replace(
        _KNEE_TO_CHEST,
        name="knee_to_chest_faults",
        efforts=(
            Effort(
                105.0,
                rise_s=2.5,
                hold_s=10.0,
                lower_s=2.5,
                pause_s=3.0,
                faults={"other_leg_floats": 38.0},
            ),
            Effort(70.0, rise_s=2.0, hold_s=5.0, pause_s=3.0, kind="partial"),
            Effort(104.0, rise_s=2.5, hold_s=10.0, lower_s=2.5, faults={"shoulder_lifts": 36.0}),
        ),
    ),
    replace(
        _HAMSTRING,
        name="hamstring_stretch_faults",
        efforts=(
            Effort(
                18.0,
                rise_s=2.5,
                hold_s=10.0,
                lower_s=2.5,
                pause_s=3.0,
                faults={"other_leg_lifts": 38.0},
            ),
            Effort(45.0, rise_s=2.0, hold_s=5.0, pause_s=3.0, kind="partial"),
            Effort(18.0, rise_s=2.5, hold_s=10.0, lower_s=2.5, faults={"thigh_drifts": 25.0}),
        ),
    ),
)
