"""Sources of poses: what they yield, how a monitor ends them, and their block in the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.commands import FPS, record, write_clip
from support.watching import perfect

from formcheck import recording
from formcheck.capture import ProgressMonitor
from formcheck.capture.pose_estimator import Observation, ScriptedEstimator
from formcheck.capture.source import RecordingSource, VideoSource
from formcheck.recording_writer import RecordingWriter

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from formcheck.capture.source import PoseSource

COUNT = 12
POSES = perfect("mini_squat", fps=FPS)[:COUNT]


class StopAt(ProgressMonitor):
    """Stops before the pose of a number."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number
        self.begun: list[int | None] = []
        self.times_s: list[float] = []

    def begin(self, count: int | None) -> None:
        self.begun.append(count)

    def seen(self) -> None:
        self.times_s.append(self.time_s)

    def wants_to_stop(self) -> bool:
        return self.poses >= self.number


@pytest.fixture(params=["video", "recording"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> PoseSource:
    if request.param == "recording":
        return RecordingSource(record(tmp_path / "set.npz", POSES))
    clip = write_clip(tmp_path / "set.mp4", frames=COUNT)
    return VideoSource(clip, lambda: ScriptedEstimator(POSES))


def test_source_yields_each_pose_and_describes_itself(source: PoseSource) -> None:
    with source:
        seen = list(source)
    assert [observation.pose.index for observation in seen] == list(range(COUNT))
    is_video = source.info["kind"] == "video"
    assert all((observation.image is not None) is is_video for observation in seen)
    assert source.info["name"] == source.path.name, "no folder: a report may be shown to others"
    assert source.info["frames"] == source.frames == COUNT
    assert source.info["notes"] == ()
    assert len(str(source.info["sha256"])) == 64
    expected = {"name": "scripted", "version": "1", "model": "script", "model_sha256": ""}
    assert source.estimator == (expected if is_video else {"name": "none"})
    if is_video:
        assert source.info["size_px"] == (320, 240)
    else:
        assert source.info["recorded_from"] == {"name": "someone"}


def test_pictures_are_yielded_once_more(source: PoseSource) -> None:
    with source:
        seen = list(source)
        again = list(source.images())
    assert len(again) == sum(observation.image is not None for observation in seen)


def test_recorder_gets_every_pose_and_the_source_block(source: PoseSource, tmp_path: Path) -> None:
    source.recorder = RecordingWriter(tmp_path / "kept.npz")
    with source:
        list(source)
    kept = recording.read(tmp_path / "kept.npz")
    assert len(kept) == COUNT
    assert kept.meta["estimator"] == source.estimator
    assert kept.meta["source"]["sha256"] == source.info["sha256"]


@pytest.mark.parametrize("number", [0, 1, 5, COUNT, 10_000])
def test_monitor_observes_every_pose_and_may_end_the_stream(
    source: PoseSource, number: int
) -> None:
    monitor = source.monitor = StopAt(number)
    with source:
        count = len(list(source))
    assert count == min(number, COUNT) == monitor.poses == source.info["frames"]
    assert monitor.begun == [COUNT]
    assert monitor.times_s == pytest.approx([index / FPS for index in range(count)])
    assert monitor.stopped is (number < COUNT)
    note = f"Stopped by the user after {monitor.time_s:.1f} s."
    assert source.info["notes"] == ((note,) if monitor.stopped else ())


def test_stopping_closes_the_stream() -> None:
    closed: list[bool] = []

    def stream() -> Generator[Observation]:
        try:
            yield from (Observation(pose, None) for pose in POSES)
        finally:
            closed.append(True)

    kept = stream()  # another reference, so that only close() ends it
    assert len(list(StopAt(5).over(kept))) == 5
    assert closed == [True]


@pytest.mark.parametrize(
    "meta",
    [
        {},
        {"estimator": None, "source": None},
        {"estimator": "another program", "source": ["a", "list"]},
        {"estimator": {"name": 5, "more": "x"}},
    ],
)
def test_recording_of_another_program_may_have_any_meta(
    meta: dict[str, Any], tmp_path: Path
) -> None:
    with RecordingWriter(tmp_path / "set.npz") as writer:
        writer.finish(meta)
    source = RecordingSource(tmp_path / "set.npz")
    assert source.info["recorded_from"] == {}
    assert source.estimator == ({"name": "5"} if isinstance(meta.get("estimator"), dict) else {})
