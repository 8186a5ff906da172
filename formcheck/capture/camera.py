"""Reads a camera: one thread grabs, the newest picture wins, and a lost camera is reopened."""

from __future__ import annotations

import atexit
import math
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol, Self

import cv2  # before PyAV: see pyproject.toml
import numpy as np

from formcheck.capture.devices import SIZE_PX, name_of, open_device
from formcheck.capture.video_file import Frame
from formcheck.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from formcheck.capture.devices import Device, Shot
    from formcheck.pose.pose import Pose

PATIENCE_S: Final = 20.0
"""A lost camera is reopened for this long (engineering default)."""

AGAIN_S: Final = 0.5
"""Time between two attempts to open a lost camera (engineering default)."""

WIDEST: Final = 8
"""A camera whose pictures are this many times wider than high, or higher than wide, is refused:
scaled up until the words on the screen can be read, they would fill the memory (engineering
default)."""

_NEXT_TICK_S: Final = 1e-6
"""Added to the time of a picture that has the same clock value as the one before."""

_EVERY_PX: Final = 12
"""Step between the pixels that are used, each way: 2000 of 640x480 are enough for a median."""

_LEAST_ROWS: Final = 24
"""Small pictures are thinned less, so that this many rows are left."""

_REACH: Final = 0.15
"""How far around a person the light is measured, as a share of the larger extent of the joints
(engineering default)."""

_BAR: Final = 4.0
"""Luminance of 255 up to which every pixel of a row or column is if it belongs to a black bar
(engineering default)."""

_LUMA_BGR: Final = (0.114, 0.587, 0.299)
"""Weights of blue, green and red in the luminance (ITU-R BT.601)."""


@dataclass(frozen=True, slots=True)
class Loss:
    """A time without pictures, in seconds since the first one; `end_s` is NaN while it lasts."""

    start_s: float
    end_s: float


class LiveCamera(Protocol):
    """What a live session needs of a camera; see `Camera`."""

    @property
    def name(self) -> str:
        """Name for reports."""

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height of the pictures, pixels."""

    @property
    def losses(self) -> Sequence[Loss]:
        """Times without pictures, in order."""

    @property
    def grabbed(self) -> int:
        """Number of pictures that came."""

    @property
    def is_lost(self) -> bool:
        """True while no pictures come, and may come again."""

    @property
    def ended(self) -> bool:
        """True if no more pictures will come."""

    def now_s(self) -> float:
        """Return the seconds since the first picture, on the clock of the pictures."""

    def newer_than(self, index: int, *, wait_s: float) -> Frame | None:
        """Return the newest picture as soon as its index is larger.

        Parameters
        ----------
        index, wait_s
            As for `Camera.newer_than`.

        Returns
        -------
        Frame or None
        """


class Camera:
    """Gives the newest picture of a camera; a context manager.

    A thread of its own grabs every picture and stamps it with the monotonic clock.  A slow reader
    gets the newest picture, never an old one.  A camera that stops answering is opened again and
    again.  If it does not come back, the pictures end as a video ends, and everything seen until
    then can be saved.

    Parameters
    ----------
    source
        Index of a camera, or an address (``rtsp://``, ``http://``) such as a phone serves.
    patience_s
        For how long a lost camera is reopened.
    size_px
        Requested width and height for a camera of this computer; it may give others.
    open_with
        Opens the source; for tests.

    Attributes
    ----------
    name
        Name for reports: ``camera 0``, or the address without user, password and query.
    size_px
        Width and height of the pictures, pixels.  A picture of another size, for example after a
        phone was turned, is fitted into it.
    losses
        Times without pictures, in order; each begins with the last picture before it.
    grabbed
        Number of pictures that were grabbed.

    Raises
    ------
    SourceError
        If the camera does not answer, sends no picture, or only strips.
    """

    def __init__(
        self,
        source: int | str,
        *,
        patience_s: float = PATIENCE_S,
        size_px: tuple[int, int] = SIZE_PX,
        open_with: Callable[[int | str], Device | None] | None = None,
    ) -> None:
        self.name = name_of(source)
        self.losses: list[Loss] = []
        self._patience_s = patience_s
        self._open = open_with or (lambda asked: open_device(asked, size_px=size_px))
        self._source = source
        self._news = threading.Condition()
        self._closing = self._ended = False
        opened = self._open_source()
        if opened is None:
            raise SourceError(_refusal(source))
        device, first = opened
        if max(first.image.shape[:2]) > WIDEST * min(first.image.shape[:2]):
            device.close()
            raise SourceError(
                f"{self.name} sends pictures of {first.image.shape[1]}x{first.image.shape[0]} "
                "pixels, which show no whole person: choose another size in its settings."
            )
        self._start_s = first.time_s
        self.size_px = (int(first.image.shape[1]), int(first.image.shape[0]))
        self._newest = Frame(0, 0.0, first.image)
        self.grabbed = 1
        # A daemon thread that is stopped at exit: a camera that was not closed must not keep the
        # program alive.
        self._thread = threading.Thread(
            target=self._grab, args=(device,), name="camera", daemon=True
        )
        atexit.register(self.close)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __iter__(self) -> Iterator[Frame]:
        last = -1
        while (frame := self.newer_than(last, wait_s=None)) is not None:
            last = frame.index
            yield frame

    @property
    def is_lost(self) -> bool:
        """True while no pictures come and the camera is reopened."""
        with self._news:
            return bool(self.losses) and math.isnan(self.losses[-1].end_s)

    @property
    def ended(self) -> bool:
        """True if no more pictures will come; the newest one can still be taken."""
        with self._news:
            return self._ended

    def now_s(self) -> float:
        """Return the seconds since the first picture, on the clock of the pictures."""
        return time.monotonic() - self._start_s

    def newer_than(self, index: int, *, wait_s: float | None) -> Frame | None:
        """Return the newest picture as soon as its index is larger.

        Parameters
        ----------
        index
            Index of the picture that was taken last; -1 = none yet.
        wait_s
            Longest wait, seconds; None = until the pictures end.

        Returns
        -------
        Frame or None
            None if no newer picture comes in time, or at all.
        """
        with self._news:
            self._news.wait_for(lambda: self._ended or self._newest.index > index, wait_s)
            return self._newest if self._newest.index > index else None

    def close(self) -> None:
        """Release the camera; the pictures and the thread end.

        A camera of this computer is released at once.  An address that is silent is released after
        its longest silence.  A second call does nothing.
        """
        atexit.unregister(self.close)
        with self._news:
            self._closing = True
            self._news.notify_all()
        self._thread.join()

    def _put(self, shot: Shot) -> None:
        image = fitted(shot.image, self.size_px)
        with self._news:
            # Two pictures with the same clock value would not be in order.
            time_s = max(shot.time_s - self._start_s, self._newest.time_s + _NEXT_TICK_S)
            self._newest = Frame(self.grabbed, time_s, image)
            self.grabbed += 1
            self._news.notify_all()

    def _open_source(self) -> tuple[Device, Shot] | None:
        """Open the source, and return it with its first picture; None if it is silent."""
        device = self._open(self._source)
        if device is None:
            return None
        shot = None if self._closing else device.read()
        if shot is None:
            device.close()
            return None
        return device, shot

    def _grab(self, device: Device) -> None:
        current: Device | None = device
        try:
            while current is not None and not self._closing:
                shot = current.read()
                if shot is not None:
                    self._put(shot)
                elif not self._closing:
                    current.close()
                    current = self._come_back()
        finally:
            if current is not None:
                current.close()
            with self._news:
                self._ended = True
                self._news.notify_all()

    def _come_back(self) -> Device | None:
        """Reopen the camera; return None if it stays silent, or if this object is being closed."""
        last_s, asked_s = self._newest.time_s, self.now_s()
        with self._news:
            self.losses.append(Loss(last_s, math.nan))
        while self.now_s() - asked_s < self._patience_s:
            with self._news:
                if self._news.wait_for(lambda: self._closing, AGAIN_S):
                    return None
            if (opened := self._open_source()) is not None:
                device, shot = opened
                with self._news:
                    self.losses[-1] = Loss(last_s, shot.time_s - self._start_s)
                self._put(shot)
                return device
        return None


def fitted(image: NDArray[np.uint8], size_px: tuple[int, int]) -> NDArray[np.uint8]:
    """Scale an image to fit a size, with black borders: angles in it stay as they are.

    Parameters
    ----------
    image
        Shape (height, width, 3), uint8.
    size_px
        Width and height of the result.

    Returns
    -------
    array
        The image itself if it has that size.
    """
    height_px, width_px = image.shape[:2]
    if (width_px, height_px) == size_px:
        return image
    scale = min(size_px[0] / width_px, size_px[1] / height_px)
    inner_px = (max(1, round(width_px * scale)), max(1, round(height_px * scale)))
    left_px, top_px = (size_px[0] - inner_px[0]) // 2, (size_px[1] - inner_px[1]) // 2
    canvas = np.zeros((size_px[1], size_px[0], 3), np.uint8)
    canvas[top_px : top_px + inner_px[1], left_px : left_px + inner_px[0]] = cv2.resize(
        image, inner_px, interpolation=cv2.INTER_AREA
    )
    return canvas


def rate_of(camera: Camera, *, for_s: float = 1.0) -> float:
    """Measure the rate at which pictures arrive.

    Parameters
    ----------
    camera
        The camera.
    for_s
        Duration of the measurement, seconds.

    Returns
    -------
    float
        Pictures per second; NaN if none arrive.
    """
    before, start_s = camera.grabbed, camera.now_s()
    time.sleep(for_s)
    came = camera.grabbed - before
    return came / (camera.now_s() - start_s) if came else math.nan


def brightness(image: NDArray[np.uint8], pose: Pose | None = None) -> float:
    """Return the median luminance on and around a person, 0 (black) to 1 (white).

    Without a person it is that of the picture inside its black bars.  A dark wall, or the bars
    beside a portrait film, say nothing about the light on the person.

    Parameters
    ----------
    image
        BGR picture, shape (height, width, 3), uint8.
    pose
        The person in it; None or absent = there is none, as far as is known.

    Returns
    -------
    float
        The luminance.
    """
    # Light from behind is not detected: a person in dark clothes before a white wall measures the
    # same, and the pose model copes with both.  On rendered people it found nearly everyone with
    # a twentieth of the light, and missing joints are reported in any case.
    every = min(_EVERY_PX, max(1, min(image.shape[:2]) // _LEAST_ROWS))
    luma = image[::every, ::every] @ np.array(_LUMA_BGR, np.float32)
    part = luma[_around(pose, image.shape[:2], every)] if pose is not None else luma[:0]
    if not part.size:
        part = luma[np.ix_(luma.max(axis=1) > _BAR, luma.max(axis=0) > _BAR)]
    return float(np.median(part if part.size else luma)) / 255


def _around(pose: Pose, size: tuple[int, int], every: int) -> tuple[slice, slice]:
    """Return rows and columns of a thinned picture on and around a person; none if unknown."""
    joints = pose.image[np.isfinite(pose.image).all(axis=1)]
    if pose.is_absent or not len(joints):
        return slice(0), slice(0)
    low, high = joints.min(axis=0), joints.max(axis=0)
    reach = _REACH * float((high - low).max())
    wide_high = np.array(size[::-1])
    first = np.clip(low - reach, 0, wide_high).astype(int) // every
    last = np.clip(high + reach, 0, wide_high).astype(int) // every + 1
    return slice(first[1], last[1]), slice(first[0], last[0])


def _refusal(source: int | str) -> str:
    """Return the message for a silent source, with the remedy."""
    if isinstance(source, int):
        return (
            f"Camera {source} sends no picture: check that it is connected and that no other "
            "program uses it."
        )
    return (
        f"{name_of(source)} sends no picture: check the address, that the phone or camera is on, "
        "and that both are in the same network."
    )
