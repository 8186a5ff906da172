"""Measures of the sagittal plane: signs and zeros, on figures and on bodies drawn by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.figures import Camera, Side2D, pose_of
from support.watching import assert_measured, joints_of, joints_seen, measured

from formcheck.kinematics.sagittal import CLEARLY_BENT_DEG, FLAT_WITHIN_DEG
from formcheck.pose.features import SidedPose
from formcheck.pose.geometry import UNKNOWN

if TYPE_CHECKING:
    from formcheck.pose.joints import Side

NOWHERE: dict[str, complex] = dict.fromkeys(SidedPose._fields, UNKNOWN)
BODY = Side2D()
SUPINE = Side2D(trunk=-90, other_hip=45, other_knee=90)
LYING = Side2D(trunk=-90)
PRONE = Side2D(trunk=90)
FOURS = Side2D(trunk=80, hip=80, knee=90, other_hip=80, other_knee=90)
SWING = Side2D(hip=8)


@pytest.mark.parametrize("working", ["left", "right"])
@pytest.mark.parametrize(
    ("name", "now", "start", "value"),
    [
        ("hip_flexion", Side2D(hip=30), None, 30.0),
        ("hip_flexion", Side2D(hip=-12), None, -12.0),
        ("hip_flexion", Side2D(trunk=20, hip=20), None, 20.0),
        ("hip_flexion", Side2D(trunk=90, hip=-10), None, -10.0),
        ("hip_flexion", FOURS, None, 80.0),
        ("other_hip_flexion", Side2D(other_hip=85), None, 85.0),
        ("knee_flexion", Side2D(knee=60), None, 60.0),
        ("knee_flexion", Side2D(knee=-4), None, -4.0),
        ("other_knee_flexion", Side2D(other_knee=90), None, 90.0),
        ("thigh_inclination", Side2D(hip=90), None, 90.0),
        ("thigh_inclination", Side2D(trunk=20, hip=12), None, -8.0),
        ("trunk_inclination", Side2D(trunk=25), None, 25.0),
        ("trunk_inclination", SUPINE, None, -90.0),
        ("leg_elevation", replace(SUPINE, hip=35), None, 35.0),
        ("leg_elevation", replace(SUPINE, hip=-5), None, -5.0),
        ("thigh_elevation", replace(SUPINE, hip=97, knee=110), None, 97.0),
        ("thigh_elevation", replace(SUPINE, hip=-10, knee=80), None, -10.0),
        ("thigh_difference", Side2D(hip=10, other_hip=30), None, 20.0),
        ("shank_slope", BODY, None, 1.0),
        ("shank_slope", Side2D(knee=90), None, 0.0),
        ("other_foot_rise", BODY, None, 0.0),
        ("other_leg_inclination", Side2D(trunk=5, other_hip=25), None, 20.0),
        ("bow_over_knees", Side2D(trunk=40, hip=55, knee=15), None, 25.0),
        ("step_length", Side2D(hip=-30, other_hip=30), None, 1.0),
        ("sole_tilt", BODY, None, 0.0),
        ("sole_tilt", Side2D(foot=55), None, 35.0),
        ("sole_tilt", Side2D(foot=100), None, -10.0),
        ("heel_rise", Side2D(heel_up=0.2), BODY, 0.2),
        ("ankle_travel", Side2D(root=13 + 0j), BODY, 0.1),
        ("hip_over_floor", LYING, LYING, 0.0),
        ("hip_over_floor", replace(LYING, root=26j), LYING, 0.2),
        ("shoulder_over_floor", LYING, LYING, 0.0),
        ("shoulder_over_floor", replace(LYING, root=26j), LYING, 0.2),
        ("other_ankle_travel", replace(LYING, hip=60), LYING, 0.0),
        ("other_ankle_travel", Side2D(root=13 + 0j), BODY, 0.1),
        ("hip_rise", Side2D(root=26j), BODY, 0.2),
        ("hip_rise", Side2D(root=-26j), BODY, -0.2),
        ("hip_rise", replace(PRONE, root=13j), PRONE, 0.1),
        ("other_hip_rise", Side2D(other_hip_drop=0.15), BODY, -0.15),
        ("trunk_turn", Side2D(trunk=95), FOURS, 15.0),
        ("hip_shift", Side2D(trunk=80, root=13 + 0j), FOURS, 0.1),
        ("hip_shift", Side2D(trunk=80, root=-26 + 9j), FOURS, -0.2),
        ("head_rise", replace(PRONE, head_up=0.2), PRONE, 0.2),
        ("foot_lift", replace(LYING, hip=30, knee=30), LYING, 0.5),
        ("shoulder_rise", replace(LYING, trunk=-60), LYING, 0.5),
        ("thigh_turned_away", Side2D(hip=40, knee=80, thigh_length=0.6), BODY, 0.6),
        ("leg_in_picture", Side2D(hip=40, knee=80, thigh_length=0.6), BODY, 0.8),
        ("thigh_turned_away", replace(LYING, knee=80, thigh_length=0.87), LYING, 0.87),
        # Rocking back: the thigh stays where it hung.
        ("thigh_swing", Side2D(trunk=-10, hip=-2), SWING, 0.0),
        ("thigh_swing", Side2D(hip=-7), SWING, -15.0),
        ("thigh_swing", Side2D(trunk=10, hip=28), SWING, 10.0),
    ],
    ids=lambda part: part if isinstance(part, str) else None,
)
def test_measure_has_its_sign_and_zero(
    name: str, now: Side2D, start: Side2D | None, value: float, working: Side
) -> None:
    assert_measured(name, now, start, value, working=working)


# --- Bodies drawn by hand: nothing here comes from the performer ---------------------------------


def drawn(**points: complex) -> SidedPose:
    """A body of the given points only (x forward, y up)."""
    return SidedPose(**(NOWHERE | points))


SITTER = drawn(shoulder=100j, hip=0j, knee=60 + 0j, ankle=60 - 60j, toe=80 - 65j)
KNEELING = drawn(shoulder=100j, hip=0j, knee=-10 - 60j, ankle=-70 - 62j)
BOW = drawn(shoulder=100 + 100j, hip=0j, knee=-60j, ankle=-120j)
# Head on the left, feet on the right, the leg up by a right-angled triangle of 3 and 4.
RAISE = drawn(shoulder=-100 + 0j, hip=0j, knee=40 + 30j, ankle=80 + 60j)
BRIDGE = drawn(shoulder=0j, hip=80 + 40j, knee=160 + 80j, ankle=160 + 0j)
STANDING = drawn(nose=10 + 240j, shoulder=200j, hip=100j, knee=50j, ankle=0j, other_ankle=-5 + 0j)
BOWED = STANDING._replace(shoulder=100 + 100j, nose=140 + 90j)  # a quarter turn of head and trunk
ON_STEP = STANDING._replace(ankle=30 + 20j)
OTHER_FOOT_HIDDEN = dict.fromkeys(("other_heel", "other_toe", "other_ankle"), UNKNOWN)
SOLES = STANDING._replace(heel=-5 - 5j, toe=15 - 8j, other_heel=-10 - 3j, other_toe=10 - 8j)
UP = SOLES._replace(heel=25 + 15j, toe=45 + 12j)
TIPTOE = SOLES._replace(heel=-5 + 30j)


@pytest.mark.parametrize(
    ("name", "now", "start", "value"),
    [
        ("hip_flexion", SITTER, None, 90),
        ("knee_flexion", SITTER, None, 90),
        ("thigh_inclination", SITTER, None, 90),
        ("trunk_inclination", SITTER, None, 0),
        ("shank_slope", SITTER, None, 1),
        ("knee_past_toes", SITTER, None, -20 / 60),
        ("hip_flexion", KNEELING, None, -math.degrees(math.atan(1 / 6))),
        ("shank_slope", KNEELING, None, 2 / math.hypot(60, 2)),
        ("trunk_inclination", BOW, None, 45),
        ("weight_before_foot", STANDING, None, 0),
        ("weight_before_foot", SITTER, None, -47.484 / 120),
        ("hip_flexion", BOW, None, 45),
        ("thigh_inclination", BOW, None, 0),
        ("leg_elevation", RAISE, None, math.degrees(math.atan(3 / 4))),
        ("trunk_inclination", RAISE, None, -90),
        ("knee_flexion", RAISE, None, 0),
        ("hip_flexion", BRIDGE, None, 0),
        ("shank_forward", STANDING, None, 0),
        ("shank_forward", STANDING._replace(knee=50 + 50j), None, 45),
        ("shank_forward", STANDING._replace(knee=-50 + 50j), None, -45),
        ("head_drop", BOWED, STANDING, 0),
        ("head_drop", STANDING._replace(nose=40 + 190j), STANDING, 90),
        ("head_drop", STANDING._replace(nose=-40 + 210j), STANDING, -90),
        *(
            ("step_rise", STANDING._replace(hip=STANDING.hip + 1j * rise), STANDING, angle)
            for rise, angle in [(0, 0), (50, 30), (-50, -30), (100, 90), (130, 90)]
        ),
        # In legs of the start, however they bend now.
        ("step_rise", STANDING._replace(hip=40 + 150j, knee=60 + 90j), STANDING, 30),
        ("ankle_rise", ON_STEP, STANDING, 0.2),
        ("ankle_rise", ON_STEP, ON_STEP, 0),
        # The floor is where the lower foot stood.
        ("foot_over_floor", UP, SOLES, 0.2),
        ("foot_over_floor", UP, UP, 0.2),
        ("foot_over_floor", UP, UP._replace(other_heel=UNKNOWN, other_toe=UNKNOWN), 0.12),
        ("foot_over_floor", UP, UP._replace(**OTHER_FOOT_HIDDEN), 0),
        ("foot_over_floor", TIPTOE, SOLES, 0),
        ("foot_over_floor", TIPTOE, TIPTOE, 0),
        ("hips_back", STANDING._replace(hip=-10 + 98j), STANDING, 0.1),
        ("hips_back", STANDING._replace(hip=10 + 98j), STANDING, -0.1),
    ],
)
def test_measure_of_a_drawn_body(
    name: str, now: SidedPose, start: SidedPose | None, value: float
) -> None:
    assert measured(name, now, start) == pytest.approx(value)


# --- Corrections ---------------------------------------------------------------------------------


@given(st.floats(-9.5, 9.5), st.floats(-20, 60), st.floats(-120, -60))
def test_lying_trunk_is_taken_as_level(tilt_deg: float, hip: float, trunk: float) -> None:
    start = joints_of(Side2D(trunk=-90 + tilt_deg, hip=50))
    now = joints_of(Side2D(trunk=trunk, hip=hip))
    assert measured("hip_flexion", now, start) == pytest.approx(hip - tilt_deg, abs=1e-4)


@pytest.mark.parametrize("trunk", [-90 - FLAT_WITHIN_DEG - 1, -90 + FLAT_WITHIN_DEG + 1, 0])
def test_trunk_that_does_not_lie_is_not_taken_as_level(trunk: float) -> None:
    now, start = joints_of(Side2D(trunk=-100, hip=12)), joints_of(Side2D(trunk=trunk))
    assert measured("hip_flexion", now, start) == pytest.approx(12)
    assert measured("hip_flexion", now) == pytest.approx(12)


def test_clearly_bent_knee_is_known_while_the_other_leg_is_hidden() -> None:
    hidden = {"other_knee": UNKNOWN, "other_ankle": UNKNOWN}
    bent, straight = (
        joints_of(Side2D(knee=CLEARLY_BENT_DEG + by))._replace(**hidden) for by in (1, -1)
    )
    assert measured("more_bent_knee", bent) == pytest.approx(CLEARLY_BENT_DEG + 1)
    assert math.isnan(measured("more_bent_knee", straight))
    assert math.isnan(measured("less_bent_knee", straight))


@given(st.floats(-40, 40))
def test_turned_picture_turns_both_ends_of_a_change(roll_deg: float) -> None:
    now, start = (
        joints_seen(pose_of(body, camera=Camera(roll_deg=roll_deg)), "side", "left")
        for body in (Side2D(trunk=95), FOURS)
    )
    assert measured("trunk_turn", now, start) == pytest.approx(15.0, abs=1e-3)
