"""Pictures as messages: what is no picture, or would become a huge one, is not decoded."""

from __future__ import annotations

import struct

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.web_server import jpeg

from formcheck.web.live.pictures import (
    HEAD,
    MOST_BYTES,
    PictureError,
    decoded,
    jpeg_size_px,
    read_picture,
    sent,
)

START = b"\xff\xd8"
JFIF = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"


def frame(high_px: int, wide_px: int, *, marker: int = 0xC0) -> bytes:
    """Return the segment that claims a size."""
    components = b"\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01"
    body = struct.pack(">BHH", 8, high_px, wide_px) + components
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def test_picture_comes_back_as_it_was_sent() -> None:
    picture = read_picture(sent(1234.5, 7, jpeg()))
    assert (picture.captured_ms, picture.number, picture.size_px) == (1234.5, 7, (320, 240))
    image = decoded(picture)
    assert image is not None
    assert image.shape == (240, 320, 3)
    assert abs(int(image.mean()) - 90) < 2


def test_head_is_as_the_protocol_says() -> None:
    message = sent(1.5, 3, b"x")
    assert message == struct.pack("<d", 1.5) + struct.pack("<I", 3) + b"x"
    assert HEAD.size == 12


@pytest.mark.parametrize("size", [(65_535, 65_535), (0, 640), (640, 0), (2049, 640), (31, 31)])
def test_bomb_is_refused_by_its_header(size: tuple[int, int]) -> None:
    """A few bytes that claim 65535 x 65535 pixels would take 12 GB."""
    with pytest.raises(PictureError):
        jpeg_size_px(START + JFIF + frame(*size) + jpeg()[-100:])


def test_progressive_picture_is_refused() -> None:
    with pytest.raises(PictureError):
        jpeg_size_px(START + JFIF + frame(480, 640, marker=0xC2))


def test_second_header_is_not_decoded_as_another_size() -> None:
    first = START + JFIF + frame(240, 320)
    data = first + jpeg((640, 480))[2:]
    assert jpeg_size_px(data) == (320, 240)
    assert decoded(read_picture(sent(0.0, 0, data))) is None


@pytest.mark.parametrize("kind", [".png", ".webp", ".bmp"])
def test_other_kinds_of_picture_are_refused(kind: str) -> None:
    _, data = cv2.imencode(kind, np.zeros((64, 64, 3), np.uint8))
    with pytest.raises(PictureError):
        read_picture(sent(0.0, 0, data.tobytes()))


def test_large_message_is_refused() -> None:
    with pytest.raises(PictureError):
        read_picture(sent(0.0, 0, jpeg() + bytes(MOST_BYTES)))


@given(st.binary(max_size=400))
def test_any_bytes_are_a_picture_or_an_error(data: bytes) -> None:
    try:
        picture = read_picture(data)
    except PictureError:
        return
    decoded(picture)


@given(st.integers(0, 700), st.binary(min_size=1, max_size=8))
def test_damaged_picture_harms_nothing(at: int, data: bytes) -> None:
    whole = bytearray(sent(0.0, 0, jpeg()))
    whole[at : at + len(data)] = data
    try:
        picture = read_picture(bytes(whole))
    except PictureError:
        return
    image = decoded(picture)
    assert image is None or image.shape[1::-1] == picture.size_px
