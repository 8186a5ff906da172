"""Function tests on videos and recordings: poses come in, an outcome goes out.

Like `formcheck.analysis` this only brings the two together; what counts is found and scored in
`formcheck.coach`.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from formcheck import analysis, recording
from formcheck.assessment.checker import Checker
from formcheck.capture.pose_estimator import Observation, estimate
from formcheck.exercises.loader import load_exercise
from formcheck.function_tests.chair_stand import ChairWatcher
from formcheck.function_tests.definition import (
    FunctionTest,
    RangeScoring,
    StanceScoring,
    StandScoring,
    load_function_test,
)
from formcheck.function_tests.interpretation import interpret
from formcheck.function_tests.range_of_motion import RangeWatcher
from formcheck.function_tests.report import MadeBy, Person, Trial
from formcheck.function_tests.scoring import hands_seen, score_range, score_stance, score_stands
from formcheck.function_tests.single_leg_stance import StanceWatcher
from formcheck.pose.features import FeatureExtractor
from formcheck.version import __version__

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from formcheck.assessment.report import Source
    from formcheck.function_tests.report import FunctionTestReport, Result
    from formcheck.pose.pose import Pose
    from formcheck.recording import RecordingWriter

HANDS_HIDDEN: Final = "this time: whether the hand on the near side pushed, because it was hidden"


@dataclass(frozen=True, slots=True)
class TestRecording:
    """A video or recording of a test.

    Attributes
    ----------
    path
        A video, or a recording (``.npz``).
    motion
        For a range of motion which one it shows.
    """

    path: Path
    motion: str | None = None


@dataclass(frozen=True, slots=True)
class FunctionTestOptions:
    """What belongs to a test besides its videos.

    Attributes
    ----------
    person
        For whom norms are looked up.
    go_s
        When "go" was said, seconds from the beginning of the video; None = with the first
        movement.
    model
        ``lite``, ``full``, ``heavy``, or the path of a ``.task`` file.
    recorder
        Where the poses of a single video are kept.
    """

    person: Person = field(default_factory=Person)
    go_s: float | None = None
    model: str | os.PathLike[str] = "full"
    recorder: RecordingWriter | None = None


def run_function_test(
    test: str | FunctionTest,
    filmed: Sequence[TestRecording],
    *,
    wishes: FunctionTestOptions | None = None,
    watch: analysis.ProgressMonitor | None = None,
) -> FunctionTestReport:
    """The outcome of a function test.

    Parameters
    ----------
    test
        Its name, or the test.
    filmed
        One video or recording for a test on a chair; one or several for standing on one leg; for
        a range of motion at least one, each with its motion.
    wishes
        Age and sex, the time of "go", the model.
    watch
        Told of every pose, and asked whether to stop.

    Raises
    ------
    SourceError, ModelError, RecordingError, ExerciseError, OutputError
        Each with one sentence that says what to do.
    """
    definition = load_function_test(test) if isinstance(test, str) else test
    wishes, watch = wishes or FunctionTestOptions(), watch or analysis.ProgressMonitor()
    blocks: list[Source] = []
    estimators: list[dict[str, str]] = []

    def poses(one: TestRecording, take: Callable[[Pose], object]) -> None:
        block, estimator = _go_through(one.path, take, wishes=wishes, watch=watch)
        blocks.append(block if one.motion is None else {**block, "motion": one.motion})
        estimators.append(estimator)

    results, unseen = _results(definition, filmed, poses, wishes)
    estimator = estimators[0] if estimators else {}
    return interpret(
        definition,
        results,
        wishes.person,
        made_by=MadeBy(__version__, definition.sha256, estimator),
        sources=blocks,
        unseen=unseen,
    )


def _results(
    test: FunctionTest,
    filmed: Sequence[TestRecording],
    poses: Callable[[TestRecording, Callable[[Pose], object]], None],
    wishes: FunctionTestOptions,
) -> tuple[Sequence[Result], list[str]]:
    """The results of a test, and what was not seen this time."""
    scoring = test.scoring
    if isinstance(scoring, StandScoring):
        return _on_a_chair(test, scoring, filmed, poses, wishes)
    if isinstance(scoring, StanceScoring):
        return _on_one_leg(test, scoring, filmed, poses, wishes)
    return _range(test, scoring, filmed, poses, wishes)


def _on_a_chair(
    test: FunctionTest,
    scoring: StandScoring,
    filmed: Sequence[TestRecording],
    poses: Callable[[TestRecording, Callable[[Pose], object]], None],
    wishes: FunctionTestOptions,
) -> tuple[Sequence[Result], list[str]]:
    (one,) = filmed
    eye, chair = FeatureExtractor(), ChairWatcher(scoring)
    poses(one, lambda pose: chair.update(eye.extract(pose)))
    stands = chair.finish()
    result = score_stands(test, scoring, stands, wishes.person, go_s=wishes.go_s)
    return [result], [] if hands_seen(stands) or not stands.stands else [HANDS_HIDDEN]


def _on_one_leg(
    test: FunctionTest,
    scoring: StanceScoring,
    filmed: Sequence[TestRecording],
    poses: Callable[[TestRecording, Callable[[Pose], object]], None],
    wishes: FunctionTestOptions,
) -> tuple[Sequence[Result], list[str]]:
    tries: list[Trial] = []
    troubles: list[str] = []
    for number, one in enumerate(filmed, start=1):
        eye, stance = FeatureExtractor(), StanceWatcher(scoring)

        def take(pose: Pose, eye: FeatureExtractor = eye, stance: StanceWatcher = stance) -> None:
            stance.update(eye.extract(pose))

        poses(one, take)
        tries.extend(replace(row, source=number) for row in stance.finish())
        troubles.append(stance.trouble)
    results = score_stance(test, scoring, tries, wishes.person)
    return _with_trouble(results, " ".join(dict.fromkeys(filter(None, troubles)))), []


def _range(
    test: FunctionTest,
    scoring: RangeScoring,
    filmed: Sequence[TestRecording],
    poses: Callable[[TestRecording, Callable[[Pose], object]], None],
    wishes: FunctionTestOptions,
) -> tuple[Sequence[Result], list[str]]:
    tries: list[tuple[str, Trial]] = []
    troubles: dict[str, list[str]] = {}
    for number, one in enumerate(filmed, start=1):
        motion = one.motion or ""
        exercise = load_exercise(scoring.motion[motion].exercise)
        checker, watcher = Checker(exercise), RangeWatcher(exercise, scoring)

        def take(pose: Pose, checker: Checker = checker, watcher: RangeWatcher = watcher) -> None:
            watcher.update(checker.update(pose))

        poses(one, take)
        found = watcher.finish()
        tries.extend((motion, replace(row, source=number)) for row in found)
        if not found:
            troubles.setdefault(motion, []).append(watcher.trouble)
    asked = [one.motion or "" for one in filmed]
    results = score_range(test, scoring, tries, wishes.person, asked=asked)
    told: list[Result] = []
    for result in results:
        said = " ".join(dict.fromkeys(filter(None, troubles.get(result.name, ()))))
        told.extend(_with_trouble([result], said))
    return told, []


def _with_trouble(results: Iterable[Result], said: str) -> list[Result]:
    """The results, with what to change where nothing was seen."""
    return [
        replace(row, why=f"{row.why} {said}") if said and row.why and not row.tries else row
        for row in results
    ]


def _go_through(
    path: Path,
    take: Callable[[Pose], object],
    *,
    wishes: FunctionTestOptions,
    watch: analysis.ProgressMonitor,
) -> tuple[Source, dict[str, str]]:
    """Hand every pose of a source on; what the source and the estimator are."""
    with ExitStack() as stack:
        if path.suffix == ".npz":
            recorded = recording.read(path)
            watch.begin(len(recorded), None)
            before = watch.poses
            for seen in watch.over(Observation(pose, None) for pose in recorded):
                take(seen.pose)
            block = analysis.recording_block(path, recorded.meta, watch)
            return {**block, "frames": watch.poses - before}, analysis.made_by(recorded.meta)
        from formcheck.capture.video_file import VideoFile

        video = stack.enter_context(VideoFile(path))
        estimator = stack.enter_context(analysis.open_estimator(wishes.model))
        watch.begin(video.frame_count, video.duration_s)
        info = estimator.info
        made_by = {key: getattr(info, key) for key in analysis.ESTIMATOR_KEYS}
        before = watch.poses
        for seen in watch.over(estimate(video, estimator)):
            take(seen.pose)
            if wishes.recorder is not None:
                wishes.recorder.write(seen.pose)
        block = {**analysis.video_block(video, watch), "frames": watch.poses - before}
        if wishes.recorder is not None:
            wishes.recorder.finish(
                {"formcheck": __version__, "estimator": made_by, "source": block}
            )
        return block, made_by
