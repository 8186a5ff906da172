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
    SIDE_ENTER_DEG,
    SIDE_LEAVE_DEG,
    UNSEEN,
    ViewTracker,
    distance_m,
    out_of_frame,
    px_per_m,
    reversed_for,
)

if TYPE_CHECKING:
    from formcheck.pose.joints import Side
    from formcheck.pose.view import View


def turned(yaw_deg: float, time_s: float = 0.0, near: Side = "left") -> Pose:
    """A standing person turned by so many degrees from a side view."""
    return pose_of(Side2D(), working=near, time_s=time_s, camera=Camera(yaw_deg=yaw_deg))


def seen_at(tracker: ViewTracker, yaw_deg: float, start_s: float, end_s: float) -> View:
    """The view after somebody kept that turn from one time to another."""
    view = UNSEEN
    for step in range(round((end_s - start_s) * 30)):
        view = tracker.update(turned(yaw_deg, start_s + step / 30))
    return view


@pytest.mark.parametrize("near", ["left", "right"])
def test_a_side_view_knows_its_near_side(near: Side) -> None:
    view = ViewTracker().update(turned(0.0, near=near))
    assert view.plane == "side"
    assert view.near == near
    assert view.yaw_deg == pytest.approx(0.0, abs=0.01)
    assert view.suits("side")
    assert not view.suits("front")


@pytest.mark.parametrize("working", ["left", "right"])
def test_a_front_view_is_a_front_view(working: Side) -> None:
    view = ViewTracker().update(pose_of(Front2D(), working=working))
    assert view.plane == "front"
    assert view.yaw_deg == pytest.approx(90.0, abs=0.01)


@pytest.mark.parametrize("yaw_deg", [0.0, 10.0, 34.0, 45.0, 60.0, 90.0])
def test_the_turn_is_measured(yaw_deg: float) -> None:
    assert ViewTracker().update(turned(yaw_deg)).yaw_deg == pytest.approx(yaw_deg, abs=0.01)


@pytest.mark.parametrize(
    ("yaw_deg", "plane"),
    [(31.0, "side"), (33.0, "between"), (54.0, "between"), (56.0, "front")],
)
def test_the_first_impression_needs_a_clear_view(yaw_deg: float, plane: str) -> None:
    assert ViewTracker().update(turned(yaw_deg)).plane == plane


@pytest.mark.parametrize(
    ("before_deg", "now_deg", "plane"),
    [
        (20.0, SIDE_LEAVE_DEG - 1, "side"),
        (20.0, SIDE_LEAVE_DEG + 1, "between"),
        (70.0, FRONT_LEAVE_DEG + 1, "front"),
        (70.0, FRONT_LEAVE_DEG - 1, "between"),
    ],
)
def test_a_view_is_left_later_than_it_is_entered(
    before_deg: float, now_deg: float, plane: str
) -> None:
    tracker = ViewTracker()
    seen_at(tracker, before_deg, 0.0, 1.0)
    assert seen_at(tracker, now_deg, 1.0, 7.0).plane == plane


def test_no_turn_flickers_between_two_views() -> None:
    assert SIDE_ENTER_DEG < SIDE_LEAVE_DEG <= FRONT_LEAVE_DEG < FRONT_ENTER_DEG
    tracker = ViewTracker()
    planes = [
        tracker.update(turned(45 + 8 * (-1) ** step, step * 0.4)).plane for step in range(200)
    ]
    assert sum(a != b for a, b in pairwise(planes)) == 0


def test_one_strange_pose_does_not_change_the_view() -> None:
    tracker = ViewTracker()
    seen_at(tracker, 0.0, 0.0, 1.0)
    assert tracker.update(turned(90.0, 1.0)).plane == "side"
    assert tracker.update(turned(0.0, 1 + 1 / 30, near="right")).near == "left"


@pytest.mark.parametrize("fps", [10, 30, 120])
def test_the_impression_follows_time_and_not_poses(fps: int) -> None:
    tracker = ViewTracker()
    tracker.update(turned(0.0, 0.0))
    for step in range(1, round(MEMORY_S * fps) + 1):
        view = tracker.update(turned(90.0, step / fps))
    # After one time constant the line across has come 1 - 1/e of its way.
    come = 1 - math.exp(-1)
    assert view.yaw_deg == pytest.approx(
        math.degrees(math.atan2(0.17 * come, 0.17 * (1 - come))), abs=0.1
    )


def test_without_world_coordinates_the_last_impression_stays() -> None:
    tracker = ViewTracker()
    blind = replace(turned(0.0), world=np.full((33, 3), np.nan, np.float32))
    assert tracker.update(blind) is UNSEEN
    before = tracker.update(turned(0.0, 0.1))
    assert tracker.update(replace(blind, time_s=0.2)) == before
    assert tracker.update(absent(0, 0.3, size_px=(64, 48))) == before


def test_an_unseen_view_suits_nothing() -> None:
    assert not UNSEEN.suits("side")
    assert not UNSEEN.suits("front")
    assert UNSEEN.near is None
    assert math.isnan(UNSEEN.yaw_deg)


def test_view_is_unknown_without_the_hips() -> None:
    world = turned(0.0).world.copy()
    world[Joint.LEFT_HIP] = np.nan
    assert ViewTracker().update(replace(turned(0.0), world=world)) is UNSEEN


def test_lying_down_does_not_change_the_near_side() -> None:
    sides: tuple[Side, ...] = ("left", "right")
    for near in sides:
        figure = Side2D(trunk=-90, hip=50, knee=90)
        view = ViewTracker().update(pose_of(figure, working=near))
        assert (view.plane, view.near) == ("side", near)


@pytest.mark.parametrize(
    ("point", "out"),
    [
        (0 - 0j, False),
        (640 - 360j, False),
        (1280 - 720j, False),
        (1305 - 734j, False),  # within the margin of 2 %
        (-25 + 14j, False),
        (1306 - 360j, True),
        (-26 - 360j, True),
        (640 + 15j, True),
        (640 - 735j, True),
        (UNKNOWN, False),
    ],
)
def test_a_joint_far_outside_the_picture_is_out_of_frame(point: complex, *, out: bool) -> None:
    assert out_of_frame([point], (1280, 720)) == [out]


def test_x_is_reversed_where_the_body_looks_to_the_left() -> None:
    points = plane_points(pose_of(Front2D()))
    assert reversed_for("side", "left", "left", points)
    assert not reversed_for("side", "right", "left", points)
    assert not reversed_for("front", None, "left", points)
    assert reversed_for("front", None, "right", points)


@pytest.mark.parametrize("roll_deg", [-90.0, -45.0, 45.0, 90.0])
def test_a_body_across_the_picture_shows_its_front_as_one_that_stands(roll_deg: float) -> None:
    points = plane_points(pose_of(Front2D(), camera=Camera(roll_deg=roll_deg)))
    assert not reversed_for("front", None, "left", points)
    assert reversed_for("front", None, "right", points)


def test_a_body_from_behind_is_reversed() -> None:
    points = [-point.conjugate() for point in plane_points(pose_of(Front2D()))]
    assert reversed_for("front", None, "left", points)
    assert not reversed_for("front", None, "right", points)


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
