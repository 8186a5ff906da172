"""Reads the file of a recording in constant memory, and checks it.

The format is described in :mod:`formcheck.recording`.
"""

from __future__ import annotations

import json
import math
import os
import zipfile
from collections import deque
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Any, Final

import numpy as np

from formcheck.errors import RecordingError
from formcheck.pose.joints import JOINT_COUNT, Joint
from formcheck.pose.pose import Pose

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

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
"""One pose on disk before the end; the fields are the arrays of the format."""

ARRAYS: Final = tuple(ROW.names or ())

JOINTS: Final = [joint.name.lower() for joint in Joint]

MOST_POSES: Final = 1_000_000
"""Poses of the longest recording that is read: nine hours at 30 a second take 1.5 GB."""

_MOST_META_BYTES: Final = 1 << 24

_SHORT: Final = ("index", "time_s", "size_px")
"""The arrays that are kept in memory: 2.5 MB of an hour, of whose other arrays there are 85."""

_PART_ROWS: Final = 1024
"""Poses that are in memory at once while a recording is read."""

_SANE: Final[Mapping[str, tuple[float, float, str]]] = MappingProxyType(
    {
        "index": (0, 2**53, "numbers below 0"),
        "time_s": (-1e7, 1e7, "times of more than a hundred days"),
        "size_px": (1, 1 << 16, "pictures without pixels, or of more than 65536"),
        "image": (-1e6, 1e6, "positions of more than a million pixels"),
        "world": (-100, 100, "positions of more than 100 m"),
        "visibility": (0, 1, "numbers outside 0 to 1"),
    }
)
"""The smallest and the largest number of each array, and what is wrong outside (engineering
defaults)."""

_DAMAGE: Final = (
    zipfile.BadZipFile, ValueError, TypeError, EOFError, OSError, MemoryError, OverflowError,
    RuntimeError, RecursionError, AttributeError,
)  # fmt: skip
"""Errors that numpy and zipfile raise when bytes of a recording were changed."""


class RecordingFile:
    """A recording whose poses stay on disk: each iteration reads them again, in constant memory.

    The whole file is checked at once, and it is not kept open.

    Parameters
    ----------
    path
        The file.

    Attributes
    ----------
    meta
        As of a `Recording`.
    times_s
        The time of every pose, shape (n,), float64.

    Raises
    ------
    RecordingError
        If there is no such file, or it is damaged or of another version; while it is iterated, if
        it was removed or replaced meanwhile.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = path
        with _opened(path) as arrays:
            self.meta = _meta(arrays, path)
            columns = {name: _Rows(arrays, name) for name in ARRAYS}
            _check(columns, path)
            self._whole = {name: columns[name].read(columns[name].shape[0]) for name in _SHORT}
            self.times_s: NDArray[np.float64] = self._whole["time_s"]
            _check_order(self._whole, path)
            for part in self._parts(columns):
                _check_values(part, path)
                try:
                    deque(poses_of(part), maxlen=0)
                except ValueError as why:
                    raise RecordingError(f"The recording {path} cannot be judged: {why}.") from why
            self._as_checked = _identity(path)

    def __iter__(self) -> Iterator[Pose]:
        with _opened(self._path) as arrays:
            if _identity(self._path) != self._as_checked:
                raise RecordingError(f"{self._path} was replaced meanwhile: judge it again.")
            columns = {name: _Rows(arrays, name) for name in ARRAYS if name not in _SHORT}
            for part in self._parts(columns):
                yield from poses_of(part)

    def _parts(self, columns: Mapping[str, _Rows]) -> Iterator[dict[str, NDArray[Any]]]:
        """Yield the arrays in parts of some rows; the long ones are read from the disk."""
        for begin in range(0, len(self.times_s), _PART_ROWS):
            part = {name: rows[begin : begin + _PART_ROWS] for name, rows in self._whole.items()}
            count = len(part["time_s"])
            yield part | {name: columns[name].read(count) for name in ARRAYS if name not in part}


def _identity(path: str | os.PathLike[str]) -> tuple[int, ...]:
    """Return what is other about a file that has replaced this one."""
    now = os.stat(path)  # noqa: PTH116  # as os.path.isfile takes it
    return now.st_dev, now.st_ino, now.st_size, now.st_mtime_ns


@contextmanager
def _opened(path: str | os.PathLike[str]) -> Generator[np.lib.npyio.NpzFile]:
    """Open the archive of a recording; an error of what is read of it is a `RecordingError`."""
    if not os.path.isfile(path):  # noqa: PTH113  # Path.is_file raises for impossible names
        raise RecordingError(f"There is no recording {path}: check its name and folder.")
    try:
        # numpy.load would leave a file open that is not an archive, so the file is opened here.
        with Path(path).open("rb") as file:
            if not zipfile.is_zipfile(file):
                raise RecordingError(
                    f"{path} is not a recording, or is cut off: "
                    "name an .npz file that formcheck wrote."
                )
            _refuse_large(file, path)
            file.seek(0)
            with np.load(file, allow_pickle=False) as arrays:
                yield arrays
    except KeyError as error:
        raise RecordingError(
            f"{path} is not a recording ({error.args[0]}): name an .npz file that formcheck wrote."
        ) from error
    except PermissionError as error:
        raise RecordingError(
            f"The recording {path} cannot be read (permission denied): check its permissions."
        ) from error
    except _DAMAGE as error:
        raise RecordingError(
            f"The recording {path} is damaged: copy it again, or record the set again."
        ) from error


class _Rows:
    """Reads the rows of an array of an archive one after the other."""

    def __init__(self, arrays: np.lib.npyio.NpzFile, name: str) -> None:
        self.array: Any = None
        self.dtype: np.dtype[Any] | None = None
        self.shape: tuple[int, ...] = ()
        member = f"{name}.npy"
        archive = arrays.zip
        if archive is None or member not in archive.namelist():
            self.array = arrays[name]  # what numpy makes of it is refused later
            return
        self._file = archive.open(member)
        is_old = np.lib.format.read_magic(self._file) == (1, 0)
        header = f"read_array_header_{1 if is_old else 2}_0"
        self.shape, by_columns, self.dtype = getattr(np.lib.format, header)(self._file)
        if by_columns and len(self.shape) > 1:
            self.array, self._at = arrays[name], 0

    def read(self, count: int) -> NDArray[Any]:
        """Return the next rows; raise ValueError if there are fewer."""
        if self.array is not None:
            self._at += count
            return np.ascontiguousarray(self.array[self._at - count : self._at])
        dtype, shape = np.dtype(self.dtype), (count, *self.shape[1:])
        content = self._file.read(math.prod(shape) * dtype.itemsize)
        return np.frombuffer(content, dtype).reshape(shape)


def _refuse_large(file: IO[bytes], path: str | os.PathLike[str]) -> None:
    """Refuse an archive that would fill the memory, before anything of it is unpacked."""
    with zipfile.ZipFile(file) as archive:
        size_bytes = sum(member.file_size for member in archive.infolist())
    if size_bytes > MOST_POSES * ROW.itemsize + _MOST_META_BYTES:
        raise RecordingError(
            f"The recording {path} is too large ({size_bytes / 1e9:.1f} GB): cut the video into "
            "parts, and record each."
        )


def _meta(arrays: Mapping[str, NDArray[Any]], path: str | os.PathLike[str]) -> Mapping[str, Any]:
    """Return the meta data of a recording; refuse other versions."""
    text = arrays["meta"]
    if not isinstance(text, np.ndarray) or text.dtype.kind != "U" or text.shape:
        raise ValueError("expected meta to be a text")
    text.item().encode()  # half of a surrogate pair is no text
    meta = json.loads(text.item())
    json.dumps(meta, ensure_ascii=False, allow_nan=False).encode()  # nor is an escaped one
    schema = meta.get("schema") if isinstance(meta, dict) else None
    if isinstance(schema, int) and schema > SCHEMA:
        raise RecordingError(f"{path} was made by a newer formcheck: update formcheck.")
    if schema != SCHEMA or meta.get("joints") != JOINTS:
        raise RecordingError(
            f"{path} is not a recording of version {SCHEMA}: record the set again."
        )
    return MappingProxyType(meta)


def _check(columns: Mapping[str, _Rows], path: str | os.PathLike[str]) -> None:
    """Refuse arrays that do not have the types and shapes of the format."""
    stray = [name for name, column in columns.items() if column.dtype is None]
    if stray:
        raise RecordingError(
            f"The recording {path} is damaged ({stray[0]} is no array): record the set again."
        )
    count = columns["index"].shape[0] if columns["index"].shape else 0
    for name, column in columns.items():
        dtype, shape = ROW[name].base, (count, *ROW[name].shape)
        if column.dtype != dtype or column.shape != shape:
            raise RecordingError(
                f"The recording {path} is damaged ({name} is {column.dtype} {column.shape}, "
                f"expected {dtype} {shape}): record the set again."
            )


def _check_order(columns: Mapping[str, NDArray[Any]], path: str | os.PathLike[str]) -> None:
    """Refuse numbers and times of poses that do not go up."""
    for name in ("index", "time_s"):
        if not (np.isfinite(columns[name]).all() and (np.diff(columns[name]) > 0).all()):
            raise RecordingError(
                f"The recording {path} is damaged ({name} does not increase): "
                "record the set again."
            )


def _check_values(columns: Mapping[str, NDArray[Any]], path: str | os.PathLike[str]) -> None:
    """Refuse numbers that no camera and no pose model gives; NaN is an unknown joint."""
    for name, (low, high, what) in _SANE.items():
        array = columns[name]
        # NaN compares false with everything, so what is outside is looked for.
        if ((array < low) | (array > high)).any():
            raise RecordingError(
                f"The recording {path} is damaged ({name} has {what}): record the set again."
            )
    if np.isnan(columns["visibility"]).any():
        raise RecordingError(
            f"The recording {path} is damaged (visibility is unknown): record the set again."
        )


def poses_of(columns: Mapping[str, NDArray[Any]]) -> Iterator[Pose]:
    """Yield the pose of each row of the arrays, with read-only arrays of its own."""
    # A pose that is kept must not keep the rows beside it in memory.
    numbers = [columns[name].tolist() for name in ("index", "time_s", "size_px")]
    arrays = [columns[name] for name in ("image", "world", "visibility")]
    for index, time_s, size_px, *rows in zip(*numbers, *arrays, strict=True):
        own = [row.copy() for row in rows]
        for array in own:
            array.flags.writeable = False
        yield Pose(index, time_s, tuple(size_px), *own)
