"""Writing exercise files for a person to go on with: every key with a comment, and it loads."""

from __future__ import annotations

import difflib
import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from formcheck.exercises.loader import exercise_names, load_exercise, read_bytes, shipped_folder
from formcheck.exercises.precautions import PRECAUTIONS, meanings
from formcheck.exercises.schema import FILE_NAME, at, exercise_schema
from formcheck.exercises.wording import explanation

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence


Table = dict[str, Any]

_WIDE: Final = 96
_INLINE: Final = frozenset({"Start", "Condition"})
"""Models that are written in braces, on one line."""

_LAST: Final = ("severity", "action", "seen", "say", "source", "sources")
"""Keys that come last in their table."""


def nearest(words: str, *, position: str = "", kind: str = "", plane: str = "") -> str:
    """The shipped exercise that is most like one that is to be written.

    Parameters
    ----------
    words
        Name or title of the new one.
    position, kind, plane
        What it must be like, as an exercise file has it; empty = anything.
    """
    wanted = {word for word in words.lower().replace("_", " ").split() if len(word) > 2}  # noqa: PLR2004

    def likeness(name: str) -> tuple[int, float, str]:
        exercise = load_exercise(name)
        asked = (
            (position, exercise.position),
            (kind, exercise.kind),
            (plane, exercise.view.plane),
        )
        fits = sum(wish == has for wish, has in asked if wish)
        text = f"{name} {exercise.title}".lower().replace("_", " ").replace(",", " ")
        shared = len(wanted & set(text.split()))
        alike = difflib.SequenceMatcher(None, words.lower(), name).ratio()
        return fits, shared + alike, name

    return max(exercise_names(), key=likeness)


def table_of(name: str) -> Table:
    """What the file of an exercise says, key by key; `name` as `load_exercise` takes it."""
    load_exercise(name)
    file = Path(name) if name.endswith(".toml") else shipped_folder() / f"{name}.toml"
    return tomllib.loads(read_bytes(file).decode())


def renamed(table: Table, name: str, title: str = "") -> Table:
    """A table under another name; the title is made from it if none is given."""
    return table | {"name": name, "title": title or name.replace("_", " ").capitalize()}


def file_text(
    table: Mapping[str, Any], *, head: Sequence[str], notes: Mapping[str, str] | None = None
) -> str:
    """An exercise file with a comment about every key where it stands first.

    Parameters
    ----------
    table
        What the file is to say.
    head
        Lines that stand at its top, as comments.
    notes
        More to say about single keys, by their way (``movement.target_deg``).
    """
    return "\n".join(
        [f"#:schema ./{FILE_NAME}", *_comment(head), "", *_Writer(notes).write(table)]
    )


class _Writer:
    """Writes tables in the order of the schema, and explains each key once."""

    def __init__(self, notes: Mapping[str, str] | None) -> None:
        self._schema = exercise_schema()
        self._notes = notes or {}
        self._explained: set[str] = set()
        self._plane = "side"

    def write(self, table: Mapping[str, Any]) -> list[str]:
        """The lines of a whole file."""
        keys = _ordered(self._schema, table)
        self._plane = str(table["view"]["plane"])
        lines: list[str] = []
        for key in keys:
            if not self._is_table(self._part((key,)), table[key]):
                lines += self._pair((key,), table[key], self._schema)
        lines += self._left_out(self._schema, table)
        for key in keys:
            if self._is_table(self._part((key,)), table[key]):
                lines += self._tables((key,), table[key])
        return [*lines, ""]

    def _part(self, way: tuple[str | int, ...], value: object = None) -> Table:
        if way[0] == "figure":
            way = ("figure", self._plane, *way[1:])
        part = at(self._schema, way)
        if isinstance(value, dict) and "oneOf" in part and "discriminator" in part:
            return at(self._schema, (*way, str(value.get("kind", "level"))))
        return part

    def _is_table(self, part: Mapping[str, Any], value: object) -> bool:
        """Whether a value is written below a heading."""
        first = value[0] if isinstance(value, list) and value else value
        if not isinstance(first, dict) or part.get("title") in _INLINE:
            return False
        is_condition = "measure" in first and "name" not in first
        return not (is_condition and "source" not in first)

    def _tables(self, way: tuple[str | int, ...], value: Any) -> Iterator[str]:  # noqa: ANN401
        """A table, or a list of them, below headings of their own."""
        rows = value if isinstance(value, list) else [value]
        title = ".".join(step for step in way if isinstance(step, str))
        for number, row in enumerate(rows):
            inner = (*way, number) if isinstance(value, list) else way
            part = self._part(inner, row)
            yield ""
            if number == 0:
                yield from self._about(way)
            if way == ("profile",):
                for name, caution in row.items():
                    yield from self._tables(("profile", name), caution)
                return
            yield f"[[{title}]]" if isinstance(value, list) else f"[{title}]"
            yield from self._body(inner, row, part)

    def _body(self, way: tuple[str | int, ...], row: Table, part: Table) -> Iterator[str]:
        keys = _ordered(part, row)
        nested = [key for key in keys if self._is_table(self._part((*way, key)), row[key])]
        for key in keys:
            if key not in nested:
                yield from self._pair((*way, key), row[key], part)
        yield from self._left_out(part, row)
        for key in nested:
            yield from self._tables((*way, key), row[key])

    def _about(self, way: tuple[str | int, ...]) -> Iterator[str]:
        """What a table is."""
        *before, key = way
        model = self._part(tuple(before)) if before else self._schema
        yield from self._once(model.get("title", ""), str(key))

    def _once(self, model: str, key: str, *, mark: str = "") -> list[str]:
        """What a key means, as a comment; nothing if it was said before."""
        told = explanation(model, key)
        if not told or f"{key}: {told}" in self._explained:
            return []
        self._explained.add(f"{key}: {told}")
        return _comment([mark + told])

    def _pair(
        self, way: tuple[str | int, ...], value: object, part: Mapping[str, Any]
    ) -> Iterator[str]:
        """A key with its value, what it means if that was not said yet, and its note."""
        key = str(way[-1])
        yield from self._once(part.get("title", ""), key)
        yield from self._braces(value)
        yield from _comment(self._notes.get(_dotted(way), "").splitlines())
        yield f"{_key(key)} = {_value(value)}"

    def _braces(self, value: object) -> Iterator[str]:
        """What stands in the braces of a condition or a start."""
        rows = value if isinstance(value, list) else [value]
        for row in rows:
            if not isinstance(row, dict):
                continue
            model = "Condition" if "measure" in row else "Start"
            for key in row:
                yield from self._once(model, key, mark=f"  {key}: ")

    def _left_out(self, part: Mapping[str, Any], table: Mapping[str, Any]) -> Iterator[str]:
        """Keys that may be added, as comments with what holds without them; each once."""
        model = part.get("title", "")
        for key, described in part.get("properties", {}).items():
            default = described.get("default")
            if key in table or default in (None, [], {}):
                continue
            told = self._once(model, key, mark="May be added. ")
            yield from [*told, f"# {key} = {_value(default)}"] if told else []


def _ordered(part: Mapping[str, Any], table: Mapping[str, Any]) -> list[str]:
    """The keys of a table in the order of the schema."""
    order = [key for key in part.get("properties", {}) if key not in _LAST]
    order = [*(key for key in ("name", "kind") if key in order and "say" in table), *order, *_LAST]
    return sorted(table, key=lambda key: order.index(key) if key in order else len(order))


def _dotted(way: tuple[str | int, ...]) -> str:
    return ".".join(str(step) for step in way)


def _comment(sentences: Sequence[str]) -> list[str]:
    """Sentences as comment lines."""
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
    """A TOML string: JSON's escapes are among TOML's."""
    return json.dumps(value, ensure_ascii=False)


def _value(value: object) -> str:
    """A value as TOML has it; long lists one item a line."""
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


def new_text(name: str, like: str, title: str = "") -> str:
    """The file of a new exercise that begins as a copy of another one."""
    table = renamed(table_of(like), name, title)
    head = [
        f"{table['title']}: begun as a copy of {like}. Change what is different.",
        f"Then: formcheck exercises check {name}.toml",
        f"And:  formcheck exercises try {name}.toml set.mp4",
    ]
    return file_text(table, head=head)


_HEAD: Final = """\
# A patient's own file: formcheck analyze set.mp4 -e mini_squat --profile {file}
# What it changes: formcheck profiles show {file}
#
# For the physiotherapist to fill in.  It can only tighten: a wider target, a longer hold or a
# further limit is refused.  Lines that begin with # do nothing; take the # away to use them.

schema = 1
name   = "My patient"      # what reports call it; it need not be the person's name

# The side of the hip that is concerned: "left" or "right".  Only its leg is looked at, unless
# --side says otherwise.  "auto" = either leg, found by itself.
side   = "{side}"

# Rules that go through all exercises (formcheck profiles list):
precautions = [
{precautions}
]
"""

_EXERCISES: Final = """
# --- Single exercises: [exercise.NAME], with a name from `formcheck exercises list` -------------

# A nearer target and a shorter hold than usual:
#
# [exercise.single_leg_bridge]
# target_deg = [18, 8]     # reached at 18 degrees, full at 8 (usually 12 and 0)
# hold_s     = 2           # usually 3
# side       = "auto"      # here either leg may work

# A limit of one's own.  Write a warning 5 to 10 degrees before every stop; where there is none,
# one is added 5 degrees before.
#
# [exercise.mini_squat]
# target_deg = [30, 45]
#
# [[exercise.mini_squat.limit]]
# name   = "my_warning"
# when   = { measure = "knee_flexion", above_deg = 48, clear_deg = 44 }
# action = "warn"
# say    = "Deep enough. Come up a little."
#
# [[exercise.mini_squat.limit]]
# name   = "my_stop"
# when   = { measure = "knee_flexion", above_deg = 55, clear_deg = 50 }
# action = "stop"
# say    = "Too deep. Stand up and rest."

# An exercise that is not to be done, and what to do in its place:
#
# [exercise.straight_leg_raise]
# allowed = false
# why     = "It pinches at the front of the hip."
# instead = "double_leg_bridge"
"""


def new_patient_file(
    file: str,
    *,
    precautions: Collection[str] = (),
    side: Literal["left", "right", "auto"] = "auto",
) -> str:
    """The text of a patient's file that loads as it is.

    Parameters
    ----------
    file
        Its name, for the commands that it explains.
    precautions
        Names of those that hold; the others stand in it as comments.
    side
        The side that is concerned.
    """
    rows = [
        f'  {"" if name in precautions else "# "}"{name}",   # {meanings().precaution[name].title}'
        for name in PRECAUTIONS
    ]
    return _HEAD.format(file=file, side=side, precautions="\n".join(rows)) + _EXERCISES
