"""The models that come along are whole, or the user is told how to get them back."""

from __future__ import annotations

import hashlib
import time
import zipfile
from typing import TYPE_CHECKING

import pytest

from formcheck.capture import models
from formcheck.capture.models import (
    BESIDE_S,
    MODEL_NAMES,
    ModelFile,
    _pace_of,
    _person_image,
    find_model,
    heaviest_that_holds,
    list_models,
)
from formcheck.capture.pose_estimator import ScriptedEstimator, open_estimator
from formcheck.capture.video_file import Frame
from formcheck.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from formcheck.pose.pose import Pose


def bundle(path: Path, *, members: tuple[str, ...] = tuple(sorted(models._MEMBERS))) -> Path:
    """A file that looks like a model."""
    with zipfile.ZipFile(path, "w") as archive:
        for member in members:
            archive.writestr(member, member * 10)
    return path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A models folder with a manifest that is true."""
    rows = ["schema = 1"]
    for name in reversed(MODEL_NAMES):
        path = bundle(tmp_path / f"pose_landmarker_{name}.task")
        rows += [
            "[[model]]",
            f'name = "{name}"',
            f'file = "{path.name}"',
            f"size_bytes = {path.stat().st_size}",
            f'sha256 = "{hashlib.sha256(path.read_bytes()).hexdigest()}"',
            'licence = "Apache-2.0"',
        ]
    (tmp_path / "manifest.toml").write_text("\n".join(rows))
    monkeypatch.setattr(models, "_FOLDERS", (tmp_path / "not installed", tmp_path))
    return tmp_path


def states() -> list[str]:
    return [file.state() for file in list_models()]


def refusal(name: str | Path) -> str:
    with pytest.raises(ModelError) as caught:
        find_model(name)
    message = str(caught.value)
    assert message.endswith(".")
    assert "\n" not in message
    return message


def file_at(path: Path, name: str) -> ModelFile:
    whole = path.read_bytes()
    return ModelFile(name, path, len(whole), hashlib.sha256(whole).hexdigest())


def test_models_are_found_by_name_in_order_for_any_manifest(folder: Path) -> None:
    expected = [file_at(folder / f"pose_landmarker_{name}.task", name) for name in MODEL_NAMES]
    assert [find_model(name) for name in MODEL_NAMES] == list(list_models()) == expected
    assert states() == ["ok", "ok", "ok"]


def test_other_model_is_found_by_its_path(tmp_path: Path) -> None:
    path = bundle(tmp_path / "my own.task")
    assert find_model(path) == find_model(str(path)) == file_at(path, "my own")


def test_installed_models_come_before_those_of_a_repository(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "_FOLDERS", (folder, tmp_path / "elsewhere"))
    assert find_model("lite").path.parent == folder


CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "one bit": lambda whole: whole[:40] + bytes([whole[40] ^ 1]) + whole[41:],
    "one byte less": lambda whole: whole[:-1],
    "one byte more": lambda whole: whole + b"\0",
    "empty": lambda _: b"",
}


@pytest.mark.parametrize("change", CHANGES)
def test_damaged_model_is_refused(folder: Path, change: str) -> None:
    path = folder / "pose_landmarker_full.task"
    path.write_bytes(CHANGES[change](path.read_bytes()))
    assert refusal("full") == (
        "The model pose_landmarker_full.task is damaged (its checksum differs): "
        "reinstall formcheck, or run `python tools/build_models.py` in its repository."
    )
    assert states() == ["ok", "damaged", "ok"]
    assert find_model("lite").name == "lite"


def test_missing_model_is_refused(folder: Path) -> None:
    (folder / "pose_landmarker_heavy.task").unlink()
    assert refusal("heavy").startswith(
        "The model pose_landmarker_heavy.task is missing: reinstall"
    )
    assert states() == ["ok", "ok", "missing"]


def test_folder_in_place_of_a_model_is_damage(folder: Path) -> None:
    path, manifest = folder / "pose_landmarker_lite.task", folder / "manifest.toml"
    size_bytes = path.stat().st_size
    path.unlink()
    path.mkdir()
    changed = manifest.read_text().replace(f"= {size_bytes}", f"= {path.stat().st_size}")
    manifest.write_text(changed)
    assert "damaged" in refusal("lite")


def test_without_a_manifest(folder: Path) -> None:
    (folder / "manifest.toml").unlink()
    assert "(manifest.toml) is missing: reinstall" in refusal("full")


@pytest.mark.parametrize(
    "manifest",
    [
        "schema = 1",
        "schema = 2\nmodel = []",
        "schema = 1\nmodel = 3",
        "schema = 1\n[[model]]\nname = 'lite'",
        "not toml",
        "\udcff",
    ],
)
def test_damaged_manifest_is_refused(folder: Path, manifest: str) -> None:
    (folder / "manifest.toml").write_text(manifest, errors="surrogateescape")
    assert "(manifest.toml) is damaged: reinstall" in refusal("full")


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04" + bytes(100)])
def test_file_that_is_no_bundle_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "own.task").write_bytes(content)
    assert "is not a .task model, or is damaged" in refusal(tmp_path / "own.task")


def test_other_names_and_bundles_are_refused(tmp_path: Path) -> None:
    assert refusal("ful") == (
        "There is no model ful: use one of lite, full, heavy, or the path of a .task file."
    )
    assert "There is no model" in refusal(tmp_path)
    path = bundle(tmp_path / "hands.task", members=("hand_detector.tflite",))
    assert "is not a pose landmarker (it has no pose_detector.tflite)" in refusal(path)


def test_models_of_this_repository_are_whole() -> None:
    if "missing" in states():
        pytest.skip("the models are not on this machine")
    assert states() == ["ok", "ok", "ok"]


SIZE_PX = (64, 48)


class Clock:
    """Time that goes on only while an estimator works."""

    now_s = 0.0


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(time, "perf_counter", lambda: made.now_s)
    return made


class Slow(ScriptedEstimator):
    """Takes a given time for a picture, and a second for each of the first ones."""

    def __init__(self, clock: Clock, takes_s: float) -> None:
        super().__init__([])
        self.clock, self.takes_s = clock, takes_s
        self.frames: list[Frame] = []

    def estimate(self, frame: Frame) -> Pose:
        self.frames.append(frame)
        self.clock.now_s += 1.0 if len(self.frames) <= models._WARM_UP else self.takes_s
        return super().estimate(frame)


def test_first_pictures_do_not_count(clock: Clock) -> None:
    estimator = Slow(clock, 0.002)
    assert _pace_of(estimator, _person_image(SIZE_PX)) == pytest.approx(0.002)
    times = [frame.time_s for frame in estimator.frames]
    assert len(times) == models._WARM_UP + models._TIMED
    assert times == sorted(set(times))


JUST_FAST_ENOUGH_S = 1 / 20 - BESIDE_S


@pytest.mark.parametrize(
    ("heavy_s", "full_s", "chosen", "tried"),
    [
        (0.010, 0.002, "heavy", ["heavy"]),
        (JUST_FAST_ENOUGH_S - 1e-6, 0.002, "heavy", ["heavy"]),
        (JUST_FAST_ENOUGH_S + 1e-6, 0.002, "full", ["heavy", "full"]),
        (0.060, 0.045, "lite", ["heavy", "full"]),
    ],
)
def test_heaviest_model_for_twenty_pictures_a_second_is_chosen(
    clock: Clock, heavy_s: float, full_s: float, chosen: str, tried: list[str]
) -> None:
    opened = {"heavy": Slow(clock, heavy_s), "full": Slow(clock, full_s)}
    names: list[str] = []

    def open_model(name: str) -> Slow:
        names.append(name)
        return opened[name]

    assert heaviest_that_holds(open_model, SIZE_PX) == chosen
    assert names == tried
    assert all(opened[name]._closed for name in tried)


class BusyAtFirst(Slow):
    """Is slow for some pictures, as on a machine that does something else meanwhile."""

    def __init__(self, clock: Clock, busy: Collection[int]) -> None:
        super().__init__(clock, 0.002)
        self._busy = busy

    def estimate(self, frame: Frame) -> Pose:
        if len(self.frames) in self._busy:
            self.clock.now_s += 0.2
        return super().estimate(frame)


@pytest.mark.parametrize("busy", [range(16), range(4, 12), range(4, 16, 2), [*range(16), 21, 24]])
def test_a_busy_second_does_not_decide_the_model(clock: Clock, busy: Collection[int]) -> None:
    heavy = BusyAtFirst(clock, busy)
    assert heaviest_that_holds(lambda _name: heavy, SIZE_PX) == "heavy"


def test_a_machine_that_stays_busy_gets_the_lightest_model(clock: Clock) -> None:
    assert heaviest_that_holds(lambda _name: BusyAtFirst(clock, range(99)), SIZE_PX) == "lite"


@pytest.mark.parametrize("size_px", [SIZE_PX, (640, 480), (1280, 720)])
def test_person_image_has_every_size(size_px: tuple[int, int]) -> None:
    image = _person_image(size_px)
    assert image.shape == (size_px[1], size_px[0], 3)
    assert image.std() > 10


@pytest.mark.slow
@pytest.mark.parametrize("name", MODEL_NAMES)
def test_models_find_the_person_in_the_image(name: str) -> None:
    """Else a model would be timed on a picture without work."""
    with open_estimator(name) as estimator:
        pose = estimator.estimate(Frame(0, 0.0, _person_image((640, 480))))
    assert not pose.is_absent
