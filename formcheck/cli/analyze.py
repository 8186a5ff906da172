"""The commands ``formcheck analyze`` and ``formcheck replay``."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from formcheck.cli.options import (
    ExerciseOption,
    JsonOption,
    ModelOption,
    ProfileOption,
    RecordOption,
    SideOption,
    SourceArgument,
    WorkingSideOption,
    check_outputs,
    load_named_exercise,
    load_profiles,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import RenderableType

    from formcheck.cli.progress import TerminalProgress
    from formcheck.exercises.definition import Exercise
    from formcheck.output import SetSink
    from formcheck.output.files.documents import Document, RecordingSink
    from formcheck.output.files.video_writer import AnnotatedVideo

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

CsvOption = Annotated[
    Path | None, typer.Option("--csv", help="Write one row per repetition.", metavar="FILE")
]
VideoOption = Annotated[
    Path | None, typer.Option("--video", help="Write the annotated video (MP4).", metavar="FILE")
]


@dataclass(frozen=True, kw_only=True)
class _Request:
    """What the user asked for on the command line."""

    source: Path
    exercise: str | None
    side: SideOption
    profile: list[str] | None
    outputs: Mapping[str, Path | None]
    model: str = "full"


def analyze(  # noqa: PLR0913  # one parameter per option
    source: SourceArgument,
    *,
    exercise: ExerciseOption = None,
    side: WorkingSideOption = SideOption.auto,
    profile: ProfileOption = None,
    model: ModelOption = "full",
    json: JsonOption = None,
    csv: CsvOption = None,
    annotated: VideoOption = None,
    record: RecordOption = None,
) -> None:
    """Analyse a recorded video: repetitions, holds, faults of form, excessive range.

    Without --exercise, every exercise is tried. Each set is judged as the exercise that was
    recognised, or called inconclusive if two exercises fit nearly as well.

    Ctrl-C ends the analysis early: everything seen so far is judged and written.
    """
    outputs = {"--json": json, "--csv": csv, "--video": annotated, "--record": record}
    _judge(
        _Request(
            source=source,
            exercise=exercise,
            side=side,
            profile=profile,
            outputs=outputs,
            model=model,
        )
    )


def replay(  # noqa: PLR0913  # one parameter per option
    source: SourceArgument,
    *,
    exercise: ExerciseOption = None,
    side: WorkingSideOption = SideOption.auto,
    profile: ProfileOption = None,
    json: JsonOption = None,
    csv: CsvOption = None,
    annotated: VideoOption = None,
) -> None:
    """Judge a recording (.npz) made with --record again; the report is the same.

    The annotated video of a recording shows a stick figure: a recording holds no pictures.
    """
    outputs = {"--json": json, "--csv": csv, "--video": annotated}
    _judge(_Request(source=source, exercise=exercise, side=side, profile=profile, outputs=outputs))


def _judge(request: _Request) -> None:
    """Open the outputs, judge the source, and print the result."""
    from formcheck.cli.console import print_note, print_result, print_written
    from formcheck.cli.progress import TerminalProgress

    read = [request.source, Path(request.model), *map(Path, request.profile or ())]
    if request.exercise is not None:
        read.append(Path(request.exercise))
    outputs = check_outputs(request.outputs, read)
    judge = _judge_all_sets if request.exercise is None else _judge_one_set
    with ExitStack() as stack:
        # The monitor is closed last: a signal does not interrupt the removal of partial files.
        monitor = stack.enter_context(TerminalProgress())
        result = judge(request, outputs, monitor=monitor, stack=stack)
    print_result(result)
    if not monitor.poses and (film := outputs.pop("--video", None)):
        print_note(f"Not written, because there was no picture: {film}")
    print_written(outputs.values())
    monitor.exit_if_stopped()


def _judge_one_set(
    request: _Request,
    outputs: Mapping[str, Path],
    *,
    monitor: TerminalProgress,
    stack: ExitStack,
) -> RenderableType:
    """Judge one set of the named exercise, and return what to print."""
    from formcheck import analysis
    from formcheck.output.terminal.set import render_set

    profile = load_profiles(request.profile)
    exercise, _ = analysis.prepared(load_named_exercise(str(request.exercise)), profile)
    sinks: list[SetSink] = [
        stack.enter_context(_open_sink(option, path, exercise)) for option, path in outputs.items()
    ]
    report = analysis.analyze(
        request.source,
        exercise,
        side=request.side.value,
        profile=profile,
        model=request.model,
        sinks=sinks,
        monitor=monitor,
    )
    return render_set(report, exercise)


def _open_sink(
    option: str, path: Path, exercise: Exercise
) -> Document | RecordingSink | AnnotatedVideo:
    """Return the sink that writes the output of this option."""
    from formcheck.output.files.documents import RecordingSink, csv_document, json_document

    if option == "--json":
        return json_document(path)
    if option == "--csv":
        return csv_document(path)
    if option == "--record":
        return RecordingSink(path)
    from formcheck.output.files.video_writer import AnnotatedVideo

    return AnnotatedVideo(path, exercise)


def _judge_all_sets(
    request: _Request,
    outputs: Mapping[str, Path],
    *,
    monitor: TerminalProgress,
    stack: ExitStack,
) -> RenderableType:
    """Recognise and judge every set of the source, and return what to print."""
    from formcheck.exercises.loader import exercise_names, load_exercise
    from formcheck.output.files.atomic_file import AtomicFile
    from formcheck.output.files.documents import sets_as_csv
    from formcheck.output.terminal.set import render_sets
    from formcheck.unlabelled import UnlabelledOptions, analyze_unlabelled

    exercises = [load_exercise(name) for name in exercise_names()]
    texts = {
        option: stack.enter_context(AtomicFile(outputs[option]))
        for option in ("--json", "--csv")
        if option in outputs
    }
    recorder = film = None
    if "--record" in outputs:
        from formcheck.output.files.documents import RecordingSink

        recorder = stack.enter_context(RecordingSink(outputs["--record"])).writer
    if "--video" in outputs:
        from formcheck.output.files.video_writer import SetsVideo

        film = stack.enter_context(SetsVideo(outputs["--video"], exercises[0]))
    options = UnlabelledOptions(
        exercises,
        side=request.side.value,
        profile=load_profiles(request.profile),
        recorder=recorder,
        film=film,
    )
    report = analyze_unlabelled(
        request.source, options=options, model=request.model, monitor=monitor
    )
    for option, file in texts.items():
        file.write_text(report.to_json() if option == "--json" else sets_as_csv(report))
    return render_sets(report, {exercise.name: exercise for exercise in exercises})


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command(name="analyze", epilog=ANALYZE_EXAMPLES)(analyze)
    app.command(name="replay", epilog=REPLAY_EXAMPLES)(replay)
