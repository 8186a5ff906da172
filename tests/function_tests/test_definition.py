"""Function tests are data: complete, with sources, and refused if they are wrong."""

from __future__ import annotations

import tomllib
from itertools import product
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from formcheck.errors import ExerciseError
from formcheck.exercises.conditions import ENGINEERING_DEFAULT
from formcheck.function_tests.definition import (
    FunctionTest,
    NormRow,
    RangeScoring,
    Sex,
    function_test_folder,
    function_test_names,
    load_function_test,
)

NAMES = function_test_names()


def table(name: str) -> dict[str, Any]:
    text = (function_test_folder() / f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def test_four_function_tests_are_shipped() -> None:
    assert NAMES == (
        "chair_stand_30s",
        "five_times_sit_to_stand",
        "range_of_motion",
        "single_leg_stance",
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_source_is_used_and_listed(name: str) -> None:
    test = load_function_test(name)
    assert test.name == name
    assert len(test.sha256) == 64
    cited = [test.view.source, test.scoring.source]
    cited += [row.source for row in test.norm] + [row.source for row in test.change]
    if isinstance(test.scoring, RangeScoring):
        motions = test.scoring.motion.values()
        cited += [row.source for row in motions]
        cited += [rule.source for row in motions for rule in row.compensation]
    cited += [row.source for row in test.precaution]
    cited += [limit.source for row in test.precaution for limit in row.limit]
    used = {key.strip() for text in cited for key in text.split(",")}
    assert used - {ENGINEERING_DEFAULT} == set(test.sources)


@pytest.mark.parametrize("name", NAMES)
def test_safety_asks_for_a_second_person(name: str) -> None:
    safety = " ".join(load_function_test(name).safety)
    assert "Stop" in safety or "stop" in safety
    assert "Another person stands beside you" in safety or name == "range_of_motion"
    if "chair" in name or "sit" in name:
        assert "against the wall" in safety


def test_unknown_name_gets_the_nearest_names() -> None:
    with pytest.raises(ExerciseError, match="did you mean chair_stand_30s"):
        load_function_test("chair stand")
    with pytest.raises(ExerciseError, match="there are chair_stand_30s, "):
        load_function_test("zzz")


@pytest.mark.parametrize(
    ("name", "path", "value", "message"),
    [
        ("chair_stand_30s", "scoring.stands", 5, "exactly one of duration_s, stands"),
        ("chair_stand_30s", "scoring.full_deg", 60, "seated_deg must be above full_deg = 60"),
        ("chair_stand_30s", "scoring.source", "S9", "source 'S9' is not listed"),
        ("chair_stand_30s", "norm.0.source", "S9", "source 'S9' is not listed"),
        ("chair_stand_30s", "norm.0.motion", "flexion", "the motion 'flexion': it is none"),
        ("range_of_motion", "precaution.0.motion", "hop", "the motion 'hop': it is none"),
        ("range_of_motion", "precaution.0.name", "back_pain", "'knee_pain'"),
        ("single_leg_stance", "scoring.touched_ratio", 0.07, "touched_ratio must be below"),
        ("single_leg_stance", "norm.0.standing", "rumour", "'unverified'"),
        (
            "range_of_motion",
            "scoring.motion.flexion.compensation.0.source",
            "S9",
            "'S9' is not listed",
        ),
        ("range_of_motion", "scoring.motion.flexion.exercise", "hop", "'hop' is no exercise"),
        ("range_of_motion", "colour", "red", "Extra inputs"),
    ],
)
def test_file_that_is_wrong_does_not_load(
    name: str, path: str, value: object, message: str
) -> None:
    whole = table(name)
    *steps, last = path.split(".")
    place: Any = whole
    for step in steps:
        place = place[int(step)] if step.isdigit() else place[step]
    place[last] = value
    with pytest.raises(ValidationError) as caught:
        FunctionTest.model_validate(whole)
    assert message in str(caught.value)


# --- Norms -------------------------------------------------------------------------------------


OF_AGE, OF_MEN = NormRow(value=1, age=(60, 64)), NormRow(value=1, sex="male")


@pytest.mark.parametrize(
    ("row", "age", "sex", "fits"),
    [
        (NormRow(value=1), None, None, True),
        (OF_AGE, 60, None, True),
        (OF_AGE, 64, None, True),
        (OF_AGE, 65, None, False),
        (OF_AGE, None, None, False),
        (OF_MEN, 60, "male", True),
        (OF_MEN, 60, "female", False),
        (OF_MEN, 60, None, False),
    ],
)
def test_norm_row_fits_age_and_sex(
    *, row: NormRow, age: int | None, sex: Sex | None, fits: bool
) -> None:
    assert row.fits(age, sex) is fits


def test_every_range_names_its_angle() -> None:
    scoring = load_function_test("range_of_motion").scoring
    assert isinstance(scoring, RangeScoring)
    angles = {row.angle.split(",")[0] for row in scoring.motion.values()}
    assert angles == {"thigh to trunk", "thigh to the vertical"}


@pytest.mark.parametrize("name", NAMES)
def test_every_norm_covers_each_age_once(name: str) -> None:
    for norm in load_function_test(name).norm:
        for age, sex in product(range(18, 121), get_args(Sex)):
            assert sum(row.fits(age, sex) for row in norm.row) <= 1, (norm.text, age, sex)
