"""The rep counter, on courses of one number in which everything is known."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.assessment.rep_counter import (
    REST_WINDOW_S,
    SETTLE_S,
    START_KEPT_S,
    HoldTimer,
    Phase,
    RepCounter,
    RepThresholds,
)
from formcheck.exercises.loader import exercise_names
from formcheck.pose.filters import ATTEMPT_GAP_S, DIP_TOLERANCE_S

if TYPE_CHECKING:
    from collections.abc import Callable

    from formcheck.exercises.definition import Exercise
    from formcheck.exercises.fault import Attempt

REPS = RepThresholds(
    start=5.0,
    leave_start=8.0,
    partial=12.0,
    enter=20.0,
    leave=15.0,
    enter_s=0.25,
    grace_s=0.5,
    least_hold_s=0.0,
    is_hold=False,
)
STRETCH = replace(REPS, enter_s=0.5, grace_s=2.0, least_hold_s=5.0, is_hold=True)

Samples = list[tuple[float, float]]


def course(*way: tuple[float, float], fps: float = 30.0) -> Samples:
    """Samples of a course that eases from number to number.

    `way` holds ``(seconds, number)``: how long it takes to come there.
    """
    samples: Samples = []
    start_s, before = 0.0, way[0][1]
    for duration_s, value in way:
        while (time_s := len(samples) / fps) < start_s + duration_s - 1e-9:
            part = (1 - math.cos(math.pi * (time_s - start_s) / duration_s)) / 2
            samples.append((time_s, before + part * (value - before)))
        start_s, before = start_s + duration_s, value
    return samples


class Seen(NamedTuple):
    attempts: list[Attempt]
    phases: list[Phase]
    counter: RepCounter


def follow(thresholds: RepThresholds, samples: Samples, *, finish: bool = False) -> Seen:
    counter = RepCounter(thresholds)
    attempts: list[Attempt] = []
    phases = []
    for time_s, progress in samples:
        ended = counter.update(time_s, progress)
        if ended is not None:
            attempts.append(ended)
        phases.append(counter.phase)
    if finish and (last := counter.finish()) is not None:
        attempts.append(last)
    return Seen(attempts, phases, counter)


def only(seen: Seen) -> Attempt:
    assert len(seen.attempts) == 1
    return seen.attempts[0]


REST = (1.5, 0.0)
UP, STAY, DOWN = (2.0, 30.0), (3.0, 30.0), (2.5, 0.0)
ONE_REP = (REST, UP, STAY, DOWN, REST)


def in_order(phases: list[Phase]) -> list[Phase]:
    return [
        phase for index, phase in enumerate(phases) if index == 0 or phases[index - 1] != phase
    ]


# --- One repetition


def test_repetition_passes_every_phase_in_order() -> None:
    assert in_order(follow(REPS, course(*ONE_REP)).phases) == [
        Phase.UNKNOWN,
        Phase.REST,
        Phase.MOVE,
        Phase.HOLD,
        Phase.RETURN,
        Phase.REST,
    ]


@pytest.mark.parametrize("fps", [10, 15, 24, 30, 60, 120])
def test_attempt_has_times_peak_and_tempo(fps: int) -> None:
    rep = only(follow(REPS, course(*ONE_REP, fps=fps)))
    assert rep.complete
    assert rep.peak == pytest.approx(30.0, abs=0.01)
    assert rep.rest == pytest.approx(0.0, abs=0.01)
    # A cosine passes 10 % of its way after 0.205 and 2/3 of it after 0.608 of its time.
    out_10, out_target = math.acos(0.8) / math.pi, math.acos(-1 / 3) / math.pi
    assert rep.start_s == pytest.approx(1.5 + 2 * out_10 - 2 * 0.0345, abs=0.15)
    assert rep.hold_start_s == pytest.approx(1.5 + 2 * out_target, abs=0.02)
    assert rep.hold_end_s == pytest.approx(6.5 + 2.5 * (1 - out_target), abs=0.02)
    assert rep.hold_s == pytest.approx(rep.hold_end_s - rep.hold_start_s, abs=1e-6)
    assert 3.3 <= rep.peak_s <= 6.6
    assert rep.end_s == pytest.approx(9.0 - 2.5 * out_10, abs=0.05)
    assert rep.out_s == pytest.approx(2.0, abs=0.15)
    assert rep.back_s == pytest.approx(2.5, abs=0.15)


@given(
    out_s=st.floats(0.6, 4),
    back_s=st.floats(0.6, 4),
    peak=st.floats(24, 60),
    rest=st.floats(-5, 3),
    fps=st.sampled_from([15, 30, 60]),
)
def test_tempo_and_range_are_those_of_the_movement(
    out_s: float, back_s: float, peak: float, rest: float, fps: int
) -> None:
    way = ((1.5, rest), (out_s, peak), (2.0, peak), (back_s, rest), (1.5, rest))
    rep = only(follow(REPS, course(*way, fps=fps)))
    # Never read as quicker than it was; a far peak reads up to a sixth slower, because where 10 %
    # of the range lies is not known yet when the way out begins.
    assert 0.97 * out_s - 0.01 <= rep.out_s <= 1.17 * out_s + 0.09
    assert 0.97 * back_s - 0.01 <= rep.back_s <= 1.17 * back_s + 0.09
    # A slow start belongs to the rest for a while.
    assert rep.peak - rep.rest == pytest.approx(peak - rest, abs=0.5)


@given(st.floats(0, 1e5), st.sampled_from([15, 30, 60]))
def test_time_of_day_does_not_matter(shift_s: float, fps: int) -> None:
    samples = course(*ONE_REP, fps=fps)
    now = only(follow(REPS, samples))
    late = only(follow(REPS, [(time_s + shift_s, value) for time_s, value in samples]))
    assert late.peak == now.peak
    assert late.hold_s == pytest.approx(now.hold_s, abs=1e-6)
    assert late.end_s == pytest.approx(now.end_s + shift_s, abs=1e-6)
    assert late.out_s == pytest.approx(now.out_s, abs=1e-6)


@pytest.mark.parametrize("name", exercise_names())
def test_thresholds_are_those_of_the_exercise_and_rise(
    name: str, shipped: dict[str, Exercise]
) -> None:
    exercise, thresholds = shipped[name], RepThresholds.of(shipped[name])
    movement = exercise.movement
    assert thresholds.enter == movement.sign * movement.target_deg[0]
    assert abs(thresholds.leave) == abs(movement.leave_deg)
    assert thresholds.start < thresholds.leave_start <= thresholds.partial <= thresholds.enter
    assert thresholds.leave_start < thresholds.leave < thresholds.enter
    assert thresholds.is_hold is (exercise.kind == "hold")
    assert thresholds.enter_s == movement.enter_s


# --- The start


def test_nothing_counts_before_the_start_was_seen() -> None:
    seen = follow(REPS, course((2.0, 30.0), (2.0, 30.0)))
    assert set(seen.phases) == {Phase.UNKNOWN}
    assert not seen.attempts
    assert only(follow(REPS, course((1.0, 30.0), (1.0, 0.0), *ONE_REP))).complete


def test_start_must_be_kept_for_a_moment() -> None:
    brief = [*course((1.0, 30.0), (0.01, 0.0)), (1.1, 0.0), (1.1 + START_KEPT_S / 2, 0.0)]
    assert follow(REPS, brief).counter.phase is Phase.UNKNOWN
    kept = follow(REPS, [*brief, (1.1 + START_KEPT_S, 0.0)])
    assert kept.counter.phase is Phase.REST


# --- Hysteresis and noise


NOISE = st.lists(st.floats(-1, 1), min_size=60, max_size=120)


@given(st.sampled_from(["start", "leave_start", "partial", "enter", "leave"]), NOISE)
def test_noise_about_one_threshold_never_counts(name: str, noise: list[float]) -> None:
    level = getattr(REPS, name)
    shaky = [(1.5 + index / 30, level + 1.4 * part) for index, part in enumerate(noise)]
    assert not follow(REPS, course(REST) + shaky).attempts


@given(st.sampled_from(["enter", "leave"]), NOISE)
def test_noise_on_the_way_does_not_double_a_repetition(name: str, noise: list[float]) -> None:
    level = getattr(REPS, name)
    before = course(REST, UP, (1.0, level))
    shaky = [(4.5 + index / 30, level + 1.4 * part) for index, part in enumerate(noise)]
    end_s = shaky[-1][0] + 1 / 30
    after = [(end_s + time_s, value) for time_s, value in course((0.5, level), *ONE_REP[3:])]
    assert only(follow(REPS, before + shaky + after)).complete


def test_target_must_be_kept() -> None:
    spike = [*course(REST, (0.5, 18.0), (0.2, 18.0)), (2.21, 25.0), (2.24, 25.0)]
    seen = follow(REPS, spike + [(2.27 + step / 30, 18.0) for step in range(30)])
    assert Phase.HOLD not in seen.phases


def test_angle_alone_is_not_the_target() -> None:
    counter = RepCounter(REPS)
    phases = []
    for time_s, progress in course(*ONE_REP):
        counter.update(time_s, progress, allowed=time_s < 1.0)
        phases.append(counter.phase)
    assert Phase.HOLD not in phases


@pytest.mark.parametrize("fps", [15, 30])
@pytest.mark.parametrize(
    ("way", "reps"),
    [
        ((UP, STAY, *((0.6, 10.0), (0.6, 30.0)) * 3, DOWN, REST), 1),  # pulses without a return
        ((*((0.7, 30.0), (0.7, 0.0)) * 6, REST), 6),  # quick, without a rest
        ((*((1.0, 30.0), (1.0, 30.0), (1.0, 4.0)) * 3, (2.0, 4.0)), 3),  # to the edge of the start
    ],
    ids=["pulses", "quick", "shallow"],
)
def test_return_to_the_start_separates_repetitions(
    way: tuple[tuple[float, float], ...], reps: int, fps: int
) -> None:
    attempts = follow(REPS, course(REST, *way, fps=fps)).attempts
    assert [attempt.complete for attempt in attempts] == [True] * reps
    if reps == 1:
        assert attempts[0].back_s == pytest.approx(2.5, abs=0.2)


def test_repetition_ends_at_most_a_second_after_its_return() -> None:
    samples = course(REST, UP, STAY, (1.0, 4.5), (4.0, 4.5))
    counter = RepCounter(REPS)
    ended_s = next(time for time, value in samples if counter.update(time, value) is not None)
    back_s = next(time for time, value in samples if time > 6.5 and value <= REPS.start)
    assert ended_s - back_s <= SETTLE_S + 0.1


def test_going_out_again_ends_the_repetition_at_once() -> None:
    samples = course(REST, UP, STAY, (1.0, 4.0), (2.0, 30.0))
    counter = RepCounter(REPS)
    told = next(value for time_s, value in samples if counter.update(time_s, value) is not None)
    assert REPS.leave_start < told < REPS.leave_start + 1.5
    assert counter.phase is Phase.MOVE


# --- Partial ones


def test_turning_back_before_the_target_is_partial() -> None:
    seen = follow(REPS, course(REST, (1.5, 17.0), (1.0, 17.0), (1.5, 0.0), *ONE_REP))
    attempt, whole = seen.attempts
    assert (attempt.complete, whole.complete) == (False, True)
    assert attempt.peak == pytest.approx(17.0, abs=0.01)
    assert attempt.hold_s == 0.0
    assert math.isnan(attempt.hold_start_s)
    assert math.isnan(attempt.back_s)


@pytest.mark.parametrize(("peak", "partial"), [(11.0, 0), (11.9, 0), (12.5, 1), (19.5, 1)])
def test_small_movement_is_no_attempt(peak: float, partial: int) -> None:
    seen = follow(REPS, course(REST, (1.5, peak), (1.0, peak), (1.5, 0.0), REST))
    assert len(seen.attempts) == partial
    assert seen.counter.phase is Phase.REST


def test_spike_past_the_partial_threshold_is_no_attempt() -> None:
    spike = [(1.5, 18.0), (1.53, 18.0), (1.57, 0.0), (1.6, 0.0)]
    assert not follow(REPS, course(REST) + spike).attempts


# --- Gaps


def without(samples: Samples, start_s: float, end_s: float) -> Samples:
    return [sample for sample in samples if not start_s <= sample[0] < end_s]


@pytest.mark.parametrize("start_s", [0.5, 2.0, 4.0, 7.0])
def test_gap_of_a_second_costs_nothing(start_s: float) -> None:
    assert only(follow(REPS, without(course(*ONE_REP), start_s, start_s + 1))).complete


@pytest.mark.parametrize("start_s", [2.9, 4.0, 6.0])
def test_gap_of_more_than_two_seconds_drops_the_attempt(start_s: float) -> None:
    long_rep = course(REST, UP, STAY, DOWN, (4.0, 0.0))
    seen = follow(REPS, without(long_rep, start_s, start_s + ATTEMPT_GAP_S + 0.1))
    assert not seen.attempts
    assert seen.counter.dropped == 1
    assert seen.counter.phase is Phase.REST


@pytest.mark.parametrize(
    ("samples", "reps"),
    [
        (without(course((9.0, 0.0), *ONE_REP), 2.0, 7.0), 1),
        ([*course(REST, (1.0, 9.0), (1.0, 9.0)), (20.0, 0.0), (20.4, 0.0)], 0),
    ],
    ids=["at rest", "in a small movement"],
)
def test_gap_outside_an_attempt_drops_nothing(samples: Samples, reps: int) -> None:
    seen = follow(REPS, samples)
    assert [attempt.complete for attempt in seen.attempts] == [True] * reps
    assert seen.counter.dropped == 0


def test_repetition_back_at_the_start_survives_a_gap() -> None:
    samples = course(REST, UP, STAY, (1.0, 4.9), (0.2, 4.9))
    assert follow(REPS, samples).counter.phase is Phase.RETURN
    seen = follow(REPS, [*samples, (20.0, 0.0)])
    assert only(seen).complete
    assert seen.counter.phase is Phase.UNKNOWN


def test_start_must_be_seen_again_after_a_gap() -> None:
    samples = course(*ONE_REP)
    later = [(time_s + 30, value) for time_s, value in course((2.0, 30.0), DOWN, *ONE_REP)]
    seen = follow(REPS, samples + later)
    assert [attempt.complete for attempt in seen.attempts] == [True, True]
    assert seen.phases[len(samples)] is Phase.UNKNOWN


# --- The end of the stream


def cut(end_s: float) -> Seen:
    return follow(REPS, [row for row in course(*ONE_REP) if row[0] <= end_s], finish=True)


@pytest.mark.parametrize(("end_s", "attempts"), [(99.0, 1), (1.2, 0), (2.3, 0)])
def test_end_at_rest_or_in_a_small_movement_adds_nothing(end_s: float, attempts: int) -> None:
    assert len(cut(end_s).attempts) == attempts


@pytest.mark.parametrize("end_s", [5.0, 7.2], ids=["in the hold", "on the way back"])
def test_end_away_from_the_start_leaves_a_partial_repetition(end_s: float) -> None:
    seen = cut(end_s)
    attempt = only(seen)
    assert not attempt.complete
    assert attempt.hold_s > 1.0
    assert math.isnan(attempt.back_s)
    assert seen.counter.finish() is None, "it ends once"


def test_end_in_the_start_zone_leaves_a_complete_repetition() -> None:
    samples = course(REST, UP, STAY, (1.0, 4.9), (0.2, 4.9))
    assert only(follow(REPS, samples, finish=True)).complete


def test_hold_left_before_the_end_ends_where_it_was_left() -> None:
    way = course((2.0, 0.0), (2.0, 40.0), (8.0, 40.0), (1.0, 0.0), (0.9, 0.0))
    attempt = only(follow(STRETCH, way, finish=True))
    assert attempt.end_s == pytest.approx(attempt.hold_end_s)
    assert attempt.end_s < way[-1][0] - 0.5


# --- Holds


def test_stretch_is_complete_from_its_least_time_on() -> None:
    for stay_s, complete in ((3.0, False), (8.0, True)):
        attempt = only(follow(STRETCH, course(REST, UP, (stay_s, 30.0), DOWN, (3.0, 0.0))))
        assert attempt.complete is complete
        assert attempt.hold_s == pytest.approx(stay_s + 1.76, abs=0.05)
        assert math.isnan(attempt.back_s)


def test_stretch_may_be_lost_for_its_grace_while_the_timer_pauses() -> None:
    lost = ((0.3, 10.0), (1.0, 10.0), (0.3, 30.0))
    way = (REST, UP, (4.0, 30.0), *lost, (4.0, 30.0), DOWN, (3.0, 0.0))
    attempt = only(follow(STRETCH, course(*way)))
    assert attempt.complete
    # In the target for half of each way, and for all of both stays.
    assert attempt.hold_s == pytest.approx(8 + 1.76 + 0.3, abs=0.05)


def test_stretch_lost_for_longer_is_two_stretches() -> None:
    lost = ((0.3, 10.0), (3.0, 10.0), (0.3, 30.0))
    way = (REST, UP, (6.0, 30.0), *lost, (6.0, 30.0), DOWN, (3.0, 0.0))
    seen = follow(STRETCH, course(*way))
    assert [attempt.complete for attempt in seen.attempts] == [True, True]


@pytest.mark.parametrize(("end_s", "complete"), [(6.0, False), (11.0, True)])
def test_stretch_counts_up_to_the_end_of_the_stream(end_s: float, *, complete: bool) -> None:
    samples = [row for row in course(REST, UP, (30.0, 30.0)) if row[0] <= end_s]
    attempt = only(follow(STRETCH, samples, finish=True))
    assert attempt.complete is complete
    assert attempt.hold_s == pytest.approx(end_s - 2.72, abs=0.05)


def test_stretch_counts_up_to_a_gap() -> None:
    samples = without(course(REST, UP, (30.0, 30.0), DOWN, REST), 12.0, 20.0)
    seen = follow(STRETCH, samples)
    assert seen.attempts[0].complete
    assert seen.attempts[0].hold_s == pytest.approx(12 - 2.72, abs=0.05)


@pytest.mark.parametrize("least_hold_s", [0.0, 5.0])
def test_way_into_a_stretch_is_no_stretch(least_hold_s: float) -> None:
    thresholds = replace(STRETCH, least_hold_s=least_hold_s)
    stir = course(REST, (1.0, 10.0), (2.0, 10.0))
    assert not follow(thresholds, stir, finish=True).attempts


def test_stretch_left_half_way_is_taken_up_again() -> None:
    once = (REST, UP, (8.0, 30.0), (1.0, 10.0), (6.0, 10.0))
    assert only(follow(STRETCH, course(*once), finish=True)).complete
    way = course(*once, (1.0, 30.0), (8.0, 30.0), DOWN, REST)
    seen = follow(STRETCH, [*way, *[(40 + i / 30, 0.0) for i in range(30)]])
    assert [attempt.complete for attempt in seen.attempts] == [True, True]


def test_turning_back_before_the_stretch_is_partial() -> None:
    attempt = only(follow(STRETCH, course(REST, (2.0, 16.0), (2.0, 16.0), (2.0, 0.0), REST)))
    assert not attempt.complete
    assert attempt.hold_s == 0.0


# --- State during an attempt


def test_hold_time_grows_during_the_hold() -> None:
    counter = RepCounter(REPS)
    told = {}
    for time_s, progress in course(*ONE_REP):
        counter.update(time_s, progress)
        told[round(time_s, 3)] = counter.hold_s
    assert told[1.0] == 0.0
    assert told[5.0] == pytest.approx(5.0 - 2.72, abs=0.05)
    assert max(told.values()) == pytest.approx(6.5 + 0.98 - 2.72, abs=0.05)
    assert told[10.0] == 0.0


def test_hold_that_is_being_left_is_the_way_back_for_faults() -> None:
    counter = RepCounter(REPS)
    pairs = set()
    for time_s, progress in course(*ONE_REP):
        counter.update(time_s, progress)
        if counter.phase is Phase.HOLD:
            pairs.add((progress >= REPS.enter, counter.rule_phase))
    assert pairs == {(True, Phase.HOLD), (False, Phase.RETURN)}


def test_attempt_is_under_way_from_move_to_return() -> None:
    counter = RepCounter(REPS)
    for time_s, progress in course(*ONE_REP):
        counter.update(time_s, progress)
        away = counter.phase not in {Phase.REST, Phase.UNKNOWN}
        assert counter.under_way is away
        assert (counter.peak > -math.inf) is away


def test_rest_level_is_the_lower_part_of_the_last_seconds() -> None:
    assert REST_WINDOW_S == 2.0
    rep = only(
        follow(REPS, course((3.0, 4.0), (1.0, -2.0), (3.0, -2.0), *ONE_REP[1:4], (2.0, -2.0)))
    )
    assert rep.rest == pytest.approx(-2.0, abs=0.01)


def test_rest_above_the_start_zone_has_a_level() -> None:
    # More than the window long between the thresholds of the start zone, never under its edge.
    rep = only(follow(REPS, course((1.0, 4.0), (0.5, 6.0), (4.0, 6.0), UP, STAY, DOWN, REST)))
    assert rep.complete
    assert 5.0 < rep.rest <= 8.5


@given(st.lists(st.tuples(st.floats(0.01, 3), st.floats(-40, 80)), max_size=60))
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
                assert attempt.peak >= thresholds.enter
            before_s = attempt.end_s


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
            timer.update(time_s, progress, level=REPS.enter, inside=progress >= REPS.enter)
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
        timer.update(index / 10, 25.0, level=REPS.enter, inside=index < 20)
    assert timer.end_s == timer.held_s == pytest.approx(1.9)
