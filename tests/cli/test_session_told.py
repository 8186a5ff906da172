"""What is printed when a live session is over."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from actor import Actor, session_of

from formcheck.cli.session_told import is_whole, tell_session
from formcheck.coach.library import load
from formcheck.coach.report import Provenance
from formcheck.guide.scene import Stage
from formcheck.guide.session_report import SessionReport, planned, set_done

if TYPE_CHECKING:
    from formcheck.coach.report import SetReport

NAME = "single_leg_bridge"
ALL = ("set-1-left.json", "set-1-left.csv", "set-1-left.npz")


def told(files: tuple[str, ...], *notes: str) -> tuple[SessionReport, list[SetReport]]:
    plan = session_of(load(NAME), reps=1)
    actor = Actor(plan)
    actor.stay_until(lambda shown: shown.scene.stage is Stage.MOVING)
    actor.exercise(1)
    report = SessionReport(
        exercise=NAME,
        title=plan.exercise.title,
        started="2026-05-04T10:00:00+02:00",
        duration_s=20.0,
        planned=planned(plan),
        sets=tuple(set_done(done, files) for done in actor.ended),
        pains=(),
        advice=("Rest.",),
        camera={},
        notes=notes,
        provenance=Provenance(formcheck="1", exercise_sha256=plan.exercise.sha256),
    )
    return report, [done.report for done in actor.ended]


def test_a_session_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    report, sets = told(ALL, "The disk is full: make room.")
    tell_session(report, sets, load(NAME), Path("here"))
    printed = capsys.readouterr()
    assert "Set 1, left leg" in printed.out
    assert "Rest." in printed.out
    assert "The disk is full: make room." in printed.err
    assert "Written: here" in printed.err


@pytest.mark.parametrize(("files", "whole"), [(ALL, True), (ALL[:2], False)])
def test_a_set_without_one_of_its_files_is_not_whole(
    files: tuple[str, ...],
    whole: bool,  # noqa: FBT001
) -> None:
    assert is_whole(told(files)[0]) is whole
