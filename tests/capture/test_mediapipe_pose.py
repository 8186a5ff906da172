"""What goes into MediaPipe and what comes out; and, slowly, MediaPipe itself."""

from __future__ import annotations

import importlib.metadata
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from formcheck.capture.models import ModelFile, list_models
from formcheck.capture.pose_estimator import EstimatorInfo
from formcheck.capture.video_file import Frame
from formcheck.errors import ModelError
from formcheck.pose.joints import Joint

pytest.importorskip("mediapipe")

from mediapipe.tasks.python.vision import RunningMode

from formcheck.capture import mediapipe_pose
from formcheck.capture.mediapipe_pose import MediaPipeCounter, MediaPipePose

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

GREY = (90, 90, 90)
PERSON = np.stack([np.linspace(-30, 30, 33), np.linspace(-100, 100, 33)], axis=1).astype("f4")
"""Joints of a person around a point, pixels."""


class FakeLandmarker:
    """Keeps the pictures that it gets.

    In a video it finds given marks.  In a single picture it finds a person at each red pixel, the
    leftmost first.
    """

    def __init__(self) -> None:
        self.pictures: list[NDArray[np.uint8]] = []
        self.times_ms: list[int] = []
        self.closed = 0
        self.marks = np.zeros((0, 3))
        self.world = np.zeros((33, 3))

    def detect_for_video(self, picture: Any, time_ms: int) -> SimpleNamespace:  # noqa: ANN401
        self.pictures.append(picture.numpy_view().copy())
        self.times_ms.append(time_ms)
        marks = [SimpleNamespace(x=x, y=y, z=0.0, visibility=v) for x, y, v in self.marks]
        world = [SimpleNamespace(x=x, y=y, z=z, visibility=0.0) for x, y, z in self.world]
        return SimpleNamespace(
            pose_landmarks=[marks] if marks else [], pose_world_landmarks=[world]
        )

    def detect(self, picture: Any) -> SimpleNamespace:  # noqa: ANN401
        rgb = picture.numpy_view()
        self.pictures.append(rgb.copy())
        red = np.argwhere(((rgb[..., 0] == 255) & (rgb[..., 1] == 0)).T)
        joints = [(PERSON + at) / (rgb.shape[1], rgb.shape[0]) for at in red[:1]]
        marks = [
            [SimpleNamespace(x=x, y=y, z=0.0, visibility=1.0) for x, y in person]
            for person in joints
        ]
        return SimpleNamespace(pose_landmarks=marks, pose_world_landmarks=marks)

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def landmarker(monkeypatch: pytest.MonkeyPatch) -> FakeLandmarker:
    """The landmarker that the next estimator or counter will use."""
    fake = FakeLandmarker()
    file = ModelFile("full", Path("full.task"), 1, "ab" * 32)
    monkeypatch.setattr(mediapipe_pose, "find_model", lambda _: file)
    monkeypatch.setattr(mediapipe_pose, "_landmarker", lambda *_: fake)
    return fake


def plain(*bgr: int, size_px: tuple[int, int] = (640, 480)) -> NDArray[np.uint8]:
    """A picture of one colour."""
    return np.full((size_px[1], size_px[0], 3), bgr, np.uint8)


def frame(index: int = 0, time_s: float = 0.0, *, size_px: tuple[int, int] = (64, 48)) -> Frame:
    return Frame(index, time_s, plain(200, 0, 0, size_px=size_px))


def test_landmarks_become_pixels_in_float32(landmarker: FakeLandmarker) -> None:
    rng = np.random.default_rng(5)
    landmarker.marks = rng.random((33, 3))
    landmarker.marks[Joint.LEFT_ANKLE] = (-0.25, 1.5, 0.1)  # outside the image
    landmarker.world = rng.normal(size=(33, 3))
    with MediaPipePose() as estimator:
        pose = estimator.estimate(frame(7, 1.5, size_px=(640, 360)))
    assert landmarker.pictures[0][0, 0].tolist() == [0, 0, 200], "blue stays blue"
    assert (pose.index, pose.time_s, pose.size_px) == (7, 1.5, (640, 360))
    expected = (landmarker.marks[:, :2] * [640, 360]).astype(np.float32)
    np.testing.assert_array_equal(pose.image, expected)
    np.testing.assert_array_equal(pose.world, landmarker.world.astype(np.float32))
    np.testing.assert_array_equal(pose.visibility, landmarker.marks[:, 2].astype(np.float32))
    assert {pose.image.dtype, pose.world.dtype, pose.visibility.dtype} == {np.dtype("f4")}


def test_frame_without_a_person_gives_an_absent_pose(landmarker: FakeLandmarker) -> None:
    with MediaPipePose() as estimator:
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
    with MediaPipePose() as estimator:
        for index, time_s in enumerate(times_s):
            estimator.estimate(frame(index, time_s))
    assert landmarker.times_ms == times_ms


@pytest.mark.parametrize(
    ("make", "use"),
    [
        (MediaPipePose, lambda opened: opened.estimate(frame())),
        (MediaPipeCounter, lambda opened: opened.count(plain(*GREY))),
    ],
)
def test_closed_once_and_for_all(
    landmarker: FakeLandmarker, make: Callable[[], Any], use: Callable[[Any], object]
) -> None:
    with pytest.raises(RuntimeError), make() as opened:
        raise RuntimeError
    opened.close()
    assert landmarker.closed == 1
    with pytest.raises(ValueError, match="closed"):
        use(opened)


def test_info_names_estimator_and_model(landmarker: FakeLandmarker) -> None:
    version = importlib.metadata.version("mediapipe")
    assert MediaPipePose().info == EstimatorInfo("mediapipe", version, "full", "ab" * 32)
    assert not landmarker.closed


def test_model_that_mediapipe_refuses(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "own.task"
    with zipfile.ZipFile(path, "w") as archive:
        for member in ("pose_detector.tflite", "pose_landmarks_detector.tflite"):
            archive.writestr(member, b"no network")
    with pytest.raises(ModelError) as caught:
        MediaPipePose(path)
    message = str(caught.value)
    assert message.startswith("MediaPipe cannot run the model own.task (")
    assert message.endswith("use one of those that come with formcheck, or reinstall it.")
    assert "\n" not in message
    assert caught.value.__cause__ is not None
    assert capfd.readouterr() == ("", "")


def test_system_library_that_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> None:
        raise OSError("libEGL.so.1: cannot open shared object file")

    monkeypatch.setattr(f"{mediapipe_pose.__name__}.PoseLandmarker.create_from_options", refuse)
    file = ModelFile("full", tmp_path / "full.task", 1, "")
    with pytest.raises(ModelError, match=r"cannot start \(libEGL\.so\.1.*apt-get install libegl1"):
        mediapipe_pose._landmarker(file, RunningMode.VIDEO)


# --- Counting people -----------------------------------------------------------------------------


def test_each_person_is_counted_once(landmarker: FakeLandmarker) -> None:
    image = plain(*GREY)
    image[240, [150, 450]] = (0, 0, 255)
    with MediaPipeCounter() as counter:
        assert counter.count(image) == 2
    assert len(landmarker.pictures) == 3, "until nobody is found"
    np.testing.assert_array_equal(landmarker.pictures[0], image[..., ::-1])


# --- MediaPipe itself ----------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _slow_tests_need_models(request: pytest.FixtureRequest) -> None:
    is_slow = request.node.get_closest_marker("slow") is not None
    if is_slow and any(file.state() == "missing" for file in list_models()):
        pytest.skip("no models on this machine")


@pytest.mark.slow
def test_no_person_is_found_in_an_empty_room() -> None:
    with MediaPipePose("lite") as estimator:
        assert all(estimator.estimate(frame(k, k / 30)).is_absent for k in range(5))
