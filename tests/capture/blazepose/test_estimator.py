"""One person from frame to frame: followed, lost, found again, and the same as MediaPipe."""

from __future__ import annotations

import importlib.metadata
import itertools
from typing import TYPE_CHECKING

import numpy as np
import pytest
from support.paths import SAMPLES

from formcheck.capture.blazepose.detector import Detector
from formcheck.capture.blazepose.estimator import BlazePose
from formcheck.capture.models import MODEL_NAMES
from formcheck.capture.pose_estimator import EstimatorInfo
from formcheck.capture.video_file import Frame, VideoFile
from formcheck.pose.joints import Joint

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from formcheck.capture.models import ModelFile
    from formcheck.pose.pose import Pose

EMPTY = np.full((480, 640, 3), 90, np.uint8)


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The heights of the pictures that were searched as a whole."""
    heights_px: list[int] = []
    find = Detector.find

    def counted(self: Detector, image: NDArray[np.uint8]) -> object:
        heights_px.append(len(image))
        return find(self, image)

    monkeypatch.setattr(Detector, "find", counted)
    return heights_px


def poses(
    file: ModelFile, images: Sequence[NDArray[np.uint8]], *, start_s: float = 0.0
) -> list[Pose]:
    with BlazePose(file.path) as estimator:
        return [
            estimator.estimate(Frame(k, start_s + k / 30, image)) for k, image in enumerate(images)
        ]


def test_info_names_estimator_and_model(lite: ModelFile) -> None:
    version = importlib.metadata.version("ai-edge-litert")
    with BlazePose("lite") as estimator:
        assert estimator.info == EstimatorInfo("blazepose", version, "lite", lite.sha256)


def test_joints_are_pixels_of_the_picture(lite: ModelFile, person: NDArray[np.uint8]) -> None:
    (pose,) = poses(lite, [person])
    assert pose.size_px == (640, 480)
    head, hip, ankle = pose.image[[Joint.NOSE, Joint.LEFT_HIP, Joint.LEFT_ANKLE]]
    assert [head[0], hip[0], ankle[0]] == pytest.approx([137, 328, 468], abs=10)
    assert [head[1], hip[1], ankle[1]] == pytest.approx([294, 303, 320], abs=10)


def test_picture_is_searched_only_until_the_person_is_found(
    lite: ModelFile, person: NDArray[np.uint8], searches: list[int]
) -> None:
    seen = poses(lite, [EMPTY, person, person, person, EMPTY, EMPTY, person])
    assert [pose.is_absent for pose in seen] == [True, False, False, False, True, True, False]
    # The first empty picture is not searched: the person is looked for where they were.
    assert len(searches) == 4


def test_restarted_estimator_knows_nothing_of_the_person(
    lite: ModelFile, person: NDArray[np.uint8], searches: list[int]
) -> None:
    moved = np.roll(person, 40, axis=1)
    with BlazePose(lite.path) as estimator:
        for k in range(3):
            estimator.estimate(Frame(k, k / 30, person))
        estimator.restart()
        pose = estimator.estimate(Frame(3, 0.1, moved))
    assert len(searches) == 2
    (fresh,) = poses(lite, [moved])
    np.testing.assert_array_equal(pose.image, fresh.image)
    np.testing.assert_array_equal(pose.visibility, fresh.visibility)


def test_same_pixels_give_the_same_poses(lite: ModelFile, person: NDArray[np.uint8]) -> None:
    images = [np.roll(person, 3 * k, axis=1) for k in range(5)]
    for one, other in zip(poses(lite, images), poses(lite, images), strict=True):
        for name in ("image", "world", "visibility"):
            np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


def test_poses_are_those_of_mediapipe(lite: ModelFile) -> None:
    """The same to the last bit where this was written; `benchmark/same_poses.py` tells where."""
    pytest.importorskip("mediapipe")
    from formcheck.capture.mediapipe_pose import MediaPipePose

    with (
        VideoFile(SAMPLES / "clamshell.mp4") as video,
        BlazePose(lite.path) as ours,
        MediaPipePose(lite.path) as theirs,
    ):
        for frame in itertools.islice(video, 4):
            one, other = ours.estimate(frame), theirs.estimate(frame)
            np.testing.assert_allclose(one.image, other.image, atol=0.5)
            np.testing.assert_allclose(one.world, other.world, atol=0.01)
            np.testing.assert_allclose(one.visibility, other.visibility, atol=0.02)


@pytest.mark.slow
@pytest.mark.parametrize("model", MODEL_NAMES)
def test_real_person_is_followed(model: str, real_clip: Path) -> None:
    with VideoFile(real_clip) as video, BlazePose(model) as estimator:
        seen = [estimator.estimate(frame) for frame in itertools.islice(video, 0, None, 3)]
    assert not any(pose.is_absent for pose in seen)
    for pose in seen:
        # The man lies with his head to the left, the camera at his right side.
        nose, hip, ankle = pose.image[[Joint.NOSE, Joint.RIGHT_HIP, Joint.RIGHT_ANKLE]]
        assert 0 < nose[0] < hip[0] < ankle[0] < 640
        assert 0 < hip[1] < 480
        assert pose.visibility[Joint.RIGHT_HIP] > 0.9
        mid_hip = pose.world[[Joint.LEFT_HIP, Joint.RIGHT_HIP]].mean(axis=0)
        assert np.abs(mid_hip).max() < 0.02
