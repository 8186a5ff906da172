"""BlazePose by MediaPipe.  This is the only module that imports mediapipe."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Final, Self

import cv2
import mediapipe
import numpy as np
from mediapipe.tasks.python.core.base_options import BaseOptions
from mediapipe.tasks.python.vision import (
    PoseLandmarker,
    PoseLandmarkerOptions,
    RunningMode,
)

from formcheck.capture.models import find_model
from formcheck.capture.native_stderr import NATIVE_STDERR_SILENCED
from formcheck.capture.pose_estimator import EstimatorInfo
from formcheck.errors import ModelError
from formcheck.pose.pose import Pose, absent

if TYPE_CHECKING:
    import os

    from numpy.typing import NDArray

    from formcheck.capture.models import ModelFile
    from formcheck.capture.video_file import Frame


class BlazePose:
    """Finds the 33 BlazePose landmarks of one person, frame by frame.

    It tracks: each source needs an estimator of its own, closed when the source ends.

    Parameters
    ----------
    model
        Name or path of a model, as for :func:`~formcheck.capture.models.find_model`.

    Raises
    ------
    ModelError
        If the model is missing, damaged, or not one that MediaPipe can run.
    """

    name: Final = "blazepose"

    def __init__(self, model: str | os.PathLike[str] = "full") -> None:
        file = find_model(model)
        self.info = EstimatorInfo(
            name=self.name,
            version=mediapipe.__version__,
            model=file.name,
            model_sha256=file.sha256,
        )
        with NATIVE_STDERR_SILENCED:
            self._landmarker: PoseLandmarker | None = _landmarker(file)
        self._last_ms = -1
        self._has_found = False

    def estimate(self, frame: Frame) -> Pose:
        """The pose in this frame; absent where nobody is found.

        Landmarks outside the image are kept as the network guesses them.

        Raises
        ------
        ValueError
            If the estimator is closed.
        """
        if self._landmarker is None:
            raise ValueError("expected an open estimator, got a closed one")
        picture = _picture(frame.image)
        # Two frames less than a millisecond apart must not get the same timestamp.
        self._last_ms = max(round(frame.time_s * 1000), self._last_ms + 1)
        # The native side has its say once, when it first follows a person.
        with nullcontext() if self._has_found else NATIVE_STDERR_SILENCED:
            found = self._landmarker.detect_for_video(picture, self._last_ms)
        height_px, width_px = frame.image.shape[:2]
        size_px = (width_px, height_px)
        if not found.pose_landmarks:
            return absent(frame.index, frame.time_s, size_px=size_px)
        self._has_found = True
        seen = np.array([(mark.x, mark.y, mark.visibility) for mark in found.pose_landmarks[0]])
        return Pose(
            index=frame.index,
            time_s=frame.time_s,
            size_px=size_px,
            image=(seen[:, :2] * size_px).astype(np.float32),
            world=np.array(
                [(mark.x, mark.y, mark.z) for mark in found.pose_world_landmarks[0]], np.float32
            ),
            visibility=seen[:, 2].astype(np.float32),
        )

    def close(self) -> None:
        """Give the landmarker back; a second call does nothing.

        Left to the end of the program, MediaPipe would print a traceback.
        """
        if self._landmarker is not None:
            with NATIVE_STDERR_SILENCED:  # it tells of every accelerator that it lets go
                self._landmarker.close()
            self._landmarker = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class StillBlazePose:
    """Finds a person in single pictures that have nothing to do with each other.

    Parameters
    ----------
    model
        Name or path of a model, as for :func:`~formcheck.capture.models.find_model`.

    Raises
    ------
    ModelError
        If the model is missing, damaged, or not one that MediaPipe can run.
    """

    def __init__(self, model: str | os.PathLike[str]) -> None:
        file = find_model(model)
        with NATIVE_STDERR_SILENCED:
            self._landmarker: PoseLandmarker | None = _landmarker(file, RunningMode.IMAGE)
        self._has_found = False

    def find(self, image: NDArray[np.uint8]) -> NDArray[np.float32] | None:
        """The joints of the most conspicuous person, shape (33, 2), pixels; None = nobody.

        Parameters
        ----------
        image
            Shape (height, width, 3), uint8, BGR.

        Raises
        ------
        ValueError
            If it is closed.
        """
        if self._landmarker is None:
            raise ValueError("expected an open finder, got a closed one")
        with nullcontext() if self._has_found else NATIVE_STDERR_SILENCED:
            found = self._landmarker.detect(_picture(image))
        if not found.pose_landmarks:
            return None
        self._has_found = True
        height_px, width_px = image.shape[:2]
        marks = [(mark.x * width_px, mark.y * height_px) for mark in found.pose_landmarks[0]]
        return np.array(marks, np.float32)

    def close(self) -> None:
        """Give the landmarker back; a second call does nothing."""
        if self._landmarker is not None:
            with NATIVE_STDERR_SILENCED:  # it tells of every accelerator that it lets go
                self._landmarker.close()
            self._landmarker = None


def _picture(image: NDArray[np.uint8]) -> mediapipe.Image:
    """A BGR image as MediaPipe wants it."""
    return mediapipe.Image(
        image_format=mediapipe.ImageFormat.SRGB, data=cv2.cvtColor(image, cv2.COLOR_BGR2RGB)
    )


def _landmarker(file: ModelFile, mode: RunningMode = RunningMode.VIDEO) -> PoseLandmarker:
    """A landmarker for one source, or for pictures that have nothing to do with each other."""
    options = PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=str(file.path)),
        running_mode=mode,
        num_poses=1,
    )
    try:
        return PoseLandmarker.create_from_options(options)
    except OSError as error:  # from loading the library, before any model is looked at
        raise ModelError(
            f"MediaPipe cannot start ({error}): install the system library that is named "
            "(Debian and Ubuntu: apt-get install libegl1 libgles2)."
        ) from error
    except (RuntimeError, ValueError) as error:
        reason = str(error).strip().partition("\n")[0].rstrip(".")
        raise ModelError(
            f"MediaPipe cannot run the model {file.path.name} ({reason}): "
            "use one of those that come with formcheck, or reinstall it."
        ) from error
