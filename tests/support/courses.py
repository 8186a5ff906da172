"""Courses of one angle, and what a repetition counter makes of them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from formcheck.assessment.rep_counter import Phase, RepCounter
from formcheck.assessment.timers import RepThresholds

if TYPE_CHECKING:
    from formcheck.exercises.fault import Attempt

Samples = list[tuple[float, float]]
"""Times in seconds and numbers."""

REPS = RepThresholds(
    start=5.0,
    leave_start=8.0,
    partial=12.0,
    enter=20.0,
    just=18.5,
    leave=15.0,
    enter_s=0.25,
    grace_s=0.5,
    least_hold_s=0.0,
    is_hold=False,
)

REST = (1.5, 0.0)
UP, STAY, DOWN = (2.0, 30.0), (3.0, 30.0), (2.5, 0.0)
ONE_REP = (REST, UP, STAY, DOWN, REST)


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
