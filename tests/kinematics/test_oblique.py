"""Measures of people with their face down: signs, drawn bodies, and the view that is oblique."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from support.figures import OFF_DEG, Oblique2D, Side2D
from support.performer import pose_of
from support.watching import measured, posture_of

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


@pytest.mark.parametrize("working", ["left", "right"])
@pytest.mark.parametrize(
    ("name", "now", "start", "value"),
    [
        ("thigh_aside", Oblique2D(abduction=25), None, 25.0),
        ("thigh_aside", Oblique2D(), None, 0.0),
        ("hip_lift", Oblique2D(hip_up=0.2), Oblique2D(), 0.2),
        ("hip_lift", Oblique2D(abduction=25), Oblique2D(hip_up=0.1), -0.1),
    ],
)
def test_measure_has_its_sign_and_zero(
    name: str, now: Oblique2D, start: Oblique2D | None, value: float, working: Side
) -> None:
    then = None if start is None else posture_of(start, working=working)
    found = measured(name, posture_of(now, working=working), then)
    assert found == pytest.approx(value, abs=1e-3)


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
