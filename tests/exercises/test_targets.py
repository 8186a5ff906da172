"""Another target: the borders of a movement fit it, and people who reach it are counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.performances import PERFORMANCES
from support.performer import Recording, perform, plan_for
from support.watching import FPS, watch

from formcheck.exercises.definition import Exercise
from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.exercises.targets import ROOM_LEFT, nearest_begin, with_target

if TYPE_CHECKING:
    from formcheck.assessment.report import SetReport
    from formcheck.exercises.parts import Movement

NAMES = exercise_names()
SQUAT = load_exercise("mini_squat")


def loads(exercise: Exercise) -> Exercise:
    """Return an exercise after a check that it would load from a file."""
    return Exercise.model_validate(exercise.model_dump(by_alias=True) | {"profile": {}})


def borders(movement: Movement) -> list[float]:
    """Return the borders of a movement as progress."""
    steps = (movement.start_deg, movement.start.clear_deg, movement.partial_deg,
             movement.leave_deg, *movement.target_deg)  # fmt: skip
    return [movement.sign * step for step in steps]


def performed(exercise: Exercise, judged_by: Exercise, peak_deg: float) -> SetReport:
    """Return the report on a person who does two repetitions, or one stretch, to a peak."""
    movement = exercise.movement
    zero = PERFORMANCES[exercise.name].rest_deg if movement.baseline == "start" else 0.0
    reps = 1 if exercise.kind == "hold" else 2
    plan = plan_for(exercise, reps=reps, peak_deg=zero + peak_deg)
    return watch(judged_by, perform(exercise, plan=plan, recording=Recording(fps=FPS))).report


def test_the_usual_target_changes_nothing(shipped: dict[str, Exercise]) -> None:
    for exercise in shipped.values():
        assert with_target(exercise, exercise.movement.target_deg) == exercise


def test_a_further_extent_moves_no_border() -> None:
    movement = with_target(SQUAT, (30, 66)).movement
    assert borders(movement)[:5] == borders(SQUAT.movement)[:5]
    assert movement.target_deg == (30, 66)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("part", [0.34, 0.5, 0.7, 0.95, 1.2])
def test_an_exercise_with_another_target_loads(name: str, part: float) -> None:
    exercise = load_exercise(name)
    sign, (usual, _) = exercise.movement.sign, exercise.movement.target_deg
    nearest = nearest_begin(exercise)
    enter = max(sign * nearest, sign * (nearest + (usual - nearest) * part)) * sign
    changed = loads(with_target(exercise, (enter, enter + 3 * sign)))
    assert changed.movement.target_deg[0] == enter
    assert changed.limit == exercise.limit
    assert [fault.name for fault in changed.fault] == [fault.name for fault in exercise.fault]


@pytest.mark.parametrize("name", NAMES)
def test_the_start_zone_stays_while_there_is_room(name: str) -> None:
    exercise = load_exercise(name)
    movement = exercise.movement
    usual, clear = movement.target_deg[0], movement.start.clear_deg
    enter = clear + (usual - clear) * (ROOM_LEFT + 0.1)
    changed = with_target(exercise, (enter, usual)).movement
    assert changed.start == movement.start
    assert movement.sign * changed.leave_deg < movement.sign * movement.leave_deg
    shares = [
        (each.leave_deg - clear) / (each.target_deg[0] - clear) for each in (movement, changed)
    ]
    assert shares[1] == pytest.approx(shares[0], abs=0.01)


def test_without_room_the_start_zone_moves_towards_rest() -> None:
    """A patient who gets to 22 degrees: start and leave lie at 16 and 25 otherwise."""
    movement = with_target(SQUAT, (15, 25)).movement
    start, clear, partial, leave, enter, full = borders(movement)
    assert start < clear <= partial <= leave < enter < full
    assert start < SQUAT.movement.start_deg
    rest = 5.0
    for now, usual in zip(borders(movement)[:5], borders(SQUAT.movement)[:5], strict=True):
        share = (now - rest) / (15 - rest)
        assert share == pytest.approx((usual - rest) / (30 - rest), abs=0.01)


def test_without_a_drawing_the_start_zone_stays() -> None:
    movement = with_target(SQUAT.model_copy(update={"figure": None}), (22, 25)).movement
    start, clear, partial, leave, enter, _ = borders(movement)
    assert start == SQUAT.movement.start_deg < clear <= partial < enter
    assert clear < leave < enter


def test_a_further_target_is_left_at_the_usual_distance() -> None:
    movement = with_target(SQUAT, (45, 60)).movement
    assert movement.leave_deg == 40
    assert movement.partial_deg == SQUAT.movement.partial_deg


@pytest.mark.parametrize(
    ("name", "enter", "fault", "at"),
    [
        ("mini_squat", 15, "too_shallow", 13.8),
        ("mini_squat", 29, "too_shallow", 27),
        ("double_leg_bridge", 30, "too_low", 34.8),
        ("double_leg_bridge", 14, "too_low", 20),
    ],
)
def test_a_fault_that_the_target_itself_would_be_moves_along(
    name: str, enter: float, fault: str, at: float
) -> None:
    exercise = load_exercise(name)
    changed = with_target(exercise, (enter, exercise.movement.target_deg[1]))
    (moved,) = [row for row in changed.fault if row.name == fault]
    assert moved.when.at == pytest.approx(at, abs=0.5)  # type: ignore[attr-defined]
    assert not moved.when.excess(enter) > 0  # type: ignore[attr-defined]


ASKS_FOR_MORE = {
    "figure_four", "hip_flexor_stretch", "hip_flexor_stretch_edge_of_bed",
    "hip_flexor_stretch_standing", "hip_hinge", "sit_to_stand",
}  # fmt: skip
"""The target also asks for something else that comes with the usual range only."""
SMALL = {
    "lateral_step", "prone_hip_extension", "single_leg_stance", "standing_hip_extension",
    "step_up",
}  # fmt: skip
"""A much nearer target would not be told from the start."""


@pytest.mark.sampled(8)
@pytest.mark.parametrize("name", sorted(set(NAMES) - ASKS_FOR_MORE - SMALL))
def test_who_reaches_a_nearer_target_is_counted_and_has_no_fault(name: str) -> None:
    exercise = load_exercise(name)
    sign, (usual, _) = exercise.movement.sign, exercise.movement.target_deg
    way = 1.5 * (usual - nearest_begin(exercise))
    enter, full = usual - 0.45 * way, usual - 0.1 * way
    assert sign * nearest_begin(exercise) < sign * enter < sign * full < sign * usual
    peak = (enter + full) / 2
    report = performed(exercise, with_target(exercise, (enter, full)), peak)
    reps = 1 if exercise.kind == "hold" else 2
    assert (report.counts.good, report.counts.partial) == (reps, 0)
    assert all(rep.faults == () for rep in report.reps)
    assert performed(exercise, exercise, peak).counts.good == 0


@pytest.mark.parametrize("name", ["mini_squat", "standing_hip_abduction", "double_leg_bridge"])
def test_who_stays_before_a_further_target_is_not_counted(name: str) -> None:
    exercise = load_exercise(name)
    sign, (usual, full) = exercise.movement.sign, exercise.movement.target_deg
    enter = usual + sign * 8
    changed = with_target(exercise, (enter, full))
    report = performed(exercise, changed, usual + sign * 3)
    assert (report.counts.total, report.counts.partial) == (0, 2)
    assert performed(exercise, changed, enter + sign).counts.good == 2
