"""Where readings and reports go: files, films, plots, speech, the live screen and the terminal."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Generic, Protocol, Self, TypeVar

from formcheck.errors import FirstFailure

if TYPE_CHECKING:
    from collections.abc import Iterable

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


class SinkGroup(Generic[ReadingT_contra, ReportT_contra]):
    """The sinks of one run: one that fails is left out, and the others go on to their end.

    Parameters
    ----------
    sinks
        The sinks, in the order in which they take a reading.
    """

    def __init__(self, sinks: Iterable[Sink[ReadingT_contra, ReportT_contra]]) -> None:
        self._sinks = [(sink, FirstFailure()) for sink in sinks]

    @property
    def failures(self) -> dict[int, Exception]:
        """The error of each sink that failed, by the number of the sink from 0."""
        errors = ((number, failure.error) for number, (_, failure) in enumerate(self._sinks))
        return {number: error for number, error in errors if error is not None}

    def write(self, reading: ReadingT_contra, image: NDArray[np.uint8] | None) -> None:
        """Take a reading to every sink.

        Parameters
        ----------
        reading, image
            As for `Sink.write`.
        """
        for sink, failure in self._sinks:
            failure.attempt(partial(sink.write, reading, image))

    def finish(self, report: ReportT_contra) -> None:
        """Take the report to every sink; see `Sink.finish`."""
        for sink, failure in self._sinks:
            failure.attempt(partial(sink.finish, report))

    def raise_failure(self) -> None:
        """Raise the error of the first sink that failed, after the others are complete."""
        for error in self.failures.values():
            raise error
