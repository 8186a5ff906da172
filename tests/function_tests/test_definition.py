"""Function tests as data, their norms, and the sentences they end in."""

from __future__ import annotations

import math
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from formcheck.errors import ExerciseError
from formcheck.exercises.conditions import ENGINEERING_DEFAULT
from formcheck.function_tests.definition import (
    FunctionTest,
    NormRow,
    RangeScoring,
    function_test_folder,
    function_test_names,
    load_function_test,
)
from formcheck.function_tests.interpretation import (
    ONE_DAY,
    compare_with_norm,
    interpret,
    missing_person_data,
    people_like,
    value_text,
)
from formcheck.function_tests.report import Person, Result, Trial

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = function_test_names()
CHAIR = load_function_test("chair_stand_30s")
FIVE = load_function_test("five_times_sit_to_stand")
STANCE = load_function_test("single_leg_stance")


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
        cited += [row.source for row in test.scoring.motion.values()]
    used = {key.strip() for text in cited for key in text.split(",")}
    assert used - {ENGINEERING_DEFAULT} == set(test.sources)


@pytest.mark.parametrize("name", NAMES)
def test_safety_asks_for_a_second_person(name: str) -> None:
    safety = " ".join(load_function_test(name).safety)
    assert "Stop" in safety or "stop" in safety
    assert "Somebody stands beside you" in safety or name == "range_of_motion"
    if "chair" in name or "sit" in name:
        assert "against the wall" in safety


def test_unknown_name_gets_the_nearest_names() -> None:
    with pytest.raises(ExerciseError, match="did you mean chair_stand_30s"):
        load_function_test("chair stand")
    with pytest.raises(ExerciseError, match="there are chair_stand_30s, "):
        load_function_test("zzz")


@pytest.mark.parametrize(
    ("name", "path", "value", "told"),
    [
        ("chair_stand_30s", "scoring.stands", 5, "exactly one of duration_s, stands"),
        ("chair_stand_30s", "scoring.full_deg", 60, "seated_deg must be above full_deg = 60"),
        ("chair_stand_30s", "scoring.source", "S9", "source 'S9' is not listed"),
        ("chair_stand_30s", "norm.0.source", "S9", "source 'S9' is not listed"),
        ("chair_stand_30s", "norm.0.motion", "flexion", "the motion 'flexion': it is none"),
        ("single_leg_stance", "scoring.touched_ratio", 0.07, "touched_ratio must be below"),
        ("single_leg_stance", "norm.0.standing", "rumour", "'unverified'"),
        ("range_of_motion", "scoring.motion.flexion.exercise", "hop", "'hop' is no exercise"),
        ("range_of_motion", "colour", "red", "Extra inputs"),
    ],
)
def test_file_that_is_wrong_does_not_load(name: str, path: str, value: object, told: str) -> None:
    whole = table(name)
    *steps, last = path.split(".")
    place: Any = whole
    for step in steps:
        place = place[int(step)] if step.isdigit() else place[step]
    place[last] = value
    with pytest.raises(ValidationError) as caught:
        FunctionTest.model_validate(whole)
    assert told in str(caught.value)


# --- Norms -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "person", "fits"),
    [
        (NormRow(value=1), Person(), True),
        (NormRow(value=1, age=(60, 64)), Person(60), True),
        (NormRow(value=1, age=(60, 64)), Person(64), True),
        (NormRow(value=1, age=(60, 64)), Person(65), False),
        (NormRow(value=1, age=(60, 64)), Person(), False),
        (NormRow(value=1, sex="male"), Person(60, "male"), True),
        (NormRow(value=1, sex="male"), Person(60, "female"), False),
        (NormRow(value=1, sex="male"), Person(60), False),
    ],
)
def test_norm_row_fits_age_and_sex(row: NormRow, person: Person, fits: bool) -> None:  # noqa: FBT001
    assert row.fits(person.age, person.sex) is fits


@pytest.mark.parametrize("name", NAMES)
def test_every_norm_covers_each_age_once(name: str) -> None:
    for norm in load_function_test(name).norm:
        for age in range(18, 121):
            for sex in ("male", "female"):
                found = [row for row in norm.row if row.fits(age, sex)]
                assert len(found) <= 1, (norm.text, age, sex)


def test_unverified_norm_is_never_shown() -> None:
    whole = table("chair_stand_30s")
    whole["norm"][0]["standing"] = "unverified"
    test = FunctionTest.model_validate(whole)
    assert compare_with_norm(test, Person(70, "male"), 5.0) is None
    assert missing_person_data(test, Person()) == ""
    assert compare_with_norm(CHAIR, Person(70, "male"), 5.0) is not None


def test_boundary_is_average() -> None:
    edge = compare_with_norm(CHAIR, Person(70, "male"), 12.0)
    assert edge is not None
    assert edge.below is False
    slow = compare_with_norm(FIVE, Person(70), 12.6)
    assert slow is not None
    assert slow.below is False
    unknown = compare_with_norm(FIVE, Person(70), math.nan)
    assert unknown is not None
    assert unknown.below is None


def test_group_is_named() -> None:
    assert people_like(CHAIR, Person(66, "female")) == "women aged 65 to 69"
    assert people_like(STANCE, Person(66)) == "people aged 60 to 69"
    assert people_like(CHAIR, Person()) == "others"


def test_missing_age_and_sex_are_asked_for() -> None:
    assert missing_person_data(CHAIR, Person()) == "Give --age and --sex to compare with others."
    assert missing_person_data(CHAIR, Person(70)) == "Give --sex to compare with others."
    assert missing_person_data(STANCE, Person()) == "Give --age to compare with others."
    assert missing_person_data(STANCE, Person(70)) == ""
    assert missing_person_data(CHAIR, Person(40, "male")) == "There is no comparison for this age."
    assert missing_person_data(CHAIR, Person(70, "male")) == ""


# --- Sentences ---------------------------------------------------------------------------------


def stands(value: float, person: Person, **more: Any) -> tuple[str, ...]:  # noqa: ANN401
    count = 0 if math.isnan(value) else int(value)
    tries = tuple(Trial("both", 2.0 * n, 2.0 * n + 1, 2.0 * n, counts=True) for n in range(count))
    norm = compare_with_norm(CHAIR, person, value)
    result = Result("stands", "both", value, "stands", tries, norm=norm, **more)
    return interpret(CHAIR, [result], person).advice


ALARMING = ("fail", "poor", "bad", "danger", "risk", "abnormal", "weak", "warning")


def test_below_average_is_said_without_alarm() -> None:
    lines = stands(8, Person(66, "male"))
    assert lines[0] == "8 stands in the time."
    assert lines[1] == "Below average: 12 stands or more are usual for men aged 65 to 69."
    assert lines[2] == ONE_DAY
    assert not any(word in " ".join(lines).lower() for word in ALARMING)


def test_average_is_said_plainly() -> None:
    lines = stands(12, Person(66, "male"))
    assert lines[1] == "Average or better: 12 stands or more are usual for men aged 65 to 69."
    assert ONE_DAY not in lines


def test_half_stand_at_the_end_is_mentioned() -> None:
    result = Result("stands", "both", 2.0, "stands", (Trial("both", 0, 1, 1, counts=True),))
    assert "One of them was past half-way" in interpret(CHAIR, [result], Person()).advice[0]


def test_inconclusive_result_has_the_certain_value() -> None:
    lines = stands(math.nan, Person(66, "male"), why="The video ends early.", at_least=4.0)
    assert lines == ("The video ends early. At least 4 stands for certain.",)


def test_score_of_nothing_is_explained_and_not_compared() -> None:
    lines = stands(0, Person(66, "male"), why="The arms were not crossed.")
    assert lines[:2] == ("0 stands in the time.", "The arms were not crossed.")
    assert not any("verage" in line for line in lines)


def test_secondary_source_is_called_one() -> None:
    value, person = 20.0, Person(66)
    result = Result(
        "stance", "left", value, "s", (Trial("left", 0, 20, 20, counts=True),),
        norm=compare_with_norm(STANCE, person, value),
    )  # fmt: skip
    lines = interpret(STANCE, [result], person).advice
    assert lines[0] == "Left leg: 20.0 s, the best try."
    assert lines[1] == "Left leg: 1 of 3 tries."
    assert lines[2] == "On average people aged 60 to 69 reach 32.0 s (secondary source)."
    five = Result("time", "both", 10.0, "s", norm=compare_with_norm(FIVE, person, 10.0))
    told = interpret(FIVE, [five], person).advice
    assert any(line.endswith("felt. (secondary source)") for line in told)


@pytest.mark.parametrize(
    ("values", "verdict"),
    [((1.0, 2.0), "scored"), ((1.0, math.nan), "partly"), ((math.nan,) * 2, "inconclusive")],
)
def test_verdict_is_that_of_all_results(values: tuple[float, float], verdict: str) -> None:
    rows = [
        Result("stance", side, value, "s", why="x" * math.isnan(value))  # type: ignore[arg-type]
        for side, value in zip(("left", "right"), values, strict=True)
    ]
    assert interpret(STANCE, rows, Person()).verdict == verdict


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [(1, "stands", "1 stand"), (3, "stands", "3 stands"), (2.04, "s", "2.0 s"), (4.4, "deg", "4°"),
     (math.nan, "s", "?")],
)  # fmt: skip
def test_numbers_have_their_unit(value: float, unit: str, words: str) -> None:
    assert value_text(value, unit) == words


def whole_numbers(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        for item in value.values():
            yield from whole_numbers(item)
    elif isinstance(value, list):
        for item in value:
            yield from whole_numbers(item)
    else:
        yield value


def test_unknown_is_null_in_json() -> None:
    row = Result("stands", "both", math.nan, "stands", why="Nobody.")
    found = interpret(CHAIR, [row], Person()).as_dict()
    assert found["results"][0]["value"] is None
    assert not [v for v in whole_numbers(found) if isinstance(v, float) and math.isnan(v)]
