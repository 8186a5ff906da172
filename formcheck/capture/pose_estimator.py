"""The protocol of pose estimators, and the table of them.

A new estimator is one module with a class that keeps `PoseEstimator`, and one row in `ESTIMATORS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, Self

from formcheck.errors import ModelError
from formcheck.pose.pose import Pose, absent

if TYPE_CHECKING:
    import os

    import numpy as np
    from numpy.typing import NDArray

    from formcheck.capture.video_file import Frame


@dataclass(frozen=True, slots=True)
class EstimatorInfo:
    """The program and model that made the poses, for reports and recordings.

    Attributes
    ----------
    name
        Key of the estimator in :data:`ESTIMATORS`.
    version
        Version of the library that runs the model.
    model
        Name of the model, for example ``full``.
    model_sha256
        SHA-256 of the model file, lower-case hexadecimal; empty without a model.
    """

    name: str
    version: str
    model: str
    model_sha256: str


class Observation(NamedTuple):
    """A pose and its picture.

    Attributes
    ----------
    pose
        The pose.
    image
        Shape (height, width, 3), uint8, BGR, never mirrored; None = the source is a recording.
    """

    pose: Pose
    image: NDArray[np.uint8] | None


class PoseEstimator(Protocol):
    """Finds one person in each frame of one source.

    An estimator may remember the frames before (tracking), so each source needs its own, and
    frames come in order.  After :meth:`close`, :meth:`estimate` raises :class:`ValueError`.
    """

    @property
    def name(self) -> str:
        """Key of the estimator in :data:`ESTIMATORS`."""
        ...

    @property
    def info(self) -> EstimatorInfo:
        """The program and model that make the poses."""
        ...

    def estimate(self, frame: Frame) -> Pose:
        """Return the pose in a frame, with its index and time; absent if no person is found."""
        ...

    def close(self) -> None:
        """Release the model; a second call does nothing."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


def _from_module(module: str, class_name: str) -> Callable[..., PoseEstimator]:
    """Return a function that opens an estimator; it imports the module only then."""

    def open_(model: str | os.PathLike[str] = "full") -> PoseEstimator:
        try:
            made = getattr(import_module(module), class_name)
        except ModuleNotFoundError as error:
            if error.name != "mediapipe":
                raise
            raise ModelError(
                'MediaPipe is not installed: run pip install "formcheck[mediapipe]", or leave '
                "--estimator mediapipe out."
            ) from error
        estimator: PoseEstimator = made(model)
        return estimator

    return open_


ESTIMATORS: Final[Mapping[str, Callable[..., PoseEstimator]]] = {
    "blazepose": _from_module("formcheck.capture.blazepose.estimator", "BlazePose"),
    "mediapipe": _from_module("formcheck.capture.mediapipe_pose", "MediaPipePose"),
}
"""Estimators by name.  Each is called with the name or path of a model and opens an estimator."""


EstimatorChoice = str | Callable[[], PoseEstimator]
"""The name of an estimator, or a function that gives one for the next source."""


def open_estimator(
    model: str | os.PathLike[str] = "full", *, name: EstimatorChoice = "blazepose"
) -> PoseEstimator:
    """Return a fresh pose estimator for one source; use it as a context manager.

    Parameters
    ----------
    model
        Name or path of its model.
    name
        Which estimator, from `ESTIMATORS`; or what gives one, whatever the model is.

    Returns
    -------
    PoseEstimator
        Close it when the source ends.

    Raises
    ------
    ModelError
        If the model is missing or damaged, or the estimator is not installed.
    ValueError
        If there is no estimator of that name.

    Examples
    --------
    >>> from formcheck import VideoFile
    >>> with VideoFile("set.mp4") as video, open_estimator("full") as estimator:
    ...     poses = [estimator.estimate(frame) for frame in video]
    """
    if callable(name):
        return name()
    if name not in ESTIMATORS:
        raise ValueError(f"expected one of {', '.join(ESTIMATORS)}, got {name!r}")
    return ESTIMATORS[name](model)


def estimate(frames: Iterable[Frame], estimator: PoseEstimator) -> Iterator[Observation]:
    """Yield one observation for each frame, in order.

    Parameters
    ----------
    frames
        The frames; their source is not closed.
    estimator
        A fresh estimator, which was not used for another source.
    """
    for frame in frames:
        yield Observation(estimator.estimate(frame), frame.image)


class ScriptedEstimator:
    """Returns given poses: an estimator for tests and examples without pixels.

    Parameters
    ----------
    poses
        A sequence has one pose for each frame, in order; a mapping has poses by frame index.
        Without a pose for a frame, no person is found.  Joints and ``size_px`` are those of the
        given pose; index and time are those of the frame.
    """

    name: Final = "scripted"

    def __init__(self, poses: Iterable[Pose] | Mapping[int, Pose]) -> None:
        self.info = EstimatorInfo(name=self.name, version="1", model="script", model_sha256="")
        self._script = dict(poses) if isinstance(poses, Mapping) else iter(poses)
        self._closed = False

    def estimate(self, frame: Frame) -> Pose:
        """Return the next given pose, or the one for this frame's index."""
        if self._closed:
            raise ValueError("expected an open estimator, got a closed one")
        script = self._script
        pose = script.get(frame.index) if isinstance(script, dict) else next(script, None)
        if pose is None:
            height_px, width_px = frame.image.shape[:2]
            return absent(frame.index, frame.time_s, size_px=(width_px, height_px))
        return replace(pose, index=frame.index, time_s=frame.time_s)

    def close(self) -> None:
        """Close the estimator; a second call does nothing."""
        self._closed = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
