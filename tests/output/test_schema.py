"""Every report keeps the published schema, and the schema describes every key of it."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from formcheck import session
from formcheck.coach.checker import Checker
from formcheck.coach.library import exercise_names, load
from formcheck.output.schema import report_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

GOLDEN = Path(__file__).parent.parent / "golden"


def validate(table: dict[str, Any]) -> None:
    validator = jsonschema.Draft202012Validator(report_schema())
    validator.validate(table)


def objects(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every object schema within a schema."""
    if schema.get("type") == "object":
        yield schema
    for part in (*schema.get("properties", {}).values(), schema.get("items")):
        if isinstance(part, dict):
            yield from objects(part)


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(report_schema())


@pytest.mark.parametrize("name", exercise_names())
def test_every_golden_set_keeps_it(name: str) -> None:
    report = session.replay(GOLDEN / f"{name}.npz", name)
    assert report.reps
    assert report.limits
    validate(report.as_dict())


def test_a_report_of_nothing_keeps_it() -> None:
    table = Checker(load("mini_squat")).finish().as_dict()
    assert table["view"]["yaw_deg"] is None
    validate(table)


def test_a_key_that_is_not_described_is_refused() -> None:
    table = Checker(load("mini_squat")).finish().as_dict()
    table["counts"]["many"] = 3
    with pytest.raises(jsonschema.ValidationError, match="many"):
        validate(table)


def test_unknown_numbers_are_null_and_not_nan() -> None:
    table = session.replay(GOLDEN / "hip_flexor_stretch.npz", "hip_flexor_stretch").as_dict()
    assert {rep["back_s"] for rep in table["reps"]} == {None}
    assert all(math.isfinite(rep["hold_s"]) for rep in table["reps"])


def test_nothing_may_be_added_in_silence() -> None:
    closed = [part for part in objects(report_schema()) if "properties" in part]
    assert len(closed) >= 9
    assert all(part["additionalProperties"] is False for part in closed)


def test_every_number_says_what_it_is() -> None:
    for part in objects(report_schema()):
        for key, value in part.get("properties", {}).items():
            if "number" in value.get("type", ()):
                assert value["description"], key
