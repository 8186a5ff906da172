"""Where on what is drawn the picture, the words and the gauge stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from formcheck.output.overlay.gauge import Box
from formcheck.output.overlay.text import LINE_SHARE, fitted_text, size_of_capitals

LEAST_HEIGHT_PX: Final = 480
"""Smaller pictures are drawn larger, so that letters stay letters."""

MOST_HEIGHT_PX: Final = 1080
"""Larger pictures are drawn smaller, so that the film is written and played without effort."""

CUE_SHARE: Final = 1 / 11
"""Height of a cue's capital letters, as a share of the picture's height."""

GAUGE_SHARE: Final = 0.38
"""Width of the column of the tall gauge of a live session, as a share of the picture's height
(engineering default: its bar is then as broad as a thumb on a laptop's screen)."""

_WORDS_SHARE: Final = 0.42
_LETTER_SHARE: Final = 0.215
"""Width of the words' column by the picture's height, and size of a letter by that column."""

_WORDS_END: Final = 5.55
"""How far down the count, the phase and the clock reach, in letters."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands: the picture above left, a panel beside it, a band below both.

    Attributes
    ----------
    size_px
        Width and height of the whole, pixels, both even.
    picture_px
        Width and height of the camera's picture in it, which begins above left.
    scale
        Pixels of the drawn picture for one pixel of the camera's.
    cue_px
        Size of the font of a cue that fits into two lines of the band, pixels.
    letter_px
        Size of the font of the phase, pixels; the count is larger, the rest smaller.
    words, gauge
        Where count, phase and clock stand, and the gauge.
    notes
        Where there is room for what else is to be known; None = nowhere.
    """

    size_px: tuple[int, int]
    picture_px: tuple[int, int]
    scale: float
    cue_px: int
    letter_px: int
    words: Box
    gauge: Box
    notes: Box | None = None

    @property
    def panel(self) -> Box:
        """All that is beside the picture, from the words' left edge on."""
        left, pad = self.words.left, self.letter_px // 4
        width = self.size_px[0] - left - pad
        return Box(left, pad, width, self.picture_px[1] - 2 * pad)

    @property
    def band(self) -> Box:
        """All that is below the picture."""
        high = self.picture_px[1]
        return Box(0, high, self.size_px[0], self.size_px[1] - high)

    def clock_px(self, beside_px: int) -> int:
        """Size of the font of the hold clock, pixels, where what stands beside it is so wide."""
        size, _ = fitted_text(
            "88 s",
            size_px=round(1.2 * self.letter_px),
            least_px=12,
            wide_px=self.words.width - beside_px - self.letter_px // 4,
            lines=1,
        )
        return size


def video_layout(size_px: tuple[int, int]) -> Layout:
    """The gauge below the words, so that the picture gets the most of a film.

    Parameters
    ----------
    size_px
        Width and height of the camera's pictures, pixels.
    """
    wide, high, scale = _scaled(size_px)
    cue_px = size_of_capitals(high * CUE_SHARE)
    # A portrait film gets a wider panel: screens are wide, and so are sentences.
    panel = round(max(_WORDS_SHARE * high, 1.5 * high - wide))
    letter = round(min(_LETTER_SHARE * panel, high / 9))
    whole = _even(wide + panel, high + _band_px(cue_px))
    left, top = wide + letter // 3, round(_WORDS_END * letter)
    width = whole[0] - left - letter // 4
    return Layout(
        size_px=whole,
        picture_px=(wide, high),
        scale=scale,
        cue_px=cue_px,
        letter_px=letter,
        words=Box(left, 0, width, top),
        gauge=Box(left, top, width, high - top - 4),
    )


def live_layout(size_px: tuple[int, int]) -> Layout:
    """The gauge beside the words and as high as the picture: a screen is wider than a film.

    Parameters
    ----------
    size_px
        Width and height of the camera's pictures, pixels.
    """
    film = video_layout(size_px)
    (wide, high), letter = film.picture_px, film.letter_px
    column = round(max(_WORDS_SHARE * high, letter / _LETTER_SHARE))
    gauge = round(GAUGE_SHARE * high)
    panel = max(column + gauge, round(1.5 * high) - wide)
    whole = _even(wide + panel, film.size_px[1])
    left, width = wide + letter // 3, column - letter // 3 - letter // 4
    pad, words_end = letter // 4, round(_WORDS_END * letter)
    beside = whole[0] - gauge
    return Layout(
        size_px=whole,
        picture_px=film.picture_px,
        scale=film.scale,
        cue_px=film.cue_px,
        letter_px=letter,
        words=Box(left, 0, width, words_end),
        gauge=Box(beside, pad, gauge - pad, high - 2 * pad),
        notes=Box(left, words_end, width, high - words_end - pad),
    )


def _scaled(size_px: tuple[int, int]) -> tuple[int, int, float]:
    """Width and height of the drawn picture, and its scale."""
    width, height = size_px
    scale = min(max(1.0, LEAST_HEIGHT_PX / height), MOST_HEIGHT_PX / height)
    return round(width * scale), round(height * scale), scale


def _band_px(cue_px: int) -> int:
    return round((2 * LINE_SHARE + 0.3) * cue_px)


def _even(width: int, height: int) -> tuple[int, int]:
    return (width + 1) // 2 * 2, (height + 1) // 2 * 2
