"""Which clips are measured, and that each pose stream is estimated once and kept."""

from __future__ import annotations

import importlib.metadata
import json
import tomllib
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pytest
from support.commands import performed, use_estimator, write_clip

from benchmark import clips
from formcheck import recording
from formcheck.capture.pose_estimator import ScriptedEstimator
from formcheck.exercises.loader import exercise_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

PERSON = {"sex": "female", "age_years": 60.0, "height_m": 1.66}


def put(folder: Path, name: str, *, video: bool = True, **more: object) -> dict[str, Any]:
    """A clip with its truth, as the renderer leaves them."""
    told = {"name": name, "exercise": name.split("-", maxsplit=1)[0], **more}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.truth.json").write_text(json.dumps(told), encoding="utf-8")
    if video:
        (folder / f"{name}.mp4").write_bytes(name.encode())
    return told


@pytest.fixture
def sweep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of rendered clips."""
    folder = tmp_path / "clips"
    folder.mkdir()
    monkeypatch.setattr(clips, "RENDERED", folder)
    return folder


# --- Clips -------------------------------------------------------------------------------------


def test_only_the_families_that_were_asked_for_are_there(sweep: Path) -> None:
    for name in ("mini_squat-tune-1", "mini_squat-report-1", "standing-idle-side"):
        put(sweep, name)
    assert [each.name for each in clips.rendered(["report"])] == ["mini_squat-report-1"]
    both = list(clips.rendered(["idle", "tune"]))
    assert {each.family for each in both} == {"idle", "tune"}


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("mini_squat-vary-dim", "dim"),
        ("mini_squat-vary-yaw-30", "yaw-30"),
        ("mini_squat-view-+50", "+50"),
        ("mini_squat-view--50", "-50"),
        ("mini_squat-report-1", ""),
        ("double_leg_bridge-report-feet_far", ""),
        ("walking-idle-front", ""),
    ],
)
def test_clip_knows_its_condition_where_something_was_varied(
    sweep: Path, name: str, condition: str
) -> None:
    truth = put(sweep, name)
    (clip,) = clips.rendered(["tune", "report", "view", "vary", "idle"])
    assert clip == clips.Clip(name, name.split("-")[1], condition, sweep / f"{name}.mp4", truth)
    assert clip.exercise == name.split("-", maxsplit=1)[0]


def test_a_truth_without_its_video_is_no_clip(sweep: Path) -> None:
    put(sweep, "mini_squat-report-1", video=False)
    put(sweep, "mini_squat-report-2")
    assert [each.name for each in clips.rendered(["report"])] == ["mini_squat-report-2"]


@pytest.mark.usefixtures("sweep")
def test_nothing_rendered_is_no_clips() -> None:
    assert list(clips.rendered(["report"])) == []


def test_clips_come_in_the_same_order_everywhere(sweep: Path) -> None:
    for number in (3, 1, 2):
        put(sweep, f"mini_squat-report-{number}")
    names = [each.name for each in clips.rendered(["report"])]
    assert names == sorted(names)


def test_samples_lie_beside_their_truth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clips, "SAMPLES", tmp_path)
    truth = put(tmp_path, "mini_squat", person=PERSON)
    (clip,) = clips.samples()
    assert clip == clips.Clip("mini_squat", "sample", "", tmp_path / "mini_squat.mp4", truth)


def test_person_has_a_short_description(sweep: Path) -> None:
    put(sweep, "mini_squat-report-1", person=PERSON)
    put(sweep, "mini_squat-report-2", person=PERSON | {"sex": "male"})
    put(sweep, "mini_squat-report-3")
    woman, man, unknown = (each.person for each in clips.rendered(["report"]))
    assert all(part in woman for part in ("female", "60", "1.66"))
    assert woman != man
    assert unknown == ""


def test_real_recordings_are_measured_where_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clips, "REAL", tmp_path / "videos")
    assert list(clips.real()) == []

    known = tomllib.loads(clips.REAL_TRUTH.read_text("utf-8"))["truth"]
    name, truth = next(iter(known.items()))
    (tmp_path / "videos" / "real").mkdir(parents=True)
    here = tmp_path / "videos" / f"{name}.mp4"
    there = here.with_name("real") / "dance.mp4"
    for video in (here, there):
        video.write_bytes(b"mp4")
    (there.parent / "truth.toml").write_text("[dance]\ndone = [1]\n[unseen]\n", "utf-8")
    exercise = truth["expect"]["exercise"]
    assert list(clips.real()) == [
        clips.Clip(name, "real", "", here, {"exercise": exercise, **truth}),
        clips.Clip("dance", "real", "", there, {"exercise": "", "done": [1]}),
    ]


def test_known_truth_of_real_recordings_can_be_scored() -> None:
    known = tomllib.loads(clips.REAL_TRUTH.read_text("utf-8"))["truth"]
    for truth in known.values():
        assert truth["expect"]["exercise"] in exercise_names()
        assert truth["done"] == truth["expect"]["total"]
        assert truth["range_deg"] > 0
        assert truth["hold_s"] >= 0


# --- Recordings --------------------------------------------------------------------------------


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of its own, and two models of a few bytes."""
    monkeypatch.setattr(clips, "CACHE", tmp_path / "cache")
    for name in ("full", "lite"):
        (tmp_path / f"{name}.task").write_text(f"the {name} model", encoding="utf-8")

    def find(name: str) -> SimpleNamespace:
        return SimpleNamespace(path=tmp_path / f"{name}.task")

    monkeypatch.setattr("formcheck.capture.models.find_model", find)
    return tmp_path


def a_clip(folder: Path, name: str = "clip", content: bytes = b"pictures") -> clips.Clip:
    video = folder / f"{name}.mp4"
    video.write_bytes(content)
    return clips.Clip(name, "report", "", video, {"exercise": "mini_squat"})


def test_recording_is_named_after_its_ingredients(cache: Path) -> None:
    clip = a_clip(cache)
    path = clips.recording_of(clip, "full")
    assert path.is_relative_to(cache)
    assert path == clips.recording_of(a_clip(cache, "another name"), "full")
    assert path != clips.recording_of(a_clip(cache, "other", b"other pictures"), "full")
    assert path != clips.recording_of(clip, "lite")
    (cache / "full.task").write_text("a newer model", encoding="utf-8")
    assert path != clips.recording_of(clip, "full")


def test_another_version_of_the_estimator_makes_another_recording(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = a_clip(cache)
    path = clips.recording_of(clip, "full")
    monkeypatch.setattr(importlib.metadata, "version", lambda _name: "999.0")
    assert path != clips.recording_of(clip, "full")


class Pool:
    """A pool of workers that works at once."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def map(self, work: Callable[[Any], Path], jobs: Iterable[Any]) -> Iterator[Path]:
        return map(work, jobs)


@pytest.fixture
def estimated(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the videos whose poses are estimated, in a pool that works at once."""
    seen: list[str] = []

    def estimate(job: tuple[Path, Path, str]) -> Path:
        video, path, _ = job
        seen.append(video.name)
        path.write_bytes(b"poses")
        return video

    monkeypatch.setattr(clips, "ProcessPoolExecutor", Pool)
    monkeypatch.setattr(clips, "_estimate", estimate)
    return seen


def test_poses_are_estimated_once(cache: Path, estimated: list[str]) -> None:
    chosen = [a_clip(cache, "one", b"1"), a_clip(cache, "two", b"2")]
    clips.estimate_missing(chosen, "full", workers=1)
    assert sorted(estimated) == ["one.mp4", "two.mp4"]
    clips.estimate_missing(chosen, "full", workers=1)
    assert len(estimated) == 2
    clips.estimate_missing([*chosen, a_clip(cache, "three", b"3")], "full", workers=1)
    assert estimated[2:] == ["three.mp4"]


def test_same_pictures_twice_are_estimated_once(cache: Path, estimated: list[str]) -> None:
    chosen = [a_clip(cache, "one"), a_clip(cache, "same")]
    clips.estimate_missing(chosen, "full", workers=1)
    assert len(estimated) == 1
    assert all(clips.recording_of(clip, "full").exists() for clip in chosen)


def test_each_model_has_its_own_poses(cache: Path, estimated: list[str]) -> None:
    chosen = [a_clip(cache)]
    for model in ("full", "lite", "full"):
        clips.estimate_missing(chosen, model, workers=1)
    assert len(estimated) == 2


def test_kept_poses_are_what_the_program_sees(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    poses = performed("mini_squat", reps=1)[:20]
    use_estimator(monkeypatch, lambda: ScriptedEstimator(poses))
    (tmp_path / "clips").mkdir()
    video = write_clip(tmp_path / "clip.mp4", frames=20)
    path = tmp_path / "clips" / "poses.npz"
    assert clips._estimate((video, path, "full")) == video

    kept = recording.read(path)
    assert len(kept) == 20
    for here, there in zip(kept, poses, strict=True):
        assert np.array_equal(here.image, there.image, equal_nan=True)
        assert here.index == there.index
    assert list(path.parent.iterdir()) == [path]


def test_another_way_to_the_poses_makes_another_recording(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = a_clip(cache)
    path = clips.recording_of(clip, "full")
    monkeypatch.setattr(clips, "ESTIMATION", b"another")
    assert path != clips.recording_of(clip, "full")
