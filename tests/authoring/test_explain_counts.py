"""The explanation of what an exercise measures."""

from __future__ import annotations

import pytest

from formcheck.authoring.explain_counts import describe_measure
from formcheck.exercises.loader import load_exercise


@pytest.mark.parametrize(
    ("name", "sides"), [("marching", "left and right in turn"), ("mini_squat", "both legs")]
)
def test_description_of_the_measure_ends_with_the_legs_that_are_counted(
    name: str, sides: str
) -> None:
    assert sides in describe_measure(load_exercise(name))[-1]
