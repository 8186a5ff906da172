"""Decodes video files: every frame with its index and time, upright, in order."""

from __future__ import annotations

import atexit
import math
import threading
from contextlib import closing
from dataclasses import dataclass
from fractions import Fraction
from queue import SimpleQueue
from typing import TYPE_CHECKING, Final, Self

import av

from formcheck.capture import file_sha256
from formcheck.capture.container import opened, survey, video_path
from formcheck.capture.orientation import UprightFrame
from formcheck.errors import SourceError

if TYPE_CHECKING:
    import os
    from collections.abc import Generator, Iterator
    from pathlib import Path

    import numpy as np
    from av.container import InputContainer
    from av.packet import Packet
    from av.video.stream import VideoStream
    from numpy.typing import NDArray

from formcheck.capture.container import Survey

_AHEAD: Final = 4
"""Number of frames that are decoded ahead; each holds a whole picture."""

_THREADED_PX: Final = 1920 * 1088
"""Larger pictures are decoded by several threads; for others one is faster than any model."""

JUMP_S: Final = 60.0
"""Time between two pictures that is noted as a jump of the clock (engineering default)."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of a source.

    Attributes
    ----------
    index
        0-based position in the source; gaps are dropped frames.
    time_s
        Seconds since the first frame; strictly increasing.
    image
        Shape (height, width, 3), uint8, BGR, upright, square pixels, never mirrored.
    """

    index: int
    time_s: float
    image: NDArray[np.uint8]


class VideoFile:
    """Iterates over every frame of a video file, in order; a context manager.

    The constructor checks the file, so that an unreadable file is refused at once.  Iterating
    decodes it, a few frames ahead in a thread of its own.  Each iteration starts at the first
    frame.

    Parameters
    ----------
    path
        The file; anything that FFmpeg reads.
    slowed
        How many times slower than reality the file plays; None = as the capture rate in the file
        says, and 1 without one.  All times are those of the real movement.

    Attributes
    ----------
    path
        The file.
    slowed
        How many times slower than reality the file plays.
    size_px
        Width and height of the first frame as it is yielded, pixels.
    rate
        Frames per second, exact.
    frame_count
        Number of frames in the file.
    duration_s
        Length, seconds.

    Raises
    ------
    SourceError
        If there is no such file, or no picture in it can be read.

    Examples
    --------
    >>> from formcheck import VideoFile
    >>> with VideoFile("set.mp4") as video:
    ...     times_s = [frame.time_s for frame in video]
    >>> times_s[0]
    0.0
    """

    def __init__(self, path: str | os.PathLike[str], *, slowed: float | None = None) -> None:
        self.path: Path = video_path(path)
        self._opened = self.path.stat()
        self._survey = survey(self.path)
        self.slowed: float = self._survey.slowed if slowed is None else slowed
        self.rate: Fraction = self._survey.rate
        if self.slowed != 1:
            self.rate *= Fraction(self.slowed).limit_denominator(1000)
        self.frame_count: int = self._survey.frame_count
        self.duration_s: float = self._survey.duration_s / self.slowed
        self._readings: set[_Reading] = set()
        self._sha256: str | None = None
        decoder = _Decoder(self.path, self._survey, slowed=self.slowed)
        self._notes = decoder.notes()
        with closing(decoder.frames()) as frames:
            first = next(frames, None)
        if first is None:
            raise SourceError(
                f"No picture of {self.path} can be read: check that a video player shows it."
            )
        height_px, width_px = first.image.shape[:2]
        self.size_px: tuple[int, int] = (width_px, height_px)

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences about repairs and damage of the file; complete after the last frame."""
        return self._notes

    def sha256(self) -> str:
        """Return the SHA-256 of the file, lower-case hexadecimal; it is read at the first call."""
        if self._sha256 is None:
            self._sha256 = file_sha256(self.path)
        return self._sha256

    def __iter__(self) -> Iterator[Frame]:
        if not self._is_the_same():
            raise SourceError(f"{self.path} was replaced while it was read: analyse it again.")
        reading = _Reading(_Decoder(self.path, self._survey, slowed=self.slowed))
        self._readings.add(reading)
        try:
            yield from reading.frames()
        finally:
            self._readings.discard(reading)
            reading.stop()
            self._notes = reading.decoder.notes()

    def _is_the_same(self) -> bool:
        """Return True if the file of this name is still the one that was opened."""
        try:
            now = self.path.stat()
        except OSError:
            return False
        return (now.st_dev, now.st_ino, now.st_size) == (
            self._opened.st_dev, self._opened.st_ino, self._opened.st_size
        )  # fmt: skip

    def close(self) -> None:
        """Stop every iteration; frames that were decoded ahead are dropped."""
        for reading in tuple(self._readings):
            reading.stop()
        self._readings.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Decoder:
    """Decodes a file once, and counts the pictures that could not be decoded."""

    def __init__(self, path: Path, found: Survey, *, slowed: float) -> None:
        self._path = path
        self._survey = found
        self._slowed = slowed
        self._count = 0
        self._origin = 0
        self._last_s = -math.inf
        self._lost_inside = 0
        self._lost_since_last = 0
        self._first_loss_s = 0.0
        self._jump_at_s = self._jump_s = 0.0
        self._ended = False

    def frames(self) -> Generator[Frame]:
        """Yield every frame that can be decoded."""
        with opened(self._path) as (container, stream):
            if stream.width * stream.height > _THREADED_PX:
                stream.thread_type = "AUTO"
            tick_s = Fraction(stream.time_base or 1)
            for pts, image in self._pictures(container, stream):
                time_s = self._time_s(pts, tick_s)
                if time_s <= self._last_s:
                    self._lose()
                    continue
                if self._count and time_s - self._last_s > JUMP_S and not self._jump_s:
                    self._jump_at_s, self._jump_s = self._last_s, time_s - self._last_s
                yield Frame(self._count, time_s / self._slowed, image)
                self._count += 1
                self._last_s = time_s
                self._lost_inside += self._lost_since_last
                self._lost_since_last = 0
        self._ended = True

    def _pictures(
        self, container: InputContainer, stream: VideoStream
    ) -> Iterator[tuple[int | None, NDArray[np.uint8]]]:
        """Yield tick and image of each picture; damaged pictures are counted and left out."""
        upright = UprightFrame(stream.sample_aspect_ratio)
        for decoded in self._decoded(container.demux(stream)):
            try:
                image = upright(decoded)
            except av.FFmpegError:
                self._lose()
            else:
                yield decoded.pts, image

    def _decoded(self, packets: Iterator[Packet[VideoStream]]) -> Iterator[av.VideoFrame]:
        """Yield the decoded frames of the packets; damaged packets are counted and left out."""
        while True:
            try:
                packet = next(packets, None)
                if packet is None:
                    return
                if not packet.size and packet.pts is not None:
                    continue  # Theora shows the picture before once more
                if packet.is_corrupt and self._survey.cut_off:
                    continue  # half a picture would be decoded to noise
                decoded = packet.decode()
            except av.FFmpegError:
                self._lose()
            else:
                yield from decoded

    def _time_s(self, pts: int | None, tick_s: Fraction) -> float:
        """Return the seconds since the first frame, from the file's clock or from its rate."""
        if self._survey.repair is not None:
            return float(self._count / self._survey.rate)
        if pts is None:
            return -math.inf
        if not self._count:
            self._origin = pts
        return float((pts - self._origin) * tick_s)

    def _lose(self) -> None:
        """Count a picture that cannot be used."""
        if not self._lost_inside and not self._lost_since_last:
            self._first_loss_s = max(0.0, self._last_s)
        self._lost_since_last += 1

    def notes(self) -> tuple[str, ...]:
        """Return sentences about a repaired clock and lost pictures."""
        notes = []
        if self._survey.repair is not None:
            notes.append(
                f"The clock of the file was repaired: it has {self._survey.repair}, "
                f"so frames are taken as {float(self._survey.rate):.6g} per second."
            )
        if self._jump_s:
            notes.append(
                f"The clock of the file jumps by {self._jump_s:.0f} s after {self._jump_at_s:.1f} "
                "s: a repetition under way ends there."
            )
        if self._survey.missing:
            notes.append(_missing_note(self._survey.missing))
        if self._lost_inside:
            pictures = "1 picture" if self._lost_inside == 1 else f"{self._lost_inside} pictures"
            notes.append(
                f"The file is damaged: {pictures} could not be read, "
                f"the first after {self._first_loss_s:.1f} s."
            )
        ends_early = self._survey.cut_off or self._lost_since_last > 0
        if self._ended and ends_early and self._count:
            notes.append(
                f"The file is damaged or cut off after {self._last_s:.1f} s: "
                "analysed as far as it goes."
            )
        return tuple(notes)


def _missing_note(count: int) -> str:
    pictures = "1 picture is" if count == 1 else f"{count} pictures are"
    return (
        f"The file is damaged: {pictures} missing in it, so what follows may be at a wrong time."
    )


class _Reading:
    """One pass over a file, decoded ahead in a thread."""

    def __init__(self, decoder: _Decoder) -> None:
        self.decoder = decoder
        self._ready: SimpleQueue[Frame | BaseException | None] = SimpleQueue()
        self._room = threading.Semaphore(_AHEAD)
        self._stopped = threading.Event()
        # A daemon thread that is stopped at exit: a reading that was not closed must not keep the
        # program alive, and a daemon cannot be joined any more while Python shuts down.
        self._thread = threading.Thread(target=self._decode, name="decode", daemon=True)

    def frames(self) -> Iterator[Frame]:
        """Yield the frames until the reading is stopped; raise errors of the thread."""
        atexit.register(self.stop)
        self._thread.start()
        while not self._stopped.is_set():
            item = self._ready.get()
            if isinstance(item, BaseException):
                raise item
            if item is None:
                return
            self._room.release()
            yield item

    def stop(self) -> None:
        """End the thread and wait for it; a second call does nothing."""
        atexit.unregister(self.stop)
        self._stopped.set()
        self._room.release()
        if self._thread.is_alive():
            self._thread.join()

    def _decode(self) -> None:
        """Fill the queue: frames, then None or the error that ended them."""
        frames = self.decoder.frames()
        try:
            for frame in frames:
                self._room.acquire()
                if self._stopped.is_set():
                    break
                self._ready.put(frame)
            self._ready.put(None)
        except BaseException as error:  # noqa: BLE001 - raised again where the frames are taken
            self._ready.put(error)
        finally:
            frames.close()
