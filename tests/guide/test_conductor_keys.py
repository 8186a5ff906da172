"""A session by keys, and what is easily forgotten about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from actor import Actor, moving, session_of
from performer import perform, plan_for

from formcheck.guide.ending import (
    SHARP_PAIN,
    SHOWN_S,
)
from formcheck.guide.presence import IDLE_S
from formcheck.guide.scene import Stage
from formcheck.guide.tick import Wish

if TYPE_CHECKING:
    from formcheck.coach.exercise import Exercise

BRIDGE = "single_leg_bridge"


# --- Keys ---------------------------------------------------------------------------------------


def test_space_pauses_and_goes_on(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], reps=3))
    moving(actor)
    actor.exercise(1)
    actor.tick(actor.resting(), wishes=(Wish.PAUSE,))
    assert actor.is_in(Stage.PAUSED)
    kept = len(actor.kept)
    actor.exercise(1)
    assert actor.is_in(Stage.PAUSED)
    assert len(actor.kept) == kept, "what is done in a pause is not judged"
    actor.tick(actor.resting(), wishes=(Wish.PAUSE,))
    actor.exercise(2)
    assert actor.ended[0].report.counts.total == 3


def test_space_goes_on_where_something_is_waited_for(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], sets=2, reps=1, rest_s=60.0, pain=True))
    actor.tick(actor.resting())
    actor.tick(actor.resting(), wishes=(Wish.PAUSE,))  # no answer
    assert actor.conductor.pains[0].answer.number is None
    actor.tick(actor.resting())
    actor.tick(actor.resting(), wishes=(Wish.PAUSE,))  # starts at once
    assert actor.is_in(Stage.COUNTDOWN)
    actor.tick(actor.resting(), wishes=(Wish.PAUSE,))  # no countdown
    assert actor.is_in(Stage.MOVING)
    actor.exercise(1)
    actor.tick(actor.resting(), wishes=(Wish.PAUSE,))
    actor.tick(actor.resting())
    assert actor.is_in(Stage.RESTING)
    actor.tick(actor.resting(), wishes=(Wish.PAUSE,))
    actor.tick(actor.resting())
    assert actor.is_in(Stage.STARTING)


def test_q_finishes_and_the_set_is_complete(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], sets=3, reps=8))
    moving(actor)
    actor.exercise(2)
    actor.tick(actor.resting(), wishes=(Wish.FINISH,))
    assert [done.ended_by for done in actor.ended] == ["asked"]
    assert actor.ended[0].report.counts.total == 2
    assert actor.is_in(Stage.OVER)
    actor.tick(actor.resting(), wishes=(Wish.FINISH,))
    assert actor.conductor.is_over


def test_q_before_anything_began_just_ends(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], pain=True))
    actor.tick(actor.resting())
    actor.tick(actor.resting(), wishes=(Wish.FINISH,))
    assert actor.is_in(Stage.OVER)
    assert actor.ended == []


def test_n_goes_to_the_other_side(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], wish="both", sets=2, reps=8))
    moving(actor)
    actor.exercise(1)
    actor.tick(actor.resting(), wishes=(Wish.NEXT_SIDE,))
    assert [done.ended_by for done in actor.ended] == ["asked"]
    actor.side = "right"
    moving(actor)
    assert actor.begun[-1].side == "right"
    single = Actor(session_of(shipped[BRIDGE], wish="left", reps=8))
    single.tick(single.resting())
    single.tick(single.resting(), wishes=(Wish.NEXT_SIDE,))
    single.side = "right"
    moving(single)
    assert single.begun[-1].side == "right"


def test_r_does_the_set_again_and_loses_nothing(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], sets=2, reps=2))
    moving(actor)
    actor.exercise(1)
    actor.tick(actor.resting(), wishes=(Wish.REDO,))
    assert [done.ended_by for done in actor.ended] == ["redone"]
    moving(actor)
    actor.exercise(2)
    assert [done.plan.number for done in actor.ended] == [1, 1]
    actor.tick(actor.resting(), wishes=(Wish.REDO,))  # in the rest: the last one once more
    moving(actor)
    actor.exercise(2)
    assert [done.plan.number for done in actor.ended] == [1, 1, 1]
    moving(actor)
    actor.exercise(2)
    assert [done.plan.number for done in actor.ended] == [1, 1, 1, 2]
    assert actor.is_in(Stage.OVER)


# --- What is easily forgotten -------------------------------------------------------------------


@pytest.mark.parametrize("wish", [Wish.REDO, Wish.NEXT_SIDE, Wish.FINISH])
def test_what_is_broken_off_in_the_countdown_was_no_set(
    wish: Wish, shipped: dict[str, Exercise]
) -> None:
    actor = Actor(session_of(shipped[BRIDGE], wish="both", reps=2))
    actor.stay_until(lambda told: told.scene.stage is Stage.COUNTDOWN)
    actor.tick(actor.resting(), wishes=(wish,))
    assert actor.ended == []
    assert actor.dropped == 1
    actor.side = "right" if wish is Wish.NEXT_SIDE else "left"
    actor.stay(8.0)
    sides = [plan.side for plan in actor.begun]
    assert sides == {
        Wish.REDO: ["left", "left"], Wish.NEXT_SIDE: ["left", "right"], Wish.FINISH: ["left"],
    }[wish]  # fmt: skip
    if wish is Wish.FINISH:
        assert actor.is_in(Stage.OVER)
        assert actor.said[-1] == "The session is over."


def test_r_after_the_rest_does_not_lose_the_set_that_was_to_come(
    shipped: dict[str, Exercise],
) -> None:
    actor = Actor(session_of(shipped[BRIDGE], sets=2, reps=1))
    moving(actor)
    actor.exercise(1)
    actor.tick(actor.resting(), wishes=(Wish.PAUSE,))  # no rest
    actor.tick(actor.resting())
    assert actor.is_in(Stage.STARTING)
    actor.tick(actor.resting(), wishes=(Wish.REDO,))
    actor.tick(actor.resting(), wishes=(Wish.REDO,))  # once more is still once
    for _ in range(2):
        moving(actor)
        actor.exercise(1)
    assert [done.plan.number for done in actor.ended] == [1, 1, 2]
    assert actor.is_in(Stage.OVER)


def test_n_in_the_rest_before_the_other_side_goes_there(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], wish="both", sets=2, reps=1, rest_s=60.0))
    moving(actor)
    actor.exercise(1)
    assert actor.is_in(Stage.RESTING)
    actor.tick(actor.resting(), wishes=(Wish.NEXT_SIDE,))
    actor.side = "right"
    moving(actor)
    assert [(plan.number, plan.side) for plan in actor.begun] == [(1, "left"), (1, "right")]


def test_p_is_heard_in_the_rest_and_the_rest_goes_on(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], sets=2, reps=1, rest_s=30.0))
    moving(actor)
    actor.exercise(1)
    actor.stay(2.0)
    actor.tick(actor.resting(), wishes=(Wish.PAIN,))
    assert actor.is_in(Stage.PAIN)
    actor.tick(actor.resting(), digits="3")
    actor.tick(actor.resting())
    assert actor.is_in(Stage.RESTING)
    moving(actor)
    assert [plan.number for plan in actor.begun] == [1, 2]
    assert [(note.asked, note.answer.number) for note in actor.conductor.pains] == [("after", 3)]


def test_a_rest_that_the_question_took_is_not_told_in_seconds(
    shipped: dict[str, Exercise],
) -> None:
    actor = Actor(session_of(shipped[BRIDGE], sets=2, reps=1, rest_s=8.0, pain=True))
    actor.tick(actor.resting())
    actor.tick(actor.resting(), digits="2")
    moving(actor)
    actor.exercise(1)
    actor.stay(5.0)
    assert actor.is_in(Stage.PAIN)
    actor.tick(actor.resting(), digits="2")
    actor.tick(actor.resting())
    assert actor.is_in(Stage.RESTING)
    assert actor.said[-1] == "Next: the left leg, set 2 of 2."


def test_who_is_not_at_the_start_is_told_again_what_it_is(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE]))
    lifted = perform(shipped[BRIDGE], plan=plan_for(shipped[BRIDGE], reps=1))[120]
    actor.play([lifted] * 200)
    assert actor.is_in(Stage.STARTING)
    assert actor.said.count(shipped[BRIDGE].steps[0]) >= 2


@pytest.mark.parametrize("placing", [True, False])
def test_p_is_heard_before_the_first_set(placing: bool, shipped: dict[str, Exercise]) -> None:  # noqa: FBT001
    actor = Actor(session_of(shipped[BRIDGE], placing=placing))
    actor.tick(actor.resting())
    actor.tick(actor.resting(), wishes=(Wish.PAIN,))
    assert actor.is_in(Stage.PAIN)
    actor.tick(actor.resting(), wishes=(Wish.PAIN,))  # sharp
    actor.stay(0.5)
    assert actor.is_in(Stage.OVER)
    assert actor.begun == []
    assert SHARP_PAIN in actor.said


def test_a_session_that_everybody_has_left_ends_by_itself(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], sets=3, reps=8, pain=True))
    actor.tick(actor.resting())
    actor.tick(actor.resting(), digits="1")
    moving(actor)
    actor.exercise(2)
    actor.be_gone(IDLE_S + SHOWN_S + 60.0)
    assert actor.conductor.is_over
    assert [(done.ended_by, done.report.counts.total) for done in actor.ended] == [("left", 2)]


def test_a_pause_that_is_forgotten_ends_and_keeps_the_set(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], reps=8))
    moving(actor)
    actor.exercise(1)
    actor.tick(actor.resting(), wishes=(Wish.PAUSE,))
    for _ in range(round((IDLE_S + SHOWN_S + 1.0) * 10)):
        if not actor.conductor.is_over:
            actor.tick(None)
    assert actor.conductor.is_over
    assert [(done.ended_by, done.report.counts.total) for done in actor.ended] == [("left", 1)]
