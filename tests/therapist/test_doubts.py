"""What is doubtful in a patient's file that loads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from formcheck.exercises.loader import read_table
from formcheck.therapist.doubts import NO_PROGRAMME, NO_SIDE, NO_WARM_UP, doubts
from formcheck.therapist.plan import load_plan
from formcheck.therapist.plan_file import programme_part

if TYPE_CHECKING:
    from pathlib import Path

    from formcheck.exercises.mistakes import Mistake

HEAD = 'schema = 1\nname = "Anna"\nside = "left"\n'
USE = '[programme]\nuse = "hip-start"\n'
HIP = 'precautions = ["posterior_hip_replacement"]\n'

LIMIT = (
    '[[exercise.mini_squat.limit]]\nname = "own"\naction = "warn"\n'
    'when = { measure = "hip_flexion", above_deg = %s, clear_deg = %s }\n'
)


def found_in(folder: Path, text: str) -> list[Mistake]:
    file = folder / "anna.toml"
    file.write_text(text)
    return doubts(load_plan(file), read_table(file))


def test_plain_plan_has_no_doubt(tmp_path: Path) -> None:
    assert found_in(tmp_path, HEAD + USE) == []


@pytest.mark.parametrize(
    ("text", "line", "key", "words"),
    [
        (HEAD, 0, "", NO_PROGRAMME),
        (HEAD.replace("left", "auto") + HIP + USE, 3, "side", NO_SIDE),
        (HEAD + USE + 'leave_out = ["warm_up_walk", "warm_up_march"]\n', 6,
         "programme.leave_out", NO_WARM_UP),
        (HEAD + USE + 'leave_out = ["bridge", "chair", "side", "knee"]\n', 6,
         "programme.leave_out", "no strength exercise is left"),
        (HEAD + HIP + USE + "[exercise.knee_to_chest]\nhold_s = 20\n", 7,
         "exercise.knee_to_chest", "forbids this exercise"),
        (HEAD + HIP + USE + "[exercise.single_leg_bridge]\nreps = 6\n", 7,
         "exercise.single_leg_bridge", "Write unlocked = true here"),
        (HEAD + USE + "[exercise.mini_squat]\nunlocked = true\n", 7,
         "exercise.mini_squat.unlocked", "nothing holds this exercise back"),
        (HEAD + USE + "[exercise.mini_squat]\nallowed = false\nsets = 2\n", 7,
         "exercise.mini_squat.allowed", "its other lines do nothing"),
        (HEAD + USE + "[exercise.clamshell]\nper_week = [5, 7]\n", 7,
         "exercise.clamshell.per_week", "7 days a week are much for strength"),
        (HEAD + USE + "[exercise.heel_slide]\nper_week = [3, 4]\n", 7,
         "exercise.heel_slide.per_week", "below [programme.change.motion]"),
        (HEAD + HIP + USE + LIMIT % (95, 90), 7,
         "exercise.mini_squat.limit[1]", "it never speaks"),
        (HEAD + USE + "[exercise.double_leg_bridge]\nsets = 2\n", 6,
         "exercise.double_leg_bridge", "form 3 (Single-leg bridge) is never reached"),
        (HEAD + HIP + USE + "[programme.change.chair]\nbegin_at = 2\n", 8,
         "programme.change.chair.begin_at", "so it begins with form 1"),
        (HEAD + HIP + USE + '[programme.add.x]\nkind = "strength"\nexercises = ["clamshell"]\n', 7,
         "programme.add.x", "unlocked = true below [exercise.clamshell]"),
    ],
)  # fmt: skip
def test_doubt_has_its_line(tmp_path: Path, text: str, line: int, key: str, words: str) -> None:
    [row] = [row for row in found_in(tmp_path, text) if row.key == key and words in row.message]
    assert row.line == line


def test_limit_that_is_nearer_is_no_doubt(tmp_path: Path) -> None:
    rows = found_in(tmp_path, HEAD + HIP + USE + LIMIT % (60, 56))
    assert not [row for row in rows if "limit" in row.key]


def test_long_days_are_doubtful(tmp_path: Path) -> None:
    more = (
        '[programme.add.x]\nkind = "strength"\nexercises = ["clamshell"]\nsets = 6\n'
        '[programme.add.y]\nkind = "strength"\nexercises = ["fire_hydrant"]\nsets = 6\n'
    )
    [row] = found_in(tmp_path, HEAD + USE + more)
    assert "minutes from week 4 on" in row.message


def test_part_of_a_new_file_names_every_slot_and_marks_what_is_forbidden() -> None:
    part = programme_part("a.toml", "hip-start", ["posterior_hip_replacement"], is_used=True)
    assert "\n[programme]\n" in part
    assert "One knee to the chest (not with these precautions)" in part
    assert "2 Bridge with one foot nearer;" in part
    off = programme_part("a.toml", "hip-start", is_used=False)
    assert "\n# [programme]\n" in off
    assert all(line.startswith("#") for line in off.split("\n") if line)
