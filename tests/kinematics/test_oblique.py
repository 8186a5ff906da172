"""Measures of people with their face down: signs, drawn bodies, and the view that is oblique."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.figures import OFF_DEG, Oblique2D, Side2D
from support.performer import Camera, pose_of
from support.watching import posture_of, posture_seen

from formcheck.kinematics.measures import MEASURES
from formcheck.pose.features import plane_points
from formcheck.pose.view import (
    OBLIQUE_LEAST_DEG,
    OBLIQUE_MOST_DEG,
    View,
    ViewTracker,
    reversed_for,
)

if TYPE_CHECKING:
    from formcheck.pose.joints import Side

PRONE = Side2D(trunk=90.0)
FOURS = Side2D(trunk=80.0, hip=80.0, knee=90.0, other_hip=80.0, other_knee=90.0)


def measured(name: str, now: object, start: object = None) -> float:
    postures = [None if body is None else posture_of(body) for body in (now, start)]  # type: ignore[arg-type]
    return MEASURES[name].function(*postures)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "now", "value"),
    [
        ("hip_flexion", Side2D(trunk=90, hip=-10), -10.0),
        ("hip_flexion", FOURS, 80.0),
        ("knee_flexion", Side2D(trunk=90, knee=25), 25.0),
        ("thigh_aside", Oblique2D(abduction=25), 25.0),
        ("thigh_aside", Oblique2D(), 0.0),
    ],
)
def test_signs_and_zeros(name: str, now: object, value: float) -> None:
    assert measured(name, now) == pytest.approx(value, abs=1e-3)


@pytest.mark.parametrize(
    ("name", "now", "start", "value"),
    [
        ("trunk_turn", Side2D(trunk=95), FOURS, 15.0),
        ("hip_shift", Side2D(trunk=80, root=13 + 0j), FOURS, 0.1),
        ("hip_shift", Side2D(trunk=80, root=-26 + 9j), FOURS, -0.2),
        ("head_rise", Side2D(trunk=90, head_up=0.2), PRONE, 0.2),
        ("hip_rise", Side2D(trunk=90, root=13j), PRONE, 0.1),
        ("hip_lift", Oblique2D(hip_up=0.2), Oblique2D(), 0.2),
        ("hip_lift", Oblique2D(abduction=25), Oblique2D(hip_up=0.1), -0.1),
    ],
)
def test_changes_since_the_start(name: str, now: object, start: object, value: float) -> None:
    assert measured(name, now, start) == pytest.approx(value, abs=1e-3)
    assert math.isnan(measured(name, now))


@given(st.floats(-40, 40))
def test_a_turned_picture_turns_both_ends_of_a_change(roll_deg: float) -> None:
    rolled = Camera(roll_deg=roll_deg)
    now, start = (
        posture_seen(pose_of(body, camera=rolled), "side", "left")
        for body in (Side2D(trunk=95), FOURS)
    )
    assert MEASURES["trunk_turn"].function(now, start) == pytest.approx(15.0, abs=1e-3)


@pytest.mark.parametrize(("true_deg", "seen_deg"), [(20, 16), (35, 30), (45, 39)])
def test_a_thigh_that_goes_aside_is_seen_smaller_by_the_cosine(
    true_deg: float, seen_deg: float
) -> None:
    aside = math.tan(math.radians(true_deg)) * math.cos(math.radians(OFF_DEG))
    assert math.degrees(math.atan(aside)) == pytest.approx(seen_deg, abs=0.7)


@pytest.mark.parametrize("working", ["left", "right"])
def test_somebody_before_and_aside_is_seen_obliquely(working: Side) -> None:
    pose = pose_of(Oblique2D(abduction=20), working=working)
    view = ViewTracker().update(pose)
    assert view.suits("oblique")
    assert not view.suits("side")
    assert view.near == working
    points = plane_points(pose)
    assert reversed_for("oblique", view.near, working, points) == (working == "right")


@pytest.mark.parametrize(
    ("plane", "yaw_deg", "suits"),
    [
        ("between", 45.0, True),
        ("front", 60.0, True),
        ("front", OBLIQUE_MOST_DEG + 1, False),
        ("side", 32.0, True),
        ("side", OBLIQUE_LEAST_DEG - 1, False),
        ("between", math.nan, False),
    ],
)
def test_an_oblique_view_lies_between_the_side_and_the_front(
    *, plane: str, yaw_deg: float, suits: bool
) -> None:
    view = View(plane, yaw_deg, "left")  # type: ignore[arg-type]
    assert view.suits("oblique") == suits


def test_a_plain_side_view_is_not_oblique() -> None:
    assert not ViewTracker().update(pose_of(Side2D())).suits("oblique")
