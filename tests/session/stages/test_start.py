"""The start position is awaited, but not for ever."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from support.actor import BRIDGE, FPS, actor, load
from support.arms import with_arm
from support.performer import perform, plan_for

from formcheck.session.protocol import ScreenKind
from formcheck.session.stages.start import START_PATIENCE_S, STILL_S, UNSURE, StartDetector

if TYPE_CHECKING:
    from formcheck.pose.pose import Pose

LYING = perform(load("double_leg_bridge"))[0]
"""Both knees are bent: no start position of the single-leg bridge."""


def test_start_that_is_not_detected_begins_after_a_while() -> None:
    person = actor()
    person.play([LYING] * round((START_PATIENCE_S - 1) * FPS))
    assert person.stages == [ScreenKind.STARTING]
    assert person.output.screen.detail == "Straighten the other leg, foot off the floor."
    person.play([LYING] * 120)
    person.act(f"see moving; hear {UNSURE}; do 2; ended done 2; dropped 0")
    heard = [one.words for one in person.listener.voice.heard if one.complete]
    start = heard.index(UNSURE)
    assert heard[start : start + 5] == [UNSURE, "three", "two", "one", "Go."]


def test_raised_arm_begins_at_once() -> None:
    person = actor()
    person.play([LYING] * 10 + [with_arm(LYING)] * 12)
    assert person.stage is ScreenKind.COUNTDOWN


def test_empty_picture_never_begins() -> None:
    actor(f"gone {2 * START_PATIENCE_S}; see starting")


def test_first_step_is_repeated_for_a_person_who_is_not_at_the_start() -> None:
    person = actor()
    lifted = perform(load(BRIDGE), plan=plan_for(load(BRIDGE), reps=1))[120]
    person.play([lifted] * 200)
    assert person.stage is ScreenKind.STARTING
    assert person.said.count(load(BRIDGE).steps[0]) >= 2


# --- Pictures that are not believed

EXCHANGED = [*range(23), 24, 23, 26, 25, 28, 27, 30, 29, 32, 31]


def with_exchanged_legs(*, every: int, count: int) -> list[Pose]:
    """Return ten seconds at the start of the bridge; in some poses the legs are exchanged."""
    rest = perform(load(BRIDGE))[0]
    poses = [replace(rest, index=number, time_s=number / FPS) for number in range(round(10 * FPS))]
    return [
        replace(pose, image=pose.image[EXCHANGED], visibility=pose.visibility[EXCHANGED])
        if pose.index % every >= every - count
        else pose
        for pose in poses
    ]


@pytest.mark.parametrize(("every", "count"), [(6, 1), (8, 2), (20, 2)])
def test_legs_mixed_up_for_moments_do_not_keep_the_set_from_beginning(
    every: int, count: int
) -> None:
    detector, began_s, doubted = StartDetector(load(BRIDGE), side="auto"), math.inf, 0
    for pose in with_exchanged_legs(every=every, count=count):
        reading = detector.update(pose)
        doubted += reading is not None and reading.paused is not None
        assert not detector.hint
        if detector.in_start:
            began_s = min(began_s, pose.time_s)
    assert doubted >= 10
    assert began_s <= STILL_S + 0.5


def test_a_pose_that_cannot_be_judged_for_longer_is_no_start() -> None:
    detector = StartDetector(load(BRIDGE), side="auto")
    poses = with_exchanged_legs(every=10**6, count=0)
    half = len(poses) // 2
    for pose in poses[:half]:
        detector.update(pose)
    assert detector.in_start
    for pose in poses[half:]:
        detector.update(replace(pose, visibility=np.zeros_like(pose.visibility)))
        assert not detector.in_start
    assert detector.hint
