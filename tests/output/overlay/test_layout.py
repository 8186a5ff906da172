"""Where everything stands: nothing overlaps, and everything is in what is drawn."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from formcheck.output.overlay.layout import live_layout, video_layout

if TYPE_CHECKING:
    from collections.abc import Callable

    from formcheck.output.overlay.layout import Layout
    from formcheck.output.overlay.text import Box

SIZES = [(640, 480), (320, 240), (480, 640), (1280, 720), (1920, 1080), (1080, 1920), (1281, 721)]


def overlap(one: Box, two: Box) -> bool:
    return (
        one.left < two.left + two.width
        and two.left < one.left + one.width
        and one.top < two.top + two.height
        and two.top < one.top + one.height
    )


@pytest.mark.parametrize("size_px", SIZES)
@pytest.mark.parametrize("arrange", [video_layout, live_layout])
def test_nothing_overlaps_and_all_is_in_what_is_drawn(
    size_px: tuple[int, int], arrange: Callable[[tuple[int, int]], Layout]
) -> None:
    place = arrange(size_px)
    boxes = [place.words, place.gauge, place.band, *([place.notes] if place.notes else [])]
    for one, two in combinations(boxes, 2):
        assert not overlap(one, two)
    for box in boxes:
        assert box.width > 0
        assert box.height > 0
        assert box.left + box.width <= place.size_px[0]
        assert box.top + box.height <= place.size_px[1]
        assert box == place.band or box.left >= place.picture_px[0]
    assert place.size_px[0] % 2 == place.size_px[1] % 2 == 0


@pytest.mark.parametrize("size_px", SIZES)
def test_a_live_session_has_the_picture_and_the_letters_of_a_film(
    size_px: tuple[int, int],
) -> None:
    film, live = video_layout(size_px), live_layout(size_px)
    assert live.picture_px == film.picture_px
    assert live.cue_px == film.cue_px
    assert live.letter_px == film.letter_px
    assert live.size_px[1] == film.size_px[1], "no lower, so that it fills a screen's height"


@pytest.mark.parametrize("size_px", [(640, 480), (1280, 720), (1920, 1080)])
def test_a_live_session_suits_a_laptop_screen(size_px: tuple[int, int]) -> None:
    """About 16 to 10 or 16 to 9."""
    width, height = live_layout(size_px).size_px
    assert 1.5 < width / height < 2.0
