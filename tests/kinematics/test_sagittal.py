"""The measures of the exercises on the feet, on bodies drawn by hand."""

from __future__ import annotations

import pytest
from support.watching import measured

from formcheck.pose.features import SidedPose
from formcheck.pose.geometry import UNKNOWN

NOWHERE: dict[str, complex] = dict.fromkeys(SidedPose._fields, UNKNOWN)
STANDING = SidedPose(
    **NOWHERE
    | {
        "nose": 10 + 240j,
        "shoulder": 0 + 200j,
        "hip": 0 + 100j,
        "knee": 0 + 50j,
        "ankle": 0j,
        "other_ankle": -5 + 0j,
    }
)


def test_a_knee_in_front_of_the_foot_is_a_shin_forward() -> None:
    assert measured("shank_forward", STANDING) == pytest.approx(0)
    assert measured("shank_forward", STANDING._replace(knee=50 + 50j)) == pytest.approx(45)
    assert measured("shank_forward", STANDING._replace(knee=-50 + 50j)) == pytest.approx(-45)


def test_the_head_drops_forward_whatever_the_trunk_does() -> None:
    bowed = STANDING._replace(shoulder=100 + 100j, nose=140 + 90j)  # a quarter turn of all
    assert measured("head_drop", bowed, STANDING) == pytest.approx(0)
    nodding = STANDING._replace(nose=40 + 190j)
    assert measured("head_drop", nodding, STANDING) == pytest.approx(90)
    assert measured("head_drop", STANDING._replace(nose=-40 + 210j), STANDING) == pytest.approx(
        -90
    )


@pytest.mark.parametrize(("rise", "angle"), [(0, 0), (50, 30), (-50, -30), (100, 90), (130, 90)])
def test_a_rise_by_half_of_the_leg_is_30_degrees(rise: float, angle: float) -> None:
    risen = STANDING._replace(hip=STANDING.hip + 1j * rise)
    assert measured("step_rise", risen, STANDING) == pytest.approx(angle)


def test_a_rise_is_told_in_legs_of_the_start_however_they_bend_now() -> None:
    bent = STANDING._replace(hip=40 + 150j, knee=60 + 90j, ankle=30 + 50j)
    assert measured("step_rise", bent, STANDING) == pytest.approx(30)


def test_the_floor_is_where_the_lower_foot_stood() -> None:
    up = STANDING._replace(ankle=30 + 20j)
    assert measured("foot_over_floor", up, STANDING) == pytest.approx(0.2)
    assert measured("ankle_rise", up, STANDING) == pytest.approx(0.2)
    waiting = STANDING._replace(ankle=30 + 20j)  # the foot was on the step from the start
    assert measured("foot_over_floor", up, waiting) == pytest.approx(0.2)
    assert measured("ankle_rise", up, waiting) == pytest.approx(0)
    alone = waiting._replace(other_ankle=UNKNOWN)
    assert measured("foot_over_floor", up, alone) == pytest.approx(0)


def test_hips_go_back_over_the_foot() -> None:
    assert measured("hips_back", STANDING._replace(hip=-10 + 98j), STANDING) == pytest.approx(0.1)
    assert measured("hips_back", STANDING._replace(hip=10 + 98j), STANDING) == pytest.approx(-0.1)
