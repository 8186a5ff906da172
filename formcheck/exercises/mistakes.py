"""Explains what is wrong in a TOML file: line, key, what was found, what is allowed, the remedy.

This is the only explainer.  Exercises, profiles, precautions and function tests go through it, and
so do the commands that load them and the command that checks a file.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from formcheck.exercises.conditions import nearest, schemas_at
from formcheck.exercises.plausible import out_of_range

if TYPE_CHECKING:
    import tomllib
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

    from formcheck.exercises.conditions import Definition, Place


MOST_SHOWN: Final = 40
"""Mistakes that are written out; the others are counted."""


class Mistake(NamedTuple):
    """A mistake or a doubt.

    Attributes
    ----------
    line
        Counted from 1; 0 = unknown, or about the whole file.
    key
        The key as TOML writes it, list items counted from 1; empty = no key.
    message
        What was found, what is allowed, what to do.
    """

    line: int
    key: str
    message: str

    def __str__(self) -> str:
        place = ", ".join(
            part for part in (f"line {self.line}" * bool(self.line), self.key) if part
        )
        return f"{place}: {self.message}" if place else self.message


def summary(name: object, mistakes: Iterable[Mistake]) -> str:
    """Return one text about a file and all its mistakes, a line each.

    Parameters
    ----------
    name
        The file, as the person named it.
    mistakes
        At least one; each appears once, in the order of the file.

    Returns
    -------
    str
        A heading, and one line for each mistake.
    """
    rows = sorted(dict.fromkeys(mistakes))
    head = "one mistake; mend it" if len(rows) == 1 else f"{len(rows)} mistakes; mend them"
    lines = [f"{name} has {head} and check again:", *(f"  {row}" for row in rows[:MOST_SHOWN])]
    if len(rows) > MOST_SHOWN:
        lines.append(f"  … and {len(rows) - MOST_SHOWN} more.")
    return "\n".join(lines)


# --- Places ------------------------------------------------------------------------------------

_DEEPEST: Final = 32
"""Steps of the longest key that is looked for: those that load have half as many."""

_HEADER: Final = re.compile(r"\s*(\[\[?)\s*([\w.-]+)\s*\]")
_KEY: Final = re.compile(r"\s*([\w-]+(?:\.[\w-]+)*)\s*=")


def key_lines(text: str) -> dict[Place, int]:
    """Return the line of each table and key of a TOML text, counted from 1.

    Inline tables and list items have no line of their own.  A text with strings of several lines
    gives none at all, because such a string may look like keys.

    Returns
    -------
    dict[Place, int]
        The line by the place of the table or key.
    """
    lines: dict[Place, int] = {}
    counts: dict[Place, int] = {}
    table: Place = ()
    for number, line in enumerate([] if re.search("\"{3}|'{3}", text) else text.split("\n"), 1):
        place = table
        if header := _HEADER.match(line):
            place = ()
            *outer, last = header[2].split(".")
            for step in outer:  # below a list of tables, a header speaks of the newest one
                place = (*place, step)
                place = (*place, counts[place]) if place in counts else place
            place = (*place, last)
            if header[1] == "[[":
                counts[place] = counts.get(place, -1) + 1
                lines.setdefault(place, number)
                place = (*place, counts[place])
            table = place
        elif key := _KEY.match(line):
            place = (*table, *key[1].split("."))
        for length in range(1, min(len(place), _DEEPEST) + 1):
            lines.setdefault(place[:length], number)
    return lines


class Locator:
    """Turns places, as Pydantic names them, into lines and keys of a file.

    Parameters
    ----------
    table
        The content of the file.
    text
        The file itself; empty = lines stay unknown.
    """

    def __init__(self, table: Mapping[str, Any], text: str = "") -> None:
        self._table, self._lines = table, key_lines(text)

    def mistake(self, place: Place, message: str, *, missing: bool = False) -> Mistake:
        """Return a mistake at a place; its line is that of the nearest thing above it.

        Parameters
        ----------
        place
            Keys and list items; a union's tag among them is left out.
        message
            What is wrong.
        missing
            Whether the last key of the place is absent from the file.

        Returns
        -------
        Mistake
            The mistake with its line and key.
        """
        path = self._written(place, missing=missing)
        above = (path[:length] for length in range(len(path), 0, -1))
        line = next((self._lines[part] for part in above if part in self._lines), 0)
        key = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in path)
        return Mistake(line, key.removeprefix("."), message)

    def _written(self, place: Place, *, missing: bool) -> Place:
        """Return the place without the tags and list items that are not written in the file."""
        here: Any = self._table
        path: Place = ()
        for number, step in enumerate(place):
            absent_key = missing and number == len(place) - 1
            is_written = isinstance(here, list if isinstance(step, int) else dict)
            if isinstance(step, str) and is_written:
                is_written = step in here
            if not (is_written or absent_key):
                continue
            path = (*path, step)
            here = here[step] if is_written and not absent_key else None
        return path


# --- What Pydantic found -----------------------------------------------------------------------


def explain(error: ValidationError, kind: type[Definition], locator: Locator) -> Iterator[Mistake]:
    """Yield a mistake for everything that is wrong with single keys and tables.

    Parameters
    ----------
    error
        What Pydantic found.
    kind
        The definition that the file should be.
    locator
        Finds keys and lines.
    """
    details = error.errors(include_url=False)
    outer = {
        place[:length] for place in (detail["loc"] for detail in details)
        for length in range(len(place))
    }  # fmt: skip
    meant = {_meant(kind, detail) for detail in details}
    for detail in details:
        place, is_missing = detail["loc"], detail["type"] == "missing"
        # An inner mistake says more; a misspelt key says what is missing.
        if place in outer or (is_missing and place in meant):
            continue
        for message in _messages(kind, detail):
            yield locator.mistake(place, message, missing=is_missing)


def _properties(kind: type[Definition], place: Place) -> dict[str, dict[str, Any]]:
    """Return the keys that may stand in the table that holds a place."""
    parts = schemas_at(kind, place[:-1])
    return {key: about for part in parts for key, about in part.get("properties", {}).items()}


def _meant(kind: type[Definition], detail: ErrorDetails) -> Place | None:
    """Return the place that a misspelt key was meant for."""
    place = detail["loc"]
    if detail["type"] != "extra_forbidden":
        return None
    near = nearest(str(place[-1]), _properties(kind, place))
    return (*place[:-1], *near) if near else None


def _messages(kind: type[Definition], detail: ErrorDetails) -> list[str]:  # a table
    """Return the sentences about one mistake."""
    place, found, error = detail["loc"], detail["input"], detail["type"]
    if error == "extra_forbidden":
        return [_no_such_key(str(place[-1]), _properties(kind, place))]
    if error == "missing":
        about = _properties(kind, place).get(str(place[-1]), {}).get("description", "")
        return [f"this key is missing; add it. {about}".rstrip()]
    bounds = _bounds(kind, place) if error in _RANGES else None
    if bounds is not None:
        key = next(step for step in reversed(place) if isinstance(step, str))
        return [out_of_range(key, found, *bounds)]
    return _other_messages(detail)


def _other_messages(detail: ErrorDetails) -> list[str]:
    """Return the sentences about a value that is wrong by itself."""
    found, error, message = detail["input"], detail["type"], _plain(detail["msg"])
    if error == "value_error":
        return message.split("; ")
    if error in {"literal_error", "union_tag_invalid"}:
        return [_not_allowed(detail)]
    if error.startswith("too_"):
        commas = error == "too_long" and isinstance(found, list)
        return [f"{message}; numbers have a point, not a comma: 0.5" if commas else message]
    wanted = _WANTED.get(_family(error, found), message)
    if _family(error, found) == "list" and isinstance(found, int | float):
        wanted = f"must be a list in brackets, [{found:g}, … ]"
    return [f"{wanted} (found {_shown(found)})"]


_RANGES: Final = frozenset({"greater_than_equal", "less_than_equal"})
"""Kinds of errors about numbers."""


def _bounds(kind: type[Definition], place: Place) -> tuple[float, float] | None:
    """Return the smallest and the largest number that may stand in a place; None = no such."""
    for part in schemas_at(kind, place):
        if "minimum" in part and "maximum" in part:
            return part["minimum"], part["maximum"]
    return None


_WANTED: Final = {
    "number": "must be a number without quotes",
    "text": "must be text in quotes",
    "table": "must be a table, in braces { … } or below a [heading]",
    "list": "must be a list in brackets, [ … ]",
}


def _family(error: str, found: object) -> str:
    """Return what was wanted, where something of another kind was found."""
    if error.startswith(("float", "int", "bool")) and isinstance(found, str):
        return "number"
    wanted = {"string_type": "text", "tuple_type": "list", "list_type": "list"}
    wanted |= dict.fromkeys(("model_type", "model_attributes_type", "dict_type"), "table")
    return wanted.get(error, "")


def _plain(message: str) -> str:
    """Return a message of Pydantic in plain words."""
    for old, new in (
        ("Value error, ", ""),
        ("Input should be", "must be"),
        (
            "String should match pattern '^[a-z][a-z0-9_]*$'",
            "must be small letters, digits and underscores, and begin with a letter",
        ),
        ("Tuple should have", "must have"),
        ("String should", "must"),
    ):
        message = message.replace(old, new)
    return re.sub(r" after validation, not \d+", "", message).strip()


def _shown(found: object) -> str:
    if isinstance(found, dict):
        return "a table"
    return "a list" if isinstance(found, list | tuple) else repr(found)


def _no_such_key(key: str, allowed: Iterable[str]) -> str:
    near = nearest(key, allowed)
    if near:
        return f"there is no such key here; did you mean {near[0]}?"
    return f"there is no such key here; remove it, or use one of {', '.join(sorted(allowed))}"


def _not_allowed(detail: ErrorDetails) -> str:
    """Return what to write instead of a word that is not allowed."""
    ctx = detail.get("ctx", {})
    allowed = re.findall(r"'([^']*)'", str(ctx.get("expected", ctx.get("expected_tags", ""))))
    found = ctx.get("tag", detail["input"])
    near = "".join(f"; did you mean {word!r}?" for word in nearest(str(found), allowed))
    wanted = f"must be {_either(allowed)}" if allowed else _plain(detail["msg"])
    return f"{wanted} (found {_shown(found)}{near})"


def _either(words: Sequence[str]) -> str:
    quoted = [repr(word) for word in words]
    return " or ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)


# --- What is not TOML --------------------------------------------------------------------------

_AT: Final = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")

_REMEDIES: Final = (
    (r"[“”„‘’«»]", 'these quotes come from a word processor: write straight ones, "like this"'),
    (r"=\s*[-+]?\d+,\d+\s*(?:#.*)?$", "numbers have a point, not a comma: 0.5"),
    (r"[\[{,]\s*[-+]?\d+\s*°", "a number stands alone, without its unit"),
    (r"=\s*[-+]?[\d.]+\s*(?:°|deg|s\b|cm|m\b)", "a number stands alone, without its unit"),
    (r"=\s*(?:True|False|TRUE|FALSE|yes|no|Yes|No)\b", "write true or false, in small letters"),
    (r"^\s*[\w.-]+\s*:\s", "write = and not : after a key"),
    (r"=\s*(?:#.*)?$", "a value is missing after ="),
    (r"^[^=\[#]*$", "this is no line of a table: write key = value, or # before a comment"),
    (r"=\s*\d*[A-Za-z_][^\"'\[{]*$",
     'text stands in quotes (kind = "reps"), and a number in digits (reps = 10)'),
    (r"=\s*[-+]?0\d", "a number must not begin with a zero"),
)  # fmt: skip
"""Patterns of common mistakes in a line and how to mend them, the surest first."""

_REASONS: Final = (
    ("overwrite|twice", "this stands in the file twice: remove one, or write [[fault]]"),
    ("unclosed", "the bracket that begins here has no end: add ] or }, or a comma between items"),
    ("declaration", "a heading ends with as many brackets as it begins with: [dose], [[limit]]"),
    (r"illegal character '\\n'", "the text in this line has no end: add the missing quote"),
)  # fmt: skip
"""What Python's reader says of some mistakes, and how to mend them."""

_OPENS: Final = re.compile(r"=\s*[\[{][^\]}]*$")
"""A line in which a list or an inline table begins and does not end."""

_ANYTHING: Final = (
    "mend this line, or the one before it: a quote, a bracket or a comma may be missing"
)


def explain_syntax(error: tomllib.TOMLDecodeError, text: str) -> Mistake:
    """Return the first place that cannot be read as TOML, and what to do about it.

    Parameters
    ----------
    error
        What Python's reader says.
    text
        The whole file.

    Returns
    -------
    Mistake
        The mistake with its line and without a key.
    """
    reason = str(error)
    found = _AT.search(reason)
    lines = text.rstrip().split("\n")
    number = min(int(found[1]) if found and found[1] else len(lines), len(lines))
    reason = _AT.sub("", reason)
    reason = reason[:1].lower() + reason[1:]
    if reason.startswith("unclosed"):  # noticed only in a later line than that of the bracket
        opened = (at for at in range(number, 0, -1) if _OPENS.search(lines[at - 1]))
        number = next(opened, number)
    whole = ((remedy, re.search(words, reason)) for words, remedy in _REASONS)
    line = ((remedy, re.search(pattern, lines[number - 1])) for pattern, remedy in _REMEDIES)
    remedy = next((remedy for remedy, fits in (*whole, *line) if fits), _ANYTHING)
    return Mistake(number, "", f"not valid TOML ({reason}): {remedy}")
