"""What is performed, by whom, and how it is filmed: plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from tools.render_patients.schedule import duration_s, spans

if TYPE_CHECKING:
    from tools.render_patients.schedule import Effort, Span
    from tools.render_patients.skeleton import Side

RGB: TypeAlias = tuple[int, int, int]
Light: TypeAlias = Literal["bright", "normal", "dim"]


@dataclass(frozen=True, slots=True)
class Person:
    """Who is seen: `weight` and `muscle` run 0 to 1, with 0.5 the average."""

    sex: Literal["female", "male"]
    age_years: float
    height_m: float
    weight: float = 0.5
    muscle: float = 0.5
    legwear: Literal["trousers", "shorts"] = "shorts"
    shirt: RGB = (58, 110, 165)
    trousers: RGB = (52, 54, 62)
    skin: RGB = (214, 170, 144)
    hair: RGB = (150, 146, 142)


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """Where the camera stands.

    Attributes
    ----------
    height_m, distance_m
        Of the lens above the floor, and along the floor from the point it looks at.
    facing_deg
        Direction of the camera around the person: 0 in front, 90 at the left, -90 at the right.
    yaw_deg
        How far the camera stands off `facing_deg`.
    look_at_m
        The point in the middle of the picture: (left, forward, up).
    pitch_deg, roll_deg
        How far the camera is tilted up from looking at that point, and turned clockwise about
        its own line of sight.
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
    pitch_deg: float = 0.0
    roll_deg: float = 0.0
    size_px: tuple[int, int] = (640, 480)
    field_deg: float = 43.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where it happens.

    Attributes
    ----------
    wall, floor, mat
        Colours.
    furniture
        How many things stand before and hang on the wall behind the person.
    bed_m
        Height of the bed that somebody lies on; 0 for a mat on the floor.  Everything the person
        does is told from the top of the bed, the camera's height from the floor below.
    """

    wall: RGB = (172, 178, 176)
    floor: RGB = (176, 152, 124)
    mat: RGB = (96, 138, 132)
    furniture: int = 0
    bed_m: float = 0.0


@dataclass(frozen=True, slots=True)
class Film:
    """How the camera takes it.

    Attributes
    ----------
    light
        `dim` is an evening room in which the camera raises its gain; `bright` is a sunny one in
        which it cannot lower it enough.
    noise
        Standard deviation of what the sensor adds to every colour of every pixel, in steps of
        255; in dim light the gain raises it fourfold.
    shutter_s
        How long each picture is exposed: what moves meanwhile is blurred.
    """

    light: Light = "normal"
    noise: float = 0.0
    shutter_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Performance:
    """One clip: an exercise as one person does it in front of one camera.

    `lasts_s` is the length of a clip in which nobody exercises, and has no `efforts`.  `setup`
    names a fault of the whole set, which a performer of its own does.
    """

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
    lasts_s: float = 0.0
    place: Place = Place()
    film: Film = Film()
    crf: int = 23
    setup: str = ""

    @property
    def timetable(self) -> tuple[Span, ...]:
        """When each effort happens."""
        return spans(self.efforts, self.start_s)

    @property
    def frames(self) -> int:
        """How many pictures there are."""
        if not self.efforts:
            return round(self.lasts_s * self.fps)
        return round(duration_s(self.timetable, self.rest_s) * self.fps)
