"""Precautions hold for function tests too: what is refused, what waits, and how far one may go."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError
from support.chairs import FILMED, SEATED, Rise, chair_poses, found_in, found_range, ranges

from formcheck.errors import ExerciseError
from formcheck.exercises.precautions import PRECAUTIONS
from formcheck.exercises.profile import Profile, prescription
from formcheck.function_tests.definition import (
    PrecautionRule,
    function_test_names,
    load_function_test,
)
from formcheck.function_tests.precautions import (
    LIFTED,
    UNLOCK,
    check_allowed,
    every_rule,
    precaution_lines,
    rules_of,
    with_limits,
    words_of,
)
from formcheck.function_tests.report import Person
from formcheck.function_tests.scoring import score_files

if TYPE_CHECKING:
    from formcheck.exercises.definition import PrecautionName
    from formcheck.function_tests.report import PassedLimit, Result

CHAIRS = ("chair_stand_30s", "five_times_sit_to_stand")
REPLACED = tuple(name for name in PRECAUTIONS if name.endswith("_replacement"))
POSTERIOR: PrecautionName = "posterior_hip_replacement"
ANTERIOR: PrecautionName = "anterior_hip_replacement"
LATERAL: PrecautionName = "lateral_hip_replacement"
PINCH: PrecautionName = "femoroacetabular_impingement"

NEVER, LOCKED = False, "if_unlocked"
STATES: dict[tuple[str, str | None], dict[str, object]] = {
    # For each test, and motion, what is not simply allowed.
    ("chair_stand_30s", None): {POSTERIOR: LOCKED, LATERAL: LOCKED},
    ("five_times_sit_to_stand", None): {POSTERIOR: LOCKED, LATERAL: LOCKED},
    ("single_leg_stance", None): {LATERAL: LOCKED},
    ("range_of_motion", "flexion"): {POSTERIOR: NEVER, LATERAL: NEVER, ANTERIOR: LOCKED},
    ("range_of_motion", "extension"): {ANTERIOR: NEVER, LATERAL: NEVER},
    ("range_of_motion", "abduction"): {LATERAL: NEVER},
}


def patient(*precautions: str, **tests: dict[str, Any]) -> Profile:
    """Return a patient's file with these precautions, and what it changes in tests."""
    table = {"schema": 1, "name": "Anna", "precautions": precautions, "test": tests}
    return Profile.model_validate(table)


@pytest.mark.parametrize("precaution", PRECAUTIONS)
@pytest.mark.parametrize(("name", "motion"), STATES)
def test_each_precaution_forbids_locks_or_allows_each_test(
    name: str, motion: str | None, precaution: str
) -> None:
    test, state = load_function_test(name), STATES[name, motion].get(precaution, True)
    own = patient(precaution)
    unlocked = patient(precaution, **{name: {"unlocked": True}})
    if state is True:
        check_allowed(test, own, [motion])
        return
    with pytest.raises(ExerciseError, match="is not for this profile") as caught:
        check_allowed(test, own, [motion])
    assert LIFTED in str(caught.value)  # all of these are hip replacements
    assert (UNLOCK.format(name) in str(caught.value)) is (state == LOCKED)
    if state == LOCKED:
        check_allowed(test, unlocked, [motion])
    else:
        with pytest.raises(ExerciseError):
            check_allowed(test, unlocked, [motion])


def test_every_test_and_motion_is_in_the_table() -> None:
    assert {name for name, _ in STATES} == set(function_test_names())
    assert {motion for _, motion in STATES if motion} == set(FILMED)


def test_motion_that_is_not_filmed_forbids_nothing() -> None:
    check_allowed(load_function_test("range_of_motion"), patient(POSTERIOR), ["abduction"])
    with pytest.raises(ExerciseError):
        check_allowed(
            load_function_test("range_of_motion"), patient(POSTERIOR), ["abduction", "flexion"]
        )


@pytest.mark.parametrize("name", function_test_names())
@pytest.mark.parametrize("precaution", REPLACED)
def test_after_an_operation_the_surgeon_is_asked_for(name: str, precaution: str) -> None:
    test = load_function_test(name)
    assert LIFTED in words_of(test, patient(precaution), [None])
    assert words_of(test, patient(), [None]) == ()


@pytest.mark.parametrize("name", CHAIRS)
def test_sore_knee_has_a_border_of_pain(name: str) -> None:
    (line,) = words_of(load_function_test(name), patient("knee_pain"), [None])
    assert "5 of 10" in line


def test_impingement_bends_to_the_first_pinch_only() -> None:
    test = load_function_test("range_of_motion")
    (line,) = words_of(test, patient(PINCH), ["flexion"])
    assert "first pinch" in line
    assert words_of(test, patient(PINCH), ["extension"]) == ()


def test_patients_file_may_forbid_a_test_with_a_reason() -> None:
    test = load_function_test("single_leg_stance")
    with pytest.raises(ExerciseError, match="First with a rail"):
        check_allowed(
            test,
            patient(single_leg_stance={"allowed": False, "why": "First with a rail."}),
            [None],
        )
    with pytest.raises(ExerciseError, match="Anna's profile says so"):
        check_allowed(test, patient(single_leg_stance={"allowed": False}), [None])


def test_unknown_test_in_a_patients_file_gets_the_nearest_name() -> None:
    with pytest.raises(ExerciseError, match="did you mean chair_stand_30s"):
        check_allowed(
            load_function_test("chair_stand_30s"), patient(chair_stand={"unlocked": True}), [None]
        )


def test_what_a_profile_means_is_described_for_the_whole_test() -> None:
    test = load_function_test("range_of_motion")
    lines = precaution_lines(test, prescription([LATERAL, PINCH]))
    assert sum(line.startswith("Not allowed: ") for line in lines) == 3
    assert any("first pinch" in line for line in lines)
    assert precaution_lines(test, prescription("knee_pain")) == []
    assert len(every_rule(test)) == len(test.precaution)


# --- Limits --------------------------------------------------------------------------------------


def limited(
    name: str, results: list[Result], *precautions: str
) -> tuple[list[Result], tuple[PassedLimit, ...]]:
    return with_limits(load_function_test(name), patient(*precautions), results)


def of_flexion(*deg: float) -> list[Result]:
    test = load_function_test("range_of_motion")
    found = found_range("flexion", ranges("flexion", *deg))
    return score_files(test, [("flexion", found)], Person())[0]


@pytest.mark.parametrize(
    ("deg", "names"),
    [(70, []), (85, ["deep_bend_soon"]), (100, ["deep_bend"])],
    ids=["far from it", "close", "past it"],
)
def test_bend_past_a_limit_belongs_to_its_try(deg: float, names: list[str]) -> None:
    results, passed = limited("range_of_motion", of_flexion(60, deg), PINCH)
    left = results[0]
    assert [row.limits for row in left.tries] == [(), tuple(names)]
    assert [row.name for row in passed] == names
    for row in passed:
        assert (row.result, row.side, row.at_s) == ("flexion", "left", left.tries[1].start_s)
        assert row.hip_deg == pytest.approx(deg, abs=2)
        assert row.action == ("stop" if names == ["deep_bend"] else "warn")
    assert limited("range_of_motion", of_flexion(60, deg), "knee_pain")[1] == ()


@pytest.mark.parametrize("name", CHAIRS)
def test_seat_that_is_too_low_is_said_in_each_stand(name: str) -> None:
    test = load_function_test(name)
    bowed = found_in(test, chair_poses([Rise()] * 3))
    results, _ = score_files(test, [(None, bowed)], Person())
    assert sum(SEATED) > 88
    results, passed = limited(name, results, POSTERIOR)
    assert [row.limits for row in results[0].tries] == [("hip_bent",)] * 3
    assert [row.action for row in passed] == ["stop"] * 3
    assert all(row.hip_deg > sum(SEATED) - 3 for row in passed)


def test_stop_is_not_warned_of_as_well() -> None:
    _, passed = limited("range_of_motion", of_flexion(110, 85), PINCH)
    assert [row.name for row in passed] == ["deep_bend", "deep_bend_soon"]


@pytest.mark.parametrize("name", function_test_names())
def test_no_limit_of_a_hip_replacement_lies_above_eighty_eight(name: str) -> None:
    for rule in load_function_test(name).precaution:
        assert not [row for row in rule.limit if row.when.at > 88 and rule.name in REPLACED]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"measure": "knee_flexion"}, "hip_flexion above an angle"),
        ({"above_deg": 83, "clear_deg": 80}, "no warning comes 5° before it"),
    ],
)
def test_limit_that_no_test_can_hold_is_refused(change: dict[str, Any], said: str) -> None:
    (rule,) = rules_of(load_function_test("chair_stand_30s"), patient(POSTERIOR), [None])
    warn, stop = (row.model_dump(exclude_none=True) for row in rule.limit)
    stop["when"] |= change
    table = rule.model_dump(exclude_none=True) | {"limit": [warn, stop]}
    with pytest.raises(ValidationError, match=said):
        PrecautionRule.model_validate(table)


def test_results_keep_everything_but_their_limits() -> None:
    results = of_flexion(100)
    marked, _ = limited("range_of_motion", results, PINCH)
    for row, before in zip(marked, results, strict=True):
        tries = tuple(replace(one, limits=()) for one in row.tries)
        assert replace(row, tries=tries) == before
