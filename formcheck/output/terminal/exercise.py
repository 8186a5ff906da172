"""A heading with a list under it, for the terminal."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from rich.console import Group
from rich.table import Table
from rich.text import Text

from formcheck.exercises.illustration import measured, sketches
from formcheck.kinematics.measures import MEASURES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console, ConsoleOptions, RenderResult

    from formcheck.exercises.definition import Exercise
    from formcheck.exercises.illustration import Part, Sketch


def listing(title: str, rows: Sequence[str], *, marks: Sequence[str] = ()) -> Group:
    """A heading with a list; what does not fit into a line goes on under its beginning."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column()
    grid.add_column(overflow="fold")
    for mark, row in zip(marks or ["  -"] * len(rows), rows, strict=True):
        grid.add_row(mark, Text(row))
    return Group(Text(title, "bold"), grid)


BLANK: Final = 0x2800
"""The braille letter without a dot."""

_DOTS: Final = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bit of each dot, by row and column within its letter."""

_WIDTH: Final[dict[Part, int]] = {"working": 3, "trunk": 2}
"""How many dots wide a stroke is; the others are one."""

_GAP: Final[dict[Part, int]] = {"other": 2, "other_arm": 2, "thing": 3}
"""Every how many-th dot of a stroke is drawn, so that it steps back without colour."""


class DotCanvas:
    """A field of dots that is printed as braille letters.

    Parameters
    ----------
    columns, rows
        Its size in letters.
    """

    def __init__(self, columns: int, rows: int) -> None:
        self.columns, self.rows = columns, rows
        self._cells = [[0] * columns for _ in range(rows)]

    def dot(self, x: int, y: int) -> None:
        """Set a dot, counted from the upper left; one outside is ignored."""
        if 0 <= x < 2 * self.columns and 0 <= y < 4 * self.rows:
            self._cells[y // 4][x // 2] |= _DOTS[y % 4][x % 2]

    def line(self, start: complex, end: complex, *, width: int = 1, every: int = 1) -> None:
        """A straight line of dots; `every` leaves gaps in it."""
        steps = max(1, math.ceil(max(abs((end - start).real), abs((end - start).imag))))
        spread = range(-(width // 2), (width + 1) // 2)
        for step in range(steps + 1):
            if (step // 2) % every:
                continue
            spot = start + (end - start) * step / steps
            for across in spread:
                for down in spread:
                    self.dot(round(spot.real) + across, round(spot.imag) + down)

    def circle(self, middle: complex, radius: float) -> None:
        """A ring of dots."""
        steps = max(12, round(7 * radius))
        for step in range(steps):
            turn = 2 * math.pi * step / steps
            self.dot(
                round(middle.real + radius * math.cos(turn)),
                round(middle.imag + radius * math.sin(turn)),
            )

    def lines(self) -> list[str]:
        """The letters, line by line, without blanks at the end."""
        return [
            "".join(chr(BLANK + cell) if cell else " " for cell in row).rstrip()
            for row in self._cells
        ]


def dotted(sketch: Sketch, *, columns: int, rows: int) -> list[str]:
    """A sketch as lines of braille letters, as large as fits, standing on the lowest line."""
    size = sketch.high - sketch.low
    scale = min((2 * columns - 3) / size.real, (4 * rows - 3) / size.imag)
    left = (2 * columns - scale * size.real) / 2
    canvas = DotCanvas(columns, rows)

    def spot(point: complex) -> complex:
        off = point - sketch.low
        return complex(left + scale * off.real, 4 * rows - 2 - scale * off.imag)

    for stroke in sketch.strokes:
        width, every = _WIDTH.get(stroke.part, 1), _GAP.get(stroke.part, 1)
        for start, end in zip(stroke.points, stroke.points[1:], strict=False):
            canvas.line(spot(start), spot(end), width=width, every=every)
    canvas.circle(spot(sketch.head.middle), scale * sketch.head.radius)
    return canvas.lines()


def side_by_side(blocks: Sequence[Sequence[str]], *, columns: int, gap: int = 4) -> list[str]:
    """Blocks of lines next to each other, each padded to its columns."""
    tall = max(len(block) for block in blocks)
    padded = [[*([""] * (tall - len(block))), *block] for block in blocks]
    rows = zip(*padded, strict=True)
    return [(" " * gap).join(line.ljust(columns) for line in row).rstrip() for row in rows]


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
