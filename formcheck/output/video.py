"""The annotated film of a set: H.264 in an MP4 that a browser plays."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

import av

from formcheck.errors import OutputError
from formcheck.output.documents import cannot_write, partial_path
from formcheck.output.overlay import Overlay

if TYPE_CHECKING:
    import os

    import numpy as np
    from av.container import OutputContainer
    from av.video.stream import VideoStream
    from numpy.typing import NDArray

    from formcheck.coach.checker import Reading
    from formcheck.coach.exercise import Exercise
    from formcheck.coach.report import SetReport

TICKS_PER_S: Final = 90_000
"""Resolution of the film's clock: the times of the source are kept, also uneven ones."""

QUALITY: Final = {"crf": "23", "preset": "veryfast"}


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
        self.path = Path(path)
        self._exercise = exercise
        self._part = partial_path(self.path.with_suffix(".mp4"))
        if self.path.is_dir():
            raise OutputError(f"{self.path} is a folder: name a file.")
        self._overlay: Overlay | None = None
        self._container: OutputContainer | None = None
        self._stream: VideoStream | None = None
        try:
            self._part.touch(exist_ok=False)
        except OSError as error:
            raise cannot_write(self.path, error) from error

    def write(self, reading: Reading, image: NDArray[np.uint8] | None) -> None:
        """Draw the reading and add it to the film."""
        if self._overlay is None:
            self._overlay = Overlay(self._exercise, reading.pose.size_px)
        drawn = self._overlay.draw(reading, image)
        frame = av.VideoFrame.from_ndarray(drawn, format="bgr24")
        frame.pts = round(reading.pose.time_s * TICKS_PER_S)
        frame.time_base = Fraction(1, TICKS_PER_S)
        try:
            container, stream = self._open(self._overlay.size_px)
            container.mux(stream.encode(frame))
        except (OSError, av.FFmpegError) as error:
            raise self._cannot_write(error) from error

    def finish(self, report: SetReport) -> None:  # noqa: ARG002  # a film tells no totals
        """Close the film and put it in its place; a set without a picture leaves none."""
        if self._container is None or self._stream is None:
            return
        try:
            self._container.mux(self._stream.encode(None))
            self._close()
            self._part.replace(self.path)
        except (OSError, av.FFmpegError) as error:
            raise self._cannot_write(error) from error

    def _open(self, size_px: tuple[int, int]) -> tuple[OutputContainer, VideoStream]:
        if self._container is None or self._stream is None:
            options = {"movflags": "+faststart"}
            self._container = av.open(str(self._part), "w", format="mp4", options=options)
            stream = self._container.add_stream("libx264", rate=30, options=QUALITY)
            stream.width, stream.height = size_px
            stream.pix_fmt = "yuv420p"
            stream.codec_context.time_base = Fraction(1, TICKS_PER_S)
            self._stream = stream
        return self._container, self._stream

    def _close(self) -> None:
        if self._container is not None:
            self._container.close()
            self._container = self._stream = None

    def _cannot_write(self, error: Exception) -> OutputError:
        if isinstance(error, OSError):
            return cannot_write(self.path, error)
        return OutputError(f"{self.path} cannot be encoded ({error}): choose another place.")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError, av.FFmpegError):
            self._close()
        with suppress(OSError):
            self._part.unlink(missing_ok=True)
