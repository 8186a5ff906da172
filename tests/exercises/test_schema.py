"""The schema of definition files: complete, explained, and equal to the published one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from support.definitions import SMALL, changed

from formcheck.exercises.definition import Exercise
from formcheck.exercises.precautions import Meanings
from formcheck.exercises.profile import Profile
from formcheck.exercises.schema import definition_schema, schemas_at
from formcheck.function_tests.definition import FunctionTest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from formcheck.exercises.conditions import Definition

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
    validator = jsonschema.Draft202012Validator(definition_schema())
    assert validator.is_valid(changed(*changes)) is fits
    assert SMALL


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
