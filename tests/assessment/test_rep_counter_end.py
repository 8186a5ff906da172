"""When an attempt ends, and what is known of it before."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support.courses import ONE_REP, REPS, REST, STAY, UP, Samples, course, follow, only

from formcheck.assessment.rep_counter import (
    SETTLE_S,
    Phase,
    RepCounter,
)

STRETCH = replace(REPS, enter_s=0.5, grace_s=2.0, least_hold_s=5.0, is_hold=True)


# --- When an attempt ends, and its state before


def ending(samples: Samples) -> tuple[float, float, Phase]:
    """Return the sample that ends the first attempt, and the phase after it."""
    counter = RepCounter(REPS)
    time_s, value = next(sample for sample in samples if counter.update(*sample) is not None)
    return time_s, value, counter.phase


def test_repetition_ends_at_most_a_second_after_its_return() -> None:
    samples = course(REST, UP, STAY, (1.0, 4.5), (4.0, 4.5))
    back_s = next(time for time, value in samples if time > 6.5 and value <= REPS.start)
    assert ending(samples)[0] - back_s <= SETTLE_S + 0.1


def test_going_out_again_ends_the_repetition_at_once() -> None:
    _, value, phase = ending(course(REST, UP, STAY, (1.0, 4.0), (2.0, 30.0)))
    assert REPS.leave_start < value < REPS.leave_start + 1.5
    assert phase is Phase.MOVE


def test_state_of_the_attempt_under_way() -> None:
    counter, hold_s, rule_phases = RepCounter(REPS), {}, set()
    for time_s, progress in course(*ONE_REP):
        counter.update(time_s, progress)
        hold_s[round(time_s, 3)] = counter.hold_s
        if counter.phase is Phase.HOLD:  # a hold that is being left is the way back for faults
            rule_phases.add((progress >= REPS.enter, counter.rule_phase))
        away = counter.phase not in {Phase.REST, Phase.UNKNOWN}
        assert counter.under_way is away
        assert (counter.peak > -math.inf) is away
    assert hold_s[1.0] == hold_s[10.0] == 0.0
    assert hold_s[5.0] == pytest.approx(5.0 - 2.72, abs=0.05)
    assert max(hold_s.values()) == pytest.approx(6.5 + 0.98 - 2.72, abs=0.05)
    assert rule_phases == {(True, Phase.HOLD), (False, Phase.RETURN)}


@pytest.mark.parametrize(
    ("before", "least", "most"),
    [
        (((3.0, 4.0), (1.0, -2.0), (3.0, -2.0)), -2.01, -1.99),
        # More than the window long between the thresholds of the start zone.
        (((1.0, 4.0), (0.5, 6.0), (4.0, 6.0)), 5.0, 8.5),
    ],
    ids=["lower part of the last seconds", "above the start zone"],
)
def test_rest_level_is_that_before_the_movement(
    before: tuple[tuple[float, float], ...], least: float, most: float
) -> None:
    rep = only(follow(REPS, course(*before, UP, STAY, (2.5, before[-1][1] - 6), REST)))
    assert rep.complete
    assert least <= rep.rest <= most


@given(st.lists(st.tuples(st.floats(0.01, 3), st.floats(-40, 80)), max_size=60))
@example([(1.0, 0.0), (0.5, -3.0), (1.0, 19.0), (1.0, 19.0), (1.0, 0.0), (1.0, 20.0)])
def test_attempts_are_in_order_and_consistent_for_any_samples(
    steps: list[tuple[float, float]],
) -> None:
    time_s, samples = 0.0, []
    for step_s, value in steps:
        time_s += step_s
        samples.append((time_s, value))
    for thresholds in (REPS, STRETCH):
        before_s = -1.0
        for attempt in follow(thresholds, samples, finish=True).attempts:
            assert before_s <= attempt.start_s <= attempt.end_s
            assert attempt.start_s <= attempt.peak_s <= attempt.end_s
            assert 0.0 <= attempt.hold_s <= attempt.end_s - attempt.start_s + 1e-9
            assert not attempt.out_s < 0
            assert not attempt.back_s < 0
            if attempt.complete:
                assert attempt.peak >= thresholds.just
            before_s = attempt.end_s
