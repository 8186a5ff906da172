"""Results are compared with norms and with an earlier result."""

from __future__ import annotations

import json
from math import nan
from typing import Any

import pytest

from formcheck.errors import ExerciseError
from formcheck.function_tests.comparison import (
    EarlierResult,
    compare_with_norm,
    earlier_results,
    least_change,
    missing_person_data,
    people_like,
)
from formcheck.function_tests.definition import load_function_test
from formcheck.function_tests.interpretation import interpret
from formcheck.function_tests.report import Person, Result

CHAIR = load_function_test("chair_stand_30s")
FIVE = load_function_test("five_times_sit_to_stand")
STANCE = load_function_test("single_leg_stance")
RANGE = load_function_test("range_of_motion")
MAN, WOMAN = Person(66, "male"), Person(66, "female")


def test_unverified_norm_is_never_shown() -> None:
    norms = tuple(norm.model_copy(update={"standing": "unverified"}) for norm in CHAIR.norm)
    test = CHAIR.model_copy(update={"norm": norms})
    assert compare_with_norm(test, MAN, 5.0) is None
    assert missing_person_data(test, Person()) == ""
    assert compare_with_norm(CHAIR, MAN, 5.0) is not None


@pytest.mark.parametrize(
    ("test", "value", "below"),
    [(CHAIR, 12.0, False), (CHAIR, 11.0, True), (FIVE, 12.6, False), (FIVE, nan, None)],
    ids=["fewest average", "fewer", "slowest average", "unknown"],
)
def test_boundary_is_average(*, test: Any, value: float, below: bool | None) -> None:  # noqa: ANN401
    norm = compare_with_norm(test, Person(70, "male"), value)
    assert norm is not None
    assert norm.below is below


@pytest.mark.parametrize(
    ("test", "person", "people", "missing"),
    [
        (CHAIR, WOMAN, "women aged 65 to 69", ""),
        (CHAIR, Person(), "others", "Give --age and --sex to compare with others."),
        (CHAIR, Person(70), "others", "Give --sex to compare with others."),
        (CHAIR, Person(40, "male"), "others", "There is no comparison for this age."),
        (STANCE, Person(66), "people aged 60 to 69", ""),
        (STANCE, Person(), "others", "Give --age to compare with others."),
    ],
)
def test_compared_people_are_named_and_missing_data_asked_for(
    test: Any,  # noqa: ANN401
    person: Person,
    people: str,
    missing: str,
) -> None:
    assert people_like(test, person) == people
    assert missing_person_data(test, person) == missing


def test_result_on_the_weak_side_says_what_that_means() -> None:
    low, usual = (compare_with_norm(CHAIR, MAN, value) for value in (8.0, 12.0))
    assert low is not None
    assert usual is not None
    assert low.below_means
    assert not usual.below_means


# --- An earlier result ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("test", "name", "least"),
    [(CHAIR, "stands", 2.6), (FIVE, "time", 2.5), (STANCE, "stance", None),
     (RANGE, "flexion", 10), (RANGE, "extension", 13), (RANGE, "abduction", 10)],
)  # fmt: skip
def test_least_change_of_each_result(test: Any, name: str, least: float | None) -> None:  # noqa: ANN401
    assert least_change(test, name) == least


def test_earlier_report_is_read_as_it_was_written() -> None:
    rows = [
        Result("flexion", "left", 95.0, "deg"),
        Result("flexion", "right", nan, "deg", why="x"),
    ]
    text = interpret(RANGE, rows, Person()).to_json()
    assert earlier_results(RANGE, text) == (EarlierResult("flexion", "left", 95.0),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no JSON", "is no report of a function test"),
        ("[]", "is no report of a function test"),
        (json.dumps({"test": "range_of_motion"}), "is no report of a function test"),
        (json.dumps({"test": "x", "results": [{}]}), "is no report of a function test"),
        (json.dumps({"test": "chair_stand_30s", "results": []}), "of chair_stand_30s, not of"),
    ],
)
def test_file_that_is_no_earlier_report_is_refused(text: str, said: str) -> None:
    with pytest.raises(ExerciseError, match=said):
        earlier_results(RANGE, text)
