"""The performances on a chair, on one leg and sideways."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from tools.render_patients.cast import ANNA, FACING, FROM_RIGHT, PAUL, RUTH
from tools.render_patients.performance import Performance, Viewpoint
from tools.render_patients.schedule import Effort

AT_THE_CHAIR: Final = Viewpoint(0.8, 3.0, FROM_RIGHT, look_at_m=(0.0, 0.35, 0.85))
FACING_THE_CHAIR: Final = Viewpoint(0.9, 2.6, 0.0, look_at_m=(0.0, 0.3, 0.65), field_deg=40.0)

_RISING: Final = Performance(
    name="sit_to_stand",
    exercise="sit_to_stand",
    side="right",
    efforts=(
        Effort(10.0, rise_s=1.8, hold_s=1.2, lower_s=2.2),
        Effort(9.0, rise_s=1.7, hold_s=1.2, lower_s=2.2),
        Effort(11.0, rise_s=1.8, hold_s=1.2, lower_s=2.4),
        Effort(10.0, rise_s=1.8, hold_s=1.2, lower_s=2.2),
    ),
    person=PAUL,
    viewpoint=AT_THE_CHAIR,
    fps=15,
)
_FIGURE_FOUR: Final = Performance(
    name="figure_four",
    exercise="figure_four",
    side="left",
    efforts=(
        Effort(21.0, rise_s=2.2, hold_s=11.0, lower_s=2.2, pause_s=2.0),
        Effort(22.0, rise_s=2.2, hold_s=11.0, lower_s=2.2, pause_s=2.0),
    ),
    person=ANNA,
    viewpoint=FACING_THE_CHAIR,
    fps=15,
    counted="holds",
)
_ONE_LEG: Final = Performance(
    name="single_leg_stance",
    exercise="single_leg_stance",
    side="left",
    efforts=(
        Effort(8.0, rise_s=2.0, hold_s=11.5, lower_s=1.8, pause_s=2.0),
        Effort(9.0, rise_s=2.0, hold_s=11.5, lower_s=1.8, pause_s=2.0),
    ),
    person=RUTH,
    viewpoint=FACING,
    fps=15,
    counted="holds",
)
_SIDE_STEP: Final = Performance(
    name="lateral_step",
    exercise="lateral_step",
    side="left",
    efforts=(
        Effort(15.0, rise_s=1.2, hold_s=0.8, lower_s=1.4),
        Effort(16.0, rise_s=1.2, hold_s=0.8, lower_s=1.4),
        Effort(14.0, rise_s=1.2, hold_s=0.8, lower_s=1.4),
        Effort(15.0, rise_s=1.2, hold_s=0.8, lower_s=1.4),
    ),
    person=ANNA,
    viewpoint=FACING,
    fps=20,
)

IN_FRONT: Final = (
    _RISING,
    _FIGURE_FOUR,
    _ONE_LEG,
    _SIDE_STEP,
    replace(
        _RISING,
        name="sit_to_stand_faults",
        person=ANNA,
        efforts=(
            Effort(10.0, rise_s=1.8, hold_s=1.2, lower_s=2.2),
            Effort(42.0, rise_s=1.7, hold_s=1.0, lower_s=2.0, kind="partial"),
            Effort(10.0, rise_s=1.8, hold_s=1.2, lower_s=0.42, faults={"quick_down": 0.0}),
            Effort(10.0, rise_s=2.2, hold_s=1.2, lower_s=2.4, faults={"big_lean": 40.0}),
        ),
    ),
    replace(
        _FIGURE_FOUR,
        name="figure_four_faults",
        person=RUTH,
        efforts=(
            Effort(21.0, rise_s=2.2, hold_s=9.0, lower_s=2.2, pause_s=2.0),
            Effort(9.0, rise_s=2.0, hold_s=3.0, lower_s=2.0, pause_s=2.0, kind="partial"),
            Effort(
                21.0,
                rise_s=2.2,
                hold_s=9.0,
                lower_s=2.2,
                pause_s=2.0,
                faults={"trunk_leans": 16.0},
            ),
        ),
    ),
    replace(
        _ONE_LEG,
        name="single_leg_stance_faults",
        person=PAUL,
        efforts=(
            Effort(8.0, rise_s=2.0, hold_s=4.5, lower_s=1.8, faults={"short_hold": 0.0}),
            Effort(2.2, rise_s=1.6, hold_s=3.0, lower_s=1.6, kind="partial"),
            Effort(
                8.0,
                rise_s=2.0,
                hold_s=5.5,
                lower_s=1.8,
                faults={"pelvic_drop": 12.0, "short_hold": 0.0},
            ),
            Effort(
                8.0,
                rise_s=2.0,
                hold_s=5.5,
                lower_s=1.8,
                faults={"trunk_lean": 14.0, "short_hold": 0.0},
            ),
        ),
    ),
    replace(
        _SIDE_STEP,
        name="lateral_step_faults",
        person=RUTH,
        efforts=(
            Effort(15.0, rise_s=1.2, hold_s=0.8, lower_s=1.4),
            Effort(6.0, rise_s=1.1, hold_s=0.8, lower_s=1.2, kind="partial"),
            Effort(15.0, rise_s=1.2, hold_s=0.8, lower_s=1.4, faults={"trunk_lean": 15.0}),
            Effort(37.0, rise_s=1.5, hold_s=0.8, lower_s=1.6),
        ),
    ),
)
