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
def test_exposure_ends_when_the_picture_is_taken(time_s: float, shutter_s: float) -> None:
    instants = instants_s(time_s, Film(shutter_s=shutter_s))
    assert len(instants) == SHUTTER_STEPS
    assert instants[-1] == time_s
    assert instants[0] == pytest.approx(time_s - shutter_s)
    steps_s = np.diff(instants)
    assert (steps_s > 0).all()
    assert steps_s == pytest.approx(steps_s[0])


def test_without_a_shutter_there_is_one_instant() -> None:
    assert instants_s(2.5, Film()) == (2.5,)


@given(PICTURES)
def test_still_picture_is_not_blurred(picture: NDArray[np.uint8]) -> None:
    assert np.array_equal(blended([picture]), picture)
    assert np.abs(blended([picture] * 3).astype(int) - picture).max() <= 1


def test_light_adds_up_and_not_its_steps() -> None:
    black, white = (np.full((2, 2, 3), value, np.uint8) for value in (0, 255))
    half = int(blended([black, white])[0, 0, 0])
    assert half == round(255 * 0.5 ** (1 / 2.2))


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
    assert light == "dim" or shown.mean() == pytest.approx(128.0, abs=0.1)
    assert np.array_equal(shown, taken(grey, Film(light, noise=4.0), chance()))
    assert (grey == 128).all()  # it is shown again while the person keeps still


@given(st.lists(st.integers(0, 255), min_size=2, max_size=5))
def test_blur_lies_between_its_pictures(values: list[int]) -> None:
    mixed = blended([np.full((2, 2, 3), value, np.uint8) for value in values])
    assert mixed.dtype == np.uint8
    assert min(values) <= mixed.min() <= mixed.max() <= max(values)


@given(PICTURES)
def test_no_colour_gets_lighter_in_the_dark_or_darker_in_the_sun(
    picture: NDArray[np.uint8],
) -> None:
    assert (taken(picture, Film("dim"), chance()) <= picture).all()
    assert (taken(picture, Film("bright"), chance()) >= picture).all()


@given(
    st.sampled_from(LIGHTS),
    st.floats(0, 80),
    arrays(np.uint8, st.tuples(st.integers(1, 4), st.integers(1, 5), st.just(3))),
)
def test_picture_of_any_film_keeps_its_shape(
    light: Light, noise: float, picture: NDArray[np.uint8]
) -> None:
    shown = taken(picture, Film(light, noise), chance())
    assert shown.shape == picture.shape
    assert shown.dtype == np.uint8


@pytest.mark.parametrize("value", [0, 255])
def test_noise_does_not_run_over(value: int) -> None:
    """White with noise stays near white: it does not start at black again."""
    shown = taken(np.full((60, 60, 3), value, np.uint8), Film(noise=10.0), chance())
    assert np.abs(shown.astype(int) - value).max() < 100
