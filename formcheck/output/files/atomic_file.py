"""A file that has a temporary name until it is whole."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Self

from formcheck.errors import OutputError


class AtomicFile:
    """A file that is written whole or not at all; a context manager.

    The temporary file lies beside the final one from the beginning, so that a place where
    nothing can be written is refused before anything is analysed.

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
        self._place = self.path.resolve()
        mark = f"partial-{secrets.token_hex(4)}"
        name = f".{self._place.stem}.{mark}{self._place.suffix}"
        self.temporary_path = self._place.with_name(name)
        try:
            self.temporary_path.touch(exist_ok=False)
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

    def discard(self) -> None:
        """Remove the temporary file; after `commit` there is none."""
        with suppress(OSError):
            self.temporary_path.unlink(missing_ok=True)

    def output_error(self, error: Exception) -> OutputError:
        """Return the error for the user, with the remedy, for an error of the disk."""
        reason = getattr(error, "strerror", None) or str(error) or "unknown reason"
        words = reason[:1].lower() + reason[1:].rstrip(".")
        return OutputError(f"{self.path} cannot be written ({words}): choose another place.")

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


def check_place(path: Path) -> None:
    """Raise OutputError for a folder, a device, a protected file, or a folder that is missing."""
    if path.is_dir():
        raise OutputError(f"{path} is a folder: name a file.")
    if not path.parent.is_dir():
        raise OutputError(f"There is no folder {path.parent}: make it first.")
    if not path.exists():
        return
    if not path.is_file():
        raise OutputError(f"{path} is a device or a pipe, not a file: name a file.")
    if not os.access(path, os.W_OK):
        raise OutputError(f"{path} is write-protected: choose another name.")
