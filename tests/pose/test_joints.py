"""The list of joints: complete, in BlazePose order, and symmetric."""

from __future__ import annotations

from support.watching import MIRROR

from formcheck.pose.joints import BONES, JOINT_COUNT, Joint, other_side


def test_rows_are_those_of_the_33_blazepose_landmarks() -> None:
    assert JOINT_COUNT == 33
    assert [joint.value for joint in Joint] == list(range(33))
    pinned = {
        "NOSE": 0,
        "LEFT_SHOULDER": 11,
        "LEFT_HIP": 23,
        "LEFT_KNEE": 25,
        "RIGHT_FOOT_INDEX": 32,
    }
    assert {name: Joint[name].value for name in pinned} == pinned


def test_every_joint_but_the_nose_has_a_counterpart() -> None:
    assert [joint for joint in Joint if MIRROR[joint] == joint] == [Joint.NOSE]
    assert sorted(MIRROR) == list(Joint)


def test_skeleton_is_symmetric_connected_and_has_no_bone_twice() -> None:
    bones = {frozenset(bone) for bone in BONES}
    assert len(bones) == len(BONES)
    assert {frozenset(MIRROR[end] for end in bone) for bone in bones} == bones
    reached = {BONES[0][0]}
    for _ in BONES:
        reached |= {end for bone in BONES if reached & set(bone) for end in bone}
    assert reached == {end for bone in BONES for end in bone}


def test_other_side_swaps_left_and_right() -> None:
    assert (other_side("left"), other_side("right")) == ("right", "left")
