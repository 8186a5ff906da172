"""What an exercise file must keep to be loaded: for each rule a file that breaks it.

The rules of single keys are tested in ``test_exercise.py``; here are those that hold a file
together, each against the file of a shipped exercise.
"""

from __future__ import annotations

import inspect
import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from formcheck.coach import conditions, exercise, faults
from formcheck.coach.exercise import Exercise
from formcheck.coach.library import exercise_names, load, load_file, shipped_folder
from formcheck.errors import ExerciseError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pydantic import BaseModel

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
        load_file(file)
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
        load_file(file)
    assert told in str(caught.value)


def test_no_two_shipped_exercises_look_alike() -> None:
    whole = [load(name) for name in exercise_names()]
    assert len({exercise.title for exercise in whole}) == len(whole)
    assert [exercise.name for exercise in whole] == list(exercise_names())


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
    whole = load(name).model_dump(by_alias=True)
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
    for module in (conditions, exercise, faults):
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
