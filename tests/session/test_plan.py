"""The sets of a session, their order and their rests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.actor import BRIDGE, load, session_of

from formcheck.exercises.loader import exercise_names
from formcheck.session.plan import SetQueue, sides_of

if TYPE_CHECKING:
    from formcheck.session.plan import SideRequest

L, R = "left", "right"


@pytest.mark.parametrize(
    ("asked", "sets", "order"),
    [
        ("both", 2, [(1, L), (1, R), (2, L), (2, R)]),
        ("left", 3, [(1, L), (2, L), (3, L)]),
        ("right", 1, [(1, R)]),
        ("auto", 2, [(1, "auto"), (2, "auto")]),
    ],
)
def test_each_round_has_every_side_once(
    asked: SideRequest, sets: int, order: list[tuple[int, str]]
) -> None:
    planned = session_of(load(BRIDGE), request=asked, sets=sets, reps=8).in_order()
    assert [(one.number, one.side) for one in planned] == order
    assert {one.reps for one in planned} == {8}
    assert [one.leg for one in planned] == [None if side == "auto" else side for _, side in order]


@pytest.mark.parametrize("name", exercise_names())
@pytest.mark.parametrize("asked", ["left", "both"])
def test_legs_that_work_together_are_one_set(name: str, asked: SideRequest) -> None:
    separate = (L, R) if asked == "both" else (L,)
    expected = separate if load(name).sides == "one" else ("auto",)
    assert sides_of(load(name), asked) == expected


def queue(request: SideRequest, *, sets: int) -> SetQueue:
    return SetQueue(session_of(load(BRIDGE), request=request, sets=sets))


def order_of(sets: SetQueue) -> list[tuple[int, str]]:
    """Return all sets from the current one on."""
    order: list[tuple[int, str]] = [(sets.now.number, sets.now.side)]
    while not sets.is_at_end:
        sets.go_on()
        order.append((sets.now.number, sets.now.side))
    return order


def test_repeated_set_pushes_the_next_one_back_once() -> None:
    sets = queue("left", sets=2)
    done = sets.now
    sets.go_on()
    sets.repeat(done)
    sets.repeat(done)
    assert order_of(sets) == [(1, L), (2, L)]


@pytest.mark.parametrize(
    ("asked", "count", "order"),
    [
        ("left", 3, [(1, R)]),
        ("right", 1, [(1, L)]),
        ("both", 2, [(1, R), (2, L), (2, R)]),
        ("auto", 1, [(1, "auto")]),
    ],
)
def test_change_of_sides_leaves_out_the_other_sets_of_this_side(
    asked: SideRequest, count: int, order: list[tuple[int, str]]
) -> None:
    sets = queue(asked, sets=count)
    sets.change_sides()
    assert order_of(sets) == order


def test_nothing_comes_after_a_stop() -> None:
    sets = queue("both", sets=2)
    sets.stop()
    assert sets.is_at_end
