"""Days in a row, in words that do not scold."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import product

from support.patients import MONDAY

from formcheck.programme.milestones import days_in_words, streak


def days(pattern: str) -> set[int]:
    return {number for number, mark in enumerate(pattern) if mark == "x"}


def found(pattern: str) -> tuple[int, int, int]:
    """The streak on the last day of a pattern, in which x is a day with motion."""
    moved = {MONDAY + timedelta(days=n) for n in days(pattern)}
    row = streak(moved, MONDAY + timedelta(days=len(pattern) - 1))
    return row.running, row.longest, row.in_week


def said(pattern: str) -> str:
    moved = {MONDAY + timedelta(days=n) for n in days(pattern)}
    return " ".join(days_in_words(moved, MONDAY + timedelta(days=len(pattern) - 1)))


def test_days_in_a_row_go_up_to_today_or_yesterday() -> None:
    assert found("xxx") == (3, 3, 3)
    assert found("xxx.") == (3, 3, 3)
    assert found("xxx..") == (0, 3, 3)
    assert found("xxx.x") == (1, 3, 4)
    assert found("xxx.......x") == (1, 3, 1)


def test_words_fit_the_days() -> None:
    assert said("....") == ""
    assert said("x") == ""
    assert said("xx") == "You have moved on 2 days in a row."
    assert said("xx..x") == "You have moved on 3 of the last 7 days."
    assert said("x.......") == ""
    assert said("xx." + "x" * 8) == ("You have moved on 8 days in a row, your longest row so far.")


def test_no_words_scold() -> None:
    scolding = re.compile(r"miss|fail|broke|lost|only|not|should|must|bad|lazy", re.IGNORECASE)
    for marks in product("x.", repeat=9):
        assert not scolding.search(said("".join(marks)))
