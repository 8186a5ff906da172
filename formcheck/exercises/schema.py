"""The form of an exercise file as a JSON Schema, for editors that check while one types."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from formcheck.exercises.definition import Exercise
from formcheck.exercises.wording import explanation
from formcheck.kinematics.measures import MEASURES

if TYPE_CHECKING:
    from formcheck.exercises.conditions import Place

FILE_NAME: Final = "exercise.schema.json"

_TAGS: Final = {"side": "SideDrawing", "front": "FrontDrawing"}
"""The branches of a union that pydantic names by other words than its models."""


def exercise_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of an exercise file, with a sentence about every key."""
    schema = Exercise.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Exercise"
    schema["description"] = "An exercise that formcheck can count and judge."
    for model in (schema, *schema["$defs"].values()):
        model["description"] = model.get("description", "").split("\n\n")[0]
        for key, value in model.get("properties", {}).items():
            told = explanation(model["title"], key)
            if told:
                value["description"] = told
            if key == "measure":
                units = None if model["title"] == "Condition" else "deg"
                value["enum"] = sorted(
                    name for name, row in MEASURES.items() if units in {None, row.unit}
                )
    return schema


def schema_text() -> str:
    """The schema as it is published."""
    return json.dumps(exercise_schema(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def at(schema: dict[str, Any], place: Place) -> dict[str, Any]:
    """The part of the schema that describes a place, as pydantic names it; empty = none does."""
    here = _resolved(schema, schema)
    for step in place:
        here = _resolved(schema, _step(schema, here, step))
    return here


def _step(schema: dict[str, Any], here: dict[str, Any], step: str | int) -> dict[str, Any]:
    found: Any = None
    if isinstance(step, int):
        found = here.get("items") or _either(here, "items") or here
    else:
        found = here.get("properties", {}).get(step)
        if found is None:
            found = _branch(schema, here, step) or here.get("additionalProperties")
    return found if isinstance(found, dict) else {}


def _either(here: dict[str, Any], key: str) -> dict[str, Any] | None:
    return next((part[key] for part in here.get("anyOf", ()) if key in part), None)


def _branch(schema: dict[str, Any], here: dict[str, Any], tag: str) -> dict[str, Any] | None:
    """The branch of a union that a tag names."""
    for part in here.get("anyOf", ()):
        if "oneOf" in part:
            here = part
    mapping = here.get("discriminator", {}).get("mapping", {})
    if tag in mapping:
        return _resolved(schema, {"$ref": mapping[tag]})
    named = [_resolved(schema, part) for part in here.get("oneOf", ())]
    return next((part for part in named if part.get("title") == _TAGS.get(tag)), None)


def _resolved(schema: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """A part of the schema with its reference followed."""
    while "$ref" in part:
        part = schema["$defs"][part["$ref"].rsplit("/", 1)[1]]
    return part
