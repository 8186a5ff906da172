"""The estimator ``mediapipe``: BlazePose run by Google's own library, to compare with.

Only this module imports mediapipe.  That library reports its use to Google and has no switch for
it, which is why `formcheck.capture.blazepose` exists.
"""

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
    PoseLandmarkerResult,
    RunningMode,
)

from formcheck.capture.models import find_model
from formcheck.capture.native_stderr import NATIVE_STDERR_SILENCED
from formcheck.capture.people import OneByOneFinder
from formcheck.capture.pose_estimator import EstimatorInfo
from formcheck.errors import ModelError
from formcheck.pose.pose import Pose, absent

if TYPE_CHECKING:
    import os

    from numpy.typing import NDArray

    from formcheck.capture.models import ModelFile
    from formcheck.capture.video_file import Frame


class _Landmarker:
    """Owns a MediaPipe landmarker, and closes it; a context manager.

    Left to the end of the program, MediaPipe would print a traceback.
    """

    def __init__(self, file: ModelFile, mode: RunningMode) -> None:
        self._file, self._mode = file, mode
        self._has_found = False
        self._landmarker: PoseLandmarker | None = None
        self._open()

    def _open(self) -> None:
        with NATIVE_STDERR_SILENCED:
            self._landmarker = _landmarker(self._file, self._mode)

    def _detect(
        self, image: NDArray[np.uint8], time_ms: int | None = None
    ) -> PoseLandmarkerResult:
        """Return the landmarks in a BGR image; without a time it is a single picture."""
        if self._landmarker is None:
            raise ValueError("expected an open estimator, got a closed one")
        picture = mediapipe.Image(
            image_format=mediapipe.ImageFormat.SRGB, data=cv2.cvtColor(image, cv2.COLOR_BGR2RGB)
        )
        # The native code prints messages until it has found a person for the first time.
        with nullcontext() if self._has_found else NATIVE_STDERR_SILENCED:
            if time_ms is None:
                found = self._landmarker.detect(picture)
            else:
                found = self._landmarker.detect_for_video(picture, time_ms)
        self._has_found = self._has_found or bool(found.pose_landmarks)
        return found

    def close(self) -> None:
        """Release the model; a second call does nothing."""
        if self._landmarker is not None:
            with NATIVE_STDERR_SILENCED:  # it prints a line for each accelerator that it releases
                self._landmarker.close()
            self._landmarker = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class MediaPipePose(_Landmarker):
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

    name: Final = "mediapipe"

    def __init__(self, model: str | os.PathLike[str] = "full") -> None:
        file = find_model(model)
        self.info = EstimatorInfo(self.name, mediapipe.__version__, file.name, file.sha256)
        super().__init__(file, RunningMode.VIDEO)
        self._last_ms = -1

    def estimate(self, frame: Frame) -> Pose:
        """Return the pose in a frame; joints outside the image are where the network guesses."""
        # Two frames less than a millisecond apart must not get the same timestamp.
        self._last_ms = max(round(frame.time_s * 1000), self._last_ms + 1)
        return _pose(self._detect(frame.image, self._last_ms), frame)

    def restart(self) -> None:
        """Forget the person who was tracked: the next frame is searched as a whole."""
        self.close()
        self._open()
        self._last_ms = -1

    def open_finder(self) -> MediaPipeCounter:
        """Return a finder of other people; close it when the source ends."""
        return MediaPipeCounter()


class MediaPipeCounter(_Landmarker, OneByOneFinder):
    """Finds several people in single pictures; a context manager.

    Parameters
    ----------
    model
        Name or path of a model, as for :func:`~formcheck.capture.models.find_model`.

    Raises
    ------
    ModelError
        If the model is missing, damaged, or not one that MediaPipe can run.
    """

    def __init__(self, model: str | os.PathLike[str] = "lite") -> None:
        super().__init__(find_model(model), RunningMode.IMAGE)

    def _surest(self, frame: Frame) -> Pose:
        return _pose(self._detect(frame.image), frame)


def _pose(found: PoseLandmarkerResult, frame: Frame) -> Pose:
    """Return the first of the found people; absent if there is none."""
    height_px, width_px = frame.image.shape[:2]
    size_px = (width_px, height_px)
    if not found.pose_landmarks:
        return absent(frame.index, frame.time_s, size_px=size_px)
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


def _landmarker(file: ModelFile, mode: RunningMode) -> PoseLandmarker:
    """Return a MediaPipe landmarker for one source, or for unrelated pictures."""
    options = PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=str(file.path)),
        running_mode=mode,
        num_poses=1,
    )
    try:
        return PoseLandmarker.create_from_options(options)
    except OSError as error:  # from loading the library, before the model is opened
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
