"""The pain scale: eleven boxes; the box of the number in force is larger and framed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from formcheck.output.live_screen.cards import Card, draw_muted
from formcheck.output.overlay.film import draw_mark
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
    from formcheck.session.protocol import ScreenState

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


class PainCard(Card):
    """Draws the pain scale; it takes what a `Card` takes."""

    def __init__(self, canvas: NDArray[np.uint8], state: ScreenState, layout: Layout) -> None:
        super().__init__(canvas, state, layout)
        self._pain, self._pad = state.pain, layout.cue_px // 4
        self._frame_px = max(5, layout.cue_px // 9)
        width, height = layout.size_px
        top, high = round(_UPPER * height) + self._pad, round(_ROW * height) - self._pad
        self._row = Box(2 * self._pad, top, width - 4 * self._pad, high)
        self._words_row = self._row._replace(top=self._row.bottom, height=round(_WORDS * height))

    def draw(self) -> None:
        """Draw heading, boxes, the words at their ends, and how to answer."""
        paint(self._canvas, BACKGROUND)
        pad, height = self._pad, self._whole.height
        beside = small_picture(self._layout).left - 4 * pad
        room = Box(2 * pad, pad, beside, round(_UPPER * height) - pad)
        largest_px = round(1.25 * self._cue_px)
        write_text(self._canvas, self._state.heading, room, largest_px=largest_px)
        number = None if self._pain is None else self._pain.number
        self._draw_boxes(number)
        if self._pain is not None and self._pain.chosen and number is not None:
            lit, words = self._lit_box(number), self._words_row
            spot = Box(lit.left, words.top + 4, lit.width, words.height - 4)
            draw_mark(self._canvas, "tick", spot, colour=GREEN)
        else:
            self._write_ends()
        high = round(_DETAIL * height)
        below = Box(2 * pad, height - high - pad, self._row.width, high)
        detail, largest_px = self._state.detail, self._cue_px
        write_text(self._canvas, detail, below, largest_px=largest_px, most_lines=3)

    def draw_progress(self) -> None:
        """Draw how long the arm has stayed up: a bar that fills in the framed box."""
        pain = self._pain
        if pain is None or pain.number is None or pain.chosen or not pain.chosen_fraction > 0:
            return
        lit = self._lit_box(pain.number)
        inner = lit.inset(2 * self._frame_px)
        top = inner.bottom - lit.height // 7
        filled = inner.left + round(min(pain.chosen_fraction, 1.0) * inner.width)
        cv2.rectangle(self._canvas, (inner.left, top), (inner.right, inner.bottom), BLACK, -1)
        cv2.rectangle(self._canvas, (inner.left, top), (filled, inner.bottom), GREEN, -1)
        cv2.rectangle(self._canvas, (inner.left, top), (inner.right, inner.bottom), WHITE, 3)

    def _write_ends(self) -> None:
        """Write what the ends of the scale mean, and between them whether the sound is off.

        A chosen number has its tick there instead.
        """
        row = self._words_row
        for text in ("none", "worst"):
            room = {"wide_px": row.width // 3, "high_px": row.height, "most_lines": 1}
            written = fit(text, largest_px=self._cue_px, **room)
            wide = width_px(text, written.size_px)
            left = row.right - wide if text == "worst" else row.left
            write_paragraph(self._canvas, written, row._replace(left=left, width=wide))
        if self._state.muted:
            third = row.width // 3
            side = min(row.height, third // 5)
            top = row.top + (row.height - side) // 2
            sign = Box(row.left + third, top, third, side)
            draw_muted(self._canvas, sign, least_px=self._layout.least_px)

    def _draw_boxes(self, lit: int | None) -> None:
        """Draw the eleven numbers; the lit one comes last and covers a part of its neighbours."""
        for number in range(HIGHEST + 1):
            if number != lit:
                self._draw_number(number, self._plain_box(number))
        if lit is not None:
            box = self._lit_box(lit)
            paint(box.inset(-3).of(self._canvas), BLACK)
            paint(box.of(self._canvas), WHITE)
            self._draw_number(lit, box.inset(self._frame_px))

    def _draw_number(self, number: int, box: Box) -> None:
        """Draw a number in its colour, as large as the widest one can be."""
        mixed = _MILD + number / HIGHEST * (_WORST - _MILD)
        blue, green, red = (round(value) for value in mixed.tolist())
        ground: Colour = (blue, green, red)
        paint(box.of(self._canvas), ground)
        room = {"wide_px": box.width, "high_px": box.height, "largest_px": box.height}
        size_px = fit(str(HIGHEST), most_lines=1, **room).size_px
        dark = 0.114 * blue + 0.587 * green + 0.299 * red < _DARK
        written = Paragraph(size_px, (str(number),))
        write_paragraph(self._canvas, written, box, colour=WHITE if dark else BLACK, centred=True)

    def _plain_box(self, number: int) -> Box:
        """Return the box of a number."""
        row = self._row
        step, high = row.width / (HIGHEST + 1), round(0.66 * row.height)
        left = round(row.left + (number + 0.05) * step)
        return Box(left, row.top + (row.height - high) // 2, round(0.9 * step), high)

    def _lit_box(self, number: int) -> Box:
        """Return the larger box of the number in force, never beyond the row."""
        row, plain = self._row, self._plain_box(number)
        wide = round(1.4 * plain.width)
        left = plain.left + (plain.width - wide) // 2
        return Box(min(max(left, row.left), row.right - wide), row.top, wide, row.height)
