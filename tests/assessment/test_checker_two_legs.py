"""The checker where both legs move, or one rests: each leg is counted apart."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest
from support.figures import Camera
from support.performer import (
    Front2D,
    Plan,
    perform,
    plan_for,
)
from support.watching import FPS, between, in_a_row, moving, perfect, watch

from formcheck.assessment.events import (
    FormFault,
    PartialRep,
    RepCompleted,
)
from formcheck.exercises.loader import exercise_names, load_exercise

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.watching import Watched

    from formcheck.exercises.definition import Exercise
    from formcheck.pose.joints import Side, SideChoice


NAMES = exercise_names()


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


@pytest.mark.sampled(5)
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


@pytest.mark.sampled(11)
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
