"""The body in the picture: guessed joints are left out, and the angle lies where it is."""

from __future__ import annotations

import cmath
import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from support.drawing import exercise, is_colour, readings
from support.performer import perform, plan_for

from formcheck.assessment.checker import Checker
from formcheck.exercises.loader import exercise_names
from formcheck.output.overlay.skeleton import draw_angle, draw_skeleton, drawn_angle
from formcheck.output.overlay.text import AMBER, WHITE
from formcheck.pose.geometry import rotated
from formcheck.pose.joints import Joint

if TYPE_CHECKING:
    from formcheck.assessment.events import WorkingSide


@pytest.mark.sampled(5)
@pytest.mark.parametrize("name", exercise_names())
@pytest.mark.parametrize("side", ["left", "right"])
def test_drawn_arm_stands_at_the_measured_angle(name: str, side: str) -> None:
    """From the drawn zero, turned by the angle of the reading, lies the end of the arm."""
    movement, drawn_count = exercise(name).movement, 0
    for reading in readings(name, side):
        drawn = drawn_angle(reading, exercise(name))
        value_deg = reading.angles_deg.get(movement.measure, math.nan)
        if drawn is None:
            assert math.isnan(value_deg)
            continue
        drawn_count += 1
        arm = rotated(drawn.zero, drawn.turn * value_deg)
        off = cmath.phase((drawn.end - drawn.corner) / arm)
        assert math.degrees(off) == pytest.approx(0.0, abs=0.01)
    assert drawn_count > 20


def test_angle_is_drawn_on_every_pose_on_which_it_was_measured() -> None:
    """Also of the far leg of an exercise in which the legs take turns, at a visibility of 0.5."""
    marching = exercise("marching")
    checker = Checker(marching)
    drawn = []
    for pose in perform(marching, plan=plan_for(marching, reps=2), side="left"):
        visibility = pose.visibility.copy()
        visibility[[joint for joint in Joint if joint.name.startswith("LEFT")]] = 0.5
        world = pose.world * np.array([1, 1, -1], np.float32)  # the right side is the near one
        reading = checker.update(replace(pose, visibility=visibility, world=world))
        value_deg = reading.angles_deg.get(marching.movement.measure, math.nan)
        if reading.side == "left" and not math.isnan(value_deg):
            drawn.append(drawn_angle(reading, marching))
    assert len(drawn) > 50
    assert None not in drawn


def test_target_and_angle_are_drawn_about_the_joint() -> None:
    reading = readings("mini_squat")[12]
    angle = drawn_angle(reading, exercise("mini_squat"))
    assert angle is not None
    canvas = np.zeros((480, 640, 3), np.uint8)
    target_deg = exercise("mini_squat").movement.target_deg
    draw_angle(canvas, angle, target_deg=target_deg, scale=1.0)
    rows, columns = np.nonzero(canvas.any(axis=2))
    length = abs(angle.end - angle.corner)
    spots = columns - 1j * rows - angle.corner
    assert np.abs(spots).max() < length
    assert np.abs(spots).min() < 5


@pytest.mark.parametrize("works", ["left", "right", "both", "unknown", None])
def test_leg_that_works_has_a_colour_and_beads(works: WorkingSide | None) -> None:
    """The beads are a sign that needs no colour."""
    reading = readings("standing_hip_abduction")[12]
    canvas = np.zeros((480, 640, 3), np.uint8)
    draw_skeleton(canvas, reading._replace(works=works), scale=1.0)
    for side in ("left", "right"):
        knee, ankle = (Joint[f"{side.upper()}_{name}"] for name in ("KNEE", "ANKLE"))
        spots = reading.pose.image[[knee, ankle]]
        column, row = spots.mean(axis=0).round().astype(int).tolist()
        middle = canvas[row - 3 : row + 4, column - 3 : column + 4]
        is_marked = works in {side, "both"}
        assert is_colour(middle, AMBER).any() == is_marked
        column, row = spots[0].round().astype(int).tolist()
        bead = canvas[row - 1 : row + 2, column - 1 : column + 2]
        assert is_colour(bead, WHITE).all() == is_marked


@pytest.mark.parametrize(("visibility", "seen"), [(0.3, False), (0.9, True)])
def test_joints_that_are_only_guessed_are_not_drawn(visibility: float, *, seen: bool) -> None:
    reading = readings("mini_squat")[3]
    guessed = replace(reading.pose, visibility=np.full(33, visibility, np.float32))
    canvas = np.zeros((480, 640, 3), np.uint8)
    draw_skeleton(canvas, reading._replace(pose=guessed), scale=1.0, head=True)
    assert bool(canvas.any()) is seen
