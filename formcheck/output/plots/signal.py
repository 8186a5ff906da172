"""The plot of a set: the measured angle over time, and what each movement counted as."""

from __future__ import annotations

import math
import textwrap
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from formcheck.assessment.events import ExcessiveRange
from formcheck.assessment.rep_counter import Phase
from formcheck.authoring.explain_counts import Sample
from formcheck.kinematics.measures import MEASURES
from formcheck.output import SetSink
from formcheck.output.plots.illustration import blank_figure, save

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    import numpy as np
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from formcheck.assessment.checker import Reading
    from formcheck.assessment.report import PartialRepetition, Rep, SetReport
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


_WIDE_IN, _HIGH_IN = 10.0, 6.0
_LETTER, _SMALL = 13, 11
_MOST_LINES: Final = 4
"""How many lines fit into a box below the curve."""

_START, _TARGET, _LIMIT = "#dfe3e8", "#cfe3f7", "#b3261e"
_INK, _MOVE, _HOLD, _REST = "#222222", "#2f7fd0", "#0b3c6f", "#8a929c"
_GOOD, _POOR, _PARTIAL = "#d5ecd8", "#fbe0b5", "#e6dcf2"
_LINES: Final = {Phase.MOVE: (_MOVE, 2.2), Phase.RETURN: (_MOVE, 2.2), Phase.HOLD: (_HOLD, 4.0)}
"""Colour and width of the line by phase; the hold is thicker, which print in grey shows too."""


def write_trace(trace: TraceSink, path: str | os.PathLike[str]) -> None:
    """Draw a set into a PNG, SVG or PDF file: the angle, and below what each movement counted as.

    Parameters
    ----------
    trace, path
        The set, and where the file is to lie; its ending chooses the format.
    """
    figure = blank_figure(_WIDE_IN, _HIGH_IN)
    axes = figure.add_axes((0.085, 0.31, 0.745, 0.59))
    strip = figure.add_axes((0.085, 0.09, 0.745, 0.13))
    exercise = trace.exercise
    counts = trace.report.counts if trace.report is not None else None
    total = "" if counts is None else f"{counts.total} counted, {counts.good} good"
    if counts is not None and counts.partial:
        total += f", {counts.partial} partial"
    figure.text(0.085, 0.935, exercise.title, size=_LETTER + 4, weight="bold")
    figure.text(0.985, 0.935, total, size=_LETTER + 1, ha="right")
    end_s = max((row.time_s for row in trace.samples), default=1.0)
    for part in (axes, strip):
        part.set_xlim(0.0, end_s)
    _bands(axes, exercise, trace.samples, end_s)
    _pauses(axes, trace.samples)
    _line(axes, trace.samples)
    _marks(axes, trace)
    _strip(strip, trace, end_s)
    save(figure, path)


def _bands(axes: Axes, exercise: Exercise, samples: list[Sample], end_s: float) -> None:
    """Draw start zone, target, partial, leave and limits, each named at its right end."""
    movement = exercise.movement
    enter, full = movement.target_deg
    limits = [row for row in exercise.limit if row.when.measure == movement.measure]
    levels = [movement.start_deg, enter, full, *(row.when.at for row in limits)]
    known = [row.value_deg for row in samples if not math.isnan(row.value_deg)]
    low, high = min(levels + known), max(levels + known)
    pad = 0.07 * (high - low)
    low, high = low - pad, high + pad
    axes.set_ylim(low, high)
    outer = low if movement.sign > 0 else high
    axes.axhspan(movement.start_deg, outer, color=_START, zorder=0)
    axes.axhspan(enter, full, color=_TARGET, zorder=0)
    names = [
        (movement.start_deg, f"start {movement.start_deg:g}°", _INK, "-", 0.9),
        (movement.partial_deg, f"partial {movement.partial_deg:g}°", _REST, ":", 1.4),
        (movement.leave_deg, f"leave {movement.leave_deg:g}°", _REST, "--", 1.0),
        (enter, f"target {enter:g}°", _HOLD, "-", 1.2),
        (full, f"full {full:g}°", _HOLD, "-", 0.9),
    ]
    names += [(row.when.at, f"limit {row.when.at:g}°", _LIMIT, "-.", 2.0) for row in limits]
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
    axes.set_ylabel(f"{MEASURES[movement.measure].title}{change} (°)", size=_LETTER)
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


def _line(axes: Axes, samples: list[Sample]) -> None:
    """Draw the angle over time, its colour and width by phase."""
    for before, now in pairwise(samples):
        if math.isnan(before.value_deg) or math.isnan(now.value_deg) or before.side != now.side:
            continue
        colour, width = _LINES.get(now.phase, (_REST, 1.6))
        axes.plot(
            [before.time_s, now.time_s],
            [before.value_deg, now.value_deg],
            color=colour,
            linewidth=width,
            solid_capstyle="round",
            zorder=3,
        )


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


def _marks(axes: Axes, trace: TraceSink) -> None:
    """Mark peaks of repetitions, and where a limit was exceeded."""
    if trace.report is None:
        return
    for rep in trace.report.reps:
        axes.plot(rep.peak_s, rep.peak_deg, "o", color=_INK, markersize=6, zorder=4)
    for part in trace.report.partial_reps:
        axes.plot(part.peak_s, part.peak_deg, "o", markerfacecolor="white", color=_INK, zorder=4)
    for event in trace.excesses:
        if not math.isnan(event.value_deg):
            axes.plot(event.time_s, event.value_deg, "v", color=_LIMIT, markersize=11, zorder=5)


def _strip(strip: Axes, trace: TraceSink, end_s: float) -> None:
    """Draw one box for each movement, with its number and its faults."""
    from matplotlib.patches import Rectangle

    strip.set_ylim(0, 1)
    strip.set_axis_off()
    if trace.report is None:
        return
    movements: list[Rep | PartialRepetition] = [*trace.report.reps, *trace.report.partial_reps]
    for row in movements:
        number, good = getattr(row, "number", None), getattr(row, "good", False)
        colour = _PARTIAL if number is None else _GOOD if good else _POOR
        wide_s = max(row.end_s - row.start_s, 0.004 * end_s)
        box = Rectangle((row.start_s, 0.0), wide_s, 1.0, facecolor=colour, edgecolor=_INK)
        strip.add_patch(box)
        strip.text(
            row.start_s + wide_s / 2,
            0.5,
            _label(row, trace.excesses, letters=max(4, int(wide_s / end_s * 84))),
            ha="center",
            va="center",
            size=_SMALL - 1,
            linespacing=1.15,
        )


def _label(row: Rep | PartialRepetition, excesses: list[ExcessiveRange], *, letters: int) -> str:
    """Return number, limits and faults of a movement, in lines of so many letters."""
    number, good = getattr(row, "number", None), getattr(row, "good", False)
    head = "partial" if number is None else f"{number} {'good' if good else 'not good'}"
    limits = [
        f"limit: {event.name}" for event in excesses if row.start_s <= event.time_s <= row.end_s
    ]
    names = [name.replace("_", " ") for name in (*limits, *row.faults)]
    first = head if len(head) <= letters else str(number or "–")
    lines = [line for text in (first, *names) for line in textwrap.wrap(text, letters)]
    fitting = lines if len(lines) <= _MOST_LINES else [*lines[: _MOST_LINES - 1], "…"]
    return "\n".join(fitting)
