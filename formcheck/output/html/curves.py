"""The plots of a page: the movement over time, each repetition, and left against right.

What a colour says, a shape says too: a page is often printed in grey.
"""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from formcheck.exercises.fault import NEAR_ERROR_DEG
from formcheck.kinematics.measures import MEASURES, shown
from formcheck.output.plots.canvas import (
    BAND,
    INK,
    LETTERS,
    LIMIT,
    LINE,
    PAPER,
    SOFT,
    blank_figure,
    inline_svg,
    plain_axes,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from formcheck.exercises.definition import Exercise
    from formcheck.output.html.set_trace import SetTrace
    from formcheck.output.html.sides import SideRange

COLUMNS: Final = 700
"""A curve is drawn over so many columns: about the pixels of a plot on a laptop, and finer than a
printer's lines at this width."""

_WIDE_IN: Final = 6.0
_MOST_NUMBERS: Final = 24
"""Above so many movements only every second, fifth or tenth one has its number written."""


def movement_plot(
    table: Mapping[str, Any], trace: SetTrace, exercise: Exercise, *, name: str
) -> str:
    """Return the angle over time with target, limits, repetitions and faults, as inline SVG.

    Parameters
    ----------
    table, trace
        The report of the set, as its JSON has it, and what was kept of its readings.
    exercise
        The exercise by which it was judged.
    name
        A name that no other plot of the page has.

    Returns
    -------
    str
        The element ``svg``.
    """
    figure = blank_figure(2.8, _WIDE_IN)
    axes = figure.add_axes((0.115, 0.18, 0.765, 0.75))
    begin_s, end_s = trace.begin_s, max(trace.end_s, trace.begin_s + 1)
    read = MEASURES[exercise.movement.measure].for_people
    curves = trace.curves(COLUMNS)
    known = [value for part in curves for value in part.value_deg[np.isfinite(part.value_deg)]]
    _levels(axes, exercise, [read(float(value)) for value in known], read)
    axes.set_xlim(begin_s, end_s + 0.01 * (end_s - begin_s))
    for start_s, stop_s in trace.pauses(0.01 * (end_s - begin_s) + 0.3):
        axes.axvspan(start_s, stop_s, facecolor="none", edgecolor=SOFT, hatch="////", linewidth=0)
    for number, part in enumerate(curves):
        values = np.array([read(float(value)) for value in part.value_deg])
        style = "-" if number == 0 else (0, (4, 1.5))
        axes.plot(part.time_s, values, color=LINE, linewidth=1.8, linestyle=style, zorder=3)
        held = np.where(part.held, values, np.nan)
        axes.plot(part.time_s, held, color=LINE, linewidth=4.5, solid_capstyle="butt", zorder=3)
    _marks(axes, table, exercise)
    _seconds_axis(axes, begin_s, end_s)
    axes.set_ylabel(_unit(exercise), size=LETTERS)
    return inline_svg(
        figure, name, "The measured angle over time. The table of all movements has its numbers."
    )


def _unit(exercise: Exercise) -> str:
    measure = MEASURES[exercise.movement.measure]
    return "degrees" if measure.is_angle else measure.shown_unit.strip()


def _levels(
    axes: Axes, exercise: Exercise, known: Sequence[float], read: Callable[[float], float]
) -> None:
    """Draw the band of the target and the limits, with their names at the right."""
    movement = exercise.movement
    say = partial(shown, movement.measure, short=True)
    enter, full = (read(value) for value in movement.target_deg)
    rows = [row for row in exercise.limit if row.when.measure == movement.measure]
    # A stop that lies where a warning does says more.
    rows.sort(key=lambda row: row.action == "stop")
    limits = {read(row.when.at): row.action for row in rows}
    limit_names = {
        read(row.when.at): f"{row.action.replace('warn', 'warning')} {say(row.when.at)}"
        for row in rows
    }
    levels = [enter, full, read(movement.start_deg), *limits, *known]
    low, high = min(levels), max(levels)
    pad = 0.09 * (high - low) or 1.0
    axes.set_ylim(low - pad, high + 2 * pad)
    axes.axhspan(*sorted((enter, full)), facecolor=BAND, edgecolor=LINE, linewidth=0.8, zorder=0)
    for level, action in limits.items():
        width, style = (2, "-.") if action == "stop" else (1.4, ":")
        axes.axhline(level, color=LIMIT, linewidth=width, linestyle=style, zorder=2)
    names = {(enter + full) / 2: "target", **limit_names}
    least, before = 0.2 * (high - low + 3 * pad), -math.inf
    for level in sorted(names):
        before = max(level, before + least)
        at = (1.01, (before - low + pad) / (high - low + 3 * pad))
        colour = LIMIT if level in limits else INK
        text: dict[str, Any] = {"va": "center", "size": LETTERS - 1, "color": colour}
        axes.text(*at, names[level].replace(" ", "\n", 1), transform=axes.transAxes, **text)


def _marks(axes: Axes, table: Mapping[str, Any], exercise: Exercise) -> None:
    """Mark the furthest point of each movement by what it counted as, with its number."""
    reps, read = table["reps"], MEASURES[exercise.movement.measure].for_people
    every = _every(len(reps))
    for rep in reps:
        if rep["peak_s"] is None or rep["peak_deg"] is None:
            continue
        at = rep["peak_s"], read(rep["peak_deg"])
        mark(axes, at, kind_of(rep, exercise))
        if rep["number"] % every == 0:
            _label(axes, str(rep["number"]), at)
    for row in table["partial_reps"]:
        if row["peak_s"] is not None and row["peak_deg"] is not None:
            mark(axes, (row["peak_s"], read(row["peak_deg"])), "partial")


def kind_of(rep: Mapping[str, Any], exercise: Exercise | None) -> str:
    """Return what a complete repetition is: ``limit``, ``counted``, ``good`` or ``fault``.

    Parameters
    ----------
    rep, exercise
        The repetition as the JSON has it, and its exercise; None = it is not known.

    Returns
    -------
    str
        ``counted`` where the form is not judged: by that exercise, or from that side.
    """
    if rep["limits"]:
        return "limit"
    if not rep["judged"] or (exercise is not None and exercise.scope == "counts"):
        return "counted"
    return "good" if rep["good"] else "fault"


_MARKS: Final = {
    "good": ("o", LINE, LINE, 8.0),
    "counted": ("o", PAPER, INK, 8.0),
    "fault": ("^", PAPER, INK, 9.5),
    "partial": ("x", INK, INK, 7.5),
    "limit": ("8", LIMIT, LIMIT, 11.0),
}
"""Shape, fill, edge and size of what a movement counted as."""


def mark(axes: Axes, at: tuple[float, float], kind: str) -> None:
    """Draw the mark of a movement.

    Parameters
    ----------
    axes, at
        Where: x and y.
    kind
        What it counted as.
    """
    shape, fill, edge, size = _MARKS[kind]
    look: dict[str, Any] = {"markerfacecolor": fill, "markeredgecolor": edge, "markersize": size}
    axes.plot(*at, shape, markeredgewidth=1.8, zorder=5, clip_on=False, **look)


def _label(axes: Axes, text: str, at: tuple[float, float]) -> None:
    look: dict[str, Any] = {"ha": "center", "va": "bottom", "size": LETTERS - 1, "zorder": 6}
    axes.annotate(
        text, at, xytext=(0, 6), textcoords="offset points", color=INK, weight="bold", **look
    )


def _every(count: int) -> int:
    """Return which numbers are written, so that none covers another."""
    return next((step for step in (1, 2, 5, 10, 20, 50) if count <= step * _MOST_NUMBERS), 100)


def _seconds_axis(axes: Axes, begin_s: float, end_s: float) -> None:
    """Write times as ``m:ss`` where they are long, else as seconds."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    plain_axes(axes)
    if end_s - begin_s > 100:  # noqa: PLR2004  # `length_text` changes there too
        steps = [step for step in (20, 30, 60, 120, 300, 600) if (end_s - begin_s) / step <= 8]  # noqa: PLR2004
        step = steps[0] if steps else 1800
        first = math.ceil(begin_s / step) * step
        axes.set_xticks(np.arange(first, end_s, step))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda s, _: f"{s // 60:.0f}:{s % 60:02.0f}"))
        axes.set_xlabel("minutes", size=LETTERS)
    else:
        axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
        axes.set_xlabel("seconds", size=LETTERS)


def repetitions_plot(table: Mapping[str, Any], exercise: Exercise, *, name: str) -> str:
    """Return how far each repetition went, and how long it was held, as inline SVG.

    Parameters
    ----------
    table, exercise
        The report of the set, as its JSON has it, and the exercise by which it was judged.
    name
        A name that no other plot of the page has.

    Returns
    -------
    str
        The element ``svg``.
    """
    reps, held_s = table["reps"], exercise.movement.hold_s
    shows_hold = held_s > 0 and any(rep["hold_s"] is not None for rep in reps)
    figure = blank_figure(3.4 if shows_hold else 2.2, _WIDE_IN)
    top = figure.add_axes((0.115, 0.5, 0.765, 0.46) if shows_hold else (0.115, 0.22, 0.765, 0.7))
    read = MEASURES[exercise.movement.measure].for_people
    ends = [end for rep in reps for end in _ends(rep, read)]
    _levels(top, exercise, ends, read)
    for rep in reps:
        if rep["peak_deg"] is not None:
            low, high = _ends(rep, read)
            top.plot([rep["number"]] * 2, [low, high], color=SOFT, linewidth=2.2, zorder=2)
            mark(top, (rep["number"], read(rep["peak_deg"])), kind_of(rep, exercise))
    top.set_ylabel(_unit(exercise), size=LETTERS)
    _number_axis(top, len(reps))
    if shows_hold:
        top.tick_params(labelbottom=False)
        _holds(figure, reps, exercise)
    else:
        top.set_xlabel("repetition", size=LETTERS)
    return inline_svg(
        figure, name, "How far each repetition went. The table of all movements has the numbers."
    )


def _holds(figure: Figure, reps: Iterable[Mapping[str, Any]], exercise: Exercise) -> None:
    """Draw a bar for each hold, and the line of the prescribed one."""
    axes, held_s = figure.add_axes((0.115, 0.15, 0.765, 0.26)), exercise.movement.hold_s
    rows = [
        (rep["number"], rep["hold_s"], kind_of(rep, exercise))
        for rep in reps
        if rep["hold_s"] is not None
    ]
    for number, value_s, kind in rows:
        fill = LINE if kind == "good" else PAPER
        axes.bar(number, value_s, width=0.55, facecolor=fill, edgecolor=INK, linewidth=1.2)
    axes.axhline(held_s, color=INK, linewidth=1.6, linestyle="--")
    axes.text(
        1.01, held_s, f"asked\n{held_s:g} s", transform=axes.get_yaxis_transform(),
        va="center", size=LETTERS - 1, color=INK,
    )  # fmt: skip
    axes.set_ylim(0, 1.15 * max([held_s, *(value for _, value, _ in rows)]))
    axes.set_ylabel("held, s", size=LETTERS)
    _number_axis(axes, max((number for number, *_ in rows), default=1))
    axes.set_xlabel("repetition", size=LETTERS)


def _number_axis(axes: Axes, count: int) -> None:
    plain_axes(axes)
    axes.set_xlim(0.4, max(count, 4) + 0.6)
    step = _every(count)
    axes.set_xticks(range(step, count + 1, step))


def _ends(rep: Mapping[str, Any], read: Callable[[float], float]) -> list[float]:
    """Return within what the best value of a repetition lies, given the error of the camera."""
    if rep["peak_deg"] is None:
        return []
    error = NEAR_ERROR_DEG if rep["far_error_deg"] is None else rep["far_error_deg"]
    return [read(rep["peak_deg"] - error), read(rep["peak_deg"] + error)]


def sides_plot(rows: Sequence[SideRange], exercise: Exercise, *, name: str) -> str:
    """Return the range of both legs with their errors, as inline SVG.

    Parameters
    ----------
    rows
        Left and right.
    exercise
        The exercise by which they were judged.
    name
        A name that no other plot of the page has.

    Returns
    -------
    str
        The element ``svg``.
    """
    figure = blank_figure(1.75, _WIDE_IN)
    axes = figure.add_axes((0.12, 0.38, 0.84, 0.58))
    read = MEASURES[exercise.movement.measure].for_people
    for place, row in enumerate(rows):
        low, high = read(row.median_deg - row.error_deg), read(row.median_deg + row.error_deg)
        axes.plot([low, high], [place, place], color=SOFT, linewidth=9, solid_capstyle="butt")
        axes.plot(read(row.median_deg), place, "oD"[place], color=INK, markersize=11, zorder=3)
    plain_axes(axes)
    axes.set_ylim(1.6, -0.6)
    axes.set_yticks([0, 1], [row.side for row in rows], size=LETTERS)
    axes.set_xlabel(f"range, {_unit(exercise)}", size=LETTERS)
    edges = axes.get_xlim()
    axes.set_xlim(min(0.0, edges[0]), edges[1] + 2)
    return inline_svg(
        figure,
        name,
        "Range of the left and the right leg, each with its error. The text has the numbers.",
    )
