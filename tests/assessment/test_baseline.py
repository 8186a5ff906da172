"""The person's own start position: taken at rest, and not taken along into a stretch."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from support.performer import Side2D
from support.watching import joints_of

from formcheck.assessment.baseline import CREEP_S, EVERY_S, RETREAT_S, STEADY_S, Baseline
from formcheck.pose.features import SidedPose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from formcheck.exercises.definition import Exercise
    from formcheck.exercises.parts import Movement

STILL = joints_of(Side2D())


@pytest.fixture(scope="module")
def stretch(shipped: dict[str, Exercise]) -> Movement:
    """A movement towards less, counted from the start: raw values of -12 to 25 may be a start."""
    return shipped["hip_flexor_stretch"].movement


def times(start_s: float, end_s: float, fps: float = 30.0) -> Iterator[float]:
    return (index / fps for index in range(round(start_s * fps), round(end_s * fps)))


def rest(
    start: Baseline, raw: Callable[[float], float] | float, start_s: float, end_s: float
) -> Baseline:
    for time_s in times(start_s, end_s):
        raw_deg = raw(time_s) if callable(raw) else raw
        start.update(time_s, raw_deg, STILL, resting=True)
    return start


def test_start_is_unknown_at_first(stretch: Movement) -> None:
    start = Baseline(stretch)
    assert start.joints is None
    assert math.isnan(start.raw_deg)
    assert math.isnan(start.change_deg(5.0))


def test_steady_rest_is_the_zero(stretch: Movement) -> None:
    start = rest(Baseline(stretch), 6.0, 0.0, 1.0)
    assert start.raw_deg == pytest.approx(6.0)
    assert start.change_deg(-8.0) == pytest.approx(-14.0)
    assert start.joints == pytest.approx(STILL)


def test_absolute_movement_keeps_its_angle(shipped: dict[str, Exercise]) -> None:
    start = Baseline(shipped["single_leg_bridge"].movement)
    assert start.change_deg(12.0) == 12.0
    rest(start, 58.0, 0.0, 1.0)
    assert start.change_deg(12.0) == 12.0
    assert start.joints is not None


@pytest.mark.parametrize(
    ("raw", "end_s"),
    [
        (lambda _: 6.0, STEADY_S - 0.05),
        (lambda _: -13.0, 2.0),
        (lambda _: 26.0, 2.0),
        (lambda time_s: 6 + 6 * math.sin(12 * time_s), 3.0),
        (lambda time_s: 24 - 20 * time_s, 1.2),
    ],
    ids=["too short", "too low", "too high", "swinging", "on the way down"],
)
def test_unsteady_or_unusual_rest_is_no_start(
    stretch: Movement, raw: Callable[[float], float], end_s: float
) -> None:
    start = rest(Baseline(stretch), raw, 0.0, end_s)
    assert start.joints is None


def test_movement_unknown_value_and_gap_begin_the_wait_anew(stretch: Movement) -> None:
    start = Baseline(stretch)
    for time_s in times(0.0, 3.0):
        resting = int(time_s * 30) % 8 != 0
        raw_deg = math.nan if int(time_s * 30) % 8 == 4 else 6.0
        start.update(time_s, raw_deg, STILL, resting=resting)
    for time_s in (4.0, 4.1, 4.8, 4.9):
        start.update(time_s, 6.0, STILL, resting=True)
    assert start.joints is None


@pytest.mark.parametrize("fps", [10, 30, 120])
def test_start_is_taken_after_the_same_time_at_every_rate(stretch: Movement, fps: int) -> None:
    start = Baseline(stretch)
    for time_s in times(0.0, 2.0, fps):
        start.update(time_s, 6.0, STILL, resting=True)
        if start.joints is not None:
            break
    assert STEADY_S - 1e-6 <= time_s <= STEADY_S + 1 / fps


def test_start_is_not_taken_while_moving(stretch: Movement) -> None:
    start = rest(Baseline(stretch), 4.0, 0.0, 2.0)
    for time_s in times(2.0, 6.0):
        start.update(time_s, -12.0, STILL, resting=False)
    assert start.raw_deg == pytest.approx(4.0)


@pytest.mark.parametrize(
    ("raw_deg", "constant_s"), [(9.0, RETREAT_S), (2.0, CREEP_S)], ids=["away", "towards"]
)
def test_start_follows_rest_slowly(stretch: Movement, raw_deg: float, constant_s: float) -> None:
    start = rest(Baseline(stretch), 4.0, 0.0, 2.0)
    rest(start, raw_deg, 2.0, 2.0 + constant_s)
    come = 1 - math.exp(-1)
    assert start.raw_deg == pytest.approx(4 + (raw_deg - 4) * come, abs=0.3)
    rest(start, raw_deg, 2.0 + constant_s, 2.0 + 6 * constant_s)
    assert start.raw_deg == pytest.approx(raw_deg, abs=0.05)


def test_short_bow_or_long_absence_hardly_moves_the_start(stretch: Movement) -> None:
    start = rest(Baseline(stretch), 4.0, 0.0, 2.0)
    rest(start, 19.0, 2.0, 3.0)
    assert start.raw_deg < 4 + 15 * 0.25
    start = rest(Baseline(stretch), 4.0, 0.0, 2.0)
    rest(start, 9.0, 60.0, 60.0 + STEADY_S + 2 / 30)
    assert start.raw_deg == pytest.approx(4.5, abs=0.2)


@pytest.mark.parametrize(
    ("speed_deg_s", "taken_deg"), [(0.5, 1.2), (1.0, 0.6), (2.0, 0.4), (4.0, 0.4)]
)
def test_start_does_not_follow_slow_slide_into_stretch(
    stretch: Movement, speed_deg_s: float, taken_deg: float
) -> None:
    # Until the change has grown to the border of the start zone, where resting ends.
    start = rest(Baseline(stretch), 4.0, 0.0, 2.0)
    for time_s in times(2.0, 60.0):
        raw_deg = 4.0 - speed_deg_s * (time_s - 2.0)
        resting = start.change_deg(raw_deg) > stretch.start.clear_deg
        start.update(time_s, raw_deg, STILL, resting=resting)
        if not resting:
            break
    assert not resting
    assert 0 <= 4.0 - start.raw_deg <= taken_deg
    assert 4.0 - start.raw_deg > taken_deg - 0.4


def test_unsteady_joint_keeps_its_place_from_before(stretch: Movement) -> None:
    start = rest(Baseline(stretch), 4.0, 0.0, 2.0)
    moved = STILL._replace(toe=STILL.toe + 3, other_ankle=STILL.other_ankle + 3)
    for index, time_s in enumerate(times(2.0, 4.0)):
        jump = 40 if index % 3 == 0 else 0
        joints = moved._replace(other_ankle=moved.other_ankle + jump)
        start.update(time_s, 4.0, joints, resting=True)
    assert start.joints is not None
    assert start.joints.toe == pytest.approx(moved.toe)
    assert start.joints.other_ankle == pytest.approx(STILL.other_ankle)


def test_hidden_joint_stays_unknown(stretch: Movement) -> None:
    start = Baseline(stretch)
    hidden = STILL._replace(other_knee=complex(math.nan, math.nan))
    for time_s in times(0.0, STEADY_S + EVERY_S):
        start.update(time_s, 6.0, hidden if time_s < 0.1 else STILL, resting=True)
    assert start.joints is not None
    assert start.joints.knee == pytest.approx(STILL.knee)
    assert math.isnan(start.joints.other_knee.real)


def test_a_rest_that_is_not_steady_gives_new_places_but_no_new_angle(stretch: Movement) -> None:
    start = rest(Baseline(stretch), 4.0, 0.0, 2.0)
    elsewhere = SidedPose(*(point + 50 for point in STILL))
    start.update(2.05, -20.0, elsewhere, resting=False)
    for offset, time_s in enumerate((2.1, 2.2, 2.3)):
        moved = SidedPose(*(point + offset for point in elsewhere))
        start.update(time_s, 4.0 + 6 * (1 - abs(offset - 1)), moved, resting=True)
    start.update(2.4, -20.0, elsewhere, resting=False)
    assert start.raw_deg == pytest.approx(4.0, abs=0.1)
    assert start.joints is not None
    assert start.joints.ankle == elsewhere.ankle + 1, "where the body was furthest from the target"
