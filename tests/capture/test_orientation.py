"""Pictures that are stored turned or with pixels that are not square."""

from __future__ import annotations

import itertools
import shutil
import subprocess
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.clips import picture

from formcheck.capture.orientation import (
    UprightFrame,
    _display_matrix,
    _rotation_matrix,
    _square_size_px,
    _turned,
)
from formcheck.capture.video_file import VideoFile

if TYPE_CHECKING:
    from capture.conftest import MakeClip
    from numpy.typing import NDArray


# --- Upright, with square pixels -------------------------------------------------------

ONE = 1 << 16
TURNS = list(itertools.product([0.0, 90.0, 180.0, 270.0], [False, True], [False, True]))

stored = np.arange(2 * 3 * 3, dtype=np.uint8).reshape(2, 3, 3)


@pytest.mark.parametrize(
    ("given_matrix", "shown"),
    [
        ([(1, 0), (0, 1)], stored),
        # (x, y) @ [[0, 1], [-1, 0]] = (-y, x): what was above goes right, that is clockwise.
        ([(0, 1), (-1, 0)], np.rot90(stored, -1)),
        ([(0, -1), (-1, 0)], np.rot90(stored, 2).transpose(1, 0, 2)),
    ],
)
def test_turned_follows_the_matrix(
    given_matrix: list[tuple[int, int]], shown: NDArray[np.uint8]
) -> None:
    matrix = np.array(given_matrix, np.int32) * ONE
    np.testing.assert_array_equal(_turned(stored, matrix), shown)


@given(row=st.integers(0, 4), column=st.integers(0, 6), turn=st.sampled_from(TURNS))
def test_every_pixel_goes_where_the_matrix_sends_it(
    row: int, column: int, turn: tuple[float, bool, bool]
) -> None:
    height_px, width_px = 5, 7
    image = np.zeros((height_px, width_px, 3), np.uint8)
    image[row, column] = 255
    degrees, hflip, vflip = turn
    asked = _rotation_matrix(degrees) * np.array([1 - 2 * hflip, 1 - 2 * vflip], np.int32)
    shown = _turned(image, asked)
    # Centres of pixels, measured from the centre of the picture, are what a matrix moves.
    x, y = column - (width_px - 1) / 2, row - (height_px - 1) / 2
    moved = np.array([x, y]) @ (asked / ONE)
    expected = moved + (np.array(shown.shape[1::-1]) - 1) / 2
    np.testing.assert_array_equal(np.argwhere(shown[..., 0])[0][::-1], expected)


def test_turn_between_goes_to_the_nearest_quarter() -> None:
    for degrees in (-40, -3, 2, 44):
        assert _turned(stored, _rotation_matrix(degrees)).shape == stored.shape
    for degrees in (46, 89, 91, 130):
        np.testing.assert_array_equal(_turned(stored, _rotation_matrix(degrees)), np.rot90(stored))


@pytest.mark.parametrize(
    ("size_px", "aspect", "square"),
    [
        ((720, 576), Fraction(64, 45), (1024, 576)),
        ((720, 480), Fraction(8, 9), (720, 540)),
        ((640, 480), Fraction(1), (640, 480)),
        ((640, 480), None, (640, 480)),
        ((640, 480), Fraction(0), (640, 480)),
        ((640, 480), Fraction(1, 1000), (640, 480)),
        ((640, 480), Fraction(1000), (640, 480)),
    ],
)
def test_square_pixels(
    size_px: tuple[int, int], aspect: Fraction | None, square: tuple[int, int]
) -> None:
    assert _square_size_px(*size_px, aspect) == square


@given(
    st.integers(16, 4000),
    st.integers(16, 4000),
    st.fractions(Fraction(1, 4), 4, max_denominator=99),
)
def test_square_pixels_lose_nothing(width_px: int, height_px: int, aspect: Fraction) -> None:
    width, height = _square_size_px(width_px, height_px, aspect)
    assert width >= width_px
    assert height >= height_px
    assert width / height == pytest.approx(float(width_px * aspect / height_px), rel=0.04)


@pytest.mark.parametrize("name", ["turned.mp4", "turned.mkv"])
@pytest.mark.parametrize("turn", TURNS)
def test_phones_write_turns_beside_the_picture(
    make_clip: MakeClip, name: str, turn: tuple[float, bool, bool]
) -> None:
    with av.open(str(make_clip(name, frames=1, turn=turn))) as container:
        decoded = next(container.decode(video=0))
        shown, matrix = UprightFrame(None)(decoded), _display_matrix(decoded)
    assert shown.flags.c_contiguous
    expected = _turned(picture(0), matrix).astype(int)
    assert np.abs(shown - expected).mean() < 8
    if turn[1:] == (False, False):  # FFmpeg turns counterclockwise, as NumPy does
        by_numpy = np.rot90(picture(0), round(turn[0] / 90)).astype(int)
        assert np.abs(shown - by_numpy).mean() < 8
        np.testing.assert_array_equal(_rotation_matrix(decoded.rotation), matrix)


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="needs the ffmpeg program")
@pytest.mark.parametrize("turn", TURNS)
def test_turned_as_ffmpeg_turns(make_clip: MakeClip, turn: tuple[float, bool, bool]) -> None:
    path = make_clip(frames=1, turn=turn)
    shown = next(iter(VideoFile(path))).image
    command = f"ffmpeg -v error -i {path} -f rawvideo -pix_fmt bgr24 -"
    raw = subprocess.run(command.split(), capture_output=True, check=True).stdout  # noqa: S603
    theirs = np.frombuffer(raw, np.uint8).reshape(shown.shape).astype(int)
    assert np.abs(shown - theirs).mean() < 8


def test_unknown_side_data_does_not_hide_the_turn() -> None:
    class FrameWithUnknownSideData:
        rotation = 90

        @property
        def side_data(self) -> object:
            raise ValueError("77 is not a valid Type")

    frame: Any = FrameWithUnknownSideData()
    np.testing.assert_array_equal(_turned(stored, _display_matrix(frame)), np.rot90(stored))
