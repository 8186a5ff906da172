"""What is performed, by whom, in which tempo, and how it is filmed: plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tools.render_patients.skeleton import Side


Kind = Literal["full", "partial"]


@dataclass(frozen=True, slots=True)
class Effort:
    """One repetition, or one hold of a stretch.

    Attributes
    ----------
    peak_deg
        The exercise's own angle at the far end.
    rise_s, hold_s, lower_s, pause_s
        Tempo: there, at the far end, back, and the rest that follows.
    kind
        ``partial`` when the far end is short of the exercise's target.
    faults
        Fault name to its amount at the far end, in the unit of the fault (0 for a fault of
        tempo, which is the tempo itself).
    unclear
        Faults that come along, too close to their threshold to expect a report or silence.
    """

    peak_deg: float
    rise_s: float = 1.5
    hold_s: float = 2.0
    lower_s: float = 2.0
    pause_s: float = 1.2
    kind: Kind = "full"
    faults: Mapping[str, float] = field(default_factory=dict)
    unclear: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OtherLeg(Effort):
    """A repetition of the other leg, where the legs take turns."""


@dataclass(frozen=True, slots=True)
class Span:
    """When an effort happens, in seconds from the first frame."""

    number: int
    effort: Effort
    start_s: float
    top_s: float
    leave_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Moment:
    """The state at one instant: `lift` is 0 at rest and 1 at the far end."""

    time_s: float
    lift: float
    span: Span | None

    def fault(self, name: str) -> float:
        """How much of a fault there is now, growing with the lift; 0 when it was not asked for."""
        return 0.0 if self.span is None else self.lift * self.span.effort.faults.get(name, 0.0)


def spans(efforts: Sequence[Effort], start_s: float) -> tuple[Span, ...]:
    """The efforts one after the other, the first one starting at `start_s`."""
    found = []
    at_s = start_s
    for number, effort in enumerate(efforts, start=1):
        top_s = at_s + effort.rise_s
        leave_s = top_s + effort.hold_s
        end_s = leave_s + effort.lower_s
        found.append(Span(number, effort, at_s, top_s, leave_s, end_s))
        at_s = end_s + effort.pause_s
    return tuple(found)


def ease(share: float) -> float:
    """Share of the way done after a share of the time: minimum jerk, as people move.

    Flash and Hogan 1985, https://doi.org/10.1523/JNEUROSCI.05-07-01688.1985.
    """
    share = min(max(share, 0.0), 1.0)
    return share**3 * (10 - 15 * share + 6 * share**2)


def moment(time_s: float, timetable: Sequence[Span]) -> Moment:
    """Return the state at `time_s`."""
    for span in timetable:
        if span.start_s <= time_s < span.end_s:
            there = ease((time_s - span.start_s) / (span.top_s - span.start_s))
            back = ease((time_s - span.leave_s) / (span.end_s - span.leave_s))
            return Moment(time_s, there - back, span)
    return Moment(time_s, 0.0, None)


def duration_s(timetable: Sequence[Span], rest_s: float) -> float:
    """Length of the whole performance, with `rest_s` after the last effort."""
    return timetable[-1].end_s + rest_s


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
        Height of the bed under the person; 0 for a mat on the floor.  Everything the person
        does is measured from the top of the bed, the camera's height from the floor below.
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
        Standard deviation of the noise on every colour of every pixel, in steps of
        255; in dim light the gain raises it fourfold.
    shutter_s
        Exposure of each picture: movement in that time is blurred.
    """

    light: Light = "normal"
    noise: float = 0.0
    shutter_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Performance:
    """One clip: an exercise as one person does it in front of one camera.

    `lasts_s` is the length of a clip without exercise, and without `efforts`.  `setup`
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


AT_FAR_END: Final = 0.98  # of the lift, from where on it grows to its full size


def rocking_deg(moment: Moment, fault: str, *, hertz: float) -> float:
    """How far a fault rocks a joint at this moment, + and - half of its amount, degrees."""
    if moment.span is None or moment.lift <= AT_FAR_END:
        return 0.0
    swing = np.sin(2 * np.pi * hertz * (moment.time_s - moment.span.top_s))
    grown = ease((moment.lift - AT_FAR_END) / (1 - AT_FAR_END))
    return float(grown * moment.fault(fault) / 2 * swing)


def slid_by(moment: Moment, fault: str) -> float:
    """How much of a slow slide is done: all of it in the first half of the hold.

    It is undone on the way back, so that the next effort starts where this one did.
    """
    span = moment.span
    if span is None or moment.time_s <= span.top_s:
        return 0.0
    half_s = max((span.leave_s - span.top_s) / 2, 1e-9)
    return moment.fault(fault) * ease((moment.time_s - span.top_s) / half_s)
