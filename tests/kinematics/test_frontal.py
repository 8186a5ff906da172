"""Measures of the frontal plane: signs and zeros, on figures and on bodies drawn by hand."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.figures import CLAM_THIGH, HIP_WIDTH, LEG, TRUNK, Camera, Clam, Front2D, OnTheSide
from support.watching import assert_measured, joints_of, measured

from formcheck.kinematics.frontal import THIGH_OVER_TRUNK
from formcheck.pose.features import SidedPose
from formcheck.pose.geometry import UNKNOWN

if TYPE_CHECKING:
    from formcheck.pose.joints import Side

FACING, ON_SIDE = Front2D(), OnTheSide()


@pytest.mark.parametrize("working", ["left", "right"])
@pytest.mark.parametrize(
    ("name", "now", "start", "value"),
    [
        ("hip_abduction_to_trunk", Front2D(hike=12), None, 12.0),
        ("hip_abduction_to_trunk", Front2D(lean=12), None, -12.0),
        ("hip_abduction_to_trunk", OnTheSide(abduction=30), None, 30.0),
        ("hip_abduction_to_trunk", OnTheSide(abduction=-10), None, -10.0),
        ("pelvic_obliquity", Front2D(hike=8), None, 8.0),
        ("thigh_outward", Front2D(abduction=25), None, 25.0),
        ("thigh_outward", Front2D(abduction=-12), None, -12.0),
        ("trunk_lateral_lean", Front2D(lean=14), None, 14.0),
        ("knee_valgus", Front2D(valgus=9), None, 9.0),
        ("ankle_past_midline", FACING, None, -1.0),
        ("pelvis_to_trunk", OnTheSide(hike=12), None, 12.0),
        ("pelvis_to_trunk", OnTheSide(hike=12, lean=12), None, 0.0),
        ("thigh_foreshortening", Front2D(thigh_length=0.87), FACING, 0.87),
        ("shank_foreshortening", Front2D(shank_length=0.9), FACING, 0.9),
        ("hip_stack", OnTheSide(hip_line=0.85), ON_SIDE, 0.85),
        ("hip_stack", OnTheSide(hip_line=1.0), ON_SIDE, 1.0),
        ("leg_outward", Front2D(abduction=25), Front2D(abduction=5), 20.0),
        ("leg_outward", Front2D(abduction=25, lean=9), FACING, 25.0),
        ("other_leg_outward", Front2D(other_abduction=12), None, 12.0),
        ("hips_sink", Front2D(root=30 - 42j), FACING, 0.0),
        ("hips_sink", Front2D(abduction=30), FACING, 0.0),
        ("foot_travel", Front2D(root=13j), FACING, 0.1),
        ("other_foot_travel", Front2D(root=13j), FACING, 0.1),
        ("other_foot_travel", Front2D(abduction=30), FACING, 0.0),
        ("stiller_foot_travel", Front2D(abduction=30), FACING, 0.0),
        ("foot_outward", FACING, None, HIP_WIDTH / 2 / TRUNK),
        ("foot_outward", Front2D(abduction=30), None, (HIP_WIDTH / 2 + LEG / 2) / TRUNK),
        ("hips_over_foot", FACING, None, LEG / TRUNK),
        ("hips_over_foot", ON_SIDE, None, HIP_WIDTH / 2 / TRUNK),
        ("hips_aside", Front2D(root=-26 + 9j), FACING, 0.2),
        ("feet_gap", Clam(opening=40), Clam(), 0.0),
        ("feet_gap", Clam(feet=0.2), Clam(), 0.2),
    ],
    ids=lambda part: part if isinstance(part, str) else None,
)
def test_measure_has_its_sign_and_zero(
    name: str, now: Front2D, start: Front2D | None, value: float, working: Side
) -> None:
    assert_measured(name, now, start, value, working=working)


# --- Bodies drawn by hand: nothing here comes from the performer ---------------------------------

STANDING = SidedPose(
    **dict.fromkeys(SidedPose._fields, UNKNOWN)
    | {
        "shoulder": 40 + 300j, "other_shoulder": -40 + 300j,
        "hip": 30 + 200j, "other_hip": -30 + 200j,
        "knee": 30 + 100j, "other_knee": -30 + 100j,
        "ankle": 30 + 0j, "other_ankle": -30 + 0j,
    }
)  # fmt: skip
SITTING = STANDING._replace(
    knee=30 + 180j, ankle=30 + 80j, other_knee=-30 + 180j, other_ankle=-30 + 80j
)
WIDE = 200 * math.tan(math.radians(20))


@pytest.mark.parametrize(
    ("name", "now", "value"),
    [
        ("other_foot_lift", STANDING, 0),
        ("other_foot_lift", STANDING._replace(other_ankle=-30 + 20j), 5.739),
        ("other_foot_lift", STANDING._replace(other_ankle=-30 - 20j), -5.739),
        ("other_foot_lift", STANDING._replace(other_ankle=-30 + 900j), 90),
        ("leg_spread", STANDING, 0),
        ("leg_spread", STANDING._replace(ankle=30 + WIDE + 0j), 20),
        ("leg_spread", STANDING._replace(ankle=30 - WIDE + 0j), -20),
        # A side step turns both legs outward, a lift only one.
        (
            "less_outward_leg",
            STANDING._replace(ankle=30 + WIDE / 2 + 0j, other_ankle=-30 - WIDE / 2 + 0j),
            10.31,
        ),
        ("less_outward_leg", STANDING._replace(ankle=30 + WIDE + 0j), 0),
        ("less_outward_leg", STANDING._replace(other_ankle=0j), -8.53),
        ("seated_knee_out", SITTING, 0),
        ("seated_knee_out", SITTING._replace(knee=80 + 180j), 30),
        ("seated_knee_out", SITTING._replace(knee=-20 + 180j), -30),
        ("ankle_to_other_knee", SITTING._replace(ankle=-30 + 180j), 0),
        ("ankle_to_other_knee", SITTING._replace(ankle=20 + 180j), 0.5),
        ("other_thigh_seen", STANDING, 1),
        ("other_thigh_seen", SITTING, 0.2),
        ("knee_valgus", STANDING._replace(knee=20 + 100j), 2 * math.degrees(math.atan(0.1))),
        ("ankle_past_midline", STANDING._replace(ankle=-20 + 0j), -10 / 60),
        ("ankle_past_midline", STANDING._replace(ankle=-42 + 0j), 12 / 60),
    ],
)
def test_measure_of_a_drawn_body(name: str, now: SidedPose, value: float) -> None:
    assert measured(name, now) == pytest.approx(value, abs=0.01)


# --- Lying on the side ---------------------------------------------------------------------------


@given(st.floats(-5, 85), st.floats(20, 75), st.floats(-6, 6), st.floats(0, 0.1))
def test_knee_opening_is_the_turn_about_the_line_from_hip_to_foot(
    opening: float, bend: float, roll_deg: float, feet: float
) -> None:
    body = Clam(opening=opening, bend=bend, feet=feet)
    seen, rest = (
        joints_of(clam, camera=Camera(roll_deg=roll_deg)) for clam in (body, Clam(bend=bend))
    )
    assert measured("knee_opening", seen, rest) == pytest.approx(opening, abs=0.05)


@given(st.floats(0, 45), st.floats(0, 0.3))
def test_feet_nearer_to_each_other_than_the_hips_open_no_knees(
    opening: float, nearer: float
) -> None:
    def seen(opening_deg: float) -> SidedPose:
        body = joints_of(Clam(opening=opening_deg))
        return body._replace(ankle=body.ankle - 1j * nearer * TRUNK)

    rest = seen(0.0)
    assert measured("knee_opening", rest) == pytest.approx(0, abs=2.0)
    assert measured("knee_opening", seen(opening), rest) == pytest.approx(opening, abs=4.0)


def test_knee_opening_grows_upwards_to_a_right_angle_at_most() -> None:
    wide, body = joints_of(Clam(opening=90.0)), joints_of(Clam())
    assert measured("knee_opening", wide._replace(knee=wide.knee + 30j)) == 90.0
    assert measured("knee_opening", body._replace(knee=body.knee + 20j)) > 10
    assert measured("knee_opening", body._replace(knee=body.knee - 20j)) < -10
    assert measured("knee_opening", body._replace(other_knee=body.other_knee - 20j)) > 10


@pytest.mark.parametrize("bend", [45.0, 60.0])
def test_right_angle_at_the_knee_brings_the_foot_near_wherever_it_points(bend: float) -> None:
    bent = measured("leg_stretch", joints_of(Clam(bend=bend)))
    assert bent < min(CLAM_THIGH / TRUNK * 2**0.5 + 1e-6, 1.25)
    assert measured("leg_stretch", joints_of(OnTheSide())) > 1.6


def test_thigh_is_a_little_shorter_than_the_trunk() -> None:
    assert pytest.approx(0.245 / 0.288, abs=0.005) == THIGH_OVER_TRUNK


# --- Foreshortening ------------------------------------------------------------------------------


@pytest.mark.parametrize(("turn_deg", "ratio"), [(0.0, 1.0), (26.0, 0.9), (30.0, 0.87)])
def test_foreshortening_is_the_cosine_of_the_turn_out_of_the_picture(
    turn_deg: float, ratio: float
) -> None:
    turned = joints_of(Front2D(thigh_length=math.cos(math.radians(turn_deg))))
    value = measured("thigh_foreshortening", turned, joints_of(FACING))
    assert value == pytest.approx(ratio, abs=0.005)


def test_foreshortening_does_not_change_with_distance_and_needs_a_thigh() -> None:
    start, near = joints_of(FACING), joints_of(FACING, camera=Camera(scale=1.3))
    for name in ("thigh_foreshortening", "shank_foreshortening"):
        assert measured(name, near, start) == pytest.approx(1, abs=1e-4)
    assert math.isnan(measured("thigh_foreshortening", start, start._replace(knee=start.hip)))
