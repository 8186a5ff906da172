"""The recording: a pose stream on disk, from which every report can be made again.

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

Numbers are stored bit for bit as they were judged.  The same poses give the same bytes on
every machine, which is why nothing is compressed: it would save a sixth, and tie the bytes to
a version of zlib.  A minute at 30 frames per second takes 1.5 MB.
"""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Any, Final, Self

import numpy as np

from formcheck.errors import OutputError, RecordingError
from formcheck.pose.joints import JOINT_COUNT, Joint
from formcheck.pose.pose import Pose

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray


SCHEMA: Final = 1
"""The version of the format that this formcheck writes and reads."""

ROW: Final = np.dtype(
    [
        ("index", "<i8"),
        ("time_s", "<f8"),
        ("size_px", "<i4", (2,)),
        ("image", "<f4", (JOINT_COUNT, 2)),
        ("world", "<f4", (JOINT_COUNT, 3)),
        ("visibility", "<f4", (JOINT_COUNT,)),
    ]
)
"""One pose as it is spooled; the fields are the arrays of the format."""

_ARRAYS: Final = tuple(ROW.names or ())

_JOINTS: Final = [joint.name.lower() for joint in Joint]
_OLDEST_ZIP_DATE: Final = (1980, 1, 1, 0, 0, 0)
_CHUNK_ROWS: Final = 1024
_ZIP64_BYTES: Final = 1 << 31

_DAMAGE: Final = (
    zipfile.BadZipFile,
    ValueError,
    TypeError,
    EOFError,
    OSError,
    MemoryError,
    OverflowError,
    RuntimeError,
)
"""What numpy and zipfile raise on bytes that are not what they were."""


class RecordingWriter:
    """Writes a pose stream, pose by pose, in constant memory.

    Nothing lies at the path until :meth:`finish`; leaving the context without it leaves
    nothing behind.

    Parameters
    ----------
    path
        Where the recording is to lie; a file that lies there is replaced.

    Raises
    ------
    OutputError
        If nothing can be written there.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        if self.path.is_dir():
            raise OutputError(f"{self.path} is a folder: name a file for the recording.")
        self._spool: IO[bytes] | None = None
        try:
            self._spool = tempfile.TemporaryFile(dir=self.path.parent)  # noqa: SIM115 - close()
        except OSError as error:
            raise self._cannot_write(error) from error
        self._rows = 0
        self._last = (-1, -np.inf)

    def write(self, pose: Pose) -> None:
        """Append a pose.

        Raises
        ------
        ValueError
            If its index or time does not follow that of the pose before, if its arrays are
            not float32, or if the recording is finished.
        OutputError
            If the disk is full.
        """
        if self._spool is None:
            raise ValueError("expected an open recording, got a finished one")
        if not (pose.index > self._last[0] and self._last[1] < pose.time_s < np.inf):
            raise ValueError(
                f"expected index and time after {self._last}, got {(pose.index, pose.time_s)}"
            )
        for name in ("image", "world", "visibility"):
            if (got := getattr(pose, name).dtype) != np.float32:
                raise ValueError(f"expected {name} of dtype float32, got {got}")
        row = np.empty((), ROW)
        for name in _ARRAYS:
            row[name] = getattr(pose, name)
        try:
            self._spool.write(row.tobytes())
        except OSError as error:
            raise self._cannot_write(error) from error
        self._rows += 1
        self._last = (pose.index, pose.time_s)

    def finish(self, meta: Mapping[str, object]) -> None:
        """Put the recording in its place.

        Parameters
        ----------
        meta
            What is to be known about source and estimator: anything JSON can hold, under any
            names but ``schema`` and ``joints``.

        Raises
        ------
        ValueError
            If the recording is finished already, or JSON cannot hold ``meta``.
        OutputError
            If the file cannot be written.
        """
        if self._spool is None:
            raise ValueError("expected an open recording, got a finished one")
        if reserved := {"schema", "joints"} & set(meta):
            raise ValueError(f"expected names other than schema and joints, got {reserved}")
        whole = {"schema": SCHEMA, "joints": _JOINTS, **meta}
        text = json.dumps(whole, sort_keys=True, allow_nan=False)
        part = self.path.with_name(f".{self.path.name}.partial-{os.getpid()}-{id(self):x}")
        try:
            self._compose(part, text)
            part.replace(self.path)
        except OSError as error:
            raise self._cannot_write(error) from error
        finally:
            part.unlink(missing_ok=True)
            self.close()

    def close(self) -> None:
        """Drop what was not finished; a second call does nothing."""
        if self._spool is not None:
            with suppress(OSError):  # what a full disk has no room for is dropped as well
                self._spool.close()
            self._spool = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _compose(self, part: Path, meta: str) -> None:
        """Write the ZIP: one member for each field of the spooled rows, and ``meta``."""
        with zipfile.ZipFile(part, "x", zipfile.ZIP_STORED) as archive:
            for name in _ARRAYS:
                dtype, shape = _column(name)
                header = {
                    "descr": dtype.str,
                    "fortran_order": False,
                    "shape": (self._rows, *shape),
                }
                with _member(archive, name, size_bytes=self._rows * ROW[name].itemsize) as file:
                    np.lib.format.write_array_header_1_0(file, header)
                    for rows in self._spooled():
                        file.write(np.ascontiguousarray(rows[name]).tobytes())
            with _member(archive, "meta", size_bytes=4 * len(meta)) as file:
                np.lib.format.write_array(file, np.array(meta, f"<U{len(meta)}"), (1, 0))

    def _spooled(self) -> Iterator[NDArray[np.void]]:
        """The rows written so far, a piece at a time."""
        if self._spool is None:
            return
        self._spool.seek(0)
        while piece := self._spool.read(_CHUNK_ROWS * ROW.itemsize):
            yield np.frombuffer(piece, ROW)

    def _cannot_write(self, error: OSError) -> OutputError:
        """The error for a disk that refuses."""
        reason = (error.strerror or "unknown reason").lower()
        return OutputError(
            f"The recording {self.path} cannot be written ({reason}): choose another folder."
        )


def _column(name: str) -> tuple[np.dtype[Any], tuple[int, ...]]:
    """Scalar type and shape of one row of an array of the format."""
    return ROW[name].base, ROW[name].shape


def _member(archive: zipfile.ZipFile, name: str, *, size_bytes: int) -> IO[bytes]:
    """A member to write to, the same bytes on every day and system."""
    info = zipfile.ZipInfo(f"{name}.npy", _OLDEST_ZIP_DATE)
    info.create_system = 3  # what ZipInfo writes depends on the system otherwise
    info.external_attr = 0o600 << 16
    return archive.open(info, "w", force_zip64=size_bytes >= _ZIP64_BYTES)


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """A pose stream that was recorded.

    Attributes
    ----------
    meta
        What the writer was given, and ``schema`` and ``joints``.
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
    """The recording that lies at this path, checked.

    Raises
    ------
    RecordingError
        If there is none, or it is damaged or of another version.
    """
    if not Path(path).is_file():
        raise RecordingError(f"There is no recording {path}: check its name and folder.")
    try:
        # Opened here, because numpy.load leaves a file open that it cannot make sense of.
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
    return Recording(meta=meta, poses=tuple(_poses(columns)))


def _meta(arrays: Mapping[str, NDArray[Any]], path: str | os.PathLike[str]) -> Mapping[str, Any]:
    """What the recording says about itself, if this formcheck can read it."""
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
    """Refuse arrays that no writer wrote."""
    count = len(columns["index"]) if columns["index"].ndim else 0
    for name, array in columns.items():
        dtype, shape = _column(name)
        if array.dtype != dtype or array.shape != (count, *shape):
            raise RecordingError(
                f"The recording {path} is damaged ({name} is {array.dtype} {array.shape}, "
                f"expected {dtype} {(count, *shape)}): record the set again."
            )
    for name in ("index", "time_s"):
        if not (np.isfinite(columns[name]).all() and (np.diff(columns[name]) > 0).all()):
            raise RecordingError(
                f"The recording {path} is damaged ({name} does not increase): "
                "record the set again."
            )


def _poses(columns: Mapping[str, NDArray[Any]]) -> Iterator[Pose]:
    """The rows of the arrays, which must not be changed any more."""
    for array in columns.values():
        array.flags.writeable = False
    index, time_s = columns["index"].tolist(), columns["time_s"].tolist()
    for row, (width_px, height_px) in enumerate(columns["size_px"].tolist()):
        yield Pose(
            index=index[row],
            time_s=time_s[row],
            size_px=(width_px, height_px),
            image=columns["image"][row],
            world=columns["world"][row],
            visibility=columns["visibility"][row],
        )


_CHUNK_ROWS_SPOOL = 256


class PoseBuffer:
    """Keeps poses, and gives them back in the same order bit for bit; a context manager.

    Raises
    ------
    OutputError
        If there is no room for it.
    """

    def __init__(self) -> None:
        try:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115  # closed by close()
        except OSError as error:
            raise _refused(error) from error

    def write(self, pose: Pose) -> None:
        """Keep a pose.

        Raises
        ------
        OutputError
            If the disk is full.
        """
        row = np.empty((), ROW)
        for name in ROW.names or ():
            row[name] = getattr(pose, name)
        try:
            self._file.write(row.tobytes())
        except OSError as error:
            raise _refused(error) from error

    def __iter__(self) -> Iterator[Pose]:
        """Every pose that was kept, from the first; not while writing goes on."""
        try:
            self._file.seek(0)
        except OSError as error:  # what was still to be written does not fit
            raise _refused(error) from error
        while piece := self._file.read(_CHUNK_ROWS_SPOOL * ROW.itemsize):
            for row in np.frombuffer(piece, ROW):
                width_px, height_px = row["size_px"].tolist()
                yield Pose(
                    index=int(row["index"]),
                    time_s=float(row["time_s"]),
                    size_px=(width_px, height_px),
                    image=row["image"],
                    world=row["world"],
                    visibility=row["visibility"],
                )

    def close(self) -> None:
        """Drop everything; a second call does nothing."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _refused(error: OSError) -> OutputError:
    reason = (error.strerror or "unknown reason").lower()
    return OutputError(
        f"The poses cannot be kept in {tempfile.gettempdir()} ({reason}): make room there."
    )
