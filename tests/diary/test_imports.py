"""Saved sessions and reports come into the diary once each, with what is wrong said."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from support.diaries import BEGAN, filmed
from support.golden import golden_report

from formcheck.diary.imports import import_reports
from formcheck.diary.sessions import Diary
from formcheck.errors import DiaryError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from formcheck.assessment.report import SetReport


@pytest.fixture
def diary(tmp_path: Path) -> Iterator[Diary]:
    with Diary(tmp_path / "diary.sqlite3") as opened:
        yield opened


def done(number: int, report: SetReport, file: str) -> dict[str, Any]:
    return {
        "number": number,
        "side": "left",
        "start_s": report.source["start_s"],
        "duration_s": report.duration_s,
        "ended_by": "done",
        "verdict": report.verdict,
        "counts": report.as_dict()["counts"],
        "files": [file],
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a session of two sets, with three answers about pain."""
    place = tmp_path / "sessions" / "monday"
    place.mkdir(parents=True)
    reports = [filmed("single_leg_bridge", BEGAN, start_s=at) for at in (20.0, 140.0)]
    for number, report in enumerate(reports, start=1):
        (place / f"set-{number}.json").write_text(report.to_json(), encoding="utf-8")
    asked = [("before", 0, 2), ("after", 1, 3), ("after", 2, None)]
    session = {
        "kind": "session",
        "schema": 1,
        "exercise": "single_leg_bridge",
        "title": "Single-leg bridge",
        "started": reports[0].source["started"],
        "duration_s": 200.0,
        "planned": {"sides": ["left"], "sets": 2, "reps": 12, "rest_s": 60.0, "hold_s": 3.0},
        "sets": [done(number, report, f"set-{number}.json") for number, report in
                 enumerate(reports, start=1)],
        "pains": [{"asked": when, "after_sets": sets, "number": number, "sharp": False}
                  for when, sets, number in asked],
        "advice": [],
        "camera": {"name": "camera 0", "size_px": [1280, 720], "grabbed": 9, "analysed": 9,
                   "losses": []},
        "notes": [],
        "provenance": golden_report("marching").as_dict()["provenance"],
    }  # fmt: skip
    (place / "session.json").write_text(json.dumps(session), encoding="utf-8")
    return place


def change(folder: Path, **keys: object) -> None:
    file = folder / "session.json"
    table = json.loads(file.read_text(encoding="utf-8")) | keys
    file.write_text(json.dumps(table), encoding="utf-8")


def test_folder_of_a_session_is_brought_once(diary: Diary, folder: Path) -> None:
    found = import_reports(diary, folder)
    assert (found.new, found.known, found.pains, found.undated) == (2, 0, 3, 0)
    history = diary.history()
    assert [(one.planned_reps, one.planned_hold_s, one.ended_by) for one in history.sets] == [
        (12, 3.0, "done")
    ] * 2
    assert [one.started for one in history.sets] == [
        BEGAN + timedelta(seconds=at) for at in (20.0, 140.0)
    ]
    assert [pain.number for pain in history.pains] == [2, 3, None]
    assert {pain.session_id for pain in history.pains} == {history.sets[0].session_id}
    # A folder above it, and once more: nothing is new.
    again = import_reports(diary, folder.parent)
    assert (again.new, again.known, again.pains) == (0, 2, 0)
    assert diary.history() == history


def test_session_that_was_killed_has_its_sets(diary: Diary, folder: Path) -> None:
    (folder / "session.json").unlink()
    assert import_reports(diary, folder).new == 2
    assert diary.history().sets[0].planned_reps == 0


def test_report_of_several_sets_brings_each(diary: Diary, tmp_path: Path) -> None:
    squat = golden_report("mini_squat").with_source({"kind": "video", "sha256": "ab" * 32})
    section = {
        "exercise": "mini_squat", "confidence": 0.9, "start_s": 0.0, "end_s": 9.0,
        "candidates": [], "why": "", "forbidden": "",
    }  # fmt: skip
    file = tmp_path / "film.json"
    sets = [{**section, "report": squat.as_dict()}] * 2 + [{**section, "report": None}]
    table = {
        "kind": "sets", "schema": 1, "verdict": "partly", "duration_s": 30.0, "hint": "",
        "obstacles": [], "sets": sets, "source": {},
        "provenance": {"formcheck": "1", "profile": "", "profile_sha256": "", "estimator": {}},
    }  # fmt: skip
    file.write_text(json.dumps(table), encoding="utf-8")
    found = import_reports(diary, file, at=BEGAN)
    assert (found.new, found.problems) == (2, [])
    assert {one.started for one in diary.history().sets} == {BEGAN}
    assert import_reports(diary, file).known == 2


def test_set_without_a_date_gets_that_of_now_and_is_counted(diary: Diary, tmp_path: Path) -> None:
    file = tmp_path / "set.json"
    file.write_text(golden_report("mini_squat").to_json(), encoding="utf-8")
    found = import_reports(diary, file)
    assert (found.new, found.undated) == (1, 1)


def test_damaged_and_foreign_files_are_left_out_and_said(diary: Diary, folder: Path) -> None:
    (folder / "set-2.json").write_text('{"kind": "set", "schema": 1}', encoding="utf-8")
    (folder / "half.json").write_text('{"kind": "set", "sch', encoding="utf-8")
    (folder / "newer.json").write_text('{"kind": "set", "schema": 9}', encoding="utf-8")
    (folder / "recipe.json").write_text('{"flour_g": 500}', encoding="utf-8")
    (folder / "deep.json").write_text("[" * 100_000, encoding="utf-8")
    found = import_reports(diary, folder)
    assert found.new == 1
    said = " ".join(found.problems)
    for name in ("half.json", "newer.json", "deep.json", "set-2.json"):
        assert said.count(name) == 1
    assert found.pains == 3
    assert "recipe.json" not in said


def test_name_in_a_session_leads_to_no_other_folder(
    diary: Diary, folder: Path, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.json"
    secret.write_text(golden_report("marching").to_json(), encoding="utf-8")
    table = json.loads((folder / "session.json").read_text(encoding="utf-8"))
    table["sets"][0]["files"] = [str(secret)]
    change(folder, sets=table["sets"])
    found = import_reports(diary, folder)
    assert {one.exercise for one in diary.history().sets} == {"single_leg_bridge"}
    assert "missing" in " ".join(found.problems)


def test_place_without_a_report_is_an_error(diary: Diary, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for place in (tmp_path / "empty", tmp_path / "nowhere"):
        with pytest.raises(DiaryError, match=str(place)):
            import_reports(diary, place)
