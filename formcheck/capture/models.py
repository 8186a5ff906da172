"""Which pose models there are, where they lie, and whether they are whole."""

from __future__ import annotations

import hashlib
import time
import tomllib
import zipfile
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from formcheck.capture.video_file import Frame
from formcheck.errors import ModelError

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from formcheck.capture.pose_estimator import PoseEstimator


MODEL_NAMES: Final = ("lite", "full", "heavy")
"""The models that come with formcheck, from the fastest to the most exact."""

ModelState = Literal["ok", "missing", "damaged"]
"""What became of a file that the manifest lists."""

_PACKAGE: Final = Path(__file__).resolve().parents[1]
_FOLDERS: Final = (_PACKAGE / "models", _PACKAGE.parent / "models")
"""Where the models lie when formcheck is installed, and in its repository."""

_MEMBERS: Final = frozenset({"pose_detector.tflite", "pose_landmarks_detector.tflite"})
_REMEDY: Final = "reinstall formcheck, or run `python tools/build_models.py` in its repository"
_SCHEMA: Final = 1


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A pose model on disk.

    Attributes
    ----------
    name
        ``lite``, ``full``, ``heavy``, or the file's name without its ending.
    path
        The ``.task`` bundle.
    size_bytes
        Its size.
    sha256
        Its SHA-256, lower-case hexadecimal.
    """

    name: str
    path: Path
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ListedModel:
    """A model of the manifest, and what was found in its place.

    Attributes
    ----------
    file
        What the manifest says.
    state
        Whether the file is there and is what the manifest says.
    """

    file: ModelFile
    state: ModelState


def find_model(name_or_path: str | os.PathLike[str]) -> ModelFile:
    """The model of this name, or the one that lies at this path, checked.

    Parameters
    ----------
    name_or_path
        One of :data:`MODEL_NAMES`, or the path of any other pose landmarker bundle.

    Raises
    ------
    ModelError
        If there is no such model, or its file is missing, damaged, or no bundle.
    """
    if name_or_path in MODEL_NAMES:
        file = next(row for row in _manifest() if row.name == name_or_path)
        state = _state(file)
        if state == "missing":
            raise ModelError(f"The model {file.path.name} is missing: {_REMEDY}.")
        if state == "damaged":
            raise ModelError(
                f"The model {file.path.name} is damaged (its checksum differs): {_REMEDY}."
            )
        return file
    return _bundle(Path(name_or_path))


def list_models() -> tuple[ListedModel, ...]:
    """Every model of the manifest, from the fastest to the most exact, and its state.

    Raises
    ------
    ModelError
        If the manifest itself is missing or damaged.
    """
    return tuple(ListedModel(file, _state(file)) for file in _manifest())


def _manifest() -> tuple[ModelFile, ...]:
    """What the manifest says, in the order of :data:`MODEL_NAMES`."""
    path = next((p for folder in _FOLDERS if (p := folder / "manifest.toml").is_file()), None)
    if path is None:
        raise ModelError(f"The list of models (manifest.toml) is missing: {_REMEDY}.")
    try:
        return _rows(tomllib.loads(path.read_text(encoding="utf-8")), path.parent)
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise ModelError(f"The list of models (manifest.toml) is damaged: {_REMEDY}.") from error


def _rows(manifest: Mapping[str, Any], folder: Path) -> tuple[ModelFile, ...]:
    """The rows of a manifest; ValueError, KeyError or TypeError if it is not one."""
    if manifest["schema"] != _SCHEMA:
        raise ValueError(f"expected schema {_SCHEMA}, got {manifest['schema']}")
    rows = {row["name"]: row for row in manifest["model"]}
    return tuple(
        ModelFile(
            name=name,
            path=folder / str(rows[name]["file"]),
            size_bytes=int(rows[name]["size_bytes"]),
            sha256=str(rows[name]["sha256"]),
        )
        for name in MODEL_NAMES
    )


def _state(file: ModelFile) -> ModelState:
    """Whether the file is what the manifest says; the size is compared first, it is free."""
    try:
        if file.path.stat().st_size != file.size_bytes or _sha256(file.path) != file.sha256:
            return "damaged"
    except FileNotFoundError:
        return "missing"
    except OSError:
        return "damaged"
    return "ok"


def _bundle(path: Path) -> ModelFile:
    """The model at a path of the user's own."""
    names = ", ".join(MODEL_NAMES)
    if not path.is_file():
        raise ModelError(
            f"There is no model {path}: use one of {names}, or the path of a .task file."
        )
    try:
        with zipfile.ZipFile(path) as bundle:
            missing = _MEMBERS - set(bundle.namelist())
        size_bytes, sha256 = path.stat().st_size, _sha256(path)
    except (zipfile.BadZipFile, OSError) as error:
        raise ModelError(
            f"{path} is not a .task model, or is damaged: copy it again, or use one of {names}."
        ) from error
    if missing:
        raise ModelError(
            f"{path} is not a pose landmarker (it has no {min(missing)}): use one of {names}."
        )
    return ModelFile(name=path.stem, path=path, size_bytes=size_bytes, sha256=sha256)


def _sha256(path: Path) -> str:
    """SHA-256 of a file, lower-case hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


HEAVIEST_FIRST: Final = ("heavy", "full", "lite")

LEAST_RATE: Final = 20.0
"""Analysed pictures a second below which quick movements are told badly."""

BESIDE_S: Final = 0.012
"""What else one picture takes: decoding, judging, drawing, showing (measured on two cores)."""

WARM_UP: Final = 4
"""Pictures before the clock counts: the first one loads, the next ones find the person."""

TIMED: Final = 12


def pace_of(estimator: PoseEstimator, image: NDArray[np.uint8]) -> float:
    """Seconds an estimator takes for a picture with somebody in it, median.

    Parameters
    ----------
    estimator
        A fresh one; it has seen the picture afterwards.
    image
        Shape (height, width, 3), uint8, BGR.
    """
    taken = []
    for index in range(WARM_UP + TIMED):
        begun_s = time.perf_counter()
        estimator.estimate(Frame(index, index / 30, image))
        taken.append(time.perf_counter() - begun_s)
    return median(taken[WARM_UP:])


def heaviest_that_holds(
    open_estimator: Callable[[str], PoseEstimator],
    size_px: tuple[int, int],
    *,
    rate: float = LEAST_RATE,
) -> str:
    """The heaviest model with which this machine analyses so many pictures a second.

    Parameters
    ----------
    open_estimator
        Makes an estimator of the model of that name.
    size_px
        Width and height of the camera's pictures, pixels.
    rate
        Pictures a second.

    Returns
    -------
    str
        Name of the model; the lightest one if none is quick enough.
    """
    image = somebody(size_px)
    for name in HEAVIEST_FIRST[:-1]:
        with open_estimator(name) as estimator:
            if pace_of(estimator, image) + BESIDE_S <= 1 / rate:
                return name
    return HEAVIEST_FIRST[-1]


def somebody(size_px: tuple[int, int]) -> NDArray[np.uint8]:
    """A picture of somebody, of that size: a model only works in earnest when it finds a person.

    Returns
    -------
    ndarray of uint8, shape (height, width, 3)
        BGR; a rendered person, not a photograph.
    """
    import cv2

    data = (files("formcheck") / "capture" / "somebody.jpg").read_bytes()
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    if image is None:
        raise ValueError("expected a picture in somebody.jpg")
    return np.asarray(cv2.resize(image, size_px, interpolation=cv2.INTER_AREA), np.uint8)
