"""A live session from pictures to files, with everything but the machine's own devices real."""

from __future__ import annotations

import json
import math
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest
from support.actor import session_of
from support.live_fakes import FPS, SIZE_PX, FakeSpeaker, FakeWindow, PlayedCamera, acted

from formcheck import analysis, recording
from formcheck.assessment.report import Provenance, SetReport
from formcheck.capture.camera import Loss
from formcheck.capture.pose_estimator import ScriptedEstimator
from formcheck.live import LiveParts, LiveSession, loss_notes
from formcheck.output.files.session_folder import SessionFolder
from formcheck.output.files.video_writer import SessionVideo
from formcheck.output.live_screen.screen import LiveScreen
from formcheck.pose.pose import absent
from formcheck.session.protocol import ScreenKind
from formcheck.session.report import SessionReport

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from formcheck.assessment.checker import Reading
    from formcheck.exercises.definition import Exercise
    from formcheck.pose.pose import Pose
    from formcheck.session.protocol import ScreenState

BRIDGE = "single_leg_bridge"


class SpyingPainter:
    """Draws, and remembers the scenes."""

    def __init__(self, exercise: Exercise) -> None:
        self._real = LiveScreen(exercise, SIZE_PX)
        self.scenes: list[ScreenState] = []

    def draw(
        self, scene: ScreenState, reading: Reading | None, image: NDArray[np.uint8] | None
    ) -> NDArray[np.uint8]:
        self.scenes.append(scene)
        return self._real.draw(scene, reading, image)


@dataclass
class Run:
    """What came of a session."""

    report: SessionReport
    analysis: LiveSession
    window: FakeWindow
    speaker: FakeSpeaker
    painter: SpyingPainter
    folder: Path

    def stages(self) -> list[ScreenKind]:
        stages: list[ScreenKind] = []
        for scene in self.painter.scenes:
            if not stages or stages[-1] is not scene.kind:
                stages.append(scene.kind)
        return stages


def run(  # what a session is made with
    exercise: Exercise,
    poses: Sequence[Pose],
    folder: Path,
    *,
    window: FakeWindow | None = None,
    loose_at: int | None = None,
    sets: int = 1,
    reps: int = 2,
    film: SessionVideo | None = None,
    muted: bool = False,
    speaker: FakeSpeaker | None = None,
) -> Run:
    """Lead somebody through a session."""
    window, painter = window or FakeWindow(), SpyingPainter(exercise)
    speaker = speaker or FakeSpeaker(muted)
    camera = PlayedCamera(poses, loose_at=loose_at)
    with SessionFolder(folder) as place:
        live = LiveSession(
            session_of(exercise, sets=sets, reps=reps),
            LiveParts(
                camera=camera,
                wait=camera.wait,
                estimator=ScriptedEstimator(poses),
                painter=painter,
                window=window,
                speaker=speaker,
                folder=place,
                video=film,
            ),
            provenance=Provenance(formcheck="1", exercise_sha256=exercise.sha256),
            started="2026-05-04T10:00:00+02:00",
        )
        report = live.run()
    return Run(report, live, window, speaker, painter, folder)


def test_a_session_from_pictures_to_files(tmp_path: Path, shipped: dict[str, Exercise]) -> None:
    done = run(shipped[BRIDGE], acted(shipped[BRIDGE], reps=2), tmp_path)
    assert done.stages() == [
        ScreenKind.STARTING,
        ScreenKind.COUNTDOWN,
        ScreenKind.MOVING,
        ScreenKind.OVER,
    ]
    assert [(one.ended_by, one.counts.good) for one in done.report.sets] == [("done", 2)]
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "session.json", "set-1-left.csv", "set-1-left.json", "set-1-left.npz",
    ]  # fmt: skip
    assert {"Go.", "one", "two"} <= set(done.speaker.said)
    assert done.window.last is not None
    assert done.window.last.shape[:2][::-1] == LiveScreen(shipped[BRIDGE], SIZE_PX).size_px


def test_the_files_keep_their_schemas(tmp_path: Path, shipped: dict[str, Exercise]) -> None:
    run(shipped[BRIDGE], acted(shipped[BRIDGE], reps=2), tmp_path)
    told = json.loads((tmp_path / "session.json").read_text(encoding="utf-8"))
    jsonschema.validate(told, SessionReport.json_schema())
    of_set = json.loads((tmp_path / "set-1-left.json").read_text(encoding="utf-8"))
    jsonschema.validate(of_set, SetReport.json_schema())
    assert of_set["source"]["kind"] == "camera"
    assert of_set["source"]["name"] == "camera 0"
    assert told["sets"][0]["files"] == ["set-1-left.json", "set-1-left.csv", "set-1-left.npz"]
    assert told["sets"][0]["start_s"] == of_set["source"]["start_s"]
    assert told["camera"]["analysed"] == told["camera"]["grabbed"] > 0


def test_a_replay_of_the_set_gives_the_same_report(
    tmp_path: Path, shipped: dict[str, Exercise]
) -> None:
    run(shipped[BRIDGE], acted(shipped[BRIDGE], reps=2), tmp_path)
    of_set = json.loads((tmp_path / "set-1-left.json").read_text(encoding="utf-8"))
    again = analysis.replay(tmp_path / "set-1-left.npz", BRIDGE, side="left").as_dict()
    frames = len(recording.read(tmp_path / "set-1-left.npz"))
    assert of_set["source"]["frames"] == frames == again["source"]["frames"]
    assert again["source"]["recorded_from"]["kind"] == "camera"
    for told in (of_set, again):
        del told["source"], told["provenance"]
    assert again == of_set


def test_a_cable_that_comes_loose_pauses_and_is_told(
    tmp_path: Path, shipped: dict[str, Exercise]
) -> None:
    poses = acted(shipped[BRIDGE], reps=2)
    done = run(shipped[BRIDGE], poses, tmp_path, loose_at=95)
    assert ScreenKind.PAUSED in done.stages()
    assert "No picture from the camera. I wait for it." in done.speaker.said
    [note] = json.loads((tmp_path / "set-1-left.json").read_text(encoding="utf-8"))["source"][
        "notes"
    ]
    assert re.search(r"for (1\.9|2\.0) s", note)
    assert done.report.camera.losses


def test_a_camera_that_is_gone_for_good_leaves_a_whole_set(
    tmp_path: Path, shipped: dict[str, Exercise]
) -> None:
    poses = acted(shipped[BRIDGE], reps=2, after_s=0.0)
    done = run(shipped[BRIDGE], poses, tmp_path, reps=8)
    assert [(one.ended_by, one.counts.total) for one in done.report.sets] == [("camera", 2)]
    assert (tmp_path / "set-1-left.npz").is_file()
    assert (tmp_path / "session.json").is_file()
    assert "The camera did not come back. What you did is saved." in done.speaker.said
    assert done.painter.scenes[-1].lines == ("Set 1, left: 2 good of 2",)


@pytest.mark.parametrize("how", ["key", "closed"])
def test_who_ends_it_early_keeps_the_set(
    how: str, tmp_path: Path, shipped: dict[str, Exercise]
) -> None:
    window = FakeWindow({170: ["finish"], 171: ["finish"]} if how == "key" else {}, -1)
    if how == "closed":
        window.close_at = 170
    done = run(shipped[BRIDGE], acted(shipped[BRIDGE], reps=3), tmp_path, window=window, reps=8)
    assert [(one.ended_by, one.counts.total) for one in done.report.sets] == [("asked", 1)]
    assert (tmp_path / "set-1-left.json").is_file()


@dataclass
class BreakingWindow(FakeWindow):
    """Breaks in the middle of a set, as a model, a painter or a film might."""

    def show(self, picture: NDArray[np.uint8]) -> None:
        super().show(picture)
        if self.shown == 170:
            raise RuntimeError("the window broke")


def test_what_breaks_in_a_set_does_not_cost_the_set(
    tmp_path: Path, shipped: dict[str, Exercise]
) -> None:
    speaker = FakeSpeaker()
    with pytest.raises(RuntimeError, match="the window broke"):
        run(
            shipped[BRIDGE],
            acted(shipped[BRIDGE], reps=3),
            tmp_path,
            window=BreakingWindow(),
            reps=8,
            speaker=speaker,
        )
    told = json.loads((tmp_path / "session.json").read_text(encoding="utf-8"))
    jsonschema.validate(told, SessionReport.json_schema())
    assert [(one["ended_by"], one["counts"]["total"]) for one in told["sets"]] == [("error", 1)]
    assert told["notes"] == ["The session was broken off by an error: the window broke"]
    assert len(recording.read(tmp_path / "set-1-left.npz")) > 50
    assert speaker.said[-1] == "Something went wrong. What you did is saved."


@pytest.mark.skipif(sys.platform != "linux", reason="a full disk is at hand there")
def test_a_full_disk_costs_the_recording_and_not_the_session(
    tmp_path: Path, shipped: dict[str, Exercise], monkeypatch: pytest.MonkeyPatch
) -> None:
    full = Path("/dev/full")
    monkeypatch.setattr("tempfile.TemporaryFile", lambda **_: full.open("w+b"))
    done = run(shipped[BRIDGE], acted(shipped[BRIDGE], reps=2), tmp_path)
    assert [(one.ended_by, one.counts.good) for one in done.report.sets] == [("done", 2)]
    assert done.report.sets[0].files == ("set-1-left.json", "set-1-left.csv")
    [note] = done.report.notes
    assert "set-1-left.npz cannot be written (no space left on device)" in note
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "session.json", "set-1-left.csv", "set-1-left.json",
    ]  # fmt: skip


def test_mute_is_a_key_and_a_sign(tmp_path: Path, shipped: dict[str, Exercise]) -> None:
    window = FakeWindow({10: ["mute"], 120: ["mute"]})
    done = run(shipped[BRIDGE], acted(shipped[BRIDGE], reps=2), tmp_path, window=window)
    assert "Go." not in done.speaker.said
    assert "two" in done.speaker.said
    muted = [scene.muted for scene in done.painter.scenes]
    assert muted[10:120] == [True] * 110
    assert not any(muted[:10])
    assert not any(muted[120:])


def test_keys_of_a_session_do_what_they_say(tmp_path: Path, shipped: dict[str, Exercise]) -> None:
    window = FakeWindow({140: ["redo"], 145: ["pain"], 150: ["7"]})
    done = run(shipped[BRIDGE], acted(shipped[BRIDGE], reps=4), tmp_path, window=window, reps=8)
    assert done.report.sets[0].ended_by == "redone"
    assert (tmp_path / done.report.sets[0].files[0]).is_file()


def test_a_film_of_the_screen(tmp_path: Path, shipped: dict[str, Exercise]) -> None:
    import av

    poses = acted(shipped[BRIDGE], reps=1, wait_s=2.0, after_s=1.0)
    with SessionVideo(tmp_path / "session.mp4") as film:
        done = run(shipped[BRIDGE], poses, tmp_path, film=film, reps=1)
    assert not film.note
    with av.open(str(tmp_path / "session.mp4")) as container:
        stream = container.streams.video[0]
        pictures = list(container.decode(stream))
        assert (stream.width, stream.height) == LiveScreen(shipped[BRIDGE], SIZE_PX).size_px
    assert len(pictures) == done.window.shown - film.left_out


def test_nobody_in_the_picture_begins_nothing(
    tmp_path: Path, shipped: dict[str, Exercise]
) -> None:
    nobody = [absent(index, index / FPS, size_px=SIZE_PX) for index in range(100)]
    done = run(shipped[BRIDGE], nobody, tmp_path)
    assert done.report.sets == ()
    assert [file.name for file in tmp_path.iterdir()] == ["session.json"]
    assert "Nobody can be seen: come into the picture." in done.speaker.said


def test_notes_about_losses_are_of_the_set() -> None:
    losses = [Loss(1.0, 2.0), Loss(12.0, 15.5), Loss(30.0, math.nan)]
    assert loss_notes(losses, since_s=10.0) == (
        "The camera sent no pictures from 2.0 s on, for 3.5 s.",
        "The camera sent no pictures from 20.0 s on, and did not come back.",
    )
    assert loss_notes([], since_s=0.0) == ()
