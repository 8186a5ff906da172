"""How the camera sees the body: the plane, the near side, and what is in the picture."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.figures import Oblique2D
from support.performer import Camera, Front2D, Side2D, pose_of
from support.placing import at_rest, seen_by
from support.watching import mirrored

from formcheck.exercises.loader import exercise_names
from formcheck.pose.features import plane_points
from formcheck.pose.geometry import UNKNOWN
from formcheck.pose.joints import Joint
from formcheck.pose.pose import Pose, absent
from formcheck.pose.view import (
    FOCAL_SHARE,
    FRONT_ENTER_DEG,
    FRONT_LEAVE_DEG,
    MEMORY_S,
    OBLIQUE_LEAST_DEG,
    OBLIQUE_MOST_DEG,
    PLANES,
    SIDE_ENTER_DEG,
    SIDE_LEAVE_DEG,
    TURN_S,
    TURNED_S,
    UNSEEN,
    View,
    ViewTracker,
    distance_m,
    out_of_frame,
    px_per_m,
    reversed_for,
)

if TYPE_CHECKING:
    from formcheck.pose.joints import Side


def turned(yaw_deg: float, time_s: float = 0.0, near: Side = "left") -> Pose:
    """A standing person turned by so many degrees from a side view."""
    return pose_of(Side2D(), working=near, time_s=time_s, camera=Camera(yaw_deg=yaw_deg))


def seen_at(tracker: ViewTracker, yaw_deg: float, start_s: float, end_s: float) -> View:
    """The view after the person kept that turn from one time to another."""
    view = UNSEEN
    for step in range(round((end_s - start_s) * 30)):
        view = tracker.update(turned(yaw_deg, start_s + step / 30))
    return view


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize(
    ("figure", "yaw_deg", "plane", "planes"),
    [
        (Side2D(), 0.0, "side", ["side"]),
        (Side2D(trunk=-90, hip=50, knee=90), 0.0, "side", ["side"]),
        (Side2D(), 31.0, "side", ["side", "oblique"]),
        (Side2D(), 33.0, "between", ["oblique"]),
        (Side2D(), 45.0, "between", ["oblique"]),
        (Side2D(), 54.0, "between", ["oblique"]),
        (Side2D(), 56.0, "front", ["front", "oblique"]),
        (Front2D(), 90.0, "front", ["front"]),
    ],
)
def test_first_view_follows_from_the_turn_of_the_body(
    figure: Side2D | Front2D, yaw_deg: float, plane: str, planes: list[str], side: Side
) -> None:
    camera = Camera(yaw_deg=yaw_deg)
    view = ViewTracker().update(pose_of(figure, working=side, camera=camera))
    assert view.plane == plane
    assert view.yaw_deg == pytest.approx(yaw_deg, abs=0.01)
    assert [row for row in PLANES if view.suits(row)] == planes
    assert view.near == side or isinstance(figure, Front2D)


@pytest.mark.parametrize("working", ["left", "right"])
def test_person_seen_from_before_and_aside_is_seen_obliquely(working: Side) -> None:
    pose = pose_of(Oblique2D(abduction=20), working=working)
    view = ViewTracker().update(pose)
    assert view.suits("oblique")
    assert not view.suits("side")
    assert view.near == working
    points = plane_points(pose)
    assert reversed_for("oblique", view.near, working, points) == (working == "right")


@pytest.mark.parametrize(
    ("view", "planes"),
    [
        (View("front", OBLIQUE_MOST_DEG + 1, "left"), ["front"]),
        (View("side", OBLIQUE_LEAST_DEG - 1, "left"), ["side"]),
        (UNSEEN, []),
    ],
)
def test_view_suits_planes_within_their_limits(view: View, planes: list[str]) -> None:
    assert [plane for plane in PLANES if view.suits(plane)] == planes


@pytest.mark.parametrize(
    ("before_deg", "now_deg", "plane"),
    [
        (20.0, SIDE_LEAVE_DEG - 1, "side"),
        (20.0, SIDE_LEAVE_DEG + 1, "between"),
        (70.0, FRONT_LEAVE_DEG + 1, "front"),
        (70.0, FRONT_LEAVE_DEG - 1, "between"),
    ],
)
def test_view_is_left_later_than_it_is_entered(
    before_deg: float, now_deg: float, plane: str
) -> None:
    tracker = ViewTracker()
    seen_at(tracker, before_deg, 0.0, 3.0)
    assert seen_at(tracker, now_deg, 3.0, 9.0).plane == plane


def test_no_turn_flickers_between_two_views() -> None:
    assert SIDE_ENTER_DEG < SIDE_LEAVE_DEG <= FRONT_LEAVE_DEG < FRONT_ENTER_DEG
    tracker = ViewTracker()
    planes = [
        tracker.update(turned(45 + 8 * (-1) ** step, step * 0.4)).plane for step in range(200)
    ]
    assert sum(a != b for a, b in pairwise(planes)) == 0


def test_single_pose_does_not_change_the_view() -> None:
    tracker = ViewTracker()
    seen_at(tracker, 0.0, 0.0, 1.0)
    assert tracker.update(turned(90.0, 1.0)).plane == "side"
    assert tracker.update(turned(0.0, 1 + 1 / 30, near="right")).near == "left"


@pytest.mark.parametrize("fps", [10, 30, 120])
def test_turn_begins_a_new_view_whatever_the_rate_of_the_poses(fps: int) -> None:
    tracker = ViewTracker()
    for step in range(3 * fps):
        tracker.update(turned(10.0, step / fps))
    planes = [tracker.update(turned(85.0, 3 + step / fps)).plane for step in range(2 * fps)]
    took_s = planes.index("front") / fps
    assert TURN_S <= took_s <= TURN_S + 3 * MEMORY_S
    assert planes[-1] == "front"


@pytest.mark.parametrize("yaw_deg", [0.0, 20.0, 30.0])
def test_person_who_has_turned_to_the_side_does_not_wait_for_the_view(yaw_deg: float) -> None:
    tracker = ViewTracker()
    seen_at(tracker, 87.0, 0.0, 4.0)
    assert seen_at(tracker, yaw_deg, 4.0, 4.0 + TURN_S + TURNED_S).plane == "side"


@pytest.mark.parametrize(("at_rest_deg", "plane"), [(40.0, "between"), (30.0, "side")])
def test_movement_near_a_limit_of_the_view_does_not_divide_the_set(
    at_rest_deg: float, plane: str
) -> None:
    # A bridge on a real mat: 40 degrees at rest at first, 34 later, 27 while the hips are up.
    tracker = ViewTracker()
    seen_at(tracker, at_rest_deg, 0.0, 3.5)
    planes = set()
    for rep in range(6):
        start_s = 3.5 + 2.5 * rep
        planes.add(seen_at(tracker, at_rest_deg - 10, start_s, start_s + 1.0).plane)
        planes.add(seen_at(tracker, at_rest_deg - 3, start_s + 1.0, start_s + 2.5).plane)
    assert planes == {plane}


def test_view_stays_without_world_coordinates_of_hips_and_shoulders() -> None:
    tracker = ViewTracker()
    blind = replace(turned(0.0), world=np.full((33, 3), np.nan, np.float32))
    assert tracker.update(blind) is UNSEEN
    half_blind = turned(0.0).world.copy()
    half_blind[Joint.LEFT_HIP] = np.nan
    assert tracker.update(replace(blind, world=half_blind)) is UNSEEN
    before = tracker.update(turned(0.0, 0.1))
    assert tracker.update(replace(blind, time_s=0.2)) == before
    assert tracker.update(absent(0, 0.3, size_px=(64, 48))) == before


@pytest.mark.parametrize(
    ("point", "out"),
    [
        (0 - 0j, False),
        (640 - 360j, False),
        (1280 - 720j, False),
        (1281 - 360j, True),
        (-1 - 360j, True),
        (640 + 1j, True),
        (640 - 721j, True),
        (UNKNOWN, False),
    ],
)
def test_joint_outside_the_picture_is_out_of_frame(point: complex, *, out: bool) -> None:
    assert out_of_frame([point], (1280, 720)) == [out]


@pytest.mark.parametrize("roll_deg", [-90.0, -45.0, 0.0, 45.0, 90.0])
def test_x_is_reversed_where_the_body_looks_or_lies_to_the_left(roll_deg: float) -> None:
    points = plane_points(pose_of(Front2D(), camera=Camera(roll_deg=roll_deg)))
    behind = [-point.conjugate() for point in points]
    sides: list[tuple[Side, bool]] = [("left", False), ("right", True)]
    for side, reverse in sides:
        assert reversed_for("front", None, side, points) is reverse
        assert reversed_for("front", None, side, behind) is not reverse
        assert reversed_for("side", side, "left", points) is not reverse


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
def test_pixels_per_metre_are_those_of_the_body(px: float) -> None:
    assert px_per_m(pictured(px)) == pytest.approx(px, rel=1e-3)


@pytest.mark.parametrize("size_px", [(1280, 720), (720, 1280)])
def test_distance_follows_the_focal_length_and_the_shorter_side(size_px: tuple[int, int]) -> None:
    pose = pictured(200.0, size_px=size_px)
    assert distance_m(pose) == pytest.approx(FOCAL_SHARE * 720 / 200, rel=1e-4)


@pytest.mark.parametrize("field_deg", [60, 66, 70])
def test_the_focal_length_is_that_of_a_laptop(field_deg: float) -> None:
    focal = 16 / 9 / 2 / math.tan(math.radians(field_deg / 2))
    assert pytest.approx(focal, rel=0.13) == FOCAL_SHARE


@pytest.mark.parametrize("scale", [0.5, 1.0, 2.0])
def test_half_the_size_is_twice_as_far_in_a_mirror_too(scale: float) -> None:
    pose = at_rest("mini_squat")
    for seen in (seen_by(pose, scale=scale), mirrored(seen_by(pose, scale=scale))):
        assert distance_m(seen) * scale == pytest.approx(distance_m(pose), rel=1e-3)


@pytest.mark.parametrize("name", exercise_names())
def test_samples_are_as_far_as_they_were_filmed(name: str) -> None:
    # From 2.5 to 3.0 m, with lenses of 37 to 43 degrees of height.
    assert 2.2 < distance_m(at_rest(name)) < 3.5


def test_hidden_joint_does_not_change_the_size() -> None:
    pose = pictured(200.0)
    image, visibility = pose.image.copy(), pose.visibility.copy()
    image[Joint.LEFT_KNEE] = 5000
    visibility[Joint.LEFT_KNEE] = 0.3
    assert px_per_m(replace(pose, image=image, visibility=visibility)) == pytest.approx(
        200, rel=1e-3
    )


def test_size_is_unknown_of_too_few_joints_or_of_a_point() -> None:
    pose = pictured(200.0)
    few = np.zeros(33, np.float32)
    few[[Joint.LEFT_HIP, Joint.RIGHT_HIP, Joint.LEFT_KNEE]] = 1
    for unknown in (
        replace(pose, visibility=few),
        replace(pose, image=np.full((33, 2), 7, np.float32)),
        replace(pose, world=np.zeros((33, 3), np.float32)),
        replace(pose, world=np.full((33, 3), np.nan, np.float32)),
        absent(0, 0.0, size_px=(640, 480)),
    ):
        assert math.isnan(px_per_m(unknown))
        assert math.isnan(distance_m(unknown))
