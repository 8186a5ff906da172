"""From pixels to poses: video files, cameras, pose estimators and their models.

The command line needs what stands here before any command runs: it loads no numerical library.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar

from formcheck.errors import printable

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from formcheck.pose.pose import Pose

PersonChoice = Literal["auto", "left", "right", "largest"]
"""The person to follow; ``auto``: the one in the position of the exercise, or the largest."""


class _WithPose(Protocol):
    """An observation, as `formcheck.capture.pose_estimator` makes them from pictures."""

    @property
    def pose(self) -> Pose: ...


_Observation = TypeVar("_Observation", bound=_WithPose)


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file, lower-case hexadecimal; the file is read in pieces."""
    import hashlib

    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def shown_name(path: Path) -> str:
    """Return the name of a file as people and reports can show it."""
    return printable(path.name)


class ProgressMonitor:
    """Observes a run, and may end it early.

    Subclasses show progress (`begin`, `seen`) or end the run (`wants_to_stop`).  A run that ends
    early still gives a complete report of the poses up to then.

    Attributes
    ----------
    poses
        How many poses were judged.
    time_s
        Time of the last of them, seconds.
    stopped
        Whether the run was ended early.
    """

    def __init__(self) -> None:
        self.poses = 0
        self.time_s = 0.0
        self.stopped = False

    def begin(self, count: int | None) -> None:
        """Start to observe a source of this many poses; None = unknown."""

    def seen(self) -> None:
        """React to one more judged pose (`poses` and `time_s` are up to date)."""

    def wants_to_stop(self) -> bool:
        """Return True to end the run before the next pose."""
        return False

    def over(self, stream: Generator[_Observation]) -> Generator[_Observation]:
        """Yield the stream's observations until its end or an early stop, and close it."""
        with closing(stream):
            for observation in stream:
                if self.wants_to_stop():
                    self.stopped = True
                    break
                yield observation
                self.poses += 1
                self.time_s = observation.pose.time_s
                self.seen()

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences for the report about an early end."""
        return (f"Stopped by the user after {self.time_s:.1f} s.",) if self.stopped else ()
