"""What stands on a terminal of a certain width, without colours."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from rich.console import RenderableType


def printed(page: RenderableType, *, width: int = 110) -> str:
    """Return the printed lines."""
    console = Console(file=io.StringIO(), width=width, color_system=None)
    console.print(page, crop=False)
    assert isinstance(console.file, io.StringIO)
    return "\n".join(line.rstrip() for line in console.file.getvalue().splitlines())


def printed_words(page: RenderableType) -> str:
    """Return the same as one line: sentences are broken where the terminal ends."""
    return " ".join(printed(page).split())
