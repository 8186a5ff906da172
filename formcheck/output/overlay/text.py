"""Letters on a picture: rendered once with Pillow, kept, and pasted as finished patches.

OpenCV's own letters are thin strokes without accents, unreadable from three metres.
"""

from __future__ import annotations

import math
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from formcheck.errors import OutputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from formcheck.output.overlay.gauge import Box


Colour = tuple[int, int, int]
"""Blue, green, red, 0 to 255, as OpenCV has it."""

WHITE: Final[Colour] = (255, 255, 255)
BLACK: Final[Colour] = (0, 0, 0)

CAPITAL_SHARE: Final = 0.729
"""Height of a capital letter of DejaVu Sans Bold, as a share of the font's size."""

ASCENT_SHARE: Final = 0.928
"""From the top of a line of that font to its baseline, the same way."""

LINE_SHARE: Final = 1.17
"""Distance from line to line of that font, the same way."""

_KEPT: Final = 128
"""How many patches are kept: counts, phases, cues and the hold clock repeat themselves."""


@lru_cache(maxsize=1)
def font_file() -> Path:
    """The bold DejaVu font that comes with matplotlib.

    Raises
    ------
    OutputError
        If matplotlib is not installed.
    """
    spec = find_spec("matplotlib")
    if spec is None or spec.origin is None:
        raise OutputError("The fonts are missing: run `pip install matplotlib`.")
    return Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf" / "DejaVuSans-Bold.ttf"


@lru_cache(maxsize=32)
def _font(size_px: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(font_file()), size_px)


def size_of_capitals(height_px: float) -> int:
    """The smallest font size whose capital letters are at least this high, pixels."""
    size_px = math.ceil(height_px / CAPITAL_SHARE)
    while True:
        _, top, _, bottom = _font(size_px).getbbox("H")
        if bottom - top >= height_px:
            return size_px
        size_px += 1  # a letter is fitted to whole pixels, sometimes downwards


@lru_cache(maxsize=_KEPT)
def patch(
    text: str, size_px: int, colour: Colour = WHITE, ground: Colour = BLACK
) -> NDArray[np.uint8]:
    """A line of text on its ground, ready to be pasted.

    Parameters
    ----------
    text
        One line.
    size_px
        Size of the font, pixels.
    colour, ground
        Of the letters, and of what is behind them.

    Returns
    -------
    ndarray of uint8, shape (height, width, 3)
        BGR, read-only.  As high as the font's line, whatever the letters, so that a changing
        number does not jump.
    """
    share = np.arange(256, dtype=np.float32)[None, :, None] / np.float32(255)
    behind, before = np.array(ground, np.float32), np.array(colour, np.float32)
    blends = (behind + share * (before - behind)).round().astype(np.uint8)
    # A table of the 256 blends costs a tenth of blending every pixel.
    finished = np.asarray(cv2.LUT(cv2.merge([cover(text, size_px)] * 3), blends), np.uint8)
    finished.flags.writeable = False  # it is shared by all who ask for the same text
    return finished


@lru_cache(maxsize=32)
def cover(text: str, size_px: int) -> NDArray[np.uint8]:
    """How much of each pixel a line of text covers, for letters with a picture behind them.

    Returns
    -------
    ndarray of uint8, shape (height, width)
        0 = nothing, 255 = all; read-only.
    """
    ascent, descent = _font(size_px).getmetrics()
    image = Image.new("L", (width_px(text, size_px), ascent + descent))
    ImageDraw.Draw(image).text((0, 0), text, font=_font(size_px), fill=255)
    covered = np.asarray(image, np.uint8)
    covered.flags.writeable = False  # it is shared by all who ask for the same text
    return covered


def paint(canvas: NDArray[np.uint8], colour: Colour) -> None:
    """Fill a picture, or a part of one, with a colour; much faster than NumPy does it.

    Parameters
    ----------
    canvas
        Shape (height, width, 3), uint8, BGR; changed in place.
    colour
        With what.
    """
    height, width = canvas.shape[:2]
    cv2.rectangle(canvas, (0, 0), (width - 1, height - 1), colour, -1)


def width_px(text: str, size_px: int) -> int:
    """How wide a line of text is, pixels."""
    return int(_font(size_px).getlength(text)) + 2


def write_text(
    canvas: NDArray[np.uint8],
    text: str,
    at_px: tuple[int, int],
    *,
    size_px: int,
    colour: Colour = WHITE,
    ground: Colour = BLACK,
) -> None:
    """Write a line of text onto a picture, cut off at its borders.

    Parameters
    ----------
    canvas
        Shape (height, width, 3), uint8, BGR; changed in place.
    text
        One line.
    at_px
        Where its upper left corner is to be, pixels.
    size_px
        Size of the font, pixels.
    colour, ground
        Of the letters, and of what is behind them.
    """
    finished = patch(text, size_px, colour, ground)
    left, top = max(0, at_px[0]), max(0, at_px[1])
    finished = finished[top - at_px[1] :, left - at_px[0] :]
    place = canvas[top : top + finished.shape[0], left : left + finished.shape[1]]
    place[:] = finished[: place.shape[0], : place.shape[1]]


def fitted_text(text: str, *, size_px: int, least_px: int, wide_px: int, lines: int) -> Fitted:
    """Text broken into lines, as large as the place allows.

    Parameters
    ----------
    text
        What is to be written.
    size_px, least_px
        Wanted and smallest size of the font, pixels.
    wide_px
        How wide a line may be.
    lines
        How many lines there may be.
    """
    return _fitted(text, size_px, least_px, wide_px, lines)


Fitted = tuple[int, tuple[str, ...]]
"""Size of the font in pixels, and the lines."""


@lru_cache(maxsize=_KEPT)
def _fitted(text: str, size_px: int, least_px: int, wide_px: int, lines: int) -> Fitted:
    for size in range(size_px, least_px, -2):
        broken = _broken(text, size, wide_px)
        if len(broken) <= lines and all(width_px(line, size) <= wide_px for line in broken):
            return size, broken
    return least_px, _broken(text, least_px, wide_px)


def _broken(text: str, size_px: int, wide_px: int) -> tuple[str, ...]:
    """The words in lines, each filled before the next.

    Two lines are broken after a sentence where that fits, and are else about equally long.
    """
    rows: list[str] = []
    words = text.split()
    for word in words:
        if rows and width_px(f"{rows[-1]} {word}", size_px) <= wide_px:
            rows[-1] += f" {word}"
        else:
            rows.append(word)
    if len(rows) != 2:  # noqa: PLR2004  # one needs nothing, and three are too small to read
        return tuple(rows)
    halves = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]

    def badness(pair: tuple[str, str]) -> tuple[bool, bool, int]:
        widest_px = max(width_px(row, size_px) for row in pair)
        return widest_px > wide_px, not pair[0].endswith("."), widest_px

    return min(halves, key=badness)


LEAST_PX: Final = 12
"""Letters are never smaller than this; what does not fit even so is cut off with dots."""


_MEASURED_PX: Final = 64
"""Size in which a text is measured; its width grows with the size, but for rounding."""

_SLACK_PX: Final = 16
"""What rounding and the spaces at line ends may come to."""


class Paragraph(NamedTuple):
    """Text broken into lines: size of the font in pixels, and the lines."""

    size_px: int
    lines: tuple[str, ...]

    @property
    def high_px(self) -> int:
        """How high it is."""
        return round(LINE_SHARE * self.size_px) * len(self.lines)


def paragraph(
    text: str, *, wide_px: int, high_px: int, largest_px: int, most: int = 6
) -> Paragraph:
    """Text as large as it fits into so much room.

    Parameters
    ----------
    text
        What is to be written.
    wide_px, high_px
        The room.
    largest_px
        Size of the font that is not exceeded, pixels.
    most
        How many lines there may be.
    """
    best: Paragraph | None = None
    whole_px = width_px(text, _MEASURED_PX)
    word_px = max((width_px(word, _MEASURED_PX) for word in text.split()), default=1)
    for count in range(1, most + 1):
        # No larger than the letters could be if the lines were filled to the last pixel: that
        # spares the search a font for every size in between.
        widest = min(count * (wide_px + _SLACK_PX) / whole_px, (wide_px + _SLACK_PX) / word_px)
        size = min(largest_px, int(high_px / (count * LINE_SHARE)), int(widest * _MEASURED_PX))
        if size < LEAST_PX or (best is not None and size <= best.size_px):
            break
        found = Paragraph(
            *fitted_text(text, size_px=size, least_px=LEAST_PX, wide_px=wide_px, lines=count)
        )
        whole = len(found.lines) <= count and found.high_px <= high_px + count
        wide = max((width_px(line, found.size_px) for line in found.lines), default=0)
        if whole and wide <= wide_px and (best is None or found.size_px > best.size_px):
            best = found
    return best or _cut_off(text, wide_px, max(1, int(high_px / (LINE_SHARE * LEAST_PX))))


def _cut_off(text: str, wide_px: int, most: int) -> Paragraph:
    """The beginning of a text that is too long, with dots."""
    _, lines = fitted_text(text, size_px=LEAST_PX, least_px=LEAST_PX, wide_px=wide_px, lines=most)
    kept = [_shortened(line, wide_px) for line in lines[:most]]
    if len(lines) > most:
        kept[-1] = _shortened(f"{kept[-1].removesuffix('…')} …", wide_px)
    return Paragraph(LEAST_PX, tuple(kept))


def _shortened(line: str, wide_px: int) -> str:
    while len(line) > 1 and width_px(line, LEAST_PX) > wide_px:
        line = f"{line.removesuffix('…')[:-1]}…"
    return line


def put_text(
    canvas: NDArray[np.uint8],
    text: Paragraph,
    box: Box,
    *,
    colour: Colour = WHITE,
    ground: Colour = BLACK,
    across: Literal["left", "middle"] = "left",
) -> None:
    """Write a paragraph into the middle of a box's height.

    Parameters
    ----------
    canvas
        Shape (height, width, 3), uint8, BGR; changed in place.
    text
        What, already fitted into the box.
    box
        Where.
    colour, ground
        Of the letters, and of what is behind them.
    across
        Whether lines begin at the left or stand in the middle.
    """
    step = round(LINE_SHARE * text.size_px)
    top = box.top + max(0, (box.height - text.high_px) // 2)
    for number, line in enumerate(text.lines):
        spare = box.width - width_px(line, text.size_px) if across == "middle" else 0
        at = (box.left + max(0, spare // 2), top + number * step)
        write_text(canvas, line, at, size_px=text.size_px, colour=colour, ground=ground)
