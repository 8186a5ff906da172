"""Recorder: the pose stream of a set, kept as a recording."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Self

from formcheck.output.files.atomic_file import check_place
from formcheck.recording import RecordingWriter

if TYPE_CHECKING:
    import os

    import numpy as np
    from numpy.typing import NDArray

    from formcheck.assessment.checker import Reading
    from formcheck.assessment.report import SetReport


class RecordingSink:
    """A sink that writes a recording (see `formcheck.recording`).

    Parameters
    ----------
    path
        Where the recording is to lie.

    Attributes
    ----------
    writer
        What writes it, for whoever has poses and no readings.

    Raises
    ------
    OutputError
        If nothing can be written there.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        check_place(Path(path))
        self.writer = RecordingWriter(path)

    def write(self, reading: Reading, image: NDArray[np.uint8] | None) -> None:  # noqa: ARG002
        """Keep the pose; the picture is not kept."""
        self.writer.write(reading.pose)

    def finish(self, report: SetReport) -> None:
        """Put the recording in its place, with what is known about source and estimator."""
        self.writer.finish(
            {
                "formcheck": report.provenance.formcheck,
                "estimator": dict(report.provenance.estimator),
                "source": dict(report.source),
            }
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.writer.close()
