"""One file of a batch: what is asked of it, and how it is judged.

A task runs in a worker process, on this machine or on another one.  All that it writes is a
function of the file and the settings, so that the number of workers changes nothing but the time.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final, Literal

from formcheck.analysis import analyze
from formcheck.batch.estimators import opener
from formcheck.batch.rows import Row, RowIdentity, facts_of, shortened
from formcheck.capture import file_sha256
from formcheck.capture.source_options import NO_OPTIONS, SourceOptions
from formcheck.errors import FormcheckError, ModelError, OutputError
from formcheck.exercises.loader import list_exercises, load_exercise
from formcheck.exercises.profile import prescription
from formcheck.output.files.atomic_file import make_folder, refused, write_text
from formcheck.output.files.documents import RecordingSink
from formcheck.unlabelled import UnlabelledOptions, analyze_unlabelled
from formcheck.version import __version__

if TYPE_CHECKING:
    from formcheck.assessment.report import SetReport
    from formcheck.capture import ProgressMonitor
    from formcheck.exercises.definition import Exercise
    from formcheck.exercises.profile import Profile
    from formcheck.output import SetFile
    from formcheck.pose.joints import SideChoice
    from formcheck.recognition.report import SetsReport

AUTO: Final = "auto"
"""The exercise of a file in which every exercise is looked for."""

Ending = Literal["", ".csv", ".parquet"]

REPORTS: Final = "reports"
RECORDINGS: Final = "recordings"
SERIES: Final = "series"
"""The folders of the outputs, each with the folders of the files below it."""

_LONGEST_PART: Final = 200
"""Bytes of the longest name that an output keeps of its file: with its ending it fits any disk."""


@dataclass(frozen=True, slots=True)
class Task:
    r"""One file, and what is asked of it.

    Attributes
    ----------
    name
        How manifest and summary name it: its path below the folder of the batch, with ``/``.
        Bytes that are no UTF-8 are written as ``\xNN``.
    path
        Where it lies.
    exercise, side
        Name of the exercise or path of its file, or `AUTO`; and the working leg.
    exercise_sha256
        Of the file of the exercise, empty for `AUTO`: a changed exercise is another task.
    size_bytes
        Of the file, -1 if it is missing: a changed file is another task.
    """

    name: str
    path: Path
    exercise: str
    side: SideChoice = "auto"
    exercise_sha256: str = ""
    size_bytes: int = -1

    @property
    def identity(self) -> RowIdentity:
        """What a row must have to be the row of this task."""
        return RowIdentity(self.size_bytes, self.exercise, self.exercise_sha256, self.side)

    def row(self, **facts: Any) -> Row:  # noqa: ANN401  # the fields of a row
        """Return the row of this file.

        Parameters
        ----------
        **facts
            What came of it.

        Returns
        -------
        Row
            With what was asked.
        """
        asked: dict[str, Any] = {"path": self.name, "sha256": "", **self.identity._asdict()}
        return Row(**asked | facts)


@dataclass(frozen=True, slots=True)
class BatchSettings:
    """What holds for every file of a batch.

    Attributes
    ----------
    model, estimator, profile, options
        As for `formcheck.analysis.analyze`.
    record
        Whether to keep the poses of every file.
    series
        The ending of the time series of every file; empty = none.
    """

    model: str = "full"
    estimator: str = "blazepose"
    profile: tuple[str, ...] = ()
    options: SourceOptions = field(default=NO_OPTIONS)
    record: bool = False
    series: Ending = ""

    def facts(self) -> dict[str, Any]:
        """Return what must be the same when a batch goes on, as plain data for JSON.

        Returns
        -------
        dict
            With the version of formcheck, and the checksums of model and profile.

        Raises
        ------
        ModelError, ExerciseError
            If the model or the profile is missing or malformed.
        """
        from formcheck.capture.models import find_model

        return {
            "formcheck": __version__,
            "model_sha256": find_model(self.model).sha256,
            "estimator": self.estimator,
            "profile": list(self.profile),
            "profile_sha256": _profile(self.profile).sha256,
            "read_with": dict(self.options.block()),
            "record": self.record,
            "series": self.series,
        }


def judge_file(
    task: Task, settings: BatchSettings, out: Path, monitor: ProgressMonitor | None = None
) -> Row:
    """Judge one file, write its outputs, and return its row.

    Parameters
    ----------
    task, settings
        What is asked.
    out
        The folder of the batch.
    monitor
        Observes every pose.

    Returns
    -------
    Row
        A file that cannot be judged gives a row with its error.

    Raises
    ------
    OutputError
        If nothing can be written there: that is no matter of this file.
    ModelError
        If no model runs.
    """
    begin_s = perf_counter()
    try:
        facts = facts_of(_judged(task, settings, out, monitor))
    except (OutputError, ModelError):
        raise
    except FormcheckError as error:
        # The name is the same on every machine, the path is not.
        say = str(error).replace(str(task.path), task.name)
        facts = {"status": "failed", "error": shortened(say), "sha256": _sha256(task.path)}
    except Exception as error:  # noqa: BLE001  # one file must not end the other ones
        what = " ".join(f"{type(error).__name__}: {error}".split())
        say = f"This is a mistake of formcheck ({what}): please report it with the file."
        facts = {"status": "failed", "error": shortened(say), "sha256": _sha256(task.path)}
    return task.row(**facts, seconds=round(perf_counter() - begin_s, 3))


def place_of_output(out: Path, folder: str, name: str, ending: str) -> Path:
    """Return where an output of a file lies, and make its folder.

    Parameters
    ----------
    out, folder
        The folder of the batch, and the one for outputs of this kind.
    name, ending
        The name of the file, and the ending of the output, which is added to it: a film and a
        recording of one name have different outputs.

    Returns
    -------
    Path
        Parts that are too long for a disk are shortened, with a checksum in the place of the rest.

    Raises
    ------
    OutputError
        If the folder cannot be made.
    """
    parts = [_fitting(part) for part in name.split("/")]
    place = out.joinpath(folder, *parts[:-1], parts[-1] + ending)
    try:
        make_folder(place.parent)
    except OSError as error:
        raise OutputError(refused(place, error)) from error
    return place


def _fitting(part: str) -> str:
    """Return a part of a path that fits any disk, also with an ending."""
    if len(part.encode()) <= _LONGEST_PART:
        return part
    kept = part.encode()[: _LONGEST_PART - 20].decode(errors="ignore")
    return f"{kept}~{hashlib.sha256(part.encode()).hexdigest()[:16]}"


def _sha256(path: Path) -> str:
    """Return the checksum of a file; empty if it cannot be read."""
    try:
        return file_sha256(path) if path.is_file() else ""
    except (OSError, ValueError):
        return ""


@cache
def _profile(words: tuple[str, ...]) -> Profile:
    return prescription(list(words) or None)


def _judged(
    task: Task, settings: BatchSettings, out: Path, monitor: ProgressMonitor | None
) -> SetReport | SetsReport:
    """Judge a file and write its outputs, and return when they are whole."""
    place = place_of_output(out, REPORTS, task.name, ".json")
    how: dict[str, Any] = {
        "model": settings.model,
        "estimator": opener(settings.model, settings.estimator),
        "monitor": monitor,
    }
    judge = _judge_sets if task.exercise == AUTO else _judge_set
    with ExitStack() as stack:
        report = judge(task, settings, out, stack, how)
    write_text(place, report.to_json())
    return report


def _recording(task: Task, out: Path, stack: ExitStack) -> RecordingSink:
    place = place_of_output(out, RECORDINGS, task.name, ".npz")
    return stack.enter_context(RecordingSink(place))


def _judge_set(
    task: Task, settings: BatchSettings, out: Path, stack: ExitStack, how: dict[str, Any]
) -> SetReport:
    """Judge a file as one set of an exercise."""
    sinks: list[SetFile] = []
    if settings.record:
        sinks.append(_recording(task, out, stack))
    if settings.series:
        from formcheck.output.files.time_series import SeriesFile

        place = place_of_output(out, SERIES, task.name, settings.series)
        exercise = load_exercise(_word(task.exercise))
        sinks.append(stack.enter_context(SeriesFile(place, exercise)))
    return analyze(
        task.path,
        _word(task.exercise),
        side=task.side,
        profile=_profile(settings.profile),
        options=settings.options,
        sinks=sinks,
        **how,
    )


def _judge_sets(
    task: Task, settings: BatchSettings, out: Path, stack: ExitStack, how: dict[str, Any]
) -> SetsReport:
    """Look for every exercise in a file, and judge each set."""
    options = UnlabelledOptions(
        list_exercises(), task.side, _profile(settings.profile), source=settings.options
    )
    if settings.record:
        options = replace(options, recorder=_recording(task, out, stack).writer)
    if not settings.series:
        return analyze_unlabelled(task.path, options=options, **how)
    from formcheck.output.files.time_series import SetsSeries

    place = place_of_output(out, SERIES, task.name, settings.series)
    series = stack.enter_context(SetsSeries(place))
    report = analyze_unlabelled(
        task.path, options=replace(options, begin_set=series.begin_set), **how
    )
    series.finish()
    return report


def _word(exercise: str) -> str | Path:
    return Path(exercise) if os.sep in exercise or exercise.endswith(".toml") else exercise


def definition_of(exercise: str) -> Exercise | None:
    """Return the exercise of a task; None for `AUTO`; raise ExerciseError if there is none."""
    return None if exercise == AUTO else load_exercise(_word(exercise))
