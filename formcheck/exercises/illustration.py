"""The start and the end of an exercise as lines to draw, as captions, and in words.

`sketches` gives the lines, which the picture file and the silhouette draw.  `describe_positions`
gives two lines of text for the terminal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from formcheck.exercises.figure import SideDrawing, drawn_position, plane_of, suits
from formcheck.kinematics.measures import MEASURES
from formcheck.kinematics.stick_model import HEAD_RADIUS
from formcheck.pose.positions import POSITIONS

if TYPE_CHECKING:
    from formcheck.exercises.definition import Exercise
    from formcheck.exercises.figure import FrontDrawing, SidePose, Thing
    from formcheck.kinematics.stick_model import StickFigure
    from formcheck.pose.view import Plane

Part = Literal["working", "other", "trunk", "arm", "other_arm", "thing", "floor"]

_PAD: Final = 0.035
"""Distance of the floor below the lowest joint, so that no line of the body lies in it."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line from joint to joint: points of the drawing plane, y up, in units of the stature."""

    part: Part
    points: tuple[complex, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """The head as a circle."""

    middle: complex
    radius: float = HEAD_RADIUS


@dataclass(frozen=True, slots=True)
class Sketch:
    """One position as a drawing.

    Attributes
    ----------
    strokes
        The lines; those further behind come first.
    head
        The head.
    low, high
        Lower left and upper right corner of start and end together, so that both are drawn to
        one scale.
    """

    strokes: tuple[Stroke, ...]
    head: Head
    low: complex
    high: complex


def sketches(drawing: SideDrawing | FrontDrawing) -> tuple[Sketch, Sketch]:
    """Return start and end of an exercise to one scale, with the things around the body."""
    pair = drawn_position(drawing)
    plane = plane_of(drawing)
    bodies = [pair.start, pair.end]
    low, high = _corners([point for body in bodies for point in _points(body)])
    floor = pair.floor - _PAD
    things = [
        Stroke("thing", points)
        for thing in drawing.things
        for points in _thing(thing, pair.start, floor, plane)
    ]
    around = [low, high, *(point for stroke in things for point in stroke.points)]
    low, high = _corners(around)
    low = complex(low.real - 0.05, min(low.imag, floor))
    high = complex(high.real + 0.05, high.imag + 0.02)
    ground = Stroke("floor", (complex(low.real, floor), complex(high.real, floor)))
    first, second = (
        Sketch((ground, *things, *_limbs(body, plane)), Head(body.head), low, high)
        for body in bodies
    )
    return first, second


def _points(body: StickFigure) -> list[complex]:
    """Return every point of a body, with the rim of its head."""
    rim = [body.head + HEAD_RADIUS * way for way in (1, -1, 1j, -1j)]
    return [*body.joints, *body[1:], *rim]


def _corners(points: list[complex]) -> tuple[complex, complex]:
    """Return the lower left and the upper right corner of the points."""
    return (
        complex(min(p.real for p in points), min(p.imag for p in points)),
        complex(max(p.real for p in points), max(p.imag for p in points)),
    )


def _limbs(body: StickFigure, plane: Plane) -> list[Stroke]:
    now = body.joints
    other = Stroke(
        "other", (now.other_hip, now.other_knee, now.other_ankle, now.other_heel, now.other_toe)
    )
    working = Stroke("working", (now.hip, now.knee, now.ankle, now.heel, now.toe))
    arm = Stroke("arm", (now.shoulder, body.elbow, body.hand))
    other_arm = Stroke("other_arm", (now.other_shoulder, body.other_elbow, body.other_hand))
    down = now.mid_shoulder - body.head
    neck = body.head + HEAD_RADIUS * down / abs(down)
    trunk = [Stroke("trunk", (neck, now.mid_shoulder, now.mid_hip))]
    if plane == "front":
        trunk.append(Stroke("trunk", (now.shoulder, now.other_shoulder)))
        trunk.append(Stroke("trunk", (now.hip, now.other_hip)))
    return [other_arm, other, *trunk, arm, working]


def _thing(
    thing: Thing, start: StickFigure, floor: float, plane: Plane
) -> list[tuple[complex, ...]]:
    """Return the lines of a thing, placed by the body at the start."""
    hip, hand = start.joints.hip, start.hand
    if thing == "mat":
        return []
    if thing == "chair":
        seat = hip.imag - 0.06
        back, front = hip.real - 0.09, hip.real + 0.14
        if plane == "front":
            back, front = -0.13, 0.13
        frame = (complex(back, floor), complex(back, seat), complex(front, seat))
        rest = (complex(back, seat), complex(back, seat + 0.25))
        lines: list[tuple[complex, ...]] = [(*frame, complex(front, floor))]
        return [*lines, rest] if plane == "side" else lines
    if thing == "chair_back":
        way = 1 if hand.real >= hip.real else -1
        post, front = hand.real, hand.real + 0.25 * way
        seat = floor + 0.25
        return [
            (complex(post, hand.imag), complex(post, floor)),
            (complex(post, seat), complex(front, seat), complex(front, floor)),
        ]
    if thing == "step":
        heel, toe = start.joints.heel, start.joints.toe
        near, far = min(heel.real, toe.real) - 0.03, max(heel.real, toe.real) + 0.08
        top = min(heel.imag, toe.imag) - 0.012
        return [(complex(near, floor), complex(near, top), complex(far, top), complex(far, floor))]
    back = min(point.real for point in start.joints) - 0.05
    return [(complex(back, floor), complex(back, floor + 1.0))]


class MeasuredPosition(NamedTuple):
    """The main measure of a drawing as it is judged: raw, or the change from the start."""

    start_deg: float
    end_deg: float


def measured(exercise: Exercise) -> MeasuredPosition | None:
    """Return the main measure of the drawn start and end; None = there is no such drawing."""
    if exercise.figure is None or not suits(exercise.figure, exercise.view.plane):
        return None
    pair = drawn_position(exercise.figure)
    start, end = pair.start.joints, pair.end.joints
    measure = MEASURES[exercise.movement.measure]
    start_deg, end_deg = measure.value(start, start), measure.value(end, start)
    zero_deg = start_deg if exercise.movement.baseline == "start" else 0.0
    return MeasuredPosition(start_deg - zero_deg, end_deg - zero_deg)


def captions(exercise: Exercise) -> tuple[str, str]:
    """Return what stands below the drawn start and end: the name, and the measured angle."""
    values = measured(exercise)
    if values is None:
        return "Start", "End"
    title = MEASURES[exercise.movement.measure].title
    if exercise.movement.baseline == "start":
        return "Start", f"End: {title} {values.end_deg:+.0f}°"
    return f"Start: {title} {values.start_deg:.0f}°", f"End: {title} {values.end_deg:.0f}°"


_STRAIGHT_DEG: Final = 7.5
"""Up to this angle a joint counts as straight in words, and a difference as none."""


def describe_positions(exercise: Exercise) -> tuple[str, str]:
    """Return one line of text for the start and one for the end of an exercise.

    The lines come from the drawn angles, to the nearest 5°.  An exercise without a drawing from
    the side is described by the angle that is measured.

    Returns
    -------
    tuple[str, str]
        The line of the start and the line of the end.
    """
    position = POSITIONS[exercise.position].words
    drawing = exercise.figure
    if isinstance(drawing, SideDrawing):
        start = [*_legs(drawing.start)]
        end = [part for part in _legs(drawing.end) if part not in start]
        return f"Start: {position}; {'; '.join(start)}.", f"End: {'; '.join(end)}."
    values, movement = measured(exercise), exercise.movement
    title = MEASURES[movement.measure].title
    end_deg = movement.target_deg[1] if values is None else values.end_deg
    change = ", as a change from the start" if movement.baseline == "start" else ""
    return f"Start: {position}.", f"End: {title} about {_to_5(end_deg)}°{change}."


def _legs(pose: SidePose) -> list[str]:
    """Return what the joints of both legs do, joints that do the same together."""
    hip, knee = _joint("hip", pose.hip_deg), _joint("knee", pose.knee_deg)
    other = _joint("hip", pose.other_hip_deg), _joint("knee", pose.other_knee_deg)
    if (hip, knee) == other:
        return [f"both legs: {_joined(hip, knee)}"]
    return [f"working leg: {_joined(hip, knee)}", f"other leg: {_joined(*other)}"]


def _joined(hip: str, knee: str) -> str:
    straight = hip.endswith("straight") and knee.endswith("straight")
    return "straight" if straight else f"{hip}, {knee}"


def _joint(name: str, angle_deg: float) -> str:
    if abs(angle_deg) <= _STRAIGHT_DEG:
        return f"{name} straight"
    word = "bent" if angle_deg > 0 else "stretched back"
    return f"{name} {word} about {_to_5(abs(angle_deg))}°"


def _to_5(angle_deg: float) -> int:
    return 5 * round(angle_deg / 5)
