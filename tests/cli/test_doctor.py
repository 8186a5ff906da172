"""The doctor tries things out; what is missing is told with the way to get it."""

from __future__ import annotations

import re
import sys
import time
from importlib import metadata
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from support.commands import run

from formcheck.capture.devices import Shot
from formcheck.capture.pose_estimator import ScriptedEstimator
from formcheck.cli import doctor
from formcheck.errors import ModelError
from formcheck.output.speech.backends import REMEDY, TONES, SpeechBackend

if TYPE_CHECKING:
    from formcheck.capture.video_file import Frame
    from formcheck.pose.pose import Pose


SPEAKS = SpeechBackend("parrot", (sys.executable, "-S", "-c", "import sys; sys.stdin.read()"))
DUMB = SpeechBackend("mute", (sys.executable, "-S", "-c", "raise SystemExit(3)"))


@pytest.fixture(autouse=True)
def _healthy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has everything but a camera, without loading the pose model."""
    monkeypatch.setattr(
        "formcheck.analysis.ESTIMATORS", {"blazepose": lambda _model: ScriptedEstimator([])}
    )
    monkeypatch.setattr(doctor, "_candidates", list)
    hears(monkeypatch, SPEAKS, TONES)


def hears(
    monkeypatch: pytest.MonkeyPatch, *backends: SpeechBackend, can_play: bool = True
) -> None:
    """Set up a machine with these ways to make sound."""
    monkeypatch.setattr(
        "formcheck.output.speech.backends.find_backends", lambda _rate: list(backends)
    )
    monkeypatch.setattr("formcheck.output.speech.tones.can_play", lambda: can_play)


def test_a_healthy_machine_is_told_so(capsys: pytest.CaptureFixture[str]) -> None:
    told = run(capsys, "doctor")
    assert told.code == 0
    assert told.err == ""
    assert "missing" not in told.out
    assert "pose estimation runs" in told.out
    assert "annotated films (H.264) can be written" in told.out
    assert told.out.endswith("Everything that analysing a video needs is there.\n")
    for name in doctor.PACKAGES:
        assert f"ok       {name} {metadata.version(name)}\n" in told.out


def test_a_missing_package_is_told_with_its_command(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def version(name: str) -> str:
        if name == "av":
            raise metadata.PackageNotFoundError(name)
        return "1.0"

    monkeypatch.setattr(doctor, "version", version)
    told = run(capsys, "doctor")
    assert told.code == ModelError.exit_code
    assert "missing  av: run pip install av" in told.out
    assert "pose estimation" not in told.out, "what is not there cannot be tried"
    assert "Everything" not in told.out


@pytest.mark.parametrize("state", ["missing", "damaged"])
def test_a_model_that_is_not_whole_is_told(
    state: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("formcheck.capture.models._state", lambda _file: state)
    told = run(capsys, "doctor")
    assert told.code == ModelError.exit_code
    for name in ("lite", "full", "heavy"):
        assert f"missing  model {name} is {state}: reinstall formcheck" in told.out


def test_a_list_of_models_that_is_missing_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("formcheck.capture.models._FOLDERS", ())
    told = run(capsys, "doctor")
    assert told.code == ModelError.exit_code
    assert "manifest.toml" in told.out


@pytest.mark.parametrize(
    "error",
    [
        ModelError("MediaPipe cannot start (libGLESv2.so.2): apt-get install libgles2."),
        ImportError("libGL.so.1: cannot open shared object file"),
    ],
)
def test_a_system_library_that_is_missing_shows_when_it_is_tried(
    error: Exception, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_model: object) -> None:
        raise error

    monkeypatch.setattr("formcheck.analysis.ESTIMATORS", {"blazepose": fail})
    told = run(capsys, "doctor")
    assert told.code == ModelError.exit_code
    assert f"missing  pose estimation: {error}" in told.out


def test_the_estimator_really_looks_at_a_picture(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Frame] = []

    class Looker(ScriptedEstimator):
        def estimate(self, frame: Frame) -> Pose:
            seen.append(frame)
            return super().estimate(frame)

    monkeypatch.setattr("formcheck.analysis.ESTIMATORS", {"blazepose": lambda _: Looker([])})
    run(capsys, "doctor")
    (frame,) = seen
    assert frame.image.shape[2] == 3
    assert frame.image.dtype == np.uint8


def test_a_pyav_without_h264_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("av.codecs_available", {"mpeg4"})
    told = run(capsys, "doctor")
    assert told.code == ModelError.exit_code
    assert "missing  films: this PyAV cannot write H.264" in told.out


# --- Sound ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("backends", "can_play", "line"),
    [
        ([SPEAKS, TONES], True, "speaks with parrot"),
        ([DUMB, SPEAKS, TONES], True, "speaks with parrot"),
        ([DUMB, TONES], True, "No voice, only tones, because mute failed: check the sound"),
        ([DUMB, TONES], False, "No sound, because mute, sounddevice failed: check"),
        ([TONES], True, f"No voice, only tones: {REMEDY}."),
        ([], True, f"No sound: {REMEDY}."),
    ],
)
def test_doctor_reports_sound_and_never_counts_it_as_missing(
    backends: list[SpeechBackend],
    line: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    *,
    can_play: bool,
) -> None:
    hears(monkeypatch, *backends, can_play=can_play)
    told = run(capsys, "doctor")
    assert told.code == 0
    assert f"\nsound    {line}" in told.out


# --- Cameras -----------------------------------------------------------------------------------


def cameras(*answering: int) -> type:
    """A VideoCapture for a machine with these cameras; OpenCV complains about all others."""

    class Capture:
        released: list[int] = []  # noqa: RUF012  # shared on purpose

        def __init__(self, index: int) -> None:
            self.index = index

        def isOpened(self) -> bool:  # noqa: N802  # as OpenCV has it
            return self.index in answering

        def release(self) -> None:
            self.released.append(self.index)

    return Capture


def test_the_cameras_that_answer_are_listed_and_let_go(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    capture: Any = cameras(0, 2)
    monkeypatch.setattr("cv2.VideoCapture", capture)
    monkeypatch.setattr(doctor, "_candidates", lambda: [0, 1, 2, 3])
    told = run(capsys, "doctor")
    assert told.code == 0
    assert "cameras  0, 2\n" in told.out
    assert capture.released == [0, 1, 2, 3]


def test_no_camera_is_no_fault(capsys: pytest.CaptureFixture[str]) -> None:
    told = run(capsys, "doctor")
    assert told.code == 0
    assert "cameras  none found; recorded videos need none" in told.out


def test_a_camera_that_is_not_there_makes_no_noise(capfd: pytest.CaptureFixture[str]) -> None:
    """OpenCV prints warnings about it to the terminal itself."""
    assert doctor._answers(97) is False
    printed = capfd.readouterr()
    assert printed.out == ""
    assert printed.err == ""


def test_linux_is_asked_which_cameras_there_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr("pathlib.Path.exists", lambda path: path.name in {"video1", "video9"})
    assert doctor._candidates() == [1]
    monkeypatch.setattr("sys.platform", "darwin")
    assert doctor._candidates() == [0, 1, 2, 3]


def test_cameras_are_listed_with_size_and_rate(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Device:
        def read(self) -> Shot:
            time.sleep(0.02)
            return Shot(time.monotonic(), np.zeros((48, 64, 3), np.uint8))

        def close(self) -> None:
            pass

    monkeypatch.setattr(
        "formcheck.capture.camera.open_device", lambda index, **_: Device() if index else None
    )
    monkeypatch.setattr(doctor, "_candidates", lambda: [0, 1])
    told = run(capsys, "doctor", "--cameras")
    assert told.code == 0
    first, second = told.out.splitlines()
    assert first.startswith("camera 0  Camera 0 sends no picture: check")
    rate = re.fullmatch(r"camera 1  64 x 48, (\d+) pictures a second", second)
    assert rate is not None
    assert 20 <= int(rate[1]) <= 50


def test_a_machine_without_cameras_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "_candidates", list)
    assert "No camera found: connect one" in run(capsys, "doctor", "--cameras").out
