"""``formcheck profiles``, and profiles by name in ``analyze``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from support.commands import Command, someone_does, write_clip

from formcheck.exercises.precautions import PRECAUTIONS, meanings
from formcheck.exercises.profile import load_profile

if TYPE_CHECKING:
    from pathlib import Path

NAME = "double_leg_bridge"


def provenance(path: Path) -> str:
    return str(json.loads(path.read_text(encoding="utf-8"))["provenance"]["profile"])


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
    assert "warning when «hip bend» is over 72°" in text
    assert "stop when «hip bend» is over 80°" in text
    squat = text[text.index("mini_squat") :]
    assert squat.index("«hip bend» is over 72°") < squat.index("«hip bend» is over 80°")
    assert "S19: Total hip precautions, https://" in text


def test_patient_file_is_shown_with_its_own_changes(tmp_path: Path, command: Command) -> None:
    file = tmp_path / "anna.toml"
    file.write_text(
        'schema = 1\nname = "Anna"\nside = "left"\n'
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
    assert "stop when «knee bend» is over 48°" in text
    assert "no warning before the stop" in text
    assert "It pinches. Ask the physiotherapist." in text
    assert "hold: 2 s" in text
    assert "either leg may work" in text


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["knee"], "There is no profile named 'knee': did you mean knee_pain?"),
        (["none.toml"], "There is no file none.toml"),
    ],
)
def test_wrong_name_gives_one_sentence(command: Command, words: list[str], told: str) -> None:
    out = command("profiles", "show", *words)
    assert out.code == 5
    assert told in out.err


def test_profile_of_an_unknown_exercise_is_refused(tmp_path: Path, command: Command) -> None:
    file = tmp_path / "anna.toml"
    file.write_text('schema = 1\nname = "Anna"\n[exercise.mini_squad]\nhold_s = 1\n')
    out = command("profiles", "show", file)
    assert out.code == 5
    assert "'mini_squad', which is no exercise" in out.err


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


def test_new_file_with_an_unknown_precaution_is_not_written(
    tmp_path: Path, command: Command
) -> None:
    done = command("profiles", "new", tmp_path / "a.toml", "--precaution", "toe")
    assert done.code == 5
    assert not list(tmp_path.iterdir())


# --- In a set ----------------------------------------------------------------------------------


def test_precautions_are_given_by_name(clip: Path, command: Command) -> None:
    report = clip.parent / "a.json"
    words = ("--profile", "anterior_hip_replacement", "--profile", "knee_pain")
    assert command("analyze", clip, "-e", NAME, *words, "--json", report).code == 0
    assert provenance(report) == "anterior_hip_replacement, knee_pain"
    done = command("analyze", clip, "-e", "straight_leg_raise", *words)
    assert done.code == 5
    assert "for the surgeon to allow" in done.err


def test_file_and_name_are_combined(clip: Path, command: Command) -> None:
    patient, report = clip.parent / "anna.toml", clip.parent / "a.json"
    patient.write_text('schema = 1\nname = "Anna"\n')
    words = ("--profile", patient, "--profile", "knee_pain", "--json", report)
    assert command("analyze", clip, "-e", NAME, *words).code == 0
    assert provenance(report) == "Anna, knee_pain"
    done = command("analyze", clip, "-e", NAME, "--profile", patient, "--profile", patient)
    assert done.code == 5
    assert "second patient's file" in done.err


def test_side_of_the_patient_reaches_the_checker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: Command
) -> None:
    """The person lifts the left leg; the profile names one leg or the other."""
    clip = write_clip(
        tmp_path / "set.mp4", frames=someone_does(monkeypatch, "standing_hip_abduction")
    )

    def counted(side: str, *words: str) -> dict[str, int]:
        patient, report = tmp_path / "anna.toml", tmp_path / "a.json"
        patient.write_text(f'schema = 1\nname = "Anna"\nside = "{side}"\n')
        given = ("--profile", patient, "--json", report, *words)
        assert command("analyze", clip, "-e", "standing_hip_abduction", *given).code == 0
        counts: dict[str, int] = json.loads(report.read_text(encoding="utf-8"))["counts"]
        return counts

    assert counted("left")["left"] == 2
    assert counted("right")["total"] == 0
    assert counted("right", "--side", "left")["left"] == 2
    assert counted("auto")["left"] == 2
