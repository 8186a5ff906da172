"""The diary: every finished set with its report, pain, motion, steps of a programme, red flags."""

from __future__ import annotations

import hashlib
import json
import math
import zlib
from dataclasses import fields, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Self, TypeAlias

from formcheck.assessment.report import SetReport
from formcheck.diary.database import Database, diary_path
from formcheck.diary.identity import identity_of
from formcheck.errors import DiaryError
from formcheck.programme.history import (
    Activity,
    DoneSet,
    EffortEntry,
    History,
    PainEntry,
    ScreeningAnswer,
    StepTaken,
    done_set,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from formcheck.diary.identity import SetIdentity

Entry: TypeAlias = PainEntry | Activity | StepTaken | ScreeningAnswer | EffortEntry
"""What the diary keeps besides sets."""

_TABLES: Final[Mapping[str, tuple[type, str]]] = {
    "sets": (DoneSet, "started"),
    "pains": (PainEntry, "at"),
    "activities": (Activity, "at"),
    "steps": (StepTaken, "at"),
    "screenings": (ScreeningAnswer, "at"),
    "efforts": (EffortEntry, "at"),
}
"""What each table keeps, in the order of `History`, and the column of its instant."""

_DAMAGED: Final = (
    "The report of the set {set_id} in the diary is damaged, or of a newer version: update "
    "formcheck, or forget its session and import it again."
)

_LONGEST_REPORT: Final = 64 * 2**20
"""Bytes of a report; one of an hour has less than 1 MB."""


class Diary:
    """What a person has done; a context manager.

    Each method that keeps something does so in one transaction: after it returned, the disk has
    it.

    Parameters
    ----------
    path
        The file; None = the person's own (see `diary_path`).  It is made if it is missing.

    Raises
    ------
    DiaryError
        If the file cannot be used; every method raises it as well.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder, Diary(Path(folder) / "a.sqlite3") as diary:
    ...     diary.history()
    History(sets=(), pains=(), activities=(), steps=(), screenings=(), efforts=())
    """

    def __init__(self, path: Path | None = None) -> None:
        self._database = Database(diary_path() if path is None else path)

    @property
    def path(self) -> Path:
        """Return the file of the diary."""
        return self._database.path

    # --- Writing -------------------------------------------------------------------------------

    def keep(
        self,
        report: SetReport,
        *,
        started: datetime | None = None,
        planned_reps: int = 0,
        planned_hold_s: float = math.nan,
        ended_by: str = "",
        identity: SetIdentity | None = None,
    ) -> bool:
        """Keep a finished set.

        Parameters
        ----------
        report
            The report of the set.
        started
            When it began; None = as the report says, or now.
        planned_reps, planned_hold_s
            What was prescribed; 0 and NaN = not known.
        ended_by
            Why it was over; see `DoneSet`.
        identity
            Which set it is; None = as the report says.

        Returns
        -------
        bool
            False if the diary has this set already: the older report stays.
        """
        identity = identity or identity_of(report)
        numbers = done_set(
            report,
            set_id=identity.set_id,
            session_id=identity.session_id,
            started=_zoned(started or identity.started or datetime.now().astimezone()),
            planned_reps=planned_reps,
            planned_hold_s=planned_hold_s,
        )
        done = replace(numbers, ended_by=ended_by)
        text = json.dumps(report.as_dict(), ensure_ascii=False, separators=(",", ":"))
        packed = zlib.compress(text.encode())
        with self._database.writing() as connection:
            is_new = _insert(connection, "sets", done)
            if is_new:
                connection.execute("INSERT INTO reports VALUES (?, ?)", (done.set_id, packed))
        return is_new

    def keep_pain(self, entry: PainEntry, *, number: int | None = None) -> bool:
        """Keep an answer to the question for pain.

        Parameters
        ----------
        entry
            The answer.
        number
            Number of the answer in its session, from 0, by which it is known again; None = it
            belongs to no session, and its instant tells.

        Returns
        -------
        bool
            False if the diary has it already.
        """
        with self._database.writing() as connection:
            return _insert(connection, "pains", entry, pain_id=_pain_id(entry, number))

    def keep_activity(self, activity: Activity) -> None:
        """Keep motion that the person logged."""
        with self._database.writing() as connection:
            _insert(connection, "activities", activity)

    def keep_step(self, step: StepTaken) -> None:
        """Keep a change of a slot of a programme."""
        with self._database.writing() as connection:
            _insert(connection, "steps", step)

    def keep_screening(self, answer: ScreeningAnswer) -> None:
        """Keep an answer to the questions for red flags."""
        with self._database.writing() as connection:
            _insert(connection, "screenings", answer)

    def keep_effort(self, entry: EffortEntry) -> None:
        """Keep an answer to the question how hard an exercise was."""
        with self._database.writing() as connection:
            _insert(connection, "efforts", entry)

    def keep_once(self, entry: Entry) -> bool:
        """Keep what another diary had; return False if the same is here already."""
        table = next(name for name, (kind, _) in _TABLES.items() if kind is type(entry))
        wheres = " AND ".join(f"{name} IS ?" for name in _names(type(entry)))
        values = [_column(getattr(entry, name)) for name in _names(type(entry))]
        sql = f"SELECT 1 FROM {table} WHERE {wheres}"  # noqa: S608  # own names
        with self._database.writing() as connection:
            if connection.execute(sql, values).fetchone():
                return False
            more = {"pain_id": _pain_id(entry)} if isinstance(entry, PainEntry) else {}
            return _insert(connection, table, entry, **more)

    # --- Reading -------------------------------------------------------------------------------

    def history(self) -> History:
        """Return everything, each part in order of time."""
        return History(*(tuple(self._entries(table)) for table in _TABLES))

    def report(self, set_id: str) -> SetReport:
        """Return the whole report of a set; raise DiaryError if the diary has no such set."""
        try:
            return SetReport.from_json(self.report_json(set_id))
        except ValueError as error:
            raise DiaryError(_DAMAGED.format(set_id=set_id)) from error

    def report_json(self, set_id: str) -> str:
        """Return the JSON of the report of a set; raise DiaryError as `report` does."""
        rows = self._database.rows("SELECT json_zlib FROM reports WHERE set_id = ?", (set_id,))
        if not rows:
            raise DiaryError(f"The diary has no set {set_id}: formcheck diary --ids lists them.")
        try:
            return zlib.decompressobj().decompress(rows[0][0], _LONGEST_REPORT).decode()
        except (zlib.error, ValueError) as error:
            raise DiaryError(_DAMAGED.format(set_id=set_id)) from error

    def check(self) -> None:
        """Raise DiaryError if the diary is damaged, or if there is no room for a session."""
        self._database.check()

    # --- Forgetting ----------------------------------------------------------------------------

    def forget(self, *, session_id: str = "", before: date | None = None) -> dict[str, int]:
        """Remove a session, or what was before a day, or everything; also from the disk.

        The backups of older versions are removed as well: they may hold it.

        Parameters
        ----------
        session_id
            The session; empty = all of them.
        before
            Only what was before this day of the person's calendar; None = whenever it was.

        Returns
        -------
        dict of str to int
            How many rows were removed from each table.
        """
        removed = {}
        day = "9999-12-31" if before is None else before.isoformat()
        with self._database.writing() as connection:
            for table, (kind, column) in _TABLES.items():
                # The first ten letters of an instant are its day in the person's own zone.
                sql, values = f"DELETE FROM {table} WHERE substr({column}, 1, 10) < ?", [day]  # noqa: S608  # own names
                if session_id:
                    if "session_id" not in _names(kind):
                        continue
                    sql, values = f"{sql} AND session_id = ?", [day, session_id]
                removed[table] = connection.execute(sql, values).rowcount
        self._database.clear_away()
        return removed

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _entries(self, table: str) -> Iterator[Any]:
        """Yield what a table keeps, in order of time."""
        kind, column = _TABLES[table]
        names = _names(kind)
        rows = self._database.rows(
            f"SELECT {', '.join(names)} FROM {table} ORDER BY {column}_utc_s, rowid"  # noqa: S608  # own names
        )
        # Column by column, as that is twice as quick as row by row.
        columns = [
            _values(kind, name, values)
            for name, values in zip(names, zip(*rows, strict=True), strict=False)
        ]
        for row in zip(*columns, strict=True):
            yield kind(**dict(zip(names, row, strict=True)))


_READERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "started": datetime.fromisoformat,
    "at": datetime.fromisoformat,
    "faults": json.loads,
    "limits": lambda text: tuple(json.loads(text)),
    "flags": lambda text: tuple(json.loads(text)),
    "sharp": bool,
}
"""What makes the value of a field of what the column holds."""


def _pain_id(entry: PainEntry, number: int | None = None) -> str:
    """Return by what an answer about pain is known again."""
    what = [entry.session_id, str(number)]
    if number is None:
        what = [entry.asked, entry.at.isoformat(), entry.exercise, entry.session_id]
    return hashlib.sha256("\0".join(what).encode()).hexdigest()[:20]


def _names(kind: type) -> list[str]:
    return [one.name for one in fields(kind)]


def _values(kind: type, name: str, column: Sequence[Any]) -> Sequence[Any]:
    """Return the values of a field of what its column holds; NULL is NaN."""
    if read := _READERS.get(name):
        read_once = {value: read(value) for value in set(column)}  # most sets have the same faults
        return [read_once[value] for value in column]
    if next(one.type for one in fields(kind) if one.name == name) == "float":
        return [math.nan if value is None else value for value in column]
    return column


def _insert(connection: sqlite3.Connection, table: str, entry: Any, **more: object) -> bool:  # noqa: ANN401  # any of the kinds in _TABLES
    """Insert a row; return False if one with its identity is there."""
    row: dict[str, object] = {
        one.name: _column(getattr(entry, one.name)) for one in fields(entry)
    } | more
    column = _TABLES[table][1]
    row[f"{column}_utc_s"] = getattr(entry, column).timestamp()
    marks = ", ".join("?" * len(row))
    sql = f"INSERT OR IGNORE INTO {table} ({', '.join(row)}) VALUES ({marks})"  # noqa: S608  # own names
    return connection.execute(sql, list(row.values())).rowcount == 1


def _column(value: Any) -> Any:  # noqa: ANN401  # what a field may hold
    """Return what a column holds of the value of a field; NaN is NULL."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, float):
        return None if math.isnan(value) else value
    if isinstance(value, tuple | dict):
        return json.dumps(value, ensure_ascii=False)
    return value


def _zoned(at: datetime) -> datetime:
    return at if at.tzinfo is not None else at.astimezone()
