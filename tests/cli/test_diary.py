"""``formcheck diary``: what is shown, written, brought in and forgotten."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from support.diaries import BEGAN, filmed
from support.golden import golden_report

from formcheck.diary.sessions import Diary
from formcheck.errors import DiaryError
from formcheck.programme.history import Activity, PainEntry

if TYPE_CHECKING:
    from pathlib import Path

    from support.commands import Command

NOW = datetime.now().astimezone().replace(hour=12, minute=0, second=0, microsecond=0)


@pytest.fixture
def kept(diary_file: Path) -> Path:
    """A diary with a session of today, one of five weeks ago, a walk and pain."""
    with Diary(diary_file) as diary:
        diary.keep(filmed("single_leg_bridge", NOW), planned_reps=12, planned_hold_s=3.0)
        diary.keep(filmed("marching", NOW, start_s=90.0))
        diary.keep(filmed("step_up", NOW - timedelta(weeks=5)))
        diary.keep_activity(Activity(kind="walk", at=NOW, minutes=10.0))
        diary.keep_pain(PainEntry(asked="before", at=NOW, number=2))
        diary.keep_pain(PainEntry(asked="after", at=NOW, number=None))
    return diary_file


def test_last_weeks_are_shown_day_by_day(kept: Path, command: Command) -> None:
    shown = command("diary")
    assert shown.code == 0
    assert f"{NOW:%A} {NOW.day} {NOW:%B %Y}" in shown.out
    assert "Single-leg bridge, left leg" in shown.out
    assert "12 planned" in shown.out
    assert "Walk: 10 minutes" in shown.out
    assert "2 before; no answer after" in shown.out
    assert "Step-up" not in shown.out
    assert "3 sets on 2 days" in shown.err
    assert "--weeks 0" in shown.err
    with Diary(kept) as diary:
        [*_, marching] = diary.history().sets
    everything = command("diary", "--weeks", "0", "--ids")
    assert "Step-up" in everything.out
    assert marching.session_id in everything.out


def test_empty_diary_says_how_it_is_filled_and_is_not_made(
    command: Command, diary_file: Path
) -> None:
    shown = command("diary")
    assert shown.code == 0
    assert "formcheck live" in shown.out
    assert command("diary", "export", "--csv", "a.csv").code == DiaryError.exit_code
    assert not diary_file.exists()


def test_path_is_printed(command: Command, diary_file: Path) -> None:
    assert command("diary", "path").out.replace("\n", "") == str(diary_file)


def test_files_of_every_kind_are_written(kept: Path, command: Command, tmp_path: Path) -> None:
    files = {kind: tmp_path / f"diary.{kind}" for kind in ("csv", "xlsx", "json", "fhir")}
    words = [word for kind, file in files.items() for word in (f"--{kind}", file)]
    done = command("diary", "export", *words, "--separator", ";", "--since", f"{NOW:%Y-%m-%d}")
    assert done.code == 0
    assert done.err.count("Written") == 4
    assert len(files["csv"].read_text(encoding="utf-8").splitlines()) == 3
    assert len(json.loads(files["json"].read_text(encoding="utf-8"))["sets"]) == 2
    assert {file.stat().st_mode & 0o777 for file in files.values()} == {0o600}
    assert kept.exists()


@pytest.mark.usefixtures("kept")
def test_export_refuses_what_it_cannot_do(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    assert command("diary", "export").code == 2
    assert command("diary", "export", "--csv", file, "--separator", "x").code == 2
    assert command("diary", "export", "--csv", file, "--json", file).code == 7
    assert not file.exists()


def test_the_diary_itself_is_never_an_output(kept: Path, command: Command) -> None:
    before = kept.read_bytes()
    assert command("diary", "export", "--json", kept).code == 7
    assert kept.read_bytes() == before


def test_reports_are_imported(command: Command, diary_file: Path, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(filmed("marching", BEGAN).to_json(), encoding="utf-8")
    (tmp_path / "b.json").write_text(golden_report("step_up").to_json(), encoding="utf-8")
    (tmp_path / "c.json").write_text("{", encoding="utf-8")
    done = command("diary", "import", tmp_path)
    assert "2 new sets" in done.out
    assert "c.json" in done.err
    assert "time of now" in done.err
    assert "2 known already" in command("diary", "import", tmp_path).out
    with Diary(diary_file) as diary:
        assert len(diary.history().sets) == 2


def test_forgetting_needs_a_yes_and_one_choice(kept: Path, command: Command) -> None:
    assert command("diary", "forget").code == 2
    assert command("diary", "forget", "--all", "--before", "2026-01-01").code == 2
    refused = command("diary", "forget", "--all")
    assert refused.code == DiaryError.exit_code
    assert "--yes" in refused.err
    with Diary(kept) as diary:
        assert len(diary.history().sets) == 3
    today = f"{NOW:%Y-%m-%d}"
    assert "1 set" in command("diary", "forget", "--before", today, "--yes").out
    assert "nothing to forget" in command("diary", "forget", "--session", "x", "--yes").out
    assert "2 sets" in command("diary", "forget", "--all", "--yes").out
    assert "formcheck live" in command("diary").out


def test_progress_is_shown_and_written(kept: Path, command: Command, tmp_path: Path) -> None:
    file = tmp_path / "progress.json"
    shown = command("diary", "progress", "--json", file)
    assert "Single-leg bridge, left leg" in shown.out
    assert "5 of 10" in shown.out
    assert "more sessions are needed" in shown.out
    table = json.loads(file.read_text(encoding="utf-8"))
    assert {row["exercise"] for row in table["exercises"]} >= {"single_leg_bridge", "marching"}
    one = command("diary", "progress", "marching")
    assert "Marching" in one.out
    assert "Single-leg bridge" not in one.out
    assert command("diary", "progress", "mini_squat").code == DiaryError.exit_code
    assert kept.exists()
