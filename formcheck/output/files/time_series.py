"""Measures over time as a file for notebooks and statistics: CSV or Parquet, long or wide."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np

from formcheck.errors import NEEDS_EXPORTS, OutputError
from formcheck.output import SetFile
from formcheck.output.files.atomic_file import AtomicFile
from formcheck.output.files.documents import csv_text
from formcheck.output.files.set_series import (
    LONG_COLUMNS,
    SetSeries,
    arrow_part,
)

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from formcheck.assessment.events import Reading
    from formcheck.assessment.report import SetReport
    from formcheck.exercises.definition import Exercise
    from formcheck.output.files.set_series import Choice, Form


class SeriesWriter:
    """Writes tables of measures to one file, CSV or Parquet by its ending; a context manager.

    Parameters
    ----------
    path
        The file.
    form
        ``long`` or ``wide``.

    Raises
    ------
    OutputError
        If it cannot be written, has another ending, or a package is missing.
    """

    def __init__(self, path: str | os.PathLike[str], form: Form = "long") -> None:
        ending = Path(path).suffix.lower()
        if ending not in {".csv", ".parquet"}:
            raise OutputError(f"{path} has the ending {ending or 'none'}: use .csv or .parquet.")
        self._is_csv, self._form = ending == ".csv", form
        if not self._is_csv:
            try:
                import pyarrow.parquet  # noqa: F401  # before minutes of work
            except ModuleNotFoundError as error:
                raise OutputError(f"{path} cannot be written: {NEEDS_EXPORTS}.") from error
        self._file = AtomicFile(path)

    def write(self, sets: Iterable[SetSeries]) -> None:
        """Write the sets one after the other, and commit.

        Raises
        ------
        OutputError
            If the disk refuses, or sets of several exercises are to be written in the wide form.
        """
        found = list(sets)
        if self._form == "wide" and len({one.exercise.name for one in found}) > 1:
            raise OutputError(
                f"{self._file.path} cannot be wide, because the sets are of several exercises: "
                "use the long form."
            )
        try:
            if self._is_csv:
                self._write_csv(found)
            else:
                self._write_parquet(found)
        except OSError as error:
            raise self._file.output_error(error) from error
        self._file.commit()

    def _write_csv(self, sets: list[SetSeries]) -> None:
        names = sets[0].columns(self._form) if sets else list(LONG_COLUMNS)
        with self._file.temporary_path.open("w", encoding="utf-8", newline="\n") as text:
            text.write(csv_text(names, ()))
            for chunk in (chunk for one in sets for chunk in one.chunks(self._form)):
                columns = [
                    column.tolist() if isinstance(column, np.ndarray) else column
                    for column in (chunk[name] for name in names)
                ]
                rows = zip(*columns, strict=True)
                text.write(csv_text((), rows).removeprefix("\n"))

    def _write_parquet(self, sets: list[SetSeries]) -> None:
        import pyarrow.parquet as pq

        names = sets[0].columns(self._form) if sets else list(LONG_COLUMNS)
        schema = arrow_part(names, {}).schema
        with pq.ParquetWriter(self._file.temporary_path, schema) as writer:
            for chunk in (chunk for one in sets for chunk in one.chunks(self._form)):
                writer.write_table(arrow_part(names, chunk))

    def discard(self) -> None:
        """Remove what was not finished."""
        self._file.discard()


class SeriesFile(SetFile):
    """A sink that writes the measures of one set over time.

    Parameters
    ----------
    path, form
        As for `SeriesWriter`.
    exercise, choice
        As for `SetSeries`.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        exercise: Exercise,
        *,
        form: Form = "long",
        choice: Choice = "exercise",
    ) -> None:
        self._writer, self._series = SeriesWriter(path, form), SetSeries(exercise, choice)

    def write(self, reading: Reading, image: NDArray[np.uint8] | None) -> None:
        """Keep the measures of a pose."""
        self._series.write(reading, image)

    def finish(self, report: SetReport) -> None:
        """Write the file; raise OutputError if the disk refuses."""
        self._series.finish(report)
        self._writer.write([self._series])

    def discard(self) -> None:
        """Remove what was not finished."""
        self._writer.discard()


class SetsSeries:
    """The measures over time of every recognised set, in one file; a context manager.

    Parameters
    ----------
    path, form
        As for `SeriesWriter`.
    choice
        As for `SetSeries`.
    """

    def __init__(
        self, path: str | os.PathLike[str], *, form: Form = "long", choice: Choice = "exercise"
    ) -> None:
        self._writer, self._choice = SeriesWriter(path, form), choice
        self._sets: list[SetSeries] = []

    def begin_set(self, exercise: Exercise) -> SetSeries:
        """Return the sink of the next set."""
        self._sets.append(SetSeries(exercise, self._choice, number=len(self._sets) + 1))
        return self._sets[-1]

    def finish(self) -> None:
        """Write the file; raise OutputError if the disk refuses."""
        self._writer.write(self._sets)

    def discard(self) -> None:
        """Remove what was not finished."""
        self._writer.discard()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.discard()
