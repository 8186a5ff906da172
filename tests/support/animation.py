"""The drawing of an exercise in motion: poses of somebody who goes from start to end."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from support.figures import Camera, Front2D, Side2D, pose_of
from support.performances_face_down import Oblique2D

if TYPE_CHECKING:
    from formcheck.exercises.definition import Exercise
    from formcheck.exercises.illustration import FrontDrawing, SideDrawing
    from formcheck.kinematics.stick_model import StickFigure
    from formcheck.pose.pose import Pose

STATURE_PX = 430.0
FPS = 15.0


def points_of(body: StickFigure, *, about: complex) -> dict[str, complex]:
    """The joints of a drawn body by role, pixels, y up."""
    return {
        role: STATURE_PX * (getattr(body.posture, role) - about) for role in body.posture._fields
    }


@dataclass(frozen=True, slots=True)
class DrawnSide(Side2D):
    """A drawn body that is filmed from the side."""

    joints: tuple[tuple[str, complex], ...] = ()

    def points(self) -> dict[str, complex]:
        return dict(self.joints)


@dataclass(frozen=True, slots=True)
class DrawnFront(Front2D):
    """The same from the front."""

    joints: tuple[tuple[str, complex], ...] = ()

    def points(self) -> dict[str, complex]:
        return dict(self.joints)


@dataclass(frozen=True, slots=True)
class DrawnOblique(Oblique2D):
    """The same from in front and off to the side."""

    joints: tuple[tuple[str, complex], ...] = ()

    def points(self) -> dict[str, complex]:
        return dict(self.joints)


def between(drawing: SideDrawing | FrontDrawing, share: float) -> StickFigure:
    """The body that is so far (0 to 1) on its way from start to end, the fixed part in place."""
    start, end = drawing.start.model_dump(), drawing.end.model_dump()
    mixed = {}
    for key, first in start.items():
        last = end[key]
        known = first is not None and last is not None
        mixed[key] = first + share * (last - first) if known else (first if share < 1 else last)
    body = type(drawing.start).model_validate(mixed).body()
    joint = {"foot": "toe", "other_foot": "other_toe"}.get(drawing.fixed, drawing.fixed)
    return body.moved(-body.point(joint))


def animated(exercise: Exercise, *, reps: int = 2) -> list[Pose]:
    """The poses of somebody who does as it is drawn, with the exercise's hold."""
    drawing = exercise.figure
    assert drawing is not None
    hold_s = exercise.movement.hold_s + 2.0
    steps = ((1.5, 0.0, 0.0), (2.5, 0.0, 1.0), (hold_s, 1.0, 1.0), (3.0, 1.0, 0.0))
    poses: list[Pose] = []
    about = between(drawing, 0.0).posture.mid_hip
    for round_s, first, last in (*(steps * reps), (1.5, 0.0, 0.0)):
        for number in range(int(round_s * FPS)):
            part = (1 - math.cos(math.pi * number / (round_s * FPS))) / 2
            body = between(drawing, first + part * (last - first))
            poses.append(_filmed(exercise, body, about, index=len(poses)))
    return poses


def _filmed(exercise: Exercise, body: StickFigure, about: complex, *, index: int) -> Pose:
    joints = tuple(points_of(body, about=about).items())
    kinds = {"side": DrawnSide, "front": DrawnFront, "oblique": DrawnOblique}
    figure = kinds[exercise.view.plane](joints=joints)
    camera = replace(Camera(), at_px=640 - 360j)
    return pose_of(figure, working="left", index=index, time_s=index / FPS, camera=camera)
