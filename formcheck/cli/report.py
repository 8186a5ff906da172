"""The command ``formcheck report``: a page about saved sets, sessions and function tests."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from formcheck.cli.console import print_note, print_written
from formcheck.cli.options import ProfileOption, check_outputs, complete_exercises

app = typer.Typer()

EXAMPLES: Final = (
    "Examples:\n\n"
    "`formcheck report set.json --html report.html`\n\n"
    "`formcheck report ~/formcheck/2026-03-14-single_leg_bridge --html report.html`\n\n"
    "`formcheck report march.json april.json --html both.html`"
)


@app.command(epilog=EXAMPLES)
def report(
    paths: Annotated[
        list[Path],
        typer.Argument(
            readable=False,
            help="Reports that --json wrote, or folders of sessions.",
            metavar="FILE|FOLDER...",
        ),
    ],
    *,
    html: Annotated[Path, typer.Option(readable=False, help="The page to write.", metavar="FILE")],
    exercise: Annotated[
        list[str] | None,
        typer.Option(
            "--exercise",
            "-e",
            help="The file (TOML) of an exercise of your own; may be given several times.",
            metavar="FILE",
            autocompletion=complete_exercises,
        ),
    ] = None,
    profile: ProfileOption = None,
) -> None:
    """Make a page of saved reports: to read, to print, to hand on.

    A recording (.npz) beside a report, as live writes it, is judged again: the page then shows
    the movement over time and the moments worth a look.
    """
    from formcheck.exercises.loader import load_exercise
    from formcheck.exercises.profile import prescription
    from formcheck.output.files.atomic_file import check_place, write_text
    from formcheck.output.html.report import report_page
    from formcheck.output.html.saved import read_saved
    from formcheck.saved_pages import PageMaker

    check_outputs({"--html": html}, [*paths, *map(Path, exercise or ())])
    check_place(html)
    own = {one.name: one for one in map(load_exercise, exercise or ())}
    maker = PageMaker(own, prescription(profile or None))
    page = report_page([maker.entry(saved) for path in paths for saved in read_saved(path)])
    for note in maker.notes:
        print_note(note)
    write_text(html, page)
    print_written([html])
