"""Numbers in another unit and pairs in the wrong order are refused, and the remedy is named."""

from __future__ import annotations

import copy
import tomllib
from typing import TYPE_CHECKING, Any, Final

import pytest
from support.definitions import SMALL, changed, mistakes_of, toml_text

from formcheck.authoring.diagnostics import check_file
from formcheck.errors import ExerciseError
from formcheck.exercises.conditions import definition_schema
from formcheck.exercises.definition import Exercise
from formcheck.exercises.loader import exercise_names, shipped_folder
from formcheck.kinematics.measures import MEASURES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LEG: Final = "limit.0.when"


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        # Lengths.
        ("view.camera_height_m", [40, 100],
         "from 0.05 to 2.5 (found 40): if these are centimetres, write 0.4"),
        ("view.camera_height_m", [1.0, 0.4],
         "goes from the smaller to the larger value: write [0.4, 1] (found [1, 0.4])"),
        ("view.distance_m", [250, 350], "(found 250): if these are centimetres, write 2.5"),
        ("view.distance_m", [2500, 3500], "(found 2500): if these are millimetres, write 2.5"),
        ("view.distance_m", [2.5, 9], "(found 9): if these are feet, write 2.74"),
        ("view.distance_m", [0, 3], "must be in metres, from 0.8 to 8 (found 0): correct the num"),
        # Times.
        ("movement.hold_s", 900, "must be in seconds, from 0 to 180 (found 900): if these are m"),
        ("movement.hold_s", 5000, "if these are milliseconds, write 5"),
        ("dose.rest_s", 1, "must be in seconds, from 5 to 600 (found 1): if these are minutes, w"),
        ("dose.minutes", 150, "must be in minutes, from 0.5 to 60 (found 150): if these are sec"),
        ("limit.0.for_s", 30, "limit[1].for_s: must be in seconds, from 0.05 to 3 (found 30): c"),
        ("fault.0.for_s", 300, "fault[1].for_s: must be in seconds, from 0.05 to 10 (found 300):"),
        ("fault.2.shorter_s", 800, "(found 800): if these are milliseconds, write 0.8"),
        ("movement.enter_s", 0.001, "movement.enter_s: must be in seconds, from 0.05 to 3"),
        # The dose.
        ("dose.per_week", [5, 2], "dose.per_week: goes from the smaller to the larger value: wri"),
        ("dose.per_week", [0, 9], "dose.per_week[2]: must be in days a week, from 1 to 7 (found "),
        ("dose.sets", 30, "dose.sets: must be from 1 to 10 (found 30): correct the number"),
        ("dose.reps", 100, "dose: reps = 100 is more than the 60 of a set: correct it, or say wi"),
        ("dose.per_minute", [90, 60], "goes from the smaller to the larger value: write [60, 90]"),
        # What a body can do.
        ("movement.target_deg", [20, 200],
         "target_deg[2]: the change of the hip bend (hip_flexion) must be in degrees, from -6"),
        ("movement.start_window_deg", [-15, 180], "movement.start_window_deg[2]: the hip bend ("),
        (LEG, {"measure": "knee_flexion", "above_deg": 200, "clear_deg": 190},
         "limit[1].when.above_deg: the knee bend (knee_flexion) must be in degrees, from -30 to "),
        (LEG, {"measure": "heel_rise", "above_ratio": 10, "clear_ratio": 8},
         "(found 10): if these are per cent, write 0.1"),
        (LEG, {"measure": "knee_flexion", "above_deg": 90, "clear_deg": 95},
         "limit[1].when: clear_deg = 95 must be below 90"),
    ],
    ids=lambda part: str(part)[:30],
)  # fmt: skip
def test_a_wrong_unit_or_order_is_named_with_its_remedy(
    tmp_path: Path, path: str, value: object, message: str
) -> None:
    lines = mistakes_of(changed((path, value)), tmp_path)
    assert any(message in line for line in lines), lines


def test_the_line_of_the_number_is_named(tmp_path: Path) -> None:
    (line,) = mistakes_of(SMALL.replace("[2.5, 3.5]", "[2.5, 350]"), tmp_path)
    assert line.startswith("line 15, view.distance_m[2]: must be in metres")


# --- Every number ------------------------------------------------------------------------------

Steps = tuple[str | int, ...]

SENSES: Final = ("above", "below", "beyond", "clear")
THRESHOLDS: Final = {
    *(f"{sense}_{unit}" for sense in SENSES for unit in ("deg", "ratio")),
    *("target_deg", "leave_deg", "partial_deg", "start_window_deg"),
}
"""Numbers whose range is that of their measure."""


def unranged(part: Any, key: str = "") -> Iterator[str]:  # noqa: ANN401
    """Yield the keys of a schema that take a number without a range."""
    if not isinstance(part, dict):
        return
    if part.get("type") in {"number", "integer"} and not {"minimum", "maximum"} <= part.keys():
        yield key
    for name, inner in part.get("properties", {}).items():
        yield from unranged(inner, name)
    for inner in (*part.get("anyOf", ()), *part.get("prefixItems", ()), part.get("items")):
        yield from unranged(inner, key)


def test_every_number_of_the_schema_has_a_plausible_range() -> None:
    schema = definition_schema(Exercise)
    keys = {key for part in (schema, *schema["$defs"].values()) for key in unranged(part)}
    assert keys == THRESHOLDS | {"schema"}


def test_every_measure_has_values_that_it_can_have() -> None:
    for row in MEASURES.values():
        low, high = row.within
        assert low < 0 < high or row.name == "shank_slope"
        assert high <= (180 if row.unit == "deg" else 10)


def numbers(value: Any, place: Steps = ()) -> Iterator[Steps]:  # noqa: ANN401
    """Yield the place of every number but that of the file format, which is always 1."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from numbers(inner, (*place, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from numbers(inner, (*place, number))
    elif isinstance(value, int | float) and not isinstance(value, bool) and place != ("schema",):
        yield place


def at(table: Any, place: Steps) -> Any:  # noqa: ANN401
    for step in place:
        table = table[step]
    return table


def with_value(table: dict[str, Any], place: Steps, value: object) -> dict[str, Any]:
    table = copy.deepcopy(table)
    at(table, place[:-1])[place[-1]] = value
    return table


def table_of(name: str) -> dict[str, Any]:
    return tomllib.loads((shipped_folder() / f"{name}.toml").read_text(encoding="utf-8"))


def said(table: dict[str, Any], folder: Path) -> set[str]:
    """Return what `formcheck exercises check` says of a file, without the lines."""
    file = folder / f"{table['name']}.toml"
    file.write_text(toml_text(table), encoding="utf-8")
    try:
        _, doubts = check_file(file)
    except ExerciseError as error:
        return set(str(error).splitlines())
    return {f"{doubt.key} {doubt.message}" for doubt in doubts}


def kind_of(table: dict[str, Any], place: Steps) -> str:
    """Return which number it is: the measure that it is about, or its key and table."""
    around = at(table, place[:-1])
    measure = around.get("measure", "") if isinstance(around, dict) else ""
    *_, key = (step for step in place if isinstance(step, str))
    return measure or f"{key} of {place[0]}"


def each_kind_once() -> list[tuple[str, Steps]]:
    """Return one number of each kind, the smallest: it is the hardest to refuse."""
    least: dict[str, tuple[float, str, Steps]] = {}
    for name in exercise_names():
        table = table_of(name)
        for place in numbers(table):
            size = abs(at(table, place))
            row = (size, name, place)
            if size and place[0] != "figure":
                kind = kind_of(table, place)
                least[kind] = min(least.get(kind, row), row, key=lambda each: each[0])
    return [(name, place) for _, name, place in least.values()]


@pytest.mark.sampled(15)
@pytest.mark.parametrize(("name", "place"), each_kind_once(), ids=str)
def test_a_number_in_another_unit_is_refused_or_doubted(
    tmp_path: Path, name: str, place: Steps
) -> None:
    table = table_of(name)
    wrong = with_value(table, place, 100 * at(table, place))
    assert said(wrong, tmp_path) - said(table, tmp_path)


PAIRS: Final = ("start_window_deg", "target_deg", "per_week", "camera_height_m", "distance_m")


@pytest.mark.sampled(11)
@pytest.mark.parametrize("name", exercise_names())
def test_a_swapped_pair_is_refused(tmp_path: Path, name: str) -> None:
    table = table_of(name)
    pairs = {place[:-1] for place in numbers(table) if place[-1] in {0, 1}}
    assert {place[-1] for place in pairs} >= set(PAIRS[1:])
    for place in pairs:
        low, high = at(table, place)
        if low != high:
            assert mistakes_of(with_value(table, place, [high, low]), tmp_path), place
