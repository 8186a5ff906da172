"""The doctor tries each part; for a missing part it says how to get it."""

from __future__ import annotations

import re
import sys
import time
from importlib import metadata
from typing import TYPE_CHECKING

import numpy as np
import pytest
from support.commands import use_estimator

from formcheck.capture.devices import Shot
from formcheck.capture.pose_estimator import ScriptedEstimator
from formcheck.cli import doctor
from formcheck.errors import ModelError
from formcheck.output.speech.backends import REMEDY, TONES, SpeechBackend

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.commands import Command

    from formcheck.capture.video_file import Frame
    from formcheck.pose.pose import Pose


ESTIMATORS = "formcheck.capture.pose_estimator.ESTIMATORS"
SPEAKS = SpeechBackend("parrot", (sys.executable, "-S", "-c", "import sys; sys.stdin.read()"))
DUMB = SpeechBackend("mute", (sys.executable, "-S", "-c", "raise SystemExit(3)"))


@pytest.fixture(autouse=True)
def _healthy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has everything but a camera, without loading the pose model."""
    use_estimator(monkeypatch, lambda: ScriptedEstimator([]))
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


def test_healthy_machine_passes(command: Command) -> None:
    done = command("doctor")
    assert done.code == 0
    assert done.err == ""
    assert "missing" not in done.out
    assert "pose estimation runs" in done.out
    assert "annotated films (H.264) can be written" in done.out
    assert "cameras  none found; recorded videos need none" in done.out
    assert done.out.endswith("Everything that analysing a video needs is there.\n")
    for name in doctor.PACKAGES:
        assert re.search(f"^ok       {name.partition('-')[0]}.* [0-9.]+$", done.out, re.MULTILINE)


def test_the_larger_build_of_opencv_will_do(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def version(name: str) -> str:
        if name == "opencv-python":
            raise metadata.PackageNotFoundError(name)
        return "1.0"

    monkeypatch.setattr(metadata, "version", version)
    assert "ok       opencv-contrib-python 1.0\n" in command("doctor").out


def test_missing_package_is_named_with_its_command(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def version(name: str) -> str:
        if name == "av":
            raise metadata.PackageNotFoundError(name)
        return "1.0"

    monkeypatch.setattr(metadata, "version", version)
    done = command("doctor")
    assert done.code == ModelError.exit_code
    assert "missing  av: run pip install av" in done.out
    assert "pose estimation" not in done.out, "what is not there cannot be tried"
    assert "Everything" not in done.out


def broken_estimator(error: Exception) -> Callable[[object], None]:
    def fail(_model: object) -> None:
        raise error

    return fail


GLES = ModelError("MediaPipe cannot start (libGLESv2.so.2): apt-get install libgles2.")
MODEL_STATE = "formcheck.capture.models.ModelFile.state"
LIBGL = ImportError("libGL.so.1: cannot open shared object file")


@pytest.mark.parametrize(
    ("target", "value", "line"),
    [
        (MODEL_STATE, lambda _: "missing", "model lite is missing"),
        (MODEL_STATE, lambda _: "damaged", "model heavy is damaged"),
        ("formcheck.capture.models._FOLDERS", (), "manifest.toml"),
        ("av.codecs_available", {"mpeg4"}, "films: this PyAV cannot write H.264"),
        (ESTIMATORS, {"blazepose": broken_estimator(GLES)}, str(GLES)),
        (ESTIMATORS, {"blazepose": broken_estimator(LIBGL)}, str(LIBGL)),
    ],
)
def test_broken_part_is_named(
    target: str, value: object, line: str, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A missing system library shows only when a pose is estimated."""
    monkeypatch.setattr(target, value)
    done = command("doctor")
    assert done.code == ModelError.exit_code
    assert re.search(f"^missing  .*{re.escape(line)}", done.out, re.MULTILINE)


def test_estimator_gets_a_picture(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Frame] = []

    class Looker(ScriptedEstimator):
        def estimate(self, frame: Frame) -> Pose:
            seen.append(frame)
            return super().estimate(frame)

    use_estimator(monkeypatch, lambda: Looker([]))
    command("doctor")
    (frame,) = seen
    assert frame.image.shape[2] == 3
    assert frame.image.dtype == np.uint8


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
    command: Command,
    monkeypatch: pytest.MonkeyPatch,
    *,
    can_play: bool,
) -> None:
    hears(monkeypatch, *backends, can_play=can_play)
    done = command("doctor")
    assert done.code == 0
    assert f"\nsound    {line}" in done.out


# --- Cameras -----------------------------------------------------------------------------------


class Device:
    """A camera that sends 50 pictures a second."""

    is_closed = False

    def read(self) -> Shot:
        time.sleep(0.02)
        return Shot(time.monotonic(), np.zeros((48, 64, 3), np.uint8))

    def close(self) -> None:
        self.is_closed = True


def test_answering_cameras_are_listed_and_released(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    devices = {0: Device(), 2: Device()}
    monkeypatch.setattr("formcheck.capture.devices.open_device", devices.get)
    monkeypatch.setattr(doctor, "_candidates", lambda: [0, 1, 2, 3])
    done = command("doctor")
    assert done.code == 0
    assert "cameras  0, 2\n" in done.out
    assert all(device.is_closed for device in devices.values())


def test_missing_camera_prints_no_warning(capfd: pytest.CaptureFixture[str]) -> None:
    """OpenCV prints warnings about it to the terminal itself."""
    assert doctor._answers(97) is False
    printed = capfd.readouterr()
    assert printed.out == ""
    assert printed.err == ""


def test_linux_lists_its_cameras_as_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr("pathlib.Path.exists", lambda path: path.name in {"video1", "video9"})
    assert doctor._candidates() == [1]
    monkeypatch.setattr("sys.platform", "darwin")
    assert doctor._candidates() == [0, 1, 2, 3]


def test_cameras_are_listed_with_size_and_rate(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "formcheck.capture.camera.open_device", lambda index, **_: Device() if index else None
    )
    monkeypatch.setattr(doctor, "_candidates", lambda: [0, 1])
    done = command("doctor", "--cameras")
    assert done.code == 0
    first, second = done.out.splitlines()
    assert first.startswith("camera 0  Camera 0 sends no picture: check")
    rate = re.fullmatch(r"camera 1  64 x 48, (\d+) pictures a second", second)
    assert rate is not None
    assert 20 <= int(rate[1]) <= 50


def test_machine_without_cameras_says_so(command: Command) -> None:
    assert "No camera found: connect one" in command("doctor", "--cameras").out
