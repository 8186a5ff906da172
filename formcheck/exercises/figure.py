"""The drawing of an exercise: its table ``[figure]``, as lines, as captions, and in words.

The table is optional and holds the joint angles of the start and of the end.  They have the signs
of the measures, so a drawn body can be measured like a filmed one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final, Literal, NamedTuple, TypeAlias

from pydantic import Discriminator, Field, Tag

from formcheck.exercises.conditions import Definition
from formcheck.kinematics.measures import MEASURES, shown
from formcheck.kinematics.stick_model import (
    HEAD_RADIUS,
    FrontAngles,
    SideAngles,
    StickFigure,
    front_figure,
    side_figure,
)
from formcheck.pose.positions import POSITIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from formcheck.exercises.parts import Movement
    from formcheck.pose.positions import Position
    from formcheck.pose.view import Plane

Thing = Literal["mat", "bed", "chair", "chair_back", "step", "wall"]
"""What a drawing may show besides the body."""

Fixed = Literal["foot", "other_foot", "shoulder", "hip", "knee", "other_knee", "hand"]
"""The part of the body that stays in its place from start to end."""

_JOINT: Final[Mapping[Fixed, str]] = {"foot": "toe", "other_foot": "other_toe"}

Turn = Annotated[float, Field(ge=-180, le=180)]
Hip = Annotated[float, Field(ge=-45, le=150)]
Knee = Annotated[float, Field(ge=-10, le=160)]
Ankle = Annotated[float, Field(ge=-90, le=45)]
Share = Annotated[float, Field(ge=0, le=1)]


class SidePose(Definition):
    """A body seen from its working side, as `formcheck.kinematics.stick_model.SideAngles`."""

    trunk_deg: Turn = Field(
        0.0, description="Trunk: 0 = upright, 90 = bent forward or face down, -90 = on the back."
    )
    hip_deg: Hip = Field(0.0, description="Hip of the working leg: 0 = straight, + bent.")
    knee_deg: Knee = Field(0.0, description="Knee of the working leg: 0 = straight, + bent.")
    ankle_deg: Ankle | None = Field(
        None, description="Its foot: 0 = right angle, + toes up; left out = flat on the floor."
    )
    other_hip_deg: Hip = Field(0.0, description="Hip of the other leg.")
    other_knee_deg: Knee = Field(0.0, description="Knee of the other leg.")
    other_ankle_deg: Ankle | None = Field(None, description="Foot of the other leg.")
    arm_deg: Turn = Field(
        0.0, description="Upper arm: 0 = beside the trunk, 90 = forward, 180 = overhead."
    )
    elbow_deg: Knee = Field(0.0, description="Elbow: 0 = straight, + bent.")
    other_arm_deg: Turn | None = Field(None, description="The other arm; left out = as the first.")
    other_elbow_deg: Knee | None = Field(
        None, description="The other elbow; left out = as the first."
    )
    head_deg: Annotated[float, Field(ge=-60, le=60)] = Field(
        0.0, description="Head: 0 = in line with the trunk, + chin to the chest."
    )

    def body(self) -> StickFigure:
        """Return the joints of this body; an arm without angles has those of the other one."""
        angles = self.model_dump()
        for arm in ("arm_deg", "elbow_deg"):
            if angles[f"other_{arm}"] is None:
                angles[f"other_{arm}"] = angles[arm]
        return side_figure(SideAngles(**angles))


class FrontPose(Definition):
    """A body seen from the front, as `formcheck.kinematics.stick_model.FrontAngles`."""

    lean_deg: Turn = Field(
        0.0,
        description="Trunk: 0 = upright, + away from the working leg, 90 = lying on that side.",
    )
    hike_deg: Annotated[float, Field(ge=-90, le=90)] = Field(
        0.0, description="Line of the hips: + working side nearer to the head."
    )
    shoulders_deg: Annotated[float, Field(ge=-90, le=90)] = Field(
        0.0, description="Line of the shoulders: + working side nearer to the head."
    )
    thigh_out_deg: Turn = Field(
        0.0, description="Thigh of the working leg: 0 = straight down, + outward."
    )
    shin_out_deg: Turn | None = Field(
        None, description="Its shin: 0 = straight down, + outward; left out = in line."
    )
    other_thigh_out_deg: Turn = Field(0.0, description="Thigh of the other leg, + outward.")
    other_shin_out_deg: Turn | None = Field(
        None, description="Shin of the other leg, + outward; left out = in line."
    )
    arm_out_deg: Turn = Field(12.0, description="Upper arm: 0 = straight down, + outward.")
    forearm_out_deg: Turn | None = Field(
        None, description="Forearm: 0 = straight down, + outward; left out = in line."
    )
    other_arm_out_deg: Turn = Field(12.0, description="The other upper arm.")
    other_forearm_out_deg: Turn | None = Field(None, description="The other forearm.")
    thigh_share: Share = Field(
        1.0, description="Apparent length of the thigh: 1 = in full, less where it points at you."
    )
    shin_share: Share = Field(1.0, description="The same of the shin.")
    other_thigh_share: Share = Field(1.0, description="The same of the other thigh.")
    other_shin_share: Share = Field(1.0, description="The same of the other shin.")
    trunk_share: Share = Field(1.0, description="The same of the trunk.")

    def body(self) -> StickFigure:
        """Return the joints of this body."""
        return front_figure(FrontAngles(**self.model_dump()))


class _Drawing(Definition):
    fixed: Fixed = Field("foot", description="The part that stays in its place from start to end.")
    things: tuple[Thing, ...] = Field((), description="What else is drawn.")


class SideDrawing(_Drawing):
    """Start and end of an exercise that is filmed from the side."""

    start: SidePose = Field(description="The body at the start, in degrees.")
    end: SidePose = Field(description="The body at the end, in degrees.")


class FrontDrawing(_Drawing):
    """Start and end of an exercise that is filmed from the front."""

    start: FrontPose = Field(description="The body at the start, in degrees.")
    end: FrontPose = Field(description="The body at the end, in degrees.")


_FRONT_KEYS: Final = frozenset(FrontPose.model_fields) - frozenset(SidePose.model_fields)


def plane_of(drawing: object) -> Plane:
    """Return the view of a drawing, ``side`` or ``front``; a table shows it by its keys."""
    if isinstance(drawing, FrontDrawing):
        return "front"
    poses = [drawing.get(key) for key in ("start", "end")] if isinstance(drawing, dict) else []
    keys = {key for pose in poses if isinstance(pose, dict) for key in pose}
    return "front" if keys & _FRONT_KEYS else "side"


Drawing: TypeAlias = SideDrawing | FrontDrawing

Figure = Annotated[
    Annotated[SideDrawing, Tag("side")] | Annotated[FrontDrawing, Tag("front")],
    Discriminator(plane_of),
]


class DrawnPosition(NamedTuple):
    """Start and end with the fixed part in one place, and the height of the floor; in statures."""

    start: StickFigure
    end: StickFigure
    floor: float


def drawn_position(drawing: Drawing) -> DrawnPosition:
    """Return the bodies of start and end, the fixed part of both in the same place."""
    joint = _JOINT.get(drawing.fixed, drawing.fixed)
    bodies = [pose.body() for pose in (drawing.start, drawing.end)]
    start, end = (body.moved(-body.point(joint)) for body in bodies)
    # The lowest joint: a hand that hangs below is not what the body stands on.
    floor = min(point.imag for body in (start, end) for point in body.joints)
    return DrawnPosition(start, end, floor)


# --- The drawing as lines ----------------------------------------------------------------------

Part = Literal["working", "other", "trunk", "arm", "other_arm", "thing", "floor"]

_PAD: Final = 0.035
"""Distance of the floor below the lowest joint, so that no line of the body lies in it."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line from joint to joint: points of the drawing plane, y up, in units of the stature."""

    part: Part
    points: tuple[complex, ...]


@dataclass(frozen=True, slots=True)
class Sketch:
    """One position as a drawing.

    Attributes
    ----------
    strokes
        The lines; those further behind come first.
    head
        The middle of the head, a circle of `HEAD_RADIUS`.
    low, high
        Lower left and upper right corner of start and end together, so that both are drawn to
        one scale.
    """

    strokes: tuple[Stroke, ...]
    head: complex
    low: complex
    high: complex


def sketches(drawing: Drawing) -> tuple[Sketch, Sketch]:
    """Return start and end of an exercise to one scale, with the things around the body."""
    pair = drawn_position(drawing)
    plane = plane_of(drawing)
    bodies = [pair.start, pair.end]
    floor = pair.floor - _PAD
    things = [
        Stroke("thing", points)
        for thing in drawing.things
        if thing != "mat"
        for points in _thing(thing, pair.start, floor, plane)
    ]
    low, high = corners(
        [
            point
            for part in (*map(_points, bodies), *(row.points for row in things))
            for point in part
        ]
    )
    low = complex(low.real - 0.05, min(low.imag, floor))
    high = complex(high.real + 0.05, high.imag + 0.02)
    ground = Stroke("floor", (complex(low.real, floor), complex(high.real, floor)))
    first, second = (
        Sketch((ground, *things, *_limbs(body, plane)), body.head, low, high) for body in bodies
    )
    return first, second


def _points(body: StickFigure) -> list[complex]:
    """Return every point of a body, with the rim of its head."""
    rim = [body.head + HEAD_RADIUS * way for way in (1, -1, 1j, -1j)]
    return [*body.joints, *body[1:], *rim]


def corners(points: list[complex]) -> tuple[complex, complex]:
    """Return the lower left and the upper right corner of the points."""
    return (
        complex(min(p.real for p in points), min(p.imag for p in points)),
        complex(max(p.real for p in points), max(p.imag for p in points)),
    )


def _limbs(body: StickFigure, plane: Plane) -> list[Stroke]:
    now = body.joints
    other = now.other_hip, now.other_knee, now.other_ankle, now.other_heel, now.other_toe
    down = now.mid_shoulder - body.head
    neck = body.head + HEAD_RADIUS * down / abs(down)
    trunk: list[tuple[complex, ...]] = [(neck, now.mid_shoulder, now.mid_hip)]
    if plane == "front":
        trunk += [(now.shoulder, now.other_shoulder), (now.hip, now.other_hip)]
    return [
        Stroke("other_arm", (now.other_shoulder, body.other_elbow, body.other_hand)),
        Stroke("other", other),
        *(Stroke("trunk", line) for line in trunk),
        Stroke("arm", (now.shoulder, body.elbow, body.hand)),
        Stroke("working", (now.hip, now.knee, now.ankle, now.heel, now.toe)),
    ]


def _thing(
    thing: Thing, start: StickFigure, floor: float, plane: Plane
) -> list[tuple[complex, ...]]:
    """Return the lines of a thing, placed by the body at the start."""
    hip, hand = start.joints.hip, start.hand
    if thing == "chair":
        seat, is_side = hip.imag - 0.06, plane == "side"
        back, front = (hip.real - 0.09, hip.real + 0.14) if is_side else (-0.13, 0.13)
        feet = complex(back, floor), complex(front, floor)
        frame = (feet[0], complex(back, seat), complex(front, seat), feet[1])
        rest = (complex(back, seat), complex(back, seat + 0.25))
        return [frame, rest] if is_side else [frame]
    if thing == "chair_back":
        way = 1 if hand.real >= hip.real else -1
        post, front, seat = hand.real, hand.real + 0.25 * way, floor + 0.25
        return [
            (complex(post, hand.imag), complex(post, floor)),
            (complex(post, seat), complex(front, seat), complex(front, floor)),
        ]
    if thing in {"step", "bed"}:
        heel, toe = start.joints.heel, start.joints.toe
        near, far = min(heel.real, toe.real) - 0.03, max(heel.real, toe.real) + 0.08
        top = min(heel.imag, toe.imag) - 0.012
        if thing == "bed":  # it ends at the hips
            near, far, top = start.head.real - 0.1, hip.real + 0.03, hip.imag - 0.06
        return [(complex(near, floor), complex(near, top), complex(far, top), complex(far, floor))]
    back = min(point.real for point in start.joints) - 0.05
    return [(complex(back, floor), complex(back, floor + 1.0))]


def measured(drawing: Drawing, movement: Movement) -> tuple[float, float]:
    """Return the main measure of the drawn start and end as it is judged: raw, or as a change.

    Parameters
    ----------
    drawing, movement
        The drawing and the movement of an exercise.

    Returns
    -------
    tuple[float, float]
        Start and end, degrees.
    """
    pair = drawn_position(drawing)
    start, end = pair.start.joints, pair.end.joints
    measure = MEASURES[movement.measure]
    start_deg, end_deg = measure.value(start, start), measure.value(end, start)
    zero_deg = start_deg if movement.baseline == "start" else 0.0
    return start_deg - zero_deg, end_deg - zero_deg


def captions(drawing: Drawing, movement: Movement) -> tuple[str, str]:
    """Return what stands below the drawn start and end: the name, and the measured angle.

    Parameters
    ----------
    drawing, movement
        The drawing and the movement of an exercise.

    Returns
    -------
    tuple[str, str]
        The line below the start and the line below the end.
    """
    angles_deg, title = measured(drawing, movement), MEASURES[movement.measure].title
    start, end = (shown(movement.measure, value) for value in angles_deg)
    if movement.baseline == "start":
        return "Start", f"End: {title} {'+' * (angles_deg[1] > 0)}{end}"
    return f"Start: {title} {start}", f"End: {title} {end}"


_STRAIGHT_DEG: Final = 7.5
"""Up to this angle a joint counts as straight in words, and a difference as none."""


def describe_positions(
    drawing: Drawing | None, movement: Movement, position: Position
) -> tuple[str, str]:
    """Return one line of text for the start and one for the end, angles to the nearest 5°.

    Parameters
    ----------
    drawing
        The drawing of an exercise; None = it has none.
    movement, position
        The movement and the position of the same exercise.

    Returns
    -------
    tuple[str, str]
        The line of the start and the line of the end.
    """
    words = POSITIONS[position].words
    if isinstance(drawing, SideDrawing):  # else only the measured angle is known
        start = _legs(drawing.start)
        end = [part for part in _legs(drawing.end) if part not in start]
        return f"Start: {words}; {'; '.join(start)}.", f"End: {'; '.join(end)}."
    end_deg = movement.target_deg[1] if drawing is None else measured(drawing, movement)[1]
    about = f"{MEASURES[movement.measure].title} about {shown(movement.measure, end_deg, step=5)}"
    change = ", as a change from the start" if movement.baseline == "start" else ""
    return f"Start: {words}.", f"End: {about}{change}."


def _legs(pose: SidePose) -> list[str]:
    """Return what the joints of both legs do, joints that do the same together."""
    working = _leg(pose.hip_deg, pose.knee_deg)
    other = _leg(pose.other_hip_deg, pose.other_knee_deg)
    if working == other:
        return [f"both legs: {working}"]
    return [f"working leg: {working}", f"other leg: {other}"]


def _leg(hip_deg: float, knee_deg: float) -> str:
    hip, knee = _joint("hip", hip_deg), _joint("knee", knee_deg)
    straight = hip.endswith("straight") and knee.endswith("straight")
    return "straight" if straight else f"{hip}, {knee}"


def _joint(name: str, angle_deg: float) -> str:
    if abs(angle_deg) <= _STRAIGHT_DEG:
        return f"{name} straight"
    word = "bent" if angle_deg > 0 else "stretched back"
    return f"{name} {word} about {5 * round(abs(angle_deg) / 5)}°"
