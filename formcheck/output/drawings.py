"""The drawing of an exercise in the terminal: start and end side by side, without colour."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from rich.text import Text

from formcheck.body.angles import MEASURES
from formcheck.coach.portrayal import measured
from formcheck.output.braille import dotted, side_by_side
from formcheck.output.sticks import sketches

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult

    from formcheck.coach.exercise import Exercise
    from formcheck.output.sticks import Sketch

WIDEST: Final = 36
"""Columns of one of the two figures: both and what is between them fit into 80."""

NARROWEST: Final = 24
"""With fewer columns each, the figures stand below each other."""

TALLEST: Final = 14
GAP: Final = 4


class TerminalDrawing:
    """Start and end of an exercise as braille letters; nothing where they cannot be printed.

    Parameters
    ----------
    exercise
        One that has a drawing.
    """

    def __init__(self, exercise: Exercise) -> None:
        self._exercise = exercise

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        drawing = self._exercise.figure
        if drawing is None or not options.encoding.lower().startswith("utf"):
            return
        pair = sketches(drawing)
        captions = _captions(self._exercise)
        columns = min(WIDEST, (options.max_width - GAP) // 2)
        if columns < NARROWEST:
            columns = min(WIDEST, options.max_width)
            blocks = [_figure(sketch, columns) for sketch in pair]
            lines = [*blocks[0], captions[0], "", *blocks[1], captions[1]]
        else:
            blocks = [_figure(sketch, columns) for sketch in pair]
            lines = side_by_side(blocks, columns=columns, gap=GAP)
            lines += side_by_side([[caption] for caption in captions], columns=columns, gap=GAP)
        for line in lines:
            yield Text(line, no_wrap=True, overflow="ignore")


def _figure(sketch: Sketch, columns: int) -> list[str]:
    """A figure in as few lines as its shape asks for."""
    size = sketch.high - sketch.low
    dots = (2 * columns - 3) * size.imag / size.real
    return dotted(sketch, columns=columns, rows=min(TALLEST, max(5, math.ceil((dots + 3) / 4))))


def _captions(exercise: Exercise) -> tuple[str, str]:
    """What stands below the figures: the measured angle of each."""
    values = measured(exercise)
    if values is None:
        return "  Start", "  End"
    title = MEASURES[exercise.movement.measure].title
    if exercise.movement.baseline == "start":
        return "  Start", f"  End: {title} {values.end_deg:+.0f}°"
    return (
        f"  Start: {title} {values.start_deg:.0f}°",
        f"  End: {title} {values.end_deg:.0f}°",
    )
