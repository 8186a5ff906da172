"""Every estimator keeps one contract; the loop adds nothing to it."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pytest
from support.commands import write_clip
from support.paths import ROOT

from formcheck import analysis
from formcheck.capture.pose_estimator import (
    ESTIMATORS,
    PoseEstimator,
    ScriptedEstimator,
    _from_module,
    estimate,
    open_estimator,
)
from formcheck.capture.video_file import Frame
from formcheck.errors import ModelError
from formcheck.pose.pose import Pose, absent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SIZE_PX = (64, 48)


def frames(count: int = 4, *, step: int = 1) -> list[Frame]:
    images = np.random.default_rng(3).integers(0, 256, (count, *SIZE_PX[::-1], 3), np.uint8)
    return [Frame(k * step, k * step / 30, image) for k, image in enumerate(images)]


def pose(seed: int) -> Pose:
    rng = np.random.default_rng(seed)
    return Pose(
        index=99,
        time_s=99.0,
        size_px=(640, 480),
        image=rng.random((33, 2), np.float32) * 480,
        world=rng.random((33, 3), np.float32),
        visibility=rng.random(33, np.float32),
    )


def opened(name: str) -> PoseEstimator:
    from formcheck.capture.models import list_models

    if name == "mediapipe":
        pytest.importorskip("mediapipe")
    if list_models()[0].state() == "missing":
        pytest.skip("the models are not on this machine")
    return ESTIMATORS[name]("lite")


@pytest.fixture(
    params=[
        pytest.param(lambda: ScriptedEstimator([pose(k) for k in range(3)]), id="in order"),
        pytest.param(lambda: ScriptedEstimator({0: pose(0), 2: pose(2)}), id="by index"),
        pytest.param(lambda: ScriptedEstimator([]), id="empty"),
        pytest.param(lambda: opened("blazepose"), id="blazepose"),
        pytest.param(lambda: opened("mediapipe"), id="mediapipe", marks=pytest.mark.slow),
    ]
)
def estimator(request: pytest.FixtureRequest) -> Iterator[PoseEstimator]:
    with request.param() as made:
        yield made


def test_every_frame_yields_a_pose_of_its_own_time(estimator: PoseEstimator) -> None:
    for frame in frames():
        before = frame.image.copy()
        seen = estimator.estimate(frame)
        np.testing.assert_array_equal(frame.image, before)
        assert (seen.index, seen.time_s) == (frame.index, frame.time_s)
        assert {seen.image.dtype, seen.world.dtype, seen.visibility.dtype} == {np.dtype("f4")}
        assert seen.visibility.min() >= 0
        assert seen.visibility.max() <= 1
        if seen.is_absent:
            assert seen.size_px == SIZE_PX
            assert not seen.visibility.any()


def test_info_names_estimator_and_model(estimator: PoseEstimator) -> None:
    assert estimator.info.name == estimator.name
    assert estimator.info.version
    sha256 = estimator.info.model_sha256
    assert sha256 == "" or (len(sha256) == 64 and int(sha256, 16))


def test_closed_estimator_refuses_frames(estimator: PoseEstimator) -> None:
    estimator.close()
    estimator.close()
    with pytest.raises(ValueError, match="closed"):
        estimator.estimate(frames()[0])


def test_estimate_pairs_poses_with_their_images_when_asked() -> None:
    source, unread = frames(), iter(frames())
    estimate(unread, ScriptedEstimator([]))
    assert len(list(unread)) == len(source)
    seen = list(estimate(source, ScriptedEstimator([pose(k) for k in range(4)])))
    for k, (row, frame) in enumerate(zip(seen, source, strict=True)):
        assert row.image is frame.image
        np.testing.assert_array_equal(row.pose.image, pose(k).image)


def test_script_in_order_ignores_indices_and_ends_absent() -> None:
    scripted = ScriptedEstimator(pose(k) for k in range(2))
    seen = [scripted.estimate(frame) for frame in frames(3, step=5)]
    np.testing.assert_array_equal(seen[1].image, pose(1).image)
    assert seen[1].index == 5
    assert seen[1].size_px == (640, 480)
    assert seen[2].is_absent


def test_script_by_index_is_absent_between() -> None:
    with ScriptedEstimator({5: pose(5)}) as scripted:
        seen = [scripted.estimate(frame) for frame in frames(3, step=5)]
    assert [row.is_absent for row in seen] == [True, False, True]
    np.testing.assert_array_equal(seen[1].world, pose(5).world)


def test_script_may_hold_absent_poses() -> None:
    scripted = ScriptedEstimator([absent(0, 0.0, size_px=(10, 10))])
    assert scripted.estimate(frames()[0]).is_absent


NEW_ESTIMATOR = """
from formcheck.capture.pose_estimator import ScriptedEstimator

class Stillness(ScriptedEstimator):
    name = "stillness"

    def __init__(self, model):
        super().__init__([])
        self.model = model
"""


def test_new_estimator_is_one_module_and_one_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert list(ESTIMATORS) == ["blazepose", "mediapipe"]
    (tmp_path / "stillness.py").write_text(NEW_ESTIMATOR, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(
        cast("dict[str, Any]", ESTIMATORS), "stillness", _from_module("stillness", "Stillness")
    )
    assert "stillness" not in sys.modules
    clip = write_clip(tmp_path / "set.mp4", frames=3)
    with analysis.open_source(clip, model="tiny", estimator="stillness") as source:
        assert [observation.pose.is_absent for observation in source] == [True] * 3
    monkeypatch.delitem(sys.modules, "stillness")
    with pytest.raises(ValueError, match="of blazepose, mediapipe, stillness, got 'rest'"):
        open_estimator(name="rest")


def test_mediapipe_that_is_not_installed_is_named_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, "formcheck.capture.mediapipe_pose", raising=False)
    monkeypatch.setitem(sys.modules, "mediapipe", None)
    with pytest.raises(ModelError, match=r'run pip install "formcheck\[mediapipe\]"'):
        open_estimator(name="mediapipe")


def test_another_missing_module_is_not_taken_for_mediapipe() -> None:
    with pytest.raises(ModuleNotFoundError, match="no_such_module"):
        _from_module("no_such_module", "Stillness")()


def test_nothing_heavy_is_imported_before_it_is_used() -> None:
    program = (
        "import sys\n"
        "import formcheck.capture, formcheck.capture.pose_estimator\n"
        "import formcheck.capture.video_file, formcheck.capture.models, formcheck.recording\n"
        "heavy = {'mediapipe', 'ai_edge_litert', 'cv2', 'matplotlib'}\n"
        "sys.exit(','.join(heavy & set(sys.modules)) or 0)\n"
    )
    run = subprocess.run(  # noqa: S603 - this Python
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stderr) == (0, "")


PROGRAM = """
import sys
from formcheck.capture.pose_estimator import ESTIMATORS
from formcheck.capture.video_file import VideoFile
with VideoFile(sys.argv[2]) as video, ESTIMATORS[sys.argv[1]]('lite') as estimator:
    for frame in video:
        estimator.estimate(frame)
        if frame.index == int(sys.argv[3]):
            sys.exit('my own words')
print('python speaks', file=sys.stderr)
"""


@pytest.mark.slow
@pytest.mark.parametrize("name", ["blazepose", "mediapipe"])
@pytest.mark.parametrize(
    ("fails_at", "expected"), [(1000, (0, "python speaks\n")), (3, (1, "my own words\n"))]
)
def test_standard_error_is_left_to_python(
    name: str, fails_at: int, expected: tuple[int, str], real_clip: Path
) -> None:
    with opened(name):  # or the test is skipped
        pass
    words = [sys.executable, "-c", PROGRAM, name, str(real_clip), str(fails_at)]
    run = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - this Python
    assert (run.returncode, run.stderr) == expected
