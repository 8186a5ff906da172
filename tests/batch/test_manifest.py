"""The manifest: no row is lost or doubled, whatever ended the program."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.batch.manifest import NAME, Manifest
from formcheck.batch.rows import Row
from formcheck.batch.tasks import Task
from formcheck.errors import OutputError

FACTS: dict[str, Any] = {"model": "lite", "profile": []}


def task(name: str, **more: Any) -> Task:  # noqa: ANN401
    return Task(name, Path(name), "mini_squat", size_bytes=7, **more)


def row(name: str, status: str = "done", **more: Any) -> Row:  # noqa: ANN401
    return task(name).row(status=status, **more)


def test_rows_are_there_after_the_program_ended(tmp_path: Path) -> None:
    with Manifest(tmp_path, FACTS) as manifest:
        manifest.append(row("a"))
        manifest.append(row("ä/\n", "failed", error="It is broken: copy it again."))
    with Manifest(tmp_path, FACTS) as manifest:
        assert manifest.has(task("a"))
        assert manifest.has(task("ä/\n"))
        assert not manifest.has(task("ä/\n"), unless_failed=True)
        assert not manifest.has(task("b"))
        assert manifest.row("ä/\n") == row("ä/\n", "failed", error="It is broken: copy it again.")
        assert manifest.counts == {"done": 1, "failed": 1, "crashed": 0}


def test_torn_last_line_is_dropped_and_written_again(tmp_path: Path) -> None:
    """Wherever the line is torn, the rows before it stay and a new one follows them."""
    with Manifest(tmp_path, FACTS) as manifest:
        manifest.append(row("a"))
        whole = manifest.path.read_bytes()
        manifest.append(row("b"))
    more = (tmp_path / NAME).read_bytes()
    for end in (len(whole) + 1, len(whole) + 40, len(more) - 1):
        (tmp_path / NAME).write_bytes(more[:end])
        with Manifest(tmp_path, FACTS) as manifest:
            assert manifest.has(task("a"))
            assert not manifest.has(task("b"))
            manifest.append(row("b"))
        assert (tmp_path / NAME).read_bytes() == more


def test_torn_first_line_begins_anew(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b'{"kind": "ba')
    with Manifest(tmp_path, FACTS) as manifest:
        manifest.append(row("a"))
    with Manifest(tmp_path, FACTS) as manifest:
        assert manifest.has(task("a"))


def test_changed_file_exercise_or_side_is_done_again(tmp_path: Path) -> None:
    with Manifest(tmp_path, FACTS) as manifest:
        manifest.append(row("a"))
        same = task("a")
        assert manifest.has(same)
        for other in (
            replace(same, size_bytes=8),
            replace(same, exercise="lunge"),
            replace(same, exercise_sha256="0" * 64),
            replace(same, side="left"),
        ):
            assert not manifest.has(other)
        manifest.append(replace(same, side="left").row(status="failed"))
        assert manifest.counts == {"done": 0, "failed": 1, "crashed": 0}


def test_other_settings_are_refused(tmp_path: Path) -> None:
    with Manifest(tmp_path, FACTS):
        pass
    with pytest.raises(OutputError, match=r"other settings \(model\)"):
        Manifest(tmp_path, FACTS | {"model": "full"})


def test_second_program_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("fcntl")
    with Manifest(tmp_path, FACTS), pytest.raises(OutputError, match="Another formcheck"):
        Manifest(tmp_path, FACTS)
    with Manifest(tmp_path, FACTS):
        pass


@given(st.binary(max_size=200), st.integers(0, 300))
def test_hostile_manifest_is_refused_in_one_sentence(
    tmp_path_factory: pytest.TempPathFactory, junk: bytes, at: int
) -> None:
    """Changed bytes give an error, or rows that are whole; nothing else is raised."""
    folder = tmp_path_factory.mktemp("batch")
    with Manifest(folder, FACTS) as manifest:
        manifest.append(row("a"))
        manifest.append(row("b"))
    data = (folder / NAME).read_bytes()
    (folder / NAME).write_bytes(data[:at] + junk + data[at + len(junk) :])
    said, found = "None.", list[Row | None]()
    try:
        with Manifest(folder, FACTS) as manifest:
            found = [manifest.row(name) for name in ("a", "b")]
    except OutputError as error:
        said = str(error)
    assert said.endswith(".")
    assert "\n" not in said
    assert all(one is None or one.path in {"a", "b"} for one in found)


def test_row_without_a_newline_of_any_length_is_refused(tmp_path: Path) -> None:
    with Manifest(tmp_path, FACTS) as manifest:
        manifest.append(row("a"))
    with (tmp_path / NAME).open("ab") as file:
        file.write(b"x" * (1 << 21))
    with pytest.raises(OutputError, match="too long"):
        Manifest(tmp_path, FACTS)


def test_full_disk_leaves_no_torn_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Manifest(tmp_path, FACTS) as manifest:
        manifest.append(row("a"))
        whole = manifest.path.read_bytes()

        def full(_: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("os.fsync", full)
        with pytest.raises(OutputError, match="no space left"):
            manifest.append(row("b"))
        assert manifest.path.read_bytes() == whole
        monkeypatch.undo()
        manifest.append(row("b"))
    lines = (tmp_path / NAME).read_text("ascii").splitlines()
    assert [json.loads(line).get("path") for line in lines] == [None, "a", "b"]
