"""The whole body is in the picture, and the room that the movement needs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from support.placing import at_rest, loaded, seen_by

from formcheck.exercises.loader import exercise_names
from formcheck.pose.joints import Joint
from formcheck.pose.pose import absent
from formcheck.session.camera_setup.finding import RIGHT, UNTOLD
from formcheck.session.camera_setup.framing import Room, framed, room_of

if TYPE_CHECKING:
    from formcheck.pose.joints import Side
    from formcheck.pose.pose import Pose

NO_ROOM = Room()


def upright(*, at: tuple[float, float] = (0.0, 0.0), scale: float = 1.0) -> Pose:
    """Somebody who stands in the middle of the picture, or is shifted from there."""
    pose = at_rest("lateral_step")
    box = (np.nanmin(pose.image, axis=0) + np.nanmax(pose.image, axis=0)) / 2
    off = (np.array(pose.size_px) / 2 - box) / pose.size_px
    centred = seen_by(pose, shift=(float(off[0]), float(off[1])))
    return seen_by(centred, scale=scale, shift=at)


# --- What is cut off ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", exercise_names())
def test_the_samples_are_in_the_picture(name: str) -> None:
    near: Side | None = "right" if loaded(name).view.plane == "side" else None
    assert framed(at_rest(name), room_of(loaded(name)), near=near) == RIGHT


@pytest.mark.parametrize(
    ("at", "scale", "say"),
    [
        ((0, 0.25), 1.0, "Your feet are cut off: tilt the camera down, or move it back."),
        ((0, -0.25), 1.0, "Your head is cut off: tilt the camera up, or move it back."),
        ((0, 0), 1.6, "Your head and feet are cut off: move the camera back."),
        ((0, 0.25), 1.3, "Your feet are cut off: move the camera back."),
    ],
)
def test_it_says_what_is_cut_off_and_what_to_do(
    at: tuple[float, float], scale: float, say: str
) -> None:
    found = framed(upright(at=at, scale=scale), NO_ROOM, near=None)
    assert found.right is False
    assert found.say == say


@pytest.mark.parametrize("way", [-1, 1])
def test_aside_the_camera_turns(way: int) -> None:
    say = framed(upright(at=(0.55 * way, 0)), NO_ROOM, near=None).say
    assert say.endswith("cut off: turn the camera to that side, or move it back.")


def test_a_foot_at_the_very_edge_counts_as_cut_off() -> None:
    pose = upright()
    image = pose.image.copy()
    image[Joint.LEFT_FOOT_INDEX, 1] = pose.size_px[1] - 1
    assert framed(replace(pose, image=image), NO_ROOM, near=None).say.startswith("Your feet are")


def test_the_crown_counts_though_nobody_tells_it() -> None:
    pose = upright()
    top_px = float(np.nanmin(pose.image[:, 1]))
    up = -(top_px - 10) / pose.size_px[1]
    found = framed(seen_by(pose, shift=(0, up)), NO_ROOM, near=None)
    assert found.say.startswith("Your head is cut off")


def test_a_knee_alone_is_named() -> None:
    pose = upright()
    image = pose.image.copy()
    image[Joint.LEFT_KNEE, 0] = -20
    assert framed(replace(pose, image=image), NO_ROOM, near=None).say.startswith("Your knees are")


def test_hands_may_be_outside() -> None:
    pose = upright()
    image = pose.image.copy()
    image[[Joint.LEFT_WRIST, Joint.LEFT_INDEX, Joint.LEFT_ELBOW]] = -50
    assert framed(replace(pose, image=image), NO_ROOM, near=None) == RIGHT


def test_nobody_is_neither_in_nor_out() -> None:
    assert framed(absent(0, 0.0, size_px=(640, 480)), NO_ROOM, near=None) == UNTOLD


@pytest.mark.parametrize("joint", [Joint.NOSE, Joint.LEFT_KNEE, Joint.RIGHT_HEEL])
def test_an_unknown_joint_is_neither_in_nor_out(joint: Joint) -> None:
    pose = upright()
    image = pose.image.copy()
    image[joint] = np.nan
    assert framed(replace(pose, image=image), NO_ROOM, near=None) == UNTOLD


def test_an_estimator_without_ears_is_served() -> None:
    pose = upright()
    image = pose.image.copy()
    image[[Joint.LEFT_EAR, Joint.RIGHT_EAR]] = np.nan
    assert framed(replace(pose, image=image), NO_ROOM, near=None) == RIGHT


# --- The room of the movement ------------------------------------------------------------------


def test_a_raised_leg_needs_room_above() -> None:
    room = room_of(loaded("straight_leg_raise"))
    assert 0.2 < room.up < 0.4  # a leg of half the stature, raised by 40 degrees
    assert room.forward == room.back == 0


def test_standing_up_needs_room_above() -> None:
    assert 0.1 < room_of(loaded("sit_to_stand")).up < 0.3


def test_a_leg_that_goes_back_needs_room_behind() -> None:
    room = room_of(loaded("standing_hip_extension"))
    assert room.back > 0.1
    assert room.forward == 0


def test_whose_leg_goes_aside_needs_room_on_both_sides() -> None:
    room = room_of(loaded("standing_hip_abduction"))
    assert room.forward == room.back > 0.1


@pytest.mark.parametrize("name", exercise_names())
def test_no_exercise_needs_more_room_than_a_body_has(name: str) -> None:
    assert all(0 <= share < 0.5 for share in room_of(loaded(name)))


def test_without_a_drawing_no_room_is_asked() -> None:
    assert room_of(loaded("sit_to_stand").model_copy(update={"figure": None})) == NO_ROOM


def test_too_little_room_above_is_told() -> None:
    pose = seen_by(at_rest("straight_leg_raise"), shift=(0, -0.3))
    assert framed(pose, NO_ROOM, near="right") == RIGHT
    found = framed(pose, room_of(loaded("straight_leg_raise")), near="right")
    assert found.right is False
    assert found.say.startswith("The movement needs more room above you: tilt the camera up")


@pytest.mark.parametrize(("near", "towards"), [("right", 1), ("left", -1)])
def test_forward_is_where_the_near_side_has_it(near: Side, towards: int) -> None:
    forward = Room(forward=0.5)
    tight = upright(at=(0.3 * towards, 0))
    free = upright(at=(-0.3 * towards, 0))
    assert framed(tight, forward, near=near).say.startswith("The movement needs more room beside")
    assert framed(free, forward, near=near) == RIGHT
    assert framed(free, Room(back=0.5), near=near).right is False


def test_room_is_not_asked_where_the_size_is_unknown() -> None:
    pose = replace(upright(at=(0.3, 0)), world=np.full((33, 3), np.nan, np.float32))
    assert framed(pose, Room(forward=0.3), near="right") == RIGHT
