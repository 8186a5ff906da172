"""Limits are watched in every phase; a body condition is watched through an attempt."""

from __future__ import annotations

import math

import pytest
from support.faults import LEAN, WORDS, moment

from formcheck.assessment.rep_counter import Phase
from formcheck.assessment.rules import BodyRule, DoubtShare, LimitRule, LimitViolation
from formcheck.exercises.parts import BodyCondition, Limit


def rule(**changes: object) -> LimitRule:
    table = {"name": "too_far", "when": LEAN, "for_s": 0.2, "action": "warn", **WORDS}
    return LimitRule(Limit.model_validate(table | changes))


def violations(values: list[float], **changes: object) -> list[LimitViolation]:
    """The violations of a limit in values thirty times a second."""
    watched = rule(**changes)
    return [
        watched.violation
        for index, value in enumerate(values)
        if watched.update(moment(index / 30, value))
    ]


@pytest.mark.parametrize("phase", list(Phase))
def test_limit_holds_in_every_phase(phase: Phase) -> None:
    watched = rule()
    assert sum(watched.update(moment(index / 30, 20.0, phase)) for index in range(30)) == 1


@pytest.mark.parametrize(
    ("values", "times"),
    [
        ([11.9] * 60, 0),
        (([20.0] * 5 + [8.0]) * 10, 0),  # never for long enough
        (([20.0] * 20 + [10.0] * 10) * 4, 1),  # never cleared
        (([20.0] * 20 + [8.0] * 10) * 4, 4),
        ([math.nan, 5.0, 11.9, math.nan] * 15, 0),
        (([20.0] + [math.nan] * 5) * 15, 0),
    ],
)
def test_limit_is_reported_once_until_it_clears(values: list[float], times: int) -> None:
    assert len(violations(values)) == times


def test_limit_is_reported_when_it_has_lasted_long_enough() -> None:
    assert violations([20.0] * 10)[0].time_s == pytest.approx(0.2, abs=0.04)
    watched = rule()
    assert not watched.update(moment(0.0, 20.0))
    assert not watched.update(moment(60.0, 20.0)), "two values far apart did not last"


BELOW = {"measure": "trunk_inclination", "below_deg": -10, "clear_deg": -6}


@pytest.mark.parametrize(
    ("values", "changes", "worst"),
    [
        ([15.0] * 10 + [33.0] + [20.0] * 10 + [5.0] * 5, {}, 33.0),
        ([33.0] * 4 + [15.0] * 10, {}, 33.0),  # before it is believed
        ([-12.0] * 10 + [-25.0] + [-14.0] * 5, {"when": BELOW}, -25.0),
        ([20.0] * 10 + [15.0, math.nan], {}, 20.0),
    ],
)
def test_violation_keeps_its_worst_value(
    values: list[float], changes: dict[str, object], worst: float
) -> None:
    assert [violation.worst for violation in violations(values, **changes)] == [worst]


def test_violation_ends_with_unknown_value() -> None:
    found = violations([20.0] * 10 + [math.nan] + [22.0] * 10)
    assert [violation.worst for violation in found] == [20.0, 22.0]


def body_rule(**changes: object) -> BodyRule:
    when = {"measure": "trunk_inclination", "below_deg": 12, "clear_deg": 15}
    table = {"name": "upright", "when": when, "for_s": 0.2, **WORDS}
    return BodyRule(BodyCondition.model_validate(table | changes))


def keeps(leans: list[float], phase: str = "move", **changes: object) -> bool:
    watched = body_rule(**changes)
    for number, lean in enumerate(leans):
        watched.update(moment(number / 10, lean, phase))
    return watched.close()


@pytest.mark.parametrize(
    ("leans", "kept"),
    [
        ([5.0] * 5, True),
        ([5.0, 14.0, 14.0, 14.0, 5.0], True),  # the hysteresis forgives 3 degrees
        ([5.0, 30.0, 5.0, 30.0, 5.0], True),  # never for long enough
        ([5.0, 30.0, 30.0, 30.0, 5.0], False),
        ([5.0, 30.0, math.nan, 30.0, 30.0], False),  # an unknown value does not mend it
        ([math.nan] * 5, True),
    ],
)
def test_body_condition_is_broken_when_unmet_for_long_enough(
    leans: list[float], *, kept: bool
) -> None:
    assert keeps(leans) is kept


def test_body_condition_looks_at_its_phases_only() -> None:
    assert keeps([30.0] * 9, phase="rest")
    assert not keeps([30.0] * 9, phase="rest", during=["rest"])


@pytest.mark.parametrize(
    ("leans", "kept"),
    [
        ([30.0] * 5, False),
        ([30.0, 5.0, 30.0, 5.0, 30.0], False),  # never for long enough
        ([30.0, 5.0, 14.0, 14.0, 30.0], True),
        ([30.0, 14.0, 14.0, 14.0, 30.0], False),  # the hysteresis asks for less than 12 first
        ([math.nan] * 5, True),
    ],
)
def test_condition_of_once_is_kept_when_met_for_long_enough(
    leans: list[float], *, kept: bool
) -> None:
    assert keeps(leans, once=True) is kept


def test_what_was_not_met_at_rest_is_forgotten_after_a_calm_second() -> None:
    walking = [30.0] * 5
    assert not keeps([*walking, *[5.0] * 8], phase="rest", during=["rest"])
    assert keeps([*walking, *[5.0] * 12], phase="rest", during=["rest"])
    assert not keeps([*walking, *[5.0] * 12], phase="move")


def test_seat_before_the_start_is_found_counts_and_lasts_into_the_next_movement() -> None:
    watched = body_rule(once=True, during=["rest"])
    for number in range(5):
        watched.update(moment(number / 10, 5.0, "unknown"))
    assert watched.close()
    watched.update(moment(0.5, 5.0, "rest"))
    assert watched.close(), "it is still the same seat"
    watched.update(moment(0.6, 30.0, "rest"))
    assert not watched.close()


def test_condition_that_must_be_seen_refuses_an_unseen_attempt() -> None:
    assert not keeps([math.nan] * 5, if_hidden="refuse")
    assert keeps([5.0, math.nan], if_hidden="refuse")
    assert keeps([math.nan] * 5, phase="rest", if_hidden="refuse"), "it did not come so far"


def test_each_attempt_is_watched_anew() -> None:
    watched = body_rule()
    for number in range(5):
        watched.update(moment(number / 10, 30.0, "move"))
    assert not watched.close()
    watched.update(moment(1.0, 5.0, "move"))
    assert watched.close()


@pytest.mark.parametrize(("doubted_share", "followed"), [(0.0, True), (0.25, True), (0.5, False)])
def test_attempt_that_was_mostly_doubted_was_not_followed(
    doubted_share: float, *, followed: bool
) -> None:
    share = DoubtShare()
    for step in range(60):
        share.note(step / 30, doubted=step % 20 < 20 * doubted_share)
    assert share.close() == followed
    assert share.close(), "the next attempt begins anew"
