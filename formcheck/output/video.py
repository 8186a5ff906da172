"""The annotated film of a set: H.264 in an MP4 that a browser plays."""

from __future__ import annotations

import threading
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from queue import Empty, Queue
from typing import TYPE_CHECKING, Final, Self

import av
import cv2
import numpy as np

from formcheck.errors import OutputError
from formcheck.output.overlay import Overlay
from formcheck.output.pending import PendingFile

if TYPE_CHECKING:
    import os

    from numpy.typing import NDArray

    from formcheck.coach.checker import Reading
    from formcheck.coach.exercise import Exercise
    from formcheck.coach.report import SetReport

TICKS_PER_S: Final = 90_000
"""Resolution of the film's clock: the times of the source are kept, also uneven ones."""

QUALITY: Final = {"crf": "23", "preset": "veryfast"}

ENDINGS: Final = ("", ".mp4", ".m4v", ".mov")
"""Names under which players expect what is written here."""

_WAITING: Final = 4
"""How many pictures may wait for the encoder; then the analysis waits."""


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
        self._encoder: _Encoder | None = None

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
            self._encoder = _Encoder(self._pending.part, self._overlay.size_px)
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


class _Encoder:
    """Encodes in a thread of its own: meanwhile the next picture is looked at."""

    def __init__(self, path: Path, size_px: tuple[int, int]) -> None:
        self._path, self._size_px = path, size_px
        self._waiting: Queue[tuple[NDArray[np.uint8], int] | None] = Queue(_WAITING)
        self._pictures = iter(self._waiting.get, None)
        self._error: BaseException | None = None
        # A daemon, so that a film that nobody closes does not keep the program alive.
        self._thread = threading.Thread(target=self._run, name="encode", daemon=True)
        self._thread.start()

    def put(self, picture: NDArray[np.uint8], time_s: float) -> None:
        """Hand over a picture, which must not be changed any more; raises the thread's error."""
        self._raise()
        self._waiting.put((picture, round(time_s * TICKS_PER_S)))

    def finish(self) -> None:
        """Wait until everything is written; raises the thread's error."""
        self._waiting.put(None)
        self._thread.join()
        self._raise()

    def drop(self) -> None:
        """End the thread without its work being wanted; a second call does nothing."""
        while self._thread.is_alive():
            with suppress(Empty):
                while True:
                    self._waiting.get_nowait()
            self._waiting.put(None)
            self._thread.join(0.05)

    def _raise(self) -> None:
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        try:
            self._encode()
        except BaseException as error:  # noqa: BLE001  # raised again where pictures are put
            self._error = error
            for _ in self._pictures:
                pass  # so that nobody waits for room in vain

    def _encode(self) -> None:
        options = {"movflags": "+faststart"}
        with av.open(str(self._path), "w", format="mp4", options=options) as container:
            stream = container.add_stream("libx264", rate=30, options=QUALITY)
            stream.width, stream.height = self._size_px
            stream.pix_fmt = "yuv420p"
            stream.codec_context.time_base = Fraction(1, TICKS_PER_S)
            for picture, ticks in self._pictures:
                # OpenCV changes the colours in half the time that FFmpeg's scaler takes.
                planes = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_I420), np.uint8)
                frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
                frame.pts, frame.time_base = ticks, Fraction(1, TICKS_PER_S)
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
