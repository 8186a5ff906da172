"""The order of the sets: as planned, repeated, and with the sides changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actor import session_of

from formcheck.guide.order import Order

if TYPE_CHECKING:
    from formcheck.coach.exercise import Exercise
    from formcheck.guide.session_plan import SideWish


def order_of(shipped: dict[str, Exercise], wish: SideWish, *, sets: int) -> Order:
    return Order(session_of(shipped["single_leg_bridge"], wish=wish, sets=sets))


def rest_of(order: Order) -> list[tuple[int, str]]:
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
