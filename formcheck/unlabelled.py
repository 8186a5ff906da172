"""A whole video or recording of which nobody said what is done in it.

It is gone through twice.  First every exercise is followed at once (`coach.recognition`), which
at the end tells which exercise each stretch is.  Then each set that is recognised is judged as if
it had been filmed alone, by a fresh checker, and drawn if a film is wanted.  Between the two the
poses lie on disk (`spool`), and for a film the video is decoded a second time, so that memory does
not grow with its length.
"""

from __future__ import annotations

import math
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from formcheck import analysis, recording
from formcheck.assessment.checker import Checker
from formcheck.assessment.report import Provenance, Source
from formcheck.capture.pose_estimator import Observation, estimate
from formcheck.errors import ExerciseError
from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.exercises.profile import NO_PROFILE, tighten
from formcheck.recognition.recognizer import Recognizer
from formcheck.recognition.report import RecognisedSet, SetsReport, sets_verdict
from formcheck.recording import PoseBuffer
from formcheck.version import __version__

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from formcheck.assessment.checker import Reading
    from formcheck.capture.video_file import VideoFile
    from formcheck.exercises.definition import Exercise
    from formcheck.exercises.profile import Profile
    from formcheck.pose.joints import SideChoice
    from formcheck.pose.pose import Pose
    from formcheck.recognition.recognizer import Recognition
    from formcheck.recognition.report import Section
    from formcheck.recording import RecordingWriter


class SetsVideoSink(Protocol):
    """What draws a recording of several sets (see `formcheck.output.files.video_writer`)."""

    def show(self, exercise: Exercise) -> None:
        """From the next picture on this exercise is judged."""

    def write(self, reading: Reading, image: NDArray[np.uint8] | None) -> None:
        """A picture within a set; None = a recording is replayed."""

    def pause(self, pose: Pose, image: NDArray[np.uint8] | None) -> None:
        """A picture outside every set."""

    def end(self) -> None:
        """There are no more pictures."""


@dataclass(frozen=True)
class UnlabelledOptions:
    """How the sets of a recording are to be judged, and what is wanted besides their reports.

    Attributes
    ----------
    exercises
        What it may be; every shipped one if not said otherwise.
    side
        The working side; ``auto`` lets it be found.
    profile
        A profile; it tightens the exercise of each set, and has no say in what it is.
    recorder
        Gets every pose, and what is known of the source at the end.
    film
        Gets every picture, once it is known what is done in it.
    """

    exercises: Sequence[Exercise] = field(
        default_factory=lambda: [load_exercise(name) for name in exercise_names()]
    )
    side: SideChoice = "auto"
    profile: Profile | None = None
    recorder: RecordingWriter | None = None
    film: SetsVideoSink | None = None


def analyze_unlabelled(
    path: str | os.PathLike[str],
    *,
    wishes: UnlabelledOptions | None = None,
    model: str | os.PathLike[str] = "full",
    watch: analysis.ProgressMonitor | None = None,
) -> SetsReport:
    """What is done in a recorded video, and the report of each set.

    Parameters
    ----------
    path
        The video.
    wishes
        How it is to be judged.
    model
        ``lite``, ``full``, ``heavy``, or the path of a ``.task`` file.
    watch
        Told of every pose, and asked whether to stop.

    Raises
    ------
    SourceError, ModelError, ExerciseError, OutputError
        Each with one sentence that says what to do.
    """
    from formcheck.capture.video_file import VideoFile

    wishes, watch = wishes or UnlabelledOptions(), watch or analysis.ProgressMonitor()
    with ExitStack() as stack:
        spool = stack.enter_context(PoseBuffer())
        video = stack.enter_context(VideoFile(path))
        recognizer = Recognizer(wishes.exercises)
        with analysis.open_estimator(model) as estimator:
            watch.begin(video.frame_count, video.duration_s)
            info = estimator.info
            for seen in watch.over(estimate(video, estimator)):
                recognizer.update(seen.pose)
                spool.write(seen.pose)
                if wishes.recorder is not None:
                    wishes.recorder.write(seen.pose)
        # The film decodes again: what is noted of the first time through is complete now.
        block = analysis.video_block(video, watch)
        made_by = {key: getattr(info, key) for key in analysis.ESTIMATOR_KEYS}
        drawing = _Drawing(wishes.film, watch)
        stream = _pictures(spool, video, drawing)
        recognition = recognizer.finish()
        return _told(recognition, stream, wishes, drawing, made_by=made_by, block=block)


def replay_sets(
    path: str | os.PathLike[str],
    *,
    wishes: UnlabelledOptions | None = None,
    watch: analysis.ProgressMonitor | None = None,
) -> SetsReport:
    """The same of a recorded pose stream; equal to that of the video but for its source blocks.

    Parameters
    ----------
    path
        A recording that ``analyze`` made.
    wishes, watch
        As for `analyze_unlabelled`.

    Raises
    ------
    RecordingError, ExerciseError, OutputError
        Each with one sentence that says what to do.
    """
    wishes, watch = wishes or UnlabelledOptions(), watch or analysis.ProgressMonitor()
    recorded = recording.read(path)
    watch.begin(len(recorded), None)
    recognizer = Recognizer(wishes.exercises)
    for seen in watch.over(Observation(pose, None) for pose in recorded):
        recognizer.update(seen.pose)
    return _told(
        recognizer.finish(),
        (Observation(pose, None) for pose in recorded.poses[: watch.poses]),
        wishes,
        _Drawing(wishes.film, watch),
        made_by=analysis.made_by(recorded.meta),
        block=analysis.recording_block(Path(path), recorded.meta, watch),
    )


class _Drawing:
    """The film, as long as nobody asks to stop; what is judged goes on then, only undrawn."""

    def __init__(self, film: SetsVideoSink | None, watch: analysis.ProgressMonitor) -> None:
        self._film = film
        # Who stopped the first time through still wants the film of what was seen.
        self._heeds = None if watch.stopped else watch

    @property
    def film(self) -> SetsVideoSink | None:
        """What to draw on now, if anything."""
        if self._heeds is not None and self._heeds.wants_to_stop():
            return None
        return self._film


def _pictures(poses: Iterable[Pose], video: VideoFile, drawing: _Drawing) -> Iterator[Observation]:
    """The poses once more, with their pictures while they are drawn."""
    frames = iter(()) if drawing.film is None else iter(video)
    for pose in poses:
        frame = None if drawing.film is None else next(frames, None)
        yield Observation(pose, None if frame is None else frame.image)


def _told(
    recognition: Recognition,
    stream: Iterable[Observation],
    wishes: UnlabelledOptions,
    drawing: _Drawing,
    *,
    made_by: Mapping[str, str],
    block: Source,
) -> SetsReport:
    """Judge every set, and write down what there is."""
    provenance = Provenance(
        formcheck=__version__,
        profile="" if wishes.profile is None else wishes.profile.name,
        estimator=made_by,
    )
    sets = tuple(_judged(recognition.sections, stream, wishes, drawing, provenance, block))
    if wishes.film is not None:
        wishes.film.end()
    if wishes.recorder is not None:
        wishes.recorder.finish(
            {"formcheck": __version__, "estimator": dict(made_by), "source": dict(block)}
        )
    return SetsReport(
        verdict=sets_verdict(sets),
        duration_s=recognition.duration_s,
        hint=recognition.hint,
        sets=sets,
        provenance=provenance,
        source=block,
    )


def _judged(
    sections: Sequence[Section],
    stream: Iterable[Observation],
    wishes: UnlabelledOptions,
    drawing: _Drawing,
    provenance: Provenance,
    block: Source,
) -> Iterator[RecognisedSet]:
    """Judge each section by a fresh checker; what lies between them only goes into the film."""
    poses = iter(stream)
    waiting: Observation | None = None
    by_name = {exercise.name: exercise for exercise in wishes.exercises}

    def until(end_s: float) -> Iterator[Observation]:
        """The poses up to a time; the first one after it is kept for the next call."""
        nonlocal waiting
        for seen in chain([] if waiting is None else [waiting], poses):
            waiting = None
            if seen.pose.time_s > end_s:
                waiting = seen
                return
            yield seen

    for section in sections:
        _pass_over(until(math.nextafter(section.start_s, -math.inf)), drawing)
        report, forbidden = None, ""
        if section.exercise is not None:
            try:
                exercise = _tightened(by_name[section.exercise], wishes.profile)
            except ExerciseError as error:
                forbidden = str(error)
            else:
                whose = replace(provenance, exercise_sha256=exercise.sha256)
                checker = Checker(exercise, side=_side(exercise, wishes), provenance=whose)
                frames = _follow(checker, until(section.end_s), drawing)
                report = checker.finish().with_source({**block, "frames": frames})
        _pass_over(until(section.end_s), drawing)
        yield RecognisedSet(**vars(section), report=report, forbidden=forbidden)
    _pass_over(until(math.inf), drawing)


def _side(exercise: Exercise, wishes: UnlabelledOptions) -> SideChoice:
    return analysis.side_for(exercise, wishes.profile or NO_PROFILE, wishes.side)


def _tightened(exercise: Exercise, profile: Profile | None) -> Exercise:
    return exercise if profile is None else tighten(exercise, profile)


def _follow(checker: Checker, poses: Iterable[Observation], drawing: _Drawing) -> int:
    """Judge the poses of a set; how many they are."""
    if drawing.film is not None:
        drawing.film.show(checker.exercise)
    count = 0
    for seen in poses:
        reading = checker.update(seen.pose)
        if drawing.film is not None:
            drawing.film.write(reading, seen.image)
        count += 1
    return count


def _pass_over(poses: Iterable[Observation], drawing: _Drawing) -> None:
    for seen in poses:
        if drawing.film is not None:
            drawing.film.pause(seen.pose, seen.image)
