"""The folder of a session: the files of each set, written when it is over, and the session's."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Final, Self

from formcheck.errors import OutputError
from formcheck.output.files.atomic_file import AtomicFile, put_text
from formcheck.output.files.documents import csv_document, json_document
from formcheck.output.files.recording_writer import RecordingSink

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from pathlib import Path

    from formcheck.assessment.checker import Reading
    from formcheck.assessment.report import SetReport
    from formcheck.output.files.sink import Sink
    from formcheck.session.plan import SetPlan
    from formcheck.session.report import SessionReport


_SINKS: Final[dict[str, Callable[[Path], Sink]]] = {
    ".json": json_document,
    ".csv": csv_document,
    ".npz": RecordingSink,
}
ENDINGS: Final = tuple(_SINKS)
"""What a set leaves behind: its report, its repetitions, its recording."""


class SessionFolder:
    """Keeps what a session leaves behind; a context manager.

    Each set gets a report (JSON), its repetitions (CSV) and a recording (``.npz``) as ``analyze``
    writes them, put in their place as soon as the set is over.  Nothing that lies there already
    is overwritten.  Nobody who lies on a mat can mend a disk: a file that it refuses is left out,
    the others are kept, and `notes` tells it.

    Parameters
    ----------
    path
        The folder; it is made, with those above it.

    Attributes
    ----------
    notes
        What could not be written, in sentences.

    Raises
    ------
    OutputError
        If it cannot be made, or nothing can be written in it.
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
        # Found out now, and not when somebody has got into the start position.
        AtomicFile(path / "session.json").drop()
        self.notes: list[str] = []
        self._open = ExitStack()
        self._sinks: dict[str, Sink] = {}

    def begin(self, plan: SetPlan) -> None:
        """A set begins."""
        self.drop()
        stem = self._free_stem(plan)
        for ending, made in _SINKS.items():
            with self._noting(stem + ending):
                sink = made(self.path / (stem + ending))
                self._sinks[stem + ending] = self._open.enter_context(sink)

    def keep(self, reading: Reading) -> None:
        """Keep a reading of the set under way."""
        for name, sink in tuple(self._sinks.items()):
            with self._noting(name):
                sink.write(reading, None)

    def drop(self) -> None:
        """The set under way is not kept."""
        self._sinks = {}
        self._open.close()

    def end(self, report: SetReport) -> tuple[str, ...]:
        """The set is over: put its files in their place; the names of those that lie there."""
        for name, sink in tuple(self._sinks.items()):
            with self._noting(name):
                sink.finish(report)
        names = tuple(self._sinks)
        self.drop()
        return names

    def finish(self, report: SessionReport) -> Path:
        """Write what is known of the whole session; where it lies.

        Raises
        ------
        OutputError
            If the disk refuses.
        """
        path = _free(self.path, "session", (".json",)) + ".json"
        put_text(self.path / path, report.to_json())
        return self.path / path

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.drop()
        with suppress(OSError):
            self.path.rmdir()  # only if nothing lies in it: the camera did not answer, say

    @contextmanager
    def _noting(self, name: str) -> Generator[None]:
        """Leave out a file that the disk refuses, and go on."""
        try:
            yield
        except OutputError as error:
            self._sinks.pop(name, None)
            self.notes.append(str(error))

    def _free_stem(self, plan: SetPlan) -> str:
        leg = f"-{plan.leg}" if plan.leg else ""
        return _free(self.path, f"set-{plan.number}{leg}", ENDINGS)


def _free(folder: Path, stem: str, endings: Sequence[str]) -> str:
    """The stem, with a number if files of that name lie there already."""
    name, number = stem, 1
    while any((folder / (name + ending)).exists() for ending in endings):
        number += 1
        name = f"{stem}-again-{number}"
    return name
