"""The camera of a live session in the browser: pictures come through a WebSocket."""

from __future__ import annotations

import math
import threading
import time
from typing import TYPE_CHECKING, Final, NamedTuple

from formcheck.capture.camera import Loss, fitted
from formcheck.capture.video_file import Frame
from formcheck.web.live.pictures import SentPicture, decoded

if TYPE_CHECKING:
    from collections.abc import Callable

SILENT_S: Final = 2.0
"""A page that sends no picture for this long has lost its camera (engineering default)."""

COMES_BACK_S: Final = 60.0
"""For so long a page may be away before the session ends (engineering default)."""

_NEXT_TICK_S: Final = 1e-6
"""Added to the time of a picture that was taken no later than the one before."""


class _Arrived(NamedTuple):
    """A picture that arrived: its order, its time, when it came (seconds), and from which page."""

    order: int
    time_s: float
    came_s: float
    picture: SentPicture
    page: int


class SocketCamera:
    """Gives the newest picture that a page or a phone has sent.

    One thread puts pictures in, another takes them.  Only a picture that is taken is decoded.
    The clock is that of the page that films: how long a picture travelled changes no time.  A page
    that is loaded again, and a phone, have clocks of their own, which are joined to the first.

    Parameters
    ----------
    name
        Name for reports.
    clock
        Gives seconds that only go forward; for tests.

    Attributes
    ----------
    losses, grabbed
        As in `formcheck.capture.camera.Camera`.
    """

    def __init__(
        self, name: str = "camera of the browser", *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.name = name
        self.losses: list[Loss] = []
        self.grabbed = 0
        self._taken: _Arrived | None = None
        self._page = 0
        self._clock = clock
        self._news = threading.Condition()
        self._newest: _Arrived | None = None
        self._size_px = (0, 0)
        self._joined: tuple[float, float] | None = None
        self._watched_s = math.inf
        self._was_cut = self._closed = False

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height of the first picture, into which later ones are fitted, pixels."""
        return self._size_px

    @property
    def taken_size_px(self) -> tuple[int, int]:
        """Width and height of the picture that was taken last, as it was sent, pixels."""
        taken = self._taken
        return self._size_px if taken is None else taken.picture.size_px

    @property
    def taken(self) -> SentPicture | None:
        """The picture that was taken last, None before the first of the page that films now."""
        taken = self._taken
        return None if taken is None or taken.page != self._page else taken.picture

    # --- The side of the page ------------------------------------------------------------------

    def put(self, picture: SentPicture) -> None:
        """Take in a picture."""
        came_s = self._clock()
        with self._news:
            self._note_loss(came_s)
            before = self._newest
            if before is None:
                self._size_px = picture.size_px
            if self._joined is None:
                time_s = 0.0 if before is None else before.time_s + (came_s - before.came_s)
                self._joined = time_s, picture.captured_ms
            time_s = self._joined[0] + (picture.captured_ms - self._joined[1]) / 1000
            if before is not None:
                time_s = max(time_s, before.time_s + _NEXT_TICK_S)
                if self.losses and math.isnan(self.losses[-1].end_s):
                    self.losses[-1] = Loss(self.losses[-1].start_s, time_s)
            self._was_cut = False
            self._newest = _Arrived(self.grabbed, time_s, came_s, picture, self._page)
            self.grabbed += 1
            self._news.notify_all()

    def cut(self) -> None:
        """Note that no pictures come: the connection, or the camera of the page, is gone."""
        with self._news:
            self._was_cut, self._joined = True, None
            self._page += 1
            self._news.notify_all()

    def close(self) -> None:
        """End the pictures for good."""
        with self._news:
            self._closed = True
            self._news.notify_all()

    # --- The side of the session ---------------------------------------------------------------

    def wait_for_first(self, at_most_s: float) -> bool:
        """Return True as soon as a picture has come; False if none comes in time."""
        with self._news:
            self._news.wait_for(lambda: self._closed or self._newest is not None, at_most_s)
            return self._newest is not None

    def watch(self) -> None:
        """Take silence for a loss from now on.

        Before, the session is being opened: a page waits for the answer to its first pictures.
        """
        with self._news:
            self._watched_s = self._clock()

    @property
    def is_lost(self) -> bool:
        """True while no pictures come."""
        with self._news:
            self._note_loss(self._clock())
            return bool(self.losses) and math.isnan(self.losses[-1].end_s)

    @property
    def ended(self) -> bool:
        """True if no more pictures will come: the page stayed away, or the session was ended."""
        with self._news:
            newest = self._newest
            away = newest is not None and self._clock() - newest.came_s > COMES_BACK_S
            return self._closed or away

    def now_s(self) -> float:
        """Return the seconds since the first picture, on the clock of the pictures."""
        with self._news:
            newest = self._newest
            return 0.0 if newest is None else newest.time_s + self._clock() - newest.came_s

    def newer_than(self, index: int, *, wait_s: float) -> Frame | None:
        """Return the newest picture if its index is larger; None if none comes in time.

        Parameters
        ----------
        index, wait_s
            Index of the picture that was taken last, and the longest wait, seconds.

        Returns
        -------
        Frame or None
            A damaged picture is left out.
        """
        ends_s = self._clock() + wait_s
        while (arrived := self._wait_for(index, ends_s - self._clock())) is not None:
            index, self._taken = arrived.order, arrived
            image = decoded(arrived.picture)
            if image is not None:
                return Frame(arrived.order, arrived.time_s, fitted(image, self._size_px))
        return None

    def _wait_for(self, index: int, wait_s: float) -> _Arrived | None:
        with self._news:
            self._news.wait_for(lambda: self._closed or self._is_newer(index), max(0.0, wait_s))
            return self._newest if self._is_newer(index) else None

    def _is_newer(self, index: int) -> bool:
        return self._newest is not None and self._newest.order > index

    def _note_loss(self, now_s: float) -> None:
        """Begin a loss if no pictures come any more; the lock is held."""
        newest = self._newest
        if newest is None or (self.losses and math.isnan(self.losses[-1].end_s)):
            return
        since_s = max(newest.came_s, self._watched_s)
        if self._was_cut or now_s - since_s > SILENT_S:
            self.losses.append(Loss(newest.time_s, math.nan))
