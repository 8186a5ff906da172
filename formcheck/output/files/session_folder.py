"""The folder of a session: the files of each set, written when it is over, and the session's."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Final, Self

from formcheck.errors import OutputError
from formcheck.output.files.atomic_file import AtomicFile, write_text
from formcheck.output.files.documents import RecordingSink, csv_document, json_document

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from pathlib import Path

    from formcheck.assessment.events import Reading
    from formcheck.assessment.report import SetReport
    from formcheck.output import SetFile
    from formcheck.session.plan import SetPlan
    from formcheck.session.report import SessionReport


_SINKS: Final[dict[str, Callable[[Path], SetFile]]] = {
    ".json": json_document,
    ".csv": csv_document,
    ".npz": RecordingSink,
}
ENDINGS: Final = tuple(_SINKS)
"""The files of a set: its report, its repetitions, its recording."""


class SessionFolder:
    """Writes the files of a session into one folder; a context manager.

    Each set gets a report (JSON), its repetitions (CSV) and a recording (``.npz``), as ``analyze``
    writes them, as soon as the set is over.  No older file is overwritten.  A file that the disk
    refuses is left out and `notes` says so; the session goes on.

    Parameters
    ----------
    path
        The folder; it is made, with those above it.

    Attributes
    ----------
    path, notes
        The folder, and the errors of files that were left out, one sentence each.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = (error.strerror or "unknown reason").lower()
            raise OutputError(
                f"The folder {path} cannot be made ({reason}): name another one with --folder."
            ) from error
        # The check comes now, before the person gets into the start position.
        AtomicFile(path / "session.json").discard()
        self.notes: list[str] = []
        self._open = ExitStack()
        self._sinks: dict[str, SetFile] = {}

    def begin(self, plan: SetPlan) -> None:
        """Open the files of a set."""
        self.drop()
        leg = f"-{plan.leg}" if plan.leg else ""
        stem = _free_stem(self.path, f"set-{plan.number}{leg}", ENDINGS)
        for ending, open_sink in _SINKS.items():
            with self._noting(stem + ending):
                sink = open_sink(self.path / (stem + ending))
                self._open.enter_context(sink)
                self._sinks[stem + ending] = sink

    def keep(self, reading: Reading) -> None:
        """Add a reading to the files of the current set."""
        for name, sink in tuple(self._sinks.items()):
            with self._noting(name):
                sink.write(reading, None)

    def drop(self) -> None:
        """Remove the files of the current set."""
        self._sinks = {}
        self._open.close()

    def end(self, report: SetReport) -> tuple[str, ...]:
        """Write the files of the current set; return their names."""
        for name, sink in tuple(self._sinks.items()):
            with self._noting(name):
                sink.finish(report)
        names = tuple(self._sinks)
        self.drop()
        return names

    def finish(self, report: SessionReport) -> Path:
        """Write the report of the session and return its place; raise OutputError if refused."""
        path = self.path / (_free_stem(self.path, "session", (".json",)) + ".json")
        write_text(path, report.to_json())
        return path

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.drop()
        with suppress(OSError):
            self.path.rmdir()  # works only if it is empty: the camera did not answer, say

    @contextmanager
    def _noting(self, name: str) -> Generator[None]:
        """Leave out a file that the disk refuses, and note it."""
        try:
            yield
        except OutputError as error:
            self._sinks.pop(name, None)
            self.notes.append(str(error))


def _free_stem(folder: Path, stem: str, endings: Sequence[str]) -> str:
    """Return the stem; with a number at its end if files of that name exist."""
    name, number = stem, 1
    while any((folder / (name + ending)).exists() for ending in endings):
        number += 1
        name = f"{stem}-again-{number}"
    return name
