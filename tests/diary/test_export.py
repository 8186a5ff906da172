"""The diary in other programs: the same numbers, no formula, and back again."""

from __future__ import annotations

import csv
import json
import math
import zipfile
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import jsonschema
import openpyxl
import pytest
from support.diaries import BEGAN, filmed, sessions

from formcheck.diary.export import (
    TITLES,
    TableName,
    diary_csv,
    separator_of_locale,
    table_of,
    write_workbook,
)
from formcheck.diary.imports import import_reports
from formcheck.diary.report import DiaryReport, diary_json
from formcheck.diary.sessions import Diary
from formcheck.errors import OutputError
from formcheck.programme.history import (
    Activity,
    EffortEntry,
    PainEntry,
    ScreeningAnswer,
    StepTaken,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EVIL = '=HYPERLINK("http://example.org")'


@pytest.fixture
def diary(tmp_path: Path) -> Iterator[Diary]:
    """A diary of two days with one entry of every other kind."""
    with Diary(tmp_path / "diary.sqlite3") as opened:
        for _, reports in sessions(2):
            for report in reports[:3]:
                opened.keep(report, planned_reps=10, planned_hold_s=3.0, ended_by="done")
        opened.keep_pain(PainEntry(asked="after", at=BEGAN, number=3, exercise=EVIL))
        opened.keep_activity(Activity(kind="walk", at=BEGAN, minutes=12.5))
        opened.keep_step(
            StepTaken(
                programme="hip_start", slot="bridge", kind="up", at=BEGAN, to_rung=1, to_sets=2,
                to_reps=8, why="-2 of pain",
            )
        )  # fmt: skip
        opened.keep_screening(ScreeningAnswer(at=BEGAN, flags=("fall", "fever")))
        opened.keep_effort(EffortEntry(at=BEGAN, number=4))
        yield opened


def rows_of(text: str, separator: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines(), delimiter=separator))


def text_of(name: TableName, diary: Diary, separator: str = ",") -> str:
    return diary_csv(table_of(name, diary.history(), diary), separator=separator)


def test_csv_of_sets_has_every_number_of_the_diary(diary: Diary) -> None:
    rows, sets = rows_of(text_of("sets", diary)), diary.history().sets
    assert len(rows) == len(sets) == 6
    for row, done in zip(rows, sets, strict=True):
        assert datetime.fromisoformat(row["started"]) == done.started
        for key in ("good", "clean", "total", "partial", "planned_reps"):
            assert int(row[key]) == getattr(done, key)
        for key in ("peak_deg", "range_deg", "hold_s", "planned_hold_s", "duration_s"):
            assert float(row[key] or "nan") == pytest.approx(
                getattr(done, key), abs=6e-4, nan_ok=True
            )
        faults = dict(pair.split(":") for pair in row["faults"].split())
        assert {name: int(count) for name, count in faults.items()} == done.faults


def test_csv_of_repetitions_has_those_of_every_report(diary: Diary) -> None:
    rows = rows_of(text_of("repetitions", diary))
    assert len(rows) == 60
    for done in diary.history().sets:
        reps = diary.report(done.set_id).as_dict()["reps"]
        mine = [row for row in rows if row["set_id"] == done.set_id]
        assert [float(row["peak_deg"]) for row in mine] == pytest.approx(
            [rep["peak_deg"] for rep in reps], abs=0.05
        )
        assert [row["good"] for row in mine] == ["yes" if rep["good"] else "no" for rep in reps]


def test_semicolons_go_with_decimal_commas_and_the_mark_of_utf_8(diary: Diary) -> None:
    text = text_of("sets", diary, ";")
    assert text.startswith("\N{ZERO WIDTH NO-BREAK SPACE}started;")
    [row, *_] = rows_of(text[1:], ";")
    done = diary.history().sets[0]
    assert row["duration_s"] == str(done.duration_s).replace(".", ",")
    assert row["started"] == f"{done.started:%Y-%m-%d %H:%M:%S}"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_no_cell_of_a_csv_begins_a_formula(diary: Diary, separator: str) -> None:
    for name in TITLES:
        text = text_of(name, diary, separator).removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
        for row in csv.reader(text.splitlines(), delimiter=separator):
            for cell in row:
                assert not cell.startswith(("=", "+", "@", "\t")), name
                assert not cell.startswith("-") or float(cell.replace(",", ".")) < 0, name
    assert "'=HYPERLINK" in text_of("pains", diary, separator)


def test_separator_of_the_locale_is_one_that_spreadsheets_read() -> None:
    assert separator_of_locale() in {",", ";"}


# --- The workbook --------------------------------------------------------------------------------


def test_workbook_has_every_table_with_numbers_as_numbers(diary: Diary, tmp_path: Path) -> None:
    file = tmp_path / "diary.xlsx"
    write_workbook(file, diary.history(), diary)
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == list(TITLES.values())
    head, *rows = book["Sets"].iter_rows(values_only=True)
    for row, done in zip(rows, diary.history().sets, strict=True):
        cells = dict(zip(head, row, strict=True))
        assert cells["started"] == done.started.replace(tzinfo=None)
        assert cells["good"] == done.good
        assert cells["peak_deg"] == done.peak_deg
        assert math.isnan(done.hold_s) == (cells["hold_s"] is None)
    head, first, *_ = book["Repetitions"].iter_rows(values_only=True)
    assert isinstance(dict(zip(head, first, strict=True))["peak_deg"], float)
    assert len(list(book["Repetitions"].iter_rows())) == 61


def test_workbook_holds_no_formula_and_no_link(diary: Diary, tmp_path: Path) -> None:
    file = tmp_path / "diary.xlsx"
    write_workbook(file, diary.history(), diary)
    cells = [cell for row in openpyxl.load_workbook(file)["Pain"].iter_rows() for cell in row]
    assert EVIL in {cell.value for cell in cells if cell.data_type == "s"}
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    with zipfile.ZipFile(file) as parts:
        assert not [name for name in parts.namelist() if "external" in name.lower()]


def test_workbook_that_cannot_be_written_leaves_no_file(diary: Diary, tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        write_workbook(tmp_path / "nowhere" / "diary.xlsx", diary.history(), diary)
    assert [file.name for file in tmp_path.iterdir() if "xlsx" in file.name] == []


# --- JSON ----------------------------------------------------------------------------------------


def test_json_keeps_its_schema_and_is_read_back(diary: Diary) -> None:
    text = "".join(diary_json(diary, diary.history()))
    jsonschema.validate(json.loads(text), DiaryReport.json_schema())
    report = DiaryReport.from_json(text)
    for kept, done in zip(report.sets, diary.history().sets, strict=True):
        assert kept.report.to_json() == diary.report(done.set_id).to_json()


def test_json_of_an_empty_diary_is_whole(tmp_path: Path) -> None:
    with Diary(tmp_path / "diary.sqlite3") as empty:
        report = DiaryReport.from_json("".join(diary_json(empty, empty.history())))
    assert report.sets == ()


def test_exported_diary_is_imported_into_another_one_once(diary: Diary, tmp_path: Path) -> None:
    file = tmp_path / "all.json"
    file.write_text("".join(diary_json(diary, diary.history())), encoding="utf-8")
    with Diary(tmp_path / "other.sqlite3") as other:
        first, again = import_reports(other, file), import_reports(other, file)
        assert (first.new, first.known, again.new, again.known) == (6, 0, 0, 6)
        steps = [replace(one.history().steps[0], to_hold_s=0.0) for one in (other, diary)]
        assert steps[0] == steps[1]
        assert replace(other.history(), steps=()) == replace(diary.history(), steps=())
    known = import_reports(diary, file)
    assert (known.new, known.known, len(diary.history().pains)) == (0, 6, 1)


def test_history_since_a_day_is_that_day_and_later(diary: Diary) -> None:
    day = (BEGAN + timedelta(days=1)).date()
    later = diary.history().since(day)
    assert {done.day for done in later.sets} == {day}
    assert later.pains == ()
    assert diary.history().since(None).sets == diary.history().sets


def test_camera_of_a_set_does_not_matter_to_its_table(diary: Diary) -> None:
    assert diary.keep(filmed("step_up", BEGAN + timedelta(days=9), camera="http://phone/video"))
    assert "phone" not in text_of("sets", diary)
