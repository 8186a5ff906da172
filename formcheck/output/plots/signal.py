"""The plot of a set for authors: the measured angle, and what each movement counted as."""

from __future__ import annotations

import math
import textwrap
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from formcheck.assessment.events import ExcessiveRange
from formcheck.assessment.rep_counter import Phase
from formcheck.assessment.report_types import PartialRepetition, Rep, why_not_counted
from formcheck.authoring.explain_counts import Sample
from formcheck.kinematics.measures import MEASURES, shown
from formcheck.output import SetSink
from formcheck.output.plots.canvas import blank_figure, save

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator

    import numpy as np
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from formcheck.assessment.events import Reading
    from formcheck.assessment.report import SetReport
    from formcheck.exercises.definition import Exercise
    from formcheck.pose.pose import Pose


class TraceSink(SetSink):
    """A sink that keeps what the plot of a set needs.

    Attributes
    ----------
    samples, poses
        One for each pose.
    excesses
        The events of excessive range.
    report
        The report, once the set is over.
    """

    def __init__(self, exercise: Exercise) -> None:
        self.exercise = exercise
        self.samples: list[Sample] = []
        self.poses: list[Pose] = []
        self.excesses: list[ExcessiveRange] = []
        self.report: SetReport | None = None

    def write(self, reading: Reading, image: NDArray[np.uint8] | None) -> None:  # noqa: ARG002
        """Keep the reading, without the image."""
        self.poses.append(reading.pose)
        self.samples.append(
            Sample(
                time_s=reading.pose.time_s,
                value_deg=reading.angles_deg.get(self.exercise.movement.measure, math.nan),
                phase=reading.phase,
                side=reading.side,
                say=reading.paused.say if reading.paused else "",
            )
        )
        self.excesses += [event for event in reading.events if isinstance(event, ExcessiveRange)]

    def finish(self, report: SetReport) -> None:
        """Keep the report."""
        self.report = report


_LETTER, _SMALL = 13, 11
_MOST_LINES: Final = 4
"""How many lines fit into a box below the curve."""

_START, _TARGET, _LIMIT = "#dfe3e8", "#cfe3f7", "#b3261e"
_INK, _MOVE, _HOLD, _REST = "#222222", "#2f7fd0", "#0b3c6f", "#8a929c"
_GOOD, _POOR, _PARTIAL, _ONLY_COUNTED = "#d5ecd8", "#fbe0b5", "#e6dcf2", "#e8e8e8"
_LINES: Final = {
    Phase.MOVE: (_MOVE, 2.2),
    Phase.RETURN: (_MOVE, 2.2),
    Phase.HOLD: (_HOLD, 4.0),
}
"""Colour and width of the line by phase; the hold is thicker, which print in grey shows too."""


def write_trace(trace: TraceSink, path: str | os.PathLike[str]) -> None:
    """Draw a set into a PNG, SVG or PDF file: the angle, and below what each movement counted as.

    Parameters
    ----------
    trace, path
        The set, and where the file is to lie; its ending chooses the format.
    """
    figure = blank_figure(6.0)
    axes = figure.add_axes((0.085, 0.31, 0.745, 0.59))
    strip = figure.add_axes((0.085, 0.09, 0.745, 0.13))
    exercise, total = trace.exercise, ""
    if trace.report is not None:
        counts = trace.report.counts
        good = f", {counts.good} good" if trace.report.verdict != "counted" else ""
        short = f", {counts.partial} not counted" if counts.partial else ""
        total = f"{counts.total} counted{good}{short}"
    figure.text(0.085, 0.935, exercise.title, size=_LETTER + 4, weight="bold")
    figure.text(0.985, 0.935, total, size=_LETTER + 1, ha="right")
    end_s = max((row.time_s for row in trace.samples), default=1.0)
    for part in (axes, strip):
        part.set_xlim(0.0, end_s)
    _bands(axes, exercise, trace.samples, end_s)
    _pauses(axes, trace.samples)
    read = MEASURES[exercise.movement.measure].for_people
    _line(axes, trace.samples, read)
    _marks(axes, trace, read)
    _strip(strip, trace, end_s)
    save(figure, path)


def _bands(axes: Axes, exercise: Exercise, samples: list[Sample], end_s: float) -> None:
    """Draw start zone, target, partial, leave and limits, each named at its right end."""
    movement, measure = exercise.movement, MEASURES[exercise.movement.measure]
    read, say = measure.for_people, partial(shown, measure.name, short=True)
    start, (enter, full) = read(movement.start_deg), map(read, movement.target_deg)
    limits = [row.when.at for row in exercise.limit if row.when.measure == measure.name]
    levels = [start, enter, full, *map(read, limits)]
    known = [read(row.value_deg) for row in samples if not math.isnan(row.value_deg)]
    low, high = min(levels + known), max(levels + known)
    pad = 0.07 * (high - low)
    low, high = low - pad, high + pad
    axes.set_ylim(low, high)
    outer = low if movement.sign > 0 else high
    axes.axhspan(start, outer, color=_START, zorder=0)
    axes.axhspan(enter, full, color=_TARGET, zorder=0)
    enter_deg, full_deg = movement.target_deg
    rows: list[tuple[str, float, str, str, float]] = [
        ("start", movement.start_deg, _INK, "-", 0.9),
        ("partial", movement.partial_deg, _REST, ":", 1.4),
        ("leave", movement.leave_deg, _REST, "--", 1.0),
        ("target", enter_deg, _HOLD, "-", 1.2),
        ("full", full_deg, _HOLD, "-", 0.9),
        *(("limit", at, _LIMIT, "-.", 2.0) for at in limits),
    ]
    names = [
        (read(value), f"{name} {say(value)}", colour, style, width)
        for name, value, colour, style, width in rows
    ]
    for level, _, colour, style, width in names:
        axes.axhline(level, color=colour, linestyle=style, linewidth=width, zorder=1)
    places = _spread([(level, name, colour) for level, name, colour, *_ in names], high - low)
    for place, level, name, colour in places:
        axes.annotate(
            name,
            (end_s, level),
            xytext=(1.018, (place - low) / (high - low)),
            textcoords="axes fraction",
            va="center",
            size=_SMALL + 1,
            color=colour,
            arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.6},
            annotation_clip=False,
        )
    change = ", change from the start" if movement.baseline == "start" else ""
    axes.set_ylabel(f"{measure.title}{change} ({measure.shown_unit.strip()})", size=_LETTER)
    axes.tick_params(labelsize=_SMALL + 1)
    axes.set_xlabel("seconds", size=_LETTER)
    for edge in ("top", "right"):
        axes.spines[edge].set_visible(False)


def _spread(
    names: list[tuple[float, str, str]], span: float
) -> Iterator[tuple[float, float, str, str]]:
    """Yield the names from below to above, pushed apart so that none covers another."""
    least, before, rows = 0.062 * span, -math.inf, sorted(names)
    places: list[float] = []
    for level, *_ in rows:
        before = max(level, before + least)
        places.append(before)
    # A name that was pushed over the top goes back down.
    places[-1] = min(places[-1], rows[-1][0])
    for number in range(len(places) - 2, -1, -1):
        places[number] = min(places[number], places[number + 1] - least)
    for place, (level, name, colour) in zip(places, rows, strict=True):
        yield place, level, name, colour


def _line(axes: Axes, samples: list[Sample], read: Callable[[float], float]) -> None:
    """Draw the angle over time, its colour and width by phase."""
    for before, now in pairwise(samples):
        if math.isnan(before.value_deg) or math.isnan(now.value_deg) or before.side != now.side:
            continue
        colour, width = _LINES.get(now.phase, (_REST, 1.6))
        times_s, values = (
            (before.time_s, now.time_s),
            [*map(read, (before.value_deg, now.value_deg))],
        )
        look: dict[str, Any] = {
            "color": colour,
            "linewidth": width,
            "solid_capstyle": "round",
            "zorder": 3,
        }
        axes.plot(times_s, values, **look)


def _pauses(axes: Axes, samples: list[Sample]) -> None:
    """Hatch the times at which nothing was judged."""
    start: float | None = None
    for before, now in zip(samples, [*samples[1:], samples[-1]] if samples else [], strict=True):
        if before.say and start is None:
            start = before.time_s
        if start is not None and (not now.say or now is before):
            if now.time_s - start >= 0.5:  # noqa: PLR2004  # shorter ones are not shown
                axes.axvspan(start, now.time_s, facecolor="none", edgecolor=_REST, hatch="//")
                middle_s = (start + now.time_s) / 2
                look: dict[str, Any] = {
                    "rotation": 90,
                    "ha": "center",
                    "va": "center",
                    "size": _SMALL,
                }
                look["transform"] = axes.get_xaxis_transform()
                look["bbox"] = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
                axes.text(middle_s, 0.5, "not judged", **look)
            start = None


def _marks(axes: Axes, trace: TraceSink, read: Callable[[float], float]) -> None:
    """Mark peaks of repetitions, and where a limit was exceeded."""
    if trace.report is None:
        return
    for rep in trace.report.reps:
        axes.plot(rep.peak_s, read(rep.peak_deg), "o", color=_INK, markersize=6, zorder=4)
    look: dict[str, Any] = {"markerfacecolor": "white", "color": _INK, "zorder": 4}
    for part in trace.report.partial_reps:
        axes.plot(part.peak_s, read(part.peak_deg), "o", **look)
    measures = {row.name: row.when.measure for row in trace.exercise.limit}
    for event in trace.excesses:
        if measures.get(event.name) == trace.exercise.movement.measure:
            at = event.time_s, read(event.value_deg)
            axes.plot(*at, "v", color=_LIMIT, markersize=11, zorder=5)


def _strip(strip: Axes, trace: TraceSink, end_s: float) -> None:
    """Draw one box for each movement, with its number and its faults."""
    from matplotlib.patches import Rectangle

    strip.set_ylim(0, 1)
    strip.set_axis_off()
    if trace.report is None:
        return
    movements: list[Rep | PartialRepetition] = [*trace.report.reps, *trace.report.partial_reps]
    look: dict[str, Any] = {"ha": "center", "va": "center", "size": _SMALL - 1}
    for row in movements:
        head, colour = _verdict(row, judges=trace.exercise.scope == "full")
        wide_s = max(row.end_s - row.start_s, 0.004 * end_s)
        box = Rectangle((row.start_s, 0.0), wide_s, 1.0, facecolor=colour, edgecolor=_INK)
        strip.add_patch(box)
        label = _label(row, head, letters=max(4, int(wide_s / end_s * 84)))
        strip.text(row.start_s + wide_s / 2, 0.5, label, linespacing=1.15, **look)


def _verdict(row: Rep | PartialRepetition, *, judges: bool) -> tuple[str, str]:
    """Return what a movement counted as, and the colour of its box."""
    if isinstance(row, PartialRepetition):
        return why_not_counted(row.reason), _PARTIAL
    if not (row.judged and judges):
        return f"{row.number} counted", _ONLY_COUNTED
    return (f"{row.number} good", _GOOD) if row.good else (f"{row.number} not good", _POOR)


def _label(row: Rep | PartialRepetition, head: str, letters: int) -> str:
    """Return what a movement counted as, limits and faults, in lines of so many letters."""
    limits = [f"limit: {name}" for name in row.limits]
    names = [name.replace("_", " ") for name in (*limits, *row.faults)]
    first = head if len(head) <= letters else str(getattr(row, "number", "–"))
    lines = [line for text in (first, *names) for line in textwrap.wrap(text, letters)]
    fitting = lines if len(lines) <= _MOST_LINES else [*lines[: _MOST_LINES - 1], "…"]
    return "\n".join(fitting)
