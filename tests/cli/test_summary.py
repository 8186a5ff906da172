"""``formcheck summary``: a folder becomes a page, and nothing in it changes."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from support.commands import performed

from formcheck.assessment.checker import Checker
from formcheck.diary.sessions import Diary
from formcheck.exercises.loader import load_exercise
from formcheck.programme.history import Activity, PainEntry

if TYPE_CHECKING:
    from pathlib import Path

    from support.commands import Command

AT = datetime(2026, 3, 2, 10, tzinfo=UTC)
PLAN = 'schema = 1\nname = "Anna"\nprecautions = ["knee_pain"]\n[programme]\nuse = "hip-start"\n'


@pytest.fixture
def anna(tmp_path: Path) -> Path:
    """A folder with a plan, a diary, and a session with a recording."""
    folder = tmp_path / "anna"
    session = folder / "2026-03-03_double_leg_bridge"
    session.mkdir(parents=True)
    (folder / "plan.toml").write_text(PLAN)
    checker = Checker(load_exercise("double_leg_bridge"))
    for pose in performed("double_leg_bridge"):
        checker.update(pose)
    report = checker.finish()
    source: Any = {"kind": "camera", "name": "0", "started": "2026-03-03T10:00:00+00:00"}
    (session / "set-1.json").write_text(report.with_source(source).to_json())
    (session / "set-1.npz").write_bytes(b"")
    with Diary(folder / "diary.sqlite3") as diary:
        diary.keep(report, started=AT)
        diary.keep_pain(PainEntry(asked="after", at=AT, number=3))
        diary.keep_activity(Activity(kind="walk", at=AT, minutes=12.5))
    return folder


def test_folder_becomes_a_page_and_stays_as_it_was(command: Command, anna: Path) -> None:
    before = {file: file.read_bytes() for file in anna.rglob("*") if file.is_file()}
    page, table = anna.parent / "a.html", anna.parent / "a.json"
    done = command("summary", anna, "--until", "2026-03-08", "--html", page, "--json", table)
    assert done.code == 0
    assert "Anna" in done.out
    assert "A sore or replaced knee" in done.out
    assert {file: file.read_bytes() for file in anna.rglob("*") if file.is_file()} == before


def test_every_number_of_the_page_is_that_of_the_json(command: Command, anna: Path) -> None:
    import json

    page, table = anna.parent / "a.html", anna.parent / "a.json"
    command("summary", anna, "--until", "2026-03-08", "--html", page, "--json", table)
    content = json.loads(table.read_text())
    found = re.findall(r'<data value="([^"]*)" data-of="1/([^"]*)">', page.read_text())
    assert len(found) > 30
    for value, place in found:
        part = content
        for key in place.split("/"):
            part = part[int(key) if key.isdigit() else key]
        assert value == ("" if part is None else str(part)), place
    assert content["moved_days"] == 2
    assert content["weeks"][-1]["after"] == 3
    assert content["seen"]["sets"] == 2


@pytest.mark.parametrize("name", ["nothing", ""])
def test_folder_without_anything_is_refused(command: Command, tmp_path: Path, name: str) -> None:
    assert command("summary", tmp_path / name).code != 0


def test_two_plans_are_one_too_many(command: Command, anna: Path) -> None:
    (anna / "other.toml").write_text(PLAN)
    done = command("summary", anna)
    assert done.code == 5
    assert "--plan" in done.err
    assert command("summary", anna, "--plan", anna / "plan.toml").code == 0
