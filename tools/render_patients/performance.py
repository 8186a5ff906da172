"""What is performed, by whom, and how it is filmed: plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from tools.render_patients.schedule import Effort
    from tools.render_patients.skeleton import Side


@dataclass(frozen=True, slots=True)
class Person:
    """Who is seen: `weight` and `muscle` run 0 to 1, with 0.5 the average."""

    sex: Literal["female", "male"]
    age_years: float
    height_m: float
    weight: float = 0.5
    muscle: float = 0.5
    legwear: Literal["trousers", "shorts"] = "shorts"
    shirt: tuple[int, int, int] = (58, 110, 165)
    trousers: tuple[int, int, int] = (52, 54, 62)
    skin: tuple[int, int, int] = (214, 170, 144)
    hair: tuple[int, int, int] = (150, 146, 142)


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """Where the camera stands.

    Attributes
    ----------
    height_m, distance_m
        Of the lens above the floor, and from the point it looks at.
    facing_deg
        Direction of the camera around the person: 0 in front, 90 at the left, -90 at the right.
    yaw_deg
        How far the camera stands off `facing_deg`.
    look_at_m
        The point in the middle of the picture: (left, forward, up).
    size_px
        Width and height of the picture.
    field_deg
        Vertical field of view.
    """

    height_m: float
    distance_m: float
    facing_deg: float
    look_at_m: tuple[float, float, float]
    yaw_deg: float = 0.0
    size_px: tuple[int, int] = (640, 480)
    field_deg: float = 43.0


@dataclass(frozen=True, slots=True)
class Performance:
    """One clip: an exercise as one person does it in front of one camera."""

    name: str
    exercise: str
    side: Side
    efforts: tuple[Effort, ...]
    person: Person
    viewpoint: Viewpoint
    fps: int = 25
    start_s: float = 1.5
    rest_s: float = 1.2
    counted: Literal["reps", "holds"] = "reps"
