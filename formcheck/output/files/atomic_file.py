"""A file that lies under a temporary name until it is whole."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from formcheck.errors import OutputError


class AtomicFile:
    """Somewhere to write to, beside the place where the whole file is to lie.

    Parameters
    ----------
    path
        Where the file is to lie; one that lies there is replaced when the new one is whole.  A
        link stays a link.

    Attributes
    ----------
    path
        As it was given.
    part
        Where to write; it exists from the beginning, so that a place that cannot be written to
        is found out before anything is analysed.

    Raises
    ------
    OutputError
        If nothing can be written there.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        check_place(self.path)
        self._place = self.path.resolve()
        # The ending stays: some writers choose their format by it.
        mark = f"partial-{secrets.token_hex(4)}"
        self.part = self._place.with_name(f".{self._place.stem}.{mark}{self._place.suffix}")
        try:
            self.part.touch(exist_ok=False)
        except OSError as error:
            raise self.refused(error) from error

    def put_in_place(self) -> None:
        """The file is whole: give it its name.

        Raises
        ------
        OutputError
            If that is refused.
        """
        try:
            self.part.replace(self._place)
        except OSError as error:
            raise self.refused(error) from error

    def drop(self) -> None:
        """Leave nothing half-written behind; after `put_in_place` there is nothing to do."""
        with suppress(OSError):
            self.part.unlink(missing_ok=True)

    def refused(self, error: Exception) -> OutputError:
        """The error for a disk that refuses."""
        reason = getattr(error, "strerror", None) or str(error) or "unknown reason"
        words = reason[:1].lower() + reason[1:].rstrip(".")
        return OutputError(f"{self.path} cannot be written ({words}): choose another place.")


def put_text(path: str | os.PathLike[str], text: str) -> None:
    """Write a text file, whole or not at all.

    Raises
    ------
    OutputError
        If that is refused.
    """
    pending = AtomicFile(path)
    try:
        pending.part.write_text(text, encoding="utf-8", newline="\n")
        pending.put_in_place()
    except OSError as error:
        raise pending.refused(error) from error
    finally:
        pending.drop()


def check_place(path: Path) -> None:
    """Refuse a place where no file can lie.

    Raises
    ------
    OutputError
        If the path is a folder, a device or write-protected, or its folder is missing.
    """
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
