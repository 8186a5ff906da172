"""Saved reports, read again to be shown: JSON files, and the folders of live sessions."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from formcheck.assessment.report import SetReport
from formcheck.errors import SourceError
from formcheck.function_tests.report import FunctionTestReport
from formcheck.recognition.report import SetsReport
from formcheck.session.report import CourseReport, SessionReport

if TYPE_CHECKING:
    from collections.abc import Iterator

SavedReport: TypeAlias = SetReport | SetsReport | SessionReport | FunctionTestReport

_KINDS: Final[dict[str, type[SavedReport]]] = {
    "set": SetReport,
    "sets": SetsReport,
    "session": SessionReport,
    "function_test": FunctionTestReport,
}

_LARGEST: Final = 64 * 2**20
"""Bytes of a report that is read; one of an hour has less than 1 MB."""

_MOST_FILES: Final = 1000
"""Reports of one folder that a page shows."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A report that was read from a file.

    Attributes
    ----------
    report, path
        The report, and its file.
    sets
        Of a session: the report of each set, and None where its file is missing.
    """

    report: SavedReport
    path: Path
    sets: tuple[Saved | None, ...] = field(default=())

    @property
    def recording(self) -> Path | None:
        """Return the recording that lies beside the report under its name, or None."""
        beside = self.path.with_suffix(".npz")
        return beside if beside.is_file() else None


def read_saved(path: Path) -> list[Saved]:
    """Return the reports of a file or of the folder of a session.

    Parameters
    ----------
    path
        A report that ``--json`` wrote, or the folder of a session or of a course; a set is shown
        with its session, and a course as its sessions.

    Returns
    -------
    list of Saved
        Sessions first, then the other reports by name.

    Raises
    ------
    SourceError
        If there is nothing to read, or a file is no report of this version.
    """
    files = [path] if not path.is_dir() else list(islice(sorted(path.glob("*.json")), _MOST_FILES))
    courses = [file for file in files if _kind(file) == "course"]
    if courses:
        return [one for file in courses for one in _of_course(file)]
    return [_with_sets(_read(path))] if not path.is_dir() else _of_folder(path, files)


def _of_course(path: Path) -> Iterator[Saved]:
    """Yield the sessions of a course in order; a folder is looked for beside it alone."""
    try:
        course = CourseReport.from_json(_bytes(path))
    except ValueError as error:
        raise SourceError(f"The report {path} is damaged, or of another formcheck.") from error
    for done in course.exercises:
        name = Path(done.folder).name
        folder = path.parent / name
        if name not in {"", ".", ".."} and folder.is_dir():
            yield from _of_folder(folder, list(islice(sorted(folder.glob("*.json")), _MOST_FILES)))


def _of_folder(path: Path, files: list[Path]) -> list[Saved]:
    """Return the reports of a folder, without the sets of its sessions."""
    found = [_with_sets(_read(file)) for file in files if _kind(file) in _KINDS]
    if not found:
        raise SourceError(
            f"{path} holds no report: name the folder of a session, or a file that --json wrote."
        )
    inside = {one.path for saved in found for one in saved.sets if one is not None}
    alone = [saved for saved in found if saved.path not in inside]
    return sorted(alone, key=lambda saved: not isinstance(saved.report, SessionReport))


def _kind(path: Path) -> str:
    """Return the kind of report that a file holds; empty = it is another JSON file."""
    try:
        table = json.loads(_bytes(path))
    except (ValueError, RecursionError):
        return ""
    return str(table.get("kind", "")) if isinstance(table, dict) else ""


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST:
            raise SourceError(f"{path} is too large for a report: give a file that --json wrote.")
        return path.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise SourceError(
            f"{path} cannot be read ({reason}): check its name and folder."
        ) from error
    except ValueError as error:  # a name that no file can have
        raise SourceError(f"{path!r} cannot be read: check its name and folder.") from error


def _read(path: Path) -> Saved:
    kind = _kind(path)
    if kind not in _KINDS:
        raise SourceError(f"{path} is no report of formcheck: give a file that --json wrote.")
    try:
        return Saved(_KINDS[kind].from_json(_bytes(path)), path)
    except ValueError as error:
        raise SourceError(
            f"The report {path} is damaged, or of another formcheck: write it again with --json."
        ) from error


def _with_sets(saved: Saved) -> Saved:
    """Return a session with the reports of its sets; another report as it is."""
    if not isinstance(saved.report, SessionReport):
        return saved
    return Saved(saved.report, saved.path, tuple(_sets_beside(saved.path, saved.report)))


def _sets_beside(path: Path, session: SessionReport) -> Iterator[Saved | None]:
    for done in session.sets:
        # A name is looked for beside the session alone, whatever it says.
        names = [Path(name).name for name in done.files if name.endswith(".json")]
        beside = path.parent / names[0] if names else None
        if beside is None or not beside.is_file() or _kind(beside) != "set":
            yield None
        else:
            yield _read(beside)
