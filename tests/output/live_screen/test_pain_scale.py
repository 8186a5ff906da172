"""The pain scale: the number in force stands out at its place, and boxes are seen in grey."""

from __future__ import annotations

import numpy as np
import pytest
from support.drawing import differ, is_colour, screen
from support.screens import SCREENS

from formcheck.output.overlay.text import GREEN
from formcheck.session.protocol import PainScale

STATE = SCREENS["pain"]


@pytest.mark.parametrize("number", range(11))
def test_number_in_force_is_framed_at_its_place(number: int) -> None:
    none, some = (screen(STATE, pain=PainScale(value)) for value in (None, number))
    width = some.shape[1]
    columns = np.flatnonzero(differ(none, some).any(axis=0))
    assert 0 < columns[0] < width * (number + 0.5) / 11 < columns[-1] < width - 1
    assert np.ptp(columns) < 0.13 * width


def test_boxes_are_light_at_none_and_dark_at_the_worst() -> None:
    canvas = screen(STATE, pain=None)
    width, row = canvas.shape[1], round(0.42 * canvas.shape[0])
    light = [int(canvas[row, round(width * (n + 0.5) / 11)].sum()) for n in range(11)]
    assert light == sorted(light, reverse=True)
    assert light[0] > 3 * light[-1]


def test_raised_arm_fills_a_bar_and_the_chosen_number_has_a_tick() -> None:
    scales = [
        PainScale(4),
        PainScale(4, chosen_fraction=0.3),
        PainScale(4, chosen_fraction=0.9),
        PainScale(4, chosen=True),
    ]
    green = [int(is_colour(screen(STATE, pain=one), GREEN).sum()) for one in scales]
    assert green[0] == 0
    assert green[2] > 2 * green[1] > 0
    assert green[3] > 300
