"""The performances on the feet that bend the hips, filmed from the side."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from tools.render_patients.cast import ANNA, PAUL, RUTH, STANDING
from tools.render_patients.performance import Performance
from tools.render_patients.schedule import Effort, OtherLeg

_STEP: Final = Effort(46.0, rise_s=0.5, hold_s=0.2, lower_s=0.5, pause_s=0.3)
_OTHER_STEP: Final = OtherLeg(45.0, rise_s=0.5, hold_s=0.2, lower_s=0.5, pause_s=0.3)

_MARCHING: Final = Performance(
    name="marching",
    exercise="marching",
    side="right",
    efforts=(_STEP, _OTHER_STEP) * 6,
    person=PAUL,
    viewpoint=STANDING,
    fps=20,
)
_KNEE_RAISE: Final = Performance(
    name="standing_hip_flexion",
    exercise="standing_hip_flexion",
    side="right",
    efforts=tuple(Effort(peak, rise_s=1.6, hold_s=2.4) for peak in (74.0, 72.0, 76.0, 73.0)),
    person=ANNA,
    viewpoint=STANDING,
    fps=15,
)
_HINGE: Final = Performance(
    name="hip_hinge",
    exercise="hip_hinge",
    side="right",
    efforts=tuple(Effort(peak, rise_s=1.8, hold_s=1.0) for peak in (55.0, 52.0, 56.0, 54.0)),
    person=PAUL,
    viewpoint=STANDING,
    fps=15,
)
_STEP_UP: Final = Performance(
    name="step_up",
    exercise="step_up",
    side="right",
    efforts=tuple(Effort(9.5, rise_s=2.2, hold_s=1.2, lower_s=2.4) for _ in range(4)),
    person=RUTH,
    viewpoint=STANDING,
    fps=15,
)

UPRIGHT: Final = (
    _MARCHING,
    _KNEE_RAISE,
    _HINGE,
    _STEP_UP,
    replace(
        _MARCHING,
        name="marching_faults",
        person=ANNA,
        efforts=(
            _STEP,
            _OTHER_STEP,
            replace(_STEP, peak_deg=21.0, kind="partial", faults={"too_low": 0.0}),
            _OTHER_STEP,
            replace(_STEP, faults={"lean_back": 20.0}, rise_s=0.7, hold_s=0.5),
            _OTHER_STEP,
            replace(_STEP, faults={"slump": 26.0}, rise_s=0.7, hold_s=0.5),
            _OTHER_STEP,
            replace(_STEP, faults={"knee_held": 0.0}, hold_s=2.2),
        ),
    ),
    replace(
        _KNEE_RAISE,
        name="standing_hip_flexion_faults",
        person=PAUL,
        efforts=(
            Effort(74.0, rise_s=1.6, hold_s=2.4),
            Effort(72.0, rise_s=1.6, hold_s=2.4, faults={"lean_back": 18.0}),
            Effort(48.0, rise_s=1.5, hold_s=1.0, kind="partial"),
            Effort(72.0, rise_s=1.6, hold_s=2.4, faults={"slump": 22.0}),
            Effort(68.0, rise_s=1.4, hold_s=0.4, lower_s=1.4, faults={"short_hold": 0.0}),
            Effort(74.0, rise_s=1.6, hold_s=2.4, faults={"standing_knee_bent": 34.0}),
        ),
    ),
    replace(
        _HINGE,
        name="hip_hinge_faults",
        person=RUTH,
        efforts=(
            Effort(55.0, rise_s=1.8, hold_s=1.0),
            Effort(58.0, rise_s=1.8, hold_s=1.0, faults={"squats": 30.0}),
            Effort(33.0, rise_s=1.6, hold_s=1.0, kind="partial"),
            Effort(
                56.0, rise_s=1.8, hold_s=1.0,
                faults={"shins_forward": 24.0, "hips_stay": 0.0},
            ),
            Effort(54.0, rise_s=1.8, hold_s=1.0, lower_s=0.6, faults={"quick_up": 0.0}),
        ),
    ),
    replace(
        _STEP_UP,
        name="step_up_faults",
        person=PAUL,
        efforts=(
            Effort(9.5, rise_s=2.2, hold_s=1.2, lower_s=2.4),
            Effort(9.5, rise_s=2.2, hold_s=1.2, lower_s=2.4, faults={"trunk_forward": 44.0}),
            Effort(4.9, rise_s=1.6, hold_s=0.8, lower_s=1.6, kind="partial"),
            Effort(9.5, rise_s=2.2, hold_s=1.2, lower_s=0.6, faults={"quick_down": 0.0}),
        ),
    ),
)  # fmt: skip
