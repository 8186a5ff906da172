"""The gauge of a live session: rises over the target to what is too far, told by shapes."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest

from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.output.overlay.gauge import BEYOND, FILLED, LiveGauge
from formcheck.output.overlay.text import BACKGROUND, GREEN, Box

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from formcheck.exercises.definition import Exercise

BOX = Box(10, 10, 180, 460)


@cache
def exercise_of(name: str) -> Exercise:
    """An exercise, read once."""
    return load_exercise(name)


def gauged(name: str, value_deg: float, *, box: Box = BOX) -> NDArray[np.uint8]:
    exercise = exercise_of(name)
    gauge = LiveGauge(exercise.movement, exercise.limit)
    canvas = np.empty((480, 200, 3), np.uint8)
    canvas[:] = BACKGROUND
    gauge.draw_scale(canvas, box)
    gauge.draw_value(canvas, box, value_deg)
    return canvas


def rows_of(canvas: NDArray[np.uint8], colour: tuple[int, int, int]) -> NDArray[np.intp]:
    return np.flatnonzero((canvas[:, 45:90] == colour).all(axis=2).any(axis=1))


@pytest.mark.parametrize("name", exercise_names())
def test_nothing_leaves_the_box(name: str) -> None:
    movement = exercise_of(name).movement
    far = movement.sign * 500
    for value_deg in (math.nan, movement.start_deg, movement.target_deg[1], far, -far):
        canvas = gauged(name, value_deg)
        border = np.ones(canvas.shape[:2], bool)
        border[7:473, 7:193] = False
        assert (canvas[border] == BACKGROUND).all()


def test_the_pointer_rises_with_the_value() -> None:
    movement = exercise_of("mini_squat").movement
    enter, full = movement.target_deg
    values = (movement.start_deg, (movement.start_deg + enter) / 2, enter, full)
    tops = [int(rows_of(gauged("mini_squat", value), FILLED)[0]) for value in values]
    assert tops == sorted(tops, reverse=True)
    assert tops[0] > tops[2] + 40


def test_target_and_too_far_are_told_by_shape_too() -> None:
    """The target juts out of the bar, and what is too far is striped."""
    canvas = gauged("mini_squat", math.nan)
    wide = [
        np.ptp(np.flatnonzero((row == GREEN).all(axis=1)[:100]))
        for row in canvas
        if (row[45:90] == GREEN).all(axis=1).any()
    ]
    trough = np.flatnonzero((canvas[380, :] != BACKGROUND).any(axis=1))
    assert max(wide) > np.ptp(trough)
    striped = canvas[60:75, 45:90]
    red = (striped == BEYOND).all(axis=2).mean()
    assert 0.1 < red < 0.9


def test_reached_is_told_by_a_thicker_frame() -> None:
    enter, full = exercise_of("mini_squat").movement.target_deg
    white = [
        (gauged("mini_squat", value)[100:380, :45] == 255).all(axis=2).sum()
        for value in (enter - 6, (enter + full) / 2)
    ]
    assert white[1] > 1.2 * white[0]


def test_an_unknown_value_has_no_pointer_and_no_number() -> None:
    unknown, known = gauged("mini_squat", math.nan), gauged("mini_squat", 30.0)
    assert (unknown[410:] == BACKGROUND).all()
    assert (known[410:] != BACKGROUND).any()


def test_the_bar_is_broad_enough_for_three_metres() -> None:
    canvas = gauged("mini_squat", math.nan)
    trough = np.flatnonzero((canvas[380, :] != BACKGROUND).any(axis=1))
    assert np.ptp(trough) >= 480 / 10
