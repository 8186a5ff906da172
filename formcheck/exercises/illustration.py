"""The drawing of an exercise: the angles of its start and of its end, as its file gives them.

``[figure]`` is optional.  Its angles have the signs of the measures, so that the drawn body can be
measured like one that is filmed: the tests do, and no shipped drawing can lie about its exercise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, NamedTuple

from pydantic import Discriminator, Field, Tag

from formcheck.exercises.conditions import Definition
from formcheck.kinematics.stick_model import (
    FrontAngles,
    SideAngles,
    StickFigure,
    front_figure,
    side_figure,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from formcheck.pose.view import Plane

Thing = Literal["mat", "chair", "chair_back", "step", "wall"]
"""What may stand in the drawing besides the body."""

Fixed = Literal["foot", "other_foot", "shoulder", "hip", "knee", "other_knee", "hand"]
"""The part of the body that stays in its place from start to end."""

_JOINT: Final[Mapping[Fixed, str]] = {"foot": "toe", "other_foot": "other_toe"}

Turn = Annotated[float, Field(ge=-180, le=180)]
Hip = Annotated[float, Field(ge=-45, le=150)]
Knee = Annotated[float, Field(ge=-10, le=160)]
Ankle = Annotated[float, Field(ge=-90, le=45)]
Share = Annotated[float, Field(ge=0, le=1)]


class SidePose(Definition):
    """A body seen from its working side (see `formcheck.kinematics.stick_model.SideAngles`)."""

    trunk_deg: Turn = 0.0
    hip_deg: Hip = 0.0
    knee_deg: Knee = 0.0
    ankle_deg: Ankle | None = None
    other_hip_deg: Hip = 0.0
    other_knee_deg: Knee = 0.0
    other_ankle_deg: Ankle | None = None
    arm_deg: Turn = 0.0
    elbow_deg: Knee = 0.0
    other_arm_deg: Turn | None = None
    other_elbow_deg: Knee | None = None
    head_deg: Annotated[float, Field(ge=-60, le=60)] = 0.0

    def body(self) -> StickFigure:
        """The joints of this body; an arm that is not given does what the other one does."""
        angles = self.model_dump()
        for arm in ("arm_deg", "elbow_deg"):
            if angles[f"other_{arm}"] is None:
                angles[f"other_{arm}"] = angles[arm]
        return side_figure(SideAngles(**angles))


class FrontPose(Definition):
    """A body seen from the front (see `formcheck.kinematics.stick_model.FrontAngles`)."""

    lean_deg: Turn = 0.0
    hike_deg: Annotated[float, Field(ge=-90, le=90)] = 0.0
    shoulders_deg: Annotated[float, Field(ge=-90, le=90)] = 0.0
    thigh_out_deg: Turn = 0.0
    shin_out_deg: Turn | None = None
    other_thigh_out_deg: Turn = 0.0
    other_shin_out_deg: Turn | None = None
    arm_out_deg: Turn = 12.0
    forearm_out_deg: Turn | None = None
    other_arm_out_deg: Turn = 12.0
    other_forearm_out_deg: Turn | None = None
    thigh_share: Share = 1.0
    shin_share: Share = 1.0
    other_thigh_share: Share = 1.0
    other_shin_share: Share = 1.0
    trunk_share: Share = 1.0

    def body(self) -> StickFigure:
        """The joints of this body."""
        return front_figure(FrontAngles(**self.model_dump()))


class _Drawing(Definition):
    fixed: Fixed = "foot"
    things: tuple[Thing, ...] = ()


class SideDrawing(_Drawing):
    """Start and end of an exercise that is filmed from the side."""

    start: SidePose
    end: SidePose


class FrontDrawing(_Drawing):
    """Start and end of an exercise that is filmed from the front."""

    start: FrontPose
    end: FrontPose


_FRONT_KEYS: Final = frozenset(FrontPose.model_fields) - frozenset(SidePose.model_fields)


def _plane_of(table: Any) -> Plane:  # noqa: ANN401  # whatever a person typed
    """Which of the two drawings a table is meant to be, told by its keys."""
    if isinstance(table, FrontDrawing):
        return "front"
    poses = [table.get(key) for key in ("start", "end")] if isinstance(table, dict) else []
    keys = {key for pose in poses if isinstance(pose, dict) for key in pose}
    return "front" if keys & _FRONT_KEYS else "side"


Illustration = Annotated[
    Annotated[SideDrawing, Tag("side")] | Annotated[FrontDrawing, Tag("front")],
    Discriminator(_plane_of),
]


def plane_of(drawing: SideDrawing | FrontDrawing) -> Plane:
    """From where the drawing is seen."""
    return _plane_of(drawing)


def suits(drawing: SideDrawing | FrontDrawing, plane: Plane) -> bool:
    """Whether the drawing shows what a camera of that plane sees; off the front is front."""
    return (_plane_of(drawing) == "side") == (plane == "side")


class DrawnPosition(NamedTuple):
    """Start and end in one frame: the fixed part lies in one place, the floor is at `floor`."""

    start: StickFigure
    end: StickFigure
    floor: float


def drawn_position(drawing: SideDrawing | FrontDrawing) -> DrawnPosition:
    """The bodies of start and end, the fixed part of both in the same place.

    The floor lies under the lowest joint of the two.
    """
    joint = _JOINT.get(drawing.fixed, drawing.fixed)
    bodies = [pose.body() for pose in (drawing.start, drawing.end)]
    start, end = (body.moved(-body.point(joint)) for body in bodies)
    return DrawnPosition(start, end, min(lowest(start), lowest(end)))


def lowest(body: StickFigure) -> float:
    """How high the lowest joint of a body is; a hand that hangs down is none to stand on."""
    return min(point.imag for point in body.posture)
