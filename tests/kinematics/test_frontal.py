"""The measures of stance, side step and figure four, on bodies drawn by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.figures import CLAM_THIGH, Clam, OnTheSide, Side2D
from support.performer import THIGH, TRUNK, Camera
from support.watching import measured, posture_of

from formcheck.kinematics.frontal import THIGH_OVER_TRUNK
from formcheck.pose.features import SidedPose
from formcheck.pose.geometry import UNKNOWN

NOWHERE: dict[str, complex] = dict.fromkeys(SidedPose._fields, UNKNOWN)
STANDING = SidedPose(
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
    assert measured("other_foot_lift", STANDING) == pytest.approx(0)
    lifted = STANDING._replace(other_ankle=-30 + 20j)
    assert measured("other_foot_lift", lifted) == pytest.approx(math.degrees(math.asin(0.1)))
    assert measured("other_foot_lift", STANDING._replace(other_ankle=-30 - 20j)) == pytest.approx(
        -5.739, abs=0.01
    )
    assert measured("other_foot_lift", STANDING._replace(other_ankle=-30 + 900j)) == pytest.approx(
        90
    )


def test_feet_that_go_apart_are_legs_apart_and_crossed_ones_are_less_than_nothing() -> None:
    assert measured("leg_spread", STANDING) == pytest.approx(0)
    apart = STANDING._replace(ankle=30 + 200 * math.tan(math.radians(20)) + 0j)
    assert measured("leg_spread", apart) == pytest.approx(20)
    crossed = STANDING._replace(ankle=30 - 200 * math.tan(math.radians(20)) + 0j)
    assert measured("leg_spread", crossed) == pytest.approx(-20)


def test_a_side_step_turns_both_legs_outward_and_a_lift_only_one() -> None:
    wide = 200 * math.tan(math.radians(20))
    stepped = STANDING._replace(ankle=30 + wide / 2 + 0j, other_ankle=-30 - wide / 2 + 0j)
    assert measured("less_outward_leg", stepped) == pytest.approx(10.31, abs=0.01)
    assert measured("less_outward_leg", STANDING._replace(ankle=30 + wide + 0j)) == pytest.approx(
        0
    )
    assert measured("less_outward_leg", STANDING._replace(other_ankle=0j)) == pytest.approx(
        -8.53, abs=0.01
    )


def test_a_knee_half_a_shin_outward_is_30_degrees_out() -> None:
    assert measured("seated_knee_out", SITTING) == pytest.approx(0)
    assert measured("seated_knee_out", SITTING._replace(knee=80 + 180j)) == pytest.approx(30)
    assert measured("seated_knee_out", SITTING._replace(knee=-20 + 180j)) == pytest.approx(-30)


def test_an_ankle_on_the_other_knee_is_near_it() -> None:
    assert measured("ankle_to_other_knee", SITTING._replace(ankle=-30 + 180j)) == pytest.approx(0)
    assert measured("ankle_to_other_knee", SITTING._replace(ankle=20 + 180j)) == pytest.approx(0.5)


def test_the_thigh_of_who_sits_points_at_the_camera() -> None:
    assert measured("other_thigh_seen", STANDING) == pytest.approx(1)
    assert measured("other_thigh_seen", SITTING) == pytest.approx(0.2)


LYING = Side2D(trunk=-90.0)


@given(
    opening=st.floats(-5, 85),
    bend=st.floats(20, 75),
    roll_deg=st.floats(-6, 6),
    feet=st.floats(0, 0.1),
)
def test_the_opening_of_the_knees_is_the_turn_about_the_line_from_hip_to_foot(
    opening: float, bend: float, roll_deg: float, feet: float
) -> None:
    body = Clam(opening=opening, bend=bend, feet=feet)
    seen = posture_of(body, camera=Camera(roll_deg=roll_deg))
    assert measured("knee_opening", seen) == pytest.approx(opening, abs=0.05)


def test_an_opening_of_more_than_can_be_is_a_right_angle() -> None:
    wide = posture_of(Clam(opening=90.0))
    wider = wide._replace(knee=wide.knee + 30j)
    assert measured("knee_opening", wider) == 90.0


def test_the_knee_of_somebody_on_the_side_opens_upwards() -> None:
    body = posture_of(Clam())
    assert measured("knee_opening", body._replace(knee=body.knee + 20j)) > 10
    assert measured("knee_opening", body._replace(knee=body.knee - 20j)) < -10
    assert measured("knee_opening", body._replace(other_knee=body.other_knee - 20j)) > 10


@pytest.mark.parametrize("bend", [45.0, 60.0])
def test_a_right_angle_at_the_knee_brings_the_foot_near_whichever_way_it_points(
    bend: float,
) -> None:
    bent = measured("leg_stretch", posture_of(Clam(bend=bend)))
    assert bent < CLAM_THIGH / TRUNK * 2**0.5 + 1e-6
    assert bent < 1.25
    assert measured("leg_stretch", posture_of(OnTheSide())) > 1.6


@pytest.mark.parametrize("working", ["left", "right"])
@pytest.mark.parametrize("out_deg", [-10.0, 30.0])
def test_the_upper_leg_goes_out_upwards(working: str, out_deg: float) -> None:
    body = posture_of(OnTheSide(abduction=out_deg), working=working)  # type: ignore[arg-type]
    assert measured("hip_abduction_to_trunk", body) == pytest.approx(out_deg, abs=1e-3)
    assert (body.knee.imag > body.hip.imag) == (out_deg > 0)


@pytest.mark.parametrize(("part", "value"), [(0.85, 0.85), (1.0, 1.0), (0.6, 0.6)])
def test_a_pelvis_that_rolls_looks_narrower(part: float, value: float) -> None:
    now = posture_of(OnTheSide(hip_line=part))
    assert measured("hip_stack", now, posture_of(OnTheSide())) == pytest.approx(value, abs=1e-4)


def test_feet_that_part_are_told_from_the_start() -> None:
    start = posture_of(Clam())
    assert measured("feet_gap", posture_of(Clam(opening=40.0)), start) == pytest.approx(
        0, abs=1e-4
    )
    assert measured("feet_gap", posture_of(Clam(feet=0.2)), start) == pytest.approx(0.2, abs=1e-4)


def test_a_hip_drawn_up_is_told_from_the_trunk() -> None:
    assert measured("pelvis_to_trunk", posture_of(OnTheSide(hike=12))) == pytest.approx(
        12, abs=1e-3
    )
    both = posture_of(OnTheSide(hike=12, lean=12))
    assert measured("pelvis_to_trunk", both) == pytest.approx(0, abs=1e-3)


def test_a_foot_and_a_shoulder_that_lift_off_the_floor() -> None:
    start = posture_of(LYING)
    lifted = posture_of(replace(LYING, hip=30.0, knee=30.0))
    assert measured("foot_lift", lifted, start) == pytest.approx(THIGH / 105 * 0.5, abs=1e-4)
    sitting_up = posture_of(replace(LYING, trunk=-60.0))
    assert measured("shoulder_rise", sitting_up, start) == pytest.approx(0.5, abs=1e-4)


@pytest.mark.parametrize("length", [0.6, 0.87, 1.0])
def test_a_thigh_that_falls_to_the_side_looks_shorter(length: float) -> None:
    start = posture_of(Side2D(trunk=-90.0))
    now = posture_of(Side2D(trunk=-90.0, hip=40, knee=80, thigh_length=length))
    assert measured("thigh_turned_away", now, start) == pytest.approx(length, abs=1e-4)


@pytest.mark.parametrize("name", ["foot_lift", "shoulder_rise", "thigh_turned_away", "feet_gap"])
def test_what_is_told_from_the_start_is_unknown_without_it(name: str) -> None:
    posture = posture_of(LYING)
    assert measured(name, posture) != measured(name, posture)


def test_the_thigh_is_a_little_shorter_than_the_trunk() -> None:
    assert pytest.approx(0.245 / 0.288, abs=0.005) == THIGH_OVER_TRUNK
