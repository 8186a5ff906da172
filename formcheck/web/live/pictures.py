"""Pictures as messages: twelve bytes of head and a JPEG, whose size is read before it is decoded.

A JPEG of a few hundred bytes may claim 65535 x 65535 pixels, for which a decoder takes 12 GB.
"""

from __future__ import annotations

import math
import struct
from typing import TYPE_CHECKING, Final, NamedTuple

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

HEAD: Final = struct.Struct("<dI")
"""Capture time in milliseconds on the page's clock (float64), and number (uint32)."""

MOST_BYTES: Final = 1_000_000
"""Largest JPEG: at 640 x 480 one has about 50 kB."""

MOST_SIDE_PX: Final = 2048
LEAST_SIDE_PX: Final = 32
"""Width and height of a picture that is decoded."""

_LATEST_MS: Final = 1e15
"""Capture times beyond this are no times."""

_MARK, _START, _SCAN, _END = 0xFF, 0xD8, 0xDA, 0xD9
_ALONE: Final = frozenset({0x01, *range(0xD0, 0xD8)})
"""Markers without a length."""

_FRAMES: Final = frozenset({0xC0, 0xC1})
"""Markers of a frame that is decoded: baseline and extended.  No browser encodes a progressive
one, whose scans may be thousands, each as slow as a picture."""

_LENGTH: Final = struct.Struct(">H")
_FRAME_SIZE: Final = struct.Struct(">HBHH")
"""Length of the segment, bits, height and width."""


class PictureError(Exception):
    """A binary message that is no picture which may be decoded."""


class SentPicture(NamedTuple):
    """A picture as it was sent, not yet decoded."""

    captured_ms: float
    number: int
    size_px: tuple[int, int]
    jpeg: bytes


def read_picture(message: bytes) -> SentPicture:
    """Check a binary message without decoding its picture.

    Parameters
    ----------
    message
        Head and JPEG.

    Returns
    -------
    SentPicture

    Raises
    ------
    PictureError
        If it is too short or too long, has an impossible time, or is no JPEG of a usable size.
    """
    if not HEAD.size < len(message) <= HEAD.size + MOST_BYTES:
        raise PictureError(f"A picture has at most {MOST_BYTES} bytes, with 12 bytes of head.")
    captured_ms, number = HEAD.unpack_from(message)
    if not math.isfinite(captured_ms) or not 0 <= captured_ms < _LATEST_MS:
        raise PictureError("A picture needs the time at which it was taken, in milliseconds.")
    jpeg = message[HEAD.size :]
    return SentPicture(captured_ms, number, jpeg_size_px(jpeg), jpeg)


def sent(captured_ms: float, number: int, jpeg: bytes) -> bytes:
    """Return the binary message of a picture.

    Parameters
    ----------
    captured_ms, number, jpeg
        Capture time in milliseconds, number, and the encoded picture.

    Returns
    -------
    bytes
    """
    return HEAD.pack(captured_ms, number) + jpeg


def jpeg_size_px(jpeg: bytes) -> tuple[int, int]:
    """Return width and height that the header of a JPEG claims, pixels.

    Parameters
    ----------
    jpeg
        The file.

    Returns
    -------
    tuple of int
        Both within `LEAST_SIDE_PX` and `MOST_SIDE_PX`.

    Raises
    ------
    PictureError
        If there is no such header, or the size is not usable.
    """
    for marker, start, length in _segments(jpeg):
        if marker in _FRAMES and length > _FRAME_SIZE.size:
            _, _, high_px, wide_px = _FRAME_SIZE.unpack_from(jpeg, start)
            if not (
                LEAST_SIDE_PX <= wide_px <= MOST_SIDE_PX
                and LEAST_SIDE_PX <= high_px <= MOST_SIDE_PX
            ):
                raise PictureError(
                    f"A picture is from {LEAST_SIDE_PX} to {MOST_SIDE_PX} pixels wide and high."
                )
            return wide_px, high_px
    raise PictureError("A picture is a JPEG.")


def _segments(jpeg: bytes) -> list[tuple[int, int, int]]:
    """Return marker, start of its length, and length of each segment before the first scan."""
    found: list[tuple[int, int, int]] = []
    if jpeg[:2] != bytes((_MARK, _START)):
        return found
    at = 2
    while at + 4 <= len(jpeg) and jpeg[at] == _MARK:
        marker = jpeg[at + 1]
        if marker == _MARK:  # a fill byte
            at += 1
            continue
        if marker in _ALONE:
            at += 2
            continue
        (length,) = _LENGTH.unpack_from(jpeg, at + 2)
        whole = _LENGTH.size <= length <= len(jpeg) - at - 2
        if marker in {_SCAN, _END} or not whole:
            break
        found.append((marker, at + 2, length))
        at += 2 + length
    return found


def decoded(picture: SentPicture) -> NDArray[np.uint8] | None:
    """Decode a picture that was checked.

    Parameters
    ----------
    picture
        From `read_picture`.

    Returns
    -------
    ndarray of uint8, shape (height, width, 3), or None
        BGR, as the bytes are (a turn that metadata ask for is not made); None if it is damaged.
    """
    flags = cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION
    try:
        image = cv2.imdecode(np.frombuffer(picture.jpeg, np.uint8), flags)
    except cv2.error:
        return None
    if image is None or image.shape[1::-1] != picture.size_px:
        return None
    return np.asarray(image, np.uint8)
