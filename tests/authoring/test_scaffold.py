"""Files of one's own: begun from the nearest exercise, explained, and read back the same."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.authoring.scaffold import nearest, new_text, table_of
from formcheck.exercises.definition import Exercise
from formcheck.exercises.loader import exercise_names, load_exercise, shipped_folder
from formcheck.exercises.mistakes import check_file, key_lines

NAMES = exercise_names()


@pytest.mark.parametrize("name", NAMES)
def test_a_copy_of_an_exercise_is_that_exercise_under_another_name(name: str) -> None:
    copy = Exercise.model_validate(tomllib.loads(new_text("my_own", name, "My own")))
    known = load_exercise(name)
    assert (copy.name, copy.title) == ("my_own", "My own")
    same = {"name", "title", "profile"}
    assert copy.model_dump(exclude=same) == known.model_dump(exclude=same)


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_file_has_no_mistake_and_a_new_one_none_either(name: str) -> None:
    text = (shipped_folder() / f"{name}.toml").read_text("utf-8")
    assert check_file(text, file_name=f"{name}.toml").mistakes == ()
    assert check_file(new_text("my_own", name), file_name="my_own.toml").mistakes == ()


@pytest.mark.parametrize("name", NAMES)
def test_every_key_has_its_line(name: str) -> None:
    text = (shipped_folder() / f"{name}.toml").read_text("utf-8")
    lines, where = text.splitlines(), key_lines(text)
    for place, line in where.items():
        last = next((part for part in reversed(place) if isinstance(part, str)), "")
        assert last in lines[line - 1] or isinstance(place[-1], int), (place, line)
    assert {place[0] for place in where} == set(tomllib.loads(text))


@pytest.mark.parametrize("name", NAMES)
def test_an_exercise_is_nearest_to_itself(name: str) -> None:
    exercise = load_exercise(name)
    assert (
        nearest(
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
    found = load_exercise(nearest("something else", position=position, plane=plane))
    assert (found.position, found.view.plane) == (position, plane)


@given(st.integers(0, 10**6), st.sampled_from(NAMES))
def test_a_file_with_a_line_taken_out_is_read_to_its_end(seed: int, name: str) -> None:
    """Whatever is missing, proof-reading says where and never breaks down."""
    lines = (shipped_folder() / f"{name}.toml").read_text("utf-8").splitlines()
    del lines[seed % len(lines)]
    proof = check_file("\n".join(lines), file_name=f"{name}.toml")
    for finding in (*proof.mistakes, *proof.doubts):
        assert 0 <= finding.line <= len(lines)
        assert finding.told
