"""A spool: the poses of a stream on disk while it is not known yet what to make of them.

It lies in the system's folder for temporary files and is gone when it is closed.  A pose takes
800 bytes, 20 minutes at 30 frames a second 30 MB, and none of it stays in memory.
"""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING, Self

import numpy as np

from formcheck.body.pose import Pose
from formcheck.errors import OutputError
from formcheck.recording import ROW

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHUNK_ROWS = 256


class Spool:
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
        while piece := self._file.read(_CHUNK_ROWS * ROW.itemsize):
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
