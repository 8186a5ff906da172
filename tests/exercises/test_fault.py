"""What the rules of faults and limits share: trigger, coverage, spread."""

from __future__ import annotations

import math
from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.faults import LEAN, moment
from support.paths import ROOT

from formcheck.exercises.fault import Coverage, Trigger, spread
from formcheck.exercises.loader import exercise_names, load_exercise


def test_a_trigger_begins_anew_after_reset() -> None:
    trigger = Trigger((LEAN,), 0.2)
    assert not trigger.update(moment(0.0, 20.0))
    assert trigger.update(moment(0.2, 10.0))
    trigger.reset()
    assert not trigger.update(moment(0.3, 10.0))
    assert not trigger.update(moment(0.6, 10.0))


@pytest.mark.parametrize(("hidden", "mostly"), [(0.0, False), (0.4, False), (0.6, True)])
def test_coverage_is_a_share_of_the_time_wanted(hidden: float, *, mostly: bool) -> None:
    coverage = Coverage()
    for index in range(301):
        value = math.nan if index <= hidden * 300 else 1.0
        coverage.note(moment(index / 30, value), ("trunk_inclination",))
    assert coverage.wanted_s == pytest.approx(10.0)
    assert coverage.hidden_s == pytest.approx(10 * hidden, abs=0.05)
    assert coverage.mostly_hidden is mostly


def test_coverage_leaves_out_time_between_repetitions() -> None:
    coverage = Coverage()
    assert not coverage.mostly_hidden
    for start_s in (0.0, 10.0, 20.0):
        for index in range(31):
            coverage.note(moment(start_s + index / 30, math.nan), ("trunk_inclination",))
    assert coverage.wanted_s == pytest.approx(3.0)
    assert coverage.mostly_hidden


@given(
    st.lists(st.tuples(st.floats(0.01, 0.2), st.floats(-50, 50)), min_size=3, max_size=40),
    st.floats(-30, 30),
    st.floats(-90, 90),
)
def test_spread_ignores_trend_and_level(
    steps: list[tuple[float, float]], slope: float, offset: float
) -> None:
    time_s, plain = 0.0, []
    for step_s, value in steps:
        time_s += step_s
        plain.append((time_s, value))
    tilted = deque((time, value + slope * time + offset) for time, value in plain)
    assert spread(tilted) == pytest.approx(spread(deque(plain)), abs=1e-3)
    assert spread(deque((time, slope * time + offset) for time, _ in plain)) < 1e-3


def test_spread_of_two_values_is_zero() -> None:
    assert spread(deque([(0.0, 1.0), (1.0, 50.0)])) == 0.0
    assert spread(deque([(0.0, 1.0), (1.0, -1.0), (2.0, 1.0)])) == pytest.approx(8**0.5 / 3)


FAULT_COLUMNS = 9
WELL_FOUND = 0.9


def badly_found() -> list[tuple[str, str]]:
    """Return exercise and fault of the rows of ACCURACY.md with a low precision or recall."""
    text = (ROOT / "benchmark" / "ACCURACY.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.split("### Limits")[0].splitlines()
        if line.count("|") == FAULT_COLUMNS + 1
    ]
    shares = {"0", "1", "–"}
    return [
        (row[0], row[1])
        for row in rows
        if row[0] in exercise_names()
        and {row[7][:1], row[8][:1]} <= shares
        and min(float(cell) for cell in (*row[7:9], "1") if cell != "–") < WELL_FOUND
    ]


def test_a_fault_that_was_found_badly_says_so() -> None:
    """The measured clips decide, however few they are."""
    found = badly_found()
    assert len(found) > 10
    for name, fault in found:
        row = next((each for each in load_exercise(name).fault if each.name == fault), None)
        assert row is None or row.seen != "good", (name, fault)
