"""Devices that send pictures: a camera of this computer by OpenCV, an address by PyAV."""

from __future__ import annotations

import errno
import re
import socket
import threading
import time
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from itertools import takewhile
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, cast
from urllib.parse import urljoin, urlsplit, urlunsplit

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
    # A playlist (HLS, DASH) would open other addresses.
    "format_whitelist": (
        "mpjpeg,mjpeg,rtsp,sdp,rtp,flv,live_flv,mpegts,mpegvideo,mpeg,mov,mp4,m4a,3gp,3g2,mj2,"
        "matroska,webm,avi,asf,ogg,nut,h264,hevc,m4v,ivf,obu,yuv4mpegpipe,image2,jpeg_pipe"
    ),
    "max_redirects": "0",
}
"""Options with which FFmpeg opens an address: the shortest delay."""

_REDIRECTION: Final = 300
"""The first status of HTTP that sends on to another address."""

_LAST_INDEX: Final = 2**31 - 1
"""OpenCV has camera numbers of 32 bits."""

_MOST_REDIRECTS: Final = 3
"""Times that a camera may send on to another address of the same host."""

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
    if not 0 <= index <= _LAST_INDEX or not capture.open(index):
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

    from formcheck.capture.container import MOST_PX, has_decoder

    parts = _ADDRESS.fullmatch(address)
    if parts is None or parts[1].lower() not in _PROTOCOLS:
        raise SourceError(
            f"{name_of(address)} is no camera: give the number of one, such as 0, or an "
            "address that begins with http:// or rtsp://."
        )
    container = _connected(address)
    if container is None:
        return None
    best = container.streams.best("video")
    if best is None:
        container.close()
        return None
    stream = next(one for one in container.streams.video if one.index == best.index)
    if not has_decoder(stream):
        container.close()
        return None
    # A header of a few bytes may claim a picture that takes gigabytes.
    if stream.width * stream.height > MOST_PX:
        container.close()
        return None
    stream.codec_context.options = {"max_pixels": str(MOST_PX)}
    # Frame threads would delay each picture by their number.
    stream.thread_type = "SLICE"
    return _AddressDevice(container, stream)


def _connected(address: str) -> InputContainer | None:
    """Open an address, and those of the same host that it sends on to; None if it is silent."""
    import av

    host = _host_of(address)
    for _ in range(1 + _MOST_REDIRECTS):
        try:
            # Half of the time is for connecting, half for analysing the stream.
            return av.open(address, options=dict(_OPTIONS), timeout=(SILENT_S / 2, SILENT_S))
        except (av.FFmpegError, ValueError) as error:  # ValueError: it cannot parse the address
            # A redirect that FFmpeg may not follow is an error of input and output.
            is_unread = isinstance(error, OSError) and error.errno == errno.EIO
            target = _redirect_of(address) if is_unread else None
        if target is None:
            return None
        if _host_of(target) != host:
            raise SourceError(
                f"The camera sends on to another address ({name_of(target)}): "
                "give that address if you trust it."
            )
        address = target
    return None


def _host_of(address: str) -> str | None:
    """Return the host of an address; None where there is none."""
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


@contextmanager
def _ended_after(connection: HTTPConnection, longest_s: float) -> Generator[None]:
    """End a connection after this time: a camera may send its answer letter by letter."""

    def end() -> None:
        with suppress(OSError):
            if connection.sock is not None:
                connection.sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(longest_s, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _redirect_of(address: str) -> str | None:
    """Return the address to which an answer of HTTP sends on; None if it does not."""
    kinds = {"http": HTTPConnection, "https": HTTPSConnection}
    try:
        parts = urlsplit(address)
        if parts.scheme not in kinds or parts.hostname is None:
            return None
        connection = kinds[parts.scheme](parts.hostname, parts.port, timeout=SILENT_S)
        with closing(connection), _ended_after(connection, SILENT_S):
            connection.request("GET", urlunsplit(("", "", parts.path or "/", parts.query, "")))
            answer = connection.getresponse()
            target = answer.headers["Location"]
        is_sent_on = _REDIRECTION <= answer.status < _REDIRECTION + 100
        return urljoin(address, target) if is_sent_on and target else None
    except (OSError, HTTPException, ValueError):
        return None


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

        from formcheck.capture.orientation import UprightFrame

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
