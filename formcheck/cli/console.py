"""What goes to the terminal: results to standard output, remarks to standard error."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from formcheck.errors import OutputError

if TYPE_CHECKING:
    from rich.console import RenderableType


def tell(result: RenderableType) -> None:
    """Print a result; in a file or a pipe its lines end where their words end.

    Raises
    ------
    OutputError
        If standard output cannot be written to.
    """
    console = Console(highlight=False)
    try:
        if console.is_terminal:
            console.print(result, crop=False)
            return
        with console.capture() as capture:
            console.print(result, crop=False)
        lines = (line.rstrip() for line in capture.get().splitlines())
        console.out("\n".join(lines), highlight=False)
    except OSError as error:
        _give_up_stdout()
        reason = (error.strerror or str(error)).lower()
        raise OutputError(
            f"The result cannot be printed ({reason}): send it somewhere else."
        ) from error


def show_what_it_can() -> None:
    """Let a terminal that knows no degree sign show a question mark, rather than fail."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def _give_up_stdout() -> None:
    """Send the rest nowhere: Python would try once more at its end, and complain."""
    with suppress(OSError, ValueError, AttributeError):  # it may be no real stream
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
        os.close(null)


def whisper(remark: str) -> None:
    """Print a remark that is not a result."""
    _to_stderr(Text(remark, "dim"))


def complain(sentence: str) -> None:
    """Print why something could not be done."""
    _to_stderr(Text(sentence, "red"))


def _to_stderr(text: Text) -> None:
    # The stream as it is now: it may be another one than when this module was loaded.
    Console(file=sys.stderr, soft_wrap=True, highlight=False).print(text)
