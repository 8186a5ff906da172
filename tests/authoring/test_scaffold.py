"""Files of one's own: begun from the nearest exercise, explained, and read back the same."""

from __future__ import annotations

import tomllib

import pytest

from formcheck.authoring.scaffold import new_text, similar_exercise, table_of
from formcheck.exercises.definition import Exercise
from formcheck.exercises.loader import exercise_names, load_exercise

NAMES = exercise_names()


@pytest.mark.parametrize("name", NAMES)
def test_a_copy_of_an_exercise_is_that_exercise_under_another_name(name: str) -> None:
    copy = Exercise.model_validate(tomllib.loads(new_text("my_own", name, "My own")))
    known = load_exercise(name)
    assert (copy.name, copy.title) == ("my_own", "My own")
    same = {"name", "title", "profile"}
    assert copy.model_dump(exclude=same) == known.model_dump(exclude=same)


@pytest.mark.parametrize("name", NAMES)
def test_an_exercise_is_nearest_to_itself(name: str) -> None:
    exercise = load_exercise(name)
    assert (
        similar_exercise(
            f"{name} {exercise.title}",
            position=exercise.position,
            kind=exercise.kind,
            plane=exercise.view.plane,
        )
        == name
    )
    assert table_of(name)["name"] == name


@pytest.mark.parametrize(
    ("position", "plane"), [("supine", "side"), ("side_lying", "front"), ("quadruped", "side")]
)
def test_the_nearest_is_in_the_position_and_the_view_that_were_asked_for(
    position: str, plane: str
) -> None:
    found = load_exercise(similar_exercise("something else", position=position, plane=plane))
    assert (found.position, found.view.plane) == (position, plane)
