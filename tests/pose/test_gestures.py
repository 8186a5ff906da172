"""An arm held up: seen in every position, and taken for nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from support.arms import with_arm
from support.chairs import on_a_chair, with_wrist
from support.performer import Recording, Side2D, perform, plan_for, pose_of
from support.watching import mirrored

from formcheck.exercises.loader import exercise_names
from formcheck.pose.features import FeatureExtractor
from formcheck.pose.filters import DIP_TOLERANCE_S
from formcheck.pose.gestures import (
    RAISED_SHARE,
    STRAIGHT_DEG,
    RaisedArm,
    arm_is_up,
    trunk_is_upright,
    wrist_height,
)
from formcheck.pose.pose import absent
from formcheck.pose.positions import POSITIONS

if TYPE_CHECKING:
    from formcheck.exercises.definition import Exercise
    from formcheck.pose.joints import Side
    from formcheck.pose.pose import Pose


def first_pose(exercise: Exercise) -> Pose:
    return perform(exercise, plan=plan_for(exercise, reps=1))[0]


@pytest.mark.sampled(5)
@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("name", exercise_names())
def test_arm_is_seen_from_every_start_position(
    name: str, side: Side, shipped: dict[str, Exercise]
) -> None:
    pose = first_pose(shipped[name])
    assert not arm_is_up(pose)
    up = with_arm(pose, side=side)
    assert arm_is_up(up)
    assert arm_is_up(mirrored(up))


@pytest.mark.parametrize("name", exercise_names())
def test_no_exercise_looks_like_a_raised_arm(name: str, shipped: dict[str, Exercise]) -> None:
    assert not any(arm_is_up(pose) for pose in perform(shipped[name], recording=Recording(fps=6)))


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        ({"slant_deg": STRAIGHT_DEG - 2}, True),
        ({"slant_deg": STRAIGHT_DEG + 2}, False),
        ({"slant_deg": -STRAIGHT_DEG - 2}, False),
        ({"slant_deg": 180.0}, False),
        ({"length_share": RAISED_SHARE + 0.02}, True),
        ({"length_share": RAISED_SHARE - 0.02}, False),
        ({"visibility": 0.51}, True),
        ({"visibility": 0.49}, False),
    ],
)
def test_raised_arm_is_straight_long_and_seen(
    change: dict[str, float], *, seen: bool, shipped: dict[str, Exercise]
) -> None:
    pose = first_pose(shipped["standing_hip_abduction"])
    assert arm_is_up(with_arm(pose, **change)) is seen  # type: ignore[arg-type]


def test_hand_behind_the_thigh_is_not_a_raised_arm(shipped: dict[str, Exercise]) -> None:
    pose = first_pose(shipped["hamstring_stretch"])
    for slant_deg in (-50.0, 50.0):
        assert not arm_is_up(with_arm(pose, slant_deg=slant_deg, length_share=1.2))


def test_both_arms_up_are_no_sign_where_each_is_seen(shipped: dict[str, Exercise]) -> None:
    """In a side view the hidden arm is drawn where the other one is, and one arm may be meant."""
    front, side = (
        first_pose(shipped[name]) for name in ("standing_hip_abduction", "single_leg_bridge")
    )
    for pose, is_sign in ((front, False), (side, True)):
        up = with_arm(pose, side="left")
        assert arm_is_up(up)
        for slant_deg in (0.0, 40.0):
            assert arm_is_up(with_arm(up, side="right", slant_deg=slant_deg)) is is_sign
        assert arm_is_up(with_arm(up, side="right", visibility=0.3))


def test_unknown_joints_raise_no_arm(shipped: dict[str, Exercise]) -> None:
    pose = with_arm(first_pose(shipped["mini_squat"]))
    assert not arm_is_up(replace(pose, image=np.full((33, 2), np.nan, np.float32)))
    assert not arm_is_up(absent(0, 0.0, size_px=(640, 480)))


@pytest.mark.parametrize("name", exercise_names())
def test_trunk_is_upright_where_the_position_says_so(
    name: str, shipped: dict[str, Exercise]
) -> None:
    pose = first_pose(shipped[name])
    assert trunk_is_upright(pose) == POSITIONS[shipped[name].position].upright
    assert not trunk_is_upright(replace(pose, visibility=np.full(33, 0.4, np.float32)))


@pytest.mark.parametrize(
    "calls",
    [
        [(0.0, False, 0), (1.0, True, 0), (1.9, True, 0.9), (2.8, True, 1.8), (3.0, False, 1.8),
         (3.2, False, 0)],
        [(0.0, True, 0), (0.9, True, 0.9), (1.1, False, 0.9), (1.2, True, 1.2),
         (1.3, False, 1.2), (1.2 + DIP_TOLERANCE_S - 0.05, False, 1.2),
         (1.2 + DIP_TOLERANCE_S + 0.05, False, 0)],
        [(0.0, True, 0), (0.5, True, 0.5), (2.5, True, 2.5), (4.9, False, 2.5), (5.0, True, 5.0)],
        [(0.0, True, 0), (0.9, True, 0.9), (15.0, True, 0), (15.5, True, 0.5)],
    ],
    ids=["from the moment it goes up", "briefly hidden", "over a stall", "anew after a long gap"],
)  # fmt: skip
def test_seconds_of_a_raised_arm_are_counted(
    calls: list[tuple[float, bool, float]], shipped: dict[str, Exercise]
) -> None:
    pose, arm = first_pose(shipped["single_leg_bridge"]), RaisedArm()
    for time_s, is_up, up_s in calls:
        now = replace(pose, time_s=time_s)
        assert arm.update(with_arm(now) if is_up else now) == pytest.approx(up_s)
        assert arm.up_s == pytest.approx(up_s)


def test_arm_stays_up_while_nobody_is_seen_for_a_moment(shipped: dict[str, Exercise]) -> None:
    pose, arm = first_pose(shipped["single_leg_bridge"]), RaisedArm()
    for index in range(81):
        now = replace(pose, time_s=index / 10)
        gone = absent(index, now.time_s, size_px=pose.size_px)
        arm.update(gone if 20 <= index < 40 else with_arm(now))
    assert arm.up_s == pytest.approx(8.0)


def test_trunk_is_upright_only_if_it_is_seen_so(shipped: dict[str, Exercise]) -> None:
    standing = pose_of(Side2D())
    assert trunk_is_upright(standing)
    lying, gone = first_pose(shipped["single_leg_bridge"]), absent(0, 0.0, size_px=(640, 480))
    for pose in (lying, gone, replace(standing, visibility=standing.visibility * 0)):
        assert not trunk_is_upright(pose)


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("height", [0.0, 0.7, 1.1])
def test_height_of_the_wrist_is_a_share_of_the_trunk(side: Side, height: float) -> None:
    figure = on_a_chair(20.0, 88.0)
    pose = with_wrist(pose_of(figure, working=side), figure, height, side=side)
    for each, seen in ((pose, True), (replace(pose, visibility=0 * pose.visibility), False)):
        features = FeatureExtractor().extract(each)
        now = FeatureExtractor().extract(pose).leg_frame("side", side).joints
        value = wrist_height(features, now, side)
        assert value == pytest.approx(height if seen else np.nan, abs=0.02, nan_ok=True)
