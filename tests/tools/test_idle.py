"""People who do not exercise: on the floor, in one piece, and doing no repetition."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from stick_body import sticks

from tools.render_patients import truth
from tools.render_patients.exercises import IDLE
from tools.render_patients.idle import (
    SEAT_M,
    Lying,
    PicksUp,
    Sitting,
    Standing,
    Walking,
    between,
    turned,
    wave,
)
from tools.render_patients.schedule import moment
from tools.render_patients.skeleton import ANKLE, HIP, KNEE, SHOULDER, SIDES, Figure, Side

TIMES_S = [0.1 * step for step in range(200)]


def figures(name: str, side: Side = "right") -> list[Figure]:
    """Twenty seconds of somebody idle, ten figures a second."""
    who = IDLE[name](sticks(), side)
    return [who.figure(moment(time_s, ())) for time_s in TIMES_S]


@pytest.mark.parametrize("name", IDLE)
def test_nobody_jumps_or_sinks(name: str) -> None:
    seen = figures(name)
    for before, after in pairwise(seen):
        for joint in (HIP, SHOULDER, ANKLE):
            for side in SIDES:
                way_m = after.joint(joint, side) - before.joint(joint, side)
                assert np.linalg.norm(way_m) < 0.3
    lowest = min(figure.joint(ANKLE, side)[2] for figure in seen for side in SIDES)
    assert lowest > 0.0


@pytest.mark.parametrize("name", IDLE)
def test_bones_keep_their_lengths(name: str) -> None:
    true_m = sticks().length_m(KNEE, ANKLE)
    for figure in figures(name)[::10]:
        shank = figure.joint(ANKLE, "left") - figure.joint(KNEE, "left")
        assert np.linalg.norm(shank) == pytest.approx(true_m)


@pytest.mark.parametrize("name", ["standing", "talking", "picks_up"])
def test_who_stands_keeps_a_foot_where_it_is(name: str) -> None:
    at = np.array([figure.joint(ANKLE, "right") for figure in figures(name)])
    assert np.ptp(at[:, 1:], axis=0).max() < 1e-9


def test_walking_feet_do_not_slide_while_they_carry_weight() -> None:
    walker = Walking(sticks(), "right")
    times_s = np.arange(0.0, walker.steps * walker.step_s, 0.02)
    seen = [walker.figure(moment(float(time_s), ())) for time_s in times_s]
    height_m = walker.ground.sole_m[ANKLE]
    for before, after in pairwise(seen):
        still = [
            np.linalg.norm(after.joint(ANKLE, side) - before.joint(ANKLE, side)) < 1e-6
            for side in SIDES
        ]
        down = [abs(after.joint(ANKLE, side)[2] - height_m) < 1e-6 for side in SIDES]
        assert any(a and b for a, b in zip(still, down, strict=True))


def test_who_walks_gets_somewhere_and_comes_back() -> None:
    walker = Walking(sticks(), "right")
    begin, there, back = (
        walker.figure(moment(time_s, ())).middle(HIP)
        for time_s in (0.0, walker.lap_s, 2 * walker.lap_s)
    )
    assert np.linalg.norm(there - begin) == pytest.approx(walker.length_m, abs=0.01)
    assert np.linalg.norm(back - begin) == pytest.approx(0.0, abs=0.01)


def test_who_sits_sits_on_the_seat() -> None:
    for figure in (Sitting(sticks(), "left").figure(moment(t, ())) for t in TIMES_S):
        assert SEAT_M < figure.middle(HIP)[2] < SEAT_M + 0.15
        assert truth.sagittal_deg(figure)["hip_flexion_left"] > 60


def test_who_lies_keeps_the_hips_down_and_lifts_no_straight_leg() -> None:
    lying = Lying(sticks(), "right")
    for figure in (lying.figure(moment(t, ())) for t in TIMES_S[::4]):
        assert figure.middle(HIP)[2] < 0.2
        angles = truth.sagittal_deg(figure)
        for side in SIDES:
            assert angles[f"leg_line_elevation_{side}"] < 12


def test_who_picks_up_bends_the_hips_and_hardly_the_knees() -> None:
    picking = PicksUp(sticks(), "right")
    angles = [truth.sagittal_deg(picking.figure(moment(t, ()))) for t in TIMES_S]
    assert max(each["hip_flexion_right"] for each in angles) > 70
    assert max(each["knee_flexion_right"] for each in angles) < 30


def test_who_stands_stays_upright() -> None:
    angles = [truth.sagittal_deg(figure) for figure in figures("standing")]
    assert max(abs(each["trunk_inclination"]) for each in angles) < 3
    assert max(each["knee_flexion_left"] for each in angles) < 15
    assert isinstance(IDLE["standing"](sticks(), "left"), Standing)


def test_a_turn_turns_everything() -> None:
    figure = figures("standing")[0]
    about = turned(figure, 180.0)
    for name, at in figure.joints_m.items():
        assert about.joints_m[name] == pytest.approx(at * np.array([-1.0, -1.0, 1.0]), abs=1e-9)


def test_what_lies_between_is_smooth_and_ends() -> None:
    values = [between(time_s, 2.0, 5.0) for time_s in TIMES_S]
    assert values[0] == values[-1] == 0.0
    assert max(values) == pytest.approx(1.0)
    assert all(abs(b - a) < 0.2 for a, b in pairwise(values))
    assert wave(1.0, 4.0) == pytest.approx(1.0)
