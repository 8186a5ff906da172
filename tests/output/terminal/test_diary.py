"""The days of the diary in the terminal."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from support.diaries import BEGAN, filmed
from support.printing import printed

from formcheck.output.terminal.diary import render_days, set_in_words, summary_line
from formcheck.programme.history import (
    Activity,
    DoneSet,
    History,
    PainEntry,
    ScreeningAnswer,
    StepTaken,
    done_set,
)


def kept(name: str, *, days: int = 0) -> DoneSet:
    at = BEGAN + timedelta(days=days)
    report = filmed(name, at, reps=4)
    return done_set(report, set_id=f"{name}{days}", session_id="s", started=at, planned_reps=6)


HISTORY = History(
    sets=(kept("hip_flexor_stretch_edge_of_bed"), kept("clamshell", days=3)),
    pains=(
        PainEntry(asked="before", at=BEGAN, number=2),
        PainEntry(asked="after", at=BEGAN, number=3),
        PainEntry(asked="after", at=BEGAN, number=6, sharp=True),
    ),
    activities=(Activity(kind="walk", at=BEGAN, minutes=1.0),),
    steps=(
        StepTaken(
            programme="hip_start", slot="bridge", kind="up", at=BEGAN, to_rung=1, to_sets=2,
            to_reps=8, why="Two sessions went well.",
        ),
    ),
    screenings=(ScreeningAnswer(at=BEGAN, flags=()),),
)  # fmt: skip


def test_day_has_everything_that_was_kept() -> None:
    text = printed(render_days(HISTORY), width=80)
    for words in (
        "Sunday 28 November 2021",
        "Wednesday 1 December 2021",
        "2 before; 3, 6 and sharp after",
        "Walk: 1 minute",
        "Two sessions went well.",
        "nothing to report",
        "4 counted (6 planned)",
    ):
        assert words in text
    assert "…" not in text
    assert max(map(len, text.splitlines())) <= 80


def test_days_before_the_first_one_are_left_out() -> None:
    text = printed(render_days(HISTORY, since=(BEGAN + timedelta(days=1)).date()))
    assert "November" not in text
    assert "December" in text


def test_names_of_sets_and_sessions_are_whole_where_they_are_asked_for() -> None:
    text = printed(render_days(HISTORY, ids=True), width=80)
    assert "session s, set clamshell3" in text
    assert "set clamshell3" not in printed(render_days(HISTORY))


@pytest.mark.parametrize(("side", "words"), [("left", ", left leg"), ("both", "")])
def test_leg_is_named_where_one_worked(side: str, words: str) -> None:
    done = replace(HISTORY.sets[0], side=side)  # type: ignore[arg-type]  # text of a parameter
    assert set_in_words(done) == f"{done.title}{words}"


def test_summary_has_plural_forms_that_agree() -> None:
    assert summary_line(HISTORY) == "2 sets on 2 days."
    assert summary_line(replace(HISTORY, sets=HISTORY.sets[:1])) == "1 set on 1 day."
