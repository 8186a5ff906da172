"""Advice says plainly what the results of a function test mean."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from math import nan
from typing import TYPE_CHECKING, Any

import pytest

from formcheck.function_tests.comparison import EarlierResult, compare_with_norm, with_earlier
from formcheck.function_tests.definition import load_function_test
from formcheck.function_tests.interpretation import (
    ONE_DAY,
    OWN,
    interpret,
    rounded_angle,
    value_text,
)
from formcheck.function_tests.report import Person, Result, Trial

if TYPE_CHECKING:
    from formcheck.pose.joints import Side

CHAIR = load_function_test("chair_stand_30s")
FIVE = load_function_test("five_times_sit_to_stand")
STANCE = load_function_test("single_leg_stance")
RANGE = load_function_test("range_of_motion")
MAN = Person(66, "male")


def stands(value: float, **more: Any) -> tuple[str, ...]:  # noqa: ANN401
    """The advice after that number of stands in 30 s."""
    count = 0 if math.isnan(value) else int(value)
    tries = tuple(Trial("both", 2.0 * n, 2.0 * n + 1, 2.0 * n, counts=True) for n in range(count))
    norm = compare_with_norm(CHAIR, MAN, value)
    result = Result("stands", "both", value, "stands", tries, norm=norm, **more)
    return interpret(CHAIR, [result], MAN).advice


def test_below_average_says_what_it_means_and_whom_to_tell() -> None:
    usual = "12 stands or more are usual for men aged 65 to 69."
    means = CHAIR.norm[0].below_means
    assert "falls" in means
    assert "doctor" in means
    lines = stands(8)
    assert lines[:4] == ("8 stands in 30 seconds.", f"Below average: {usual}", means, ONE_DAY)
    lines = stands(12)
    assert lines[1] == f"Average or better: {usual}"
    assert not {means, ONE_DAY} & {*lines}


def test_result_without_a_full_score_is_explained_and_not_compared() -> None:
    lines = stands(nan, why="The video ends early.", at_least=4.0)
    assert lines == ("The video ends early. At least 4 stands for certain.",)
    lines = stands(0, why="The arms were not crossed.")
    assert lines[:2] == ("0 stands in 30 seconds.", "The arms were not crossed.")
    assert not any("verage" in line for line in lines)


def test_half_stand_at_the_end_is_mentioned() -> None:
    result = Result("stands", "both", 2.0, "stands", (Trial("both", 0, 1, 1, counts=True),))
    assert "more than half-way up" in interpret(CHAIR, [result], Person()).advice[0]


def test_secondary_source_is_called_one() -> None:
    person = Person(66)
    norm = compare_with_norm(STANCE, person, 20.0)
    once = (Trial("left", 0, 20, 20, counts=True),)
    result = Result("stance", "left", 20.0, "s", once, norm=norm)
    assert interpret(STANCE, [result], person).advice[:3] == (
        "On the left leg: 20.0 s in the best try.",
        "On the left leg: 1 of the 3 tries was seen.",
        "On average, people aged 60 to 69 reach 32 s (secondary source).",
    )
    five = Result("time", "both", 10.0, "s", norm=compare_with_norm(FIVE, person, 10.0))
    assert not any("secondary" in line for line in interpret(FIVE, [five], person).advice)


# --- A range of motion ---------------------------------------------------------------------------


def of_range(left: float, right: float, *, name: str = "abduction", **more: Any) -> list[str]:  # noqa: ANN401
    """The advice after that range of either leg."""
    sides: dict[Side, float] = {"left": left, "right": right}
    rows = [
        Result(name, side, value, "deg", norm=compare_with_norm(RANGE, MAN, value, motion=name))
        for side, value in sides.items()
    ]
    return [*interpret(RANGE, [replace(row, **more) for row in rows], MAN).advice]


@pytest.mark.parametrize(
    ("left", "right", "line"),
    [
        (37, 23, "left about 35°, right about 25°. The right one goes clearly less far."),
        (28, 38, "left about 30°, right about 40°. The left one goes clearly less far."),
        (34, 28, "left about 35°, right about 30°. The sides do not differ clearly"),
        (20, nan, "left about 20°, right not measured."),
    ],
)
def test_both_sides_stand_side_by_side_to_five_degrees(
    left: float, right: float, line: str
) -> None:
    motion = RANGE.scoring.motion["abduction"]  # type: ignore[union-attr]  # a range
    assert of_range(left, right)[0].startswith(f"{motion.title}, {motion.angle}: {line}")


@pytest.mark.parametrize(
    ("name", "apart", "clear"),
    [("flexion", 9.9, False), ("flexion", 10, True), ("extension", 12.9, False),
     ("extension", 13, True), ("abduction", 9.9, False), ("abduction", 10, True)],
)  # fmt: skip
def test_sides_differ_from_ten_degrees_on_and_in_extension_from_thirteen(
    *, name: str, apart: float, clear: bool
) -> None:
    assert ("clearly less far" in of_range(20 + apart, 20, name=name)[0]) is clear


def test_range_has_no_norm_and_bending_what_everyday_life_uses() -> None:
    for name in ("flexion", "extension", "abduction"):
        lines = of_range(20, 20, name=name)
        assert OWN in lines
        assert any("everyday life" in line for line in lines) is (name == "flexion")
        assert not any("verage" in line or "usual" in line for line in lines)
    (daily,) = [line for line in of_range(95, 95, name="flexion") if "everyday" in line]
    assert "100°" in daily


def test_note_of_the_furthest_try_is_said() -> None:
    tries = (
        Trial("left", 0, 5, 90, counts=True, note="the leg was lifted"),
        Trial("left", 6, 9, 80, counts=True, note="the trunk leaned"),
    )
    lines = of_range(90, nan, name="flexion", tries=tries)
    assert any(line.endswith("in the furthest try the leg was lifted.") for line in lines)
    assert not any("leaned" in line for line in lines)


# --- An earlier result ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("test", "result", "earlier", "said"),
    [
        (CHAIR, Result("stands", "both", 12, "stands"), 9, "now 3 stands more, a clear change"),
        (CHAIR, Result("stands", "both", 11, "stands"), 9, "no clear change"),
        (FIVE, Result("time", "both", 11.0, "s"), 13.5, "now 2.5 s faster, a clear change"),
        (FIVE, Result("time", "both", 15.0, "s"), 12.5, "now 2.5 s slower, a clear change"),
        (FIVE, Result("time", "both", 11.1, "s"), 13.5, "no clear change"),
        (STANCE, Result("stance", "left", 20.0, "s"), 5.0, "not known"),
        (RANGE, Result("flexion", "left", 100, "deg"), 90, "about 10° more, a clear change"),
        (RANGE, Result("flexion", "left", 100, "deg"), 91, "no clear change"),
        (RANGE, Result("extension", "left", 5, "deg"), 17, "no clear change"),
        (RANGE, Result("extension", "left", 5, "deg"), 18, "about 13° less, a clear change"),
    ],
)
def test_earlier_result_is_shown_and_a_change_claimed_only_where_it_counts(
    test: Any,  # noqa: ANN401
    result: Result,
    earlier: float,
    said: str,
) -> None:
    before = [EarlierResult(result.name, result.side, earlier)]
    lines = interpret(test, with_earlier(test, [result], before), Person()).advice
    (line,) = [line for line in lines if "earlier result was" in line]
    assert said in line


def test_result_without_an_earlier_one_is_not_compared() -> None:
    row = Result("flexion", "left", 100, "deg")
    for before in ([], [EarlierResult("flexion", "right", 50)]):
        assert with_earlier(RANGE, [row], before) == [row]
    unknown = replace(row, value=nan)
    assert with_earlier(RANGE, [unknown], [EarlierResult("flexion", "left", 50)]) == [unknown]


# --- Words and JSON ------------------------------------------------------------------------------


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
        (4.4, "deg", "about 4°"),
        (nan, "s", "?"),
    ],
)
def test_numbers_have_their_unit(value: float, unit: str, words: str) -> None:
    assert value_text(value, unit) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (32.4, "about 30°"),
        (32.6, "about 35°"),
        (nan, "not measured"),
        (-1.0, "about 0°"),
        (-6.0, "about 5° short of straight"),
    ],
)
def test_angles_are_shown_to_the_step(value: float, words: str) -> None:
    assert rounded_angle(value, 5.0) == words


def test_unknown_is_null_in_json() -> None:
    row = Result("stands", "both", nan, "stands", why="Nobody.")
    text = interpret(CHAIR, [row], Person()).to_json()
    assert json.loads(text)["results"][0]["value"] is None
    assert "NaN" not in text
