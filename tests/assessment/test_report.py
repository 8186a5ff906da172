"""The report and its JSON: stable, rounded, and without a number that is not one."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest
from pydantic import ValidationError
from support.paths import ROOT

from formcheck.assessment.report import Provenance, SceneName, SetReport, Source, ViewSeen
from formcheck.assessment.report_types import (
    Counts,
    Hold,
    LimitExceeded,
    PartialRepetition,
    Rep,
    clock_text,
)

NAN = math.nan
REP = Rep(
    number=1,
    side="left",
    start_s=1.23456,
    peak_s=2.0,
    end_s=5.0004999,
    peak_deg=31.2499,
    range_deg=NAN,
    hold_s=3.0,
    out_s=NAN,
    back_s=1.0,
    good=True,
    faults=("short_hold",),
)
REPORT = SetReport(
    exercise="leg_lift",
    title="Leg lift",
    verdict="good",
    duration_s=9.87654,
    counts=Counts(good=1, total=1, left=1),
    reps=(REP,),
    partial_reps=(PartialRepetition("right", 1.0, 2.0, 3.0, 9.05, NAN, ()),),
    holds=(Hold("left", 1.0, 4.0, 2.99999, -0.01, ()),),
    limits=(LimitExceeded("crossing", "left", "stop", 3.0, NAN, 0.12345),),
    advice=("Well done: «Übung».",),
    cannot_see=("a turned foot",),
    seen_fraction=2 / 3,
    view=ViewSeen("side", 12.345, "left"),
    provenance=Provenance(formcheck="1.0", estimator={"name": "some"}),
)


def test_numbers_are_rounded_to_what_a_camera_can_tell() -> None:
    table = REPORT.as_dict()
    (rep,), (hold,), (limit,) = table["reps"], table["holds"], table["limits"]
    assert (rep["start_s"], rep["end_s"], rep["peak_deg"]) == (1.235, 5.0, 31.2)
    assert (table["duration_s"], table["seen_fraction"]) == (9.877, 0.667)
    assert (table["view"]["yaw_deg"], hold["hold_s"], limit["value_ratio"]) == (12.3, 3.0, 0.123)
    assert math.copysign(1, hold["best_deg"]) == 1, "no zero is negative"


@pytest.mark.parametrize("unknown", [NAN, math.inf, -math.inf])
def test_unknown_number_is_null(unknown: float) -> None:
    unseen = replace(REP, range_deg=unknown, out_s=unknown)
    table = replace(REPORT, reps=(unseen,), view=ViewSeen()).as_dict()
    assert (table["reps"][0]["range_deg"], table["reps"][0]["out_s"]) == (None, None)
    assert table["limits"][0]["value_deg"] is None
    assert table["view"] == {"plane": "unknown", "yaw_deg": None, "near": "unknown"}


def test_the_json_is_what_it_says() -> None:
    text = REPORT.to_json()
    assert text.endswith("}\n")
    assert text.startswith('{\n  "kind": "set",\n  "schema": 1,\n  "exercise": "leg_lift",')
    assert "«Übung»" in text
    assert json.loads(text) == REPORT.as_dict()


def test_source_is_added_to_a_copy() -> None:
    named = REPORT.with_source({"name": "a.mp4", "start_s": 1.23456})
    assert REPORT.source == {}
    assert named.as_dict()["source"] == {"name": "a.mp4", "start_s": 1.235}
    assert replace(named, source={}) == REPORT


def test_source_with_unreadable_letters_and_unknown_numbers_is_valid_json() -> None:
    recorded_from = {"gap_s": NAN, "parts": [math.inf, {"fps": 29.97002997}]}
    named = REPORT.with_source({"name": "a\udc80.npz", "recorded_from": recorded_from})
    assert json.loads(named.to_json())["source"] == {
        "name": "a?.npz",
        "recorded_from": {"gap_s": None, "parts": [None, {"fps": 29.97002997}]},
    }


def test_part_of_report_refuses_unknown_key_and_wrong_value() -> None:
    with pytest.raises(ValidationError, match="path"):
        REPORT.with_source({"path": "a.mp4"})  # type: ignore[typeddict-unknown-key]
    with pytest.raises(ValidationError, match="verdict"):
        replace(REPORT, verdict="bad")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("time_s", "text"),
    [(0, "0:00"), (59.9, "0:59"), (125, "2:05"), (NAN, "?")],
)
def test_clock_text_shows_minutes_and_seconds(time_s: float, text: str) -> None:
    assert clock_text(time_s) == text


def test_clock_format_stands_once() -> None:
    files = (ROOT / "formcheck").rglob("*.py")
    assert [file.name for file in files if ":02d}" in file.read_text("utf-8")] == [
        "report_types.py"
    ]


def test_repr_of_report_is_one_short_line() -> None:
    assert repr(REPORT) == "SetReport('leg_lift', 'good', 1 good of 1, 0 partial)"


def test_schema_requires_every_key_but_those_of_the_source() -> None:
    schema = SetReport.json_schema()
    assert schema["$id"] == "formcheck/set/1"
    assert set(schema["required"]) == set(schema["properties"])
    assert "required" not in schema["$defs"]["Source"]


def scene(*names: SceneName) -> Source:
    """Return a source block with findings of these names."""
    return {"scene": tuple({"name": name, "share": 1.0, "say": name} for name in names)}


def test_darkness_is_the_reason_why_little_was_seen() -> None:
    unseen = replace(
        REPORT, verdict="inconclusive", seen_fraction=0.0, advice=("Come into the picture.",)
    )
    told = unseen.with_source(scene("dark", "cropped")).advice
    assert told == ("«Leg lift» could not be judged. dark", "cropped")
    seen = replace(unseen, seen_fraction=0.9)
    assert seen.with_source(scene("dark")).advice == ("Come into the picture.", "dark")


def test_scene_changes_no_advice_on_what_was_judged() -> None:
    assert REPORT.with_source(scene("people")).advice == REPORT.advice
    assert REPORT.with_source({}).advice == REPORT.advice


def test_report_is_read_back_from_its_json() -> None:
    read = SetReport.from_json(REPORT.to_json())
    assert read.to_json() == REPORT.to_json()
    assert math.isnan(read.reps[0].range_deg)


@pytest.mark.parametrize(
    "changed",
    ['"kind": "session"', '"schema": 2', '"kind": "set", "colour": 1'],
)
def test_json_of_another_kind_or_version_is_no_report(changed: str) -> None:
    key = '"schema": 1' if "schema" in changed else '"kind": "set"'
    with pytest.raises(ValidationError):
        SetReport.from_json(REPORT.to_json().replace(key, changed))
