"""Writes new exercise files and patients' files: every key has a comment, and they load."""

from __future__ import annotations

import difflib
import json
import operator
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any, Final

from formcheck.exercises.conditions import ENGINEERING_DEFAULT, schemas_at
from formcheck.exercises.definition import SCHEMA_FILE, Exercise
from formcheck.exercises.loader import exercise_names, load_exercise, read_table, shipped_folder
from formcheck.exercises.precautions import PRECAUTIONS, meanings

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from formcheck.exercises.conditions import Place
    from formcheck.pose.joints import SideChoice

Table = dict[str, Any]

_WIDE: Final = 96
_INLINE: Final = frozenset({"Start", "Condition"})
"""Models that are written in braces, on one line."""

_LAST: Final = ("grade", "action", "seen", "say", "source", "sources")
"""Keys that come last in their table."""


def similar_exercise(words: str, *, position: str = "", kind: str = "", plane: str = "") -> str:
    """Return the name of the shipped exercise that is most like a new one.

    Parameters
    ----------
    words
        Name or title of the new exercise.
    position, kind, plane
        What the exercise must be like, as an exercise file has it; empty = anything.

    Returns
    -------
    str
        The name of the exercise.
    """
    wanted = {word for word in words.lower().replace("_", " ").split() if len(word) > 2}  # noqa: PLR2004

    def likeness(name: str) -> tuple[int, float, str]:
        exercise = load_exercise(name)
        has = exercise.position, exercise.kind, exercise.view.plane
        fits = sum(map(operator.eq, (position, kind, plane), has))
        text = f"{name} {exercise.title}".lower().replace("_", " ").replace(",", " ")
        shared = len(wanted & set(text.split()))
        alike = difflib.SequenceMatcher(None, words.lower(), name).ratio()
        return fits, shared + alike, name

    return max(exercise_names(), key=likeness)


def table_of(name: str) -> Table:
    """Return the content of an exercise's file, key by key; `name` as for `load_exercise`."""
    load_exercise(name)
    file = Path(name) if name.endswith(".toml") else shipped_folder() / f"{name}.toml"
    return read_table(file).table


TO_DO: Final = "TO DO"
"""How new files mark what is still to be written."""

_KEPT: Final = ("measure", "baseline", "start_window_deg", "start", "target_deg", "leave_deg")
"""Keys of a movement that every exercise needs, with `partial_deg` and `hold_s`."""


def plain_table(like: str) -> Table:
    """Return a new exercise of its own: place of the camera, dose and numbers of another one.

    What is true of the other movement only is left out: its words, its faults of form, the
    conditions of the rest of the body, its limits and precautions.

    Parameters
    ----------
    like
        The exercise whose numbers stand there until they are changed.

    Returns
    -------
    Table
        The content of the file, without name and title.
    """
    table = table_of(like)
    kept = (*_KEPT, "partial_deg", "hold_s", "least_hold_s", "enter_s", "grace_s")
    movement = {key: table["movement"][key] for key in kept if key in table["movement"]}
    movement["source"] = ENGINEERING_DEFAULT
    part = {"grade": "minor", "say": f"{TO_DO}: a cue.", "source": ENGINEERING_DEFAULT}
    faults: list[Table] = [
        {"name": "quick_way_out", "kind": "tempo", "part": "out", "shorter_s": 0.8} | part
    ]
    if movement.get("hold_s"):
        faults = [{"name": "short_hold", "kind": "short_hold"} | part]
    return {
        **{key: table[key] for key in ("schema", "kind", "position", "sides")},
        "purpose": f"{TO_DO}: what it is good for, in one sentence.",
        "steps": [f"{TO_DO}: the start position.", f"{TO_DO}: the movement, step by step."],
        "cannot_see": [f"{TO_DO}: what one camera cannot see of it."],
        "view": {key: value for key, value in table["view"].items() if key != "source"},
        "dose": table["dose"] | {"source": ENGINEERING_DEFAULT},
        "movement": movement,
        "limit": [_limit_beyond(movement)],
        "fault": faults,
    }


def _limit_beyond(movement: Table) -> Table:
    """Return a limit beyond the full extent, for the therapist to correct."""
    grows = "below_deg" in movement["start"]
    at = movement["target_deg"][1] + (15 if grows else -15)
    when = {"above_deg" if grows else "below_deg": at, "clear_deg": at - (5 if grows else -5)}
    return {
        "name": "too_far",
        "when": {"measure": movement["measure"]} | when,
        "action": "warn",
        "say": f"{TO_DO}: far enough.",
        "source": ENGINEERING_DEFAULT,
    }


def new_text(name: str, like: str, title: str = "", *, plain: bool = False) -> str:
    """Return the file of a new exercise that begins as a copy of another one.

    Parameters
    ----------
    name
        The name of the new exercise.
    like
        The exercise to copy, as for `load_exercise`.
    title
        The title of the new exercise; empty = made from the name.
    plain
        Whether to leave out what is true of the other movement only, see `plain_table`.

    Returns
    -------
    str
        The content of the TOML file.
    """
    table = plain_table(like) if plain else table_of(like)
    table |= {"name": name, "title": title or name.replace("_", " ").capitalize()}
    begun = (
        f"the numbers are those of {like} until you change them; what is marked {TO_DO} is to be "
        "written."
    )
    copied = f"begun as a copy of {like}. Change what is different."
    head = [
        f"{table['title']}: {begun if plain else copied}",
        f"Then: formcheck exercises check {name}.toml",
        f"And:  formcheck exercises try {name}.toml set.mp4",
    ]
    return file_text(table, head=head)


def file_text(
    table: Mapping[str, Any], *, head: Sequence[str], notes: Mapping[str, str] | None = None
) -> str:
    """Return an exercise file with a comment about every key where it stands first.

    Parameters
    ----------
    table
        The content of the file.
    head
        Lines that stand at its top, as comments.
    notes
        Further comments on single keys, by their path (``movement.target_deg``).

    Returns
    -------
    str
        The content of the TOML file.
    """
    lines = _Writer(notes or {}).body((), table)
    return "\n".join([f"#:schema ./{SCHEMA_FILE}", *_comment(head), "", *lines, ""])


class _Writer:
    """Writes tables in the order of the schema, and explains each key once."""

    def __init__(self, notes: Mapping[str, str]) -> None:
        self._notes = notes
        self._explained: set[str] = set()

    def body(self, path: Place, table: Mapping[str, Any]) -> Iterator[str]:
        """Yield the lines of a table without its heading: plain keys first, then inner tables."""
        part = _part(path, table)
        keys = _ordered(part, table)
        inner = [key for key in keys if _has_heading((*path, key), table[key])]
        for key in keys:
            if key not in inner:
                yield from self._pair((*path, key), table[key], part)
        yield from self._left_out(path, part, table)
        for key in inner:
            yield from self._tables((*path, key), table[key], part)

    def _tables(self, path: Place, value: Any, around: Mapping[str, Any]) -> Iterator[str]:  # noqa: ANN401
        """Yield a table, or a list of them, below headings of their own."""
        is_list = isinstance(value, list)
        title = ".".join(step for step in path if isinstance(step, str))
        for number, row in enumerate(value if is_list else [value]):
            yield ""
            if number == 0:
                yield from self._explain(around, str(path[-1]))
            if path == ("profile",):
                for name, precaution in row.items():
                    yield from self._tables((*path, name), precaution, {})
                return
            yield f"[[{title}]]" if is_list else f"[{title}]"
            yield from self.body((*path, number) if is_list else path, row)

    def _explain(self, part: Mapping[str, Any], key: str, *, mark: str = "") -> list[str]:
        """Return the description of a key as a comment; nothing if it was written before."""
        about = part.get("properties", {}).get(key, {}).get("description", "")
        if not about or f"{key}: {about}" in self._explained:
            return []
        self._explained.add(f"{key}: {about}")
        return _comment([mark + about])

    def _pair(self, path: Place, value: object, part: Mapping[str, Any]) -> Iterator[str]:
        """Yield a key with its value, its description and its note."""
        yield from self._explain(part, str(path[-1]))
        for row in value if isinstance(value, list) else [value]:
            for key in row if isinstance(row, dict) else ():
                yield from self._explain(_part(path, row), key, mark=f"  {key}: ")
        yield from _comment(self._notes.get(".".join(map(str, path)), "").splitlines())
        yield f"{_key(str(path[-1]))} = {_value(value)}"

    def _left_out(
        self, path: Place, part: Mapping[str, Any], table: Mapping[str, Any]
    ) -> Iterator[str]:
        """Yield keys that may be added, as comments with their defaults; each once."""
        for key, about in part.get("properties", {}).items():
            default = about.get("default")
            rows = default == [] and "$ref" in about.get("items", {})
            if key in table or (default in (None, [], {}) and not rows):
                continue
            comment = self._explain(part, key, mark="May be added. ")
            title = ".".join([*(step for step in path if isinstance(step, str)), key])
            line = f"# [[{title}]]" if rows else f"# {key} = {_value(default)}"
            yield from [*comment, line] if comment else []


def _part(path: Place, value: object) -> dict[str, Any]:
    """Return the part of the schema that describes a value at a path."""
    parts = schemas_at(Exercise, path)
    if isinstance(value, dict):
        kind = value.get("kind", "level")
        for part in parts:
            keys = part.get("properties", {})
            if value.keys() <= keys.keys() and keys.get("kind", {}).get("const", kind) == kind:
                return part
    return parts[0]


def _has_heading(path: Place, value: object) -> bool:
    """Return whether a value is written below a heading of its own."""
    first = value[0] if isinstance(value, list) and value else value
    return isinstance(first, dict) and _part(path, first).get("title") not in _INLINE


def _ordered(part: Mapping[str, Any], table: Mapping[str, Any]) -> list[str]:
    """Return the keys of a table in the order of the schema."""
    order = [key for key in part.get("properties", {}) if key not in _LAST]
    order = [*(key for key in ("name", "kind") if key in order and "say" in table), *order, *_LAST]
    return sorted(table, key=lambda key: order.index(key) if key in order else len(order))


def _comment(sentences: Sequence[str]) -> list[str]:
    """Return sentences as comment lines."""
    lines: list[str] = []
    for sentence in sentences:
        line = "#"
        for word in sentence.split(" "):
            if len(line) + len(word) >= _WIDE:
                lines.append(line)
                line = "#"
            line += f" {word}"
        lines.append(line.rstrip())
    return lines


def _key(key: str) -> str:
    return key if key.replace("_", "").replace("-", "").isalnum() and key.isascii() else _text(key)


def _text(value: str) -> str:
    """Return a TOML string; JSON's escapes are among TOML's."""
    return json.dumps(value, ensure_ascii=False)


def _value(value: object) -> str:
    """Return a value as TOML writes it; a long list has one item a line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value:g}"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{_key(k)} = {_value(v)}' for k, v in value.items())} }}"
    if isinstance(value, list | tuple):
        items = [_value(item) for item in value]
        line = f"[{', '.join(items)}]"
        if len(line) <= _WIDE - 20:
            return line
        return "[\n" + "".join(f"  {item},\n" for item in items) + "]"
    return _text(str(value))


def new_patient_file(
    file: str, *, precautions: Collection[str] = (), side: SideChoice = "auto", programme: str = ""
) -> str:
    """Return the text of a patient's file that loads as it is.

    Parameters
    ----------
    file
        The name of the file, for the commands that it explains.
    precautions
        The names of those that hold; the others stand in the file as comments.
    side
        The side of the hip that is concerned.
    programme
        The lines of its ``[programme]`` part; empty = it has none.

    Returns
    -------
    str
        The content of the TOML file.
    """
    rows = [
        f'  {"" if name in precautions else "# "}"{name}",   # {meanings().precaution[name].title}'
        for name in PRECAUTIONS
    ]
    template = (files("formcheck") / "authoring" / "patient_file.txt").read_text("utf-8")
    return Template(template).substitute(
        file=file, side=side, precautions="\n".join(rows), programme=programme
    )
