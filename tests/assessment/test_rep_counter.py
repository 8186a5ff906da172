"""The rep counter, on courses of one number in which everything is known."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.courses import DOWN, ONE_REP, REPS, REST, STAY, UP, Samples, course, follow, only

from formcheck.assessment.rep_counter import (
    START_KEPT_S,
    Phase,
    RepCounter,
)
from formcheck.assessment.timers import RepThresholds
from formcheck.exercises.loader import exercise_names
from formcheck.pose.filters import ATTEMPT_GAP_S

if TYPE_CHECKING:
    from formcheck.exercises.definition import Exercise
STRETCH = replace(REPS, enter_s=0.5, grace_s=2.0, least_hold_s=5.0, is_hold=True)


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


def test_angle_alone_is_not_the_target() -> None:
    counter = RepCounter(REPS)
    for time_s, progress in course(*ONE_REP):
        counter.update(time_s, progress, allowed=time_s < 1.0)
        assert counter.phase is not Phase.HOLD


# --- What counts


def without(start_s: float, end_s: float, *way: tuple[float, float]) -> Samples:
    """A course with a gap."""
    return [sample for sample in course(*way) if not start_s <= sample[0] < end_s]


def until(end_s: float, *way: tuple[float, float]) -> Samples:
    return [sample for sample in course(*way) if sample[0] <= end_s]


NEAR_START = (REST, UP, STAY, (1.0, 4.9), (0.2, 4.9))
HALF_LOST = (REST, UP, (8.0, 30.0), (1.0, 10.0), (6.0, 10.0))
LONG_REST = (REST, UP, STAY, DOWN, (4.0, 0.0))
GAP_S = ATTEMPT_GAP_S + 0.1


def lost(stay_s: float, gap_s: float) -> Samples:
    """Two stays in the target with a while outside it between them."""
    out = ((0.3, 10.0), (gap_s, 10.0), (0.3, 30.0))
    return course(REST, UP, (stay_s, 30.0), *out, (stay_s, 30.0), DOWN, (3.0, 0.0))


@pytest.mark.parametrize(
    ("thresholds", "samples", "complete"),
    [
        pytest.param(REPS, samples, complete, id=name)
        for name, samples, complete in (
            ("pulses", course(REST, UP, STAY, *((0.6, 10.0), UP) * 3, DOWN, REST), [True]),
            ("no rest", course(REST, *((0.7, 30.0), (0.7, 0.0)) * 6, REST), [True] * 6),
            ("to the edge", course(REST, *(UP, STAY, (1.0, 4.0)) * 3, (2.0, 4.0)), [True] * 3),
            ("turned back", course(REST, (1.5, 17.0), (2.0, 0.0), *ONE_REP), [False, True]),
            ("spike", [*course(REST), (1.5, 18.0), (1.53, 18.0), (1.57, 0.0), (1.6, 0.0)], []),
            ("small one from a high rest", [*course((1.0, 4.0), (0.5, 7.9), (4.0, 7.9)),
              (5.6, 8.4), (5.7, 11.95), (5.8, 12.4), (6.1, 12.4), (6.2, 0.0)], [False]),
            ("target not kept", [*course(REST, (1.0, 16.0)), (2.6, 25.0), (2.8, 0.0)], [False]),
            *((f"peak of {deg}", course(REST, (1.5, deg), (1.0, deg), (1.5, 0.0), REST), partial)
              for deg, partial in ((7.9, []), (12.5, [False]), (18.0, [False]), (19.0, [True]))),
            *((f"gap at {start_s}", without(start_s, start_s + 1, *ONE_REP), [True])
              for start_s in (0.5, 2.0, 4.0, 7.0)),
            ("gap at rest", without(2.0, 7.0, (9.0, 0.0), *ONE_REP), [True]),
            ("gap in a try", [*course(REST, (1.0, 9.0), (1.0, 9.0)), (20.0, 0.0)], [False]),
            ("gap near the start", [*course(*NEAR_START), (20.0, 0.0)], [True]),
        )
    ]
    + [
        pytest.param(STRETCH, samples, complete, id=f"stretch {name}")
        for name, samples, complete in (
            ("too short", course(REST, UP, STAY, DOWN, (3.0, 0.0)), [False]),
            ("turned back", course(REST, (2.0, 16.0), (2.0, 16.0), (2.0, 0.0), REST), [False]),
            ("lost for its grace", lost(4.0, 1.0), [True]),
            ("lost for longer", lost(6.0, 3.0), [True, True]),
            ("taken up again", course(*HALF_LOST, (1.0, 30.0), (8.0, 30.0), DOWN, (3.0, 0.0)),
             [True, True]),
        )
    ],
)  # fmt: skip
def test_attempts_are_complete_or_partial(
    thresholds: RepThresholds, samples: Samples, complete: list[bool]
) -> None:
    seen = follow(thresholds, samples)
    assert [attempt.complete for attempt in seen.attempts] == complete
    for attempt in seen.attempts:
        assert attempt.complete or math.isnan(attempt.back_s)
        assert math.isnan(attempt.hold_start_s) is (attempt.peak < thresholds.just)


@pytest.mark.parametrize(
    ("samples", "hold_s"),
    [
        (course(REST, UP, (3.0, 30.0), DOWN, (3.0, 0.0)), 3 + 1.76),
        (course(REST, UP, (8.0, 30.0), DOWN, (3.0, 0.0)), 8 + 1.76),
        # In the target for half of each way, and for all of both stays.
        (lost(4.0, 1.0), 8 + 1.76 + 0.3),
        (until(6.0, REST, UP, (30.0, 30.0)), 6 - 2.72),
        (until(11.0, REST, UP, (30.0, 30.0)), 11 - 2.72),
        (without(12.0, 20.0, REST, UP, (30.0, 30.0), DOWN, REST), 12 - 2.72),
    ],
    ids=["short", "long", "lost for its grace", "ended early", "ended", "gap"],
)
def test_stretch_is_timed_as_far_as_it_was_seen(samples: Samples, hold_s: float) -> None:
    attempt = follow(STRETCH, samples, finish=True).attempts[0]
    assert attempt.hold_s == pytest.approx(hold_s, abs=0.05)
    assert attempt.complete is (hold_s >= STRETCH.least_hold_s)


@pytest.mark.parametrize(
    ("samples", "reason"),
    [
        (course(REST, UP, STAY, DOWN, REST), "too_short"),
        (until(4.0, REST, UP, (30.0, 30.0)), "cut_off"),
        (without(4.0, 20.0, REST, UP, (30.0, 30.0), DOWN, REST), "not_followed"),
        (without(3.5, 5.4, REST, UP, (4.0, 30.0), DOWN, REST), "not_followed"),
    ],
    ids=["short", "end of the recording", "long gap", "short gap"],
)
def test_stretch_is_too_short_only_if_it_was(samples: Samples, reason: str) -> None:
    assert only(follow(STRETCH, samples, finish=True)).reason == reason


@pytest.mark.parametrize("start_s", [2.9, 4.0, 6.0])
def test_gap_of_more_than_two_seconds_drops_the_attempt(start_s: float) -> None:
    seen = follow(REPS, without(start_s, start_s + GAP_S, *LONG_REST))
    assert only(seen).reason == "not_followed"
    assert seen.counter.phase is Phase.REST


@pytest.mark.parametrize(
    ("start_s", "end_s", "unseen"),
    [
        (1.4, 2.6, False),  # the way out went on after it
        (1.6, 3.4, False),  # the hold after it was steady
        (3.0, 3.8, False),
        (5.0, 5.8, False),  # the hold was steady
        (6.8, 8.0, False),  # on the way back
        (6.0, 7.6, True),
    ],
)
def test_gap_over_the_furthest_part_is_noted(
    start_s: float, end_s: float, *, unseen: bool
) -> None:
    rep = only(follow(REPS, without(start_s, end_s, *ONE_REP)))
    assert rep.complete
    assert rep.peak_unseen is unseen
    assert math.isnan(rep.out_s) is (start_s < 3.2)


def test_start_must_be_seen_again_after_a_gap() -> None:
    samples = course(*ONE_REP)
    later = [(time_s + 30, value) for time_s, value in course((2.0, 30.0), DOWN, *ONE_REP)]
    seen = follow(REPS, samples + later)
    assert [attempt.complete for attempt in seen.attempts] == [True, True]
    assert seen.phases[len(samples)] is Phase.UNKNOWN


@pytest.mark.parametrize(
    ("thresholds", "samples", "complete"),
    [
        (REPS, course(*ONE_REP), [True]),
        (REPS, until(1.2, *ONE_REP), []),
        (REPS, until(2.0, *ONE_REP), []),
        (REPS, until(5.0, *ONE_REP), [False]),
        (REPS, until(7.2, *ONE_REP), [False]),
        (REPS, course(*NEAR_START), [True]),
        (STRETCH, course(REST, (1.0, 10.0), (2.0, 10.0)), []),
        (replace(STRETCH, least_hold_s=0.0), course(REST, (1.0, 10.0), (2.0, 10.0)), []),
        (STRETCH, course(*HALF_LOST), [True]),
    ],
    ids=["over", "at rest", "small", "in the hold", "on the way back", "in the start zone",
         "into a stretch", "into a stretch of any length", "out of a stretch"],
)  # fmt: skip
def test_end_of_the_stream_ends_the_attempt(
    thresholds: RepThresholds, samples: Samples, complete: list[bool]
) -> None:
    seen = follow(thresholds, samples, finish=True)
    assert [attempt.complete for attempt in seen.attempts] == complete
    assert seen.counter.finish() is None, "it ends once"


def test_hold_left_before_the_end_ends_where_it_was_left() -> None:
    way = course((2.0, 0.0), (2.0, 40.0), (8.0, 40.0), (1.0, 0.0), (0.9, 0.0))
    attempt = only(follow(STRETCH, way, finish=True))
    assert attempt.end_s == pytest.approx(attempt.hold_end_s)
    assert attempt.end_s < way[-1][0] - 0.5
