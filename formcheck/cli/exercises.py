"""``formcheck exercises list | show | check``."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  # Typer reads the annotation
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from formcheck.cli.telling import tell, whisper

app = typer.Typer(no_args_is_help=True, help="List, show and check exercises.")


@app.command(name="list")
def list_() -> None:
    """List the exercises that come with formcheck."""
    from formcheck.coach.library import exercise_names, load

    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for column in ("name", "exercise", "camera", "hold"):
        table.add_column(column, no_wrap=column == "name")
    for name in exercise_names():
        exercise = load(name)
        hold_s = exercise.movement.hold_s
        table.add_row(
            name,
            exercise.title,
            f"from the {exercise.view.plane}",
            f"{hold_s:g} s" if hold_s else "",
        )
    tell(table)
    whisper("More of one: formcheck exercises show NAME")


@app.command()
def show(
    name: Annotated[
        str,
        typer.Argument(help="Name of an exercise, or the path of a TOML file.", metavar="NAME"),
    ],
) -> None:
    """Show how an exercise is done, filmed and judged, and where its numbers come from."""
    from formcheck.coach.library import load
    from formcheck.output.terminal import describe

    tell(describe(load(name)))


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="The TOML file of an exercise.", metavar="FILE")],
) -> None:
    """Check a file of one's own: every mistake with its key, what was found and is allowed."""
    from formcheck.coach.library import load_file

    exercise = load_file(file)
    count = len(exercise.fault), len(exercise.limit)
    told = f"{file} is right: {exercise.title}, {count[0]} faults, {count[1]} limits."
    tell(Text(told, no_wrap=True, overflow="ignore"))
