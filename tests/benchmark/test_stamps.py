"""A stamp is read off a screen: scaled, moved, mirrored, blurred, and never a wrong number."""

from __future__ import annotations

import time

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmark import stamps

WRAP_MS = 1 << 20


def screen(
    stamp_ms: int, *, scale: float = 1.0, mirrored: bool = False, width_px: int = 640
) -> np.ndarray:
    """A grey screen, 1700 x 400, on which a picture with a stamp is shown somewhere."""
    picture = np.random.default_rng(1).integers(60, 200, (120, width_px, 3), np.uint8)
    picture[:16] = stamps.drawn(stamp_ms, width_px=width_px, height_px=16)
    sent = np.asarray(cv2.imdecode(cv2.imencode(".jpg", picture)[1], cv2.IMREAD_GRAYSCALE))
    sent = np.asarray(cv2.resize(sent[:, ::-1] if mirrored else sent, None, fx=scale, fy=scale))
    shown = np.full((400, 1700), 77, np.uint8)
    shown[33 : 33 + sent.shape[0], 55 : 55 + sent.shape[1]] = sent
    return shown


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("scale", [0.35, 0.5, 0.77, 1.0, 1.333, 2.37])
@pytest.mark.parametrize("stamp_ms", [0, 1, 349525, 699050, WRAP_MS - 1])
def test_stamp_is_read_at_any_size_and_in_a_mirror(
    scale: float, *, mirrored: bool, stamp_ms: int
) -> None:
    shown = screen(stamp_ms, scale=scale, mirrored=mirrored)
    place = stamps.find(shown)
    assert place is not None
    assert 33 <= place.y < 33 + 16 * scale
    assert stamps.read(shown[place.y], place) == stamp_ms


def test_once_found_it_is_read_there_again() -> None:
    place = stamps.find(screen(123_456, scale=1.3, mirrored=True))
    assert place is not None
    for stamp_ms in range(0, WRAP_MS, 50_021):
        line = screen(stamp_ms, scale=1.3, mirrored=True)[place.y]
        assert stamps.read(line, place) == stamp_ms


def test_where_there_is_none_none_is_found() -> None:
    assert stamps.find(np.random.default_rng(2).integers(0, 256, (300, 800), np.uint8)) is None
    assert stamps.find(np.zeros((30, 80), np.uint8)) is None
    stripes = np.tile(np.repeat(np.array([0, 255], np.uint8), 16), 30)
    assert stamps.find(np.tile(stripes, (6, 1))) is None


@given(stamp_ms=st.integers(0, WRAP_MS - 1), block=st.integers(0, stamps.BLOCKS - 1))
def test_block_that_is_covered_is_noticed(stamp_ms: int, block: int) -> None:
    line = stamps.drawn(stamp_ms, width_px=400, height_px=1)[0, :, 0]
    place = stamps.Place(0, np.arange(stamps.BLOCKS) * 10 + 5)
    assert stamps.read(line, place) == stamp_ms
    line[block * 10 : block * 10 + 10] ^= 255
    assert stamps.read(line, place) is None


def test_half_an_old_and_half_a_new_stamp_are_none() -> None:
    """A screen is read while it is being drawn."""
    place = stamps.Place(0, np.arange(stamps.BLOCKS) * 10 + 5)
    for stamp_ms in range(0, WRAP_MS - 40, 9_973):
        line = stamps.drawn(stamp_ms, width_px=400, height_px=1)[0, :, 0]
        torn = stamps.drawn(stamp_ms + 33, width_px=400, height_px=1)[0, :, 0]
        torn[:300] = line[:300]
        assert stamps.read(torn, place) in {None, stamp_ms, stamp_ms + 33}


def test_age_is_right_where_the_clock_begins_again() -> None:
    assert stamps.age_ms(100, 180) == 80
    assert stamps.age_ms(WRAP_MS - 30, 50) == 80
    assert stamps.age_ms(100, 98) == -2
    before_ms = stamps.now_ms()
    time.sleep(0.02)
    assert 15 <= stamps.age_ms(before_ms, stamps.now_ms()) < 1000
