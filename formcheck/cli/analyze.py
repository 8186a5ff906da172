"""``analyze`` and ``replay`` of which nobody said what is done: every exercise is tried."""

from __future__ import annotations

from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from formcheck.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from formcheck.analysis import ProgressMonitor
    from formcheck.assessment.checker import SideChoice
    from formcheck.assessment.report import SetReport
    from formcheck.exercises.definition import Exercise
    from formcheck.exercises.profile import Profile
    from formcheck.output.files.sink import Sink
    from formcheck.recognition.report import SetsReport
    from formcheck.unlabelled import UnlabelledOptions


def analyze_without_exercise(
    outputs: Mapping[str, Path],
    *,
    side: SideChoice,
    profile: Profile | None,
    job: Callable[[UnlabelledOptions, ProgressMonitor], SetsReport],
) -> None:
    """Open the outputs, do the job, tell the result.

    Parameters
    ----------
    outputs
        Where to write, by option.
    side, profile
        As for a single set.
    job
        Goes through the video or the recording.
    """
    from formcheck.cli.console import tell, whisper
    from formcheck.cli.progress import INTERRUPTED, OnTerminal
    from formcheck.exercises.loader import exercise_names, load_exercise
    from formcheck.output.files.documents import TextFile
    from formcheck.output.terminal.sets import render_sets, sets_as_csv
    from formcheck.unlabelled import UnlabelledOptions

    written = {"--json": lambda report: report.to_json(), "--csv": sets_as_csv}
    exercises = [load_exercise(name) for name in exercise_names()]
    with ExitStack() as stack:
        watch = stack.enter_context(OnTerminal())
        texts = {
            option: stack.enter_context(TextFile(outputs[option]))
            for option in written
            if option in outputs
        }
        recorder = film = None
        if "--record" in outputs:
            from formcheck.output.files.recording_writer import RecordingSink

            recorder = stack.enter_context(RecordingSink(outputs["--record"])).writer
        if "--video" in outputs:
            from formcheck.output.files.video_writer import SetsVideo

            film = stack.enter_context(SetsVideo(outputs["--video"], exercises[0]))
        wishes = UnlabelledOptions(
            exercises, side=side, profile=profile, recorder=recorder, film=film
        )
        report = job(wishes, watch)
        for option, document in texts.items():
            document.put(written[option](report))
    tell(render_sets(report, {exercise.name: exercise for exercise in exercises}))
    for option, path in outputs.items():
        if option == "--video" and not watch.poses:
            whisper(f"Not written, because there was no picture: {path}")
        else:
            whisper(f"Written: {path}")
    if watch.wants_to_stop():
        raise typer.Exit(INTERRUPTED)


ANALYZE_EXAMPLES: Final = (
    "Examples:\n\n"
    "`formcheck analyze set.mp4`\n\n"
    "`formcheck analyze set.mp4 -e single_leg_bridge`\n\n"
    "`formcheck analyze set.mp4 -e mini_squat --video annotated.mp4`\n\n"
    "`formcheck analyze set.mp4 -e mini_squat --json set.json --record set.npz`\n\n"
    "`formcheck analyze set.mp4 -e mini_squat --profile posterior_hip_replacement`\n\n"
    "`formcheck analyze set.mp4 -e my_exercise.toml --profile patient.toml`"
)
REPLAY_EXAMPLES: Final = (
    "Examples:\n\n"
    "`formcheck replay set.npz`\n\n"
    "`formcheck replay set.npz -e single_leg_bridge`\n\n"
    "`formcheck replay set.npz -e my_exercise.toml --json set.json`"
)


class SideOption(StrEnum):
    """The working side as it is asked for."""

    left = "left"
    right = "right"
    auto = "auto"


ExerciseOption = Annotated[
    str | None,
    typer.Option(
        "--exercise",
        "-e",
        help="Name of an exercise, or the path of a TOML file; without it, it is found out.",
        metavar="NAME",
    ),
]
Side = Annotated[
    SideOption, typer.Option("--side", help="The leg that works; auto finds it by itself.")
]
ProfileOption = Annotated[
    list[str] | None,
    typer.Option(
        "--profile",
        help="A precaution by name (`formcheck profiles list`), or a patient's file (TOML); "
        "may be given several times.",
        metavar="NAME|FILE",
    ),
]
JsonOption = Annotated[
    Path | None, typer.Option("--json", help="Write the whole report as JSON.", metavar="FILE")
]
CsvOption = Annotated[
    Path | None, typer.Option("--csv", help="Write one row a repetition.", metavar="FILE")
]
VideoOption = Annotated[
    Path | None,
    typer.Option("--video", help="Write the annotated film (MP4).", metavar="FILE"),
]


def analyze(  # noqa: PLR0913  # one parameter an option
    video: Annotated[Path, typer.Argument(help="The recorded video.", metavar="VIDEO")],
    *,
    exercise: ExerciseOption = None,
    side: Side = SideOption.auto,
    profile: ProfileOption = None,
    model: Annotated[
        str,
        typer.Option(
            "--model", help="lite, full, heavy, or the path of a .task file.", metavar="MODEL"
        ),
    ] = "full",
    json: JsonOption = None,
    csv: CsvOption = None,
    annotated: VideoOption = None,
    record: Annotated[
        Path | None,
        typer.Option("--record", help="Keep the landmarks (.npz) for `replay`.", metavar="FILE"),
    ] = None,
) -> None:
    """Analyse a recorded video: repetitions, holds, faults of form, excessive range.

    Without --exercise every exercise is tried, and each set is told and judged as the one it is,
    or called inconclusive where that cannot be told.

    Ctrl-C ends it early: what was seen so far is told and written.
    """
    from formcheck.analysis import analyze as analyze_video
    from formcheck.unlabelled import analyze_unlabelled

    wanted = {"--json": json, "--csv": csv, "--video": annotated, "--record": record}
    read = [video, *map(Path, profile or ()), Path(model)]
    if exercise is None:
        analyze_without_exercise(
            _outputs(wanted, read),
            side=side.value,
            profile=patient_of(profile),
            job=lambda wishes, watch: analyze_unlabelled(
                video, wishes=wishes, model=model, watch=watch
            ),
        )
        return
    definition, patient = definition_of(exercise), patient_of(profile)
    _judge(
        definition,
        patient,
        _outputs(wanted, [*read, Path(exercise)]),
        job=lambda sinks, watch: analyze_video(
            video,
            definition,
            side=side.value,
            profile=patient,
            model=model,
            sinks=sinks,
            watch=watch,
        ),
    )


def replay(  # noqa: PLR0913  # one parameter an option
    recording: Annotated[
        Path, typer.Argument(help="A recording (.npz) made with --record.", metavar="RECORDING")
    ],
    *,
    exercise: ExerciseOption = None,
    side: Side = SideOption.auto,
    profile: ProfileOption = None,
    json: JsonOption = None,
    csv: CsvOption = None,
    annotated: VideoOption = None,
) -> None:
    """Judge a recording again, without its video; the report is the same.

    The annotated film shows a stick figure: a recording holds no pictures.
    """
    from formcheck.analysis import replay as replay_recording
    from formcheck.unlabelled import replay_sets

    wanted = {"--json": json, "--csv": csv, "--video": annotated}
    read = [recording, *map(Path, profile or ())]
    if exercise is None:
        analyze_without_exercise(
            _outputs(wanted, read),
            side=side.value,
            profile=patient_of(profile),
            job=lambda wishes, watch: replay_sets(recording, wishes=wishes, watch=watch),
        )
        return
    definition, patient = definition_of(exercise), patient_of(profile)
    _judge(
        definition,
        patient,
        _outputs(wanted, [*read, Path(exercise)]),
        job=lambda sinks, watch: replay_recording(
            recording, definition, side=side.value, profile=patient, sinks=sinks, watch=watch
        ),
    )


def definition_of(exercise: str) -> Exercise:
    """The definition that was asked for: a path is told by its ending or its folder."""
    from formcheck.exercises.loader import load_exercise

    is_path = exercise.endswith(".toml") or Path(exercise).name != exercise
    return load_exercise(Path(exercise) if is_path else exercise)


def patient_of(profile: list[str] | None) -> Profile | None:
    """What the profiles that were named come to together; None without one."""
    from formcheck.exercises.profile import prescription

    return prescription(profile) if profile else None


def _outputs(wanted: Mapping[str, Path | None], read: list[Path]) -> dict[str, Path]:
    """The outputs that are asked for, by option; none in the place of another or of what is read.

    Raises
    ------
    OutputError
        If two files would lie in one place.
    """
    outputs = {option: path for option, path in wanted.items() if path is not None}
    files = [path for path in read if path.is_file()]
    taken = {path.resolve(): "what is read" for path in files}
    for option, path in outputs.items():
        other = taken.setdefault(path.resolve(), option)
        if other != option:
            raise OutputError(f"{option} {path} is also {other}: give it another name.")
    return outputs


def _judge(
    definition: Exercise,
    patient: Profile | None,
    outputs: Mapping[str, Path],
    *,
    job: Callable[[list[Sink], ProgressMonitor], SetReport],
) -> None:
    """Open the outputs, do the job, tell the result."""
    from formcheck.analysis import prepared
    from formcheck.cli.console import tell, whisper
    from formcheck.cli.progress import INTERRUPTED, OnTerminal
    from formcheck.output.terminal.set import render_set

    judged, _ = prepared(definition, patient)
    with ExitStack() as stack:
        # The watch is left last: tidying up is not to be interrupted either.
        watch = stack.enter_context(OnTerminal())
        sinks = [
            stack.enter_context(_open(option, path, judged)) for option, path in outputs.items()
        ]
        report = job(sinks, watch)
    tell(render_set(report, judged))
    for option, path in outputs.items():
        if option == "--video" and not watch.poses:
            whisper(f"Not written, because there was no picture: {path}")
        else:
            whisper(f"Written: {path}")
    if watch.stopped:
        raise typer.Exit(INTERRUPTED)


def _open(option: str, path: Path, exercise: Exercise) -> Sink:
    """The sink behind an option."""
    from formcheck.output.files.documents import csv_document, json_document
    from formcheck.output.files.recording_writer import RecordingSink

    if option == "--json":
        return json_document(path)
    if option == "--csv":
        return csv_document(path)
    if option == "--record":
        return RecordingSink(path)
    from formcheck.output.files.video_writer import AnnotatedVideo

    return AnnotatedVideo(path, exercise)
