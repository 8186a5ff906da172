"""A live session that is killed in mid-set: what was done is kept at the next start."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from support.live_fakes import FPS, SIZE_PX, FakeSpeaker, FakeWindow, PlayedCamera, acted

from formcheck import live_recovery
from formcheck.assessment.report import Provenance
from formcheck.capture.pose_estimator import ScriptedEstimator
from formcheck.diary.sessions import Diary
from formcheck.exercises.loader import load_exercise
from formcheck.live import LiveParts, LiveSession
from formcheck.live_recovery import NOTE, recover
from formcheck.output.files import session_folder
from formcheck.output.files.course_folder import CourseFolder
from formcheck.output.files.set_journal import LeftJournal, read_left
from formcheck.output.live_screen.screen import LiveScreen
from formcheck.session.plan import SessionPlan

if TYPE_CHECKING:
    from pathlib import Path

BRIDGE = load_exercise("single_leg_bridge")


class KilledError(BaseException):
    """Stands for kill -9: nothing of the session runs any more."""


class KilledWindow(FakeWindow):
    """Kills the program after some pictures."""

    def pressed(self) -> list[str]:
        if self.shown >= self.close_at:
            raise KilledError
        return []

    @property
    def is_closed(self) -> bool:
        return False


def kill_in_mid_set(folder: Path, *, at_s: float) -> None:
    """Run a session until so many seconds, and leave what a killed program leaves."""
    poses = acted(BRIDGE, reps=3, wait_s=3.0)
    plan = SessionPlan(
        BRIDGE, ("left",), sets=1, reps=8, rest_s=5.0, countdown_s=0.0, asks_pain=False,
        checks_place=False,
    )  # fmt: skip
    camera = PlayedCamera(poses)
    files = CourseFolder(folder, [BRIDGE.name])
    parts = LiveParts(
        camera=camera,
        estimator=ScriptedEstimator(poses),
        painter=LiveScreen(BRIDGE, SIZE_PX),
        window=KilledWindow(close_at=round(at_s * FPS)),
        speaker=FakeSpeaker(),
        folder=files,
        wait=camera.wait,
    )
    session = LiveSession(
        [plan], parts, provenances=[Provenance.of(BRIDGE)], started="2026-11-28T23:00:00+01:00"
    )
    with pytest.raises(KilledError):
        session.run()
    for one in files.exercises:
        assert one._journal is not None
        os.close(one._journal._file)
        one._journal._file = -1  # so that it stays where it is
        one._open.close()


def test_set_under_way_is_kept_up_to_its_last_second(tmp_path: Path) -> None:
    folder = tmp_path / "2026-11-28_23-00-00_single_leg_bridge"
    kill_in_mid_set(folder, at_s=24.0)
    assert not (folder / "set-1-left.json").exists()
    with Diary(tmp_path / "diary.sqlite3") as diary:
        (found,) = recover([folder], diary)
        (done,) = diary.history().sets
    assert found.report is not None
    assert found.report.counts.total == done.total == 2
    assert done.ended_by == "error"
    assert NOTE in found.report.source["notes"]
    assert found.report.duration_s > 12
    assert "2 good of 2" in found.sentence
    assert {file.name for file in folder.iterdir() if not file.name.startswith(".")} == {
        "set-1-left" + ending for ending in session_folder.ENDINGS
    }
    assert not list(folder.glob(".*.journal"))
    with Diary(tmp_path / "diary.sqlite3") as diary:
        assert recover([folder], diary) == []


def test_journal_that_cannot_be_judged_is_said_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill_in_mid_set(tmp_path, at_s=24.0)
    (journal,) = tmp_path.glob(".*.journal")
    left = read_left(journal)
    assert left is not None
    damaged = LeftJournal({**left.facts, "exercise": {"name": "other"}}, left.poses)
    monkeypatch.setattr(live_recovery, "read_left", lambda _: damaged)
    (found,) = recover([tmp_path], None)
    assert found.report is None
    assert "lost" in found.sentence
