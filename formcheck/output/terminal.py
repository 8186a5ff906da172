"""The report of a set for the terminal: a table, and what to make of it in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from formcheck.coach.faults import LevelFault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from formcheck.coach.conditions import Condition
    from formcheck.coach.exercise import Exercise
    from formcheck.coach.report import Hold, PartialRepetition, Rep, SetReport

VERDICTS: Final = {
    "good": ("Good", "bold green"),
    "needs_work": ("Needs work", "bold yellow"),
    "stopped": ("Stopped: a safety limit was exceeded", "bold red"),
    "inconclusive": ("Inconclusive: too little could be seen to tell", "bold magenta"),
}

RANGE_STEP_DEG: Final = 5
"""To what a range of motion is rounded for people: one camera cannot tell it better."""


def render(report: SetReport, exercise: Exercise) -> Group:
    """Everything a person wants to know of a set, for a rich console."""
    parts: list[RenderableType] = [_headline(report)]
    if report.reps or report.partial_reps:
        parts.append(_table(report))
    if exercise.kind == "hold" and report.holds:
        parts.append(_total_hold(report.holds))
    parts.append(_lines("What to do", report.advice))
    parts.append(_lines("What the camera cannot see", report.cannot_see))
    notes = report.source.get("notes", ())
    if isinstance(notes, list | tuple) and notes:
        parts.append(_lines("About this source", [str(note) for note in notes]))
    parts.append(Text("Peak: best angle. Range: change from your own start, to 5°.", "dim"))
    return Group(*parts)


def _headline(report: SetReport) -> Text:
    word, style = VERDICTS[report.verdict]
    counts = report.counts
    line = Text(f"{report.title}: ", "bold").append(word, style)
    line.append(f"\n{counts.good} good of {counts.total}")
    if counts.partial:
        line.append(f", {counts.partial} partial (not counted)")
    if counts.left or counts.right:
        line.append(f"; left {counts.left}, right {counts.right}")
    view = report.view
    line.append(f"; {report.duration_s:.0f} s, seen {100 * report.seen_fraction:.0f} %")
    if view.plane != "unknown":
        near = f", {view.near} side near" if view.plane == "side" else ""
        line.append(f", {view.plane} view{near}")
    return line


def _table(report: SetReport) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for name in ("#", "side", "peak", "range", "hold", "out / back", "verdict", "faults"):
        numeric = name in {"#", "peak", "range", "hold", "out / back"}
        table.add_column(name, justify="right" if numeric else "left")
    exceeded = {(limit.name, limit.time_s) for limit in report.limits}
    rows: list[Rep | PartialRepetition] = [*report.reps, *report.partial_reps]
    for row in sorted(rows, key=lambda row: row.start_s):
        limits = [name for name, time_s in sorted(exceeded) if row.start_s <= time_s <= row.end_s]
        table.add_row(*_cells(row, limits))
    return table


def _cells(row: Rep | PartialRepetition, limits: Sequence[str]) -> list[str | Text]:
    words = [*(f"limit: {name}" for name in dict.fromkeys(limits)), *row.faults]
    faults = ", ".join(word.replace("_", " ") for word in words)
    common = [row.side, f"{round(row.peak_deg)}°", _range(row.range_deg)]
    number = getattr(row, "number", None)
    if number is None:
        return ["-", *common, "", "", Text("partial", "magenta"), faults]
    verdict = Text("good", "green") if getattr(row, "good", False) else Text("not good", "yellow")
    hold = f"{getattr(row, 'hold_s', math.nan):.1f} s"
    tempo = f"{_seconds(getattr(row, 'out_s', math.nan))} / {_seconds(getattr(row, 'back_s', 0))}"
    return [str(number), *common, hold, tempo, verdict, faults]


def _range(range_deg: float) -> str:
    if math.isnan(range_deg):
        return "?"
    return f"{RANGE_STEP_DEG * round(range_deg / RANGE_STEP_DEG)}°"


def _seconds(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.1f} s"


def _total_hold(holds: Sequence[Hold]) -> Text:
    total_s = sum(hold.hold_s for hold in holds)
    return Text(f"Held {total_s:.0f} s in all, the longest {max(h.hold_s for h in holds):.0f} s.")


def _lines(title: str, lines: Sequence[str]) -> Group:
    return Group(Text(title, "bold"), *(Padding(Text(line), (0, 0, 0, 2)) for line in lines))


def describe(exercise: Exercise) -> Group:
    """An exercise for the person who is to do it, and for their therapist."""
    movement, view, dose = exercise.movement, exercise.view, exercise.dose
    low, high = view.camera_height_m
    near, far = view.distance_m
    enter, full = movement.target_deg
    words = movement.measure.replace("_", " ")
    change = ", as the change from your own start" if movement.baseline == "start" else ""
    amount = f"{dose.sets} x {dose.reps} {'holds' if exercise.kind == 'hold' else 'repetitions'}"
    hold = f", {movement.hold_s:g} s each" if movement.hold_s else ""
    week = f"{dose.per_week[0]:g} to {dose.per_week[1]:g} days a week"
    parts: list[RenderableType] = [
        Text(exercise.title, "bold").append(
            f"  ({exercise.name})\n{exercise.purpose}", "not bold"
        ),
        _lines("How", exercise.steps),
        _lines(
            "Camera",
            [view.place, f"Lens {low:g} to {high:g} m high, {near:g} to {far:g} m away."],
        ),
        _lines("Target", [f"{words} from {enter:g}° to {full:g}°{change}{hold}"]),
        _lines("Usual amount", [f"{amount}; {dose.rest_s:g} s of rest; {week}"]),
    ]
    if exercise.limit:
        rows = [f"{row.when}: {row.action}. «{row.say}»" for row in exercise.limit]
        parts.append(_lines("Limits", rows))
    parts.append(_lines("Faults", [_fault(row) for row in exercise.fault]))
    for name, precaution in exercise.profile.items():
        parts.append(_lines(f"With {name.replace('_', ' ')}", [_precaution(precaution)]))
    parts.append(_lines("What the camera cannot see", exercise.cannot_see))
    parts.append(_lines("Sources", [f"{key}: {text}" for key, text in exercise.sources.items()]))
    return Group(*parts)


def _fault(fault: object) -> str:
    name = str(getattr(fault, "name", "")).replace("_", " ")
    say, severity = getattr(fault, "say", ""), getattr(fault, "severity", "")
    seen = " (only a rough sign)" if getattr(fault, "seen", "good") == "weak" else ""
    when = ""
    if isinstance(fault, LevelFault):
        when = f" [{' and '.join(_condition(row) for row in fault.conditions)}]"
    return f"{name}: {severity}{seen}. «{say}»{when}"


def _condition(condition: Condition) -> str:
    return str(condition)


def _precaution(precaution: object) -> str:
    why = str(getattr(precaution, "why", ""))
    if getattr(precaution, "allowed", True):
        return f"Tighter limits. {why}"
    instead = getattr(precaution, "instead", None)
    return f"Not allowed. {why}" + (f" Do {instead} instead." if instead else "")
