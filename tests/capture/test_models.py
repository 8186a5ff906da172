"""The models that come along are whole, or the user is told how to get them back."""

from __future__ import annotations

import dataclasses
import hashlib
import time
import zipfile
from typing import TYPE_CHECKING

import numpy as np
import pytest

from formcheck.capture import models
from formcheck.capture.models import (
    _HEAVIEST_FIRST,
    BESIDE_S,
    MODEL_NAMES,
    TIMED,
    WARM_UP,
    ModelFile,
    find_model,
    heaviest_that_holds,
    list_models,
    pace_of,
    person_image,
)
from formcheck.capture.pose_estimator import ScriptedEstimator
from formcheck.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from formcheck.capture.video_file import Frame
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


def refusal(name: str | Path) -> str:
    with pytest.raises(ModelError) as caught:
        find_model(name)
    message = str(caught.value)
    assert message.endswith(".")
    assert "\n" not in message
    return message


@pytest.mark.parametrize("name", MODEL_NAMES)
def test_model_is_found_by_its_name(folder: Path, name: str) -> None:
    found = find_model(name)
    assert found == ModelFile(
        name=name,
        path=folder / f"pose_landmarker_{name}.task",
        size_bytes=found.path.stat().st_size,
        sha256=hashlib.sha256(found.path.read_bytes()).hexdigest(),
    )
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.name = "other"  # type: ignore[misc]


def test_other_model_is_found_by_its_path(folder: Path, tmp_path: Path) -> None:
    path = bundle(tmp_path / "my own.task")
    for given in (path, str(path)):
        found = find_model(given)
        assert (found.name, found.path) == ("my own", path)
        assert found.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert folder


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
    assert [row.state for row in list_models()] == ["ok", "damaged", "ok"]
    assert find_model("lite").name == "lite"


def test_missing_model_is_refused(folder: Path) -> None:
    (folder / "pose_landmarker_heavy.task").unlink()
    assert refusal("heavy").startswith(
        "The model pose_landmarker_heavy.task is missing: reinstall"
    )
    assert [row.state for row in list_models()] == ["ok", "ok", "missing"]


def test_folder_in_place_of_a_model_is_damage(folder: Path) -> None:
    path, manifest = folder / "pose_landmarker_lite.task", folder / "manifest.toml"
    size_bytes = path.stat().st_size
    path.unlink()
    path.mkdir()
    changed = manifest.read_text().replace(f"= {size_bytes}", f"= {path.stat().st_size}")
    manifest.write_text(changed)
    assert "damaged" in refusal("lite")


def test_list_is_in_order_for_any_manifest(folder: Path) -> None:
    rows = list_models()
    assert [row.file.name for row in rows] == ["lite", "full", "heavy"]
    assert {row.state for row in rows} == {"ok"}
    assert all(row.file.path.parent == folder for row in rows)


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


def test_other_names_and_bundles_are_refused(folder: Path, tmp_path: Path) -> None:
    assert folder
    assert refusal("ful") == (
        "There is no model ful: use one of lite, full, heavy, or the path of a .task file."
    )
    assert "There is no model" in refusal(tmp_path)
    path = bundle(tmp_path / "hands.task", members=("hand_detector.tflite",))
    assert "is not a pose landmarker (it has no pose_detector.tflite)" in refusal(path)


def test_models_of_this_repository_are_whole() -> None:
    rows = list_models()
    if any(row.state == "missing" for row in rows):
        pytest.skip("the models are not on this machine")
    assert {row.state for row in rows} == {"ok"}
    assert find_model("full").path.name == "pose_landmarker_full.task"


SIZE_PX = (64, 48)


class Slow(ScriptedEstimator):
    """An estimator that takes a given time, and another one for its first pictures."""

    def __init__(self, takes_s: float, first_s: float = 0.0) -> None:
        super().__init__([])
        self.takes_s, self.first_s = takes_s, first_s
        self.frames: list[Frame] = []

    def estimate(self, frame: Frame) -> Pose:
        self.frames.append(frame)
        time.sleep(self.first_s if len(self.frames) <= WARM_UP else self.takes_s)
        return super().estimate(frame)


class Machine:
    """Opens models that take as long as this machine would."""

    def __init__(self, **takes_s: float) -> None:
        self.takes_s = takes_s
        self.opened: dict[str, Slow] = {}

    def __call__(self, name: str) -> Slow:
        self.opened[name] = Slow(self.takes_s[name])
        return self.opened[name]


@pytest.fixture(autouse=True)
def few_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "TIMED", 3)


def test_first_pictures_do_not_count() -> None:
    estimator = Slow(0.002, first_s=0.05)
    taken_s = pace_of(estimator, person_image(SIZE_PX))
    assert 0.002 <= taken_s < 0.03
    times = [frame.time_s for frame in estimator.frames]
    assert len(times) == WARM_UP + 3
    assert times == sorted(set(times))


@pytest.mark.parametrize(
    ("takes_s", "chosen"),
    [
        ({"heavy": 0.010, "full": 0.002, "lite": 0.001}, "heavy"),
        ({"heavy": 0.045, "full": 0.010, "lite": 0.001}, "full"),
        ({"heavy": 0.060, "full": 0.045, "lite": 0.030}, "lite"),
    ],
)
def test_heaviest_model_for_twenty_pictures_a_second_is_chosen(
    takes_s: dict[str, float], chosen: str
) -> None:
    machine = Machine(**takes_s)
    assert heaviest_that_holds(machine, SIZE_PX) == chosen
    assert all(estimator._closed for estimator in machine.opened.values())
    tried = _HEAVIEST_FIRST.index(chosen) + 1
    assert list(machine.opened) == list(_HEAVIEST_FIRST[: min(tried, 2)])


def test_time_for_other_work_is_included() -> None:
    just_too_slow_s = 1 / 20 - BESIDE_S + 0.004
    machine = Machine(heavy=just_too_slow_s, full=0.001, lite=0.001)
    assert heaviest_that_holds(machine, SIZE_PX) == "full"
    assert heaviest_that_holds(machine, SIZE_PX, rate=10) == "heavy"


def test_person_image_has_every_size() -> None:
    for size_px in (SIZE_PX, (640, 480), (1280, 720)):
        image = person_image(size_px)
        assert image.shape == (size_px[1], size_px[0], 3)
        assert image.dtype == np.uint8
        assert image.std() > 10
    assert TIMED > 5


@pytest.mark.slow
def test_models_find_the_person_in_the_image() -> None:
    """Else a model would be timed on a picture without work."""
    from formcheck.capture.pose_estimator import open_estimator
    from formcheck.capture.video_file import Frame

    for name in _HEAVIEST_FIRST:
        with open_estimator(name) as estimator:
            pose = estimator.estimate(Frame(0, 0.0, person_image((640, 480))))
        assert not pose.is_absent, name
