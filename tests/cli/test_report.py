"""``formcheck report`` and ``--html``: pages of saved sets, recordings and sessions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from support.commands import run
from support.golden import golden_recording, golden_report
from support.pages import Page

from formcheck.cli.report import NO_EXERCISE, OTHER_EXERCISE, OTHER_RESULT
from formcheck.exercises.loader import load_exercise
from formcheck.output.html.report import NO_RECORDING

if TYPE_CHECKING:
    from pathlib import Path

NAME = "mini_squat"
CURVE = "The movement over time"


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """The report of a set without its recording."""
    path = tmp_path / "set.json"
    path.write_text(golden_report(NAME).to_json())
    return path


def page_of(capsys: pytest.CaptureFixture[str], *words: object, path: Path) -> str:
    done = run(capsys, "report", *words, "--html", path)
    assert done.code == 0, done.err
    return Page.of(path.read_text()).text


def test_page_of_a_replay_is_that_of_its_saved_report(
    saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "set.npz").write_bytes(golden_recording(NAME).read_bytes())
    direct, later = tmp_path / "direct.html", tmp_path / "later.html"
    done = run(capsys, "replay", golden_recording(NAME), "-e", NAME, "--html", direct)
    assert done.code == 0
    assert "Written" in done.err
    assert CURVE in page_of(capsys, saved, path=later)
    assert later.read_text() == direct.read_text()


def test_without_its_recording_the_curve_is_left_out_and_said_so(
    saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = page_of(capsys, saved, path=tmp_path / "a.html")
    assert CURVE not in text
    assert NO_RECORDING in text
    assert "Each repetition" in text


def test_recording_of_another_set_draws_no_curve(
    saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "set.npz").write_bytes(golden_recording("marching").read_bytes())
    text = page_of(capsys, saved, path=tmp_path / "a.html")
    assert OTHER_RESULT in text
    assert CURVE not in text


def test_damaged_recording_is_a_note(
    saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "set.npz").write_bytes(b"PK")
    done = run(capsys, "report", saved, "--html", tmp_path / "a.html")
    assert done.code == 0
    assert "The page was made without it." in done.err


def test_numbers_of_another_definition_are_not_drawn(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tight = tmp_path / "tight.json"
    asked = ("-e", NAME, "--profile", "knee_pain", "--json", tight)
    assert run(capsys, "replay", golden_recording(NAME), *asked).code == 0
    title = load_exercise(NAME).title
    said = OTHER_EXERCISE.format(title)
    assert said in page_of(capsys, tight, path=tmp_path / "a.html")
    profile = (tight, "--profile", "knee_pain")
    assert said not in page_of(capsys, *profile, path=tmp_path / "b.html")
    table = json.loads(tight.read_text())
    tight.write_text(json.dumps({**table, "exercise": "my_own"}))
    assert NO_EXERCISE.format(title) in page_of(capsys, tight, path=tmp_path / "c.html")


def test_several_sets_of_a_recording_have_a_table_and_a_page_each(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    direct, later = tmp_path / "direct.html", tmp_path / "later.html"
    sets, again = tmp_path / "sets.json", tmp_path / "sets.npz"
    again.write_bytes(golden_recording(NAME).read_bytes())
    done = run(capsys, "replay", again, "--html", direct, "--json", sets)
    assert done.code == 0
    text = page_of(capsys, sets, path=later)
    assert later.read_text() == direct.read_text()
    assert load_exercise(NAME).title in text
    assert CURVE in text


def test_folder_of_a_session_has_its_sets_in_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "session"
    folder.mkdir()
    report = golden_report(NAME).as_dict()
    done = {
        "number": 1, "side": "auto", "start_s": 10.0, "duration_s": 30.0, "ended_by": "done",
        "verdict": report["verdict"], "counts": report["counts"],
        "files": ["../../set-1.json", "set-1.csv"],
    }  # fmt: skip
    session = {
        "kind": "session", "schema": 1, "exercise": NAME, "title": "Mini squat",
        "started": "2026-03-14T18:05:00+01:00", "duration_s": 130.0,
        "planned": {"sides": ["auto"], "sets": 2, "reps": 8, "rest_s": 60.0, "hold_s": None},
        "sets": [done, {**done, "number": 2, "files": ["set-2.json"]}],
        "pains": [
            {"asked": "before", "after_sets": 0, "number": 3, "sharp": False},
            {"asked": "after", "after_sets": 1, "number": None, "sharp": True},
        ],
        "advice": ["Well done."],
        "camera": {"name": "0", "size_px": [640, 480], "grabbed": 9, "analysed": 9, "losses": []},
        "notes": [], "provenance": report["provenance"],
    }  # fmt: skip
    (folder / "session.json").write_text(json.dumps(session))
    (folder / "set-1.json").write_text(golden_report(NAME).to_json())
    (folder / "other.json").write_text("[1]")
    text = page_of(capsys, folder, path=tmp_path / "a.html")
    assert "14 March 2026, 18:05" in text
    assert "Set 1" in text
    assert "sharp or sudden" in text
    assert "The report of a set is missing" in text
    assert text.count("Next step") == 1
    course = {
        "kind": "course", "schema": 1, "started": session["started"], "duration_s": 200.0,
        "exercises": [
            {"exercise": NAME, "title": "Mini squat", "ended_by": "done", "folder": "session"},
            {"exercise": NAME, "title": "Mini squat", "ended_by": None, "folder": ""},
            {"exercise": NAME, "title": "Mini squat", "ended_by": "asked", "folder": "../.."},
        ],
        "advice": [], "camera": session["camera"], "notes": [],
    }  # fmt: skip
    (tmp_path / "course.json").write_text(json.dumps(course))
    assert page_of(capsys, tmp_path, path=tmp_path / "b.html") == text


@pytest.mark.parametrize(
    ("text", "say"),
    [
        ("{}", "is no report of formcheck"),
        ("[", "is no report of formcheck"),
        ('{"kind": "set"}', "is damaged, or of another formcheck"),
    ],
)
def test_other_files_are_refused(
    text: str, say: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.json"
    path.write_text(text)
    done = run(capsys, "report", path, "--html", tmp_path / "a.html")
    assert done.code == 3
    assert say in " ".join(done.err.split())
    assert not (tmp_path / "a.html").exists()
    missing = run(capsys, "report", tmp_path / "none.json", "--html", tmp_path / "a.html")
    assert missing.code == 3


def test_photos_need_a_page(capsys: pytest.CaptureFixture[str]) -> None:
    done = run(capsys, "analyze", golden_recording(NAME), "-e", NAME, "--with-photos")
    assert done.code == 2
    assert "--with-photos needs a page" in " ".join(done.err.split())


def test_page_does_not_overwrite_what_is_read(
    saved: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done = run(capsys, "report", saved, "--html", saved)
    assert done.code == 7
