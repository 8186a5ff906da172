"""Marks that say by their shape what colour alone would not, and the band below the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import cv2
import numpy as np

from formcheck.output.overlay.text import (
    AMBER,
    BLACK,
    GREEN,
    RED,
    WHITE,
    Box,
    Colour,
    Paragraph,
    fit,
    line_height_px,
    paint,
    width_px,
    write_line,
    write_paragraph,
    write_text,
)
from formcheck.session.protocol import ScreenKind, ScreenState

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from formcheck.output.overlay.layout import Layout

Mark = Literal["tick", "cross", "arrow", "ring", "stop", "pause", "muted"]
"""Right, not right, change this now, unknown, stop, waiting, no sound."""

_LINES: Final[dict[Mark, tuple[tuple[tuple[float, float], ...], ...]]] = {
    "tick": (((0.12, 0.55), (0.4, 0.83), (0.88, 0.2)),),
    "cross": (((0.2, 0.2), (0.8, 0.8)), ((0.2, 0.8), (0.8, 0.2))),
    "arrow": (((0.1, 0.5), (0.9, 0.5)), ((0.55, 0.15), (0.9, 0.5), (0.55, 0.85))),
    "pause": (((0.32, 0.15), (0.32, 0.85)), ((0.68, 0.15), (0.68, 0.85))),
    "muted": (
        (
            (0.05, 0.35), (0.25, 0.35), (0.5, 0.1), (0.5, 0.9), (0.25, 0.65), (0.05, 0.65),
            (0.05, 0.35),
        ),
        ((0.64, 0.35), (0.95, 0.65)),
        ((0.64, 0.65), (0.95, 0.35)),
    ),
}  # fmt: skip
"""The strokes of each mark in a square of side 1, y down."""

_SPLITS: Final = ((0.52, 1), (0.55, 2), (0.62, 2), (0.7, 2))
"""Shares of the height that a heading may take, and in how many lines."""


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
        _draw_octagon(canvas, corner + side / 2, side, colour)
    elif mark == "ring":
        middle = (corner + side / 2).round().astype(int).tolist()
        cv2.circle(canvas, middle, round(0.32 * side), colour, max(2, side // 12), cv2.LINE_AA)
    else:
        thick = max(2, side // (12 if mark == "muted" else 6))
        for line in _LINES[mark]:
            points = (corner + side * np.array(line)).round().astype(np.int32)
            cv2.polylines(canvas, [points], False, colour, thick, cv2.LINE_AA)  # noqa: FBT003


def _draw_octagon(
    canvas: NDArray[np.uint8], middle: NDArray[np.float64], side: int, colour: Colour
) -> None:
    """Draw an octagon with a rim and an exclamation mark, as on a road."""
    turns = np.pi * (np.arange(8) / 4 + 1 / 8)
    corners = np.stack([np.cos(turns), np.sin(turns)], axis=1)
    for radius, fill in ((0.5, WHITE), (0.44, colour)):
        points = (middle + radius * side * corners).round().astype(np.int32)
        cv2.fillPoly(canvas, [points], fill, cv2.LINE_AA)
    size_px = round(0.66 * side)
    left = round(middle[0] - width_px("!", size_px) / 2)
    top = round(middle[1] - 0.49 * line_height_px(size_px))
    write_line(canvas, "!", (left, top), size_px=size_px)


def draw_band(canvas: NDArray[np.uint8], state: ScreenState, layout: Layout) -> None:
    """Draw the one thing to read now into the band below the picture, with its mark.

    Parameters
    ----------
    canvas
        Shape (height, width, 3), uint8, BGR; changed in place.
    state
        Kind of the screen, heading and detail.
    layout
        The places.
    """
    box, gap = layout.band, layout.cue_px // 4
    paused = state.kind is ScreenKind.PAUSED and not state.alarm
    ground, colour = (RED, WHITE) if state.alarm else (AMBER, BLACK) if paused else (BLACK, WHITE)
    paint(box.of(canvas), ground)
    room = box._replace(left=gap, width=box.width - 2 * gap)
    mark = _mark_of(state)
    if mark is not None:
        tint = {"stop": RED, "tick": GREEN, "pause": BLACK, "arrow": AMBER}[mark]
        side = round(0.5 * box.height)
        draw_mark(canvas, mark, room._replace(width=side), colour=tint)
        room = room._replace(left=side + 2 * gap, width=box.width - side - 3 * gap)
    _write_heading_and_detail(canvas, state, room, layout.cue_px, colour)


def _mark_of(state: ScreenState) -> Mark | None:
    """Return the mark of what the band says."""
    if state.alarm:
        return "stop"
    if state.kind is ScreenKind.PAUSED:
        return "pause"
    if state.kind is ScreenKind.PLACING and state.checks:
        passed = [check.passed for check in state.checks]
        return "arrow" if False in passed else "tick" if all(passed) else None
    return None


class _Split(NamedTuple):
    """A heading's share of the height, and the fitted heading and detail."""

    share: float
    heading: Paragraph
    detail: Paragraph

    @property
    def readability(self) -> float:
        """How well both can be read; the smaller letters gain more by being larger."""
        return self.heading.size_px + 1.5 * self.detail.size_px


def _write_heading_and_detail(
    canvas: NDArray[np.uint8], state: ScreenState, box: Box, cue_px: int, colour: Colour
) -> None:
    """Write the heading, and below it the detail in smaller letters."""
    if not state.detail:
        write_text(canvas, state.heading, box, largest_px=round(1.3 * cue_px), colour=colour)
        return
    splits = [_split(state, box, cue_px, share, most) for share, most in _SPLITS]
    best = max(splits, key=lambda split: split.readability)
    above = round(best.share * box.height)
    below = round(0.96 * box.height) - above
    write_paragraph(canvas, best.heading, box._replace(height=above), colour=colour)
    room = box._replace(top=box.top + above, height=below)
    write_paragraph(canvas, best.detail, room, colour=colour)


def _split(state: ScreenState, box: Box, cue_px: int, share: float, most_lines: int) -> _Split:
    heading = fit(
        state.heading,
        wide_px=box.width,
        high_px=round(share * box.height),
        largest_px=cue_px,
        most_lines=most_lines,
    )
    detail = fit(
        state.detail,
        wide_px=box.width,
        high_px=round((0.96 - share) * box.height),
        largest_px=round(0.8 * heading.size_px),
        most_lines=2,
    )
    return _Split(share, heading, detail)
