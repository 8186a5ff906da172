"""The report as JSON and as CSV, written whole or not at all."""

from __future__ import annotations

import csv
import io
import math
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from formcheck.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from formcheck.coach.checker import Reading
    from formcheck.coach.report import SetReport

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
    return "" if math.isnan(value) else f"{value:.3f}".rstrip("0").rstrip(".")


class Document:
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
        self.path = Path(path)
        self._render = render
        self._part = partial_path(self.path)
        try:
            self._part.touch(exist_ok=False)
        except OSError as error:
            raise cannot_write(self.path, error) from error

    def write(self, reading: Reading, image: NDArray[np.uint8] | None) -> None:
        """A document waits for the end."""

    def finish(self, report: SetReport) -> None:
        """Write the text and put it in its place."""
        try:
            self._part.write_text(self._render(report), encoding="utf-8")
            self._part.replace(self.path)
        except OSError as error:
            raise cannot_write(self.path, error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._part.unlink(missing_ok=True)


def json_document(path: str | os.PathLike[str]) -> Document:
    """A sink that writes the report as JSON (see ``report.schema.json``)."""
    return Document(path, lambda report: report.to_json())


def csv_document(path: str | os.PathLike[str]) -> Document:
    """A sink that writes the repetitions as CSV."""
    return Document(path, as_csv)


def partial_path(path: Path) -> Path:
    """Where a file is written before it is put in its place; refuses what is no file.

    Raises
    ------
    OutputError
        If the path is a folder, or its folder is missing.
    """
    if path.is_dir():
        raise OutputError(f"{path} is a folder: name a file.")
    if not path.parent.is_dir():
        raise OutputError(f"There is no folder {path.parent}: make it first.")
    # The ending stays: some writers choose their format by it.
    return path.with_name(f".{path.stem}.partial-{os.getpid()}{path.suffix}")


def cannot_write(path: Path, error: OSError) -> OutputError:
    """The error for a disk that refuses."""
    reason = (error.strerror or "unknown reason").lower()
    return OutputError(f"{path} cannot be written ({reason}): choose another place.")
