"""Shows a progress bar while a set is judged, and ends the stream at Ctrl-C."""

from __future__ import annotations

import math
import signal
import sys
from time import monotonic
from typing import TYPE_CHECKING, Final, Self

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from formcheck.assessment.report import clock_text
from formcheck.capture.source import ProgressMonitor

if TYPE_CHECKING:
    from types import FrameType

BAR_AFTER_S: Final = 2.0
"""Work that is done within this time shows no bar."""

INTERRUPTED: Final = 130
"""Exit code after Ctrl-C, the same as in shells."""

_SIGNALS: Final = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)
"""Ctrl-C, a request to end, and a closed terminal (Windows has no SIGHUP)."""


class TerminalProgress(ProgressMonitor):
    """Shows progress on a terminal and ends the stream at the first Ctrl-C.

    The first signal (Ctrl-C, SIGTERM, or a closed terminal) ends the stream; everything seen so
    far is judged and written.  The second signal ends the program at once and leaves no
    incomplete file; further signals are ignored meanwhile.  Without a terminal nothing is shown.
    """

    def __init__(self) -> None:
        super().__init__()
        self._stop_requested = False
        self._console = Console(stderr=True)
        self._bar: Progress | None = None
        self._count: int | None = None
        self._begin_s = 0.0
        self._old_handlers: dict[int, object] = {}

    def __enter__(self) -> Self:
        for number in _SIGNALS:
            if number == signal.SIGINT or signal.getsignal(number) is not signal.SIG_IGN:
                self._old_handlers[number] = signal.signal(number, self._on_signal)
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()
        for number, handler in self._old_handlers.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # the value of signal()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        if self._stop_requested:
            for number in self._old_handlers:
                signal.signal(number, signal.SIG_IGN)
            sys.exit(INTERRUPTED)
        self._stop_requested = True

    def begin(self, count: int | None, duration_s: float | None) -> None:
        """Store how many poses are expected.

        Parameters
        ----------
        count
            The number of poses; None if unknown.
        duration_s
            Not used.
        """
        del duration_s
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
        if elapsed_s < BAR_AFTER_S or not self._console.is_terminal:
            return
        rate, left = self.poses / elapsed_s, self._time_left(elapsed_s)
        if self._bar is None:
            columns = "{task.percentage:>3.0f} %", "{task.fields[rate]:.0f} frames/s"
            self._bar = Progress(
                BarColumn(),
                *(TextColumn(column) for column in columns),
                TextColumn("{task.fields[left]}"),
                console=self._console,
                transient=True,
            )
            self._bar.add_task("", total=self._count, completed=self.poses, rate=rate, left=left)
            self._bar.start()
        self._bar.update(self._bar.task_ids[0], completed=self.poses, rate=rate, left=left)

    def _time_left(self, elapsed_s: float) -> str:
        """Return the expected rest of the work at the pace so far."""
        if self._count is None or not self.poses:
            return ""
        left_s = elapsed_s * max(0, self._count - self.poses) / self.poses
        return f"{clock_text(math.ceil(left_s))} left"
