"""Nothing that is counted depends on the frame rate, on jitter, dropped frames or noise."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.performances import FAULTS
from support.performer import (
    NOISE_1_5_DEG_PX,
    Camera,
    Recording,
    perform,
    plan_for,
    pose_of,
)
from support.watching import posture_seen

from formcheck.assessment.checker import Checker
from formcheck.assessment.events import FormFault
from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.kinematics.measures import MEASURES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from _pytest.mark import ParameterSet
    from support.performer import Plan

    from formcheck.assessment.report import SetReport
    from formcheck.exercises.definition import Exercise
    from formcheck.pose.pose import Pose

NAMES = exercise_names()
RATES = (10.0, 15.0, 24.0, 30_000 / 1001, 60.0, 120.0)
ROUGH = {"jitter": 0.8, "dropout": 0.1, "noise_px": NOISE_1_5_DEG_PX}


def dealt(what: Sequence[object], rates: Sequence[float]) -> list[ParameterSet]:
    """Each thing at every rate: slow tests, but for one rate each, in turn."""
    return [
        pytest.param(
            one,
            fps,
            marks=() if place == number % len(rates) else pytest.mark.slow,
            id=f"{'-'.join(one) if isinstance(one, tuple) else one}-{fps:.0f}",
        )
        for number, one in enumerate(what)
        for place, fps in enumerate(rates)
    ]


def short_plan(exercise: Exercise) -> Plan:
    """Two repetitions, the long holds of stretches cut short."""
    if exercise.kind == "hold":
        return plan_for(exercise, reps=2, hold_s=8.0)
    return plan_for(exercise, reps=2)


def judge(exercise: Exercise, poses: Iterable[Pose]) -> tuple[SetReport, list[str]]:
    """The report, and the names of the faults in the order in which they were told."""
    checker = Checker(exercise)
    told = [
        event.name
        for pose in poses
        for event in checker.update(pose).events
        if isinstance(event, FormFault)
    ]
    return checker.finish(), told


@pytest.mark.parametrize(("name", "fps"), dealt(NAMES, RATES))
def test_counts_are_the_same_at_every_rate(name: str, fps: float) -> None:
    exercise = load_exercise(name)
    plan = short_plan(exercise)
    smooth, _ = judge(exercise, perform(exercise, plan=plan, recording=Recording(fps=fps)))
    rough, told = judge(
        exercise,
        perform(exercise, plan=plan, recording=Recording(fps=fps, seed=int(fps), **ROUGH)),
    )
    for report in (smooth, rough):
        assert (report.counts.total, report.counts.partial) == (2, 0)
        assert not report.limits
    assert set(told) <= {"short_hold"}  # the hold of a stretch was cut short on purpose


@pytest.mark.parametrize("name", ["single_leg_bridge", "mini_squat", "hip_flexor_stretch"])
def test_holds_and_ranges_are_the_same_at_every_rate(name: str) -> None:
    exercise = load_exercise(name)
    plan = short_plan(exercise)
    found = [
        judge(exercise, perform(exercise, plan=plan, recording=Recording(fps=fps)))[0]
        for fps in RATES
    ]
    for number in (0, 1):
        holds = [report.reps[number].hold_s for report in found]
        peaks = [report.reps[number].peak_deg for report in found]
        starts = [report.reps[number].start_s for report in found]
        assert max(holds) - min(holds) < 0.15
        assert max(peaks) - min(peaks) < 0.6
        assert max(starts) - min(starts) < 0.2


@pytest.mark.parametrize(("which", "fps"), dealt(list(FAULTS)[::3], (10.0, 24.0, 120.0)))
def test_a_fault_shows_alone_at_every_rate(which: tuple[str, str], fps: float) -> None:
    (name, fault), provocation = which, FAULTS[which]
    exercise = load_exercise(name)
    changes = {"reps": 1} | dict(provocation.plan)
    poses = perform(
        exercise,
        plan=plan_for(exercise, **changes),
        tweaks=provocation.tweaks,
        recording=Recording(fps=fps),
    )
    _, told = judge(exercise, poses)
    assert set(told) == {fault, *provocation.implies}


@settings(max_examples=15)
@given(
    fps=st.floats(10, 120),
    jitter=st.floats(0, 0.9),
    dropout=st.floats(0, 0.15),
    seed=st.integers(0, 10_000),
    start_s=st.floats(0, 1e5),
)
def test_a_bridge_counts_however_it_is_sampled(
    fps: float, jitter: float, dropout: float, seed: int, start_s: float
) -> None:
    exercise = load_exercise("double_leg_bridge")
    recording = Recording(
        fps=fps,
        jitter=jitter,
        dropout=dropout,
        seed=seed,
        start_s=start_s,
        noise_px=NOISE_1_5_DEG_PX,
    )
    report, told = judge(
        exercise, perform(exercise, plan=short_plan(exercise), recording=recording)
    )
    assert (report.counts.good, report.counts.total, report.counts.partial) == (2, 2, 0)
    assert told == []


def test_the_noise_is_the_one_and_a_half_degrees_that_it_claims_to_be() -> None:
    exercise = load_exercise("single_leg_bridge")
    plan = plan_for(exercise, reps=0, rest_s=40.0)
    poses = perform(exercise, plan=plan, recording=Recording(noise_px=NOISE_1_5_DEG_PX))
    angles = [
        MEASURES["hip_flexion"].function(
            posture_seen(pose, "side", "left"),
            None,
        )
        for pose in poses
    ]
    assert np.std(angles) == pytest.approx(1.5, abs=0.2)


@cache
def _figures() -> list[tuple[str, object]]:
    from support.performer import PERFORMANCES

    return [
        (name, script.figure(script.rest_deg + 9.0, 0.4)) for name, script in PERFORMANCES.items()
    ]


@settings(max_examples=40)
@given(
    which=st.integers(0, len(NAMES) - 1),
    side=st.sampled_from(["left", "right"]),
    scale=st.floats(0.3, 4),
    x=st.floats(0, 3000),
    y=st.floats(-3000, 0),
    width=st.integers(100, 4000),
    height=st.integers(100, 4000),
)
def test_measures_do_not_depend_on_place_scale_or_shape_of_the_picture(  # noqa: PLR0917
    which: int, side: str, scale: float, x: float, y: float, width: int, height: int
) -> None:
    name, figure = _figures()[which]
    exercise = load_exercise(name)
    plane = exercise.view.plane
    measured = []
    for camera in (Camera(), Camera((width, height), complex(x, y), scale)):
        pose = pose_of(figure, working=side, camera=camera)  # type: ignore[arg-type]
        posture = posture_seen(pose, plane, side)  # type: ignore[arg-type]
        measured.append([MEASURES[row].function(posture, posture) for row in exercise.measures()])
    for before, after in zip(*measured, strict=True):
        assert after == pytest.approx(before, abs=0.05) or (
            math.isnan(before) and math.isnan(after)
        )
