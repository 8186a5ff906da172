"""Keeps messages of native libraries off the terminal, and lets those of Python through."""

from __future__ import annotations

import io
import os
import sys
import threading
from contextlib import suppress
from typing import Final, TextIO

_STDERR: Final = 2


class NativeStderrSilence:
    """A context in which writes to file descriptor 2 are discarded.

    Libraries in C++ write to the descriptor itself.  While it is redirected, :data:`sys.stderr`
    is a stream on a copy of the real one, so that Python's warnings and tracebacks still arrive.
    One object serves all threads: the first to enter redirects the descriptor, the last to leave
    restores it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._depth = 0
        self._copy: int | None = None
        self._is_redirected = False
        self._replaced: TextIO | None = None
        self._replacement: TextIO | None = None

    def __enter__(self) -> None:
        with self._lock:
            self._depth += 1
            if self._depth == 1:
                self._redirect()

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._depth -= 1
            if self._depth == 0:
                self._restore()

    def _redirect(self) -> None:
        """Point the descriptor to the null device, and Python's stream to a copy of it."""
        stream = sys.stderr
        with suppress(OSError, ValueError, AttributeError):  # None or closed, as in pythonw
            stream.flush()
        # The copy keeps its number, so that a thread that still holds the replacement stream
        # afterwards writes to the real descriptor, not to another file.
        try:
            if self._copy is None:
                self._copy = os.dup(_STDERR)
            else:
                os.dup2(_STDERR, self._copy, inheritable=False)
            self._is_redirected = True
        except OSError:
            # A closed descriptor would be reused for the next file that is opened, and messages
            # would go into that file.  So it stays on the null device.
            self._is_redirected = False
        null = os.open(os.devnull, os.O_WRONLY)
        if null != _STDERR:
            os.dup2(null, _STDERR)
            os.close(null)
        if self._is_redirected and self._copy is not None and _writes_to_descriptor(stream):
            raw = io.FileIO(self._copy, "wb", closefd=False)
            self._replaced = stream
            self._replacement = sys.stderr = io.TextIOWrapper(
                raw,  # unbuffered, as Python's own may be
                encoding=stream.encoding,
                errors=stream.errors,
                write_through=True,
            )

    def _restore(self) -> None:
        """Undo :meth:`_redirect`."""
        if self._replaced is not None and sys.stderr is self._replacement:
            sys.stderr = self._replaced
        self._replaced = self._replacement = None
        if self._is_redirected and self._copy is not None:
            os.dup2(self._copy, _STDERR)
            self._is_redirected = False


def _writes_to_descriptor(stream: TextIO | None) -> bool:
    """Return True if this is a Python stream on file descriptor 2 itself."""
    try:
        return stream is not None and stream.fileno() == _STDERR
    except (OSError, ValueError, AttributeError):
        return False


NATIVE_STDERR_SILENCED: Final = NativeStderrSilence()
"""The only such context of this process."""
