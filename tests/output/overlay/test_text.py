"""Text: as large as it fits, whole, never beyond its box, and with accents."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.output.overlay.text import (
    AMBER,
    BLACK,
    LEAST_PX,
    LINE_SHARE,
    RED,
    WHITE,
    Box,
    Colour,
    Paragraph,
    fit,
    font_file,
    size_of_capitals,
    width_px,
    write_line,
    write_over,
    write_paragraph,
)
from formcheck.output.overlay.text import _patch as rendered

TEXT = "Move back until your feet are in the picture."


def inked(canvas: np.ndarray) -> tuple[int, int, int, int]:
    """Return first and last row and column of bright pixels."""
    bright = canvas.max(axis=2) > 128
    rows, columns = np.flatnonzero(bright.any(axis=1)), np.flatnonzero(bright.any(axis=0))
    return int(rows[0]), int(rows[-1]), int(columns[0]), int(columns[-1])


# --- Fitting -----------------------------------------------------------------------------------


@pytest.mark.parametrize("wide_px", [120, 300, 700, 1500])
@pytest.mark.parametrize("high_px", [40, 90, 200])
@pytest.mark.parametrize("most_lines", [1, 2, 6])
def test_text_fits_into_its_room_and_is_whole(wide_px: int, high_px: int, most_lines: int) -> None:
    room = {"wide_px": wide_px, "high_px": high_px, "most_lines": most_lines}
    found = fit(TEXT, largest_px=60, **room)
    assert all(width_px(line, found.size_px) <= wide_px for line in found.lines)
    assert found.height_px <= high_px + len(found.lines)
    assert len(found.lines) <= most_lines
    assert found.size_px <= 60
    if found.size_px > LEAST_PX:
        assert " ".join(found.lines) == TEXT
        larger = fit(TEXT, largest_px=round(1.1 * found.size_px) + 1, **room)
        assert larger.size_px <= round(1.04 * found.size_px) or found.size_px == 60


def test_one_more_line_is_taken_for_larger_letters_alone() -> None:
    text = "Get into the start position"
    room = {"wide_px": width_px(text, 67), "high_px": 158}
    assert fit(text, largest_px=78, **room) == Paragraph(67, (text,))
    assert fit(text, largest_px=68, **room).size_px == 68, "the largest letters are worth a line"
    assert fit("Hold", wide_px=900, high_px=900, largest_px=50) == Paragraph(50, ("Hold",))
    assert fit("", wide_px=100, high_px=40, largest_px=30).lines == ()


@pytest.mark.parametrize("text", [TEXT * 9, "Hamstringstretchingexercise"])
def test_text_that_does_not_fit_even_small_ends_with_dots(text: str) -> None:
    found = fit(text, wide_px=60, high_px=40, largest_px=60)
    assert found.size_px == LEAST_PX
    assert found.lines[-1].endswith("…")
    assert all(width_px(line, LEAST_PX) <= 60 for line in found.lines)
    assert found.height_px <= 40 + len(found.lines)


def test_two_lines_break_after_a_sentence() -> None:
    """Filled up, the first line would end with «Ease» and the second be one word."""
    say = "That is far enough. Ease back."
    assert width_px("That is far enough. Ease", 40) <= 680 < width_px(say, 40)
    lines = ("That is far enough.", "Ease back.")
    assert fit(say, largest_px=40, wide_px=680, most_lines=2) == Paragraph(40, lines)


@pytest.mark.parametrize("height_px", [10, 43.6, 98.2])
def test_capitals_are_as_high_as_asked(height_px: float) -> None:
    first, last, *_ = inked(rendered("H", size_of_capitals(height_px)))
    assert height_px <= last - first + 1 <= height_px + 3


# --- Writing -----------------------------------------------------------------------------------


def test_font_is_there_knows_accents_and_does_not_jump() -> None:
    assert font_file().exists()
    assert rendered("é°«»", 40).any()
    assert rendered("1", 40).shape[0] == rendered("gÅ", 40).shape[0]


@pytest.mark.parametrize("at_px", [(-30, -20), (90, 50), (200, 200)])
def test_letters_are_cut_off_at_the_border(at_px: tuple[int, int]) -> None:
    canvas, larger = np.zeros((60, 100, 3), np.uint8), np.zeros((400, 500, 3), np.uint8)
    write_line(canvas, "Hold", at_px, size_px=40)
    write_line(larger, "Hold", (at_px[0] + 100, at_px[1] + 100), size_px=40)
    assert (canvas == larger[100:160, 100:200]).all()


@pytest.mark.parametrize("ground", [BLACK, AMBER, RED])
def test_letters_stand_on_the_ground_that_is_there(ground: Colour) -> None:
    canvas = np.full((60, 200, 3), ground, np.uint8)
    write_line(canvas, "Hold", (10, 5), size_px=40, colour=WHITE)
    colours, counts = np.unique(canvas.reshape(-1, 3), axis=0, return_counts=True)
    two = {tuple(colours[row].tolist()) for row in np.argsort(counts)[-2:]}
    assert two == {ground, WHITE}


@pytest.mark.parametrize("centred", [False, True])
def test_paragraph_stands_in_the_middle_of_its_height(*, centred: bool) -> None:
    canvas = np.zeros((200, 300, 3), np.uint8)
    write_paragraph(canvas, Paragraph(40, ("HOLD",)), Box(20, 50, 260, 100), centred=centred)
    top, bottom, left, _ = inked(canvas)
    assert (top + bottom) / 2 == pytest.approx(100, abs=5)
    assert left == pytest.approx(20 + centred * (260 - width_px("HOLD", 40)) // 2, abs=6)


def test_letters_over_a_picture_leave_the_rest_of_it() -> None:
    canvas = np.full((200, 300, 3), 90, np.uint8)
    write_over(canvas, "H", (150, 100), size_px=80)
    top, bottom, left, right = inked(canvas)
    assert (top + bottom) / 2 == pytest.approx(100, abs=2)
    assert (left + right) / 2 == pytest.approx(150, abs=3)
    assert canvas.min() == 90
    assert canvas.max() == 255
    assert round(LINE_SHARE * 80) > bottom - top > 50
