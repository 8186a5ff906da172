"""Profiles: they only ever tighten, and what they forbid they explain."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.watching import perfect, watch

from formcheck.authoring.scaffold import new_patient_file
from formcheck.errors import ExerciseError
from formcheck.exercises.conditions import Condition
from formcheck.exercises.definition import Exercise
from formcheck.exercises.loader import load_exercise
from formcheck.exercises.parts import Limit
from formcheck.exercises.precautions import PRECAUTIONS
from formcheck.exercises.profile import (
    NO_PROFILE,
    Adjustment,
    Profile,
    blocked,
    check_names,
    load_profile,
    prescription,
    tighten,
)

if TYPE_CHECKING:
    from pathlib import Path


def with_movement(name: str, **numbers: object) -> Exercise:
    """A shipped exercise with the numbers that this page counts on."""
    exercise = load_exercise(name)
    return exercise.model_copy(update={"movement": exercise.movement.model_copy(update=numbers)})


BRIDGE = with_movement("single_leg_bridge", target_deg=(12.0, 0.0), leave_deg=20.0, hold_s=3.0)
ABDUCTION = with_movement("standing_hip_abduction", target_deg=(20.0, 30.0), leave_deg=15.0)


def profile(exercise: Exercise | None = None, *precautions: str, **changes: object) -> Profile:
    """A patient's profile with precautions, and changes of one exercise."""
    table: dict[str, object] = {"schema": 1, "name": "Anna", "precautions": precautions}
    if exercise is not None:
        table["exercise"] = {exercise.name: changes}
    return Profile.model_validate(table)


def limit(name: str = "own", **when: float) -> Limit:
    return limit_on("hip_flexion", name, **when)


def limit_on(measure: str, name: str = "own", **when: float) -> Limit:
    return Limit(
        name=name,
        when=Condition.model_validate({"measure": measure} | when),
        action="stop",
        say="Stop here.",
        source="engineering default",
    )


def refused(exercise: Exercise, patient: Profile) -> str:
    with pytest.raises(ExerciseError) as caught:
        tighten(exercise, patient)
    return str(caught.value)


# --- Files -------------------------------------------------------------------------------------


def test_a_profile_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "anna.toml"
    file.write_text(
        'schema = 1\nname = "Anna"\nprecautions = ["knee_pain"]\n'
        "[exercise.single_leg_bridge]\nhold_s = 2\ntarget_deg = [15, 5]\n"
    )
    patient = load_profile(file)
    assert patient.name == "Anna"
    assert patient.precautions == ("knee_pain",)
    assert patient.exercise["single_leg_bridge"].hold_s == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('name = "Anna"', "schema: this key is missing"),
        ('schema = 2\nname = "Anna"', "schema: must be 1 (found 2)"),
        ('schema = 1\nname = ""', "name: must have at least 1 character (found '')"),
        ('schema = 1\nname = "A"\nage = 3', "age: there is no such key here"),
        (
            'schema = 1\nname = "A"\nprecautions = ["hip"]',
            "precautions[1]: must be 'posterior_hip_replacement'",
        ),
        (
            'schema = 1\nname = "A"\n[exercise.mini_squat]\nreps = 20',
            "exercise.mini_squat.reps: there is no such key here",
        ),
        (
            'schema = 1\nname = "A"\n[exercise.mini_squat]\nhold_s = -1',
            "exercise.mini_squat.hold_s: must be greater than or equal to 0 (found -1)",
        ),
    ],
)
def test_a_malformed_profile_says_what_is_wrong(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "anna.toml"
    file.write_text(text)
    with pytest.raises(ExerciseError) as caught:
        load_profile(file)
    assert told in str(caught.value)
    assert "anna.toml" in str(caught.value)


def test_an_unknown_precaution_names_those_there_are(tmp_path: Path) -> None:
    file = tmp_path / "anna.toml"
    file.write_text('schema = 1\nname = "A"\nprecautions = ["knee pain"]')
    with pytest.raises(ExerciseError, match="found 'knee pain'") as caught:
        load_profile(file)
    assert "'knee_pain'" in str(caught.value)
    assert "'femoroacetabular_impingement'" in str(caught.value)


# --- What is forbidden -------------------------------------------------------------------------


def test_a_blocked_exercise_says_why_and_what_to_do_instead(shipped: dict[str, Exercise]) -> None:
    stretch = shipped["hip_flexor_stretch"]
    said = refused(stretch, profile(None, "knee_pain"))
    assert said == (
        "Hip flexor stretch, half-kneeling is not for this profile: Kneeling loads a sore knee. "
        "Do hip_flexor_stretch_standing instead."
    )


def test_without_a_replacement_the_physiotherapist_is_asked(shipped: dict[str, Exercise]) -> None:
    stretch = shipped["hip_flexor_stretch_standing"]
    said = refused(stretch, profile(None, "anterior_hip_replacement"))
    assert "must not be brought behind the body" in said
    assert said.endswith("Ask your physiotherapist what to do.")


@pytest.mark.parametrize(
    ("why", "told"), [(None, "Anna's profile says so."), ("It hurts.", "It hurts.")]
)
def test_a_clinician_may_forbid_an_exercise(why: str | None, told: str) -> None:
    changes = {"allowed": False, "instead": "double_leg_bridge", "why": why}
    said = refused(BRIDGE, profile(BRIDGE, **changes))
    assert said == (
        f"Single-leg bridge is not for this profile: {told} Do double_leg_bridge instead."
    )


def test_a_profile_for_an_exercise_that_is_none_is_refused() -> None:
    patient = Profile.model_validate(
        {"schema": 1, "name": "Anna", "exercise": {"single_leg_brige": {"hold_s": 1}}}
    )
    assert refused(BRIDGE, patient) == (
        "Anna's profile speaks of 'single_leg_brige', which is no exercise: `formcheck exercises "
        "list` shows their names."
    )


def test_a_profile_may_speak_of_exercises_that_are_not_done_now() -> None:
    patient = profile(ABDUCTION, target_deg=[16, 20])
    assert tighten(BRIDGE, patient) == BRIDGE


# --- What is tightened -------------------------------------------------------------------------


def test_an_empty_profile_changes_nothing(shipped: dict[str, Exercise]) -> None:
    for exercise in shipped.values():
        same = tighten(exercise, profile())
        assert same == exercise
        assert same.sha256 == exercise.sha256 != ""


def test_a_precaution_that_an_exercise_does_not_know_changes_nothing() -> None:
    assert tighten(BRIDGE, profile(None, "knee_pain")) == BRIDGE


def test_a_precaution_adds_its_limits_and_replaces_wider_ones(
    shipped: dict[str, Exercise],
) -> None:
    squat = shipped["mini_squat"]
    tight = tighten(squat, profile(None, "posterior_hip_replacement"))
    names = [row.name for row in squat.limit]
    assert [row.name for row in tight.limit] == names
    before, after = (
        next(row for row in exercise.limit if row.name == "hips_too_bent")
        for exercise in (squat, tight)
    )
    assert after.when.tightens(before.when)
    assert after.when.at < before.when.at


def test_a_precaution_and_the_clinician_add_up(shipped: dict[str, Exercise]) -> None:
    squat = shipped["mini_squat"]
    own = limit_on("hip_flexion", "hips_too_bent", above_deg=60, clear_deg=55)
    tight = tighten(squat, profile(squat, "posterior_hip_replacement", limit=[own]))
    assert next(row for row in tight.limit if row.name == "hips_too_bent").when.at == 60


def test_a_target_may_be_nearer_and_a_hold_shorter() -> None:
    tight = tighten(BRIDGE, profile(BRIDGE, target_deg=[18, 8], hold_s=1))
    assert tight.movement.target_deg == (18, 8)
    assert tight.movement.hold_s == 1
    assert tight.limit == BRIDGE.limit


def test_a_limit_cuts_the_full_extent_of_the_target() -> None:
    tight = tighten(BRIDGE, profile(BRIDGE, limit=[limit(below_deg=5, clear_deg=8)]))
    assert tight.movement.target_deg == (BRIDGE.movement.target_deg[0], 5)
    upper = limit_on(ABDUCTION.movement.measure, above_deg=25, clear_deg=20)
    assert tighten(ABDUCTION, profile(ABDUCTION, limit=[upper])).movement.target_deg[1] == 25


def test_a_limit_on_both_signs_cuts_on_the_side_of_the_target() -> None:
    stretch = load_exercise("hip_flexor_stretch")
    both = limit(beyond_deg=15, clear_deg=10)
    tight = tighten(stretch, profile(stretch, limit=[both]))
    assert tight.movement.target_deg == (stretch.movement.target_deg[0], -15)


def test_a_limit_on_another_measure_leaves_the_target_alone() -> None:
    other = limit_on("knee_flexion", above_deg=100, clear_deg=95)
    tight = tighten(BRIDGE, profile(BRIDGE, limit=[other]))
    assert tight.movement == BRIDGE.movement
    assert "own" in {row.name for row in tight.limit}
    assert "knee_flexion" in tight.measures()


# --- What would widen --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wider",
    [
        limit("too_high", below_deg=-20, clear_deg=-15),
        limit("too_high", above_deg=5, clear_deg=1),
        limit_on("knee_flexion", "too_high", below_deg=-5, clear_deg=-1),
        limit("too_high", below_deg=-5, clear_deg=-1).model_copy(update={"for_s": 9.0}),
    ],
    ids=["further", "other sense", "other measure", "later"],
)
def test_a_limit_cannot_be_widened(wider: Limit) -> None:
    said = refused(BRIDGE, profile(BRIDGE, limit=[wider]))
    assert "The limit 'too_high'" in said
    assert "a profile may only tighten" in said


def test_a_stop_cannot_become_a_warning() -> None:
    strict = BRIDGE.model_copy(
        update={"limit": tuple(row.model_copy(update={"action": "stop"}) for row in BRIDGE.limit)}
    )
    soft = limit("too_high", below_deg=-5, clear_deg=-1).model_copy(update={"action": "warn"})
    assert "would widen" in refused(strict, profile(BRIDGE, limit=[soft]))
    assert tighten(BRIDGE, profile(BRIDGE, limit=[soft.model_copy(update={"for_s": 0.3})]))


@pytest.mark.parametrize(
    ("target_deg", "told"),
    [
        ([11, 0], "asks for more range than single_leg_bridge does (12 to 0)"),
        ([12, -1], "asks for more range than single_leg_bridge does (12 to 0)"),
        ([20, 5], "does not lie beyond leave_deg = 20"),
        ([25, 22], "does not lie beyond leave_deg = 20"),
        ([14, 16], "does not lie beyond leave_deg = 20"),
    ],
)
def test_a_target_cannot_be_widened_or_vanish(target_deg: list[float], told: str) -> None:
    assert BRIDGE.movement.target_deg == (12, 0)
    assert told in refused(BRIDGE, profile(BRIDGE, target_deg=target_deg))


def test_a_hold_cannot_be_longer() -> None:
    assert refused(BRIDGE, profile(BRIDGE, hold_s=30)) == (
        "hold_s = 30 is longer than the 3 s of single_leg_bridge: a profile may only ask for less."
    )


def test_a_limit_before_the_target_leaves_nothing_to_do() -> None:
    said = refused(BRIDGE, profile(BRIDGE, limit=[limit(below_deg=14, clear_deg=18)]))
    assert "The target of single_leg_bridge begins at 12°, past the limit 'own'" in said
    assert "set an easier target_deg in the profile" in said
    eased = {"limit": [limit(below_deg=14, clear_deg=18)], "target_deg": [16, 14]}
    assert tighten(BRIDGE, profile(BRIDGE, **eased)).movement.target_deg == (16, 14)


def test_a_limit_of_the_wrong_view_is_refused() -> None:
    frontal = limit_on("knee_valgus", above_deg=20, clear_deg=15)
    said = refused(BRIDGE, profile(BRIDGE, limit=[frontal]))
    assert "front view" in said


def test_a_limit_with_the_name_of_a_fault_is_refused() -> None:
    twin = limit(BRIDGE.fault[0].name, below_deg=-5, clear_deg=-1)
    assert BRIDGE.fault[0].name in refused(BRIDGE, profile(BRIDGE, limit=[twin]))


@given(
    st.floats(-40, 40),
    st.floats(-40, 40),
    st.floats(-40, 40),
    st.floats(0, 10),
    st.sampled_from(["above_deg", "below_deg"]),
)
def test_whatever_a_profile_says_nothing_gets_wider(
    enter: float, full: float, at: float, hold_s: float, sense: str
) -> None:
    clear = at - 2 if sense == "above_deg" else at + 2
    own = limit("own", **{sense: at, "clear_deg": clear})
    patient = profile(BRIDGE, target_deg=[enter, full], hold_s=hold_s, limit=[own])
    try:
        tight = tighten(BRIDGE, patient)
    except ExerciseError:
        return
    assert tight.movement.target_deg[0] >= BRIDGE.movement.target_deg[0]
    assert tight.movement.target_deg[1] >= BRIDGE.movement.target_deg[1]
    assert tight.movement.hold_s <= BRIDGE.movement.hold_s
    assert set(BRIDGE.limit) <= set(tight.limit)
    for row in tight.limit:
        if row.when.measure == "hip_flexion":
            assert all(row.when.excess(value) <= 0 for value in tight.movement.target_deg)
    # What tightening returns is an exercise that would load.
    Exercise.model_validate(tight.model_dump(by_alias=True))


def test_a_shorter_stretch_still_counts() -> None:
    stretch = load_exercise("hip_flexor_stretch")
    tight = tighten(stretch, profile(stretch, hold_s=3))
    assert tight.movement.least_hold_s <= tight.movement.hold_s


def test_a_tightened_limit_is_told_in_a_set() -> None:
    tight = tighten(BRIDGE, profile(BRIDGE, limit=[limit(below_deg=4, clear_deg=8)]))
    plain = watch(BRIDGE, perfect("single_leg_bridge")).report
    report = watch(tight, perfect("single_leg_bridge")).report
    assert (plain.verdict, plain.limits) == ("good", ())
    assert report.verdict == "stopped"
    assert {row.name for row in report.limits} == {"own"}
    assert report.counts.good == 0
    assert "Stop here." in report.advice[0]


def test_an_adjustment_changes_nothing_by_itself() -> None:
    assert Adjustment() == Adjustment(allowed=True)
    assert tighten(BRIDGE, profile(BRIDGE)) == BRIDGE


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
    assert repr(load_exercise("mini_squat")) == "Exercise('mini_squat')"
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


# --- Sides -------------------------------------------------------------------------------------


def test_the_side_is_that_of_the_profile_unless_an_exercise_says_otherwise() -> None:
    profile = Profile.model_validate(
        {
            "schema": 1,
            "name": "Anna",
            "side": "left",
            "exercise": {"single_leg_bridge": {"side": "auto"}, "mini_squat": {"side": "right"}},
        }
    )
    assert profile.working_side("straight_leg_raise") == "left"
    assert profile.working_side("single_leg_bridge") == "auto"
    assert profile.working_side("mini_squat") == "right"


# --- Replacements ------------------------------------------------------------------------------


def patient(*precautions: str, **exercise: object) -> Profile:
    table = {"schema": 1, "name": "Anna", "precautions": precautions, "exercise": exercise}
    return Profile.model_validate(table)


def test_a_replacement_that_is_blocked_too_is_not_offered() -> None:
    stretch = load_exercise("hip_flexor_stretch")
    one = blocked(stretch, patient("knee_pain"))
    assert one is not None
    assert one.instead == "hip_flexor_stretch_standing"
    both = blocked(stretch, patient("knee_pain", "anterior_hip_replacement"))
    assert both is not None
    assert both.instead is None
    assert "sore knee" in both.why
    assert "position to avoid" in both.why


def test_the_replacement_of_a_replacement_is_offered() -> None:
    no_standing = {"allowed": False, "why": "Dizzy.", "instead": "double_leg_bridge"}
    block = blocked(
        load_exercise("hip_flexor_stretch"),
        patient("knee_pain", hip_flexor_stretch_standing=no_standing),
    )
    assert block is not None
    assert block.instead == "double_leg_bridge"


def test_replacements_in_a_ring_end_with_the_physiotherapist() -> None:
    rows = {
        "mini_squat": {"allowed": False, "instead": "double_leg_bridge"},
        "double_leg_bridge": {"allowed": False, "instead": "mini_squat"},
    }
    block = blocked(load_exercise("mini_squat"), patient(**rows))
    assert block is not None
    assert block.instead is None


def test_the_physiotherapists_replacement_goes_first() -> None:
    rows = {"hip_flexor_stretch": {"allowed": False, "why": "Dizzy.", "instead": "mini_squat"}}
    block = blocked(load_exercise("hip_flexor_stretch"), patient("knee_pain", **rows))
    assert block is not None
    assert block.instead == "mini_squat"
    assert "Dizzy." in block.why


def test_a_replacement_that_there_is_not_is_refused() -> None:
    rows = {"mini_squat": {"allowed": False, "instead": "maxi_squat"}}
    with pytest.raises(ExerciseError, match="speaks of 'maxi_squat', which is no exercise"):
        check_names(patient(**rows))


# --- Own limits --------------------------------------------------------------------------------


def test_an_own_limit_needs_neither_source_nor_words() -> None:
    row = {
        "name": "mine",
        "when": {"measure": "hip_flexion", "above_deg": 60, "clear_deg": 55},
        "action": "stop",
    }
    tight = tighten(load_exercise("mini_squat"), patient(mini_squat={"limit": [row]}))
    mine = next(limit for limit in tight.limit if limit.name == "mine")
    assert mine.source == "prescribed"
    assert tight.sources["prescribed"] == "Anna: set for this patient."
    assert "Ease back" in mine.say
    soon = next(limit for limit in tight.limit if limit.name == "mine_soon")
    assert (soon.when.at, soon.action) == (55, "warn")


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
    assert tighten(load_exercise("single_leg_bridge"), profile).movement.hold_s == 2
    squat = tighten(load_exercise("mini_squat"), profile)
    assert {"my_warning", "my_stop"} <= {limit.name for limit in squat.limit}
    assert "my_stop_soon" not in {limit.name for limit in squat.limit}
    block = blocked(load_exercise("straight_leg_raise"), profile)
    assert block is not None
    assert block.instead == "double_leg_bridge"
