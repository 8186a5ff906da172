"""The estimator ``blazepose``: follows one person from frame to frame."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from formcheck.capture.blazepose.detector import Detector, followed
from formcheck.capture.blazepose.finder import PeopleCounter
from formcheck.capture.blazepose.landmarks import LandmarkNetwork
from formcheck.capture.blazepose.smoothing import BodyFilter
from formcheck.capture.models import find_model
from formcheck.capture.pose_estimator import EstimatorInfo
from formcheck.pose.pose import Pose, absent

if TYPE_CHECKING:
    import os

    from formcheck.capture.blazepose.region import Region
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
        If the model is missing, damaged, or not one that LiteRT can run.
    """

    name: Final = "blazepose"

    def __init__(self, model: str | os.PathLike[str] = "full") -> None:
        file = find_model(model)
        self.info = EstimatorInfo(self.name, version("ai-edge-litert"), file.name, file.sha256)
        self._networks: tuple[Detector, LandmarkNetwork] | None = (
            Detector(file),
            LandmarkNetwork(file),
        )
        self._filter = BodyFilter()
        self._region: Region | None = None
        self._last_ms = -1

    def estimate(self, frame: Frame) -> Pose:
        """Return the pose in a frame; joints outside the image are where the network guesses."""
        if self._networks is None:
            raise ValueError("expected an open estimator, got a closed one")
        detector, landmarks = self._networks
        # Whole milliseconds, as in the published graph, and never the same one twice.
        self._last_ms = max(round(frame.time_s * 1000), self._last_ms + 1)
        height_px, width_px = frame.image.shape[:2]
        size_px = (width_px, height_px)
        region = self._region or followed(detector.find(frame.image))
        body = None if region is None else landmarks.find(frame.image, region)
        if body is None:
            self._region = None
            self._filter.lose()
            return absent(frame.index, frame.time_s, size_px=size_px)
        self._region = body.next_region
        image, world, visibility = self._filter.update(self._last_ms, body, size_px)
        return Pose(
            index=frame.index,
            time_s=frame.time_s,
            size_px=size_px,
            image=image * np.array(size_px, np.float32),
            world=world,
            visibility=visibility,
        )

    def restart(self) -> None:
        """Forget the person who was tracked: the next frame is searched as a whole."""
        self._region = None
        self._filter = BodyFilter()
        self._last_ms = -1

    def open_finder(self) -> PeopleCounter:
        """Return a finder of other people; close it when the source ends."""
        return PeopleCounter()

    def close(self) -> None:
        """Release the model; a second call does nothing."""
        self._networks = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
