"""What a session consists of, in which order, with which rests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from formcheck.coach.library import exercise_names
from formcheck.guide.session_plan import (
    SIDE_CHANGE_S,
    SessionPlan,
    SetPlan,
    other_side_of,
    sides_of,
)

if TYPE_CHECKING:
    from formcheck.coach.exercise import Exercise
    from formcheck.guide.session_plan import SideWish


def plan(
    exercise: Exercise, wish: SideWish, *, sets: int = 2, rest_s: float = 60.0
) -> SessionPlan:
    return SessionPlan(exercise, sides_of(exercise, wish), sets=sets, reps=8, rest_s=rest_s)


def test_each_round_has_both_sides(shipped: dict[str, Exercise]) -> None:
    sets = plan(shipped["single_leg_bridge"], "both").in_order()
    assert [(one.number, one.side) for one in sets] == [
        (1, "left"), (1, "right"), (2, "left"), (2, "right"),
    ]  # fmt: skip
    assert {one.reps for one in sets} == {8}


@pytest.mark.parametrize("wish", ["left", "right", "auto"])
def test_one_side_is_one_set_a_round(wish: SideWish, shipped: dict[str, Exercise]) -> None:
    sets = plan(shipped["single_leg_bridge"], wish, sets=3).in_order()
    assert [one.side for one in sets] == [wish] * 3
    assert [one.number for one in sets] == [1, 2, 3]
    assert sets[0].leg == (None if wish == "auto" else wish)


@pytest.mark.parametrize("name", exercise_names())
@pytest.mark.parametrize("wish", ["left", "both"])
def test_legs_that_work_together_are_not_told_apart(
    name: str, wish: SideWish, shipped: dict[str, Exercise]
) -> None:
    sides = sides_of(shipped[name], wish)
    if shipped[name].sides != "one":
        assert sides == ("auto",)
    else:
        assert sides == (("left", "right") if wish == "both" else ("left",))


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
