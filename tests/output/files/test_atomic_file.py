"""A file is there when it is whole and never before; a place that refuses is told at once."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

import pytest

from formcheck.errors import OutputError
from formcheck.output.files.atomic_file import AtomicFile, check_place

if TYPE_CHECKING:
    from pathlib import Path


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def test_nothing_lies_at_the_path_until_it_is_put_there(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    pending = AtomicFile(path)
    pending.part.write_text("half")
    assert not path.exists()
    pending.put_in_place()
    assert path.read_text() == "half"
    assert names(tmp_path) == {"report.json"}


def test_what_is_dropped_leaves_nothing_and_an_older_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text("older")
    pending = AtomicFile(path)
    pending.part.write_text("newer, but half")
    pending.drop()
    pending.drop()
    assert path.read_text() == "older"
    assert names(tmp_path) == {"report.json"}


def test_dropping_after_placing_takes_nothing_away(tmp_path: Path) -> None:
    pending = AtomicFile(tmp_path / "a.csv")
    pending.put_in_place()
    pending.drop()
    assert names(tmp_path) == {"a.csv"}


def test_the_temporary_name_is_hidden_keeps_its_ending_and_is_one_of_a_kind(
    tmp_path: Path,
) -> None:
    """A writer of films chooses its format by the ending; a killed run leaves its name behind."""
    one, two = AtomicFile(tmp_path / "film.mp4"), AtomicFile(tmp_path / "film.mp4")
    for pending in (one, two):
        assert pending.part.name.startswith(".film.")
        assert pending.part.suffix == ".mp4"
        assert pending.part.parent == tmp_path
    assert one.part != two.part


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "latest.json"
    link.symlink_to(tmp_path / "elsewhere" / "report.json")
    pending = AtomicFile(link)
    pending.part.write_text("new")
    pending.put_in_place()
    assert link.is_symlink()
    assert (tmp_path / "elsewhere" / "report.json").read_text() == "new"


def test_other_people_may_read_the_file_as_usual(tmp_path: Path) -> None:
    pending = AtomicFile(tmp_path / "a.json")
    pending.put_in_place()
    (tmp_path / "usual").touch()
    assert (tmp_path / "a.json").stat().st_mode == (tmp_path / "usual").stat().st_mode


# --- What is refused ---------------------------------------------------------------------------


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="is a folder: name a file"):
        AtomicFile(tmp_path)


def test_a_missing_folder_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"There is no folder .*reports: make it first"):
        AtomicFile(tmp_path / "reports" / "a.json")


def test_a_device_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    """Run as root, a careless replace would turn /dev/null into a file."""
    path = tmp_path / "s"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(os.fspath(path))
        with pytest.raises(OutputError, match="not a file"):
            check_place(path)
    with pytest.raises(OutputError, match="not a file"):
        check_place(tmp_path.__class__(os.devnull))


def test_a_file_that_is_write_protected_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "signed.json"
    path.write_text("signed")
    # Root may write everything, so the answer of the system is given here.
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(OutputError, match="is write-protected: choose another name"):
        AtomicFile(path)
    assert names(tmp_path) == {"signed.json"}


def test_a_folder_without_permission_is_found_out_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.touch", refuse)
    with pytest.raises(
        OutputError, match=r"a.json cannot be written \(permission denied\): choose another place"
    ):
        AtomicFile(tmp_path / "a.json")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write all")
def test_a_real_folder_without_permission_is_found_out_at_once(tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    with pytest.raises(OutputError, match="permission denied"):
        AtomicFile(locked / "a.json")


def test_a_place_that_is_taken_meanwhile_is_told(tmp_path: Path) -> None:
    pending = AtomicFile(tmp_path / "a.json")
    (tmp_path / "a.json").mkdir()
    (tmp_path / "a.json" / "inside").touch()
    with pytest.raises(OutputError, match="cannot be written"):
        pending.put_in_place()


def test_every_error_says_something(tmp_path: Path) -> None:
    pending = AtomicFile(tmp_path / "a.json")
    assert "(unknown reason)" in str(pending.refused(OSError()))
    assert "(no space left on device)" in str(
        pending.refused(OSError(28, "No space left on device"))
    )
    pending.drop()
