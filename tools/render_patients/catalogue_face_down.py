"""The performances with the face down: on the front, and on hands and knees."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from tools.render_patients.cast import ANNA, FROM_RIGHT, PAUL, RUTH
from tools.render_patients.performance import Performance, Viewpoint
from tools.render_patients.schedule import Effort

ON_THE_FRONT: Final = Viewpoint(0.4, 2.5, FROM_RIGHT, look_at_m=(0.0, -0.45, 0.38), field_deg=40.0)
ON_ALL_FOURS: Final = Viewpoint(0.5, 2.5, FROM_RIGHT, look_at_m=(0.0, 0.05, 0.5))
BEFORE_AND_ASIDE: Final = Viewpoint(0.55, 2.5, -35.0, look_at_m=(0.0, 0.15, 0.45), field_deg=38.0)

_PRONE: Final = Performance(
    name="prone_hip_extension",
    exercise="prone_hip_extension",
    side="right",
    efforts=(
        Effort(-12.0, hold_s=6.6),
        Effort(-11.0, hold_s=6.6),
        Effort(-12.5, hold_s=6.6),
        Effort(-12.0, hold_s=6.6),
    ),
    person=ANNA,
    viewpoint=ON_THE_FRONT,
    fps=15,
)
_BIRD_DOG: Final = Performance(
    name="bird_dog",
    exercise="bird_dog",
    side="right",
    efforts=(
        Effort(2.0, rise_s=2.0, hold_s=5.6, lower_s=2.2),
        Effort(3.0, rise_s=2.0, hold_s=5.6, lower_s=2.2),
        Effort(1.0, rise_s=1.8, hold_s=5.6, lower_s=2.0),
        Effort(2.0, rise_s=2.0, hold_s=5.6, lower_s=2.2),
    ),
    person=PAUL,
    viewpoint=ON_ALL_FOURS,
    fps=15,
)
_HYDRANT: Final = Performance(
    name="fire_hydrant",
    exercise="fire_hydrant",
    side="right",
    efforts=(
        Effort(33.0, hold_s=3.6),
        Effort(35.0, hold_s=3.6),
        Effort(32.0, rise_s=1.7, hold_s=3.6),
        Effort(34.0, hold_s=3.6),
    ),
    person=RUTH,
    viewpoint=BEFORE_AND_ASIDE,
    fps=15,
)

FACE_DOWN: Final = (
    _PRONE,
    _BIRD_DOG,
    _HYDRANT,
    replace(
        _PRONE,
        name="prone_hip_extension_faults",
        efforts=(
            Effort(-11.0, hold_s=6.6),
            Effort(-2.9, hold_s=2.0, kind="partial"),
            Effort(-11.0, hold_s=6.6, faults={"knee_bent": 40.0}),
            Effort(-11.0, hold_s=6.6, faults={"pelvis_lifts": 6.5}),
            Effort(-11.0, hold_s=0.8, faults={"short_hold": 0.0}),
        ),
    ),
    replace(
        _BIRD_DOG,
        name="bird_dog_faults",
        efforts=(
            Effort(2.0, rise_s=2.0, hold_s=5.6, lower_s=2.2),
            Effort(27.0, rise_s=1.8, hold_s=1.5, kind="partial"),
            Effort(2.0, rise_s=2.0, hold_s=5.6, lower_s=2.2, faults={"knee_bent": 36.0}),
            Effort(2.0, rise_s=2.0, hold_s=5.6, lower_s=2.2, faults={"back_tilts": 18.0}),
            Effort(2.0, rise_s=2.0, hold_s=1.8, lower_s=2.2, faults={"short_hold": 0.0}),
        ),
    ),
    replace(
        _HYDRANT,
        name="fire_hydrant_faults",
        efforts=(
            Effort(33.0, hold_s=3.6),
            Effort(14.5, hold_s=1.5, kind="partial"),
            Effort(33.0, rise_s=1.2, hold_s=0.3, lower_s=1.4, faults={"short_hold": 0.0}),
            Effort(33.0, hold_s=3.6, faults={"trunk_tilts": 20.0}),
            Effort(33.0, hold_s=3.6, lower_s=0.6, faults={"quick_drop": 0.0}),
        ),
    ),
)
"""Two for each exercise: a clean one, and one with its main faults."""
