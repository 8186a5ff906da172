"""The file of the diary: an SQLite database that one person owns and several programs may open.

The file is there, with mode 0600, before SQLite sees it, so that its journals get the same mode.
Writing goes through a journal (WAL): another program may read meanwhile, and a writer waits for a
writer.  What was committed has reached the disk (`synchronous = FULL`).
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from contextlib import contextmanager, suppress
from glob import escape
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from formcheck.errors import DiaryError
from formcheck.output.files.atomic_file import AtomicFile, make_folder

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Sequence

PLACE: Final = "FORMCHECK_DIARY"
"""Environment variable: the file of the diary, instead of the usual one."""

APPLICATION_ID: Final = 0x46436469
"""Marks an SQLite file as a diary: "FCdi"."""

BUSY_S: Final = 5.0
"""How long a program waits for another one that writes; a set takes milliseconds."""

ROOM_BYTES: Final = 32 * 2**20
"""Free space that a session needs before it begins, with its recordings: about 40 sets of
800 kB (engineering default)."""

_PROBE_BYTES: Final = 256 * 1024
"""What is written and removed to see that there is room: a quota may be smaller."""

_FULL: Final = (
    "The disk has no room for the diary {path}: free at least {room} MB there, and try again."
)
_BUSY: Final = "Another program keeps the diary {path} busy: end it, and try again."
_PROTECTED: Final = "The diary {path} is write-protected: allow yourself to write it."
_SENTENCES: Final = {
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_IOERR: _FULL,
    sqlite3.SQLITE_TOOBIG: _FULL,
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_READONLY: _PROTECTED,
    sqlite3.SQLITE_PERM: _PROTECTED,
    sqlite3.SQLITE_NOTADB: "{path} is no diary, or is damaged: move it away, or name another file "
    f"in {PLACE}.",
    sqlite3.SQLITE_CANTOPEN: "The diary {path} cannot be opened: check that its folder is yours.",
}
_DAMAGED: Final = (
    "The diary {path} is damaged: move it away, with its files -wal and -shm; "
    "formcheck diary import brings sessions back from their folders."
)


def diary_path() -> Path:
    """Return where the diary lies: as `PLACE` says, or in the user's folder for data."""
    chosen = os.environ.get(PLACE, "")
    if chosen:
        return Path(chosen).expanduser()
    import platformdirs

    return platformdirs.user_data_path("formcheck", appauthor=False) / "diary.sqlite3"


def migrations() -> tuple[str, ...]:
    """Return the SQL of every version, in order: the first makes version 1 of an empty file."""
    folder = files("formcheck.diary") / "migrations"
    scripts = sorted((one for one in folder.iterdir() if one.name.endswith(".sql")), key=_name)
    return tuple(script.read_text(encoding="utf-8") for script in scripts)


class Database:
    """An open diary; a context manager.

    Parameters
    ----------
    path
        The file; it is made, with its folder, if it is missing.
    scripts
        The SQL of every version; None = those of this formcheck.

    Raises
    ------
    DiaryError
        If the file is damaged, of a newer version, no diary, or cannot be made.
    """

    def __init__(self, path: Path, scripts: Sequence[str] | None = None) -> None:
        self.path = path
        self._scripts = migrations() if scripts is None else scripts
        _make_private_file(path)
        with self._explaining():
            self._connection = _connected(path)
        try:
            with self._explaining():
                self._prepare()
        except BaseException:
            self.close()
            raise

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query.

        Parameters
        ----------
        sql, values
            The query, and a value for each question mark in it.

        Returns
        -------
        list of tuple
        """
        with self._explaining():
            return self._connection.execute(sql, tuple(values)).fetchall()

    @contextmanager
    def writing(self) -> Generator[sqlite3.Connection]:
        """Give the connection for one transaction: all of it is kept, or nothing.

        Yields
        ------
        sqlite3.Connection
            For what is to be written.
        """
        with self._explaining(), self._transaction():
            yield self._connection

    def check(self) -> None:
        """Raise DiaryError if the file is damaged, or if the disk has no room for a session."""
        with self._explaining():
            (found,) = self._connection.execute("PRAGMA quick_check(1)").fetchone()
            if found != "ok":
                raise DiaryError(_DAMAGED.format(path=self.path))
            free = shutil.disk_usage(self.path.parent).free
            if free < ROOM_BYTES:
                raise DiaryError(_sentence(_FULL, self.path))
            with self._transaction():
                self._connection.execute("INSERT INTO room VALUES (zeroblob(?))", (_PROBE_BYTES,))
            with self._transaction():
                self._connection.execute("DELETE FROM room")

    def clear_away(self) -> None:
        """Remove what was deleted from the disk as well: free pages, the journal, the backups."""
        with self._explaining():
            for backup in self.backups():
                with suppress(FileNotFoundError):
                    backup.unlink()
            self._empty_journal()
            self._connection.execute("VACUUM")
            self._empty_journal()

    def backups(self) -> list[Path]:
        """Return the backups that were made before a change of the version, oldest first."""
        return sorted(self.path.parent.glob(f"{escape(self.path.stem)}.version-*.backup"))

    def close(self) -> None:
        """Close the file; the journal is put into it if no other program has it open."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _prepare(self) -> None:
        """Set the connection up, and bring the file to the newest version."""
        connection = self._connection
        for setting in ("synchronous = FULL", "foreign_keys = ON", "secure_delete = ON",
                        "temp_store = MEMORY", "trusted_schema = OFF"):  # fmt: skip
            connection.execute(f"PRAGMA {setting}").fetchall()
        self._refuse_foreign()
        _use_journal(connection)
        while self._pragma("user_version") < len(self._scripts):
            self._migrate()

    def _refuse_foreign(self) -> None:
        """Raise DiaryError for the file of another program, or of a newer formcheck."""
        (count,) = self._connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        mark, version = self._pragma("application_id"), self._pragma("user_version")
        if mark != APPLICATION_ID and (count or version):
            raise DiaryError(
                f"{self.path} is no diary of formcheck: name another file in {PLACE}."
            )
        if version > len(self._scripts):
            raise DiaryError(
                f"The diary {self.path} is of a newer version ({version}): update formcheck."
            )

    def _migrate(self) -> None:
        """Bring the file one version further in one transaction, after a backup of the old one."""
        with self._transaction():
            version = self._pragma("user_version")  # another program may have been quicker
            if version >= len(self._scripts):
                return
            if version:
                self._back_up(version)
            for statement in _statements(self._scripts[version]):
                self._connection.execute(statement)
            self._connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            self._connection.execute(f"PRAGMA user_version = {version + 1}")

    def _back_up(self, version: int) -> None:
        """Copy the file, while the transaction keeps other writers away."""
        place = self.path.with_name(f"{self.path.stem}.version-{version}.backup")
        with AtomicFile(place) as file:
            source, copy = _connected(self.path), _connected(file.temporary_path)
            try:
                source.backup(copy)
            finally:
                copy.close()
                source.close()
            file.commit()

    def _empty_journal(self) -> None:
        """Put the journal into the file; raise DiaryError if another program still reads it."""
        (busy, *_) = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise DiaryError(
                f"Another program reads the diary {self.path}, and its journal still holds what "
                "was forgotten: end that program, and try again."
            )

    def _pragma(self, name: str) -> int:
        return int(self._connection.execute(f"PRAGMA {name}").fetchone()[0])

    @contextmanager
    def _transaction(self) -> Generator[None]:
        """Keep everything that is written inside, or nothing."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")
            raise

    @contextmanager
    def _explaining(self) -> Generator[None]:
        """Raise DiaryError, one sentence, for an error of SQLite or of the disk."""
        try:
            yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
            raise DiaryError(_sentence(_SENTENCES.get(code, _DAMAGED), self.path)) from error
        except OSError as error:
            reason = (error.strerror or "unknown reason").lower()
            raise DiaryError(
                f"The diary {self.path} cannot be written ({reason}): check its folder."
            ) from error


def _sentence(text: str, path: Path) -> str:
    return text.format(path=path, room=ROOM_BYTES // 2**20)


def _name(file: Any) -> str:  # noqa: ANN401  # importlib's Traversable
    return str(file.name)


def _make_private_file(path: Path) -> None:
    """Make the folder and the empty file, both for their owner alone, where they are missing."""
    try:
        make_folder(path.parent)
        if path.is_dir():
            raise DiaryError(f"{path} is a folder: name a file in {PLACE}.")
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise DiaryError(
            f"The diary {path} cannot be made ({reason}): name another file in {PLACE}."
        ) from error


def _connected(path: Path) -> sqlite3.Connection:
    # Transactions are begun by hand; a session is opened in one thread and goes on in another.
    return sqlite3.connect(path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)


def _use_journal(connection: sqlite3.Connection) -> None:
    """Turn the journal on; two programs that make the file at the same time take turns."""
    until_s = time.monotonic() + BUSY_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").fetchall()
        except sqlite3.OperationalError as error:
            # SQLite does not wait here: it would be a deadlock if both programs did.
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until_s:
                raise
            time.sleep(0.02)
        else:
            return


def _statements(script: str) -> Iterator[str]:
    """Yield the statements of a script: `executescript` would end the transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if _has_words(statement.splitlines()):
        raise ValueError(f"expected ; at the end of the script, got {statement!r}")


def _has_words(lines: Iterable[str]) -> bool:
    return any(line.strip() and not line.lstrip().startswith("--") for line in lines)
