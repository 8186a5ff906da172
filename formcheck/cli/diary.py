"""The commands ``formcheck diary``: show, progress, export, import, forget, path."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from formcheck.cli.console import print_note, print_result, print_written
from formcheck.cli.options import HtmlOption, JsonOption, check_outputs, complete_exercises
from formcheck.errors import DiaryError

if TYPE_CHECKING:
    from datetime import date

    from formcheck.diary.imports import Imported
    from formcheck.diary.sessions import Diary

app = typer.Typer(
    name="diary",
    invoke_without_command=True,
    help="Show, export and forget what was done: every set of `live`, pain, and walks.",
)

EMPTY = (
    "The diary is empty so far: formcheck live keeps every set in it, and formcheck diary import "
    "brings older sessions in."
)

CsvOption = Annotated[
    Path | None,
    typer.Option(readable=False, help="Write one table as CSV.", metavar="FILE"),
]
SinceOption = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="Only from this day on.", metavar="YYYY-MM-DD"),
]
TableChoice = Literal[
    "sets", "repetitions", "pains", "activities", "steps", "screenings", "efforts"
]
WeeksOption = Annotated[
    int, typer.Option(min=0, help="How many weeks are shown, up to today; 0 = all.")
]


@app.callback()
def show(
    context: typer.Context,
    *,
    weeks: WeeksOption = 2,
    ids: Annotated[
        bool, typer.Option("--ids", help="Also show the names of sessions and sets.")
    ] = False,
) -> None:
    """Show what was done in the last weeks, day by day."""
    if context.invoked_subcommand is not None:
        return
    from formcheck.diary.database import diary_path
    from formcheck.output.terminal.diary import render_days, summary_line

    if not diary_path().exists():
        print_result(EMPTY)
        return
    since = _today() - timedelta(weeks=weeks) if weeks else None
    with _existing_diary() as diary:
        history = diary.history()
    if not history.by_day():
        print_result(EMPTY)
        return
    shown = render_days(history, since=since, ids=ids)
    if shown.renderables:
        print_result(shown)
    else:
        print_result("Nothing was done in this time.")
    older = len([done for done in history.sets if since is not None and done.day < since])
    print_note(f"In all: {summary_line(history)}")
    if older:
        print_note("Older days: formcheck diary --weeks 0")


@app.command()
def progress(
    exercise: Annotated[
        str,
        typer.Argument(
            help="Only this exercise.",
            metavar="[EXERCISE]",
            autocompletion=complete_exercises,
            show_default=False,
        ),
    ] = "",
    *,
    weeks: Annotated[int, typer.Option(min=1, max=520, help="How many weeks are shown.")] = 12,
    json: JsonOption = None,
    html: HtmlOption = None,
    picture: Annotated[
        Path | None,
        typer.Option(readable=False, help="Draw it into a PNG, SVG or PDF.", metavar="FILE"),
    ] = None,
) -> None:
    """Show what has changed over weeks: good repetitions, range, holds, pain, days with motion.

    A range counts as changed only where the change is larger than the error of measurement.
    """
    from formcheck.output.files.atomic_file import write_text
    from formcheck.output.html.progress_page import progress_page
    from formcheck.output.plots.progress import write_progress
    from formcheck.output.terminal.progress import render_progress
    from formcheck.programme.progress import progress as over_weeks

    with _existing_diary() as diary:
        wanted = {"--json": json, "--html": html, "--picture": picture}
        outputs = check_outputs(wanted, [diary.path])
        history = diary.history()
    if exercise and exercise not in {done.exercise for done in history.sets}:
        raise DiaryError(f"The diary has no set of {exercise}: formcheck diary shows what it has.")
    report = over_weeks(history, _today(), weeks=weeks, exercise=exercise)
    print_result(render_progress(report))
    for option, place in outputs.items():
        if option == "--picture":
            write_progress(report, place)
        else:
            write_text(place, report.to_json() if option == "--json" else progress_page(report))
        print_written([place])


@app.command(name="import")
def import_(
    paths: Annotated[
        list[Path],
        typer.Argument(
            readable=False,
            help="The folder of a session, one with several, or a report (JSON).",
            metavar="FOLDER|FILE...",
        ),
    ],
) -> None:
    """Bring saved sessions and reports into the diary; what it has already stays as it is."""
    from formcheck.diary.imports import import_reports
    from formcheck.diary.sessions import Diary

    with Diary() as diary:
        for path in paths:
            _print_imported(import_reports(diary, path))


@app.command()
def export(  # noqa: PLR0913  # one parameter per option
    *,
    csv: CsvOption = None,
    table: Annotated[TableChoice, typer.Option(help="The table that --csv writes.")] = "sets",
    separator: Annotated[
        str,
        typer.Option(
            help='What parts the cells of the CSV: "," or ";" (with decimal commas), tab, or '
            "locale = what spreadsheets expect where you live.",
            metavar="CHARACTER",
        ),
    ] = ",",
    xlsx: Annotated[
        Path | None,
        typer.Option(readable=False, help="Write all tables as a workbook.", metavar="FILE"),
    ] = None,
    json: Annotated[
        Path | None,
        typer.Option(
            readable=False,
            help="Write everything, with every report; `diary import` reads it.",
            metavar="FILE",
        ),
    ] = None,
    fhir: Annotated[
        Path | None,
        typer.Option(
            readable=False, help="Write observations for a clinic (FHIR R4).", metavar="FILE"
        ),
    ] = None,
    since: SinceOption = None,
) -> None:
    """Write the diary for other programs: a spreadsheet, a script, the record of a clinic."""
    from formcheck.diary.export import diary_csv, table_of, write_workbook
    from formcheck.diary.fhir import fhir_bundle
    from formcheck.diary.report import diary_json
    from formcheck.output.files.atomic_file import write_parts

    wanted = {"--csv": csv, "--xlsx": xlsx, "--json": json, "--fhir": fhir}
    parts_cells = _separator(separator)
    with _existing_diary() as diary:
        outputs = check_outputs(wanted, [diary.path])
        if not outputs:
            raise typer.BadParameter("name a file: --csv, --xlsx, --json or --fhir.")
        first = None if since is None else since.date()
        history = diary.history().since(first)
        for option, place in outputs.items():
            if option == "--csv":
                rows = table_of(table, history, diary)
                write_parts(place, [diary_csv(rows, separator=parts_cells)])
            elif option == "--xlsx":
                write_workbook(place, history, diary)
            elif option == "--json":
                write_parts(place, diary_json(diary, history))
            else:
                write_parts(place, fhir_bundle(history))
            print_written([place])


def _separator(separator: str) -> str:
    """Return the character that parts the cells."""
    from formcheck.diary.export import separator_of_locale

    if separator == "locale":
        return separator_of_locale()
    known = {"tab": "\t", "\\t": "\t"}.get(separator, separator)
    if known not in {",", ";", "\t"}:
        raise typer.BadParameter('--separator is one of "," ";" tab and locale.')
    return known


@app.command()
def forget(
    *,
    everything: Annotated[bool, typer.Option("--all", help="Forget everything.")] = False,
    session: Annotated[
        str, typer.Option(help="Forget this session (`formcheck diary --ids`).", metavar="NAME")
    ] = "",
    before: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], help="Forget what was before this day.", metavar="YYYY-MM-DD"
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove sets, pain and all that belongs to them from the diary, and from the disk.

    The files of the sessions, in their folders, are not touched.
    """
    if (everything, bool(session), before is not None).count(True) != 1:
        raise typer.BadParameter("name one of --all, --session and --before.")
    what = "everything in the diary" if everything else f"the session {session}"
    day = None if before is None else before.date()
    if day is not None:
        what = f"everything before {day.day} {day:%B %Y}"
    with _existing_diary() as diary:
        if not yes and not _agreed(f"Forget {what}? It cannot be brought back"):
            raise typer.Exit(1)
        removed = diary.forget(session_id=session, before=day)
    if not sum(removed.values()):
        print_result("There was nothing to forget.")
        return
    sets = "1 set" if removed["sets"] == 1 else f"{removed['sets']} sets"
    others = sum(removed.values()) - removed["sets"]
    print_result(f"Forgotten: {sets} and {others} other entries.")
    print_note("The folders of the sessions and your exports are still there.")


@app.command()
def path() -> None:
    """Print where the diary lies."""
    from formcheck.diary.database import diary_path

    print_result(str(diary_path()))


def _existing_diary() -> Diary:
    """Return the open diary; one that was never begun is not made to be shown."""
    from formcheck.diary.database import diary_path
    from formcheck.diary.sessions import Diary

    if not diary_path().exists():
        raise DiaryError(EMPTY)
    return Diary()


def _print_imported(found: Imported) -> None:
    """Print what an import brought."""
    sets = "1 new set" if found.new == 1 else f"{found.new} new sets"
    known = f"; {found.known} known already" if found.known else ""
    print_result(f"Imported: {sets}{known}.")
    if found.undated:
        print_note("A report that does not say when it was done got the time of now.")
    for problem in found.problems:
        print_note(problem)


def _agreed(question: str) -> bool:
    """Return True if the person says yes; without a terminal there is no answer."""
    if not sys.stdin.isatty():
        raise DiaryError("Nothing was forgotten: without a terminal to ask, give --yes.")
    return typer.confirm(question)


def _today() -> date:
    return datetime.now().astimezone().date()
