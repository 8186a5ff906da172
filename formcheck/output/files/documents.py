"""Files of one set: the report as JSON, its repetitions as CSV, the poses as a recording.

Each is a sink: it takes the readings of a set and, at the end, the report.
"""

from __future__ import annotations

import csv
import io
import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from formcheck.output import SetFile
from formcheck.output.files.atomic_file import AtomicFile, check_place, sweep
from formcheck.recording_writer import RecordingWriter

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from formcheck.assessment.events import Reading
    from formcheck.assessment.report import SetReport
    from formcheck.assessment.report_types import PartialRepetition, Rep
    from formcheck.recognition.report import SetsReport

_NUMBERS: Final = (
    "start_s", "peak_s", "end_s", "peak_deg", "range_deg", "hold_s", "out_s", "back_s",
)  # fmt: skip
CSV_COLUMNS: Final = (
    "number", "kind", "side", *_NUMBERS, "good", "faults", "far_error_deg", "just", "reason",
    "clean", "minor", "major", "limits",
)  # fmt: skip
"""Header of the CSV of a set.  `kind` is ``complete``, ``counted`` for a repetition whose form was
not judged, or ``partial`` for a movement that is not counted; that has no `number`, and `reason`
says why.  `just`: the target was reached within the error.  `faults` has all, `minor` and `major`
those of a grade, and `limits` the limits that were exceeded in it; names are parted by spaces."""

NUMBER: Final = re.compile(r"-?\d+(\.\d+)?")
"""A cell that holds a number as text."""

SETS_COLUMNS: Final = ("set", "exercise", *CSV_COLUMNS)
"""Header of the CSV of several sets."""


def as_csv(report: SetReport) -> str:
    """Return one row for each repetition, the partial ones last; unknown numbers are empty."""
    return csv_text(CSV_COLUMNS, repetition_rows(report))


def sets_as_csv(report: SetsReport) -> str:
    """Return one row for each repetition of every recognised set; `set` counts from 1."""
    rows = (
        [number, found.report.exercise, *row]
        for number, found in enumerate(report.sets, start=1)
        if found.report is not None
        for row in repetition_rows(found.report)
    )
    return csv_text(SETS_COLUMNS, rows)


def csv_text(
    columns: Sequence[str], rows: Iterable[Sequence[object]], *, separator: str = ","
) -> str:
    """Return a table as CSV, in which no cell begins a formula.

    Parameters
    ----------
    columns, rows
        The header, and the cells below it; unknown numbers are empty.
    separator
        What stands between two cells.  With a semicolon, numbers have a decimal comma: programs
        that part cells by semicolons read a point as the end of a day.

    Returns
    -------
    str
        With the line ends of Unix.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n", delimiter=separator)
    writer.writerow(columns)
    point = "," if separator == ";" else "."
    writer.writerows([_cell(cell, point) for cell in row] for row in rows)
    return text.getvalue()


def _cell(cell: object, point: str) -> object:
    """Return what is written for a cell."""
    cell = _number(cell) if isinstance(cell, float) else _inert(cell)
    if point != "." and isinstance(cell, str) and NUMBER.fullmatch(cell):
        return cell.replace(".", point)
    return cell


def _inert(cell: object) -> object:
    """Return a cell that no spreadsheet takes for a formula; numbers stay as they are."""
    is_formula = isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    return f"'{cell}" if is_formula and not NUMBER.fullmatch(str(cell)) else cell


def repetition_rows(report: SetReport) -> Iterator[list[object]]:
    """Yield the cells of each repetition as `CSV_COLUMNS` has them, the partial ones last."""
    yield from (_row(rep, number=rep.number, good=rep.good) for rep in report.reps)
    yield from (_row(partial) for partial in report.partial_reps)


def _row(
    row: Rep | PartialRepetition, *, number: int | None = None, good: bool = False
) -> list[object]:
    numbers = [_number(getattr(row, name, math.nan)) for name in _NUMBERS]
    kind = (
        "partial" if number is None else "complete" if getattr(row, "judged", True) else "counted"
    )
    marks = ["yes" if good else "no", " ".join(row.faults), _number(row.far_error_deg)]
    just, reason = getattr(row, "just", False), getattr(row, "reason", "")
    clean = "yes" if getattr(row, "clean", False) else "no"
    graded = [clean, *map(" ".join, (row.minor, row.major, row.limits))]
    return [number, kind, row.side, *numbers, *marks, "yes" if just else "no", reason, *graded]


def _number(value: float) -> str:
    # Adding zero turns -0.0 into 0.
    return "" if math.isnan(value) else f"{round(value, 3) + 0.0:.3f}".rstrip("0").rstrip(".")


class Document(SetFile):
    """A sink that writes one text file when the set is over.

    Parameters
    ----------
    path, render
        Where the file is to lie, and what makes the text of a report.
    """

    def __init__(self, path: str | os.PathLike[str], render: Callable[[SetReport], str]) -> None:
        self._file, self._render = AtomicFile(path), render

    def write(self, reading: Reading, image: NDArray[np.uint8] | None) -> None:
        """Ignore the readings: the report has all that is written."""

    def finish(self, report: SetReport) -> None:
        """Write the file; raise OutputError if the disk refuses."""
        self._file.write_text(self._render(report))

    def discard(self) -> None:
        """Remove what was not finished."""
        self._file.discard()


def json_document(path: str | os.PathLike[str]) -> Document:
    """Return a sink that writes the report as JSON.

    Returns
    -------
    Document
        It refuses a place where nothing can be written, before anything is analysed.

    Examples
    --------
    >>> import tempfile
    >>> from formcheck import Checker, load_exercise
    >>> report = Checker(load_exercise("mini_squat")).finish()
    >>> with tempfile.TemporaryDirectory() as folder, json_document(f"{folder}/a.json") as sink:
    ...     sink.finish(report)
    """
    return Document(path, lambda report: report.to_json())


def csv_document(path: str | os.PathLike[str]) -> Document:
    """Return a sink that writes the repetitions as CSV, one row each.

    Returns
    -------
    Document
        It refuses a place where nothing can be written, before anything is analysed.

    Examples
    --------
    >>> import tempfile
    >>> from formcheck import Checker, load_exercise
    >>> report = Checker(load_exercise("mini_squat")).finish()
    >>> with tempfile.TemporaryDirectory() as folder, csv_document(f"{folder}/a.csv") as sink:
    ...     sink.finish(report)
    """
    return Document(path, as_csv)


def recorded_facts(report: SetReport) -> dict[str, Any]:
    """Return what a recording keeps about source and estimator."""
    provenance = report.provenance
    estimator, source = dict(provenance.estimator), dict(report.source)
    return {"formcheck": provenance.formcheck, "estimator": estimator, "source": source}


class RecordingSink(SetFile):
    """A sink that keeps the poses of a set as a recording (see `formcheck.recording`).

    Parameters
    ----------
    path
        Where the recording is to lie; raises OutputError if nothing can be written there.

    Attributes
    ----------
    writer
        Writes the recording; for a caller that has poses and no readings.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        check_place(Path(path))
        sweep(Path(path))
        self.writer = RecordingWriter(path)

    def write(self, reading: Reading, image: NDArray[np.uint8] | None) -> None:  # noqa: ARG002
        """Keep the pose, without the image."""
        self.writer.write(reading.pose)

    def finish(self, report: SetReport) -> None:
        """Write the file, with the facts about source and estimator."""
        self.writer.finish(recorded_facts(report))

    def discard(self) -> None:
        """Remove what was not finished."""
        self.writer.close()
