"""A file that has a temporary name until it is whole."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from formcheck.errors import OutputError
from formcheck.recording_writer import mode_of, partial_name, partial_path

if TYPE_CHECKING:
    from collections.abc import Iterable

PRIVATE_FOLDER: Final = 0o700
"""Mode of new folders: what a camera saw of a patient is the patient's."""


SWEPT_AFTER_S: Final = 24 * 3600.0
"""Age of a temporary file that no running program owns any more (engineering default)."""


class AtomicFile:
    """A file that is written whole or not at all; a context manager.

    The temporary file lies beside the final one from the beginning, so that a place where
    nothing can be written is refused before anything is analysed.  A new file can be read by its
    owner alone; one that replaces another keeps the mode of that.

    Parameters
    ----------
    path
        Where the file is to lie.  An older file is replaced by `commit`; a link stays a link.

    Attributes
    ----------
    path
        As it was given.
    temporary_path
        Where to write; it has the ending of `path`, by which some writers choose their format.

    Raises
    ------
    OutputError
        If nothing can be written there; all classes that write files raise it at once.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        check_place(self.path)
        self._place = place_of(self.path)
        sweep(self._place)
        self.temporary_path = partial_path(self._place)
        try:
            self.temporary_path.touch(mode_of(self._place), exist_ok=False)
            self._keep_mode()
        except OSError as error:
            raise self.output_error(error) from error

    def write_text(self, text: str) -> None:
        """Write the whole text, with the line ends of Unix, and commit."""
        try:
            self.temporary_path.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise self.output_error(error) from error
        self.commit()

    def commit(self) -> None:
        """Give the file its name, as it is whole; raise OutputError if the disk refuses."""
        try:
            self.temporary_path.replace(self._place)
        except OSError as error:
            raise self.output_error(error) from error

    def _keep_mode(self) -> None:
        """Give the file the mode of the one that it replaces, whatever the umask is."""
        if self._place.exists():
            self.temporary_path.chmod(mode_of(self._place))

    def discard(self) -> None:
        """Remove the temporary file; after `commit` there is none."""
        with suppress(OSError):
            self.temporary_path.unlink(missing_ok=True)

    def output_error(self, error: Exception) -> OutputError:
        """Return the error for the user, with the remedy, for an error of the disk."""
        return OutputError(refused(self.path, error))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.discard()


def write_text(path: str | os.PathLike[str], text: str) -> None:
    """Write a text file, whole or not at all.

    Parameters
    ----------
    path, text
        Where the file is to lie, and its whole content.
    """
    with AtomicFile(path) as file:
        file.write_text(text)


def write_parts(path: str | os.PathLike[str], parts: Iterable[str]) -> None:
    """Write a text that is made part by part, whole or not at all.

    Parameters
    ----------
    path, parts
        Where the file is to lie, and its content in order.

    Raises
    ------
    OutputError
        If the disk refuses.
    """
    with AtomicFile(path) as file:
        try:
            with file.temporary_path.open("w", encoding="utf-8", newline="\n") as text:
                text.writelines(parts)
        except OSError as error:
            raise file.output_error(error) from error
        file.commit()


def make_folder(path: Path) -> None:
    """Make a folder, and those above it, that only its owner can open; an existing one stays.

    Parameters
    ----------
    path
        The folder.
    """
    for folder in (*reversed(path.parents), path):
        # The mode of `mkdir(parents=True)` is that of the last folder alone.
        if not folder.is_dir():
            folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)


def sweep(place: Path) -> None:
    """Remove the temporary files of this name that a killed program left long ago."""
    begin = partial_name(place)
    with suppress(OSError):
        for file in place.parent.iterdir():
            if file.name.startswith(begin) and file.suffix == place.suffix:
                with suppress(OSError):
                    if time.time() - file.stat().st_mtime > SWEPT_AFTER_S:
                        file.unlink()


def check_place(path: Path) -> None:
    """Raise OutputError for a folder, a device, a protected file, or a folder that is missing."""
    try:
        problem = _problem_of(path)
    except (OSError, ValueError) as error:  # a name that is too long, or has a zero in it
        raise OutputError(refused(path, error)) from error
    if problem:
        raise OutputError(problem)


def place_of(path: Path) -> Path:
    """Return the place to which links lead; raise OutputError where they lead to themselves."""
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise OutputError(refused(path, error)) from error


def refused(path: Path, error: Exception) -> str:
    """Return the sentence about a file that cannot be written.

    Parameters
    ----------
    path, error
        The file, and the error of the disk.

    Returns
    -------
    str
        The sentence, with its remedy.
    """
    reason = getattr(error, "strerror", None) or str(error) or "unknown reason"
    words = reason[:1].lower() + reason[1:].rstrip(".")
    return f"{path} cannot be written ({words}): choose another place."


def _problem_of(path: Path) -> str:
    """Return why nothing can be written to a place; empty = it may be possible."""
    if path.is_dir():
        return f"{path} is a folder: name a file."
    if not path.parent.is_dir():
        return f"There is no folder {path.parent}: make it first."
    if not path.exists():
        return ""
    if not path.is_file():
        return f"{path} is a device or a pipe, not a file: name a file."
    if not os.access(path, os.W_OK):
        return f"{path} is write-protected: choose another name."
    return ""
