"""The landmark network: heatmaps that refine, and a person's joints in the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from formcheck.capture.blazepose.detector import Detector
from formcheck.capture.blazepose.landmarks import LandmarkNetwork, _refined
from formcheck.capture.blazepose.region import Region
from formcheck.pose.joints import Joint

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from formcheck.capture.models import ModelFile

COLD = -20.0


def refined(point: tuple[float, float], hot: dict[tuple[int, int], float]) -> list[float]:
    """Return where a landmark goes, in cells, when these cells (row, column) are hot."""
    points = np.full((39, 2), 0.5, np.float32)
    points[5] = np.array(point, np.float32) / 64
    maps = np.full((64, 64, 39), COLD, np.float32)
    for (row, column), value in hot.items():
        maps[row, column, 5] = value
    moved = _refined(points, maps)
    np.testing.assert_array_equal(np.delete(moved, 5, axis=0), np.full((38, 2), 0.5, np.float32))
    return [float(share) * 64 for share in moved[5]]


@pytest.mark.parametrize(
    ("point", "hot", "expected"),
    [
        ((20.4, 30.4), {(31, 22): 9.0}, (22, 31)),
        ((20.4, 30.4), {(30, 20): 9.0, (30, 22): 9.0}, (21, 30)),
        ((20.4, 30.4), {(30, 24): 9.0}, (20.4, 30.4)),  # beyond the window
        ((20.4, 30.4), {(31, 22): -0.1}, (20.4, 30.4)),  # not confident enough
        ((0.2, 63.9), {(63, 0): 9.0}, (0, 63)),  # the window ends at the edge
        ((20.0, -0.5), {(1, 20): 9.0}, (20, 1)),  # above the map by less than a cell
        ((20.0, 64.1), {(63, 20): 9.0}, (20, 64.1)),  # below the map
        ((-2.0, 20.0), {(20, 0): 9.0}, (-2, 20)),
        ((66.0, 20.0), {(20, 63): 9.0}, (66, 20)),
    ],
)
def test_landmark_moves_to_the_middle_of_what_its_heatmap_shows(
    point: tuple[float, float],
    hot: dict[tuple[int, int], float],
    expected: tuple[float, float],
) -> None:
    assert refined(point, hot) == pytest.approx(expected, abs=1e-3)


def test_joints_of_a_man_on_his_back(lite: ModelFile, person: NDArray[np.uint8]) -> None:
    network = LandmarkNetwork(lite)
    (found,) = Detector(lite).find(person)
    body = network.find(person, found.region)
    assert body is not None
    assert body.presence > 0.9
    head, hip, ankle = body.image[[Joint.NOSE, Joint.LEFT_HIP, Joint.LEFT_ANKLE]]
    assert 0 < head[0] < hip[0] < ankle[0] < 1
    assert 0 <= body.visibility.min() <= body.visibility.max() <= 1
    assert body.visibility[Joint.LEFT_HIP] > 0.9
    middle = body.world[[Joint.LEFT_HIP, Joint.RIGHT_HIP]].mean(axis=0)
    assert np.abs(middle).max() < 0.02
    assert body.world[Joint.NOSE, 0] < -0.5
    # The next frame is looked at in about the same place.
    assert body.next_region.overlap(found.region) > 0.6


def test_turned_picture_gives_turned_joints(lite: ModelFile, person: NDArray[np.uint8]) -> None:
    network, detector = LandmarkNetwork(lite), Detector(lite)
    standing = np.ascontiguousarray(np.rot90(person, -1))
    lying = network.find(person, detector.find(person)[0].region)
    turned = network.find(standing, detector.find(standing)[0].region)
    assert lying is not None
    assert turned is not None
    expected = np.stack([1 - lying.image[:, 1], lying.image[:, 0]], axis=1)
    assert np.median(np.abs(turned.image - expected)) < 0.02
    expected = np.stack([-lying.world[:, 1], lying.world[:, 0]], axis=1)
    assert np.median(np.abs(turned.world[:, :2] - expected)) < 0.03


def test_region_without_a_person_has_no_body(lite: ModelFile, person: NDArray[np.uint8]) -> None:
    network = LandmarkNetwork(lite)
    side = np.float32(0.2)
    corner = Region(np.float32(0.1), np.float32(0.1), side, side, np.float32(0))
    assert network.find(person, corner) is None
    nowhere = Region(np.float32("nan"), side, side, side, side)
    assert network.find(person, nowhere) is None
