"""Encodes pictures as H.264 in a thread of its own: meanwhile the next picture is looked at."""

from __future__ import annotations

import threading
from contextlib import suppress
from fractions import Fraction
from queue import Empty, Full, Queue
from typing import TYPE_CHECKING, Final

import cv2  # before PyAV: see pyproject.toml
import av
import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

TICKS_PER_S: Final = 90_000
"""Resolution of the film's clock: the times of the source are kept, also uneven ones."""

QUALITY: Final = {"crf": "23", "preset": "veryfast"}

QUICK: Final = {"crf": "26", "preset": "ultrafast"}
"""For a film that is written beside a live session: a fifth of the effort, twice the size."""

_WAITING: Final = 4
"""How many pictures may wait for the encoder."""


class Encoder:
    """Writes one film.

    Parameters
    ----------
    path
        Where to; it is not renamed here.
    size_px
        Width and height of the pictures, pixels, both even.
    quality
        Options of the encoder.
    """

    def __init__(
        self, path: Path, size_px: tuple[int, int], *, quality: dict[str, str] = QUALITY
    ) -> None:
        self._path, self._size_px, self._quality = path, size_px, quality
        self._waiting: Queue[tuple[NDArray[np.uint8], int] | None] = Queue(_WAITING)
        self._pictures = iter(self._waiting.get, None)
        self._error: BaseException | None = None
        # A daemon, so that a film that nobody closes does not keep the program alive.
        self._thread = threading.Thread(target=self._run, name="encode", daemon=True)
        self._thread.start()

    def put(self, picture: NDArray[np.uint8], time_s: float) -> None:
        """Hand over a picture, which must not be changed any more; waits for room.

        Raises the thread's error.
        """
        self._raise()
        self._waiting.put((picture, round(time_s * TICKS_PER_S)))

    def offer(self, picture: NDArray[np.uint8], time_s: float) -> bool:
        """The same without waiting: whether there was room for it.

        Raises the thread's error.
        """
        self._raise()
        try:
            self._waiting.put_nowait((picture, round(time_s * TICKS_PER_S)))
        except Full:
            return False
        return True

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
            stream = container.add_stream("libx264", rate=30, options=self._quality)
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
