"""Sources of poses: a video with an estimator, or a recording; and the monitor of a run."""

from __future__ import annotations

from contextlib import ExitStack, closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self, cast

from formcheck import recording
from formcheck.capture import file_sha256
from formcheck.capture.pose_estimator import Observation, estimate
from formcheck.version import __version__

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Generator, Iterator, Mapping

    import numpy as np
    from numpy.typing import NDArray

    from formcheck.assessment.report import Source
    from formcheck.capture.pose_estimator import PoseEstimator
    from formcheck.recording import RecordingWriter

    Image = NDArray[np.uint8]

_ESTIMATOR_KEYS: Final = ("name", "version", "model", "model_sha256")


class ProgressMonitor:
    """Observes a run, and may end it early.

    Subclasses show progress (`begin`, `seen`) or end the run (`wants_to_stop`).  A run that ends
    early still gives a complete report of the poses up to then.

    Attributes
    ----------
    poses
        How many poses were judged.
    time_s
        Time of the last of them, seconds.
    stopped
        Whether the run was ended early.
    """

    def __init__(self) -> None:
        self.poses = 0
        self.time_s = 0.0
        self.stopped = False

    def begin(self, count: int | None) -> None:
        """Start to observe a source of this many poses; None = unknown."""

    def seen(self) -> None:
        """React to one more judged pose (`poses` and `time_s` are up to date)."""

    def wants_to_stop(self) -> bool:
        """Return True to end the run before the next pose."""
        return False

    def over(self, stream: Generator[Observation]) -> Generator[Observation]:
        """Yield the stream's observations until its end or an early stop, and close it."""
        with closing(stream):
            for observation in stream:
                if self.wants_to_stop():
                    self.stopped = True
                    break
                yield observation
                self.poses += 1
                self.time_s = observation.pose.time_s
                self.seen()

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences for the report about an early end."""
        return (f"Stopped by the user after {self.time_s:.1f} s.",) if self.stopped else ()


class PoseSource:
    """A stream of poses that is read once; a context manager.

    Attributes
    ----------
    path
        The file.
    estimator
        Name, version, model and model's SHA-256 of the pose estimator; empty = unknown.
    frames
        How many poses were read so far.
    monitor
        Observes every pose.
    recorder
        Gets every pose; it is finished with the source block after the last one.
    """

    estimator: Mapping[str, str]

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self.frames = 0
        self.monitor = ProgressMonitor()
        self.recorder: RecordingWriter | None = None

    def __iter__(self) -> Iterator[Observation]:
        self.monitor.begin(self._expected())
        for observation in self.monitor.over(self._observations()):
            self.frames += 1
            if self.recorder is not None:
                self.recorder.write(observation.pose)
            yield observation
        if self.recorder is not None:
            made_by = dict(self.estimator)
            self.recorder.finish(
                {"formcheck": __version__, "estimator": made_by, "source": self.info}
            )

    @property
    def info(self) -> Source:
        """The source block of a report, complete after the last pose."""
        raise NotImplementedError

    def images(self) -> Iterator[Image]:
        """Yield the pictures once more, after the poses were read; a recording has none."""
        return iter(())

    def close(self) -> None:
        """Release the file; a second call does nothing."""

    def _expected(self) -> int:
        """Return the expected number of poses."""
        raise NotImplementedError

    def _observations(self) -> Generator[Observation]:
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class VideoSource(PoseSource):
    """The poses that an estimator finds in a video file.

    Parameters
    ----------
    path
        The video.
    open_estimator
        Makes the estimator, after the video was found to be readable.

    Raises
    ------
    SourceError, ModelError
        If the video or the model is missing or cannot be read.
    """

    def __init__(
        self, path: str | os.PathLike[str], open_estimator: Callable[[], PoseEstimator]
    ) -> None:
        from formcheck.capture.video_file import VideoFile

        super().__init__(path)
        with ExitStack() as stack:
            self._video = stack.enter_context(VideoFile(path))
            self._estimator = stack.enter_context(open_estimator())
            self._opened = stack.pop_all()
        self.estimator = asdict(self._estimator.info)

    @property
    def info(self) -> Source:
        """The source block of a report; the file's damage is known after the last pose."""
        return {
            "kind": "video",
            "name": self.path.name,
            "sha256": self._video.sha256(),
            "frames": self.frames,
            "size_px": self._video.size_px,
            "notes": (*self._video.notes, *self.monitor.notes),
        }

    def images(self) -> Iterator[Image]:
        """Yield the pictures once more, after the poses were read."""
        return (frame.image for frame in self._video)

    def close(self) -> None:
        """Close the video and the estimator; a second call does nothing."""
        self._opened.close()

    def _expected(self) -> int:
        return self._video.frame_count

    def _observations(self) -> Generator[Observation]:
        with self._estimator:  # its memory is not needed any more after the last pose
            yield from estimate(self._video, self._estimator)


class RecordingSource(PoseSource):
    """The poses of a recording.

    Raises
    ------
    RecordingError
        If it is missing, damaged or of another version.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        super().__init__(path)
        self._recording = recording.read(path)
        made_by = _table(self._recording.meta.get("estimator"))
        self.estimator = {key: str(made_by[key]) for key in _ESTIMATOR_KEYS if key in made_by}

    @property
    def info(self) -> Source:
        """The source block of a report, with that of the video it was recorded from."""
        return {
            "kind": "recording",
            "name": self.path.name,
            "sha256": file_sha256(self.path),
            "frames": self.frames,
            "notes": self.monitor.notes,
            "recorded_from": dict(_table(self._recording.meta.get("source"))),
        }

    def _expected(self) -> int:
        return len(self._recording)

    def _observations(self) -> Generator[Observation]:
        return (Observation(pose, None) for pose in self._recording)


def _table(value: object) -> Mapping[str, object]:
    """Return a table of a recording's meta data; another program may have put anything there."""
    return cast("Mapping[str, object]", value) if isinstance(value, dict) else {}
