"""Colours, boxes and text on a picture: an array of shape (height, width, 3), uint8, BGR.

Pillow renders the letters: those of OpenCV are thin strokes without accents, unreadable from
three metres.  A rendered line is kept, because counts, cues and clocks repeat themselves.
"""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from formcheck.errors import OutputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

Colour = tuple[int, int, int]
"""Blue, green, red, 0 to 255, as in OpenCV."""

WHITE: Final[Colour] = (255, 255, 255)
BLACK: Final[Colour] = (0, 0, 0)
BACKGROUND: Final[Colour] = (38, 30, 24)
GREY: Final[Colour] = (165, 165, 165)
GREEN: Final[Colour] = (110, 200, 90)
"""In the target, or right; never the only sign."""

AMBER: Final[Colour] = (60, 200, 255)
"""The working leg, and the one thing to do now; black letters stand on it, white ones beside."""

RED: Final[Colour] = (30, 30, 165)
"""Ground of warnings about safety; white letters stand on it."""

CAPITAL_SHARE: Final = 0.729
"""Height of a capital letter of DejaVu Sans Bold, as a share of the font's size."""

ASCENT_SHARE: Final = 0.928
"""From the top of a line of that font to its baseline, as a share of the size."""

LINE_SHARE: Final = 1.17
"""Distance from line to line of that font, as a share of the size."""

LEAST_PX: Final = 12
"""Letters are not smaller than this; text that does not fit even so is cut off with dots."""

LEAST_LINE_PX: Final = 14
"""Size of letters below which lines to read do not shrink."""

_GAIN: Final = 1.03
"""One more line is taken only for letters that are larger by this factor, or the largest."""

_KEPT, _KEPT_WIDTHS = 128, 4096
"""How many rendered lines and fitted texts are kept, and widths: one text asks for hundreds."""


class Box(NamedTuple):
    """A rectangle of a picture, pixels."""

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The first column beyond it."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """The first row below it."""
        return self.top + self.height

    def inset(self, px: int) -> Box:
        """Return the box without a margin; a negative margin enlarges it."""
        return Box(self.left + px, self.top + px, self.width - 2 * px, self.height - 2 * px)

    def of(self, canvas: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return this part of a picture as a view, cut at the borders of the picture."""
        return canvas[max(0, self.top) : self.bottom, max(0, self.left) : self.right]


class Paragraph(NamedTuple):
    """Text broken into lines; `size_px` is the size of the font."""

    size_px: int
    lines: tuple[str, ...]

    @property
    def height_px(self) -> int:
        """Height of all lines."""
        return line_height_px(self.size_px) * len(self.lines)


def paint(canvas: NDArray[np.uint8], colour: Colour) -> None:
    """Fill a picture, or a view of a part, with a colour; much faster than NumPy does it.

    Parameters
    ----------
    canvas, colour
        BGR, changed in place, and its new colour.
    """
    height, width = canvas.shape[:2]
    cv2.rectangle(canvas, (0, 0), (width - 1, height - 1), colour, -1)


@lru_cache(maxsize=1)
def font_file() -> Path:
    """Return the bold DejaVu font, which comes with formcheck; raise OutputError without it."""
    font = Path(__file__).with_name("DejaVuSans-Bold.ttf")
    if not font.is_file():
        raise OutputError(f"The font {font.name} is missing: reinstall formcheck.")
    return font


@lru_cache(maxsize=64)
def _font(size_px: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(font_file()), size_px)


def size_of_capitals(height_px: float) -> int:
    """Return the smallest font size whose capital letters are at least this high, pixels."""
    size_px = math.ceil(height_px / CAPITAL_SHARE)
    while True:
        _, top, _, bottom = _font(size_px).getbbox("H")
        if bottom - top >= height_px:
            return size_px
        size_px += 1  # a letter is fitted to whole pixels, sometimes downwards


def line_height_px(size_px: int) -> int:
    """Return the distance from line to line, pixels."""
    return round(LINE_SHARE * size_px)


@lru_cache(maxsize=_KEPT_WIDTHS)
def width_px(text: str, size_px: int) -> int:
    """Return the width of a line of text with a font of this size, pixels.

    Parameters
    ----------
    text, size_px
        The line, and the size of its font.

    Returns
    -------
    int
        Two pixels more than the letters take.
    """
    return int(_font(size_px).getlength(text)) + 2


def line_size_px(text: str, wide_px: int, largest_px: int, *, least_px: int = LEAST_PX) -> int:
    """Return the size of the largest letters in which one line fits into a width.

    Parameters
    ----------
    text, wide_px, largest_px, least_px
        As for `fit`.

    Returns
    -------
    int
        Size of the font, pixels.
    """
    room = {"wide_px": wide_px, "largest_px": largest_px, "least_px": least_px}
    return fit(text, most_lines=1, **room).size_px


@lru_cache(maxsize=_KEPT)
def fit(
    text: str,
    *,
    wide_px: int,
    largest_px: int,
    high_px: float = math.inf,
    most_lines: int = 6,
    least_px: int = LEAST_PX,
) -> Paragraph:
    """Break a text into lines, in the largest letters that fit.

    Parameters
    ----------
    text, wide_px, high_px, most_lines
        The words, their room, and how many lines there may be.
    largest_px, least_px
        Limits of the font's size; text that does not fit at the least is cut off with dots.

    Returns
    -------
    Paragraph
        The lines and their size.
    """
    best: Paragraph | None = None
    for count in range(1, most_lines + 1):
        most_px = int(min(largest_px, (high_px + count) / (LINE_SHARE * count)))
        from_px = min(math.ceil(_GAIN * best.size_px), largest_px) if best else least_px
        best = _fit_lines(text, count, wide_px, range(from_px, most_px + 1)) or best
        if best is not None and best.size_px >= most_px:
            break
    if best is not None:
        return best
    most = min(most_lines, max(1, int(min(high_px, 1e6) / (LINE_SHARE * least_px))))
    return Paragraph(least_px, _cut_off(text, wide_px, most, least_px))


def _fit_lines(text: str, count: int, wide_px: int, sizes_px: range) -> Paragraph | None:
    """Return the text in at most so many lines, in the largest of the sizes that fits."""
    best, low, high = None, 0, len(sizes_px) - 1
    while low <= high:
        middle = (low + high) // 2
        lines = _broken(text, sizes_px[middle], wide_px)
        widest_px = max((width_px(line, sizes_px[middle]) for line in lines), default=0)
        if len(lines) <= count and widest_px <= wide_px:
            best, low = Paragraph(sizes_px[middle], lines), middle + 1
        else:
            high = middle - 1
    return best


def _broken(text: str, size_px: int, wide_px: int) -> tuple[str, ...]:
    """Return the words in lines; two lines break after a sentence, or are about equally long."""
    rows: list[str] = []
    words = text.split()
    for word in words:
        if rows and width_px(f"{rows[-1]} {word}", size_px) <= wide_px:
            rows[-1] += f" {word}"
        else:
            rows.append(word)
    if len(rows) != 2:  # noqa: PLR2004  # more lines are not balanced
        return tuple(rows)
    halves = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]

    def badness(pair: tuple[str, str]) -> tuple[bool, bool, int]:
        widest_px = max(width_px(row, size_px) for row in pair)
        return widest_px > wide_px, not pair[0].endswith("."), widest_px

    return min(halves, key=badness)


def _cut_off(text: str, wide_px: int, most_lines: int, size_px: int) -> tuple[str, ...]:
    """Return the beginning of a text that is too long, with dots."""

    def shortened(line: str) -> str:
        while len(line) > 1 and width_px(line, size_px) > wide_px:
            line = f"{line.removesuffix('…')[:-1]}…"
        return line

    lines = _broken(text, size_px, wide_px)
    kept = [shortened(line) for line in lines[:most_lines]]
    if len(lines) > most_lines:
        kept[-1] = shortened(f"{kept[-1].removesuffix('…')} …")
    return tuple(kept)


@lru_cache(maxsize=_KEPT)
def _patch(
    text: str, size_px: int, colour: Colour = WHITE, ground: Colour = BLACK
) -> NDArray[np.uint8]:
    """Return a rendered line, BGR, read-only; its height does not depend on the letters."""
    font = _font(size_px)
    # Pillow takes the colours as they come: blue first.
    image = Image.new("RGB", (width_px(text, size_px), sum(font.getmetrics())), ground)
    ImageDraw.Draw(image).text((0, 0), text, font=font, fill=colour)
    rendered = np.array(image)
    rendered.flags.writeable = False  # it is kept, and given to all who write the same text
    return rendered


def write_line(
    canvas: NDArray[np.uint8],
    text: str,
    at_px: tuple[int, int],
    *,
    size_px: int,
    colour: Colour = WHITE,
) -> None:
    """Write a line of text onto a ground of one colour, cut off at the picture's borders.

    Parameters
    ----------
    canvas, text, size_px, colour
        BGR, changed in place; one line, the size of its font, and the colour of the letters.
    at_px
        Column and row of the upper left corner, where the ground's colour is taken.
    """
    left, top = max(0, at_px[0]), max(0, at_px[1])
    if not text or left >= canvas.shape[1] or top >= canvas.shape[0]:
        return
    blue, green, red = canvas[top, left].tolist()
    rendered = _patch(text, size_px, colour, (blue, green, red))
    rendered = rendered[top - at_px[1] :, left - at_px[0] :]
    place = canvas[top : top + rendered.shape[0], left : left + rendered.shape[1]]
    place[:] = rendered[: place.shape[0], : place.shape[1]]


def write_paragraph(
    canvas: NDArray[np.uint8],
    paragraph: Paragraph,
    box: Box,
    *,
    colour: Colour = WHITE,
    centred: bool = False,
) -> None:
    """Write fitted text into the middle of a box's height.

    Parameters
    ----------
    canvas, paragraph, box, colour
        BGR, changed in place; the lines, their place, whose ground has one colour, and theirs.
    centred
        Whether lines stand in the middle of the width; else they begin at the left.
    """
    step = line_height_px(paragraph.size_px)
    top = box.top + max(0, (box.height - paragraph.height_px) // 2)
    for number, line in enumerate(paragraph.lines):
        spare = box.width - width_px(line, paragraph.size_px) if centred else 0
        at_px = (box.left + max(0, spare // 2), top + number * step)
        write_line(canvas, line, at_px, size_px=paragraph.size_px, colour=colour)


def write_text(
    canvas: NDArray[np.uint8],
    text: str,
    box: Box,
    *,
    largest_px: int,
    most_lines: int = 6,
    colour: Colour = WHITE,
) -> Paragraph:
    """Fit a text into a box and write it there.

    Parameters
    ----------
    canvas, box, colour, text, largest_px, most_lines
        As for `write_paragraph` and `fit`.

    Returns
    -------
    Paragraph
        What was written.
    """
    room = {"wide_px": box.width, "high_px": box.height}
    written = fit(text, largest_px=largest_px, most_lines=most_lines, **room)
    write_paragraph(canvas, written, box, colour=colour)
    return written


def write_lines(
    canvas: NDArray[np.uint8], lines: tuple[str, ...], box: Box, *, largest_px: int
) -> None:
    """Write lines to read in one size: the largest in which all of them fit.

    Parameters
    ----------
    canvas, lines, box, largest_px
        As for `write_text`; each line may be broken, and starts below the one before.
    """
    for size_px in range(max(largest_px, LEAST_LINE_PX), LEAST_LINE_PX - 1, -2):
        gap = size_px // 2
        written = [
            fit(line, wide_px=box.width, high_px=box.height, largest_px=size_px) for line in lines
        ]
        high = sum(text.height_px + gap for text in written) - gap
        if high <= box.height and all(text.size_px >= size_px - 1 for text in written):
            break
    top = box.top
    for text in written:
        if top + text.height_px > box.bottom:
            break
        write_paragraph(canvas, text, box._replace(top=top, height=text.height_px))
        top += text.height_px + gap


def write_over(
    picture: NDArray[np.uint8], text: str, middle_px: tuple[int, int], *, size_px: int
) -> None:
    """Write white letters about a point of a picture, whatever is behind them.

    Parameters
    ----------
    picture, text, size_px
        BGR, changed in place; one line, and the size of its font.
    middle_px
        Column and row of its middle, by the height of the capitals.
    """
    cover = _patch(text, size_px)  # white on black is how much of each pixel the letters cover
    top = middle_px[1] + round((CAPITAL_SHARE / 2 - ASCENT_SHARE) * size_px)
    left = middle_px[0] - cover.shape[1] // 2
    place = Box(left, top, cover.shape[1], cover.shape[0]).of(picture)
    cover = cover[: place.shape[0], : place.shape[1]]
    missing = cv2.bitwise_not(place)
    cv2.add(place, cv2.multiply(missing, cover, scale=1 / 255), dst=place)
