"""Lying on the front and being on hands and knees: told apart from each other and the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pytest
from support.figures import Camera, Oblique2D, OnTheSide, Side2D
from support.paths import ROOT
from support.performer import Front2D
from support.watching import joints_of

from formcheck.assessment.quality_gate import QualityGate
from formcheck.pose.geometry import UNKNOWN
from formcheck.pose.positions import POSITIONS, Position, stands

if TYPE_CHECKING:
    from formcheck.exercises.definition import Exercise
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


def is_in(exercise: Exercise, body: Side2D | Front2D | SidedPose, *, was_in: bool = False) -> bool:
    joints = joints_of(body) if isinstance(body, Side2D | Front2D) else body
    return QualityGate(exercise).position_reason(joints, was_in=was_in) is None


@pytest.mark.parametrize(
    ("body", "prone", "fours"),
    [
        (PRONE, True, False),
        (Side2D(trunk=90, hip=-12, knee=60), True, False),
        (FOURS, False, True),
        (STRETCHED, False, True),
        (PLANK, True, False),
        (ON_THE_BACK, False, False),
        (BOWING, False, False),
        (KNEELING_UPRIGHT, False, False),
        (SITTING, False, False),
        (Side2D(), False, False),
    ],
)
def test_the_positions_seen_from_the_side(
    *, body: Side2D, prone: bool, fours: bool, shipped: dict[str, Exercise]
) -> None:
    assert is_in(shipped["prone_hip_extension"], body) == prone
    assert is_in(shipped["bird_dog"], body) == fours


@pytest.mark.parametrize(
    ("body", "fours"),
    [(Oblique2D(), True), (Oblique2D(abduction=50), True), (Front2D(), False)],
)
def test_hands_and_knees_seen_obliquely(
    *, body: Front2D, fours: bool, shipped: dict[str, Exercise]
) -> None:
    assert is_in(shipped["fire_hydrant"], body) == fours


def test_somebody_who_kneels_upright_is_not_on_hands_and_knees_obliquely(
    shipped: dict[str, Exercise],
) -> None:
    fours = joints_of(Oblique2D())
    rise = 100j
    upright = fours._replace(
        shoulder=fours.shoulder + rise, other_shoulder=fours.other_shoulder + rise
    )
    assert not is_in(shipped["fire_hydrant"], upright)


def test_a_hidden_leg_that_carries_keeps_the_position_and_does_not_begin_it(
    shipped: dict[str, Exercise],
) -> None:
    hidden = joints_of(STRETCHED)._replace(other_knee=UNKNOWN, other_ankle=UNKNOWN)
    assert is_in(shipped["bird_dog"], hidden, was_in=True)
    assert not is_in(shipped["bird_dog"], hidden, was_in=False)
    # Nor does it pass for lying: hidden legs say nothing, but this one was not down before.
    assert is_in(shipped["prone_hip_extension"], joints_of(PRONE)._replace(other_knee=UNKNOWN))


@pytest.mark.parametrize(
    ("name", "inside", "between", "outside"),
    [
        (
            "prone_hip_extension",
            Side2D(trunk=61, hip=-29, other_hip=-29),
            Side2D(trunk=55, hip=-35, other_hip=-35),
            Side2D(trunk=49, hip=-41, other_hip=-41),
        ),
        (
            "bird_dog",
            Side2D(trunk=52, hip=52, knee=90),
            Side2D(trunk=45, hip=45, knee=90),
            Side2D(trunk=39, hip=39, knee=90),
        ),
    ],
)
def test_a_position_is_left_later_than_it_is_entered(
    name: str, inside: Side2D, between: Side2D, outside: Side2D, shipped: dict[str, Exercise]
) -> None:
    exercise = shipped[name]
    assert is_in(exercise, inside)
    assert not is_in(exercise, between)
    assert is_in(exercise, between, was_in=True)
    assert not is_in(exercise, outside, was_in=True)


@pytest.mark.parametrize(
    ("body", "plane", "name"),
    [
        (ON_THE_BACK, "side", "supine"),
        (PRONE, "side", "prone"),
        (OnTheSide(), "front", "side_lying"),
        (FOURS, "side", "quadruped"),
        (Oblique2D(), "oblique", "quadruped"),
        (Side2D(knee=90.0, other_hip=85.0, other_knee=85.0), "side", "half_kneeling"),
        (SITTING, "side", "seated"),
        (Side2D(), "side", "standing"),
        (Side2D(knee=100.0), "side", "standing"),  # a foot is lifted behind
        (Side2D(hip=90.0, knee=90.0), "side", "standing"),  # a knee is lifted
        (Front2D(), "front", "standing"),
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


@pytest.mark.parametrize(
    ("name", "body", "right"),
    [
        ("single_leg_bridge", Side2D(trunk=-90, hip=60, knee=90), True),
        ("single_leg_bridge", Side2D(trunk=-51, hip=60, knee=90), True),
        ("single_leg_bridge", Side2D(trunk=-49, hip=60, knee=90), False),
        ("single_leg_bridge", Side2D(), False),
        ("single_leg_bridge", Side2D(trunk=90), False),  # on the belly
        ("mini_squat", Side2D(), True),
        ("mini_squat", Side2D(trunk=50, hip=80, knee=60, other_hip=80, other_knee=60), True),
        ("mini_squat", Side2D(trunk=56), False),
        ("mini_squat", Side2D(hip=90, other_hip=90), False),  # sits on the floor
        ("hip_flexor_stretch", Side2D(knee=90, other_hip=85, other_knee=85), True),
        ("hip_flexor_stretch", Side2D(trunk=46, hip=46, knee=90), False),
        ("standing_hip_abduction", Front2D(), True),
        ("standing_hip_abduction", Front2D(lean=60), False),
        ("clamshell", OnTheSide(), True),
        ("clamshell", OnTheSide(lean=39.0), True),
        ("clamshell", OnTheSide(lean=41.0), False),
        ("clamshell", OnTheSide(lean=-41.0), False),
        ("clamshell", Front2D(), False),
    ],
)
def test_position_of_exercise_is_recognised(
    name: str, body: Side2D | Front2D, *, right: bool, shipped: dict[str, Exercise]
) -> None:
    assert is_in(shipped[name], body) is right


def test_upper_leg_works_in_side_lying(shipped: dict[str, Exercise]) -> None:
    upside_down = joints_of(OnTheSide(), camera=Camera(roll_deg=180.0))
    assert not is_in(shipped["clamshell"], upside_down)


@pytest.mark.parametrize(
    ("name", "body"),
    [("mini_squat", Side2D(trunk=60)), ("clamshell", OnTheSide(lean=45.0))],
)
def test_lean_ends_a_position_later_than_it_prevents_it(
    name: str, body: Side2D | Front2D, shipped: dict[str, Exercise]
) -> None:
    assert not is_in(shipped[name], body)
    assert is_in(shipped[name], body, was_in=True)


def test_one_leg_under_the_body_is_standing() -> None:
    assert stands(joints_of(Side2D(hip=90)))
    both = joints_of(Side2D(hip=90, other_hip=90))
    assert not stands(both)
    assert stands(both._replace(ankle=UNKNOWN, other_ankle=UNKNOWN))
    assert not stands(both._replace(other_ankle=UNKNOWN))
