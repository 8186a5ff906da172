"""The folder of a session: the files of each set, written when it is over, and the session's."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final, Self

from formcheck.errors import OutputError
from formcheck.output.files.atomic_file import AtomicFile, make_folder, write_text
from formcheck.output.files.documents import RecordingSink, csv_document, json_document
from formcheck.output.files.set_journal import ENDING as JOURNAL
from formcheck.output.files.set_journal import SetJournal

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence
    from pathlib import Path

    from formcheck.assessment.events import Reading
    from formcheck.assessment.report import SetReport
    from formcheck.output import SetFile
    from formcheck.session.plan import SetPlan
    from formcheck.session.report import SessionReport


SINKS: Final[dict[str, Callable[[Path], SetFile]]] = {
    ".json": json_document,
    ".csv": csv_document,
    ".npz": RecordingSink,
}
"""What writes each file of a set: its report, its repetitions, its recording."""

ENDINGS: Final = tuple(SINKS)

SESSION_ENDINGS: Final = (".json", ".mp4")
"""The files of a session: its report, and the video of its screen."""


_TRIES: Final = 3
"""How often the folder is made: another session that ends here removes it while it is empty."""


class ReservedName:
    """A file name that no other session takes; a context manager.

    A marker beside the files, made in one step, belongs to one session alone.  Only under its
    marker does a session look whether files of the name exist, so two sessions that look at the
    same time find different names.

    Parameters
    ----------
    folder, stem
        The folder, and the name that is wished for; taken ones get a number at their end.
    endings
        The endings of the files that will have the name.

    Attributes
    ----------
    stem
        The name without an ending.
    """

    def __init__(self, folder: Path, stem: str, endings: Sequence[str]) -> None:
        self.stem, number = stem, 1
        while not self._take(folder, endings):
            number += 1
            self.stem = f"{stem}-again-{number}"

    def release(self) -> None:
        """Remove the marker: from now on the files themselves keep the name."""
        with suppress(OSError):
            self._marker.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def _take(self, folder: Path, endings: Sequence[str]) -> bool:
        self._marker = folder / f".{self.stem}.reserved"
        try:
            self._marker.open("x").close()
        except FileExistsError:
            return False
        if any((folder / (self.stem + ending)).exists() for ending in endings):
            self.release()
            return False
        return True


class SessionFolder:
    """Writes the files of a session into one folder; a context manager.

    Each set gets a report (JSON), its repetitions (CSV) and a recording (``.npz``), as ``analyze``
    writes them, as soon as the set is over.  No file is overwritten, of an older session or of one
    that goes on in the same folder.  A file that the disk refuses is left out and `notes` says so;
    the session goes on.

    Parameters
    ----------
    path
        The folder; it is made, with those above it.

    Attributes
    ----------
    path, video_path, notes
        The folder, the place for a video of the session, and the errors of files that were left
        out, one sentence each.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        # The check comes now, before the person gets into the start position.
        self._session = made_and_reserved(path, "session")
        self.notes: list[str] = []
        self._open = ExitStack()
        self._sinks: dict[str, SetFile] = {}
        self._journal: SetJournal | None = None

    @property
    def video_path(self) -> Path:
        """Return where a video of the session is to lie."""
        return self.path / f"{self._session.stem}.mp4"

    def begin(self, plan: SetPlan, facts: Mapping[str, Any] | None = None) -> None:
        """Open the files of a set.

        Parameters
        ----------
        plan
            The set.
        facts
            What its journal begins with; None = it has no journal.
        """
        self.drop()
        leg = f"-{plan.leg}" if plan.leg else ""
        try:
            reserved = _reserved(self.path, f"set-{plan.number}{leg}", ENDINGS)
        except OutputError as error:
            self.notes.append(str(error))
            return
        stem = self._open.enter_context(reserved).stem
        for ending, open_sink in SINKS.items():
            with self._noting(stem + ending):
                sink = open_sink(self.path / (stem + ending))
                self._open.enter_context(sink)
                self._sinks[stem + ending] = sink
        if facts is not None:
            with suppress(OutputError):  # the set can be done without
                journal = SetJournal(self.path / f".{stem}{JOURNAL}", facts)
                self._journal = self._open.enter_context(journal)

    def keep(self, reading: Reading) -> None:
        """Add a reading to the files of the current set."""
        for name, sink in tuple(self._sinks.items()):
            with self._noting(name):
                sink.write(reading, None)
        if self._journal is not None:
            try:
                self._journal.write(reading.pose)
            except OutputError:
                self._journal = None

    def drop(self) -> None:
        """Remove the files of the current set."""
        self._sinks, self._journal = {}, None
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
        path = self.path / f"{self._session.stem}.json"
        write_text(path, report.to_json())
        return path

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.drop()
        self._session.release()
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


def made_and_reserved(path: Path, stem: str) -> ReservedName:
    """Make a folder, see that files can be written there, and reserve the session's name.

    Parameters
    ----------
    path, stem
        The folder, and the name of the session's own files there.

    Returns
    -------
    ReservedName
        The name, to be released at the end.

    Raises
    ------
    OutputError
        If the disk refuses.
    """
    for left in reversed(range(_TRIES)):
        try:
            make_folder(path)
        except OSError as error:
            reason = (error.strerror or "unknown reason").lower()
            raise OutputError(
                f"The folder {path} cannot be made ({reason}): name another one with --folder."
            ) from error
        try:
            AtomicFile(path / f"{stem}.json").discard()
            return _reserved(path, stem, SESSION_ENDINGS)
        except OutputError:
            if path.is_dir() or not left:
                raise
    raise OutputError(f"The folder {path} cannot be made: name another one with --folder.")


def _reserved(folder: Path, stem: str, endings: Sequence[str]) -> ReservedName:
    """Return a name that is reserved; raise OutputError if the disk refuses."""
    try:
        return ReservedName(folder, stem, endings)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise OutputError(
            f"Nothing can be written into {folder} ({reason}): name another folder with --folder."
        ) from error
