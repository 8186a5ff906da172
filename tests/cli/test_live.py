"""``formcheck live``: from the command to its files, with camera, window and voice scripted."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

import pytest
from support.actor import Actor, session_of
from support.commands import run
from support.live_fakes import FakeSpeaker, FakeWindow, PlayedCamera, acted

from formcheck.assessment.report import Provenance
from formcheck.capture.pose_estimator import ScriptedEstimator
from formcheck.cli.live import is_complete, print_session
from formcheck.errors import SourceError
from formcheck.exercises.loader import load_exercise
from formcheck.live import LiveParts
from formcheck.session.protocol import ScreenKind
from formcheck.session.report import CameraUsed, PlannedSession, SessionReport, SetDone

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from formcheck.assessment.report import SetReport
    from formcheck.pose.pose import Pose


BRIDGE = "single_leg_bridge"
QUICK = ("--no-pain", "--no-placing", "--countdown", "3", "--model", "full")


class Scripted:
    """Everything that a machine would have to have."""

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


def test_a_session_is_told_and_lies_in_its_folder(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made = scripted(monkeypatch)
    words = ("live", BRIDGE, "--side", "left", "--sets", "1", "--reps", "2", *QUICK)
    told = run(capsys, *words, "--folder", tmp_path / "today")
    assert told.code == 0
    assert "Set 1, left leg" in told.out
    assert "2 good of 2; left 2, right 0" in told.out
    assert str(tmp_path / "today") in told.err.replace("\n", "")
    assert sorted(file.name for file in (tmp_path / "today").iterdir()) == [
        "session.json", "set-1-left.csv", "set-1-left.json", "set-1-left.npz",
    ]  # fmt: skip
    assert made.asked == [0]
    assert made.full_screen is True
    assert made.speaker.closed_after_s == [8.0]


def test_without_a_folder_each_session_has_one_of_its_own(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    scripted(monkeypatch)
    assert run(capsys, "live", BRIDGE, "--reps", "2", "--sets", "1", *QUICK).code == 0
    [folder] = (tmp_path / "formcheck").iterdir()
    assert folder.name.endswith(f"_{BRIDGE}")
    told = json.loads((folder / "session.json").read_text(encoding="utf-8"))
    assert told["planned"] == {"sides": ["auto"], "sets": 1, "reps": 2, "rest_s": 60.0}


def test_the_dose_of_the_exercise_is_the_plan(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    scripted(monkeypatch)
    run(capsys, "live", BRIDGE, "--side", "both", *QUICK, "--folder", tmp_path)
    told = json.loads((tmp_path / "session.json").read_text(encoding="utf-8"))
    dose = load_exercise(BRIDGE).dose
    assert told["planned"] == {
        "sides": ["left", "right"], "sets": dose.sets, "reps": dose.reps, "rest_s": dose.rest_s,
    }  # fmt: skip


def test_the_side_of_a_profile_and_its_precautions_hold(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    scripted(monkeypatch)
    patient = tmp_path / "patient.toml"
    patient.write_text('schema = 1\nname = "Mine"\nside = "left"\n', encoding="utf-8")
    words = ("live", BRIDGE, "--profile", patient, *QUICK, "--folder", tmp_path / "a")
    assert run(capsys, *words).code in {0, 5}
    refused = run(capsys, "live", BRIDGE, "--profile", "lateral_hip_replacement", *QUICK)
    assert refused.code == 5
    assert "double_leg_bridge" in refused.err


@pytest.mark.parametrize(
    ("said", "asked"),
    [("0", 0), ("2", 2), ("rtsp://u:p@10.0.0.2/live", "rtsp://u:p@10.0.0.2/live")],
)
def test_cameras_by_number_and_address(  # fixtures
    said: str,
    asked: int | str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    made = scripted(monkeypatch)
    run(capsys, "live", BRIDGE, "--camera", said, *QUICK, "--folder", tmp_path)
    assert made.asked == [asked]


def test_what_is_no_camera_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    told = run(capsys, "live", BRIDGE, "--camera", "webcam", "--model", "full")
    assert told.code == SourceError.exit_code
    assert "formcheck doctor --cameras" in told.err


def test_a_camera_that_is_not_there_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    told = run(capsys, "live", BRIDGE, "--camera", "97", "--folder", tmp_path)
    assert told.code == SourceError.exit_code
    assert "Camera 97 sends no picture" in told.err.replace("\n", " ")


def test_without_a_screen_it_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from formcheck.output.live_screen import window

    real = window.LiveWindow
    scripted(monkeypatch)
    monkeypatch.setattr("formcheck.output.live_screen.window.LiveWindow", real)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    told = run(capsys, "live", BRIDGE, *QUICK, "--folder", tmp_path)
    assert told.code == 7
    assert "There is no screen" in told.err


def test_a_file_is_no_folder(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    told = run(capsys, "live", BRIDGE, "--folder", tmp_path / "file")
    assert told.code == 7
    assert "name a folder" in told.err


def test_auto_asks_which_model_this_machine_holds(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made = scripted(monkeypatch)
    asked: list[tuple[int, int]] = []

    def chosen(_open: object, size_px: tuple[int, int]) -> str:
        asked.append(size_px)
        return "lite"

    monkeypatch.setattr("formcheck.capture.models.heaviest_that_holds", chosen)
    told = run(capsys, "live", BRIDGE, "--no-pain", "--no-placing", "--folder", tmp_path)
    assert "Pose model: lite" in told.err
    assert asked == [(320, 240)]
    assert made.models == ["lite"]


def test_muted_windowed_and_filmed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made = scripted(monkeypatch, reps=1)
    words = ("live", BRIDGE, "--reps", "1", "--sets", "1", "--mute", "--window", "--save-video")
    assert run(capsys, *words, *QUICK, "--folder", tmp_path).code == 0
    assert made.speaker.muted
    assert made.speaker.said == []
    assert made.full_screen is False
    assert (tmp_path / "session.mp4").stat().st_size > 1000


def test_placing_and_pain_are_the_rule(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made = scripted(monkeypatch)
    made.window.keys = {n: ["2"] for n in range(5, 400)}
    told = run(capsys, "live", BRIDGE, "--model", "full", "--reps", "2", "--folder", tmp_path)
    assert told.code == 0
    assert made.speaker.said[0] == "Single-leg bridge."
    answers = json.loads((tmp_path / "session.json").read_text(encoding="utf-8"))["pains"]
    assert answers[0] == {"asked": "before", "after_sets": 0, "number": 2, "sharp": False}


NAME = "single_leg_bridge"
ALL = ("set-1-left.json", "set-1-left.csv", "set-1-left.npz")


def told(files: tuple[str, ...], *notes: str) -> tuple[SessionReport, list[SetReport]]:
    plan = session_of(load_exercise(NAME), reps=1)
    actor = Actor(plan)
    actor.stay_until(lambda shown: shown.screen.kind is ScreenKind.MOVING)
    actor.exercise(1)
    report = SessionReport(
        exercise=NAME,
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


def test_a_session_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    report, sets = told(ALL, "The disk is full: make room.")
    print_session(report, sets, exercise=load_exercise(NAME), folder=Path("here"))
    printed = capsys.readouterr()
    assert "Set 1, left leg" in printed.out
    assert "Rest." in printed.out
    assert "The disk is full: make room." in printed.err
    assert "Written: here" in printed.err


@pytest.mark.parametrize(("files", "whole"), [(ALL, True), (ALL[:2], False)])
def test_a_set_without_one_of_its_files_is_not_whole(
    files: tuple[str, ...],
    whole: bool,  # noqa: FBT001
) -> None:
    assert is_complete(told(files)[0]) is whole
