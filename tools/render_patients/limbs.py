"""Parts of a posed figure turned about their joints: a head, a spine, an arm that reaches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from tools.render_patients.contact import reach_with
from tools.render_patients.skeleton import (
    ELBOW,
    FOREARM,
    LATERAL,
    SHOULDER,
    SIDES,
    WRIST,
    Arm,
    Figure,
    Side,
    Vector,
    about,
    bone,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tools.render_patients.skeleton import Matrix, Skeleton

UP: Final = np.array([0.0, 0.0, 1.0])
NO_WAY: Final = 1e-9  # sine of the angle between two directions that are the same
SPINE: Final = ("spine05", "spine02", "spine01")


def swung(skeleton: Skeleton, figure: Figure, start: str, turn: Matrix) -> Figure:
    """The figure with bone `start` and all beyond it turned about its joint, in the world."""
    beyond: set[str] = {start}
    for name, parent in skeleton.parents.items():  # parents come first
        if parent in beyond:
            beyond.add(name)
    pivot = figure.joints_m[start]
    joints = {name: pivot + turn @ (figure.joints_m[name] - pivot) for name in beyond}
    turns = {name: turn @ figure.turns[name] for name in beyond}
    return Figure({**figure.joints_m, **joints}, {**figure.turns, **turns})


def turned(figure: Figure, heading_deg: float) -> Figure:
    """The whole figure turned about the vertical through the origin, + to its left."""
    turn = about(UP, heading_deg)
    return Figure(
        {name: turn @ at for name, at in figure.joints_m.items()},
        {name: turn @ own for name, own in figure.turns.items()},
    )


def bent(
    skeleton: Skeleton, figure: Figure, bones: Sequence[str], axis: Vector, angle_deg: float
) -> Figure:
    """The figure with a chain of bones turned, each by its share, and what they carry."""
    for name in bones:
        figure = swung(skeleton, figure, name, about(axis, angle_deg / len(bones)))
    return figure


def part_turn(start: Vector, end: Vector, share: float) -> Matrix:
    """Rotation matrix, shape (3, 3), some share of the short way from `start` to `end`."""
    axis = np.cross(start, end)
    sine = float(np.linalg.norm(axis))
    if sine < NO_WAY * float(np.linalg.norm(start) * np.linalg.norm(end)):
        return np.eye(3)
    return about(axis, share * float(np.degrees(np.arctan2(sine, start @ end))))


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a wrist should be and where the elbow bends to, shape (3,) each.

    `palm_deg` turns the hand about the forearm as in `Arm`.
    """

    wrist_m: Vector
    elbow: Vector
    palm_deg: float = 0.0


def reached(
    skeleton: Skeleton, figure: Figure, side: Side, reach: Reach, share: float = 1.0
) -> Figure:
    """The figure whose arm has gone some share of the way to where it should be."""
    shoulder, elbow, wrist = (figure.joint(each, side) for each in (SHOULDER, ELBOW, WRIST))
    lengths = (float(np.linalg.norm(line)) for line in (elbow - shoulder, wrist - elbow))
    upper, fore = reach_with(shoulder, reach.wrist_m, *lengths, elbow_towards=reach.elbow)
    turn = part_turn(elbow - shoulder, upper, share)
    figure = swung(skeleton, figure, bone(SHOULDER, side), turn)
    # The forearm goes its way in the world, and not on top of what the upper arm does.
    bend = part_turn(wrist - elbow, fore, share) @ turn.T
    figure = swung(skeleton, figure, bone(ELBOW, side), bend)
    fore = figure.joint(WRIST, side) - figure.joint(ELBOW, side)
    half = about(fore, LATERAL[side] * share * reach.palm_deg / 2)
    for name in (FOREARM, WRIST):
        figure = swung(skeleton, figure, bone(name, side), half)
    return figure


def arm(side: Side, forward_deg: float, outwards_deg: float, *, elbow_deg: float) -> Arm:
    """An arm that is lifted a little, its elbow bent and the forearm turned inwards."""
    upper, fore = np.radians(forward_deg), np.radians(forward_deg + elbow_deg)
    aside = LATERAL[side] * np.tan(np.radians(outwards_deg))
    return Arm(
        np.array([aside, -np.sin(upper), -np.cos(upper)]),
        np.array([0.3 * aside, -np.sin(fore), -np.cos(fore)]),
    )


def hanging() -> dict[Side, Arm]:
    """Both arms at ease, a little off the hips."""
    return {side: arm(side, 1.0, 6.0, elbow_deg=11.0) for side in SIDES}
