"""Which files a batch has: folders, patterns, and lists that people type."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.batch.listing import ListedFile, find_tasks, read_list
from formcheck.errors import ExerciseError, SourceError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def clips(tmp_path: Path) -> Path:
    folder = tmp_path / "clips"
    for name in ("b.mp4", "a.MOV", "deep/er/c.npz", ".hidden.mp4", "notes.txt", ".git/x.mp4"):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"12345")
    return folder


def test_folder_is_searched_with_the_folders_below_it(clips: Path) -> None:
    passed: list[str] = []
    found = find_tasks(str(clips), exercise="mini_squat", passed_over=passed)
    assert [task.name for task in found] == ["a.MOV", "b.mp4", "deep/er/c.npz"]
    assert {task.size_bytes for task in found} == {5}
    assert len({task.exercise_sha256 for task in found} - {""}) == 1
    assert [name.rpartition("/")[2] for name in passed] == ["notes.txt"]


def test_pattern_names_files_from_its_fixed_folder(clips: Path) -> None:
    assert [task.name for task in find_tasks(str(clips / "**" / "*.npz"))] == ["deep/er/c.npz"]
    assert [task.name for task in find_tasks(str(clips / "b.mp4"))] == ["b.mp4"]


def test_results_within_the_folder_are_not_judged(clips: Path) -> None:
    out = clips / "deep"
    assert [task.name for task in find_tasks(str(clips), out=out)] == ["a.MOV", "b.mp4"]
    found = find_tasks(str(clips / "**" / "*.*"), out=out)
    assert [task.name for task in found] == ["a.MOV", "b.mp4"]


def test_list_gives_exercise_and_side(clips: Path) -> None:
    """Cells may be parted as Excel does in other countries; other columns are ignored."""
    text = "\N{ZERO WIDTH NO-BREAK SPACE}Path;patient;exercise;side\r\nb.mp4;7;mini_squat;left\r\n"
    (clips / "list.csv").write_text(text + "missing.mp4;8;;\r\n\r\n", encoding="utf-8")
    one, two = find_tasks(str(clips / "list.csv"), exercise="auto", side="right")
    assert (one.name, one.exercise, one.side, one.size_bytes) == ("b.mp4", "mini_squat", "left", 5)
    assert (two.name, two.exercise, two.side, two.size_bytes) == (
        "missing.mp4",
        "auto",
        "right",
        -1,
    )


def test_list_beside_a_folder_changes_some_files(clips: Path) -> None:
    listed = clips.parent / "list.csv"
    listed.write_text("path,exercise,side\ndeep/er/c.npz,clamshell,\n", encoding="utf-8")
    found = find_tasks(str(clips), exercise="mini_squat", listed=listed)
    assert [task.exercise for task in found] == ["mini_squat", "mini_squat", "clamshell"]
    listed.write_text("path\nd.npz\n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"line 2: d\.npz is not among"):
        find_tasks(str(clips), listed=listed)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "must name the columns"),
        ("file,side\na,left\n", "must name the columns"),
        ("path,path\na,b\n", "each once"),
        ("path,side\na,links\n", r"line 2: the side is 'links'"),
        ("path,exercise\na,mini_sqat\n", "line 2: .*mini_squat"),
        ("path\n,\n\na,b\n", "more cells"),
        ('path\n"a\n', "line 2"),
        ("path,side\n,left\n", "path is missing"),
        ("path\n" + "x" * 9000, "too long"),
        ("path\na\0b\n", "no text"),
    ],
)
def test_mistakes_of_a_list_are_named(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "list.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=says):
        read_list(file)


def test_file_that_stands_twice_is_refused(clips: Path) -> None:
    (clips / "list.csv").write_text("path\nb.mp4\n./b.mp4\n", encoding="utf-8")
    with pytest.raises(SourceError, match="listed twice"):
        find_tasks(str(clips / "list.csv"))


def test_nothing_to_do_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "x.txt").touch()
    for source in (str(tmp_path), str(tmp_path / "*.mp4"), "nowhere", "a\0b", ""):
        with pytest.raises(SourceError):
            find_tasks(source)
    (tmp_path / "x.mp4").touch()
    with pytest.raises(ExerciseError, match="mini_squat"):
        find_tasks(str(tmp_path), exercise="mini_sqat")


def test_name_that_is_no_text_is_written_with_its_bytes(tmp_path: Path) -> None:
    try:
        (tmp_path / os.fsdecode(b"bad\xff.mp4")).touch()
    except OSError:
        pytest.skip("this disk takes only names that are text")
    assert [task.name for task in find_tasks(str(tmp_path))] == ["bad\\xff.mp4"]


@given(st.one_of(st.binary(max_size=300), st.text(st.characters(codec="utf-8")).map(str.encode)))
def test_hostile_list_is_refused_in_one_sentence(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    file = tmp_path_factory.mktemp("lists") / "list.csv"
    for begin in (b"", b"path,exercise,side\n"):
        file.write_bytes(begin + data)
        said, rows = "None.", list[ListedFile]()
        try:
            rows = read_list(file)
        except SourceError as error:
            said = str(error)
        assert said.endswith(".")
        assert all(row.path for row in rows)
