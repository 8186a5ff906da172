"""The pain scale: eleven boxes, of which the one in force is larger and framed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from formcheck.output.overlay.cue_band import draw_mark
from formcheck.output.overlay.gauge import BAND, Box
from formcheck.output.overlay.overlay import BACKGROUND
from formcheck.output.overlay.text import (
    BLACK,
    WHITE,
    Colour,
    Paragraph,
    paint,
    paragraph,
    put_text,
    width_px,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from formcheck.output.overlay.layout import Layout
    from formcheck.session.protocol import PainScale, ScreenState

HIGHEST: Final = 10

_MILD, _WORST = np.array((190, 240, 255)), np.array((40, 30, 120))
"""Colours of 0 and of 10: they differ in lightness first, so that everybody sees the order."""

_UPPER, _ROW, _WORDS, _DETAIL = 0.34, 0.29, 0.12, 0.22
"""Heights by the whole: heading and picture, the boxes, the words at their ends, the detail."""


def small_picture(place: Layout) -> Box:
    """Where the picture is while the scale is shown: it tells whether an arm is seen."""
    width, height = place.size_px
    pad = place.cue_px // 4
    high = round(_UPPER * height) - pad
    wide = min(round(high * place.picture_px[0] / place.picture_px[1]), round(0.36 * width))
    high = round(wide * place.picture_px[1] / place.picture_px[0])
    return Box(width - wide - pad, pad, wide, high)


def draw_pain(canvas: NDArray[np.uint8], state: ScreenState, place: Layout) -> None:
    """Heading, boxes, the words at their ends, and how to answer."""
    paint(canvas, BACKGROUND)
    width, height = place.size_px
    pad = place.cue_px // 4
    picture = small_picture(place)
    room = Box(2 * pad, pad, picture.left - 4 * pad, round(_UPPER * height) - pad)
    heading = paragraph(
        state.heading,
        wide_px=room.width,
        high_px=room.height,
        largest_px=round(1.25 * place.cue_px),
    )
    put_text(canvas, heading, room, ground=BACKGROUND)
    pain = state.pain
    _boxes(canvas, pain, place)
    if pain is not None and pain.chosen and pain.number is not None:
        lit, words = _lit_box(pain.number, place), _words_row(place)
        spot = Box(lit.left, words.top + 4, lit.width, words.height - 4)
        draw_mark(canvas, "tick", spot, colour=BAND)
    else:
        _ends(canvas, place)
    if state.detail:
        high = round(_DETAIL * height)
        below = Box(2 * pad, height - high - pad, width - 4 * pad, high)
        detail = paragraph(
            state.detail, wide_px=below.width, high_px=high, largest_px=place.cue_px, most=3
        )
        put_text(canvas, detail, below, ground=BACKGROUND)


def _ends(canvas: NDArray[np.uint8], place: Layout) -> None:
    """What the ends of the scale mean; once a number is chosen nobody needs that."""
    words = _words_row(place)
    for text in ("none", "worst"):
        written = paragraph(
            text, wide_px=words.width // 3, high_px=words.height, largest_px=place.cue_px, most=1
        )
        wide = width_px(text, written.size_px)
        shift = words.width - wide if text == "worst" else 0
        spot = Box(words.left + shift, words.top, wide, words.height)
        put_text(canvas, written, spot, ground=BACKGROUND)


def draw_staying(canvas: NDArray[np.uint8], pain: PainScale, place: Layout) -> None:
    """How long the arm has stayed up: a bar in the box in force that fills."""
    if pain.number is None or pain.chosen or not pain.chosen_fraction > 0:
        return
    lit = _lit_box(pain.number, place)
    frame = _frame_px(place)
    high = lit.height // 7
    left, right = lit.left + 2 * frame, lit.left + lit.width - 2 * frame
    foot = lit.top + lit.height - 2 * frame
    filled = left + round(min(pain.chosen_fraction, 1.0) * (right - left))
    cv2.rectangle(canvas, (left, foot - high), (right, foot), BLACK, -1)
    cv2.rectangle(canvas, (left, foot - high), (filled, foot), BAND, -1)
    cv2.rectangle(canvas, (left, foot - high), (right, foot), WHITE, 3)


def _frame_px(place: Layout) -> int:
    """How thick the frame of the box in force is."""
    return max(5, place.cue_px // 9)


def _boxes(canvas: NDArray[np.uint8], pain: PainScale | None, place: Layout) -> None:
    """The eleven numbers; the one in force comes last and covers a little of its neighbours."""
    lit = None if pain is None else pain.number
    for number in range(HIGHEST + 1):
        if number != lit:
            _box(canvas, number, _plain_box(number, place))
    if lit is not None:
        box, frame = _lit_box(lit, place), _frame_px(place)
        outer = Box(box.left - 3, box.top - 3, box.width + 6, box.height + 6)
        _fill(canvas, outer, BLACK)
        _fill(canvas, box, WHITE)
        inner = Box(
            box.left + frame, box.top + frame, box.width - 2 * frame, box.height - 2 * frame
        )
        _box(canvas, lit, inner)


def _box(canvas: NDArray[np.uint8], number: int, box: Box) -> None:
    share = number / HIGHEST
    blue, green, red = (round(v) for v in (_MILD + share * (_WORST - _MILD)).tolist())
    ground: Colour = (blue, green, red)
    _fill(canvas, box, ground)
    # All as large as the widest one can be.
    size = paragraph(
        str(HIGHEST), wide_px=box.width, high_px=box.height, largest_px=box.height, most=1
    ).size_px
    written = Paragraph(size, (str(number),))
    dark = 0.114 * blue + 0.587 * green + 0.299 * red < _DARK
    put_text(
        canvas,
        written,
        box,
        colour=WHITE if dark else BLACK,
        ground=ground,
        across="middle",
    )


_DARK: Final = 120
"""Grounds of less luminance than this carry white numbers."""


def _fill(canvas: NDArray[np.uint8], box: Box, colour: Colour) -> None:
    top, left = max(0, box.top), max(0, box.left)
    paint(canvas[top : box.top + box.height, left : box.left + box.width], colour)


def _row(place: Layout) -> Box:
    """All boxes together."""
    width, height = place.size_px
    pad = place.cue_px // 4
    top = round(_UPPER * height) + pad
    return Box(2 * pad, top, width - 4 * pad, round(_ROW * height) - pad)


def _words_row(place: Layout) -> Box:
    row = _row(place)
    high = round(_WORDS * place.size_px[1])
    return Box(row.left, row.top + row.height, row.width, high)


def _plain_box(number: int, place: Layout) -> Box:
    row = _row(place)
    step = row.width / (HIGHEST + 1)
    high = round(0.66 * row.height)
    left = round(row.left + (number + 0.05) * step)
    return Box(left, row.top + (row.height - high) // 2, round(0.9 * step), high)


def _lit_box(number: int, place: Layout) -> Box:
    """Larger than the others, and never beyond the border of what is drawn."""
    row, plain = _row(place), _plain_box(number, place)
    wide = round(1.4 * plain.width)
    left = plain.left + (plain.width - wide) // 2
    left = min(max(left, row.left), row.left + row.width - wide)
    return Box(left, row.top, wide, row.height)
