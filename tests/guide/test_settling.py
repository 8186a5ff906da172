"""What is found is told once it has lasted, and not before."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.guide.settling import RIGHT, SETTLE_S, UNTOLD, Finding, Settled

WRONG = Finding(right=False, say="Move.")
OTHER = Finding(right=False, say="Turn.")


def told(*spans: tuple[Finding, float], step_s: float = 0.05) -> list[Finding]:
    """What is told while findings last for so many seconds each."""
    settled, time_s, row = Settled(), 0.0, []
    for found, for_s in spans:
        for _ in range(round(for_s / step_s)):
            row.append(settled.update(time_s, found))
            time_s += step_s
    return row


@pytest.mark.parametrize("found", [RIGHT, WRONG])
def test_it_is_told_after_a_while(found: Finding) -> None:
    row = told((found, 1.0))
    assert row[0] == UNTOLD
    assert row[round(SETTLE_S / 0.05) - 1] == UNTOLD
    assert row[round(SETTLE_S / 0.05) + 1] == found
    assert row[-1] == found


@pytest.mark.parametrize("moment", [RIGHT, WRONG, UNTOLD])
def test_a_moment_changes_nothing(moment: Finding) -> None:
    before = WRONG if moment is RIGHT else RIGHT
    row = told((before, 1.0), (moment, SETTLE_S - 0.1), (before, 0.5))
    assert set(row[20:]) == {before}


def test_flickering_is_not_told() -> None:
    row = told(*[(RIGHT, 0.1), (WRONG, 0.1)] * 20)
    assert set(row) == {UNTOLD}


def test_what_is_lost_is_not_told_for_ever() -> None:
    assert told((RIGHT, 1.0), (UNTOLD, 1.0))[-1] == UNTOLD


def test_the_sentence_changes_after_a_while_too() -> None:
    row = told((WRONG, 1.0), (OTHER, 0.2), (WRONG, 0.5))
    assert set(row[20:]) == {WRONG}
    assert told((WRONG, 1.0), (OTHER, 0.6))[-1] == OTHER


def test_sentences_that_alternate_do_not_keep_it_right() -> None:
    row = told((RIGHT, 1.0), *[(WRONG, 0.1), (OTHER, 0.1)] * 5)
    assert row[-1].right is False


@given(st.lists(st.sampled_from([RIGHT, WRONG, OTHER, UNTOLD]), max_size=80))
def test_what_is_told_was_found(found: list[Finding]) -> None:
    settled, before = Settled(), UNTOLD
    for index, each in enumerate(found):
        now = settled.update(index * 0.1, each)
        assert now in (before, each)
        before = now
