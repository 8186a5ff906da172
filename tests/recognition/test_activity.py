"""How much a body moves: the same at every frame rate, and little while it is still."""

from __future__ import annotations

import math

import numpy as np
import pytest
from support.performer import Recording, Side2D, perform, plan_for
from support.watching import moving

from formcheck.exercises.loader import load_exercise
from formcheck.pose.features import FeatureExtractor
from formcheck.pose.pose import Pose, absent
from formcheck.recognition.activity import SLOT_S, STILL, ActivityMeter


def moved(poses: list[Pose]) -> list[float]:
    """Movement in every slot of a stream that begins at 0 s."""
    eye, meter = FeatureExtractor(), ActivityMeter()
    for pose in poses:
        meter.update(int((pose.time_s + 1e-6) / SLOT_S), eye.extract(pose))
    meter.finish()
    return list(meter.moved)


def leg_raise(fps: float, noise_px: float = 0.0) -> list[Pose]:
    exercise = load_exercise("straight_leg_raise")
    sampled = Recording(fps=fps, noise_px=noise_px)
    return perform(exercise, plan=plan_for(exercise, reps=2), recording=sampled)


def test_a_still_body_hardly_moves_though_the_model_shakes() -> None:
    exercise = load_exercise("straight_leg_raise")
    plan = plan_for(exercise, reps=0, rest_s=8.0)
    still = perform(exercise, plan=plan, recording=Recording(fps=15, noise_px=2.0))
    ways = moved(still)
    assert len(ways) == 17
    assert math.isnan(ways[0]), "before the first slot nothing is known"
    assert max(ways[1:-1]) < STILL, "the last slot holds a single pose"


def test_a_moving_leg_is_seen_and_only_while_it_moves() -> None:
    ways = moved(leg_raise(30, noise_px=1.0))
    assert max(ways[1:]) > 3 * STILL
    assert max(ways[1:3]) < STILL, "the rest before it"


@pytest.mark.parametrize("fps", [15, 24, 60])
def test_the_frame_rate_makes_little_difference(fps: float) -> None:
    here, there = moved(leg_raise(30)), moved(leg_raise(fps))
    both = min(len(here), len(there)) - 1  # the last slot may hold a single pose, or none
    assert both >= 30
    np.testing.assert_allclose(here[1:both], there[1:both], atol=0.02)


def test_the_distance_to_the_camera_makes_no_difference() -> None:
    from dataclasses import replace

    near = leg_raise(15)
    far = [replace(pose, image=pose.image * np.float32(0.5)) for pose in near]
    np.testing.assert_allclose(moved(near)[1:], moved(far)[1:], atol=1e-4)


def test_one_joint_that_jumps_is_not_believed() -> None:
    def figure(jump: float) -> Side2D:
        return Side2D(other_knee=jump)  # one ankle swings, and nothing else

    ways = moved(moving(figure, (2, 0.0), (0.2, 60.0), (2, 60.0)))
    assert max(ways[1:]) < STILL


def test_nobody_does_not_move() -> None:
    ways = moved([absent(n, n / 10, size_px=(64, 48)) for n in range(30)])
    assert len(ways) == 6
    assert all(math.isnan(way) for way in ways)


def test_slots_without_poses_are_unknown() -> None:
    poses = leg_raise(15)
    ways = moved([pose for pose in poses if not 2.0 <= pose.time_s < 4.0])
    assert len(ways) == len(moved(poses))
    assert all(math.isnan(way) for way in ways[4:9])
