"""The rule of a limit: when it begins, what it keeps, and when it must stay silent."""

from __future__ import annotations

import math

import pytest
from support.faults import LEAN, WORDS, moment

from formcheck.assessment.rep_counter import Phase
from formcheck.assessment.rules import LimitRule
from formcheck.exercises.parts import Limit


def limit(**changes: object) -> Limit:
    table = {"name": "too_far", "when": LEAN, "for_s": 0.2, "action": "warn", **WORDS}
    return Limit.model_validate(table | changes)


def excesses(values: list[float], **changes: object) -> list[tuple[float, float]]:
    """When each excess began, and its worst value, over values thirty a second."""
    rule = LimitRule(limit(**changes))
    begun = [rule.update(moment(index / 30, value)) for index, value in enumerate(values)]
    assert [excess for excess in begun if excess is not None] == rule.excesses
    return [(excess.time_s, excess.worst) for excess in rule.excesses]


@pytest.mark.parametrize("phase", list(Phase))
def test_a_limit_holds_in_every_phase(phase: Phase) -> None:
    rule = LimitRule(limit())
    begun = [rule.update(moment(index / 30, 20.0, phase)) for index in range(30)]
    assert sum(excess is not None for excess in begun) == 1


def test_a_limit_must_be_exceeded_for_a_while() -> None:
    assert not excesses([11.9] * 60)
    assert not excesses(([20.0] * 5 + [8.0]) * 10)
    assert excesses([20.0] * 10)[0][0] == pytest.approx(0.2, abs=0.04)


def test_a_limit_speaks_once_until_it_clears() -> None:
    assert len(excesses(([20.0] * 20 + [10.0] * 10) * 4)) == 1
    assert len(excesses(([20.0] * 20 + [8.0] * 10) * 4)) == 4


def test_a_limit_keeps_its_worst_value() -> None:
    assert excesses([15.0] * 10 + [33.0] + [20.0] * 10 + [5.0] * 5)[0][1] == 33.0


def test_the_worst_value_may_come_before_it_is_believed() -> None:
    assert excesses([33.0] * 4 + [15.0] * 10)[0][1] == 33.0


def test_the_worst_value_of_a_lower_limit_is_the_lowest() -> None:
    below = {"measure": "trunk_inclination", "below_deg": -10, "clear_deg": -6}
    assert excesses([-12.0] * 10 + [-25.0] + [-14.0] * 5, when=below)[0][1] == -25.0


def test_an_unknown_value_is_no_worst_value() -> None:
    rule = LimitRule(limit())
    for index, value in enumerate([20.0] * 10 + [math.nan] + [22.0] * 10):
        rule.update(moment(index / 30, value))
    assert {excess.worst for excess in rule.excesses} == {20.0, 22.0}


def test_a_limit_is_not_exceeded_by_two_sightings_far_apart() -> None:
    rule = LimitRule(limit())
    assert rule.update(moment(0.0, 20.0)) is None
    assert rule.update(moment(60.0, 20.0)) is None


def test_unknown_values_never_exceed_a_limit() -> None:
    assert not excesses([math.nan, 5.0, 11.9, math.nan] * 15, for_s=0.05)
