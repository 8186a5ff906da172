"""The whole body and the room of its movement are in the picture."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from support.actor import load
from support.placing import at_rest, seen_by

from formcheck.exercises.loader import exercise_names
from formcheck.pose.joints import Joint
from formcheck.pose.pose import absent
from formcheck.session.camera_setup.framing import (
    PASSED,
    UNKNOWN,
    Finding,
    Room,
    check_framing,
    room_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.pose.joints import Side
    from formcheck.pose.pose import Pose

NO_ROOM = Room()


def upright(*, at: tuple[float, float] = (0.0, 0.0), scale: float = 1.0) -> Pose:
    """Return a person who stands in the middle of the picture, or is shifted from there."""
    pose = at_rest("lateral_step")
    box = (np.nanmin(pose.image, axis=0) + np.nanmax(pose.image, axis=0)) / 2
    off = (np.array(pose.size_px) / 2 - box) / pose.size_px
    centred = seen_by(pose, shift=(float(off[0]), float(off[1])))
    return seen_by(centred, scale=scale, shift=at)


def framed(pose: Pose, room: Room = NO_ROOM, *, near: Side | None = None) -> Finding:
    return check_framing(pose, room, near=near)


def with_joints(joints: Sequence[Joint], value: float, *, axis: int | None = None) -> Pose:
    """Return the upright person with some joints put at a coordinate, both axes or one."""
    image = upright().image.copy()
    image[list(joints), slice(None) if axis is None else axis] = value
    return replace(upright(), image=image)


# --- What is cut off ----------------------------------------------------------------------------


SIDE = "cut off: turn the camera to that side, or move it back."
TOP_PX = float(np.nanmin(upright().image[:, 1]))
HEIGHT_PX = upright().size_px[1]


@pytest.mark.parametrize(
    ("pose", "say"),
    [
        (upright(at=(0, 0.25)), "Your feet are cut off: tilt the camera down, or move it back."),
        (upright(at=(0, -0.25)), "Your head is cut off: tilt the camera up, or move it back."),
        (
            upright(scale=1.6),
            "Your head and feet are cut off: step back, or move the camera back.",
        ),
        (
            upright(at=(0, 0.25), scale=1.3),
            "Your feet are cut off: step back, or move the camera back.",
        ),
        (upright(at=(0.55, 0)), SIDE),
        (upright(at=(-0.55, 0)), SIDE),
        (with_joints([Joint.LEFT_FOOT_INDEX], HEIGHT_PX - 1, axis=1), "Your feet are cut off"),
        (seen_by(upright(), shift=(0, (10 - TOP_PX) / HEIGHT_PX)), "Your head is cut off"),
        (with_joints([Joint.LEFT_KNEE], -20, axis=0), "Your knees are cut off"),
    ],
    ids=["down", "up", "large", "large and down", "right", "left", "edge", "crown", "knee"],
)
def test_part_that_is_cut_off_is_named_with_a_remedy(pose: Pose, say: str) -> None:
    found = framed(pose)
    assert found.passed is False
    assert say in found.say


def test_hands_may_be_outside() -> None:
    assert (
        framed(with_joints([Joint.LEFT_WRIST, Joint.LEFT_INDEX, Joint.LEFT_ELBOW], -50)) == PASSED
    )


def test_pose_without_ears_is_judged_by_the_nose() -> None:
    assert framed(with_joints([Joint.LEFT_EAR, Joint.RIGHT_EAR], np.nan)) == PASSED


@pytest.mark.parametrize(
    "pose",
    [
        absent(0, 0.0, size_px=(640, 480)),
        *(with_joints([one], np.nan) for one in (Joint.NOSE, Joint.LEFT_KNEE, Joint.RIGHT_HEEL)),
    ],
    ids=["nobody", "nose", "knee", "heel"],
)
def test_unknown_joint_makes_the_frame_unknown(pose: Pose) -> None:
    assert framed(pose) == UNKNOWN


# --- The room of the movement -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("straight_leg_raise", Room(0.2, 0, 0), Room(0.4, 0, 0)),  # half the stature, 40 degrees
        ("sit_to_stand", Room(0.1, 0, 0), Room(0.3, 0.5, 0.5)),
        ("standing_hip_extension", Room(0, 0, 0.1), Room(0.5, 0, 0.5)),
        ("standing_hip_abduction", Room(0, 0.1, 0.1), Room(0.5, 0.5, 0.5)),
    ],
)
def test_room_follows_the_movement(name: str, low: Room, high: Room) -> None:
    room = room_of(load(name))
    assert all(a <= share <= b for a, share, b in zip(low, room, high, strict=True))
    if load(name).view.plane == "front":
        assert room.forward == room.back, "the leg is not known yet"


@pytest.mark.parametrize("name", exercise_names())
def test_no_exercise_needs_more_room_than_a_body_has(name: str) -> None:
    assert all(0 <= share < 0.5 for share in room_of(load(name)))


def test_exercise_without_a_drawing_needs_no_room() -> None:
    assert room_of(load("sit_to_stand").model_copy(update={"figure": None})) == NO_ROOM


def test_too_little_room_above_fails() -> None:
    pose = seen_by(at_rest("straight_leg_raise"), shift=(0, -0.3))
    assert framed(pose, near="right") == PASSED
    found = framed(pose, room_of(load("straight_leg_raise")), near="right")
    assert found.passed is False
    assert found.say.startswith("The movement needs more room above you: tilt the camera up")


@pytest.mark.parametrize(("near", "towards"), [("right", 1), ("left", -1)])
def test_near_side_tells_where_forward_is(near: Side, towards: int) -> None:
    forward = Room(forward=0.5)
    tight, free = upright(at=(0.3 * towards, 0)), upright(at=(-0.3 * towards, 0))
    found = framed(tight, forward, near=near)
    assert found.say.startswith("The movement needs more room beside")
    assert framed(free, forward, near=near) == PASSED
    assert framed(free, Room(back=0.5), near=near).passed is False


def test_room_passes_if_the_size_of_the_body_is_unknown() -> None:
    pose = replace(upright(at=(0.3, 0)), world=np.full((33, 3), np.nan, np.float32))
    assert framed(pose, Room(forward=0.3), near="right") == PASSED
