"""Sources of poses: a video with an estimator, or a recording."""

from __future__ import annotations

import math
from contextlib import ExitStack, closing
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self, cast

import numpy as np

from formcheck.capture import ProgressMonitor, file_sha256, shown_name
from formcheck.capture.people import PersonTracker
from formcheck.capture.pose_estimator import Observation, estimate
from formcheck.capture.source_options import NO_OPTIONS, SourceOptions
from formcheck.errors import FirstFailure, SourceError
from formcheck.pose.pose import unmirrored
from formcheck.recording_file import RecordingFile
from formcheck.version import __version__

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Generator, Iterator, Mapping

    from numpy.typing import NDArray

    from formcheck.assessment.report import SceneFinding, Source
    from formcheck.capture.pose_estimator import PoseEstimator
    from formcheck.capture.video_file import Frame
    from formcheck.exercises.definition import Exercise
    from formcheck.recording_writer import PoseRecorder

    Image = NDArray[np.uint8]

_ESTIMATOR_KEYS: Final = ("name", "version", "model", "model_sha256")


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
    options
        How the file is read.
    recorder
        Gets every pose; it is finished with the source block after the last one.
    """

    estimator: Mapping[str, str]

    def __init__(self, path: str | os.PathLike[str], options: SourceOptions = NO_OPTIONS) -> None:
        self.path = Path(path)
        self.options = options
        self.frames = 0
        self.monitor = ProgressMonitor()
        self.recorder: PoseRecorder | None = None
        self._recording_failure = FirstFailure()

    def __iter__(self) -> Iterator[Observation]:
        self.monitor.begin(self._expected())
        for observation in self.monitor.over(self._observations()):
            self.frames += 1
            if self.recorder is not None:
                self._recording_failure.attempt(partial(self.recorder.write, observation.pose))
            yield observation
        if not self.frames and not self.monitor.stopped and self.options.block():
            raise SourceError(self._nothing_read())
        if self.recorder is not None:
            made_by = dict(self.estimator)
            facts = {"formcheck": __version__, "estimator": made_by, "source": self.info}
            self._recording_failure.attempt(partial(self.recorder.finish, facts))

    @property
    def failure(self) -> Exception | None:
        """The error of the recorder, which ended the recording alone; None = none."""
        return self._recording_failure.error

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

    def _read_with(self) -> Source:
        """Return the part of the source block that says how the file was read."""
        changed = self.options.block()
        return {"read_with": changed} if changed else {}

    def _nothing_read(self) -> str:
        """Return the message for a part without a picture."""
        from formcheck.assessment.report_types import clock_text

        part = f"after {clock_text(self.options.start_s)}"
        if self.options.end_s < math.inf:
            part = f"from {clock_text(self.options.start_s)} to {clock_text(self.options.end_s)}"
        return f"{self.path} has no picture {part}: change --start or --end."

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
    options
        How it is read.
    exercise
        The exercise that is done, to choose among several people and to check the picture; None =
        not known.

    Raises
    ------
    SourceError, ModelError
        If the video or the model is missing or cannot be read.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        open_estimator: Callable[[], PoseEstimator],
        options: SourceOptions = NO_OPTIONS,
        *,
        exercise: Exercise | None = None,
    ) -> None:
        from formcheck.capture.filming_time import filmed_at
        from formcheck.capture.video_file import VideoFile
        from formcheck.session.camera_setup.scene import SceneTally, in_start_position

        fits = partial(in_start_position, exercise) if exercise is not None else None
        self._scene = SceneTally(exercise)

        super().__init__(path, options)
        with ExitStack() as stack:
            self._video = stack.enter_context(VideoFile(path, slowed=options.speed))
            self._filmed = filmed_at(self._video.path)
            estimator = stack.enter_context(open_estimator())
            self._tracker = stack.enter_context(PersonTracker(estimator, options.person, fits))
            self._opened = stack.pop_all()
        self.estimator = asdict(self._tracker.info)
        self._sha256 = self._video.sha256()  # now: the file may be removed or replaced meanwhile

    @property
    def info(self) -> Source:
        """The source block of a report; the file's damage is known after the last pose."""
        size_px = self._video.size_px
        block: Source = {
            "kind": "video",
            "name": shown_name(self.path),
            "sha256": self._sha256,
            "frames": self.frames,
            "size_px": size_px if self.options.rotate_deg % 180 == 0 else size_px[::-1],
            "notes": (*self._video.notes, *self.monitor.notes),
            **self._read_with(),
        }
        if self._filmed:
            block["filmed"] = self._filmed
        if self._video.slowed != 1:
            block["slowed"] = self._video.slowed
        tracker = self._tracker
        self._scene.count_people(looks=tracker.looks, several=tracker.several, say=tracker.say)
        if found := self._scene.findings():
            block["scene"] = found
        return block

    def images(self) -> Iterator[Image]:
        """Yield the pictures once more, after the poses were read."""
        return (self._as_filmed(frame.image) for frame in self._frames())

    def close(self) -> None:
        """Close the video and the estimator; a second call does nothing."""
        self._opened.close()

    def _expected(self) -> int:
        begin_s, slowed = self.options.start_s, self._video.slowed
        end_s = min(self.options.end_s, self._video.duration_s * slowed)
        if begin_s == 0 and self.options.end_s == math.inf:
            return self._video.frame_count
        return max(0, round((end_s - begin_s) / slowed * self._video.rate))

    def _frames(self) -> Iterator[Frame]:
        """Yield the frames of the part that is read, turned, at the times that a player shows."""
        options, slowed = self.options, self._video.slowed
        with closing(cast("Generator[Frame]", iter(self._video))) as frames:
            for frame in frames:
                time_s = frame.time_s if slowed == 1 else frame.time_s * slowed
                if time_s > options.end_s:
                    return
                if not options.has(time_s):
                    continue
                image = frame.image
                if options.rotate_deg:
                    turned_image = np.rot90(image, -(options.rotate_deg // 90))
                    image = np.ascontiguousarray(turned_image)
                yield replace(frame, time_s=time_s, image=image)

    def _as_filmed(self, image: Image) -> Image:
        """Return the picture as the camera saw it, if it was mirrored afterwards."""
        return np.ascontiguousarray(image[:, ::-1]) if self.options.mirrored else image

    def _observations(self) -> Generator[Observation]:
        with self._tracker:  # its memory is not needed any more after the last pose
            for observation in estimate(self._frames(), self._tracker):
                self._sample(observation)
                yield self._set_right(observation)

    def _set_right(self, observation: Observation) -> Observation:
        """Return pose and picture as the camera saw them, at the time of the real movement."""
        pose, image = observation
        if self.options.mirrored and image is not None:
            pose, image = unmirrored(pose), self._as_filmed(image)
        if self._video.slowed != 1:
            # The estimator got the times of the player: it smooths by them, and a recording that
            # is read with another speed must hold the same poses.
            pose = replace(pose, time_s=pose.time_s / self._video.slowed)
        return Observation(pose, image)

    def _sample(self, observation: Observation) -> None:
        """Check the picture, now and then."""
        from formcheck.capture.camera import brightness
        from formcheck.pose.view import body_px
        from formcheck.session.protocol import Surroundings

        pose, image = observation
        if image is not None and self._scene.wants(pose.time_s):
            size_px = math.nan if pose.is_absent else body_px(pose)
            self._scene.update(pose, Surroundings(brightness(image, pose), None), size_px=size_px)


class RecordingSource(PoseSource):
    """The poses of a recording.

    Parameters
    ----------
    path
        The recording.
    options
        How it is read.

    Raises
    ------
    RecordingError
        If it is missing, damaged or of another version.
    """

    def __init__(self, path: str | os.PathLike[str], options: SourceOptions = NO_OPTIONS) -> None:
        super().__init__(path, options)
        self._recording = RecordingFile(path)
        self._sha256 = file_sha256(self.path)
        made_by = _table(self._recording.meta.get("estimator"))
        self.estimator = {key: str(made_by[key]) for key in _ESTIMATOR_KEYS if key in made_by}

    @property
    def info(self) -> Source:
        """The source block of a report, with that of the video it was recorded from."""
        block: Source = {
            "kind": "recording",
            "name": shown_name(self.path),
            "sha256": self._sha256,
            "frames": self.frames,
            "notes": self.monitor.notes,
            "recorded_from": dict(_table(self._recording.meta.get("source"))),
            **self._read_with(),
        }
        if found := _scene(block["recorded_from"].get("scene")):
            block["scene"] = found
        if self.options.speed is not None and self.options.speed != 1:
            block["slowed"] = self.options.speed
        return block

    def _expected(self) -> int:
        return sum(map(self.options.has, self._recording.times_s.tolist()))

    def _observations(self) -> Generator[Observation]:
        slowed = self.options.speed or 1.0
        for pose in self._recording:
            if not self.options.has(pose.time_s):
                continue
            yield Observation(self.options.applied_to(pose, slowed=slowed), None)


def _table(value: object) -> Mapping[str, object]:
    """Return a table of a recording's meta data; another program may have put anything there."""
    return cast("Mapping[str, object]", value) if isinstance(value, dict) else {}


def _scene(value: object) -> tuple[SceneFinding, ...]:
    """Return the findings of a recorded video; another program may have put anything there."""
    rows = [_table(row) for row in value] if isinstance(value, list) else []
    whole = [row for row in rows if row.keys() == {"name", "share", "say"}]
    return tuple(cast("SceneFinding", dict(row)) for row in whole)
