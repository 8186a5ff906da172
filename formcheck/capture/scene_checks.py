"""What pixels tell while the camera is placed, besides the pose: the light, and who else is there.

Light from behind is not told apart: somebody in dark clothes before a white wall measures the
same, and the pose model copes with both.  On pictures of rendered people it went on finding nearly
everybody with a twentieth of the light on the person, and what it does not see is told anyway.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Self

import numpy as np

if TYPE_CHECKING:
    import os

    from numpy.typing import NDArray

    from formcheck.capture.blazepose import StillBlazePose

_EVERY_PX: Final = 12
"""One pixel of so many each way is looked at: 2000 of 640x480 tell a median well enough."""

_LUMA_BGR: Final = (0.114, 0.587, 0.299)
"""Weights of blue, green and red in the luminance (ITU-R BT.601)."""

MOST_PEOPLE: Final = 3
"""More people than this are not counted: two are one too many already."""

_SHOULDERS_AND_HIPS: Final = (11, 12, 23, 24)
_AROUND: Final = 0.4
"""How far around the joints a body is taken to reach, in trunk lengths (engineering default)."""


def brightness(image: NDArray[np.uint8]) -> float:
    """Median luminance of a picture, 0 (black) to 1 (white).

    Parameters
    ----------
    image
        Shape (height, width, 3), uint8, BGR.
    """
    part = image[::_EVERY_PX, ::_EVERY_PX].reshape(-1, 3)
    luma = part @ np.array(_LUMA_BGR, np.float32)
    return float(np.median(luma)) / 255


class PeopleCounter:
    """Counts the people in single pictures.

    The pose model finds one person in a picture well, and of several mostly one, so each that is
    found is painted over and the rest looked through again.  A picture with one person in it takes
    about 60 ms: count once a second, and only while the camera is placed.

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
        """How many people are in a picture, up to :data:`MOST_PEOPLE`.

        Whoever is small, cut off or behind somebody may be missed; nobody is made up.

        Parameters
        ----------
        image
            Shape (height, width, 3), uint8, BGR; it is left as it is.

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
        """Give the model back; a second call does nothing."""
        self._finder.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def without(image: NDArray[np.uint8], joints: NDArray[np.float32]) -> NDArray[np.uint8]:
    """A copy of the picture in which a person is painted over.

    Parameters
    ----------
    image
        Shape (height, width, 3), uint8.
    joints
        The person's joints, shape (33, 2), pixels.
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
