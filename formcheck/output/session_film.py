"""The film of a live session: what the screen shows, never at the cost of what it shows next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import cv2  # noqa: F401  # before PyAV: see pyproject.toml
import av

from formcheck.errors import OutputError
from formcheck.output.encoder import QUICK, TICKS_PER_S, Encoder
from formcheck.output.pending import PendingFile

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray


class SessionFilm:
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
        self._pending = PendingFile(path)
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
