"""Who performs, and where the camera stands for that: what every catalogue uses."""

from __future__ import annotations

from typing import Final

from tools.render_patients.performance import Person, Viewpoint

ANNA: Final = Person("female", age_years=60, height_m=1.66)
PAUL: Final = Person(
    "male",
    age_years=66,
    height_m=1.77,
    weight=0.6,
    shirt=(150, 70, 60),
    trousers=(40, 50, 74),
    skin=(198, 150, 122),
    hair=(120, 112, 104),
)
RUTH: Final = Person(
    "female",
    age_years=72,
    height_m=1.60,
    weight=0.7,
    shirt=(96, 120, 84),
    trousers=(70, 44, 60),
    skin=(176, 128, 100),
    hair=(196, 194, 190),
)

FROM_RIGHT: Final = -90.0
LYING: Final = Viewpoint(0.4, 2.5, FROM_RIGHT, look_at_m=(0.0, 0.42, 0.38), field_deg=38.0)
KNEELING: Final = Viewpoint(0.65, 2.5, FROM_RIGHT, look_at_m=(0.0, 0.1, 0.65))
STANDING: Final = Viewpoint(1.0, 3.0, FROM_RIGHT, look_at_m=(0.0, 0.2, 0.9))
FACING: Final = Viewpoint(1.0, 3.0, 0.0, look_at_m=(0.0, 0.0, 0.9))
