"""The checker: what holds for every stream of poses and every exercise."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.figures import Camera
from support.performer import (
    PERFORMANCES,
    Front2D,
    Plan,
    Recording,
    Side2D,
    perform,
    plan_for,
    pose_of,
)
from support.watching import FPS, between, in_a_row, later, mirrored, moving, perfect, watch

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
    from collections.abc import Callable, Sequence

    from support.performer import Figure
    from support.watching import Watched

    from formcheck.exercises.definition import Exercise
    from formcheck.pose.joints import Side, SideChoice
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


@pytest.mark.sampled(7)
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


@pytest.mark.sampled(7)
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


# --- The person's own zero


def kneel(lean_deg: float) -> Side2D:
    """Kneeling upright, or bowing forward from there."""
    return Side2D(
        trunk=lean_deg, hip=4 + lean_deg, knee=94, other_hip=85 + lean_deg, other_knee=85
    )


def bow(lean_deg: float) -> Side2D:
    """Standing upright, or bowing forward from there."""
    hips = {"hip": 3 + lean_deg, "other_hip": 2 + lean_deg}
    return Side2D(trunk=1 + lean_deg, knee=5, other_knee=2, **hips)


REP = None
"""Stands for a perfect repetition of the exercise."""

BOW = ((1.0, 0.0), (1.0, 14.0), (1.5, 14.0), (1.0, 0.0), (1.0, 0.0))
LONG_BOW = ((1.5, 0.0), (1.5, 15.0), (2.0, 15.0), (1.5, 0.0), (12.0, 0.0))


@pytest.mark.parametrize(
    ("name", "parts", "reps"),
    [
        # Bending down to kneel: the hip is bent as at a start, but the person does not kneel.
        ("hip_flexor_stretch", [moving(lambda _: bow(11.0), (2.0, 0.0)), REP], 1),
        ("hip_flexor_stretch", [moving(kneel, *LONG_BOW)], 0),  # coming up is no stretch
        ("standing_hip_extension", [moving(bow, *BOW), REP], 1),
        ("standing_hip_extension", [REP, moving(bow, *BOW), REP], 2),
    ],
    ids=["before the position", "out of a bow", "bow before", "bow between"],
)
def test_bow_is_neither_start_nor_repetition(
    name: str, parts: list[list[Pose] | None], reps: int, shipped: dict[str, Exercise]
) -> None:
    poses = in_a_row(*(perfect(name, reps=1) if part is REP else part for part in parts))
    report = watch(shipped[name], poses).report
    assert report.limits == ()
    assert (report.counts.good, report.counts.total, report.counts.partial) == (reps, reps, 0)


@pytest.mark.parametrize("speed_deg_s", [0.5, 1.0, 3.0])
def test_slow_slide_into_a_stretch_keeps_its_range(
    speed_deg_s: float, shipped: dict[str, Exercise]
) -> None:
    exercise = shipped["hip_flexor_stretch"]
    figure: Callable[[float], Figure] = lambda hip: PERFORMANCES[exercise.name].figure(  # noqa: E731
        hip, (4 - hip) / 16, {}
    )
    slide_s = 16 / speed_deg_s
    way = ((2.0, 4.0), (slide_s, -12.0), (31.0, -12.0), (2.0, 4.0), (3.0, 4.0))
    (rep,) = watch(exercise, moving(figure, *way)).report.reps
    assert rep.good
    assert -16.0 <= rep.peak_deg <= -16.0 + 1.3


# --- Two legs


@pytest.mark.parametrize(
    ("name", "sides", "reps", "pause_s"),
    [
        ("standing_hip_abduction", ("left", "right", "left", "right"), 1, 1 / FPS),
        ("standing_hip_extension", ("left", "right"), 2, 5.0),  # turned round in between
    ],
)
def test_legs_are_counted_apart(
    name: str, sides: tuple[Side, ...], reps: int, pause_s: float, shipped: dict[str, Exercise]
) -> None:
    parts = [perfect(name, reps=reps, side=side) for side in sides]
    seen = watch(shipped[name], in_a_row(*parts, pause_s=pause_s))
    assert [rep.side for rep in seen.report.reps] == [side for side in sides for _ in range(reps)]
    counts = seen.report.counts
    assert (counts.good, counts.left, counts.right, counts.partial) == (4, 2, 2, 0)
    assert not seen.of(PartialRep, FormFault)


def hiking(hike_deg: float, share: float) -> Front2D:
    """The standing leg stays upright, so against the pelvis it goes out by the hike."""
    hike = share * hike_deg
    return Front2D(hike=hike, abduction=3 + share * 28, other_abduction=hike)


def leaning(lean_deg: float, share: float) -> Front2D:
    """Against a trunk that leans over it, the standing leg goes out by the lean."""
    return Front2D(lean=share * lean_deg, abduction=3 + share * (28 + lean_deg))


@pytest.mark.parametrize(
    ("figure", "deg"),
    [
        *((hiking, deg) for deg in (4.0, 8.0, 12.0, 16.0, 20.0)),
        *((leaning, deg) for deg in (6.0, 10.5, 14.0, 18.0)),
    ],
)
def test_pelvis_and_trunk_are_no_movement_of_the_standing_leg(
    figure: Callable[[float, float], Front2D], deg: float, shipped: dict[str, Exercise]
) -> None:
    rep = ((1.5, 0.0), (2.0, 1.0), (4.0, 1.0), (2.5, 0.0))
    way = (*rep, *rep, (1.5, 0.0))
    seen = watch(shipped["standing_hip_abduction"], moving(partial(figure, deg), *way))
    counts = seen.report.counts
    assert (counts.total, counts.left, counts.right, counts.partial) == (2, 2, 0, 0)
    assert not seen.of(PartialRep)
    assert {event.side for event in seen.of(RepCompleted)} == {"left"}
    assert {event.side for event in seen.of(FormFault)} <= {"left"}
    if figure is leaning:
        assert bool(seen.of(FormFault)) is (deg > 8)


@pytest.mark.parametrize("near", ["working", "any"])
@pytest.mark.parametrize(
    ("name", "other", "side"),
    [
        ("standing_hip_abduction", "right", "left"),
        ("standing_hip_abduction", "left", "right"),
        ("standing_hip_extension", "left", "right"),
    ],
)
def test_requested_side_that_rests_counts_nothing(
    name: str, other: Side, side: Side, near: str, shipped: dict[str, Exercise]
) -> None:
    exercise = shipped[name]
    view = exercise.view.model_copy(update={"near": near})
    seen = watch(exercise.model_copy(update={"view": view}), perfect(name, side=other), side=side)
    assert seen.report.counts.total == seen.report.counts.partial == 0
    turned_away = view.plane == "side" and near == "working"
    assert {reading.side for reading in seen.readings} == {None if turned_away else side}


@pytest.mark.sampled(7)
@pytest.mark.parametrize("name", [name for name in NAMES if load_exercise(name).sides == "one"])
@pytest.mark.parametrize("side", ["left", "right"])
def test_requested_side_gives_the_same_report_as_auto(
    name: str, side: Side, shipped: dict[str, Exercise]
) -> None:
    poses = perfect(name, reps=1, side=side)
    given_, found = watch(shipped[name], poses, side=side), watch(shipped[name], poses)
    assert given_.report.legs.asked == side
    assert replace(given_.report, legs=found.report.legs) == found.report
    assert given_.report.counts.good == 1


MARCH = load_exercise("marching")


def march(*peaks_deg: float, side: SideChoice = "auto") -> Watched:
    """A march; a lift below zero is one of the right leg."""
    plan = plan_for(MARCH, reps=len(peaks_deg), peak_deg=peaks_deg, rest_s=0.7)
    return watch(MARCH, perform(MARCH, plan=plan), side=side)


def test_the_leg_that_moved_last_is_the_one_that_works() -> None:
    seen = march(45, -45, 50)
    works = [reading.works for reading in seen.readings]
    changes = [one for one, two in zip(works, [*works[1:], "end"], strict=True) if one != two]
    assert changes == [None, "left", "right", "left"], "none before the first lift"
    asked = march(45, -45, side="right").readings
    assert {reading.works for reading in asked if reading.side} == {"right"}


def test_each_leg_of_a_march_is_counted() -> None:
    seen = march(45, -45, 50, -40, 45)
    assert [rep.side for rep in seen.report.reps] == ["left", "right", "left", "right", "left"]
    counts = seen.report.counts
    assert (counts.left, counts.right, counts.good) == (3, 2, 5)
    assert not seen.of(FormFault)
    counts = march(45, -45, 50, -40, side="left").report.counts
    assert (counts.left, counts.right) == (2, 0)


def test_lower_leg_is_uneven_after_enough_steps() -> None:
    seen = march(*[60, -40] * 6)
    uneven = [rep for rep in seen.report.reps if "uneven" in rep.faults]
    assert {rep.side for rep in uneven} == {"right"}
    assert uneven[0].number == 10
    assert len(seen.of(RepCompleted)) == 12


@pytest.mark.parametrize("peaks", [[55, -45] * 6, [60, -60] * 6, [*[60] * 11, -40]])
def test_similar_legs_and_one_leg_alone_are_not_uneven(peaks: list[float]) -> None:
    report = march(*peaks).report
    assert report.counts.good == 12
    assert all(rep.faults == () for rep in report.reps)


def test_leaning_body_is_a_fault_once_a_step() -> None:
    plan = Plan(reps=2, rest_deg=2.0, peak_deg=(45.0, -45.0), out_s=0.5, hold_s=0.5, back_s=0.5)
    found = watch(MARCH, perform(MARCH, plan=plan, tweaks={"lean": 22.0})).of(FormFault)
    assert [(event.side, event.name) for event in found] == [("left", "slump"), ("right", "slump")]


def test_leg_takes_no_start_from_body_that_leans_for_the_other_leg() -> None:
    slump = Plan(reps=1, rest_deg=2.0, peak_deg=(45.0,), out_s=0.6, hold_s=1.0, back_s=0.6)
    well = Plan(
        reps=2, rest_deg=2.0, peak_deg=(-45.0,), rest_s=0.2, out_s=0.5, hold_s=0.3, back_s=0.5
    )
    slumping = between(perform(MARCH, plan=slump, tweaks={"lean": 30.0}), 0.0, slump.rep_s)
    poses = in_a_row(slumping, list(perform(MARCH, plan=well)), pause_s=1 / 30)
    assert [(rep.side, rep.faults) for rep in watch(MARCH, poses).report.reps] == [
        ("left", ("slump",)),
        ("right", ()),
        ("right", ()),
    ]


@pytest.mark.parametrize("name", ["clamshell", "sidelying_hip_abduction"])
@pytest.mark.parametrize(("side", "roll_deg"), [("left", -4.0), ("right", 4.0)])
def test_upper_leg_of_a_lying_body_counts_with_a_tilted_camera(
    name: str, side: Side, roll_deg: float
) -> None:
    exercise, camera = load_exercise(name), Camera(roll_deg=roll_deg)
    plan = plan_for(exercise, reps=2)
    seen = watch(exercise, perform(exercise, side=side, plan=plan, camera=camera))
    assert {reading.side for reading in seen.readings} == {side}
    assert seen.report.counts.good == 2
