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
from support.watching import measured, mirrored, posture_of, posture_seen

from formcheck.kinematics.measures import MEASURES
from formcheck.kinematics.sagittal import CLEARLY_BENT_DEG, FLAT_WITHIN_DEG
from formcheck.pose.features import SidedPose
from formcheck.pose.geometry import UNKNOWN
from formcheck.pose.joints import Joint, other_side
from formcheck.pose.pose import Pose

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.performer import Figure

    from formcheck.pose.joints import Side

    SideTruth: TypeAlias = Callable[[Side2D, Side2D], float]
    FrontTruth: TypeAlias = Callable[[Front2D, Front2D], float]


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
    postures = [posture_of(body, working=working, camera=camera) for body in (now, start)]
    for name, truth in SIDE_TRUTH.items():
        error = measured(name, *postures) - truth(now, start)
        if MEASURES[name].unit == "deg":
            error = wrapped(error)
        assert abs(error) < 1e-3, name


@given(FRONT_FIGURES, FRONT_FIGURES, SIDES, CAMERAS)
def test_every_front_measure_is_recovered(
    now: Front2D, start: Front2D, working: Side, camera: Camera
) -> None:
    postures = [posture_of(body, working=working, camera=camera) for body in (now, start)]
    for name, truth in (FRONT_TRUTH | OBLIQUE_TRUTH).items():
        assert measured(name, *postures) == pytest.approx(truth(now, start), abs=1e-3), name


@given(SIDE_FIGURES, SIDES)
def test_the_bend_of_the_hip_is_thigh_plus_trunk(body: Side2D, working: Side) -> None:
    posture = posture_of(body, working=working)
    parts = measured("thigh_inclination", posture) + measured("trunk_inclination", posture)
    assert wrapped(measured("hip_flexion", posture) - parts) == pytest.approx(0, abs=1e-9)


@given(SIDE_FIGURES, SIDES)
def test_a_straight_leg_over_the_floor_is_the_thigh_less_a_right_angle(
    body: Side2D, working: Side
) -> None:
    posture = posture_of(replace(body, knee=0.0), working=working)
    gap = measured("thigh_inclination", posture) - measured("leg_elevation", posture)
    assert wrapped(gap) == pytest.approx(90, abs=1e-3)


# --- Signs, one by one -------------------------------------------------------------------------

IN_FRONT = Side2D()
SUPINE = Side2D(trunk=-90, other_hip=45, other_knee=90)
FACING = Front2D()


@pytest.mark.parametrize(
    ("name", "body", "value"),
    [
        ("hip_flexion", Side2D(hip=30), 30.0),
        ("hip_flexion", Side2D(hip=-12), -12.0),
        ("hip_flexion", Side2D(trunk=20, hip=20), 20.0),
        ("other_hip_flexion", Side2D(other_hip=85), 85.0),
        ("knee_flexion", Side2D(knee=60), 60.0),
        ("knee_flexion", Side2D(knee=-4), -4.0),
        ("other_knee_flexion", Side2D(other_knee=90), 90.0),
        ("thigh_inclination", Side2D(hip=90), 90.0),
        ("thigh_inclination", Side2D(trunk=20, hip=12), -8.0),
        ("trunk_inclination", Side2D(trunk=25), 25.0),
        ("trunk_inclination", Side2D(trunk=-8), -8.0),
        ("trunk_inclination", SUPINE, -90.0),
        ("leg_elevation", replace(SUPINE, hip=35), 35.0),
        ("leg_elevation", replace(SUPINE, hip=-5), -5.0),
        ("thigh_difference", Side2D(hip=10, other_hip=30), 20.0),
        ("shank_slope", IN_FRONT, 1.0),
        ("shank_slope", Side2D(knee=90), 0.0),
        ("other_foot_rise", IN_FRONT, 0.0),
        ("step_length", Side2D(hip=-30, other_hip=30), 1.0),
        ("hip_abduction_to_trunk", Front2D(hike=12), 12.0),
        ("hip_abduction_to_trunk", Front2D(lean=12), -12.0),
        ("pelvic_obliquity", Front2D(hike=8), 8.0),
        ("thigh_outward", Front2D(abduction=25), 25.0),
        ("thigh_outward", Front2D(abduction=-12), -12.0),
        ("trunk_lateral_lean", Front2D(lean=14), 14.0),
        ("knee_valgus", Front2D(valgus=9), 9.0),
        ("ankle_past_midline", FACING, -1.0),
    ],
    ids=lambda part: part if isinstance(part, str) else None,
)
@pytest.mark.parametrize("working", ["left", "right"])
def test_signs_and_zeros(name: str, body: Figure, value: float, working: Side) -> None:
    assert measured(name, posture_of(body, working=working)) == pytest.approx(value, abs=1e-3)


@pytest.mark.parametrize(
    ("name", "now", "start", "value"),
    [
        ("heel_rise", Side2D(heel_up=0.2), IN_FRONT, 0.2),
        ("ankle_travel", Side2D(root=13 + 0j), IN_FRONT, 0.1),
        ("hip_rise", Side2D(root=26j), IN_FRONT, 0.2),
        ("hip_rise", Side2D(root=-26j), IN_FRONT, -0.2),
        ("other_hip_rise", Side2D(other_hip_drop=0.15), IN_FRONT, -0.15),
        ("thigh_foreshortening", Front2D(thigh_length=0.87), FACING, 0.87),
        ("shank_foreshortening", Front2D(shank_length=0.9), FACING, 0.9),
    ],
    ids=lambda part: part if isinstance(part, str) else None,
)
def test_changes_since_the_start(name: str, now: Figure, start: Figure, value: float) -> None:
    postures = posture_of(now), posture_of(start)
    assert measured(name, *postures) == pytest.approx(value, abs=1e-3)
    assert math.isnan(measured(name, postures[0]))


# --- Bodies drawn by hand: nothing here comes from the performer -------------------------------

NOWHERE: dict[str, complex] = dict.fromkeys(SidedPose._fields, UNKNOWN)


def drawn(**points: complex) -> SidedPose:
    """A posture of the given points only (x forward or outward, y up)."""
    return SidedPose(**(NOWHERE | points))


def test_a_drawn_sitter_has_right_angles() -> None:
    sitter = drawn(shoulder=100j, hip=0j, knee=60 + 0j, ankle=60 - 60j, toe=80 - 65j)
    assert measured("hip_flexion", sitter) == pytest.approx(90)
    assert measured("knee_flexion", sitter) == pytest.approx(90)
    assert measured("thigh_inclination", sitter) == pytest.approx(90)
    assert measured("trunk_inclination", sitter) == pytest.approx(0)
    assert measured("shank_slope", sitter) == pytest.approx(1)
    assert measured("knee_past_toes", sitter) == pytest.approx(-20 / 60)


def test_a_drawn_stretch_has_the_thigh_behind_the_body() -> None:
    kneeling = drawn(shoulder=100j, hip=0j, knee=-10 - 60j, ankle=-70 - 62j)
    assert measured("hip_flexion", kneeling) == pytest.approx(-math.degrees(math.atan(1 / 6)))
    assert measured("knee_flexion", kneeling) > 70
    assert measured("shank_slope", kneeling) == pytest.approx(2 / math.hypot(60, 2))


def test_a_drawn_bow_bends_the_hip_without_the_thigh() -> None:
    bow = drawn(shoulder=100 + 100j, hip=0j, knee=-60j, ankle=-120j)
    assert measured("trunk_inclination", bow) == pytest.approx(45)
    assert measured("hip_flexion", bow) == pytest.approx(45)
    assert measured("thigh_inclination", bow) == pytest.approx(0)


def test_a_drawn_person_on_their_back_lifts_a_leg() -> None:
    # Head on the left, feet on the right, the leg up by a right-angled triangle of 3 and 4.
    raise_ = drawn(shoulder=-100 + 0j, hip=0j, knee=40 + 30j, ankle=80 + 60j)
    assert measured("leg_elevation", raise_) == pytest.approx(math.degrees(math.atan(3 / 4)))
    assert measured("trunk_inclination", raise_) == pytest.approx(-90)
    assert measured("knee_flexion", raise_) == pytest.approx(0)


def test_a_drawn_bridge_is_a_straight_line() -> None:
    bridge = drawn(shoulder=0j, hip=80 + 40j, knee=160 + 80j, ankle=160 + 0j)
    assert measured("hip_flexion", bridge) == pytest.approx(0)
    sagging = bridge._replace(hip=80 + 10j)
    assert measured("hip_flexion", sagging) > 30


def test_a_drawn_knock_knee_points_inward() -> None:
    legs = drawn(hip=30 + 0j, knee=20 - 100j, ankle=30 - 200j, other_hip=-30 + 0j)
    assert measured("knee_valgus", legs) == pytest.approx(2 * math.degrees(math.atan(0.1)))
    assert measured("thigh_outward", legs) < 0


@pytest.mark.parametrize("working", ["left", "right"])
@pytest.mark.parametrize(
    ("body", "swing_deg"),
    [
        (Side2D(trunk=-10, hip=-2), 0.0),  # rocking back: the thigh stays where it hung
        (Side2D(trunk=0, hip=-7), -15.0),
        (Side2D(trunk=10, hip=28), 10.0),
    ],
)
def test_a_thigh_swings_from_where_it_hung(working: Side, body: Side2D, swing_deg: float) -> None:
    start = posture_of(Side2D(trunk=0, hip=8), working=working)
    now = posture_of(body, working=working)
    assert measured("thigh_swing", now, start) == pytest.approx(swing_deg, abs=1e-3)
    assert math.isnan(measured("thigh_swing", now))


def test_crossed_feet_are_past_the_midline() -> None:
    feet = drawn(hip=30 + 0j, other_hip=-30 + 0j, ankle=-20 - 200j, other_ankle=-30 - 200j)
    assert measured("ankle_past_midline", feet) == pytest.approx(-10 / 60)
    crossed = feet._replace(ankle=-42 - 200j)
    assert measured("ankle_past_midline", crossed) == pytest.approx(12 / 60)


# --- Properties --------------------------------------------------------------------------------

GRAVITY = {
    "thigh_inclination": 1,
    "thigh_swing": 1,
    "trunk_inclination": -1,
    "leg_elevation": 1,
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
        here = [posture_of(figure, working=working) for figure in (body, start)]
        there = [posture_of(figure, working=working, camera=camera) for figure in (body, start)]
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
        now, start = (posture_of(figure, working=working) for figure in (body, type(body)()))
        then = posture_seen(
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
        here = [posture_seen(pose, row.plane, working) for pose in poses]
        there = [posture_seen(mirrored(pose), row.plane, other_side(working)) for pose in poses]
        one, two = row.function(*here), row.function(*there)
        assert one == two or (math.isnan(one) and math.isnan(two)), name


def world_depth(world: np.ndarray) -> float:
    left, right = [Joint.LEFT_SHOULDER, Joint.LEFT_HIP], [Joint.RIGHT_SHOULDER, Joint.RIGHT_HIP]
    return float((world[left].astype(float) - world[right]).sum(axis=0)[2])


# --- What is unknown ---------------------------------------------------------------------------


def bent(name: str) -> tuple[SidedPose, SidedPose]:
    """A posture and a start posture in which a measure has a value."""
    if MEASURES[name].plane == "side":
        body = Side2D(trunk=10, hip=30, knee=40, other_hip=20, other_knee=15, root=5 + 7j)
        return posture_of(body), posture_of(Side2D())
    return posture_of(Front2D(abduction=20, lean=5, hike=3)), posture_of(Front2D())


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_needs_the_joints_that_it_names(name: str) -> None:
    postures = bent(name)
    assert not math.isnan(measured(name, *postures))
    for joint in MEASURES[name].joints:
        hidden = [posture._replace(**{joint: UNKNOWN}) for posture in postures]
        assert math.isnan(measured(name, *hidden)), joint


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_needs_no_other_joint(name: str) -> None:
    now, start = bent(name)
    others = dict.fromkeys(set(SidedPose._fields) - set(MEASURES[name].joints), UNKNOWN)
    bare = [posture._replace(**others) for posture in (now, start)]
    assert measured(name, *bare) == measured(name, now, start)


@pytest.mark.parametrize("name", MEASURES)
def test_a_body_without_size_has_no_measures(name: str) -> None:
    point = SidedPose(*[1 + 1j] * len(SidedPose._fields))
    assert math.isnan(measured(name, point, point))


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_says_what_it_is(name: str) -> None:
    row = MEASURES[name]
    assert row.name == name
    assert row.title
    assert row.title == row.title.strip()
    assert row.sign
    assert bool(row.whole) == (row.unit == "ratio")
    assert row.zero or row.unit == "ratio"
    assert set(row.joints) <= set(SidedPose._fields)
    assert row.corner is None or {row.corner.joint, row.corner.end} <= set(row.joints)


@given(st.floats(-9.5, 9.5), st.floats(-20, 60), st.floats(-120, -60))
def test_a_lying_trunk_is_taken_as_level(tilt_deg: float, hip: float, trunk: float) -> None:
    start = posture_of(Side2D(trunk=-90 + tilt_deg, hip=50))
    now = posture_of(Side2D(trunk=trunk, hip=hip))
    found = measured("hip_flexion", now, start)
    assert found == pytest.approx(hip - tilt_deg, abs=1e-4)


@pytest.mark.parametrize("trunk", [-90 - FLAT_WITHIN_DEG - 1, -90 + FLAT_WITHIN_DEG + 1, 0])
def test_a_trunk_that_does_not_lie_is_no_level(trunk: float) -> None:
    now, start = posture_of(Side2D(trunk=-100, hip=12)), posture_of(Side2D(trunk=trunk))
    assert measured("hip_flexion", now, start) == pytest.approx(12)
    assert MEASURES["hip_flexion"].function(now, None) == pytest.approx(12)


def test_a_knee_behind_the_other_may_still_be_known_to_be_bent() -> None:
    bent_deg = CLEARLY_BENT_DEG + 1
    hidden = {"other_knee": UNKNOWN, "other_ankle": UNKNOWN}
    assert measured(
        "more_bent_knee", posture_of(Side2D(knee=bent_deg))._replace(**hidden)
    ) == pytest.approx(bent_deg)
    straight = posture_of(Side2D(knee=CLEARLY_BENT_DEG - 1))._replace(**hidden)
    assert math.isnan(measured("more_bent_knee", straight))
    assert math.isnan(measured("less_bent_knee", straight))


def test_titles_tell_measures_apart() -> None:
    assert len({row.title for row in MEASURES.values()}) == len(MEASURES)


@pytest.mark.parametrize(
    ("degrees", "ratio"), [(0.0, 1.0), (26.0, 0.9), (30.0, 0.87), (60.0, 0.5)]
)
def test_foreshortening_is_the_cosine_of_the_turn_out_of_the_picture(
    degrees: float, ratio: float
) -> None:
    turned = posture_of(Front2D(thigh_length=math.cos(math.radians(degrees))))
    value = measured("thigh_foreshortening", turned, posture_of(FACING))
    assert value == pytest.approx(ratio, abs=0.005)


def test_walking_nearer_is_not_foreshortening() -> None:
    near = posture_of(FACING, camera=Camera(scale=1.3))
    for name in ("thigh_foreshortening", "shank_foreshortening"):
        assert measured(name, near, posture_of(FACING)) == pytest.approx(1, abs=1e-4)


def test_a_start_without_a_thigh_gives_no_foreshortening() -> None:
    start = posture_of(FACING)
    assert math.isnan(
        measured("thigh_foreshortening", start, start._replace(knee=start.hip)),
    )
