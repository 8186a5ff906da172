"""Pose: one person at one instant, exactly as a recording stores it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from formcheck.pose.joints import JOINT_COUNT, MIRROR

if TYPE_CHECKING:
    from numpy.typing import NDArray


SEEN: Final = 0.5
"""Visibility from which on a joint of the near side counts as seen (engineering default)."""

CLEARLY_SEEN: Final = 0.7
"""The same for a joint of the far side: hidden limbs are guessed at 0.5 to 0.7."""

GLIMPSED: Final = 0.35
"""The same for the far leg of exercises in which the legs take turns: the leg that is lifted is
half hidden by the other one and guessed at 0.45 to 0.75, yet within 5 degrees of where it is
(rendered people of known joints)."""


@dataclass(frozen=True, slots=True, eq=False)
class Pose:
    """One person at one instant.

    Every frame of a source yields a pose; a frame in which nobody was found yields one
    that is all NaN (see :func:`absent`).  The arrays are float32 because a live set must be
    judged on exactly the numbers that its recording will hold.

    Attributes
    ----------
    index
        0-based position of the frame in its source; gaps are dropped frames.
    time_s
        Seconds since the first frame of the source; strictly increasing in a stream.
    size_px
        Width and height of the image it was seen in, pixels.
    image
        Joint positions, shape (33, 2), float32, pixels; x to the right, y down, origin at the
        upper left corner of the unmirrored image.  NaN = not seen.
    world
        Joint positions, shape (33, 3), float32, metres; origin between the hips, x to the
        right, y down, z away from the camera.  NaN = not given by the estimator.
    visibility
        How surely each joint is seen, shape (33,), float32, 0 to 1; 0 = not seen.

    Raises
    ------
    ValueError
        If an array has another shape.
    """

    index: int
    time_s: float
    size_px: tuple[int, int]
    image: NDArray[np.float32]
    world: NDArray[np.float32]
    visibility: NDArray[np.float32]

    def __post_init__(self) -> None:
        for name, shape in (
            ("image", (JOINT_COUNT, 2)),
            ("world", (JOINT_COUNT, 3)),
            ("visibility", (JOINT_COUNT,)),
        ):
            got = getattr(self, name).shape
            if got != shape:
                raise ValueError(f"expected {name} of shape {shape}, got {got}")

    @property
    def is_absent(self) -> bool:
        """Whether nobody was found in this frame."""
        return bool(np.isnan(self.image).all())


def absent(index: int, time_s: float, *, size_px: tuple[int, int]) -> Pose:
    """The pose of a frame in which nobody was found: all NaN, visibility 0."""
    return Pose(
        index=index,
        time_s=time_s,
        size_px=size_px,
        image=np.full((JOINT_COUNT, 2), np.nan, np.float32),
        world=np.full((JOINT_COUNT, 3), np.nan, np.float32),
        visibility=np.zeros(JOINT_COUNT, np.float32),
    )


def mirrored(pose: Pose) -> Pose:
    """The same person seen in a mirror: left and right joints swapped, x reversed."""
    rows = list(MIRROR)
    flip_image = np.array([-1.0, 1.0], np.float32)
    shift = np.array([pose.size_px[0], 0.0], np.float32)
    return Pose(
        index=pose.index,
        time_s=pose.time_s,
        size_px=pose.size_px,
        image=pose.image[rows] * flip_image + shift,
        world=pose.world[rows] * np.array([-1.0, 1.0, 1.0], np.float32),
        visibility=pose.visibility[rows],
    )
