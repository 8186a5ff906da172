"""Results are compared with norms, and advice says plainly what they mean."""

from __future__ import annotations

import json
import math
from math import nan
from typing import Any

import pytest

from formcheck.function_tests.definition import load_function_test
from formcheck.function_tests.interpretation import (
    ONE_DAY,
    compare_with_norm,
    interpret,
    missing_person_data,
    people_like,
    rounded_angle,
    value_text,
)
from formcheck.function_tests.report import Person, Result, Trial

CHAIR = load_function_test("chair_stand_30s")
FIVE = load_function_test("five_times_sit_to_stand")
STANCE = load_function_test("single_leg_stance")
RANGE = load_function_test("range_of_motion")
MAN, WOMAN = Person(66, "male"), Person(66, "female")
ALARMING = ("fail", "poor", "bad", "danger", "risk", "abnormal", "weak", "warning")


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


def stands(value: float, **more: Any) -> tuple[str, ...]:  # noqa: ANN401
    """The advice after that number of stands in 30 s."""
    count = 0 if math.isnan(value) else int(value)
    tries = tuple(Trial("both", 2.0 * n, 2.0 * n + 1, 2.0 * n, counts=True) for n in range(count))
    norm = compare_with_norm(CHAIR, MAN, value)
    result = Result("stands", "both", value, "stands", tries, norm=norm, **more)
    return interpret(CHAIR, [result], MAN).advice


def test_below_average_is_said_without_alarm() -> None:
    usual = "12 stands or more are usual for men aged 65 to 69."
    lines = stands(8)
    assert lines[:3] == ("8 stands in the time.", f"Below average: {usual}", ONE_DAY)
    assert not any(word in " ".join(lines).lower() for word in ALARMING)
    lines = stands(12)
    assert lines[1] == f"Average or better: {usual}"
    assert ONE_DAY not in lines


def test_result_without_a_full_score_is_explained_and_not_compared() -> None:
    lines = stands(nan, why="The video ends early.", at_least=4.0)
    assert lines == ("The video ends early. At least 4 stands for certain.",)
    lines = stands(0, why="The arms were not crossed.")
    assert lines[:2] == ("0 stands in the time.", "The arms were not crossed.")
    assert not any("verage" in line for line in lines)


def test_half_stand_at_the_end_is_mentioned() -> None:
    result = Result("stands", "both", 2.0, "stands", (Trial("both", 0, 1, 1, counts=True),))
    assert "One of them was past half-way" in interpret(CHAIR, [result], Person()).advice[0]


def test_secondary_source_is_called_one() -> None:
    person = Person(66)
    norm = compare_with_norm(STANCE, person, 20.0)
    once = (Trial("left", 0, 20, 20, counts=True),)
    result = Result("stance", "left", 20.0, "s", once, norm=norm)
    assert interpret(STANCE, [result], person).advice[:3] == (
        "Left leg: 20.0 s, the best try.",
        "Left leg: 1 of 3 tries.",
        "On average people aged 60 to 69 reach 32.0 s (secondary source).",
    )
    five = Result("time", "both", 10.0, "s", norm=compare_with_norm(FIVE, person, 10.0))
    advice = interpret(FIVE, [five], person).advice
    assert any(line.endswith("felt. (secondary source)") for line in advice)


@pytest.mark.parametrize(
    ("left", "right", "line"),
    [
        (37, 23, "left about 35°, right about 25°. The right one goes less far."),
        (28, 38, "left about 30°, right about 40°. The left one goes less far."),
        (34, 28, "left about 35°, right about 30°. No clear difference (under 10°)."),
        (20, nan, "left about 20°, right ?."),
    ],
)
def test_both_sides_stand_side_by_side_to_five_degrees(
    left: float, right: float, line: str
) -> None:
    rows = [Result("abduction", "left", left, "deg"), Result("abduction", "right", right, "deg")]
    advice = interpret(RANGE, rows, Person()).advice
    assert advice[0] == f"Abduction, thigh to the vertical, from your own start: {line}"


@pytest.mark.parametrize(
    ("values", "verdict"),
    [((1.0, 2.0), "scored"), ((1.0, nan), "partly"), ((nan, nan), "inconclusive")],
)
def test_verdict_is_that_of_all_results(values: tuple[float, float], verdict: str) -> None:
    rows = [
        Result("stance", "left", values[0], "s", why="x"),
        Result("stance", "right", values[1], "s", why="x"),
    ]
    assert interpret(STANCE, rows, Person()).verdict == verdict


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (1, "stands", "1 stand"),
        (3, "stands", "3 stands"),
        (2.04, "s", "2.0 s"),
        (4.4, "deg", "4°"),
        (nan, "s", "?"),
    ],
)
def test_numbers_have_their_unit(value: float, unit: str, words: str) -> None:
    assert value_text(value, unit) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [(32.4, "about 30°"), (32.6, "about 35°"), (nan, "?"), (-1.0, "about 0°")],
)
def test_angles_are_shown_to_the_step(value: float, words: str) -> None:
    assert rounded_angle(value, 5.0) == words


def test_unknown_is_null_in_json() -> None:
    row = Result("stands", "both", nan, "stands", why="Nobody.")
    text = interpret(CHAIR, [row], Person()).to_json()
    assert json.loads(text)["results"][0]["value"] is None
    assert "NaN" not in text
