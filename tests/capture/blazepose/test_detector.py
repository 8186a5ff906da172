"""The detector: its anchors, the boxes that are of one body, and people in pictures."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from formcheck.capture.blazepose.detector import (
    Detection,
    Detector,
    _anchors,
    _bars,
    _merged,
    followed,
)
from formcheck.capture.blazepose.region import Region

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from formcheck.capture.models import ModelFile

F = np.float32


def region(x: float, side: float = 0.4) -> Region:
    return Region(F(x), F(0.5), F(side), F(side), F(0))


def test_anchors_lie_in_the_middle_of_their_cells() -> None:
    anchors = _anchors()
    assert anchors.shape == (28 * 28 * 2 + 14 * 14 * 2 + 7 * 7 * 6, 2) == (2254, 2)
    np.testing.assert_allclose(anchors[:4] * 28, [(0.5, 0.5)] * 2 + [(1.5, 0.5)] * 2, rtol=1e-6)
    np.testing.assert_allclose(anchors[-6:] * 7, [(6.5, 6.5)] * 6, rtol=1e-6)


@pytest.mark.parametrize(
    ("size_px", "bars"), [((640, 480), (0, 1 / 8)), ((480, 640), (1 / 8, 0)), ((99, 99), (0, 0))]
)
def test_bars_beside_a_picture(size_px: tuple[int, int], bars: tuple[float, float]) -> None:
    np.testing.assert_allclose(_bars(size_px), bars, atol=1e-7)


def test_boxes_of_one_body_are_averaged_by_score() -> None:
    scores = np.array([0.6, 0.9, 0.8], np.float32)
    boxes = np.array([(0.1, 0.1, 0.5, 0.5), (0.12, 0.1, 0.52, 0.5), (0.7, 0.7, 0.9, 0.9)], F)
    points = np.array([[(0.3, 0.3)] * 2, [(0.4, 0.3)] * 2, [(0.8, 0.8)] * 2], np.float32)
    (first, middle), (second, other) = _merged(scores, boxes, points)
    assert [first, second] == pytest.approx([0.9, 0.8])
    np.testing.assert_allclose(middle[0], (0.36, 0.3), rtol=1e-6)
    np.testing.assert_allclose(other[0], (0.8, 0.8), rtol=1e-6)


def test_boxes_without_an_area_end() -> None:
    scores, points = np.array([0.6, 0.9, 0.7], np.float32), np.zeros((3, 2, 2), np.float32)
    flat = np.array([(0.1, 0.1, 0.1, 0.5)] * 2 + [(0.5, 0.1, 0.1, 0.5)], np.float32)
    assert [score for score, _ in _merged(scores, flat, points)] == pytest.approx([0.9, 0.6])


def test_surest_is_followed_unless_a_less_sure_one_overlaps() -> None:
    assert followed([]) is None
    apart = [Detection(0.9, region(0.3)), Detection(0.6, region(0.7))]
    assert followed(apart) is apart[0].region
    overlapping = [Detection(0.9, region(0.3)), Detection(0.6, region(0.32))]
    assert followed(overlapping) is overlapping[1].region


def test_person_is_found_upright_and_turned(lite: ModelFile, person: NDArray[np.uint8]) -> None:
    detector = Detector(lite)
    (lying,) = detector.find(person)
    assert lying.score > 0.9
    assert math.degrees(lying.region.turn_rad) == pytest.approx(-90, abs=5)
    assert lying.region.x == pytest.approx(0.51, abs=0.02)
    assert lying.region.y == pytest.approx(0.65, abs=0.02)
    (upright,) = detector.find(np.ascontiguousarray(np.rot90(person, -1)))
    assert math.degrees(upright.region.turn_rad) == pytest.approx(0, abs=5)
    assert upright.region.y == pytest.approx(0.51, abs=0.02)


def test_empty_pictures_have_no_detection(lite: ModelFile) -> None:
    detector = Detector(lite)
    assert detector.find(np.zeros((48, 64, 3), np.uint8)) == []
    assert detector.find(np.random.default_rng(0).integers(0, 255, (480, 640, 3), np.uint8)) == []
