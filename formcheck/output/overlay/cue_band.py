"""Marks that say by their shape what a colour alone would not: tick, cross, arrow, ring, stop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import cv2
import numpy as np

from formcheck.output.overlay.gauge import BAND, Box
from formcheck.output.overlay.overlay import ALARM
from formcheck.output.overlay.text import (
    BLACK,
    WHITE,
    Colour,
    Paragraph,
    paint,
    paragraph,
    patch,
    put_text,
    write_text,
)
from formcheck.session.protocol import ScreenKind, ScreenState

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from formcheck.output.overlay.layout import Layout


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
    write_text(canvas, "!", at, size_px=size, ground=colour)


NOW: Final[Colour] = (60, 200, 255)
"""Amber: the one thing to do now; black letters stand on it, white ones beside it."""

RIGHT: Final[Colour] = BAND
"""Green, always with a tick."""


def draw_band(canvas: NDArray[np.uint8], state: ScreenState, place: Layout) -> None:
    """The one thing to read now, in the band below the picture, with a mark of what it is."""
    ground, colour = _grounds(state)
    box, gap = place.band, place.cue_px // 4
    paint(canvas[box.top :], ground)
    inner = Box(gap, box.top, box.width - 2 * gap, box.height)
    mark = _mark_of(state)
    if mark is not None:
        side = round(0.5 * box.height)
        tint = colour if ground is NOW else RIGHT if mark == "tick" else NOW
        tint = ALARM if mark == "stop" else tint
        draw_mark(canvas, mark, Box(gap, box.top, side, box.height), colour=tint)
        inner = Box(side + 2 * gap, box.top, box.width - side - 3 * gap, box.height)
    draw_saying(canvas, state, inner, place.cue_px, colour=colour, ground=ground)


def draw_saying(
    canvas: NDArray[np.uint8],
    state: ScreenState,
    box: Box,
    cue_px: int,
    *,
    colour: Colour = WHITE,
    ground: Colour = BLACK,
) -> None:
    """Heading and detail one below the other; the heading is the larger one, whatever it takes."""
    if not state.detail:
        text = paragraph(
            state.heading, wide_px=box.width, high_px=box.height, largest_px=round(1.3 * cue_px)
        )
        put_text(canvas, text, box, colour=colour, ground=ground)
        return
    options = [_two(state, box, cue_px, share=share, most=most) for share, most in _SPLITS]
    share, heading, detail = max(options, key=_readable)
    above = round(share * box.height)
    room = Box(box.left, box.top + above, box.width, round(0.96 * box.height) - above)
    upper = Box(box.left, box.top, box.width, above)
    put_text(canvas, heading, upper, colour=colour, ground=ground)
    put_text(canvas, detail, room, colour=colour, ground=ground)


_SPLITS: Final = ((0.52, 1), (0.55, 2), (0.62, 2), (0.7, 2))
"""Shares of the height that a heading may take, and in how many lines."""


class _Two(NamedTuple):
    """A heading's share of the height, and what is written above and below."""

    share: float
    heading: Paragraph
    detail: Paragraph


def _two(state: ScreenState, box: Box, cue_px: int, *, share: float, most: int) -> _Two:
    heading = paragraph(
        state.heading,
        wide_px=box.width,
        high_px=round(share * box.height),
        largest_px=cue_px,
        most=most,
    )
    detail = paragraph(
        state.detail,
        wide_px=box.width,
        high_px=round((0.96 - share) * box.height),
        largest_px=round(0.8 * heading.size_px),
        most=2,
    )
    return _Two(share, heading, detail)


def _readable(two: _Two) -> float:
    """How well both can be read; the smaller letters gain more by being larger."""
    return two.heading.size_px + 1.5 * two.detail.size_px


def _grounds(state: ScreenState) -> tuple[Colour, Colour]:
    """Ground and letters of the band."""
    if state.alarm:
        return ALARM, WHITE
    if state.kind is ScreenKind.PAUSED:
        return NOW, BLACK
    return BLACK, WHITE


def _mark_of(state: ScreenState) -> Mark | None:
    """What kind of thing the band says."""
    if state.alarm:
        return "stop"
    if state.kind is ScreenKind.PAUSED:
        return "pause"
    if state.kind is ScreenKind.PLACING and state.checks:
        rights = [check.passed for check in state.checks]
        return "arrow" if False in rights else "tick" if all(rights) else None
    return None
