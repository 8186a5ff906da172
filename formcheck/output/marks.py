"""Marks that say by their shape what a colour alone would not: tick, cross, arrow, ring, stop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import cv2
import numpy as np

from formcheck.output.lettering import WHITE, Colour, patch, write

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from formcheck.output.gauge import Box

Mark = Literal["tick", "cross", "arrow", "ring", "stop", "pause", "muted"]
"""Right, not right, change this now, not known, stop, waiting, no sound."""

_LINES: dict[Mark, tuple[tuple[tuple[float, float], ...], ...]] = {
    "tick": (((0.12, 0.55), (0.4, 0.83), (0.88, 0.2)),),
    "cross": (((0.2, 0.2), (0.8, 0.8)), ((0.2, 0.8), (0.8, 0.2))),
    "arrow": (((0.1, 0.5), (0.9, 0.5)), ((0.55, 0.15), (0.9, 0.5), (0.55, 0.85))),
    "pause": (((0.32, 0.15), (0.32, 0.85)), ((0.68, 0.15), (0.68, 0.85))),
    "muted": (
        (
            (0.05, 0.35),
            (0.25, 0.35),
            (0.5, 0.1),
            (0.5, 0.9),
            (0.25, 0.65),
            (0.05, 0.65),
            (0.05, 0.35),
        ),
        ((0.64, 0.35), (0.95, 0.65)),
        ((0.64, 0.65), (0.95, 0.35)),
    ),
}
"""The strokes of each mark in a square of side 1, y down."""

_THIN: frozenset[Mark] = frozenset({"muted"})


def draw_mark(canvas: NDArray[np.uint8], mark: Mark, box: Box, *, colour: Colour) -> None:
    """Draw a mark into the largest square in the middle of a box.

    Parameters
    ----------
    canvas
        Shape (height, width, 3), uint8, BGR; changed in place.
    mark
        Which.
    box
        Where.
    colour
        Of its strokes.
    """
    side = min(box.width, box.height)
    corner = np.array([box.left + (box.width - side) / 2, box.top + (box.height - side) / 2])
    if mark == "stop":
        _stop(canvas, corner, side, colour)
        return
    thick = max(2, side // (12 if mark in _THIN else 6))
    if mark == "ring":
        middle = (corner + side / 2).round().astype(int).tolist()
        cv2.circle(canvas, middle, round(0.32 * side), colour, max(2, side // 12), cv2.LINE_AA)
        return
    for line in _LINES[mark]:
        points = (corner + side * np.array(line)).round().astype(np.int32)
        cv2.polylines(canvas, [points], False, colour, thick, cv2.LINE_AA)  # noqa: FBT003  # open


def _stop(
    canvas: NDArray[np.uint8], corner: NDArray[np.float64], side: int, colour: Colour
) -> None:
    """An octagon with a rim and an exclamation mark, as on a road."""
    turns = np.pi * (np.arange(8) / 4 + 1 / 8)
    ways = np.stack([np.cos(turns), np.sin(turns)], axis=1)
    middle = corner + side / 2
    for radius, fill in ((0.5, WHITE), (0.44, colour)):
        points = (middle + radius * side * ways).round().astype(np.int32)
        cv2.fillPoly(canvas, [points], fill, cv2.LINE_AA)
    size = round(0.66 * side)
    height, width = patch("!", size, WHITE, colour).shape[:2]
    at = (round(middle[0] - width / 2), round(middle[1] - 0.49 * height))
    # Cut to the octagon: the patch's ground has the octagon's colour.
    write(canvas, "!", at, size_px=size, ground=colour)
