"""The diary for the terminal: what was done, day by day, the newest day last."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from rich.console import Group
from rich.table import Table
from rich.text import Text

from formcheck.assessment.verdict import HEADINGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from formcheck.programme.history import (
        Activity,
        ActivityKind,
        DoneSet,
        History,
        PainEntry,
        PainTime,
    )

_KINDS: Final[Mapping[ActivityKind, str]] = {
    "walk": "Walk",
    "bicycle": "Bicycle",
    "other": "Other motion",
}

_ASKED: Final[Mapping[PainTime, str]] = {
    "before": "before",
    "during": "during",
    "after": "after",
    "next_morning": "in the morning",
}


def render_days(history: History, *, since: date | None = None, ids: bool = False) -> Group:
    """Show the days of a history.

    Parameters
    ----------
    history
        What was done.
    since
        The first day that is shown; None = all days.
    ids
        True to show by which name a session is forgotten, and a set is found.

    Returns
    -------
    Group
        For a rich console.
    """
    parts: list[Text | Table] = []
    for day, today in history.by_day().items():
        if since is not None and day < since:
            continue
        parts.append(Text(f"{day:%A} {day.day} {day:%B %Y}", "bold"))
        if today.sets:
            parts.append(_table_of_sets(today.sets))
        if ids:
            parts.extend(
                Text(f"  {done.started:%H:%M}  session {done.session_id}, set {done.set_id}")
                for done in today.sets
            )
        parts.extend(Text(f"  {line}") for line in _lines(today))
        parts.append(Text(""))
    return Group(*parts[:-1])


def summary_line(history: History) -> str:
    """Return in one sentence how much a history holds."""
    days = len({done.day for done in history.sets})
    sets = _counted(len(history.sets), "set")
    return f"{sets} on {_counted(days, 'day')}."


def set_in_words(done: DoneSet) -> str:
    """Return the exercise of a set and its leg: "Single-leg bridge, left leg"."""
    leg = f", {done.side} leg" if done.side in ("left", "right") else ""
    return f"{done.title or done.exercise}{leg}"


def _table_of_sets(sets: tuple[DoneSet, ...]) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    for number in range(5):
        table.add_column(no_wrap=number != 1)
    for done in sets:
        is_held = done.planned_hold_s > 0 and not math.isnan(done.hold_s)
        table.add_row(
            f"  {done.started:%H:%M}",
            set_in_words(done),
            _good(done),
            f"held {done.hold_s:.1f} s" if is_held else "",
            HEADINGS[done.verdict].partition(":")[0],
        )
    return table


def _good(done: DoneSet) -> str:
    planned = f" ({done.planned_reps} planned)" if done.total < done.planned_reps else ""
    if done.verdict == "counted":
        return f"{done.total} counted{planned}"
    return f"{done.good} of {done.total} good{planned}"


def _lines(today: History) -> Iterator[str]:
    """Yield what else a day has: pain, motion, steps of a programme, red flags."""
    if pains := _pain_words(today.pains):
        yield f"Pain (0 to 10): {pains}"
    for activity in today.activities:
        yield _activity_words(activity)
    for step in today.steps:
        slot = f", {step.slot}".replace("_", " ") if step.slot else ""
        yield f"Programme {step.programme}{slot}: {step.why or step.kind}"
    for answer in today.screenings:
        flags = ", ".join(answer.flags).replace("_", " ")
        yield f"Safety questions: {flags or 'nothing to report'}"


def _pain_words(pains: tuple[PainEntry, ...]) -> str:
    """Return the answers in order, those of one time together: "2 before; 3, 3 after"."""
    answers: dict[PainTime, list[str]] = defaultdict(list)
    for pain in pains:
        number = "no answer" if pain.number is None else str(pain.number)
        answers[pain.asked].append(f"{number} and sharp" if pain.sharp else number)
    return "; ".join(f"{', '.join(numbers)} {_ASKED[asked]}" for asked, numbers in answers.items())


def _activity_words(activity: Activity) -> str:
    return f"{_KINDS[activity.kind]}: {_counted(round(activity.minutes), 'minute')}"


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
