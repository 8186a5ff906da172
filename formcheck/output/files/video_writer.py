"""Encodes pictures as H.264 in a thread of its own: meanwhile the next picture is looked at."""

from __future__ import annotations

import threading
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from queue import Empty, Full, Queue
from typing import TYPE_CHECKING, Final, Self

import cv2
import av
import numpy as np

from formcheck.assessment.checker import Reading
from formcheck.assessment.cues import Cue
from formcheck.assessment.quality_gate import PauseReason
from formcheck.assessment.rep_counter import Phase
from formcheck.errors import OutputError
from formcheck.output.files.atomic_file import AtomicFile
from formcheck.output.overlay.overlay import Overlay
from formcheck.pose.view import UNSEEN

if TYPE_CHECKING:
    import os

    from numpy.typing import NDArray

    from formcheck.assessment.report import SetReport
    from formcheck.exercises.definition import Exercise
    from formcheck.pose.pose import Pose


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


ENDINGS: Final = ("", ".mp4", ".m4v", ".mov")
"""Names under which players expect what is written here."""


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
        self._pending = AtomicFile(path)
        self._overlay: Overlay | None = None
        self._encoder: Encoder | None = None

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
            self._encoder = Encoder(self._pending.part, self._overlay.size_px)
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


NOTHING: Final = PauseReason("nothing", "No exercise is recognised here.")


class SetsVideo(AnnotatedVideo):
    """A film in which each set is drawn as the exercise that it is.

    Between the sets the picture and the skeleton are shown, with nothing measured.

    Parameters
    ----------
    path
        Where the film is to lie.
    first
        What is shown before the first set begins: any exercise.

    Raises
    ------
    OutputError
        If nothing can be written there; found out before anything is analysed.
    """

    def __init__(self, path: str | os.PathLike[str], first: Exercise) -> None:
        super().__init__(path, first)

    def pause(self, pose: Pose, image: NDArray[np.uint8] | None) -> None:
        """Draw a picture that belongs to no set.

        Raises
        ------
        OutputError
            If a picture before this one could not be written.
        """
        reading = Reading(
            pose=pose,
            side=None,
            angles_deg={},
            phase=Phase.UNKNOWN,
            reps=0,
            good_reps=0,
            hold_s=0.0,
            events=(),
            cue=Cue(NOTHING.say, 0),
            paused=NOTHING,
            view=UNSEEN,
        )
        self.write(reading, image)


class SessionVideo:
    """Writes the pictures of the screen as an MP4; a context manager.

    A picture for which the encoder has no time is left out.  When the disk refuses, the film ends
    there: the session goes on, and `note` tells it.

    Parameters
    ----------
    path
        Where the film is to lie.

    Attributes
    ----------
    note
        What went wrong, in a sentence; empty = nothing.
    left_out
        How many pictures were left out.

    Raises
    ------
    OutputError
        If nothing can be written there.
    """

    def __init__(self, path: Path) -> None:
        self._pending = AtomicFile(path)
        self._encoder: Encoder | None = None
        self._last = -1
        self.note = ""
        self.left_out = 0

    def show(self, picture: NDArray[np.uint8], time_s: float) -> None:
        """Add a picture, which must not be changed any more.

        Parameters
        ----------
        picture
            Shape (height, width, 3), uint8, BGR, always of one size.
        time_s
            Seconds; a picture that is not later than the one before is not wanted.
        """
        ticks = round(time_s * TICKS_PER_S)
        if self.note or ticks <= self._last:  # two pictures of one tick would end the film
            return
        self._last = ticks
        if self._encoder is None:
            size_px = (picture.shape[1], picture.shape[0])
            self._encoder = Encoder(self._pending.part, size_px, quality=QUICK)
        try:
            self.left_out += not self._encoder.offer(picture, time_s)
        except (OSError, av.FFmpegError) as error:
            self.note = str(self._pending.refused(error))

    def finish(self) -> bool:
        """Close the film and put it in its place; whether there is one."""
        if self._encoder is None or self.note:
            return False
        try:
            self._encoder.finish()
            self._pending.put_in_place()
        except (OSError, av.FFmpegError) as error:
            self.note = str(self._pending.refused(error))
        except OutputError as error:
            self.note = str(error)
        return not self.note

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._encoder is not None:
            self._encoder.drop()
        self._pending.drop()
