"""Progress over weeks as plots: how far, how many good, how long held, pain, and what was done.

What a colour says, a shape says too: a page is often printed in grey.
"""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Any, Final

from formcheck.exercises.fault import NEAR_ERROR_DEG
from formcheck.kinematics.measures import MEASURES
from formcheck.output.plots.canvas import (
    BAND,
    INK,
    LETTERS,
    LIMIT,
    LINE,
    PAPER,
    SOFT,
    blank_figure,
    plain_axes,
    save,
)

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from formcheck.programme.progress import ExerciseProgress, ProgressReport

_WIDE_IN: Final = 6.0
_HIGH_IN: Final = 2.3
_MOST_WEEKS_NAMED: Final = 6
_LEGEND_SHARE: Final = 0.25
_TITLE_LETTERS: Final = 50


def day_text(day: date) -> str:
    """Return a day as people write it: ``5 Oct``."""
    return f"{day.day} {day:%b}"


def exercise_figure(row: ExerciseProgress, report: ProgressReport) -> Figure:
    """Return how one exercise with one leg went over the weeks.

    Parameters
    ----------
    row, report
        The exercise, and the whole report, whose weeks are the axis.

    Returns
    -------
    Figure
        One panel below the other: the best value with its error, counts, and holds if any.
    """
    return _stack(list(_exercise_panels(row)), report)


def whole_figure(report: ProgressReport) -> Figure | None:
    """Return pain, and what was done, over the weeks; None if there is neither."""
    panels = list(_whole_panels(report))
    return _stack(panels, report) if panels else None


def write_progress(report: ProgressReport, path: str | os.PathLike[str]) -> None:
    """Draw everything into one PNG, SVG or PDF file.

    Parameters
    ----------
    report, path
        The progress, and where the file is to lie; its ending chooses the format.
    """
    panels = [panel for row in report.exercises for panel in _exercise_panels(row, named=True)]
    save(_stack([*panels, *_whole_panels(report)], report), path)


def has_range(row: ExerciseProgress) -> bool:
    """Return whether a range of the exercise is known in any week."""
    return row.measure in MEASURES and any(not math.isnan(week.peak_deg) for week in row.weeks)


_Panel = tuple[str, "Callable[[Axes], None]"]


def _exercise_panels(row: ExerciseProgress, *, named: bool = False) -> Iterator[_Panel]:
    name = f"{row.title}{_leg(row.side)}: " if named else ""
    if has_range(row):
        measure = MEASURES[row.measure]
        unit = "degrees" if measure.is_angle else measure.shown_unit.strip()
        yield f"{name}{measure.title}, {unit}", lambda axes: _draw_range(axes, row)
    yield f"{name}repetitions in a week", lambda axes: _draw_counts(axes, row)
    if any(week.hold_s > 0 for week in row.weeks):
        yield f"{name}held, seconds", lambda axes: _draw_holds(axes, row)


def _leg(side: str) -> str:
    return f", {side} leg" if side in {"left", "right"} else ""


def _whole_panels(report: ProgressReport) -> Iterator[_Panel]:
    if report.pain:
        yield "Pain, 0 to 10", lambda axes: _draw_pain(axes, report)
    if any(not math.isnan(week.done_share) for week in report.weeks):
        yield "Done of what was asked for, %", lambda axes: _draw_done(axes, report)
    elif report.weeks:
        yield "Days with motion in a week", lambda axes: _draw_days(axes, report)


def _stack(panels: Sequence[_Panel], report: ProgressReport) -> Figure:
    """Return panels below each other, with the weeks as their common axis."""
    figure = blank_figure(_HIGH_IN * max(len(panels), 1), _WIDE_IN)
    high = 1 / max(len(panels), 1)
    weeks = [week.week for week in report.weeks]
    for number, (title, draw) in enumerate(panels):
        bottom = 1 - (number + 1) * high
        axes = figure.add_axes((0.1, bottom + 0.2 * high, 0.86, 0.62 * high))
        draw(axes)
        plain_axes(axes)
        axes.set_title(textwrap.fill(title, _TITLE_LETTERS), loc="left", size=LETTERS, color=INK)
        step = max(1, math.ceil(len(weeks) / _MOST_WEEKS_NAMED))
        axes.set_xticks(
            [_at(week) for week in weeks[::step]], [day_text(w) for w in weeks[::step]]
        )
        if weeks:
            axes.set_xlim(_at(weeks[0]) - 4, _at(weeks[-1]) + 4)
    return figure


def _at(week: date) -> float:
    """Return where a week stands on the axis, in days."""
    return float(week.toordinal())


def _draw_range(axes: Axes, row: ExerciseProgress) -> None:
    """Draw the best value of each week within the error of the camera."""
    read = MEASURES[row.measure].for_people
    known = [week for week in row.weeks if not math.isnan(week.peak_deg)]
    places = [_at(week.week) for week in known]
    low, high = (
        [read(week.peak_deg + error) for week in known]
        for error in (-NEAR_ERROR_DEG, NEAR_ERROR_DEG)
    )
    axes.fill_between(places, low, high, facecolor=BAND, edgecolor=LINE, linewidth=0.6)
    axes.plot(places, [read(week.peak_deg) for week in known], "o-", color=LINE, linewidth=2)
    if len(known) == 1:  # a band needs two
        axes.plot(places * 2, [low[0], high[0]], color=SOFT, linewidth=3)


def _draw_counts(axes: Axes, row: ExerciseProgress) -> None:
    """Draw the good repetitions of each week full, and the other complete ones empty above."""
    from matplotlib.ticker import MaxNLocator

    places = [_at(week.week) for week in row.weeks]
    good = [week.good for week in row.weeks]
    rest = [week.total - week.good for week in row.weeks]
    look: dict[str, Any] = {"width": 4.4, "edgecolor": INK, "linewidth": 1.0}
    axes.bar(places, good, facecolor=LINE, label="good", **look)
    axes.bar(places, rest, bottom=good, facecolor=PAPER, hatch="//", label="not good yet", **look)
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.set_ylim(0, max(1.0, 1.05 * max((week.total for week in row.weeks), default=0)))
    if any(rest):
        _legend(axes, 2)


def _draw_holds(axes: Axes, row: ExerciseProgress) -> None:
    known = [week for week in row.weeks if not math.isnan(week.hold_s)]
    held_s = [week.hold_s for week in known]
    axes.plot([_at(week.week) for week in known], held_s, "s-", color=LINE, linewidth=2)
    axes.set_ylim(0, 1.15 * max(held_s))


def _draw_pain(axes: Axes, report: ProgressReport) -> None:
    """Draw pain at exercise and in the morning, the strongest one, and the border of red."""
    rows = [
        ("at exercise", "exercise", "o-", LINE),
        ("strongest", "strongest", "^", LIMIT),
        ("next morning", "morning", "s--", INK),
    ]
    for name, key, shape, colour in rows:
        known = [week for week in report.pain if not math.isnan(getattr(week, key))]
        if known:
            values = [getattr(week, key) for week in known]
            look: dict[str, Any] = {"color": colour, "linewidth": 1.8, "label": name}
            axes.plot([_at(week.week) for week in known], values, shape, **look)
    axes.set_ylim(-0.5, 10.5)
    axes.set_yticks([0, 2, 5, 10])
    axes.axhline(5, color=SOFT, linewidth=1, linestyle=":")
    _legend(axes, 3)


def _draw_done(axes: Axes, report: ProgressReport) -> None:
    known = [week for week in report.weeks if not math.isnan(week.done_share)]
    shares = [100 * week.done_share for week in known]
    look: dict[str, Any] = {"width": 4.4, "facecolor": LINE, "edgecolor": INK}
    axes.bar([_at(week.week) for week in known], shares, **look)
    axes.set_ylim(0, 105)


def _draw_days(axes: Axes, report: ProgressReport) -> None:
    days = [week.moved_days for week in report.weeks]
    look: dict[str, Any] = {"width": 4.4, "facecolor": LINE, "edgecolor": INK}
    axes.bar([_at(week.week) for week in report.weeks], days, **look)
    axes.set_ylim(0, 7.2)
    axes.set_yticks([0, 3, 7])


def _legend(axes: Axes, columns: int) -> None:
    """Write what the marks mean above the data, in room that is made for it."""
    low, high = axes.get_ylim()
    axes.set_ylim(low, high + _LEGEND_SHARE * (high - low))
    axes.legend(
        loc="upper right", bbox_to_anchor=(1.0, 1.06), ncols=columns, frameon=False,
        fontsize=LETTERS - 2, labelcolor=INK, handlelength=1.4, columnspacing=1.0,
    )  # fmt: skip
