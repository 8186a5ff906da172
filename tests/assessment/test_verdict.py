"""What is good: a repetition, and the heading of a set."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.assessment.report_types import LimitExceeded
from formcheck.assessment.verdict import (
    ENOUGH_SEEN,
    GRADES,
    HEADINGS,
    MOSTLY_GOOD,
    Tally,
    is_clean,
    is_good,
    verdict_of,
    worse,
)

if TYPE_CHECKING:
    from typing import Literal

    from formcheck.exercises.conditions import Grade
    from formcheck.exercises.definition import Scope

FAULTS = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(GRADES), max_size=4)
LIMITS = st.lists(st.sampled_from(["too_far", "too_high"]), max_size=2)


def exceeded(action: Literal["warn", "stop"]) -> LimitExceeded:
    return LimitExceeded("too_high", "left", action, 2.0, -14.0)


def tally(good: int, total: int, partial: int = 0, *, flawed: int = 0) -> Tally:
    return Tally(total, total + partial, good, flawed)


# --- A repetition


@given(FAULTS, LIMITS)
def test_good_repetition_has_no_limit_no_major_and_at_most_one_minor_fault(
    faults: dict[str, Grade], limits: list[str]
) -> None:
    grades = list(faults.values())
    fine = "major" not in grades and grades.count("minor") <= 1
    assert is_good(faults, limits) == (fine and not limits)
    clean = not limits and set(grades) <= {"hint"}
    assert is_clean(faults, limits) == clean
    assert is_good(faults, limits) or not clean


@given(FAULTS, LIMITS, st.sampled_from(GRADES))
def test_one_more_fault_never_makes_a_repetition_better(
    faults: dict[str, Grade], limits: list[str], grade: Grade
) -> None:
    more = faults | {"more": grade}
    assert is_good(faults, limits) >= is_good(more, limits)
    assert is_clean(faults, limits) >= is_clean(more, limits)


def test_worse_of_two_grades() -> None:
    assert worse("hint", "major") == worse("major", "minor") == "major"
    assert worse("hint", "hint") == "hint"


# --- The heading of a set


@pytest.mark.parametrize(
    ("judged", "verdict"),
    [
        (tally(0, 0), "inconclusive"),
        (tally(8, 8), "good"),
        (tally(8, 10), "good"),
        (tally(7, 10), "almost"),
        (tally(8, 8, 2), "good"),
        (tally(8, 8, 3), "almost"),
        (tally(0, 5), "needs_work"),
        (tally(0, 0, 4), "needs_work"),
        (tally(4, 10), "needs_work"),
        (tally(5, 10), "almost"),
        # The cases that the policy was checked with.
        (tally(4, 4, flawed=3), "almost"),
        (tally(1, 4, flawed=3), "needs_work"),
        (tally(10, 10, flawed=3), "good"),
        (tally(10, 10, flawed=4), "almost"),
        (tally(10, 10, flawed=10), "almost"),
        # Of one or two, none may have a fault.
        (tally(2, 2, flawed=1), "almost"),
        (tally(1, 1, flawed=1), "almost"),
        (tally(1, 1), "good"),
        (tally(3, 3, flawed=1), "good"),
        (Tally(0, 0, 0, 0, counted=5), "counted"),
        (Tally(2, 2, 2, 0, counted=5), "good"),
    ],
)
def test_heading_follows_the_shares(judged: Tally, verdict: str) -> None:
    assert verdict_of(judged, (), 1.0) == verdict


@pytest.mark.parametrize(
    ("good", "action", "seen", "verdict"),
    [
        (8, "warn", 1.0, "almost"),
        (0, "warn", 1.0, "needs_work"),
        (8, "stop", 1.0, "stopped"),
        (0, "stop", 0.01, "stopped"),
    ],
)
def test_limit_outweighs_good_repetitions(
    good: int, action: Literal["warn", "stop"], seen: float, verdict: str
) -> None:
    assert verdict_of(tally(good, good), [exceeded(action)], seen) == verdict


@pytest.mark.parametrize(
    ("judged", "verdict"),
    [(tally(4, 4), "counted"), (tally(0, 4), "counted"), (tally(0, 0, 2), "needs_work")],
)
def test_set_whose_form_is_never_judged_is_counted(judged: Tally, verdict: str) -> None:
    scope: Scope = "counts"
    assert verdict_of(judged, (), 1.0, scope=scope) == verdict
    assert verdict_of(judged, [exceeded("stop")], 1.0, scope=scope) == "stopped"


@given(
    good=st.integers(0, 20),
    bad=st.integers(0, 20),
    partial=st.integers(0, 20),
    flawed=st.integers(0, 60),
    seen=st.floats(0, 1),
)
def test_praise_needs_enough_seen_time_and_few_faults(
    good: int, bad: int, partial: int, flawed: int, seen: float
) -> None:
    attempts = good + bad + partial
    verdict = verdict_of(tally(good, good + bad, partial, flawed=min(flawed, attempts)), (), seen)
    if verdict == "good":
        assert seen >= ENOUGH_SEEN
        assert good >= MOSTLY_GOOD * attempts > 0
        assert 3 * min(flawed, attempts) <= attempts
    if verdict == "almost":
        assert 2 * good >= attempts > 0
    assert (verdict == "inconclusive") == (seen < ENOUGH_SEEN or not attempts)
    assert verdict in HEADINGS
