"""``formcheck profiles``, and profiles by name in ``analyze``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.commands import Command, performed, read_json, record
from support.performer import perform, plan_for

from formcheck.exercises.loader import load_exercise
from formcheck.exercises.precautions import PRECAUTIONS, SIGN_OFF, meanings
from formcheck.exercises.profile import load_profile
from formcheck.output.terminal.exercise import NO_EVIDENCE

if TYPE_CHECKING:
    from pathlib import Path

NAME = "double_leg_bridge"


ANNA = 'schema = 1\nname = "Anna"\n'
"""The beginning of a patient's file."""


def test_list_names_every_precaution(command: Command) -> None:
    done = command("profiles", "list")
    assert done.code == 0
    for name in PRECAUTIONS:
        assert name in done.out
    assert "profiles show NAME" in done.err


@pytest.mark.parametrize("name", PRECAUTIONS)
def test_precaution_is_shown_in_plain_words(command: Command, name: str) -> None:
    done = command("profiles", "show", name)
    assert done.code == 0
    text = " ".join(done.out.split())
    assert text.startswith(f"{name} {meanings().precaution[name].title}")  # type: ignore[index]
    assert "Avoid:" in text
    assert "The camera cannot see" in text
    assert "measure" not in text
    assert "_deg" not in text


def test_blocks_limits_and_sources_are_shown(command: Command) -> None:
    text = " ".join(command("profiles", "show", "posterior_hip_replacement").out.split())
    assert "Do hip_flexor_stretch_standing instead." in text
    assert "warning at hip bend over 72°" in text
    assert "stop at hip bend over 80°" in text
    squat = text[text.index("mini_squat") :]
    assert squat.index("hip bend over 72°") < squat.index("hip bend over 80°")
    assert "N6: Royal National Orthopaedic Hospital NHS, hip precautions, https://" in text


def test_what_the_physiotherapist_can_unlock_stands_apart(command: Command) -> None:
    text = " ".join(command("profiles", "show", "posterior_hip_replacement").out.split())
    never, locked = text.index("Not allowed"), text.index("Not until the physiotherapist")
    assert never < text.index("(knee_to_chest)") < locked < text.index("(straight_leg_raise)")
    assert text.endswith(SIGN_OFF)
    weak = " ".join(command("profiles", "show", "lateral_hip_replacement").out.split())
    assert "ask your surgeon which of these hold for you" in weak
    assert NO_EVIDENCE in weak


def test_profile_says_what_it_means_for_function_tests(tmp_path: Path, command: Command) -> None:
    text = " ".join(command("profiles", "show", "posterior_hip_replacement").out.split())
    assert "Function test chair_stand_30s" in text
    assert "[test.chair_stand_30s] unlocked = true" in text
    assert "Function test single_leg_stance" not in text
    file = tmp_path / "anna.toml"
    file.write_text(f"{ANNA}[test.chair_stand]\nunlocked = true\n")
    out = command("profiles", "show", file)
    assert out.code == 5
    assert "did you mean chair_stand_30s" in " ".join(out.err.split())


def test_patient_file_is_shown_with_its_own_changes(tmp_path: Path, command: Command) -> None:
    file = tmp_path / "anna.toml"
    file.write_text(
        f'{ANNA}side = "left"\n'
        "[exercise.mini_squat]\ntarget_deg = [30, 45]\n"
        '[[exercise.mini_squat.limit]]\nname = "mine"\naction = "stop"\n'
        'when = { measure = "knee_flexion", above_deg = 48, clear_deg = 44 }\n'
        '[exercise.straight_leg_raise]\nallowed = false\nwhy = "It pinches."\n'
        '[exercise.single_leg_bridge]\nhold_s = 2\nside = "auto"\n'
    )
    done = command("profiles", "show", file)
    assert done.code == 0
    text = " ".join(done.out.split())
    assert "Anna: the left leg is to work" in text
    assert "target: 30° to 45°" in text
    assert "stop at knee bend over 48°" in text
    assert "no warning before the stop" in text
    assert "It pinches. Ask the physiotherapist." in text
    assert "hold: 2 s (usually 3 s)" in text
    assert "either leg may work" in text


def test_prescription_is_shown_beside_what_is_usual(tmp_path: Path, command: Command) -> None:
    file = tmp_path / "anna.toml"
    file.write_text(
        f'{ANNA}precautions = ["posterior_hip_replacement"]\n'
        "[exercise.mini_squat]\ntarget_deg = [15, 100]\nhold_s = 5\nsets = 2\nreps = 6\n"
        "rest_s = 90\nper_week = [1, 7]\n"
        'grades = { heels_lift = "minor", trunk_forward = "major", quick_up = "off" }\n'
        "[exercise.straight_leg_raise]\nunlocked = true\n"
    )
    text = " ".join(command("profiles", "show", file).out.split())
    for row in (
        "target: 15° to 70°, cut off at a limit (usually 30° to 60°)",
        "hold: 5 s (usually none)",
        "sets: 2 (usually 3)",
        "repetitions: 6 (usually 10)",
        "rest: 90 s (usually 60 s)",
        "days a week: 1 to 7 (usually 2 to 3)",
        "heels lift: minor (usually major)",
        "trunk forward: major (usually minor to major)",
        "quick up: not looked for (usually minor)",
        "short hold: minor to major (usually not looked for)",
        "Not until the physiotherapist unlocks it (unlocked = true) - ",
    ):
        assert row in text
    assert "it counts only with travel of the foot under 30 % of the trunk" in text
    assert "(straight_leg_raise) - unlocked: without that it would not be allowed" in text


def test_what_has_no_effect_is_said(tmp_path: Path, command: Command) -> None:
    file = tmp_path / "anna.toml"
    file.write_text(
        f'{ANNA}precautions = ["posterior_hip_replacement"]\n'
        "[exercise.mini_squat]\nunlocked = true\n"
        '[[exercise.mini_squat.limit]]\nname = "own"\naction = "stop"\n'
        'when = { measure = "hip_flexion", above_deg = 90, clear_deg = 85 }\n'
        "[exercise.knee_to_chest]\nunlocked = true\n"
    )
    text = " ".join(command("profiles", "show", file).out.split())
    assert "Mini squat (mini_squat) - unlocked: nothing held it back" in text
    assert (
        "stop at hip bend over 90°: «That is far enough for you. Ease back.» (no effect:" in text
    )
    assert "stop at hip bend over 80°: «Your hips bend too far. Stand up and rest.» - " in text
    assert "right angle. Unlocking does not lift this precaution. Do heel_slide instead." in text


def test_step_that_two_precautions_change_is_shown_once(command: Command) -> None:
    text = command("profiles", "show", "femoroacetabular_impingement", "knee_pain").out
    chair = text.partition("(sit_to_stand)")[2].partition("(standing_hip_flexion)")[0]
    assert [chair.count(f"step {number}:") for number in (1, 2)] == [1, 1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["show", "knee"], "There is no profile named 'knee': did you mean knee_pain?"),
        (["show", "none.toml"], "There is no file none.toml"),
        (["show", "anna.toml"], "'mini_squad', which is no exercise: did you mean mini_squat?"),
        (["new", "a.toml", "--precaution", "toe"], "'toe'"),
    ],
)
def test_wrong_name_gives_one_sentence_and_writes_nothing(
    words: list[str],
    said: str,
    tmp_path: Path,
    command: Command,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "anna.toml").write_text(f"{ANNA}[exercise.mini_squad]\nhold_s = 1\n")
    out = command("profiles", *words)
    assert out.code == 5
    assert said in out.err
    assert [file.name for file in tmp_path.iterdir()] == ["anna.toml"]


# --- A new file --------------------------------------------------------------------------------


def test_new_file_is_written_once(tmp_path: Path, command: Command) -> None:
    file = tmp_path / "anna.toml"
    words = ("profiles", "new", file, "--precaution", "knee_pain", "--side", "right")
    done = command(*words)
    assert done.code == 0
    assert f"Written: {file}" in done.err
    profile = load_profile(file)
    assert (profile.precautions, profile.side) == (("knee_pain",), "right")
    assert f"--profile {file.name}" in file.read_text(encoding="utf-8")
    again = command(*words)
    assert again.code == 7
    assert "is there already" in again.err
    assert [path.name for path in tmp_path.iterdir()] == ["anna.toml"]


# --- In a set ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "combined"),
    [
        (["anterior_hip_replacement", "knee_pain"], "anterior_hip_replacement, knee_pain"),
        (["anna.toml", "knee_pain"], "Anna, knee_pain"),
    ],
)
def test_profiles_are_combined(
    names: list[str],
    combined: str,
    clip: Path,
    command: Command,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(clip.parent)
    (clip.parent / "anna.toml").write_text(ANNA)
    words = [word for name in names for word in ("--profile", name)]
    assert command("analyze", clip, "-e", NAME, *words, "--json", "a.json").code == 0
    assert read_json(clip.parent / "a.json")["provenance"]["profile"] == combined


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("rows", "good", "total", "partial"),
    [
        ("", 0, 0, 2),
        ("target_deg = [15, 25]", 2, 2, 0),
        ("target_deg = [15, 25]\nhold_s = 20", 0, 2, 0),
        ('target_deg = [15, 25]\nhold_s = 20\ngrades = { short_hold = "hint" }', 2, 2, 0),
    ],
)
def test_prescription_holds_in_a_replay_with_and_without_a_name(
    rows: str, good: int, total: int, partial: int, tmp_path: Path, command: Command
) -> None:
    """A patient gets to 24 degrees in a mini squat."""
    squat = load_exercise("mini_squat")
    poses = perform(squat, plan=plan_for(squat, reps=2, peak_deg=24.0, hold_s=2.0))
    patient, report = tmp_path / "anna.toml", tmp_path / "a.json"
    patient.write_text(f"{ANNA}[exercise.mini_squat]\n{rows}\n")
    recorded = record(tmp_path / "set.npz", poses)
    words = ("--profile", patient, "--json", report)
    done = command("replay", recorded, "-e", "mini_squat", *words)
    assert done.code == 0
    assert ("Prescribed: target 15° to 25°" in done.out) == bool(rows)
    counts = read_json(report)["counts"]
    assert (counts["good"], counts["total"], counts["partial"]) == (good, total, partial)
    if not rows:
        return
    done = command("replay", recorded, *words)
    assert done.code == 0
    assert "Prescribed: target 15° to 25°" in done.out
    (found,) = read_json(report)["sets"]
    assert found["exercise"] == "mini_squat"
    counts = found["report"]["counts"]
    assert (counts["good"], counts["total"], counts["partial"]) == (good, total, partial)


@pytest.mark.parametrize(
    ("precaution", "said"),
    [
        ("anterior_hip_replacement", "is not for this profile: The straight leg"),
        ("posterior_hip_replacement", "not for this profile until the physiotherapist unlocks it"),
    ],
)
def test_blocked_exercise_is_refused(
    precaution: str, said: str, clip: Path, command: Command
) -> None:
    done = command("analyze", clip, "-e", "straight_leg_raise", "--profile", precaution)
    assert done.code == 5
    assert said in done.err


@pytest.mark.parametrize(
    ("side", "words", "count"),
    [("left", (), 2), ("right", (), 0), ("right", ("--side", "left"), 2), ("auto", (), 2)],
)
def test_side_of_the_patient_reaches_the_checker(
    side: str, words: tuple[str, ...], count: int, tmp_path: Path, command: Command
) -> None:
    """The person lifts the left leg; the profile names one leg or the other."""
    name = "standing_hip_abduction"
    patient, report = tmp_path / "anna.toml", tmp_path / "a.json"
    patient.write_text(f'{ANNA}side = "{side}"\n')
    recorded = record(tmp_path / "set.npz", performed(name))
    done = command("replay", recorded, "-e", name, "--profile", patient, "--json", report, *words)
    assert done.code == 0
    counts = read_json(report)["counts"]
    assert (counts["left"], counts["total"]) == (count, count)
