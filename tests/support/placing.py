"""Poses as another camera would have seen them, and the camera checks on them."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from formcheck import recording
from formcheck.pose.pose import Pose
from formcheck.session.camera_setup.checks import PlacementChecker
from formcheck.session.protocol import Surroundings
from support.actor import load
from support.paths import TESTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from formcheck.pose.joints import SideChoice
    from formcheck.session.protocol import Check

AT_REST = TESTS / "session" / "camera_setup" / "at_rest.npz"
"""The pose in each sample video one second in: a person in the start position, the camera in its
place.  The pose of an exercise has the index of its name in ``meta``."""

FINE = Surroundings(brightness=0.6, people=1)


@cache
def _at_rest() -> dict[str, Pose]:
    stored = recording.read(AT_REST)
    return dict(zip(stored.meta["exercises"], stored.poses, strict=True))


def at_rest(name: str) -> Pose:
    """Return the start position of an exercise, seen by a camera in its place."""
    return _at_rest()[name]


def still(pose: Pose, *, for_s: float = 2.0, fps: float = 15.0) -> list[Pose]:
    """Return the poses of a person who keeps still."""
    return [replace(pose, index=i, time_s=i / fps) for i in range(round(for_s * fps) + 1)]


def seen_by(
    pose: Pose, *, scale: float = 1.0, roll_deg: float = 0.0, shift: tuple[float, float] = (0, 0)
) -> Pose:
    """Return the pose in a picture that is scaled and rolled about its middle, then shifted.

    `shift` is in picture sizes, to the right and down; a positive roll turns it clockwise.
    """
    middle = np.array(pose.size_px) / 2
    roll = math.radians(roll_deg)
    turn = np.array([[math.cos(roll), math.sin(roll)], [-math.sin(roll), math.cos(roll)]])
    image = (pose.image - middle) @ (scale * turn) + middle + np.array(shift) * pose.size_px
    world = pose.world.copy()
    world[:, :2] = pose.world[:, :2] @ turn
    return replace(pose, image=image.astype(np.float32), world=world.astype(np.float32))


class Placed(NamedTuple):
    """A checker after some poses: its last checks by name, and those that failed."""

    checker: PlacementChecker
    checks: dict[str, Check]
    failed: set[str]


def placed(
    name: str,
    poses: Pose | Iterable[Pose],
    *,
    side: SideChoice = "auto",
    surroundings: Surroundings = FINE,
) -> Placed:
    """Return the checks of poses, or of a person who keeps still in one pose for two seconds."""
    checker = PlacementChecker(load(name), side=side)
    checks: tuple[Check, ...] = ()
    for pose in still(poses) if isinstance(poses, Pose) else poses:
        checks = checker.update(pose, surroundings)
    failed = {check.name for check in checks if check.passed is False}
    return Placed(checker, {check.name: check for check in checks}, failed)
