"""The form of a definition file as a JSON Schema, for editors that check while a person types."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from formcheck.exercises.definition import Exercise

if TYPE_CHECKING:
    from formcheck.exercises.conditions import Definition, Place

FILE_NAME: Final = "exercise.schema.json"
"""The name of the published schema of exercise files."""


@cache
def definition_schema(kind: type[Definition] = Exercise) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a definition file; it must not be changed."""
    schema = kind.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    for model in (schema, *schema.get("$defs", {}).values()):
        model["description"] = model.get("description", "").split("\n\n")[0]
    return schema


def schema_text(kind: type[Definition] = Exercise) -> str:
    """Return the schema of a definition file as it is published."""
    return json.dumps(definition_schema(kind), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def schemas_at(kind: type[Definition], place: Place) -> list[dict[str, Any]]:
    """Return the parts of a schema that may describe a place of a file; none = no such place.

    Parameters
    ----------
    kind
        The definition.
    place
        Keys and numbers of list items.  The tag of a union, as Pydantic names it (the kind of a
        fault), selects a part and needs no key in the file.

    Returns
    -------
    list[dict[str, Any]]
        The parts, with references followed and unions split into their options.
    """
    schema = definition_schema(kind)
    found = _alternatives(schema, schema)
    for step in place:
        inner = [each for part in found for each in _inner(schema, part, step)]
        tagged = [part for part in found if _tag(part) == step]
        found = inner or tagged or ([] if isinstance(step, int) else found)
    return found


def _tag(part: dict[str, Any]) -> object:
    return part.get("properties", {}).get("kind", {}).get("const")


def _inner(schema: dict[str, Any], part: dict[str, Any], step: str | int) -> list[dict[str, Any]]:
    if isinstance(step, int):
        inner = part.get("items")
    else:
        inner = part.get("properties", {}).get(step, part.get("additionalProperties"))
    return _alternatives(schema, inner) if isinstance(inner, dict) else []


def _alternatives(schema: dict[str, Any], part: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a part with its reference followed, and each option of a union."""
    if "$ref" in part:
        return _alternatives(schema, schema["$defs"][part["$ref"].rsplit("/", 1)[1]])
    options = part.get("anyOf") or part.get("oneOf")
    return [each for one in options for each in _alternatives(schema, one)] if options else [part]
