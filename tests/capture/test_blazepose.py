"""What goes into MediaPipe and what comes out; and, slowly, MediaPipe itself."""

from __future__ import annotations

import importlib.metadata
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from mediapipe.tasks.python.vision import RunningMode
from support.paths import ROOT as REPOSITORY

from formcheck.capture import blazepose
from formcheck.capture.blazepose import BlazePose
from formcheck.capture.models import MODEL_NAMES, ModelFile, list_models
from formcheck.capture.video_file import Frame, VideoFile
from formcheck.errors import ModelError
from formcheck.pose.joints import Joint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray


needs_models = pytest.mark.skipif(
    any(row.state == "missing" for row in list_models()), reason="no models on this machine"
)


class FakeLandmarker:
    """Keeps what it is shown and finds what it is told to."""

    def __init__(self) -> None:
        self.pictures: list[NDArray[np.uint8]] = []
        self.times_ms: list[int] = []
        self.closed = 0
        self.marks: NDArray[np.float64] | None = None
        self.world: NDArray[np.float64] | None = None

    def detect_for_video(self, picture: Any, time_ms: int) -> SimpleNamespace:  # noqa: ANN401
        self.pictures.append(picture.numpy_view().copy())
        self.times_ms.append(time_ms)
        if self.marks is None or self.world is None:
            return SimpleNamespace(pose_landmarks=[], pose_world_landmarks=[])
        marks = [SimpleNamespace(x=x, y=y, z=0.0, visibility=v) for x, y, v in self.marks]
        world = [SimpleNamespace(x=x, y=y, z=z, visibility=0.0) for x, y, z in self.world]
        return SimpleNamespace(pose_landmarks=[marks], pose_world_landmarks=[world])

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def landmarker(monkeypatch: pytest.MonkeyPatch) -> FakeLandmarker:
    """The landmarker that the next estimator will use."""
    fake = FakeLandmarker()
    file = ModelFile("full", Path("full.task"), 1, "ab" * 32)
    monkeypatch.setattr(blazepose, "find_model", lambda _: file)
    monkeypatch.setattr(blazepose, "_landmarker", lambda *_: fake)
    return fake


def frame(index: int = 0, time_s: float = 0.0, *, size_px: tuple[int, int] = (64, 48)) -> Frame:
    image = np.zeros((size_px[1], size_px[0], 3), np.uint8)
    image[..., 0] = 200  # blue
    return Frame(index, time_s, image)


def test_blue_stays_blue(landmarker: FakeLandmarker) -> None:
    with BlazePose() as estimator:
        estimator.estimate(frame())
    assert landmarker.pictures[0][0, 0].tolist() == [0, 0, 200]


def test_landmarks_become_pixels_in_float32(landmarker: FakeLandmarker) -> None:
    rng = np.random.default_rng(5)
    landmarker.marks = rng.random((33, 3))
    landmarker.world = rng.normal(size=(33, 3))
    with BlazePose() as estimator:
        pose = estimator.estimate(frame(7, 1.5, size_px=(640, 360)))
    assert (pose.index, pose.time_s, pose.size_px) == (7, 1.5, (640, 360))
    expected = (landmarker.marks[:, :2] * [640, 360]).astype(np.float32)
    np.testing.assert_array_equal(pose.image, expected)
    np.testing.assert_array_equal(pose.world, landmarker.world.astype(np.float32))
    np.testing.assert_array_equal(pose.visibility, landmarker.marks[:, 2].astype(np.float32))
    assert {pose.image.dtype, pose.world.dtype, pose.visibility.dtype} == {np.dtype("f4")}


def test_landmarks_outside_the_image_are_kept(landmarker: FakeLandmarker) -> None:
    landmarker.marks = np.full((33, 3), 0.5)
    landmarker.marks[Joint.LEFT_ANKLE] = (-0.25, 1.5, 0.1)
    landmarker.world = np.zeros((33, 3))
    with BlazePose() as estimator:
        pose = estimator.estimate(frame(size_px=(640, 480)))
    np.testing.assert_array_equal(pose.image[Joint.LEFT_ANKLE], [-160, 720])


def test_frame_without_a_person_gives_an_absent_pose(landmarker: FakeLandmarker) -> None:
    with BlazePose() as estimator:
        pose = estimator.estimate(frame(3, 0.1))
    assert pose.is_absent
    assert (pose.index, pose.time_s, pose.size_px) == (3, 0.1, (64, 48))
    assert not pose.visibility.any()
    assert len(landmarker.times_ms) == 1


@pytest.mark.parametrize(
    ("times_s", "times_ms"),
    [
        ([0.0, 1 / 30, 2 / 30], [0, 33, 67]),
        ([0.0, 0.0004, 0.0008, 0.0012], [0, 1, 2, 3]),
        ([0.0, 0.0001, 0.0002, 0.5], [0, 1, 2, 500]),
        ([5.0, 5.0001], [5000, 5001]),
        ([3600.0, 3600.01], [3600000, 3600010]),
    ],
)
def test_timestamps_strictly_increase(
    landmarker: FakeLandmarker, times_s: list[float], times_ms: list[int]
) -> None:
    with BlazePose() as estimator:
        for index, time_s in enumerate(times_s):
            estimator.estimate(frame(index, time_s))
    assert landmarker.times_ms == times_ms


def test_second_close_does_nothing(landmarker: FakeLandmarker) -> None:
    with BlazePose() as estimator:
        estimator.close()
    estimator.close()
    assert landmarker.closed == 1
    with pytest.raises(ValueError, match="closed"):
        estimator.estimate(frame())


def test_closed_when_the_loop_fails(landmarker: FakeLandmarker) -> None:
    with pytest.raises(RuntimeError), BlazePose():
        raise RuntimeError
    assert landmarker.closed == 1


def test_info_names_estimator_and_model(landmarker: FakeLandmarker) -> None:
    with BlazePose() as estimator:
        assert estimator.info.version == importlib.metadata.version("mediapipe")
        assert (estimator.info.name, estimator.info.model) == ("blazepose", "full")
        assert estimator.info.model_sha256 == "ab" * 32
    assert landmarker.closed


def test_model_that_mediapipe_refuses(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "own.task"
    with zipfile.ZipFile(path, "w") as archive:
        for member in ("pose_detector.tflite", "pose_landmarks_detector.tflite"):
            archive.writestr(member, b"no network")
    with pytest.raises(ModelError) as caught:
        BlazePose(path)
    message = str(caught.value)
    assert message.startswith("MediaPipe cannot run the model own.task (")
    assert message.endswith("use one of those that come with formcheck, or reinstall it.")
    assert "\n" not in message
    assert caught.value.__cause__ is not None
    assert capfd.readouterr() == ("", "")


def test_system_library_that_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> None:
        raise OSError("libEGL.so.1: cannot open shared object file")

    monkeypatch.setattr(f"{blazepose.__name__}.PoseLandmarker.create_from_options", refuse)
    file = ModelFile("full", tmp_path / "full.task", 1, "")
    with pytest.raises(ModelError, match=r"cannot start \(libEGL\.so\.1.*apt-get install libegl1"):
        blazepose._landmarker(file, RunningMode.VIDEO)


# --- MediaPipe itself -------------------------------------------------------------------


@pytest.fixture(scope="module")
def real_frames(real_clip: Path) -> list[Frame]:
    return list(VideoFile(real_clip))


@pytest.fixture(params=MODEL_NAMES)
def estimator(request: pytest.FixtureRequest) -> Iterator[BlazePose]:
    with BlazePose(request.param) as made:
        yield made


@pytest.mark.slow
@needs_models
def test_real_person_is_followed(estimator: BlazePose, real_frames: list[Frame]) -> None:
    poses = [estimator.estimate(frame) for frame in real_frames[::3]]
    assert not any(pose.is_absent for pose in poses)
    for pose in poses:
        # The man lies with his head to the left, the camera at his right side.
        nose, hip, ankle = pose.image[[Joint.NOSE, Joint.RIGHT_HIP, Joint.RIGHT_ANKLE]]
        assert 0 < nose[0] < hip[0] < ankle[0] < 640
        assert 0 < hip[1] < 480
        assert pose.visibility[Joint.RIGHT_HIP] > 0.9
        mid_hip = pose.world[[Joint.LEFT_HIP, Joint.RIGHT_HIP]].mean(axis=0)
        assert np.abs(mid_hip).max() < 0.02


@pytest.mark.slow
@needs_models
def test_same_pixels_give_the_same_poses(real_frames: list[Frame]) -> None:
    runs = []
    for _ in range(2):
        with BlazePose("lite") as estimator:
            runs.append([estimator.estimate(frame).image for frame in real_frames[:20]])
    np.testing.assert_allclose(runs[0], runs[1], atol=0.5)


@pytest.mark.slow
@needs_models
def test_no_person_is_found_in_an_empty_room() -> None:
    with BlazePose("lite") as estimator:
        assert all(estimator.estimate(frame(k, k / 30)).is_absent for k in range(5))


@pytest.mark.slow
@needs_models
def test_whole_clip_leaves_standard_error_to_python(real_clip: Path) -> None:
    program = (
        "import json, sys\n"
        "from formcheck.capture.pose_estimator import ESTIMATORS, estimate\n"
        "from formcheck.capture.video_file import VideoFile\n"
        "estimator = ESTIMATORS['blazepose']('full')\n"
        "with VideoFile(sys.argv[1]) as video:\n"
        "    seen = [row.pose.is_absent for row in estimate(video, estimator)]\n"
        "estimator.close()\n"
        "print('python speaks', file=sys.stderr)\n"
        "print(json.dumps([len(seen), sum(seen)]))\n"
    )
    run = subprocess.run(  # noqa: S603 - this Python
        [sys.executable, "-c", program, str(real_clip)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stderr == "python speaks\n"
    assert run.returncode == 0
    assert json.loads(run.stdout) == [91, 0]


@pytest.mark.slow
@needs_models
def test_failure_on_the_way_still_ends_quietly(real_clip: Path) -> None:
    program = (
        "import sys\n"
        "from formcheck.capture.blazepose import BlazePose\n"
        "from formcheck.capture.video_file import VideoFile\n"
        "with VideoFile(sys.argv[1]) as video, BlazePose('lite') as estimator:\n"
        "    for frame in video:\n"
        "        estimator.estimate(frame)\n"
        "        if frame.index == 3:\n"
        "            sys.exit('my own words')\n"
    )
    run = subprocess.run(  # noqa: S603 - this Python
        [sys.executable, "-c", program, str(real_clip)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stderr) == (1, "my own words\n")
