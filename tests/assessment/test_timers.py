"""The timers of a repetition: the hold, from crossing to crossing."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.courses import REPS

from formcheck.assessment.timers import HoldTimer
from formcheck.pose.filters import DIP_TOLERANCE_S

if TYPE_CHECKING:
    from collections.abc import Callable


# --- The hold timer


def held(
    number: Callable[[float], float],
    end_s: float,
    fps: float,
    *,
    unseen: tuple[float, float] = (math.inf, math.inf),
) -> HoldTimer:
    """A timer that followed a course of progress."""
    timer = HoldTimer()
    for index in range(int(end_s * fps) + 1):
        time_s = index / fps
        if not unseen[0] <= time_s < unseen[1]:
            progress = number(time_s)
            timer.update(time_s, progress, level=REPS.enter)
    return timer


def trapezium(time_s: float) -> float:
    """Up through the level at 1.05 s, down through it at 5.29 s."""
    return min(30.0, REPS.enter + 20 * (time_s - 1.05), REPS.enter + 20 * (5.29 - time_s))


@pytest.mark.parametrize("fps", [10, 24, 30, 120])
def test_hold_is_timed_from_crossing_to_crossing_at_every_rate(fps: int) -> None:
    timer = held(trapezium, 8.0, fps)
    assert timer.start_s == pytest.approx(1.05, abs=1e-6)
    assert timer.end_s == pytest.approx(5.29, abs=1e-6)
    assert timer.held_s == pytest.approx(4.24, abs=1e-6)
    assert not timer.running


@given(st.floats(0.2, 1.5), st.floats(0.5, 6), st.sampled_from([10, 15, 29.97, 60, 120]))
def test_smooth_hold_is_timed_to_a_twentieth_of_a_second(
    start_s: float, hold_s: float, fps: float
) -> None:
    def course(time_s: float) -> float:
        into = min(max((time_s - start_s) / 2, 0.0), 1.0)
        out = min(max((time_s - start_s - 2 - hold_s) / 2, 0.0), 1.0)
        return 15 * (math.cos(math.pi * out) - math.cos(math.pi * into))

    # 20 of 30 degrees are passed at acos(-1/3) / pi of the way out.
    wait_s = 2 * math.acos(-1 / 3) / math.pi
    truth_s = hold_s + 2 * (2 - wait_s)
    assert held(course, start_s + hold_s + 5, fps).held_s == pytest.approx(truth_s, abs=0.05)


@pytest.mark.parametrize("fps", [30, 120])
@pytest.mark.parametrize(
    ("dip_s", "held_s"), [(0.0, 5.0), (DIP_TOLERANCE_S - 0.1, 5.0), (0.8, 4.2)]
)
def test_hold_timer_ignores_short_dip_and_pauses_for_long_one(
    dip_s: float, held_s: float, fps: int
) -> None:
    def course(time_s: float) -> float:
        inside = 1.0 <= time_s < 6.0 and not 3.0 <= time_s < 3.0 + dip_s
        return 25.0 if inside else 15.0

    assert held(course, 8.0, fps).held_s == pytest.approx(held_s, abs=0.05)


@pytest.mark.parametrize(
    ("end_s", "gap_s", "held_s", "hold_end_s"),
    [
        (9.0, 0.4, 6.0, 6.0),
        (9.0, 0.7, 5.3, 6.0),
        (9.0, 3.0, 3.0, 6.0),
        (3.0, 2.0, 2.0, 2.0),  # lost while unseen: it ends where it was last seen
    ],
)
def test_hold_timer_does_not_count_unseen_time(
    end_s: float, gap_s: float, held_s: float, hold_end_s: float
) -> None:
    timer = held(
        lambda time_s: 25.0 if time_s < end_s else 5.0, 6.0, 30, unseen=(2.0, 2.0 + gap_s)
    )
    assert timer.held_s == pytest.approx(held_s, abs=0.05)
    assert timer.end_s == pytest.approx(hold_end_s, abs=0.05)
    assert timer.running is (end_s > 6.0)


def test_hold_timer_ends_where_another_condition_was_last_met() -> None:
    timer = HoldTimer()
    for index in range(31):
        timer.update(index / 10, 25.0, level=REPS.enter, allowed=index < 20)
    assert timer.end_s == timer.held_s == pytest.approx(1.9)
