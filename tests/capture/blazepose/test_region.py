"""The square that a network looks at: from a body, to a body, and out of a picture."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from formcheck.capture.blazepose.region import Cropper, Region, Square, around_body

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIZE_PX = (640, 360)
F = np.float32


def body(middle_px: tuple[float, float], rim_px: tuple[float, float]) -> Region:
    shares = np.array([middle_px, rim_px]) / np.array(SIZE_PX)
    return around_body(shares.astype(np.float32), SIZE_PX)


def square(x_px: float, y_px: float, side_px: float, turn_deg: float = 0.0) -> Square:
    return Square(F(x_px), F(y_px), F(side_px), F(side_px), F(math.radians(turn_deg)))


def noise(height_px: int, width_px: int) -> NDArray[np.uint8]:
    return np.random.default_rng(4).integers(0, 256, (height_px, width_px, 3), np.uint8)


@pytest.mark.parametrize(
    ("rim_px", "turn_deg"),
    [((300, 100), 0), ((400, 200), 90), ((300, 300), -180), ((200, 200), -90), ((400, 100), 45)],
)
def test_region_is_upright_for_the_body(rim_px: tuple[int, int], turn_deg: float) -> None:
    region = body((300, 200), rim_px)
    assert math.degrees(region.turn_rad) == pytest.approx(turn_deg, abs=1e-3)
    side_px = 2.5 * math.dist((300, 200), rim_px)
    assert region.side_px(SIZE_PX) == pytest.approx(side_px, rel=1e-6)
    # The rim is above the middle of the region, by the inverse of the margin.
    placed = region.to_picture(np.array([(0.5, 0.5), (0.5, 0.1)], np.float32))
    np.testing.assert_allclose(placed * SIZE_PX, [(300, 200), rim_px], atol=1e-3)


def test_vectors_are_turned_and_depth_is_not() -> None:
    region = body((300, 200), (400, 200))
    turned = region.turn(np.array([(1, 0, 7), (0, -1, 8)], np.float32))
    np.testing.assert_allclose(turned, [(0, 1, 7), (1, 0, 8)], atol=1e-6)


def test_square_without_anything_to_see_is_none() -> None:
    region = body((300, 200), (300, 100))
    assert region.square(SIZE_PX) is not None
    for name, value in (("width", 1e-4), ("width", 60.0), ("x", 50.0), ("y", math.nan)):
        assert replace(region, **{name: F(value)}).square(SIZE_PX) is None


def test_joints_that_are_no_numbers_have_no_square() -> None:
    assert body((math.nan, 200), (300, 100)).square(SIZE_PX) is None


def test_overlap_is_intersection_over_union() -> None:
    one = Region(F(0.5), F(0.5), F(0.2), F(0.4), F(1.0))
    assert one.overlap(one) == pytest.approx(1)
    assert one.overlap(replace(one, x=F(0.6))) == pytest.approx(1 / 3, rel=1e-5)
    assert one.overlap(replace(one, y=F(0.95))) == 0


def test_square_around_a_picture_is_upright() -> None:
    assert Square.around((640, 480)) == square(320, 240, 640)
    assert Square.around((202, 360)) == square(101, 180, 360)


@pytest.mark.parametrize("side_px", [224, 256])
def test_square_of_its_own_size_is_copied(side_px: int) -> None:
    image = noise(360, 640)
    half = side_px // 2
    seen = Cropper(side_px, spreads_edge=True).crop(image, square(300, 170, side_px))
    expected = image[170 - half : 170 + half, 300 - half : 300 + half]
    np.testing.assert_array_equal(seen, expected)


def test_turned_square_shows_the_body_upright() -> None:
    image = np.zeros((360, 640, 3), np.uint8)
    cv2.line(image, (300, 180), (390, 180), (255, 255, 255), 9)  # a body with its head at right
    seen = Cropper(256, spreads_edge=True).crop(image, square(300, 180, 256, 90))
    rows, columns = np.nonzero(seen[..., 0] > 128)
    assert rows.max() == pytest.approx(132, abs=3)
    assert rows.min() == pytest.approx(34, abs=3)
    assert columns.mean() == pytest.approx(128, abs=1)


def test_sample_lies_between_four_pixels_in_steps_of_a_pixel() -> None:
    image = np.zeros((10, 10, 3), np.uint8)
    image[5, 6] = 160
    for shift, expected in ((0.5, 80), (0.25, 40), (0.01, 0), (0.03, 5)):
        seen = Cropper(4, spreads_edge=True).crop(image, square(7 + shift, 6, 4))
        assert int(seen[1, 0, 0]) == expected


@pytest.mark.parametrize(("spreads_edge", "beyond"), [(True, 9), (False, 0)])
def test_beyond_the_picture(spreads_edge: bool, beyond: int) -> None:  # noqa: FBT001
    image = np.full((360, 640, 3), 9, np.uint8)
    seen = Cropper(224, spreads_edge=spreads_edge).crop(image, Square.around((640, 360)))
    assert seen[0, 0].tolist() == [beyond] * 3
    assert seen[112, 112].tolist() == [9, 9, 9]


def test_crop_does_not_change_the_picture() -> None:
    image = noise(48, 64)
    before = image.copy()
    Cropper(256, spreads_edge=True).crop(image, square(10, 10, 80, 33))
    np.testing.assert_array_equal(image, before)
