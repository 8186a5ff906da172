"""What stood between the camera and the body, each with its share of the time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from support.placing import at_rest, seen_by, still
from support.watching import in_a_row

from formcheck.pose.features import FeatureExtractor
from formcheck.pose.joints import Joint
from formcheck.pose.pose import absent
from formcheck.recognition.obstacles import ALWAYS, ObstacleMeter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.pose.pose import Pose
    from formcheck.recognition.report import Obstacle

STANDING = at_rest("mini_squat")
FPS = 15


def met(poses: Sequence[Pose]) -> tuple[Obstacle, ...]:
    """Return the obstacles in a stream."""
    meter, extractor, before_s = ObstacleMeter(), FeatureExtractor(), 0.0
    for pose in poses:
        meter.update(pose.time_s - before_s, extractor.extract(pose))
        before_s = pose.time_s
    return meter.finish()


def hidden(pose: Pose, *parts: str) -> Pose:
    visibility = pose.visibility.copy()
    for part in parts:
        visibility[[Joint[f"LEFT_{part}"], Joint[f"RIGHT_{part}"]]] = 0.1
    return replace(pose, visibility=visibility)


def turned_away(pose: Pose, yaw_deg: float) -> Pose:
    """Return the pose with the body turned about the vertical, by its world coordinates."""
    turn = np.radians(yaw_deg)
    world = pose.world.copy()
    x, z = pose.world[:, 0], pose.world[:, 2]
    world[:, 0], world[:, 2] = (
        x * np.cos(turn) + z * np.sin(turn),
        z * np.cos(turn) - x * np.sin(turn),
    )
    return replace(pose, world=world)


NOBODY = absent(0, 0.0, size_px=STANDING.size_px)

SEEN: dict[str, tuple[Pose, dict[str, tuple[str, ...]]]] = {
    "whole body": (STANDING, {}),
    "lying": (at_rest("double_leg_bridge"), {}),
    "nobody": (NOBODY, {"absent": ()}),
    "feet below the picture": (seen_by(STANDING, shift=(0, 0.2)), {"cut_off": ("feet",)}),
    "legs below the picture": (
        seen_by(STANDING, shift=(0, 0.45)),
        {"cut_off": ("knees", "feet")},
    ),
    "head above the picture": (seen_by(STANDING, shift=(0, -0.25)), {"cut_off": ("head",)}),
    "far away": (seen_by(STANDING, scale=0.12), {"small": ()}),
    "feet behind a chair": (hidden(STANDING, "HEEL", "ANKLE"), {"hidden": ("feet",)}),
    "oblique": (turned_away(STANDING, 46.0), {"view": ()}),
    "on the head": (seen_by(STANDING, roll_deg=180.0), {"upside_down": ()}),
}


@pytest.mark.parametrize("case", SEEN)
def test_every_obstacle_is_told_with_the_parts_it_concerns(case: str) -> None:
    pose, wanted = SEEN[case]
    found = met(still(pose))
    assert {one.name: one.parts for one in found} == wanted
    assert all(one.share >= ALWAYS and one.say.startswith("All the time ") for one in found)
    assert all(part in one.say for one in found for part in one.parts)


def test_obstacles_are_sorted_by_their_share_of_the_time() -> None:
    row = in_a_row(
        still(STANDING, for_s=5), still(NOBODY, for_s=2), still(SEEN["far away"][0], for_s=3)
    )
    small, away = met(row)
    assert (small.name, away.name) == ("small", "absent")
    assert small.share == pytest.approx(0.3, abs=0.02)
    assert away.share == pytest.approx(0.2, abs=0.02)
    assert small.say.startswith("For 30 % of the time ")


def test_moment_is_no_obstacle() -> None:
    assert met(in_a_row(still(NOBODY, for_s=0.3), still(STANDING, for_s=9.0))) == ()


def test_stream_without_poses_showed_nobody() -> None:
    (away,) = ObstacleMeter().finish()
    assert (away.name, away.share) == ("absent", 1.0)
