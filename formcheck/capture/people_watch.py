"""Counts the people in view while a live session goes on."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final, Self

from formcheck.capture.people import BEHIND
from formcheck.pose.view import body_px

if TYPE_CHECKING:
    from concurrent.futures import Future

    from formcheck.capture.people import PeopleFinder
    from formcheck.capture.video_file import Frame
    from formcheck.pose.pose import Pose

WATCH_S: Final = 1.0
"""Time between two looks for other people during a live session."""


class PeopleWatch:
    """Counts the people in view during a live session, now and then; a context manager.

    It counts in a thread of its own, because that takes as long as several pictures.  A second
    person counts from the second look in a row on: furniture is taken for people now and then.

    Parameters
    ----------
    finder
        Finds other people; it is called in the thread only.
    """

    def __init__(self, finder: PeopleFinder) -> None:
        self._finder = finder
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="people")
        self._running: Future[int] | None = None
        self._next_s = -math.inf
        self._counts: tuple[int, int] | tuple[()] = ()

    def update(self, frame: Frame, pose: Pose) -> int | None:
        """Return the smaller one of the last two counts, None before the first.

        Parameters
        ----------
        frame
            The newest picture, which must not be changed any more.
        pose
            The person who is followed in it.

        Returns
        -------
        int or None
            The number of people, without those in the background.
        """
        if self._running is not None and self._running.done():
            newest, self._running = self._running.result(), None
            # One look cannot tell a person from a coat stand.
            self._counts = (self._counts[-1] if self._counts else min(newest, 1), newest)
            if newest > min(self._counts):
                self._next_s = frame.time_s
        if self._running is None and frame.time_s >= self._next_s:
            self._next_s = frame.time_s + WATCH_S
            self._running = self._thread.submit(self._count, frame, pose)
        return min(self._counts, default=None)

    def _count(self, frame: Frame, pose: Pose) -> int:
        if pose.is_absent:
            return len(self._finder.others(frame))
        least_px = BEHIND * body_px(pose)
        others = self._finder.others(frame, [pose])
        return 1 + sum(body_px(other) >= least_px for other in others)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Wait for the count that goes on."""
        self._thread.shutdown()
