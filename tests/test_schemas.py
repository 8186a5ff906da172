"""The published JSON Schemas: made from the types, complete, and each valid without another."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from support.paths import GOLDEN, ROOT

from formcheck.assessment.checker import Checker
from formcheck.assessment.report import Provenance, Report, SetReport
from formcheck.diary.report import DiaryReport, KeptSet
from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.function_tests.definition import load_function_test
from formcheck.function_tests.interpretation import interpret
from formcheck.function_tests.report import Person, Result
from formcheck.programme.definition import load_programme
from formcheck.programme.history import History
from formcheck.programme.progress import progress
from formcheck.recognition.report import SetsProvenance, SetsReport
from formcheck.session.report import (
    CameraLoss,
    CameraUsed,
    CourseReport,
    ExerciseDone,
    PlannedSession,
    SessionReport,
)
from formcheck.therapist.summary import Folder, summary
from tools.build_schemas import REPORTS, schemas

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = ROOT / "formcheck" / "schemas"
KINDS = ("set", "sets", "function_test", "session", "course", "diary", "progress", "summary")


def stored(kind: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((FOLDER / f"{kind}.schema.json").read_text("utf-8"))
    return schema


def validate(table: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator(stored(table["kind"])).validate(table)


def parts(schema: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401  # JSON has any shape
    """All objects within a schema."""
    if isinstance(schema, dict):
        yield schema
    inner = schema.values() if isinstance(schema, dict) else schema
    for part in inner:
        if isinstance(part, dict | list):
            yield from parts(part)


def diary_of(report: SetReport) -> DiaryReport:
    """A diary of one set."""
    kept = KeptSet(
        set_id="a",
        session_id="b",
        started="2026-05-04T10:00:00+02:00",
        planned_reps=0,
        planned_hold_s=float("nan"),
        ended_by="",
        report=report,
    )
    nothing: dict[str, Any] = dict.fromkeys(
        ("pains", "activities", "steps", "screenings", "efforts"), ()
    )
    return DiaryReport(
        formcheck="1.0", exported=kept.started, duration_s=0.0, sets=(kept,), **nothing
    )


def report_of(kind: str) -> Report:  # noqa: PLR0911  # one for each kind
    """A report of a kind with little in it."""
    if kind in ("set", "diary"):
        report = Checker(load_exercise("mini_squat")).finish()
        return report if kind == "set" else diary_of(report)
    if kind == "function_test":
        test = load_function_test("chair_stand_30s")
        return interpret(test, [Result("stands", "both", 7.0, "stands")], Person())
    if kind == "progress":
        return progress(History(), date(2026, 11, 2), programme=load_programme("hip-start"))
    if kind == "summary":
        return summary(Folder(History(), None, {}, {}), date(2026, 11, 2))
    if kind == "sets":
        made_by = SetsProvenance("1.0", "", "", {})
        return SetsReport(
            verdict="nothing", duration_s=3.0, hint="", obstacles=(), sets=(), provenance=made_by
        )
    camera = CameraUsed("0", (640, 480), 10, 10, (CameraLoss(1.0, float("nan")),))
    if kind == "course":
        done = ExerciseDone("mini_squat", "Mini squat", "done", "1-mini_squat")
        never = ExerciseDone("step_up", "Step-up", None, "")
        return CourseReport(
            started="2026-05-04T10:00:00+02:00",
            duration_s=20.0,
            exercises=(done, never),
            advice=(),
            camera=camera,
            notes=(),
        )
    return SessionReport(
        exercise="mini_squat",
        title="Mini squat",
        started="2026-05-04T10:00:00+02:00",
        duration_s=20.0,
        planned=PlannedSession(("auto",), 1, 0, 60.0),
        sets=(),
        pains=(),
        advice=(),
        camera=camera,
        notes=(),
        provenance=Provenance(),
    )


def test_stored_schemas_are_those_of_the_types() -> None:
    found = {file.name: file.read_text("utf-8") for file in FOLDER.iterdir()}
    assert found == schemas(), "run: make schemas"
    assert [report.json_schema()["properties"]["kind"]["const"] for report in REPORTS] == list(
        KINDS
    )


@pytest.mark.parametrize("kind", KINDS)
def test_schema_is_valid_closed_and_explains_every_key(kind: str) -> None:
    schema = stored(kind)
    jsonschema.Draft202012Validator.check_schema(schema)
    for part in parts(schema):
        assert part.get("$ref", "#/").startswith("#/"), "no schema refers to another file"
        if part.get("type") == "object" and "properties" in part:
            assert part["additionalProperties"] is False
            for key, value in part["properties"].items():
                assert {"description", "$ref"} & set(value), key


@pytest.mark.parametrize("kind", KINDS)
def test_report_of_each_kind_validates_and_an_unknown_key_does_not(kind: str) -> None:
    table = report_of(kind).as_dict()
    assert list(table)[:2] == ["kind", "schema"]
    assert table["kind"] == kind
    validate(table)
    table["many"] = 3
    with pytest.raises(jsonschema.ValidationError, match="many"):
        validate(table)


@pytest.mark.parametrize("name", exercise_names())
def test_golden_report_validates(name: str) -> None:
    table = json.loads((GOLDEN / f"{name}.json").read_text("utf-8"))["report"]
    validate(table | {"provenance": Provenance().__dict__, "source": {}})
