"""A rest is as long as it says, and ends early by arm or key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.actor import BRIDGE, actor, load, session_of

from formcheck.session.protocol import ScreenKind, SessionInput
from formcheck.session.stages.rest import SIDE_CHANGE_S, RestStage

if TYPE_CHECKING:
    from formcheck.session.plan import SetPlan

SETS: dict[str, Any] = {"sets": 2, "reps": 1}


def test_rest_is_as_long_as_announced() -> None:
    person = actor("until moving; do 1; see resting", **SETS, rest_s=8.0)
    begun_s = person.time_s
    person.stay_until(lambda output: output.screen.kind is not ScreenKind.RESTING)
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


@pytest.mark.parametrize(
    ("script", "rest_s"),
    [("stay 1; arm 1.5; see starting", 60.0), ("slow 9; see starting", 8.0)],
    ids=["raised arm", "clock without pictures"],
)
def test_rest_ends(script: str, rest_s: float) -> None:
    actor(f"until moving; do 1; see resting; {script}", **SETS, rest_s=rest_s)


def test_last_ten_seconds_of_a_long_rest_are_said() -> None:
    person = actor("until moving; do 1; until starting", **SETS, rest_s=25.0)
    assert person.said.count("Ten seconds.") == 1


def test_rest_that_the_question_for_pain_took_is_not_said_in_seconds() -> None:
    script = "type 2; until moving; do 1; stay 5; see pain; type 2; stay 0.1; see resting"
    person = actor(script, **SETS, rest_s=8.0, pain=True)
    assert person.said[-1] == "Next: the left leg, set 2 of 2."
