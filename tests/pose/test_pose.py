"""Pose: shapes are checked, absence is a pose, and mirroring loses nothing."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from support.performer import Front2D, Side2D, pose_of

from formcheck.pose.joints import MIRROR, Joint
from formcheck.pose.pose import Pose, absent, mirrored


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        ("image", (32, 2), "(33, 2)"),
        ("image", (33, 3), "(33, 2)"),
        ("world", (33, 2), "(33, 3)"),
        ("visibility", (33, 1), "(33,)"),
    ],
)
def test_an_array_of_another_shape_is_refused(
    name: str, wrong: tuple[int, ...], right: str
) -> None:
    pose = absent(0, 0.0, size_px=(64, 48))
    with pytest.raises(ValueError, match="expected") as caught:
        replace(pose, **{name: np.zeros(wrong, np.float32)})  # type: ignore[arg-type]
    assert str(caught.value) == f"expected {name} of shape {right}, got {wrong}"


def test_an_absent_pose_is_all_unknown_and_keeps_its_place() -> None:
    pose = absent(7, 0.25, size_px=(64, 48))
    assert (pose.index, pose.time_s, pose.size_px) == (7, 0.25, (64, 48))
    assert pose.is_absent
    assert np.isnan(pose.image).all()
    assert np.isnan(pose.world).all()
    assert not pose.visibility.any()
    assert {array.dtype for array in (pose.image, pose.world, pose.visibility)} == {
        np.dtype(np.float32)
    }


def test_a_pose_with_a_single_joint_is_not_absent() -> None:
    pose = absent(0, 0.0, size_px=(64, 48))
    pose.image[Joint.NOSE] = 3.0, 4.0
    assert not pose.is_absent


def test_a_pose_cannot_be_changed() -> None:
    pose = pose_of(Side2D())
    with pytest.raises(FrozenInstanceError):
        pose.time_s = 1.0  # type: ignore[misc]


def test_mirroring_swaps_the_sides_and_turns_x_round() -> None:
    pose = pose_of(Front2D(abduction=30.0))
    mirror = mirrored(pose)
    assert mirror.image[Joint.RIGHT_KNEE, 0] == pytest.approx(
        pose.size_px[0] - pose.image[Joint.LEFT_KNEE, 0]
    )
    assert mirror.image[Joint.RIGHT_KNEE, 1] == pose.image[Joint.LEFT_KNEE, 1]
    assert mirror.world[Joint.LEFT_HIP, 0] == -pose.world[Joint.RIGHT_HIP, 0]
    assert mirror.world[Joint.LEFT_HIP, 2] == pose.world[Joint.RIGHT_HIP, 2]
    assert (mirror.index, mirror.time_s) == (pose.index, pose.time_s)


_PIXELS = st.integers(0, 4000).map(float) | st.just(float("nan"))


@given(
    image=arrays(np.float32, (33, 2), elements=_PIXELS),
    world=arrays(np.float32, (33, 3), elements=st.floats(-2, 2, width=32)),
    visibility=arrays(np.float32, 33, elements=st.floats(0, 1, width=32)),
)
def test_a_mirrored_mirror_image_is_the_same_to_the_bit(
    image: np.ndarray, world: np.ndarray, visibility: np.ndarray
) -> None:
    pose = Pose(0, 0.0, (1921, 1080), image, world, visibility)
    again = mirrored(mirrored(pose))
    np.testing.assert_array_equal(again.image, pose.image)
    np.testing.assert_array_equal(again.world, pose.world)
    np.testing.assert_array_equal(again.visibility, pose.visibility)
    np.testing.assert_array_equal(mirrored(pose).visibility, visibility[list(MIRROR)])
    assert again.image.dtype == np.float32
