"""The measures of stance, side step and figure four, on bodies drawn by hand."""

from __future__ import annotations

import math

import pytest

from formcheck.body.geometry import UNKNOWN
from formcheck.body.posture import Posture
from formcheck.body.upright_front import (
    ankle_to_other_knee,
    leg_spread,
    less_outward_leg,
    other_foot_lift,
    other_thigh_seen,
    seated_knee_out,
)

NOWHERE: dict[str, complex] = dict.fromkeys(Posture._fields, UNKNOWN)
STANDING = Posture(
    **NOWHERE
    | {
        "shoulder": 40 + 300j,
        "other_shoulder": -40 + 300j,
        "hip": 30 + 200j,
        "other_hip": -30 + 200j,
        "knee": 30 + 100j,
        "other_knee": -30 + 100j,
        "ankle": 30 + 0j,
        "other_ankle": -30 + 0j,
    }
)
SITTING = STANDING._replace(
    knee=30 + 180j, ankle=30 + 80j, other_knee=-30 + 180j, other_ankle=-30 + 80j
)


def test_a_foot_lifted_by_a_tenth_of_the_leg_is_about_six_degrees() -> None:
    assert other_foot_lift(STANDING) == pytest.approx(0)
    lifted = STANDING._replace(other_ankle=-30 + 20j)
    assert other_foot_lift(lifted) == pytest.approx(math.degrees(math.asin(0.1)))
    assert other_foot_lift(STANDING._replace(other_ankle=-30 - 20j)) == pytest.approx(
        -5.739, abs=0.01
    )
    assert other_foot_lift(STANDING._replace(other_ankle=-30 + 900j)) == pytest.approx(90)


def test_feet_that_go_apart_are_legs_apart_and_crossed_ones_are_less_than_nothing() -> None:
    assert leg_spread(STANDING) == pytest.approx(0)
    apart = STANDING._replace(ankle=30 + 200 * math.tan(math.radians(20)) + 0j)
    assert leg_spread(apart) == pytest.approx(20)
    crossed = STANDING._replace(ankle=30 - 200 * math.tan(math.radians(20)) + 0j)
    assert leg_spread(crossed) == pytest.approx(-20)


def test_a_side_step_turns_both_legs_outward_and_a_lift_only_one() -> None:
    wide = 200 * math.tan(math.radians(20))
    stepped = STANDING._replace(ankle=30 + wide / 2 + 0j, other_ankle=-30 - wide / 2 + 0j)
    assert less_outward_leg(stepped) == pytest.approx(10.31, abs=0.01)
    assert less_outward_leg(STANDING._replace(ankle=30 + wide + 0j)) == pytest.approx(0)
    assert less_outward_leg(STANDING._replace(other_ankle=0j)) == pytest.approx(-8.53, abs=0.01)


def test_a_knee_half_a_shin_outward_is_30_degrees_out() -> None:
    assert seated_knee_out(SITTING) == pytest.approx(0)
    assert seated_knee_out(SITTING._replace(knee=80 + 180j)) == pytest.approx(30)
    assert seated_knee_out(SITTING._replace(knee=-20 + 180j)) == pytest.approx(-30)


def test_an_ankle_on_the_other_knee_is_near_it() -> None:
    assert ankle_to_other_knee(SITTING._replace(ankle=-30 + 180j)) == pytest.approx(0)
    assert ankle_to_other_knee(SITTING._replace(ankle=20 + 180j)) == pytest.approx(0.5)


def test_the_thigh_of_who_sits_points_at_the_camera() -> None:
    assert other_thigh_seen(STANDING) == pytest.approx(1)
    assert other_thigh_seen(SITTING) == pytest.approx(0.2)


@pytest.mark.parametrize(
    "measure",
    [
        other_foot_lift,
        leg_spread,
        less_outward_leg,
        seated_knee_out,
        ankle_to_other_knee,
        other_thigh_seen,
    ],
)
def test_what_is_not_seen_is_not_measured(measure: object) -> None:
    assert callable(measure)
    assert math.isnan(measure(Posture(**NOWHERE)))
