"""The journal of a live set: its poses on disk, one by one, until its files are written.

A set that ends has its files.  One that does not end, because the program was killed or the
machine went off, leaves its journal, from which `formcheck.live_recovery` judges it again.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np

from formcheck.errors import OutputError
from formcheck.output.files.atomic_file import refused
from formcheck.recording_file import ARRAYS, ROW, poses_of
from formcheck.recording_writer import PRIVATE_FILE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from formcheck.pose.pose import Pose

ENDING: Final = ".journal"

_MARK: Final = b"formcheck set journal 1\n"
_MOST_FACTS: Final = 4 * 2**20
"""Bytes of the facts at the beginning of a journal."""

_MOST_POSES: Final = 30 * 3600
"""Poses of a set: an hour of 30 a second."""


class SetJournal:
    """Writes poses as they come; a context manager.

    Each pose is handed to the system at once: it outlives the program, though not a power cut.

    Parameters
    ----------
    path
        Where the journal is to lie; it is hidden, and removed by `close`.
    facts
        What is needed to judge the poses again: anything that JSON can hold.

    Raises
    ------
    OutputError
        If nothing can be written there; also later, if the disk is full.
    """

    def __init__(self, path: Path, facts: Mapping[str, Any]) -> None:
        self.path = path
        text = json.dumps(facts, allow_nan=False).encode()
        try:
            self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
            _lock(self._file)
            self._put(_MARK + len(text).to_bytes(8, "little") + text)
        except OSError as error:
            raise OutputError(refused(path, error)) from error

    def write(self, pose: Pose) -> None:
        """Append a pose."""
        row = np.array(tuple(getattr(pose, name) for name in ARRAYS), ROW)
        try:
            self._put(row.tobytes())
        except OSError as error:
            raise OutputError(refused(self.path, error)) from error

    def _put(self, data: bytes) -> None:
        while data:
            data = data[os.write(self._file, data) :]

    def close(self) -> None:
        """Remove the journal; a second call does nothing."""
        if self._file >= 0:
            with suppress(OSError):
                os.close(self._file)
            self._file = -1
            with suppress(OSError):
                self.path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@dataclass(frozen=True)
class LeftJournal:
    """A journal that a program has left.

    Attributes
    ----------
    facts, poses
        As they were written; a pose that was not written to its end is left out.
    """

    facts: dict[str, Any]
    poses: list[Pose]


def read_left(path: Path) -> LeftJournal | None:
    """Read a journal whose program has ended.

    Parameters
    ----------
    path
        The journal.

    Returns
    -------
    LeftJournal or None
        None if its program still runs, or if it is damaged.
    """
    try:
        with path.open("r+b") as file:
            _lock(file.fileno())
            if file.read(len(_MARK)) != _MARK:
                return None
            size = int.from_bytes(file.read(8), "little")
            facts = json.loads(file.read(size)) if size <= _MOST_FACTS else None
            data = file.read(_MOST_POSES * ROW.itemsize)
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(facts, dict):
        return None
    rows = np.frombuffer(data[: len(data) // ROW.itemsize * ROW.itemsize], ROW)
    try:
        return LeftJournal(facts, list(poses_of({name: rows[name] for name in ARRAYS})))
    except ValueError:
        return None


def _lock(file: int) -> None:
    """Mark a file as in use until it is closed or the program ends; OSError if it is in use."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
