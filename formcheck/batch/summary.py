"""The table of a batch: one row for each set of every file, in the order of the files.

Times that depend on the machine are left out: the same files give the same bytes with any number
of workers.
"""

from __future__ import annotations

import math
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final

from formcheck.batch.rows import SetRow
from formcheck.output.files.atomic_file import AtomicFile, write_parts
from formcheck.output.files.documents import csv_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from formcheck.batch.manifest import Manifest
    from formcheck.batch.rows import Row
    from formcheck.batch.tasks import Task

_OF_SET: Final = tuple(field.name for field in fields(SetRow))

_OF_FILE: Final = ("path", "sha256", "asked", "side", "status", "error", "frames", "set")

COLUMNS: Final = (*_OF_FILE, *_OF_SET)
"""The columns.  `asked` is the exercise that was asked for, `set` counts from 1 and is empty for a
file without a set, and the rest is that of the set."""

_WHOLE: Final = frozenset({
    "frames", "set", "total", "good", "partial", "left", "right", "major_faults", "limits"
})  # fmt: skip
_REAL: Final = frozenset({"start_s", "end_s", "mean_peak_deg", "hold_s", "seen_fraction"})

_CHUNK: Final = 5000


def write_summary(folder: Path, tasks: Iterable[Task], manifest: Manifest) -> list[Path]:
    """Write ``summary.csv``, and ``summary.parquet`` where pyarrow is installed.

    Parameters
    ----------
    folder
        The folder of the batch.
    tasks
        The files, in the order of the table; one without a row in the manifest is left out.
    manifest
        The rows.

    Returns
    -------
    list of Path
        The files that were written.

    Raises
    ------
    OutputError
        If the disk refuses.
    """
    names = [task.name for task in tasks]
    written = [folder / "summary.csv"]
    write_parts(written[0], _csv_parts(_chunks(names, manifest)))
    try:
        write_parquet(folder / "summary.parquet", _chunks(names, manifest))
    except ModuleNotFoundError:
        return written
    return [*written, folder / "summary.parquet"]


def write_parquet(path: Path, chunks: Iterable[list[list[Any]]]) -> None:
    """Write the table as Parquet, chunk by chunk.

    Parameters
    ----------
    path
        The file.
    chunks
        Rows with the cells of `COLUMNS`.

    Raises
    ------
    OutputError
        If the disk refuses.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {name: pa.int64() for name in _WHOLE} | {name: pa.float64() for name in _REAL}
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in COLUMNS])
    with AtomicFile(path) as file:
        try:
            with pq.ParquetWriter(file.temporary_path, schema) as writer:
                for rows in chunks:
                    columns = dict(zip(COLUMNS, zip(*rows, strict=True), strict=True))
                    writer.write_table(pa.table(columns, schema))
        except OSError as error:
            raise file.output_error(error) from error
        file.commit()


def _csv_parts(chunks: Iterable[list[list[Any]]]) -> Iterator[str]:
    yield csv_text(COLUMNS, ())
    for rows in chunks:
        cells = [[math.nan if cell is None else cell for cell in row] for row in rows]
        yield csv_text((), cells).removeprefix("\n")


def _chunks(names: list[str], manifest: Manifest) -> Iterator[list[list[Any]]]:
    """Yield the rows of the table, some thousands at once."""
    rows: list[list[Any]] = []
    for name in names:
        found = manifest.row(name)
        if found is not None:
            rows += _cells(found)
        if len(rows) >= _CHUNK:
            yield rows
            rows = []
    if rows:
        yield rows


def _cells(row: Row) -> Iterator[list[Any]]:
    """Yield the cells of each set of a file; one row without numbers for a file without a set."""
    asked = [row.path, row.sha256, row.exercise, row.side, row.status, row.error, row.frames]
    for number, found in enumerate(row.sets, 1):
        yield [*asked, number, *(getattr(found, name) for name in _OF_SET)]
    if not row.sets:
        empty: list[Any] = [None] * len(_OF_SET)
        if row.status == "done":
            empty[_OF_SET.index("verdict")] = row.verdict
        yield [*asked, None, *empty]
