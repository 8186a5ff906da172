"""H.264 videos: a thread that encodes, the annotated video of one or several sets, a session's."""

from __future__ import annotations

import math
import threading
from contextlib import suppress
from fractions import Fraction
from functools import partial
from pathlib import Path
from queue import Empty, Full, Queue
from typing import TYPE_CHECKING, Final, Self

import cv2
import av
import numpy as np

from formcheck.assessment.events import Cue, PauseReason, Reading
from formcheck.assessment.rep_counter import Phase
from formcheck.errors import OutputError
from formcheck.output import SetFile
from formcheck.output.files.atomic_file import AtomicFile
from formcheck.output.overlay.film import Notes, draw_page, pages
from formcheck.output.overlay.overlay import Overlay
from formcheck.output.overlay.steady_readings import SteadyReadings
from formcheck.pose.view import UNSEEN

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from formcheck.assessment.report import SetReport
    from formcheck.exercises.definition import Exercise
    from formcheck.output.overlay.layout import Layout
    from formcheck.pose.pose import Pose
    from formcheck.recognition.report import SetsReport


TICKS_PER_S: Final = 90_000
"""Resolution of the video's clock: it keeps the times of the source, uneven ones too."""

QUALITY: Final = {"crf": "23", "preset": "veryfast"}

QUICK: Final = {"crf": "26", "preset": "ultrafast"}
"""For a video that is written during a live session: a fifth of the effort, twice the size."""

LONGEST_GAP_S: Final = 600.0
"""Longest time for which a film shows one picture: MP4 has room for 6.6 hours, and players for
less.  The rest of a longer gap is left out (engineering default)."""

WIDEST: Final = 8
"""A picture that is this many times wider than high, or higher than wide, gets no film: scaled up
until its words can be read, it would fill the memory (engineering default)."""

_MOST_WAITING: Final = 4
"""How many pictures may wait for the encoder."""

_ENDINGS: Final = ("", ".mp4", ".m4v", ".mov")
"""File names under which players expect an MP4."""


class VideoWriter:
    """Writes one MP4 file, whole or not at all, in a thread of its own; a context manager.

    While it encodes a picture, the next one can be analysed.

    Parameters
    ----------
    path, quality
        Where the video is to lie, and options of the encoder.
    """

    def __init__(self, path: str | os.PathLike[str], *, quality: dict[str, str] = QUALITY) -> None:
        self._file, self._quality = AtomicFile(path), quality
        self._waiting: Queue[tuple[NDArray[np.uint8], int] | None] = Queue(_MOST_WAITING)
        self._error: BaseException | None = None
        self._thread: threading.Thread | None = None
        self._last_s, self._left_out_s = math.inf, 0.0

    def write(self, picture: NDArray[np.uint8], time_s: float, *, wait: bool = True) -> bool:
        """Add a picture, which must not be changed any more.

        Parameters
        ----------
        picture, time_s
            Shape (height, width, 3), uint8, BGR, of one even size; seconds that only go up.
        wait
            Whether to wait until the encoder has room.

        Returns
        -------
        bool
            False if there was no room for it.

        Raises
        ------
        OutputError
            If a picture before this one could not be written.
        """
        if self._thread is None:
            size_px = picture.shape[1], picture.shape[0]
            run = partial(self._run, size_px)
            # A daemon: a video that is never closed does not keep the program alive.
            self._thread = threading.Thread(target=run, name="encode", daemon=True)
            self._thread.start()
        self._raise_error()
        self._left_out_s += max(0.0, time_s - self._last_s - LONGEST_GAP_S)
        self._last_s = time_s
        ticks = round((time_s - self._left_out_s) * TICKS_PER_S)
        try:
            self._waiting.put((picture, ticks), block=wait)
        except Full:
            return False
        return True

    def finish(self) -> bool:
        """Encode what waits, and put the file in its place; return False without a picture."""
        if self._thread is None:
            return False
        self._waiting.put(None)
        self._thread.join()
        self._raise_error()
        self._file.commit()
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End the thread, and leave no half-written file."""
        while self._thread is not None and self._thread.is_alive():
            with suppress(Empty):
                while True:
                    self._waiting.get_nowait()
            self._waiting.put(None)
            self._thread.join(0.05)
        self._file.discard()

    def _raise_error(self) -> None:
        if isinstance(self._error, (OSError, av.FFmpegError)):
            raise self._file.output_error(self._error) from self._error
        if self._error is not None:
            raise self._error

    def _run(self, size_px: tuple[int, int]) -> None:
        pictures = iter(self._waiting.get, None)
        try:
            self._encode(pictures, size_px)
        except BaseException as error:  # noqa: BLE001  # raised again where pictures are added
            self._error = error
            for _ in pictures:
                pass  # the caller must not wait for room for ever

    def _encode(
        self, pictures: Iterator[tuple[NDArray[np.uint8], int]], size_px: tuple[int, int]
    ) -> None:
        options = {"movflags": "+faststart"}
        path = str(self._file.temporary_path)
        with av.open(path, "w", format="mp4", options=options) as container:
            stream = container.add_stream("libx264", rate=30, options=self._quality)
            stream.width, stream.height = size_px
            stream.pix_fmt = "yuv420p"
            stream.codec_context.time_base = Fraction(1, TICKS_PER_S)
            for picture, ticks in pictures:
                # OpenCV converts the colours in half the time that FFmpeg's scaler takes.
                planes = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_I420), np.uint8)
                frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
                frame.pts, frame.time_base = ticks, Fraction(1, TICKS_PER_S)
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))


_AFTER_S: Final = 0.04
PAGE_STEP_S: Final = 0.5
"""Seconds from the last picture to the first page, and from picture to picture of a page: players
that ignore the length of the last one still show it."""


class AnnotatedVideo(SetFile):
    """A sink that draws every reading of a set, and ends the video with pages to read.

    Parameters
    ----------
    path, exercise
        Where the video is to lie, and the exercise that is judged.

    Examples
    --------
    >>> import tempfile
    >>> from formcheck import Checker, load_exercise
    >>> exercise = load_exercise("mini_squat")
    >>> checker = Checker(exercise)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with AnnotatedVideo(f"{folder}/set.mp4", exercise) as sink:
    ...         sink.finish(checker.finish())  # after `sink.write` for each reading
    """

    def __init__(self, path: str | os.PathLike[str], exercise: Exercise) -> None:
        if Path(path).suffix.lower() not in _ENDINGS:
            raise OutputError(f"The annotated film is an MP4: name it {Path(path).stem}.mp4.")
        self._writer, self._name = VideoWriter(path), path
        self._exercise = exercise
        self._overlay: Overlay | None = None
        self._notes, self._steady = Notes(exercise), SteadyReadings()
        self._layout: Layout | None = None
        self._last_s = 0.0

    def write(self, reading: Reading, image: NDArray[np.uint8] | None) -> None:
        """Draw the reading and add the picture to the video; without an image, a stick figure."""
        if self._overlay is None:
            size_px = reading.pose.size_px
            if max(size_px) > WIDEST * min(size_px):
                raise OutputError(
                    f"{self._name} cannot be drawn (a picture of {size_px[0]}x{size_px[1]} pixels "
                    "has no room for words): leave out --video."
                )
            self._overlay = Overlay(self._exercise, size_px)
            self._layout = self._overlay.layout
        shown, note = self._steady.update(reading), self._notes.update(reading)
        picture = self._overlay.draw(shown, image, note=note)
        self._last_s = reading.pose.time_s
        self._writer.write(picture, self._last_s)

    def finish(self, report: SetReport | SetsReport) -> None:
        """Add the summary, and put the video in its place; without a picture there is none."""
        if self._layout is not None:
            next_s = self._last_s + _AFTER_S
            for page in pages(report):
                picture = draw_page(page, self._layout)
                for _ in range(math.ceil(page.shown_s / PAGE_STEP_S)):
                    self._writer.write(picture, next_s)
                    next_s += PAGE_STEP_S
        self._writer.finish()

    def discard(self) -> None:
        """End the thread, and remove what was not finished."""
        self._writer.__exit__()


_NO_EXERCISE: Final = PauseReason("nothing", "No exercise is recognised here.")


class SetsVideo(AnnotatedVideo):
    """An annotated video of several sets, each drawn as the exercise that it is.

    Between the sets it shows picture and skeleton, with nothing measured.

    Parameters
    ----------
    path, exercise
        As for `AnnotatedVideo`; the title of the exercise stands there before the first set.
    """

    def begin_set(self, exercise: Exercise) -> None:
        """Draw the next readings as those of this exercise."""
        self._exercise, self._overlay, self._notes = exercise, None, Notes(exercise)

    def write_between_sets(self, pose: Pose, image: NDArray[np.uint8] | None) -> None:
        """Add a picture that belongs to no set.

        Parameters
        ----------
        pose, image
            The person, of whom nothing is judged, and the picture as for `write`.
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
            cue=Cue(_NO_EXERCISE.say, 0),
            paused=_NO_EXERCISE,
            view=UNSEEN,
        )
        self.write(reading, image)


class SessionVideo:
    """Writes the pictures of a live session's screen as a video; a context manager.

    A picture for which the encoder has no time is left out.  If the disk refuses, the video ends
    and the session goes on.

    Parameters
    ----------
    path
        Where the video is to lie.

    Attributes
    ----------
    note, left_out
        The error in one sentence (empty = none), and how many pictures were left out.
    """

    def __init__(self, path: Path) -> None:
        self._writer = VideoWriter(path, quality=QUICK)
        self._last_ticks = -1
        self.note = ""
        self.left_out = 0

    def show(self, picture: NDArray[np.uint8], time_s: float) -> None:
        """Add a picture, which must not be changed any more.

        Parameters
        ----------
        picture, time_s
            As for `VideoWriter.write`; what is not later than the one before is ignored.
        """
        ticks = round(time_s * TICKS_PER_S)
        if self.note or ticks <= self._last_ticks:  # two pictures of one tick end a video
            return
        self._last_ticks = ticks
        try:
            self.left_out += not self._writer.write(picture, time_s, wait=False)
        except OutputError as error:
            self.note = str(error)

    def finish(self) -> bool:
        """Put the video in its place; return True if there is one."""
        try:
            return not self.note and self._writer.finish()
        except OutputError as error:
            self.note = str(error)
            return False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._writer.__exit__()
