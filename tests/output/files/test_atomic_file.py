"""Atomic files: whole or absent, and a place that refuses is found at once."""

from __future__ import annotations

import os
import socket
import stat
import time
from typing import TYPE_CHECKING

import pytest

from formcheck.errors import OutputError
from formcheck.output.files.atomic_file import (
    SWEPT_AFTER_S,
    AtomicFile,
    check_place,
    make_folder,
    write_text,
)

if TYPE_CHECKING:
    from pathlib import Path


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def test_file_has_its_name_only_after_commit(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    with AtomicFile(path) as file:
        file.temporary_path.write_text("half")
        assert not path.exists()
        file.commit()
    assert path.read_text() == "half"
    assert names(tmp_path) == {"report.json"}


def test_discard_leaves_nothing_and_keeps_an_older_file(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text("older")
    with AtomicFile(path) as file:
        file.temporary_path.write_text("newer, but half")
    file.discard()
    assert path.read_text() == "older"
    assert names(tmp_path) == {"report.json"}


def test_text_replaces_an_older_one_with_unix_line_ends_and_usual_rights(tmp_path: Path) -> None:
    path, usual = tmp_path / "ä.csv", tmp_path / "usual"
    path.write_text("older, and much longer than what comes\n" * 100)
    usual.touch()
    write_text(path, "größer\n")
    assert path.read_bytes() == "größer\n".encode()
    assert path.stat().st_mode == usual.stat().st_mode
    assert names(tmp_path) == {"ä.csv", "usual"}


def test_temporary_name_is_hidden_unique_and_keeps_its_ending(tmp_path: Path) -> None:
    """A killed run leaves its temporary file behind, which must not block the next run."""
    one, two = (AtomicFile(tmp_path / "film.mp4").temporary_path for _ in range(2))
    for path in (one, two):
        assert path.name.startswith(".film.")
        assert (path.suffix, path.parent) == (".mp4", tmp_path)
    assert one != two


def test_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "latest.json"
    link.symlink_to(tmp_path / "elsewhere" / "report.json")
    write_text(link, "new")
    assert link.is_symlink()
    assert (tmp_path / "elsewhere" / "report.json").read_text() == "new"


# --- What is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "match"),
    [
        (".", "is a folder: name a file"),
        ("reports/a.json", r"There is no folder .*reports: make it first"),
        (os.devnull, "not a file"),
        ("socket", "not a file"),
    ],
)
def test_place_that_can_hold_no_file_is_refused(place: str, match: str, tmp_path: Path) -> None:
    """Run as root, a careless replace would turn /dev/null into a file."""
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(os.fspath(tmp_path / "socket"))
        for refuse in (check_place, AtomicFile):
            with pytest.raises(OutputError, match=match):
                refuse(tmp_path / place)


def test_write_protected_file_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "signed.json"
    path.write_text("signed")
    # Root may write everything, so the test gives the answer of the system.
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(OutputError, match="is write-protected: choose another name"):
        AtomicFile(path)
    assert names(tmp_path) == {"signed.json"}


@pytest.mark.parametrize(
    ("refused", "error", "match"),
    [
        ("touch", PermissionError(13, "Permission denied"), r"\(permission denied\): choose an"),
        ("write_text", OSError(28, "No space left on device"), r"\(no space left on device\)"),
        ("replace", OSError(), r"\(unknown reason\)"),
    ],
    ids=["no permission", "full disk", "error without words"],
)
def test_error_of_the_disk_raises_one_sentence_and_leaves_nothing(
    refused: str, error: OSError, match: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(f"pathlib.Path.{refused}", refuse)
    with pytest.raises(OutputError, match=rf"a.json cannot be written {match}"):
        write_text(tmp_path / "a.json", "text")
    assert names(tmp_path) == set()


def test_place_that_is_taken_meanwhile_raises_at_commit(tmp_path: Path) -> None:
    file = AtomicFile(tmp_path / "a.json")
    (tmp_path / "a.json" / "inside").mkdir(parents=True)
    with pytest.raises(OutputError, match="cannot be written"):
        file.commit()


# --- Rights, names and what a killed program leaves ---------------------------------------------


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.skipif(os.name == "nt", reason="Windows has the rights of the folder")
def test_new_file_is_private_and_an_existing_one_keeps_its_mode(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write_text(tmp_path / "new.json", "1")
        for mode in (0o600, 0o640, 0o666):
            old = tmp_path / f"{mode:o}.json"
            old.touch()
            old.chmod(mode)
            write_text(old, "2")
            assert mode_of(old) == mode
        make_folder(tmp_path / "a" / "b")
    finally:
        os.umask(before)
    assert mode_of(tmp_path / "new.json") == 0o600
    assert [mode_of(tmp_path / "a"), mode_of(tmp_path / "a" / "b")] == [0o700, 0o700]


@pytest.mark.parametrize("length", [225, 250])
@pytest.mark.parametrize("letter", ["x", "ä", "筋"])
def test_long_name_can_be_written(tmp_path: Path, letter: str, length: int) -> None:
    name = letter * (length // len(letter.encode())) + ".json"
    write_text(tmp_path / name, "1")
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_what_a_killed_program_left_is_swept_after_a_day(tmp_path: Path) -> None:
    left, running, other = (
        tmp_path / name
        for name in (".a.partial-00000000.json", ".a.partial-1.json", ".b.partial-1.json")
    )
    for file in (left, running, other):
        file.touch()
    for file in (left, other):
        long_ago_s = time.time() - SWEPT_AFTER_S - 60
        os.utime(file, (long_ago_s, long_ago_s))
    write_text(tmp_path / "a.json", "1")
    assert {file.name for file in tmp_path.iterdir()} == {"a.json", running.name, other.name}
