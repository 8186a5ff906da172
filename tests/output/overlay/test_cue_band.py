"""Marks differ without colour, and stay in their square."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, get_args

import numpy as np
import pytest

from formcheck.output.overlay.cue_band import Mark, draw_mark
from formcheck.output.overlay.text import Box

if TYPE_CHECKING:
    from numpy.typing import NDArray

MARKS: tuple[Mark, ...] = get_args(Mark)


SQUARE = Box(20, 20, 60, 60)


def shape(mark: Mark, box: Box = SQUARE) -> NDArray[np.bool_]:
    canvas = np.zeros((100, 100, 3), np.uint8)
    draw_mark(canvas, mark, box, colour=(90, 90, 90))
    inked: NDArray[np.bool_] = canvas.max(axis=2) > 40
    return inked


def test_no_two_marks_have_the_same_shape() -> None:
    for one, two in combinations(MARKS, 2):
        first, second = shape(one), shape(two)
        assert (first != second).sum() > 0.5 * min(first.sum(), second.sum()), (one, two)


@pytest.mark.parametrize("mark", MARKS)
def test_mark_stays_in_its_square(mark: Mark) -> None:
    rows, columns = np.nonzero(shape(mark))
    assert 18 <= rows.min() <= rows.max() <= 82
    assert 18 <= columns.min() <= columns.max() <= 82
    assert np.ptp(rows) > 25, "large enough to be seen"


@pytest.mark.parametrize("mark", MARKS)
def test_wide_box_does_not_stretch_a_mark(mark: Mark) -> None:
    wide = shape(mark, Box(0, 20, 100, 60))
    assert (wide == shape(mark)).all()


def test_octagon_is_closed_all_round() -> None:
    canvas = np.zeros((200, 200, 3), np.uint8)
    draw_mark(canvas, "stop", Box(20, 20, 160, 160), colour=(30, 30, 165))
    white: NDArray[np.bool_] = np.all(canvas > 200, axis=2)
    for line in (white[:, 100], white[::-1, 100], white[100], white[100, ::-1]):
        assert 18 <= np.flatnonzero(line)[0] <= 30
    assert white[60:140, 90:110].any(), "with a mark in it"
