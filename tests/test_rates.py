"""Counts do not depend on the frame rate, on jitter, dropped frames or noise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.performances import FAULTS, PERFORMANCES
from support.performer import (
    NOISE_1_5_DEG_PX,
    Camera,
    Plan,
    Recording,
    perform,
    plan_for,
    pose_of,
)
from support.watching import joints_seen, watch

from formcheck.assessment.events import FormFault
from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.kinematics.measures import MEASURES
from formcheck.kinematics.sagittal import hip_flexion

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from _pytest.mark import ParameterSet
    from support.watching import Watched

    from formcheck.pose.joints import Side

NAMES = exercise_names()
RATES = (10.0, 15.0, 24.0, 30_000 / 1001, 60.0, 120.0)
ROUGH = {"jitter": 0.8, "dropout": 0.1, "noise_px": NOISE_1_5_DEG_PX}


def dealt(what: Sequence[object], rates: Sequence[float]) -> list[ParameterSet]:
    """Return each thing at every rate; all but one rate each, in turn, are slow tests."""
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


def short_plan(name: str) -> Plan:
    """Return two repetitions, the long holds of stretches cut short."""
    exercise = load_exercise(name)
    return plan_for(exercise, reps=2, **({"hold_s": 8.0} if exercise.kind == "hold" else {}))


def judged(
    name: str,
    recording: Recording,
    plan: Plan | None = None,
    tweaks: Mapping[str, float] | None = None,
) -> Watched:
    """Return what a checker says of a short set that is sampled in some way."""
    exercise = load_exercise(name)
    plan = plan or short_plan(name)
    return watch(exercise, perform(exercise, plan=plan, tweaks=tweaks, recording=recording))


def faults_in(seen: Watched) -> set[str]:
    """Return the names of the faults that were reported."""
    return {event.name for event in seen.of(FormFault)}


@pytest.mark.sampled(14)
@pytest.mark.parametrize(("name", "fps"), dealt(NAMES, RATES))
def test_counts_are_the_same_at_every_rate(name: str, fps: float) -> None:
    smooth = judged(name, Recording(fps=fps))
    rough = judged(name, Recording(fps=fps, seed=int(fps), **ROUGH))
    for seen in (smooth, rough):
        assert (seen.report.counts.total, seen.report.counts.partial) == (2, 0)
        assert not seen.report.limits
    assert faults_in(rough) <= {"short_hold"}  # the hold of a stretch is cut short on purpose


@pytest.mark.sampled(8)
@pytest.mark.parametrize("name", ["single_leg_bridge", "mini_squat", "hip_flexor_stretch"])
def test_holds_and_ranges_are_the_same_at_every_rate(name: str) -> None:
    found = [judged(name, Recording(fps=fps)).report.reps for fps in RATES]
    for same in zip(*found, strict=True):
        assert np.ptp([rep.hold_s for rep in same]) < 0.15
        assert np.ptp([rep.peak_deg for rep in same]) < 0.6
        assert np.ptp([rep.start_s for rep in same]) < 0.2


@pytest.mark.sampled(11)
@pytest.mark.parametrize(("which", "fps"), dealt(list(FAULTS)[::3], (10.0, 24.0, 120.0)))
def test_fault_shows_alone_at_every_rate(which: tuple[str, str], fps: float) -> None:
    (name, fault), provocation = which, FAULTS[which]
    plan = plan_for(load_exercise(name), **{"reps": 1, **provocation.plan})
    seen = judged(name, Recording(fps=fps), plan, provocation.tweaks)
    assert faults_in(seen) == {fault, *provocation.implies}


@pytest.mark.sampled(5)
@settings(max_examples=15)
@given(
    st.builds(
        Recording,
        fps=st.floats(10, 120),
        jitter=st.floats(0, 0.9),
        dropout=st.floats(0, 0.15),
        seed=st.integers(0, 10_000),
        start_s=st.floats(0, 1e5),
        noise_px=st.just(NOISE_1_5_DEG_PX),
    )
)
def test_bridge_counts_however_it_is_sampled(recording: Recording) -> None:
    seen = judged("double_leg_bridge", recording)
    counts = seen.report.counts
    assert (counts.good, counts.total, counts.partial) == (2, 2, 0)
    assert faults_in(seen) == set()


def test_noise_of_the_performer_is_one_and_a_half_degrees() -> None:
    exercise = load_exercise("single_leg_bridge")
    plan = plan_for(exercise, reps=0, rest_s=40.0)
    poses = perform(exercise, plan=plan, recording=Recording(noise_px=NOISE_1_5_DEG_PX))
    angles = [hip_flexion(joints_seen(pose, "side", "left")) for pose in poses]
    assert np.std(angles) == pytest.approx(1.5, abs=0.2)


@settings(max_examples=20)
@given(
    name=st.sampled_from(NAMES),
    side=st.sampled_from(["left", "right"]),
    camera=st.builds(
        Camera,
        st.tuples(st.integers(100, 4000), st.integers(100, 4000)),
        st.builds(complex, st.floats(0, 3000), st.floats(-3000, 0)),
        st.floats(0.3, 4),
    ),
)
def test_measures_do_not_depend_on_place_scale_or_shape_of_the_picture(
    name: str, side: Side, camera: Camera
) -> None:
    exercise, performance = load_exercise(name), PERFORMANCES[name]
    figure = performance.figure(performance.rest_deg + 9.0, 0.4)
    measured = []
    for seen_by in (Camera(), camera):
        pose = pose_of(figure, working=side, camera=seen_by)
        joints = joints_seen(pose, exercise.view.plane, side)
        measured.append([MEASURES[row].value(joints, joints) for row in exercise.measures()])
    assert measured[1] == pytest.approx(measured[0], abs=0.05, nan_ok=True)
