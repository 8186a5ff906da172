"""What a session consists of, in which order, with which rests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.actor import session_of

from formcheck.exercises.loader import exercise_names
from formcheck.session.plan import (
    SIDE_CHANGE_S,
    SessionPlan,
    SetPlan,
    SetQueue,
    other_side_of,
    sides_of,
)

if TYPE_CHECKING:
    from formcheck.exercises.definition import Exercise
    from formcheck.session.plan import SideRequest


def plan(
    exercise: Exercise, asked: SideRequest, *, sets: int = 2, rest_s: float = 60.0
) -> SessionPlan:
    return SessionPlan(exercise, sides_of(exercise, asked), sets=sets, reps=8, rest_s=rest_s)


def test_each_round_has_both_sides(shipped: dict[str, Exercise]) -> None:
    sets = plan(shipped["single_leg_bridge"], "both").in_order()
    assert [(one.number, one.side) for one in sets] == [
        (1, "left"), (1, "right"), (2, "left"), (2, "right"),
    ]  # fmt: skip
    assert {one.reps for one in sets} == {8}


@pytest.mark.parametrize("asked", ["left", "right", "auto"])
def test_one_side_is_one_set_a_round(asked: SideRequest, shipped: dict[str, Exercise]) -> None:
    sets = plan(shipped["single_leg_bridge"], asked, sets=3).in_order()
    assert [one.side for one in sets] == [asked] * 3
    assert [one.number for one in sets] == [1, 2, 3]
    assert sets[0].leg == (None if asked == "auto" else asked)


@pytest.mark.parametrize("name", exercise_names())
@pytest.mark.parametrize("asked", ["left", "both"])
def test_legs_that_work_together_are_not_told_apart(
    name: str, asked: SideRequest, shipped: dict[str, Exercise]
) -> None:
    sides = sides_of(shipped[name], asked)
    if shipped[name].sides != "one":
        assert sides == ("auto",)
    else:
        assert sides == (("left", "right") if asked == "both" else ("left",))


def test_a_change_of_sides_is_a_shorter_rest(shipped: dict[str, Exercise]) -> None:
    session = plan(shipped["single_leg_bridge"], "both")
    left, right, again, _ = session.in_order()
    assert session.rest_between_s(left, right) == SIDE_CHANGE_S
    assert session.rest_between_s(right, again) == SIDE_CHANGE_S
    assert session.rest_between_s(left, again) == 60.0
    short = plan(shipped["single_leg_bridge"], "both", rest_s=5.0)
    assert short.rest_between_s(left, right) == 5.0


def test_the_other_side(shipped: dict[str, Exercise]) -> None:
    del shipped
    assert other_side_of(SetPlan(1, "left", 8), number=1) == SetPlan(1, "right", 8)
    assert other_side_of(SetPlan(2, "right", 0), number=2) == SetPlan(2, "left", 0)
    assert other_side_of(SetPlan(1, "auto", 8), number=2) == SetPlan(2, "auto", 8)


def order_of(shipped: dict[str, Exercise], asked: SideRequest, *, sets: int) -> SetQueue:
    return SetQueue(session_of(shipped["single_leg_bridge"], request=asked, sets=sets))


def rest_of(order: SetQueue) -> list[tuple[int, str]]:
    """What comes, this set first."""
    sets: list[tuple[int, str]] = [(order.now.number, order.now.side)]
    while not order.is_at_end:
        order.go_on()
        sets.append((order.now.number, order.now.side))
    return sets


def test_as_planned(shipped: dict[str, Exercise]) -> None:
    order = order_of(shipped, "both", sets=2)
    assert rest_of(order) == [(1, "left"), (1, "right"), (2, "left"), (2, "right")]


def test_a_repeated_set_pushes_the_next_one_back_once(shipped: dict[str, Exercise]) -> None:
    order = order_of(shipped, "left", sets=2)
    done = order.now
    order.go_on()
    order.repeat(done)
    order.repeat(done)
    assert rest_of(order) == [(1, "left"), (2, "left")]


def test_changing_sides_leaves_out_what_was_left_of_this_one(shipped: dict[str, Exercise]) -> None:
    order = order_of(shipped, "left", sets=3)
    order.change_sides()
    assert rest_of(order) == [(1, "right")]
    order = order_of(shipped, "both", sets=2)
    order.change_sides()
    assert rest_of(order) == [(1, "right"), (2, "left"), (2, "right")]


def test_a_side_that_is_found_by_itself_is_just_one_set_more(shipped: dict[str, Exercise]) -> None:
    order = order_of(shipped, "auto", sets=1)
    order.change_sides()
    assert rest_of(order) == [(1, "auto")]


def test_nothing_comes_after_a_stop(shipped: dict[str, Exercise]) -> None:
    order = order_of(shipped, "both", sets=2)
    order.stop()
    assert order.is_at_end
