"""The report and its JSON: stable, rounded, and without a number that is not one."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.watching import perfect, watch

from formcheck.assessment.report import (
    Counts,
    Hold,
    LimitExceeded,
    PartialRepetition,
    Provenance,
    Rep,
    SetReport,
    ViewSeen,
)
from formcheck.exercises.loader import exercise_names

if TYPE_CHECKING:
    from formcheck.exercises.definition import Exercise

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


def leaves(value: Any) -> list[Any]:  # noqa: ANN401  # JSON has any shape
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in leaves(item)]
    if isinstance(value, list):
        return [leaf for item in value for leaf in leaves(item)]
    return [value]


def test_numbers_are_rounded_to_what_a_camera_can_tell() -> None:
    table = REPORT.as_dict()
    rep = table["reps"][0]
    assert (rep["start_s"], rep["end_s"]) == (1.235, 5.0)
    assert rep["peak_deg"] == 31.2
    assert table["seen_fraction"] == 0.667
    assert table["view"]["yaw_deg"] == 12.3
    assert table["duration_s"] == 9.877
    assert table["limits"][0]["value_ratio"] == 0.123
    assert table["holds"][0]["hold_s"] == 3.0


def test_no_zero_is_negative() -> None:
    best_deg = REPORT.as_dict()["holds"][0]["best_deg"]
    assert math.copysign(1, best_deg) == 1
    assert "-0.0" not in REPORT.to_json()


@pytest.mark.parametrize("unknown", [NAN, math.inf, -math.inf])
def test_what_is_unknown_is_null(unknown: float) -> None:
    report = replace(REPORT, reps=(replace(REP, range_deg=unknown, out_s=unknown),))
    rep = report.as_dict()["reps"][0]
    assert rep["range_deg"] is None
    assert rep["out_s"] is None
    assert REPORT.as_dict()["limits"][0]["value_deg"] is None


def test_the_json_is_what_it_says() -> None:
    text = REPORT.to_json()
    assert text.endswith("}\n")
    assert text.startswith('{\n  "schema": 1,\n  "exercise": "leg_lift",')
    assert "«Übung»" in text
    assert json.loads(text) == REPORT.as_dict()


def test_every_field_is_in_the_json() -> None:
    table = REPORT.as_dict()
    assert set(table) == set(SetReport.__dataclass_fields__)
    assert set(table["reps"][0]) == set(Rep.__dataclass_fields__)
    assert set(table["counts"]) == {"good", "total", "partial", "left", "right"}


def test_the_source_is_added_to_a_copy() -> None:
    named = REPORT.with_source({"path": "a.mp4", "fps": 29.97002997, "gap_s": NAN})
    assert REPORT.source == {}
    assert named.as_dict()["source"] == {"path": "a.mp4", "fps": 29.97002997, "gap_s": None}
    assert replace(named, source={}) == REPORT


def test_nothing_seen_is_unknown() -> None:
    table = replace(REPORT, view=ViewSeen()).as_dict()
    assert table["view"] == {"plane": "unknown", "yaw_deg": None, "near": "unknown"}


@given(
    st.dictionaries(
        st.text(max_size=8),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.text(max_size=4), inner, max_size=3)
            ),
            max_leaves=6,
        ),
        max_size=4,
    )
)
def test_whatever_the_source_says_the_json_is_valid(source: dict[str, object]) -> None:
    table = json.loads(REPORT.with_source(source).to_json())
    assert set(table["source"]) == set(source)
    assert all(not isinstance(leaf, float) or math.isfinite(leaf) for leaf in leaves(table))


@pytest.mark.parametrize("name", exercise_names())
def test_the_same_poses_give_the_same_report_to_the_byte(
    name: str, shipped: dict[str, Exercise]
) -> None:
    texts = {watch(shipped[name], perfect(name, reps=1)).report.to_json() for _ in range(2)}
    assert len(texts) == 1
    table = json.loads(texts.pop())
    assert table["provenance"]["exercise_sha256"] == shipped[name].sha256
    assert table["counts"]["good"] == 1
    assert all(not isinstance(leaf, float) or math.isfinite(leaf) for leaf in leaves(table))
