"""From pixels to poses: video files, cameras, pose estimators and their models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from formcheck.errors import printable

if TYPE_CHECKING:
    from pathlib import Path


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file, lower-case hexadecimal; the file is read in pieces."""
    import hashlib

    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def shown_name(path: Path) -> str:
    """Return the name of a file as people and reports can show it."""
    return printable(path.name)
