"""What is read off the screen while a session starts; no X server is needed."""

from __future__ import annotations

import math
import os

import numpy as np
import pytest

from benchmark.starts import Start, cpu_s, fills, is_card, light_edges
from formcheck.output.live_screen.window import first_card


def test_card_is_told_from_a_dark_screen_and_from_a_white_window() -> None:
    card = first_card()
    assert is_card(card)
    assert fills(card)
    assert light_edges(card) == ()
    assert not is_card(np.zeros_like(card))
    assert not is_card(np.full_like(card, 255))


def test_window_that_leaves_a_part_of_the_screen_does_not_fill_it() -> None:
    screen = np.zeros((800, 1280, 3), np.uint8)
    screen[:720] = first_card()
    assert is_card(screen)
    assert not fills(screen)


@pytest.mark.parametrize("edge", ["upper", "lower", "left", "right"])
def test_bar_of_light_is_found(edge: str) -> None:
    card = first_card()
    view = {"upper": card[:20], "lower": card[-20:], "left": card[:, :20], "right": card[:, -20:]}
    view[edge][:] = 239
    assert light_edges(card) == (edge,)


@pytest.mark.parametrize(
    ("start", "words"),
    [
        (Start("live", 0.8, 1.1, 0.4, white_s=0.1), []),
        (Start("live", white_s=20.0, ends_white=True), ["no card", "white at", "white for"]),
        (Start("live", 0.8, math.nan, 0.4), ["never as large"]),
        (Start("window", 0.8, 1.1, 0.4, light_edges=("left",)), ["light at the left"]),
    ],
)
def test_defects_are_what_a_person_would_see(start: Start, words: list[str]) -> None:
    assert len(start.defects) == len(words)
    assert all(word in found for word, found in zip(words, start.defects, strict=True))


def test_processor_time_is_that_of_the_program() -> None:
    used_s = sum(os.times()[:2])
    assert used_s - 0.5 <= cpu_s(os.getpid()) <= used_s + 0.5
