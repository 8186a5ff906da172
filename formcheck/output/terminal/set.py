"""The report of a set for the terminal: a table, and what to make of it in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from rich.console import Group
from rich.table import Table
from rich.text import Text

from formcheck.assessment.report import Rep, clock_text
from formcheck.authoring.explain_counts import describe_measure
from formcheck.output.terminal.exercise import TerminalDrawing
from formcheck.output.terminal.exercise import listing as _lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

    from formcheck.assessment.report import Hold, LimitExceeded, PartialRepetition, SetReport
    from formcheck.exercises.definition import Exercise
    from formcheck.exercises.fault import Fault
    from formcheck.exercises.parts import Also, Limit, Need, Precaution

VERDICTS: Final = {
    "good": ("Good", "bold green"),
    "needs_work": ("Needs work", "bold yellow"),
    "stopped": ("Stopped: a safety limit was exceeded", "bold red"),
    "inconclusive": ("Inconclusive: too little could be seen to tell", "bold magenta"),
}

RANGE_STEP_DEG: Final = 5
"""To what a range of motion is rounded for people: one camera cannot tell it better."""

LEAST_FAULTS: Final = 12
"""How narrow the column of faults may become, letters."""

FOOTNOTE: Final = "Peak: best angle. Range: change from your own start, to the nearest 5°."


def render_set(report: SetReport, exercise: Exercise) -> Group:
    """Everything a person wants to know of a set, for a rich console."""
    parts: list[RenderableType] = [_headline(report)]
    if report.reps or report.partial_reps:
        parts.append(_table(report))
        parts.append(Text(FOOTNOTE, "dim"))
    if exercise.kind == "hold" and report.holds:
        parts.append(_total_hold(report.holds))
    if report.limits:
        parts.append(_lines("Limits exceeded", [_excess(limit) for limit in report.limits]))
    parts.append(_lines("What to do", report.advice))
    parts.append(_lines("What the camera cannot see", report.cannot_see))
    notes = report.source.get("notes", ())
    if isinstance(notes, list | tuple) and notes:
        parts.append(_lines("About this source", [str(note) for note in notes]))
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


def _table(report: SetReport) -> _AtLeast:
    """One row a repetition, in the order in which they were done."""
    found: list[Rep | PartialRepetition] = [*report.reps, *report.partial_reps]
    rows = [_cells(row, report.limits) for row in sorted(found, key=lambda row: row.start_s)]
    if all(math.isnan(rep.out_s + rep.back_s) for rep in report.reps):
        for row in rows:
            del row["out / back"]
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    least = 0
    for name in rows[0]:
        widest = max(len(name), *(len(row[name]) for row in rows))
        least += 2 + (min(widest, LEAST_FAULTS) if name == "faults" else widest)
        left = name in {"side", "verdict", "faults"}
        table.add_column(name, justify="left" if left else "right", no_wrap=name != "faults")
    for row in rows:
        table.add_row(*row.values())
    return _AtLeast(table, least)


class _AtLeast:
    """A table that on a narrow terminal goes on in the next line, rather than lose a number."""

    def __init__(self, table: Table, least: int) -> None:
        self._table, self._least = table, least

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        wide = max(options.max_width, self._least)
        yield from console.render(self._table, options.update(width=wide))


def _cells(row: Rep | PartialRepetition, limits: Sequence[LimitExceeded]) -> dict[str, str | Text]:
    """The cells of a row by the names of their columns."""
    within = [limit.name for limit in limits if row.start_s <= limit.time_s <= row.end_s]
    names = [*(f"limit: {name}" for name in dict.fromkeys(within)), *row.faults]
    hold = tempo = ""
    number, verdict = "-", Text("partial", "magenta")
    if isinstance(row, Rep):
        number, hold = str(row.number), _seconds(row.hold_s)
        tempo = f"{_seconds(row.out_s).removesuffix(' s')} / {_seconds(row.back_s)}"
        verdict = Text("good", "green") if row.good else Text("not good", "yellow")
    return {
        "#": number,
        "at": clock_text(row.start_s),
        "side": row.side,
        "peak": _degrees(row.peak_deg),
        "range": _range(row.range_deg),
        "hold": hold,
        "out / back": tempo,
        "verdict": verdict,
        "faults": ", ".join(name.replace("_", " ") for name in names),
    }


def _degrees(value_deg: float) -> str:
    """An angle to the degree; unknown is a question mark, and zero has no sign."""
    return "?" if math.isnan(value_deg) else f"{round(value_deg)}°"


def _range(range_deg: float) -> str:
    if math.isnan(range_deg):
        return "?"
    return f"about {RANGE_STEP_DEG * round(range_deg / RANGE_STEP_DEG)}°"


def _seconds(value: float) -> str:
    return "?" if math.isnan(value) else f"{value:.1f} s"


def _total_hold(holds: Sequence[Hold]) -> Text:
    total_s = sum(hold.hold_s for hold in holds)
    return Text(f"Held {total_s:.0f} s in all, the longest {max(h.hold_s for h in holds):.0f} s.")


def _excess(limit: LimitExceeded) -> str:
    """A limit that was exceeded: which, which leg, when, how far, and what that means."""
    far = f", {_degrees(limit.value_deg)}" if not math.isnan(limit.value_deg) else ""
    legs = "both legs" if limit.side == "both" else f"{limit.side} leg"
    meaning = "stop" if limit.action == "stop" else "warning"
    name = limit.name.replace("_", " ")
    return f"{name} ({meaning}): {legs}, at {clock_text(limit.time_s)}{far}"


def _amount(exercise: Exercise) -> str:
    """How much of an exercise is usually done: so many times, or for so long."""
    dose = exercise.dose
    word = "holds" if exercise.kind == "hold" else "repetitions"
    if dose.minutes is None:
        amount = f"{dose.sets} x {dose.reps} {word}"
    else:
        minutes = "minute" if dose.minutes == 1 else "minutes"
        amount = f"{dose.sets} x {dose.minutes:g} {minutes}, about {dose.reps} {word}"
    if dose.per_minute is None:
        return amount
    slow, quick = dose.per_minute
    return f"{amount}, {slow:g} to {quick:g} a minute"


def describe_exercise(exercise: Exercise) -> Group:
    """An exercise for the person who is to do it, and for their therapist."""
    movement, view, dose = exercise.movement, exercise.view, exercise.dose
    low, high = view.camera_height_m
    near, far = view.distance_m
    enter, full = movement.target_deg
    words = movement.measure.replace("_", " ")
    change = ", as the change from your own start" if movement.baseline == "start" else ""
    amount = _amount(exercise)
    hold = f", {movement.hold_s:g} s each" if movement.hold_s else ""
    week = f"{dose.per_week[0]:g} to {dose.per_week[1]:g} days a week"
    parts: list[RenderableType] = [
        Text(exercise.title, "bold").append(
            f"  ({exercise.name})\n{exercise.purpose}", "not bold"
        ),
        *([] if exercise.figure is None else [TerminalDrawing(exercise)]),
        _lines("How", exercise.steps, marks=[f"  {n + 1}." for n in range(len(exercise.steps))]),
        _lines(
            "Camera",
            [view.place, f"Lens {low:g} to {high:g} m high, {near:g} to {far:g} m away."],
        ),
        _lines("Target", [f"{words} from {enter:g}° to {full:g}°{change}{hold}"]),
        _lines("What is measured", describe_measure(exercise)),
        _lines("Usual amount", [f"{amount}; {dose.rest_s:g} s of rest; {week}"]),
    ]
    if exercise.need:
        parts.append(_lines("It is judged while", [_asked(row) for row in exercise.need]))
    if movement.also:
        parts.append(_lines("The target also asks for", [_asked(row) for row in movement.also]))
    if exercise.limit:
        parts.append(_lines("Limits", [_limit(row) for row in exercise.limit]))
    if exercise.fault:
        parts.append(_lines("Faults", [_fault(row) for row in exercise.fault]))
    for name, precaution in exercise.profile.items():
        parts.append(_lines(f"With {name.replace('_', ' ')}", _precaution(precaution)))
    parts.append(_lines("What the camera cannot see", exercise.cannot_see))
    # Not broken into lines, so that addresses can be followed.
    sources = [f"  - {key}: {text}" for key, text in exercise.sources.items()]
    parts.append(Text("Sources", "bold"))
    parts.extend(Text(row, no_wrap=True, overflow="ignore") for row in sources)
    return Group(*parts)


def _asked(row: Need | Also) -> str:
    return f"{row.when}. «{row.say}»"


def _limit(limit: Limit) -> str:
    meaning = "stop" if limit.action == "stop" else "warning"
    return f"{limit.name.replace('_', ' ')}: {meaning}. «{limit.say}» [{limit.when}]"


def _fault(fault: Fault) -> str:
    name, weak = (
        fault.name.replace("_", " "),
        " (only a rough sign)" if fault.seen == "weak" else "",
    )
    sign = fault.describe()
    return f"{name}: {fault.severity}{weak}. «{fault.say}»" + (f" [{sign}]" if sign else "")


def _precaution(precaution: Precaution) -> list[str]:
    if precaution.allowed:
        return [f"Tighter limits. {precaution.why}", *map(_limit, precaution.limit)]
    instead = f" Do {precaution.instead} instead." if precaution.instead else ""
    return [f"Not allowed. {precaution.why}{instead}"]
