"""The detector: where people are in a whole picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from formcheck.capture.blazepose.network import Network, sigmoid
from formcheck.capture.blazepose.region import Cropper, Region, Square, around_body

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from formcheck.capture.models import ModelFile

MEMBER: Final = "pose_detector.tflite"
SIDE_PX: Final = 224
"""Side of the picture that the detector takes."""

LEAST_SCORE: Final = 0.5
"""Candidates below this are none (default of the published graph)."""

_SAME_BODY: Final = 0.3
"""Boxes that overlap more than this, as a share of their union, are of one body (the same)."""

_SAME_REGION: Final = 0.5
"""Regions that overlap more than this are of one person (the same)."""

_STRIDES_PX: Final = (8, 16, 32, 32, 32)
"""Distance between the anchors of each layer."""

_PER_CELL: Final = 2
"""Anchors at each place of a layer."""


@dataclass(frozen=True, slots=True)
class Detection:
    """A person whom the detector found.

    Attributes
    ----------
    score
        How sure it is, `LEAST_SCORE` to 1.
    region
        The region for the landmark network.
    """

    score: float
    region: Region


class Detector:
    """Finds people in a picture.

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
        anchors = _anchors()
        count = len(anchors)
        self._network = Network(
            file,
            MEMBER,
            side_px=SIDE_PX,
            outputs={"boxes": (1, count, 12), "scores": (1, count, 1)},
        )
        self._anchors = anchors
        self._cropper = Cropper(SIDE_PX, spreads_edge=False)

    def find(self, image: NDArray[np.uint8]) -> list[Detection]:
        """Return the candidates in a BGR picture, the surest first."""
        height_px, width_px = image.shape[:2]
        size_px = (width_px, height_px)
        self._network.run(self._cropper.crop(image, Square.around(size_px)), -1.0, 1.0)
        scores = sigmoid(self._network.output("scores")[:, 0])
        likely = np.flatnonzero(scores >= LEAST_SCORE)
        rows = self._network.output("boxes")[likely] / np.float32(SIDE_PX)
        boxes, points = _decoded(rows, self._anchors[likely])
        bars = _bars(size_px)
        return [
            Detection(score, around_body((pair - bars) / (1 - 2 * bars), size_px))
            for score, pair in _merged(scores[likely], boxes, points)
        ]


def followed(detections: Sequence[Detection]) -> Region | None:
    """Return the region of the candidate whom a video begins to follow.

    That is the surest one.  But where two regions overlap, the published graph keeps the less
    sure one.  It is kept here as well: what formcheck judges was tuned with it.

    Parameters
    ----------
    detections
        The surest first.

    Returns
    -------
    Region or None
        None without a candidate.
    """
    kept: list[Region] = []
    for detection in detections:
        region = detection.region
        kept = [one for one in kept if one.overlap(region) <= _SAME_REGION] + [region]
    return kept[0] if kept else None


def _bars(size_px: tuple[int, int]) -> NDArray[np.float32]:
    """Return the black bars, left and top, as shares of the square around a picture."""
    width_px, height_px = map(np.float32, size_px)
    shape = height_px / width_px if width_px >= height_px else 1 / (height_px / width_px)
    bar = (1 - shape) / np.float32(2)
    return np.array([0, bar] if width_px >= height_px else [bar, 0], np.float32)


def _anchors() -> NDArray[np.float32]:
    """Return the places of the anchors, shape (2254, 2), as shares of the picture."""
    layers, done = [], 0
    while done < len(_STRIDES_PX):
        stride_px = _STRIDES_PX[done]
        same = _STRIDES_PX.count(stride_px)  # layers of the same stride are interleaved
        cells = SIDE_PX // stride_px
        y, x = np.divmod(np.arange(cells * cells), cells)
        layers.append(np.repeat(np.stack([x, y], axis=1) + 0.5, _PER_CELL * same, axis=0) / cells)
        done += same
    return np.concatenate(layers).astype(np.float32)


def _decoded(
    rows: NDArray[np.float32], anchors: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return boxes (left, top, right, bottom), and the first two keypoints, as shares."""
    # A row has the box (middle and size) and four keypoints, relative to the anchor.
    middle, half = anchors + rows[:, :2], rows[:, 2:4] / 2
    boxes = np.concatenate([middle - half, middle + half], axis=1)
    return boxes, anchors[:, None, :] + rows[:, 4:8].reshape(-1, 2, 2)


def _merged(
    scores: NDArray[np.float32], boxes: NDArray[np.float32], points: NDArray[np.float32]
) -> list[tuple[float, NDArray[np.float32]]]:
    """Return the score and keypoints of each body: boxes that overlap are averaged by score."""
    left = np.flatnonzero((boxes[:, 2:] >= boxes[:, :2]).all(axis=1))
    left = left[np.argsort(-scores[left], kind="stable")]
    merged = []
    while len(left):
        best = left[0]
        is_same = _overlap(boxes[best], boxes[left]) > _SAME_BODY
        same, left = left[is_same], left[~is_same]
        if len(same) == 0:  # a box without an area does not even overlap itself
            same, left = np.array([best]), left[1:]
        total = np.add.accumulate(scores[same])[-1]
        weighted = np.add.accumulate(points[same] * scores[same][:, None, None])[-1]
        merged.append((float(scores[best]), weighted / total))
    return merged


def _overlap(box: NDArray[np.float32], others: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the intersection over the union of a box and others."""
    sides = np.minimum(box[2:], others[:, 2:]) - np.maximum(box[:2], others[:, :2])
    shared = np.prod(np.maximum(sides, 0), axis=1)
    union = np.prod(box[2:] - box[:2]) + np.prod(others[:, 2:] - others[:, :2], axis=1) - shared
    shares: NDArray[np.float32] = np.zeros_like(shared)
    np.divide(shared, union, out=shares, where=union > 0)
    return shares
