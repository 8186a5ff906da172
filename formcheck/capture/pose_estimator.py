"""What turns frames into poses: the contract, the table of those that keep it, the loop."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, Self

from formcheck.pose.pose import Pose, absent

if TYPE_CHECKING:
    import os

    import numpy as np
    from numpy.typing import NDArray

    from formcheck.capture.video_file import Frame


@dataclass(frozen=True, slots=True)
class EstimatorInfo:
    """What made the poses, as it stands in every report and recording.

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
    """A pose and the picture it was seen in.

    Attributes
    ----------
    pose
        Who was seen, and when.
    image
        Shape (height, width, 3), uint8, BGR, never mirrored; None when replaying a recording.
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
        """What made the poses."""
        ...

    def estimate(self, frame: Frame) -> Pose:
        """The pose in this frame, with its index and time; absent where nobody is found."""
        ...

    def close(self) -> None:
        """Give back what the estimator holds; a second call does nothing."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


def _blazepose(model: str | os.PathLike[str] = "full") -> PoseEstimator:
    """MediaPipe's BlazePose, imported only when it is asked for: it takes seconds."""
    from formcheck.capture.blazepose import BlazePose

    return BlazePose(model)


ESTIMATORS: Final[Mapping[str, Callable[..., PoseEstimator]]] = {"blazepose": _blazepose}
"""Estimators by name.  Each is called with a model name or path and gives a new estimator."""


def estimate(frames: Iterable[Frame], estimator: PoseEstimator) -> Iterator[Observation]:
    """Observations of a source, one for each frame, in order.

    Parameters
    ----------
    frames
        The source; closed over, not closed.
    estimator
        A fresh estimator: it must not have seen another source.
    """
    for frame in frames:
        yield Observation(estimator.estimate(frame), frame.image)


class ScriptedEstimator:
    """Plays given poses back instead of looking: for tests without pixels.

    Parameters
    ----------
    poses
        A sequence is played in order, one pose for each frame; a mapping by frame index.
        Where the script has nothing, nobody is found.  The joints and ``size_px`` are played
        as they are; index and time are those of the frame.
    """

    name: Final = "scripted"

    def __init__(self, poses: Iterable[Pose] | Mapping[int, Pose]) -> None:
        self.info = EstimatorInfo(name=self.name, version="1", model="script", model_sha256="")
        self._script = dict(poses) if isinstance(poses, Mapping) else None
        self._rest = iter(()) if isinstance(poses, Mapping) else iter(poses)
        self._closed = False

    def estimate(self, frame: Frame) -> Pose:
        """The next pose of the script, or the one for this frame's index.

        Raises
        ------
        ValueError
            If the estimator is closed.
        """
        if self._closed:
            raise ValueError("expected an open estimator, got a closed one")
        script = self._script
        pose = next(self._rest, None) if script is None else script.get(frame.index)
        if pose is None:
            height_px, width_px = frame.image.shape[:2]
            return absent(frame.index, frame.time_s, size_px=(width_px, height_px))
        return replace(pose, index=frame.index, time_s=frame.time_s)

    def close(self) -> None:
        """End the script."""
        self._closed = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
