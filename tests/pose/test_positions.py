"""Positions are told apart, entered strictly and left generously."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pytest
from support.figures import Camera, Oblique2D, OnTheSide, Side2D
from support.paths import ROOT
from support.performer import Front2D
from support.watching import joints_of

from formcheck.pose.geometry import UNKNOWN
from formcheck.pose.positions import POSITIONS, Position, stands

if TYPE_CHECKING:
    from formcheck.pose.features import SidedPose
    from formcheck.pose.view import Plane

PRONE = Side2D(trunk=88.0, hip=2.0)
FOURS = Side2D(trunk=80.0, hip=80.0, knee=90.0, other_hip=80.0, other_knee=90.0)
STRETCHED = Side2D(trunk=80.0, hip=2.0, knee=4.0, other_hip=80.0, other_knee=90.0)
PLANK = Side2D(trunk=75.0, hip=2.0, other_hip=2.0)
ON_THE_BACK = Side2D(trunk=-90.0, hip=2.0)
BOWING = Side2D(trunk=85.0, hip=85.0, other_hip=85.0)
KNEELING_UPRIGHT = Side2D(knee=90.0, other_knee=90.0)
SITTING = Side2D(hip=90.0, knee=90.0, other_hip=90.0, other_knee=90.0)


HALF_KNEELING = Side2D(knee=90.0, other_hip=85.0, other_knee=85.0)
UPRIGHT = Side2D()
FACING = Front2D()
ON_THE_SIDE = OnTheSide()
DEEP_SQUAT = Side2D(trunk=50, hip=80, knee=60, other_hip=80, other_knee=60)
BOW = Side2D(trunk=90, hip=95, knee=10, other_hip=95, other_knee=10)
CROUCH = Side2D(trunk=30, hip=135, knee=135, other_hip=135, other_knee=135)
ON_THE_FLOOR = Side2D(trunk=10, hip=150, knee=130, other_hip=150, other_knee=130)
ON_BOTH_KNEES = Side2D(trunk=60, hip=60, knee=90, other_hip=60, other_knee=90)


def fits(
    name: str, body: Side2D | Front2D | SidedPose, plane: Plane, *, was_in: bool = False
) -> bool:
    joints = joints_of(body) if isinstance(body, Side2D | Front2D) else body
    return POSITIONS[name].accepts(joints, plane, was_in=was_in)


@pytest.mark.parametrize(
    ("plane", "name", "bodies", "others"),
    [
        (
            "side",
            "supine",
            [Side2D(trunk=-90, hip=60, knee=90), Side2D(trunk=-51, hip=60, knee=90)],
            [Side2D(trunk=-49, hip=60, knee=90), UPRIGHT, PRONE],
        ),
        (
            "side",
            "prone",
            [PRONE, Side2D(trunk=90, hip=-12, knee=60), PLANK],
            [FOURS, STRETCHED, ON_THE_BACK, BOWING, KNEELING_UPRIGHT, SITTING, UPRIGHT],
        ),
        (
            "front",
            "side_lying",
            [ON_THE_SIDE, OnTheSide(lean=39.0)],
            [OnTheSide(lean=41.0), OnTheSide(lean=-41.0), FACING],
        ),
        (
            "side",
            "quadruped",
            [FOURS, STRETCHED],
            [PRONE, PLANK, ON_THE_BACK, BOWING, KNEELING_UPRIGHT, SITTING, UPRIGHT],
        ),
        ("oblique", "quadruped", [Oblique2D(), Oblique2D(abduction=50)], [FACING]),
        ("side", "half_kneeling", [HALF_KNEELING], [Side2D(trunk=46, hip=46, knee=90)]),
        (
            "side",
            "standing",
            [UPRIGHT, DEEP_SQUAT],
            [Side2D(trunk=56), Side2D(hip=90, other_hip=90)],  # the last sits on the floor
        ),
        ("front", "standing", [FACING], [Front2D(lean=60)]),
    ],
)
def test_position_is_recognised(
    plane: Plane,
    name: str,
    bodies: list[Side2D | Front2D],
    others: list[Side2D | Front2D],
) -> None:
    assert [fits(name, body, plane) for body in bodies] == [True] * len(bodies)
    assert [fits(name, body, plane) for body in others] == [False] * len(others)


def test_person_who_kneels_upright_is_not_on_hands_and_knees_obliquely() -> None:
    fours = joints_of(Oblique2D())
    raised = {part: getattr(fours, part) + 100j for part in ("shoulder", "other_shoulder")}
    assert not fits("quadruped", fours._replace(**raised), "oblique")


def test_hidden_supporting_leg_keeps_the_position_and_does_not_begin_it() -> None:
    hidden = joints_of(STRETCHED)._replace(other_knee=UNKNOWN, other_ankle=UNKNOWN)
    assert fits("quadruped", hidden, "side", was_in=True)
    assert not fits("quadruped", hidden, "side")
    # A knee that is straightened on a chair hides the foot that stands.
    lifted = joints_of(Side2D(hip=90.0, other_hip=90.0, other_knee=90.0))
    foot_hidden = lifted._replace(other_ankle=UNKNOWN)
    assert fits("seated", lifted, "side")
    assert fits("seated", foot_hidden, "side", was_in=True)
    assert not fits("seated", foot_hidden, "side")
    # For lying, hidden legs do not count.
    assert fits("prone", joints_of(PRONE)._replace(other_knee=UNKNOWN), "side")


@pytest.mark.parametrize(
    ("plane", "name", "inside", "between", "outside"),
    [
        ("side", "prone", *(Side2D(trunk=a, hip=a - 90, other_hip=a - 90) for a in (61, 55, 49))),
        ("side", "quadruped", *(Side2D(trunk=a, hip=a, knee=90) for a in (52, 45, 39))),
        ("side", "standing", UPRIGHT, BOW, ON_THE_FLOOR),
        ("side", "standing", UPRIGHT, CROUCH, ON_BOTH_KNEES),
        ("front", "standing", FACING, Front2D(lean=60), Front2D(lean=66)),
        ("front", "side_lying", ON_THE_SIDE, OnTheSide(lean=45.0), OnTheSide(lean=51.0)),
    ],
)
def test_position_is_left_later_than_it_is_entered(
    plane: Plane, name: str, inside: Side2D, between: Side2D, outside: Side2D
) -> None:
    assert fits(name, inside, plane)
    assert not fits(name, between, plane)
    assert fits(name, between, plane, was_in=True)
    assert not fits(name, outside, plane, was_in=True)


def test_upper_leg_works_in_side_lying() -> None:
    upside_down = joints_of(ON_THE_SIDE, camera=Camera(roll_deg=180.0))
    assert not fits("side_lying", upside_down, "front")


@pytest.mark.parametrize(
    ("body", "plane", "name"),
    [
        (ON_THE_BACK, "side", "supine"),
        (PRONE, "side", "prone"),
        (ON_THE_SIDE, "front", "side_lying"),
        (FOURS, "side", "quadruped"),
        (Oblique2D(), "oblique", "quadruped"),
        (HALF_KNEELING, "side", "half_kneeling"),
        (SITTING, "side", "seated"),
        (UPRIGHT, "side", "standing"),
        (Side2D(knee=100.0), "side", "standing"),  # a foot is lifted behind
        (Side2D(hip=90.0, knee=90.0), "side", "standing"),  # a knee is lifted
        (FACING, "front", "standing"),
    ],
)
def test_pose_looks_like_one_position(body: Side2D | Front2D, plane: Plane, name: str) -> None:
    joints = joints_of(body)
    found = [
        row.name
        for row in POSITIONS.values()
        if plane in row.planes and row.is_like(joints, plane)
    ]
    assert found == [name]
    unknown = joints._replace(shoulder=UNKNOWN, other_shoulder=UNKNOWN)
    assert not any(row.is_like(unknown, plane) for row in POSITIONS.values())


def test_positions_are_named_in_no_other_module() -> None:
    """A new position is a row of `POSITIONS`, and needs no second edit."""
    assert get_args(Position) == tuple(POSITIONS)
    special = {"standing", "seated"}  # the lines of a level picture differ in these
    for file in (ROOT / "formcheck").rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        named = [name for name in POSITIONS.keys() - special if f'"{name}"' in text]
        assert not named or file.name == "positions.py", file


def test_one_leg_under_the_body_is_standing() -> None:
    assert stands(joints_of(Side2D(hip=90)))
    both = joints_of(Side2D(hip=90, other_hip=90))
    assert not stands(both)
    assert stands(both._replace(ankle=UNKNOWN, other_ankle=UNKNOWN))
    assert not stands(both._replace(other_ankle=UNKNOWN))
