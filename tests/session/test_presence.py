"""Getting up ends a set; exercising never does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from support.performer import Recording, Side2D, perform, plan_for, pose_of

from formcheck.assessment.checker import Checker
from formcheck.assessment.quality_gate import ABSENT, PauseReason
from formcheck.exercises.loader import exercise_names
from formcheck.pose.gestures import trunk_is_upright
from formcheck.pose.pose import absent
from formcheck.pose.positions import POSITIONS
from formcheck.session.presence import LEFT_S, UNJUDGED_S, UP_S, Presence

if TYPE_CHECKING:
    from formcheck.exercises.definition import Exercise
    from formcheck.pose.pose import Pose

STANDING = pose_of(Side2D())


def later(pose: Pose, index: int) -> Pose:
    return replace(pose, index=index, time_s=index / 10)


def seconds_until(
    presence: Presence, pose: Pose, reason: PauseReason | None, *, most_s: float
) -> float:
    """After how many seconds of the same the set is over."""
    for index in range(int(most_s * 10)):
        if presence.has_left(later(pose, index), reason):
            return index / 10
    return most_s


@pytest.mark.parametrize("name", exercise_names())
def test_who_exercises_has_not_left(name: str, shipped: dict[str, Exercise]) -> None:
    exercise = shipped[name]
    presence, checker = Presence(exercise), Checker(exercise)
    few = Recording(fps=6)
    for pose in perform(exercise, plan=plan_for(exercise, reps=1), recording=few):
        assert not presence.has_left(pose, checker.update(pose).paused)


@pytest.mark.parametrize("name", exercise_names())
def test_who_gets_up_from_the_floor_has_left(name: str, shipped: dict[str, Exercise]) -> None:
    lying = not POSITIONS[shipped[name].position].upright
    took_s = seconds_until(Presence(shipped[name]), STANDING, None, most_s=10.0)
    assert took_s == pytest.approx(UP_S, abs=0.15) if lying else took_s == 10.0


def test_a_trunk_that_is_upright_for_a_moment_is_no_getting_up(
    shipped: dict[str, Exercise],
) -> None:
    presence = Presence(shipped["single_leg_bridge"])
    lying = perform(shipped["single_leg_bridge"])[0]
    for index in range(200):
        pose = STANDING if index % 30 < 20 else lying
        assert not presence.has_left(later(pose, index), None)


@pytest.mark.parametrize("reason", [ABSENT, PauseReason("position", "Lie down.", seen=True)])
def test_who_is_not_there_any_more_has_left(
    reason: PauseReason, shipped: dict[str, Exercise]
) -> None:
    nobody = absent(0, 0.0, size_px=(640, 480))
    took_s = seconds_until(Presence(shipped["mini_squat"]), nobody, reason, most_s=20.0)
    assert took_s == pytest.approx(LEFT_S, abs=0.15)


def test_a_hidden_joint_is_waited_for_much_longer(shipped: dict[str, Exercise]) -> None:
    lying = perform(shipped["single_leg_bridge"])[0]
    hidden = PauseReason("hidden", "Your foot cannot be seen.")
    took_s = seconds_until(Presence(shipped["single_leg_bridge"]), lying, hidden, most_s=60.0)
    assert took_s == pytest.approx(UNJUDGED_S, abs=0.15)


def test_upright_trunks(shipped: dict[str, Exercise]) -> None:
    assert trunk_is_upright(STANDING)
    assert not trunk_is_upright(perform(shipped["single_leg_bridge"])[0])
    assert not trunk_is_upright(absent(0, 0.0, size_px=(640, 480)))
    unseen = replace(STANDING, visibility=STANDING.visibility * 0)
    assert not trunk_is_upright(unseen)
