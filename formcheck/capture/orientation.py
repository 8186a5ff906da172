"""Turns decoded pictures upright, and makes their pixels square.

Phones store the picture as the sensor gives it, with a display matrix beside it.  Old camcorders
store pixels that are not square.  Angles are computed in pixels, so both are corrected before
the pose estimator sees the picture.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Final, cast

import numpy as np
from av.video.reformatter import Interpolation, VideoReformatter

if TYPE_CHECKING:
    from collections.abc import Mapping

    import av
    from av.buffer import Buffer
    from numpy.typing import NDArray

_WIDEST_PIXEL: Final = 4
"""Pixels narrower or wider than this come from a damaged header."""


class UprightFrame:
    """Turns decoded frames into images; it keeps the scaler, whose set-up costs more than its use.

    Parameters
    ----------
    pixel_aspect
        Width over height of one stored pixel; None = unknown, taken as square.
    """

    def __init__(self, pixel_aspect: Fraction | None) -> None:
        self._scaler = VideoReformatter()
        self._pixel_aspect = pixel_aspect
        self._turn: tuple[float, NDArray[np.int32]] | None = None

    def __call__(self, frame: av.VideoFrame) -> NDArray[np.uint8]:
        """Return the image, shape (height, width, 3), uint8, BGR, contiguous, not shared."""
        width_px, height_px = _square_size_px(frame.width, frame.height, self._pixel_aspect)
        scaled = self._scaler.reformat(
            frame,
            width=width_px,
            height=height_px,
            format="bgr24",
            interpolation=Interpolation.BILINEAR,
        )
        stored = np.asarray(scaled.to_ndarray(), dtype=np.uint8)
        return np.ascontiguousarray(_turned(stored, self._matrix(frame)))

    def _matrix(self, frame: av.VideoFrame) -> NDArray[np.int32]:
        """Return the display matrix; it is read again only when the rotation changes."""
        # Reading it makes a reference cycle of the frame and its side data, and both stay in
        # memory until garbage collection.  For every frame, this would be hundreds of megabytes.
        rotation_deg = frame.rotation
        if self._turn is None or self._turn[0] != rotation_deg:
            self._turn = (rotation_deg, _display_matrix(frame))
        return self._turn[1]


def _square_size_px(
    width_px: int, height_px: int, pixel_aspect: Fraction | None
) -> tuple[int, int]:
    """Return width and height after making pixels square; never smaller than stored."""
    if pixel_aspect is None or not Fraction(1, _WIDEST_PIXEL) <= pixel_aspect <= _WIDEST_PIXEL:
        return width_px, height_px
    if pixel_aspect >= 1:
        return round(width_px * pixel_aspect), height_px
    return width_px, round(height_px / pixel_aspect)


def _display_matrix(frame: av.VideoFrame) -> NDArray[np.int32]:
    """Return the matrix in 16.16 fixed point: (x, y) is shown at (x, y) @ matrix, y down."""
    try:
        stored = cast("Mapping[str, Buffer]", frame.side_data).get("DISPLAYMATRIX")
    except ValueError:  # side data of a kind that this PyAV does not know
        return _rotation_matrix(frame.rotation)
    if stored is None:
        return _rotation_matrix(0)
    return np.frombuffer(bytes(stored), np.int32).reshape(3, 3)[:2, :2]


def _rotation_matrix(counterclockwise_deg: float) -> NDArray[np.int32]:
    """Return the display matrix of a rotation, shape (2, 2), 16.16 fixed point."""
    angle = math.radians(counterclockwise_deg)
    cos, sin = math.cos(angle), math.sin(angle)
    fixed = [[round(65536 * cos), round(-65536 * sin)], [round(65536 * sin), round(65536 * cos)]]
    return np.array(fixed, np.int32)


def _turned(image: NDArray[np.uint8], matrix: NDArray[np.int32]) -> NDArray[np.uint8]:
    """Return a view of the image, turned by its display matrix to the nearest quarter turn."""
    (xx, xy), (yx, yy) = matrix.astype(np.int64)
    if abs(xy) + abs(yx) > abs(xx) + abs(yy):
        image = image.transpose(1, 0, 2)
        right, down = yx, xy
    else:
        right, down = xx, yy
    return image[:: -1 if down < 0 else 1, :: -1 if right < 0 else 1]
