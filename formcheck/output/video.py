"""The annotated film of a set: H.264 in an MP4 that a browser plays."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

import cv2  # noqa: F401  # before PyAV: see pyproject.toml
import av

from formcheck.errors import OutputError
from formcheck.output.encoder import Encoder
from formcheck.output.overlay import Overlay
from formcheck.output.pending import PendingFile

if TYPE_CHECKING:
    import os

    import numpy as np
    from numpy.typing import NDArray

    from formcheck.coach.checker import Reading
    from formcheck.coach.exercise import Exercise
    from formcheck.coach.report import SetReport

ENDINGS: Final = ("", ".mp4", ".m4v", ".mov")
"""Names under which players expect what is written here."""


class AnnotatedVideo:
    """A sink that writes every reading as a picture of a film.

    Parameters
    ----------
    path
        Where the film is to lie.
    exercise
        What is judged.

    Raises
    ------
    OutputError
        If nothing can be written there; found out before anything is analysed.
    """

    def __init__(self, path: str | os.PathLike[str], exercise: Exercise) -> None:
        if Path(path).suffix.lower() not in ENDINGS:
            raise OutputError(f"The annotated film is an MP4: name it {Path(path).stem}.mp4.")
        self._exercise = exercise
        self._pending = PendingFile(path)
        self._overlay: Overlay | None = None
        self._encoder: Encoder | None = None

    def show(self, exercise: Exercise) -> None:
        """From the next picture on this exercise is judged."""
        self._exercise, self._overlay = exercise, None

    def write(self, reading: Reading, image: NDArray[np.uint8] | None) -> None:
        """Draw the reading and add it to the film.

        Raises
        ------
        OutputError
            If a picture before this one could not be written.
        """
        if self._overlay is None:
            self._overlay = Overlay(self._exercise, reading.pose.size_px)
        if self._encoder is None:
            self._encoder = Encoder(self._pending.part, self._overlay.size_px)
        drawn = self._overlay.draw(reading, image)
        try:
            self._encoder.put(drawn, reading.pose.time_s)
        except (OSError, av.FFmpegError) as error:
            raise self._pending.refused(error) from error

    def finish(self, report: SetReport) -> None:  # noqa: ARG002  # a film tells no totals
        """The set is over, and so is the film."""
        self.end()

    def end(self) -> None:
        """Close the film and put it in its place; a set without a picture leaves none.

        Raises
        ------
        OutputError
            If the disk refuses.
        """
        if self._encoder is None:
            return
        try:
            self._encoder.finish()
        except (OSError, av.FFmpegError) as error:
            raise self._pending.refused(error) from error
        self._pending.put_in_place()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._encoder is not None:
            self._encoder.drop()
        self._pending.drop()
