"""Markdown for generated pages: tables, headings, and what a command prints turned into a page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import RenderableType

_SPECIAL = re.compile(r"([\\*_\[\]<>|$#])")
_ADDRESS = re.compile(r"https?://[^\s,)\]]+")
_COMMAND = re.compile(r"`[^`]+`")
_WHOLE = re.compile(rf"{_ADDRESS.pattern}|{_COMMAND.pattern}")
"""What stays as it is in a text: an address, which becomes a link, and words in backticks."""


def escaped(text: str) -> str:
    """Return plain text as Markdown shows it: no mark acts, and an address is a link."""
    result, end = [], 0
    for match in _WHOLE.finditer(text):
        result.append(_SPECIAL.sub(r"\\\1", text[end : match.start()]))
        word = match.group()
        result.append(f"<{word}>" if word.startswith("http") else word.replace("|", "\\|"))
        end = match.end()
    return "".join(result) + _SPECIAL.sub(r"\\\1", text[end:])


def code(text: str) -> str:
    """Return text in backticks, as it stands in a cell of a table; empty text stays empty."""
    return f"`{text.replace('|', chr(92) + '|')}`" if text else ""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of cells that are Markdown already."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(" ".join(c.split()) for c in row) + " |" for row in lines)


def page(title: str, *parts: str) -> str:
    """Return a page: its title, and parts with an empty line between them."""
    return "\n\n".join([f"# {title}", *(part for part in parts if part)]) + "\n"


def toctree(documents: Iterable[str], *, depth: int = 1) -> str:
    """Return the table of contents that puts these pages below the one in which it stands."""
    return "\n".join(["```{toctree}", f":maxdepth: {depth}", "", *documents, "```"])


def printed(shown: RenderableType, *, level: int = 2) -> list[str]:
    """Return what a command prints as parts of a page.

    Bold lines become headings of this level, rows with marks lists, and tables tables.
    """
    match shown:
        case Group():
            return _together(
                part for one in shown.renderables for part in printed(one, level=level)
            )
        case Text():
            plain = shown.plain.strip()
            if "bold" in str(shown.style) and "\n" not in plain:
                return [f"{'#' * level} {plain}"]
            mark = "- " if plain.startswith("- ") else ""
            return [mark + escaped(plain.removeprefix(mark))] if plain else []
        case Table():
            return [_grid(shown)]
    raise TypeError(f"expected what Rich prints as text, list or table, got {type(shown)}")


def _together(parts: Iterable[str]) -> list[str]:
    """Return the parts, with rows of a list that were printed one by one as one list."""
    result: list[str] = []
    for part in parts:
        if part.startswith("- ") and result and result[-1].startswith("- "):
            result[-1] += f"\n{part}"
        else:
            result.append(part)
    return result


def _grid(grid: Table) -> str:
    rows = list(zip(*(_cells(column.cells) for column in grid.columns), strict=True))
    if grid.show_header:
        return table([str(column.header) for column in grid.columns], rows)
    marks = [f"{row[0].strip()} " if row[0].strip()[:1].isdigit() else "- " for row in rows]
    return "\n".join(f"{mark}{row[1]}" for mark, row in zip(marks, rows, strict=True))


def _cells(cells: Iterable[RenderableType]) -> Iterator[str]:
    for cell in cells:
        yield escaped(cell.plain if isinstance(cell, Text) else str(cell))
