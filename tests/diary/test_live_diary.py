"""A live session goes on if its diary fails, and nothing of it is lost."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.diaries import BEGAN, filmed

from formcheck.diary.live_diary import LiveDiary
from formcheck.diary.sessions import Diary
from formcheck.errors import DiaryError
from formcheck.session.plan import SetPlan
from formcheck.session.protocol import FinishedSet
from formcheck.session.report import PainRecord

if TYPE_CHECKING:
    from collections.abc import Iterator

    from formcheck.assessment.report import SetReport

FOLDER = Path("sessions") / "monday"
PAINS = (PainRecord("before", 0, 2, sharp=False, time_s=3.0),
         PainRecord("after", 1, None, sharp=False, time_s=60.0))  # fmt: skip


@pytest.fixture
def diary(tmp_path: Path) -> Iterator[Diary]:
    with Diary(tmp_path / "diary.sqlite3") as opened:
        yield opened


def keep(live: LiveDiary, report: SetReport) -> None:
    done = FinishedSet(SetPlan(1, "left", 8), 12.5, "left", report)
    live.keep(report, done, hold_s=0.0)


def tell_pains(live: LiveDiary) -> None:
    live.keep_pains(PAINS, started=BEGAN.isoformat(), camera="camera 0", exercise="step_up")


def test_set_and_answers_are_kept_with_what_was_planned(diary: Diary) -> None:
    live = LiveDiary(diary)
    keep(live, filmed("step_up", BEGAN, start_s=12.5))
    tell_pains(live)
    tell_pains(live)
    history = diary.history()
    [done] = history.sets
    assert (done.planned_reps, done.ended_by, done.planned_hold_s > 0) == (8, "left", False)
    assert [(pain.number, pain.exercise) for pain in history.pains] == [(2, ""), (None, "step_up")]
    assert {pain.session_id for pain in history.pains} == {done.session_id}
    assert live.finish(FOLDER) == ""


def test_what_could_not_be_kept_is_tried_again_at_the_end(
    diary: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    live, report = LiveDiary(diary), filmed("step_up", BEGAN)
    with monkeypatch.context() as patch:
        patch.setattr("formcheck.diary.sessions._insert", refuse)
        keep(live, report)
    assert diary.history().sets == ()
    assert live.finish(FOLDER) == ""
    assert len(diary.history().sets) == 1


def test_a_diary_that_stays_full_is_said_with_the_remedy(
    diary: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = LiveDiary(diary)
    monkeypatch.setattr("formcheck.diary.sessions._insert", refuse)
    keep(live, filmed("step_up", BEGAN))
    note = live.finish(FOLDER)
    assert f"formcheck diary import {FOLDER}" in note
    assert "no room" in note


def refuse(*_: object, **__: object) -> bool:
    raise DiaryError("The disk has no room for the diary: free some space.")
