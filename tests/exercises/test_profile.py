"""Profiles: what they change they change alone, and what they forbid they explain."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest
from support.definitions import with_movement
from support.watching import perfect, watch

from formcheck.authoring.scaffold import new_patient_file, new_text
from formcheck.errors import ExerciseError
from formcheck.exercises.conditions import Condition
from formcheck.exercises.loader import list_exercises, load_exercise
from formcheck.exercises.parts import Limit
from formcheck.exercises.precautions import PRECAUTIONS, meanings
from formcheck.exercises.profile import (
    NO_PROFILE,
    Profile,
    blocked,
    check_names,
    load_profile,
    prescription,
    tighten,
)

if TYPE_CHECKING:
    from pathlib import Path

    from formcheck.exercises.definition import Exercise, PrecautionName


BRIDGE = with_movement("single_leg_bridge", target_deg=(12.0, 0.0), leave_deg=20.0, hold_s=3.0)
ABDUCTION = with_movement("standing_hip_abduction", target_deg=(20.0, 30.0), leave_deg=15.0)


def profile(*precautions: str, **exercise: object) -> Profile:
    """A patient's profile with precautions, and changes of exercises by their names."""
    table = {"schema": 1, "name": "Anna", "precautions": precautions, "exercise": exercise}
    return Profile.model_validate(table)


def limit(name: str = "own", measure: str = "hip_flexion", **when: float) -> Limit:
    return Limit(
        name=name,
        when=Condition.model_validate({"measure": measure} | when),
        action="stop",
        say="Stop here.",
        source="engineering default",
    )


def bridge(**changes: object) -> Profile:
    return profile(single_leg_bridge=changes)


# --- Files -------------------------------------------------------------------------------------

A = 'schema = 1\nname = "A"\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('name = "Anna"', "schema: this key is missing"),
        ('schema = 2\nname = "Anna"', "schema: must be 1 (found 2)"),
        ('schema = 1\nname = ""', "name: must have at least 1 character (found '')"),
        ('schema = 1\nname = "A"\nage = 3', "age: there is no such key here"),
        (f'{A}precautions = ["knee pain"]', "(found 'knee pain'; did you mean"),
        (f"{A}[exercise.mini_squat]\nweight = 2", "mini_squat.weight: there is"),
        (f"{A}[exercise.mini_squat]\nhold_s = -1", "hold_s: must be in seconds"),
    ],
)  # fmt: skip
def test_a_malformed_profile_says_what_is_wrong(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "anna.toml"
    file.write_text(text)
    with pytest.raises(ExerciseError) as caught:
        load_profile(file)
    assert message in str(caught.value)
    assert "anna.toml" in str(caught.value)


SQUAT = f"{A}[exercise.mini_squat]\n"


UP = "exercise.mini_squat.grades.quick_up"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("target_deg = [8, 20]", 4, "exercise.mini_squat.target_deg: 8° is too near"),
        ("target_deg = [30, 300]", 4, "target_deg[2]: must be in degrees, from -180 to 180"),
        ("hold_s = 900", 4, "exercise.mini_squat.hold_s: must be in seconds, from 0 to 180"),
        ("sets = 30", 4, "exercise.mini_squat.sets: must be from 1 to 10 (found 30)"),
        ("per_week = [3, 9]", 4, "per_week[2]: must be in days a week, from 1 to 7"),
        ('grades = { quick_upp = "off" }', 4, f"{UP}p: mini_squat has no fault named 'quick_upp'"),
        ('[exercise.mini_squat.grades]\nquick_up = "major"', 5, f"{UP}: a tempo is never major"),
        ('grades = { quick_up = "severe" }', 4, f"{UP}: must be 'hint', 'minor', 'major' or"),
        ('grades = "off"', 4, "exercise.mini_squat.grades: must be a table"),
        ('reps = 100\n[exercise.clamshell]\ngrades = { quick_lift = "minor" }', 6,
         "exercise.clamshell.grades.quick_lift: the form of clamshell is not judged"),
    ],
)  # fmt: skip
def test_a_prescription_that_does_not_fit_is_explained(
    tmp_path: Path, text: str, line: int, message: str
) -> None:
    file = tmp_path / "anna.toml"
    file.write_text(SQUAT + text)
    with pytest.raises(ExerciseError) as caught:
        load_profile(file)
    assert f"  line {line}, " in str(caught.value)
    assert message in str(caught.value)


def test_what_fits_an_exercise_alone_may_not_fit_with_a_precaution(tmp_path: Path) -> None:
    """The precaution may stand in the file, or come with the command."""
    text = f"{SQUAT}target_deg = [30, 55]\n"
    own, both = tmp_path / "own.toml", tmp_path / "both.toml"
    own.write_text(text)
    both.write_text(text.replace(A, f'{A}precautions = ["knee_pain"]\n'))
    squat = load_exercise("mini_squat")
    assert tighten(squat, load_profile(own)).movement.target_deg == (30, 55)
    with pytest.raises(ExerciseError, match=r"line 5, exercise.mini_squat.target_deg: .* 45°"):
        load_profile(both)
    with pytest.raises(ExerciseError, match=r"  exercise.mini_squat.target_deg: .* 45°"):
        tighten(squat, prescription([own, "knee_pain"]))


@pytest.fixture
def anna(tmp_path: Path) -> Path:
    file = tmp_path / "anna.toml"
    file.write_text('schema = 1\nname = "Anna"\nside = "left"\nprecautions = ["knee_pain"]\n')
    return file


def test_names_make_a_profile() -> None:
    assert prescription(None) is NO_PROFILE
    assert prescription("knee_pain") == prescription(["knee_pain"])
    both = prescription(["knee_pain", "lateral_hip_pain", "knee_pain"])
    assert prescription(both) is both
    assert both.name == "knee_pain, lateral_hip_pain"
    assert both.precautions == ("knee_pain", "lateral_hip_pain")
    assert both.side == "auto"


@pytest.mark.parametrize("as_text", [True, False])
def test_a_file_and_names_add_up(anna: Path, as_text: bool) -> None:  # noqa: FBT001
    file = str(anna) if as_text else anna
    both = prescription(["anterior_hip_replacement", file, "knee_pain"])
    assert both.name == "Anna, anterior_hip_replacement"
    assert both.precautions == ("knee_pain", "anterior_hip_replacement")
    assert both.side == "left"
    assert prescription([file]) == load_profile(anna)


def test_two_files_are_one_too_many(anna: Path) -> None:
    with pytest.raises(ExerciseError, match="second patient's file: give one file"):
        prescription([anna, anna])


def test_a_near_miss_is_answered_with_the_nearest() -> None:
    with pytest.raises(ExerciseError, match="did you mean posterior_hip_replacement") as caught:
        prescription(["posterior hip replacment"])  # codespell:ignore
    assert "formcheck profiles list" in str(caught.value)
    with pytest.raises(ExerciseError) as caught:
        prescription(["zzzzzz"])
    assert all(name in str(caught.value) for name in PRECAUTIONS)


# --- What is refused ---------------------------------------------------------------------------

STRETCH = load_exercise("hip_flexor_stretch")
UPRIGHT = load_exercise("hip_flexor_stretch_standing")
KNEELING = (
    "Hip flexor stretch, half-kneeling is not for this profile until the physiotherapist unlocks "
    "it: Kneeling loads a sore knee; a replaced knee may kneel if it is comfortable. Do "
    "hip_flexor_stretch_standing instead."
)
BECAUSE = (
    "Single-leg bridge is not for this profile: Anna's profile says so. Do double_leg_bridge "
    "instead."
)
MISSPELT = "'single_leg_brige', which is no exercise: did you mean single_leg_bridge?"
NO_STANDING = {"allowed": False, "why": "Dizzy.", "instead": "double_leg_bridge"}
FORBIDDEN = {"allowed": False, "instead": "double_leg_bridge"}


@pytest.mark.parametrize(
    ("exercise", "patient", "message"),
    [
        # Forbidden.
        (STRETCH, profile("knee_pain"), KNEELING),
        (UPRIGHT, profile("anterior_hip_replacement"), "Ask your physiotherapist what to do."),
        (BRIDGE, bridge(**FORBIDDEN), BECAUSE),
        (BRIDGE, bridge(**FORBIDDEN, why="It hurts."), "It hurts. Do double_leg_bridge instead."),
        (BRIDGE, profile(single_leg_brige={"hold_s": 1}), MISSPELT),
        (BRIDGE, profile(mini_squat={"allowed": False, "instead": "maxi_squat"}), "'maxi_squat'"),
    ],
)  # fmt: skip
def test_a_profile_is_refused_with_its_reason(
    exercise: Exercise, patient: Profile, message: str
) -> None:
    with pytest.raises(ExerciseError) as caught:
        tighten(exercise, patient)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("patient", "instead", "whys"),
    [
        (profile("knee_pain"), "hip_flexor_stretch_standing", ["sore knee"]),
        # A replacement that is blocked too is not offered, but its own replacement is.
        (profile("knee_pain", "anterior_hip_replacement"), None, ["sore knee", "behind the body"]),
        (profile("knee_pain", hip_flexor_stretch_standing=NO_STANDING), "double_leg_bridge", []),
        # The physiotherapist's own replacement comes first.
        (profile("knee_pain", hip_flexor_stretch={**NO_STANDING, "instead": "mini_squat"}),
         "mini_squat", ["Dizzy.", "sore knee"]),
        # A ring of replacements ends with the physiotherapist.
        (profile(hip_flexor_stretch=FORBIDDEN,
                 double_leg_bridge={"allowed": False, "instead": "hip_flexor_stretch"}), None, []),
    ],
)  # fmt: skip
def test_a_replacement_is_one_that_the_profile_allows(
    patient: Profile, instead: str | None, whys: list[str]
) -> None:
    block = blocked(STRETCH, patient)
    assert block is not None
    assert block.instead == instead
    assert all(why in block.why for why in whys)


# --- What is tightened -------------------------------------------------------------------------


def test_a_profile_without_changes_changes_nothing(shipped: dict[str, Exercise]) -> None:
    for exercise in shipped.values():
        same = tighten(exercise, profile())
        assert same == exercise
        assert same.sha256 == exercise.sha256 != ""
    for patient in (profile("knee_pain"), bridge(), profile(standing_hip_abduction={"hold_s": 0})):
        assert tighten(BRIDGE, patient) == BRIDGE


def test_precaution_and_clinician_add_up(shipped: dict[str, Exercise]) -> None:
    squat = shipped["mini_squat"]
    limits = {"limit": [limit("hips_too_bent", above_deg=60, clear_deg=55)]}
    patients = [
        profile("posterior_hip_replacement", **own) for own in ({}, {"mini_squat": limits})
    ]
    each = [squat, *(tighten(squat, patient) for patient in patients)]
    ends = [
        row.when.at for exercise in each for row in exercise.limit if row.name == "hips_too_bent"
    ]
    assert ends[0] > ends[1] > ends[2] == 60


def test_a_tightened_limit_stops_a_set() -> None:
    tight = tighten(BRIDGE, bridge(limit=[limit(below_deg=4, clear_deg=8)]))
    plain = watch(BRIDGE, perfect("single_leg_bridge")).report
    report = watch(tight, perfect("single_leg_bridge")).report
    assert (plain.verdict, plain.limits) == ("good", ())
    assert report.verdict == "stopped"
    assert {row.name for row in report.limits} == {"own"}
    assert report.counts.good == 0
    assert "Stop here." in report.advice[0]


def test_a_limit_without_source_and_words_gets_the_usual_ones() -> None:
    when = {"measure": "hip_flexion", "above_deg": 60, "clear_deg": 55}
    row = {"name": "mine", "when": when, "action": "stop"}
    tight = tighten(load_exercise("mini_squat"), profile(mini_squat={"limit": [row]}))
    limits = {row.name: row for row in tight.limit}
    assert limits["mine"].source == "prescribed"
    assert tight.sources["prescribed"] == "Set for this patient."
    assert "Ease back" in limits["mine"].say
    assert (limits["mine_soon"].when.at, limits["mine_soon"].action) == (55, "warn")


def test_an_exercise_may_have_a_side_of_its_own() -> None:
    rows = {"single_leg_bridge": {"side": "auto"}, "mini_squat": {"side": "right"}}
    patient = profile(**rows).model_copy(update={"side": "left"})
    names = ("straight_leg_raise", *rows)
    assert [patient.working_side(name) for name in names] == ["left", "auto", "right"]


@pytest.mark.parametrize("name", PRECAUTIONS)
def test_what_no_camera_sees_of_a_precaution_is_said_where_it_changes_an_exercise(
    name: PrecautionName,
) -> None:
    tightened, unseen = prescription([name]), set(meanings().precaution[name].cannot_see)
    touched = [row for row in list_exercises() if name in row.profile]
    allowed = [row for row in touched if blocked(row, tightened) is None]
    assert allowed
    assert all(unseen <= set(tighten(row, tightened).cannot_see) for row in allowed)


def test_an_exercise_of_ones_own_may_stand_beside_shipped_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = {"my_squat": {"target_deg": [20, 25]}, "single_leg_bridge": {"hold_s": 8}}
    patient = profile(**rows, mini_squat={"allowed": False, "instead": "my_squat"})
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ExerciseError, match=r"my_squat\.toml, belongs into this folder"):
        tighten(BRIDGE, patient)
    (tmp_path / "my_squat.toml").write_text(new_text("my_squat", "mini_squat"), "utf-8")
    assert tighten(BRIDGE, patient).movement.hold_s == 8
    mine = load_exercise(tmp_path / "my_squat.toml")
    assert tighten(mine, patient).movement.target_deg == (20, 25)
    block = blocked(load_exercise("mini_squat"), patient)
    assert block is not None
    assert block.instead == "my_squat"


# --- A new file --------------------------------------------------------------------------------


@pytest.mark.parametrize("side", ["left", "right", "auto"])
def test_a_new_file_loads_and_holds_what_was_asked(side: str) -> None:
    text = new_patient_file("anna.toml", precautions=["knee_pain"], side=side)  # type: ignore[arg-type]
    profile = Profile.model_validate(tomllib.loads(text))
    assert profile.side == side
    assert profile.precautions == ("knee_pain",)
    assert profile.exercise == {}
    assert all(name in text for name in PRECAUTIONS)


def test_what_a_new_file_shows_in_comments_is_right_too() -> None:
    """Every line of the examples, with its # taken away."""
    text = new_patient_file("anna.toml")
    head, _, examples = text.partition("# --- Single exercises")
    rows = [row.removeprefix("# ") for row in examples.splitlines()]
    live = [row for row in rows if row.startswith("[") or " = " in row]
    profile = Profile.model_validate(tomllib.loads(head + "\n".join(live)))
    check_names(profile)
    bridge = tighten(load_exercise("single_leg_bridge"), profile)
    assert (bridge.movement.hold_s, bridge.movement.target_deg) == (5, (18, 8))
    assert (bridge.dose.sets, bridge.dose.reps, bridge.dose.rest_s) == (2, 6, 90)
    faults = {
        fault.name: fault.grade
        for fault in tighten(load_exercise("standing_hip_abduction"), profile).fault
    }
    assert faults["trunk_lean"] == "major"
    assert "quick_drop" not in faults
    assert profile.exercise["knee_to_chest"].unlocked
    squat = tighten(load_exercise("mini_squat"), profile)
    assert {"my_warning", "my_stop"} <= {limit.name for limit in squat.limit}
    assert "my_stop_soon" not in {limit.name for limit in squat.limit}
    block = blocked(load_exercise("straight_leg_raise"), profile)
    assert block is not None
    assert block.instead == "double_leg_bridge"
