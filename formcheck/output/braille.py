"""Drawings of dots for the terminal: each braille letter is a block of two by four dots."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.output.sticks import Part, Sketch

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
