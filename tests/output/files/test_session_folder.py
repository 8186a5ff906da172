"""The folder of a session: whole files, written at once, none overwritten."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from support.actor import Actor, session_of
from support.drawing import exercise

from formcheck import recording
from formcheck.errors import OutputError
from formcheck.output.files.session_folder import SessionFolder
from formcheck.session.plan import SetPlan
from formcheck.session.protocol import ScreenKind

if TYPE_CHECKING:
    from pathlib import Path

    from formcheck.session.protocol import FinishedSet

FIRST = SetPlan(1, "left", 2)


def a_set(folder: SessionFolder) -> tuple[FinishedSet, tuple[str, ...]]:
    """Return one set that is kept in the folder, and the names of its files."""
    actor = Actor(session_of(exercise(), reps=1))
    actor.stay_until(ScreenKind.MOVING)
    actor.exercise(1)
    folder.begin(actor.begun[0])
    for reading in actor.kept:
        folder.keep(reading)
    done = actor.ended[0]
    return done, folder.end(done.report)


def names(path: Path) -> list[str]:
    return sorted(file.name for file in path.iterdir())


def test_set_leaves_report_table_and_recording(tmp_path: Path) -> None:
    place = tmp_path / "a" / "b"
    with SessionFolder(place) as folder:
        done, files = a_set(folder)
    assert files == ("set-1-left.json", "set-1-left.csv", "set-1-left.npz")
    assert names(place) == sorted(files)
    report = json.loads((place / "set-1-left.json").read_text(encoding="utf-8"))
    assert report["counts"]["good"] == done.report.counts.good == 1
    assert len((place / "set-1-left.csv").read_text(encoding="utf-8").splitlines()) == 2
    assert len(recording.read(place / "set-1-left.npz")) > 50


def test_older_files_are_not_overwritten(tmp_path: Path) -> None:
    with SessionFolder(tmp_path) as folder:
        _, first = a_set(folder)
        before = (tmp_path / first[0]).read_bytes()
        later = [a_set(folder)[1][0] for _ in range(2)]
    assert later == ["set-1-left-again-2.json", "set-1-left-again-3.json"]
    assert (tmp_path / first[0]).read_bytes() == before


def test_dropped_set_leaves_nothing(tmp_path: Path) -> None:
    with SessionFolder(tmp_path) as folder:
        folder.begin(FIRST)
        folder.drop()
        assert names(tmp_path) == []
        folder.begin(FIRST)
        _, files = a_set(folder)
    assert names(tmp_path) == sorted(files)


def test_exit_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    with SessionFolder(tmp_path / "new") as folder:
        folder.begin(FIRST)
    assert names(tmp_path) == [], "nor an empty folder"


def test_set_without_a_leg_has_no_leg_in_its_name(tmp_path: Path) -> None:
    with SessionFolder(tmp_path) as folder:
        folder.begin(SetPlan(3, "auto", 2))
        assert any(".set-3.partial" in name for name in names(tmp_path))


def test_folder_without_permission_is_refused_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.touch", refuse)
    with pytest.raises(OutputError, match=r"cannot be written \(permission denied\)"):
        SessionFolder(tmp_path)


def test_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OutputError, match=r"cannot be made .*: name another one with --folder"):
        SessionFolder(tmp_path / "file" / "below")
