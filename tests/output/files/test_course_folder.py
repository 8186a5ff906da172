"""The folder of several exercises: one for each, made beforehand, and none left empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from formcheck.errors import OutputError
from formcheck.output.files.course_folder import CourseFolder

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("mini_squat", "heel_slide", "mini_squat")


def test_exercise_that_comes_twice_has_two_folders(tmp_path: Path) -> None:
    with CourseFolder(tmp_path, NAMES) as course:
        places = [folder.path.name for folder in course.exercises]
        assert places == ["1-mini_squat", "2-heel_slide", "3-mini_squat"]
        assert all(folder.path.is_dir() for folder in course.exercises)
        assert course.video_path == tmp_path / "course.mp4"
    assert not tmp_path.exists(), "nothing was written"


def test_one_exercise_has_its_files_in_the_folder_itself(tmp_path: Path) -> None:
    with CourseFolder(tmp_path, NAMES[:1]) as course:
        assert [folder.path for folder in course.exercises] == [tmp_path]
        assert course.video_path == tmp_path / "session.mp4"


def test_two_courses_in_one_folder_take_different_names(tmp_path: Path) -> None:
    with CourseFolder(tmp_path, NAMES) as first, CourseFolder(tmp_path, NAMES) as second:
        assert first.video_path != second.video_path


def test_folder_that_cannot_be_made_is_refused_before_anything_begins(tmp_path: Path) -> None:
    (tmp_path / "2-heel_slide").write_text("a file", encoding="utf-8")
    with pytest.raises(OutputError, match="2-heel_slide"):
        CourseFolder(tmp_path, NAMES)
    assert [file.name for file in tmp_path.iterdir()] == ["2-heel_slide"]
