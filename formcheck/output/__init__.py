"""Where readings and reports go: files, films, plots, speech, the live screen and the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Self, TypeVar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from formcheck.assessment.events import Reading as Reading
    from formcheck.assessment.report import SetReport as SetReport

ReadingT_contra = TypeVar("ReadingT_contra", contravariant=True)
ReportT_contra = TypeVar("ReportT_contra", contravariant=True)


class Sink(Protocol[ReadingT_contra, ReportT_contra]):
    """Takes the readings of a run and its report: a file, a film, a plot."""

    def write(self, reading: ReadingT_contra, image: NDArray[np.uint8] | None) -> None:
        """Take a reading and the picture it came from.

        Parameters
        ----------
        reading
            The reading of the next pose.
        image
            Shape (height, width, 3), uint8, BGR; it must not be changed.  None = the source is a
            recording.
        """
        ...

    def finish(self, report: ReportT_contra) -> None:
        """Take the report, after the last reading."""
        ...


class SetSink(Sink["Reading", "SetReport"], Protocol):
    """Takes the readings of one set and its report."""


class SetFile(SetSink, Protocol):
    """A sink of a set that has a file, whole or absent; a context manager."""

    def discard(self) -> None:
        """Give up what was not finished; after `finish` there is nothing to give up."""
        ...

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.discard()
