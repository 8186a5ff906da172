"""The text of a patient's plan: its lines with what they mean, and its weeks as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from formcheck.output.terminal.day import dose_in_words
from formcheck.output.terminal.exercise import bare_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from formcheck.exercises.mistakes import Mistake
    from formcheck.programme.day import Item
    from formcheck.therapist.explain import LineNote
    from formcheck.therapist.week import PlannedDay

DONE_ON: Final = "●"


def render_lines(notes: Sequence[LineNote]) -> Group:
    """Return a file line by line, each with what it means.

    Parameters
    ----------
    notes
        The lines.

    Returns
    -------
    Group
    """
    parts: list[Text | Padding] = []
    for note in notes:
        parts.append(Text.assemble((f"line {note.line}: ", "dim"), (note.text, "bold")))
        parts += [Padding(Text(says), (0, 0, 0, 8)) for says in note.says]
    return Group(*parts)


def render_doubts(doubts: Sequence[Mistake]) -> Group:
    """Return what is doubtful in a file, each with its line; brackets stay as they are."""
    return Group(*(Padding(Text(f"{doubt}."), (0, 0, 0, 2)) for doubt in doubts))


def render_week(title: str, days: Sequence[PlannedDay]) -> Group:
    """Return a week as a table: a row for each exercise, a column for each day.

    Parameters
    ----------
    title
        Its heading.
    days
        Seven days.

    Returns
    -------
    Group
    """
    table = bare_table()
    table.add_column("", overflow="fold")
    table.add_column("each time")
    for day in days:
        table.add_column(f"{day.day:%a}", justify="center", no_wrap=True)
    for slot, item in _rows(days).items():
        marks = [DONE_ON if any(one.slot == slot for one in day.items) else "" for day in days]
        table.add_row(item.title, dose_in_words(item), *marks)
    minutes = [f"{5 * round(day.minutes / 5)}" for day in days]
    table.add_row("about so many minutes", "", *minutes, style="dim")
    return Group(Text(title, "bold"), _indented(table))


def _rows(days: Sequence[PlannedDay]) -> dict[str, Item]:
    """Return what a week has by its slots, in the order of a day, as it is done first."""
    rows: dict[str, Item] = {}
    order = max(days, key=lambda day: len(day.items)).items
    for item in (*order, *(item for day in days for item in day.items)):
        rows.setdefault(item.slot, item)
    return rows


def _indented(table: Table) -> Padding:
    return Padding(table, (0, 0, 0, 2))
