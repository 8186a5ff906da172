"""A physiotherapist writes an exercise that formcheck does not know: the standing leg curl.

The tests do what CONTRIBUTING says under "Add an exercise", with the exercise that stands there.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from support.commands import run
from support.paths import ROOT
from support.performer import SHANK, THIGH, Plan, Side2D, pose_of

from formcheck.exercises.loader import load_exercise
from formcheck.recording_writer import RecordingWriter

if TYPE_CHECKING:
    from pathlib import Path

REST_DEG, PEAK_DEG = 6.0, 85.0
MINE = (
    (ROOT / "CONTRIBUTING.md")
    .read_text(encoding="utf-8")
    .split("```toml formcheck/exercises/data/standing_leg_curl.toml\n")[1]
    .split("```")[0]
)


def curls(peak_deg: float = PEAK_DEG, *, reps: int = 4) -> Plan:
    return Plan(reps, REST_DEG, (peak_deg,), hold_s=0.8, out_s=1.4, back_s=1.6)


def film(path: Path, plan: Plan, *, thigh_deg: float = 0.0) -> Path:
    """Write the recording of a person who curls a leg; the thigh may come forward with it."""
    with RecordingWriter(path) as writer:
        for index in range(int(plan.duration_s * 15)):
            knee_deg, share = plan.at(index / 15)
            body = Side2D(hip=share * thigh_deg, knee=knee_deg, root=-1j * (THIGH + SHANK) / 9)
            writer.write(pose_of(body, working="left", index=index, time_s=index / 15))
        writer.finish({"performed": "leg curls"})
    return path


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "standing_leg_curl.toml"
    path.write_text(MINE)
    return path


def test_it_begins_as_a_commented_copy_of_the_nearest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(capsys, "exercises", "new", "standing_leg_curl", "--like", "standing_hip_extension")
    assert done.code == 0
    begun = (tmp_path / "standing_leg_curl.toml").read_text()
    assert 'title = "Standing leg curl"' in begun
    assert begun.count("\n# ") > 30, "every key is explained"
    schema = json.loads((tmp_path / "exercise.schema.json").read_text())
    assert {"movement", "fault", "limit"} <= set(schema["properties"])
    again = run(capsys, "exercises", "check", "standing_leg_curl.toml")
    assert again.code == 0, again.err
    taken = run(capsys, "exercises", "new", "mini_squat")
    assert taken.code == 5
    assert "such as my_mini_squat" in taken.err
    twice = run(capsys, "exercises", "new", "standing_leg_curl")
    assert twice.code != 0
    assert (tmp_path / "standing_leg_curl.toml").read_text() == begun, "nothing is overwritten"


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        ("clear_deg = 25", "clear_deg = 15", "clear_deg must be above 20"),
        ("knee_flexion", "knee_bend", "knee_bend"),
        ('name = "too_far"', 'name = "thigh_forward"', "used twice"),
        ("above_deg = 130, clear_deg = 125", "above_deg = 90, clear_deg = 85", "past the limit"),
        ('grade = "minor"', 'grade = "awful"', "grade"),
        ('source = "engineering default"', 'source = "S1"', "not listed"),
    ],
)
def test_mistake_is_shown_with_its_line(
    mine: Path, capsys: pytest.CaptureFixture[str], right: str, wrong: str, says: str
) -> None:
    assert right in MINE
    mine.write_text(MINE.replace(right, wrong))
    done = run(capsys, "exercises", "check", mine)
    assert done.code == 5
    assert says in " ".join(done.err.split())
    assert re.search(r"line \d+", done.err)


def test_what_is_right_judges_a_recording_and_shows_why(
    mine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, "exercises", "check", mine).code == 0
    clip, picture = film(tmp_path / "set.npz", curls()), tmp_path / "try.png"
    done = run(capsys, "exercises", "try", mine, clip, "--picture", picture)
    assert done.code == 0
    assert picture.read_bytes().startswith(b"\x89PNG")
    judged = run(capsys, "replay", clip, "-e", mine)
    assert "4 good of 4; left 4, right 0" in judged.out


def test_picture_has_a_name_of_its_own_without_the_option(
    mine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = film(tmp_path / "set.npz", curls())
    monkeypatch.chdir(tmp_path)
    assert run(capsys, "exercises", "try", mine, clip).code == 0
    assert [path.name for path in tmp_path.glob("*.png")] == ["standing_leg_curl_try.png"]


def test_too_small_ones_are_partial_and_a_fault_is_named(
    mine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small = run(capsys, "replay", film(tmp_path / "small.npz", curls(58.0)), "-e", mine)
    assert "0 good of 0" in small.out
    assert "4 partial" in small.out
    forward = film(tmp_path / "forward.npz", curls(), thigh_deg=32.0)
    assert "thigh forward" in run(capsys, "replay", forward, "-e", mine).out


@pytest.mark.parametrize(("done", "asked"), [(3, 3), (4, 4), (3, 7)])
def test_exercise_is_learnt_from_as_many_repetitions_as_asked(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    done: int,
    asked: int,
) -> None:
    monkeypatch.chdir(tmp_path)
    clip = film(tmp_path / "set.npz", curls(reps=done))
    learned = run(capsys, "learn", clip, "--reps", asked, "--name", "standing_leg_curl")
    if done != asked:
        assert learned.code != 0
        assert not (tmp_path / "standing_leg_curl.toml").exists()
        return
    assert learned.code == 0, learned.err
    movement = load_exercise("standing_leg_curl.toml").movement
    assert movement.measure == "knee_flexion"
    shift = REST_DEG if movement.baseline == "start" else 0.0
    assert REST_DEG < movement.target_deg[0] + shift < PEAK_DEG
    judged = run(capsys, "replay", clip, "-e", "standing_leg_curl.toml")
    assert f"{asked} good of {asked}" in judged.out
