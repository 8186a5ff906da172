"""The file of the diary: private, whole after any end of a program, and brought up to date."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing, suppress
from functools import partial
from typing import TYPE_CHECKING

import pytest
from support.diaries import BEGAN, filmed
from support.paths import ROOT, TESTS

from formcheck.diary import database
from formcheck.diary.database import PLACE, Database, diary_path, migrations
from formcheck.diary.sessions import Diary
from formcheck.errors import DiaryError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

VERSION_1 = TESTS / "diary" / "version_1.sql"
"""A diary of version 1 with two sets, as `sqlite3 .dump` writes it."""

NEXT = "ALTER TABLE sets ADD COLUMN colour TEXT NOT NULL DEFAULT 'blue';\n"
"""A version after the newest one."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "diary.sqlite3"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def run(*words: object) -> subprocess.Popen[str]:
    """Start `support.diary_writers`."""
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(TESTS)])}
    return subprocess.Popen(  # noqa: S603  # our own interpreter and our own code
        [sys.executable, "-m", "support.diary_writers", *map(str, words)],
        env=paths,
        stdout=subprocess.PIPE,
        text=True,
    )


# --- Who may read it -----------------------------------------------------------------------------


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_file_journal_and_folder_are_the_owners_alone(file: Path) -> None:
    old = os.umask(0)
    try:
        with Diary(file) as diary:
            diary.keep(filmed("marching", BEGAN))
            files = sorted(file.parent.iterdir())
            assert [one.name for one in files] == [
                "diary.sqlite3", "diary.sqlite3-shm", "diary.sqlite3-wal",
            ]  # fmt: skip
            assert {mode(one) for one in files} == {0o600}
    finally:
        os.umask(old)
    assert mode(file.parent) == 0o700


def test_place_is_the_users_folder_unless_it_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(PLACE, str(tmp_path / "mine.sqlite3"))
    assert diary_path() == tmp_path / "mine.sqlite3"
    monkeypatch.delenv(PLACE)
    assert diary_path().parts[-2:] == ("formcheck", "diary.sqlite3")


# --- Versions ------------------------------------------------------------------------------------


def test_older_diary_is_brought_up_to_date_and_its_backup_is_kept(file: Path) -> None:
    file.parent.mkdir()
    with closing(sqlite3.connect(file)) as old:
        old.executescript(VERSION_1.read_text(encoding="utf-8"))
    with Diary(file) as diary:
        before = diary.history()
    assert len(before.sets) == 2
    with Database(file, [*migrations(), NEXT]) as newer:
        assert newer.rows("SELECT DISTINCT colour FROM sets") == [("blue",)]
        assert newer.rows("PRAGMA user_version") == [(len(migrations()) + 1,)]
        [backup] = newer.backups()
    assert backup.name == f"diary.version-{len(migrations())}.backup"
    assert mode(backup) == 0o600
    with Diary(backup) as diary:
        assert diary.history() == before
    with Database(file, [*migrations(), NEXT]) as again:
        assert again.backups() == [backup]


def test_migration_that_fails_changes_nothing(file: Path) -> None:
    with Diary(file) as diary:
        diary.keep(filmed("marching", BEGAN))
        before = diary.history()
    with pytest.raises(DiaryError):
        Database(file, [*migrations(), NEXT + "ALTER TABLE nothing ADD COLUMN colour TEXT;"])
    with Diary(file) as diary:
        assert diary.history() == before


def test_script_without_its_last_semicolon_is_refused(file: Path) -> None:
    with pytest.raises(ValueError, match="expected ;"):
        Database(file, [*migrations(), NEXT.rstrip("\n;")])


def test_diary_of_a_newer_formcheck_is_refused_and_stays(file: Path) -> None:
    Database(file, [*migrations(), NEXT]).close()
    before = file.read_bytes()
    with pytest.raises(DiaryError, match="newer version"):
        Diary(file)
    assert file.read_bytes() == before


# --- What is no diary ----------------------------------------------------------------------------


def test_file_of_another_program_is_refused_and_stays(file: Path) -> None:
    file.parent.mkdir()
    with closing(sqlite3.connect(file)) as other, other:
        other.execute("CREATE TABLE recipes (name TEXT)")
    before = file.read_bytes()
    with pytest.raises(DiaryError, match="no diary"):
        Diary(file)
    assert file.read_bytes() == before


@pytest.mark.parametrize("text", [b"a shopping list", b"SQLite format 3\0" + b"\xff" * 4096])
def test_text_and_ruins_are_refused_in_one_sentence(file: Path, text: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(text)
    with pytest.raises(DiaryError) as refused:
        Diary(file)
    assert str(file) in str(refused.value)
    assert file.read_bytes() == text


def test_damaged_page_is_found_before_a_session(file: Path) -> None:
    with Diary(file) as diary:
        for minute in range(30):
            diary.keep(filmed("marching", BEGAN, start_s=float(minute)))
    content = bytearray(file.read_bytes())
    half = len(content) // 2
    content[half : half + 20_000] = b"\x55" * 20_000
    file.write_bytes(content)
    with Diary(file) as diary, pytest.raises(DiaryError, match="damaged"):
        diary.check()


def test_folder_and_name_that_cannot_be_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for place in (tmp_path, tmp_path / "file" / "diary.sqlite3", tmp_path / ("a" * 300)):
        with pytest.raises(DiaryError):
            Diary(place)


# --- Room ----------------------------------------------------------------------------------------


def test_disk_without_room_is_said_before_a_session(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Diary(file) as diary:
        diary.check()
        usage = shutil.disk_usage(file.parent)._replace(free=1_000_000)
        monkeypatch.setattr("shutil.disk_usage", lambda _place: usage)
        with pytest.raises(DiaryError, match="no room"):
            diary.check()


@pytest.fixture
def room_again() -> Iterator[Callable[[], None]]:
    """Let no file of this process grow beyond 600 kB, until what is given is called."""
    resource = pytest.importorskip("resource")
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    allow = partial(resource.setrlimit, resource.RLIMIT_FSIZE)
    allow((600_000, usual[1]))
    yield partial(allow, usual)
    allow(usual)


def test_full_disk_is_one_sentence_and_costs_nothing_that_was_kept(
    file: Path, room_again: Callable[[], None]
) -> None:
    kept = 0
    with Diary(file) as diary:
        with suppress(DiaryError):
            while diary.keep(filmed("marching", BEGAN, start_s=60.0 * kept)):
                kept += 1
        assert len(diary.history().sets) == kept > 10
        with pytest.raises(DiaryError, match="no room"):
            diary.keep(filmed("marching", BEGAN, start_s=60.0 * kept))
        with pytest.raises(DiaryError, match="no room"):
            diary.check()
    room_again()
    with Diary(file) as diary:
        diary.check()
        sets = diary.history().sets
        assert len(sets) == kept
        assert all(diary.report(done.set_id) for done in sets)
        assert diary.keep(filmed("marching", BEGAN, start_s=60.0 * kept))


# --- Several programs, and their sudden end ------------------------------------------------------


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize(
    "times", [pytest.param(8, id="few"), pytest.param(200, id="many", marks=pytest.mark.slow)]
)
def test_killed_writer_loses_no_finished_set_and_leaves_no_half_one(
    file: Path, times: int
) -> None:
    said, _ = run("kill", file, times).communicate(timeout=150)
    finished, lost, half = (int(part.split()[0]) for part in said.split(", "))
    assert finished > 0
    assert (lost, half) == (0, 0)


def test_two_programs_at_once_lose_nothing(file: Path) -> None:
    programs = [run("write", file, 20, camera) for camera in ("a", "b")]
    said = [program.communicate(timeout=60)[0] for program in programs]
    assert [program.returncode for program in programs] == [0, 0]
    names = {text[at : at + 20] for text in said for at in range(0, len(text), 20)}
    with Diary(file) as diary:
        assert {done.set_id for done in diary.history().sets} == names
    assert len(names) == 40


def test_busy_diary_is_one_sentence_after_a_while(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_S", 0.1)
    with Diary(file) as diary, closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DiaryError, match="busy"):
            diary.keep(filmed("marching", BEGAN))
        other.execute("ROLLBACK")
        assert diary.keep(filmed("marching", BEGAN))
