"""A finding of a check is reported once it has lasted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.session.camera_setup.checks import SETTLE_S, _SteadyFinding
from formcheck.session.camera_setup.framing import PASSED, UNKNOWN, Finding, failed

MOVE, TURN = failed("Move."), failed("Turn.")


def reported(*spans: tuple[Finding, float], step_s: float = 0.05) -> list[Finding]:
    """Return the steady findings while findings last for so many seconds each."""
    steady, time_s, row = _SteadyFinding(), 0.0, []
    for found, for_s in spans:
        for _ in range(round(for_s / step_s)):
            row.append(steady.update(time_s, found))
            time_s += step_s
    return row


@pytest.mark.parametrize("found", [PASSED, MOVE])
def test_finding_is_reported_after_it_has_lasted(found: Finding) -> None:
    row = reported((found, 1.0))
    settled = round(SETTLE_S / 0.05)
    assert set(row[:settled]) == {UNKNOWN}
    assert set(row[settled + 1 :]) == {found}


@pytest.mark.parametrize(
    ("before", "moment"), [(MOVE, PASSED), (PASSED, MOVE), (PASSED, UNKNOWN), (MOVE, TURN)]
)
def test_short_change_is_not_reported(before: Finding, moment: Finding) -> None:
    row = reported((before, 1.0), (moment, SETTLE_S - 0.1), (before, 0.5))
    assert set(row[20:]) == {before}


@pytest.mark.parametrize(
    ("spans", "last"),
    [
        ([(PASSED, 0.1), (MOVE, 0.1)] * 20, {UNKNOWN}),
        ([(PASSED, 1.0), (UNKNOWN, 1.0)], {UNKNOWN}),
        ([(MOVE, 1.0), (TURN, 0.6)], {TURN}),
        ([(PASSED, 1.0), *[(MOVE, 0.1), (TURN, 0.1)] * 5], {MOVE, TURN}),
    ],
    ids=["flicker", "lost", "new sentence", "sentences alternate"],
)
def test_last_report(spans: list[tuple[Finding, float]], last: set[Finding]) -> None:
    assert reported(*spans)[-1] in last


@given(st.lists(st.sampled_from([PASSED, MOVE, TURN, UNKNOWN]), max_size=80))
def test_reported_finding_is_the_newest_or_the_one_before(found: list[Finding]) -> None:
    steady, before = _SteadyFinding(), UNKNOWN
    for index, each in enumerate(found):
        now = steady.update(index * 0.1, each)
        assert now in (before, each)
        before = now
