"""``formcheck profiles list | show | new``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from formcheck.cli.analyze import SideOption
from formcheck.cli.console import tell, whisper
from formcheck.errors import OutputError

app = typer.Typer(
    no_args_is_help=True, help="List, show and write profiles: precautions and patients' files."
)


@app.command(name="list")
def list_() -> None:
    """List the precautions that formcheck knows, and how many exercises each blocks or limits."""
    from formcheck.output.terminal.profile import profile_table

    tell(profile_table())
    whisper("More of one: formcheck profiles show NAME")


@app.command()
def show(
    names: Annotated[
        list[str],
        typer.Argument(
            help="Names of precautions, or a patient's file (TOML).", metavar="NAME|FILE..."
        ),
    ],
) -> None:
    """Show what a profile forbids: blocked exercises with their replacement, and all limits."""
    from formcheck.exercises.profile import check_names, prescription
    from formcheck.output.terminal.profile import describe_profile

    profile = prescription(names)
    check_names(profile)
    tell(describe_profile(profile))


@app.command()
def new(
    file: Annotated[Path, typer.Argument(help="Where to write it.", metavar="FILE")] = Path(
        "patient.toml"
    ),
    *,
    precaution: Annotated[
        list[str] | None,
        typer.Option("--precaution", help="One that holds; several times.", metavar="NAME"),
    ] = None,
    side: Annotated[
        SideOption, typer.Option("--side", help="The side of the hip that is concerned.")
    ] = SideOption.auto,
) -> None:
    """Write a patient's file to fill in, with everything that may stand in it explained."""
    from formcheck.authoring.scaffold import new_patient_file
    from formcheck.exercises.profile import known_precaution
    from formcheck.output.files.documents import TextFile

    names = [known_precaution(name) for name in precaution or ()]
    if file.exists():
        raise OutputError(f"{file} is there already: give another name, or edit that one.")
    with TextFile(file) as document:
        document.put(new_patient_file(file.name, precautions=names, side=side.value))
    whisper(f"Written: {file}. Open it in a text editor; formcheck profiles show {file}")
