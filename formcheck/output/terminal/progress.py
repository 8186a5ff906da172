"""Progress over weeks, for the terminal: a table for each exercise, then motion and pain."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from rich.console import Group
from rich.text import Text

from formcheck.kinematics.measures import MEASURES, shown
from formcheck.output.terminal.exercise import bare_table
from formcheck.programme.change import SHOWN_STEP_DEG

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from rich.table import Table

    from formcheck.programme.progress import (
        ExerciseProgress,
        ExerciseWeek,
        PainWeek,
        ProgressReport,
        WeekDone,
    )

_BAR: Final = 10
"""Letters of a full bar."""

NOTHING: Final = "Nothing was done in these weeks."


def render_progress(report: ProgressReport) -> Group:
    """Show the progress of a person.

    Parameters
    ----------
    report
        What has been done, and what has changed.

    Returns
    -------
    Group
        For a rich console.
    """
    exercises = [one for one in report.exercises if one.weeks]
    if not exercises and not report.pain and not any(week.moved_days for week in report.weeks):
        return Group(Text(NOTHING))
    parts: list[Text | Table] = []
    for one in exercises:
        parts += [*_exercise(one), Text("")]
    if report.sides:
        parts.append(Text("Left and right", "bold"))
        parts += [Text(f"  {row.title}: {row.difference.say}") for row in report.sides]
        parts.append(Text(""))
    parts += [Text("All motion", "bold"), _weeks_table(report)]
    if report.streaks.say:
        parts.append(Text(f"  {report.streaks.say}"))
    if pain := [week for week in report.pain if _says_something(week)]:
        parts += [Text(""), Text("Pain (0 to 10)", "bold"), _pain_table(pain)]
    return Group(*parts)


def _exercise(one: ExerciseProgress) -> Iterator[Text | Table]:
    """Yield the heading, the weeks and the change of an exercise."""
    leg = f", {one.side} leg" if one.side in ("left", "right") else ""
    measure = MEASURES.get(one.measure)
    how = "" if measure is None else f" ({measure.title})"
    yield Text.assemble((f"{one.title}{leg}", "bold"), how)
    table = bare_table()
    is_held = any(not math.isnan(week.hold_s) for week in one.weeks)
    has_pain = any(not math.isnan(week.pain) for week in one.weeks)
    titles = ["  Week of", "Days", "Good repetitions", "Furthest"]
    for title in (*titles, *["Held"] * is_held, *["Most pain"] * has_pain):
        table.add_column(title, no_wrap=True)
    for week in one.weeks:
        row = [f"  {_day(week.week)}", str(week.days), _good(week), _range(one.measure, week)]
        row += ["" if math.isnan(week.hold_s) else f"{week.hold_s:.1f} s"] * is_held
        table.add_row(*row, *[_number(week.pain)] * has_pain)
    yield table
    yield Text(f"  {one.change.say}")


def _range(measure: str, week: ExerciseWeek) -> str:
    """Return how far it went; angles to the nearest 5°, as one camera measures no better."""
    if measure not in MEASURES or math.isnan(week.peak_deg):
        return ""
    step = int(SHOWN_STEP_DEG) if MEASURES[measure].is_angle else 1
    return shown(measure, week.peak_deg, short=True, step=step)


def _good(week: ExerciseWeek) -> str:
    """Return the good ones of all tries, as a bar and in numbers."""
    tries = week.total + week.partial
    full = round(_BAR * week.good / tries) if tries else 0
    return f"{'█' * full}{'░' * (_BAR - full)} {week.good} of {tries}"


def _weeks_table(report: ProgressReport) -> Table:
    has_programme = any(not math.isnan(week.done_share) for week in report.weeks)
    table = bare_table()
    for title in ("  Week of", "Days", "Minutes", *["Of the programme"] * has_programme):
        table.add_column(title, no_wrap=True)
    weeks = list(report.weeks)
    while weeks and not weeks[0].moved_days:  # before the person began
        weeks.pop(0)
    for week in weeks:
        row = [f"  {_day(week.week)}", f"{week.moved_days} of 7", f"{week.minutes:.0f}"]
        table.add_row(*row, *[_share(week)] * has_programme)
    return table


def _share(week: WeekDone) -> str:
    return "" if math.isnan(week.done_share) else f"{100 * week.done_share:.0f} %"


def _says_something(week: PainWeek) -> bool:
    """Return False where only the pain before a session was asked for."""
    return bool(week.sharp) or not (math.isnan(week.strongest) and math.isnan(week.morning))


def _pain_table(weeks: Sequence[PainWeek]) -> Table:
    table = bare_table()
    for title in ("  Week of", "With exercise", "Strongest", "In the morning", ""):
        table.add_column(title, no_wrap=True)
    for week in weeks:
        sharp = f"{week.sharp} × sharp" if week.sharp else ""
        numbers = [_number(value) for value in (week.exercise, week.strongest, week.morning)]
        table.add_row(f"  {_day(week.week)}", *numbers, sharp)
    return table


def _number(value: float) -> str:
    return "" if math.isnan(value) else f"{value:g}"


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
