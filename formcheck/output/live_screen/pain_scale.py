"""The pain scale: eleven boxes, of which the number that stands out is larger and framed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from formcheck.output.overlay.cue_band import draw_mark
from formcheck.output.overlay.text import (
    BACKGROUND,
    BLACK,
    GREEN,
    WHITE,
    Box,
    Colour,
    Paragraph,
    fit,
    paint,
    width_px,
    write_paragraph,
    write_text,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from formcheck.output.overlay.layout import Layout
    from formcheck.session.protocol import PainScale, ScreenState

HIGHEST: Final = 10

_MILD, _WORST = np.array((190, 240, 255)), np.array((40, 30, 120))
"""Colours of 0 and of 10; they differ in lightness, so that the order is seen in grey too."""

_DARK: Final = 120
"""Grounds of less luminance than this carry white numbers."""

_UPPER, _ROW, _WORDS, _DETAIL = 0.34, 0.29, 0.12, 0.22
"""Heights as shares of the whole: heading and picture, boxes, words below them, detail."""


def small_picture(layout: Layout) -> Box:
    """Return the place of the picture beside the scale: there the person sees the raised arm."""
    width, height = layout.size_px
    pad = layout.cue_px // 4
    high = round(_UPPER * height) - pad
    wide = min(round(high * layout.picture_px[0] / layout.picture_px[1]), round(0.36 * width))
    high = round(wide * layout.picture_px[1] / layout.picture_px[0])
    return Box(width - wide - pad, pad, wide, high)


def draw_pain(canvas: NDArray[np.uint8], state: ScreenState, layout: Layout) -> None:
    """Draw heading, boxes, the words at their ends, and how to answer.

    Parameters
    ----------
    canvas
        Shape (height, width, 3), uint8, BGR; changed in place.
    state
        Heading, detail and scale.
    layout
        The places.
    """
    paint(canvas, BACKGROUND)
    width, height = layout.size_px
    pad = layout.cue_px // 4
    room = Box(2 * pad, pad, small_picture(layout).left - 4 * pad, round(_UPPER * height) - pad)
    write_text(canvas, state.heading, room, largest_px=round(1.25 * layout.cue_px))
    pain = state.pain
    number = None if pain is None else pain.number
    _draw_boxes(canvas, number, layout)
    if pain is not None and pain.chosen and number is not None:
        lit, words = _lit_box(number, layout), _words_row(layout)
        spot = Box(lit.left, words.top + 4, lit.width, words.height - 4)
        draw_mark(canvas, "tick", spot, colour=GREEN)
    else:
        _write_ends(canvas, layout)
    if state.detail:
        high = round(_DETAIL * height)
        below = Box(2 * pad, height - high - pad, width - 4 * pad, high)
        write_text(canvas, state.detail, below, largest_px=layout.cue_px, most_lines=3)


def draw_progress(canvas: NDArray[np.uint8], pain: PainScale, layout: Layout) -> None:
    """Draw how long the arm has stayed up: a bar that fills in the framed box.

    Parameters
    ----------
    canvas
        Shape (height, width, 3), uint8, BGR; changed in place.
    pain
        The scale.
    layout
        The places.
    """
    if pain.number is None or pain.chosen or not pain.chosen_fraction > 0:
        return
    inner = _lit_box(pain.number, layout).inset(2 * _frame_px(layout))
    top = inner.bottom - _lit_box(pain.number, layout).height // 7
    filled = inner.left + round(min(pain.chosen_fraction, 1.0) * inner.width)
    cv2.rectangle(canvas, (inner.left, top), (inner.right, inner.bottom), BLACK, -1)
    cv2.rectangle(canvas, (inner.left, top), (filled, inner.bottom), GREEN, -1)
    cv2.rectangle(canvas, (inner.left, top), (inner.right, inner.bottom), WHITE, 3)


def _write_ends(canvas: NDArray[np.uint8], layout: Layout) -> None:
    """Write what the ends of the scale mean; a chosen number has its tick there instead."""
    row = _words_row(layout)
    for text in ("none", "worst"):
        written = fit(
            text,
            wide_px=row.width // 3,
            high_px=row.height,
            largest_px=layout.cue_px,
            most_lines=1,
        )
        wide = width_px(text, written.size_px)
        left = row.right - wide if text == "worst" else row.left
        write_paragraph(canvas, written, row._replace(left=left, width=wide))


def _draw_boxes(canvas: NDArray[np.uint8], lit: int | None, layout: Layout) -> None:
    """Draw the eleven numbers; the lit one comes last and covers a part of its neighbours."""
    for number in range(HIGHEST + 1):
        if number != lit:
            _draw_number(canvas, number, _plain_box(number, layout))
    if lit is not None:
        box = _lit_box(lit, layout)
        paint(box.inset(-3).of(canvas), BLACK)
        paint(box.of(canvas), WHITE)
        _draw_number(canvas, lit, box.inset(_frame_px(layout)))


def _draw_number(canvas: NDArray[np.uint8], number: int, box: Box) -> None:
    mixed = _MILD + number / HIGHEST * (_WORST - _MILD)
    blue, green, red = (round(value) for value in mixed.tolist())
    ground: Colour = (blue, green, red)
    paint(box.of(canvas), ground)
    # All are as large as the widest one can be.
    largest = fit(
        str(HIGHEST),
        wide_px=box.width,
        high_px=box.height,
        largest_px=box.height,
        most_lines=1,
    )
    dark = 0.114 * blue + 0.587 * green + 0.299 * red < _DARK
    written = Paragraph(largest.size_px, (str(number),))
    write_paragraph(canvas, written, box, colour=WHITE if dark else BLACK, centred=True)


def _frame_px(layout: Layout) -> int:
    """Return the thickness of the frame of the lit box."""
    return max(5, layout.cue_px // 9)


def _row(layout: Layout) -> Box:
    """Return the place of all boxes together."""
    width, height = layout.size_px
    pad = layout.cue_px // 4
    top = round(_UPPER * height) + pad
    return Box(2 * pad, top, width - 4 * pad, round(_ROW * height) - pad)


def _words_row(layout: Layout) -> Box:
    row = _row(layout)
    return row._replace(top=row.bottom, height=round(_WORDS * layout.size_px[1]))


def _plain_box(number: int, layout: Layout) -> Box:
    row = _row(layout)
    step, high = row.width / (HIGHEST + 1), round(0.66 * row.height)
    left = round(row.left + (number + 0.05) * step)
    return Box(left, row.top + (row.height - high) // 2, round(0.9 * step), high)


def _lit_box(number: int, layout: Layout) -> Box:
    """Return the larger box of the number that stands out, never beyond the row."""
    row, plain = _row(layout), _plain_box(number, layout)
    wide = round(1.4 * plain.width)
    left = plain.left + (plain.width - wide) // 2
    return Box(min(max(left, row.left), row.right - wide), row.top, wide, row.height)
