"""JSON, CSV and recording of a set: whole, stable, and empty where a number is unknown."""

from __future__ import annotations

import csv
import json
import math
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from support.golden import golden_report

from formcheck.assessment.checker import Checker
from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.output.files.documents import CSV_COLUMNS, as_csv, csv_document, json_document

if TYPE_CHECKING:
    from pathlib import Path

    from formcheck.assessment.report import SetReport
    from formcheck.assessment.report_types import PartialRepetition, Rep


def rows_of(report: SetReport) -> list[dict[str, str]]:
    return list(csv.DictReader(as_csv(report).splitlines()))


def test_header_of_the_csv_stays_and_stands_alone_without_repetitions() -> None:
    assert as_csv(Checker(load_exercise("mini_squat")).finish()) == (
        "number,kind,side,start_s,peak_s,end_s,peak_deg,range_deg,hold_s,out_s,back_s,good,faults,"
        "far_error_deg,just,reason,clean,minor,major,limits\n"
    )


@pytest.mark.sampled(8)
@pytest.mark.parametrize("name", exercise_names())
def test_every_repetition_has_a_row_with_the_numbers_of_the_report(name: str) -> None:
    report = golden_report(name)
    rows = rows_of(report)
    assert [row["kind"] for row in rows] == ["complete", "complete", "partial"]
    assert [row["number"] for row in rows] == ["1", "2", ""]
    good = ["yes" if rep.good else "no" for rep in report.reps]
    assert [row["good"] for row in rows] == [*good, "no"]
    assert all(len(row) == len(CSV_COLUMNS) and None not in row for row in rows)
    repetitions: list[Rep | PartialRepetition] = [*report.reps, *report.partial_reps]
    for row, rep in zip(rows, repetitions, strict=True):
        for key in CSV_COLUMNS[3:11]:
            value = getattr(rep, key, math.nan)
            assert float(row[key] or "nan") == pytest.approx(value, abs=5e-4, nan_ok=True)
        for key in ("faults", "minor", "major", "limits"):
            assert tuple(row[key].split()) == getattr(rep, key)


def test_repetition_that_was_only_counted_is_named_in_csv() -> None:
    report = golden_report("mini_squat")
    counted = replace(report.reps[0], judged=False, good=False, peak_deg=math.nan)
    (row,) = rows_of(replace(report, reps=(counted,), partial_reps=()))
    assert (row["kind"], row["number"], row["peak_deg"]) == ("counted", "1", "")


def test_unknown_number_is_empty_in_csv_and_null_in_json() -> None:
    report = golden_report("hip_flexor_stretch")
    assert rows_of(report)[0]["back_s"] == ""
    assert "nan" not in as_csv(report).lower()
    table = report.as_dict()
    assert {rep["back_s"] for rep in table["reps"]} == {None}
    assert all(math.isfinite(rep["hold_s"]) for rep in table["reps"])


def test_number_has_no_exponent_and_no_bare_minus() -> None:
    report = golden_report("mini_squat")
    tiny = replace(report.reps[0], peak_deg=-0.0001, hold_s=1e-9, range_deg=100.0)
    row = rows_of(replace(report, reps=(tiny,), partial_reps=()))[0]
    assert (row["peak_deg"], row["hold_s"], row["range_deg"]) == ("0", "0", "100")


def test_files_are_the_report_and_its_repetitions(tmp_path: Path) -> None:
    report = replace(
        golden_report("mini_squat"), title="Kniebeuge für Ältere", advice=("Größer.",)
    )
    with json_document(tmp_path / "ä.json") as document, csv_document(tmp_path / "a.csv") as table:
        document.finish(report)
        table.finish(report)
    data = (tmp_path / "ä.json").read_bytes()
    assert json.loads(data) == report.as_dict()
    assert data.endswith(b"}\n")
    assert "Kniebeuge für Ältere".encode() in data
    assert b"\r" not in data
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == as_csv(report)


def test_error_on_the_way_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), csv_document(tmp_path / "a.csv"):
        _ = 1 / 0
    assert list(tmp_path.iterdir()) == []
