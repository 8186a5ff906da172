"""Poses in a row, and everything a checker says of them."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np
import pytest

from formcheck.assessment.checker import Checker
from formcheck.exercises.loader import load_exercise
from formcheck.kinematics.measures import MEASURES
from formcheck.pose.features import FeatureExtractor, plane_points
from formcheck.pose.joints import Joint
from support.figures import HIP_WIDTH, SHOULDER_WIDTH
from support.performer import Recording, Side2D, perform, plan_for, pose_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from formcheck.assessment.events import Event, Reading
    from formcheck.assessment.report import SetReport
    from formcheck.exercises.definition import Exercise
    from formcheck.pose.features import SidedPose
    from formcheck.pose.joints import Side, SideChoice
    from formcheck.pose.pose import Pose
    from formcheck.pose.view import Plane
    from support.performer import Camera, Figure

FPS = 15.0
"""A slow camera; that the rate makes no difference is shown in `test_rates.py`."""

_Kind = TypeVar("_Kind")


class Watched(NamedTuple):
    """Everything that a checker gives for a stream of poses."""

    report: SetReport
    events: list[Event]
    readings: list[Reading]

    def of(self, *kinds: type[_Kind]) -> list[_Kind]:
        """Return the events of some kinds, in order."""
        return [event for event in self.events if isinstance(event, kinds)]


def watch(exercise: Exercise, poses: Iterable[Pose], *, side: SideChoice = "auto") -> Watched:
    """Return everything that a fresh checker gives for the poses."""
    checker = Checker(exercise, side=side)
    readings = [checker.update(pose) for pose in poses]
    events = [event for reading in readings for event in reading.events]
    return Watched(checker.finish(), events, readings)


def in_a_row(*parts: Sequence[Pose], pause_s: float = 1 / FPS) -> list[Pose]:
    """Return all parts as one stream: each begins `pause_s` after the one before."""
    row: list[Pose] = []
    for part in parts:
        shift_s = row[-1].time_s + pause_s - part[0].time_s if row else 0.0
        row.extend(
            replace(pose, time_s=pose.time_s + shift_s, index=len(row) + offset)
            for offset, pose in enumerate(part)
        )
    return row


def later(poses: Iterable[Pose], shift_s: float) -> list[Pose]:
    """Return the same poses at another time."""
    return [replace(pose, time_s=pose.time_s + shift_s) for pose in poses]


def between(poses: Iterable[Pose], start_s: float, end_s: float) -> list[Pose]:
    """Return the poses from one time up to another."""
    return [pose for pose in poses if start_s <= pose.time_s < end_s]


def moving(
    figure: Callable[[float], Figure],
    *way: tuple[float, float],
    working: Side = "left",
    camera: Camera | None = None,
) -> list[Pose]:
    """Return the poses of a figure whose one number follows straight lines.

    `way` holds ``(seconds, number)``: how long it takes to come to that number.  The first entry
    is where it begins, held for its seconds.
    """
    poses: list[Pose] = []
    start_s, before = 0.0, way[0][1]
    for duration_s, value in way:
        while (time_s := len(poses) / FPS) < start_s + duration_s:
            now = before + (value - before) * (time_s - start_s) / duration_s
            poses.append(
                pose_of(
                    figure(now),
                    working=working,
                    index=len(poses),
                    time_s=time_s,
                    camera=camera,
                )
            )
        start_s, before = start_s + duration_s, value
    return poses


@cache
def perfect(
    name: str, *, reps: int = 2, side: Side = "left", fps: float = FPS
) -> tuple[Pose, ...]:
    """Return a perfect set of a shipped exercise, made once."""
    exercise = load_exercise(name)
    plan = plan_for(exercise, reps=reps)
    return tuple(perform(exercise, side=side, plan=plan, recording=Recording(fps=fps)))


def joints_seen(pose: Pose, plane: Plane, working: Side) -> SidedPose:
    """The joints of a pose, by the same steps as in a checker."""
    features = FeatureExtractor().extract(pose)
    features._points = plane_points(pose)  # figures are placed anywhere: nothing is out of frame
    return features.leg_frame(plane, working).joints


def joints_of(
    figure: Figure, *, working: Side = "left", camera: Camera | None = None
) -> SidedPose:
    """The joints of a figure as a camera sees them."""
    plane: Plane = "side" if isinstance(figure, Side2D) else "front"
    if hasattr(figure, "oblique_deg"):
        plane = "oblique"
    return joints_seen(pose_of(figure, working=working, camera=camera), plane, working)


def measured(name: str, now: SidedPose, start: SidedPose | None = None) -> float:
    """The raw value of a measure by its name."""
    return MEASURES[name].value(now, start)


def assert_measured(
    name: str, now: Figure, start: Figure | None, value: float, *, working: Side
) -> None:
    """Check the value of a measure; without a start position, a change from it is unknown."""
    joints = joints_of(now, working=working)
    then = None if start is None else joints_of(start, working=working)
    row = MEASURES[name]
    assert row.value(joints, then) == pytest.approx(value, abs=1e-3)
    assert start is None or math.isnan(row.value(joints))


MIRROR = [
    Joint[joint.name.replace("LEFT", "-").replace("RIGHT", "LEFT").replace("-", "RIGHT")]
    for joint in Joint
]
"""For each joint its counterpart on the other side; the nose is its own."""


def mirrored(pose: Pose) -> Pose:
    """The same person seen in a mirror: left and right joints swapped, x reversed."""
    shift = np.array([pose.size_px[0], 0.0], np.float32)
    return replace(
        pose,
        image=pose.image[MIRROR] * np.array([-1.0, 1.0], np.float32) + shift,
        world=pose.world[MIRROR] * np.array([-1.0, 1.0, 1.0], np.float32),
        visibility=pose.visibility[MIRROR],
    )


def turned(poses: Iterable[Pose], yaw_deg: float) -> list[Pose]:
    """Return poses of a side view as a camera sees them that stands so far off the side.

    At 90 degrees it stands in front of the person.

    Parameters
    ----------
    poses
        Poses of a side view.
    yaw_deg
        Angle from the side, degrees.

    Returns
    -------
    list of Pose
        Every height stays as it was.
    """
    cos, sin = math.cos(math.radians(yaw_deg)), math.sin(math.radians(yaw_deg))
    across = np.array([0.0 if joint < Joint.LEFT_SHOULDER else 1 - 2 * (joint % 2 == 0)
                       for joint in Joint])  # fmt: skip
    wide_px = np.where(np.arange(len(across)) < Joint.LEFT_HIP, SHOULDER_WIDTH, HIP_WIDTH) / 2

    def seen(pose: Pose) -> Pose:
        image, world = pose.image.copy(), pose.world.copy()
        middle = (image[Joint.LEFT_HIP, 0] + image[Joint.RIGHT_HIP, 0]) / 2
        image[:, 0] = middle + cos * (image[:, 0] - middle) + sin * across * wide_px
        world[:, 0] = cos * world[:, 0] + sin * 0.17 * across
        world[:, 2] = -cos * 0.17 * across
        return replace(pose, image=image, world=world)

    return [seen(pose) for pose in poses]
