"""Pose estimators that stay loaded in a worker process from one file to the next.

To load the networks of a model takes as long as to analyse a second of video.
"""

from __future__ import annotations

from threading import local
from typing import TYPE_CHECKING, Protocol, Self, cast

from formcheck.capture.people import PeopleFinder, SeesSeveral
from formcheck.capture.pose_estimator import PoseEstimator, open_estimator

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from formcheck.capture.video_file import Frame
    from formcheck.pose.pose import Pose


class _Restarts(PoseEstimator, SeesSeveral, Protocol):
    """A pose estimator that can begin anew."""


class KeptFinder(PeopleFinder):
    """A finder of people that stays loaded: each picture is searched by itself.

    Parameters
    ----------
    made
        The finder.
    """

    def __init__(self, made: PeopleFinder) -> None:
        self._made = made

    def others(self, frame: Frame, known: Sequence[Pose] = ()) -> list[Pose]:
        """Return the people in a frame besides the known ones; see `PeopleFinder.others`."""
        return self._made.others(frame, known)

    def close(self) -> None:
        """Keep the model."""


class KeptEstimator:
    """A pose estimator that stays loaded from one source to the next, and begins anew for each.

    Parameters
    ----------
    made
        The estimator.
    """

    def __init__(self, made: _Restarts) -> None:
        self.name, self.info = made.name, made.info
        self._made = made
        self._finder: KeptFinder | None = None

    def estimate(self, frame: Frame) -> Pose:
        """Return the pose in a frame."""
        return self._made.estimate(frame)

    def restart(self) -> None:
        """Forget the person who was tracked."""
        self._made.restart()

    def open_finder(self) -> KeptFinder:
        """Return the finder of other people, which stays loaded as well."""
        if self._finder is None:
            self._finder = KeptFinder(self._made.open_finder())
        return self._finder

    def close(self) -> None:
        """Keep the model, and forget the person who was tracked."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Kept(local):
    """The estimators of one thread: an estimator serves one source at a time."""

    def __init__(self) -> None:
        self.by_name: dict[tuple[str, str], KeptEstimator] = {}


_KEPT = _Kept()


def opener(model: str, name: str) -> Callable[[], PoseEstimator]:
    """Return a function that gives the estimator for the next source.

    Parameters
    ----------
    model, name
        As for `open_estimator`.

    Returns
    -------
    Callable
        It loads the model the first time that this thread calls it.  An estimator that cannot
        begin anew is loaded each time.
    """

    def opened() -> PoseEstimator:
        kept = _KEPT.by_name.get((model, name))
        if kept is not None:
            kept.restart()
            return kept
        made = open_estimator(model, name=name)
        if not isinstance(made, SeesSeveral):
            return made
        kept = _KEPT.by_name[model, name] = KeptEstimator(cast("_Restarts", made))
        return kept

    return opened
