"""``formcheck live``: from the command to its files, with camera, window and voice scripted."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

import pytest
from support.actor import Actor, session_of
from support.live_fakes import FakeSpeaker, FakeWindow, PlayedCamera, acted

from formcheck.assessment.report import Provenance
from formcheck.capture.pose_estimator import ScriptedEstimator
from formcheck.cli.live import is_complete, print_session
from formcheck.exercises.loader import load_exercise
from formcheck.live import LiveParts
from formcheck.session.protocol import ScreenKind
from formcheck.session.report import CameraUsed, PlannedSession, SessionReport, SetDone

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray
    from support.commands import Command

    from formcheck.assessment.report import SetReport
    from formcheck.pose.pose import Pose


BRIDGE = "single_leg_bridge"
QUICK = ("--no-pain", "--no-placing", "--countdown", "3", "--model", "full")


class Scripted:
    """A scripted camera, estimator, window and voice."""

    def __init__(self, patch: pytest.MonkeyPatch, poses: Sequence[Pose]) -> None:
        self.window, self.speaker = FakeWindow(), FakeSpeaker()
        self.asked: list[int | str] = []
        self.models: list[str] = []
        self.full_screen: bool | None = None

        def camera(source: int | str) -> PlayedCamera:
            self.asked.append(source)
            return PlayedCamera(poses)

        def estimator(model: str) -> ScriptedEstimator:
            self.models.append(model)
            return ScriptedEstimator(poses)

        def screen(_size_px: tuple[int, int], *, full_screen: bool) -> FakeWindow:
            self.full_screen = full_screen
            return self.window

        def voice(*, muted: bool) -> FakeSpeaker:
            self.speaker.muted = muted
            return self.speaker

        patch.setattr("formcheck.capture.camera.Camera", camera)
        patch.setattr("formcheck.analysis.ESTIMATORS", {"blazepose": estimator})
        patch.setattr("formcheck.output.live_screen.window.LiveWindow", screen)
        patch.setattr("formcheck.output.speech.voice.Voice", voice)
        patch.setattr("formcheck.capture.scene_checks.PeopleCounter", OnePerson)
        patch.setattr("formcheck.live.LiveParts", partial(LiveParts, wait=lambda _for_s: None))


class OnePerson:
    """Counts one person, always."""

    def count(self, _image: NDArray[np.uint8]) -> int:
        return 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to give back."""


def scripted(patch: pytest.MonkeyPatch, *, reps: int = 2) -> Scripted:
    return Scripted(patch, acted(load_exercise(BRIDGE), reps=reps))


def test_session_is_printed_and_written_into_its_folder(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made = scripted(monkeypatch)
    words = ("live", BRIDGE, "--side", "left", "--sets", "1", "--reps", "2", *QUICK)
    done = command(*words, "--folder", tmp_path / "today")
    assert done.code == 0
    assert "Set 1, left leg" in done.out
    assert "2 good of 2; left 2, right 0" in done.out
    assert str(tmp_path / "today") in done.err.replace("\n", "")
    assert sorted(file.name for file in (tmp_path / "today").iterdir()) == [
        "session.json", "set-1-left.csv", "set-1-left.json", "set-1-left.npz",
    ]  # fmt: skip
    assert made.asked == [0]
    assert made.full_screen is True
    assert made.speaker.closed_after_s == [8.0]


def test_session_without_a_folder_gets_a_new_one(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    scripted(monkeypatch)
    assert command("live", BRIDGE, "--reps", "2", "--sets", "1", *QUICK).code == 0
    [folder] = (tmp_path / "formcheck").iterdir()
    assert folder.name.endswith(f"_{BRIDGE}")
    told = json.loads((folder / "session.json").read_text(encoding="utf-8"))
    assert told["planned"] == {"sides": ["auto"], "sets": 1, "reps": 2, "rest_s": 60.0}


def test_dose_of_the_exercise_is_the_default_plan(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    scripted(monkeypatch)
    command("live", BRIDGE, "--side", "both", *QUICK, "--folder", tmp_path)
    told = json.loads((tmp_path / "session.json").read_text(encoding="utf-8"))
    dose = load_exercise(BRIDGE).dose
    assert told["planned"] == {
        "sides": ["left", "right"], "sets": dose.sets, "reps": dose.reps, "rest_s": dose.rest_s,
    }  # fmt: skip


def test_profile_sets_the_side_and_blocks_exercises(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    scripted(monkeypatch)
    patient = tmp_path / "patient.toml"
    patient.write_text('schema = 1\nname = "Mine"\nside = "left"\n', encoding="utf-8")
    words = ("live", BRIDGE, "--profile", patient, *QUICK, "--folder", tmp_path / "a")
    assert command(*words).code in {0, 5}
    refused = command("live", BRIDGE, "--profile", "lateral_hip_replacement", *QUICK)
    assert refused.code == 5
    assert "double_leg_bridge" in refused.err


@pytest.mark.parametrize(
    ("said", "asked"),
    [("0", 0), ("2", 2), ("rtsp://u:p@10.0.0.2/live", "rtsp://u:p@10.0.0.2/live")],
)
def test_camera_is_opened_by_number_or_address(  # fixtures
    said: str,
    asked: int | str,
    command: Command,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    made = scripted(monkeypatch)
    command("live", BRIDGE, "--camera", said, *QUICK, "--folder", tmp_path)
    assert made.asked == [asked]


@pytest.mark.parametrize(
    ("option", "value", "code"),
    [("--camera", "webcam", 3), ("--camera", "97", 3), ("--folder", "file", 7)],
)
def test_unusable_camera_or_folder_is_refused(
    option: str, value: str, code: int, command: Command, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    words = {"--model": "full", "--folder": tmp_path / "new"}
    words[option] = tmp_path / value if option == "--folder" else value
    done = command("live", BRIDGE, *(word for row in words.items() for word in row))
    assert done.code == code
    assert len(done.err.strip().splitlines()) == 1


def test_missing_screen_is_an_output_error(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from formcheck.output.live_screen import window

    real = window.LiveWindow
    scripted(monkeypatch)
    monkeypatch.setattr("formcheck.output.live_screen.window.LiveWindow", real)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    done = command("live", BRIDGE, *QUICK, "--folder", tmp_path)
    assert done.code == 7
    assert "There is no screen" in done.err


def test_auto_chooses_the_model_for_this_machine(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made = scripted(monkeypatch)
    asked: list[tuple[int, int]] = []

    def chosen(_open: object, size_px: tuple[int, int]) -> str:
        asked.append(size_px)
        return "lite"

    monkeypatch.setattr("formcheck.capture.models.heaviest_that_holds", chosen)
    done = command("live", BRIDGE, "--no-pain", "--no-placing", "--folder", tmp_path)
    assert "Pose model: lite" in done.err
    assert asked == [(320, 240)]
    assert made.models == ["lite"]


def test_mute_window_and_video_options(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made = scripted(monkeypatch, reps=1)
    words = ("live", BRIDGE, "--reps", "1", "--sets", "1", "--mute", "--window", "--save-video")
    assert command(*words, *QUICK, "--folder", tmp_path).code == 0
    assert made.speaker.muted
    assert made.speaker.said == []
    assert made.full_screen is False
    assert (tmp_path / "session.mp4").stat().st_size > 1000


def test_camera_placement_and_pain_are_asked_by_default(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made = scripted(monkeypatch)
    made.window.keys = {n: ["2"] for n in range(5, 400)}
    done = command("live", BRIDGE, "--model", "full", "--reps", "2", "--folder", tmp_path)
    assert done.code == 0
    assert made.speaker.said[0] == "Single-leg bridge."
    answers = json.loads((tmp_path / "session.json").read_text(encoding="utf-8"))["pains"]
    assert answers[0] == {"asked": "before", "after_sets": 0, "number": 2, "sharp": False}


ALL = ("set-1-left.json", "set-1-left.csv", "set-1-left.npz")


def session(files: tuple[str, ...], *notes: str) -> tuple[SessionReport, list[SetReport]]:
    plan = session_of(load_exercise(BRIDGE), reps=1)
    actor = Actor(plan)
    actor.stay_until(lambda shown: shown.screen.kind is ScreenKind.MOVING)
    actor.exercise(1)
    report = SessionReport(
        exercise=BRIDGE,
        title=plan.exercise.title,
        started="2026-05-04T10:00:00+02:00",
        duration_s=20.0,
        planned=PlannedSession.of(plan),
        sets=tuple(SetDone.of(done, files) for done in actor.ended),
        pains=(),
        advice=("Rest.",),
        camera=CameraUsed(name="0", size_px=(640, 480), grabbed=1, analysed=1, losses=()),
        notes=notes,
        provenance=Provenance(formcheck="1", exercise_sha256=plan.exercise.sha256),
    )
    return report, [done.report for done in actor.ended]


def test_summary_prints_sets_advice_and_notes(capsys: pytest.CaptureFixture[str]) -> None:
    report, sets = session(ALL, "The disk is full: make room.")
    print_session(report, sets, exercise=load_exercise(BRIDGE), folder=Path("here"))
    printed = capsys.readouterr()
    assert "Set 1, left leg" in printed.out
    assert "Rest." in printed.out
    assert "The disk is full: make room." in printed.err
    assert "Written: here" in printed.err


def test_set_without_one_of_its_files_is_not_complete() -> None:
    assert is_complete(session(ALL)[0])
    assert not is_complete(session(ALL[:2])[0])
