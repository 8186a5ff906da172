"""Opens video files, and reads their picture stream and clock without decoding."""

from __future__ import annotations

import difflib
import math
import re
import struct
from array import array
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import av
import numpy as np
from av.stream import Disposition

from formcheck.errors import SourceError

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping

    from av.container import InputContainer
    from av.packet import Packet
    from av.stream import Stream
    from av.video.stream import VideoStream
    from numpy.typing import NDArray

_URL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*://")
_FORMATS: Final = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,flv,live_flv,mpeg,mpegts,mpegvideo,asf,ogg,mxf,gxf,"
    "nut,ivf,obu,rm,dv,wtv,swf,nsv,gif,apng,mjpeg,smjpeg,m4v,h261,h263,h264,hevc,vvc,av1,vc1,dirac,"
    "cavsvideo,yuv4mpegpipe,image2,jpeg_pipe,png_pipe,bmp_pipe,webp_pipe,tiff_pipe,"
    # These hold only sound, and the message says so.
    "aac,ac3,aiff,amr,caf,flac,mp3,wav,w64"
)
"""The formats of FFmpeg that may be opened: containers that hold everything in one file.

Playlists, lists of files and numbered pictures open other files, or the network, and a playlist
that names itself takes all memory.  FFmpeg compares the list before it reads more than the first
bytes of a file."""

_OPTIONS: Final = {
    "protocol_whitelist": "file",
    "format_whitelist": _FORMATS,
    "pattern_type": "none",  # a name such as j%03d.png is the name of one picture
}

MOST_PX: Final = 8192 * 8192
"""Pixels of the largest picture that is decoded (engineering default): it takes 200 MB."""

_LENIENT_PYAV: Final = 19
"""From this version on, PyAV opens files whose title is in another encoding; before, on demand."""

_PYAV: Final = int(av.__version__.partition(".")[0])
_ON_DEMAND: Final[dict[str, Any]] = (
    {} if _PYAV >= _LENIENT_PYAV else {"metadata_errors": "replace"}
)

_LENGTH_IN_HEADER: Final = frozenset({"matroska,webm", "flv"})
"""Formats whose header has the length of the whole file."""

_MISSING_END_S: Final = 0.5
"""A file that ends this much before the end in its header is cut off."""

_FASTEST_RATE: Final = 1000
"""A frame rate above this is a tick of the container's clock, not a rate."""

_SAME_RATE: Final = 0.1
"""A rate in the header that differs more than this share from the times is wrong."""

_CAPTURE_RATE: Final = "com.android.capture.fps"
"""The tag in which phones with Android store how many pictures a second they took.

It is in ordinary videos too.  Apple has no such tag: the original of a slow-motion film keeps the
true times, and an exported one has no trace of it (`full-frame-rate-playback-intent` is 0 in
ordinary films and in slow ones)."""

_LEAST_SLOWED: Final = 1.4
_LEAST_SLOWED_RATE: Final = 20
"""A film is slowed if its capture rate is this many times its own rate, and its own rate is not
one of a phone in the dark, which takes 15 pictures a second where it promised 30 (engineering
default)."""

_LEAST_HURRIED: Final = 0.45
"""A film is a time lapse if its capture rate is below this share of its own rate (engineering
default)."""

_NO_CLOCK: Final = frozenset(
    {
        "mjpeg",
        "mjpeg_2000",
        "h261",
        "h263",
        "h264",
        "hevc",
        "vvc",
        "m4v",
        "vc1",
        "dirac",
        "cavsvideo",
    }
)
"""Formats that are pictures in a row, without a time; FFmpeg takes 25 a second."""

_LEAST_STEPS: Final = 10
_STEADY: Final = 0.9
_HOLE: Final = 1.75
"""A clock is steady if it has this many steps and this share of them is alike; a step of this many
times the usual one is a hole in it (engineering defaults)."""

_FALLBACK_RATE: Final = Fraction(25)
"""The rate that FFmpeg assumes for streams without times."""


@dataclass(frozen=True, slots=True)
class Survey:
    """Facts about a file from one pass over its packets.

    Attributes
    ----------
    rate
        Frames per second, exact.
    frame_count
        Pictures stored in the file.
    duration_s
        From the start of the first picture to the end of the last, seconds.
    repair
        Why the container's clock cannot be used; None = its times are strictly increasing.
    cut_off
        Whether the file ends before its own table of contents does.
    slowed
        How many times slower than reality the file plays, by the capture rate in it: 4 for 100
        pictures a second that play at 25; below 1 for a time lapse.
    missing
        Pictures that the file should hold and does not: damage overwrote them.
    """

    rate: Fraction
    frame_count: int
    duration_s: float
    repair: str | None
    cut_off: bool
    slowed: float = 1.0
    missing: int = 0


def video_path(path: str | os.PathLike[str]) -> Path:
    """Check that a path is a regular, readable file that is not empty.

    Returns
    -------
    Path
        The path.

    Raises
    ------
    SourceError
        If there is no such file; the message has the nearest file name of the folder.
    """
    if _URL.match(str(path)):
        raise SourceError(f"{path} is an address, not a file: download the video first.")
    found = Path(path)
    try:
        is_folder, exists, is_file = found.is_dir(), found.exists(), found.is_file()
    except (OSError, ValueError) as error:  # a name that is too long, or has a zero in it
        raise SourceError(f"{found} is no name of a file: check it.") from error
    if is_folder:
        raise SourceError(f"{found} is a folder: name one video file in it.")
    if not exists:
        raise SourceError(_missing(found))
    if not is_file:
        raise SourceError(f"{found} is a device or a pipe, not a file: name a video file.")
    try:
        with found.open("rb") as file:
            is_empty = not file.read(1)
    except OSError as error:
        reason = (error.strerror or "unreadable").lower()
        raise SourceError(
            f"{found} cannot be read ({reason}): check its permissions and its disk."
        ) from error
    if is_empty:
        raise SourceError(f"{found} is empty: copy or record the video again.")
    return found


def _missing(path: Path) -> str:
    """Return the message for a path without a file."""
    if any(mark in path.name for mark in "*?["):
        return f"{path} is a pattern, not a file: name one video file."
    if not path.parent.is_dir():
        return f"There is no folder {path.parent}: check the path of {path.name}."
    names = {name.name.lower(): name.name for name in path.parent.iterdir() if name.is_file()}
    near = difflib.get_close_matches(path.name.lower(), names, n=1)
    if near:
        return f"There is no file {path}: did you mean {names[near[0]]}?"
    return f"There is no file {path}: check its name and folder."


@contextmanager
def opened(path: Path) -> Iterator[tuple[InputContainer, VideoStream]]:
    """Open the container and its picture stream, and close them at the end.

    Yields
    ------
    tuple of InputContainer and VideoStream
        The open container, and the stream to decode.

    Raises
    ------
    SourceError
        If there is no such file, if it is no video, or if it has no picture stream.
    """
    video_path(path)
    try:
        # "file:" and the whitelists: no file name and no playlist may open anything else.
        container = av.open(f"file:{path}", options=dict(_OPTIONS), **_ON_DEMAND)
    except av.FFmpegError as error:
        raise SourceError(_unreadable(path)) from error
    with container:
        yield container, _picture_stream(container, path)


def _unreadable(path: Path) -> str:
    """Return the message for a file that FFmpeg does not recognise."""
    with path.open("rb") as file:
        start = file.read(12)
    if start[4:8] == b"ftyp":
        return (
            f"The video {path} is incomplete (its table of contents is missing): "
            "copy it again in full, or record it again."
        )
    return f"{path} is not a video that can be read: check that a video player shows it."


def _picture_stream(container: InputContainer, path: Path) -> VideoStream:
    """Return the stream of moving pictures; cover art is not one."""
    still = Disposition.attached_pic | Disposition.timed_thumbnails
    streams = [s for s in container.streams.video if not s.disposition & still]
    if not streams and container.streams.audio:
        raise SourceError(f"{path} holds only sound: name a video file.")
    known = [stream for stream in streams if has_decoder(stream)]
    if not known:
        raise SourceError(_unreadable(path))
    best = container.streams.best("video")
    stream = next((s for s in known if best is not None and s.index == best.index), known[0])
    if stream.width * stream.height > MOST_PX:
        raise SourceError(
            f"The pictures of {path} are too large ({stream.width}x{stream.height} pixels): "
            "save the video in a smaller size."
        )
    return stream


def has_decoder(stream: VideoStream) -> bool:
    """Return True if FFmpeg knows how to decode a stream; a damaged header may name no codec."""
    # PyAV's type stubs leave out that a stream of an unknown codec has no context.
    return getattr(stream, "codec_context", None) is not None


def survey(path: Path) -> Survey:
    """Read clock, rate and length of a file in one pass over its packets, without decoding.

    Memory is 8 bytes for each picture.

    Returns
    -------
    Survey
        The facts about the file.

    Raises
    ------
    SourceError
        If the file is no video, or has no picture stream.
    """
    stamps, without = array("q"), 0
    last_end_s = 0.0
    with opened(path) as (container, stream):
        broken = False
        try:
            for packet in container.demux(stream, *container.streams.audio):
                last_end_s = max(last_end_s, _end_s(packet))
                if packet.stream_index != stream.index or not packet.size or packet.is_discard:
                    continue
                if packet.pts is None:
                    without += 1
                else:
                    stamps.append(packet.pts)
        except av.FFmpegError:
            broken = True
        frame_count = len(stamps) + without
        ticks = np.sort(np.frombuffer(stamps, np.int64)) if stamps else np.empty(0, np.int64)
        repair = _unordered(container, stream) or _repair(ticks, without=without)
        rate = _rate(stream, ticks, repair=repair)
        duration_s = frame_count / rate
        if repair is None and frame_count:
            span_s = (int(ticks[-1]) - int(ticks[0])) * Fraction(stream.time_base or 1)
            duration_s = span_s + 1 / rate
        cut_off = broken or _is_cut_off(container, stream, path=path, last_end_s=last_end_s)
        return Survey(
            rate=rate,
            frame_count=frame_count,
            duration_s=float(duration_s),
            repair=repair,
            cut_off=cut_off,
            slowed=_slowed({**stream.metadata, **container.metadata}, rate),
            missing=0 if cut_off else _missing_inside(container, stream, ticks),
        )


def _slowed(tags: Mapping[str, str], rate: Fraction) -> float:
    """Return how many times slower than reality a file with these tags plays; 1 = as filmed."""
    try:
        slowed = float(tags[_CAPTURE_RATE]) / float(rate)
    except (KeyError, ValueError, ZeroDivisionError):
        return 1.0
    if not math.isfinite(slowed) or slowed <= 0:
        return 1.0
    is_slow = slowed >= _LEAST_SLOWED and rate >= _LEAST_SLOWED_RATE
    return slowed if is_slow or slowed <= _LEAST_HURRIED else 1.0


def _end_s(packet: Packet[Stream]) -> float:
    """Return the end of the packet, seconds of the container's clock."""
    if packet.pts is None:
        return 0.0
    return (packet.pts + (packet.duration or 0)) * float(packet.time_base or 0)


def _unordered(container: InputContainer, stream: VideoStream) -> str | None:
    """Return why a format says nothing about when its pictures are shown; None = it does."""
    if container.format.name in _NO_CLOCK:
        return "pictures without a time"
    # AVI has the order of decoding alone, and these codecs show pictures in another one.
    if container.format.name == "avi" and stream.codec_context.has_b_frames:
        return "pictures without a time of display"
    return None


def _missing_inside(
    container: InputContainer, stream: VideoStream, ticks: NDArray[np.int64]
) -> int:
    """Return how many pictures are missing: by the header, or by holes in a steady clock."""
    if container.format.name != "mpegts":
        return max(0, stream.frames - len(ticks)) if container.format.name == "avi" else 0
    steps = np.diff(ticks)
    if len(steps) < _LEAST_STEPS:
        return 0
    usual = float(np.median(steps))
    if np.mean(np.abs(steps - usual) <= _SAME_RATE * usual) < _STEADY:
        return 0
    holes = steps[steps > _HOLE * usual]
    return int((np.round(holes / usual) - 1).sum())


def _repair(ticks: NDArray[np.int64], *, without: int) -> str | None:
    """Return why these sorted times cannot be used as a clock; None = they can."""
    if without:
        return "pictures without a time"
    if np.any(np.diff(ticks) <= 0):
        return "pictures with the same time"
    return None


def _rate(
    stream: VideoStream,
    ticks: NDArray[np.int64],
    *,
    repair: str | None,
) -> Fraction:
    """Return the frames per second of the header, unless the times contradict it."""
    said = [stream.average_rate, stream.guessed_rate, stream.base_rate]
    if not len(ticks):
        # Without times the average is FFmpeg's default; the guess comes from the codec's header.
        said = [stream.guessed_rate, stream.average_rate, stream.base_rate]
    rates = [Fraction(rate) for rate in said if rate is not None and 0 < rate <= _FASTEST_RATE]
    if repair is None and len(ticks) > 1:
        span_s = (int(ticks[-1]) - int(ticks[0])) * Fraction(stream.time_base or 1)
        measured = (len(ticks) - 1) / span_s
        return next((rate for rate in rates if abs(rate / measured - 1) < _SAME_RATE), measured)
    return rates[0] if rates else _FALLBACK_RATE


def _is_cut_off(
    container: InputContainer, stream: VideoStream, *, path: Path, last_end_s: float
) -> bool:
    """Return True if the file is shorter than its header says."""
    kind = container.format.name
    if "mp4" in kind.split(","):
        ends = (entry.pos + entry.size for entry in stream.index_entries)
        return max(ends, default=0) > container.size
    if kind == "avi":
        with path.open("rb") as file:
            _, promised_bytes = struct.unpack("<4sI", file.read(8))
        return int(promised_bytes) + 8 > container.size
    missing_s = (container.duration or 0) / av.time_base - last_end_s
    return kind in _LENGTH_IN_HEADER and missing_s > _MISSING_END_S
