"""How far away somebody is, told from the picture and the body's size."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from placing import at_rest, seen_by

from formcheck.body.joints import Joint
from formcheck.body.perspective import FOCAL_SHARE, distance_m, px_per_m
from formcheck.body.pose import Pose, absent, mirrored
from formcheck.coach.library import exercise_names

RNG = np.random.default_rng(3)
BODY_M = RNG.normal(scale=0.5, size=(33, 3))


def pictured(px: float, *, size_px: tuple[int, int] = (640, 480)) -> Pose:
    """A body of which a metre makes so many pixels."""
    return Pose(
        index=0,
        time_s=0.0,
        size_px=size_px,
        image=(BODY_M[:, :2] * px + 200).astype(np.float32),
        world=BODY_M.astype(np.float32),
        visibility=np.ones(33, np.float32),
    )


@given(st.floats(20, 2000))
def test_a_metre_makes_so_many_pixels(px: float) -> None:
    assert px_per_m(pictured(px)) == pytest.approx(px, rel=1e-3)


def test_the_distance_follows_the_focal_length() -> None:
    pose = pictured(200.0, size_px=(1280, 720))
    assert distance_m(pose) == pytest.approx(FOCAL_SHARE * 720 / 200, rel=1e-4)


def test_a_phone_held_upright_has_the_same_lens() -> None:
    across, upright = (pictured(200.0, size_px=size) for size in ((1280, 720), (720, 1280)))
    assert distance_m(across) == distance_m(upright)


@pytest.mark.parametrize("field_deg", [60, 66, 70])
def test_the_focal_length_is_that_of_a_laptop(field_deg: float) -> None:
    focal = 16 / 9 / 2 / math.tan(math.radians(field_deg / 2))
    assert pytest.approx(focal, rel=0.13) == FOCAL_SHARE


def test_it_does_not_matter_which_way_the_picture_is_mirrored() -> None:
    pose = at_rest("mini_squat")
    assert distance_m(mirrored(pose)) == pytest.approx(distance_m(pose), rel=1e-4)


@pytest.mark.parametrize("scale", [0.5, 2.0])
def test_half_the_size_is_twice_as_far(scale: float) -> None:
    pose = at_rest("mini_squat")
    assert distance_m(seen_by(pose, scale=scale)) * scale == pytest.approx(
        distance_m(pose), rel=1e-3
    )


@pytest.mark.parametrize("name", exercise_names())
def test_the_samples_are_as_far_as_they_were_filmed(name: str) -> None:
    # From 2.5 to 3.0 m, with lenses of 37 to 43 degrees of height.
    assert 2.2 < distance_m(at_rest(name)) < 3.5


def test_nobody_is_nowhere() -> None:
    pose = absent(0, 0.0, size_px=(640, 480))
    assert math.isnan(px_per_m(pose))
    assert math.isnan(distance_m(pose))


def test_an_estimator_without_world_coordinates_tells_no_distance() -> None:
    pose = at_rest("mini_squat")
    assert math.isnan(distance_m(replace(pose, world=np.full((33, 3), np.nan, np.float32))))


def test_what_is_hidden_does_not_count() -> None:
    pose = pictured(200.0)
    image, visibility = pose.image.copy(), pose.visibility.copy()
    image[Joint.LEFT_KNEE] = 5000
    visibility[Joint.LEFT_KNEE] = 0.3
    assert px_per_m(replace(pose, image=image, visibility=visibility)) == pytest.approx(
        200, rel=1e-3
    )


def test_too_few_joints_make_no_size() -> None:
    pose = pictured(200.0)
    visibility = np.zeros(33, np.float32)
    visibility[[Joint.LEFT_HIP, Joint.RIGHT_HIP, Joint.LEFT_KNEE]] = 1
    assert math.isnan(px_per_m(replace(pose, visibility=visibility)))


def test_a_point_has_no_size() -> None:
    pose = pictured(200.0)
    assert math.isnan(px_per_m(replace(pose, image=np.full((33, 2), 7, np.float32))))
    assert math.isnan(px_per_m(replace(pose, world=np.zeros((33, 3), np.float32))))
