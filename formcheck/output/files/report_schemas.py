"""The published forms of the reports, as JSON Schemas."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any


def report_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) that every report of formcheck keeps."""
    return _read("report.schema.json")


def sets_schema() -> dict[str, Any]:
    """The same for a recording of which nobody said what is done in it."""
    return _read("sets.schema.json")


def outcome_schema() -> dict[str, Any]:
    """The same for a function test."""
    return _read("outcome.schema.json")


def session_schema() -> dict[str, Any]:
    """The same for a live session."""
    return _read("session.schema.json")


def _read(name: str) -> dict[str, Any]:
    text = (files("formcheck") / "schemas" / name).read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema
