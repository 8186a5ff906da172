"""Pose: one person at one instant, exactly as a recording stores it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from formcheck.pose.joints import JOINT_COUNT, OPPOSITE, Joint

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEEN: Final = 0.5
"""Visibility from which on a joint of the near side counts as seen (engineering default)."""

CLEARLY_SEEN: Final = 0.7
"""The same for a joint of the far side: hidden limbs are guessed at 0.5 to 0.7."""

GLIMPSED: Final = 0.35
"""The same for the far leg of exercises in which the legs take turns: the lifted leg is half
hidden by the other one and guessed at 0.45 to 0.75, yet within 5 degrees of its place (rendered
people of known joints)."""

Turn = Literal[0, 90, 180, 270]
"""How far a picture is turned clockwise, degrees."""

_SHAPES: Final = (
    ("image", (JOINT_COUNT, 2)),
    ("world", (JOINT_COUNT, 3)),
    ("visibility", (JOINT_COUNT,)),
)
_FLOAT32: Final = np.dtype(np.float32)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Pose:
    """One person at one instant.

    Every frame of a source yields a pose; a frame without a person yields a pose that is all NaN
    (see `absent`).  The arrays are float32 because a live set must be judged on exactly the
    numbers that its recording will hold.

    Attributes
    ----------
    index
        0-based position of the frame in its source; gaps are dropped frames.
    time_s
        Seconds since the first frame of the source; strictly increasing in a stream.
    size_px
        Width and height of the image, pixels.
    image
        Joint positions, shape (33, 2), float32, pixels; x to the right, y down, origin at the
        upper left corner of the unmirrored image.  NaN: not seen.
    world
        Joint positions, shape (33, 3), float32, metres; origin between the hips, x to the
        right, y down, z away from the camera.  NaN: not given by the estimator.
    visibility
        Visibility of each joint, shape (33,), float32, 0 to 1; 0: not seen.

    Raises
    ------
    ValueError
        If an array has another shape or type, or the image positions are not in pixels.

    Examples
    --------
    >>> import numpy as np
    >>> from formcheck import Pose
    >>> image = np.full((33, 2), np.nan, np.float32)
    >>> image[23] = 320, 240  # the left hip
    >>> world = np.full((33, 3), np.nan, np.float32)
    >>> visibility = np.isfinite(image[:, 0]).astype(np.float32)
    >>> Pose(0, 0.0, (640, 480), image, world, visibility)
    Pose(index=0, time_s=0.000, size_px=(640, 480), joints=1)
    """

    index: int
    time_s: float
    size_px: tuple[int, int]
    image: NDArray[np.float32]
    world: NDArray[np.float32]
    visibility: NDArray[np.float32]

    def __post_init__(self) -> None:
        for name, shape in _SHAPES:
            array = getattr(self, name)
            if array.shape != shape or array.dtype != _FLOAT32:
                raise ValueError(
                    f"expected {name} of shape {shape} and type float32, "
                    f"got {array.shape} and {array.dtype}"
                )
        # All joints in the upper left pixel: fmin and fmax skip NaN, and are quick.
        if np.fmax.reduce(self.image, axis=None) <= 1 < max(self.size_px) and (
            np.fmin.reduce(self.image, axis=None) >= 0
        ):
            raise ValueError(
                f"expected image positions in pixels of {self.size_px[0]} x {self.size_px[1]}, "
                "got positions from 0 to 1: multiply x by the width and y by the height"
            )

    def __repr__(self) -> str:
        joints = np.isfinite(self.image[:, 0]).sum()
        return (
            f"Pose(index={self.index}, time_s={self.time_s:.3f}, size_px={self.size_px}, "
            f"joints={joints})"
        )

    @property
    def is_absent(self) -> bool:
        """True if no person was found in this frame."""
        if not math.isnan(self.image.item(Joint.LEFT_HIP, 0)):
            return False  # this is asked often, and nearly every pose has a hip
        return bool(np.isnan(self.image).all())


def absent(index: int, time_s: float, *, size_px: tuple[int, int]) -> Pose:
    """Return the pose of a frame without a person: all NaN, visibility 0.

    Parameters
    ----------
    index, time_s, size_px
        As in `Pose`.

    Returns
    -------
    Pose
        Its `is_absent` is true.
    """
    return Pose(
        index=index,
        time_s=time_s,
        size_px=size_px,
        image=np.full((JOINT_COUNT, 2), np.nan, np.float32),
        world=np.full((JOINT_COUNT, 3), np.nan, np.float32),
        visibility=np.zeros(JOINT_COUNT, np.float32),
    )


def turned(pose: Pose, clockwise_deg: Turn) -> Pose:
    """Return the pose as it is in the picture that is turned clockwise.

    Parameters
    ----------
    pose
        The pose.
    clockwise_deg
        0, 90, 180 or 270.

    Returns
    -------
    Pose
        Image and world positions are turned; for 90 and 270 width and height change places.
    """
    for _ in range(clockwise_deg // 90):
        width_px, height_px = pose.size_px
        # A quarter turn clockwise takes (x, y) to (-y, x), and the picture's lower left corner to
        # its upper left one.
        image = np.column_stack([height_px - pose.image[:, 1], pose.image[:, 0]])
        world = np.column_stack([-pose.world[:, 1], pose.world[:, 0], pose.world[:, 2]])
        pose = replace(pose, size_px=(height_px, width_px), image=image, world=world)
    return pose


def unmirrored(pose: Pose) -> Pose:
    """Return the pose as the camera saw it before the picture was mirrored.

    In a mirrored picture of a right leg the pose model sees a left leg.  If left and right change
    places among the joints and in the picture, both are right: the result is the body as it was.

    Returns
    -------
    Pose
        Left and right have changed places, among the joints and across the picture.
    """
    image = np.column_stack([pose.size_px[0] - pose.image[:, 0], pose.image[:, 1]])
    world = pose.world * np.array([-1, 1, 1], np.float32)
    order = list(OPPOSITE)
    return replace(pose, image=image[order], world=world[order], visibility=pose.visibility[order])
