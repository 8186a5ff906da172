"""Angles and lengths of the plane."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from support.performer import unit

from formcheck.pose.geometry import (
    DOWN,
    FORWARD,
    UNKNOWN,
    UP,
    angle_between_deg,
    arcsine_deg,
    is_known,
    length_ratio,
    middle,
    rotated,
    share,
)

ANGLES = st.floats(-179.9, 179.9)
LENGTHS = st.floats(0.01, 1e4)
POINTS = st.builds(complex, st.floats(-1e4, 1e4), st.floats(-1e4, 1e4))


@pytest.mark.parametrize(
    ("start", "end", "angle_deg"),
    [
        (FORWARD, UP, 90.0),
        (FORWARD, DOWN, -90.0),
        (DOWN, FORWARD, 90.0),
        (UP, UP, 0.0),
        (FORWARD, -FORWARD, 180.0),
        (FORWARD, 3 + 3j, 45.0),
        (2 + 2j, 5j, 45.0),
        (DOWN, 1 - math.sqrt(3) * 1j, 30.0),
    ],
)
def test_angles_grow_anticlockwise(start: complex, end: complex, angle_deg: float) -> None:
    assert angle_between_deg(start, end) == pytest.approx(angle_deg, abs=1e-9)


@pytest.mark.parametrize("x", [1.0, -1.0, 0.0])
@pytest.mark.parametrize("y", [0.0, -0.0, 1.0], ids=["+0", "-0", "1"])
def test_a_half_turn_is_never_negative(x: float, y: float) -> None:
    for start, end in ((complex(x, y), -complex(x, y)), (complex(x, y), complex(-x, y))):
        if start and end == -start:
            assert angle_between_deg(start, end) == 180.0


def test_an_angle_too_small_for_a_number_is_none() -> None:
    assert angle_between_deg(1 + 0j, complex(3.0, 5e-324)) == 0.0
    assert angle_between_deg(2 + 7.8e-313j, 1.5 + 5.8e-313j) == pytest.approx(0.0)


@given(ANGLES, ANGLES, LENGTHS, LENGTHS)
def test_the_angle_is_the_difference_of_the_directions(
    start_deg: float, turn_deg: float, one: float, two: float
) -> None:
    start, end = one * unit(start_deg), two * unit(start_deg + turn_deg)
    assert angle_between_deg(start, end) == pytest.approx(turn_deg, abs=1e-6)
    assert angle_between_deg(end, start) == pytest.approx(-turn_deg, abs=1e-6)


@given(POINTS, POINTS)
def test_a_direction_without_length_has_no_angle(point: complex, other: complex) -> None:
    assert math.isnan(angle_between_deg(point - point, other))
    assert math.isnan(angle_between_deg(other, 0j))


@given(POINTS)
def test_what_is_computed_from_an_unknown_point_is_unknown(point: complex) -> None:
    for known, unknown in ((point, UNKNOWN), (UNKNOWN, point)):
        assert math.isnan(angle_between_deg(known, unknown))
        assert math.isnan(length_ratio(known, unknown))
        assert not is_known(middle(known, unknown))
    assert math.isnan(share(math.nan, point))
    assert math.isnan(share(1.0, UNKNOWN))
    assert not is_known(UNKNOWN)
    assert is_known(point)


@given(POINTS, st.floats(0.1, 50), ANGLES)
def test_a_ratio_of_lengths_knows_neither_size_nor_direction(
    whole: complex, times: float, turn_deg: float
) -> None:
    assume(abs(whole) > 1e-3)
    assert length_ratio(whole * times * unit(turn_deg), whole) == pytest.approx(times)
    assert share(-times * abs(whole), whole) == pytest.approx(-times)


def test_nothing_is_measured_in_a_unit_of_no_length() -> None:
    assert math.isnan(length_ratio(1 + 1j, 0j))
    assert math.isnan(share(1.0, 0j))


def test_middle_turn_and_arcsine() -> None:
    assert middle(2 + 4j, 4 - 4j) == 3 + 0j
    assert rotated(2 + 0j, 90) == pytest.approx(2j)
    assert [arcsine_deg(ratio) for ratio in (0.5, 2.0, -2.0)] == pytest.approx([30, 90, -90])
    assert math.isnan(arcsine_deg(math.nan))
