"""The gauges: they rise over the target to the limit, and say so by shapes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from support.drawing import exercise, is_colour

from formcheck.exercises.loader import exercise_names
from formcheck.output.overlay.gauge import BEYOND, FILLED, Gauge, LiveGauge
from formcheck.output.overlay.text import BACKGROUND, GREEN, Box

if TYPE_CHECKING:
    from numpy.typing import NDArray

SQUAT = exercise("mini_squat").movement
GAUGES = {Gauge: Box(10, 10, 180, 190), LiveGauge: Box(10, 10, 240, 460)}


def drawn(name: str, value_deg: float, *, kind: type[Gauge] = LiveGauge) -> NDArray[np.uint8]:
    gauge = kind(exercise(name), GAUGES[kind])
    canvas = np.full((480, 260, 3), BACKGROUND, np.uint8)
    gauge.draw_scale(canvas)
    gauge.draw_value(canvas, value_deg)
    return canvas


@pytest.mark.parametrize("name", exercise_names())
def test_share_rises_from_start_over_target_to_limit(name: str) -> None:
    movement = exercise(name).movement
    gauge = Gauge(exercise(name), GAUGES[Gauge])
    limit = next(r.when.at for r in exercise(name).limit if r.when.measure == movement.measure)
    values = (movement.start_deg, *movement.target_deg, limit)
    rising = [gauge.share(value) for value in values]
    assert rising == sorted(rising)
    assert 0 < rising[0] < rising[1] < rising[2] <= rising[3] < 1
    assert gauge.share(limit + 500 * movement.sign) == 1.0
    assert gauge.share(movement.start_deg - 500 * movement.sign) == 0.0
    assert math.isnan(gauge.share(math.nan))


@pytest.mark.sampled(5)
@pytest.mark.parametrize("kind", GAUGES)
@pytest.mark.parametrize("name", exercise_names())
def test_gauge_stays_in_its_box(name: str, kind: type[Gauge]) -> None:
    movement = exercise(name).movement
    # Numbers of two figures: the size of the short gauge's number is made for them.
    far_deg = 500 if kind is LiveGauge else 88
    for value_deg in (math.nan, movement.start_deg, far_deg, -far_deg):
        canvas = drawn(name, value_deg, kind=kind)
        # The line of the limit juts out of the short bar.
        GAUGES[kind].inset(-3 if kind is LiveGauge else -6).of(canvas)[:] = BACKGROUND
        assert is_colour(canvas, BACKGROUND).all()


def test_bar_is_filled_up_to_the_value() -> None:
    enter, full = SQUAT.target_deg
    values = (SQUAT.start_deg, (SQUAT.start_deg + enter) / 2, enter, full)
    fills = [is_colour(drawn("mini_squat", value)[:, 36:82], FILLED) for value in values]
    tops = [int(np.flatnonzero(filled.any(axis=1))[0]) for filled in fills]
    assert tops == sorted(tops, reverse=True)
    assert tops[0] > tops[2] + 40


@pytest.mark.sampled(8)
@pytest.mark.parametrize("name", exercise_names())
def test_number_is_readable_when_the_pointer_is_at_the_lowest(name: str) -> None:
    box = Box(10, 10, 235, 500)  # as in a window of 1280 by 720
    canvas = np.full((520, 260, 3), BACKGROUND, np.uint8)
    gauge = LiveGauge(exercise(name), box)
    gauge.draw_scale(canvas)
    gauge.draw_value(canvas, -500.0 * exercise(name).movement.sign)
    number = canvas[box.bottom - round(0.15 * box.height) : box.bottom]
    assert 0.02 < is_colour(number, 255).mean() < 0.4
    assert is_colour(number, BACKGROUND).mean() > 0.5


def test_target_juts_out_and_too_far_is_striped() -> None:
    canvas = drawn("mini_squat", math.nan)
    green = is_colour(canvas[:, :100], GREEN)
    widest = max(np.ptp(np.flatnonzero(row)) for row in green if row[36:82].all())
    trough = np.flatnonzero(~is_colour(canvas, BACKGROUND)[380])
    assert widest > np.ptp(trough)
    assert np.ptp(trough) >= 480 / 10, "broad enough for three metres"
    assert 0.1 < is_colour(canvas[65:80, 36:82], BEYOND).mean() < 0.9


def test_value_in_the_target_thickens_its_frame() -> None:
    enter, full = SQUAT.target_deg
    white = [
        is_colour(drawn("mini_squat", value)[100:380, :36], 255).sum()
        for value in (enter - 6, (enter + full) / 2)
    ]
    assert white[1] > 1.2 * white[0]


@pytest.mark.parametrize("kind", GAUGES)
def test_unknown_value_has_no_pointer_and_no_number(kind: type[Gauge]) -> None:
    unknown, known = (drawn("mini_squat", value, kind=kind) for value in (math.nan, 30.0))
    assert not is_colour(unknown[150:], 255).any() or kind is LiveGauge
    number = slice(410, None) if kind is LiveGauge else slice(150, 200)
    assert not is_colour(unknown[number, 70:], 255).any()
    assert is_colour(known[number, 70:], 255).any()
