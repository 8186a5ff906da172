"""Text in a box: as large as it fits, whole, and never beyond its borders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from support.watching import perfect

from formcheck.assessment.checker import Checker
from formcheck.assessment.events import Cue
from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.output.overlay.layout import MOST_HEIGHT_PX
from formcheck.output.overlay.overlay import Overlay
from formcheck.output.overlay.text import (
    LEAST_PX,
    LINE_SHARE,
    Box,
    Paragraph,
    fit,
    size_of_capitals,
    width_px,
    write_paragraph,
)
from formcheck.output.overlay.text import _patch as patch

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from formcheck.assessment.checker import Reading


TEXT = "Move back until your feet are in the picture."


@pytest.mark.parametrize("wide_px", [120, 300, 700, 1500])
@pytest.mark.parametrize("high_px", [40, 90, 200])
def test_it_fits_into_its_room_and_is_whole(wide_px: int, high_px: int) -> None:
    found = fit(TEXT, wide_px=wide_px, high_px=high_px, largest_px=60)
    assert all(width_px(line, found.size_px) <= wide_px for line in found.lines)
    assert found.height_px <= high_px + len(found.lines)
    if found.size_px > LEAST_PX:
        assert " ".join(found.lines) == TEXT


def test_nothing_larger_would_have_fitted() -> None:
    found = fit(TEXT, wide_px=500, high_px=150, largest_px=200)
    larger = found.size_px + 4
    for count in range(1, 7):
        if count * LINE_SHARE * larger > 150:
            break
        again = fit(TEXT, wide_px=500, high_px=150, largest_px=larger, most_lines=count)
        assert again.size_px <= found.size_px


def test_it_is_never_larger_than_asked_for() -> None:
    assert fit("Hold", wide_px=900, high_px=900, largest_px=50).size_px == 50


def test_no_more_lines_than_allowed() -> None:
    one = fit(TEXT, wide_px=400, high_px=200, largest_px=60, most_lines=1)
    many = fit(TEXT, wide_px=400, high_px=200, largest_px=60)
    assert len(one.lines) == 1
    assert len(many.lines) > 1
    assert many.size_px > one.size_px


def test_what_does_not_fit_even_small_ends_with_dots() -> None:
    found = fit(TEXT * 9, wide_px=100, high_px=40, largest_px=60)
    assert found.size_px == LEAST_PX
    assert found.lines[-1].endswith("…")
    assert all(width_px(line, LEAST_PX) <= 100 for line in found.lines)
    assert found.height_px <= 40 + len(found.lines)


def test_a_word_too_long_for_the_room_ends_with_dots() -> None:
    found = fit("Hamstringstretchingexercise", wide_px=60, high_px=90, largest_px=40)
    assert found.lines[-1].endswith("…")
    assert width_px(found.lines[0], found.size_px) <= 60


def test_no_words_are_no_lines() -> None:
    assert fit("", wide_px=100, high_px=40, largest_px=30).lines == ()


@pytest.mark.parametrize("across", ["left", "middle"])
def test_it_stands_in_the_middle_of_its_height(across: str) -> None:
    canvas = np.zeros((200, 300, 3), np.uint8)
    text = Paragraph(40, ("HOLD",))
    write_paragraph(canvas, text, Box(20, 50, 260, 100), centred=across == "middle")
    inked = canvas.max(axis=2) > 128
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    assert rows.mean() == pytest.approx(100, abs=5)
    left = 20 if across == "left" else 20 + (260 - width_px("HOLD", 40)) // 2
    assert columns[0] == pytest.approx(left, abs=6)


SIZES = [(640, 480), (320, 240), (1280, 720), (1920, 1080), (720, 1280), (1080, 1920)]


def reading_with(say: str, weight: int = 1) -> Reading:
    checker = Checker(load_exercise("mini_squat"))
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
    drawn = Overlay(load_exercise("mini_squat"), size_px).draw(reading_with("HEEL"), None)
    rows = letter_rows(drawn, size_px)
    assert rows[-1] - rows[0] + 1 >= picture_height_px(size_px) / 11


@pytest.mark.parametrize("size_px", [size for size in SIZES if size[0] > size[1]])
def test_most_cues_are_as_large_as_that(size_px: tuple[int, int]) -> None:
    """Whatever fits into two lines; the few longest sentences are somewhat smaller."""
    full, sizes = 0, []
    for name in exercise_names():
        exercise = load_exercise(name)
        overlay = Overlay(exercise, size_px)
        wide_px = overlay.size_px[0] - 2 * (overlay.cue_px // 4)
        for row in (*exercise.fault, *exercise.limit, *exercise.movement.also):
            size, lines = fit(row.say, largest_px=overlay.cue_px, wide_px=wide_px, most_lines=2)
            assert len(lines) <= 2
            sizes.append(size / overlay.cue_px)
            full += size == overlay.cue_px
    assert full / len(sizes) > 0.75
    assert min(sizes) > 0.6


def test_a_sentence_too_long_is_smaller_but_whole() -> None:
    say = "The view is wrong: turn sideways, with the side you exercise towards the camera."
    overlay = Overlay(load_exercise("mini_squat"), (640, 480))
    short, long = (overlay.draw(reading_with(text), None) for text in ("HEEL", say))
    heights = [np.ptp(letter_rows(drawn, (640, 480))) for drawn in (short, long)]
    assert heights[1] > heights[0], "two lines"
    border = long[480:, -4:]
    assert (border == border[0, 0]).all(), "a letter is cut off at the right"


def test_two_lines_are_about_equally_long() -> None:
    """Filled up, the first line would end with «Ease» and the second be one word."""
    say = "That is far enough. Ease back."
    size, lines = fit(say, largest_px=40, wide_px=680, most_lines=2)
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

    overlay = Overlay(load_exercise("mini_squat"), (640, 480))
    for weight in (1, 5):
        ground = overlay.draw(reading_with("Stop.", weight), None)[-1, -1]
        assert 1.05 / (luminance(ground) + 0.05) >= 7


@pytest.mark.parametrize("reps", [0, 7, 10, 18, 100])
def test_the_count_fits_beside_what_it_counts(reps: int) -> None:
    """Nothing touches the right border, whatever the count, the clock and the angle."""
    for name in exercise_names():
        exercise = load_exercise(name)
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
