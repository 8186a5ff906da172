"""A heading with a list under it, for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence


def listing(title: str, rows: Sequence[str], *, marks: Sequence[str] = ()) -> Group:
    """A heading with a list; what does not fit into a line goes on under its beginning."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column()
    grid.add_column(overflow="fold")
    for mark, row in zip(marks or ["  -"] * len(rows), rows, strict=True):
        grid.add_row(mark, Text(row))
    return Group(Text(title, "bold"), grid)
