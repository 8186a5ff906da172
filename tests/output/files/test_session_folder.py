"""The folder of a session: whole files, written at once, none overwritten."""

from __future__ import annotations

import json
import subprocess
import sys
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
    """Return all names but those of reservations, which go with the session."""
    found = sorted(file.name for file in path.iterdir())
    return [name for name in found if not name.endswith(".reserved")]


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


def test_files_of_an_older_session_are_kept_and_nothing_else_is_left(tmp_path: Path) -> None:
    for name in ("session.mp4", "session-again-2.json"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    with SessionFolder(tmp_path) as folder:
        assert folder.video_path == tmp_path / "session-again-3.mp4"
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "session-again-2.json", "session.mp4"
    ]  # fmt: skip


SESSIONS, AT_ONCE = 25, 2
_SESSIONS = f"""
import sys
from pathlib import Path
from types import SimpleNamespace
from formcheck import Checker, load_exercise
from formcheck.output.files.session_folder import SessionFolder
from formcheck.session.plan import SetPlan

report = Checker(load_exercise("mini_squat")).finish()
print("ready", flush=True)
sys.stdin.read()  # until all processes are ready
for number in range({SESSIONS}):
    mine = sys.argv[1] + "-" + str(number)
    with SessionFolder(Path(sys.argv[2]) / "here") as folder:
        folder.begin(SetPlan(1, "auto", 2))
        folder.video_path.write_text(mine)
        files = folder.end(report)
        session = folder.finish(SimpleNamespace(to_json=lambda: mine))
    print(mine, session.name, *files, flush=True)
"""


def test_sessions_at_once_in_one_folder_lose_nothing(tmp_path: Path) -> None:
    runs = [
        subprocess.Popen(  # noqa: S603  # our own interpreter and our own code
            [sys.executable, "-c", _SESSIONS, str(number), str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(AT_ONCE)
    ]
    for run in runs:
        assert run.stdout is not None
        assert run.stdout.readline() == "ready\n"
    for run in runs:
        assert run.stdin is not None
        run.stdin.close()
    rows = []
    for run in runs:
        assert run.stdout is not None
        with run.stdout:
            rows += [line.split() for line in run.stdout]
        assert run.wait() == 0
    assert len(rows) == SESSIONS * AT_ONCE
    place = tmp_path / "here"
    written = [name for _, *files in rows for name in files]
    videos = [session.replace(".json", ".mp4") for _, session, *_ in rows]
    assert sorted(file.name for file in place.iterdir()) == sorted(written + videos)
    assert len(set(written)) == 4 * len(rows), "no name twice"
    for (mine, session, *_), video in zip(rows, videos, strict=True):
        assert (place / session).read_text(encoding="utf-8") == mine
        assert (place / video).read_text(encoding="utf-8") == mine


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
