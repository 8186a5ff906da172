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


def test_chair_stands_on_the_floor_and_turns() -> None:
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
    assert depths == sorted(set(depths), reverse=True)  # in one plane they would flicker
    assert min(float(shape.points_m[:, 2].min()) for shape in shapes) == 0.0


def shade_at(floor: Floor, shape: Shape, left_m: float, forward_m: float) -> float:
    """How dark the floor is at a place, against the empty one."""
    at = np.array([left_m, -forward_m])
    row = int(np.linalg.norm(shape.points_m[:, :2] - at, axis=1).argmin())
    return float(shape.rgb[row].sum() / floor.empty().rgb[row].sum())


def test_floor_is_dark_under_a_foot_and_light_elsewhere() -> None:
    floor = Floor(None, Place())
    foot = np.array([[0.0, 0.0, 0.0], [0.05, 0.0, 0.0], [0.0, 0.05, 0.0]])
    shape, shaded = floor.under(foot)
    assert shade_at(floor, shape, 0.0, 0.0) < 0.9
    assert shade_at(floor, shape, 1.5, 1.5) == 1.0
    assert np.abs(shaded[:, :2]).max() < 0.4
    assert shape.points_m[:, 2].max() == -SUNK_M


def test_mat_has_its_colour_and_the_floor_its_own() -> None:
    place = Place(mat=(10, 200, 10), floor=(200, 10, 10))
    rgb = Floor(MAT_M, place).empty().rgb
    kinds = {tuple(np.round(row, 6)) for row in rgb}
    assert kinds == {
        tuple(np.round(linear(place.mat), 6)),
        tuple(np.round(linear(place.floor), 6)),
    }


# --- Closed, and the right way round -----------------------------------------------------------

_CORNERS_M = st.tuples(*[st.floats(-3.0, 3.0)] * 3)


def volume_m3(shape: Shape) -> float:
    """Of a closed surface that looks outwards (Gauss); less than 0 if it looks inwards."""
    corners = shape.points_m[shape.faces]
    return float(np.einsum("ij,ij->", corners[:, 0], normals(shape.points_m, shape.faces)) / 6)


def is_whole(shape: Shape) -> bool:
    """Whether every triangle has corners and every corner a colour."""
    inside = (shape.faces >= 0) & (shape.faces < len(shape.points_m))
    bright = (shape.rgb >= 0) & (shape.rgb <= 1)
    return bool(inside.all() and bright.all() and shape.rgb.shape == shape.points_m.shape)


@given(_CORNERS_M, SIZES, SIZES, SIZES)
def test_box_is_where_asked_and_its_faces_look_outwards(
    low_m: tuple[float, float, float], x: float, y: float, z: float
) -> None:
    low, high = np.array(low_m), np.add(low_m, [x, y, z])
    points, faces = box(low, high)
    assert (points.shape, len(faces)) == ((24, 3), 12)
    assert points.min(axis=0) == pytest.approx(low)
    assert points.max(axis=0) == pytest.approx(high)
    outward = points[faces].mean(axis=1) - (low + high) / 2
    assert (np.einsum("ij,ij->i", normals(points, faces), outward) > 0).all()
    area = np.linalg.norm(normals(points, faces), axis=1).sum() / 2
    assert area == pytest.approx(2 * (x * y + y * z + z * x))
    assert volume_m3(painted(points, faces, (9, 9, 9))) == pytest.approx(x * y * z, rel=1e-6)


def test_edges_of_a_box_are_sharp() -> None:
    """A corner that belonged to two sides would be shaded as if it were round."""
    points, faces = box(np.zeros(3), np.ones(3))
    looks = normals(points, faces)
    for corner in range(len(points)):
        around = looks[(faces == corner).any(axis=1)]
        assert len(around)
        assert np.allclose(around, around[0])


@given(st.floats(-np.pi, np.pi), st.integers(0, len(FURNITURE)))
def test_all_on_a_wall_looks_at_the_camera(heading: float, furniture: int) -> None:
    backwards = np.array([np.cos(heading), np.sin(heading), 0.0])
    aside = np.array([-backwards[1], backwards[0], 0.0])  # as the room has it
    for shape in wall(np.array([0.1, 1.2, 0.0]), aside, backwards, Place(furniture=furniture)):
        assert is_whole(shape)
        assert (normals(shape.points_m, shape.faces) @ backwards < 0).all()


@given(st.floats(-180, 180))
def test_chair_stays_whole_and_in_its_place_when_it_is_turned(turn_deg: float) -> None:
    shape, plain = (joined(chair((0.3, 0.8, turn))) for turn in (turn_deg, 0.0))
    assert is_whole(shape)
    assert volume_m3(plain) > 0
    assert volume_m3(shape) == pytest.approx(volume_m3(plain))
    reach = np.linalg.norm(shape.points_m[:, :2] - [0.3, -0.8], axis=1).max()
    assert reach == pytest.approx(
        np.linalg.norm(plain.points_m[:, :2] - [0.3, -0.8], axis=1).max()
    )


def test_bed_is_below_the_body_and_larger_than_the_mat_and_its_top() -> None:
    place = Place(bed_m=0.5)
    frame, ground = bed(MAT_M, place)
    assert frame.points_m[:, 2].max() < 0
    assert frame.points_m[:, 2].min() == pytest.approx(-0.5)
    assert ground.points_m[:, 2].max() == pytest.approx(-0.5)
    top = Floor(MAT_M, place).empty().points_m
    middle, half = np.array([MAT_M[0], -MAT_M[1]]), np.array(MAT_M[2:])
    assert (frame.points_m[:, :2].max(axis=0) > middle + half).all()
    assert (frame.points_m[:, :2].min(axis=0) < middle - half).all()
    assert (top[:, :2].max(axis=0) <= frame.points_m[:, :2].max(axis=0) + 1e-9).all()
    assert (top[:, :2].min(axis=0) >= frame.points_m[:, :2].min(axis=0) - 1e-9).all()
    assert volume_m3(frame) > 0
    assert (ground.rgb == linear(place.floor)).all()


# --- Floor and shadow --------------------------------------------------------------------------


def test_floor_is_flat_and_looks_up() -> None:
    floor = Floor(MAT_M, Place()).empty()
    assert is_whole(floor)
    assert (normals(floor.points_m, floor.faces)[:, 2] > 0).all()
    assert float(np.ptp(floor.points_m[:, 2])) == 0.0


def test_mat_lies_where_it_was_put() -> None:
    floor = Floor(MAT_M, Place(mat=(10, 200, 10))).empty()
    on_mat = floor.points_m[np.isclose(floor.rgb, linear((10, 200, 10))).all(axis=1)]
    assert on_mat[:, :2].mean(axis=0) == pytest.approx([MAT_M[0], -MAT_M[1]], abs=0.03)
    assert np.ptp(on_mat[:, :2], axis=0) == pytest.approx(2 * np.array(MAT_M[2:]), abs=0.1)


@given(st.lists(_CORNERS_M, min_size=1, max_size=20))
def test_shadow_only_ever_darkens(skin: list[tuple[float, float, float]]) -> None:
    floor = Floor(MAT_M, Place())
    shape, _ = floor.under(np.array(skin))
    assert (shape.rgb <= floor.empty().rgb).all()
    assert (shape.rgb > 0).all()
    assert np.array_equal(shape.points_m, floor.empty().points_m)


def test_shadow_is_darker_the_nearer_the_body_is() -> None:
    floor = Floor(None, Place())
    shades = [
        shade_at(floor, floor.under(np.array([[0.5, -0.5, height_m]]))[0], 0.5, 0.5)
        for height_m in (0.0, 0.05, 0.2, 1.0)
    ]
    assert shades == sorted(shades)
    assert shades[0] < shades[-1]


@pytest.mark.parametrize("skin_m", [[0.0, 0.0, 2.0], [50.0, 0.0, 0.0]], ids=["above", "beside"])
def test_body_off_the_floor_casts_no_shadow_on_it(skin_m: list[float]) -> None:
    floor = Floor(None, Place())
    shape, shaded = floor.under(np.array([skin_m]))
    assert shape.rgb == pytest.approx(floor.empty().rgb, rel=1e-3)
    assert len(shaded) == 0
