"""The files of a set by the options of the command line, and those of several sets."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, Protocol

from formcheck.errors import FirstFailure

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import ExitStack
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from formcheck.assessment.events import Reading
    from formcheck.assessment.report import SetReport
    from formcheck.exercises.definition import Exercise
    from formcheck.output import SetFile, SetSink
    from formcheck.output.files.time_series import SetsSeries
    from formcheck.output.files.video_writer import SetsVideo
    from formcheck.pose.pose import Pose
    from formcheck.recording_writer import PoseRecorder

POSE_EXPORTS: Final = {"--trc": ".trc", "--mot": ".mot", "--c3d": ".c3d", "--ndx": ".nwb"}
"""The options for other programs, and the endings of their files."""


class OutputChoice(NamedTuple):
    """How outputs are written."""

    with_photos: bool
    series_form: Literal["long", "wide"]
    series_measures: Literal["exercise", "all"]


class SetMaker(Protocol):
    """Makes the sink of each set of a recording."""

    def begin_set(self, exercise: Exercise) -> SetSink:
        """Return the sink of the next set."""
        ...


def open_sink(option: str, path: Path, exercise: Exercise, how: OutputChoice) -> SetFile:
    """Return the sink that writes the output of an option.

    Parameters
    ----------
    option, path
        The option, and where the file is to lie.
    exercise
        The exercise that is judged.
    how
        How it is written.

    Returns
    -------
    SetFile
        It refuses a place where nothing can be written.
    """
    from formcheck.output.files.documents import RecordingSink, csv_document, json_document

    if option in POSE_EXPORTS:
        from formcheck.output.files.pose_exports import PoseExport

        return PoseExport(path, exercise)
    if option == "--series":
        from formcheck.output.files.time_series import SeriesFile

        return SeriesFile(path, exercise, form=how.series_form, choice=how.series_measures)
    if option == "--html":
        from formcheck.output.html.report import HtmlReport

        return HtmlReport(path, exercise, with_photos=how.with_photos)
    if option == "--video":
        from formcheck.output.files.video_writer import AnnotatedVideo

        return AnnotatedVideo(path, exercise)
    makers = {"--json": json_document, "--csv": csv_document, "--record": RecordingSink}
    return makers[option](path)


def open_series(path: Path | None, stack: ExitStack, how: OutputChoice) -> list[SetsSeries]:
    """Return what writes the measures of every set over time, if that is wanted.

    Parameters
    ----------
    path
        Where the file is to lie; None = it is not wanted.
    stack
        Closes it.
    how
        How it is written.

    Returns
    -------
    list of SetsSeries
        One, or none.
    """
    if path is None:
        return []
    from formcheck.output.files.time_series import SetsSeries

    form, choice = how.series_form, how.series_measures
    return [stack.enter_context(SetsSeries(path, form=form, choice=choice))]


class PoseRecorders:
    """Gives each pose to several recorders: one that fails is left out, and the others go on.

    Parameters
    ----------
    recorders
        The recorders by their options.
    """

    def __init__(self, recorders: Mapping[str, PoseRecorder]) -> None:
        self._recorders = {name: (one, FirstFailure()) for name, one in recorders.items()}

    @property
    def failures(self) -> dict[str, Exception]:
        """The error of each recorder that failed, by its option."""
        errors = ((name, failure.error) for name, (_, failure) in self._recorders.items())
        return {name: error for name, error in errors if error is not None}

    def write(self, pose: Pose) -> None:
        """Take a pose to every recorder."""
        for one, failure in self._recorders.values():
            failure.attempt(partial(one.write, pose))

    def finish(self, facts: Mapping[str, Any]) -> None:
        """Take what is known of the source to every recorder."""
        for one, failure in self._recorders.values():
            failure.attempt(partial(one.finish, facts))


def open_streams(
    outputs: Mapping[str, Path], stack: ExitStack, exercise: Exercise
) -> tuple[PoseRecorders, SetsVideo | None]:
    """Return what writes poses and pictures of several sets while they are judged.

    Parameters
    ----------
    outputs
        The files by option.
    stack
        Closes what is opened.
    exercise
        The exercise whose overlay is drawn until a set is recognised.

    Returns
    -------
    recorders : PoseRecorders
        Those of the recording and of the poses for other programs; it may have none.
    film : SetsVideo or None
        None = not wanted.
    """
    recorders: dict[str, PoseRecorder] = {}
    film = None
    if "--record" in outputs:
        from formcheck.output.files.documents import RecordingSink

        recorders["--record"] = stack.enter_context(RecordingSink(outputs["--record"])).writer
    for option in (one for one in POSE_EXPORTS if one in outputs):
        from formcheck.output.files.pose_exports import PoseFile

        recorders[option] = stack.enter_context(PoseFile(outputs[option]))
    if "--video" in outputs:
        from formcheck.output.files.video_writer import SetsVideo

        film = stack.enter_context(SetsVideo(outputs["--video"], exercise))
    return PoseRecorders(recorders), film


class _InTurn:
    """Gives each reading to several sinks; an error of one of them is raised at once."""

    def __init__(self, sinks: Sequence[SetSink]) -> None:
        self._sinks = sinks

    def write(self, reading: Reading, image: NDArray[np.uint8] | None) -> None:
        for sink in self._sinks:
            sink.write(reading, image)

    def finish(self, report: SetReport) -> None:
        for sink in self._sinks:
            sink.finish(report)


def begin_sets(makers: Sequence[SetMaker]) -> Callable[[Exercise], SetSink] | None:
    """Return what makes the sink of each set; None = none is wanted."""
    if not makers:
        return None
    return lambda exercise: _InTurn([maker.begin_set(exercise) for maker in makers])
