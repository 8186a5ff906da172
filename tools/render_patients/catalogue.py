"""The performances that can be rendered: a few lines of data each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tools.render_patients.performance import Performance, Person, Viewpoint
from tools.render_patients.schedule import Effort

ANNA: Final = Person("female", age_years=60, height_m=1.66)

LYING: Final = Viewpoint(0.4, 2.5, -90.0, look_at_m=(0.0, 0.42, 0.38), field_deg=38.0)

_ALL: Final = (
    Performance(
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
    ),
)

PERFORMANCES: Final[Mapping[str, Performance]] = {each.name: each for each in _ALL}
