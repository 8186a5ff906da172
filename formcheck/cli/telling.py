"""What goes to the terminal: results to standard output, remarks to standard error."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

if TYPE_CHECKING:
    from rich.console import RenderableType


def tell(result: RenderableType) -> None:
    """Print a result; in a file or a pipe its lines end where their words end."""
    console = Console(highlight=False)
    if console.is_terminal:
        console.print(result, crop=False)
        return
    with console.capture() as capture:
        console.print(result, crop=False)
    lines = (line.rstrip() for line in capture.get().splitlines())
    console.out("\n".join(lines), highlight=False)


def whisper(remark: str) -> None:
    """Print a remark that is not a result."""
    _to_stderr(Text(remark, "dim"))


def complain(sentence: str) -> None:
    """Print why something could not be done."""
    _to_stderr(Text(sentence, "red"))


def _to_stderr(text: Text) -> None:
    # The stream as it is now: it may be another one than when this module was loaded.
    Console(file=sys.stderr, soft_wrap=True, highlight=False).print(text)
