"""The text of a summary: a patient's last weeks for the physiotherapist."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from formcheck.assessment.report_types import clock_text
from formcheck.kinematics.measures import MEASURES, shown
from formcheck.output.terminal.exercise import bare_table
from formcheck.programme.change import SHOWN_STEP_DEG
from formcheck.therapist.summary import EVENT_WORDS, STEP_WORDS, change_words, leg_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.table import Table

    from formcheck.therapist.summary_report import (
        Clip,
        ExerciseSummary,
        LastingFault,
        SafetyEvent,
        Seen,
        SummaryReport,
    )

NO_EVENT = "No red flag, no sharp pain, no stop, and no limit exceeded."
NO_FAULT = "No fault was there on most of the last days of its exercise."


def render_summary(report: SummaryReport) -> Group:
    """Return a summary as text.

    Parameters
    ----------
    report
        The summary.

    Returns
    -------
    Group
    """
    parts: list[Text | Padding] = [Text(_heading(report), "bold")]
    parts += [Text(line) for line in _short(report)]
    sections: dict[str, list[Text] | Table] = {
        "Weeks, and pain from 0 to 10": _weeks(report),
        "Days done, and asked at least": _slots(report) if report.slots else [],
        "Exercises": _exercises(report) if report.exercises else [],
        "Left and right": [Text(line) for line in report.sides],
        "Faults that stay": [Text(_fault(row)) for row in report.faults] or [Text(NO_FAULT)],
        "Worth looking at": [Text(_clip(row)) for row in report.clips],
        "What was changed": [
            Text(f"{_day(row.day)}, {STEP_WORDS[row.kind]}: {row.title}. {row.why}".rstrip())
            for row in report.steps
        ],
        "What the camera saw": [Text(_seen(report.seen))],
    }
    for title, rows in sections.items():
        if isinstance(rows, list) and not rows:
            continue
        parts += [Text(""), Text(title, "bold")]
        each = rows if isinstance(rows, list) else [rows]
        parts += [Padding(row, (0, 0, 0, 2)) for row in each]
    return Group(*parts)


def _heading(report: SummaryReport) -> str:
    who = report.patient or "Summary"
    return f"{who}: {_day(report.first_day)} to {_day(report.last_day)} {report.last_day.year}"


def _short(report: SummaryReport) -> Iterator[str]:
    if report.programme:
        yield f"Programme: {report.programme}."
    if report.precautions:
        yield f"Precautions: {'; '.join(report.precautions)}."
    share = "" if math.isnan(report.done_share) else f" {100 * report.done_share:.0f} % was done."
    yield f"Moved on {report.moved_days} days, {report.minutes:.0f} minutes in all.{share}"
    yield from (_event(row) for row in report.safety)
    if not report.safety:
        yield NO_EVENT


def _event(row: SafetyEvent) -> str:
    title = f": {row.title}" if row.title else ""
    if row.kind != "limit":
        times = "" if row.times == 1 else f"{row.times} ×, last on "
        return f"{EVENT_WORDS[row.kind]}{title} ({times}{_day(row.day)})."
    far = "" if math.isnan(row.furthest_deg) else f", at most {_angle(row)}"
    what = row.what.replace("_", " ")
    times = f"{row.times} ×{far}, last on {_day(row.day)}"
    return f"{EVENT_WORDS[row.kind]}{title}, «{what}», {times}."


def _angle(row: SafetyEvent) -> str:
    return shown(row.measure, row.furthest_deg, short=True) if row.measure in MEASURES else "?"


def _weeks(report: SummaryReport) -> Table:
    table = bare_table()
    for title in (
        "week of",
        "days",
        "min",
        "done",
        "before",
        "during",
        "after",
        "morning",
        "most",
    ):
        table.add_column(title, no_wrap=True, justify="left" if title == "week of" else "right")
    for week in report.weeks:
        share = "" if math.isnan(week.done_share) else f"{100 * week.done_share:.0f} %"
        pains = (week.before, week.during, week.after, week.morning, week.strongest)
        numbers = ["" if math.isnan(one) else f"{one:g}" for one in pains]
        table.add_row(
            _day(week.week), str(week.moved_days), f"{week.minutes:.0f}", share, *numbers
        )
    return table


def _slots(report: SummaryReport) -> Table:
    table = bare_table()
    table.show_header = False
    for slot in report.slots:
        table.add_row(slot.title, f"{slot.done_days} (asked: {slot.asked_days})")
    return table


def _exercises(report: SummaryReport) -> Table:
    table = bare_table()
    for title in ("", "days", "sets", "good", "range now", "since the first days"):
        table.add_column(title, justify="right" if title in {"days", "sets", "good"} else "left")
    for row in report.exercises:
        table.add_row(
            row.title + leg_of(row.side),
            str(row.days),
            str(row.sets),
            f"{row.good} of {row.total}",
            _range(row),
            change_words(row.change),
        )
    return table


def _range(row: ExerciseSummary) -> str:
    if row.measure not in MEASURES or math.isnan(row.peak_deg):
        return ""
    if math.isnan(row.error_deg):
        return shown(row.measure, row.peak_deg, short=True)
    about = shown(row.measure, row.peak_deg, short=True, step=int(SHOWN_STEP_DEG))
    return f"{MEASURES[row.measure].title} {about} ±{row.error_deg:g}°"


def _fault(row: LastingFault) -> str:
    say = f" «{row.say}»" if row.say else ""
    return (
        f"{row.title}{leg_of(row.side)}: {row.fault.replace('_', ' ')}, in {row.reps} of "
        f"{row.of_reps} repetitions, on {row.days} of the last {row.of_days} days.{say}"
    )


def _clip(row: Clip) -> str:
    at = "" if math.isnan(row.at_s) else f" From {clock_text(row.at_s)} of the set."
    place = row.place or "no recording in the folder"
    return (
        f"{_day(row.day)}, {row.title}{leg_of(row.side)}: {row.why}{at} {place} (set {row.set_id})"
    )


def _seen(seen: Seen) -> str:
    hidden = f" It cannot see {'; '.join(seen.cannot_see)}." if seen.cannot_see else ""
    return (
        f"Of {seen.sets} sets {seen.inconclusive} could not be judged, {seen.counted} were only "
        f"counted, and {seen.little} were seen for less than 80 % of their time. In "
        f"{seen.far_leg} the leg on the far side was not judged.{hidden}"
    )


def _day(day: object) -> str:
    return f"{day:%d %b}".lstrip("0")
