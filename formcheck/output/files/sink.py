"""Sink: where readings and the report of a set go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from formcheck.assessment.checker import Reading
    from formcheck.assessment.report import SetReport


class Sink(Protocol):
    """Takes every reading of a set, and its report at the end; a context manager.

    Leaving the context without `finish` leaves nothing half-written behind.
    """

    def write(self, reading: Reading, image: NDArray[np.uint8] | None) -> None:
        """Take a reading and the picture it came from.

        `image` has shape (height, width, 3), uint8, BGR, and must not be changed; it is None when
        a recording is replayed.
        """
        ...

    def finish(self, report: SetReport) -> None:
        """The set is over: put everything in its place."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...
