"""Writes formcheck/schemas/: the JSON Schemas of exercise files and reports, from their types."""

from __future__ import annotations

import json
from pathlib import Path

from formcheck.assessment.report import SetReport
from formcheck.diary.report import DiaryReport
from formcheck.exercises.definition import SCHEMA_FILE, schema_text
from formcheck.function_tests.report import FunctionTestReport
from formcheck.programme import definition as programme
from formcheck.programme.progress import ProgressReport
from formcheck.recognition.report import SetsReport
from formcheck.session.report import CourseReport, SessionReport
from formcheck.therapist.summary_report import SummaryReport

FOLDER = Path(__file__).parents[1] / "formcheck" / "schemas"

REPORTS = (
    SetReport,
    SetsReport,
    FunctionTestReport,
    SessionReport,
    CourseReport,
    DiaryReport,
    ProgressReport,
    SummaryReport,
)


def schemas() -> dict[str, str]:
    """Return the text of every schema by the name of its file: one for each kind of report."""
    texts = {SCHEMA_FILE: schema_text(), programme.SCHEMA_FILE: programme.schema_text()}
    for report in REPORTS:
        schema = report.json_schema()
        kind = schema["properties"]["kind"]["const"]
        texts[f"{kind}.schema.json"] = json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
    return texts


def main() -> None:
    """Write every schema, and delete what is no longer made."""
    texts = schemas()
    for file in FOLDER.glob("*.json"):
        if file.name not in texts:
            file.unlink()
    for name, text in texts.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
