"""Pose models: their names, files and checksums, and which one this machine runs in time."""

from __future__ import annotations

import time
import tomllib
import zipfile
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from formcheck.capture import file_sha256
from formcheck.capture.video_file import Frame
from formcheck.errors import ModelError

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from formcheck.capture.pose_estimator import PoseEstimator


MODEL_NAMES: Final = ("lite", "full", "heavy")
"""The models that come with formcheck, from the fastest to the most accurate."""

ModelState = Literal["ok", "missing", "damaged"]
"""State of a file that the manifest lists."""

_PACKAGE: Final = Path(__file__).resolve().parents[1]
_FOLDERS: Final = (_PACKAGE / "models", _PACKAGE.parent / "models")
"""Folders of the models in an installed formcheck, and in its repository."""

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

    def state(self) -> ModelState:
        """Return whether the file exists and has this size and checksum."""
        try:
            size_bytes = self.path.stat().st_size  # compared first, because that is fast
            if size_bytes == self.size_bytes and file_sha256(self.path) == self.sha256:
                return "ok"
        except FileNotFoundError:
            return "missing"
        except OSError:
            pass
        return "damaged"


def find_model(name_or_path: str | os.PathLike[str]) -> ModelFile:
    """Find a model by name or path, and check it.

    Parameters
    ----------
    name_or_path
        One of :data:`MODEL_NAMES`, or the path of any other pose landmarker bundle.

    Returns
    -------
    ModelFile
        The file, its size and its checksum.

    Raises
    ------
    ModelError
        If there is no such model, or its file is missing, damaged, or no bundle.
    """
    if name_or_path in MODEL_NAMES:
        file = next(row for row in list_models() if row.name == name_or_path)
        state = file.state()
        if state == "missing":
            raise ModelError(f"The model {file.path.name} is missing: {_REMEDY}.")
        if state == "damaged":
            raise ModelError(
                f"The model {file.path.name} is damaged (its checksum differs): {_REMEDY}."
            )
        return file
    return _bundle(Path(name_or_path))


def list_models() -> tuple[ModelFile, ...]:
    """List the models that come with formcheck, as the manifest describes them.

    Returns
    -------
    tuple of ModelFile
        In the order of :data:`MODEL_NAMES`.

    Raises
    ------
    ModelError
        If the manifest itself is missing or damaged.
    """
    path = next((p for folder in _FOLDERS if (p := folder / "manifest.toml").is_file()), None)
    if path is None:
        raise ModelError(f"The list of models (manifest.toml) is missing: {_REMEDY}.")
    try:
        return _rows(tomllib.loads(path.read_text(encoding="utf-8")), path.parent)
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise ModelError(f"The list of models (manifest.toml) is damaged: {_REMEDY}.") from error


def _rows(manifest: Mapping[str, Any], folder: Path) -> tuple[ModelFile, ...]:
    """Return the rows of a manifest; ValueError, KeyError or TypeError if it is not one."""
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


def _bundle(path: Path) -> ModelFile:
    """Return the model at a path of the user."""
    names = ", ".join(MODEL_NAMES)
    if not path.is_file():
        raise ModelError(
            f"There is no model {path}: use one of {names}, or the path of a .task file."
        )
    try:
        with zipfile.ZipFile(path) as bundle:
            missing = _MEMBERS - set(bundle.namelist())
        size_bytes, sha256 = path.stat().st_size, file_sha256(path)
    except (zipfile.BadZipFile, OSError) as error:
        raise ModelError(
            f"{path} is not a .task model, or is damaged: copy it again, or use one of {names}."
        ) from error
    if missing:
        raise ModelError(
            f"{path} is not a pose landmarker (it has no {min(missing)}): use one of {names}."
        )
    return ModelFile(name=path.stem, path=path, size_bytes=size_bytes, sha256=sha256)


LEAST_RATE: Final = 20.0
"""Least rate of analysed pictures at which quick movements are judged well, 1/s (measured)."""

BESIDE_S: Final = 0.012
"""Time per picture for decoding, judging, drawing and showing (measured on two cores)."""

_WARM_UP: Final = 4
"""Pictures before the measurement: the first one loads, the next ones find the person."""

_TIMED: Final = 12
"""Pictures of the measurement."""

_TRIES: Final = 2
"""A model that is too slow is measured once more: a second in which the machine is busy must not
decide about a whole session (engineering default)."""


def _pace_of(estimator: PoseEstimator, image: NDArray[np.uint8]) -> float:
    """Return the time that an estimator takes for a picture, seconds: the lower quartile."""
    # What else the machine does in this moment makes pictures slower, and none quicker.
    taken = []
    for index in range(_WARM_UP + _TIMED):
        begun_s = time.perf_counter()
        estimator.estimate(Frame(index, index / 30, image))
        taken.append(time.perf_counter() - begun_s)
    return sorted(taken[_WARM_UP:])[_TIMED // 4]


def heaviest_that_holds(
    open_estimator: Callable[[str], PoseEstimator],
    size_px: tuple[int, int],
    *,
    names: Sequence[str] = MODEL_NAMES,
) -> str:
    """Find the most accurate model that analyses `LEAST_RATE` pictures a second on this machine.

    Parameters
    ----------
    open_estimator
        Opens an estimator with the model of a name.
    size_px
        Width and height of the camera's pictures, pixels.
    names
        The models to choose from, the lightest first.

    Returns
    -------
    str
        Name of the model; the lightest one if none is fast enough.
    """
    image = _person_image(size_px)
    lightest, *others = names
    for name in reversed(others):
        with open_estimator(name) as estimator:
            for _ in range(_TRIES):
                if _pace_of(estimator, image) + BESIDE_S <= 1 / LEAST_RATE:
                    return name
    return lightest


def _person_image(size_px: tuple[int, int]) -> NDArray[np.uint8]:
    """Return a picture of a rendered person, because a model takes its full time only with one."""
    import cv2

    data = (files("formcheck") / "capture" / "person.jpg").read_bytes()
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    if image is None:
        raise ValueError("expected a picture in person.jpg")
    return np.asarray(cv2.resize(image, size_px, interpolation=cv2.INTER_AREA), np.uint8)
