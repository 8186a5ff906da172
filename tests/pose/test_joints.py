"""The list of joints: complete, in BlazePose order, and symmetric."""

from __future__ import annotations

import pytest

from formcheck.pose.joints import BONES, JOINT_COUNT, MIRROR, Joint, other_side


def test_the_rows_are_those_of_the_33_blazepose_landmarks() -> None:
    assert JOINT_COUNT == 33
    assert [joint.value for joint in Joint] == list(range(33))
    pinned = {
        "NOSE": 0,
        "LEFT_SHOULDER": 11,
        "RIGHT_SHOULDER": 12,
        "LEFT_HIP": 23,
        "RIGHT_HIP": 24,
        "LEFT_KNEE": 25,
        "LEFT_ANKLE": 27,
        "LEFT_HEEL": 29,
        "LEFT_FOOT_INDEX": 31,
        "RIGHT_FOOT_INDEX": 32,
    }
    assert {name: Joint[name].value for name in pinned} == pinned


def _counterpart(name: str) -> str:
    for one, two in (("LEFT", "RIGHT"), ("RIGHT", "LEFT")):
        if one in name.split("_"):
            return name.replace(one, two)
    return name


@pytest.mark.parametrize("joint", list(Joint), ids=lambda joint: joint.name.lower())
def test_the_mirror_swaps_left_and_right_of_the_same_part(joint: Joint) -> None:
    assert Joint(MIRROR[joint]).name == _counterpart(joint.name)
    assert MIRROR[MIRROR[joint]] == joint


def test_only_the_nose_has_no_counterpart() -> None:
    assert [joint for joint in Joint if MIRROR[joint] == joint] == [Joint.NOSE]


def test_the_skeleton_is_symmetric_and_has_no_bone_twice() -> None:
    bones = {frozenset(bone) for bone in BONES}
    assert len(bones) == len(BONES)
    assert {frozenset(Joint(MIRROR[end]) for end in bone) for bone in bones} == bones
    assert all(len(bone) == 2 for bone in bones)


def test_the_skeleton_hangs_together() -> None:
    reached = {BONES[0][0]}
    for _ in BONES:
        reached |= {end for bone in BONES if reached & set(bone) for end in bone}
    assert reached == {end for bone in BONES for end in bone}


def test_the_other_side_of_the_other_side_is_this_side() -> None:
    assert other_side("left") == "right"
    assert other_side("right") == "left"
