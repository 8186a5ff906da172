"""A patient's file in words, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from formcheck.exercises.loader import load_exercise, read_table
from formcheck.therapist.explain import explained
from formcheck.therapist.plan import load_plan

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """\
schema = 1
name   = "Mr K."   # a patient's "own" name
side   = "left"
precautions = [
  "posterior_hip_replacement",   # the operated side
  # "knee_pain",
]
[exercise.double_leg_bridge]
target_deg = [20, 10]
grades = { too_low = "minor" }
[[exercise.mini_squat.limit]]
name = "own"
when = { measure = "knee_flexion", above_deg = 55, clear_deg = 50 }
action = "stop"
[exercise.clamshell]
unlocked = true
[programme]
use = "hip-start"
since = 2026-11-30
leave_out = ["balance"]
[programme.change.chair]
days = ["mon", "thu"]
go_up_to = 3
sets = 2
[programme.add.side_lying]
kind = "strength"
exercises = ["clamshell"]
[test.single_leg_stance]
allowed = false
"""


def says(folder: Path, text: str = TEXT) -> dict[int, str]:
    file = folder / "k.toml"
    file.write_text(text)
    notes = explained(load_plan(file), read_table(file))
    rows = text.split("\n")
    assert all(rows[note.line - 1].split()[0] in note.text for note in notes)
    return {note.line: " ".join(note.says) for note in notes}


def test_every_line_that_changes_something_is_explained(tmp_path: Path) -> None:
    lines = says(tmp_path)
    assert {2, 3, 5, 8, 9, 10, 11, 15, 16, 18, 19, 20, 21, 22, 23, 24, 25, 27, 28} == set(lines)
    assert "left hip is concerned" in lines[3]
    assert "counts from 20° on, and 10° is the full" in lines[9]
    assert "«too low» makes a repetition less good" in lines[10]
    assert "stops the set when the knee bend goes beyond 55°" in lines[11]
    assert "30 November 2026" in lines[19]
    assert "«Balance»" in lines[20]
    assert "Monday, Thursday" in lines[22]
    assert "«Mini squat»" in lines[23]
    assert "2 sets of 8" in lines[21]


def test_precaution_says_from_where_on_formcheck_warns_and_stops(tmp_path: Path) -> None:
    line = says(tmp_path)[5]
    row = load_exercise("heel_slide").profile["posterior_hip_replacement"]
    warn, stop = (
        next(limit.when.at for limit in row.limit if limit.action == action)
        for action in ("warn", "stop")
    )
    assert f"Hip bend: formcheck warns at {warn:g}° and stops at {stop:g}°" in line
    assert "Not for this patient: One knee to the chest." in line
    assert "Not until you unlock it here: Single-leg bridge." in line
    assert "cannot see whether the leg is turned inward" in line


def test_comment_goes_and_the_line_stays(tmp_path: Path) -> None:
    file = tmp_path / "k.toml"
    file.write_text(TEXT)
    notes = explained(load_plan(file), read_table(file))
    assert notes[0].text == 'name = "Mr K."'
    assert notes[2].text == '"posterior_hip_replacement",'


def test_file_without_a_programme_is_explained_as_well(tmp_path: Path) -> None:
    lines = says(
        tmp_path, 'schema = 1\nname = "A"\nprecautions = []\n[exercise.clamshell]\nreps = 5\n'
    )
    assert "No precaution holds" in lines[3]
    assert lines[5].startswith("5 repetitions in a set, fixed")
