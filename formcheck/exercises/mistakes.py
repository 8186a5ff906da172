"""On which line of a TOML file each key stands: Python's own reader does not tell."""

from __future__ import annotations

import difflib
import re
import tomllib
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from pydantic import TypeAdapter, ValidationError

from formcheck.authoring.diagnostics import diagnose
from formcheck.exercises import validation
from formcheck.exercises.definition import Exercise
from formcheck.exercises.loader import BRANCHES, exercise_names
from formcheck.exercises.schema import at, exercise_schema
from formcheck.exercises.wording import explanation
from formcheck.kinematics.measures import MEASURES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pydantic_core import ErrorDetails

    from formcheck.exercises.conditions import Place


_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_SPACE: Final = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BLANK: Final = re.compile(r"[ \t]*")
_WORD: Final = re.compile(r"[^,\]}\n#]*")
_STRINGS: Final = (
    re.compile(r'"""(?:\\.|[^\\])*?"{3,5}', re.DOTALL),
    re.compile(r"'''.*?'{3,5}", re.DOTALL),
    re.compile(r'"(?:\\.|[^"\\])*"'),
    re.compile(r"'[^']*'"),
)


def key_lines(text: str) -> dict[Place, int]:
    """The line, counted from 1, of every key, table and list item of a valid TOML text.

    A table that is only implied by a longer name has the line of that name.
    """
    return _Reader(text).read()


class _Reader:
    """Walks through a text that `tomllib` has already accepted."""

    def __init__(self, text: str) -> None:
        self._text = text.replace("\r\n", "\n")
        self._at = 0
        self._lines: dict[Place, int] = {}
        self._counts: dict[Place, int] = {}

    def read(self) -> dict[Place, int]:
        """Everything, from the first line to the last."""
        table: Place = ()
        while True:
            self._skip(_SPACE)
            if self._at >= len(self._text):
                return self._lines
            if self._peek("["):
                table = self._header()
            else:
                self._pair(table)

    def _peek(self, mark: str) -> bool:
        return self._text.startswith(mark, self._at)

    def _skip(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self._at)
        if found is None:
            return ""
        self._at = found.end()
        return found.group()

    def _note(self, place: Place, at: int) -> None:
        line = self._text.count("\n", 0, at) + 1
        for length in range(1, len(place) + 1):
            self._lines.setdefault(place[:length], line)

    def _header(self) -> Place:
        start, many = self._at, self._peek("[[")
        self._at += 2 if many else 1
        place = self._within_lists(self._key(), last=not many)
        self._at += 2 if many else 1
        if many:
            self._counts[place] = self._counts.get(place, -1) + 1
            place = (*place, self._counts[place])
        self._note(place, start)
        return place

    def _within_lists(self, key: Place, *, last: bool) -> Place:
        """The place a header means: below a list of tables it speaks of the newest one."""
        place: Place = ()
        for number, part in enumerate(key):
            place = (*place, part)
            if place in self._counts and (last or number < len(key) - 1):
                place = (*place, self._counts[place])
        return place

    def _key(self) -> Place:
        parts: list[str | int] = []
        while True:
            self._skip(_BLANK)
            if self._peek('"') or self._peek("'"):
                parts.append(self._string()[1:-1])
            else:
                parts.append(self._skip(_BARE))
            self._skip(_BLANK)
            if not self._peek("."):
                return tuple(parts)
            self._at += 1

    def _string(self) -> str:
        return next((found for kind in _STRINGS if (found := self._skip(kind))), "")

    def _pair(self, table: Place) -> None:
        start = self._at
        place = (*table, *self._key())
        self._note(place, start)
        self._at += 1
        self._skip(_BLANK)
        self._value(place)

    def _value(self, place: Place) -> None:
        if self._peek('"') or self._peek("'"):
            self._string()
        elif self._peek("["):
            self._items(place)
        elif self._peek("{"):
            self._inline(place)
        elif not self._skip(_WORD):
            self._at += 1  # only in a text that is no TOML: never stand still

    def _items(self, place: Place) -> None:
        self._at += 1
        number = 0
        while True:
            self._skip(_SPACE)
            if self._peek("]") or self._at >= len(self._text):
                self._at += 1
                return
            self._note((*place, number), self._at)
            self._value((*place, number))
            number += 1
            self._skip(_SPACE)
            if self._peek(","):
                self._at += 1

    def _inline(self, place: Place) -> None:
        self._at += 1
        while True:
            self._skip(_SPACE)
            if self._peek("}") or self._at >= len(self._text):
                self._at += 1
                return
            self._pair(place)
            self._skip(_SPACE)
            if self._peek(","):
                self._at += 1


_AT: Final = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_STATEMENT: Final = re.compile(r"""^\s*(?:\[|["'\w.-]+\s*=)""")
_MOST: Final = 40
"""After so many mistakes it is no exercise file at all."""


class BadLine(NamedTuple):
    """A line that cannot be read, counted from 1, and what to do about it."""

    line: int
    told: str


class ReadToml(NamedTuple):
    """What could be read.

    Attributes
    ----------
    text
        The text with everything unreadable left empty, so that lines keep their numbers.
    bad
        What was left out.
    """

    text: str
    bad: tuple[BadLine, ...]


def read_toml(text: str) -> ReadToml:
    """The part of a text that is TOML, and why the rest is not."""
    lines = text.replace("\r\n", "\n").split("\n")
    bad: list[BadLine] = []
    while len(bad) < _MOST:
        found = _first_error(lines)
        if found is None:
            break
        number, reason = found
        first = _culprit(lines, number)
        last = _end_of(lines, max(first, number) if first == number else first)
        bad.append(BadLine(first + 1, _remedy("\n".join(lines[first:last]), reason)))
        lines[first:last] = [""] * (last - first)
    return ReadToml("\n".join(lines), tuple(sorted(bad)))


def _first_error(lines: list[str]) -> tuple[int, str] | None:
    """Number (from 0) and reason of the first line that cannot be read."""
    try:
        tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError as error:
        reason = str(error)
        found = _AT.search(reason)
        written = [number for number, line in enumerate(lines) if line.strip()]
        at = int(found.group(1)) - 1 if found and found.group(1) else written[-1]
        return min(at, written[-1]), _AT.sub("", reason)
    return None


def _culprit(lines: list[str], number: int) -> int:
    """Where the statement begins that cannot be read.

    Where a bracket or a quote is not closed the reader stops only in a later statement.
    """
    if _STATEMENT.match(lines[number]) and number:
        before = _start_of(lines, number - 1)
        return number if _reads("\n".join(lines[before:number])) else before
    before = _start_of(lines, number)
    if before < number and _reads("\n".join(lines[before:number])):
        return number
    return before


def _reads(text: str) -> bool:
    """Whether a text is TOML by itself."""
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True


def _start_of(lines: list[str], number: int) -> int:
    """The line in which the statement of a line begins."""
    while number and not _STATEMENT.match(lines[number]):
        number -= 1
    return number


def _end_of(lines: list[str], first: int) -> int:
    """The line after the statement that begins in a line."""
    last = first + 1
    while last < len(lines) and not _STATEMENT.match(lines[last]):
        last += 1
    return last


_REMEDIES: Final = (
    (r"[“”„‘’«»]", 'these quotes come from a word processor: write straight ones, "like this"'),
    (r"=\s*[-+]?\d+,\d+\s*(?:#.*)?$", "numbers have a point, not a comma: 0.5"),
    (r"[\[{,]\s*[-+]?\d+\s*°", "a number stands alone, without its unit"),
    (r"=\s*[-+]?[\d.]+\s*(?:°|deg|s\b|cm|m\b)", "a number stands alone, without its unit"),
    (r"=\s*(?:True|False|TRUE|FALSE|yes|no|Yes|No)\b", "write true or false, in small letters"),
    (r"^\s*[\w.-]+\s*:\s", "write = and not : after a key"),
    (r"=\s*(?:#.*)?$", "a value is missing after ="),
    (r"^[^=\[#]*$", "this is no line of a table: write key = value, or # before a comment"),
    (r"=\s*\d*[A-Za-z_][^\"'\[{]*$", 'text stands in quotes: kind = "reps"'),
    (r"=\s*[-+]?0\d", "a number must not begin with a zero"),
)  # fmt: skip
"""Patterns of common mistakes and how to mend them, the surest first."""


def _remedy(statement: str, reason: str) -> str:
    """What to do about a statement that cannot be read."""
    if "Cannot overwrite" in reason or "twice" in reason:
        return (
            "this stands in the file twice: remove one of them (several faults or limits are "
            "written [[fault]], [[limit]], with two brackets)"
        )
    for pattern, told in _REMEDIES:
        if re.search(pattern, statement.split("\n", maxsplit=1)[0]):
            return told
    return _unclosed(statement) or reason[:1].lower() + reason[1:]


def _unclosed(statement: str) -> str:
    """What is not closed, or closed too often; empty if nothing is."""
    if re.search(r'"[ \t]*\n\s*"', statement):
        return "a comma is missing between two items"
    bare = re.sub(r'"(?:\\.|[^"\\\n])*"', "", statement)
    if bare.count('"') % 2:
        return 'a quote is missing: text begins and ends with "'
    for opening, closing in ("[]", "{}"):
        if bare.count(opening) > bare.count(closing):
            return f"the closing {closing} is missing, or a comma between two items"
        if bare.count(opening) < bare.count(closing):
            return f"there is one {closing} too many"
    return ""


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


class CheckedFile(NamedTuple):
    """What was found in a file: it loads if there is no mistake."""

    mistakes: tuple[Finding, ...]
    doubts: tuple[Finding, ...]


def check_file(text: str, *, file_name: str = "") -> CheckedFile:
    """All mistakes of an exercise file; without any, what is doubtful in it.

    Parameters
    ----------
    text
        The content of the file.
    file_name
        Its name without ``.toml``, which should be that of the exercise; empty = not asked.
    """
    whole = read_toml(text)
    table = tomllib.loads(whole.text)
    lines = key_lines(whole.text)
    found = [Finding(line, "", told) for line, told in whole.bad]
    place_of = _Places(table, lines)
    found += _malformed(table, place_of, cut=bool(whole.bad))
    found += [place_of.finding(place, told) for place, told in _unknown_measures(table)]
    draft = _draft(table)
    found += [place_of.finding(place, told) for place, told in validation.mistakes(draft)]
    found += [place_of.finding(place, told) for place, told in _replacements(draft)]
    if found:
        return CheckedFile(tuple(sorted(dict.fromkeys(found))), ())
    exercise = Exercise.model_validate(table)
    return CheckedFile(
        (), tuple(place_of.finding(*doubt) for doubt in diagnose(exercise, file_name=file_name))
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
                if step in BRANCHES:
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
    info = Exercise.model_fields[field]
    try:
        return TypeAdapter(info.rebuild_annotation()).validate_python(value)
    except ValidationError:
        return otherwise
