"""A week of a plan, as the rules of `today` make it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from formcheck.exercises.profile import NO_PROFILE, prescription
from formcheck.programme.definition import load_programme
from formcheck.therapist.week import ANY_MONDAY, DAYS, weeks_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.therapist.week import PlannedDay


def on(days: Sequence[PlannedDay], slot: str) -> str:
    """The days of a slot: x = due."""
    return "".join("x" if any(item.slot == slot for item in day.items) else "." for day in days)


def test_week_is_that_of_today() -> None:
    first, second, third = weeks_of(load_programme("hip-start"), NO_PROFILE, weeks=3)
    assert first[0].day == ANY_MONDAY
    assert ANY_MONDAY.weekday() == 0
    assert [len(week) for week in (first, second, third)] == [DAYS] * 3
    assert on(first, "bridge") == "x.x.x.."
    assert on(first, "motion") == "xxxxxxx"
    sets = [
        next(item.sets for item in week[0].items if item.slot == "bridge")
        for week in (first, second, third)
    ]
    assert sets == [1, 2, 3]
    assert third[0].minutes > first[0].minutes > first[1].minutes > 0


def test_what_a_precaution_takes_away_is_left_out() -> None:
    profile = prescription("posterior_hip_replacement")
    [days] = weeks_of(load_programme("hip-start"), profile)
    assert on(days, "stretch_buttock") == "......."
    assert [row.slot for row in days[0].left_out] == ["stretch_buttock"]
