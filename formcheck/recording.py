"""Reads pose streams from disk; a recording gives every report again.

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

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from formcheck.errors import NEEDS_EXPORTS, OutputError
from formcheck.pose.joints import JOINT_COUNT
from formcheck.recording_file import JOINTS, RecordingFile

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping

    from formcheck.pose.pose import Pose


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

    def to_frame(self) -> Any:  # noqa: ANN401  # a table of Arrow, which pandas and polars read
        """Return the poses as a table of Arrow: one row for each joint of each pose.

        ``table.to_pandas()`` and ``polars.from_arrow(table)`` make a data frame of it.

        Returns
        -------
        pyarrow.Table
            Columns ``frame``, ``time_s``, ``joint``, ``x_px``, ``y_px``, ``world_x_m``,
            ``world_y_m``, ``world_z_m`` and ``visibility``, as in `Pose`; null = unknown.

        Raises
        ------
        OutputError
            If pyarrow is not installed.

        Examples
        --------
        >>> from formcheck import recording
        >>> table = recording.read("set.npz").to_frame()
        >>> table.column_names[:4]
        ['frame', 'time_s', 'joint', 'x_px']
        """
        count, empty = len(self.poses), np.zeros((0, JOINT_COUNT, 6), np.float32)
        rows = [np.column_stack([one.image, one.world, one.visibility]) for one in self.poses]
        numbers = (np.stack(rows) if rows else empty).reshape(-1, 6)
        columns: dict[str, Any] = {
            "frame": np.repeat([one.index for one in self.poses], JOINT_COUNT).astype(np.int64),
            "time_s": np.repeat([one.time_s for one in self.poses], JOINT_COUNT),
            "joint": JOINTS * count,
        }
        names = ("x_px", "y_px", "world_x_m", "world_y_m", "world_z_m", "visibility")
        return arrow_table(columns | dict(zip(names, numbers.T, strict=True)))


def arrow_table(columns: Mapping[str, Any], types: Mapping[str, str] | None = None) -> Any:  # noqa: ANN401  # a table of Arrow
    """Return columns as a table of Arrow, in which NaN is null.

    Parameters
    ----------
    columns
        The values of each column by its name.
    types
        The type of a column, by its name in Arrow such as ``float32``, or ``list<string>``; a
        missing one is found.

    Returns
    -------
    pyarrow.Table
        Null is what both pandas and polars leave out of a mean.

    Raises
    ------
    OutputError
        If pyarrow is not installed.
    """
    try:
        import pyarrow as pa
    except ModuleNotFoundError as error:
        raise OutputError(f"A table cannot be made: {NEEDS_EXPORTS}.") from error
    known: dict[str, Any] = {
        name: pa.list_(pa.string()) if kind == "list<string>" else kind
        for name, kind in (types or {}).items()
    }
    return pa.table(
        {name: pa.array(one, known.get(name), from_pandas=True) for name, one in columns.items()}
    )


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
    file = RecordingFile(path)
    return Recording(meta=file.meta, poses=tuple(file))
