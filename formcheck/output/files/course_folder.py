"""The folder of a course: one folder for each exercise of a live session, and its own report."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Self

from formcheck.output.files.atomic_file import write_text
from formcheck.output.files.session_folder import SessionFolder, made_and_reserved

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from formcheck.session.report import CourseReport


class CourseFolder:
    """Holds the files of a live session of one exercise or several; a context manager.

    A session of one exercise has its files in the folder itself.  Of several exercises each has a
    folder within it, ``1-mini_squat``, so that no names clash.  All folders are made at once:
    what the disk refuses is known before a person lies down.  Those that stay empty are removed.

    Parameters
    ----------
    path
        The folder; it is made, with those above it.
    names
        Names of the exercises, in order.

    Attributes
    ----------
    path
        The folder.
    exercises
        The folder of each exercise, in order.

    Raises
    ------
    OutputError
        If a folder cannot be made, or nothing can be written there.
    """

    def __init__(self, path: Path, names: Sequence[str]) -> None:
        self.path = path
        self._open = ExitStack()
        self._course = None
        paths = [path]
        if len(names) > 1:
            self._course = made_and_reserved(path, "course")
            self._open.callback(self._leave)
            paths = [path / f"{number}-{name}" for number, name in enumerate(names, 1)]
        try:
            self.exercises = tuple(self._open.enter_context(SessionFolder(one)) for one in paths)
        except BaseException:
            self._open.close()
            raise

    @property
    def video_path(self) -> Path:
        """Return where a video of the session is to lie."""
        if self._course is None:
            return self.exercises[0].video_path
        return self.path / f"{self._course.stem}.mp4"

    @property
    def notes(self) -> list[str]:
        """Return the errors of files that were left out, one sentence each."""
        return [note for folder in self.exercises for note in folder.notes]

    def finish(self, report: CourseReport) -> None:
        """Write the report of several exercises; raise OutputError if the disk refuses."""
        if self._course is not None:
            write_text(self.path / f"{self._course.stem}.json", report.to_json())

    def _leave(self) -> None:
        """Release the name, and remove the folder if it is empty."""
        if self._course is not None:
            self._course.release()
        with suppress(OSError):
            self.path.rmdir()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()
