"""Exercises of both legs in turn: each leg is counted, and the two are compared."""

from __future__ import annotations

from dataclasses import replace

import pytest
from figures import Tweaks
from performer import Plan, perform, plan_for

from formcheck.coach.attempt import Attempt
from formcheck.coach.checker import Checker
from formcheck.coach.events import FormFault, RepCompleted
from formcheck.coach.faults import UnevenFault
from formcheck.coach.library import load
from formcheck.coach.rules import UnevenRule
from formcheck.coach.words import measured_words

MARCH = load("marching")


def march(*peaks_deg: float, side: str = "auto", **changes: object) -> Checker:
    """The checker after a march; a lift below zero is one of the right leg."""
    plan = plan_for(MARCH, reps=len(peaks_deg), peak_deg=peaks_deg, rest_s=0.7, **changes)
    checker = Checker(MARCH, side=side)  # type: ignore[arg-type]
    events.clear()
    for pose in perform(MARCH, plan=replace(plan)):
        events.extend(checker.update(pose).events)
    return checker


events: list[object] = []


def test_each_leg_is_counted() -> None:
    report = march(45, -45, 50, -40, 45).finish()
    assert (report.counts.left, report.counts.right, report.counts.good) == (3, 2, 5)
    assert [rep.side for rep in report.reps] == ["left", "right", "left", "right", "left"]
    assert {type(event) for event in events if isinstance(event, FormFault)} == set()


def test_one_leg_can_be_asked_for() -> None:
    report = march(45, -45, 50, -40, side="left").finish()
    assert (report.counts.left, report.counts.right) == (2, 0)


def test_the_lower_leg_is_told_and_only_after_enough_steps() -> None:
    report = march(*[60, -40] * 6).finish()
    uneven = [rep for rep in report.reps if "uneven" in rep.faults]
    assert uneven
    assert {rep.side for rep in uneven} == {"right"}
    assert uneven[0].number == 10
    assert len([e for e in events if isinstance(e, RepCompleted)]) == 12


@pytest.mark.parametrize("peaks", [(55, -45), (60, -60)])
def test_legs_that_are_alike_are_not_uneven(peaks: tuple[float, float]) -> None:
    report = march(*peaks * 6).finish()
    assert report.counts.good == 12
    assert all(rep.faults == () for rep in report.reps)


def test_one_leg_alone_is_not_compared() -> None:
    report = march(*[60] * 11, -40).finish()
    assert all("uneven" not in rep.faults for rep in report.reps)


def attempt(peak: float) -> Attempt:
    return Attempt(
        complete=True, start_s=0, peak_s=1, end_s=2, peak=peak, rest=0, hold_start_s=1,
        hold_end_s=1, hold_s=0, out_s=1, back_s=1,
    )  # fmt: skip


def test_only_the_last_repetitions_count() -> None:
    fault = UnevenFault(
        name="uneven",
        kind="uneven",
        difference_deg=15,
        over=4,
        severity="warn",
        say="x",
        source="y",
    )
    rule = UnevenRule(fault)
    told = []
    for mine, other in [(40, 60), (40, 60), (58, 60), (59, 60)]:
        rule.note_other_leg(attempt(other))
        told.append(rule.judge_attempt(attempt(mine)))
    assert told == [False, True, False, False]


def test_it_is_told_in_words() -> None:
    assert measured_words(MARCH)[-1] == "Counted for each leg by itself, left and right in turn."
    assert measured_words(load("mini_squat"))[-1] == "Counted for both legs together."


def test_a_body_that_leans_is_told_once_a_step() -> None:
    plan = Plan(reps=2, rest_deg=2.0, peak_deg=(45.0, -45.0), out_s=0.5, hold_s=0.5, back_s=0.5)
    checker = Checker(MARCH)
    found = [
        event
        for pose in perform(MARCH, plan=plan, tweaks=Tweaks(lean=22.0))
        for event in checker.update(pose).events
        if isinstance(event, FormFault)
    ]
    assert [(event.side, event.name) for event in found] == [("left", "slump"), ("right", "slump")]


def test_a_leg_takes_no_start_from_a_body_that_leans_for_the_other_one() -> None:
    """One leg slumps for a second, then the other one marches well."""
    slump = Plan(reps=1, rest_deg=2.0, peak_deg=(45.0,), out_s=0.6, hold_s=1.0, back_s=0.6)
    well = Plan(
        reps=2, rest_deg=2.0, peak_deg=(-45.0,), rest_s=0.2, out_s=0.5, hold_s=0.3, back_s=0.5
    )
    checker = Checker(MARCH)
    first = perform(MARCH, plan=slump, tweaks=Tweaks(lean=30.0))
    first = [pose for pose in first if pose.time_s < slump.rep_s]
    shift_s = first[-1].time_s + 1 / 30
    later = [
        replace(pose, time_s=pose.time_s + shift_s, index=pose.index + len(first))
        for pose in perform(MARCH, plan=well)
    ]
    for pose in [*first, *later]:
        checker.update(pose)
    report = checker.finish()
    assert [(rep.side, rep.faults) for rep in report.reps] == [
        ("left", ("slump",)),
        ("right", ()),
        ("right", ()),
    ]
