"""The layouts: places do not overlap, and all are in what is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from formcheck.output.overlay.layout import live_layout, video_layout

if TYPE_CHECKING:
    from collections.abc import Callable

    from formcheck.output.overlay.layout import Layout

every_size = pytest.mark.parametrize(
    "size_px",
    [(640, 480), (320, 240), (480, 640), (1280, 720), (1920, 1080), (1080, 1920), (1281, 721)],
)


@every_size
@pytest.mark.parametrize("arrange", [video_layout, live_layout])
def test_places_do_not_overlap_and_stay_in_the_whole(
    size_px: tuple[int, int], arrange: Callable[[tuple[int, int]], Layout]
) -> None:
    place = arrange(size_px)
    width, height = place.size_px
    assert width % 2 == height % 2 == 0
    covered = np.zeros((height, width, 1), np.uint8)
    boxes = [place.picture, place.words, place.gauge, place.strip, place.band]
    boxes += [place.notes] if place.notes else []
    for box in boxes:
        box.of(covered)[:] += 1
    assert covered.max() == 1
    assert covered.sum(dtype=int) == sum(box.width * box.height for box in boxes)


@every_size
def test_live_layout_has_picture_and_letters_of_a_video(size_px: tuple[int, int]) -> None:
    video, live = video_layout(size_px), live_layout(size_px)
    assert live.picture_px == video.picture_px
    assert (live.cue_px, live.letter_px) == (video.cue_px, video.letter_px)
    assert live.size_px[1] >= video.size_px[1] - video.strip_px - 1
    assert live.strip_px == 0 < video.strip_px
    assert live.gauge.height > 1.8 * video.gauge.height
    assert live.gauge.height > 0.9 * live.picture_px[1]


@pytest.mark.parametrize("size_px", [(640, 480), (1280, 720), (1920, 1080), (480, 640)])
def test_live_layout_suits_a_laptop_screen(size_px: tuple[int, int]) -> None:
    """Between 16 to 10 and 16 to 9."""
    width, height = live_layout(size_px).size_px
    assert 16 / 10 < width / height < 16 / 9
