"""Reads tables of Markdown pages that tests check cell by cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def rows_of(page: Path, heading: str) -> list[dict[str, str]]:
    """The rows of the table below a heading, by the words of its first row."""
    part = page.read_text(encoding="utf-8").split(f"# {heading}\n", 1)[1]
    lines = part[part.index("|") :].split("\n\n")[0].splitlines()
    cells = [[cell.strip() for cell in line.strip("|\n ").split("|")] for line in lines]
    return [dict(zip(cells[0], row, strict=True)) for row in cells[2:]]
