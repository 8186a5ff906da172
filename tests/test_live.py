"""A live session from pictures to files; only camera, window and voice are scripted."""

from __future__ import annotations

import math
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest
from support.actor import BRIDGE, load
from support.live_fakes import (
    FPS,
    SIZE_PX,
    FakeWindow,
    acted,
)
from support.played_session import BreakingWindow, Played

import formcheck.live
from formcheck import analysis, recording
from formcheck.assessment.quality_gate import ABSENT
from formcheck.assessment.report import SetReport
from formcheck.capture.camera import Loss
from formcheck.live_reports import _loss_notes
from formcheck.output.files.video_writer import SessionVideo
from formcheck.output.live_screen.screen import LiveScreen
from formcheck.pose.pose import absent
from formcheck.session.protocol import ScreenKind
from formcheck.session.report import SessionReport

if TYPE_CHECKING:
    from types import FrameType


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
