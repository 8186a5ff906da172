"""Text in a box: as large as it fits, in as many lines as that takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from formcheck.output.lettering import (
    BLACK,
    LINE_SHARE,
    WHITE,
    Colour,
    fitted,
    width_px,
    write,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from formcheck.output.gauge import Box

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
            *fitted(text, size_px=size, least_px=LEAST_PX, wide_px=wide_px, lines=count)
        )
        whole = len(found.lines) <= count and found.high_px <= high_px + count
        wide = max((width_px(line, found.size_px) for line in found.lines), default=0)
        if whole and wide <= wide_px and (best is None or found.size_px > best.size_px):
            best = found
    return best or _cut_off(text, wide_px, max(1, int(high_px / (LINE_SHARE * LEAST_PX))))


def _cut_off(text: str, wide_px: int, most: int) -> Paragraph:
    """The beginning of a text that is too long, with dots."""
    _, lines = fitted(text, size_px=LEAST_PX, least_px=LEAST_PX, wide_px=wide_px, lines=most)
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
        write(canvas, line, at, size_px=text.size_px, colour=colour, ground=ground)
