"""A whole video or recording whose exercises are not known beforehand.

The poses are read twice.  In the first pass a `Recognizer` follows every exercise at once and, at
the end, names the exercise of each set.  In the second pass each recognised set is judged by a
fresh checker, as if it had been filmed alone, and drawn if a film is wanted.  Between the passes
the poses are kept on disk and the pictures are not kept: for a film the video is decoded a second
time.  So memory does not grow with the length of the video.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from formcheck.analysis import checker_for, open_source, provenance_of, run
from formcheck.capture.pose_estimator import Observation
from formcheck.errors import ExerciseError
from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.exercises.profile import NO_PROFILE, tighten
from formcheck.recognition.recognizer import Recognizer
from formcheck.recognition.report import RecognisedSet, SetsReport, sets_verdict
from formcheck.recording import PoseBuffer

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from formcheck.assessment.checker import Reading
    from formcheck.assessment.report import SetReport, Source
    from formcheck.capture.source import PoseSource, ProgressMonitor
    from formcheck.exercises.definition import Exercise
    from formcheck.exercises.profile import Profile
    from formcheck.output.files.video_writer import SetsVideo
    from formcheck.pose.features import PoseFeatures
    from formcheck.pose.joints import SideChoice
    from formcheck.recognition.recognizer import Recognition
    from formcheck.recognition.report import Section
    from formcheck.recording import RecordingWriter

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
        A profile; it tightens the exercise of each set, and does not affect recognition.
    recorder
        Gets every pose of the first pass.
    film
        Gets every picture, once its exercise is known.
    """

    exercises: Sequence[Exercise] = field(
        default_factory=lambda: [load_exercise(name) for name in exercise_names()]
    )
    side: SideChoice = "auto"
    profile: Profile | None = None
    recorder: RecordingWriter | None = None
    film: SetsVideo | None = None


def analyze_unlabelled(
    path: str | os.PathLike[str],
    *,
    options: UnlabelledOptions | None = None,
    model: str | os.PathLike[str] = "full",
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
    opened = open_source(path, model=model, monitor=monitor, recorder=options.recorder)
    with opened as source, PoseBuffer() as kept:
        recognition = run(source, Recognizer(options.exercises), [_PoseKeeper(kept)])
        # The second pass decodes again: the notes of the first one are complete now.
        block, film = source.info, _Film(options.film, source.monitor)
        judging = _Judging(_Rewound(kept, source, film), options, film, block, source.estimator)
        report = judging.report(recognition)
    if options.film is not None:
        options.film.finish()
    return report


replay_sets = analyze_unlabelled
"""Judges a recording again; the report equals that of its video but for the source blocks."""


class _PoseKeeper:
    """The sink of the first pass: it keeps the poses."""

    def __init__(self, kept: PoseBuffer) -> None:
        self._kept = kept

    def write(self, reading: PoseFeatures, image: Image | None) -> None:  # noqa: ARG002
        self._kept.write(reading.pose)

    def finish(self, report: Recognition) -> None:
        """Do nothing: the poses are read again."""


class _Film:
    """The sink of the second pass: it draws until the user asks to stop; judging goes on."""

    def __init__(self, film: SetsVideo | None, monitor: ProgressMonitor) -> None:
        self._film = film
        # A user who stopped the first pass still gets the film of what was seen.
        self._monitor = None if monitor.stopped else monitor

    @property
    def wanted(self) -> SetsVideo | None:
        """The film to draw on now, if any."""
        if self._monitor is not None and self._monitor.wants_to_stop():
            return None
        return self._film

    def write(self, reading: Reading, image: Image | None) -> None:
        if (film := self.wanted) is not None:
            film.write(reading, image)

    def finish(self, report: SetReport) -> None:
        """Do nothing: the film goes on after the set."""


class _Rewound:
    """The poses of the first pass once more, with their pictures while they are drawn."""

    def __init__(self, poses: PoseBuffer, source: PoseSource, film: _Film) -> None:
        self._observations = self._all(poses, source, film)
        self._next: Observation | None = None

    @staticmethod
    def _all(poses: PoseBuffer, source: PoseSource, film: _Film) -> Iterator[Observation]:
        images = iter(()) if film.wanted is None else source.images()
        for pose in poses:
            yield Observation(pose, None if film.wanted is None else next(images, None))

    def until(self, end_s: float) -> Iterator[Observation]:
        """Yield the observations up to a time; the first one after it is kept for later."""
        for observation in chain([] if self._next is None else [self._next], self._observations):
            self._next = None
            if observation.pose.time_s > end_s:
                self._next = observation
                return
            yield observation


class _SetSource:
    """The observations of one set, and the source block of its report."""

    def __init__(self, observations: Iterator[Observation], block: Source) -> None:
        self._observations, self._block, self._frames = observations, block, 0

    def __iter__(self) -> Iterator[Observation]:
        for observation in self._observations:
            self._frames += 1
            yield observation

    @property
    def info(self) -> Source:
        return {**self._block, "frames": self._frames}


@dataclass(frozen=True)
class _Judging:
    """The second pass: judges each set, and draws what lies between them."""

    stream: _Rewound
    options: UnlabelledOptions
    film: _Film
    block: Source
    estimator: Mapping[str, str]

    def report(self, recognition: Recognition) -> SetsReport:
        """Judge every set, and draw to the end of the stream."""
        sets = tuple(self._judge(section) for section in recognition.sections)
        self._pass_over(math.inf)
        return SetsReport(
            verdict=sets_verdict(sets),
            duration_s=recognition.duration_s,
            hint=recognition.hint,
            sets=sets,
            provenance=provenance_of(self.estimator, None, self.options.profile or NO_PROFILE),
            source=self.block,
        )

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
        profile = self.options.profile or NO_PROFILE
        exercise = next(one for one in self.options.exercises if one.name == name)
        exercise = tighten(exercise, profile)
        checker = checker_for(exercise, profile, side=self.options.side, estimator=self.estimator)
        if (film := self.film.wanted) is not None:
            film.begin_set(exercise)
        return run(_SetSource(self.stream.until(end_s), self.block), checker, [self.film])

    def _pass_over(self, end_s: float) -> None:
        """Draw the observations up to a time without judging them."""
        for observation in self.stream.until(end_s):
            if (film := self.film.wanted) is not None:
                film.write_between_sets(observation.pose, observation.image)
