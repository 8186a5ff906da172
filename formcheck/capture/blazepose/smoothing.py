"""Smooths landmarks from frame to frame, as the published BlazePose graph does in videos.

Like there, values that are kept are of single precision and the rest is double, so that a video
gives the same joints here as there, to the last bit.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from formcheck.capture.blazepose.landmarks import Body

_SPEED_CUTOFF_HZ: Final = 1.0
"""Cut-off of the speed (published graph)."""

_FIRST_RATE: Final = 30.0
"""Frames a second, as long as it is not known (published graph)."""

_SMALLEST_SCALE: Final = 1e-6
"""A body that is smaller than this is not smoothed (published graph)."""

_VISIBILITY_GAIN: Final = np.float32(0.1)
"""Weight of the newest visibility (published graph)."""


class PointFilter:
    """A One-Euro filter for many coordinates.

    Parameters
    ----------
    least_cutoff_hz
        Cut-off at rest.
    beta
        Cut-off that is added for each unit of speed.
    """

    def __init__(self, least_cutoff_hz: float, beta: float) -> None:
        self._least_cutoff_hz, self._beta = float(np.float32(least_cutoff_hz)), beta
        self.forget()

    def forget(self) -> None:
        """Forget what was before."""
        self._time_ms, self._rate = -1, _FIRST_RATE
        self._raw: NDArray[np.float32] | None = None
        self._smooth = self._speed = np.zeros(0, np.float32)

    def update(
        self, time_ms: int, points: NDArray[np.float32], scale: float = 1.0
    ) -> NDArray[np.float32]:
        """Return smoothed points.

        Parameters
        ----------
        time_ms
            Time of the frame, later than the one before.
        points
            The raw points, any shape, the same each time.
        scale
            Size of the body in the unit of the points: its speed is counted in bodies a second.

        Returns
        -------
        numpy.ndarray
            The same shape.
        """
        if scale < _SMALLEST_SCALE:
            return points
        if self._time_ms > 0:  # after a frame at time 0 the time that passed is not known
            self._rate = 1 / ((time_ms - self._time_ms) * 1_000_000 * 1e-9)
        self._time_ms = time_ms
        if self._raw is None:
            self._raw = self._smooth = points
            self._speed = np.zeros_like(points)
            return points
        moved = points.astype(np.float64) - self._raw
        per_scale = float(np.float32(1) / np.float32(scale))
        speed = (moved * per_scale * self._rate).astype(np.float32)
        self._speed = _mixed(speed, self._speed, self._gain(_SPEED_CUTOFF_HZ))
        cutoff_hz = self._least_cutoff_hz + self._beta * np.abs(self._speed.astype(np.float64))
        self._raw = points
        self._smooth = _mixed(points, self._smooth, self._gain(cutoff_hz))
        return self._smooth

    def _gain(self, cutoff_hz: float | NDArray[np.float64]) -> NDArray[np.float32]:
        """Return the weight of the newest value in a low pass."""
        tau_s = 1 / (2 * math.pi * np.asarray(cutoff_hz))
        return np.asarray(1 / (1 + tau_s / (1 / self._rate)), np.float32)


class BodyFilter:
    """Smooths the joints of one person in a video."""

    def __init__(self) -> None:
        # Cut-offs and slopes of the published graph.
        self._image = PointFilter(0.05, 80.0)
        self._world = PointFilter(0.1, 40.0)
        self._visibility: NDArray[np.float32] | None = None

    def lose(self) -> None:
        """Forget where the joints were in the picture: the person is not seen.

        As in the published graph, size and posture (`world`) and visibility are kept.
        """
        self._image.forget()

    def update(
        self, time_ms: int, body: Body, size_px: tuple[int, int]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
        """Return smoothed joints.

        Parameters
        ----------
        time_ms
            Time of the frame.
        body
            The person in the frame.
        size_px
            Width and height of the frame.

        Returns
        -------
        tuple of numpy.ndarray
            `Body.image`, `Body.world` and `Body.visibility`, smoothed.
        """
        size = np.array(size_px, np.float32)
        side_px = float(body.next_region.side_px(size_px))
        image = self._image.update(time_ms, body.image * size, side_px) / size
        world = self._world.update(time_ms, body.world)
        if self._visibility is None:
            self._visibility = body.visibility
        else:
            self._visibility = _mixed(body.visibility, self._visibility, _VISIBILITY_GAIN)
        return image, world, self._visibility


def _mixed(
    new: NDArray[np.float32], old: NDArray[np.float32], gain: NDArray[np.float32] | np.float32
) -> NDArray[np.float32]:
    """Return the average of new and old values; the new ones weigh `gain`."""
    return (gain * new + (1 - np.asarray(gain, np.float64)) * old).astype(np.float32)
