"""A network of a bundle: what goes in, and what is said of one that cannot run."""

from __future__ import annotations

import sys
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from formcheck.capture.blazepose.detector import Detector
from formcheck.capture.blazepose.landmarks import LandmarkNetwork
from formcheck.capture.blazepose.network import sigmoid
from formcheck.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path

    from formcheck.capture.models import ModelFile

REMEDY = "use one of those that come with formcheck, or reinstall it."


@pytest.fixture
def broken(lite: ModelFile, tmp_path: Path) -> ModelFile:
    path = tmp_path / "own.task"
    with zipfile.ZipFile(path, "w") as bundle, zipfile.ZipFile(lite.path) as good:
        bundle.writestr("pose_detector.tflite", b"no network")
        bundle.writestr("pose_landmarks_detector.tflite", good.read("pose_detector.tflite"))
    return replace(lite, path=path)


def test_model_that_is_no_network(broken: ModelFile, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ModelError, match=r"LiteRT cannot run the model own\.task \(.*\): ") as it:
        Detector(broken)
    assert str(it.value).endswith(REMEDY)
    assert "\n" not in str(it.value)
    assert it.value.__cause__ is not None
    assert capfd.readouterr() == ("", "")


def test_model_that_is_another_network(broken: ModelFile) -> None:
    with pytest.raises(ModelError, match=r"\(its pose_landmarks_detector\.tflite is another net"):
        LandmarkNetwork(broken)


def test_runtime_that_is_missing(lite: ModelFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ai_edge_litert.interpreter", None)
    with pytest.raises(ModelError, match=r"LiteRT cannot start .* ai-edge-litert\."):
        Detector(lite)


def test_nothing_is_printed(lite: ModelFile, capfd: pytest.CaptureFixture[str]) -> None:
    Detector(lite).find(np.zeros((480, 640, 3), np.uint8))
    assert capfd.readouterr() == ("", "")


def test_sigmoid_has_no_limit_on_either_side() -> None:
    values = np.array([-1e9, -100, 0, 2, 100, 1e9], np.float32)
    shares = sigmoid(values)
    assert shares.dtype == np.float32
    np.testing.assert_allclose(shares, [0, 0, 0.5, 0.880797, 1, 1], atol=1e-7)
