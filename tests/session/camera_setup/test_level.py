"""The camera stands level and at the right height, by the pose of a person at rest."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.actor import load
from support.performer import Recording, perform, plan_for
from support.placing import FINE, at_rest, seen_by
from support.watching import mirrored

from formcheck.exercises.loader import exercise_names
from formcheck.pose.features import plane_points
from formcheck.pose.geometry import UNKNOWN as NO_POINT
from formcheck.pose.joints import Joint
from formcheck.pose.pose import Pose, absent
from formcheck.pose.view import px_per_m
from formcheck.session.camera_setup.checks import PlacementChecker
from formcheck.session.camera_setup.framing import PASSED, UNKNOWN, Finding
from formcheck.session.camera_setup.level import (
    LEVEL_M,
    LOOKED_DOWN_M,
    STILL_S,
    Stillness,
    _agreed_tilt_deg,
    check_height,
    check_level,
    height_advice,
)
from formcheck.session.set_judge import MOVING
from formcheck.session.stages.start import StartDetector

UNTILTED = ("fire_hydrant", "seated_knee_extension", "sit_to_stand")
"""Seen from an oblique angle; and seated, seen from the side."""
TILTED = tuple(name for name in exercise_names() if name not in UNTILTED)
LYING = [
    name
    for name in exercise_names()
    if load(name).position in ("supine", "prone") and load(name).view.plane == "side"
]
UPRIGHT = [name for name in exercise_names() if name not in LYING]
NOBODY = absent(0, 0.0, size_px=(640, 480))


def tilt_deg(name: str, pose: Pose) -> float:
    return _agreed_tilt_deg(load(name), plane_points(pose))


def level(name: str, pose: Pose) -> Finding:
    return check_level(load(name), plane_points(pose))


def height(name: str, pose: Pose) -> Finding:
    return check_height(load(name), pose)


def moved(name: str, rows: int | slice | list[int], by: tuple[float, float]) -> Pose:
    """Return the start position with some joints moved, pixels to the right and down."""
    image = at_rest(name).image.copy()
    image[rows] += by
    return replace(at_rest(name), image=image)


# --- Level --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TILTED)
def test_samples_are_level(name: str) -> None:
    assert abs(tilt_deg(name, at_rest(name))) < 5
    for roll_deg in (-2.0, 0.0, 2.0):
        assert level(name, seen_by(at_rest(name), roll_deg=roll_deg)) == PASSED


@pytest.mark.parametrize("name", TILTED)
@pytest.mark.parametrize("roll_deg", [-12.0, 12.0, 25.0])
def test_tilted_picture_fails(name: str, roll_deg: float) -> None:
    found = level(name, seen_by(at_rest(name), roll_deg=roll_deg))
    assert found.passed is False
    assert found.say == "The picture is tilted: lay something under one side of the laptop."


@pytest.mark.parametrize("name", TILTED)
def test_tilt_has_the_sign_of_the_picture_and_changes_it_in_the_mirror(name: str) -> None:
    clockwise, anticlockwise = (seen_by(at_rest(name), roll_deg=roll) for roll in (14, -14))
    assert tilt_deg(name, clockwise) < 0 < tilt_deg(name, anticlockwise)
    mirrored_deg = tilt_deg(name, mirrored(clockwise))
    assert mirrored_deg == pytest.approx(-tilt_deg(name, clockwise), abs=0.01)


def test_forward_lean_is_no_tilt() -> None:
    upper = slice(0, 23)  # head, arms and shoulders
    assert abs(tilt_deg("mini_squat", moved("mini_squat", upper, (45, 0)))) < 12
    with_feet = [*range(23), 27, 28, 29, 30, 31, 32]  # the feet stay under the shoulders
    assert level("mini_squat", moved("mini_squat", with_feet, (45, 0))) == PASSED


@pytest.mark.parametrize(
    ("name", "ankle", "by"),
    [
        ("standing_hip_abduction", Joint.LEFT_ANKLE, (130, -60)),
        ("straight_leg_raise", Joint.RIGHT_ANKLE, (-40, -120)),
    ],
)
def test_lifted_leg_is_no_tilt(name: str, ankle: Joint, by: tuple[float, float]) -> None:
    assert level(name, moved(name, ankle, by)) == PASSED


def test_lines_of_opposite_sign_show_no_tilt() -> None:
    points = [0j] * 33
    for joint, point in {"SHOULDER": 0.2 + 1j, "HIP": 0j, "ANKLE": 0.4 - 1j}.items():
        for side in ("LEFT", "RIGHT"):
            points[Joint[f"{side}_{joint}"]] = point
    assert _agreed_tilt_deg(load("hip_flexor_stretch"), points) == 0


@pytest.mark.parametrize("name", TILTED)
@pytest.mark.parametrize("part", ["SHOULDER", "HIP", "ANKLE"])
def test_tilt_is_unknown_without_a_joint_of_its_lines(name: str, part: str) -> None:
    exercise, points = load(name), plane_points(at_rest(name))
    if exercise.position == "quadruped" and part == "ANKLE":
        part = "WRIST"
    points[Joint[f"LEFT_{part}"]] = points[Joint[f"RIGHT_{part}"]] = NO_POINT
    assert math.isnan(_agreed_tilt_deg(exercise, points))
    assert check_level(exercise, points) == UNKNOWN


# --- Height -------------------------------------------------------------------------------------


def apart(pose: Pose, metres: float) -> Pose:
    """Return the pose with left and right shoulder and hip at this vertical distance."""
    image = pose.image.copy()
    for part in ("SHOULDER", "HIP"):
        rows = [Joint[f"LEFT_{part}"], Joint[f"RIGHT_{part}"]]
        middle = image[rows, 1].mean()
        image[rows, 1] = middle + np.array([-0.5, 0.5]) * metres * px_per_m(pose)
    return replace(pose, image=image)


@pytest.mark.parametrize("name", LYING)
def test_height_is_judged_where_a_person_lies(name: str) -> None:
    assert height(name, at_rest(name)) == PASSED
    high = height(name, apart(at_rest(name), 1.2 * LOOKED_DOWN_M))
    assert high.passed is False
    low_m, _ = load(name).view.camera_height_m
    belongs = f"The camera belongs {100 * low_m:.0f} to"
    assert high.say.startswith(f"The camera is too high: put it lower. {belongs}")
    between = height(name, apart(at_rest(name), (LEVEL_M + LOOKED_DOWN_M) / 2))
    assert between.passed is None
    assert between.say.endswith("centimetres off the floor.")
    assert height(name, NOBODY).passed is None


@pytest.mark.parametrize("name", UPRIGHT)
def test_height_is_advice_where_the_picture_does_not_show_it(name: str) -> None:
    low_m, high_m = load(name).view.camera_height_m
    found = height(name, at_rest(name))
    assert found.passed is None
    assert f"{100 * low_m:.0f} to {100 * high_m:.0f} centimetres" in found.say


@given(st.floats(0.55, 3.0))
def test_size_of_the_picture_does_not_matter_for_the_height(scale: float) -> None:
    pose = seen_by(apart(at_rest(LYING[0]), 0.11), scale=scale)
    assert height(LYING[0], pose).passed is False


@given(st.floats(0.05, 0.45))
def test_height_is_unknown_of_a_small_body(scale: float) -> None:
    pose = seen_by(apart(at_rest(LYING[0]), 0.11), scale=scale)
    assert height(LYING[0], pose) == height_advice(load(LYING[0]))


# --- A body that moves --------------------------------------------------------------------------


def failures_while_moving(name: str, *, tells: bool) -> int:
    """Return on how many poses of a person who exercises the tilt or the height seems wrong."""
    exercise, failures = load(name), 0
    checker, detector = PlacementChecker(exercise), StartDetector(exercise, side="auto")
    for pose in perform(exercise, plan=plan_for(exercise, reps=2), recording=Recording(fps=15)):
        reading = detector.update(pose)
        moves = tells and reading is not None and reading.phase in MOVING
        checks = {check.name: check for check in checker.update(pose, FINE, moves=moves)}
        failures += any(checks[name].passed is False for name in ("level", "height"))
    return failures


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", ["double_leg_bridge", "hip_hinge", "single_leg_bridge"])
def test_body_that_moves_says_nothing_of_the_camera(name: str) -> None:
    assert failures_while_moving(name, tells=True) == 0
    assert failures_while_moving(name, tells=False) > 0, "a hold would be taken for a tilt"


@pytest.mark.parametrize(("speed", "is_still"), [(0.0, True), (0.04, True), (0.08, False)])
def test_stillness_is_a_share_of_the_body(speed: float, *, is_still: bool) -> None:
    """`speed` is in bodies a second."""
    stillness, size_px, points = Stillness(), 400.0, [0j] * 33
    for index in range(20):
        points = [complex(100 + speed * size_px * index / 15, 100 + row) for row in range(33)]
        now = stillness.update(index / 15, points, size_px=size_px)
        assert now is (is_still and index / 15 >= STILL_S)
    assert not stillness.update(20.0, points, size_px=size_px), "anew after a gap"
