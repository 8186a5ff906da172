"""Somebody who lies on the side: the upper leg works, whichever it is and wherever the head is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from figures import Camera, Front2D
from performances_lying import OnTheSide
from performer import perform, plan_for
from watching import posture_of, watch

from formcheck.coach import gate
from formcheck.coach.library import load

if TYPE_CHECKING:
    from formcheck.body.joints import Side

EXERCISES = ("clamshell", "sidelying_hip_abduction")


@pytest.mark.parametrize("name", EXERCISES)
@pytest.mark.parametrize(
    ("body", "roll_deg", "right"),
    [
        (OnTheSide(), 0.0, True),
        (OnTheSide(lean=39.0), 0.0, True),
        (OnTheSide(lean=41.0), 0.0, False),
        (OnTheSide(lean=-41.0), 0.0, False),
        (Front2D(), 0.0, False),
        (OnTheSide(), 180.0, False),  # the working leg is the lower one
    ],
)
def test_the_upper_side_of_a_lying_body_is_the_position(
    name: str, body: Front2D, roll_deg: float, *, right: bool
) -> None:
    posture = posture_of(body, camera=Camera(roll_deg=roll_deg))
    reason = gate.position_reason(load(name), posture, was_open=False)
    assert (reason is None) is right
    assert reason is None or "on your side" in reason.say


@pytest.mark.parametrize("name", EXERCISES)
def test_the_position_is_left_later_than_it_is_entered(name: str) -> None:
    posture = posture_of(OnTheSide(lean=45.0))
    assert gate.position_reason(load(name), posture, was_open=False) is not None
    assert gate.position_reason(load(name), posture, was_open=True) is None


@pytest.mark.parametrize("name", EXERCISES)
@pytest.mark.parametrize("side", ["left", "right"])
def test_only_the_upper_leg_is_looked_at(name: str, side: Side) -> None:
    exercise = load(name)
    seen = watch(exercise, perform(exercise, side=side, plan=plan_for(exercise, reps=1)))
    assert {reading.side for reading in seen.readings} == {side}


@pytest.mark.parametrize("name", EXERCISES)
@pytest.mark.parametrize("roll_deg", [-4.0, 4.0])
def test_a_tilted_camera_counts_the_same(name: str, roll_deg: float) -> None:
    exercise = load(name)
    camera = Camera(roll_deg=roll_deg)
    seen = watch(exercise, perform(exercise, plan=plan_for(exercise, reps=2), camera=camera))
    assert seen.report.counts.good == 2
