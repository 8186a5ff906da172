"""The report as JSON and CSV: whole, stable, and honest about what is unknown."""

from __future__ import annotations

import csv
import json
import math
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from support.golden import golden_report

from formcheck.assessment.checker import Checker
from formcheck.errors import OutputError
from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.output.files.documents import CSV_COLUMNS, as_csv, csv_document, json_document

if TYPE_CHECKING:
    from pathlib import Path

    from formcheck.assessment.report import SetReport


def rows_of(report: SetReport) -> list[dict[str, str]]:
    return list(csv.DictReader(as_csv(report).splitlines()))


# --- CSV ---------------------------------------------------------------------------------------


def test_the_header_is_a_promise() -> None:
    assert as_csv(golden_report("mini_squat")).splitlines()[0] == (
        "number,kind,side,start_s,peak_s,end_s,peak_deg,range_deg,hold_s,out_s,back_s,good,faults"
    )


def test_a_set_of_nothing_has_a_header_and_no_row() -> None:
    assert as_csv(Checker(load_exercise("mini_squat")).finish()) == ",".join(CSV_COLUMNS) + "\n"


@pytest.mark.parametrize("name", exercise_names())
def test_every_repetition_has_a_row_and_partial_ones_are_marked(name: str) -> None:
    report = golden_report(name)
    rows = rows_of(report)
    assert [row["kind"] for row in rows] == ["complete", "complete", "partial"]
    assert [row["number"] for row in rows] == ["1", "2", ""]
    assert [row["good"] for row in rows] == [
        *("yes" if rep.good else "no" for rep in report.reps),
        "no",
    ]
    assert all(len(row) == len(CSV_COLUMNS) and None not in row for row in rows)


@pytest.mark.parametrize("name", exercise_names())
def test_the_numbers_are_those_of_the_report(name: str) -> None:
    report = golden_report(name)
    for row, rep in zip(rows_of(report), report.reps, strict=False):
        for key in CSV_COLUMNS[3:11]:
            value = getattr(rep, key)
            if math.isnan(value):
                assert row[key] == ""
            else:
                assert float(row[key]) == pytest.approx(value, abs=5e-4)
        assert tuple(row["faults"].split()) == rep.faults


def test_unknown_is_empty_and_never_a_word() -> None:
    (first, *_) = rows_of(golden_report("hip_flexor_stretch"))
    assert first["back_s"] == ""
    assert "nan" not in as_csv(golden_report("hip_flexor_stretch")).lower()


def test_no_number_is_written_with_an_exponent_or_a_bare_minus() -> None:
    report = golden_report("mini_squat")
    tiny = replace(report.reps[0], peak_deg=-0.0001, hold_s=1e-9, range_deg=100.0)
    row = rows_of(replace(report, reps=(tiny,), partial_reps=()))[0]
    assert row["peak_deg"] == "0"
    assert row["hold_s"] == "0"
    assert row["range_deg"] == "100"


# --- Files -------------------------------------------------------------------------------------


def test_the_json_file_is_the_report(tmp_path: Path) -> None:
    report = golden_report("double_leg_bridge")
    with json_document(tmp_path / "a.json") as sink:
        sink.finish(report)
    text = (tmp_path / "a.json").read_bytes()
    assert json.loads(text) == report.as_dict()
    assert text.endswith(b"}\n")
    assert b"\r" not in text


def test_letters_beyond_ascii_survive(tmp_path: Path) -> None:
    report = replace(
        golden_report("mini_squat"), title="Kniebeuge für Ältere", advice=("Größer.",)
    )
    with json_document(tmp_path / "ä.json") as sink:
        sink.finish(report)
    written = json.loads((tmp_path / "ä.json").read_text(encoding="utf-8"))
    assert written["title"] == "Kniebeuge für Ältere"
    assert "\\u" not in (tmp_path / "ä.json").read_text(encoding="utf-8")


def test_an_older_report_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("older, and much longer than what comes\n" * 100)
    report = golden_report("mini_squat")
    with csv_document(tmp_path / "a.csv") as sink:
        sink.finish(report)
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == as_csv(report)


def test_without_an_end_nothing_is_written(tmp_path: Path) -> None:
    with json_document(tmp_path / "a.json"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_an_error_on_the_way_leaves_nothing(tmp_path: Path) -> None:
    def fail() -> None:
        raise RuntimeError("the disk is on fire")

    with pytest.raises(RuntimeError, match="fire"), csv_document(tmp_path / "a.csv"):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with json_document(tmp_path / "a.json") as sink:
        monkeypatch.setattr("pathlib.Path.write_text", full)
        with pytest.raises(OutputError, match="no space left on device"):
            sink.finish(golden_report("mini_squat"))
    assert list(tmp_path.iterdir()) == []


def test_unknown_numbers_are_null_and_not_nan() -> None:
    table = golden_report("hip_flexor_stretch").as_dict()
    assert {rep["back_s"] for rep in table["reps"]} == {None}
    assert all(math.isfinite(rep["hold_s"]) for rep in table["reps"])
