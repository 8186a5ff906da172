"""Profiles by name, by file, and both: one profile, and one sentence for a mistake."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

from formcheck.coach.library import load
from formcheck.coach.patient_file import new_patient_file
from formcheck.coach.precautions import PRECAUTIONS
from formcheck.coach.prescription import prescription
from formcheck.coach.profile import Profile, blocked, check_names, load_profile, tighten
from formcheck.errors import ExerciseError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def anna(tmp_path: Path) -> Path:
    file = tmp_path / "anna.toml"
    file.write_text('schema = 1\nname = "Anna"\nside = "left"\nprecautions = ["knee_pain"]\n')
    return file


def test_names_make_a_profile() -> None:
    both = prescription(["knee_pain", "lateral_hip_pain", "knee_pain"])
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
    stretch = load("hip_flexor_stretch")
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
        load("hip_flexor_stretch"), patient("knee_pain", hip_flexor_stretch_standing=no_standing)
    )
    assert block is not None
    assert block.instead == "double_leg_bridge"


def test_replacements_in_a_ring_end_with_the_physiotherapist() -> None:
    rows = {
        "mini_squat": {"allowed": False, "instead": "double_leg_bridge"},
        "double_leg_bridge": {"allowed": False, "instead": "mini_squat"},
    }
    block = blocked(load("mini_squat"), patient(**rows))
    assert block is not None
    assert block.instead is None


def test_the_physiotherapists_replacement_goes_first() -> None:
    rows = {"hip_flexor_stretch": {"allowed": False, "why": "Dizzy.", "instead": "mini_squat"}}
    block = blocked(load("hip_flexor_stretch"), patient("knee_pain", **rows))
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
    tight = tighten(load("mini_squat"), patient(mini_squat={"limit": [row]}))
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
    assert tighten(load("single_leg_bridge"), profile).movement.hold_s == 2
    squat = tighten(load("mini_squat"), profile)
    assert {"my_warning", "my_stop"} <= {limit.name for limit in squat.limit}
    assert "my_stop_soon" not in {limit.name for limit in squat.limit}
    block = blocked(load("straight_leg_raise"), profile)
    assert block is not None
    assert block.instead == "double_leg_bridge"
