"""The manifest of a batch: one line of JSON a file, added when the file is over.

The first line has the settings.  A line is written at once and forced to the disk before the next
file begins, so that a batch that was killed goes on where it was: at most its last line is torn,
and that is dropped.  A lock keeps two programs from writing into one folder.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any, Final, Self

from formcheck.batch.rows import LONGEST_ROW, Row
from formcheck.errors import OutputError
from formcheck.output.files.atomic_file import make_folder, refused
from formcheck.recording_writer import PRIVATE_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from formcheck.batch.tasks import Task

NAME: Final = "manifest.jsonl"

SCHEMA: Final = 1

MOST_ROWS: Final = 5_000_000
"""Rows of the longest manifest that is read (engineering default)."""


class Manifest:
    """The rows of a batch on disk; a context manager, which holds the lock of the folder.

    Parameters
    ----------
    folder
        The folder of the batch; it is made if it is missing.
    facts
        The settings: a batch goes on only with the same ones.

    Attributes
    ----------
    path
        The file.
    counts
        How many files there are of each status.

    Raises
    ------
    OutputError
        If nothing can be written there, another program does, the manifest is damaged, or its
        settings are other ones.
    """

    def __init__(self, folder: Path, facts: Mapping[str, Any]) -> None:
        self.path = folder / NAME
        self._facts = {"kind": "batch", "schema": SCHEMA, "settings": dict(facts)}
        self._places: dict[str, tuple[int, int, str]] = {}
        self.counts = {"done": 0, "failed": 0, "crashed": 0}
        try:
            make_folder(folder)
            flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
            self._file = os.fdopen(os.open(self.path, flags, PRIVATE_FILE), "r+b", buffering=0)
        except OSError as error:
            raise OutputError(refused(self.path, error)) from error
        try:
            _lock(self._file, self.path)
            self._read()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __len__(self) -> int:
        return len(self._places)

    def has(self, task: Task, *, unless_failed: bool = False) -> bool:
        """Return whether a task was done before.

        Parameters
        ----------
        task
            The task.
        unless_failed
            Whether a file that failed counts as not done.

        Returns
        -------
        bool
            False also if the file, its exercise or its side have changed since.
        """
        known = self._places.get(task.name)
        if known is None or (unless_failed and known[2] != "done"):
            return False
        row = self.row(task.name)
        return row is not None and row.identity == task.identity

    def row(self, name: str) -> Row | None:
        """Return the last row of a file; None if it has none."""
        known = self._places.get(name)
        if known is None:
            return None
        try:
            self._file.seek(known[0])
            return Row.from_json(self._file.read(known[1]))
        except (OSError, ValueError) as error:
            raise self._damaged(0, str(error)) from error

    def append(self, row: Row) -> None:
        """Add a row, on the disk before this returns; raise OutputError if the disk refuses."""
        begin = self._write(row.to_json())
        self._note(row.path, begin, len(row.to_json()), row.status)

    def _note(self, name: str, begin: int, length: int, status: str) -> None:
        before = self._places.get(name)
        if before is not None:
            self.counts[before[2]] -= 1
        self._places[name] = (begin, length, status)
        self.counts[status] += 1

    def _write(self, line: str) -> int:
        """Add a line whole or not at all; return where it begins."""
        data = line.encode("ascii") + b"\n"
        begin = self._file.seek(0, os.SEEK_END)
        try:
            written = self._file.write(data)
            os.fsync(self._file.fileno())
        except OSError as error:
            with suppress(OSError):
                self._file.truncate(begin)
            raise OutputError(refused(self.path, error)) from error
        if written != len(data):
            self._file.truncate(begin)
            raise OutputError(
                f"{self.path} cannot be written (the disk is full): make room there."
            )
        return begin

    def _read(self) -> None:
        """Read what is there; a torn last line is cut off."""
        end = 0
        for number, line in enumerate(self._lines(), 1):
            if not line.endswith(b"\n"):
                if len(line) > LONGEST_ROW:
                    raise self._damaged(number, "it is too long")
                self._file.truncate(end)
                break
            if number > MOST_ROWS:
                raise self._damaged(number, f"there are more than {MOST_ROWS} rows")
            if number == 1:
                self._check_facts(line)
            else:
                try:
                    row = Row.from_json(line[:-1])
                except ValueError as error:
                    raise self._damaged(number, str(error)) from error
                self._note(row.path, end, len(line) - 1, row.status)
            end += len(line)
        if end == 0:
            self._write(json.dumps(self._facts, ensure_ascii=True))

    def _lines(self) -> Iterator[bytes]:
        """Yield the lines with their ends; one that is too long in pieces without an end."""
        with open(self.path, "rb") as file:  # noqa: PTH123  # read apart from what is written
            while line := file.readline(LONGEST_ROW + 2):
                yield line

    def _check_facts(self, line: bytes) -> None:
        """Refuse a file that is no manifest, or one of another batch."""
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict) or found.get("kind") != "batch":
            raise OutputError(
                f"{self.path} is not the manifest of a batch: choose another folder with --out."
            )
        before, now = found.get("settings"), json.loads(json.dumps(self._facts["settings"]))
        if found.get("schema") == SCHEMA and before == now:
            return
        table = before if isinstance(before, dict) else {}
        other = [name for name in now if table.get(name) != now[name]] or ["schema"]
        raise OutputError(
            f"The batch in {self.path.parent} was begun with other settings "
            f"({', '.join(other)}): use the same ones, or choose another folder with --out."
        )

    def _damaged(self, number: int, why: str) -> OutputError:
        where = f"line {number}" if number else "a row"
        return OutputError(
            f"The manifest {self.path} is damaged ({where}: {why}): choose another folder with "
            "--out, or remove that line."
        )


def _lock(file: IO[bytes], path: Path) -> None:
    """Lock the manifest until it is closed, also by the end of the program."""
    try:
        import fcntl
    except ImportError:  # Windows has other locks, and two programs there are the user's care
        return
    try:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise OutputError(
            f"Another formcheck writes into {path.parent}: wait for it, or choose another folder "
            "with --out."
        ) from error
    except OSError:  # some network disks have no locks
        return
