"""What a camera makes of the light."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tools.render_patients.film import SHUTTER_STEPS, blended, instants_s, taken
from tools.render_patients.performance import Film

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tools.render_patients.performance import Light

PICTURES = arrays(np.uint8, (4, 5, 3))
LIGHTS: tuple[Light, ...] = ("bright", "normal", "dim")


def chance() -> np.random.Generator:
    return np.random.default_rng(1)


@given(st.floats(0, 100), st.floats(0.001, 0.1))
def test_an_exposure_ends_when_the_picture_is_taken(time_s: float, shutter_s: float) -> None:
    instants = instants_s(time_s, Film(shutter_s=shutter_s))
    assert len(instants) == SHUTTER_STEPS
    assert instants[-1] == time_s
    assert instants[0] == pytest.approx(time_s - shutter_s)
    assert list(instants) == sorted(instants)


def test_without_a_shutter_there_is_one_instant() -> None:
    assert instants_s(2.5, Film()) == (2.5,)


@given(PICTURES)
def test_what_keeps_still_is_not_blurred(picture: NDArray[np.uint8]) -> None:
    assert np.array_equal(blended([picture]), picture)
    assert np.abs(blended([picture] * 3).astype(int) - picture).max() <= 1


def test_light_adds_up_and_not_its_steps() -> None:
    black, white = (np.full((2, 2, 3), value, np.uint8) for value in (0, 255))
    half = int(blended([black, white])[0, 0, 0])
    assert half == round(255 * 0.5 ** (1 / 2.2))


@pytest.mark.parametrize("light", LIGHTS)
@given(picture=PICTURES)
def test_a_picture_stays_a_picture(light: Light, picture: NDArray[np.uint8]) -> None:
    shown = taken(picture, Film(light, noise=8.0), chance())
    assert shown.shape == picture.shape
    assert shown.dtype == np.uint8


@given(PICTURES)
def test_plain_film_changes_nothing(picture: NDArray[np.uint8]) -> None:
    assert np.array_equal(taken(picture, Film(), chance()), picture)


def test_dim_is_darker_and_bright_is_lighter() -> None:
    grey = np.full((40, 40, 3), 120, np.uint8)
    levels = [taken(grey, Film(light), chance()).mean() for light in ("dim", "normal", "bright")]
    assert levels == sorted(levels)
    assert levels[0] < 0.6 * levels[1]
    assert levels[2] > 1.3 * levels[1]


@pytest.mark.parametrize(("light", "times"), [("normal", 1.0), ("dim", 4.0)])
def test_noise_is_as_large_as_asked_and_more_in_the_dark(light: Light, times: float) -> None:
    grey = np.full((200, 200, 3), 128, np.uint8)
    shown = taken(grey, Film(light, noise=4.0), chance())
    assert shown.std() == pytest.approx(4.0 * times, rel=0.05)


def test_the_same_chance_gives_the_same_noise() -> None:
    grey = np.full((9, 9, 3), 128, np.uint8)
    first, second = (taken(grey, Film(noise=5.0), chance()) for _ in range(2))
    assert np.array_equal(first, second)
