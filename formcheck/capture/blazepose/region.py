"""The part of a picture that a network looks at: a square, turned so that the body is upright.

Numbers are of single precision, and operations in the order of the published graph, so that a
picture gives the same joints here as there, to the last bit.  The square of a frame follows from
the joints of the frame before: where the last bit differed, joints were 0.3 pixels apart after ten
frames, and stayed so (measured).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, Self

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_F: Final = np.float32
_MARGIN: Final = _F(1.25)
"""Side of the square, as a share of the diameter of the body's circle (published graph)."""

_STEPS: Final = 32
"""Steps of a pixel: a sample is taken at the nearest one."""

_BLOCK: Final = 64
"""Pixels of a row whose samples are placed together (OpenCV)."""

_SMALLEST_PX: Final = 1.0
"""A smaller square shows nothing."""

_FARTHEST_PX: Final = 32000.0
"""OpenCV finds pixels by 16-bit numbers."""


class Square(NamedTuple):
    """A square of a picture in pixels: its centre, its sides, and its turn clockwise, radians."""

    x_px: np.float32
    y_px: np.float32
    width_px: np.float32
    height_px: np.float32
    turn_rad: np.float32

    @classmethod
    def around(cls, size_px: tuple[int, int]) -> Self:
        """Return the smallest upright square around a picture of this width and height."""
        width_px, height_px = size_px
        side_px = _F(max(size_px))
        return cls(_F(width_px / 2), _F(height_px / 2), side_px, side_px, _F(0))


@dataclass(frozen=True, slots=True)
class Region:
    """A square around a body.

    Attributes
    ----------
    x, y
        Its centre, as shares of the width and height of the picture.
    width, height
        Its sides, as shares of the same.
    turn_rad
        How far it is turned clockwise, -pi to pi.
    """

    x: np.float32
    y: np.float32
    width: np.float32
    height: np.float32
    turn_rad: np.float32

    def square(self, size_px: tuple[int, int]) -> Square | None:
        """Return the square in pixels of a picture of this width and height.

        Returns
        -------
        Square or None
            None if there is nothing to see in it.
        """
        width_px, height_px = map(_F, size_px)
        square = Square(
            self.x * width_px,
            self.y * height_px,
            self.width * width_px,
            self.height * height_px,
            self.turn_rad,
        )
        side_px = float(square.width_px)
        reach_px = side_px + abs(square.x_px) + abs(square.y_px)
        # Comparisons with NaN are false.
        return square if side_px >= _SMALLEST_PX and reach_px <= _FARTHEST_PX else None

    def side_px(self, size_px: tuple[int, int]) -> np.float32:
        """Return its side in a picture of this width and height."""
        width_px, height_px = map(_F, size_px)
        side_px: np.float32 = (self.width * width_px + self.height * height_px) / _F(2)
        return side_px

    def overlap(self, other: Region) -> float:
        """Return the intersection over the union of two regions, as if they were upright."""
        shared = _shared(self.x, self.width, other.x, other.width)
        shared *= _shared(self.y, self.height, other.y, other.height)
        return shared / float(self.width * self.height + other.width * other.height - shared)

    def to_picture(self, points: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return points as shares of the picture.

        Parameters
        ----------
        points
            Shape (n, 2); (0, 0) is the upper left corner of the region, (1, 1) the lower right.

        Returns
        -------
        numpy.ndarray
            Shape (n, 2).
        """
        sides = np.array([self.width, self.height])
        placed: NDArray[np.float32] = self.turn(points - _F(0.5)) * sides
        placed += np.array([self.x, self.y])
        return placed

    def turn(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return vectors as they are in the picture.

        Parameters
        ----------
        vectors
            Shape (n, 2) or (n, 3), as they are in the upright region.

        Returns
        -------
        numpy.ndarray
            The same shape.
        """
        cos, sin = _F(math.cos(self.turn_rad)), _F(math.sin(self.turn_rad))
        x, y = vectors[:, 0], vectors[:, 1]
        turned = vectors.copy()
        turned[:, 0], turned[:, 1] = cos * x - sin * y, sin * x + cos * y
        return turned


def _shared(
    middle: np.float32, side: np.float32, other_middle: np.float32, other_side: np.float32
) -> float:
    """Return the length that two stretches of a line have in common."""
    end = min(middle + side / 2, other_middle + other_side / 2)
    return max(float(end - max(middle - side / 2, other_middle - other_side / 2)), 0.0)


def around_body(points: NDArray[np.float32], size_px: tuple[int, int]) -> Region:
    """Return the region of a body.

    Parameters
    ----------
    points
        The middle of the hips, and the point above the head on the circle around the body, as
        shares of the picture, shape (2, 2).
    size_px
        Width and height of the picture.

    Returns
    -------
    Region
        Turned so that the body in it stands upright.
    """
    width_px, height_px = map(_F, size_px)
    size = np.array([width_px, height_px])
    middle_px, rim_px = points * size
    right_px, down_px = rim_px - middle_px
    turn_rad = _F(math.pi / 2) - _F(math.atan2(-down_px, right_px))
    turns = float(np.floor((float(turn_rad) + math.pi) / (2 * math.pi)))
    diameter_px = np.sqrt(right_px * right_px + down_px * down_px) * _F(2)
    # The published graph goes to and fro between pixels and shares.
    side_px = max(diameter_px / width_px * width_px, diameter_px / height_px * height_px)
    x, y = middle_px / size
    return Region(
        x,
        y,
        side_px / width_px * _MARGIN,
        side_px / height_px * _MARGIN,
        _F(float(turn_rad) - 2 * math.pi * turns),
    )


class Cropper:
    """Copies squares out of pictures.

    It samples as the published graph does, in steps of 1/32 pixel, between the four nearest
    pixels.  OpenCV's own way is finer by now, and gives other joints.

    Parameters
    ----------
    side_px
        Side of the copies.
    spreads_edge
        Beyond the picture: True repeats its edge, False is black.
    """

    def __init__(self, side_px: int, *, spreads_edge: bool) -> None:
        self._border = cv2.BORDER_REPLICATE if spreads_edge else cv2.BORDER_CONSTANT
        side, square = float(side_px), (side_px, side_px)
        self._corners = np.array([(0, side), (0, 0), (side, 0), (side, side)], np.float32)
        self._rows = np.arange(side_px, dtype=np.float64)[:, None]
        self._blocks = np.arange(0, side_px, _BLOCK, dtype=np.float64)
        self._within = np.arange(_BLOCK, dtype=np.float64)
        wide = (side_px, len(self._blocks), _BLOCK)
        self._scale, self._place = np.empty(wide), np.empty(wide)
        self._step = np.empty((2, *square), np.int32)
        self._pixels = np.empty((*square, 2), np.int16)
        self._weights = np.empty(square, np.uint16)
        self._copy = np.empty((*square, 3), np.uint8)

    def crop(self, image: NDArray[np.uint8], square: Square) -> NDArray[np.uint8]:
        """Return a copy of the square; the next call overwrites it.

        Parameters
        ----------
        image
            Shape (height, width, 3).
        square
            The square.

        Returns
        -------
        numpy.ndarray
            Shape (side, side, 3).
        """
        # The corners of the square fall on those of the copy, as in the published graph: the
        # first pixel shows the corner, not a point half a pixel inside.  They are rounded, so
        # that the square has a trace of a perspective.
        turn_deg = float(square.turn_rad * _F(180)) / math.pi
        x_px, y_px, width_px, height_px, _ = map(float, square)
        corners = cv2.boxPoints(((x_px, y_px), (width_px, height_px), turn_deg))
        to_copy = cv2.getPerspectiveTransform(corners, self._corners)
        *axes, scale = cv2.invert(to_copy)[1]
        self._transform(scale, into=self._scale)
        np.divide(_STEPS, self._scale, out=self._scale)
        planes = np.moveaxis(self._pixels, 2, 0)
        for axis, step, pixels in zip(axes, self._step, planes, strict=True):
            self._transform(axis, into=self._place)
            np.multiply(self._place, self._scale, out=self._place)
            np.rint(self._place, out=self._place)
            step[...] = self._place.reshape(len(step), -1)[:, : len(step)]
            np.right_shift(step, 5, out=pixels, casting="unsafe")
            np.bitwise_and(step, _STEPS - 1, out=step)
        x, y = self._step
        np.left_shift(y, 5, out=y)
        np.add(x, y, out=self._weights, casting="unsafe")
        cv2.remap(
            image,
            self._pixels,
            self._weights,
            cv2.INTER_LINEAR,
            dst=self._copy,
            borderMode=self._border,
        )
        return self._copy

    def _transform(self, row: NDArray[np.float64], *, into: NDArray[np.float64]) -> None:
        """Write what a row of the transformation gives for each pixel of the copy."""
        across, down, constant = row
        # In blocks, because many samples lie exactly between two steps, and the order of
        # operations decides to which one they are rounded.
        starts = across * self._blocks + down * self._rows + constant
        np.add(starts[:, :, None], across * self._within, out=into)
