"""Every shipped exercise loads, counts, and shows each of its faults and limits alone."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest
from support.performances import FAULTS, LIMITS, PERFORMANCES, Provocation
from support.performer import Recording, perform, plan_for
from support.watching import FPS, watch

from formcheck.assessment.events import ExcessiveRange, FormFault, RepCompleted, TargetReached
from formcheck.exercises.conditions import ENGINEERING_DEFAULT
from formcheck.exercises.fault_kinds import HELD, TempoFault
from formcheck.exercises.loader import exercise_names, load_exercise

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _pytest.mark import ParameterSet
    from support.watching import Watched

    from formcheck.exercises.conditions import Grade
    from formcheck.exercises.definition import Exercise
    from formcheck.exercises.fault import Fault
    from formcheck.pose.joints import Side
    from formcheck.pose.pose import Pose

NAMES = exercise_names()
SAMPLED = Recording(fps=FPS)
"""A slow camera; `test_rates.py` shows that the rate makes no difference."""

PERFECT = Provocation()


def with_holds(rows: Iterable[tuple[str, ...]]) -> list[ParameterSet]:
    """Return each row with one hold of a stretch, and those of stretches, slowly, with two."""
    return [
        pytest.param(*row, holds, marks=marks, id="-".join((*row, str(holds))))
        for row in rows
        for holds, marks in ((1, ()), (2, pytest.mark.slow))
        if holds == 1 or load_exercise(row[0]).kind == "hold"
    ]


def judge(
    exercise: Exercise, provocation: Provocation = PERFECT, side: Side = "left", holds: int = 1
) -> Watched:
    """Return what a checker says of a performance: three repetitions, or holds of a stretch."""
    changes = {"reps": holds if exercise.kind == "hold" else 3, **provocation.plan}
    plan = plan_for(exercise, **changes)
    poses = perform(exercise, side=side, plan=plan, tweaks=provocation.tweaks, recording=SAMPLED)
    return watch(exercise, poses)


def reps_of(exercise: Exercise, holds: int, provocation: Provocation = PERFECT) -> int:
    """Return how many complete repetitions a performance is expected to have."""
    return min(provocation.reps, holds) if exercise.kind == "hold" else provocation.reps


@cache
def perfect(name: str, side: Side = "left", holds: int = 1) -> Watched:
    """Return what a checker says of a perfect set, judged once."""
    return judge(load_exercise(name), side=side, holds=holds)


@cache
def short_set(name: str, reps: int) -> tuple[Pose, ...]:
    """Return some repetitions or one short hold of an exercise."""
    exercise = load_exercise(name)
    changes = {"reps": 1, "hold_s": 8.0} if exercise.kind == "hold" else {"reps": reps}
    plan = plan_for(exercise, **changes)
    return tuple(perform(exercise, plan=plan, recording=Recording(fps=10.0)))


@pytest.mark.sampled(14)
@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize(("name", "holds"), with_holds((name,) for name in NAMES))
def test_perfect_set_counts_and_shows_nothing_else(name: str, side: Side, holds: int) -> None:
    exercise = load_exercise(name)
    report, events, _ = perfect(name, side, holds)
    reps = reps_of(exercise, holds)
    assert (report.counts.good, report.counts.total, report.counts.partial) == (reps, reps, 0)
    assert report.verdict == ("good" if exercise.scope == "full" else "counted")
    assert {type(event) for event in events} == {RepCompleted, TargetReached}
    together = exercise.sides == "both"
    assert report.counts.left == (reps if side == "left" and not together else 0)
    assert report.counts.right == (reps if side == "right" and not together else 0)
    assert report.seen_fraction == 1.0
    assert report.limits == ()


@pytest.mark.sampled(8)
@pytest.mark.parametrize(("name", "holds"), with_holds((name,) for name in NAMES))
def test_peak_range_and_hold_of_perfect_set_are_true(name: str, holds: int) -> None:
    true = PERFORMANCES[name]
    zero = true.rest_deg if load_exercise(name).movement.baseline == "start" else 0.0
    for rep in perfect(name, holds=holds).report.reps:
        assert rep.peak_deg == pytest.approx(true.peak_deg - zero, abs=0.5)
        assert rep.range_deg == pytest.approx(abs(true.peak_deg - true.rest_deg), abs=1.0)
        assert rep.hold_s >= true.hold_s
        assert rep.start_s < rep.peak_s < rep.end_s


def test_every_exercise_has_a_performance() -> None:
    assert set(PERFORMANCES) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_fault_and_limit_has_a_provocation(name: str) -> None:
    exercise, performance = load_exercise(name), PERFORMANCES[name]
    faults = {fault.name for fault in exercise.fault}
    limits = {limit.name for limit in exercise.limit}
    assert faults == set(performance.faults)
    assert limits == set(performance.limits)
    for provocation in performance.faults.values():
        assert provocation.implies <= faults
    for at in performance.limits.values():
        assert at.inside.implies | at.beyond.implies <= faults | limits


def _lowest(fault: Fault) -> Grade:
    """The grade of a fault that is only just there."""
    return "hint" if isinstance(fault, TempoFault) else fault.grade


@pytest.mark.sampled(14)
@pytest.mark.parametrize(("name", "fault", "holds"), with_holds(FAULTS))
def test_fault_shows_alone(name: str, fault: str, holds: int) -> None:
    exercise, provocation = load_exercise(name), FAULTS[name, fault]
    seen = judge(exercise, provocation, holds=holds)
    counts = seen.report.counts
    assert {event.name for event in seen.of(FormFault)} == {fault, *provocation.implies}
    assert not seen.of(ExcessiveRange)
    assert counts.total == reps_of(exercise, holds, provocation)
    row = next(row for row in exercise.fault if row.name == fault)
    for rep in seen.report.reps:
        grade = next((each for each in ("major", "minor") if fault in getattr(rep, each)), "hint")
        assert fault not in rep.faults or grade in {_lowest(row), row.grade, row.at_most()}
        assert rep.good == (not rep.major and len(rep.minor) <= 1)
        assert rep.clean == (not rep.major and not rep.minor)
    without_advice = {"no_stretch", "only_leaning"}
    assert any(row.say in line for line in seen.report.advice) or fault in without_advice


@pytest.mark.sampled(14)
@pytest.mark.parametrize(("name", "limit", "holds"), with_holds(LIMITS))
def test_limit_is_silent_inside_and_speaks_beyond(name: str, limit: str, holds: int) -> None:
    exercise, at = load_exercise(name), LIMITS[name, limit]
    inside = judge(exercise, at.inside, holds=holds).report
    assert limit not in {row.name for row in inside.limits}
    seen = judge(exercise, at.beyond, holds=holds)
    beyond = seen.report
    exceeded = [event for event in seen.of(ExcessiveRange) if event.name == limit]
    assert {row.name for row in beyond.limits} <= {limit, *at.beyond.implies}
    assert {event.name for event in seen.of(FormFault)} <= at.beyond.implies
    assert len(exceeded) == len([row for row in beyond.limits if row.name == limit]) > 0
    assert beyond.counts.good == 0
    action = next(row.action for row in exercise.limit if row.name == limit)
    assert (beyond.verdict == "stopped") == (action == "stop")


@pytest.mark.sampled(14)
@pytest.mark.parametrize("reps", [1, pytest.param(3, marks=pytest.mark.slow)])
@pytest.mark.parametrize(("off_s", "short"), [(-0.3, True), (0.1, False)])
@pytest.mark.parametrize("name", [name for name in NAMES if load_exercise(name).movement.hold_s])
def test_hold_is_short_below_its_share_of_the_prescription(
    name: str, off_s: float, reps: int, *, short: bool
) -> None:
    exercise = load_exercise(name)
    ramps_s = perfect(name).report.reps[0].hold_s - PERFORMANCES[name].hold_s
    hold_s = HELD * exercise.movement.hold_s + off_s - ramps_s
    report = judge(exercise, Provocation({"hold_s": hold_s, "reps": reps})).report
    assert [("short_hold" in rep.faults) for rep in report.reps] == [short] * reps


@pytest.mark.sampled(8)
@pytest.mark.parametrize(("name", "holds"), with_holds((name,) for name in NAMES))
def test_half_of_the_way_is_a_partial_repetition(name: str, holds: int) -> None:
    exercise = load_exercise(name)
    movement = exercise.movement
    between = (movement.partial_deg + movement.target_deg[0]) / 2
    zero = PERFORMANCES[name].rest_deg if movement.baseline == "start" else 0.0
    report = judge(exercise, Provocation({"peak_deg": zero + between}), holds=holds).report
    assert report.counts.total == report.counts.good == 0
    assert report.counts.partial == reps_of(exercise, holds)
    assert report.verdict == "needs_work"


@pytest.mark.parametrize("name", NAMES)
def test_definition_is_complete_with_short_cues_and_used_sources(name: str) -> None:
    exercise = load_exercise(name)
    assert exercise.name == name
    assert len(exercise.sha256) == 64
    cues = [row.say for row in (*exercise.fault, *exercise.limit)]
    assert all(len(say) <= 60 for say in cues), "a cue must be readable from three metres"
    assert len(set(cues)) == len(cues), "two faults with one cue cannot be told apart"
    rows = (
        exercise.dose,
        exercise.movement,
        *exercise.need,
        *exercise.limit,
        *exercise.fault,
        *exercise.movement.also,
        *exercise.profile.values(),
        *(limit for row in exercise.profile.values() for limit in row.limit),
    )
    used = {key.strip() for row in rows for key in row.source.split(",")}
    assert used - {ENGINEERING_DEFAULT} == set(exercise.sources), "an unused or missing source"


@pytest.mark.sampled(14)
@pytest.mark.parametrize("reps", [1, pytest.param(2, marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    ("asked", "performed"),
    [(asked, performed) for asked in NAMES for performed in NAMES if asked != performed],
)
def test_another_exercise_is_never_good(asked: str, performed: str, reps: int) -> None:
    report = watch(load_exercise(asked), short_set(performed, reps)).report
    assert report.counts.good == 0
    assert report.verdict in {"inconclusive", "needs_work", "stopped"}
    assert report.advice
