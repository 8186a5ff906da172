"""A mistake in a file is explained by line, key, what was found, what is allowed, and remedy."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.definitions import SMALL, changed, mistakes_of

from formcheck.authoring.diagnostics import check_file
from formcheck.errors import ExerciseError
from formcheck.exercises.loader import exercise_names, load_definition, shipped_folder
from formcheck.exercises.mistakes import key_lines
from formcheck.exercises.profile import Profile
from formcheck.function_tests.definition import FunctionTest

if TYPE_CHECKING:
    from pathlib import Path

PHASES = "must be 'rest', 'move', 'hold' or 'return'"


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        # Keys.
        ("title", None, "title: this key is missing; add it. The name that people see."),
        ("view.place", None, "view.place: this key is missing; add it. The same in words for"),
        ("limit.0.source", None, "limit[1].source: this key is missing; add it. Where the num"),
        ("fault.0.say", None, "fault[1].say: this key is missing; add it. What is shown and said"),
        ("colour", "red", "colour: there is no such key here; remove it, or use one of body, "),
        ("movement.target", [1, 2], "movement.target: there is no such key here; did you mean t"),
        ("fault.0.shorter_s", 1.0, "fault[1].shorter_s: there is no such key here; remove it, or"),
        ("limit.0.grade", "warn", "limit[1].grade: there is no such key here; remove it,"),
        # Words.
        ("name", "Leg lift", "name: must be small letters, digits and underscores, and begin w"),
        ("title", "", "title: must have at least 1 character (found '')"),
        ("kind", "stretch", "kind: must be 'reps' or 'hold' (found 'stretch')"),
        ("position", "seatet", "'seated' or 'standing' (found 'seatet'; did you mean 'seated'?)"),
        ("sides", "two", "sides: must be 'one', 'both' or 'alternating' (found 'two')"),
        ("scope", "hints", "scope: must be 'full' or 'counts' (found 'hints')"),
        ("view.plane", "above", "view.plane: must be 'side', 'front' or 'oblique' (found 'above'"),
        ("view.near", "left", "view.near: must be 'working' or 'any' (found 'left')"),
        ("movement.baseline", "zero", "movement.baseline: must be 'none' or 'start' (found 'zero"),
        ("limit.0.action", "shout", "limit[1].action: must be 'warn' or 'stop' (found 'shout')"),
        ("need.0.if_hidden", "guess", "need[1].if_hidden: must be 'pause', 'allow' or 'keep' (f"),
        ("fault.0.grade", "bad", "fault[1].grade: must be 'hint', 'minor' or 'major' (found"),
        ("fault.0.during", ["jump"], f"fault[1].during[1]: {PHASES} (found 'jump')"),
        ("fault.0.kind", "odd", "fault[1]: must be 'level', 'peak', 'never', 'tempo', 'sh"),
        ("fault.2.part", "up", "fault[3].part: must be 'out' or 'back' (found 'up')"),
        ("profile.toe", {"why": "x", "source": "S1"}, "profile.toe: must be 'posterior_hip_rep"),
        # Numbers, lists and tables.
        ("schema", 2, "schema: must be 1 (found 2)"),
        ("dose.reps", 0, "dose.reps: must be from 1 to 600 (found 0)"),
        ("dose.rest_s", "an hour", "dose.rest_s: must be a number without quotes (found 'an"),
        ("movement.enter_s", 0, "movement.enter_s: must be in seconds, from 0.05 to 3 (found 0)"),
        ("movement.hold_s", -1, "movement.hold_s: must be in seconds, from 0 to 180 (found -1)"),
        ("movement.target_deg", [2, 0, 3], "must have at most 2 items; numbers have a point, not"),
        ("limit.0.for_s", 0, "limit[1].for_s: must be in seconds, from 0.05 to 3 (found 0)"),
        ("fault.2.shorter_s", 0, "fault[3].shorter_s: must be in seconds, from 0.2 to 10 (fou"),
        ("steps", [], "steps: must have at least 1 item"),
        ("steps", "Lift.", "steps: must be a list in brackets, [ … ] (found 'Lift.')"),
        ("steps", 30, "steps: must be a list in brackets, [30, … ] (found 30)"),
        ("purpose", 3, "purpose: must be text in quotes (found 3)"),
        ("fault", ["none"], "fault[1]: must be a table, in braces { … } or below a [heading] (f"),
        # Measures.
        ("movement.measure", "step_length", "movement.measure: step_length is a ratio: choose a"),
        ("fault.4.measure", "step_length", "fault[5].measure: step_length is a ratio: choose a m"),
        ("limit.0.when.measure", "hips", "limit[1].when.measure: there is no measure 'hips': did"),
        ("limit.0.when.measure", "knee bend", "'knee bend': did you mean knee_flexion"),
        ("fault.4.measure", "wobble", "no measure 'wobble': `formcheck exercises measures` shows"),
        # Conditions and faults.
        ("limit.0.when.above_deg", 29, "limit[1].when: clear_deg = 40 must be below 29"),
        ("fault.0.when", [], "fault[1].when: must have at least 1 item"),
        ("fault.0.during", [], "fault[1].during: must have at least 1 item"),
        ("fault.0.seen", "weak", "fault[1]: seen = 'weak' may only hint: write grade = 'hi"),
        ("fault.4.clear_deg", 5, "fault[5]: clear_deg must be below spread_deg = 4"),
    ],
    ids=lambda part: str(part)[:30],
)  # fmt: skip
def test_a_mistake_is_explained_at_its_key(
    tmp_path: Path, path: str, value: object, message: str
) -> None:
    (line,) = mistakes_of(changed((path, value)), tmp_path)
    assert message in line


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"reps"', '"dance"', "line 5, kind: must be 'reps' or 'hold' (found 'dance')"),
        ("above_deg = 45, clear_deg = 40", "above_deg = 5, clear_deg = 9", "line 50, limit[1]"),
        ('"Hold longer."', '"Hold longer."\nover = 3', "line 67, fault[2].over: there is no such"),
        ('say    = "Stop."\n', "", "line 101, profile.knee_pain.limit[1].say: this key is missin"),
        ("below_deg = 15, clear_deg = 18", "below_deg = 15", "line 38, movement.also[1].when: cl"),
        ('S1 = "A book."', "S1 = 3", "line 109, sources.S1: must be text in quotes (found 3)"),
        ('plane           = "side"\n', "", "line 11, view.plane: this key is missing"),
        ('title    = "Leg lift"\n', "", "title: this key is missing"),
    ],
)  # fmt: skip
def test_a_mistake_names_the_nearest_line(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert old in SMALL
    (line,) = mistakes_of(SMALL.replace(old, new, 1), tmp_path)
    assert line.startswith(message)


def test_all_mistakes_are_told_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = SMALL.replace('"reps"', '"dance"').replace("sets     = 1", "sets     = 0")
    text = text.replace('name   = "too_far"', 'name   = "lean"', 1).replace("titel", "title")
    assert mistakes_of(text, tmp_path) == [
        "line 5, kind: must be 'reps' or 'hold' (found 'dance')",
        "line 19, dose.sets: must be from 1 to 10 (found 0): correct the number",
        "line 56, fault[1].name: the name 'lean' is used twice",
    ]


def test_a_misspelt_key_is_one_mistake(tmp_path: Path) -> None:
    (line,) = mistakes_of(SMALL.replace("title ", "titel "), tmp_path)
    assert line == "line 3, titel: there is no such key here; did you mean title?"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"Leg lift"', "“Leg lift”", "line 3: not valid TOML (invalid value): these quotes come"),
        ("= 0.8", "= 0,8", "line 73: not valid TOML (expected newline or end of document after a"),
        ("= 60", "= 60 s", "a number stands alone, without its unit"),
        ("title   ", "title:  ", "write = and not : after a key"),
        ('"Leg lift"', "", "a value is missing after ="),
        ("[dose]", "[[dose]", "line 18: not valid TOML"),
        ("[dose]", "Dose", "this is no line of a table: write key = value"),
        ('kind     = "reps"', "kind     = reps", 'text stands in quotes (kind = "reps"), and a'),
        ("sets     = 1", "sets     = 01", "a number must not begin with a zero"),
        ("[dose]", "[view]", "this stands in the file twice: remove one, or write [[fault]]"),
        ('["Lift the leg."]', '["Lift the leg."', "line 8: not valid TOML (unclosed array): the"),
        ("deg = 9 }", "deg = 9", "the bracket that begins here has no end: add ] or }"),
        ("[dose]", "[dose", "line 18: not valid TOML (expected ']' at the end of a table decl"),
        ('"Leg lift"', '"Leg lift', "line 3: not valid TOML (illegal character '\\n'): the text"),
        ('"Leg lift"', "'Leg 'lift'", "mend this line, or the one before it"),
    ],
)  # fmt: skip
def test_a_line_that_is_not_toml_is_explained(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    (line,) = mistakes_of(SMALL.replace(old, new, 1), tmp_path)
    assert message in line
    assert line.startswith("line ")


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        (Profile, 'schema = 1\nname = "A"\nside = "west"', "line 3, side: must be 'left', 'right"),
        (
            Profile,
            "schema = 1\nname = 'A'\n[exercise.mini_squat]\nhold = 3",
            "line 4, exercise.mini_squat.hold: there is no such key here; did you mean hold_s?",
        ),
        (FunctionTest, "schema = 1\n[scoring]\nkind = 'dance'", "line 2, scoring: must be 'stand"),
        (FunctionTest, "schema = 1\nname =", "line 2: not valid TOML (invalid value): a value i"),
    ],
)  # fmt: skip
def test_profiles_and_function_tests_are_explained_alike(
    tmp_path: Path, kind: type[Profile], text: str, message: str
) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ExerciseError) as caught:
        load_definition(kind, file)
    assert message in str(caught.value)


# --- Lines -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", exercise_names())
def test_every_key_has_its_line(name: str) -> None:
    text = (shipped_folder() / f"{name}.toml").read_text("utf-8")
    lines, where = text.splitlines(), key_lines(text)
    for place, line in where.items():
        last = next((part for part in reversed(place) if isinstance(part, str)), "")
        assert last in lines[line - 1] or isinstance(place[-1], int), (place, line)
    assert {place[0] for place in where} == set(tomllib.loads(text))


def test_a_text_with_long_strings_has_no_lines() -> None:
    assert key_lines('a = """\nb = 1\n"""\n') == {}
    assert key_lines("a.b = 1\n[[c]]\n[c.d]\n[[c]]\n[c.d]\ne = 2") == {
        ("a",): 1, ("a", "b"): 1, ("c",): 2, ("c", 0): 2, ("c", 0, "d"): 3,
        ("c", 1): 4, ("c", 1, "d"): 5, ("c", 1, "d", "e"): 6,
    }  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**6), st.sampled_from(exercise_names()))
def test_a_file_with_a_line_taken_out_is_explained(tmp_path: Path, seed: int, name: str) -> None:
    lines = (shipped_folder() / f"{name}.toml").read_text("utf-8").splitlines()
    del lines[seed % len(lines)]
    file = tmp_path / f"{name}.toml"
    file.write_text("\n".join(lines), encoding="utf-8")
    try:
        _, doubts = check_file(file)
    except ExerciseError as error:
        assert str(file) in str(error)  # noqa: PT017  # either answer is right
    else:
        assert all(0 <= doubt.line <= len(lines) for doubt in doubts)
