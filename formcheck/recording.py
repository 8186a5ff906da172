"""Writes, keeps and reads pose streams on disk; a recording gives every report again.

A recording is an ``.npz`` file, that is a ZIP of ``.npy`` arrays, and ``numpy.load`` reads it
without formcheck.  With n poses:

============== =========== ======= =====================================================
array          shape       dtype   meaning
============== =========== ======= =====================================================
``index``      (n,)        int64   position of the frame in its source; strictly increasing
``time_s``     (n,)        float64 seconds since the first frame; strictly increasing
``size_px``    (n, 2)      int32   width and height of the image, pixels
``image``      (n, 33, 2)  float32 joints in the image, pixels; x right, y down; NaN = not seen
``world``      (n, 33, 3)  float32 joints in space, metres; origin mid-hip; x right, y down,
                                   z away from the camera; NaN = not given
``visibility`` (n, 33)     float32 how surely each joint is seen, 0 to 1
``meta``       ()          str     JSON: ``schema`` (1), ``joints`` (the 33 names), and what
                                   the writer was given about source and estimator
============== =========== ======= =====================================================

Numbers are stored bit for bit as they were judged.  The same poses give the same bytes on every
machine.  Therefore nothing is compressed: it would save a sixth of the size, and the bytes would
depend on the version of zlib.  A minute at 30 frames per second takes 1.5 MB.
"""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Any, Final, Self

import numpy as np

from formcheck.errors import OutputError, RecordingError
from formcheck.pose.joints import JOINT_COUNT, Joint
from formcheck.pose.pose import Pose

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

    from numpy.typing import NDArray


SCHEMA: Final = 1
"""The version of the format that this formcheck writes and reads."""

_ROW: Final = np.dtype(
    [
        ("index", "<i8"),
        ("time_s", "<f8"),
        ("size_px", "<i4", (2,)),
        ("image", "<f4", (JOINT_COUNT, 2)),
        ("world", "<f4", (JOINT_COUNT, 3)),
        ("visibility", "<f4", (JOINT_COUNT,)),
    ]
)
"""One pose on disk before the end; the fields are the arrays of the format."""

_ARRAYS: Final = tuple(_ROW.names or ())

_JOINTS: Final = [joint.name.lower() for joint in Joint]
_OLDEST_ZIP_DATE: Final = (1980, 1, 1, 0, 0, 0)
_CHUNK_ROWS: Final = 1024
_ZIP64_BYTES: Final = 1 << 31

_DAMAGE: Final = (
    zipfile.BadZipFile, ValueError, TypeError, EOFError, OSError, MemoryError, OverflowError,
    RuntimeError,
)  # fmt: skip
"""Errors that numpy and zipfile raise when bytes of a recording were changed."""


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
        kept_in = f"The poses cannot be kept in {folder or tempfile.gettempdir()}"
        self._refusal = refusal or (kept_in, "make room there")
        with _refusals(*self._refusal):
            self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  # see close()

    def write(self, pose: Pose) -> None:
        """Append a pose."""
        row = np.array(tuple(getattr(pose, name) for name in _ARRAYS), _ROW)
        with _refusals(*self._refusal):
            self._file.write(row.tobytes())

    def __iter__(self) -> Iterator[Pose]:
        """Yield every pose bit for bit, from the first; not while poses are still written."""
        for rows in self.chunks():
            yield from _poses({name: rows[name] for name in _ARRAYS})

    def chunks(self) -> Iterator[NDArray[np.void]]:
        """Yield the poses as arrays of rows, each with one field for each array of the format."""
        with _refusals(*self._refusal):  # the last rows are written only now
            self._file.seek(0)
        while piece := self._file.read(_CHUNK_ROWS * _ROW.itemsize):
            yield np.frombuffer(piece, _ROW)

    def close(self) -> None:
        """Drop everything; a second call does nothing."""
        with suppress(OSError):  # rows for which a full disk has no room are dropped as well
            self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


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
        whole = {"schema": SCHEMA, "joints": _JOINTS, **meta}
        text = json.dumps(whole, sort_keys=True, allow_nan=False)
        part = self.path.with_name(f".{self.path.name}.partial-{os.getpid()}-{id(self):x}")
        try:
            with _refusals(*self._refusal):
                _write_archive(part, buffer, rows=self._rows, meta=text)
                part.replace(self.path)
        finally:
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
    with zipfile.ZipFile(path, "x", zipfile.ZIP_STORED) as archive:
        for name in _ARRAYS:
            column = _ROW[name]
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


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Recording:
    """A recorded pose stream.

    Attributes
    ----------
    meta
        The facts that the writer was given, and ``schema`` and ``joints``.
    poses
        Every pose, in order; their arrays are read-only.
    """

    meta: Mapping[str, Any]
    poses: tuple[Pose, ...]

    def __iter__(self) -> Iterator[Pose]:
        return iter(self.poses)

    def __len__(self) -> int:
        return len(self.poses)


def is_recording(path: str | os.PathLike[str]) -> bool:
    """Return True if the name of a file says that it is a recording."""
    return Path(path).suffix.lower() == ".npz"


def read(path: str | os.PathLike[str]) -> Recording:
    """Read a recording (``.npz``), and check it.

    Returns
    -------
    Recording
        Meta data and poses.

    Raises
    ------
    RecordingError
        If there is no such file, or it is damaged or of another version.

    Examples
    --------
    >>> from formcheck import recording
    >>> recorded = recording.read("set.npz")
    >>> recorded.poses[-1].time_s > recorded.poses[0].time_s
    True
    """
    if not Path(path).is_file():
        raise RecordingError(f"There is no recording {path}: check its name and folder.")
    try:
        # numpy.load would leave a file open that is not an archive, so the file is opened here.
        with Path(path).open("rb") as file:
            if not zipfile.is_zipfile(file):
                raise RecordingError(
                    f"{path} is not a recording, or is cut off: "
                    "name an .npz file that formcheck wrote."
                )
            file.seek(0)
            with np.load(file, allow_pickle=False) as arrays:
                meta = _meta(arrays, path)
                columns = {name: arrays[name] for name in _ARRAYS}
    except KeyError as error:
        raise RecordingError(
            f"{path} is not a recording ({error.args[0]}): name an .npz file that formcheck wrote."
        ) from error
    except _DAMAGE as error:
        raise RecordingError(
            f"The recording {path} is damaged: copy it again, or record the set again."
        ) from error
    _check(columns, path)
    try:
        return Recording(meta=meta, poses=tuple(_poses(columns)))
    except ValueError as error:
        raise RecordingError(f"The recording {path} cannot be judged: {error}.") from error


def _meta(arrays: Mapping[str, NDArray[Any]], path: str | os.PathLike[str]) -> Mapping[str, Any]:
    """Return the meta data of a recording; refuse other versions."""
    meta = json.loads(str(arrays["meta"][()]))
    schema = meta.get("schema") if isinstance(meta, dict) else None
    if isinstance(schema, int) and schema > SCHEMA:
        raise RecordingError(f"{path} was made by a newer formcheck: update formcheck.")
    if schema != SCHEMA or meta.get("joints") != _JOINTS:
        raise RecordingError(
            f"{path} is not a recording of version {SCHEMA}: record the set again."
        )
    return MappingProxyType(meta)


def _check(columns: Mapping[str, NDArray[Any]], path: str | os.PathLike[str]) -> None:
    """Refuse arrays that do not have the types, shapes and order of the format."""
    count = len(columns["index"]) if columns["index"].ndim else 0
    for name, array in columns.items():
        dtype, shape = _ROW[name].base, (count, *_ROW[name].shape)
        if array.dtype != dtype or array.shape != shape:
            raise RecordingError(
                f"The recording {path} is damaged ({name} is {array.dtype} {array.shape}, "
                f"expected {dtype} {shape}): record the set again."
            )
    for name in ("index", "time_s"):
        if not (np.isfinite(columns[name]).all() and (np.diff(columns[name]) > 0).all()):
            raise RecordingError(
                f"The recording {path} is damaged ({name} does not increase): "
                "record the set again."
            )


def _poses(columns: Mapping[str, NDArray[Any]]) -> Iterator[Pose]:
    """Yield the pose of each row of the arrays, and make the arrays read-only."""
    for array in columns.values():
        array.flags.writeable = False
    numbers = [columns[name].tolist() for name in ("index", "time_s", "size_px")]
    arrays = [columns[name] for name in ("image", "world", "visibility")]
    for index, time_s, size_px, image, world, visibility in zip(*numbers, *arrays, strict=True):
        yield Pose(index, time_s, tuple(size_px), image, world, visibility)
