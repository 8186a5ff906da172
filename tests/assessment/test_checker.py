"""The checker: what holds for every stream of poses and every exercise."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.performer import (
    PERFORMANCES,
    Front2D,
    Recording,
    Side2D,
    perform,
    plan_for,
    pose_of,
)
from support.watching import between, later, mirrored, moving, perfect, watch

from formcheck.assessment.checker import Checker
from formcheck.assessment.events import (
    CueWeight,
    ExcessiveRange,
    FormFault,
    PartialRep,
    RepCompleted,
    TargetReached,
)
from formcheck.assessment.rep_counter import Phase
from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.exercises.profile import Profile, tighten
from formcheck.pose.features import FeatureExtractor
from formcheck.pose.joints import Joint
from formcheck.pose.pose import absent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.exercises.definition import Exercise
    from formcheck.pose.joints import Side
    from formcheck.pose.pose import Pose


NAMES = exercise_names()
QUICK = tuple(name for name in NAMES if load_exercise(name).kind == "reps")
"""Exercises whose performance is short enough to be tried often."""


@cache
def sparse(name: str) -> tuple[Pose, ...]:
    """A perfect set of two at ten poses a second."""
    exercise = load_exercise(name)
    plan = plan_for(exercise, reps=2)
    return tuple(perform(exercise, plan=plan, recording=Recording(fps=10.0)))


FIRST_REST_S = 1.0


def holes(poses: Sequence[Pose], gaps: Sequence[tuple[float, float, int]]) -> list[Pose]:
    """The poses with stretches in which one joint, or (from 33 on) everything, is not seen.

    `gaps` holds the start and the length of each stretch as shares of the whole, and what is
    missing.  The first rest stays whole: without a start nothing can be judged.
    """
    end_s = poses[-1].time_s

    def pierced(pose: Pose) -> Pose:
        for start, length, what in gaps:
            if start * end_s <= pose.time_s < (start + length) * end_s:
                if what >= len(Joint):
                    return absent(pose.index, pose.time_s, size_px=pose.size_px)
                image, visibility = pose.image.copy(), pose.visibility.copy()
                image[what], visibility[what] = np.nan, 0.0
                pose = replace(pose, image=image, visibility=visibility)
        return pose

    return [pose if pose.time_s < FIRST_REST_S else pierced(pose) for pose in poses]


FEW = settings(max_examples=12)
"""Each example is a whole set."""

GAPS = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 0.3), st.integers(23, 40)), max_size=4)


# --- Wrong use


@pytest.mark.parametrize("exercise", ["mini_squat", None, {"name": "mini_squat"}])
def test_checker_refuses_what_is_no_exercise(exercise: object) -> None:
    with pytest.raises(TypeError, match=r"expected an Exercise, got .*load_exercise\(\)"):
        Checker(exercise)  # type: ignore[arg-type]


@pytest.mark.parametrize("side", ["L", "both", "LEFT", None])
def test_checker_refuses_unknown_side(side: object, shipped: dict[str, Exercise]) -> None:
    with pytest.raises(ValueError, match=f"expected side 'left', 'right' or 'auto', got {side!r}"):
        Checker(shipped["mini_squat"], side=side)  # type: ignore[arg-type]


@pytest.mark.parametrize("time_s", [1.0, 0.5, math.nan, -math.inf, None])
def test_update_takes_poses_in_order(time_s: float | None, shipped: dict[str, Exercise]) -> None:
    checker = Checker(shipped["mini_squat"])
    checker.update(pose_of(Side2D(), time_s=1.0))
    if time_s is None:
        with pytest.raises(TypeError, match="expected a Pose, got ndarray"):
            checker.update(np.zeros((33, 2)))  # type: ignore[arg-type]
    else:
        with pytest.raises(ValueError, match=r"expected a time after 1\.0 s, got .* in order"):
            checker.update(pose_of(Side2D(), time_s=time_s))


def test_checker_and_reading_have_short_reprs(shipped: dict[str, Exercise]) -> None:
    checker = Checker(shipped["mini_squat"])
    readings = [checker.update(pose) for pose in perfect("mini_squat")]
    assert repr(checker) == "Checker('mini_squat', side='auto', reps=2)"
    assert repr(readings[-1]).endswith(", side='left', phase='rest', reps=2, good_reps=2)")
    assert len(repr(readings[0])) < 100


# --- Repeatability


@pytest.mark.parametrize("name", QUICK)
def test_finish_twice_gives_the_same_report(name: str, shipped: dict[str, Exercise]) -> None:
    checker = Checker(shipped[name])
    for pose in between(perfect(name), 0.0, 5.0):
        checker.update(pose)
    assert checker.finish() == checker.finish()


@FEW
@given(st.sampled_from(QUICK), st.floats(0, 1e5))
def test_time_of_day_does_not_matter(name: str, shift_s: float) -> None:
    exercise = load_exercise(name)
    now, then = watch(exercise, sparse(name)), watch(exercise, later(sparse(name), shift_s))
    assert [type(event) for event in then.events] == [type(event) for event in now.events]
    for one, two in zip(now.report.reps, then.report.reps, strict=True):
        assert two.end_s - shift_s == pytest.approx(one.end_s, abs=1e-3)
        assert two.hold_s == pytest.approx(one.hold_s, abs=1e-3)
        assert two.peak_deg == pytest.approx(one.peak_deg, abs=1e-3)
        assert two.faults == one.faults
    praise = "good" if exercise.scope == "full" else "counted"
    assert then.report.verdict == now.report.verdict == praise


@pytest.mark.sampled(11)
@pytest.mark.parametrize("name", NAMES)
def test_mirror_image_is_the_same_set_of_the_other_leg(
    name: str, shipped: dict[str, Exercise]
) -> None:
    here = watch(shipped[name], sparse(name)).report
    there = watch(shipped[name], [mirrored(pose) for pose in sparse(name)]).report
    assert (here.counts.left, here.counts.right) == (there.counts.right, there.counts.left)
    assert here.counts.good == there.counts.good == 2
    for one, two in zip(here.reps, there.reps, strict=True):
        assert two.peak_deg == pytest.approx(one.peak_deg, abs=1e-2)
        assert two.hold_s == pytest.approx(one.hold_s, abs=1e-2)


# --- What is unknown


@FEW
@given(st.sampled_from(QUICK), GAPS)
def test_holes_never_make_a_fault_or_a_repetition(
    name: str, gaps: list[tuple[float, float, int]]
) -> None:
    seen = watch(load_exercise(name), holes(sparse(name), gaps))
    assert seen.report.counts.total <= 2
    assert seen.report.limits == ()
    # What is cut short may be called quick or short, and half seen it may be partial; but no
    # fault of posture comes of it.
    late = {
        fault.name for fault in load_exercise(name).fault if fault.kind in {"tempo", "short_hold"}
    }
    faults = {event.name for event in seen.events if isinstance(event, FormFault)}
    assert faults <= late
    totals = [reading.reps for reading in seen.readings]
    assert totals == sorted(totals)


def test_follow_gives_the_reason_of_a_reading(shipped: dict[str, Exercise]) -> None:
    extractor, checker = FeatureExtractor(), Checker(shipped["mini_squat"])
    poses = [*perfect("mini_squat"), *later([absent(0, 0.0, size_px=(640, 480))], 60.0)]
    reasons = [checker.follow(extractor.extract(pose)) for pose in poses]
    seen = watch(shipped["mini_squat"], poses)
    assert reasons == [reading.paused for reading in seen.readings]
    assert checker.finish() == seen.report


def test_person_first_seen_with_leg_lifted_has_no_fault(
    shipped: dict[str, Exercise],
) -> None:
    # Comes into the picture in the hold of the first repetition.
    exercise = shipped["standing_hip_extension"]
    poses = between(perfect(exercise.name), 4.0, 99.0)
    seen = watch(exercise, poses)
    assert not seen.of(FormFault)
    assert not seen.of(PartialRep)
    assert seen.report.counts.good == 1


@given(st.sampled_from(NAMES), st.lists(st.floats(0.01, 3), min_size=1, max_size=30))
def test_empty_pictures_make_no_event(name: str, steps_s: list[float]) -> None:
    times = np.cumsum(steps_s)
    poses = [absent(i, float(time_s), size_px=(64, 48)) for i, time_s in enumerate(times)]
    seen = watch(load_exercise(name), poses)
    assert not seen.of(RepCompleted, PartialRep, FormFault, ExcessiveRange, TargetReached)
    assert seen.report.verdict == "inconclusive"
    assert all(reading.phase is Phase.UNKNOWN for reading in seen.readings)


@FEW
@given(st.sampled_from(NAMES), st.integers(0, 2**32 - 1), st.floats(1, 400))
def test_counts_never_fall_in_a_wild_stream(name: str, seed: int, wild_px: float) -> None:
    rng = np.random.default_rng(seed)
    poses = []
    for pose in sparse(name)[:160]:
        image = (pose.image + rng.normal(0, wild_px, (33, 2))).astype(np.float32)
        image[rng.random(33) < 0.05] = np.nan
        poses.append(replace(pose, image=image))
    seen = watch(load_exercise(name), poses)
    for count in ("reps", "good_reps"):
        counts = [getattr(reading, count) for reading in seen.readings]
        assert counts == sorted(counts)
    assert all(reading.good_reps <= reading.reps for reading in seen.readings)
    assert len(seen.of(RepCompleted)) == seen.readings[-1].reps
    assert seen.report.counts.total == len(seen.report.reps)
    assert seen.report.counts.partial == len(seen.report.partial_reps)


@FEW
@given(st.sampled_from(QUICK), st.floats(0.0, 1.0))
def test_stopped_set_has_the_repetitions_so_far(name: str, share: float) -> None:
    poses = sparse(name)[: max(1, round(share * len(sparse(name))))]
    whole = watch(load_exercise(name), sparse(name)).report
    report = watch(load_exercise(name), poses).report
    assert report.counts.total <= 2
    assert report.counts.partial <= 1
    first = report.reps[: report.counts.total - 1]
    assert first == whole.reps[: len(first)]


# --- Readings


@pytest.mark.sampled(11)
@pytest.mark.parametrize("name", QUICK)
@pytest.mark.parametrize("side", ["left", "right"])
def test_reading_has_side_phase_angles_and_counts(
    name: str, side: Side, shipped: dict[str, Exercise]
) -> None:
    exercise = shipped[name]
    # Thirty a second: where a march turns, a smoothed angle at fifteen falls short by more.
    _, events, readings = watch(exercise, perfect(name, side=side, fps=30.0))
    assert [type(event) for event in events] == [TargetReached, RepCompleted] * 2
    assert [event.number for event in events if isinstance(event, RepCompleted)] == [1, 2]
    movement, script = exercise.movement, PERFORMANCES[name]
    top = max(readings, key=lambda reading: reading.hold_s)
    assert top.phase is Phase.HOLD
    if exercise.sides == "one" or exercise.view.plane == "side":  # else there is no such side
        assert top.side == side
    assert top.hold_s >= exercise.movement.hold_s
    assert set(top.angles_deg) == set(exercise.measures())
    shift = script.rest_deg if movement.baseline == "start" else 0.0
    assert any(
        reading.angles_deg[movement.measure] == pytest.approx(script.peak_deg - shift, abs=0.05)
        for reading in readings
    )
    assert [reading.phase for reading in readings][-1] is Phase.REST
    assert readings[-1].reps == readings[-1].good_reps == 2
    assert all(reading.paused is None for reading in readings)


@pytest.mark.parametrize(
    ("name", "peak_deg", "lean", "kind"),
    [("standing_hip_abduction", 45.0, 15.0, FormFault), ("mini_squat", 85.0, 0.0, ExcessiveRange)],
)
def test_fault_and_limit_are_cued_as_they_happen(
    name: str,
    peak_deg: float,
    lean: float,
    kind: type[FormFault | ExcessiveRange],
    shipped: dict[str, Exercise],
) -> None:
    plan = plan_for(shipped[name], reps=1, peak_deg=peak_deg)
    seen = watch(shipped[name], perform(shipped[name], plan=plan, tweaks={"lean": lean}))
    event = seen.of(kind)[0]
    (done,) = seen.of(RepCompleted)
    assert event.name in done.reasons
    reading = next(reading for reading in seen.readings if event in reading.events)
    assert reading.cue is not None
    assert reading.cue.say == event.say
    assert reading.pose.time_s == event.time_s


# --- Limits


def test_limit_spoils_the_repetition(shipped: dict[str, Exercise]) -> None:
    exercise = shipped["mini_squat"]
    plan = plan_for(exercise, reps=2, peak_deg=(48.0, 85.0))
    seen = watch(exercise, perform(exercise, plan=plan))
    assert [rep.good for rep in seen.report.reps] == [True, False]
    (event,), (row,) = seen.of(ExcessiveRange), seen.report.limits
    assert row.value_deg == pytest.approx(85.0, abs=1.0)
    assert row.value_deg >= event.value_deg


def test_crossing_of_the_legs_is_one_stop_with_a_ratio(shipped: dict[str, Exercise]) -> None:
    patient = Profile.model_validate(
        {"schema": 1, "name": "Anna", "precautions": ["posterior_hip_replacement"]}
    )
    poses = moving(
        lambda deg: Front2D(abduction=-deg),
        *((1.0, 0.0), (2.0, 25.0), (1.0, 25.0), (2.0, 0.0), (1.0, 0.0)),
    )
    seen = watch(tighten(shipped["standing_hip_abduction"], patient), poses)
    assert seen.report.verdict == "stopped"
    assert [row.name for row in seen.report.limits] == ["crossing"]
    (event,) = seen.of(ExcessiveRange)
    assert math.isnan(event.value_deg)
    assert event.value_ratio > 0
    assert CueWeight.STOP in {reading.cue.weight for reading in seen.readings if reading.cue}


def test_limit_still_exceeded_spoils_the_next_repetition() -> None:
    # The front hip stays too bent from one stretch through the next.
    stretch = load_exercise("hip_flexor_stretch")
    front = {
        "name": "front_hip_deep",
        "when": {"measure": "other_hip_flexion", "above_deg": 90, "clear_deg": 85},
        "action": "warn",
    }
    patient = Profile.model_validate(
        {"schema": 1, "name": "Anna", "exercise": {"hip_flexor_stretch": {"limit": [front]}}}
    )

    def deep(hip: float) -> Side2D:
        return Side2D(hip=hip, knee=90 + hip, other_hip=96, other_knee=96)

    once = ((2.0, 2.0), (2.0, -14.0), (35.0, -14.0), (2.0, 2.0), (3.0, 2.0))
    report = watch(tighten(stretch, patient), moving(deep, *once, *once)).report
    assert report.counts.total == 2
    assert len(report.limits) == 1
    assert [rep.good for rep in report.reps] == [False, False]
