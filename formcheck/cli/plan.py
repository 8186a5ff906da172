"""The commands ``formcheck plan new | check | show``: the file of a patient."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from formcheck.cli.console import print_note, print_result
from formcheck.cli.options import FIRST_PROGRAMME, completer, precautions, programmes
from formcheck.errors import OutputError
from formcheck.pose.joints import SideChoice

if TYPE_CHECKING:
    from collections.abc import Sequence

app = typer.Typer(
    name="plan",
    no_args_is_help=True,
    help="For the physiotherapist: write, check and explain the file of a patient.",
)

WEEKS_SHOWN: Final = 4
"""The amounts of the first three weeks grow, so the first and the fourth week are shown."""

FileArgument = Annotated[Path, typer.Argument(help="The patient's file.", metavar="FILE")]


@app.command()
def new(
    file: Annotated[Path, typer.Argument(help="Where to write the file.", metavar="FILE")] = Path(
        "patient.toml"
    ),
    *,
    programme: Annotated[
        str,
        typer.Option(
            help="The programme to begin with.",
            metavar="NAME",
            autocompletion=completer(programmes),
        ),
    ] = FIRST_PROGRAMME,
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
    write_patient_file(file, precaution or (), side, programme)


def write_patient_file(
    file: Path, precaution: Sequence[str], side: SideChoice, programme: str = ""
) -> None:
    """Write a patient's file that loads as it is.

    Parameters
    ----------
    file, precaution, side
        The place, the names of the precautions that hold, and the side that is concerned.
    programme
        The programme that is used; empty = its part is there as a comment only.

    Raises
    ------
    OutputError
        If the file is there already.
    """
    from formcheck.authoring.scaffold import new_patient_file
    from formcheck.exercises.profile import known_precaution
    from formcheck.output.files.atomic_file import write_text
    from formcheck.therapist.plan_file import programme_part

    names = [known_precaution(name) for name in precaution]
    part = programme_part(file.name, programme or FIRST_PROGRAMME, names, is_used=bool(programme))
    if file.exists():
        raise OutputError(f"{file} is there already: give another name, or edit that one.")
    write_text(file, new_patient_file(file.name, programme=part, precautions=names, side=side))
    print_note(f"Written: {file}. Open it in a text editor, change it, and save it as plain text.")
    print_note(f"Then: formcheck plan check {file}")


@app.command()
def check(file: FileArgument) -> None:
    """Check a patient's file: what is wrong with its line, and what is doubtful."""
    from formcheck.exercises.loader import read_table
    from formcheck.output.terminal.plan import render_doubts
    from formcheck.therapist.doubts import doubts
    from formcheck.therapist.plan import load_plan

    found = doubts(load_plan(file), read_table(file))
    if not found:
        print_result(f"{file} is in order.")
    else:
        things = "one thing" if len(found) == 1 else f"{len(found)} things"
        print_result(f"{file} can be used. Look at {things} again:")
        print_result(render_doubts(found))
    print_note(f"What each line means, and a week: formcheck plan show {file}")


@app.command()
def show(file: FileArgument) -> None:
    """Explain a patient's file line by line, and show what a week looks like."""
    from formcheck.exercises.loader import read_table
    from formcheck.exercises.precautions import SIGN_OFF
    from formcheck.output.terminal.plan import render_lines, render_week
    from formcheck.therapist.doubts import doubts
    from formcheck.therapist.explain import explained
    from formcheck.therapist.plan import load_plan
    from formcheck.therapist.week import weeks_of

    plan, text = load_plan(file), read_table(file)
    print_result(render_lines(explained(plan, text)))
    if plan.programme is not None:
        weeks = weeks_of(plan.programme, plan.profile, weeks=WEEKS_SHOWN)
        for number in (1, WEEKS_SHOWN):
            last = "" if number == 1 else ", if nothing hurts and no harder form was taken"
            print_result("")
            print_result(render_week(f"Week {number}{last}", weeks[number - 1]))
    found = doubts(plan, text)
    if found:
        what = "is one thing" if len(found) == 1 else f"are {len(found)} things"
        print_note(f"There {what} to look at again in this file: formcheck plan check {file}")
    print_result(SIGN_OFF)
