"""What is wrong with a text that is to be TOML: each line that cannot be read, and its remedy.

Python's reader stops at the first mistake.  Here the statement in which it stands is set aside and
the rest is read again, until nothing is left that cannot be read.
"""

from __future__ import annotations

import re
import tomllib
from typing import Final, NamedTuple

_AT: Final = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_STATEMENT: Final = re.compile(r"""^\s*(?:\[|["'\w.-]+\s*=)""")
_MOST: Final = 40
"""After so many mistakes it is no exercise file at all."""


class BadLine(NamedTuple):
    """A line that cannot be read, counted from 1, and what to do about it."""

    line: int
    told: str


class Readable(NamedTuple):
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


def readable(text: str) -> Readable:
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
    return Readable("\n".join(lines), tuple(sorted(bad)))


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
