"""Devices that send pictures: a camera of this computer by OpenCV, an address by PyAV."""

from __future__ import annotations

import re
import time
from contextlib import closing
from itertools import takewhile
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, cast

from formcheck.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Generator

    import cv2
    import numpy as np
    from av import VideoFrame
    from av.container import InputContainer
    from av.video.stream import VideoStream
    from numpy.typing import NDArray

SILENT_S: Final = 5.0
"""An address without a picture for this long is lost (engineering default)."""

SIZE_PX: Final = (640, 480)
"""Requested width and height for a camera of this computer.

The pose network uses 256 x 256 pixels.  A larger picture costs time and shows it no more of a
person at a distance of three metres (engineering default).
"""

_RATE: Final = 30
"""Requested pictures per second for a camera of this computer."""

_PROTOCOLS: Final = ("rtsp", "rtsps", "http", "https", "rtmp", "rtmps", "srt", "udp", "tcp")
"""Schemes of an address: a camera in the network, never a file."""

_OPTIONS: Final = {
    # Over UDP a lost packet damages the picture; a few cameras have only UDP.
    "rtsp_flags": "prefer_tcp",
    "max_delay": "0",
    # The stream is analysed for its format, not for its rate, which would take seconds.
    # "nobuffer" is left out: it drops the key picture that was analysed, and the next one may
    # come seconds later.
    "fpsprobesize": "0",
    "analyzeduration": "500000",
    # The others carry these protocols.
    "protocol_whitelist": ",".join((*_PROTOCOLS, "rtp", "srtp", "tls", "httpproxy", "crypto")),
}
"""Options with which FFmpeg opens an address: the shortest delay."""

_ADDRESS: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*)://([^/?#]*)(.*)", re.DOTALL)


class Shot(NamedTuple):
    """A picture and the time at which it was grabbed.

    Attributes
    ----------
    time_s
        Seconds of the monotonic clock at its arrival, before decoding.
    image
        Shape (height, width, 3), uint8, BGR, contiguous, upright, never mirrored.
    """

    time_s: float
    image: NDArray[np.uint8]


class Device(Protocol):
    """Sends pictures."""

    def read(self) -> Shot | None:
        """Wait for the next picture and return it; None if no more will come."""
        ...

    def close(self) -> None:
        """Release the device; a second call does nothing."""
        ...


def open_device(source: int | str, *, size_px: tuple[int, int] = SIZE_PX) -> Device | None:
    """Open the device that sends the pictures of a source.

    Parameters
    ----------
    source
        Index of a camera, or an address.
    size_px
        Requested width and height for a camera of this computer; it may give others.

    Returns
    -------
    Device or None
        None if the source does not answer.

    Raises
    ------
    SourceError
        If the source is neither.
    """
    return _open_local(source, size_px) if isinstance(source, int) else _open_address(source)


def _open_local(index: int, size_px: tuple[int, int]) -> _LocalDevice | None:
    import cv2

    # OpenCV prints the cameras that it did not find.  Its log is switched off instead of file
    # descriptor 2, because other threads use that too.
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    capture = cv2.VideoCapture()
    capture.setExceptionMode(False)
    if index < 0 or not capture.open(index):
        capture.release()
        return None
    # Compressed pictures, because many USB cables cannot carry 30 raw ones a second.  The driver
    # keeps its buffers: a thread empties them as they fill, and with a single buffer every second
    # picture is missed.
    capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, size_px[0])
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, size_px[1])
    capture.set(cv2.CAP_PROP_FPS, _RATE)
    return _LocalDevice(capture)


class _LocalDevice:
    """A camera of this computer."""

    def __init__(self, capture: cv2.VideoCapture) -> None:
        self._capture = capture

    def read(self) -> Shot | None:
        """Wait for the next picture and return it; None if none comes."""
        if not self._capture.grab():
            return None
        time_s = time.monotonic()
        found, image = self._capture.retrieve()
        return Shot(time_s, image) if found else None  # type: ignore[arg-type]

    def close(self) -> None:
        """Release the camera."""
        self._capture.release()


def _open_address(address: str) -> _AddressDevice | None:
    import cv2  # noqa: F401  # before PyAV: see pyproject.toml
    import av

    parts = _ADDRESS.fullmatch(address)
    if parts is None or parts[1].lower() not in _PROTOCOLS:
        raise SourceError(
            f"{name_of(address)} is no camera: give the number of one, such as 0, or an "
            "address that begins with http:// or rtsp://."
        )
    try:
        # Half of the time is for connecting, half for analysing the stream.
        container = av.open(address, options=dict(_OPTIONS), timeout=(SILENT_S / 2, SILENT_S))
    except (av.FFmpegError, ValueError):  # PyAV cannot parse the address
        return None
    best = container.streams.best("video")
    if best is None:
        container.close()
        return None
    stream = next(one for one in container.streams.video if one.index == best.index)
    # Frame threads would delay each picture by their number.
    stream.thread_type = "SLICE"
    return _AddressDevice(container, stream)


class _AddressDevice:
    """A camera in the network: a phone over ``http://``, a room camera over ``rtsp://``."""

    def __init__(self, container: InputContainer, stream: VideoStream) -> None:
        self._container = container
        self._stream = stream
        self._shots = self._arriving()

    def read(self) -> Shot | None:
        """Wait for the next picture and return it; None if none comes within `SILENT_S`."""
        return next(self._shots, None)

    def close(self) -> None:
        """Close the connection."""
        self._shots.close()
        self._container.close()

    def _arriving(self) -> Generator[Shot]:
        """Yield the pictures as they arrive, until they end."""
        import av

        from formcheck.capture.video_file import UprightFrame

        upright = UprightFrame(self._stream.sample_aspect_ratio)
        last_s = time.monotonic()
        # All streams: PyAV would wait forever for pictures of a stream that only sends sound.
        with closing(self._container.demux()) as packets:  # type: ignore[type-var]
            while True:
                try:
                    packet = next(packets, None)
                    now_s = time.monotonic()
                    if packet is None or now_s - last_s > SILENT_S:
                        return
                    if packet.stream_index != self._stream.index:
                        continue
                    frames = cast("list[VideoFrame]", packet.decode())
                    image = upright(frames[-1]) if frames else None
                except av.InvalidDataError:
                    continue  # one damaged picture
                except av.FFmpegError:
                    return
                if image is not None:
                    last_s = now_s
                    yield Shot(now_s, image)


def name_of(source: int | str) -> str:
    """Return the name of a source for reports, without user, password and query."""
    if isinstance(source, int):
        return f"camera {source}"
    parts = _ADDRESS.fullmatch(source)
    if parts is None:
        return repr(source)
    scheme, host, rest = parts.groups()
    if "@" in rest and "@" not in host:
        # Perhaps a password with a slash in it: the start of the host is unknown.
        return f"{scheme}://..."
    steps = re.split(r"[?#]", rest, maxsplit=1)[0].split("/")
    # Some cameras take the password in the path.
    kept = takewhile(lambda step: not set("=&@") & set(step), steps)
    return f"{scheme}://{host.rpartition('@')[2]}{'/'.join(kept)}"
