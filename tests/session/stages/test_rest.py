"""A rest is as long as it says, and ends early by arm or key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.actor import BRIDGE, actor, load, session_of

from formcheck.session.protocol import ScreenKind, SessionInput
from formcheck.session.stages.rest import SIDE_CHANGE_S, RestStage

if TYPE_CHECKING:
    from formcheck.session.plan import SetPlan

MOVING, RESTING = ScreenKind.MOVING, ScreenKind.RESTING


def test_rest_is_as_long_as_announced() -> None:
    person = actor(until=MOVING, done=1, sets=2, reps=1, rest_s=8.0)
    begun_s = person.time_s
    assert person.stage is RESTING
    person.stay_until(lambda output: output.screen.kind is not RESTING)
    assert 4.5 < person.time_s - begun_s <= 8.1


@pytest.mark.parametrize("rest_s", [60.0, 5.0])
def test_rest_is_shorter_at_a_change_of_sides(rest_s: float) -> None:
    session = session_of(load(BRIDGE), request="both", sets=2, rest_s=rest_s)
    left, right, again, _ = session.in_order()

    def total_s(before: SetPlan, after: SetPlan) -> float:
        stage = RestStage(session, before, after, since_s=0.0)
        return stage.update(SessionInput(0.0)).screen.total_s

    assert total_s(left, right) == total_s(right, again) == min(rest_s, SIDE_CHANGE_S)
    assert total_s(left, again) == rest_s


def test_raised_arm_ends_the_rest() -> None:
    person = actor(until=MOVING, done=1, sets=2, reps=1, rest_s=60.0)
    person.stay(1.0)
    person.stay(1.5, arm=True)
    assert person.stage is not RESTING


def test_last_ten_seconds_of_a_long_rest_are_said() -> None:
    person = actor(until=MOVING, done=1, sets=2, reps=1, rest_s=25.0)
    person.stay_until(ScreenKind.STARTING)
    assert person.said.count("Ten seconds.") == 1


def test_rest_clock_runs_without_pictures() -> None:
    person = actor(until=MOVING, done=1, sets=2, reps=1, rest_s=8.0)
    person.lose_pictures(9.0, camera_lost=False)
    assert person.stage is ScreenKind.STARTING


def test_rest_that_the_question_for_pain_took_is_not_said_in_seconds() -> None:
    person = actor(sets=2, reps=1, rest_s=8.0, pain=True)
    person.press(digits="2")
    person.stay_until(MOVING)
    person.exercise(1)
    person.stay(5.0)
    assert person.stage is ScreenKind.PAIN
    person.press(digits="2")
    person.stay(0.1)
    assert person.stage is RESTING
    assert person.said[-1] == "Next: the left leg, set 2 of 2."
