"""Every clinical measure, against closed forms, hand-drawn bodies and its own conventions."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from support.performer import (
    Camera,
    Front2D,
    Side2D,
    pose_of,
)
from support.truths import (
    FRONT_TRUTH,
    GRAVITY_SIGN,
    OBLIQUE_TRUTH,
    SIDE_TRUTH,
    TURNED_WITH_PICTURE,
    wrapped,
)
from support.watching import joints_of, joints_seen, measured, mirrored

from formcheck.kinematics.measures import MEASURES, measure, measures, shown
from formcheck.pose.features import SidedPose
from formcheck.pose.geometry import UNKNOWN
from formcheck.pose.joints import Joint, other_side
from formcheck.pose.pose import Pose

if TYPE_CHECKING:
    from collections.abc import Callable

    from formcheck.pose.joints import Side

    SideTruth: TypeAlias = Callable[[Side2D, Side2D], float]
    FrontTruth: TypeAlias = Callable[[Front2D, Front2D], float]


HEIGHTS = {"step_rise", "other_foot_lift", "hips_height"}
"""What is a height and is counted in degrees."""

IN_FRONT_NAMES = FRONT_TRUTH.keys() | OBLIQUE_TRUTH.keys()


def within(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high)


ROOTS = st.builds(complex, within(-80, 80), within(-80, 80))
SIDE_FIGURES = st.builds(
    Side2D,
    trunk=within(-120, 80),
    hip=within(-40, 130),
    knee=within(-5, 150),
    other_hip=within(-40, 130),
    other_knee=within(-5, 150),
    foot=within(60, 150),
    other_foot=within(60, 150),
    other_hip_drop=within(-0.2, 0.2),
    heel_up=within(0, 0.3),
    root=ROOTS,
)
FRONT_FIGURES = st.builds(
    Front2D,
    lean=within(-30, 30),
    hike=within(-20, 20),
    abduction=within(-30, 70),
    other_abduction=within(-20, 30),
    valgus=within(-30, 30),
    thigh_length=within(0.6, 1.2),
    shank_length=within(0.6, 1.2),
    root=ROOTS,
)
SIDES = st.sampled_from(["left", "right"])
CAMERAS = st.builds(
    Camera,
    size_px=st.tuples(st.integers(64, 4000), st.integers(64, 4000)),
    at_px=st.builds(complex, within(200, 900), within(-900, -200)),
    scale=within(0.4, 2.0),
)


# --- Recovery ----------------------------------------------------------------------------------


def test_every_measure_has_a_truth() -> None:
    assert SIDE_TRUTH.keys() | FRONT_TRUTH.keys() | OBLIQUE_TRUTH.keys() == MEASURES.keys()
    assert {MEASURES[name].plane for name in SIDE_TRUTH} == {"side"}
    oblique = {name for name in MEASURES if MEASURES[name].plane == "oblique"}
    assert oblique == OBLIQUE_TRUTH.keys()
    assert {MEASURES[name].plane for name in FRONT_TRUTH} == {"front"}


@given(SIDE_FIGURES, SIDE_FIGURES, SIDES, CAMERAS)
def test_every_side_measure_is_recovered(
    now: Side2D, start: Side2D, working: Side, camera: Camera
) -> None:
    bodies = [joints_of(body, working=working, camera=camera) for body in (now, start)]
    for name, truth in SIDE_TRUTH.items():
        error = measured(name, *bodies) - truth(now, start)
        if MEASURES[name].unit == "deg":
            error = wrapped(error)
        assert abs(error) < 1e-3, name


@given(FRONT_FIGURES, FRONT_FIGURES, SIDES, CAMERAS)
def test_every_front_measure_is_recovered(
    now: Front2D, start: Front2D, working: Side, camera: Camera
) -> None:
    bodies = [joints_of(body, working=working, camera=camera) for body in (now, start)]
    for name, truth in (FRONT_TRUTH | OBLIQUE_TRUTH).items():
        assert measured(name, *bodies) == pytest.approx(truth(now, start), abs=1e-3), name


@given(SIDE_FIGURES, SIDES)
def test_the_bend_of_the_hip_is_thigh_plus_trunk(body: Side2D, working: Side) -> None:
    joints = joints_of(body, working=working)
    parts = measured("thigh_inclination", joints) + measured("trunk_inclination", joints)
    assert wrapped(measured("hip_flexion", joints) - parts) == pytest.approx(0, abs=1e-9)


@given(SIDE_FIGURES, SIDES)
def test_a_straight_leg_over_the_floor_is_the_thigh_less_a_right_angle(
    body: Side2D, working: Side
) -> None:
    joints = joints_of(replace(body, knee=0.0), working=working)
    gap = measured("thigh_inclination", joints) - measured("leg_elevation", joints)
    assert wrapped(gap) == pytest.approx(90, abs=1e-3)


# --- Properties --------------------------------------------------------------------------------

GRAVITY = {
    "thigh_inclination": 1,
    "thigh_swing": 1,
    "trunk_inclination": -1,
    "leg_elevation": 1,
    "thigh_elevation": 1,
    "pelvic_obliquity": 1,
    "thigh_outward": 1,
    "trunk_lateral_lean": 1,
    **GRAVITY_SIGN,
}
"""Measures against gravity, and the sign with which a turn of the picture enters them."""
DEGREES = [
    name for name, row in MEASURES.items() if row.unit == "deg" and name not in TURNED_WITH_PICTURE
]


@given(SIDE_FIGURES, FRONT_FIGURES, SIDES, CAMERAS)
def test_place_size_and_shape_of_the_picture_change_nothing(
    side_body: Side2D, front_body: Front2D, working: Side, camera: Camera
) -> None:
    for body in (side_body, front_body):
        start = type(body)()
        here = [joints_of(figure, working=working) for figure in (body, start)]
        there = [joints_of(figure, working=working, camera=camera) for figure in (body, start)]
        for name in SIDE_TRUTH if isinstance(body, Side2D) else IN_FRONT_NAMES:
            gap = measured(name, *there) - measured(name, *here)
            assert abs(wrapped(gap)) < 2e-3, name


@given(SIDE_FIGURES, FRONT_FIGURES, SIDES, within(-60, 60))
def test_a_turned_picture_changes_only_what_is_measured_against_gravity(
    side_body: Side2D, front_body: Front2D, working: Side, roll_deg: float
) -> None:
    rolled = Camera(roll_deg=roll_deg)
    # The performer's picture is reversed for a left side view and a right front view.
    for body, straight in ((side_body, working == "right"), (front_body, working == "left")):
        now, start = (joints_of(figure, working=working) for figure in (body, type(body)()))
        then = joints_seen(
            pose_of(body, working=working, camera=rolled),
            "side" if isinstance(body, Side2D) else "front",
            working,
        )
        turn_deg = roll_deg if straight else -roll_deg
        for name in (
            set(DEGREES)
            & (SIDE_TRUTH if body is side_body else FRONT_TRUTH | OBLIQUE_TRUTH).keys()
        ):
            gap = measured(name, then, start) - measured(name, now, start)
            gap -= GRAVITY.get(name, 0) * turn_deg
            assert abs(wrapped(gap)) < 1e-3, name


# Whole pixels, so that reversing x rounds nothing and the answers must agree to the last bit.
PIXELS = arrays(np.float32, (33, 2), elements=st.integers(2, 2000).map(float))
WORLDS = arrays(np.float32, (33, 3), elements=st.integers(-64, 64).map(lambda n: n / 32))
SEEN = arrays(np.float32, 33, elements=st.sampled_from([0.3, 0.6, 0.9]))


@given(PIXELS, PIXELS, WORLDS, SEEN, SIDES)
def test_a_mirror_swaps_left_and_right_exactly(
    image: np.ndarray, image_then: np.ndarray, world: np.ndarray, seen: np.ndarray, working: Side
) -> None:
    poses = [Pose(0, 0.0, (2002, 1000), picture, world, seen) for picture in (image, image_then)]
    for name, row in MEASURES.items():
        if row.plane == "side" and not world_depth(world):
            continue  # neither side is nearer
        if row.plane != "side" and not facing(image) * facing(image_then) > 0:
            continue  # the person turned round, and outward is on the other side of the picture
        here = [joints_seen(pose, row.plane, working) for pose in poses]
        there = [joints_seen(mirrored(pose), row.plane, other_side(working)) for pose in poses]
        one, two = row.value(*here), row.value(*there)
        assert one == two or (math.isnan(one) and math.isnan(two)), name


def world_depth(world: np.ndarray) -> float:
    left, right = [Joint.LEFT_SHOULDER, Joint.LEFT_HIP], [Joint.RIGHT_SHOULDER, Joint.RIGHT_HIP]
    return float((world[left].astype(float) - world[right]).sum(axis=0)[2])


def facing(image: np.ndarray) -> float:
    """A number that is positive for a back, negative for a front, and 0 seen edge-on."""
    left, right, hips_left, hips_right = (
        complex(*image[row].astype(float))
        for row in (
            Joint.LEFT_SHOULDER,
            Joint.RIGHT_SHOULDER,
            Joint.LEFT_HIP,
            Joint.RIGHT_HIP,
        )
    )
    across = left + hips_left - right - hips_right
    trunk = left - hips_left + right - hips_right
    return (across.conjugate() * trunk).imag


# --- What is unknown ---------------------------------------------------------------------------


def bent(name: str) -> tuple[SidedPose, SidedPose]:
    """A body and a start position in which a measure has a value."""
    if MEASURES[name].plane == "side":
        body = Side2D(trunk=10, hip=30, knee=40, other_hip=20, other_knee=15, root=5 + 7j)
        return joints_of(body), joints_of(Side2D())
    return joints_of(Front2D(abduction=20, lean=5, hike=3)), joints_of(Front2D())


@pytest.mark.parametrize("name", MEASURES)
def test_measure_needs_the_joints_of_its_row_and_no_other(name: str) -> None:
    now, start = bent(name)
    joints = set(MEASURES[name].joints)
    value = measured(name, now, start)
    assert not math.isnan(value)
    for joint in joints:
        hidden = [body._replace(**{joint: UNKNOWN}) for body in (now, start)]
        assert math.isnan(measured(name, *hidden)), joint
    others = dict.fromkeys(set(SidedPose._fields) - joints, UNKNOWN)
    assert measured(name, now._replace(**others), start._replace(**others)) == value
    point = SidedPose(*[1 + 1j] * len(SidedPose._fields))
    assert math.isnan(measured(name, point, point)), "a body without size"


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_says_what_it_is(name: str) -> None:
    row = MEASURES[name]
    assert row.name == name
    assert row.title
    assert row.sign
    assert row.is_height == (name in HEIGHTS)
    assert row.is_angle == (row.unit == "deg" and name not in HEIGHTS)
    assert row.zero or row.unit == "ratio"
    assert set(row.joints) <= set(SidedPose._fields)
    assert row.corner is None or {row.corner.joint, row.corner.end} <= set(row.joints)


@pytest.mark.parametrize("name", MEASURES)
def test_people_read_degrees_only_of_an_angle(name: str) -> None:
    row = MEASURES[name]
    value = 0.3 if row.unit == "ratio" else 30.0
    texts = shown(name, value), shown(name, value, short=True)
    if row.is_angle:
        assert texts == ("30°", "30°")
    else:
        part = "50 %" if row.is_height else "30 %"  # the sine of 30 degrees
        assert texts[0].startswith(f"{part} of the ")
        assert texts[1] == part


def test_a_shown_value_is_whole_and_without_a_negative_zero() -> None:
    assert shown("hip_flexion", -0.4) == "0°"
    assert shown("hip_rise", -0.004, short=True) == "0 %"
    assert shown("hip_flexion", 61.6) == "62°"
    assert shown("hip_flexion", 61.6, step=5) == "60°"
    assert shown("step_rise", 10.0, step=5) == "15 % of the leg"
    assert shown("step_rise", math.nan) == shown("hip_flexion", math.nan) == "?"


def test_measure_needs_a_function_and_prints_in_one_line() -> None:
    assert measures() is MEASURES
    assert repr(measures()["hip_rise"]) == "Measure('hip_rise', unit='ratio', plane='side')"
    with pytest.raises(ValueError, match="expected a function for now or change, got neither"):
        measure("nothing", "nothing", "hip", unit="deg", plane="side")
    assert "nothing" not in MEASURES


def test_titles_tell_measures_apart() -> None:
    assert len({row.title for row in MEASURES.values()}) == len(MEASURES)
