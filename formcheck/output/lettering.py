"""Letters on a picture: rendered once with Pillow, kept, and pasted as finished patches.

OpenCV's own letters are thin strokes without accents, unreadable from three metres.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from formcheck.errors import OutputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

Colour = tuple[int, int, int]
"""Blue, green, red, 0 to 255, as OpenCV has it."""

WHITE: Final[Colour] = (255, 255, 255)

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


@lru_cache(maxsize=_KEPT)
def patch(text: str, size_px: int) -> NDArray[np.float32]:
    """How much of each pixel a line of text covers.

    Parameters
    ----------
    text
        One line.
    size_px
        Size of the font, pixels.

    Returns
    -------
    ndarray of float32, shape (height, width, 1)
        0 = nothing, 1 = letter.  As high as the font's line, whatever the letters, so that a
        changing number does not jump.
    """
    font = _font(size_px)
    ascent, descent = font.getmetrics()
    width = max(1, int(font.getlength(text)) + 2)
    image = Image.new("L", (width, ascent + descent))
    ImageDraw.Draw(image).text((0, 0), text, font=font, fill=255)
    cover: NDArray[np.float32] = np.asarray(image, np.float32)[:, :, None] / np.float32(255)
    cover.flags.writeable = False  # it is shared by all who ask for the same text
    return cover


def width_px(text: str, size_px: int) -> int:
    """How wide a line of text is, pixels."""
    return int(_font(size_px).getlength(text)) + 2


def write(
    canvas: NDArray[np.uint8],
    text: str,
    at_px: tuple[int, int],
    *,
    size_px: int,
    colour: Colour = WHITE,
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
    colour
        Of the letters.
    """
    cover = patch(text, size_px)
    left, top = max(0, at_px[0]), max(0, at_px[1])
    cover = cover[top - at_px[1] :, left - at_px[0] :]
    place = canvas[top : top + cover.shape[0], left : left + cover.shape[1]]
    cover = cover[: place.shape[0], : place.shape[1]]
    place[:] = place + cover * (np.array(colour, np.float32) - place)


def fitted(text: str, *, size_px: int, least_px: int, wide_px: int, lines: int) -> Fitted:
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
    rows: list[str] = []
    for word in text.split():
        if rows and width_px(f"{rows[-1]} {word}", size_px) <= wide_px:
            rows[-1] += f" {word}"
        else:
            rows.append(word)
    return tuple(rows)
