"""Pose: shapes, types and units are checked, and absence is a pose."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest
from support.performer import Side2D, pose_of
from support.watching import mirrored, perfect

from formcheck.pose.joints import Joint
from formcheck.pose.pose import absent, turned, unmirrored


@pytest.mark.parametrize(
    ("name", "wrong", "message"),
    [
        ("image", np.zeros((32, 2), np.float32), "image of shape (33, 2) and type float32"),
        ("image", np.zeros((33, 3), np.float32), "got (33, 3) and float32"),
        ("world", np.zeros((33, 2), np.float32), "world of shape (33, 3)"),
        ("visibility", np.zeros((33, 1), np.float32), "visibility of shape (33,)"),
        ("image", np.zeros((33, 2)), "got (33, 2) and float64"),
        ("visibility", np.zeros(33, int), "got (33,) and int64"),
    ],
)
def test_pose_refuses_an_array_of_another_shape_or_type(
    name: str, wrong: np.ndarray, message: str
) -> None:
    pose = absent(0, 0.0, size_px=(64, 48))
    with pytest.raises(ValueError, match=r"^expected .* got") as caught:
        replace(pose, **{name: wrong})  # type: ignore[arg-type]
    assert message in str(caught.value)


def test_pose_refuses_a_normalised_stream_that_says_pixels() -> None:
    for pose in perfect("mini_squat"):
        normalised = pose.image / np.asarray(pose.size_px, np.float32)
        with pytest.raises(ValueError, match="expected image positions in pixels of 1280 x 720"):
            replace(pose, image=normalised.astype(np.float32))


def test_pose_takes_few_joints_near_a_corner_and_beyond_the_border() -> None:
    pose = absent(0, 0.0, size_px=(64, 48))
    for points in [(0.5, 30.0), (-0.5, 0.5)]:
        image = pose.image.copy()
        image[Joint.NOSE] = points
        assert not replace(pose, image=image).is_absent
    assert replace(pose, size_px=(1, 1), image=np.ones((33, 2), np.float32)).size_px == (1, 1)


def test_absent_pose_is_all_unknown_and_keeps_its_place() -> None:
    pose = absent(7, 0.25, size_px=(64, 48))
    assert (pose.index, pose.time_s, pose.size_px) == (7, 0.25, (64, 48))
    assert pose.is_absent
    assert np.isnan(pose.image).all()
    assert np.isnan(pose.world).all()
    assert not pose.visibility.any()


def test_pose_cannot_be_changed_and_prints_in_one_line() -> None:
    pose = pose_of(Side2D())
    with pytest.raises(FrozenInstanceError):
        pose.time_s = 1.0  # type: ignore[misc]
    assert repr(pose) == "Pose(index=0, time_s=0.000, size_px=(1280, 720), joints=13)"


def test_quarter_turns_add_up() -> None:
    pose = pose_of(Side2D())
    quarter = turned(pose, 90)
    assert quarter.size_px == (720, 1280)
    for turn, other in ((180, turned(quarter, 90)), (270, turned(turned(quarter, 90), 90))):
        np.testing.assert_allclose(turned(pose, turn).image, other.image, atol=1e-3)  # type: ignore[arg-type]
        np.testing.assert_allclose(turned(pose, turn).world, other.world)  # type: ignore[arg-type]
    np.testing.assert_allclose(turned(turned(pose, 270), 90).image, pose.image, atol=1e-3)
    assert turned(pose, 0) is pose


def test_clockwise_turn_brings_a_head_on_the_left_to_the_top() -> None:
    image = absent(0, 0.0, size_px=(64, 48)).image.copy()
    image[Joint.NOSE] = (4, 24)
    lying = replace(absent(0, 0.0, size_px=(64, 48)), image=image)
    assert turned(lying, 90).image[Joint.NOSE].tolist() == [24, 4]
    assert turned(lying, 180).image[Joint.NOSE].tolist() == [60, 24]


def test_unmirrored_pose_is_that_of_a_mirror() -> None:
    for pose in perfect("single_leg_bridge")[::20]:
        expected = mirrored(pose)
        np.testing.assert_allclose(unmirrored(pose).image, expected.image, rtol=1e-5)
        np.testing.assert_allclose(unmirrored(pose).world, expected.world)
        np.testing.assert_allclose(unmirrored(unmirrored(pose)).image, pose.image, rtol=1e-5)
