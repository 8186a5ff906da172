"""The table ``[figure]`` of an exercise file: the joint angles of the start and of the end.

The table is optional.  Its angles have the signs of the measures, so a drawn body can be measured
like a filmed one.  `formcheck exercises check` does that and reports a drawing that contradicts
its exercise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final, Literal, NamedTuple

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


Figure = Annotated[
    Annotated[SideDrawing, Tag("side")] | Annotated[FrontDrawing, Tag("front")],
    Discriminator(plane_of),
]


def suits(drawing: SideDrawing | FrontDrawing, plane: Plane) -> bool:
    """Return True if a drawing shows what a camera sees in a view.

    Parameters
    ----------
    drawing
        The drawing.
    plane
        The view; oblique counts as front.

    Returns
    -------
    bool
        True if both are in the side view, or both are not.
    """
    return (plane_of(drawing) == "side") == (plane == "side")


class DrawnPosition(NamedTuple):
    """Start and end in one frame: the fixed part is in one place, the floor is at height `floor`.

    The unit is the stature of the body; the floor lies under the lowest joint of the two.
    """

    start: StickFigure
    end: StickFigure
    floor: float


def drawn_position(drawing: SideDrawing | FrontDrawing) -> DrawnPosition:
    """Return the bodies of start and end, the fixed part of both in the same place."""
    joint = _JOINT.get(drawing.fixed, drawing.fixed)
    bodies = [pose.body() for pose in (drawing.start, drawing.end)]
    start, end = (body.moved(-body.point(joint)) for body in bodies)
    # A hand that hangs below is not what the body stands on.
    floor = min(point.imag for body in (start, end) for point in body.joints)
    return DrawnPosition(start, end, floor)
