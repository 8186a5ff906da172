"""Prints results to standard output, and notes and errors to standard error."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from formcheck.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from rich.console import RenderableType


def print_result(result: RenderableType) -> None:
    """Print a result to standard output; a file or pipe gets no trailing spaces.

    Raises
    ------
    OutputError
        If standard output cannot be written.
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
        _close_stdout()
        reason = (error.strerror or str(error)).lower()
        raise OutputError(
            f"The result cannot be printed ({reason}): send it somewhere else."
        ) from error


def print_note(note: str) -> None:
    """Print a note, which is not a result, to standard error."""
    _print_to_stderr(Text(note, "dim"))


def print_written(paths: Iterable[Path]) -> None:
    """Print a note for each file that was written."""
    for path in paths:
        print_note(f"Written: {path}")


def print_error(sentence: str) -> None:
    """Print to standard error why the command failed."""
    _print_to_stderr(Text(sentence, "red"))


def columns(*titles: str) -> Table:
    """Return an empty table without lines; its first column is never wrapped."""
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for title in titles:
        table.add_column(title, no_wrap=title == titles[0])
    return table


def replace_unprintable_characters() -> None:
    """Make standard output print ``?`` for a character that its encoding lacks."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def _close_stdout() -> None:
    """Send later output to nowhere: Python would write once more at exit, and fail again."""
    with suppress(OSError, ValueError, AttributeError):  # standard output may be no real file
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
        os.close(null)


def _print_to_stderr(text: Text) -> None:
    # `sys.stderr` is looked up at each call: a test or a caller may have replaced it.
    Console(file=sys.stderr, soft_wrap=True, highlight=False).print(text)
