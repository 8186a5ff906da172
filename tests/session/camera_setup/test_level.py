"""Whether the camera stands level, and how high, told from somebody at rest."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.placing import at_rest, loaded, seen_by

from formcheck.exercises.loader import exercise_names
from formcheck.pose.features import plane_points
from formcheck.pose.geometry import UNKNOWN
from formcheck.pose.joints import Joint
from formcheck.pose.pose import Pose, absent, mirrored
from formcheck.pose.view import px_per_m
from formcheck.session.camera_setup.finding import RIGHT, UNTOLD, Finding
from formcheck.session.camera_setup.level import (
    LEVEL_M,
    LOOKED_DOWN_M,
    height,
    level,
    told_tilt_deg,
)

UNTELLING = ("fire_hydrant", "sit_to_stand")
"""Seen from an oblique angle, and seated seen from the side."""
TELLING = tuple(name for name in exercise_names() if name not in UNTELLING)
LYING = [
    name
    for name in exercise_names()
    if loaded(name).position in ("supine", "prone") and loaded(name).view.plane == "side"
]


def tilt_deg(name: str, pose: Pose) -> float:
    exercise = loaded(name)
    return told_tilt_deg(exercise.position, plane_points(pose), plane=exercise.view.plane)


def levelled(name: str, pose: Pose) -> Finding:
    return level(loaded(name), pose, plane_points(pose))


# --- Level -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TELLING)
def test_the_samples_are_level(name: str) -> None:
    assert abs(tilt_deg(name, at_rest(name))) < 5
    assert levelled(name, at_rest(name)) == RIGHT


@pytest.mark.parametrize("name", TELLING)
@pytest.mark.parametrize("roll_deg", [-12.0, 12.0, 25.0])
def test_a_tilt_is_told(name: str, roll_deg: float) -> None:
    found = levelled(name, seen_by(at_rest(name), roll_deg=roll_deg))
    assert found.right is False
    assert found.say == "The picture is tilted: lay something under one side of the laptop."


@pytest.mark.parametrize("name", TELLING)
@pytest.mark.parametrize("roll_deg", [-2.0, 2.0])
def test_a_little_tilt_is_not(name: str, roll_deg: float) -> None:
    assert levelled(name, seen_by(at_rest(name), roll_deg=roll_deg)) == RIGHT


@pytest.mark.parametrize("name", TELLING)
def test_a_tilt_has_the_sign_of_the_picture(name: str) -> None:
    clockwise, anticlockwise = (
        tilt_deg(name, seen_by(at_rest(name), roll_deg=roll)) for roll in (14, -14)
    )
    assert clockwise < 0 < anticlockwise


@pytest.mark.parametrize("name", TELLING)
def test_the_mirror_picture_is_tilted_the_other_way(name: str) -> None:
    pose = seen_by(at_rest(name), roll_deg=12)
    assert tilt_deg(name, mirrored(pose)) == pytest.approx(-tilt_deg(name, pose), abs=0.01)


@pytest.mark.parametrize("name", UNTELLING)
def test_where_bodies_do_not_tell_it_nothing_is_told(name: str) -> None:
    assert levelled(name, seen_by(at_rest(name), roll_deg=12)) == UNTOLD


def test_who_leans_forward_does_not_tilt_the_picture() -> None:
    pose = at_rest("mini_squat")
    image = pose.image.copy()
    image[:23, 0] += 45  # head, arms and shoulders
    leaning = replace(pose, image=image)
    assert abs(tilt_deg("mini_squat", leaning)) < 12
    # The trunk alone, with the feet under the shoulders, is a lean and no tilt.
    image[[27, 28, 29, 30, 31, 32], 0] += 45
    assert levelled("mini_squat", replace(pose, image=image)) == RIGHT


def test_a_leg_that_is_lifted_aside_does_not_tilt_the_picture() -> None:
    pose = at_rest("standing_hip_abduction")
    image = pose.image.copy()
    image[Joint.LEFT_ANKLE] += (130, -60)
    assert levelled("standing_hip_abduction", replace(pose, image=image)) == RIGHT


def test_a_raised_leg_does_not_tilt_the_mat() -> None:
    pose = at_rest("straight_leg_raise")
    image = pose.image.copy()
    image[Joint.RIGHT_ANKLE] += (-40, -120)
    assert levelled("straight_leg_raise", replace(pose, image=image)) == RIGHT


def test_lines_that_contradict_each_other_tell_no_tilt() -> None:
    points = [0j] * 33
    for joint, point in {
        "SHOULDER": 0.2 + 1j, "HIP": 0j, "ANKLE": 0.4 - 1j,
    }.items():  # fmt: skip
        for side in ("LEFT", "RIGHT"):
            points[Joint[f"{side}_{joint}"]] = point
    assert told_tilt_deg("half_kneeling", points, plane="side") == 0


@pytest.mark.parametrize("name", TELLING)
@pytest.mark.parametrize("part", ["SHOULDER", "HIP", "ANKLE"])
def test_what_is_not_seen_tells_no_tilt(name: str, part: str) -> None:
    if loaded(name).position == "quadruped" and part == "ANKLE":
        part = "WRIST"
    points = plane_points(at_rest(name))
    points[Joint[f"LEFT_{part}"]] = points[Joint[f"RIGHT_{part}"]] = UNKNOWN
    exercise = loaded(name)
    assert math.isnan(told_tilt_deg(exercise.position, points, plane=exercise.view.plane))
    assert level(exercise, at_rest(name), points) == UNTOLD


def test_nobody_stands_neither_level_nor_tilted() -> None:
    assert levelled("mini_squat", absent(0, 0.0, size_px=(640, 480))) == UNTOLD


# --- Height ------------------------------------------------------------------------------------


def apart(pose: Pose, metres: float) -> Pose:
    """The same body with left and right shoulder and hip so far apart up and down the picture."""
    image = pose.image.copy()
    for part in ("SHOULDER", "HIP"):
        rows = [Joint[f"LEFT_{part}"], Joint[f"RIGHT_{part}"]]
        middle = image[rows, 1].mean()
        image[rows, 1] = middle + np.array([-0.5, 0.5]) * metres * px_per_m(pose)
    return replace(pose, image=image)


@pytest.mark.parametrize("name", LYING)
def test_the_samples_are_filmed_from_low_enough(name: str) -> None:
    assert height(loaded(name), at_rest(name)) == RIGHT


@pytest.mark.parametrize("name", LYING)
def test_who_is_looked_down_on_is_told_so(name: str) -> None:
    found = height(loaded(name), apart(at_rest(name), 1.2 * LOOKED_DOWN_M))
    assert found.right is False
    assert found.say.startswith("The camera is too high: put it lower. The camera belongs 30 to")


@pytest.mark.parametrize("name", LYING)
def test_between_the_two_nothing_is_told_but_advice(name: str) -> None:
    found = height(loaded(name), apart(at_rest(name), (LEVEL_M + LOOKED_DOWN_M) / 2))
    assert found.right is None
    assert found.say.endswith("centimetres off the floor.")


@pytest.mark.parametrize("name", [name for name in exercise_names() if name not in LYING])
def test_what_no_picture_shows_is_advice(name: str) -> None:
    low_m, high_m = loaded(name).view.camera_height_m
    found = height(loaded(name), at_rest(name))
    assert found.right is None
    assert f"{100 * low_m:.0f} to {100 * high_m:.0f} centimetres" in found.say


@given(st.floats(0.3, 3.0))
def test_how_large_the_picture_is_does_not_matter(scale: float) -> None:
    exercise, pose = loaded(LYING[0]), apart(at_rest(LYING[0]), 0.11)
    assert height(exercise, seen_by(pose, scale=scale)).right is False


@pytest.mark.parametrize("name", LYING)
def test_nobody_is_seen_from_no_height(name: str) -> None:
    assert height(loaded(name), absent(0, 0.0, size_px=(640, 480))).right is None
