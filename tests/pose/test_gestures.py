"""An arm held up: seen in every position, and taken for nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from support.arms import with_arm
from support.performer import Recording, Side2D, perform, plan_for, pose_of
from support.watching import mirrored

from formcheck.exercises.loader import exercise_names
from formcheck.pose.filters import DIP_TOLERANCE_S
from formcheck.pose.gestures import (
    RAISED_SHARE,
    STRAIGHT_DEG,
    RaisedArm,
    arm_is_up,
    trunk_is_upright,
)
from formcheck.pose.pose import absent
from formcheck.pose.positions import POSITIONS

if TYPE_CHECKING:
    from formcheck.exercises.definition import Exercise
    from formcheck.pose.joints import Side
    from formcheck.pose.pose import Pose


def first_pose(exercise: Exercise) -> Pose:
    return perform(exercise, plan=plan_for(exercise, reps=1))[0]


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


def test_seconds_count_from_the_moment_an_arm_goes_up(shipped: dict[str, Exercise]) -> None:
    pose, arm = first_pose(shipped["single_leg_bridge"]), RaisedArm()
    seconds = []
    for index in range(60):
        now = replace(pose, index=index, time_s=index / 10)
        seconds.append(arm.update(with_arm(now) if 10 <= index < 40 else now))
    assert seconds[:10] == [0.0] * 10
    assert seconds[39] == pytest.approx(2.9)
    assert seconds[-1] == 0.0


def test_arm_stays_up_while_it_is_briefly_hidden(shipped: dict[str, Exercise]) -> None:
    pose, arm = first_pose(shipped["single_leg_bridge"]), RaisedArm()
    for index in range(30):
        now = replace(pose, index=index, time_s=index / 10)
        hidden = index in {10, 11}
        up_s = arm.update(now if hidden else with_arm(now))
    assert up_s == pytest.approx(2.9)
    gone = replace(pose, index=99, time_s=2.9 + DIP_TOLERANCE_S + 0.05)
    assert arm.update(gone) == 0.0


def test_arm_counts_as_raised_anew_after_a_long_gap(
    shipped: dict[str, Exercise],
) -> None:
    up = with_arm(first_pose(shipped["single_leg_bridge"]))
    arm = RaisedArm()
    for step in range(10):
        arm.update(replace(up, time_s=step / 10))
    assert arm.up_s == pytest.approx(0.9)
    assert arm.update(replace(up, time_s=15.0)) == 0.0  # the camera was away
    assert arm.update(replace(up, time_s=15.5)) == pytest.approx(0.5)


def test_trunk_is_upright_only_if_it_is_seen_so(shipped: dict[str, Exercise]) -> None:
    standing = pose_of(Side2D())
    assert trunk_is_upright(standing)
    lying, gone = first_pose(shipped["single_leg_bridge"]), absent(0, 0.0, size_px=(640, 480))
    for pose in (lying, gone, replace(standing, visibility=standing.visibility * 0)):
        assert not trunk_is_upright(pose)
