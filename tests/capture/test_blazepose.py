"""What goes into MediaPipe and what comes out; and, slowly, MediaPipe itself."""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import pytest
from mediapipe.tasks.python.vision import RunningMode
from support.paths import ROOT, SAMPLES

from formcheck.capture import blazepose
from formcheck.capture.blazepose import MOST_PEOPLE, BlazePose, PeopleCounter
from formcheck.capture.models import MODEL_NAMES, ModelFile, list_models
from formcheck.capture.people import _painted_over
from formcheck.capture.pose_estimator import EstimatorInfo
from formcheck.capture.video_file import Frame, VideoFile
from formcheck.errors import ModelError
from formcheck.pose.joints import Joint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

CLIPS = sorted(path for path in SAMPLES.glob("*.mp4") if not path.stem.endswith("_faults"))

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
    monkeypatch.setattr(blazepose, "find_model", lambda _: file)
    monkeypatch.setattr(blazepose, "_landmarker", lambda *_: fake)
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
    with BlazePose() as estimator:
        pose = estimator.estimate(frame(7, 1.5, size_px=(640, 360)))
    assert landmarker.pictures[0][0, 0].tolist() == [0, 0, 200], "blue stays blue"
    assert (pose.index, pose.time_s, pose.size_px) == (7, 1.5, (640, 360))
    expected = (landmarker.marks[:, :2] * [640, 360]).astype(np.float32)
    np.testing.assert_array_equal(pose.image, expected)
    np.testing.assert_array_equal(pose.world, landmarker.world.astype(np.float32))
    np.testing.assert_array_equal(pose.visibility, landmarker.marks[:, 2].astype(np.float32))
    assert {pose.image.dtype, pose.world.dtype, pose.visibility.dtype} == {np.dtype("f4")}


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


@pytest.mark.parametrize(
    ("make", "use"),
    [
        (BlazePose, lambda opened: opened.estimate(frame())),
        (PeopleCounter, lambda opened: opened.count(plain(*GREY))),
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
    assert BlazePose().info == EstimatorInfo("blazepose", version, "full", "ab" * 32)
    assert not landmarker.closed


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


# --- Counting people -----------------------------------------------------------------------------


@pytest.mark.parametrize("columns", [(), (300,), (150, 450), (100, 320, 550), (60, 220, 380, 560)])
def test_each_person_is_counted_once(landmarker: FakeLandmarker, columns: tuple[int, ...]) -> None:
    image = plain(*GREY)
    image[240, list(columns)] = (0, 0, 255)
    before = image.copy()
    with PeopleCounter() as counter:
        assert counter.count(image) == min(len(columns), MOST_PEOPLE)
    assert len(landmarker.pictures) == min(len(columns) + 1, MOST_PEOPLE)
    np.testing.assert_array_equal(image, before)
    np.testing.assert_array_equal(landmarker.pictures[0], before[..., ::-1])


def test_painted_person_is_gone_and_the_rest_stays() -> None:
    image = plain(*GREY)
    cv2.rectangle(image, (160, 130), (240, 350), (0, 0, 255), -1)
    image[100, 600] = (1, 2, 3)
    rest = _painted_over(image, PERSON + np.array([200, 240], np.float32))
    assert rest[240, 200].tolist() == list(GREY)
    assert rest[100, 600].tolist() == [1, 2, 3]
    assert image[240, 200].tolist() == [0, 0, 255]


@pytest.mark.parametrize("at", [(-500, -500), (5000, 240), (0, 0), (639, 479)])
def test_person_outside_or_at_the_edge_is_painted(at: tuple[int, int]) -> None:
    assert _painted_over(plain(*GREY), PERSON + np.array(at, np.float32)).shape == (480, 640, 3)


def test_person_that_fills_the_picture_leaves_black() -> None:
    assert not _painted_over(plain(*GREY), 100 * PERSON + np.array([320, 240], np.float32)).any()


# --- MediaPipe itself ----------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _slow_tests_need_models(request: pytest.FixtureRequest) -> None:
    is_slow = request.node.get_closest_marker("slow") is not None
    if is_slow and any(file.state() == "missing" for file in list_models()):
        pytest.skip("no models on this machine")


@pytest.fixture(scope="module")
def real_frames(real_clip: Path) -> list[Frame]:
    return list(VideoFile(real_clip))


@pytest.fixture
def counter() -> Iterator[PeopleCounter]:
    with PeopleCounter() as made:
        yield made


def first_image(path: Path) -> NDArray[np.uint8]:
    with VideoFile(path) as video:
        return next(iter(video)).image


@pytest.mark.slow
@pytest.mark.parametrize("model", MODEL_NAMES)
def test_real_person_is_followed(model: str, real_frames: list[Frame]) -> None:
    with BlazePose(model) as estimator:
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
def test_same_pixels_give_the_same_poses(real_frames: list[Frame]) -> None:
    runs = []
    for _ in range(2):
        with BlazePose("lite") as estimator:
            runs.append([estimator.estimate(frame).image for frame in real_frames[:20]])
    np.testing.assert_allclose(runs[0], runs[1], atol=0.5)


@pytest.mark.slow
def test_no_person_is_found_in_an_empty_room() -> None:
    with BlazePose("lite") as estimator:
        assert all(estimator.estimate(frame(k, k / 30)).is_absent for k in range(5))


PROGRAM = """
import sys
from formcheck.capture.blazepose import BlazePose
from formcheck.capture.video_file import VideoFile
with VideoFile(sys.argv[1]) as video, BlazePose('lite') as estimator:
    for frame in video:
        estimator.estimate(frame)
        if frame.index == int(sys.argv[2]):
            sys.exit('my own words')
print('python speaks', file=sys.stderr)
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fails_at", "expected"), [(1000, (0, "python speaks\n")), (3, (1, "my own words\n"))]
)
def test_standard_error_is_left_to_python(
    fails_at: int, expected: tuple[int, str], real_clip: Path
) -> None:
    run = subprocess.run(  # noqa: S603 - this Python
        [sys.executable, "-c", PROGRAM, str(real_clip), str(fails_at)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (run.returncode, run.stderr) == expected


@pytest.mark.slow
@pytest.mark.parametrize("path", CLIPS, ids=lambda path: path.stem)
def test_every_sample_shows_one_person(path: Path, counter: PeopleCounter) -> None:
    assert counter.count(first_image(path)) == 1


@pytest.mark.slow
def test_most_second_people_are_noticed(counter: PeopleCounter) -> None:
    images = [first_image(path) for path in CLIPS]
    pairs = zip(images, images[5:] + images[:5], strict=True)
    found = [counter.count(np.hstack(pair)) for pair in pairs]
    assert max(found) == 2
    assert found.count(2) >= 0.75 * len(found)


@pytest.mark.slow
def test_empty_room_has_no_person(
    counter: PeopleCounter, capfd: pytest.CaptureFixture[str]
) -> None:
    assert counter.count(plain(127, 127, 127)) == 0
    noise = np.random.default_rng(0).integers(0, 255, (480, 640, 3), np.uint8)
    assert counter.count(noise) == 0
    for path in CLIPS[:6]:
        image = first_image(path)
        (person,) = counter.others(Frame(0, 0.0, image))
        assert counter.others(Frame(0, 0.0, image), [person]) == []
    assert capfd.readouterr().err == ""
