"""What an exercise is, and what holds for every shipped one."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from support.definitions import SMALL, changed

from formcheck.exercises.definition import Exercise
from formcheck.exercises.fault_kinds import LevelFault
from formcheck.exercises.loader import exercise_names, load_exercise, shipped_folder

if TYPE_CHECKING:
    from collections.abc import Iterator


def test_the_small_exercise_loads() -> None:
    exercise = Exercise.model_validate(tomllib.loads(SMALL))
    assert (exercise.name, exercise.sha256, repr(exercise)) == (
        "leg_lift", "", "Exercise('leg_lift')",
    )  # fmt: skip
    assert (exercise.movement.sign, exercise.movement.start_deg) == (1, 7)
    kinds = [fault.kind for fault in exercise.fault]
    assert kinds == ["level", "short_hold", "tempo", "peak", "unsteady"]
    assert exercise.measures() == ("hip_flexion", "trunk_inclination", "knee_flexion")
    assert exercise.view.source == "engineering default"


def test_several_conditions_make_one_fault() -> None:
    conditions = [
        {"measure": "knee_flexion", "above_deg": 12, "clear_deg": 9},
        {"measure": "trunk_inclination", "below_deg": -12, "clear_deg": -9},
    ]
    fault = Exercise.model_validate(changed(("fault.0.when", conditions))).fault[0]
    assert isinstance(fault, LevelFault)
    assert [row.measure for row in fault.when] == ["knee_flexion", "trunk_inclination"]


def test_shipped_exercises_have_titles_of_their_own() -> None:
    titles = [load_exercise(name).title for name in exercise_names()]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("name", exercise_names())
def test_measures_begin_with_the_main_one_and_appear_once(name: str) -> None:
    measures = load_exercise(name).measures()
    assert measures[0] == load_exercise(name).movement.measure
    assert len(set(measures)) == len(measures)


def unsourced(value: Any, place: str = "", *, sourced: bool = False) -> Iterator[str]:  # noqa: ANN401
    """The places of all numbers of an exercise that stand in no row with a source."""
    if isinstance(value, dict):
        inside = sourced or bool(value.get("source"))
        for key, item in value.items():
            yield from unsourced(item, f"{place}.{key}", sourced=inside)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from unsourced(item, place, sourced=sourced)
    elif isinstance(value, int | float) and not isinstance(value, bool) and not sourced:
        yield place


@pytest.mark.parametrize("name", exercise_names())
def test_every_number_of_a_file_has_a_source(name: str) -> None:
    whole = load_exercise(name).model_dump(by_alias=True)
    whole.pop("figure", None)  # it says how the exercise is drawn, not how it is judged
    assert list(unsourced(whole)) == [".schema"]
    written = tomllib.loads((shipped_folder() / f"{name}.toml").read_text(encoding="utf-8"))
    written["view"].setdefault("source", "engineering default")
    written.pop("figure", None)
    assert list(unsourced(written)) == [".schema"]


def test_the_walk_finds_a_number_without_a_source() -> None:
    table = {"schema": 1, "view": {"far_m": 2.0}, "dose": {"reps": 3, "source": "S1", "on": True}}
    assert list(unsourced(table)) == [".schema", ".view.far_m"]


@pytest.mark.parametrize("name", exercise_names())
def test_every_source_that_is_listed_is_used(name: str) -> None:
    text = (shipped_folder() / f"{name}.toml").read_text()
    body, listed = text.split("[sources]")
    unused = [key for key in tomllib.loads("[s]" + listed)["s"] if f"{key}" not in body]
    assert unused == []
