"""A camera: one thread grabs, the newest picture wins, and a loose cable is waited for."""

from __future__ import annotations

import math
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol, Self

from formcheck.capture.frames import Frame
from formcheck.capture.quiet import NATIVE_STDERR_SILENCED
from formcheck.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy as np
    from numpy.typing import NDArray

PATIENCE_S: Final = 20.0
"""How long a camera that has gone away is waited for (engineering default)."""

SILENT_S: Final = 5.0
"""After how long without a picture a URL counts as lost (engineering default)."""

AGAIN_S: Final = 0.5
"""How long to wait before a lost camera is asked again."""


class Device(Protocol):
    """What is asked of a camera: as much of ``cv2.VideoCapture`` as is used here."""

    def isOpened(self) -> bool:  # noqa: N802  # OpenCV's name
        """Whether it answers."""
        ...

    def read(self) -> tuple[bool, NDArray[np.uint8] | None]:
        """Wait for the next picture; (whether there was one, the picture)."""
        ...

    def release(self) -> None:
        """Let it go."""
        ...


@dataclass(frozen=True, slots=True)
class Loss:
    """A time without pictures, in seconds since the first one; `end_s` is NaN while it lasts."""

    start_s: float
    end_s: float


class Camera:
    """The pictures of a camera, the newest one each time it is asked.

    A thread of its own grabs every picture as it comes and stamps it with the monotonic clock;
    whoever is too slow for all of them gets the newest, never an old one.  A camera that stops
    answering is opened again and again; when it does not come back the pictures end, as a film
    ends, and what was seen can be saved.

    Parameters
    ----------
    source
        Index of a camera, or a URL (``rtsp://``, ``http://``) such as a phone serves.
    patience_s
        How long a lost camera is waited for.
    open_device
        Opens a source; for tests.

    Attributes
    ----------
    losses
        When the camera was away, in order.
    grabbed
        How many pictures came, whether somebody took them or not.

    Raises
    ------
    SourceError
        If the camera does not answer, or sends no picture.
    """

    def __init__(
        self,
        source: int | str,
        *,
        patience_s: float = PATIENCE_S,
        open_device: Callable[[int | str], Device] | None = None,
    ) -> None:
        self.source = source
        self.losses: list[Loss] = []
        self.grabbed = 0
        self._patience_s = patience_s
        self._open_device = open_device or open_capture
        self._news = threading.Condition()
        self._newest: Frame | None = None
        self._closing = self._ended = False
        device = self._open_device(source)
        found, image = device.read() if device.isOpened() else (False, None)
        if not found or image is None:
            device.release()
            raise SourceError(f"{_called(source)} sends no picture: check that it is connected "
                              "and that no other program uses it.")  # fmt: skip
        self._start_s = time.monotonic()
        self.size_px = (int(image.shape[1]), int(image.shape[0]))
        self._put(image, self._start_s)
        self._thread = threading.Thread(target=self._grab, args=(device,), name="camera")
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __iter__(self) -> Iterator[Frame]:
        last = -1
        while True:
            frame = self._after(last)
            if frame is None:
                return
            last = frame.index
            yield frame

    @property
    def is_lost(self) -> bool:
        """Whether no pictures come now, and the camera is being asked again."""
        with self._news:
            return bool(self.losses) and math.isnan(self.losses[-1].end_s)

    def close(self) -> None:
        """Let the camera go; the pictures end.  No thread is left behind."""
        with self._news:
            self._closing = True
            self._news.notify_all()
        self._thread.join()

    def _after(self, last: int) -> Frame | None:
        """The newest picture as soon as it is newer than one; None when no more will come."""
        with self._news:
            self._news.wait_for(lambda: self._ended or self._index() > last)
            return self._newest if self._index() > last else None

    def _index(self) -> int:
        return -1 if self._newest is None else self._newest.index

    def _put(self, image: NDArray[np.uint8], now_s: float) -> None:
        with self._news:
            before_s = -1.0 if self._newest is None else self._newest.time_s
            # Two pictures of one tick of the clock would not be in order.
            time_s = max(now_s - self._start_s, before_s + 1e-6)
            self._newest = Frame(self.grabbed, time_s, image)
            self.grabbed += 1
            self._news.notify_all()

    def _grab(self, device: Device) -> None:
        try:
            current: Device | None = device
            while current is not None and not self._closing:
                found, image = current.read()
                if found and image is not None:
                    self._put(image, time.monotonic())
                elif not self._closing:
                    current.release()
                    current = self._come_back()
            if current is not None:
                current.release()
        finally:
            with self._news:
                self._ended = True
                self._news.notify_all()

    def _come_back(self) -> Device | None:
        """The camera when it answers again; None if it does not, or if nobody waits for it."""
        lost_s = time.monotonic()
        self._note(Loss(lost_s - self._start_s, float("nan")))
        while time.monotonic() - lost_s < self._patience_s:
            with self._news:
                if self._news.wait_for(lambda: self._closing, AGAIN_S):
                    return None
            device = self._open_device(self.source)
            found, image = device.read() if device.isOpened() else (False, None)
            if found and image is not None:
                now_s = time.monotonic()
                self._note(Loss(lost_s - self._start_s, now_s - self._start_s))
                self._put(image, now_s)
                return device
            device.release()
        return None

    def _note(self, loss: Loss) -> None:
        with self._news:
            if not math.isnan(loss.end_s):  # it is over, and was noted when it began
                self.losses.pop()
            self.losses.append(loss)


def open_capture(source: int | str) -> Device:
    """A source as OpenCV opens it, with the smallest buffer there is.

    A URL that does not answer is given up after `SILENT_S`; without that OpenCV waits for 30 s.
    """
    import cv2

    waits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, cv2.CAP_PROP_READ_TIMEOUT_MSEC]
    with NATIVE_STDERR_SILENCED:
        if isinstance(source, int):
            device = cv2.VideoCapture(source)
            device.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        else:
            settings = [number for wait in waits for number in (wait, int(1000 * SILENT_S))]
            device = cv2.VideoCapture(source, cv2.CAP_FFMPEG, settings)
    return device  # type: ignore[return-value]


def rate_of(camera: Camera, *, for_s: float = 1.0) -> float:
    """Pictures a second that really come, counted for a while; NaN if none do."""
    before, start_s = camera.grabbed, time.monotonic()
    while time.monotonic() - start_s < for_s:
        time.sleep(min(0.05, for_s))
    came = camera.grabbed - before
    return came / (time.monotonic() - start_s) if came else float("nan")


def _called(source: int | str) -> str:
    return f"Camera {source}" if isinstance(source, int) else source
