"""Atomic files: whole or absent, and a place that refuses is found at once."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

import pytest

from formcheck.errors import OutputError
from formcheck.output.files.atomic_file import AtomicFile, check_place, write_text

if TYPE_CHECKING:
    from pathlib import Path


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def test_file_has_its_name_only_after_commit(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    file = AtomicFile(path)
    file.temporary_path.write_text("half")
    assert not path.exists()
    file.commit()
    file.discard()
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


def test_text_replaces_an_older_one_with_unix_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "ä.csv"
    path.write_text("older, and much longer than what comes\n" * 100)
    write_text(path, "größer\n")
    assert path.read_bytes() == "größer\n".encode()
    assert names(tmp_path) == {"ä.csv"}


def test_temporary_name_is_hidden_unique_and_keeps_its_ending(tmp_path: Path) -> None:
    """A killed run leaves its temporary file behind, which must not block the next run."""
    one, two = AtomicFile(tmp_path / "film.mp4"), AtomicFile(tmp_path / "film.mp4")
    for file in (one, two):
        assert file.temporary_path.name.startswith(".film.")
        assert file.temporary_path.suffix == ".mp4"
        assert file.temporary_path.parent == tmp_path
    assert one.temporary_path != two.temporary_path


def test_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "latest.json"
    link.symlink_to(tmp_path / "elsewhere" / "report.json")
    write_text(link, "new")
    assert link.is_symlink()
    assert (tmp_path / "elsewhere" / "report.json").read_text() == "new"


def test_file_has_the_usual_permissions(tmp_path: Path) -> None:
    write_text(tmp_path / "a.json", "")
    (tmp_path / "usual").touch()
    assert (tmp_path / "a.json").stat().st_mode == (tmp_path / "usual").stat().st_mode


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
        with pytest.raises(OutputError, match=match):
            check_place(tmp_path / place)
        with pytest.raises(OutputError, match=match):
            AtomicFile(tmp_path / place)


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


def test_folder_without_permission_is_refused_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.touch", refuse)
    match = r"a.json cannot be written \(permission denied\): choose another place"
    with pytest.raises(OutputError, match=match):
        AtomicFile(tmp_path / "a.json")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write all")
def test_real_folder_without_permission_is_refused_at_once(tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    with pytest.raises(OutputError, match="permission denied"):
        AtomicFile(locked / "a.json")


def test_place_that_is_taken_meanwhile_raises_at_commit(tmp_path: Path) -> None:
    file = AtomicFile(tmp_path / "a.json")
    (tmp_path / "a.json").mkdir()
    (tmp_path / "a.json" / "inside").touch()
    with pytest.raises(OutputError, match="cannot be written"):
        file.commit()


def test_full_disk_raises_one_sentence_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_text", full)
    with pytest.raises(OutputError, match=r"\(no space left on device\)"):
        write_text(tmp_path / "a.json", "text")
    assert names(tmp_path) == set()


def test_error_without_words_still_gives_a_sentence(tmp_path: Path) -> None:
    with AtomicFile(tmp_path / "a.json") as file:
        assert "(unknown reason)" in str(file.output_error(OSError()))
