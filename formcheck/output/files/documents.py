"""The report as JSON and as CSV, written whole or not at all."""

from __future__ import annotations

import csv
import io
import math
from typing import TYPE_CHECKING, Final, Self

from formcheck.output.files.atomic_file import AtomicFile

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from formcheck.assessment.checker import Reading
    from formcheck.assessment.report import SetReport

CSV_COLUMNS: Final = (
    "number", "kind", "side", "start_s", "peak_s", "end_s", "peak_deg", "range_deg", "hold_s",
    "out_s", "back_s", "good", "faults",
)  # fmt: skip
"""The header of the CSV; `number` is empty and `kind` is ``partial`` for a partial repetition."""


def as_csv(report: SetReport) -> str:
    """One row a repetition, partial ones after the complete ones; unknown numbers are empty."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(CSV_COLUMNS)
    for rep in report.reps:
        rows.writerow(
            [rep.number, "complete", rep.side]
            + [
                _number(value)
                for value in (
                    rep.start_s,
                    rep.peak_s,
                    rep.end_s,
                    rep.peak_deg,
                    rep.range_deg,
                    rep.hold_s,
                    rep.out_s,
                    rep.back_s,
                )
            ]
            + ["yes" if rep.good else "no", " ".join(rep.faults)]
        )
    for part in report.partial_reps:
        known = (part.start_s, part.peak_s, part.end_s, part.peak_deg, part.range_deg)
        rows.writerow(
            ["", "partial", part.side]
            + [_number(value) for value in known]
            + ["", "", "", "no", " ".join(part.faults)]
        )
    return text.getvalue()


def _number(value: float) -> str:
    # Adding zero makes of -0.0 what a person writes.
    return "" if math.isnan(value) else f"{round(value, 3) + 0.0:.3f}".rstrip("0").rstrip(".")


class TextFile:
    """One text file, written whole or not at all; a context manager.

    Parameters
    ----------
    path
        Where the file is to lie; one that lies there is replaced.

    Raises
    ------
    OutputError
        If nothing can be written there; found out before anything is analysed.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._pending = AtomicFile(path)

    def put(self, text: str) -> None:
        """Write the text and put it in its place."""
        try:
            self._pending.part.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise self._pending.refused(error) from error
        self._pending.put_in_place()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pending.drop()


class Document(TextFile):
    """A sink that writes one text file when the set is over.

    Parameters
    ----------
    path
        Where the file is to lie; one that lies there is replaced.
    render
        Makes the text of the report.

    Raises
    ------
    OutputError
        If nothing can be written there; found out before anything is analysed.
    """

    def __init__(self, path: str | os.PathLike[str], render: Callable[[SetReport], str]) -> None:
        super().__init__(path)
        self._render = render

    def write(self, reading: Reading, image: NDArray[np.uint8] | None) -> None:
        """A document waits for the end."""

    def finish(self, report: SetReport) -> None:
        """Write the text and put it in its place."""
        self.put(self._render(report))


def json_document(path: str | os.PathLike[str]) -> Document:
    """A sink that writes the report as JSON (see ``report.schema.json``)."""
    return Document(path, lambda report: report.to_json())


def csv_document(path: str | os.PathLike[str]) -> Document:
    """A sink that writes the repetitions as CSV."""
    return Document(path, as_csv)
