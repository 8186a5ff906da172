"""A live session from pictures to files; only camera, window and voice are scripted."""

from __future__ import annotations

import json
import math
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import jsonschema
import pytest
from support.actor import BRIDGE, load, session_of
from support.live_fakes import (
    FPS,
    SIZE_PX,
    FakeSpeaker,
    FakeWindow,
    PlayedCamera,
    SparsePainter,
    acted,
)

import formcheck.live
from formcheck import analysis, recording
from formcheck.assessment.quality_gate import ABSENT
from formcheck.assessment.report import Provenance, SetReport
from formcheck.capture.camera import Loss
from formcheck.capture.pose_estimator import ScriptedEstimator
from formcheck.diary.imports import import_reports
from formcheck.diary.live_diary import LiveDiary
from formcheck.diary.sessions import Diary
from formcheck.live import LiveParts, LiveSession
from formcheck.live_reports import _loss_notes
from formcheck.output.files.course_folder import CourseFolder
from formcheck.output.files.video_writer import SessionVideo
from formcheck.output.html.saved import read_saved
from formcheck.output.live_screen.screen import LiveScreen
from formcheck.pose.pose import absent
from formcheck.session.protocol import ScreenKind
from formcheck.session.report import CourseReport, SessionReport
from formcheck.session.stages.introduction import CHANGE_S

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

    import numpy as np
    from numpy.typing import NDArray

    from formcheck.capture.camera import Camera
    from formcheck.output.live_screen.window import LiveWindow
    from formcheck.output.speech.voice import Voice
    from formcheck.pose.pose import Pose


@dataclass
class Played:
    """A session with its scripted parts, written to a folder."""

    folder: Path
    poses: Sequence[Pose] = field(default_factory=lambda: acted(load(BRIDGE), reps=2))
    reps: int = 2
    loose_at: int | None = None
    window: FakeWindow = field(default_factory=FakeWindow)
    video: SessionVideo | None = None
    speaker: FakeSpeaker = field(default_factory=FakeSpeaker)
    painter: SparsePainter = field(default_factory=lambda: SparsePainter(load(BRIDGE), SIZE_PX))
    names: tuple[str, ...] = (BRIDGE,)
    pain: bool = False
    diary: LiveDiary | None = None

    def run(self) -> SessionReport:
        [report] = self.sessions()
        return report

    def sessions(self) -> list[SessionReport]:
        camera = PlayedCamera(self.poses, loose_at=self.loose_at)
        with CourseFolder(self.folder, self.names) as folder:
            parts = LiveParts(
                camera=cast("Camera", camera),
                estimator=ScriptedEstimator(self.poses),
                painter=self.painter,
                window=cast("LiveWindow", self.window),
                speaker=cast("Voice", self.speaker),
                folder=folder,
                video=self.video,
                diary=self.diary,
                wait=camera.wait,
            )
            live = LiveSession(
                [session_of(load(name), reps=self.reps, pain=self.pain) for name in self.names],
                parts,
                provenances=[
                    Provenance(formcheck="1", exercise_sha256=load(name).sha256)
                    for name in self.names
                ],
                started="2026-05-04T10:00:00+02:00",
            )
            return live.run()

    def ended(self) -> list[tuple[str, int]]:
        """Run the session; return why each set ended, and its repetitions."""
        return [(one.ended_by, one.counts.total) for one in self.run().sets]

    def json(self, name: str = "set-1-left") -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / f"{name}.json").read_text("utf-8"))
        return found

    def files(self) -> list[str]:
        return sorted(file.name for file in self.folder.iterdir())


@pytest.fixture(scope="module")
def two_reps(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Return a session of two repetitions that has been run."""
    played = Played(tmp_path_factory.mktemp("session"))
    played.run()
    return played


def test_session_goes_from_pictures_to_files(two_reps: Played) -> None:
    assert two_reps.painter.kinds() == [
        ScreenKind.STARTING, ScreenKind.COUNTDOWN, ScreenKind.MOVING, ScreenKind.OVER,
    ]  # fmt: skip
    assert two_reps.files() == [
        "session.json", "set-1-left.csv", "set-1-left.json", "set-1-left.npz",
    ]  # fmt: skip
    assert {"Go.", "one", "two"} <= set(two_reps.speaker.said)
    assert two_reps.window.last is not None
    assert two_reps.window.last.shape[:2][::-1] == LiveScreen(load(BRIDGE), SIZE_PX).size_px


def test_files_keep_their_schemas(two_reps: Played) -> None:
    session, of_set = two_reps.json("session"), two_reps.json()
    jsonschema.validate(session, SessionReport.json_schema())
    jsonschema.validate(of_set, SetReport.json_schema())
    assert (of_set["source"]["kind"], of_set["source"]["name"]) == ("camera", "camera 0")
    [done] = session["sets"]
    assert (done["ended_by"], done["counts"]["good"]) == ("done", 2)
    assert done["files"] == [f"set-1-left.{end}" for end in ("json", "csv", "npz")]
    assert done["start_s"] == of_set["source"]["start_s"]
    assert session["camera"]["analysed"] == session["camera"]["grabbed"] > 0


def test_replay_of_the_set_gives_the_same_report(two_reps: Played) -> None:
    of_set, stored = two_reps.json(), two_reps.folder / "set-1-left.npz"
    again = analysis.replay(stored, BRIDGE, side="left").as_dict()
    assert of_set["source"]["frames"] == len(recording.read(stored)) == again["source"]["frames"]
    assert again["source"]["recorded_from"]["kind"] == "camera"
    for report in (of_set, again):
        del report["source"], report["provenance"]
    assert again == of_set


# --- Several exercises --------------------------------------------------------------------------

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


# --- What goes wrong ----------------------------------------------------------------------------


def test_loose_cable_pauses_the_session_and_is_noted(tmp_path: Path) -> None:
    played = Played(tmp_path, loose_at=95)
    assert played.run().camera.losses
    assert ScreenKind.PAUSED in played.painter.kinds()
    assert "No picture from the camera. I wait for it." in played.speaker.said
    [note] = played.json()["source"]["notes"]
    assert re.search(r"for (1\.9|2\.0) s", note)


def test_camera_that_does_not_come_back_leaves_a_whole_set(tmp_path: Path) -> None:
    played = Played(tmp_path, acted(load(BRIDGE), reps=2, after_s=0.0), reps=8)
    assert played.ended() == [("camera", 2)]
    assert {"set-1-left.npz", "session.json"} <= set(played.files())
    gone = "The camera did not come back. What you did is saved."
    assert any(words.startswith(gone) for words in played.speaker.said)
    assert played.painter.states[-1].lines == ("Set 1, left: 2 good of 2",)


@pytest.mark.parametrize(
    "window",
    [FakeWindow({170: ["finish"], 171: ["finish"]}), FakeWindow(close_at=170)],
    ids=["key", "closed"],
)
def test_session_that_ends_early_keeps_the_set(window: FakeWindow, tmp_path: Path) -> None:
    played = Played(tmp_path, acted(load(BRIDGE), reps=3), reps=8, window=window)
    assert played.ended() == [("asked", 1)]
    assert "set-1-left.json" in played.files()


@dataclass
class BreakingWindow(FakeWindow):
    """Fails in the middle of a set, as a model, a painter or a video might."""

    break_at: int = 170

    def show(self, picture: NDArray[np.uint8]) -> None:
        super().show(picture)
        if self.shown == self.break_at:
            raise RuntimeError("the window broke")


def test_failure_in_a_set_does_not_cost_the_set(tmp_path: Path) -> None:
    played = Played(tmp_path, acted(load(BRIDGE), reps=3), reps=8, window=BreakingWindow())
    with pytest.raises(RuntimeError, match="the window broke"):
        played.run()
    session = played.json("session")
    jsonschema.validate(session, SessionReport.json_schema())
    assert [(one["ended_by"], one["counts"]["total"]) for one in session["sets"]] == [("error", 1)]
    assert session["notes"] == ["The session was broken off by an error: the window broke"]
    assert len(recording.read(played.folder / "set-1-left.npz")) > 50
    assert played.speaker.said[-1] == "Something went wrong. What you did is saved."


@pytest.mark.skipif(sys.platform != "linux", reason="needs /dev/full")
def test_full_disk_costs_the_recording_and_not_the_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = Path("/dev/full")
    monkeypatch.setattr("tempfile.TemporaryFile", lambda **_: full.open("w+b"))
    played = Played(tmp_path)
    report = played.run()
    [done], [note] = report.sets, report.notes
    assert (done.ended_by, done.counts.total) == ("done", 2)
    assert done.files == ("set-1-left.json", "set-1-left.csv")
    assert "set-1-left.npz cannot be written (no space left on device)" in note
    assert played.files() == ["session.json", "set-1-left.csv", "set-1-left.json"]


def test_empty_pictures_begin_nothing(tmp_path: Path) -> None:
    gone = [absent(index, index / FPS, size_px=SIZE_PX) for index in range(100)]
    played = Played(tmp_path, gone)
    assert played.ended() == []
    assert played.files() == ["session.json"]
    assert ABSENT.say in played.speaker.said


def test_notes_about_losses_count_from_the_start_of_the_set() -> None:
    losses = [Loss(1.0, 2.0), Loss(12.0, 15.5), Loss(30.0, math.nan)]
    assert _loss_notes(losses, since_s=10.0) == (
        "The camera sent no pictures from 2.0 s on, for 3.5 s.",
        "The camera sent no pictures from 20.0 s on, and did not come back.",
    )
    assert _loss_notes([], since_s=0.0) == ()


# --- Keys, sound and video ----------------------------------------------------------------------


def test_mute_key_silences_the_voice_and_shows_a_sign(tmp_path: Path) -> None:
    played = Played(tmp_path, window=FakeWindow({10: ["mute"], 120: ["mute"]}))
    played.run()
    assert "Go." not in played.speaker.said
    assert "two" in played.speaker.said
    muted = [state.muted for state in played.painter.states]
    assert muted == [False] * 10 + [True] * 110 + [False] * (len(muted) - 120)


def test_screen_shows_a_sign_where_nothing_makes_a_sound(tmp_path: Path) -> None:
    played = Played(tmp_path, acted(load(BRIDGE), reps=1, wait_s=1.0, after_s=1.0), reps=1)
    played.speaker.has_sound = False
    played.run()
    assert all(state.muted for state in played.painter.states)


def test_session_knows_that_the_voice_is_busy(tmp_path: Path) -> None:
    """Who is not in the start position is asked there only when other words have ended."""
    poses = [absent(index, 0.0, size_px=SIZE_PX) for index in range(40)]
    asked = "Get into the start position."
    for busy in (False, True):
        played = Played(tmp_path / str(busy), poses)
        played.speaker.busy = busy
        played.run()
        assert (asked in played.speaker.said) != busy


def test_keys_reach_the_session(tmp_path: Path) -> None:
    window = FakeWindow({140: ["redo"], 145: ["pain"], 150: ["7"]})
    played = Played(tmp_path, acted(load(BRIDGE), reps=4), reps=8, window=window)
    report = played.run()
    assert report.sets[0].ended_by == "redone"
    assert report.sets[0].files[0] in played.files()
    assert report.pains[0].number == 7


def test_video_shows_the_screen(tmp_path: Path) -> None:
    import av

    poses, file = acted(load(BRIDGE), reps=1, wait_s=2.0, after_s=1.0), tmp_path / "session.mp4"
    with SessionVideo(file) as video:
        played = Played(tmp_path / "session", poses, reps=1, video=video)
        played.run()
    assert not video.note
    with av.open(str(file)) as container:
        stream = container.streams.video[0]
        pictures = list(container.decode(stream))
        assert (stream.width, stream.height) == LiveScreen(load(BRIDGE), SIZE_PX).size_px
    assert len(pictures) == played.window.shown - video.left_out


# --- The path of one picture --------------------------------------------------------------------

FOLLOWED = re.compile(r"(LiveSession|\w+Machine|ActiveSet|\w+Stage)\.(?!__)\w+")


class TracingWindow(FakeWindow):
    """Traces the functions of the session between two pictures, each once and in order."""

    def __init__(self) -> None:
        super().__init__()
        self.paths: list[list[str]] = []

    def pressed(self) -> list[str]:
        self.paths.append([])
        sys.setprofile(self._trace)
        return super().pressed()

    def _trace(self, frame: FrameType, event: str, _arg: object) -> None:
        name = frame.f_code.co_qualname
        if event == "call" and FOLLOWED.fullmatch(name) and name not in self.paths[-1]:
            self.paths[-1].append(name)


def test_picture_passes_the_documented_functions(tmp_path: Path) -> None:
    window = TracingWindow()
    played = Played(tmp_path, window=window)
    try:
        played.run()
    finally:
        sys.setprofile(None)
    documented = re.findall(r"^    +(\w+\.\w+)  ", formcheck.live.__doc__ or "", re.MULTILINE)
    assert len(documented) <= 8
    moving = [
        path
        for path, state in zip(window.paths, played.painter.states[1:], strict=False)
        if state.kind is ScreenKind.MOVING
    ]
    assert moving.count(documented) > 0.9 * len(moving), "all but begin and end of the set"
