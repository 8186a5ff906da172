"""Measures over time: both legs, in both forms, with the reason where they are unknown."""

from __future__ import annotations

import csv
import math
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest
from support.commands import performed, record, run

from formcheck import recording
from formcheck.analysis import analyze
from formcheck.errors import OutputError
from formcheck.exercises.loader import load_exercise
from formcheck.kinematics.measures import MEASURES
from formcheck.output.files.set_series import LONG_COLUMNS, REASONS, SetSeries
from formcheck.output.files.time_series import SeriesFile, SeriesWriter
from formcheck.pose.pose import absent
from formcheck.recording import arrow_table

if TYPE_CHECKING:
    from pathlib import Path

    from formcheck.assessment.report import SetReport
    from formcheck.assessment.report_types import PartialRepetition, Rep

NAME = "single_leg_bridge"


@pytest.fixture(scope="module")
def bridge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording of a set of two bridges, with two pictures in which no person is seen."""
    poses = performed(NAME)
    for row in (3, 4):
        one = poses[row]
        poses[row] = absent(one.index, one.time_s, size_px=one.size_px)
    return record(tmp_path_factory.mktemp("series") / "bridge.npz", poses)


def written(bridge: Path, path: Path, **how: str) -> SetReport:
    with SeriesFile(path, load_exercise(NAME), **how) as file:  # type: ignore[arg-type]
        return analyze(bridge, NAME, sinks=[file])


def test_long_form_has_a_row_for_each_measure_of_each_leg(bridge: Path, tmp_path: Path) -> None:
    report = written(bridge, tmp_path / "a.parquet")
    table = pq.read_table(tmp_path / "a.parquet").to_pandas()
    measures = load_exercise(NAME).measures()
    assert tuple(table.columns) == LONG_COLUMNS
    assert len(table) == len(performed(NAME)) * 2 * len(measures)
    assert set(table["measure"]) == set(measures)
    for name, rows in table.groupby("measure"):
        assert set(rows["plane"]) == {MEASURES[str(name)].plane}
        assert set(rows["unit"]) == {MEASURES[str(name)].unit}
    assert set(table["reason"]) <= set(REASONS)
    assert (table["value"].isna() == (table["reason"] != "")).all()
    assert set(table[table["frame"].isin([3, 4])]["reason"]) == {"absent"}
    done = table[table["repetition"].notna()].groupby("repetition")["time_s"]
    for rep in report.reps:
        assert done.min()[rep.number] == pytest.approx(rep.start_s, abs=0.11)
        assert done.max()[rep.number] == pytest.approx(rep.end_s, abs=0.11)


def test_judged_value_is_that_of_the_report(bridge: Path, tmp_path: Path) -> None:
    report = written(bridge, tmp_path / "a.parquet")
    table = pq.read_table(tmp_path / "a.parquet").to_pandas()
    main = table[table["measure"] == load_exercise(NAME).movement.measure]
    for rep in report.reps:
        inside = main[(main["repetition"] == rep.number) & (main["side"] == rep.side)]
        furthest = inside["judged"].iloc[(inside["time_s"] - rep.peak_s).abs().argmin()]
        assert furthest == pytest.approx(rep.peak_deg, abs=3)
    other = {"left": "right", "right": "left"}[str(report.reps[0].side)]
    assert main[(main["side"] == other)]["judged"].isna().all()
    assert set(main["phase"]) >= {"rest", "move", "hold", "return", ""}


def test_wide_and_long_csv_and_parquet_agree(bridge: Path, tmp_path: Path) -> None:
    for name in ("long.csv", "long.parquet"):
        written(bridge, tmp_path / name)
    for name in ("wide.csv", "wide.parquet"):
        written(bridge, tmp_path / name, form="wide")
    long, wide = pd.read_csv(tmp_path / "long.csv"), pd.read_csv(tmp_path / "wide.csv")
    for read, of in ((long, "long.parquet"), (wide, "wide.parquet")):
        exact = pq.read_table(tmp_path / of).to_pandas()
        assert list(read.columns) == list(exact.columns)
        for column in read.columns:
            if pd.api.types.is_numeric_dtype(exact[column]):
                np.testing.assert_allclose(read[column], exact[column], atol=6e-4)
            else:
                assert (read[column].fillna("") == exact[column]).all()
    hip = long[(long["measure"] == "hip_flexion") & (long["side"] == "left")]
    np.testing.assert_allclose(hip["value"], wide["left_hip_flexion_deg"])
    assert len(wide) == len(performed(NAME))


def test_all_measures_of_the_catalogue(bridge: Path, tmp_path: Path) -> None:
    """A measure of another plane is unknown, because the camera does not stand there."""
    written(bridge, tmp_path / "a.parquet", choice="all")
    table = pl.read_parquet(tmp_path / "a.parquet")
    assert set(table["measure"]) == set(MEASURES)
    seen = table.filter(pl.col("reason") != "absent")
    assert set(seen.filter(pl.col("plane") == "front")["reason"]) == {"view"}
    assert set(seen.filter(pl.col("measure") == "hip_rise")["reason"]) == {"start"}


def test_command_writes_the_series_of_every_recognised_set(
    bridge: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "sets.csv"
    assert run(capsys, "replay", bridge, "--series", file, "--html", tmp_path / "a.html").code == 0
    with file.open(newline="", encoding="utf-8") as text:
        rows = list(csv.DictReader(text))
    assert {(row["set"], row["exercise"]) for row in rows} == {("1", NAME)}
    assert {row["repetition"] for row in rows} == {"", "1", "2"}


def test_ending_that_is_not_known_is_refused_before_anything_is_analysed(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"use \.csv or \.parquet"):
        SeriesWriter(tmp_path / "a.xlsx")


@pytest.mark.parametrize("form", ["long", "wide"])
def test_series_becomes_the_frame_that_the_file_holds(
    bridge: Path, tmp_path: Path, form: Literal["long", "wide"]
) -> None:
    """Unknown numbers are null in both: polars takes NaN for a number in a mean."""
    series = SetSeries(load_exercise(NAME))
    analyze(bridge, NAME, sinks=[series])
    written(bridge, tmp_path / "a.parquet", form=form)
    table = series.to_frame(form)
    assert table.equals(pq.read_table(tmp_path / "a.parquet"))
    frame = pl.DataFrame(table)
    value, reason = ("value", "reason") if form == "long" else (
        "left_hip_flexion_deg", "left_hip_flexion_reason"
    )  # fmt: skip
    assert frame[value].null_count() == (frame[reason] != "").sum() > 0
    assert frame[value].is_nan().sum() == 0


def test_series_without_a_pose_becomes_an_empty_frame() -> None:
    table = SetSeries(load_exercise(NAME)).to_frame()
    assert (tuple(table.column_names), table.num_rows) == (LONG_COLUMNS, 0)


def test_frames_of_all_reports_can_be_joined(bridge: Path) -> None:
    """No column of one report has another type than in the next one, also if it is empty."""
    reports = [analyze(bridge, name) for name in (NAME, "clamshell")]
    assert reports[0].reps
    assert not reports[1].reps
    full, empty = (report.to_frame() for report in reports)
    assert full.schema == empty.schema
    assert "null" not in str(full.schema)
    joined = pl.concat([pl.DataFrame(empty), pl.DataFrame(full)])
    assert joined["faults"].to_list() == full.column("faults").to_pylist()


def test_report_and_recording_become_frames_of_pandas_and_polars(bridge: Path) -> None:
    report, recorded = analyze(bridge, NAME), recording.read(bridge)
    every: list[Rep | PartialRepetition] = [*report.reps, *report.partial_reps]
    reps = report.to_frame()
    assert pl.DataFrame(reps)["good"].sum() == report.counts.good
    assert reps.to_pandas()["peak_deg"].tolist() == pytest.approx([rep.peak_deg for rep in every])
    poses = recorded.to_frame()
    frame = poses.to_pandas()
    assert len(frame) == 33 * len(recorded)
    knee = frame[(frame["joint"] == "left_knee") & (frame["frame"] == recorded.poses[9].index)]
    assert knee["x_px"].item() == recorded.poses[9].image[25, 0]
    hidden = pl.DataFrame(poses).filter(pl.col("frame") == 3)
    assert hidden["x_px"].null_count() == 33
    assert arrow_table({"a": [math.nan, 1.0]}).column("a").null_count == 1
