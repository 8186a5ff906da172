"""What the pictures of a film show: found in most samples, in the order in which to correct it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from support.actor import load
from support.placing import at_rest
from support.watching import perfect

from formcheck.exercises.loader import exercise_names
from formcheck.pose.pose import Pose, absent, turned
from formcheck.session.camera_setup.checks import SMALL_PX
from formcheck.session.camera_setup.scene import (
    LEAST_SAMPLES,
    SAMPLE_S,
    SceneTally,
    in_start_position,
)
from formcheck.session.protocol import Surroundings

LIGHT = 0.6
POSE = perfect("mini_squat")[0]


def names_of(
    *samples: tuple[Pose, float], size_px: float = 300.0, exercise: str | None = None
) -> list[str]:
    """Return the findings on samples of a pose and the brightness of its picture."""
    tally = SceneTally(None if exercise is None else load(exercise))
    for index, (pose, brightness) in enumerate(samples):
        at = replace(pose, index=index, time_s=index * SAMPLE_S)
        assert tally.wants(at.time_s)
        tally.update(at, Surroundings(brightness, None), size_px=size_px)
        assert not tally.wants(at.time_s + SAMPLE_S / 2)
    return [finding["name"] for finding in tally.findings()]


def tilted(pose: Pose, tilt_deg: float) -> Pose:
    """Return the pose in a picture that is tilted about its middle."""
    angle = math.radians(tilt_deg)
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    middle = np.array(pose.size_px) / 2
    return replace(pose, image=((pose.image - middle) @ turn + middle).astype(np.float32))


def test_film_without_a_fault_has_no_findings() -> None:
    assert names_of(*[(POSE, LIGHT)] * 4, exercise="mini_squat") == []
    assert SceneTally().findings() == ()


def test_dark_film_is_dark_whether_a_person_is_found_or_not() -> None:
    nobody = absent(0, 0.0, size_px=(640, 480))
    assert names_of((nobody, 0.02), (nobody, 0.02)) == ["dark"]
    assert names_of((POSE, 0.02), (POSE, LIGHT), (POSE, LIGHT)) == []
    assert names_of((POSE, math.nan)) == []


def test_cut_off_body_and_small_body_are_found() -> None:
    low = replace(POSE, image=POSE.image + np.array([0, 300], np.float32))
    assert names_of((low, LIGHT)) == ["cropped"]
    assert names_of((POSE, LIGHT), size_px=SMALL_PX - 1) == ["small"]
    assert names_of((POSE, LIGHT), size_px=math.nan) == []


def test_tilted_film_is_tilted_in_nearly_all_samples() -> None:
    samples = [(tilted(POSE, 15), LIGHT)] * 9
    assert names_of(*samples, exercise="mini_squat") == ["tilted"]
    assert names_of(*samples) == [], "without an exercise it is not known what is level"
    assert names_of(*samples[: LEAST_SAMPLES - 1], exercise="mini_squat") == []
    assert names_of(*samples, *[(POSE, LIGHT)] * 3, exercise="mini_squat") == []


def test_lifted_hips_tilt_no_film() -> None:
    bridge = [(pose, LIGHT) for pose in perfect("single_leg_bridge")[::15]]
    assert "tilted" not in names_of(*bridge, exercise="single_leg_bridge")


@pytest.mark.parametrize(("several", "found"), [(0, 0), (2, 0), (3, 1), (5, 1)])
def test_people_are_a_finding_if_seen_in_most_looks(several: int, found: int) -> None:
    tally = SceneTally()
    tally.count_people(looks=5, several=several, say="Two people.")
    assert len(tally.findings()) == found


def test_darkness_comes_first() -> None:
    low = replace(POSE, image=POSE.image + np.array([0, 300], np.float32))
    assert names_of((low, 0.01)) == ["dark", "cropped"]


@pytest.mark.parametrize("name", exercise_names())
def test_start_is_a_start_position_and_the_turned_start_is_none(name: str) -> None:
    exercise = load(name)
    pose = at_rest(name)
    assert in_start_position(exercise, pose)
    if exercise.position in {"supine", "prone", "standing", "seated"} and name != "mini_squat":
        turns = [in_start_position(exercise, turned(pose, turn)) for turn in (90, 270)]
        assert not all(turns)
