"""Start and end of an exercise in words, as captions and as lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from formcheck.exercises.figure import describe_positions, sketches
from formcheck.exercises.loader import exercise_names, load_exercise

if TYPE_CHECKING:
    from formcheck.exercises.definition import Exercise


def described(exercise: Exercise) -> tuple[str, str]:
    return describe_positions(exercise.figure, exercise.movement, exercise.position)


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        (
            "single_leg_bridge",
            (
                "Start: on the back; working leg: hip bent about 50°, knee bent about 95°; "
                "other leg: hip bent about 50°, knee straight."
            ),
            "End: working leg: hip straight, knee bent about 80°; other leg: straight.",
        ),
        (
            "standing_hip_abduction",
            "Start: standing.",
            "End: leg out to the side about 25°, as a change from the start.",
        ),
    ],
)
def test_start_and_end_are_described_in_one_line_each(name: str, start: str, end: str) -> None:
    assert described(load_exercise(name)) == (start, end)


@pytest.mark.parametrize("name", exercise_names())
def test_every_shipped_exercise_is_described_and_drawn(name: str) -> None:
    exercise = load_exercise(name)
    lines = described(exercise)
    assert lines[0].startswith("Start: ")
    assert lines[1].startswith("End: ")
    assert max(map(len, lines)) < 130
    assert exercise.figure is not None
    start, end = sketches(exercise.figure)
    assert (start.low, start.high) == (end.low, end.high)
    assert start.strokes != end.strokes


def test_an_exercise_without_a_drawing_is_described_by_its_measure() -> None:
    bare = load_exercise("mini_squat").model_copy(update={"figure": None})
    assert described(bare) == ("Start: standing.", "End: knee bend about 60°.")
