"""Plans of a live session from a day of a programme: what is left, for which leg, and how."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from formcheck.day_session import by_the_clock, counted, plans_of
from formcheck.exercises.loader import load_exercise
from formcheck.exercises.profile import NO_PROFILE, Profile
from formcheck.programme.definition import load_programme
from formcheck.programme.history import History
from formcheck.programme.today import due

if TYPE_CHECKING:
    from formcheck.programme.day import Day, Item

DAY = due(load_programme("hip-start"), History(), date(2026, 11, 2))


def day_of(**changes: object) -> Day:
    """Return a day with heel slides alone."""
    [item] = [one for one in DAY.items if one.exercise == "heel_slide"]
    return replace(DAY, items=(replace(item, **changes),))  # type: ignore[arg-type]


def test_every_item_is_counted_or_ticked_off() -> None:
    items: list[Item] = [*counted(DAY.items), *by_the_clock(DAY.items)]
    assert sorted(one.slot for one in items) == sorted(one.slot for one in DAY.items)
    assert [plan.exercise.name for plan in plans_of(DAY, NO_PROFILE)] == [
        item.exercise for item in counted(DAY.items)
    ]


def test_leg_that_is_done_is_left_out() -> None:
    [plan] = plans_of(day_of(sets=2, sets_done={"left": 2, "right": 1}), NO_PROFILE)
    assert (plan.sides, plan.sets) == (("right",), 1)
    assert plans_of(day_of(sets=1, sets_done={"left": 1, "right": 1}), NO_PROFILE) == []


def test_no_leg_does_more_than_it_should() -> None:
    [plan] = plans_of(day_of(sets=3, sets_done={"left": 2}), NO_PROFILE)
    assert (plan.sides, plan.sets) == (("left", "right"), 1)


def test_hold_of_the_day_reaches_the_exercise_and_the_therapist_goes_first() -> None:
    [stretch] = [one for one in DAY.items if one.exercise == "knee_to_chest"]
    day = replace(DAY, items=(replace(stretch, hold_s=20.0),))
    [plan] = plans_of(day, NO_PROFILE)
    assert plan.exercise.movement.hold_s == 20.0
    own = {"schema": 1, "name": "A", "exercise": {"knee_to_chest": {"hold_s": 12}}}
    [plan] = plans_of(day, Profile.model_validate(own))
    assert plan.exercise.movement.hold_s == 12.0


def test_new_hip_tightens_and_stops_at_strong_pain() -> None:
    table = {"schema": 1, "name": "A", "precautions": ["posterior_hip_replacement"]}
    [plan] = plans_of(day_of(), Profile.model_validate(table), checks_place=False)
    assert plan.exercise.limit != load_exercise("heel_slide").limit
    assert (plan.stops_at_strong_pain, plan.is_gentle, plan.checks_place) == (True, True, False)
