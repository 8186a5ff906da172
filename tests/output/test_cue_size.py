"""Letters are measured in the finished picture, not asked of the code that drew them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from watching import perfect

from formcheck.coach.checker import Checker
from formcheck.coach.cues import Cue
from formcheck.coach.library import exercise_names, load
from formcheck.output.arrangement import MOST_HEIGHT_PX
from formcheck.output.lettering import fitted, patch, size_of_capitals, width_px
from formcheck.output.overlay import Overlay

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from formcheck.coach.checker import Reading

SIZES = [(640, 480), (320, 240), (1280, 720), (1920, 1080), (720, 1280), (1080, 1920)]


def reading_with(say: str, weight: int = 1) -> Reading:
    checker = Checker(load("mini_squat"))
    return checker.update(perfect("mini_squat")[0])._replace(cue=Cue(say, weight))


def picture_height_px(size_px: tuple[int, int]) -> int:
    """How high the picture of the camera is in what is drawn."""
    return min(max(480, size_px[1]), MOST_HEIGHT_PX)


def letter_rows(drawn: NDArray[np.uint8], size_px: tuple[int, int]) -> NDArray[np.intp]:
    """The rows of the band in which there are letters."""
    band = drawn[picture_height_px(size_px) :]
    return np.flatnonzero((band.min(axis=2) > 200).any(axis=1))


@pytest.mark.parametrize("size_px", SIZES)
def test_capitals_of_a_cue_are_an_eleventh_of_the_picture(size_px: tuple[int, int]) -> None:
    drawn = Overlay(load("mini_squat"), size_px).draw(reading_with("HEEL"), None)
    rows = letter_rows(drawn, size_px)
    assert rows[-1] - rows[0] + 1 >= picture_height_px(size_px) / 11


@pytest.mark.parametrize("size_px", [size for size in SIZES if size[0] > size[1]])
def test_most_cues_are_as_large_as_that(size_px: tuple[int, int]) -> None:
    """Whatever fits into two lines; the few longest sentences are somewhat smaller."""
    full, sizes = 0, []
    for name in exercise_names():
        exercise = load(name)
        overlay = Overlay(exercise, size_px)
        wide_px = overlay.size_px[0] - 2 * (overlay.cue_px // 4)
        for row in (*exercise.fault, *exercise.limit, *exercise.movement.also):
            size, lines = fitted(
                row.say, size_px=overlay.cue_px, least_px=14, wide_px=wide_px, lines=2
            )
            assert len(lines) <= 2
            sizes.append(size / overlay.cue_px)
            full += size == overlay.cue_px
    assert full / len(sizes) > 0.75
    assert min(sizes) > 0.6


def test_a_sentence_too_long_is_smaller_but_whole() -> None:
    say = "The view is wrong: turn sideways, with the side you exercise towards the camera."
    overlay = Overlay(load("mini_squat"), (640, 480))
    short, long = (overlay.draw(reading_with(text), None) for text in ("HEEL", say))
    heights = [np.ptp(letter_rows(drawn, (640, 480))) for drawn in (short, long)]
    assert heights[1] > heights[0], "two lines"
    border = long[480:, -4:]
    assert (border == border[0, 0]).all(), "a letter is cut off at the right"


def test_two_lines_are_about_equally_long() -> None:
    """Filled up, the first line would end with «Ease» and the second be one word."""
    say = "That is far enough. Ease back."
    size, lines = fitted(say, size_px=40, least_px=10, wide_px=680, lines=2)
    assert size == 40
    assert width_px("That is far enough. Ease", 40) <= 680 < width_px(say, 40)
    assert lines == ("That is far enough.", "Ease back.")


def test_the_size_of_capitals_is_what_it_says() -> None:
    for height_px in (10, 43.6, 98.2):
        cover = patch("H", size_of_capitals(height_px))
        rows = np.flatnonzero(cover.max(axis=(1, 2)) > 100)
        assert height_px <= rows[-1] - rows[0] + 1 <= height_px + 3


def test_white_on_its_ground_can_be_told_apart() -> None:
    """Contrast of at least 7 to 1 (WCAG AAA) on both bands."""

    def luminance(bgr: NDArray[np.uint8]) -> float:
        share = bgr[::-1].astype(float) / 255
        linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
        return float(linear @ [0.2126, 0.7152, 0.0722])

    overlay = Overlay(load("mini_squat"), (640, 480))
    for weight in (1, 5):
        ground = overlay.draw(reading_with("Stop.", weight), None)[-1, -1]
        assert 1.05 / (luminance(ground) + 0.05) >= 7


@pytest.mark.parametrize("reps", [0, 7, 10, 18, 100])
def test_the_count_fits_beside_what_it_counts(reps: int) -> None:
    """Nothing touches the right border, whatever the count, the clock and the angle."""
    for name in exercise_names():
        exercise = load(name)
        overlay = Overlay(exercise, (640, 480))
        reading = Checker(exercise).update(perfect(name)[0])
        drawn = overlay.draw(
            reading._replace(
                reps=reps,
                good_reps=reps,
                hold_s=28.0,
                angles_deg={exercise.movement.measure: -88.0},
            ),
            None,
        )
        border = drawn[:480, -2:]
        assert (border == border[0, 0]).all(), name
        assert (drawn[0, 642:] == border[0, 0]).all(), "the count is cut off above"
