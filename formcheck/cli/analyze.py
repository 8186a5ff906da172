"""``formcheck analyze`` and ``formcheck replay``."""

from __future__ import annotations

from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.console import Console

from formcheck.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from formcheck.coach.exercise import Exercise
    from formcheck.coach.report import SetReport
    from formcheck.output.sink import Sink

ANALYZE_EXAMPLES: Final = (
    "Examples:\n\n"
    "`formcheck analyze set.mp4 --exercise single_leg_bridge`\n\n"
    "`formcheck analyze set.mp4 --exercise mini_squat --video annotated.mp4 --json set.json`\n\n"
    "`formcheck analyze set.mp4 --exercise my_exercise.toml --profile patient.toml`"
)
REPLAY_EXAMPLES: Final = (
    "Example:\n\n`formcheck replay set.npz --exercise single_leg_bridge --json set.json`"
)


class SideOption(StrEnum):
    """The working side as it is asked for."""

    left = "left"
    right = "right"
    auto = "auto"


ExerciseOption = Annotated[
    str,
    typer.Option(
        "--exercise", "-e", help="Name of an exercise, or the path of a TOML file.", metavar="NAME"
    ),
]
Side = Annotated[
    SideOption, typer.Option("--side", help="The leg that works; auto finds it by itself.")
]
ProfileOption = Annotated[
    Path | None,
    typer.Option("--profile", help="A patient's precautions and own limits (TOML)."),
]
JsonOption = Annotated[Path | None, typer.Option("--json", help="Write the report as JSON.")]
CsvOption = Annotated[Path | None, typer.Option("--csv", help="Write the repetitions as CSV.")]
VideoOption = Annotated[
    Path | None, typer.Option("--video", help="Write the annotated film (MP4, H.264).")
]


def analyze(  # noqa: PLR0913  # one parameter an option
    video: Annotated[Path, typer.Argument(help="The recorded video.", metavar="VIDEO")],
    *,
    exercise: ExerciseOption,
    side: Side = SideOption.auto,
    profile: ProfileOption = None,
    model: Annotated[
        str,
        typer.Option("--model", help="lite, full, heavy, or the path of a .task file."),
    ] = "full",
    json: JsonOption = None,
    csv: CsvOption = None,
    annotated: VideoOption = None,
    record: Annotated[
        Path | None, typer.Option("--record", help="Keep the landmarks (.npz) for `replay`.")
    ] = None,
) -> None:
    """Analyse a recorded video: repetitions, holds, faults of form, excessive range."""
    from formcheck.session import analyze as analyze_video
    from formcheck.session import prepared

    judged, _ = prepared(_named(exercise), profile)
    wanted = {"--json": json, "--csv": csv, "--video": annotated, "--record": record}
    _finish(
        judged,
        wanted,
        source=video,
        job=lambda sinks, watch: analyze_video(
            video,
            _named(exercise),
            side=side.value,
            profile=profile,
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
    exercise: ExerciseOption,
    side: Side = SideOption.auto,
    profile: ProfileOption = None,
    json: JsonOption = None,
    csv: CsvOption = None,
    annotated: VideoOption = None,
) -> None:
    """Judge a recording again, without looking at pictures."""
    from formcheck.session import prepared
    from formcheck.session import replay as replay_recording

    judged, _ = prepared(_named(exercise), profile)
    _finish(
        judged,
        {"--json": json, "--csv": csv, "--video": annotated},
        source=recording,
        job=lambda sinks, watch: replay_recording(
            recording,
            _named(exercise),
            side=side.value,
            profile=profile,
            sinks=sinks,
            watch=watch,
        ),
    )


def _named(exercise: str) -> str | Path:
    """A path if it looks like one, else the name of a shipped exercise."""
    return Path(exercise) if exercise.endswith(".toml") or "/" in exercise else exercise


def _finish(
    exercise: Exercise,
    wanted: Mapping[str, Path | None],
    *,
    source: Path,
    job: Callable[..., SetReport],
) -> None:
    """Open the outputs, do the job, tell the result."""
    from formcheck.cli.progress import INTERRUPTED, OnTerminal
    from formcheck.output.terminal import render

    outputs = {option: path for option, path in wanted.items() if path is not None}
    _check_apart(outputs, source)
    with ExitStack() as stack:
        sinks = [
            stack.enter_context(_open(option, path, exercise)) for option, path in outputs.items()
        ]
        watch = stack.enter_context(OnTerminal())
        report = job(sinks, watch)
    Console().print(render(report, exercise))
    for path in outputs.values():
        Console(stderr=True, soft_wrap=True).print(f"Written: {path}", style="dim", markup=False)
    if watch.stopped:
        raise typer.Exit(INTERRUPTED)


def _check_apart(outputs: Mapping[str, Path], source: Path) -> None:
    """Refuse two outputs in one place, and an output in the place of the source."""
    taken = {source.resolve(): "what is read"}
    for option, path in outputs.items():
        other = taken.setdefault(path.resolve(), option)
        if other != option:
            raise OutputError(f"{option} {path} is also {other}: give it another name.")


def _open(option: str, path: Path, exercise: Exercise) -> Sink:
    """The sink behind an option."""
    from formcheck.output.documents import csv_document, json_document
    from formcheck.output.recorder import Recorder

    if option == "--json":
        return json_document(path)
    if option == "--csv":
        return csv_document(path)
    if option == "--record":
        return Recorder(path)
    from formcheck.output.video import AnnotatedVideo

    return AnnotatedVideo(path, exercise)
