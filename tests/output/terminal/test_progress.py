"""Progress over weeks in the terminal: what stands in it, and at the width of a usual window."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from support.diaries import BEGAN, filmed
from support.printing import printed

from formcheck.diary.sessions import Diary
from formcheck.output.terminal.progress import NOTHING, render_progress
from formcheck.programme.history import Activity, History, PainEntry
from formcheck.programme.progress import progress

if TYPE_CHECKING:
    from pathlib import Path

LAST = (BEGAN + timedelta(days=20)).date()


@pytest.fixture
def history(tmp_path: Path) -> History:
    with Diary(tmp_path / "diary.sqlite3") as diary:
        for days in range(0, 21, 3):
            at = BEGAN + timedelta(days=days)
            for name in ("clamshell", "hip_flexor_stretch_edge_of_bed"):
                diary.keep(filmed(name, at), planned_hold_s=30.0)
            diary.keep_pain(PainEntry(asked="after", at=at, number=3, sharp=days == 3))
            diary.keep_activity(Activity(kind="walk", at=at, minutes=20.0))
        return diary.history()


def test_weeks_have_their_numbers(history: History) -> None:
    report = progress(history, LAST)
    text = printed(render_progress(report))
    for one in report.exercises:
        assert one.title in text
        assert one.change.say in text
        for week in one.weeks:
            assert f"{week.good} of {week.total + week.partial}" in text
    assert "1 × sharp" in text
    assert report.streaks.say in text
    assert f"{report.weeks[-1].minutes:.0f}" in text


def test_nothing_is_cut_off_at_eighty_letters(history: History) -> None:
    text = printed(render_progress(progress(history, LAST)), width=80)
    assert "…" not in text
    assert max(map(len, text.splitlines())) <= 80


def test_empty_history_says_so() -> None:
    assert NOTHING in printed(render_progress(progress(History(), LAST)))


def test_weeks_before_the_first_are_left_out(history: History) -> None:
    text = printed(render_progress(progress(history, LAST, weeks=12)))
    assert "0 of 7" not in text
