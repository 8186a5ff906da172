"""Checks of the picture while the camera is placed: brightness, and number of people.

Light from behind is not detected: a person in dark clothes before a white wall measures the same,
and the pose model copes with both.  On rendered people it found nearly everyone with a twentieth
of the light, and missing joints are reported in any case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Self

import numpy as np

if TYPE_CHECKING:
    import os

    from numpy.typing import NDArray

    from formcheck.capture.blazepose import StillBlazePose

_EVERY_PX: Final = 12
"""Step between the pixels that are used, each way: 2000 of 640x480 are enough for a median."""

_LUMA_BGR: Final = (0.114, 0.587, 0.299)
"""Weights of blue, green and red in the luminance (ITU-R BT.601)."""

MOST_PEOPLE: Final = 3
"""Most people that are counted: two are too many already."""

_SHOULDERS_AND_HIPS: Final = (11, 12, 23, 24)
_AROUND: Final = 0.4
"""Reach of a body around its joints, in trunk lengths (engineering default)."""


def brightness(image: NDArray[np.uint8]) -> float:
    """Return the median luminance of a BGR picture (uint8), 0 (black) to 1 (white)."""
    part = image[::_EVERY_PX, ::_EVERY_PX].reshape(-1, 3)
    luma = part @ np.array(_LUMA_BGR, np.float32)
    return float(np.median(luma)) / 255


class PeopleCounter:
    """Counts the people in single pictures; a context manager.

    The pose model reliably finds one person.  Each person that it finds is painted over, and the
    rest of the picture is searched again.  A picture with one person takes about 60 ms, so count
    once a second, and only while the camera is placed.

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
        from formcheck.capture.blazepose import StillBlazePose

        self._finder: StillBlazePose = StillBlazePose(model)

    def count(self, image: NDArray[np.uint8]) -> int:
        """Return the number of people in a picture, at most :data:`MOST_PEOPLE`.

        People who are small, cut off or hidden may be missed.

        Parameters
        ----------
        image
            Shape (height, width, 3), uint8, BGR; it is not changed.

        Returns
        -------
        int
            From 0 to :data:`MOST_PEOPLE`.

        Raises
        ------
        ValueError
            If the counter is closed.
        """
        for number in range(MOST_PEOPLE):
            joints = self._finder.find(image)
            if joints is None:
                return number
            image = without(image, joints)
        return MOST_PEOPLE

    def close(self) -> None:
        """Release the model; a second call does nothing."""
        self._finder.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def without(image: NDArray[np.uint8], joints: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return a copy of the picture in which a person is painted over.

    Parameters
    ----------
    image
        Shape (height, width, 3), uint8.
    joints
        The person's joints, shape (33, 2), pixels.

    Returns
    -------
    array
    """
    import cv2

    left_shoulder, right_shoulder, left_hip, right_hip = joints[list(_SHOULDERS_AND_HIPS)]
    trunk_px = float(np.linalg.norm(left_shoulder + right_shoulder - left_hip - right_hip)) / 2
    outline = cv2.convexHull(joints.astype(np.float32)).round().astype(np.int32)
    covered = np.zeros(image.shape[:2], np.uint8)
    cv2.fillConvexPoly(covered, outline, 255)
    width_px = max(1, round(2 * _AROUND * trunk_px))
    cv2.polylines(covered, [outline], isClosed=True, color=255, thickness=width_px)
    rest = image[covered == 0]
    painted = image.copy()
    painted[covered > 0] = np.median(rest[::_EVERY_PX], axis=0) if len(rest) else 0
    return painted
