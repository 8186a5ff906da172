"""A whole video or recording whose exercises are not known beforehand.

The poses are read twice.  In the first pass a `Recognizer` follows every exercise at once and, at
the end, names the exercise of each set.  In the second pass each recognised set is judged by a
fresh checker, as if it had been filmed alone, and drawn if a film is wanted.  Between the passes
the poses are kept on disk and the pictures are not kept: for a film the video is decoded a second
time.  So memory does not grow with the length of the video.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from formcheck.analysis import checker_for, keep_or_raise, open_source, run
from formcheck.capture import ProgressMonitor
from formcheck.capture.pose_estimator import Observation
from formcheck.capture.source_options import NO_OPTIONS, SourceOptions
from formcheck.errors import ExerciseError, FirstFailure
from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.exercises.profile import NO_PROFILE, blocked, tighten
from formcheck.recognition.recognizer import Recognizer
from formcheck.recognition.report import RecognisedSet, SetsProvenance, SetsReport, sets_verdict
from formcheck.recognition.turned_picture import MAY_BE_TURNED, TurnedPicture
from formcheck.recording_writer import PoseBuffer
from formcheck.version import __version__

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from formcheck.assessment.events import Reading
    from formcheck.assessment.report import SetReport
    from formcheck.capture.pose_estimator import EstimatorChoice
    from formcheck.capture.source import PoseSource
    from formcheck.exercises.definition import Exercise
    from formcheck.exercises.profile import Profile
    from formcheck.output import SetSink
    from formcheck.output.files.video_writer import SetsVideo
    from formcheck.pose.joints import SideChoice
    from formcheck.pose.pose import Pose, Turn
    from formcheck.recognition.recognizer import Recognition
    from formcheck.recognition.report import Section
    from formcheck.recording_writer import PoseRecorder

    Image = NDArray[np.uint8]


@dataclass(frozen=True)
class UnlabelledOptions:
    """How the sets of a video are judged, and which outputs are wanted besides the report.

    Attributes
    ----------
    exercises
        The exercises that it may show; every shipped one by default.
    side
        The working side; ``auto`` lets it be found.
    profile
        A profile; it changes the exercise of each set.  A target or a hold of the patient's own
        is also what the set is recognised by; nothing else of the profile affects recognition.
    recorder
        Gets every pose of the first pass.
    film
        Gets every picture, once its exercise is known.
    source
        How the file is read.
    begin_set
        Makes a sink for each set that is judged: it gets the readings of that set, without the
        pictures unless a film is drawn or `with_pictures` is True.
    with_pictures
        Whether the video is decoded a second time although no film is drawn.
    failures
        Gets the errors of ``recorder`` and ``film``, which end these alone; None = the first is
        raised when all else is complete.
    """

    exercises: Sequence[Exercise] = field(
        default_factory=lambda: [load_exercise(name) for name in exercise_names()]
    )
    side: SideChoice = "auto"
    profile: Profile | None = None
    recorder: PoseRecorder | None = None
    film: SetsVideo | None = None
    source: SourceOptions = NO_OPTIONS
    begin_set: Callable[[Exercise], SetSink] | None = None
    with_pictures: bool = False
    failures: dict[str, Exception] | None = None


def analyze_unlabelled(
    path: str | os.PathLike[str],
    *,
    options: UnlabelledOptions | None = None,
    model: str | os.PathLike[str] = "full",
    estimator: EstimatorChoice = "blazepose",
    monitor: ProgressMonitor | None = None,
) -> SetsReport:
    """Recognise the exercises of a video or a recording, and judge each set.

    Parameters
    ----------
    path
        The video, or a recording (``.npz``).
    options
        How it is judged, and what is written besides.
    model
        For a video: ``lite``, ``full``, ``heavy``, or the path of a ``.task`` file.
    estimator
        For a video: ``blazepose`` or ``mediapipe``.
    monitor
        Observes every pose, and may end the analysis early.

    Returns
    -------
    SetsReport
        Every set in order, each with its report.

    Raises
    ------
    SourceError, ModelError, RecordingError, ExerciseError, OutputError
        Each with one sentence that says what to do.
    """
    options = options or UnlabelledOptions()
    opened = open_source(
        path,
        model=model,
        estimator=estimator,
        monitor=monitor,
        recorder=options.recorder,
        options=options.source,
    )
    picture = TurnedPicture()
    with opened as source, PoseBuffer() as poses:
        followed = [_followed(exercise, options.profile) for exercise in options.exercises]
        recognition = run(_kept(source, poses, picture), Recognizer(followed))
        if not any(section.exercise for section in recognition.sections):
            hint = _reasons(recognition.hint, picture.turn_for_any(options.exercises), source)
            recognition = replace(recognition, hint=hint)
        second = _SecondPass(source, poses, options)
        report = second.report(recognition)
        failures = {"recorder": source.failure, "film": second.failure.error}
    keep_or_raise(failures, options.failures)
    return report


replay_sets = analyze_unlabelled
"""Judges a recording again; the report equals that of its video but for the source blocks."""


def _followed(exercise: Exercise, profile: Profile | None) -> Exercise:
    """Return an exercise as it is recognised: with a target and a hold of the patient's own."""
    if profile is None or blocked(exercise, profile) is not None:
        return exercise
    own = profile.adjustment(exercise.name)
    is_own = own.target_deg is not None or own.hold_s is not None
    return tighten(exercise, profile) if is_own else exercise


def _kept(source: PoseSource, poses: PoseBuffer, picture: TurnedPicture) -> Iterator[Observation]:
    """Yield the observations of the first pass, and keep their poses."""
    for observation in source:
        poses.write(observation.pose)
        picture.keep(observation.pose)
        yield observation


def _reasons(hint: str, turn: Turn, source: PoseSource) -> str:
    """Return why nothing was recognised: by the poses, the turned picture and the scene."""
    scene = source.info.get("scene", ())
    if scene and scene[0]["name"] == "dark":
        return scene[0]["say"]
    # The recognizer knows what is outside the picture, and how small the body is.
    known = {"cropped", "small"} if hint else set()
    says = [found["say"] for found in scene if found["name"] not in known]
    return " ".join(filter(None, [MAY_BE_TURNED.format(turn) if turn else "", hint, *says]))


class _SecondPass:
    """Judges each recognised set, and draws the whole stream until the user asks to stop.

    `failure` has the error of the film, which ended the film alone.
    """

    def __init__(self, source: PoseSource, poses: PoseBuffer, options: UnlabelledOptions) -> None:
        self._options = options
        self._profile = options.profile or NO_PROFILE
        # The notes of the first pass are complete now; a second pass replaces them.
        self._block, self._estimator = source.info, source.estimator
        # A user who stopped the first pass still gets the film of what was seen.
        self._monitor = ProgressMonitor() if source.monitor.stopped else source.monitor
        self._observations = self._all(source, poses)
        self._waiting: list[Observation] = []
        self._frames = 0
        self.failure = FirstFailure()

    def report(self, recognition: Recognition) -> SetsReport:
        """Judge every set, and draw to the end of the stream."""
        sets = tuple(self._judge(section) for section in recognition.sections)
        self._pass_over(math.inf)
        report = SetsReport(
            verdict=sets_verdict(sets),
            duration_s=recognition.duration_s,
            hint=recognition.hint,
            obstacles=recognition.obstacles,
            sets=sets,
            provenance=SetsProvenance(
                __version__, self._profile.name, self._profile.sha256, self._estimator
            ),
            source=self._block,
        )
        self._draw(lambda film: film.finish(report))
        return report

    def _draw(self, act: Callable[[SetsVideo], None]) -> None:
        """Let the film act; an error ends the film and nothing else."""
        if self._options.film is not None:
            self.failure.attempt(partial(act, self._options.film))

    def _draw_between(self, pose: Pose, image: Image | None) -> None:
        """Draw a pose that belongs to no set."""
        self._draw(lambda film: film.write_between_sets(pose, image))

    def write(self, reading: Reading, image: Image | None) -> None:
        """Draw a judged pose: this is the sink of each set."""
        if self._film is not None:
            self._draw(lambda film: film.write(reading, image))

    def finish(self, report: SetReport) -> None:
        """Do nothing: the film goes on after the set."""

    @property
    def _film(self) -> SetsVideo | None:
        """The film to draw on now, if any."""
        has_ended = self.failure.error is not None or self._monitor.wants_to_stop()
        return None if has_ended else self._options.film

    @property
    def _wants_images(self) -> bool:
        return self._film is not None or self._options.with_pictures

    def _all(self, source: PoseSource, poses: PoseBuffer) -> Iterator[Observation]:
        """Yield the poses of the first pass once more, with pictures while they are drawn."""
        images = source.images() if self._wants_images else iter(())
        for pose in poses:
            image = None
            if self._wants_images:
                # The file may have been removed or replaced meanwhile.
                image = self.failure.attempt(partial(next, images, None))
            yield Observation(pose, image)

    def _until(self, end_s: float) -> Iterator[Observation]:
        """Yield the observations up to a time; the first one after it waits for the next call."""
        waiting, self._waiting = self._waiting, []
        for observation in chain(waiting, self._observations):
            if observation.pose.time_s > end_s:
                self._waiting = [observation]
                return
            self._frames += 1
            yield observation

    def _judge(self, section: Section) -> RecognisedSet:
        self._pass_over(math.nextafter(section.start_s, -math.inf))
        report, forbidden = None, ""
        if section.exercise is not None:
            try:
                report = self._run(section.exercise, section.end_s)
            except ExerciseError as error:  # the profile does not allow the exercise
                forbidden = str(error)
        self._pass_over(section.end_s)
        return RecognisedSet(**vars(section), report=report, forbidden=forbidden)

    def _run(self, name: str, end_s: float) -> SetReport:
        """Judge the poses up to a time by a fresh checker."""
        exercise = next(one for one in self._options.exercises if one.name == name)
        exercise = tighten(exercise, self._profile)
        checker = checker_for(
            exercise, self._profile, side=self._options.side, estimator=self._estimator
        )
        if self._film is not None:
            self._draw(lambda film: film.begin_set(exercise))
        before = self._frames
        begin_set = self._options.begin_set
        others = [] if begin_set is None else [begin_set(exercise)]
        report = run(self._until(end_s), checker, [self, *others])
        return report.with_source({**self._block, "frames": self._frames - before})

    def _pass_over(self, end_s: float) -> None:
        """Draw the observations up to a time without judging them."""
        for observation in self._until(end_s):
            if self._film is not None:
                pose, image = observation
                self._draw_between(pose, image)
