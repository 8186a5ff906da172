"""The pictures of a film as JPEG, compressed ahead of time and stamped when they are sent."""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING, Final

import cv2

from benchmark import stamps
from formcheck.capture.video_file import VideoFile

if TYPE_CHECKING:
    import os

    import numpy as np
    from numpy.typing import NDArray

MCU_PX: Final = 16
"""Side of the blocks that JPEG stores a picture in, with colour at half size."""

QUALITY: Final = 85

STAMPED_ROWS: Final = (0, -1)
"""Which rows of blocks carry the time: the first and the last, as something may cover one."""

_RESTART: Final = re.compile(rb"\xff[\xd0-\xd7]")


class Film:
    """The pictures of a video as JPEG, compressed in a thread as fast as it can.

    Parameters
    ----------
    video
        The file.
    size_px
        Width and height to scale to; None = as it is.

    Attributes
    ----------
    rate
        Pictures a second.
    count
        How many pictures there are.
    """

    def __init__(
        self, video: str | os.PathLike[str], *, size_px: tuple[int, int] | None = None
    ) -> None:
        self._video = VideoFile(video)
        self._size_px = size_px
        self.rate = float(self._video.rate)
        self.count = self._video.frame_count or 1
        self._pictures: list[bytes] = []
        self._more = threading.Condition()
        self._done = False
        self._thread = threading.Thread(target=self._compress, name="film", daemon=True)
        self._thread.start()

    def picture(self, number: int) -> bytes:
        """One picture, as soon as it is compressed."""
        with self._more:
            self._more.wait_for(lambda: self._done or len(self._pictures) > number)
            return self._pictures[min(number, len(self._pictures) - 1)]

    def close(self) -> None:
        """Stop compressing."""
        with self._more:
            self._done = True
        self._thread.join()

    def _compress(self) -> None:
        with self._video as video:
            for frame in video:
                image = frame.image
                if self._size_px:
                    image = cv2.resize(image, self._size_px, interpolation=cv2.INTER_AREA)  # type: ignore[assignment]
                picture = compressed(image)
                with self._more:
                    self._pictures.append(picture)
                    self._more.notify_all()
                    if self._done:
                        return
        with self._more:
            self._done = True
            self.count = len(self._pictures)
            self._more.notify_all()


def compressed(image: NDArray[np.uint8]) -> bytes:
    """An image as JPEG in which each row of blocks can be exchanged (restart markers)."""
    asked = [
        *(cv2.IMWRITE_JPEG_QUALITY, QUALITY),
        *(cv2.IMWRITE_JPEG_RST_INTERVAL, -(-image.shape[1] // MCU_PX)),
        *(cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420),
    ]
    return cv2.imencode(".jpg", image, asked)[1].tobytes()


def stamped(jpeg: bytes, stamp_ms: int) -> bytes:
    """A picture of :func:`compressed` with the time in its first and last row.

    Only the row is compressed anew: a tenth of a millisecond instead of several.
    """
    head, rows = _taken_apart(jpeg)
    width_px = int.from_bytes(head[(at := head.index(b"\xff\xc0")) + 7 : at + 9], "big")
    line = stamps.drawn(stamp_ms, width_px=width_px, height_px=MCU_PX)
    ((stamp,), rows) = (_taken_apart(compressed(line))[1], list(rows))
    for row in STAMPED_ROWS:
        rows[row] = stamp
    marked = [row + bytes([0xFF, 0xD0 + number % 8]) for number, row in enumerate(rows[:-1])]
    return head + b"".join(marked) + rows[-1] + b"\xff\xd9"


def _taken_apart(jpeg: bytes) -> tuple[bytes, list[bytes]]:
    """The head of a JPEG up to its first row of blocks, and the rows."""
    at = jpeg.index(b"\xff\xda")
    begin = at + 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return jpeg[:begin], _RESTART.split(jpeg[begin : jpeg.rindex(b"\xff\xd9")])
