"""Writes and keeps pose streams on disk, in the format of :mod:`formcheck.recording`."""

from __future__ import annotations

import json
import secrets
import stat
import tempfile
import zipfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, Protocol, Self

import numpy as np

from formcheck.errors import OutputError
from formcheck.recording_file import ARRAYS, JOINTS, ROW, SCHEMA, poses_of

if TYPE_CHECKING:
    import os
    from collections.abc import Generator, Iterator, Mapping

    from numpy.typing import NDArray

    from formcheck.pose.pose import Pose

_OLDEST_ZIP_DATE: Final = (1980, 1, 1, 0, 0, 0)
_CHUNK_ROWS: Final = 1024
_ZIP64_BYTES: Final = 1 << 31

_LONGEST_STEM: Final = 200
"""Bytes of the name that a temporary file keeps of its final one: most disks take 255."""

PRIVATE_FILE: Final = 0o600
"""Mode of new files: what a camera saw of a patient is the patient's."""


def mode_of(path: Path) -> int:
    """Return the mode that a file gets: that of the file it replaces, or `PRIVATE_FILE`.

    Parameters
    ----------
    path
        The file that is to be replaced, if it exists.

    Returns
    -------
    int
        The permissions, as `os.chmod` takes them.
    """
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return PRIVATE_FILE


def partial_path(place: Path) -> Path:
    """Return a new name for the file until it is whole, beside its place and with its ending.

    Parameters
    ----------
    place
        Where the file is to lie when it is whole.

    Returns
    -------
    Path
        A hidden name, which fits any disk.
    """
    return place.with_name(f"{partial_name(place)}{secrets.token_hex(4)}{place.suffix}")


def partial_name(place: Path) -> str:
    """Return the beginning of those names, by which old ones are found."""
    stem = place.stem
    while len(stem.encode("utf-8", "surrogateescape")) > _LONGEST_STEM:
        stem = stem[:-1]
    return f".{stem}.partial-"


@contextmanager
def _refusals(subject: str, remedy: str) -> Generator[None]:
    """Raise an `OutputError` of one sentence where the disk refuses."""
    try:
        yield
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise OutputError(f"{subject} ({reason}): {remedy}.") from error


class PoseBuffer:
    """Buffers poses on disk for a second pass, in constant memory; a context manager.

    Parameters
    ----------
    folder
        Where the hidden file is; None = the folder for temporary files.
    refusal
        What the error says when the disk refuses: what failed, and the remedy.

    Raises
    ------
    OutputError
        If nothing can be written there; also later, if the disk is full.
    """

    def __init__(
        self, folder: Path | None = None, *, refusal: tuple[str, str] | None = None
    ) -> None:
        remedy = "make room there"
        with _refusals("The poses cannot be kept in a folder for temporary files", remedy):
            place = folder or tempfile.gettempdir()
        self._refusal = refusal or (f"The poses cannot be kept in {place}", remedy)
        with _refusals(*self._refusal):
            self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  # see close()

    def write(self, pose: Pose) -> None:
        """Append a pose."""
        row = np.array(tuple(getattr(pose, name) for name in ARRAYS), ROW)
        with _refusals(*self._refusal):
            self._file.write(row.tobytes())

    def __iter__(self) -> Iterator[Pose]:
        """Yield every pose bit for bit, from the first; not while poses are still written."""
        for rows in self.chunks():
            yield from poses_of({name: rows[name] for name in ARRAYS})

    def chunks(self) -> Iterator[NDArray[np.void]]:
        """Yield the poses as arrays of rows, each with one field for each array of the format."""
        with _refusals(*self._refusal):  # the last rows are written only now
            self._file.seek(0)
        while piece := self._file.read(_CHUNK_ROWS * ROW.itemsize):
            yield np.frombuffer(piece, ROW)

    def close(self) -> None:
        """Drop everything; a second call does nothing."""
        with suppress(OSError):  # rows for which a full disk has no room are dropped as well
            self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class PoseRecorder(Protocol):
    """Takes every pose of a source and, at the end, what is known of the source."""

    def write(self, pose: Pose) -> None:
        """Take the next pose."""

    def finish(self, facts: Mapping[str, Any], /) -> None:
        """Take ``formcheck``, ``estimator`` and ``source``, after the last pose."""


class RecordingWriter:
    """Writes a pose stream, pose by pose, in constant memory.

    The file appears at :meth:`finish`.  Leaving the context without it leaves nothing behind.

    Parameters
    ----------
    path
        The file; an existing file is replaced.

    Raises
    ------
    OutputError
        If nothing can be written there; also later, if the disk is full.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        if self.path.is_dir():
            raise OutputError(f"{self.path} is a folder: name a file for the recording.")
        self._rows = 0
        self._last = (-1, -np.inf)
        self._refusal = (f"The recording {self.path} cannot be written", "choose another folder")
        self._buffer: PoseBuffer | None = PoseBuffer(self.path.parent, refusal=self._refusal)

    def write(self, pose: Pose) -> None:
        """Append a pose.

        Raises
        ------
        ValueError
            If its index or time does not follow that of the pose before, or if the recording
            is finished.
        """
        buffer = self._open_buffer()
        if not (pose.index > self._last[0] and self._last[1] < pose.time_s < np.inf):
            raise ValueError(
                f"expected index and time after {self._last}, got {(pose.index, pose.time_s)}"
            )
        buffer.write(pose)
        self._rows += 1
        self._last = (pose.index, pose.time_s)

    def finish(self, meta: Mapping[str, object]) -> None:
        """Write the recording to its place.

        Parameters
        ----------
        meta
            Facts about source and estimator: anything JSON can hold, under any names but
            ``schema`` and ``joints``.

        Raises
        ------
        ValueError
            If the recording is finished already, or JSON cannot hold ``meta``.
        """
        buffer = self._open_buffer()
        if reserved := {"schema", "joints"} & set(meta):
            raise ValueError(f"expected names other than schema and joints, got {reserved}")
        whole = {"schema": SCHEMA, "joints": JOINTS, **meta}
        text = json.dumps(whole, sort_keys=True, allow_nan=False)
        part = partial_path(self.path)
        try:
            with _refusals(*self._refusal):
                part.touch(PRIVATE_FILE, exist_ok=False)
                _write_archive(part, buffer, rows=self._rows, meta=text)
                part.chmod(mode_of(self.path))
                part.replace(self.path)
        finally:
            with suppress(OSError):  # the folder may have gone, or become a file
                part.unlink(missing_ok=True)
            self.close()

    def close(self) -> None:
        """Drop an unfinished recording; a second call does nothing."""
        if self._buffer is not None:
            self._buffer.close()
            self._buffer = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _open_buffer(self) -> PoseBuffer:
        if self._buffer is None:
            raise ValueError("expected an open recording, got a finished one")
        return self._buffer


def _write_archive(path: Path, buffer: PoseBuffer, *, rows: int, meta: str) -> None:
    """Write the ZIP: one member for each field of the rows, and ``meta``."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name in ARRAYS:
            column = ROW[name]
            shape = (rows, *column.shape)
            header = {"descr": column.base.str, "fortran_order": False, "shape": shape}
            with _member(archive, name, size_bytes=rows * column.itemsize) as file:
                np.lib.format.write_array_header_1_0(file, header)
                for chunk in buffer.chunks():
                    file.write(np.ascontiguousarray(chunk[name]).tobytes())
        with _member(archive, "meta", size_bytes=4 * len(meta)) as file:
            np.lib.format.write_array(file, np.array(meta, f"<U{len(meta)}"), (1, 0))


def _member(archive: zipfile.ZipFile, name: str, *, size_bytes: int) -> IO[bytes]:
    """Open a member to write to; its header is the same on every day and system."""
    info = zipfile.ZipInfo(f"{name}.npy", _OLDEST_ZIP_DATE)
    info.create_system = 3  # the default depends on the system
    info.external_attr = 0o600 << 16
    return archive.open(info, "w", force_zip64=size_bytes >= _ZIP64_BYTES)
