"""The sweep: the same lots every time, cameras where they are asked for, every fault there."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest
from stick_body import sticks

from formcheck.coach.faults import ShortHoldFault, TempoFault
from formcheck.coach.library import exercise_names, load
from tools.render_patients.exercises import EXERCISES, IDLE, SETUPS, performer
from tools.render_patients.schedule import moment
from tools.render_patients.scripts import SCRIPTS
from tools.render_patients.sweep import YAWS, seen_from, sweep
from tools.render_patients.truth import fingerprint

if TYPE_CHECKING:
    from tools.render_patients.performance import Performance

SWEEP = sweep()
FAMILIES = {"tune", "report", "view", "vary", "idle"}
BY_LOT = [name for name in SWEEP if name.split("-")[1] in {"tune", "report"}]


CANNOT_BE_SEEN = {"single_leg_bridge": {"foot_creep"}}
"""What is put in although the exercise says that it cannot see it: nothing else may be told."""


def of(family: str, exercise: str | None = None) -> list[Performance]:
    """The performances of a family."""
    return [
        each
        for name, each in SWEEP.items()
        if name.split("-")[1] == family and exercise in {None, each.exercise}
    ]


def test_names_say_exercise_family_and_condition() -> None:
    for name, each in SWEEP.items():
        exercise, family, condition = name.split("-", 2)
        assert (name, exercise) == (each.name, each.exercise)
        assert family in FAMILIES
        assert condition


def test_the_same_lots_are_drawn_every_time() -> None:
    again = sweep()
    assert {name: fingerprint(each) for name, each in again.items()} == {
        name: fingerprint(each) for name, each in SWEEP.items()
    }


def test_nothing_is_both_tuned_on_and_reported() -> None:
    plain = [dataclasses.replace(each, name="") for each in (*of("tune"), *of("report"))]
    assert len({fingerprint(each) for each in plain}) == len(plain)


def test_every_exercise_is_in_every_family() -> None:
    assert set(SCRIPTS) == set(EXERCISES) == set(exercise_names())
    for family in ("tune", "report", "view", "vary"):
        assert {each.exercise for each in of(family)} == set(SCRIPTS)
    assert {each.exercise for each in of("idle")} == set(IDLE)


@pytest.mark.parametrize("name", BY_LOT)
def test_the_camera_is_where_the_exercise_asks_for_it(name: str) -> None:
    each, view = SWEEP[name], load(SWEEP[name].exercise).view
    low_m, high_m = view.camera_height_m
    near_m, far_m = view.distance_m
    assert low_m <= each.viewpoint.height_m <= high_m
    assert near_m <= each.viewpoint.distance_m <= far_m
    assert abs(each.viewpoint.yaw_deg) <= 10


@pytest.mark.parametrize("name", BY_LOT)
def test_every_set_has_a_good_one_first_and_a_partial_one(name: str) -> None:
    each = SWEEP[name]
    if each.setup:
        assert all(each.setup in effort.faults for effort in each.efforts)
        return
    first, *rest = each.efforts
    assert first.kind == "full"
    assert not first.faults
    assert sum(effort.kind == "partial" for effort in rest) == 1


@pytest.mark.parametrize("exercise", SCRIPTS)
@pytest.mark.parametrize("family", ["tune", "report"])
def test_every_fault_that_can_be_put_in_is_put_in(exercise: str, family: str) -> None:
    done = {fault for each in of(family, exercise) for e in each.efforts for fault in e.faults}
    assert done == set(SCRIPTS[exercise].faults) | set(SCRIPTS[exercise].setups)


@pytest.mark.parametrize("exercise", SCRIPTS)
def test_a_fault_that_is_put_in_is_one_of_the_exercise(exercise: str) -> None:
    script = SCRIPTS[exercise]
    known = {fault.name for fault in load(exercise).fault}
    assert {*script.faults, *script.setups} - known <= CANNOT_BE_SEEN.get(exercise, set())
    assert {(exercise, setup) for setup in script.setups} == {
        key for key in SETUPS if key[0] == exercise
    }


@pytest.mark.parametrize("exercise", SCRIPTS)
def test_faults_of_tempo_and_hold_are_clearly_so(exercise: str) -> None:
    definition, script = load(exercise), SCRIPTS[exercise]
    for fault in definition.fault:
        wrong = script.faults.get(fault.name)
        if wrong is None:
            continue
        if isinstance(fault, TempoFault):
            taken = wrong.rise_s if fault.part == "out" else wrong.lower_s
            assert taken is not None
            assert taken[1] <= 0.75 * fault.shorter_s
        elif isinstance(fault, ShortHoldFault):
            assert wrong.hold_s is not None
            assert wrong.hold_s[1] < definition.movement.hold_s


@pytest.mark.parametrize("exercise", SCRIPTS)
def test_the_view_family_turns_both_ways(exercise: str) -> None:
    assert [each.viewpoint.yaw_deg for each in of("view", exercise)] == list(YAWS)


@pytest.mark.parametrize("exercise", SCRIPTS)
def test_only_one_thing_is_varied_at_a_time(exercise: str) -> None:
    plain, *others = of("vary", exercise)
    for each in others:
        changed = [
            field.name
            for field in dataclasses.fields(each)
            if field.name != "name" and getattr(each, field.name) != getattr(plain, field.name)
        ]
        assert changed in (["viewpoint"], ["film"], ["fps"], ["viewpoint", "place"])


def test_a_camera_on_the_other_side_twice_is_where_it_was() -> None:
    viewpoint = SCRIPTS["mini_squat"].viewpoint
    there = seen_from(viewpoint, "left")
    assert there.facing_deg == -viewpoint.facing_deg
    assert seen_from(there, "left") == viewpoint
    assert seen_from(viewpoint, "right") == viewpoint


@pytest.mark.parametrize("name", BY_LOT)
def test_everything_that_is_asked_for_can_be_performed(name: str) -> None:
    each = SWEEP[name]
    who = performer(each, sticks())
    for span in each.timetable:
        figure = who.figure(moment((span.top_s + span.leave_s) / 2, each.timetable))
        assert all(abs(joint).max() < 3 for joint in figure.joints_m.values())


def test_idle_people_have_a_length_and_no_efforts() -> None:
    for each in of("idle"):
        assert not each.efforts
        assert each.frames == round(each.lasts_s * each.fps)
        assert each.timetable == ()
