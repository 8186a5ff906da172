"""``formcheck analyze`` and ``formcheck replay``."""

from __future__ import annotations

from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from formcheck.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from formcheck.coach.exercise import Exercise
    from formcheck.coach.profile import Profile
    from formcheck.coach.report import SetReport
    from formcheck.output.sink import Sink
    from formcheck.session import Watch

ANALYZE_EXAMPLES: Final = (
    "Examples:\n\n"
    "`formcheck analyze set.mp4 -e single_leg_bridge`\n\n"
    "`formcheck analyze set.mp4 -e mini_squat --video annotated.mp4`\n\n"
    "`formcheck analyze set.mp4 -e mini_squat --json set.json --record set.npz`\n\n"
    "`formcheck analyze set.mp4 -e my_exercise.toml --profile patient.toml`"
)
REPLAY_EXAMPLES: Final = (
    "Examples:\n\n"
    "`formcheck replay set.npz -e single_leg_bridge`\n\n"
    "`formcheck replay set.npz -e my_exercise.toml --json set.json`"
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
    typer.Option(
        "--profile", help="A patient's precautions and own limits (TOML).", metavar="FILE"
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
    exercise: ExerciseOption,
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

    Ctrl-C ends it early: what was seen so far is told and written.
    """
    from formcheck.session import analyze as analyze_video

    definition, patient = _loaded(exercise, profile)
    _judge(
        definition,
        patient,
        {"--json": json, "--csv": csv, "--video": annotated, "--record": record},
        read=[video, Path(exercise), profile, Path(model)],
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
    exercise: ExerciseOption,
    side: Side = SideOption.auto,
    profile: ProfileOption = None,
    json: JsonOption = None,
    csv: CsvOption = None,
    annotated: VideoOption = None,
) -> None:
    """Judge a recording again, without its video; the report is the same.

    The annotated film shows a stick figure: a recording holds no pictures.
    """
    from formcheck.session import replay as replay_recording

    definition, patient = _loaded(exercise, profile)
    _judge(
        definition,
        patient,
        {"--json": json, "--csv": csv, "--video": annotated},
        read=[recording, Path(exercise), profile],
        job=lambda sinks, watch: replay_recording(
            recording, definition, side=side.value, profile=patient, sinks=sinks, watch=watch
        ),
    )


def _loaded(exercise: str, profile: Path | None) -> tuple[Exercise, Profile | None]:
    """The definitions that were asked for: a path is told by its ending or its folder."""
    from formcheck.coach.library import load
    from formcheck.coach.profile import load_profile

    is_path = exercise.endswith(".toml") or Path(exercise).name != exercise
    definition = load(Path(exercise) if is_path else exercise)
    return definition, None if profile is None else load_profile(profile)


def _judge(
    definition: Exercise,
    patient: Profile | None,
    wanted: Mapping[str, Path | None],
    *,
    read: list[Path | None],
    job: Callable[[list[Sink], Watch], SetReport],
) -> None:
    """Open the outputs, do the job, tell the result."""
    from formcheck.cli.progress import INTERRUPTED, OnTerminal
    from formcheck.cli.telling import tell, whisper
    from formcheck.output.terminal import render
    from formcheck.session import prepared

    outputs = {option: path for option, path in wanted.items() if path is not None}
    _check_apart(outputs, read)
    judged, _ = prepared(definition, patient)
    with ExitStack() as stack:
        # The watch is left last: tidying up is not to be interrupted either.
        watch = stack.enter_context(OnTerminal())
        sinks = [
            stack.enter_context(_open(option, path, judged)) for option, path in outputs.items()
        ]
        report = job(sinks, watch)
    tell(render(report, judged))
    for option, path in outputs.items():
        if option == "--video" and not watch.poses:
            whisper(f"Not written, because there was no picture: {path}")
        else:
            whisper(f"Written: {path}")
    if watch.stopped:
        raise typer.Exit(INTERRUPTED)


def _check_apart(outputs: Mapping[str, Path], read: list[Path | None]) -> None:
    """Refuse two outputs in one place, and an output in the place of what is read."""
    files = [path for path in read if path is not None and path.is_file()]
    taken = {path.resolve(): "what is read" for path in files}
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
