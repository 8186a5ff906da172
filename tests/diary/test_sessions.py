"""What the diary keeps: every number as in the report, every set once, and nothing for ever."""

from __future__ import annotations

import json
import math
import time
from dataclasses import fields, replace
from datetime import date, datetime, timedelta, timezone
from statistics import median
from typing import TYPE_CHECKING

import pytest
from support.diaries import BEGAN, DAILY, fill, filmed, sessions
from support.golden import golden_report
from support.performances import PERFORMANCES

from formcheck.assessment.checker import Checker
from formcheck.diary.database import Database
from formcheck.diary.sessions import _TABLES, Diary
from formcheck.errors import DiaryError
from formcheck.exercises.loader import load_exercise
from formcheck.programme.history import (
    Activity,
    EffortEntry,
    History,
    PainEntry,
    ScreeningAnswer,
    StepTaken,
)
from formcheck.programme.progress import progress

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def diary(tmp_path: Path) -> Iterator[Diary]:
    with Diary(tmp_path / "diary.sqlite3") as opened:
        yield opened


@pytest.mark.sampled(9)
@pytest.mark.parametrize("name", PERFORMANCES)
def test_every_number_equals_that_of_the_json(diary: Diary, name: str) -> None:
    report = golden_report(name)
    table = report.as_dict()
    assert diary.keep(report, planned_reps=3, planned_hold_s=2.5)
    [done] = diary.history().sets
    assert diary.report(done.set_id).to_json() == report.to_json()
    for key in ("exercise", "title", "verdict", "duration_s", "seen_fraction"):
        assert getattr(done, key) == table[key]
    for key in ("good", "total", "partial"):
        assert getattr(done, key) == table["counts"][key]
    reps = table["reps"]
    assert done.clean == sum(rep["clean"] for rep in reps)
    for key in ("peak_deg", "range_deg", "hold_s"):
        known = [rep[key] for rep in reps if rep[key] is not None]
        value = getattr(done, key)
        assert math.isnan(value) if not known else value == round(median(known), 4)
    assert done.limits == tuple(limit["name"] for limit in table["limits"])
    for fault, count in done.faults.items():
        assert count == sum(fault in (*rep["minor"], *rep["major"]) for rep in reps)
    assert (done.planned_reps, done.planned_hold_s) == (3, 2.5)
    assert done.measure == table["measure"]["name"]
    assert done.judged_sha256 == table["provenance"]["judged_sha256"]


def test_set_is_kept_once(diary: Diary) -> None:
    report = filmed("marching", BEGAN)
    assert diary.keep(report)
    assert not diary.keep(report)
    assert not diary.keep(replace(report, verdict="good"))
    [done] = diary.history().sets
    assert diary.report(done.set_id).verdict == report.verdict


def test_a_set_without_a_repetition_has_unknown_numbers(diary: Diary) -> None:
    diary.keep(Checker(load_exercise("mini_squat")).finish(), started=BEGAN)
    [done] = diary.history().sets
    assert done.started == BEGAN
    assert math.isnan(done.peak_deg)
    assert (done.total, done.side, dict(done.faults)) == (0, "unknown", {})


def test_everything_comes_back_in_order_of_time(diary: Diary) -> None:
    east = BEGAN.astimezone(timezone(timedelta(hours=9)))
    later = BEGAN + timedelta(hours=1)
    history = History(
        pains=(
            PainEntry(asked="next_morning", at=east, number=None),
            PainEntry(asked="during", at=later, number=7, sharp=True, exercise="step_up"),
        ),
        activities=(Activity(kind="walk", at=east, minutes=12.5, slot="motion"),),
        steps=(
            StepTaken(
                programme="hip_start", slot="bridge", kind="up", at=BEGAN, to_rung=1, to_sets=2,
                to_reps=10, why="Two sessions went well.",
            ),
        ),
        screenings=(ScreeningAnswer(at=BEGAN, flags=("fall", "fever")),),
        efforts=(EffortEntry(at=later, number=4, exercise="step_up"),),
    )  # fmt: skip
    for pain in reversed(history.pains):
        diary.keep_pain(pain)
    diary.keep_activity(history.activities[0])
    diary.keep_step(history.steps[0])
    diary.keep_screening(history.screenings[0])
    diary.keep_effort(history.efforts[0])
    kept = diary.history()
    # A hold that is not known is NaN, which equals nothing.
    assert math.isnan(kept.steps[0].to_hold_s)
    assert replace(kept, steps=()) == replace(history, steps=())
    assert replace(kept.steps[0], to_hold_s=1.0) == replace(history.steps[0], to_hold_s=1.0)
    assert kept.pains[0].at.utcoffset() == timedelta(hours=9)


def test_columns_are_the_fields_of_what_is_kept(tmp_path: Path) -> None:
    """A new field needs a migration."""
    assert [part.name for part in fields(History)] == list(_TABLES)
    with Database(tmp_path / "diary.sqlite3") as database:
        for table, (kind, _) in _TABLES.items():
            columns = {row[1] for row in database.rows(f"PRAGMA table_info({table})")}
            assert {field.name for field in fields(kind)} <= columns


def test_pain_of_a_session_is_kept_once(diary: Diary) -> None:
    pain = PainEntry(asked="after", at=BEGAN, number=3, session_id="a")
    assert diary.keep_pain(pain, number=0)
    assert not diary.keep_pain(replace(pain, at=BEGAN + timedelta(seconds=20)), number=0)
    assert diary.keep_pain(pain, number=1)
    assert diary.keep_pain(replace(pain, session_id=""))
    assert not diary.keep_pain(replace(pain, session_id=""))
    assert len(diary.history().pains) == 3


def test_unknown_set_is_an_error(diary: Diary) -> None:
    with pytest.raises(DiaryError, match="no set"):
        diary.report("abc")


# --- Forgetting ----------------------------------------------------------------------------------


def bytes_of(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


def test_forgotten_session_leaves_no_trace_on_the_disk(diary: Diary) -> None:
    for started, reports in sessions(3):
        for report in reports:
            diary.keep(report)
        diary.keep_pain(
            PainEntry(asked="after", at=started, number=3, exercise=f"secret{started:%d}"),
            number=None,
        )
    first, second = (diary.history().sets[at].session_id for at in (0, len(DAILY)))
    diary.keep_pain(PainEntry(asked="after", at=BEGAN, number=3, session_id=first), number=0)
    backup = diary.path.with_name("diary.version-1.backup")
    backup.write_bytes(diary.path.read_bytes())
    assert first.encode() in bytes_of(diary.path.parent)
    assert diary.forget(session_id=first) == {"sets": len(DAILY), "pains": 1, "efforts": 0}
    assert not backup.exists()
    left = bytes_of(diary.path.parent)
    assert first.encode() not in left
    assert second.encode() in left
    assert len(diary.history().sets) == 2 * len(DAILY)


def test_forgetting_before_a_day_keeps_that_day(diary: Diary) -> None:
    for number, (started, reports) in enumerate(sessions(3)):
        diary.keep(reports[0])
        diary.keep_activity(Activity(kind="walk", at=started, minutes=10.0 + number))
    day = (BEGAN + timedelta(days=2)).date()
    removed = diary.forget(before=day)
    assert (removed["sets"], removed["activities"]) == (2, 2)
    history = diary.history()
    assert [done.day for done in history.sets] == [day]
    assert [walk.minutes for walk in history.activities] == [12.0]


def test_the_day_of_forgetting_is_that_of_the_persons_own_calendar(diary: Diary) -> None:
    late = datetime(2026, 3, 1, 23, 30, tzinfo=timezone(timedelta(hours=-8)))  # in UTC 2 March
    diary.keep_activity(Activity(kind="walk", at=late, minutes=10.0))
    assert diary.forget(before=date(2026, 3, 1))["activities"] == 0
    assert diary.forget(before=date(2026, 3, 2))["activities"] == 1


def test_everything_is_forgotten(diary: Diary) -> None:
    report = filmed("step_up", BEGAN)
    diary.keep(report)
    diary.keep_screening(ScreeningAnswer(at=BEGAN, flags=("fever",)))
    diary.forget()
    assert diary.history() == History()
    left = bytes_of(diary.path.parent)
    assert b"step_up" not in left
    assert b"fever" not in left
    assert json.dumps(report.title).encode() not in left


# --- Five years ----------------------------------------------------------------------------------


@pytest.mark.slow
def test_five_years_answer_history_and_progress_within_a_second(diary: Diary) -> None:
    """Of the processor: a machine that is busy with other things takes longer by the clock."""
    days = 5 * 365 + 1
    assert fill(diary, days=days) == days * len(DAILY)
    last = (BEGAN + timedelta(days=days - 1)).date()
    begin_s = time.process_time()
    history = diary.history()
    report = progress(history, last)
    assert time.process_time() - begin_s < 1.0
    assert len(history.sets) == days * len(DAILY)
    assert report.streaks.running == days


def test_a_year_answers_within_a_fifth_of_that(diary: Diary) -> None:
    """The same with rows that are written at once, so that it is cheap."""
    fill(diary, days=3)
    database = diary._database
    names = [row[1] for row in database.rows("PRAGMA table_info(sets)")]
    cells = ", ".join("set_id || '-' || n" if name == "set_id" else name for name in names)
    with database.writing() as connection:
        connection.execute(
            "WITH RECURSIVE copies (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copies "  # noqa: S608
            f"WHERE n < 121) INSERT INTO sets SELECT {cells} FROM sets, copies"
        )
    begin_s = time.process_time()
    history = diary.history()
    progress(history, (BEGAN + timedelta(days=3)).date())
    assert time.process_time() - begin_s < 0.2
    assert len(history.sets) == 122 * 3 * len(DAILY)
