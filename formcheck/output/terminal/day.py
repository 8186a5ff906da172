"""The text of a day of a programme: what is due, how much of it is done, and what is left out."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from formcheck.output.terminal.exercise import bare_table

if TYPE_CHECKING:
    from rich.table import Table

    from formcheck.programme.day import Day, Item


def render_day(day: Day, title: str) -> Group:
    """Return a day as text: the short list first, then what is special about each exercise.

    Parameters
    ----------
    day, title
        The day, and the name of its programme.

    Returns
    -------
    Group
    """
    heading = f"{day.day:%A} {day.day.day} {day.day:%B}, week {day.week}: {title}"
    parts: list[Text | Table] = [Text(heading, "bold")]
    if day.closed:
        return Group(*parts, Text(day.closed, "bold red"))
    if day.items:
        parts.append(_list(day))
    for number, item in enumerate(day.items, 1):
        if item.how and not item.is_done:
            parts.append(Text(f"{number}. {item.title}: {item.how}"))
    whys: dict[str, list[str]] = defaultdict(list)
    for number, item in enumerate(day.items, 1):
        if item.why and not item.is_done:
            whys[item.why].append(str(number))
    parts.extend(Text(f"{', '.join(numbers)}: {why}", "dim") for why, numbers in whys.items())
    parts.extend(Text(f"Not today: {row.title}. {row.why}") for row in day.left_out)
    parts.extend(Text(words) for words in day.words)
    return Group(*parts)


def _list(day: Day) -> Table:
    """Return a row for each exercise: its number, name, dose, and whether it is done."""
    table = bare_table()
    table.show_header = False
    for justify in ("right", "left", "left", "left"):
        table.add_column(justify=justify)
    for number, item in enumerate(day.items, 1):
        style = "dim" if item.is_done else ""
        table.add_row(f"{number}.", item.title, dose_in_words(item), _state(item), style=style)
    return table


def _state(item: Item) -> str:
    """Return how much of an item is done; empty = nothing."""
    if item.is_done:
        return "done"
    done = sum(item.sets_done.values())
    return f"{done} of {item.sets * len(item.sides)} sets done" if done else ""


def dose_in_words(item: Item) -> str:
    """Return how much of an item is asked for: "2 sets of 8, each leg", "5 minutes"."""
    if not item.exercise and item.minutes is not None:
        return f"{item.minutes:g} minutes"
    times = "once" if item.reps == 1 else f"{item.reps} times"
    words = times if item.sets == 1 else f"{item.sets} sets of {item.reps}"
    if item.hold_s:
        words += f", {item.hold_s:g} s each"
    if len(item.sides) > 1:
        words += ", each leg"
    return f"{words}, {item.load_kg:g} kg" if item.load_kg else words
