"""What an exercise file may say, and how each mistake is answered: file, key, found, allowed."""

from __future__ import annotations

import copy
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from formcheck.errors import ExerciseError
from formcheck.exercises.definition import Exercise
from formcheck.exercises.fault_kinds import LevelFault
from formcheck.exercises.loader import (
    exercise_names,
    load_exercise,
    load_exercise_file,
    shipped_folder,
)
from formcheck.exercises.parts import ENGINEERING_DEFAULT, Start
from formcheck.kinematics.measures import MEASURES

if TYPE_CHECKING:
    from pathlib import Path

SMALL = """
schema   = 1
name     = "leg_lift"
title    = "Leg lift"
purpose  = "Strengthens."
kind     = "reps"
position = "standing"
sides    = "one"
steps    = ["Lift the leg."]
cannot_see = ["a turned foot"]

[view]
plane           = "side"
near            = "working"
camera_height_m = [0.9, 1.1]
distance_m      = [2.5, 3.5]
place           = "Beside you."

[dose]
sets     = 1
reps     = 10
rest_s   = 60
per_week = [2, 3]
source   = "S1"

[movement]
measure          = "hip_flexion"
baseline         = "start"
start_window_deg = [-15, 18]
start            = { below_deg = 7, clear_deg = 9 }
target_deg       = [20, 30]
leave_deg        = 15
partial_deg      = 11
hold_s           = 3
source           = "S1, engineering default"

[[movement.also]]
name   = "leaning"
when   = { measure = "trunk_inclination", below_deg = 15, clear_deg = 18 }
say    = "Stand tall."
source = "S1"

[[need]]
name   = "knee_straight"
when   = { measure = "knee_flexion", below_deg = 45, clear_deg = 55 }
say    = "Straighten your knee."
source = "S1"

[[limit]]
name   = "too_far"
when   = { measure = "hip_flexion", above_deg = 45, clear_deg = 40 }
action = "warn"
say    = "Far enough."
source = "S1"

[[fault]]
name     = "lean"
when     = { measure = "trunk_inclination", above_deg = 12, clear_deg = 9 }
severity = "warn"
say      = "Stand tall."
source   = "engineering default"

[[fault]]
name     = "short_hold"
kind     = "short_hold"
severity = "warn"
say      = "Hold longer."
source   = "S1"

[[fault]]
name      = "quick"
kind      = "tempo"
part      = "out"
shorter_s = 0.8
severity  = "warn"
say       = "Slower."
source    = "S1"

[[fault]]
name     = "too_low"
kind     = "peak"
when     = { measure = "hip_flexion", below_deg = 25, clear_deg = 28 }
severity = "info"
say      = "A little higher."
source   = "S1"

[[fault]]
name       = "shaky"
kind       = "unsteady"
measure    = "hip_flexion"
spread_deg = 4
clear_deg  = 3
window_s   = 1.0
severity   = "info"
say        = "Hold still."
source     = "S1"

[profile.knee_pain]
why    = "It may hurt."
source = "S1"

[[profile.knee_pain.limit]]
name   = "too_far"
when   = { measure = "hip_flexion", above_deg = 35, clear_deg = 30 }
action = "stop"
say    = "Stop."
source = "S1"

[sources]
S1 = "A book."
"""

DEFAULT = ENGINEERING_DEFAULT
Table = dict[str, Any]


def small() -> Table:
    return tomllib.loads(SMALL)


def changed(path: str, value: object) -> Table:
    """The small exercise with one key set, or removed where the value is None."""
    table = copy.deepcopy(small())
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    place: Any = table
    for step in steps:
        place = place[step]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return table


def mistakes(table: Table) -> list[str]:
    """What is said of a table, one line per mistake; empty if it loads."""
    try:
        Exercise.model_validate(table)
    except ValidationError as error:
        return [detail["msg"] for detail in error.errors()]
    return []


def test_the_small_exercise_loads() -> None:
    exercise = Exercise.model_validate(small())
    assert exercise.name == "leg_lift"
    assert exercise.sha256 == ""
    assert exercise.movement.sign == 1
    assert exercise.movement.start_deg == 7
    assert [fault.kind for fault in exercise.fault] == [
        "level",
        "short_hold",
        "tempo",
        "peak",
        "unsteady",
    ]


def level(name: str, **changes: object) -> Table:
    return {
        "name": name,
        "when": {"measure": "knee_flexion", "above_deg": 12, "clear_deg": 9},
        "severity": "warn",
        "say": "Mind it.",
        "source": "S1",
    } | changes


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        # Keys.
        ("title", None, "Field required"),
        ("view.place", None, "Field required"),
        ("limit.0.source", None, "Field required"),
        ("fault.0.say", None, "Field required"),
        ("colour", "red", "Extra inputs are not permitted"),
        ("movement.target", [1, 2], "Extra inputs are not permitted"),
        ("fault.0.shorter_s", 1.0, "Extra inputs are not permitted"),
        ("limit.0.severity", "warn", "Extra inputs are not permitted"),
        # Values.
        ("schema", 2, "should be 1"),
        ("name", "Leg lift", "should match pattern"),
        ("title", "", "at least 1 character"),
        ("kind", "stretch", "'reps' or 'hold'"),
        ("position", "upside_down", "'half_kneeling', 'seated' or 'standing'"),
        ("sides", "two", "'one', 'both' or 'alternating'"),
        ("steps", [], "at least 1 item"),
        ("cannot_see", [], "at least 1 item"),
        ("view.plane", "above", "'side', 'front' or 'oblique'"),
        ("view.near", "left", "'working' or 'any'"),
        ("dose.reps", 0, "greater than 0"),
        ("dose.rest_s", -1, "greater than 0"),
        ("movement.enter_s", 0, "greater than 0"),
        ("movement.hold_s", -1, "greater than or equal to 0"),
        ("limit.0.action", "shout", "'warn' or 'stop'"),
        ("limit.0.for_s", 0, "greater than 0"),
        ("need.0.if_hidden", "guess", "'pause'"),
        ("fault.0.severity", "bad", "'info', 'warn' or 'fault'"),
        ("fault.0.during", ["jump"], "'rest', 'move', 'hold' or 'return'"),
        ("fault.0.kind", "odd", "does not match any of the expected tags"),
        ("fault.0.seen", "weak", "seen = 'weak' may only inform: write severity = 'info'"),
        ("scope", "hints", "'full' or 'counts'"),
        (
            "scope",
            "counts",
            "is more than a hint, but with scope = 'counts' the form is not judged",
        ),
        ("fault.2.part", "up", "'out' or 'back'"),
        ("fault.2.shorter_s", 0, "greater than 0"),
        ("fault", "none", "valid tuple"),
        ("fault", ["none"], "valid dictionary"),
        ("profile", {"sore_toe": {"why": "It hurts.", "source": "S1"}}, "'knee_pain'"),
        # The start and the order of the movement.
        ("movement.start", {"clear_deg": 9}, "exactly one of above_deg, below_deg is needed"),
        (
            "movement.start",
            {"above_deg": 3, "below_deg": 7, "clear_deg": 9},
            "exactly one of above_deg, below_deg is needed",
        ),
        ("movement.start", {"below_deg": 7, "clear_deg": 6}, "clear_deg must be above 7"),
        ("movement.start", {"above_deg": 7, "clear_deg": 8}, "clear_deg must be below 7"),
        ("movement.target_deg", [30, 20], "must lie in the order of the movement"),
        ("movement.target_deg", [-20, -30], "must lie in the order of the movement"),
        ("movement.partial_deg", 8, "must lie in the order of the movement"),
        ("movement.partial_deg", 21, "but are 7, 9, 21, 20, 30"),
        ("movement.leave_deg", 20, "leave_deg must lie between the start zone and the target"),
        ("movement.leave_deg", 9, "leave_deg must lie between the start zone and the target"),
        ("movement.start_window_deg", None, "start_window_deg goes with baseline = 'start'"),
        ("movement.baseline", "none", "start_window_deg goes with baseline = 'start'"),
        ("movement.baseline", "zero", "'none' or 'start'"),
        # Measures.
        ("movement.measure", "step_length", "step_length is a ratio: a movement is measured"),
        ("movement.measure", "hip_flection", "unknown measure 'hip_flection': allowed are"),
        ("fault.4.measure", "wobble", "unknown measure 'wobble': allowed are"),
        ("limit.0.when.measure", "hips", "unknown measure 'hips': allowed are"),
        (
            "limit.0.when",
            {"measure": "thigh_outward", "above_deg": 45, "clear_deg": 40},
            "thigh_outward is true in the front view, but the exercise is filmed in the side view",
        ),
        (
            "view.plane",
            "front",
            "is true in the side view, but the exercise is filmed in the front",
        ),
        (
            "profile.knee_pain.limit.0.when",
            {"measure": "knee_valgus", "above_deg": 9, "clear_deg": 5},
            "knee_valgus is true in the front view",
        ),
        # The target and the limits.
        (
            "movement.target_deg",
            [20, 46],
            "target_deg = 46 is past the limit 'too_far' (hip_flexion above 45° (until 40°))",
        ),
        ("limit.0.when.above_deg", 29, "clear_deg = 40 must be below 29"),
        # Names and sources.
        ("limit.0.name", "lean", "the name 'lean' is used twice"),
        ("need.0.name", "leaning", "the name 'leaning' is used twice"),
        ("fault", [level("twin"), level("twin")], "the name 'twin' is used twice"),
        ("fault.0.source", "S9", "source 'S9' is not listed in [sources]: list it, or write"),
        ("movement.source", "S1, S7", "source 'S7' is not listed"),
        ("movement.also.0.source", "S2", "source 'S2' is not listed"),
        ("need.0.source", "S3", "source 'S3' is not listed"),
        ("dose.source", "hearsay", "source 'hearsay' is not listed"),
        ("profile.knee_pain.source", "S4", "source 'S4' is not listed"),
        ("profile.knee_pain.limit.0.source", "S5", "source 'S5' is not listed"),
        ("sources", {}, "source 'S1' is not listed"),
    ],
    ids=lambda part: str(part)[:40],
)
def test_each_mistake_is_named(path: str, value: object, told: str) -> None:
    lines = mistakes(changed(path, value))
    assert any(told in line for line in lines), lines


def test_a_forgotten_space_between_sources_is_no_mistake() -> None:
    assert not mistakes(changed("movement.source", "S1,engineering default"))
    assert ENGINEERING_DEFAULT == "engineering default"


def test_a_list_of_conditions_is_one_fault() -> None:
    conditions = [
        {"measure": "knee_flexion", "above_deg": 12, "clear_deg": 9},
        {"measure": "trunk_inclination", "below_deg": -12, "clear_deg": -9},
    ]
    exercise = Exercise.model_validate(changed("fault.0.when", conditions))
    fault = exercise.fault[0]
    assert isinstance(fault, LevelFault)
    assert [row.measure for row in fault.when] == ["knee_flexion", "trunk_inclination"]


# A rule that could never be right must not load.
@pytest.mark.parametrize(
    ("path", "value"),
    [
        pytest.param("fault.0.when", [], id="no condition is always fulfilled"),
        pytest.param("fault.0.during", [], id="no phase"),
        pytest.param(
            "fault.3.when",
            {"measure": "trunk_inclination", "below_deg": 25, "clear_deg": 28},
            id="the peak of another measure is not known",
        ),
        pytest.param("fault.4.measure", "step_length", id="degrees of a ratio"),
        pytest.param("fault.4.clear_deg", 5, id="clear value past the spread"),
        pytest.param("movement.start_window_deg", [18, -15], id="an empty window"),
        pytest.param("movement.least_hold_s", 4, id="a hold that is done never counts"),
        pytest.param(
            "profile.knee_pain.limit.0.when",
            {"measure": "hip_flexion", "above_deg": 50, "clear_deg": 45},
            id="a precaution that widens a limit",
        ),
    ],
)
def test_what_cannot_work_does_not_load(path: str, value: object) -> None:
    assert mistakes(changed(path, value))


def test_the_main_measure_comes_first_and_none_is_missing_or_twice() -> None:
    assert Exercise.model_validate(small()).measures() == (
        "hip_flexion",
        "trunk_inclination",
        "knee_flexion",
    )


@pytest.mark.parametrize("name", exercise_names())
def test_every_measure_of_a_shipped_exercise_is_known(name: str) -> None:
    exercise = load_exercise(name)
    measures = exercise.measures()
    assert measures[0] == exercise.movement.measure
    assert set(measures) <= set(MEASURES)
    assert len(set(measures)) == len(measures)


@pytest.mark.parametrize("name", exercise_names())
def test_a_replacement_is_an_exercise(name: str) -> None:
    for precaution in load_exercise(name).profile.values():
        assert precaution.instead is None or precaution.instead in exercise_names()
        assert precaution.instead != name


@pytest.mark.parametrize("name", exercise_names())
def test_every_source_that_is_listed_is_used(name: str) -> None:
    text = (shipped_folder() / f"{name}.toml").read_text()
    body, listed = text.split("[sources]")
    unused = [key for key in tomllib.loads("[s]" + listed)["s"] if f"{key}" not in body]
    assert unused == []


def test_a_start_has_one_border() -> None:
    assert Start(above_deg=3, clear_deg=2).below_deg is None
    with pytest.raises(ValidationError):
        Start(clear_deg=2)


# --- The words for a file ----------------------------------------------------------------------


def answer(tmp_path: Path, text: str) -> list[str]:
    """What is said of a file with a mistake, line by line, with the folder left out."""
    file = tmp_path / "mine.toml"
    file.write_text(text)
    with pytest.raises(ExerciseError) as caught:
        load_exercise_file(file)
    return str(caught.value).replace(str(tmp_path), "…").splitlines()


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            'sides    = "one"',
            'sides    = "two"',
            "sides: must be 'one', 'both' or 'alternating' (found 'two')",
        ),
        (
            'title    = "Leg lift"\n',
            "",
            "title: this key is missing; add it",
        ),
        (
            'title    = "Leg lift"',
            'title    = "Leg lift"\ntitel    = "Leg lift"',
            "titel: there is no such key here; remove it or check its spelling",
        ),
        (
            "start            = { below_deg = 7, clear_deg = 9 }",
            "start            = { below_deg = 7, clear_deg = 5 }",
            "movement.start: clear_deg must be above 7",
        ),
        (
            'when   = { measure = "hip_flexion", above_deg = 45, clear_deg = 40 }',
            'when   = { measure = "hip_flexion", above_ratio = 4.5, clear_ratio = 4.0 }',
            "limit[1].when: hip_flexion is measured as deg: write above_deg, not above_ratio",
        ),
        (
            'severity = "warn"\nsay      = "Hold longer."',
            'severity = "bad"\nsay      = "Hold longer."',
            "fault[2].severity: must be 'info', 'warn' or 'fault' (found 'bad')",
        ),
        (
            'when     = { measure = "trunk_inclination", above_deg = 12, clear_deg = 9 }',
            'when     = { measure = "trunk_inclination", above_deg = 12, clear_deg = 19 }',
            "fault[1].when: clear_deg = 19 must be below 12",
        ),
        (
            '[profile.knee_pain]\nwhy    = "It may hurt."',
            "[profile.knee_pain]",
            "profile.knee_pain.why: this key is missing; add it",
        ),
        (
            "leave_deg        = 15",
            "leave_deg        = 25",
            "movement: leave_deg must lie between the start zone and the target",
        ),
        (
            'S1 = "A book."',
            'S2 = "A book."',
            f"the file: source 'S1' is not listed in [sources]: list it, or write {DEFAULT!r}",
        ),
    ],
    ids=[
        "value",
        "missing",
        "unknown",
        "start",
        "unit",
        "fault",
        "condition",
        "profile",
        "order",
        "source",
    ],
)
def test_a_mistake_is_told_by_file_key_found_and_allowed(
    tmp_path: Path, old: str, new: str, line: str
) -> None:
    assert old in SMALL
    said = answer(tmp_path, SMALL.replace(old, new, 1))
    assert said == ["…/mine.toml has one mistake; mend it and check again:", f"  {line}"]


def test_several_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = SMALL.replace('"reps"', '"dance"').replace("sets     = 1", "sets     = 0")
    assert answer(tmp_path, text) == [
        "…/mine.toml has 2 mistakes; mend it and check again:",
        "  kind: must be 'reps' or 'hold' (found 'dance')",
        "  dose.sets: must be greater than 0 (found 0)",
    ]
