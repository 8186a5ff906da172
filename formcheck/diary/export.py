"""The diary as tables for other programs: CSV for one of them, XLSX for all in one workbook."""

from __future__ import annotations

import locale
import math
from dataclasses import dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Literal

from formcheck.errors import NEEDS_EXPORTS, OutputError
from formcheck.output.files.atomic_file import AtomicFile
from formcheck.output.files.documents import CSV_COLUMNS, NUMBER, csv_text, repetition_rows
from formcheck.programme.history import (
    Activity,
    DoneSet,
    EffortEntry,
    PainEntry,
    ScreeningAnswer,
    StepTaken,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from formcheck.diary.sessions import Diary
    from formcheck.programme.history import History

TableName = Literal["sets", "repetitions", "pains", "activities", "steps", "screenings", "efforts"]

TITLES: Final[Mapping[TableName, str]] = {
    "sets": "Sets",
    "repetitions": "Repetitions",
    "pains": "Pain",
    "activities": "Other motion",
    "steps": "Programme",
    "screenings": "Safety questions",
    "efforts": "Effort",
}
"""What a table is called, in the order of the workbook."""

_ENTRIES: Final[Mapping[str, type]] = {
    "sets": DoneSet,
    "pains": PainEntry,
    "activities": Activity,
    "steps": StepTaken,
    "screenings": ScreeningAnswer,
    "efforts": EffortEntry,
}

_FIRST: Final = ("started", "at", "exercise", "title", "side")
"""The columns that a reader looks for; names for programs stand last."""

_LAST: Final = ("session_id", "set_id", "judged_sha256", "model")

_OF_A_SET: Final = ("started", "exercise", "set_id")
"""What a repetition takes from its set."""


@dataclass(frozen=True)
class ExportTable:
    """One table of the diary."""

    name: TableName
    columns: tuple[str, ...]
    rows: Iterator[list[Any]]
    """The cells; an instant is a `datetime`, and an unknown number is NaN."""


def table_of(name: TableName, history: History, diary: Diary) -> ExportTable:
    """Return a table of the diary.

    Parameters
    ----------
    name
        Which one.
    history
        What is exported.
    diary
        The diary, for the repetitions of each set.

    Returns
    -------
    ExportTable
        Its rows are made one after the other.
    """
    if name == "repetitions":
        columns: tuple[str, ...] = (*_OF_A_SET[:2], *CSV_COLUMNS, *_OF_A_SET[2:])
        return ExportTable(name, columns, _repetitions(history, diary))
    columns = _in_order([one.name for one in fields(_ENTRIES[name])])
    entries = getattr(history, name)
    rows = ([_cell(getattr(entry, column)) for column in columns] for entry in entries)
    return ExportTable(name, columns, rows)


def diary_csv(table: ExportTable, *, separator: str = ",") -> str:
    """Return a table as CSV.

    Parameters
    ----------
    table
        The table.
    separator
        What stands between two cells; see `csv_text`.

    Returns
    -------
    str
        Unless cells are parted by commas it is meant for spreadsheets: it begins with the mark by
        which they know UTF-8, and instants are those of the person's own clock, without a zone.
    """
    rows = (
        [_when(cell, separator) if isinstance(cell, datetime) else cell for cell in row]
        for row in table.rows
    )
    mark = "" if separator == "," else "\N{ZERO WIDTH NO-BREAK SPACE}"
    return mark + csv_text(table.columns, rows, separator=separator)


def _when(at: datetime, separator: str) -> str:
    return at.isoformat() if separator == "," else f"{at:%Y-%m-%d %H:%M:%S}"


def separator_of_locale() -> str:
    """Return what parts cells where the person lives: a semicolon where numbers have a comma."""
    try:
        locale.setlocale(locale.LC_NUMERIC, "")
        return ";" if locale.localeconv()["decimal_point"] == "," else ","
    except locale.Error:
        return ","
    finally:
        locale.setlocale(locale.LC_NUMERIC, "C")


def write_workbook(path: Path, history: History, diary: Diary) -> None:
    """Write every table into one workbook (XLSX), whole or not at all.

    Parameters
    ----------
    path
        Where it is to lie.
    history, diary
        What is exported, and where the repetitions of its sets are.

    Raises
    ------
    OutputError
        If a package is missing, or the disk refuses.
    """
    try:
        import xlsxwriter
        from xlsxwriter.exceptions import XlsxWriterException
    except ImportError as error:
        raise OutputError(f"{path} cannot be written: {NEEDS_EXPORTS}") from error
    with AtomicFile(path) as file:
        # A cell is a number, an instant or a text: no text is made a formula, a link or a number.
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                   "strings_to_numbers": False}  # fmt: skip
        try:
            with xlsxwriter.Workbook(file.temporary_path, options) as book:
                for name in TITLES:
                    _write_sheet(book, table_of(name, history, diary))
        except (XlsxWriterException, OSError) as error:
            raise file.output_error(error) from error
        file.commit()


def _write_sheet(book: Any, table: ExportTable) -> None:  # noqa: ANN401  # an xlsxwriter.Workbook
    """Write one table onto a sheet of its own; its first row stays in view."""
    heading = book.add_format({"bold": True})
    instant = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    sheet = book.add_worksheet(TITLES[table.name])
    sheet.freeze_panes(1, 0)
    for number, column in enumerate(table.columns):
        is_instant = column in ("started", "at")
        sheet.set_column(number, number, 20 if is_instant else max(10, len(column) + 2))
        sheet.write_string(0, number, column, heading)
    for line, row in enumerate(table.rows, start=1):
        for number, cell in enumerate(row):
            if isinstance(cell, datetime):  # a sheet has no zones: the person's own clock
                sheet.write_datetime(line, number, cell.replace(tzinfo=None), instant)
            elif isinstance(cell, str) and cell:
                sheet.write_string(line, number, cell)
            elif isinstance(cell, bool):
                sheet.write_boolean(line, number, cell)
            elif isinstance(cell, int | float) and not math.isnan(cell):
                sheet.write_number(line, number, cell)


def _repetitions(history: History, diary: Diary) -> Iterator[list[Any]]:
    """Yield the repetitions of every set; numbers are numbers, not text."""
    for done in history.sets:
        begin, end = (
            [getattr(done, name) for name in part] for part in (_OF_A_SET[:2], _OF_A_SET[2:])
        )
        for row in repetition_rows(diary.report(done.set_id)):
            yield [*begin, *map(_as_number, row), *end]


def _as_number(cell: object) -> object:
    """Return a cell that holds a number as text as a number."""
    is_number = isinstance(cell, str) and NUMBER.fullmatch(cell)
    return float(str(cell)) if is_number else cell


def _in_order(names: list[str]) -> tuple[str, ...]:
    first = [name for name in _FIRST if name in names]
    last = [name for name in _LAST if name in names]
    return (*first, *(name for name in names if name not in {*first, *last}), *last)


def _cell(value: Any) -> Any:  # noqa: ANN401  # what a field may hold
    """Return what stands in a cell: names parted by spaces, each fault with its count."""
    if isinstance(value, dict):
        return " ".join(f"{name}:{count}" for name, count in value.items())
    if isinstance(value, tuple):
        return " ".join(value)
    return value
