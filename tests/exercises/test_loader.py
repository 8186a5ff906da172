"""Where exercises come from: by name, by file, and what is said when there is none."""

from __future__ import annotations

import hashlib
import inspect
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from formcheck.errors import ExerciseError, FormcheckError
from formcheck.exercises import conditions, definition, fault_kinds, parts
from formcheck.exercises.definition import Exercise
from formcheck.exercises.loader import (
    exercise_names,
    load_exercise,
    load_exercise_file,
    read_bytes,
    shipped_folder,
    validate,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel


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
    with pytest.raises(ExerciseError) as caught:
        load_exercise("zzzzzz")
    assert all(name in str(caught.value) for name in exercise_names())
    assert "formcheck exercises list" in str(caught.value)


def test_a_missing_file_is_answered_with_its_name(tmp_path: Path) -> None:
    for missing in (tmp_path / "none.toml", str(tmp_path / "none.toml")):
        with pytest.raises(ExerciseError, match=r"There is no file .*none\.toml: check the name"):
            load_exercise(missing)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ExerciseError, match=r"cannot be read .* give the path of a TOML file"):
        load_exercise(tmp_path)


@pytest.mark.parametrize(
    "data", [b"name = ", b"name = 'a'\nname = 'b'", b"\xff\xfe"], ids=["cut", "twice", "binary"]
)
def test_what_is_not_toml_says_so(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "mine.toml"
    file.write_bytes(data)
    with pytest.raises(ExerciseError, match=r"mine\.toml is not valid TOML: .*Mend that line"):
        load_exercise_file(file)


def test_an_empty_file_lacks_everything() -> None:
    with pytest.raises(ExerciseError) as caught:
        validate(Exercise, b"", Path("empty.toml"))
    assert "title: this key is missing; add it" in str(caught.value)


def test_a_list_counts_from_one(tmp_path: Path) -> None:
    text = (shipped_folder() / "mini_squat.toml").read_bytes()
    file = tmp_path / "mine.toml"
    file.write_bytes(text.replace(b'severity = "info"', b'severity = "loud"', 1))
    with pytest.raises(ExerciseError, match=r"fault\[1\]\.severity: must be .*found 'loud'"):
        load_exercise_file(file)


def test_errors_of_definitions_are_for_the_user() -> None:
    assert issubclass(ExerciseError, FormcheckError)
    assert ExerciseError.exit_code == 5
    with pytest.raises(ExerciseError):
        read_bytes(Path("nowhere") / "at_all.toml")


SQUAT = (shipped_folder() / "mini_squat.toml").read_text(encoding="utf-8")

BROKEN = {
    "names are unique": ('name     = "heels_lift"', 'name     = "too_deep"', "used twice"),
    "measures are known": (
        'measure = "knee_past_toes"',
        'measure = "knee_over"',
        "unknown measure",
    ),
    "sources are listed": ('source   = "S70"', 'source   = "S99"', "'S99' is not listed"),
    "sources are given": (
        'say      = "Chest up."\nsource   = "engineering default"',
        'say      = "Chest up."',
        "source: this key is missing",
    ),
    "a view has a source too": (
        'plane           = "side"',
        'plane           = "side"\nsource = "S98"',
        "'S98' is not listed",
    ),
    "above clears below": (
        "above_deg = 40, clear_deg = 36",
        "above_deg = 40, clear_deg = 44",
        "clear",
    ),
    "below clears above": (
        "below_ratio = 0.3, clear_ratio = 0.35",
        "below_ratio = 0.3, clear_ratio = 0.25",
        "must be above 0.3",
    ),
    "the start clears outward": (
        "start       = { below_deg = 16, clear_deg = 20 }",
        "start       = { below_deg = 16, clear_deg = 14 }",
        "clear_deg must be above 16",
    ),
    "the target is left before it is reached": (
        "leave_deg   = 25",
        "leave_deg   = 35",
        "leave_deg",
    ),
    "the target is within the limits": (
        "target_deg  = [30, 60]",
        "target_deg  = [30, 75]",
        "past the limit",
    ),
    "a weak sign never faults": (
        'name     = "heels_lift"',
        'seen     = "weak"\nname     = "heels_lift"',
        "seen = 'weak' may only inform",
    ),
    "a precaution does not widen": (
        "above_deg = 60, clear_deg = 55",
        "above_deg = 75, clear_deg = 70",
        "profile.knee_pain widens the limit 'too_deep'",
    ),
    "a precaution leaves something to do": (
        "above_deg = 60, clear_deg = 55",
        "above_deg = 25, clear_deg = 20",
        "forbid the exercise instead",
    ),
    "a precaution does not say two things": (
        'why    = "A sore knee is not to be bent deeply under load."',
        'why    = "Sore."\nallowed = false',
        "its limits are never asked",
    ),
    "a replacement replaces something": (
        'why    = "A sore knee is not to be bent deeply under load."',
        'why    = "Sore."\ninstead = "double_leg_bridge"',
        "forbids nothing",
    ),
    "a limit of a precaution has a name of its own": (
        'name   = "hips_bend"\nwhen   = { measure = "hip_flexion", above_deg = 78',
        'name   = "trunk_forward"\nwhen   = { measure = "hip_flexion", above_deg = 78',
        "uses the name 'trunk_forward' twice",
    ),
    "a limit of a precaution has one name": (
        'name   = "hips_too_bent"\nwhen   = { measure = "hip_flexion", above_deg = 85',
        'name   = "hips_bend"\nwhen   = { measure = "hip_flexion", above_deg = 85',
        "uses the name 'hips_bend' twice",
    ),
}


@pytest.mark.parametrize("rule", BROKEN)
def test_a_file_that_breaks_a_rule_does_not_load(tmp_path: Path, rule: str) -> None:
    old, new, told = BROKEN[rule]
    assert old in SQUAT
    file = tmp_path / "mine.toml"
    file.write_text(SQUAT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ExerciseError) as caught:
        load_exercise_file(file)
    assert told in str(caught.value)
    assert "mine.toml" in str(caught.value)


@pytest.mark.parametrize(
    ("instead", "told"),
    [
        ("maxi_squat", "profile.knee_pain.instead = 'maxi_squat' is no exercise"),
        ("mini_squat", "replaces the exercise by itself"),
    ],
)
def test_a_replacement_must_be_another_exercise(tmp_path: Path, instead: str, told: str) -> None:
    head, rest = SQUAT.split("[profile.knee_pain]")
    block = f'[profile.knee_pain]\nallowed = false\ninstead = "{instead}"\nwhy = "Sore."\n'
    tail = rest[rest.index("[profile.posterior") :]
    file = tmp_path / "mine.toml"
    file.write_text(f'{head}{block}source = "engineering default"\n\n{tail}', encoding="utf-8")
    with pytest.raises(ExerciseError) as caught:
        load_exercise_file(file)
    assert told in str(caught.value)


def test_no_two_shipped_exercises_look_alike() -> None:
    whole = [load_exercise(name) for name in exercise_names()]
    assert len({definition.title for definition in whole}) == len(whole)
    assert [definition.name for definition in whole] == list(exercise_names())


# --- Where numbers come from -------------------------------------------------------------------


def rows(value: Any, sourced: bool, place: str = "") -> Iterator[str]:  # noqa: ANN401, FBT001
    """The places of all numbers of an exercise that stand in no row with a source."""
    if isinstance(value, dict):
        inside = sourced or bool(value.get("source"))
        for key, item in value.items():
            yield from rows(item, inside, f"{place}.{key}")
    elif isinstance(value, list | tuple):
        for item in value:
            yield from rows(item, sourced, place)
    elif isinstance(value, int | float) and not isinstance(value, bool) and not sourced:
        yield place


@pytest.mark.parametrize("name", exercise_names())
def test_every_number_of_a_file_has_a_source(name: str) -> None:
    whole = load_exercise(name).model_dump(by_alias=True)
    whole.pop("figure", None)  # how it is drawn, not how it is judged
    assert list(rows(whole, sourced=False)) == [".schema"]
    written = tomllib.loads((shipped_folder() / f"{name}.toml").read_text(encoding="utf-8"))
    written["view"].setdefault("source", "engineering default")
    written.pop("figure", None)
    assert list(rows(written, sourced=False)) == [".schema"]


def test_the_walk_finds_a_number_without_a_source() -> None:
    table = {"schema": 1, "view": {"far_m": 2.0}, "dose": {"reps": 3, "source": "S1", "on": True}}
    assert list(rows(table, sourced=False)) == [".schema", ".view.far_m"]


def models() -> Iterator[type[BaseModel]]:
    for module in (conditions, definition, fault_kinds, parts):
        for _, kind in inspect.getmembers(module, inspect.isclass):
            if issubclass(kind, conditions.Definition) and kind.__module__ == module.__name__:
                yield kind


def test_every_number_that_need_not_be_written_is_said_to_be_a_default() -> None:
    seen = set()
    for kind in models():
        for field, info in kind.model_fields.items():
            if isinstance(info.default, int | float) and info.default and info.default is not True:
                seen.add(f"{kind.__name__}.{field}")
                words = " ".join((kind.__doc__ or "").split())
                assert field in words, f"{kind.__name__}.{field}"
                assert "engineering default" in words, f"{kind.__name__}.{field}"
    assert {"Limit.for_s", "LevelFault.for_s", "Movement.enter_s", "Movement.grace_s"} <= seen


def test_a_view_without_a_source_is_an_engineering_default() -> None:
    table = tomllib.loads(SQUAT)
    assert Exercise.model_validate(table).view.source == "engineering default"
    table["view"]["source"] = "S71"
    assert Exercise.model_validate(table).view.source == "S71"
