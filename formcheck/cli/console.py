"""The terminal: results on standard output; notes, errors and a progress bar on standard error."""

from __future__ import annotations

import io
import math
import os
import signal
import sys
from contextlib import suppress
from time import monotonic
from typing import IO, TYPE_CHECKING, Final, Self

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from formcheck.capture import ProgressMonitor
from formcheck.errors import OutputError, printable
from formcheck.signals import INTERRUPTED, SIGNALS, Interruption, ignore

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from types import FrameType

    from rich.console import RenderableType

BAR_AFTER_S: Final = 2.0
"""Work that is done within this time shows no bar."""


class _Output(Console):
    """A stream whose reader may have had enough, as ``head`` has; the command goes on."""

    def on_broken_pipe(self) -> None:
        """Drop the rest: Rich would end the program here, with the exit code of a mistake."""
        _close(self.file)


def print_result(result: RenderableType) -> None:
    """Print a result to standard output; a file or pipe gets no trailing spaces.

    Raises
    ------
    OutputError
        If standard output cannot be written.
    """
    console = _Output(highlight=False)
    try:
        if console.is_terminal:
            console.print(result, crop=False)
            return
        with console.capture() as capture:
            console.print(result, crop=False)
        lines = (line.rstrip() for line in capture.get().splitlines())
        console.out("\n".join(lines), highlight=False)
    except OSError as error:
        _close(sys.stdout)
        reason = (error.strerror or str(error)).lower()
        raise OutputError(
            f"The result cannot be printed ({reason}): send it somewhere else."
        ) from error


def print_note(note: str) -> None:
    """Print a note, which is not a result, to standard error."""
    _print_to_stderr(Text(printable(note), "dim"))


def print_written(paths: Iterable[Path]) -> None:
    """Print a note for each file that was written."""
    for path in paths:
        print_note(f"Written: {path}")


def print_error(sentence: str) -> None:
    """Print to standard error why the command failed."""
    _print_to_stderr(Text(printable(sentence), "red"))


def raise_all(errors: Iterable[Exception]) -> None:
    """Raise the first error, after the others were printed; nothing happens without any."""
    found = list(errors)
    for error in found[1:]:
        print_error(str(error))
    if found:
        raise found[0]


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


class TerminalProgress(ProgressMonitor):
    """Shows progress on a terminal and ends the stream at the first Ctrl-C.

    The first signal (Ctrl-C, SIGTERM, or a closed terminal) ends the stream; everything seen so
    far is judged and written.  The second signal ends the program at once and leaves no
    incomplete file; further signals are ignored meanwhile.  Without a terminal nothing is shown.
    """

    def __init__(self) -> None:
        from rich.progress import BarColumn, Progress

        super().__init__()
        self._stop_requested = False
        self._count: int | None = None
        self._begin_s = 0.0
        self._old_handlers: dict[int, object] = {}
        fields = (
            "{task.percentage:>3.0f} %",
            "{task.fields[rate]:.0f} frames/s",
            "{task.fields[left]}",
        )
        self._bar = Progress(BarColumn(), *fields, console=Console(stderr=True), transient=True)

    def __enter__(self) -> Self:
        for number in SIGNALS:
            if number == signal.SIGINT or signal.getsignal(number) is not signal.SIG_IGN:
                self._old_handlers[number] = signal.signal(number, self._on_signal)
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar.live.is_started:
            self._bar.stop()
        for number, handler in self._old_handlers.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # the value of signal()

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        if self._stop_requested:
            for other in self._old_handlers:
                signal.signal(other, ignore)
            # A library may catch the exception and raise another one: `Interruption` remembers.
            command = getattr(self._old_handlers[number], "__self__", None)
            if isinstance(command, Interruption):
                command.came = True
            sys.exit(INTERRUPTED)
        self._stop_requested = True

    def begin(self, count: int | None) -> None:
        """Store how many poses are expected; None = unknown."""
        self._count = count
        self._begin_s = monotonic()

    def wants_to_stop(self) -> bool:
        """Return True after the first Ctrl-C."""
        return self._stop_requested

    def exit_if_stopped(self) -> None:
        """End the command with exit code 130 if Ctrl-C was pressed.

        Raises
        ------
        typer.Exit
            If a signal was received.
        """
        if self._stop_requested:
            raise typer.Exit(INTERRUPTED)

    def seen(self) -> None:
        """Move the bar, which appears once the work has taken `BAR_AFTER_S`."""
        elapsed_s = monotonic() - self._begin_s
        if elapsed_s < BAR_AFTER_S or not self._bar.console.is_terminal:
            return
        from formcheck.assessment.report_types import clock_text

        left = ""
        if self._count is not None:
            left_s = elapsed_s * max(0, self._count - self.poses) / self.poses
            left = f"{clock_text(math.ceil(left_s))} left"
        rate = self.poses / elapsed_s
        if not self._bar.tasks:
            self._bar.add_task("", total=self._count, rate=rate, left=left)
            self._bar.start()
        self._bar.update(self._bar.task_ids[0], completed=self.poses, rate=rate, left=left)


def _close(stream: IO[str]) -> None:
    """Send later output to nowhere: Python would write once more at exit, and fail again."""
    with suppress(OSError, ValueError, AttributeError):  # the stream may be no real file
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())
        os.close(null)


def _print_to_stderr(text: Text) -> None:
    # `sys.stderr` is looked up at each call: a test or a caller may have replaced it.
    try:
        _Output(file=sys.stderr, soft_wrap=True, highlight=False).print(text)
    except OSError:  # there is no other place for it, and the exit code stays what it is
        _close(sys.stderr)
