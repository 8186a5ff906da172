"""The machine that counts: on plain courses of one number, in which everything is known."""

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
    Phase,
    RepCounter,
    RepThresholds,
)
from formcheck.exercises.loader import exercise_names
from formcheck.pose.filters import ATTEMPT_GAP_S

if TYPE_CHECKING:
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
    machine: RepCounter


def follow(borders: RepThresholds, samples: Samples, *, finish: bool = False) -> Seen:
    machine = RepCounter(borders)
    attempts: list[Attempt] = []
    phases = []
    for time_s, progress in samples:
        ended = machine.update(time_s, progress)
        if ended is not None:
            attempts.append(ended)
        phases.append(machine.phase)
    if finish and (last := machine.finish()) is not None:
        attempts.append(last)
    return Seen(attempts, phases, machine)


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


# --- One repetition ----------------------------------------------------------------------------


def test_a_repetition_passes_every_phase_in_order() -> None:
    assert in_order(follow(REPS, course(*ONE_REP)).phases) == [
        Phase.UNKNOWN,
        Phase.REST,
        Phase.MOVE,
        Phase.HOLD,
        Phase.RETURN,
        Phase.REST,
    ]


@pytest.mark.parametrize("fps", [10, 15, 24, 30, 60, 120])
def test_a_repetition_is_described(fps: int) -> None:
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
def test_the_hour_does_not_matter(shift_s: float, fps: int) -> None:
    samples = course(*ONE_REP, fps=fps)
    now = only(follow(REPS, samples))
    late = only(follow(REPS, [(time_s + shift_s, value) for time_s, value in samples]))
    assert late.peak == now.peak
    assert late.hold_s == pytest.approx(now.hold_s, abs=1e-6)
    assert late.end_s == pytest.approx(now.end_s + shift_s, abs=1e-6)
    assert late.out_s == pytest.approx(now.out_s, abs=1e-6)


@pytest.mark.parametrize("name", exercise_names())
def test_borders_are_those_of_the_exercise_and_always_rise(
    name: str, shipped: dict[str, Exercise]
) -> None:
    exercise, borders = shipped[name], RepThresholds.of(shipped[name])
    movement = exercise.movement
    assert borders.enter == movement.sign * movement.target_deg[0]
    assert abs(borders.leave) == abs(movement.leave_deg)
    assert borders.start < borders.leave_start <= borders.partial <= borders.enter
    assert borders.leave_start < borders.leave < borders.enter
    assert borders.is_hold is (exercise.kind == "hold")
    assert borders.enter_s == movement.enter_s


# --- The start ---------------------------------------------------------------------------------


def test_nothing_counts_before_the_start_was_seen() -> None:
    seen = follow(REPS, course((2.0, 30.0), (2.0, 30.0)))
    assert set(seen.phases) == {Phase.UNKNOWN}
    assert not seen.attempts


def test_the_start_must_be_kept_for_a_moment() -> None:
    brief = [*course((1.0, 30.0), (0.01, 0.0)), (1.1, 0.0), (1.1 + START_KEPT_S / 2, 0.0)]
    assert follow(REPS, brief).machine.phase is Phase.UNKNOWN
    kept = follow(REPS, [*brief, (1.1 + START_KEPT_S, 0.0)])
    assert kept.machine.phase is Phase.REST


def test_whoever_begins_in_the_target_counts_from_the_first_start_on() -> None:
    seen = follow(REPS, course((1.0, 30.0), (1.0, 0.0), *ONE_REP))
    assert only(seen).complete


# --- Hysteresis and noise ----------------------------------------------------------------------


@given(
    border=st.sampled_from(["start", "leave_start", "partial", "enter", "leave"]),
    noise=st.lists(st.floats(-1, 1), min_size=60, max_size=120),
)
def test_noise_about_one_border_never_counts(border: str, noise: list[float]) -> None:
    level = getattr(REPS, border)
    shaky = [(1.5 + index / 30, level + 1.4 * part) for index, part in enumerate(noise)]
    assert not follow(REPS, course(REST) + shaky).attempts


@given(
    border=st.sampled_from(["enter", "leave"]),
    noise=st.lists(st.floats(-1, 1), min_size=60, max_size=120),
)
def test_noise_on_the_way_does_not_double_a_repetition(border: str, noise: list[float]) -> None:
    level = getattr(REPS, border)
    before = course(REST, UP, (1.0, level))
    shaky = [(4.5 + index / 30, level + 1.4 * part) for index, part in enumerate(noise)]
    end_s = shaky[-1][0] + 1 / 30
    after = [(end_s + time_s, value) for time_s, value in course((0.5, level), *ONE_REP[3:])]
    rep = only(follow(REPS, before + shaky + after))
    assert rep.complete


def test_the_target_must_be_kept_for_its_dwell_time() -> None:
    spike = [*course(REST, (0.5, 18.0), (0.2, 18.0)), (2.21, 25.0), (2.24, 25.0)]
    seen = follow(REPS, spike + [(2.27 + step / 30, 18.0) for step in range(30)])
    assert Phase.HOLD not in seen.phases


def test_an_angle_alone_is_not_the_target() -> None:
    machine = RepCounter(REPS)
    phases = []
    for time_s, progress in course(*ONE_REP):
        machine.update(time_s, progress, allowed=time_s < 1.0)
        phases.append(machine.phase)
    assert Phase.HOLD not in phases


@pytest.mark.parametrize("fps", [15, 30])
def test_pulses_that_do_not_come_back_are_one_repetition(fps: int) -> None:
    pulse = ((0.6, 10.0), (0.6, 30.0))
    rep = only(follow(REPS, course(REST, UP, STAY, *pulse, *pulse, *pulse, DOWN, REST, fps=fps)))
    assert rep.complete
    assert rep.back_s == pytest.approx(2.5, abs=0.2)


def test_quick_repetitions_without_a_rest_between_are_counted_one_by_one() -> None:
    quick = ((0.7, 30.0), (0.7, 0.0))
    seen = follow(REPS, course(REST, *(quick * 6), REST))
    assert [attempt.complete for attempt in seen.attempts] == [True] * 6


def test_coming_back_only_to_the_edge_of_the_start_zone_separates_repetitions() -> None:
    # Never lower than 4 of 5 degrees between: shallow returns are still returns.
    shallow = ((1.0, 30.0), (1.0, 30.0), (1.0, 4.0))
    seen = follow(REPS, course(REST, *(shallow * 3), (2.0, 4.0)))
    assert [attempt.complete for attempt in seen.attempts] == [True] * 3


def test_a_repetition_ends_at_the_latest_a_second_after_its_return() -> None:
    samples = course(REST, UP, STAY, (1.0, 4.5), (4.0, 4.5))
    machine = RepCounter(REPS)
    told_s = next(time for time, value in samples if machine.update(time, value) is not None)
    back_s = next(time for time, value in samples if time > 6.5 and value <= REPS.start)
    assert told_s - back_s <= SETTLE_S + 0.1


def test_going_out_again_ends_a_repetition_at_once() -> None:
    samples = course(REST, UP, STAY, (1.0, 4.0), (2.0, 30.0))
    machine = RepCounter(REPS)
    told = next(value for time_s, value in samples if machine.update(time_s, value) is not None)
    assert REPS.leave_start < told < REPS.leave_start + 1.5
    assert machine.phase is Phase.MOVE


# --- Partial ones ------------------------------------------------------------------------------


def test_turning_back_short_of_the_target_is_a_partial_one() -> None:
    attempt = only(follow(REPS, course(REST, (1.5, 17.0), (1.0, 17.0), (1.5, 0.0), REST)))
    assert not attempt.complete
    assert attempt.peak == pytest.approx(17.0, abs=0.01)
    assert math.isnan(attempt.hold_start_s)
    assert attempt.hold_s == 0.0
    assert math.isnan(attempt.back_s)


@pytest.mark.parametrize(("peak", "partial"), [(11.0, 0), (11.9, 0), (12.5, 1), (19.5, 1)])
def test_a_small_stir_is_no_attempt(peak: float, partial: int) -> None:
    seen = follow(REPS, course(REST, (1.5, peak), (1.0, peak), (1.5, 0.0), REST))
    assert len(seen.attempts) == partial
    assert seen.machine.phase is Phase.REST


def test_a_spike_past_the_partial_border_is_no_attempt() -> None:
    spike = [(1.5, 18.0), (1.53, 18.0), (1.57, 0.0), (1.6, 0.0)]
    assert not follow(REPS, course(REST) + spike).attempts


def test_a_repetition_counts_after_a_partial_one() -> None:
    seen = follow(REPS, course(REST, (1.0, 17.0), (1.0, 17.0), (1.0, 0.0), *ONE_REP))
    assert [attempt.complete for attempt in seen.attempts] == [False, True]


# --- Gaps --------------------------------------------------------------------------------------


def without(samples: Samples, start_s: float, end_s: float) -> Samples:
    return [sample for sample in samples if not start_s <= sample[0] < end_s]


@pytest.mark.parametrize("start_s", [0.5, 2.0, 4.0, 7.0])
def test_a_gap_of_a_second_costs_nothing(start_s: float) -> None:
    assert only(follow(REPS, without(course(*ONE_REP), start_s, start_s + 1))).complete


@pytest.mark.parametrize("start_s", [2.9, 4.0, 6.0])
def test_a_gap_longer_than_two_seconds_drops_the_attempt(start_s: float) -> None:
    long_rep = course(REST, UP, STAY, DOWN, (4.0, 0.0))
    seen = follow(REPS, without(long_rep, start_s, start_s + ATTEMPT_GAP_S + 0.1))
    assert not seen.attempts
    assert seen.machine.dropped == 1
    assert seen.machine.phase is Phase.REST


def test_a_gap_at_rest_drops_nothing() -> None:
    seen = follow(REPS, without(course((9.0, 0.0), *ONE_REP), 2.0, 7.0))
    assert only(seen).complete
    assert seen.machine.dropped == 0


def test_a_stir_before_a_gap_is_no_lost_repetition() -> None:
    stir = course(REST, (1.0, 9.0), (1.0, 9.0))
    seen = follow(REPS, [*stir, (20.0, 0.0), (20.4, 0.0)])
    assert not seen.attempts
    assert seen.machine.dropped == 0


def test_a_repetition_that_had_come_back_survives_a_gap() -> None:
    samples = course(REST, UP, STAY, (1.0, 4.9), (0.2, 4.9))
    assert follow(REPS, samples).machine.phase is Phase.RETURN
    seen = follow(REPS, [*samples, (20.0, 0.0)])
    assert only(seen).complete
    assert seen.machine.phase is Phase.UNKNOWN


def test_after_a_gap_the_start_must_be_seen_again() -> None:
    samples = course(*ONE_REP)
    later = [(time_s + 30, value) for time_s, value in course((2.0, 30.0), DOWN, *ONE_REP)]
    seen = follow(REPS, samples + later)
    assert [attempt.complete for attempt in seen.attempts] == [True, True]
    assert seen.phases[len(samples)] is Phase.UNKNOWN


# --- The end of the stream ---------------------------------------------------------------------


def cut(end_s: float, borders: RepThresholds = REPS) -> Seen:
    return follow(borders, [row for row in course(*ONE_REP) if row[0] <= end_s], finish=True)


def test_a_stream_that_ends_at_rest_leaves_nothing_behind() -> None:
    assert len(cut(99.0).attempts) == 1
    assert not cut(1.2).attempts


def test_a_stream_that_ends_in_a_stir_leaves_nothing_behind() -> None:
    assert not cut(2.3).attempts


@pytest.mark.parametrize("end_s", [5.0, 7.2], ids=["in the hold", "on the way back"])
def test_a_stream_that_ends_up_there_leaves_a_partial_one(end_s: float) -> None:
    attempt = only(cut(end_s))
    assert not attempt.complete
    assert attempt.hold_s > 1.0
    assert math.isnan(attempt.back_s)


def test_a_stream_that_ends_in_the_start_zone_leaves_a_complete_one() -> None:
    samples = course(REST, UP, STAY, (1.0, 4.9), (0.2, 4.9))
    assert only(follow(REPS, samples, finish=True)).complete


def test_a_hold_that_was_left_before_the_end_ends_where_it_was_left() -> None:
    way = course((2.0, 0.0), (2.0, 40.0), (8.0, 40.0), (1.0, 0.0), (0.9, 0.0))
    attempt = only(follow(STRETCH, way, finish=True))
    assert attempt.end_s == pytest.approx(attempt.hold_end_s)
    assert attempt.end_s < way[-1][0] - 0.5


def test_finishing_twice_says_the_same_thing_once() -> None:
    machine = cut(5.0).machine
    assert machine.finish() is None


# --- Holds -------------------------------------------------------------------------------------


def test_a_stretch_is_complete_from_its_least_time_on() -> None:
    for stay_s, complete in ((3.0, False), (8.0, True)):
        attempt = only(follow(STRETCH, course(REST, UP, (stay_s, 30.0), DOWN, (3.0, 0.0))))
        assert attempt.complete is complete
        assert attempt.hold_s == pytest.approx(stay_s + 1.76, abs=0.05)
        assert math.isnan(attempt.back_s)


def test_a_stretch_may_be_lost_for_its_grace_and_the_clock_pauses() -> None:
    lost = ((0.3, 10.0), (1.0, 10.0), (0.3, 30.0))
    way = (REST, UP, (4.0, 30.0), *lost, (4.0, 30.0), DOWN, (3.0, 0.0))
    attempt = only(follow(STRETCH, course(*way)))
    assert attempt.complete
    # In the target for half of each way, and for all of both stays.
    assert attempt.hold_s == pytest.approx(8 + 1.76 + 0.3, abs=0.05)


def test_a_stretch_that_is_lost_for_longer_is_two_stretches() -> None:
    lost = ((0.3, 10.0), (3.0, 10.0), (0.3, 30.0))
    way = (REST, UP, (6.0, 30.0), *lost, (6.0, 30.0), DOWN, (3.0, 0.0))
    seen = follow(STRETCH, course(*way))
    assert [attempt.complete for attempt in seen.attempts] == [True, True]


@pytest.mark.parametrize(("end_s", "complete"), [(6.0, False), (11.0, True)])
def test_a_stretch_counts_as_far_as_the_stream_shows_it(end_s: float, *, complete: bool) -> None:
    samples = [row for row in course(REST, UP, (30.0, 30.0)) if row[0] <= end_s]
    attempt = only(follow(STRETCH, samples, finish=True))
    assert attempt.complete is complete
    assert attempt.hold_s == pytest.approx(end_s - 2.72, abs=0.05)


def test_a_stretch_counts_up_to_a_gap() -> None:
    samples = without(course(REST, UP, (30.0, 30.0), DOWN, REST), 12.0, 20.0)
    seen = follow(STRETCH, samples)
    assert seen.attempts[0].complete
    assert seen.attempts[0].hold_s == pytest.approx(12 - 2.72, abs=0.05)


@pytest.mark.parametrize("least_hold_s", [0.0, 5.0])
def test_the_way_into_a_stretch_is_not_a_stretch(least_hold_s: float) -> None:
    borders = replace(STRETCH, least_hold_s=least_hold_s)
    stir = course(REST, (1.0, 10.0), (2.0, 10.0))
    assert not follow(borders, stir, finish=True).attempts


def test_resting_half_way_after_a_stretch_is_not_another_one() -> None:
    way = course(REST, UP, (8.0, 30.0), (1.0, 10.0), (6.0, 10.0))
    assert only(follow(STRETCH, way, finish=True)).complete


def test_a_stretch_is_left_half_way_and_taken_up_again() -> None:
    way = (REST, UP, (8.0, 30.0), (1.0, 10.0), (6.0, 10.0), (1.0, 30.0), (8.0, 30.0), DOWN, REST)
    seen = follow(STRETCH, [*course(*way), *[(40 + i / 30, 0.0) for i in range(30)]])
    assert [attempt.complete for attempt in seen.attempts] == [True, True]


def test_turning_back_before_the_stretch_is_a_partial_one() -> None:
    attempt = only(follow(STRETCH, course(REST, (2.0, 16.0), (2.0, 16.0), (2.0, 0.0), REST)))
    assert not attempt.complete
    assert attempt.hold_s == 0.0


# --- What others ask it ------------------------------------------------------------------------


def test_the_hold_so_far_is_told_while_it_lasts() -> None:
    machine = RepCounter(REPS)
    told = {}
    for time_s, progress in course(*ONE_REP):
        machine.update(time_s, progress)
        told[round(time_s, 3)] = machine.hold_s
    assert told[1.0] == 0.0
    assert told[5.0] == pytest.approx(5.0 - 2.72, abs=0.05)
    assert max(told.values()) == pytest.approx(6.5 + 0.98 - 2.72, abs=0.05)
    assert told[10.0] == 0.0


def test_a_hold_that_is_being_left_is_the_way_back_for_faults() -> None:
    machine = RepCounter(REPS)
    pairs = set()
    for time_s, progress in course(*ONE_REP):
        machine.update(time_s, progress)
        if machine.phase is Phase.HOLD:
            pairs.add((progress >= REPS.enter, machine.rule_phase))
    assert pairs == {(True, Phase.HOLD), (False, Phase.RETURN)}


def test_an_attempt_is_under_way_from_move_to_return() -> None:
    machine = RepCounter(REPS)
    for time_s, progress in course(*ONE_REP):
        machine.update(time_s, progress)
        away = machine.phase not in {Phase.REST, Phase.UNKNOWN}
        assert machine.under_way is away
        assert (machine.peak > -math.inf) is away


def test_the_rest_level_is_the_lower_part_of_the_last_seconds() -> None:
    assert REST_WINDOW_S == 2.0
    rep = only(
        follow(REPS, course((3.0, 4.0), (1.0, -2.0), (3.0, -2.0), *ONE_REP[1:4], (2.0, -2.0)))
    )
    assert rep.rest == pytest.approx(-2.0, abs=0.01)


def test_resting_above_the_start_zone_still_has_a_level() -> None:
    # More than the window long between the borders of the start zone, never under its edge.
    rep = only(follow(REPS, course((1.0, 4.0), (0.5, 6.0), (4.0, 6.0), UP, STAY, DOWN, REST)))
    assert rep.complete
    assert 5.0 < rep.rest <= 8.5


@given(st.lists(st.tuples(st.floats(0.01, 3), st.floats(-40, 80)), max_size=60))
def test_whatever_happens_attempts_are_in_order_and_make_sense(
    steps: list[tuple[float, float]],
) -> None:
    time_s, samples = 0.0, []
    for step_s, value in steps:
        time_s += step_s
        samples.append((time_s, value))
    for borders in (REPS, STRETCH):
        before_s = -1.0
        for attempt in follow(borders, samples, finish=True).attempts:
            assert before_s <= attempt.start_s <= attempt.end_s
            assert attempt.start_s <= attempt.peak_s <= attempt.end_s
            assert 0.0 <= attempt.hold_s <= attempt.end_s - attempt.start_s + 1e-9
            assert not attempt.out_s < 0
            assert not attempt.back_s < 0
            if attempt.complete:
                assert attempt.peak >= borders.enter
            before_s = attempt.end_s
