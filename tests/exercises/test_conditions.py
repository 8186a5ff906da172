"""Conditions as exercise files write them, their hysteresis, and the schema of every file."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from support.definitions import changed

from formcheck.exercises.conditions import Condition, definition_schema, schemas_at
from formcheck.exercises.definition import Exercise
from formcheck.exercises.precautions import Meanings
from formcheck.exercises.profile import Profile
from formcheck.function_tests.definition import FunctionTest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from formcheck.exercises.conditions import Definition

ABOVE = Condition(measure="hip_flexion", above_deg=20, clear_deg=16)
BELOW = Condition(measure="hip_flexion", below_deg=-10, clear_deg=-6)
BEYOND = Condition(measure="trunk_lateral_lean", beyond_deg=8, clear_deg=5)
RATIO = Condition(measure="hip_rise", above_ratio=0.08, clear_ratio=0.05)
ALL = [ABOVE, BELOW, BEYOND, RATIO]


IDS = ["above", "below", "beyond", "ratio"]


@pytest.mark.parametrize(
    ("measure", "keys", "message"),
    [
        ("hip_flexion", {"above_ratio": 0.2, "clear_ratio": 0.1},
         "hip_flexion is measured as deg: write above_deg, not above_ratio"),
        ("hip_rise", {"above_deg": 2, "clear_deg": 1},
         "hip_rise is measured as ratio: write above_ratio, not above_deg"),
        ("hip_rise", {"above_ratio": 0.2, "clear_deg": 0.1}, "write clear_ratio, not clear_deg"),
        ("hip_flexion", {"clear_deg": 1}, "exactly one of above_deg, below_deg"),
        ("hip_flexion", {"above_deg": 3, "below_deg": 2, "clear_deg": 1}, "exactly one of above"),
        ("hip_rise", {"above_ratio": 0.3}, "clear_ratio is missing: say where the condition ends"),
        ("hip_flexion", {"above_deg": 20, "clear_deg": 24}, "clear_deg = 24 must be below 20"),
        ("hip_flexion", {"above_deg": 20, "clear_deg": 20}, "clear_deg = 20 must be below 20"),
        ("hip_flexion", {"beyond_deg": 8, "clear_deg": 9}, "clear_deg = 9 must be below 8"),
        ("hip_flexion", {"below_deg": -10, "clear_deg": -12}, "clear_deg = -12 must be above -10"),
        ("hip_flexion", {"above_deg": math.inf, "clear_deg": 1}, "finite number"),
        ("hip_flexion", {"above_deg": "wide", "clear_deg": 1}, "valid number"),
        ("hip_flexion", {"over_deg": 3, "clear_deg": 1}, "not permitted"),
        (None, {"above_deg": 3, "clear_deg": 1}, "valid string"),
        ("hip_flection", {"above_deg": 3, "clear_deg": 1},
         "no measure 'hip_flection': did you mean hip_flexion"),
    ],
)  # fmt: skip
def test_malformed_condition_says_what_is_wrong(
    measure: str | None, keys: dict[str, object], message: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        Condition.model_validate({"measure": measure} | keys)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("condition", "threshold", "words"),
    [
        (ABOVE, ("above", 20.0, 16.0), "hip_flexion above 20° (until 16°)"),
        (BELOW, ("below", -10.0, -6.0), "hip_flexion below -10° (until -6°)"),
        (BEYOND, ("beyond", 8.0, 5.0), "trunk_lateral_lean beyond 8° (until 5°)"),
        (RATIO, ("above", 0.08, 0.05), "hip_rise above 0.08 (until 0.05)"),
    ],
    ids=IDS,
)
def test_condition_knows_its_threshold_and_reads_as_words(
    condition: Condition, threshold: tuple[str, float, float], words: str
) -> None:
    assert (condition.sense, condition.at, condition.clear) == threshold
    assert str(condition) == words


@pytest.mark.parametrize(
    ("condition", "values", "states"),
    [
        (ABOVE, [19, 20, 21, 17, 16.5, 16, 17, 19.9], [0, 0, 1, 1, 1, 0, 0, 0]),
        (BELOW, [-9, -10, -11, -7, -6, -7, -9.9], [0, 0, 1, 1, 0, 0, 0]),
        (BEYOND, [7, 8.1, 6, -6, 5, -7, -8.1, -5.1], [0, 1, 1, 1, 0, 0, 1, 1]),
        (RATIO, [0.07, 0.081, 0.051, 0.05], [0, 1, 1, 0]),
    ],
    ids=IDS,
)
def test_it_ends_later_than_it_begins(
    condition: Condition, values: list[float], states: list[int]
) -> None:
    on, seen = False, []
    for value in values:
        on = condition.switched(value, on=on)
        seen.append(int(on))
    assert seen == states


@pytest.mark.parametrize("condition", ALL, ids=IDS)
@pytest.mark.parametrize("on", [True, False])
def test_an_unknown_value_never_fulfils_a_condition(condition: Condition, *, on: bool) -> None:
    assert not condition.switched(math.nan, on=on)
    assert math.isnan(condition.excess(math.nan))


@given(st.sampled_from(ALL), st.floats(-200, 200))
def test_past_the_threshold_means_positive_excess(condition: Condition, value: float) -> None:
    past = {
        "above": value > condition.at,
        "below": value < condition.at,
        "beyond": abs(value) > condition.at,
    }[condition.sense]
    assert (condition.excess(value) > 0) == past
    assert condition.switched(value, on=False) == past
    assert condition.switched(value, on=True) >= past


@given(st.sampled_from([ABOVE, BELOW, BEYOND]), st.lists(st.floats(-1, 1), max_size=30))
def test_noise_below_the_hysteresis_switches_at_most_once(
    condition: Condition, noise: list[float]
) -> None:
    gap = abs(condition.at - condition.clear)
    on, switches = False, 0
    for part in noise:
        after = condition.switched(condition.at + 0.49 * gap * part, on=on)
        switches += after != on
        on = after
    assert switches <= 1


def deg(measure: str, **keys: float) -> Condition:
    return Condition.model_validate({"measure": measure} | keys)


@pytest.mark.parametrize(
    ("new", "old", "tighter"),
    [
        (deg("hip_flexion", below_deg=-5, clear_deg=-1), BELOW, True),
        (deg("hip_flexion", below_deg=-10, clear_deg=-9), BELOW, True),
        (deg("hip_flexion", below_deg=-11, clear_deg=-1), BELOW, False),
        (deg("hip_flexion", above_deg=-5, clear_deg=-9), BELOW, False),
        (deg("knee_flexion", below_deg=-5, clear_deg=-1), BELOW, False),
        (deg("hip_flexion", above_deg=15, clear_deg=10), ABOVE, True),
        (ABOVE, deg("hip_flexion", above_deg=15, clear_deg=10), False),
        (BEYOND, deg("trunk_lateral_lean", beyond_deg=9, clear_deg=5), True),
        (deg("trunk_lateral_lean", beyond_deg=9, clear_deg=5), BEYOND, False),
    ],
)
def test_condition_is_tighter_if_it_becomes_true_as_early(
    new: Condition, old: Condition, *, tighter: bool
) -> None:
    assert new.tightens(old) is tighter


def test_conditions_are_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        ABOVE.above_deg = 90.0  # type: ignore[misc]


# --- The schema of a file ----------------------------------------------------------------------

KINDS = (Exercise, Profile, Meanings, FunctionTest)


def properties(kind: type[Definition]) -> Iterator[tuple[str, dict[str, Any]]]:
    schema = definition_schema(kind)
    for model in (schema, *schema.get("$defs", {}).values()):
        for key, about in model.get("properties", {}).items():
            yield f"{model['title']}.{key}", about


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_key_is_explained(kind: type[Definition]) -> None:
    assert [key for key, about in properties(kind) if not about.get("description")] == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_number_that_may_be_left_out_is_said_to_be_a_default(kind: type[Definition]) -> None:
    """Only lengths of time are; an angle that matters must always be written."""
    chosen = {
        key: about["description"]
        for key, about in properties(kind)
        if about.get("default") not in (None, 0, 1, True, False) and "_s" in key
        if isinstance(about["default"], float) and not key.startswith(("SidePose", "FrontPose"))
    }
    assert all("an engineering default" in text for text in chosen.values()), chosen
    if kind is Exercise:
        times = {"Limit.for_s", "LevelFault.for_s", "Movement.enter_s", "Movement.grace_s"}
        assert times <= set(chosen)


@pytest.mark.parametrize(
    ("changes", "fits"),
    [
        ((), True),
        ((("movement.measure", "step_length"),), False),
        ((("limit.0.when.measure", "hips"),), False),
        ((("fault.0.kind", "odd"),), False),
        ((("colour", "red"),), False),
    ],
)
def test_an_editor_finds_what_the_loader_finds(
    changes: tuple[tuple[str, object], ...], *, fits: bool
) -> None:
    validator = jsonschema.Draft202012Validator(definition_schema(Exercise))
    assert validator.is_valid(changed(*changes)) is fits


@pytest.mark.parametrize(
    ("place", "titles"),
    [
        ((), {"Exercise"}),
        (("movement", "also", 0, "when"), {"Condition"}),
        (("fault", 2, "tempo"), {"TempoFault"}),
        (("fault", 2, "level", "when", 1), {"Condition"}),
        (("profile", "knee_pain", "limit", 0), {"Limit"}),
        (("figure", "front", "start"), {"SidePose", "FrontPose"}),
        (("steps", 0, 1), set()),
    ],
)
def test_a_place_of_a_file_has_its_part_of_the_schema(
    place: tuple[str | int, ...], titles: set[str]
) -> None:
    assert {part["title"] for part in schemas_at(Exercise, place)} == titles
