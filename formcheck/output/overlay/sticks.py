"""What a drawing of an exercise consists of: strokes, by what they mean, in one frame.

The terminal and the picture draw the same strokes, each in its own way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from formcheck.exercises.illustration import drawn_position, plane_of
from formcheck.kinematics.stick_model import HEAD_RADIUS

if TYPE_CHECKING:
    from formcheck.exercises.illustration import FrontDrawing, SideDrawing, Thing
    from formcheck.kinematics.stick_model import StickFigure
    from formcheck.pose.view import Plane

Part = Literal["working", "other", "trunk", "arm", "other_arm", "thing", "floor"]

_PAD: Final = 0.035
"""How far the floor is below the lowest joint, so that no line of the body lies in it."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line from joint to joint; points of the plane, y up, stature = 1."""

    part: Part
    points: tuple[complex, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """The head as a circle."""

    middle: complex
    radius: float = HEAD_RADIUS


@dataclass(frozen=True, slots=True)
class Sketch:
    """One position: what lies behind comes first.

    Attributes
    ----------
    strokes
        The lines.
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
    """Start and end of an exercise, to one scale, with the things that belong to them."""
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
    """Every point of a body, with the rim of its head."""
    rim = [body.head + HEAD_RADIUS * way for way in (1, -1, 1j, -1j)]
    return [*body.posture, *body[1:], *rim]


def _corners(points: list[complex]) -> tuple[complex, complex]:
    """Lower left and upper right of the points."""
    return (
        complex(min(p.real for p in points), min(p.imag for p in points)),
        complex(max(p.real for p in points), max(p.imag for p in points)),
    )


def _limbs(body: StickFigure, plane: Plane) -> list[Stroke]:
    now = body.posture
    other = Stroke(
        "other", (now.other_hip, now.other_knee, now.other_ankle, now.other_heel, now.other_toe)
    )
    working = Stroke("working", (now.hip, now.knee, now.ankle, now.heel, now.toe))
    arm = Stroke("arm", (now.shoulder, body.elbow, body.hand))
    other_arm = Stroke("other_arm", (now.other_shoulder, body.other_elbow, body.other_hand))
    neck = body.head + HEAD_RADIUS * _way(body.head, now.mid_shoulder)
    trunk = [Stroke("trunk", (neck, now.mid_shoulder, now.mid_hip))]
    if plane == "front":
        trunk.append(Stroke("trunk", (now.shoulder, now.other_shoulder)))
        trunk.append(Stroke("trunk", (now.hip, now.other_hip)))
    return [other_arm, other, *trunk, arm, working]


def _way(start: complex, end: complex) -> complex:
    return (end - start) / abs(end - start)


def _thing(
    thing: Thing, start: StickFigure, floor: float, plane: Plane
) -> list[tuple[complex, ...]]:
    """The lines of a thing, where the body at the start has it."""
    hip, hand = start.posture.hip, start.hand
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
        heel, toe = start.posture.heel, start.posture.toe
        near, far = min(heel.real, toe.real) - 0.03, max(heel.real, toe.real) + 0.08
        top = min(heel.imag, toe.imag) - 0.012
        return [(complex(near, floor), complex(near, top), complex(far, top), complex(far, floor))]
    back = min(point.real for point in start.posture) - 0.05
    return [(complex(back, floor), complex(back, floor + 1.0))]
