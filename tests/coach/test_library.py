"""Where exercises come from: by name, by file, and what is said when there is none."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from formcheck.coach.exercise import Exercise
from formcheck.coach.library import (
    exercise_names,
    load,
    load_file,
    read_bytes,
    shipped_folder,
    validate,
)
from formcheck.errors import ExerciseError, FormcheckError


@pytest.mark.parametrize("name", exercise_names())
def test_a_shipped_exercise_loads_by_name_and_by_file(name: str) -> None:
    file = shipped_folder() / f"{name}.toml"
    exercise = load(name)
    assert exercise.name == name
    assert exercise == load(file) == load(str(file))
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
        load(typed)
    assert f"There is no exercise named {typed!r}" in str(caught.value)
    assert meant in str(caught.value)


def test_a_wild_name_is_answered_with_all_names() -> None:
    with pytest.raises(ExerciseError) as caught:
        load("zzzzzz")
    assert all(name in str(caught.value) for name in exercise_names())
    assert "formcheck exercises list" in str(caught.value)


def test_a_missing_file_is_answered_with_its_name(tmp_path: Path) -> None:
    for missing in (tmp_path / "none.toml", str(tmp_path / "none.toml")):
        with pytest.raises(ExerciseError, match=r"There is no file .*none\.toml: check the name"):
            load(missing)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ExerciseError, match=r"cannot be read .* give the path of a TOML file"):
        load(tmp_path)


@pytest.mark.parametrize(
    "data", [b"name = ", b"name = 'a'\nname = 'b'", b"\xff\xfe"], ids=["cut", "twice", "binary"]
)
def test_what_is_not_toml_says_so(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "mine.toml"
    file.write_bytes(data)
    with pytest.raises(ExerciseError, match=r"mine\.toml is not valid TOML: .*Mend that line"):
        load_file(file)


def test_an_empty_file_lacks_everything() -> None:
    with pytest.raises(ExerciseError) as caught:
        validate(Exercise, b"", Path("empty.toml"))
    assert "title: this key is missing; add it" in str(caught.value)


def test_a_list_counts_from_one(tmp_path: Path) -> None:
    text = (shipped_folder() / "mini_squat.toml").read_bytes()
    file = tmp_path / "mine.toml"
    file.write_bytes(text.replace(b'severity = "info"', b'severity = "loud"', 1))
    with pytest.raises(ExerciseError, match=r"fault\[1\]\.severity: must be .*found 'loud'"):
        load_file(file)


def test_errors_of_definitions_are_for_the_user() -> None:
    assert issubclass(ExerciseError, FormcheckError)
    assert ExerciseError.exit_code == 5
    with pytest.raises(ExerciseError):
        read_bytes(Path("nowhere") / "at_all.toml")
