"""Limbs that reach and touch: two-link legs, arms, and parts of a figure turned about joints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

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
    from collections.abc import Callable, Sequence

    from tools.render_patients.skeleton import Matrix, Skeleton


TOLERANCE: Final = 1e-4


def bisect(function: Callable[[float], float], low: float, high: float) -> float:
    """Where a monotone function of one number is zero between two bounds, to `TOLERANCE`.

    Raises ValueError when it has the same sign at both bounds.
    """
    rising = function(high) > 0
    if (function(low) > 0) == rising:
        raise ValueError(
            f"no solution between {low:.3g} and {high:.3g}: the pose cannot be reached"
        )
    while high - low > TOLERANCE:
        middle = (low + high) / 2
        if (function(middle) > 0) == rising:
            high = middle
        else:
            low = middle
    return (low + high) / 2


def two_link_deg(
    reach: tuple[float, float], upper_m: float, lower_m: float
) -> tuple[float, float]:
    """Inclinations (thigh, shank) in degrees of a leg whose ankle lies at `reach` from its hip.

    `reach` is (forward, up) in metres; the knee bends forward.  By the law of cosines.
    Raises ValueError when the ankle is out of reach.
    """
    forward, up = reach
    distance = float(np.hypot(forward, up))
    if not abs(upper_m - lower_m) < distance < upper_m + lower_m:
        raise ValueError(
            f"the ankle is {distance:.3f} m from the hip, but the leg is "
            f"{upper_m + lower_m:.3f} m long: move the foot nearer"
        )
    line_deg = np.degrees(np.arctan2(forward, -up))
    at_hip = (upper_m**2 + distance**2 - lower_m**2) / (2 * upper_m * distance)
    at_ankle = (lower_m**2 + distance**2 - upper_m**2) / (2 * lower_m * distance)
    thigh_deg = line_deg + np.degrees(np.arccos(at_hip))
    shank_deg = line_deg - np.degrees(np.arccos(at_ankle))
    return float(thigh_deg), float(shank_deg)


def reach_with(
    shoulder: Vector, hand: Vector, upper_m: float, fore_m: float, *, elbow_towards: Vector
) -> tuple[Vector, Vector]:
    """Directions (upper arm, forearm), shape (3,), of an arm whose wrist is at `hand`.

    The elbow bends towards the given direction.  A hand out of reach is pointed at with an
    almost straight arm.
    """
    line = hand - shoulder
    distance = float(np.clip(np.linalg.norm(line), abs(upper_m - fore_m) + 1e-3, None))
    distance = min(distance, 0.999 * (upper_m + fore_m))
    along = line / np.linalg.norm(line)
    across = elbow_towards - (elbow_towards @ along) * along
    across = across / np.linalg.norm(across)
    share = (upper_m**2 + distance**2 - fore_m**2) / (2 * distance)
    elbow = share * along + np.sqrt(max(upper_m**2 - share**2, 0.0)) * across
    return elbow, distance * along - elbow


def lowest_m(skeleton: Skeleton, figure: Figure, bones: Sequence[str]) -> float:
    """Height of the lowest surface point that the given bones carry, metres.

    Raises KeyError for a bone without surface points.
    """
    heights = [
        figure.joints_m[name][2]
        + ((skeleton.skin_m[name] - skeleton.rest_m[name]) @ figure.turns[name].T)[:, 2].min()
        for name in bones
    ]
    return float(min(heights))


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
    """The figure with a chain of bones turned, each by its share, and the parts they carry."""
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
    # The turn of the forearm is in the world, not on top of the upper arm's turn.
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
