"""What Ctrl-C, SIGTERM and a closed terminal do to the program.

Before a command runs, while Python imports, they end it at once (`end_at_once`).  A command is
interrupted (`Interruption`); one that judges a stream ends the stream first and keeps what was
seen (`formcheck.cli.console.TerminalProgress`).  After a command they are ignored.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

INTERRUPTED: Final = 130
"""Exit code after Ctrl-C, the same as in shells."""

SIGNALS: Final = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)
"""Ctrl-C, a request to end, and a closed terminal (Windows has no SIGHUP)."""


def handle_signals(handler: Callable[..., None]) -> None:
    """Set what the signals do, but for one that is ignored (``nohup``)."""
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, handler)


def end_at_once(*_: object) -> None:
    """End the program: nothing is open yet, and an exception could be caught by a library."""
    os._exit(INTERRUPTED)


def ignore(*_: object) -> None:
    """Ignore a signal; SIG_IGN instead would make Python complain of one that is just coming."""


class Interruption:
    """Turns the first signal into `KeyboardInterrupt`, ignores others; a context manager.

    SIGTERM and a closed terminal end a command as Ctrl-C does, so that it leaves nothing half
    written.  Libraries catch the exception and raise another one, or drop it: `came` is what
    counts.

    Attributes
    ----------
    came
        True after a signal.
    """

    def __init__(self) -> None:
        self.came = False
        self._old_handlers: dict[int, object] = {}

    def __enter__(self) -> Self:
        self._old_hook, sys.unraisablehook = sys.unraisablehook, self._drop
        if threading.current_thread() is threading.main_thread():
            for number in SIGNALS:
                if signal.getsignal(number) is not signal.SIG_IGN:
                    self._old_handlers[number] = signal.signal(number, self._on_signal)
        return self

    def __exit__(self, *_: object) -> None:
        sys.unraisablehook = self._old_hook
        for number, handler in self._old_handlers.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # the value of signal()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.came = True
        for number in self._old_handlers:
            signal.signal(number, ignore)
        raise KeyboardInterrupt

    def _drop(self, dropped: sys.UnraisableHookArgs) -> None:
        """Print nothing about a signal that came while Python was clearing up."""
        if not issubclass(dropped.exc_type, (KeyboardInterrupt, SystemExit)):
            self._old_hook(dropped)
