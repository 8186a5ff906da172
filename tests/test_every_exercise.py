"""Every shipped exercise, for free: it loads, counts, and each fault and limit shows alone."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest
from support.performances import FAULTS, LIMITS, Provocation
from support.performer import PERFORMANCES, Recording, perform, plan_for

from formcheck.assessment.checker import Checker
from formcheck.assessment.events import ExcessiveRange, FormFault, RepCompleted, TargetReached
from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.exercises.parts import ENGINEERING_DEFAULT

if TYPE_CHECKING:
    from formcheck.assessment.events import Event
    from formcheck.assessment.report import SetReport
    from formcheck.exercises.definition import Exercise
    from formcheck.pose.joints import Side
    from formcheck.pose.pose import Pose

NAMES = exercise_names()
EIGHT = {
    "double_leg_bridge",
    "hip_flexor_stretch",
    "hip_flexor_stretch_standing",
    "mini_squat",
    "single_leg_bridge",
    "standing_hip_abduction",
    "standing_hip_extension",
    "straight_leg_raise",
}


SAMPLED = Recording(fps=15.0)
"""A slow camera; that the rate makes no difference is shown in `test_rates.py`."""


def judge(
    exercise: Exercise, provocation: Provocation | None = None, side: Side = "left"
) -> tuple[SetReport, list[Event]]:
    """The report and all events of a performance."""
    provocation = provocation or Provocation()
    changes = dict(provocation.plan)
    if exercise.kind == "hold":
        changes = {"reps": 2} | changes
    plan = plan_for(exercise, **changes)
    checker = Checker(exercise)
    events: list[Event] = []
    poses = perform(exercise, side=side, plan=plan, tweaks=provocation.tweaks, recording=SAMPLED)
    for pose in poses:
        events.extend(checker.update(pose).events)
    return checker.finish(), events


@cache
def perfect(name: str, side: Side = "left") -> tuple[SetReport, list[Event]]:
    """The report and all events of a perfect set, judged once."""
    return judge(load_exercise(name), side=side)


@cache
def shortly(name: str) -> tuple[Pose, ...]:
    """Two repetitions or a hold of an exercise; many others are asked about the same poses."""
    done = load_exercise(name)
    plan = plan_for(done, **({"reps": 1, "hold_s": 8.0} if done.kind == "hold" else {"reps": 2}))
    return tuple(perform(done, plan=plan, recording=Recording(fps=10.0)))


def expected_reps(exercise: Exercise, provocation: Provocation) -> int:
    return min(provocation.reps, 2) if exercise.kind == "hold" else provocation.reps


def test_the_guard_guards_something() -> None:
    assert set(NAMES) >= EIGHT
    assert set(PERFORMANCES) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("side", ["left", "right"])
def test_a_perfect_set_counts_and_nothing_else_happens(name: str, side: Side) -> None:
    exercise = load_exercise(name)
    report, events = perfect(name, side)
    reps = expected_reps(exercise, Provocation())
    assert (report.counts.good, report.counts.total, report.counts.partial) == (reps, reps, 0)
    assert report.verdict == "good"
    assert {type(event) for event in events} == {RepCompleted, TargetReached}
    together = exercise.sides == "both"
    assert report.counts.left == (reps if side == "left" and not together else 0)
    assert report.counts.right == (reps if side == "right" and not together else 0)
    assert report.seen_fraction == 1.0
    assert report.limits == ()


@pytest.mark.parametrize("name", NAMES)
def test_the_perfect_peak_range_and_hold_are_measured(name: str) -> None:
    exercise = load_exercise(name)
    script = PERFORMANCES[name]
    report, _ = perfect(name)
    true_peak = script.peak_deg
    if exercise.movement.baseline == "start":
        true_peak -= script.rest_deg
    for rep in report.reps:
        assert rep.peak_deg == pytest.approx(true_peak, abs=0.5)
        assert rep.range_deg == pytest.approx(abs(script.peak_deg - script.rest_deg), abs=1.0)
        assert rep.hold_s >= script.hold_s
        assert rep.start_s < rep.peak_s < rep.end_s


@pytest.mark.parametrize("name", NAMES)
def test_every_fault_and_limit_has_a_provocation(name: str) -> None:
    exercise = load_exercise(name)
    assert {fault.name for fault in exercise.fault} == {f for e, f in FAULTS if e == name}
    assert {limit.name for limit in exercise.limit} == {f for e, f in LIMITS if e == name}


@pytest.mark.parametrize(("name", "fault"), FAULTS)
def test_a_fault_shows_alone(name: str, fault: str) -> None:
    exercise, provocation = load_exercise(name), FAULTS[name, fault]
    report, events = judge(exercise, provocation)
    shown = {event.name for event in events if isinstance(event, FormFault)}
    assert shown == {fault, *provocation.implies}
    assert not [event for event in events if isinstance(event, ExcessiveRange)]
    assert report.counts.total == expected_reps(exercise, provocation)
    severity = next(row.severity for row in exercise.fault if row.name == fault)
    if severity == "fault":
        assert report.counts.good == 0
    else:
        assert report.counts.good == report.counts.total
    say = next(row.say for row in exercise.fault if row.name == fault)
    assert any(say in line for line in report.advice) or fault in {"no_stretch", "only_leaning"}


@pytest.mark.parametrize(("name", "limit"), LIMITS)
def test_a_limit_is_silent_inside_and_speaks_beyond(name: str, limit: str) -> None:
    exercise, at = load_exercise(name), LIMITS[name, limit]
    inside, _ = judge(exercise, at.inside)
    assert limit not in {row.name for row in inside.limits}
    beyond, events = judge(exercise, at.beyond)
    told = [e for e in events if isinstance(e, ExcessiveRange) and e.name == limit]
    assert {row.name for row in beyond.limits} <= {limit, *at.beyond.implies}
    assert {e.name for e in events if isinstance(e, FormFault)} <= at.beyond.implies
    assert len(told) == len([row for row in beyond.limits if row.name == limit]) > 0
    assert beyond.counts.good == 0
    action = next(row.action for row in exercise.limit if row.name == limit)
    assert (beyond.verdict == "stopped") == (action == "stop")


@pytest.mark.parametrize("name", [name for name in NAMES if load_exercise(name).movement.hold_s])
def test_a_hold_just_short_of_the_prescription_is_said_to_be_short(name: str) -> None:
    """The prescription less the tolerance, from both sides, on the hold as it was measured."""
    exercise = load_exercise(name)
    wanted_s = exercise.movement.hold_s
    script = PERFORMANCES[name]
    full, _ = perfect(name)
    ramps_s = full.reps[0].hold_s - script.hold_s
    for off_s, short in ((-0.6, True), (0.1, False)):
        report, _ = judge(exercise, Provocation({"hold_s": wanted_s + off_s - ramps_s}))
        assert report.reps, off_s
        assert all(("short_hold" in rep.faults) == short for rep in report.reps), off_s


@pytest.mark.parametrize("name", NAMES)
def test_half_of_the_way_is_a_partial_repetition(name: str) -> None:
    exercise = load_exercise(name)
    movement, script = exercise.movement, PERFORMANCES[name]
    between = (movement.partial_deg + movement.target_deg[0]) / 2
    zero = script.rest_deg if movement.baseline == "start" else 0.0
    report, _ = judge(exercise, Provocation({"peak_deg": zero + between}))
    assert report.counts.total == report.counts.good == 0
    assert report.counts.partial == expected_reps(exercise, Provocation())
    assert report.verdict == "needs_work"


@pytest.mark.parametrize("name", NAMES)
def test_the_definition_is_complete_and_told_in_plain_words(name: str) -> None:
    exercise = load_exercise(name)
    assert exercise.name == name
    assert len(exercise.sha256) == 64
    cues = [row.say for row in (*exercise.fault, *exercise.limit)]
    assert all(len(say) <= 60 for say in cues), "a cue must be readable from three metres"
    assert len(set(cues)) == len(cues), "two faults with one cue cannot be told apart"
    used = {
        key.strip()
        for row in (
            exercise.dose,
            exercise.movement,
            *exercise.need,
            *exercise.limit,
            *exercise.fault,
            *exercise.movement.also,
            *exercise.profile.values(),
            *(limit for row in exercise.profile.values() for limit in row.limit),
        )
        for key in row.source.split(",")
    }
    assert used - {ENGINEERING_DEFAULT} == set(exercise.sources), "an unused or missing source"


@pytest.mark.parametrize("performed", NAMES)
@pytest.mark.parametrize("asked", NAMES)
def test_another_exercise_is_never_good(performed: str, asked: str) -> None:
    """Somebody does one exercise and asks about another: no good repetition, and a reason."""
    if performed == asked:
        pytest.skip("the same exercise")
    checker = Checker(load_exercise(asked))
    for pose in shortly(performed):
        checker.update(pose)
    report = checker.finish()
    assert report.counts.good == 0
    assert report.verdict in {"inconclusive", "needs_work", "stopped"}
    assert report.advice
