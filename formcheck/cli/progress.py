"""Looking on while a set is judged: a progress bar, and Ctrl-C without losing anything."""

from __future__ import annotations

import math
import signal
import sys
from time import monotonic
from typing import TYPE_CHECKING, Final, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from formcheck.analysis import ProgressMonitor

if TYPE_CHECKING:
    from types import FrameType

SHOWN_AFTER_S: Final = 2.0
"""Anything quicker needs no progress bar."""

INTERRUPTED: Final = 130
"""Exit code after Ctrl-C, as shells have it."""

_SIGNALS: Final = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)
"""Ctrl-C, a polite request to end, and a terminal that is closed (which Windows does not tell)."""


class OnTerminal(ProgressMonitor):
    """Shows progress on a terminal, and ends the stream at the first Ctrl-C.

    The first Ctrl-C (or SIGTERM, or a terminal that is closed) ends the stream: what was seen so
    far is judged and written.  The second one ends the program at once, leaving nothing
    half-written; any more are ignored until that is done.  Without a terminal nothing is shown.
    """

    def __init__(self) -> None:
        super().__init__()
        self._asked = False
        self._console = Console(stderr=True)
        self._bar: Progress | None = None
        self._count: int | None = None
        self._begun_s = 0.0
        self._before: dict[int, object] = {}

    def __enter__(self) -> Self:
        for number in _SIGNALS:
            if number == signal.SIGINT or signal.getsignal(number) is not signal.SIG_IGN:
                self._before[number] = signal.signal(number, self._ask)
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # what signal() gave

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        if self._asked:
            for number in self._before:
                signal.signal(number, signal.SIG_IGN)
            sys.exit(INTERRUPTED)
        self._asked = True

    def begin(self, count: int | None, duration_s: float | None) -> None:
        """Remember how much there is to do."""
        del duration_s
        self._count = count
        self._begun_s = monotonic()

    def wants_to_stop(self) -> bool:
        """Whether Ctrl-C was pressed."""
        return self._asked

    def seen(self) -> None:
        """Move the bar; it appears once the work has taken a while."""
        taken_s = monotonic() - self._begun_s
        if taken_s < SHOWN_AFTER_S or not self._console.is_terminal:
            return
        rate, left = self.poses / taken_s, self._left(taken_s)
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

    def _left(self, taken_s: float) -> str:
        """How long it will still take at the pace so far."""
        if self._count is None or not self.poses:
            return ""
        left_s = taken_s * max(0, self._count - self.poses) / self.poses
        minutes, seconds = divmod(math.ceil(left_s), 60)
        return f"{minutes}:{seconds:02d} left"
