"""Clips whose exercise is to be found: what is right, what is wrong, and what the page says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.commands import record
from support.performer import perform

from benchmark import clips, recognised
from benchmark.recognised import Recognised
from formcheck.exercises.loader import load_exercise

if TYPE_CHECKING:
    from pathlib import Path

SQUAT = Recognised("a", "mini_squat", ("mini_squat",), ())
UNSURE = Recognised("b", "step_up", (), ("step_up", "mini_squat"))
WRONG = Recognised("c", "step_up", ("mini_squat",), ())
BOTH = Recognised("d", "step_up", ("step_up", "mini_squat"), ())
NOTHING = Recognised("e", "step_up", (), ())


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (SQUAT, "right"),
        (UNSURE, "inconclusive"),
        (WRONG, "wrong"),
        (BOTH, "wrong"),
        (NOTHING, "inconclusive"),
    ],
)
def test_only_the_true_exercise_is_right(row: Recognised, verdict: str) -> None:
    assert row.verdict == verdict


def test_page_adds_up_and_lists_wrong_clips() -> None:
    rows = [SQUAT, UNSURE, WRONG, BOTH, NOTHING]
    assert recognised.summary(rows) == (1, 2, 2)
    text = recognised.table(rows)
    assert "| 5 | 1 | 2 | 2 |" in text
    assert "| b | inconclusive | step_up, mini_squat |" in text
    assert "| c | wrong | mini_squat |" in text
    assert "no exercise was seen" in text
    assert "| a |" not in text


def test_page_without_mistakes_has_one_table() -> None:
    assert recognised.table([SQUAT]).count("\n\n") == 0


@pytest.mark.parametrize("name", ["mini_squat", "clamshell"])
def test_clip_is_followed_by_every_definition(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = record(tmp_path / "poses.npz", perform(load_exercise(name)))
    monkeypatch.setattr(clips, "recording_of", lambda *_: path)
    clip = clips.Clip("x", "sample", "", path, {"exercise": name})
    row = recognised.recognise(clip, "full")
    assert (row.exercise, row.names, row.verdict) == (name, (name,), "right")
