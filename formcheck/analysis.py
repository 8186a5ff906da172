"""Sources of poses, the one loop that judges them, and the functions built on it.

A report is a function of an exercise and a pose stream.  `open_source` opens a video or a
recording, `run` takes its poses to a consumer (checker, recognizer, function test) and each
reading to the sinks, and `analyze` does both for one exercise.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Protocol, Self, TypeVar, runtime_checkable

from formcheck import recording
from formcheck.assessment.checker import Checker
from formcheck.assessment.report import Provenance
from formcheck.capture import ProgressMonitor
from formcheck.capture.pose_estimator import open_estimator
from formcheck.capture.source import RecordingSource, VideoSource
from formcheck.capture.source_options import NO_OPTIONS, SourceOptions
from formcheck.exercises.definition import Exercise
from formcheck.exercises.loader import list_exercises, load_exercise
from formcheck.exercises.profile import prescription, tighten
from formcheck.function_tests.definition import load_function_test
from formcheck.function_tests.interpretation import (
    NO_REQUEST,
    FunctionTestRequest,
    FunctionTestScorer,
)
from formcheck.function_tests.scoring import finder_for
from formcheck.output import SinkGroup
from formcheck.recognition.named_set import NamedSet
from formcheck.recognition.turned_picture import TurnAwareChecker
from formcheck.version import __version__

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from formcheck.assessment.report import SetReport, Source
    from formcheck.capture.pose_estimator import EstimatorChoice, Observation
    from formcheck.capture.source import PoseSource
    from formcheck.exercises.profile import Profile, ProfileChoice
    from formcheck.function_tests.definition import FunctionTest
    from formcheck.function_tests.report import FunctionTestReport
    from formcheck.function_tests.scoring import Findings, FunctionTestFile
    from formcheck.output import SetSink, Sink
    from formcheck.pose.joints import SideChoice
    from formcheck.pose.pose import Pose
    from formcheck.recording_writer import PoseRecorder


ReadingT = TypeVar("ReadingT")
ReportT = TypeVar("ReportT")
ReadingT_co = TypeVar("ReadingT_co", covariant=True)
ReportT_co = TypeVar("ReportT_co", covariant=True)


class Consumer(Protocol[ReadingT_co, ReportT_co]):
    """Turns poses into readings and, at the end, into one report."""

    def update(self, pose: Pose) -> ReadingT_co:
        """Return the reading of the next pose."""
        ...

    def finish(self) -> ReportT_co:
        """Return the report, after the last pose."""
        ...


@runtime_checkable
class _Sourced(Protocol):
    """A report that has a place for its source block."""

    def with_source(self, source: Source) -> Self: ...


def open_source(  # noqa: PLR0913  # one keyword for each part of a source
    path: str | os.PathLike[str],
    *,
    model: str | os.PathLike[str] = "full",
    estimator: EstimatorChoice = "blazepose",
    monitor: ProgressMonitor | None = None,
    recorder: PoseRecorder | None = None,
    options: SourceOptions = NO_OPTIONS,
    exercise: Exercise | None = None,
) -> PoseSource:
    """Open a video or a recording (``.npz``) as a source of poses; use it in a ``with`` block.

    Parameters
    ----------
    path
        The file.
    model
        For a video: ``lite``, ``full``, ``heavy``, or the path of a ``.task`` file.
    estimator
        For a video: a name from `formcheck.capture.pose_estimator.ESTIMATORS`.
    monitor
        Observes every pose, and may end the stream early.
    recorder
        Gets every pose; it is finished with the source block after the last one.
    options
        How the file is read: turned, mirrored, slowed, in part, which person.
    exercise
        The exercise that is done, if it is known: among several people the one in its position is
        followed, and the picture is checked for it.

    Returns
    -------
    PoseSource
        It yields one `Observation` for each frame.

    Raises
    ------
    SourceError, ModelError, RecordingError
        If the file or the model is missing or cannot be read.

    Examples
    --------
    >>> with open_source("set.mp4") as source:
    ...     seen = [not observation.pose.is_absent for observation in source]
    >>> source.info["frames"] == len(seen)
    True
    """
    source: PoseSource
    if recording.is_recording(path):
        source = RecordingSource(path, options)
    else:
        opened = partial(open_estimator, model, name=estimator)
        source = VideoSource(path, opened, options, exercise=exercise)
    source.monitor, source.recorder = monitor or ProgressMonitor(), recorder
    return source


def run(
    source: Iterable[Observation],
    consumer: Consumer[ReadingT, ReportT],
    sinks: Sequence[Sink[ReadingT, ReportT]] = (),
) -> ReportT:
    """Take every pose of a source to a consumer, and each reading to the sinks.

    Parameters
    ----------
    source
        Poses in order, each with its picture or None.  If it has a source block (`info`), as the
        sources of `open_source` do, the report gets it.
    consumer
        A fresh checker, recognizer or finder of a function test.
    sinks
        Each gets every reading, and the report at the end.  One that fails is left out; its error
        is raised when the others are complete.

    Returns
    -------
    ReportT
        The report of the consumer.

    Examples
    --------
    >>> checker = Checker(load_exercise("single_leg_bridge"))
    >>> with open_source("set.npz") as source:
    ...     run(source, checker).counts.total
    2
    """
    group = SinkGroup(sinks)
    for observation in source:
        reading = consumer.update(observation.pose)
        group.write(reading, observation.image)
    report = consumer.finish()
    info = getattr(source, "info", None)
    if info is not None and isinstance(report, _Sourced):
        report = report.with_source(info)
    group.finish(report)
    group.raise_failure()
    return report


def analyze(  # noqa: PLR0913  # one keyword for each option of the command
    path: str | os.PathLike[str],
    exercise: str | Path | Exercise,
    *,
    side: SideChoice = "auto",
    profile: ProfileChoice | None = None,
    model: str | os.PathLike[str] = "full",
    estimator: EstimatorChoice = "blazepose",
    sinks: Sequence[SetSink] = (),
    monitor: ProgressMonitor | None = None,
    options: SourceOptions = NO_OPTIONS,
) -> SetReport:
    """Judge one set of an exercise in a video or a recording.

    Parameters
    ----------
    path
        The video, or a recording (``.npz``).
    exercise
        Name of a shipped exercise, path of a TOML file, or an exercise.
    side
        The working side; ``auto`` takes that of the profile, or finds it if the profile names
        none.
    profile
        The name of a precaution, a patient's TOML file, several of these, or a profile.
        Precautions and limits only tighten the exercise; target, hold and grades go either way.
    model, estimator
        For a video: ``lite``, ``full``, ``heavy``, or the path of a ``.task`` file; and what runs
        it, ``blazepose`` or ``mediapipe``.
    sinks
        Outputs that get every reading and the report.
    monitor
        Observes every pose, and may end the analysis early.
    options
        How the file is read, for example ``SourceOptions(rotate_deg=90)``.

    Returns
    -------
    SetReport
        The report of the set.

    Raises
    ------
    SourceError, ModelError, RecordingError, ExerciseError, OutputError
        Each with one sentence that says what to do.

    Examples
    --------
    >>> report = analyze("set.mp4", "single_leg_bridge", profile=["knee_pain"])
    >>> report.counts.total
    2
    >>> replay("set.npz", "single_leg_bridge").source["kind"]
    'recording'
    """
    judged, patient = prepared(exercise, profile)
    opened = partial(open_source, path, model=model, estimator=estimator, monitor=monitor)
    with opened(options=options, exercise=judged) as source:
        checker = checker_for(judged, patient, side=side, estimator=source.estimator)
        named = NamedSet(checker, list_exercises)
        return run(source, TurnAwareChecker(named, judged, side), sinks)


replay = analyze
"""Judges a recording again; the report equals that of its video but for the source block."""


def run_function_test(  # noqa: PLR0913  # one keyword for each option of the command
    test: str | FunctionTest,
    files: Sequence[FunctionTestFile],
    *,
    asked: FunctionTestRequest = NO_REQUEST,
    model: str | os.PathLike[str] = "full",
    estimator: str = "blazepose",
    recorder: PoseRecorder | None = None,
    monitor: ProgressMonitor | None = None,
    options: SourceOptions = NO_OPTIONS,
    failures: dict[str, Exception] | None = None,
) -> FunctionTestReport:
    """Score a function test.

    Parameters
    ----------
    test
        Its name, or the test.
    files
        One for a test on a chair; one or several for standing on one leg; for a range of motion
        at least one, each with its motion.
    asked
        Who is tested, under which precautions, and an earlier report to compare with.
    model
        For videos: ``lite``, ``full``, ``heavy``, or the path of a ``.task`` file.
    estimator
        For videos: ``blazepose`` or ``mediapipe``.
    recorder
        Gets the poses of a single video.
    monitor
        Observes every pose, and may end the test early.
    options
        How every file is read.
    failures
        Gets the error of ``recorder``, which ends the recording alone; None = it is raised when
        all else is complete.

    Returns
    -------
    FunctionTestReport
        The results and what they mean.

    Raises
    ------
    SourceError, ModelError, RecordingError, ExerciseError, OutputError
        Each with one sentence that says what to do.
    """
    definition = load_function_test(test) if isinstance(test, str) else test
    scorer = FunctionTestScorer(definition, [file.motion for file in files], asked)
    opened = partial(open_source, model=model, estimator=estimator, options=options)
    failed: dict[str, Exception | None] = {}
    for file in files:
        finder: Consumer[object, Findings] = finder_for(definition, file.motion)
        with opened(file.path, monitor=monitor, recorder=recorder) as source:
            scorer.add(file.motion, run(source, finder), source.info, source.estimator)
            failed["recorder"] = source.failure
    report = scorer.report()
    keep_or_raise(failed, failures)
    return report


def keep_or_raise(
    failed: Mapping[str, Exception | None], failures: dict[str, Exception] | None
) -> None:
    """Hand over the errors of outputs, or raise the first, after all else is complete.

    Parameters
    ----------
    failed
        The error of each output by its name; None = it is whole.
    failures
        Gets the errors; None = the first is raised.
    """
    for name, error in failed.items():
        if error is not None and failures is None:
            raise error
        if error is not None and failures is not None:
            failures[name] = error


def prepared(
    exercise: str | Path | Exercise, profile: ProfileChoice | None
) -> tuple[Exercise, Profile]:
    """Load the exercise and the profile, and tighten the exercise by the profile.

    Parameters
    ----------
    exercise, profile
        As for `analyze`.

    Returns
    -------
    tuple of Exercise and Profile
        The exercise as it is to be judged, and the profile; `NO_PROFILE` if there is none.

    Raises
    ------
    ExerciseError
        If one of them is missing or malformed, or the profile forbids the exercise.
    """
    judged = exercise if isinstance(exercise, Exercise) else load_exercise(exercise)
    patient = prescription(profile)
    return tighten(judged, patient), patient


def checker_for(
    exercise: Exercise, profile: Profile, *, side: SideChoice, estimator: Mapping[str, str]
) -> Checker:
    """Make a checker for one set.

    Parameters
    ----------
    exercise, profile
        The exercise as it is for the patient, and the patient's profile.
    side
        The working side; ``auto`` takes that of the profile.
    estimator
        What made the poses, as `PoseSource.estimator` has it.

    Returns
    -------
    Checker
        Without poses so far; its report will have a provenance block.
    """
    return Checker(
        exercise,
        side=profile.working_side(exercise.name) if side == "auto" else side,
        provenance=provenance_of(estimator, exercise, profile),
    )


def provenance_of(
    estimator: Mapping[str, str], exercise: Exercise, profile: Profile
) -> Provenance:
    """Make the provenance block of a report.

    Parameters
    ----------
    estimator, exercise, profile
        As for `checker_for`.

    Returns
    -------
    Provenance
        It also has the version of formcheck.
    """
    return replace(
        Provenance.of(exercise),
        formcheck=__version__,
        profile=profile.name,
        profile_sha256=profile.sha256,
        estimator=estimator,
    )
