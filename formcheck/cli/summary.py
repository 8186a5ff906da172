"""The command ``formcheck summary``: a patient's last weeks on one page."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Final

import typer

from formcheck.cli.console import print_note, print_result, print_written
from formcheck.cli.options import HtmlOption, JsonOption, check_outputs

app = typer.Typer()

EXAMPLES: Final = (
    "Examples:\n\n"
    "`formcheck summary anna/`\n\n"
    "`formcheck summary anna/ --html anna.html --weeks 8`"
)

WEEKS: Final = 6


@app.command(epilog=EXAMPLES)
def summary(
    folder: Annotated[
        Path,
        typer.Argument(
            readable=False,
            help="A folder with the patient's file (TOML), and with session folders or a diary "
            "(JSON from `diary export`, or its file).",
            metavar="FOLDER",
        ),
    ],
    *,
    weeks: Annotated[int, typer.Option(min=1, max=52, help="How many weeks.")] = WEEKS,
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The last day; else today.", metavar="YYYY-MM-DD"),
    ] = None,
    plan: Annotated[
        Path | None,
        typer.Option(
            "--plan",
            readable=False,
            help="The patient's file; else that of the folder.",
            metavar="FILE",
        ),
    ] = None,
    html: HtmlOption = None,
    json: JsonOption = None,
) -> None:
    """Show a patient's last weeks on one page: for the physiotherapist.

    Done against asked, pain, range, faults that stay, limits and stops, sets worth looking at.
    Nothing in the folder changes.
    """
    from formcheck.diary.patient_folder import read_patient_folder
    from formcheck.output.files.atomic_file import write_text
    from formcheck.output.html.summary_page import summary_page
    from formcheck.output.terminal.summary import render_summary
    from formcheck.programme.progress import monday
    from formcheck.therapist.summary import summary as over_weeks

    day = (until or datetime.now().astimezone()).date()
    outputs = check_outputs({"--html": html, "--json": json}, [plan] if plan else [])
    first = monday(day) - timedelta(weeks=weeks - 1)
    found = read_patient_folder(folder, plan, since=first)
    report = over_weeks(found.folder, day, weeks=weeks)
    print_result(render_summary(report))
    if found.plan_file is None:
        print_note("The folder has no patient's file, so nothing says what was asked: --plan.")
    last = max((done.day for done in found.folder.history.sets), default=None)
    if last is not None and last < first:
        print_note(f"The last set is older: try --until {last}")
    for problem in found.problems:
        print_note(problem)
    for option, place in outputs.items():
        write_text(place, summary_page(report) if option == "--html" else report.to_json())
        print_written([place])
