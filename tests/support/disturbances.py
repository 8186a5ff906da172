"""What goes wrong with a stream of poses: another body, exchanged legs, frozen pictures, gaps."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from formcheck.pose.joints import Joint
from formcheck.pose.pose import absent
from support.figures import Camera, Side2D, pose_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.pose.pose import Pose

_PARTS = ("HIP", "KNEE", "ANKLE", "HEEL", "FOOT_INDEX")
_LEFT = [Joint[f"LEFT_{part}"] for part in _PARTS]
_RIGHT = [Joint[f"RIGHT_{part}"] for part in _PARTS]


def exchanged(pose: Pose) -> Pose:
    """Return the pose with each leg taken for the other one."""
    arrays = (pose.image.copy(), pose.world.copy(), pose.visibility.copy())
    for array in arrays:
        array[_LEFT + _RIGHT] = array[_RIGHT + _LEFT]
    image, world, visibility = arrays
    return replace(pose, image=image, world=world, visibility=visibility)


def with_exchanged_legs(poses: Sequence[Pose], share: float, *, seed: int = 0) -> list[Pose]:
    """Return the poses, a share of them with exchanged legs."""
    rng = np.random.default_rng(seed)
    return [exchanged(pose) if rng.random() < share else pose for pose in poses]


def other_body(pose: Pose, *, aside: float = -260.0, scale: float = 0.8) -> Pose:
    """Return somebody who stands elsewhere in the same picture."""
    camera = Camera(pose.size_px, 640 + aside - 380j, scale)
    figure = Side2D(trunk=10.0 * np.sin(5 * pose.time_s))  # nobody stands perfectly still
    return pose_of(figure, working="right", index=pose.index, time_s=pose.time_s, camera=camera)


def with_other_body(poses: Sequence[Pose], at_s: float, length_s: float) -> list[Pose]:
    """Return the poses, for a time those of somebody else."""
    return [other_body(pose) if at_s <= pose.time_s < at_s + length_s else pose for pose in poses]


def frozen(poses: Sequence[Pose], at_s: float, length_s: float) -> list[Pose]:
    """Return the poses, for a time the same one again."""
    row: list[Pose] = []
    for pose in poses:
        stands = row and at_s < pose.time_s < at_s + length_s
        row.append(replace(row[-1], index=pose.index, time_s=pose.time_s) if stands else pose)
    return row


def with_gap(poses: Sequence[Pose], at_s: float, length_s: float) -> list[Pose]:
    """Return the poses, for a time without anybody."""
    return [
        absent(pose.index, pose.time_s, size_px=pose.size_px)
        if at_s <= pose.time_s < at_s + length_s
        else pose
        for pose in poses
    ]


def estimated(poses: Sequence[Pose], *, seed: int = 0) -> list[Pose]:
    """Return the poses with a visibility that changes with every picture."""
    rng = np.random.default_rng(seed)
    return [
        replace(pose, visibility=pose.visibility - rng.uniform(0, 0.01, 33).astype(np.float32))
        for pose in poses
    ]


def with_old_pictures(
    poses: Sequence[Pose], at_s: float, length_s: float, *, from_s: float
) -> list[Pose]:
    """Return the poses, for a time the one that was seen at `from_s`."""
    old = min(poses, key=lambda pose: abs(pose.time_s - from_s))
    return [
        replace(old, index=pose.index, time_s=pose.time_s)
        if at_s <= pose.time_s < at_s + length_s
        else pose
        for pose in poses
    ]


def with_exchange(poses: Sequence[Pose], at_s: float, length_s: float) -> list[Pose]:
    """Return the poses, for a time with each leg taken for the other one."""
    return [exchanged(p) if at_s <= p.time_s < at_s + length_s else p for p in poses]


def with_hidden_body(poses: Sequence[Pose], at_s: float, length_s: float) -> list[Pose]:
    """Return the poses, for a time without a joint that is seen."""
    return [
        replace(pose, visibility=np.zeros_like(pose.visibility))
        if at_s <= pose.time_s < at_s + length_s
        else pose
        for pose in poses
    ]


def shaken(poses: Sequence[Pose], noise_px: float, *, seed: int = 0) -> list[Pose]:
    """Return the poses as an estimator makes them: never twice the same, nor the visibility."""
    rng = np.random.default_rng(seed)
    return estimated(
        [
            replace(
                pose,
                image=pose.image + rng.normal(0, noise_px, pose.image.shape).astype(np.float32),
            )
            for pose in poses
        ],
        seed=seed,
    )
