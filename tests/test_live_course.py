"""A live session of several exercises, from pictures to folders."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from support.actor import BRIDGE, load
from support.live_fakes import (
    FakeWindow,
    acted,
)
from support.played_session import BreakingWindow, Played

from formcheck import analysis
from formcheck.diary.imports import import_reports
from formcheck.diary.live_diary import LiveDiary
from formcheck.diary.sessions import Diary
from formcheck.output.html.saved import read_saved
from formcheck.session.report import CourseReport, SessionReport
from formcheck.session.stages.introduction import CHANGE_S

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from formcheck.pose.pose import Pose

SQUAT = "mini_squat"


@dataclass
class Course(Played):
    """A squat, then a bridge, with the introduction between them."""

    poses: Sequence[Pose] = field(
        default_factory=lambda: [
            *acted(load(SQUAT), reps=2, after_s=3.0),
            *acted(load(BRIDGE), reps=2, wait_s=CHANGE_S + 8),
        ]
    )
    names: tuple[str, ...] = (SQUAT, BRIDGE)

    def table(self, path: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / path).read_text("utf-8"))
        return found


@pytest.fixture(scope="module")
def two_exercises(tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, list[SessionReport]]:
    """Return a session of two exercises that has been run, and its reports."""
    course = Course(tmp_path_factory.mktemp("course"))
    return course, course.sessions()


def test_exercises_of_a_session_have_folders_of_their_own(
    two_exercises: tuple[Course, list[SessionReport]],
) -> None:
    course, sessions = two_exercises
    assert course.files() == ["1-mini_squat", "2-single_leg_bridge", "course.json"]
    assert [one.exercise for one in sessions] == [SQUAT, BRIDGE]
    table = course.table("course.json")
    jsonschema.validate(table, CourseReport.json_schema())
    done = [(one["exercise"], one["ended_by"], one["folder"]) for one in table["exercises"]]
    assert done == [(SQUAT, "done", "1-mini_squat"), (BRIDGE, "done", "2-single_leg_bridge")]
    assert course.painter.begun == [BRIDGE, BRIDGE]  # made for it, and brought to it
    for folder, stem in (("1-mini_squat", "set-1"), ("2-single_leg_bridge", "set-1-left")):
        session = course.table(f"{folder}/session.json")
        jsonschema.validate(session, SessionReport.json_schema())
        [one] = session["sets"]
        assert one["counts"]["good"] == 2
        assert sorted(one["files"]) == [f"{stem}.{end}" for end in ("csv", "json", "npz")]
        of_set = course.table(f"{folder}/{stem}.json")
        side = of_set["legs"]["asked"]
        stored = course.folder / folder / f"{stem}.npz"
        again = analysis.replay(stored, of_set["exercise"], side=side).as_dict()
        assert again["reps"] == of_set["reps"]
        assert of_set["source"]["start_s"] == one["start_s"]


def test_page_of_a_course_shows_its_exercises_in_order(
    two_exercises: tuple[Course, list[SessionReport]],
) -> None:
    course, sessions = two_exercises
    saved = read_saved(course.folder)
    assert [one.report.as_dict() for one in saved] == [one.as_dict() for one in sessions]
    names = [[each.path.name for each in one.sets if each is not None] for one in saved]
    assert names == [["set-1.json"], ["set-1-left.json"]]


def test_camera_of_each_exercise_is_its_own_part(
    two_exercises: tuple[Course, list[SessionReport]],
) -> None:
    course, (first, second) = two_exercises
    whole = course.table("course.json")["camera"]
    assert first.camera.grabbed + second.camera.grabbed == whole["grabbed"]
    assert first.camera.analysed + second.camera.analysed == whole["analysed"]
    assert first.duration_s < second.sets[0].start_s < second.duration_s


def test_course_that_ends_early_says_what_never_began(tmp_path: Path) -> None:
    course = Course(tmp_path, window=FakeWindow({170: ["finish"], 171: ["finish"]}), reps=8)
    assert [one.exercise for one in course.sessions()] == [SQUAT]
    assert course.files() == ["1-mini_squat", "course.json"]
    ends = [(one["ended_by"], one["folder"]) for one in course.table("course.json")["exercises"]]
    assert ends == [("asked", "1-mini_squat"), (None, "")]


def test_failure_in_the_second_exercise_costs_nothing_of_the_first(tmp_path: Path) -> None:
    course = Course(tmp_path, window=BreakingWindow(break_at=640), reps=2)
    with pytest.raises(RuntimeError, match="the window broke"):
        course.sessions()
    table = course.table("course.json")
    assert [one["ended_by"] for one in table["exercises"]] == ["done", "error"]
    assert table["notes"] == ["The session was broken off by an error: the window broke"]
    assert course.table("1-mini_squat/session.json")["sets"][0]["counts"]["total"] == 2


def test_folder_of_a_course_holds_what_the_diary_holds(tmp_path: Path) -> None:
    typed = FakeWindow({number: ["2"] for number in range(5, 2000)})
    with Diary(tmp_path / "diary.sqlite3") as diary:
        course = Course(tmp_path / "course", window=typed, pain=True, diary=LiveDiary(diary))
        course.sessions()
        before = diary.history()
        assert [one.exercise for one in before.sets] == [SQUAT, BRIDGE]
        assert len({one.session_id for one in before.sets}) == 1
        assert [one.exercise for one in before.pains] == ["", SQUAT, BRIDGE]
        brought = import_reports(diary, course.folder)
        assert (brought.new, brought.known, brought.pains, brought.problems) == (0, 2, 0, [])
    with Diary(tmp_path / "other.sqlite3") as other:
        import_reports(other, course.folder)
        assert other.history() == before
