"""The one loop, and the two ways to feed it: a video, or a recording of one.

A report is a function of exercise and pose stream.  Everything here only brings the two together,
carries what happened to the sinks, and writes down where it all came from.
"""

from __future__ import annotations

import hashlib
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from formcheck import recording
from formcheck.assessment.checker import Checker
from formcheck.assessment.report import Provenance, Source
from formcheck.capture.pose_estimator import ESTIMATORS, Observation, estimate
from formcheck.exercises.definition import Exercise
from formcheck.exercises.loader import load_exercise
from formcheck.exercises.profile import prescription, tighten
from formcheck.version import __version__

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from formcheck.assessment.report import SetReport
    from formcheck.capture.pose_estimator import PoseEstimator
    from formcheck.capture.video_file import VideoFile
    from formcheck.exercises.profile import Profile, ProfileChoice
    from formcheck.output.files.sink import Sink
    from formcheck.pose.joints import SideChoice
    from formcheck.pose.pose import Pose


ESTIMATOR_KEYS: Final = ("name", "version", "model", "model_sha256")
"""What a report tells of the estimator, in the order in which it tells it."""


def run(
    stream: Iterable[Observation],
    checker: Checker,
    sinks: Sequence[Sink] = (),
    *,
    source: Callable[[], Source] = Source,
) -> SetReport:
    """The report of a set, every reading handed to the sinks on the way.

    Parameters
    ----------
    stream
        Poses in order, with the pictures they were seen in (None when replaying).
    checker
        A fresh checker.
    sinks
        Each gets every reading, and the report at the end.
    source
        Asked at the end where the poses came from: some of it is known only then.
    """
    for seen in stream:
        reading = checker.update(seen.pose)
        for sink in sinks:
            sink.write(reading, seen.image)
    report = checker.finish().with_source(source())
    for sink in sinks:
        sink.finish(report)
    return report


def analyze(  # noqa: PLR0913  # what a command takes, told apart by name
    path: str | os.PathLike[str],
    exercise: str | Path | Exercise,
    *,
    side: SideChoice = "auto",
    profile: ProfileChoice | None = None,
    model: str | os.PathLike[str] = "full",
    sinks: Sequence[Sink] = (),
    watch: ProgressMonitor | None = None,
) -> SetReport:
    """The report of a recorded video.

    Parameters
    ----------
    path
        The video.
    exercise
        Name of a shipped exercise, path of a TOML file, or an exercise.
    side
        The working side; ``auto`` takes that of the profile, and lets it be found if that names
        none.
    profile
        The name of a precaution, a patient's TOML file, several of these, or a profile; it can
        only tighten the exercise.
    model
        ``lite``, ``full``, ``heavy``, or the path of a ``.task`` file.
    sinks
        Where readings and report go besides.
    watch
        Told of every pose, and asked whether to stop.

    Raises
    ------
    SourceError, ModelError, ExerciseError, OutputError
        Each with one sentence that says what to do.
    """
    from formcheck.capture.video_file import VideoFile

    watch = watch or ProgressMonitor()
    judged, patient = prepared(exercise, profile)
    with ExitStack() as stack:
        video = stack.enter_context(VideoFile(path))
        estimator = stack.enter_context(open_estimator(model))
        watch.begin(video.frame_count, video.duration_s)
        info = estimator.info
        provenance = Provenance(
            formcheck=__version__,
            exercise_sha256=judged.sha256,
            profile=patient.name,
            estimator={key: getattr(info, key) for key in ESTIMATOR_KEYS},
        )
        checker = Checker(judged, side=side_for(judged, patient, side), provenance=provenance)
        stream = watch.over(estimate(video, estimator))
        return run(stream, checker, sinks, source=lambda: video_block(video, watch))


def replay(
    path: str | os.PathLike[str],
    exercise: str | Path | Exercise,
    *,
    side: SideChoice = "auto",
    profile: ProfileChoice | None = None,
    sinks: Sequence[Sink] = (),
    watch: ProgressMonitor | None = None,
) -> SetReport:
    """The report of a recorded pose stream, equal to that of the video but for its source block.

    Parameters
    ----------
    path
        A recording that ``analyze`` made.
    exercise, side, profile, sinks, watch
        As for `analyze`.

    Raises
    ------
    RecordingError, ExerciseError, OutputError
        Each with one sentence that says what to do.
    """
    watch = watch or ProgressMonitor()
    judged, patient = prepared(exercise, profile)
    recorded = recording.read(path)
    watch.begin(len(recorded), None)
    provenance = Provenance(
        formcheck=__version__,
        exercise_sha256=judged.sha256,
        profile=patient.name,
        estimator=made_by(recorded.meta),
    )
    stream = watch.over(Observation(pose, None) for pose in recorded)
    checker = Checker(judged, side=side_for(judged, patient, side), provenance=provenance)
    return run(
        stream, checker, sinks, source=lambda: recording_block(Path(path), recorded.meta, watch)
    )


def poses_of(
    path: str | os.PathLike[str],
    *,
    model: str | os.PathLike[str] = "full",
    watch: ProgressMonitor | None = None,
) -> list[Pose]:
    """All poses of a video, or of a recording (``.npz``), without judging them.

    Raises
    ------
    SourceError, ModelError, RecordingError
        Each with one sentence that says what to do.
    """
    from formcheck.capture.video_file import VideoFile

    watch = watch or ProgressMonitor()
    if Path(path).suffix == ".npz":
        recorded = recording.read(path)
        watch.begin(len(recorded), None)
        return [seen.pose for seen in watch.over(Observation(pose, None) for pose in recorded)]
    with VideoFile(path) as video, open_estimator(model) as estimator:
        watch.begin(video.frame_count, video.duration_s)
        return [seen.pose for seen in watch.over(estimate(video, estimator))]


def open_estimator(
    model: str | os.PathLike[str] = "full", *, name: str = "blazepose"
) -> PoseEstimator:
    """A fresh pose estimator for one source; use it as a context manager.

    Parameters
    ----------
    model
        Name or path of its model.
    name
        Which estimator, from `formcheck.capture.pose_estimator.ESTIMATORS`.

    Raises
    ------
    ModelError
        If the model is missing or damaged.
    """
    return ESTIMATORS[name](model)


def prepared(
    exercise: str | Path | Exercise, profile: ProfileChoice | None
) -> tuple[Exercise, Profile]:
    """The exercise as it is to be judged, and the profile that tightened it; nameless = none."""
    judged = exercise if isinstance(exercise, Exercise) else load_exercise(exercise)
    patient = prescription(profile)
    return tighten(judged, patient), patient


def side_for(exercise: Exercise, profile: Profile, asked: SideChoice) -> SideChoice:
    """The leg to look at: the one that was asked for, else that of the profile."""
    return profile.working_side(exercise.name) if asked == "auto" else asked


class ProgressMonitor:
    """Looks on while a stream is judged, and may end it early.

    Subclasses show progress (`begin`, `seen`) or end the stream (`wants_to_stop`).  A stream that
    is ended early still gives a complete report of what was seen.
    """

    def __init__(self) -> None:
        self.poses = 0
        self.time_s = 0.0
        self.stopped = False

    def begin(self, count: int | None, duration_s: float | None) -> None:
        """The stream begins; how many poses are expected and how long it is, if known."""

    def seen(self) -> None:
        """One more pose was judged (`poses`, `time_s`)."""

    def wants_to_stop(self) -> bool:
        """Whether to end the stream before the next pose."""
        return False

    def over(self, stream: Iterable[Observation]) -> Iterator[Observation]:
        """The stream, watched."""
        poses = iter(stream)
        for observation in poses:
            if self.wants_to_stop():
                self.stopped = True
                break
            yield observation
            self.poses += 1
            self.time_s = observation.pose.time_s
            self.seen()
        # A source that is left early learns of it now, and says what it has to say of itself.
        close = getattr(poses, "close", None)
        if close is not None:
            close()

    @property
    def notes(self) -> tuple[str, ...]:
        """What the report has to say of an early end."""
        return (f"Stopped by the user after {self.time_s:.1f} s.",) if self.stopped else ()


def video_block(video: VideoFile, watch: ProgressMonitor) -> Source:
    """What a report tells of the video it was made from."""
    return {
        "kind": "video",
        "name": video.path.name,
        "sha256": video.sha256(),
        "frames": watch.poses,
        "size_px": video.size_px,
        "notes": (*video.notes, *watch.notes),
    }


def made_by(meta: Mapping[str, object]) -> dict[str, str]:
    """What a recording tells of the estimator that made its poses."""
    told = _table(meta.get("estimator"))
    return {key: str(told[key]) for key in ESTIMATOR_KEYS if key in told}


def recording_block(path: Path, meta: Mapping[str, object], watch: ProgressMonitor) -> Source:
    """What a report tells of the recording it was made from."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "kind": "recording",
        "name": path.name,
        "sha256": digest,
        "frames": watch.poses,
        "notes": watch.notes,
        "recorded_from": dict(_table(meta.get("source"))),
    }


def _table(told: object) -> Mapping[str, object]:
    """What a recording tells of its origin; a recording of another program may tell anything."""
    return cast("Mapping[str, object]", told) if isinstance(told, dict) else {}
