"""Text in a box: as large as it fits, whole, and never beyond its borders."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.output.gauge import Box
from formcheck.output.lettering import LINE_SHARE, width_px
from formcheck.output.paragraph import LEAST_PX, Paragraph, paragraph, put_text

TEXT = "Move back until your feet are in the picture."


@pytest.mark.parametrize("wide_px", [120, 300, 700, 1500])
@pytest.mark.parametrize("high_px", [40, 90, 200])
def test_it_fits_into_its_room_and_is_whole(wide_px: int, high_px: int) -> None:
    found = paragraph(TEXT, wide_px=wide_px, high_px=high_px, largest_px=60)
    assert all(width_px(line, found.size_px) <= wide_px for line in found.lines)
    assert found.high_px <= high_px + len(found.lines)
    if found.size_px > LEAST_PX:
        assert " ".join(found.lines) == TEXT


def test_nothing_larger_would_have_fitted() -> None:
    found = paragraph(TEXT, wide_px=500, high_px=150, largest_px=200)
    larger = found.size_px + 4
    for count in range(1, 7):
        if count * LINE_SHARE * larger > 150:
            break
        again = paragraph(TEXT, wide_px=500, high_px=150, largest_px=larger, most=count)
        assert again.size_px <= found.size_px


def test_it_is_never_larger_than_asked_for() -> None:
    assert paragraph("Hold", wide_px=900, high_px=900, largest_px=50).size_px == 50


def test_no_more_lines_than_allowed() -> None:
    one = paragraph(TEXT, wide_px=400, high_px=200, largest_px=60, most=1)
    many = paragraph(TEXT, wide_px=400, high_px=200, largest_px=60)
    assert len(one.lines) == 1
    assert len(many.lines) > 1
    assert many.size_px > one.size_px


def test_what_does_not_fit_even_small_ends_with_dots() -> None:
    found = paragraph(TEXT * 9, wide_px=100, high_px=40, largest_px=60)
    assert found.size_px == LEAST_PX
    assert found.lines[-1].endswith("…")
    assert all(width_px(line, LEAST_PX) <= 100 for line in found.lines)
    assert found.high_px <= 40 + len(found.lines)


def test_a_word_too_long_for_the_room_ends_with_dots() -> None:
    found = paragraph("Hamstringstretchingexercise", wide_px=60, high_px=90, largest_px=40)
    assert found.lines[-1].endswith("…")
    assert width_px(found.lines[0], found.size_px) <= 60


def test_no_words_are_no_lines() -> None:
    assert paragraph("", wide_px=100, high_px=40, largest_px=30).lines == ()


@pytest.mark.parametrize("across", ["left", "middle"])
def test_it_stands_in_the_middle_of_its_height(across: str) -> None:
    canvas = np.zeros((200, 300, 3), np.uint8)
    text = Paragraph(40, ("HOLD",))
    put_text(canvas, text, Box(20, 50, 260, 100), across=across)  # type: ignore[arg-type]
    inked = canvas.max(axis=2) > 128
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    assert rows.mean() == pytest.approx(100, abs=5)
    left = 20 if across == "left" else 20 + (260 - width_px("HOLD", 40)) // 2
    assert columns[0] == pytest.approx(left, abs=6)
