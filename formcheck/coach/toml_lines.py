"""On which line of a TOML file each key stands: Python's own reader does not tell."""

from __future__ import annotations

import re
from typing import Final, TypeAlias

Place: TypeAlias = tuple[str | int, ...]
"""The way to a value: keys, and the numbers of list items from 0."""

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
