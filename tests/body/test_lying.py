"""The measures of the exercises on the floor, on figures that lie as somebody does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from performances_lying import CLAM_THIGH, Clam, OnTheBack, OnTheSide
from performer import THIGH, TRUNK, Camera, Side2D
from watching import posture_of

from formcheck.body.angles import MEASURES
from formcheck.body.lying import THIGH_OVER_TRUNK

if TYPE_CHECKING:
    from formcheck.body.posture import Posture

LYING = Side2D(trunk=-90.0)


def measured(name: str, now: Posture, start: Posture | None = None) -> float:
    return MEASURES[name].function(now, start)


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
    start = posture_of(OnTheBack(trunk=-90.0))
    now = posture_of(OnTheBack(trunk=-90.0, hip=40, knee=80, thigh_length=length))
    assert measured("thigh_turned_away", now, start) == pytest.approx(length, abs=1e-4)


@pytest.mark.parametrize("name", ["foot_lift", "shoulder_rise", "thigh_turned_away", "feet_gap"])
def test_what_is_told_from_the_start_is_unknown_without_it(name: str) -> None:
    posture = posture_of(LYING)
    assert measured(name, posture) != measured(name, posture)


def test_the_thigh_is_a_little_shorter_than_the_trunk() -> None:
    assert pytest.approx(0.245 / 0.288, abs=0.005) == THIGH_OVER_TRUNK
