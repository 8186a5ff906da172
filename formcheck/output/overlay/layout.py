"""The layout of a screen: the places of picture, words, gauge and band."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from formcheck.output.overlay.text import LINE_SHARE, Box, size_of_capitals

LEAST_HEIGHT_PX: Final = 480
"""Smaller pictures are drawn larger, so that letters stay letters."""

MOST_HEIGHT_PX: Final = 1080
"""Larger pictures are drawn smaller, so that the video is written and played without effort."""

CUE_SHARE: Final = 1 / 11
"""Height of a cue's capital letters, as a share of the picture's height."""

LEAST_SHARE: Final = 1 / 18
"""Height of the smallest capital letters that matter in a live session, as a share of the
picture's height: on a laptop they are read from three metres (engineering default)."""

GAUGE_SHARE: Final = 0.5
"""Width of the column of the tall gauge of a live session, as a share of the picture's height: the
word beside its bar is then as high as `LEAST_SHARE` asks."""

_LIVE_WORDS_SHARE: Final = 0.56
"""Width of the words' column of a live session by the picture's height: "15 of 30 s" fits in."""

_WIDEST: Final = 1.7
"""Largest ratio of width and height of a live session's screen, between 16:10 and 16:9: below wide
pictures the band gets the rest."""

_BAND_LINES: Final = 4.2
"""Lines of the smallest words that fit into the band of a live session: a start position takes up
to four."""

_NARROWEST: Final = 2.4
"""Least width of a live session's screen by the picture's height: beside a portrait picture the
panel gets the rest."""

_WORDS_SHARE: Final = 0.42
_LETTER_SHARE: Final = 0.215
"""Width of the words' column by the picture's height, size of a letter by that width."""

_WORDS_END: Final = 5.55
"""How far down the count, the phase and the clock reach, in letters."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of everything: the picture above left, a panel beside it, strip and band below.

    Attributes
    ----------
    size_px, picture_px
        Width and height of the whole, both even, and of the camera's picture.
    scale
        Pixels of the drawn picture for one pixel of the camera's.
    cue_px, letter_px
        Sizes of the fonts of a cue and of the phase; the count is larger, the rest smaller.
    words, gauge
        The places of count, phase and clock, and of the gauge.
    notes
        The place for further notes; None = there is none.
    strip_px
        Height of the strip between picture and band; 0 = there is none.
    """

    size_px: tuple[int, int]
    picture_px: tuple[int, int]
    scale: float
    cue_px: int
    letter_px: int
    words: Box
    gauge: Box
    notes: Box | None = None
    strip_px: int = 0

    @property
    def least_px(self) -> int:
        """Size of the font of the smallest words that matter in a live session."""
        return size_of_capitals(self.picture_px[1] * LEAST_SHARE)

    @property
    def whole(self) -> Box:
        """All that is drawn."""
        return Box(0, 0, *self.size_px)

    @property
    def picture(self) -> Box:
        """The camera's picture."""
        return Box(0, 0, *self.picture_px)

    @property
    def panel(self) -> Box:
        """All that is beside the picture, from the left edge of the words on."""
        left, pad = self.words.left, self.letter_px // 4
        return Box(left, pad, self.size_px[0] - left - pad, self.picture_px[1] - 2 * pad)

    @property
    def strip(self) -> Box:
        """The line right below the picture: what a movement counted as, and which leg works."""
        return Box(0, self.picture_px[1], self.size_px[0], self.strip_px)

    @property
    def band(self) -> Box:
        """All that is below the picture and the strip: the cue."""
        top = self.picture_px[1] + self.strip_px
        return Box(0, top, self.size_px[0], self.size_px[1] - top)


def video_layout(size_px: tuple[int, int]) -> Layout:
    """Return the layout of a video with pictures of this size: the gauge is below the words."""
    width_px, height_px = size_px
    scale = min(max(1.0, LEAST_HEIGHT_PX / height_px), MOST_HEIGHT_PX / height_px)
    wide, high = round(width_px * scale), round(height_px * scale)
    cue_px = size_of_capitals(high * CUE_SHARE)
    # A portrait video gets a wider panel: screens are wide, and so are sentences.
    panel = round(max(_WORDS_SHARE * high, 1.5 * high - wide))
    letter = round(min(_LETTER_SHARE * panel, high / 9))
    band_px = round((2 * LINE_SHARE + 0.3) * cue_px)
    whole = _even(wide + panel, high + cue_px + band_px)
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
        strip_px=cue_px,
    )


def live_layout(size_px: tuple[int, int]) -> Layout:
    """Return the layout of a live session: no strip, and the gauge beside the words."""
    video = video_layout(size_px)
    (wide, high), letter = video.picture_px, video.letter_px
    column = round(max(_LIVE_WORDS_SHARE * high, letter / _LETTER_SHARE))
    gauge = round(GAUGE_SHARE * high)
    panel = max(column + gauge, round(_NARROWEST * high) - wide)
    column = panel - gauge
    band_px = round(_BAND_LINES * LINE_SHARE * video.least_px)
    below = max(video.size_px[1] - video.strip_px, high + band_px, (wide + panel) / _WIDEST)
    whole = _even(wide + panel, round(below))
    left, width = wide + letter // 3, column - letter // 3 - letter // 4
    pad, words_end = letter // 4, round(_WORDS_END * letter)
    return replace(
        video,
        size_px=whole,
        words=Box(left, 0, width, words_end),
        gauge=Box(whole[0] - gauge, pad, gauge - pad, high - 2 * pad),
        notes=Box(left, words_end, width, high - words_end - pad),
        strip_px=0,
    )


def _even(width: int, height: int) -> tuple[int, int]:
    return (width + 1) // 2 * 2, (height + 1) // 2 * 2
