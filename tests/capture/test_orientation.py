"""The picture as the person who filmed it saw it."""

from __future__ import annotations

import gc
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

from formcheck.capture.orientation import (
    UprightFrame,
    _rotation_matrix,
    display_matrix,
    square_size_px,
    turned,
)
from formcheck.capture.video_file import VideoFile

if TYPE_CHECKING:
    from pathlib import Path

    from capture.conftest import Draw, MakeClip
    from numpy.typing import NDArray

ONE = 1 << 16
TURNS = list(itertools.product([0.0, 90.0, 180.0, 270.0], [False, True], [False, True]))

stored = np.arange(2 * 3 * 3, dtype=np.uint8).reshape(2, 3, 3)


def matrix(*rows: tuple[int, int]) -> NDArray[np.int32]:
    return np.array(rows, np.int32) * ONE


@pytest.mark.parametrize(
    ("given_matrix", "shown"),
    [
        (matrix((1, 0), (0, 1)), stored),
        (matrix((-1, 0), (0, 1)), stored[:, ::-1]),
        (matrix((1, 0), (0, -1)), stored[::-1]),
        (matrix((-1, 0), (0, -1)), np.rot90(stored, 2)),
        # (x, y) @ [[0, 1], [-1, 0]] = (-y, x): what was above goes right, that is clockwise.
        (matrix((0, 1), (-1, 0)), np.rot90(stored, -1)),
        (matrix((0, -1), (1, 0)), np.rot90(stored, 1)),
        (matrix((0, 1), (1, 0)), stored.transpose(1, 0, 2)),
        (matrix((0, -1), (-1, 0)), np.rot90(stored, 2).transpose(1, 0, 2)),
    ],
)
def test_turned_follows_the_matrix(
    given_matrix: NDArray[np.int32], shown: NDArray[np.uint8]
) -> None:
    np.testing.assert_array_equal(turned(stored, given_matrix), shown)


@given(row=st.integers(0, 4), column=st.integers(0, 6), turn=st.sampled_from(TURNS))
def test_every_pixel_goes_where_the_matrix_sends_it(
    row: int, column: int, turn: tuple[float, bool, bool]
) -> None:
    height_px, width_px = 5, 7
    image = np.zeros((height_px, width_px, 3), np.uint8)
    image[row, column] = 255
    degrees, hflip, vflip = turn
    asked = _rotation_matrix(degrees) * np.array(
        [-1 if hflip else 1, -1 if vflip else 1], np.int32
    )
    shown = turned(image, asked)
    # Centres of pixels, measured from the centre of the picture, are what a matrix moves.
    x, y = column - (width_px - 1) / 2, row - (height_px - 1) / 2
    moved = np.array([x, y]) @ (asked / ONE)
    expected = moved + (np.array(shown.shape[1::-1]) - 1) / 2
    np.testing.assert_array_equal(np.argwhere(shown[..., 0])[0][::-1], expected)


def test_turn_between_goes_to_the_nearest_quarter() -> None:
    for degrees in (-40, -3, 2, 44):
        assert turned(stored, _rotation_matrix(degrees)).shape == stored.shape
    for degrees in (46, 89, 91, 130):
        np.testing.assert_array_equal(turned(stored, _rotation_matrix(degrees)), np.rot90(stored))


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
    assert square_size_px(*size_px, pixel_aspect=aspect) == square


@given(
    st.integers(16, 4000),
    st.integers(16, 4000),
    st.fractions(Fraction(1, 4), 4, max_denominator=99),
)
def test_square_pixels_lose_nothing(width_px: int, height_px: int, aspect: Fraction) -> None:
    width, height = square_size_px(width_px, height_px, pixel_aspect=aspect)
    assert width >= width_px
    assert height >= height_px
    assert width / height == pytest.approx(float(width_px * aspect / height_px), rel=0.04)


def first_picture(path: Path) -> tuple[av.VideoFrame, NDArray[np.uint8]]:
    with av.open(str(path)) as container:
        decoded = next(container.decode(video=0))
        return decoded, UprightFrame(None)(decoded)


@pytest.mark.parametrize("name", ["turned.mp4", "turned.mkv"])
@pytest.mark.parametrize("turn", TURNS)
def test_phones_write_turns_beside_the_picture(
    make_clip: MakeClip, picture: Draw, name: str, turn: tuple[float, bool, bool]
) -> None:
    decoded, shown = first_picture(make_clip(name, frames=1, turn=turn))
    plain = picture(0).astype(int)
    expected = turned(picture(0), display_matrix(decoded)).astype(int)
    quarter = turn[0] in {90.0, 270.0}
    assert shown.shape == ((64, 48, 3) if quarter else (48, 64, 3))
    assert np.abs(shown.astype(int) - expected).mean() < 8
    if turn[1:] == (False, False):  # FFmpeg turns counterclockwise, as NumPy does
        by_numpy = np.rot90(plain, round(turn[0] / 90))
        assert np.abs(shown.astype(int) - by_numpy).mean() < 8
        np.testing.assert_array_equal(_rotation_matrix(decoded.rotation), display_matrix(decoded))


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="needs the ffmpeg program")
@pytest.mark.parametrize("turn", TURNS)
def test_turned_as_ffmpeg_turns(make_clip: MakeClip, turn: tuple[float, bool, bool]) -> None:
    path = make_clip(frames=1, turn=turn)
    shown = next(iter(VideoFile(path))).image
    command = [
        "ffmpeg",
        "-v",
        "error",
        "-i",
        str(path),
        "-f",
        "rawvideo",
        "-pix_fmt",
        "bgr24",
        "-",
    ]
    raw = subprocess.run(command, capture_output=True, check=True).stdout  # noqa: S603 - fixed
    theirs = np.frombuffer(raw, np.uint8).reshape(shown.shape).astype(int)
    assert np.abs(shown - theirs).mean() < 8


class FrameWithUnknownSideData:
    """A frame that carries side data of a kind that this PyAV has no name for."""

    rotation = 90

    @property
    def side_data(self) -> object:
        raise ValueError("77 is not a valid Type")


def test_unknown_side_data_does_not_hide_the_turn() -> None:
    frame: Any = FrameWithUnknownSideData()
    np.testing.assert_array_equal(turned(stored, display_matrix(frame)), np.rot90(stored))


def test_no_turn_is_the_identity(make_clip: MakeClip) -> None:
    decoded, shown = first_picture(make_clip(frames=1))
    np.testing.assert_array_equal(display_matrix(decoded), [[ONE, 0], [0, ONE]])
    assert shown.flags.c_contiguous


def test_frames_do_not_pile_up_until_the_garbage_collector_comes(make_clip: MakeClip) -> None:
    """A frame that is held by its own side data keeps its whole picture in memory."""
    clip = make_clip()
    gc.collect()
    gc.disable()
    try:
        upright, count = UprightFrame(None), 0
        with av.open(str(clip)) as container:
            for frame in container.decode(video=0):
                upright(frame)
                count += 1
        alive = sum(isinstance(thing, av.VideoFrame) for thing in gc.get_objects())
    finally:
        gc.enable()
    assert count > 5
    assert alive <= 3
