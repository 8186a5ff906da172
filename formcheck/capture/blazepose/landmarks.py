"""The landmark network: the joints of the person in a region."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from formcheck.capture.blazepose.network import Network, sigmoid
from formcheck.capture.blazepose.region import Cropper, Region, around_body
from formcheck.pose.joints import JOINT_COUNT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from formcheck.capture.models import ModelFile

MEMBER: Final = "pose_landmarks_detector.tflite"
SIDE_PX: Final = 256
"""Side of the picture that the landmark network takes."""

LEAST_PRESENCE: Final = 0.5
"""Below this no person is in the region (default of the published graph)."""

_POINTS: Final = 39
"""Landmarks of the network: 33 joints, then the middle of the hips and the rim of the circle
around the body, then four that are not used."""

_MAP_SIDE: Final = 64
"""Side of the heatmaps."""

_WINDOW: Final = np.mgrid[-3:4, -3:4].reshape(2, -1)
"""Cells of a heatmap around a landmark that refine its place, rows and columns: 7 by 7."""

_FAR: Final = np.float32(1e6)
"""A landmark further away, in cells, is outside the heatmap in any case."""

_LEAST_CONFIDENCE: Final = 0.5
"""If no cell of the window is more confident, the landmark stays (published graph)."""


@dataclass(frozen=True, slots=True)
class Body:
    """The person in a region.

    Attributes
    ----------
    presence
        How sure the network is that there is one, `LEAST_PRESENCE` to 1.
    image
        Joints as shares of the picture's width and height, shape (33, 2).
    world
        Joints in metres, origin between the hips, axes of the picture, shape (33, 3).
    visibility
        Of each joint, shape (33,), 0 to 1.
    next_region
        Where to look for the person in the next frame.
    """

    presence: float
    image: NDArray[np.float32]
    world: NDArray[np.float32]
    visibility: NDArray[np.float32]
    next_region: Region


class LandmarkNetwork:
    """Finds the joints of the person in a region of a picture.

    Parameters
    ----------
    file
        The bundle.

    Raises
    ------
    ModelError
        If the network cannot be run.
    """

    def __init__(self, file: ModelFile) -> None:
        self._network = Network(
            file,
            MEMBER,
            side_px=SIDE_PX,
            outputs={
                "landmarks": (1, 5 * _POINTS),
                "presence": (1, 1),
                "heatmaps": (1, _MAP_SIDE, _MAP_SIDE, _POINTS),
                "world": (1, 3 * _POINTS),
            },
        )
        self._cropper = Cropper(SIDE_PX, spreads_edge=True)

    def find(self, image: NDArray[np.uint8], region: Region) -> Body | None:
        """Return the person in a region, or None.

        Parameters
        ----------
        image
            The picture, BGR.
        region
            The region.

        Returns
        -------
        Body or None
            None if there is no person.
        """
        height_px, width_px = image.shape[:2]
        size_px = (width_px, height_px)
        square = region.square(size_px)
        if square is None:
            return None
        self._network.run(self._cropper.crop(image, square), 0.0, 1.0)
        presence = float(self._network.output("presence")[0])
        if not presence > LEAST_PRESENCE:
            return None
        # x, y, z in pixels of the crop; visibility and presence before the sigmoid
        marks = self._network.output("landmarks").reshape(_POINTS, 5)
        world = self._network.output("world").reshape(_POINTS, 3)[:JOINT_COUNT]
        points = _refined(marks[:, :2] / np.float32(SIDE_PX), self._network.output("heatmaps"))
        points = region.to_picture(points)
        return Body(
            presence=presence,
            image=points[:JOINT_COUNT],
            world=region.turn(world),
            visibility=sigmoid(marks[:JOINT_COUNT, 3]),
            next_region=around_body(points[JOINT_COUNT : JOINT_COUNT + 2], size_px),
        )


def _refined(points: NDArray[np.float32], heatmaps: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return landmarks at the centre of what their heatmaps show around them.

    Parameters
    ----------
    points
        Shape (39, 2), shares of the region.
    heatmaps
        Shape (64, 64, 39), before the sigmoid.

    Returns
    -------
    numpy.ndarray
        Shape (39, 2).
    """
    cell = np.minimum(np.maximum(_MAP_SIDE * points, -_FAR), _FAR).astype(int)  # towards zero
    columns, rows = cell[:, :1] + _WINDOW[1], cell[:, 1:] + _WINDOW[0]
    # A window that reaches over the edge of the map is smaller.
    last = _MAP_SIDE - 1
    within = (columns >= 0) & (columns <= last) & (rows >= 0) & (rows <= last)
    near = [np.minimum(np.maximum(cells, 0), last) for cells in (rows, columns)]
    seen = heatmaps[*near, np.arange(_POINTS)[:, None]]
    weights = sigmoid(seen) * within
    is_inside = ((cell >= 0) & (cell <= last)).all(axis=1)
    is_moved = is_inside & (weights.max(axis=1) >= _LEAST_CONFIDENCE)
    places = np.stack([columns, rows]).astype(np.float32)
    # One after the other, as in the published graph, not in pairs.
    sums = np.add.accumulate(places * weights, axis=2)[..., -1] / np.float32(_MAP_SIDE)
    total = np.where(is_moved, np.add.accumulate(weights, axis=1)[:, -1], np.float32(1))
    return np.where(is_moved[:, None], (sums / total).T, points)
