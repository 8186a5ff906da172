"""Measures of the oblique view: signs, zeros, and how a true angle is seen."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from support.figures import OFF_DEG, Oblique2D
from support.watching import assert_measured

if TYPE_CHECKING:
    from formcheck.pose.joints import Side


@pytest.mark.parametrize("working", ["left", "right"])
@pytest.mark.parametrize(
    ("name", "now", "start", "value"),
    [
        ("thigh_aside", Oblique2D(abduction=25), None, 25.0),
        ("thigh_aside", Oblique2D(), None, 0.0),
        ("foot_over_knee", Oblique2D(abduction=25), Oblique2D(abduction=25), 0.0),
        ("hip_lift", Oblique2D(hip_up=0.2), Oblique2D(), 0.2),
        ("hip_lift", Oblique2D(abduction=25), Oblique2D(hip_up=0.1), -0.1),
    ],
)
def test_measure_has_its_sign_and_zero(
    name: str, now: Oblique2D, start: Oblique2D | None, value: float, working: Side
) -> None:
    assert_measured(name, now, start, value, working=working)


@pytest.mark.parametrize(("true_deg", "seen_deg"), [(20, 16), (35, 30), (45, 39)])
def test_a_thigh_that_goes_aside_is_seen_smaller_by_the_cosine(
    true_deg: float, seen_deg: float
) -> None:
    aside = math.tan(math.radians(true_deg)) * math.cos(math.radians(OFF_DEG))
    assert math.degrees(math.atan(aside)) == pytest.approx(seen_deg, abs=0.7)
