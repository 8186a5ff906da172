"""What sends pictures: a camera of this computer through OpenCV, an address through PyAV."""

from __future__ import annotations

import re
import time
from contextlib import closing
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
"""After how long without a picture an address counts as lost (engineering default)."""

SIZE_PX: Final = (640, 480)
"""Width and height that a camera of this computer is asked for.

The pose network looks at 256 x 256 pixels, a larger picture costs time and shows it nothing
more of a person who is three metres away (engineering default).
"""

RATE: Final = 30
"""Pictures a second that a camera of this computer is asked for."""

PROTOCOLS: Final = ("rtsp", "rtsps", "http", "https", "rtmp", "rtmps", "srt", "udp", "tcp")
"""What an address may begin with: a camera in the network, never a file."""

_BELOW: Final = ("rtp", "srtp", "tls", "httpproxy", "crypto")
"""What those are carried by."""

_OPTIONS: Final = {
    # Over UDP a lost packet smears the picture; a few cameras have nothing else.
    "rtsp_flags": "prefer_tcp",
    "max_delay": "0",
    # The stream is looked over for its format, not for its rate, which would take seconds.
    # "nobuffer" is not asked for: it throws away the key picture that was looked at, and the
    # next one may be seconds away.
    "fpsprobesize": "0",
    "analyzeduration": "500000",
    "protocol_whitelist": ",".join((*PROTOCOLS, *_BELOW)),
}
"""How FFmpeg opens an address: as little waiting as there can be."""

_ADDRESS: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*)://([^/?#]*)(.*)", re.DOTALL)


class Shot(NamedTuple):
    """A picture and when it was grabbed.

    Attributes
    ----------
    time_s
        Seconds of the monotonic clock when it arrived, before it was decoded.
    image
        Shape (height, width, 3), uint8, BGR, contiguous, upright, never mirrored.
    """

    time_s: float
    image: NDArray[np.uint8]


class Device(Protocol):
    """What is asked of something that sends pictures."""

    def read(self) -> Shot | None:
        """Wait for the next picture; None if none comes, which is for good."""
        ...

    def close(self) -> None:
        """Let it go; a second call does nothing."""
        ...


def open_device(source: int | str, *, size_px: tuple[int, int] = SIZE_PX) -> Device | None:
    """What sends the pictures of a source; None if it does not answer.

    Parameters
    ----------
    source
        Index of a camera, or an address.
    size_px
        Width and height a camera of this computer is asked for; it may give others.

    Raises
    ------
    SourceError
        If the source is neither.
    """
    if isinstance(source, int):
        return LocalDevice.opened(source, size_px=size_px)
    return AddressDevice.opened(source)


class LocalDevice:
    """A camera of this computer."""

    def __init__(self, capture: cv2.VideoCapture) -> None:
        self._capture = capture

    @classmethod
    def opened(cls, index: int, *, size_px: tuple[int, int] = SIZE_PX) -> LocalDevice | None:
        """The camera with this index, asked for a size; None if it does not answer."""
        import cv2

        # OpenCV tells on the terminal which cameras it did not find.  It is told to be quiet;
        # turning file descriptor 2 away would reach into every other thread.
        cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
        capture = cv2.VideoCapture()
        capture.setExceptionMode(False)
        if index < 0 or not capture.open(index):
            capture.release()
            return None
        # Compressed pictures first: raw ones of this size do not fit through many a USB cable
        # 30 times a second.  The driver's buffers stay as they are: a thread empties them as
        # they fill, and with a single one every second picture is missed.
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, size_px[0])
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, size_px[1])
        capture.set(cv2.CAP_PROP_FPS, RATE)
        return cls(capture)

    def read(self) -> Shot | None:
        """Wait for the next picture; None if none comes."""
        if not self._capture.grab():
            return None
        time_s = time.monotonic()
        found, image = self._capture.retrieve()
        return Shot(time_s, image) if found else None  # type: ignore[arg-type]

    def close(self) -> None:
        """Let the camera go."""
        self._capture.release()


class AddressDevice:
    """A camera in the network: a phone over ``http://``, a room camera over ``rtsp://``."""

    def __init__(self, container: InputContainer, stream: VideoStream) -> None:
        self._container = container
        self._stream = stream
        self._shots = self._arriving()

    @classmethod
    def opened(cls, address: str) -> AddressDevice | None:
        """What sends pictures at an address; None if nothing answers within `SILENT_S`.

        Raises
        ------
        SourceError
            If this is no address of a camera.
        """
        import cv2  # noqa: F401  # before PyAV: see pyproject.toml
        import av

        if scheme_of(address) not in PROTOCOLS:
            raise SourceError(
                f"{name_of(address)} is no camera: give the number of one, such as 0, or an "
                "address that begins with http:// or rtsp://."
            )
        try:
            # Connecting and looking the stream over each have half the time.
            container = av.open(address, options=dict(_OPTIONS), timeout=(SILENT_S / 2, SILENT_S))
        except (av.FFmpegError, ValueError):  # PyAV: an address it cannot make out
            return None
        best = container.streams.best("video")
        if best is None:
            container.close()
            return None
        stream = next(one for one in container.streams.video if one.index == best.index)
        # Threads that decode several pictures at once hold each one back for their number.
        stream.thread_type = "SLICE"
        return cls(container, stream)

    def read(self) -> Shot | None:
        """Wait for the next picture; None if none comes within `SILENT_S`."""
        return next(self._shots, None)

    def close(self) -> None:
        """Hang up."""
        self._shots.close()
        self._container.close()

    def _arriving(self) -> Generator[Shot]:
        """The pictures as they come, as long as they come."""
        import av

        from formcheck.capture.orientation import UprightFrame

        upright = UprightFrame(self._stream.sample_aspect_ratio)
        last_s = time.monotonic()
        # All streams, because PyAV would wait for ever in one that only sends sound.
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


def scheme_of(address: str) -> str:
    """What an address begins with, lower case; empty if it is none."""
    parts = _ADDRESS.fullmatch(address)
    return parts[1].lower() if parts else ""


def name_of(source: int | str) -> str:
    """What reports may call a source: without user, password, query, or anything like it."""
    if isinstance(source, int):
        return f"camera {source}"
    parts = _ADDRESS.fullmatch(source)
    if parts is None:
        return repr(source)
    scheme, host, rest = parts.groups()
    if "@" in rest and "@" not in host:
        # A password with a stroke in it, perhaps: where the host begins cannot be told.
        return f"{scheme}://..."
    path = re.split(r"[?#]", rest, maxsplit=1)[0]
    kept: list[str] = []
    for step in path.split("/"):
        if any(mark in step for mark in "=&@"):  # some cameras take the password in the path
            break
        kept.append(step)
    return f"{scheme}://{host.rpartition('@')[2]}{'/'.join(kept)}"
