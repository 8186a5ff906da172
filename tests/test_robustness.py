"""Disturbed recordings of every exercise: as many repetitions, or fewer with a reason; never more.

A part of the sweep runs by default; the whole of it is slow.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest
from support.disturbances import (
    estimated,
    frozen,
    with_exchanged_legs,
    with_gap,
    with_old_pictures,
    with_other_body,
)
from support.performer import Recording, perform, plan_for
from support.watching import watch

from formcheck.assessment.advice import NO_START
from formcheck.assessment.quality_gate import DOUBTS
from formcheck.exercises.loader import exercise_names, load_exercise

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from support.watching import Watched

    from formcheck.pose.pose import Pose

NAMES = exercise_names()

LENGTHS: dict[Callable[..., list[Pose]], tuple[float, ...]] = {
    with_other_body: (0.1, 0.3, 0.5, 1.0, 1.5),
    frozen: (0.3, 1.0, 2.0, 5.0),
    with_gap: (0.1, 0.3, 1.0, 2.0, 5.0),
}
DONE = 2
SHARES = (0.01, 0.03, 0.05, 0.1)
RATES = (3.0, 8.0, 15.0, 30.0, 60.0, 120.0)


@cache
def undisturbed(name: str, fps: float, noise_px: float) -> tuple[Pose, ...]:
    """Return two repetitions of an exercise, seen by an estimator."""
    exercise = load_exercise(name)
    plan = plan_for(exercise, reps=DONE, **({"hold_s": 8.0} if exercise.kind == "hold" else {}))
    poses = perform(exercise, plan=plan, recording=Recording(fps=fps, noise_px=noise_px))
    return tuple(estimated(poses))


@cache
def clean(name: str, fps: float, noise_px: float) -> Watched:
    """Return what is said of the undisturbed set."""
    return watch(load_exercise(name), undisturbed(name, fps, noise_px))


def why_fewer(seen: Watched) -> set[str]:
    """Return the reasons that a report or the readings give for what was not counted."""
    paused = {reading.paused.name for reading in seen.readings if reading.paused is not None}
    advice = " ".join(seen.report.advice)
    unbelieved = {"no_start"} if NO_START in advice else set()
    unbelieved |= {doubt for doubt, reason in DOUBTS.items() if reason.say in advice}
    return paused | unbelieved | {row.reason for row in seen.report.partial_reps}


def check(name: str, fps: float, noise_px: float, poses: Sequence[Pose]) -> None:
    """Assert that the disturbed set has no more repetitions, and fewer with a reason only."""
    before, seen = clean(name, fps, noise_px), watch(load_exercise(name), poses)
    counts = seen.report.counts
    assert counts.total <= DONE
    if counts.total < DONE:
        assert why_fewer(seen)
    longest = max((rep.hold_s for rep in before.report.reps), default=0.0)
    assert all(rep.hold_s <= longest + 0.6 for rep in seen.report.reps)


def disturbances(name: str, fps: float, noise_px: float, *, seed: int) -> list[list[Pose]]:
    """Return the set once with every disturbance, at times that the seed gives."""
    poses = undisturbed(name, fps, noise_px)
    rng = np.random.default_rng(seed)
    rows = [with_exchanged_legs(poses, share, seed=seed) for share in SHARES]
    for disturb, lengths in LENGTHS.items():
        rows += [disturb(poses, rng.uniform(1.0, poses[-1].time_s), length) for length in lengths]
    return rows


@pytest.mark.parametrize("length_s", [0.1, 0.3])
@pytest.mark.parametrize("name", ["standing_hip_abduction", "sit_to_stand"])
def test_old_pictures_at_the_top_split_no_repetition(name: str, length_s: float) -> None:
    exercise = load_exercise(name)
    plan = plan_for(exercise, reps=1, hold_s=2.0)
    poses = estimated(perform(exercise, plan=plan, recording=Recording(fps=20.0)))
    top_s = plan.rest_s + plan.out_s + 1.0
    seen = watch(exercise, with_old_pictures(poses, top_s, length_s, from_s=0.5))
    assert (seen.report.counts.total, seen.report.counts.partial) == (1, 0)


def test_other_body_at_the_top_ends_no_repetition_as_complete() -> None:
    exercise = load_exercise("standing_hip_abduction")
    plan = plan_for(exercise, reps=1, hold_s=4.0)
    poses = estimated(perform(exercise, plan=plan, recording=Recording(fps=20.0)))
    top_s = plan.rest_s + plan.out_s + 1.0
    seen = watch(exercise, with_other_body(poses, top_s, 60.0))
    assert seen.report.counts.total == 0
    assert [row.reason for row in seen.report.partial_reps] == ["not_followed"]


@pytest.mark.sampled(8)
@pytest.mark.parametrize(("number", "name"), list(enumerate(NAMES)), ids=NAMES)
def test_disturbed_set_has_no_more_repetitions(number: int, name: str) -> None:
    rows = disturbances(name, 8.0, 1.5, seed=number)
    for row in rows[number % 9 :: 9]:
        check(name, 8.0, 1.5, row)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fps", "noise_px"), [*((fps, 1.5) for fps in RATES), (15.0, 0.0), (15.0, 3.0)]
)
@pytest.mark.parametrize("name", NAMES)
def test_disturbed_set_has_no_more_repetitions_at_any_rate(
    name: str, fps: float, noise_px: float
) -> None:
    for row in disturbances(name, fps, noise_px, seed=int(fps)):
        check(name, fps, noise_px, row)


@pytest.mark.sampled(8)
@pytest.mark.parametrize(
    "fps", [15.0, *(pytest.param(fps, marks=pytest.mark.slow) for fps in RATES if fps != 15.0)]
)
@pytest.mark.parametrize("name", NAMES)
def test_noise_makes_no_repetitions(name: str, fps: float) -> None:
    check(name, fps, 6.0, undisturbed(name, fps, 6.0))
