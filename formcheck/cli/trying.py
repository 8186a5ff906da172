"""``formcheck exercises try``: an exercise file tried on a recording, told and drawn."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from formcheck.errors import OutputError


def try_(
    file: Annotated[
        Path, typer.Argument(help="The TOML file, or a shipped name.", metavar="FILE")
    ],
    source: Annotated[
        Path,
        typer.Argument(help="A video, or a recording (.npz).", metavar="VIDEO|RECORDING"),
    ],
    *,
    picture: Annotated[
        Path | None,
        typer.Option(
            "--picture", help="Where the picture goes (default: NAME_try.png).", metavar="FILE"
        ),
    ] = None,
    model: Annotated[
        str,
        typer.Option("--model", help="lite, full, heavy, or a .task file.", metavar="MODEL"),
    ] = "full",
) -> None:
    """Try an exercise on a recording: why each movement was counted or not, and a picture of it.

    The picture shows the measured angle over time against start, target, partial and limits.
    """
    from formcheck.cli.progress import OnTerminal
    from formcheck.cli.telling import tell, whisper
    from formcheck.coach.account import account
    from formcheck.coach.library import load
    from formcheck.coach.survey import survey
    from formcheck.output.listing import listing
    from formcheck.output.pending import check_place
    from formcheck.output.trace import TraceSink
    from formcheck.output.trace_picture import write_trace
    from formcheck.session import analyze, replay

    exercise = load(str(file))
    drawn = picture or Path(f"{exercise.name}_try.png")
    if drawn.resolve() in {file.resolve(), source.resolve()}:
        raise OutputError(f"--picture {drawn} is also what is read: give it another name.")
    check_place(drawn)
    trace = TraceSink(exercise)
    with OnTerminal() as watch:
        if source.suffix == ".npz":
            report = replay(source, exercise, sinks=[trace], watch=watch)
        else:
            report = analyze(source, exercise, model=model, sinks=[trace], watch=watch)
    told = account(exercise, report, trace.samples, survey(trace.poses))
    write_trace(trace, drawn)
    tell(listing(exercise.title, told))
    whisper(f"Written: {drawn}")
