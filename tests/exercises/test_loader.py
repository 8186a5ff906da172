"""Where exercises come from: by name, by file, and what is said when there is none."""

from __future__ import annotations

import hashlib
import os
import sys
from typing import TYPE_CHECKING

import pytest

from formcheck.errors import ExerciseError, FormcheckError
from formcheck.exercises.loader import (
    exercise_names,
    load_exercise,
    shipped_folder,
)

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", exercise_names())
def test_a_shipped_exercise_loads_by_name_and_by_file(name: str) -> None:
    file = shipped_folder() / f"{name}.toml"
    exercise = load_exercise(name)
    assert exercise.name == name
    assert exercise == load_exercise(file) == load_exercise(str(file))
    assert exercise.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()


def test_names_are_sorted_and_those_of_the_files() -> None:
    names = exercise_names()
    assert list(names) == sorted(names)
    assert {f"{name}.toml" for name in names} == {
        file.name for file in shipped_folder().iterdir() if file.suffix == ".toml"
    }


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("single-leg-bridge", "single_leg_bridge"),
        ("mini squat", "mini_squat"),
        ("bridge", "bridge"),
        ("hip_flexor", "hip_flexor_stretch"),
        ("standing_abduction", "standing_hip_abduction"),
    ],
)
def test_a_near_miss_is_answered_with_the_nearest_names(typed: str, meant: str) -> None:
    with pytest.raises(ExerciseError, match="did you mean") as caught:
        load_exercise(typed)
    assert f"There is no exercise named {typed!r}" in str(caught.value)
    assert meant in str(caught.value)


def test_a_wild_name_is_answered_with_all_names() -> None:
    with pytest.raises(ExerciseError, match="`formcheck exercises list` shows all") as caught:
        load_exercise("zzzzzz")
    assert all(name in str(caught.value) for name in exercise_names())


@pytest.mark.parametrize("as_text", [True, False])
@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("none.toml", r"There is no file .*none\.toml: check the name"),
        ("none", r"There is no file .*none: check the name"),
        ("", r"cannot be read .* give the path of a TOML file"),
    ],
    ids=["missing", "no suffix", "folder"],
)
def test_a_path_without_a_file_says_so(
    tmp_path: Path, path: str, message: str, *, as_text: bool
) -> None:
    with pytest.raises(ExerciseError, match=message):
        load_exercise(str(tmp_path / path) if as_text else tmp_path / path)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            b"name = ",
            "mine.toml has one mistake; mend it and check again:\n  line 1: not valid TOML",
        ),
        (b"\xff\xfe", "mine.toml is no plain text in UTF-8: save it as plain text"),
        (b"", "title: this key is missing; add it"),
    ],
    ids=["cut", "binary", "empty"],
)
def test_a_file_that_is_no_exercise_says_so(tmp_path: Path, data: bytes, message: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_bytes(data)
    with pytest.raises(ExerciseError) as caught:
        load_exercise(file)
    assert message in str(caught.value)


def test_errors_of_definitions_are_for_the_user() -> None:
    assert issubclass(ExerciseError, FormcheckError)
    assert ExerciseError.exit_code == 5


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes with the name of a file")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    os.mkfifo(file)
    with pytest.raises(ExerciseError, match="is a device or a pipe, not a file"):
        load_exercise(file)
