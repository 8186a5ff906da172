"""Proof-reading an exercise file: all its mistakes at once, each with line, key and remedy."""

from __future__ import annotations

import difflib
import re
import tomllib
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from pydantic import TypeAdapter, ValidationError

from formcheck.body.angles import MEASURES
from formcheck.coach import consistency
from formcheck.coach.doubts import doubts
from formcheck.coach.exercise import Exercise
from formcheck.coach.exercise_schema import at, exercise_schema
from formcheck.coach.library import exercise_names
from formcheck.coach.toml_lines import key_lines
from formcheck.coach.toml_mistakes import readable
from formcheck.coach.wording import explanation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pydantic_core import ErrorDetails

from formcheck.coach.toml_lines import Place


class Finding(NamedTuple):
    """A mistake or a doubt.

    Attributes
    ----------
    line
        Counted from 1; 0 = it is about the whole file.
    key
        The key as TOML has it, list items counted from 1; empty = no key.
    told
        What was found, what is allowed, what to do.
    """

    line: int
    key: str
    told: str

    def __str__(self) -> str:
        where = f"line {self.line}" if self.line else ""
        place = ", ".join(part for part in (where, self.key) if part)
        return f"{place}: {self.told}" if place else self.told


class Proof(NamedTuple):
    """What was found in a file: it loads if there is no mistake."""

    mistakes: tuple[Finding, ...]
    doubts: tuple[Finding, ...]


def proofread(text: str, *, file_name: str = "") -> Proof:
    """All mistakes of an exercise file; without any, what is doubtful in it.

    Parameters
    ----------
    text
        The content of the file.
    file_name
        Its name without ``.toml``, which should be that of the exercise; empty = not asked.
    """
    whole = readable(text)
    table = tomllib.loads(whole.text)
    lines = key_lines(whole.text)
    found = [Finding(line, "", told) for line, told in whole.bad]
    place_of = _Places(table, lines)
    found += _malformed(table, place_of, cut=bool(whole.bad))
    found += [place_of.finding(place, told) for place, told in _unknown_measures(table)]
    draft = _draft(table)
    found += [place_of.finding(place, told) for place, told in consistency.mistakes(draft)]
    found += [place_of.finding(place, told) for place, told in _replacements(draft)]
    if found:
        return Proof(tuple(sorted(dict.fromkeys(found))), ())
    exercise = Exercise.model_validate(table)
    return Proof(
        (), tuple(place_of.finding(*doubt) for doubt in doubts(exercise, file_name=file_name))
    )


class _Places:
    """Finds keys and lines of the places that pydantic names."""

    def __init__(self, table: Mapping[str, Any], lines: Mapping[Place, int]) -> None:
        self._table, self._lines = table, lines

    def typed(self, place: Place) -> Place:
        """The place as it was typed: without the branches and list items that nobody wrote."""
        here: Any = self._table
        path: list[str | int] = []
        for step in place:
            if isinstance(step, int) and not isinstance(here, list):
                continue
            if isinstance(step, str) and isinstance(here, dict) and step not in here:
                if step in _BRANCHES:
                    continue
                return (*path, step)
            path.append(step)
            try:
                here = here[step]
            except (KeyError, IndexError, TypeError):
                here = None
        return tuple(path)

    def finding(self, place: Place, told: str) -> Finding:
        """A finding at a place; the line is that of the nearest thing there is."""
        typed = self.typed(place)
        line = next(
            (self._lines[typed[:n]] for n in range(len(typed), 0, -1) if typed[:n] in self._lines),
            0,
        )
        key = ""
        for step in typed:
            key += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if key else step
        return Finding(line, key, told)


_BRANCHES: Final = {"level", "peak", "tempo", "short_hold", "unsteady", "side", "front"}


def _malformed(table: Mapping[str, Any], places: _Places, *, cut: bool) -> Iterator[Finding]:
    """What is wrong with single keys and tables."""
    try:
        Exercise.model_validate(table)
    except ValidationError as error:
        schema = exercise_schema()
        details = error.errors(include_url=False)
        inner = [detail["loc"] for detail in details]
        meant = {_meant(schema, detail) for detail in details}
        for detail in details:
            loc = detail["loc"]
            if not loc or any(len(o) > len(loc) and o[: len(loc)] == loc for o in inner):
                continue  # what does not fit together is told apart; an inner mistake says more
            if detail["type"] == "missing" and (cut or loc in meant):
                continue
            for told in _words(schema, detail):
                yield places.finding(loc, told)


def _meant(schema: dict[str, Any], detail: ErrorDetails) -> Place | None:
    """The place that a misspelt key was meant for."""
    if detail["type"] != "extra_forbidden":
        return None
    *before, key = detail["loc"]
    near = _nearest(str(key), at(schema, tuple(before)).get("properties", {}))
    return (*before, near) if near else None


def _words(schema: dict[str, Any], detail: ErrorDetails) -> list[str]:
    """What to say of a mistake that pydantic found, a sentence each."""
    *before, key = detail["loc"]
    around = at(schema, tuple(before))
    kind, found = detail["type"], detail["input"]
    if kind == "extra_forbidden":
        return [_no_such_key(str(key), around.get("properties", {}))]
    if kind == "missing":
        about = explanation(around.get("title", ""), str(key))
        return [f"this key is missing; add it. {about}".rstrip()]
    told = _plain(detail["msg"])
    if kind == "value_error":
        return [part for part in told.split("; ") if not part.startswith("unknown measure")]
    if kind in {"literal_error", "union_tag_invalid"}:
        return [_not_allowed(detail)]
    if kind.startswith("too_"):
        commas = kind == "too_long" and isinstance(found, list)
        return [f"{told}; numbers have a point, not a comma: 0.5" if commas else told]
    return [f"{_OF_ANOTHER_KIND.get(_family(kind, found), told)} (found {_shown(found)})"]


_OF_ANOTHER_KIND: Final = {
    "number": "must be a number without quotes",
    "text": "must be text in quotes",
    "table": "must be a table, in braces { … } or below a [heading]",
    "list": "must be a list in brackets, [ … ]",
}


def _family(kind: str, found: object) -> str:
    """What was wanted, where something of another kind was found."""
    if kind.startswith(("float", "int", "bool")) and isinstance(found, str):
        return "number"
    wanted = {"string_type": "text", "tuple_type": "list", "list_type": "list"}
    wanted |= {"model_type": "table", "model_attributes_type": "table", "dict_type": "table"}
    return wanted.get(kind, "")


def _plain(message: str) -> str:
    """A message of pydantic in our words."""
    told = message.removeprefix("Value error, ").replace("Input should be", "must be")
    told = told.replace("String should match pattern '^[a-z][a-z0-9_]*$'", _NAME_RULE)
    told = told.replace("Tuple should have", "must have").replace("String should", "must")
    return re.sub(r"after validation, not \d+", "", told).strip()


_NAME_RULE: Final = "must be small letters, digits and underscores, and begin with a letter"


def _shown(found: object) -> str:
    if isinstance(found, dict):
        return "a table"
    return "a list" if isinstance(found, list | tuple) else repr(found)


def _no_such_key(key: str, allowed: Mapping[str, object]) -> str:
    near = _nearest(key, allowed)
    if near:
        return f"there is no such key here; did you mean {near}?"
    return f"there is no such key here; remove it, or use one of {', '.join(sorted(allowed))}"


def _not_allowed(detail: ErrorDetails) -> str:
    """A word that is not among those that are allowed."""
    ctx = detail.get("ctx", {})
    allowed = re.findall(r"'([^']*)'", str(ctx.get("expected", ctx.get("expected_tags", ""))))
    found = ctx.get("tag", detail["input"]) if detail["type"] == "union_tag_invalid" else None
    found = detail["input"] if found is None else found
    told = _plain(detail["msg"]) if not allowed else f"must be {_either(allowed)}"
    near = _nearest(str(found), allowed)
    return f"{told} (found {_shown(found)}{f'; did you mean {near!r}?' if near else ''})"


def _either(words: Sequence[str]) -> str:
    quoted = [repr(word) for word in words]
    return " or ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)


def _replacements(draft: Exercise) -> Iterator[tuple[Place, str]]:
    """Exercises to do instead that there are not."""
    for name, precaution in draft.profile.items():
        instead = precaution.instead
        if instead is not None and instead not in exercise_names():
            near = _nearest(instead, exercise_names())
            hint = f"; did you mean {near}?" if near else ""
            yield ("profile", name, "instead"), f"there is no exercise named {instead!r}{hint}"


def _unknown_measures(part: object, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """Every measure that there is none of, wherever it is named, with the nearest ones."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "measure" and isinstance(value, str) and value not in MEASURES:
                yield (*place, key), _no_such_measure(value)
            yield from _unknown_measures(value, (*place, key))
    elif isinstance(part, list):
        for number, value in enumerate(part):
            yield from _unknown_measures(value, (*place, number))


def _no_such_measure(found: str) -> str:
    near = difflib.get_close_matches(found.lower().replace(" ", "_"), MEASURES, 3, 0.5)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    return f"there is no measure {found!r}{hint} (all of them: formcheck exercises measures)"


def _nearest(word: str, options: Mapping[str, object] | Sequence[str]) -> str:
    """The option that a word was probably meant to be; empty if none is near."""
    plain = word.lower().replace(" ", "_").replace("-", "_")
    return next(iter(difflib.get_close_matches(plain, list(options), 1, 0.6)), "")


_OPTIONAL: Final[dict[str, object]] = {
    "need": (), "limit": (), "fault": (), "profile": {}, "sources": {}, "figure": None,
    "view": None, "dose": None, "movement": None, "scope": "full", "sides": "one",
}  # fmt: skip


def _draft(table: Mapping[str, Any]) -> Exercise:
    """The exercise with everything left out that is malformed by itself.

    A row of a list that is malformed is None, so that the others keep their numbers.
    """
    parts: dict[str, Any] = dict(_OPTIONAL)
    for name in ("view", "dose", "movement", "figure", "scope", "sides"):
        if name in table:
            parts[name] = _valid(name, table[name], parts[name])
    for name in ("need", "limit", "fault"):
        rows = table.get(name, [])
        kept = [_valid(name, [row], [None]) for row in (rows if isinstance(rows, list) else [])]
        parts[name] = tuple(row[0] for row in kept)
    cautions = table.get("profile", {})
    for name, row in cautions.items() if isinstance(cautions, dict) else ():
        parts["profile"] = parts["profile"] | _valid("profile", {name: row}, {})
    listed = table.get("sources", {})
    parts["sources"] = listed if isinstance(listed, dict) else {}
    return Exercise.model_construct(**cast("Any", parts))


def _valid(field: str, value: object, otherwise: Any) -> Any:  # noqa: ANN401  # any field
    """A field's value if it is well-formed."""
    if field == "fault" and isinstance(value, list):
        value = [{"kind": "level"} | row if isinstance(row, dict) else row for row in value]
    info = Exercise.model_fields[field]
    try:
        return TypeAdapter(info.rebuild_annotation()).validate_python(value)
    except ValidationError:
        return otherwise
