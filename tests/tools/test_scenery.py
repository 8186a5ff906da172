"""The shapes of a room: closed, the right way round, and shaded where the person is near."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.render_patients.performance import Place
from tools.render_patients.scenery import (
    FURNITURE,
    SUNK_M,
    Floor,
    Shape,
    bed,
    box,
    chair,
    joined,
    linear,
    painted,
    wall,
)

MAT_M = (0.1, 0.4, 0.34, 0.92)
SIZES = st.floats(0.1, 3.0)


def normals(points: np.ndarray, faces: np.ndarray) -> np.ndarray:
    first, second, third = (points[faces[:, corner]] for corner in range(3))
    return np.cross(second - first, third - first)


@given(SIZES, SIZES, SIZES)
def test_the_faces_of_a_box_look_outwards(x: float, y: float, z: float) -> None:
    low, high = np.array([-1.0, 2.0, 0.5]), np.array([-1.0 + x, 2.0 + y, 0.5 + z])
    points, faces = box(low, high)
    assert len(faces) == 12
    middles = points[faces].mean(axis=1) - (low + high) / 2
    assert (np.einsum("ij,ij->i", normals(points, faces), middles) > 0).all()
    area = np.linalg.norm(normals(points, faces), axis=1).sum() / 2
    assert area == pytest.approx(2 * (x * y + y * z + z * x))


def test_colours_become_light() -> None:
    assert linear((0, 255, 0)).tolist() == [0.0, 1.0, 0.0]
    assert linear((128, 128, 128))[0] == pytest.approx(0.216, abs=0.01)


def test_joined_shapes_are_the_shapes() -> None:
    one = painted(*box(np.zeros(3), np.ones(3)), (255, 0, 0))
    two = painted(*box(np.ones(3), 3 * np.ones(3)), (0, 0, 255))
    both = joined([one, two])
    assert len(both.points_m) == len(one.points_m) + len(two.points_m)
    half = len(one.faces)
    assert np.array_equal(both.points_m[both.faces[:half]], one.points_m[one.faces])
    assert np.array_equal(both.points_m[both.faces[half:]], two.points_m[two.faces])
    assert np.array_equal(both.rgb[both.faces[half:]], two.rgb[two.faces])


def test_a_chair_stands_on_the_floor_and_turns() -> None:
    plain = joined(chair((0.0, 0.5, 0.0))).points_m
    about = joined(chair((0.0, 0.5, 180.0))).points_m
    for points in (plain, about):
        assert points[:, 2].min() == pytest.approx(0.0)
        assert points[:, 2].max() == pytest.approx(0.9)
    high = plain[plain[:, 2] > 0.5], about[about[:, 2] > 0.5]
    assert high[0][:, 1].mean() > -0.5 > high[1][:, 1].mean()  # its back is on the other side


@pytest.mark.parametrize("furniture", [0, 3, len(FURNITURE)])
def test_furniture_stands_before_the_wall(furniture: int) -> None:
    backwards = np.array([0.0, 1.0, 0.0])
    shapes = wall(np.zeros(3), np.array([1.0, 0, 0]), backwards, Place(furniture=furniture))
    assert len(shapes) == 2 + furniture
    depths = [float(shape.points_m[:, 1].max()) for shape in shapes]
    assert depths == sorted(depths, reverse=True)
    assert min(float(shape.points_m[:, 2].min()) for shape in shapes) == 0.0


def test_a_bed_is_below_who_lies_on_it() -> None:
    place = Place(bed_m=0.5)
    frame, ground = bed(MAT_M, place)
    assert frame.points_m[:, 2].max() < 0
    assert frame.points_m[:, 2].min() == pytest.approx(-0.5)
    assert ground.points_m[:, 2].max() == pytest.approx(-0.5)


def shade_at(floor: Floor, shape: Shape, left_m: float, forward_m: float) -> float:
    """How dark the floor is at a place, against the empty one."""
    at = np.array([left_m, -forward_m])
    row = int(np.linalg.norm(shape.points_m[:, :2] - at, axis=1).argmin())
    return float(shape.rgb[row].sum() / floor.empty().rgb[row].sum())


def test_the_floor_is_dark_under_a_foot_and_light_elsewhere() -> None:
    floor = Floor(None, Place())
    foot = np.array([[0.0, 0.0, 0.0], [0.05, 0.0, 0.0], [0.0, 0.05, 0.0]])
    shape, shaded = floor.under(foot)
    assert shade_at(floor, shape, 0.0, 0.0) < 0.9
    assert shade_at(floor, shape, 1.5, 1.5) == 1.0
    assert np.abs(shaded[:, :2]).max() < 0.4
    assert shape.points_m[:, 2].max() == -SUNK_M


def test_who_floats_casts_no_shade() -> None:
    floor = Floor(None, Place())
    shape, shaded = floor.under(np.array([[0.0, 0.0, 2.0]]))
    assert shade_at(floor, shape, 0.0, 0.0) == pytest.approx(1.0, abs=1e-3)
    assert len(shaded) == 0


def test_a_mat_has_its_colour_and_the_floor_its_own() -> None:
    place = Place(mat=(10, 200, 10), floor=(200, 10, 10))
    rgb = Floor(MAT_M, place).empty().rgb
    kinds = {tuple(np.round(row, 6)) for row in rgb}
    assert kinds == {
        tuple(np.round(linear(place.mat), 6)),
        tuple(np.round(linear(place.floor), 6)),
    }
