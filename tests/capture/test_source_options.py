"""How a file is read: turned, set right, in real time, in part; the report says so."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from support.commands import FPS, performed, record, use_estimator, write_clip

import formcheck
from formcheck.analysis import open_source
from formcheck.capture.pose_estimator import ScriptedEstimator
from formcheck.capture.source_options import SourceOptions
from formcheck.errors import SourceError
from formcheck.pose.pose import Pose, turned, unmirrored
from formcheck.recording_writer import RecordingWriter

if TYPE_CHECKING:
    from pathlib import Path

    from formcheck.assessment.report import SetReport
    from formcheck.capture.video_file import Frame

NAME = "single_leg_bridge"
POSES = performed(NAME)


def judged(path: Path, **options: Any) -> SetReport:  # noqa: ANN401  # as `SourceOptions`
    """Return the report of a file that is read with these options."""
    return formcheck.analyze(path, NAME, options=SourceOptions(**options))


def without_source(report: SetReport) -> dict[str, Any]:
    table = report.as_dict()
    return {key: table[key] for key in table if key != "source"}


@pytest.mark.parametrize(
    "options",
    [
        {"rotate_deg": 45},
        {"speed": 0},
        {"speed": math.inf},
        {"start_s": -1},
        {"start_s": 5, "end_s": 5},
        {"person": "tallest"},
    ],
)
def test_impossible_options_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"^expected .* got"):
        SourceOptions(**options)


def test_usual_options_leave_no_trace(tmp_path: Path) -> None:
    report = judged(record(tmp_path / "set.npz", POSES))
    assert not {"read_with", "slowed", "scene"} & report.source.keys()


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_turned_recording_is_set_upright(turn: Any, tmp_path: Path) -> None:  # noqa: ANN401
    upright = judged(record(tmp_path / "set.npz", POSES))
    lying = record(tmp_path / "lying.npz", [turned(pose, turn) for pose in POSES])
    report = judged(lying, rotate_deg=360 - turn)
    assert report.counts == upright.counts
    assert report.counts.total == 2
    assert report.source["read_with"] == {"rotate_deg": 360 - turn}


def test_mirrored_recording_is_set_right(tmp_path: Path) -> None:
    true = judged(record(tmp_path / "set.npz", POSES))
    other = record(tmp_path / "selfie.npz", [unmirrored(pose) for pose in POSES])
    assert judged(other).counts.right == true.counts.left == 2
    report = judged(other, mirrored=True)
    assert report.counts == true.counts
    assert report.source["read_with"] == {"mirrored": True}


def test_slow_motion_gives_the_times_of_the_movement(tmp_path: Path) -> None:
    real = judged(record(tmp_path / "set.npz", POSES))
    slow = [replace(pose, time_s=4 * pose.time_s) for pose in POSES]
    report = judged(record(tmp_path / "slow.npz", slow), speed=4)
    assert without_source(report) == without_source(real)
    assert report.source["slowed"] == 4


def test_part_keeps_the_times_of_the_file(tmp_path: Path) -> None:
    path = record(tmp_path / "set.npz", POSES)
    whole = judged(path)
    start_s = whole.reps[0].end_s + 0.5
    report = judged(path, start_s=start_s)
    assert [rep.peak_s for rep in report.reps] == pytest.approx([whole.reps[1].peak_s], abs=0.1)
    assert report.source["frames"] == sum(pose.time_s >= start_s for pose in POSES)
    assert judged(path, end_s=start_s).counts.total == 1


def test_start_and_end_are_times_of_the_player(tmp_path: Path) -> None:
    path = record(tmp_path / "set.npz", POSES)
    with open_source(path, options=SourceOptions(start_s=4, end_s=8, speed=2)) as source:
        times_s = [observation.pose.time_s for observation in source]
    assert times_s[0] == pytest.approx(2, abs=1 / FPS)
    assert times_s[-1] == pytest.approx(4, abs=1 / FPS)


def test_part_without_a_picture_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"no picture after 16:40: change --start"):
        judged(record(tmp_path / "set.npz", POSES), start_s=1000)


class _Watching(ScriptedEstimator):
    """Keeps the pictures that it gets."""

    def __init__(self, pictures: list[np.ndarray]) -> None:
        super().__init__(POSES)
        self._pictures = pictures

    def estimate(self, frame: Frame) -> Pose:
        self._pictures.append(frame.image)
        return super().estimate(frame)


@pytest.fixture
def pictures(monkeypatch: pytest.MonkeyPatch) -> list[np.ndarray]:
    """The pictures that the estimator gets."""
    seen: list[np.ndarray] = []
    use_estimator(monkeypatch, lambda: _Watching(seen))
    return seen


def test_video_is_turned_before_the_estimator_sees_it(
    pictures: list[np.ndarray], tmp_path: Path
) -> None:
    clip = write_clip(tmp_path / "set.mp4", frames=3)
    with open_source(clip, options=SourceOptions(rotate_deg=90)) as source:
        shown = [observation.image for observation in source]
        again = list(source.images())
    assert [picture.shape for picture in pictures] == [(320, 240, 3)] * 3
    assert source.info["size_px"] == (240, 320)
    for picture, image, second in zip(pictures, shown, again, strict=True):
        assert image is not None
        assert np.array_equal(picture, image)
        assert np.array_equal(picture, second)


def test_estimator_sees_a_mirrored_picture_as_it_is(
    pictures: list[np.ndarray], tmp_path: Path
) -> None:
    clip = write_clip(tmp_path / "set.mp4", frames=3)
    with open_source(clip, options=SourceOptions(mirrored=True)) as source:
        for observation, pose in zip(source, POSES, strict=False):
            assert observation.image is not None
            assert np.array_equal(observation.image, pictures[-1][:, ::-1])
            np.testing.assert_allclose(observation.pose.image, unmirrored(pose).image)


def test_recording_of_a_run_with_options_gives_its_report(
    pictures: list[np.ndarray], tmp_path: Path
) -> None:
    clip = write_clip(tmp_path / "set.mp4", frames=len(POSES))
    options = SourceOptions(mirrored=True, speed=1.25, start_s=1, end_s=0.9 * POSES[-1].time_s)
    with RecordingWriter(tmp_path / "set.npz") as recorder:
        opened = open_source(clip, options=options, recorder=recorder)
        with opened as source:
            report = formcheck.run(source, formcheck.Checker(formcheck.load_exercise(NAME)))
    assert pictures
    again = formcheck.replay(tmp_path / "set.npz", formcheck.load_exercise(NAME))
    changed = report.source["read_with"]
    assert changed == options.block()
    assert again.source["recorded_from"]["read_with"] == changed
    assert repr(again.reps) == repr(report.reps), "nan in them equals no nan from Python 3.13 on"
    assert report.counts.total
