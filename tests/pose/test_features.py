"""PoseFeatures: joints by role, with one meaning of +x, unknown where they are not seen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from support.performer import Front2D, Side2D, pose_of
from support.watching import MIRROR, joints_of, joints_seen

from formcheck.pose.features import FeatureExtractor, PoseFeatures, SidedPose, plane_points
from formcheck.pose.geometry import is_known
from formcheck.pose.joints import Joint, other_side
from formcheck.pose.pose import CLEARLY_SEEN, SEEN, absent
from formcheck.pose.view import View

if TYPE_CHECKING:
    from formcheck.pose.joints import Side
    from formcheck.pose.pose import Pose
    from formcheck.pose.view import Plane

SIDES: tuple[Side, ...] = ("left", "right")


def joints_with(pose: Pose, *, near: Side | None, working: Side = "left") -> SidedPose:
    """The joints of a pose whose near side is given; None = seen from the front."""
    view = View("side" if near else "front", 0.0 if near else 90.0, near)
    plane: Plane = "side" if near else "front"
    return PoseFeatures(pose, view).leg_frame(plane, working).joints


def test_points_grow_upwards() -> None:
    pose = pose_of(Side2D())
    points = plane_points(pose)
    assert len(points) == 33
    assert points[Joint.LEFT_HIP] == complex(
        pose.image[Joint.LEFT_HIP, 0], -pose.image[Joint.LEFT_HIP, 1]
    )
    assert points[Joint.LEFT_SHOULDER].imag > points[Joint.LEFT_HIP].imag
    assert not is_known(points[Joint.LEFT_WRIST])


@pytest.mark.parametrize("working", SIDES)
def test_roles_follow_the_working_side(working: Side) -> None:
    pose = pose_of(Side2D(hip=30, knee=60), working=working)
    joints = joints_with(pose, near=working, working=working)
    points = plane_points(pose)
    if working == "left":
        points = [-point.conjugate() for point in points]
    for role in ("shoulder", "hip", "knee", "ankle", "heel"):
        assert getattr(joints, role) == points[Joint[f"{working}_{role}".upper()]]
        other = Joint[f"{other_side(working)}_{role}".upper()]
        assert getattr(joints, f"other_{role}") == points[other]
    assert joints.toe == points[Joint[f"{working}_foot_index".upper()]]
    assert joints.nose == points[Joint.NOSE]


@pytest.mark.parametrize("working", SIDES)
def test_forward_is_plus_x_in_a_side_view(working: Side) -> None:
    joints = joints_of(Side2D(hip=40, other_hip=-20), working=working)
    assert joints.knee.real > joints.hip.real > joints.other_knee.real
    assert joints.toe.real > joints.heel.real


@pytest.mark.parametrize("working", SIDES)
@pytest.mark.parametrize("near", SIDES)
def test_forward_does_not_depend_on_which_leg_works(working: Side, near: Side) -> None:
    # The near leg of the figure is in front of the far one, whichever is asked about.
    pose = pose_of(Side2D(hip=40, other_hip=-20), working=near)
    joints = joints_seen(pose, "side", working)
    in_front = joints.knee if working == near else joints.other_knee
    assert in_front.real > joints.hip.real


@pytest.mark.parametrize("working", SIDES)
@pytest.mark.parametrize("from_behind", [False, True])
def test_outward_is_plus_x_in_a_front_view(*, from_behind: bool, working: Side) -> None:
    pose = pose_of(Front2D(abduction=30), working=working)
    if from_behind:  # the working leg lies on the other half of the picture
        pose = pose_of(Front2D(abduction=30), working=other_side(working))
        pose = replace(pose, image=pose.image[MIRROR])
    joints = joints_seen(pose, "front", working)
    assert joints.knee.real > joints.hip.real > joints.other_hip.real


@pytest.mark.parametrize(
    ("near", "level", "working_is_seen", "other_is_seen"),
    [
        ("left", 0.49, False, False),
        ("left", SEEN, True, False),
        ("left", 0.69, True, False),
        ("left", CLEARLY_SEEN + 1e-4, True, True),
        ("left", float("nan"), False, False),
        ("right", 0.6, False, True),
        (None, 0.55, True, True),  # from the front both sides are near
    ],
)
def test_far_side_needs_more_visibility(
    near: Side | None, level: float, *, working_is_seen: bool, other_is_seen: bool
) -> None:
    pose = pose_of(Side2D() if near else Front2D())
    joints = joints_with(replace(pose, visibility=np.full(33, level, np.float32)), near=near)
    assert is_known(joints.nose) is (level >= SEEN)
    for role in ("shoulder", "hip", "knee", "ankle", "heel", "toe"):
        assert is_known(getattr(joints, role)) is working_is_seen
        assert is_known(getattr(joints, f"other_{role}")) is other_is_seen


def test_middles_lie_between_the_sides() -> None:
    joints = joints_of(Front2D(lean=10, hike=5))
    assert joints.mid_hip == (joints.hip + joints.other_hip) / 2
    assert joints.mid_shoulder == (joints.shoulder + joints.other_shoulder) / 2
    assert joints.trunk == joints.shoulder - joints.hip


def test_features_keep_the_frame_of_a_leg_and_print_in_one_line() -> None:
    features = FeatureExtractor().extract(pose_of(Side2D(hip=40)))
    assert repr(features) == "PoseFeatures(time_s=0.000, plane='side', near='left')"
    frame = features.leg_frame("side", "left")
    assert features.leg_frame("side", "left") is frame
    assert features.leg_frame("side", "left", far_visibility=0.3) is not frame
    assert frame.mirrored
    assert frame.in_picture(frame.joints.knee) == features.points[Joint.LEFT_KNEE]
    nobody = FeatureExtractor().extract(absent(0, 0.0, size_px=(64, 48)))
    assert repr(nobody) == "PoseFeatures(time_s=0.000, absent)"
    assert not any(is_known(point) for point in nobody.leg_frame("front", "right").joints)


def test_joint_outside_the_picture_is_unknown() -> None:
    pose = pose_of(Side2D())
    image = pose.image.copy()
    image[Joint.LEFT_KNEE] = -100, 300
    features = FeatureExtractor().extract(replace(pose, image=image))
    joints = features.leg_frame("side", "left").joints
    assert not is_known(joints.knee)
    assert is_known(joints.hip)
