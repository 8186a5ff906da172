"""A skeleton at rest, and where its joints go when segments are turned.

Axes throughout: x to the person's left, -y forward, z up, metres.  At rest the person stands.
Every bone inherits the world rotation of its parent unless it is driven.  The angles of a
`Posture` are inclinations in the sagittal (y-z) plane, in degrees:

- trunk: mid-hip to mid-shoulder, 0 upright, + forward lean (-90 = lying on the back);
- thigh and shank: from the upper joint to the lower one, 0 straight down, + forward;
- foot: 0 flat on the floor, + toes up.

So hip flexion is thigh + trunk, and knee flexion is thigh - shank.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Mapping

Side = Literal["left", "right"]
Vector: TypeAlias = NDArray[np.float64]
Matrix: TypeAlias = NDArray[np.float64]

SIDES: Final[tuple[Side, Side]] = ("left", "right")
LETTER: Final[Mapping[Side, str]] = {"left": "L", "right": "R"}
OTHER: Final[Mapping[Side, Side]] = {"left": "right", "right": "left"}
LATERAL: Final[Mapping[Side, float]] = {"left": 1.0, "right": -1.0}

SHOULDER, ELBOW, FOREARM, WRIST = "upperarm01", "lowerarm01", "lowerarm02", "wrist"
HIP, KNEE, ANKLE, TOES = "upperleg01", "lowerleg01", "foot", "toe2-1"
NECK: Final = ("neck01", "neck02", "neck03", "head")

DOWN: Final[Vector] = np.array([0.0, 0.0, -1.0])
AS_IT_IS: Final[Matrix] = np.eye(3)
AS_IT_IS.flags.writeable = False


def bone(joint: str, side: Side) -> str:
    """Name of the bone that starts at `joint` on `side`."""
    return f"{joint}.{LETTER[side]}"


def about_x(angle_deg: float) -> Matrix:
    """Rotation matrix, shape (3, 3), about the axis to the left; + tips the head forward."""
    cosine, sine = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    return np.array([[1.0, 0.0, 0.0], [0.0, cosine, -sine], [0.0, sine, cosine]])


def about_y(angle_deg: float) -> Matrix:
    """Rotation matrix, shape (3, 3), about the backward axis; + tips the head to the left."""
    cosine, sine = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    return np.array([[cosine, 0.0, sine], [0.0, 1.0, 0.0], [-sine, 0.0, cosine]])


def _length(line: Vector) -> float:
    return math.sqrt(line.dot(line))  # numpy's own norm takes four times longer


def about(axis: Vector, angle_deg: float) -> Matrix:
    """Rotation matrix, shape (3, 3), about any axis, right-handed (Rodrigues)."""
    x, y, z = axis / _length(axis)
    skew = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    angle = np.radians(angle_deg)
    turn: Matrix = AS_IT_IS + np.sin(angle) * skew + (1 - np.cos(angle)) * skew @ skew
    return turn


def shortest_turn(start: Vector, end: Vector) -> Matrix:
    """Rotation matrix, shape (3, 3), that turns direction `start` into `end` the short way.

    Raises ValueError for opposite directions, for which there is no short way.
    """
    first, last = start / _length(start), end / _length(end)
    cosine = float(first @ last)
    if cosine < -1 + 1e-9:
        raise ValueError("opposite directions have no shortest turn: go by way of a third one")
    x = first[1] * last[2] - first[2] * last[1]  # numpy's own cross product takes ten times longer
    y = first[2] * last[0] - first[0] * last[2]
    z = first[0] * last[1] - first[1] * last[0]
    skew = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    turn: Matrix = AS_IT_IS + skew + skew @ skew / (1 + cosine)
    return turn


def inclination_deg(line: Vector) -> float:
    """Inclination of a line, shape (3,), that hangs down: 0 straight down, + forward."""
    return float(np.degrees(np.arctan2(-line[1], -line[2])))


@dataclass(frozen=True, slots=True)
class Arm:
    """Where an arm points: directions in the world, shape (3,), any length.

    `palm_deg` turns the hand about the forearm, + palm backwards on a hanging arm; `hand` is
    where the hand points, None for straight on.
    """

    upper: Vector
    fore: Vector
    palm_deg: float = 0.0
    hand: Vector | None = None


@dataclass(frozen=True, slots=True)
class Leg:
    """Inclinations of one leg, degrees.

    `abduction_deg` is + outwards, in the frontal plane; the sole rolls by `foot_roll_deg` the
    same way.  `toes_deg` is None for toes in line with the foot.
    """

    thigh_deg: float
    shank_deg: float
    foot_deg: float
    abduction_deg: float = 2.0
    foot_roll_deg: float = 0.0
    toes_deg: float | None = None


@dataclass(frozen=True, slots=True)
class Posture:
    """One person at one instant, as directions; `Skeleton.stand` turns it into joints.

    Attributes
    ----------
    trunk_deg
        Inclination of the trunk.
    legs
        Both legs.
    arms
        Both arms.
    head_deg
        Inclination of the head; the neck shares the way from the trunk.
    lean_deg
        Bend of the spine to the side, + to the left, pelvis still.
    pelvis_roll_deg
        Tilt of the pelvis in the frontal plane, + right side up, spine still.
    """

    trunk_deg: float
    legs: Mapping[Side, Leg]
    arms: Mapping[Side, Arm]
    head_deg: float
    lean_deg: float = 0.0
    pelvis_roll_deg: float = 0.0


@dataclass(frozen=True, slots=True)
class Figure:
    """A posed skeleton.

    Attributes
    ----------
    joints_m
        Where each bone starts, by bone name, shape (3,), metres.
    turns
        World rotation of each bone from rest, by bone name, shape (3, 3).
    """

    joints_m: Mapping[str, Vector]
    turns: Mapping[str, Matrix]

    def joint(self, joint: str, side: Side) -> Vector:
        """Position of a paired joint, shape (3,), metres."""
        return self.joints_m[bone(joint, side)]

    def middle(self, joint: str) -> Vector:
        """Middle between the left and the right joint, shape (3,), metres."""
        middle: Vector = (self.joint(joint, "left") + self.joint(joint, "right")) / 2
        return middle

    def moved(self, by_m: Vector) -> Figure:
        """The same figure, shifted by a vector of shape (3,)."""
        return Figure({name: at + by_m for name, at in self.joints_m.items()}, self.turns)


@dataclass(frozen=True)
class Skeleton:
    """A body at rest.

    Attributes
    ----------
    parents
        Parent of each bone by name, "" for the root; parents come before children.
    rest_m
        Where each bone starts, by bone name, shape (3,), metres.
    skin_m
        Points of the surface that may touch the floor, shape (n, 3), metres, by the name of the
        bone that carries them.
    """

    parents: Mapping[str, str]
    rest_m: Mapping[str, Vector]
    skin_m: Mapping[str, Vector] = field(default_factory=dict)

    def length_m(self, upper: str, lower: str) -> float:
        """Distance between two joints of the left side, metres."""
        return float(np.linalg.norm(self._line(upper, lower, "left")))

    def middle_m(self, joint: str) -> Vector:
        """Middle between a left and a right joint at rest, shape (3,), metres."""
        middle: Vector = (self.rest_m[bone(joint, "left")] + self.rest_m[bone(joint, "right")]) / 2
        return middle

    @cached_property
    def trunk_rest_deg(self) -> float:
        """Inclination of the trunk of this body at rest, which is not quite straight."""
        return -inclination_deg(self.middle_m(HIP) - self.middle_m(SHOULDER))

    def trunk_turn(self, trunk_deg: float) -> Matrix:
        """World rotation that brings the trunk to an inclination."""
        return about_x(trunk_deg - self.trunk_rest_deg)

    def stand(self, posture: Posture) -> Figure:
        """The posed figure, mid-hip at the origin."""
        driven = self._driven(posture)
        turns: dict[str, Matrix] = {}
        joints: dict[str, Vector] = {}
        for name, parent in self.parents.items():
            if parent:
                joints[name] = joints[parent] + turns[parent] @ self._offsets_m[name]
            else:
                joints[name] = np.zeros(3)
            turns[name] = driven[name] if name in driven else turns[parent]
        figure = Figure(joints, turns)
        return figure.moved(-figure.middle(HIP))

    def local_turns(self, figure: Figure) -> dict[str, Matrix]:
        """Rotation of each bone against its parent, by bone name, shape (3, 3)."""
        return {
            name: figure.turns[parent].T @ figure.turns[name] if parent else figure.turns[name]
            for name, parent in self.parents.items()
        }

    @cached_property
    def _offsets_m(self) -> dict[str, Vector]:
        """Where each bone but the root starts, counted from its parent at rest."""
        return {
            name: self.rest_m[name] - self.rest_m[parent]
            for name, parent in self.parents.items()
            if parent
        }

    @cached_property
    def _hanging(self) -> dict[str, Matrix]:
        """Return the turn of each bone of a limb from rest to straight down."""
        return {
            bone(upper, side): shortest_turn(self._line(upper, lower, side), DOWN)
            for upper, lower in ((HIP, KNEE), (KNEE, ANKLE), (SHOULDER, ELBOW))
            for side in SIDES
        }

    def _line(self, upper: str, lower: str, side: Side) -> Vector:
        return self.rest_m[bone(lower, side)] - self.rest_m[bone(upper, side)]

    def _driven(self, posture: Posture) -> dict[str, Matrix]:
        trunk = self.trunk_turn(posture.trunk_deg)
        spine = trunk @ about_y(posture.lean_deg)
        driven = {"root": trunk @ about_y(posture.pelvis_roll_deg), "spine05": spine}
        whole = posture.head_deg - posture.trunk_deg
        for step, name in enumerate(NECK, start=1):
            driven[name] = about_x(whole * step / len(NECK)) @ spine
        for side in SIDES:
            driven |= self._leg(posture.legs[side], side)
            driven |= self._arm(posture.arms[side], side)
        return driven

    def _leg(self, leg: Leg, side: Side) -> dict[str, Matrix]:
        outwards = about_y(-LATERAL[side] * leg.abduction_deg)

        def hang(upper: str, angle_deg: float) -> Matrix:
            return about_x(-angle_deg) @ outwards @ self._hanging[bone(upper, side)]

        turns = {
            bone(HIP, side): hang(HIP, leg.thigh_deg),
            bone(KNEE, side): hang(KNEE, leg.shank_deg),
            bone(ANKLE, side): about_x(-leg.foot_deg)
            @ about_y(-LATERAL[side] * leg.foot_roll_deg),
        }
        if leg.toes_deg is not None:
            toes = [name for name in self.parents if name.startswith("toe") and "-1." in name]
            turns |= {name: about_x(-leg.toes_deg) for name in toes if name.endswith(LETTER[side])}
        return turns

    def _arm(self, arm: Arm, side: Side) -> dict[str, Matrix]:
        # By way of the hanging arm, so that the hand keeps its natural turn.
        upper = shortest_turn(DOWN, arm.upper) @ self._hanging[bone(SHOULDER, side)]
        fore_now = upper @ self._line(ELBOW, WRIST, side)
        fore = shortest_turn(fore_now, arm.fore) @ upper
        turn_deg = LATERAL[side] * arm.palm_deg
        bend = AS_IT_IS if arm.hand is None else shortest_turn(arm.fore, arm.hand)
        return {
            bone(SHOULDER, side): upper,
            bone(ELBOW, side): fore,
            bone(FOREARM, side): about(arm.fore, turn_deg / 2) @ fore,
            bone(WRIST, side): bend @ about(arm.fore, turn_deg) @ fore,
        }
