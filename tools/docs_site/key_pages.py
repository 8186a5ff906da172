"""The reference of keys: files that people type, and reports, from their Pydantic models."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from formcheck.exercises.definition import Exercise
from formcheck.exercises.profile import Profile
from formcheck.function_tests.definition import FunctionTest
from formcheck.kinematics.measures import MEASURES
from formcheck.programme.definition import Programme
from tools.build_schemas import REPORTS
from tools.docs_site.markdown import code, escaped, page, table, toctree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from formcheck.exercises.conditions import DefinitionFile
    from formcheck.kinematics.measures import Measure

Schema = dict[str, Any]


class DefinitionPage(NamedTuple):
    """A page of keys: its name, its title, its model, and what the reader does with the file."""

    name: str
    title: str
    model: type[DefinitionFile]
    use: str


DEFINITIONS: Final = (
    DefinitionPage(
        "exercise_file",
        "Keys of an exercise file",
        Exercise,
        "[](/new_exercise.md) walks through one. `formcheck exercises check FILE` names every "
        "mistake with its line, and `formcheck exercises schema` prints the JSON Schema with "
        "which editors complete keys.",
    ),
    DefinitionPage(
        "patient_file",
        "Keys of a patient's file",
        Profile,
        "[](/physiotherapists/prescribing.md) shows one. `formcheck plan check FILE` names every "
        "mistake with its line.",
    ),
    DefinitionPage(
        "programme_file",
        "Keys of a programme file",
        Programme,
        "[](/patients/programme.md) says what a programme does.",
    ),
    DefinitionPage(
        "function_test_file",
        "Keys of a function test",
        FunctionTest,
        "The tests that come with formcheck are such files. "
        "[](/physiotherapists/function_tests.md) says how one is done.",
    ),
)

_UNITS: Final = {
    "_per_minute": "a minute", "_deg": "degrees", "_s": "seconds", "_m": "metres", "_px": "pixels",
    "_fps": "pictures a second", "_ratio": "share of a length of the body", "_fraction": "share",
    "_ms": "milliseconds", "minutes": "minutes",
}  # fmt: skip
"""What the end of a key says of its unit."""

_LIMITS: Final = {
    "minimum": "at least {}", "exclusiveMinimum": "above {}", "maximum": "at most {}",
    "exclusiveMaximum": "below {}", "minItems": "at least {} of them",
    "maxLength": "at most {} letters",
}  # fmt: skip


_NULL: Final = "`null`"
"""An unknown value of a report."""


def pages() -> dict[str, str]:
    """Return the pages of all definition files, of all reports, and of the measures."""
    made = {"keys/measures.md": _measures()}
    for row in DEFINITIONS:
        schema = row.model.model_json_schema()
        made[f"keys/{row.name}.md"] = page(row.title, row.use, *_sections(schema, row.name))
    made["keys/index.md"] = page(
        "Keys of files",
        "Exercises, patients, programmes and function tests are text files in TOML. Every key is "
        "listed here with its type, unit, usual value and meaning.",
        toctree([*(row.name for row in DEFINITIONS), "measures"]),
    )
    return made | _reports()


def _reports() -> dict[str, str]:
    made = {}
    rows = []
    names = []
    for report in REPORTS:
        schema = report.json_schema()
        kind = schema["properties"]["kind"]["const"]
        names.append(kind)
        title = f"Report: {kind.replace('_', ' ')}"
        file = f"{kind}.schema.json"
        rows.append([f"[{kind}]({kind}.md)", _first_line(schema), f"[{file}]({file})"])
        made[f"reports/{file}"] = json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
        download = f"The JSON Schema of this page: [{file}]({file})."
        sections = _sections(schema, kind, is_typed=False)
        made[f"reports/{kind}.md"] = page(title, download, *sections)
    made["reports/index.md"] = page(
        "Reports (JSON)",
        "Every report is a JSON file with `kind` and `schema`, the version of its form. Seconds "
        "are rounded to milliseconds and angles to tenths of a degree; `null` means unknown.",
        table(["kind", "what it holds", "JSON Schema"], rows),
        toctree(names),
    )
    return made


def _first_line(schema: Schema) -> str:
    return escaped(schema.get("description", "").split("\n\n")[0])


def _sections(schema: Schema, name: str, *, is_typed: bool = True) -> Iterator[str]:
    """Yield the keys of a file, and then those of each of its parts under a heading.

    A file that people type has a column more: what holds without a key.
    """
    yield escaped(schema.get("description", ""))
    yield _keys(schema, name, is_typed=is_typed)
    uses = _uses(schema)
    for part, inner in sorted(schema.get("$defs", {}).items()):
        yield f"({_label(name, part)})=\n\n## {part}"
        if is_typed and part in uses:
            yield f"Written as {', '.join(code(key) for key in uses[part])}."
        yield escaped(inner.get("description", ""))
        yield (
            _keys(inner, name, is_typed=is_typed) if "properties" in inner else _type(inner, name)
        )


def _uses(schema: Schema) -> dict[str, list[str]]:
    """Return how each part is written: ``[view]``, ``[[limit]]`` or ``when = {…}``."""
    found: dict[str, dict[str, None]] = {}
    tables = {"": schema} | schema.get("$defs", {})
    for home, inner in tables.items():
        for key, row in inner.get("properties", {}).items():
            is_list = row.get("type") == "array"
            form = f"[[{key}]]" if is_list else f"[{key}]" if not home else f"{key} = {{…}}"
            for part in re.findall(r'"#/\$defs/(\w+)"', json.dumps(row)):
                found.setdefault(part, {})[form] = None
    return {part: list(forms) for part, forms in found.items()}


def _label(name: str, part: str) -> str:
    return f"keys-{name}-{part.lower()}".replace("_", "-")


def _keys(schema: Schema, name: str, *, is_typed: bool) -> str:
    required = schema.get("required", [])
    rows = []
    for key, row in schema["properties"].items():
        usual = "must be given" if key in required else code(_toml(row.get("default")))
        cells = [code(key), _type(row, name), _unit(key), escaped(row.get("description", ""))]
        rows.append([*cells, usual] if is_typed else cells)
    head = ["key", "type", "unit", "meaning"]
    return table([*head, "without it"] if is_typed else head, rows)


def _unit(key: str) -> str:
    return next((unit for end, unit in _UNITS.items() if key.endswith(end)), "")


def _toml(value: object) -> str:
    """Return a default as it would stand in the file; nothing if the key is simply absent."""
    if value is None or value in ([], {}, ""):
        return ""
    return f"{value:g}" if isinstance(value, float) else json.dumps(value, ensure_ascii=False)


def _type(row: Schema, name: str) -> str:
    """Return the type of a value in words, with its limits and the names that are allowed."""
    if "$ref" in row:
        part = row["$ref"].rpartition("/")[2]
        return f"[{part}](#{_label(name, part)})"
    if "const" in row:
        return code(json.dumps(row["const"]))
    if "enum" in row:
        return _choices(row["enum"])
    for several in ("anyOf", "oneOf"):
        if several in row:
            kinds = dict.fromkeys(_type(one, name) for one in row[several])
            may_be_null = "default" not in row  # else the key is left out, as TOML has no null
            return " or ".join(kind for kind in kinds if kind != _NULL or may_be_null)
    types = row["type"] if isinstance(row.get("type"), list) else [row.get("type")]
    words = [_plain_type(row | {"type": kind}, name) for kind in types]
    return " or ".join(words) + _limits(row)


def _choices(values: list[object]) -> str:
    if set(values) == {row.name for row in MEASURES.values()}:
        return "[a measure](measures.md)"
    if {*values} == {row.name for row in MEASURES.values() if row.is_angle}:
        return "[a measure](measures.md) in degrees"
    return " or ".join(code(json.dumps(value)) for value in values)


_PLAIN: Final[Mapping[Any, str]] = {
    "string": "text", "number": "number", "integer": "whole number", "object": "table",
    "boolean": "`true` or `false`", "null": _NULL,
}  # fmt: skip
"""The types of JSON Schema in words."""


def _plain_type(row: Schema, name: str) -> str:
    kind, rest = row.get("type"), row.get("additionalProperties")
    if kind == "array" and "prefixItems" in row:
        return f"\\[{', '.join(_type(one, name) for one in row['prefixItems'])}]"
    if kind == "array":
        return f"list of {_type(row.get('items', {}), name)}"
    if kind == "object" and isinstance(rest, dict):
        return f"table: name to {_type(rest, name)}"
    return "day" if row.get("format") == "date" else _PLAIN.get(kind, "any value")


def _limits(row: Schema) -> str:
    words = [text.format(f"{row[key]:g}") for key, text in _LIMITS.items() if key in row]
    return f" ({', '.join(words)})" if words else ""


def _measures() -> str:
    rows = [
        [code(row.name), row.title, row.plane, _measured_in(row), row.zero, row.sign]
        for row in MEASURES.values()
    ]
    return page(
        "Measures",
        "What formcheck measures of a body, as `formcheck exercises measures` lists it. A measure "
        "is true only in the view that stands beside it. A height or a distance in degrees is the "
        "angle whose sine is the share.",
        table(["name", "in words", "view", "unit", "zero", "sign"], rows),
    )


def _measured_in(row: Measure) -> str:
    degrees = "in degrees: " if row.is_height else ""
    return "degrees" if row.is_angle else f"{degrees}share of the {row.whole}"
