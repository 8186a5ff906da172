"""The commands ``formcheck profiles list | show | new``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from formcheck.cli.console import print_note, print_result
from formcheck.cli.options import completer, precautions
from formcheck.pose.joints import SideChoice

app = typer.Typer(
    name="profiles",
    no_args_is_help=True,
    help="List, show and write profiles: precautions and patients' files.",
)


@app.command(name="list")
def list_() -> None:
    """List the precautions, and how many exercises each blocks, locks, limits or advises on."""
    from formcheck.output.terminal.exercise import profile_table

    print_result(profile_table())
    print_note("locked: not until the physiotherapist unlocks it in the patient's file")
    print_note("More about one: formcheck profiles show NAME")


@app.command()
def show(
    names: Annotated[
        list[str],
        typer.Argument(
            help="Names of precautions, or a patient's file (TOML).",
            metavar="NAME|FILE...",
            autocompletion=completer(precautions),
        ),
    ],
) -> None:
    """Show what a profile forbids: blocked exercises with their replacement, and all limits."""
    from formcheck.exercises.precautions import SIGN_OFF
    from formcheck.exercises.profile import check_names, prescription
    from formcheck.function_tests.precautions import check_test_names
    from formcheck.output.terminal.exercise import describe_profile
    from formcheck.output.terminal.function_test import describe_profile_of_tests

    profile = prescription(names)
    check_names(profile)
    check_test_names(profile)
    print_result(describe_profile(profile))
    print_result(describe_profile_of_tests(profile))
    print_result(SIGN_OFF)


@app.command()
def new(
    file: Annotated[Path, typer.Argument(help="Where to write the file.", metavar="FILE")] = Path(
        "patient.toml"
    ),
    *,
    precaution: Annotated[
        list[str] | None,
        typer.Option(
            help="A precaution for this patient; may be given several times.",
            metavar="NAME",
            autocompletion=completer(precautions),
        ),
    ] = None,
    side: Annotated[SideChoice, typer.Option(help="The side of the affected hip.")] = "auto",
) -> None:
    """Write a patient's file to fill in; comments explain every key."""
    from formcheck.cli.plan import write_patient_file

    write_patient_file(file, precaution or (), side)
    print_note(f"Written: {file}. Open it in a text editor; formcheck profiles show {file}")
