"""An exercise is named where the evidence is clear, and is never guessed."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.performer import Recording, Side2D, perform, plan_for
from support.recognised import finished, named, performed, recognised
from support.watching import in_a_row, later, moving

from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.recognition.recognizer import (
    LONGEST_GAP_S,
    ONE_ALONE,
    SURE_FROM,
)

if TYPE_CHECKING:
    from formcheck.pose.joints import Side

NAMES = exercise_names()
FPS = 8


@pytest.mark.sampled(14)
@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("name", NAMES)
def test_every_exercise_is_recognised(name: str, side: Side) -> None:
    _, recognition = finished(name, side)
    assert named(recognition) == [name]
    (section,) = recognition.sections
    assert section.why == ""
    assert SURE_FROM <= section.confidence <= 1
    best = section.candidates[0]
    assert best.exercise == name
    assert best.title == load_exercise(name).title
    assert best.complete >= 2
    assert best.explained_fraction > 0.8
    assert best.position_fraction > 0.9
    assert sum(candidate.share for candidate in section.candidates) <= 1 + 1e-9


@pytest.mark.slow
@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("name", NAMES)
def test_three_repetitions_at_a_higher_rate_are_recognised(name: str, side: Side) -> None:
    recognition = recognised(performed(name, side=side, reps=3, fps=10))
    assert named(recognition) == [name]
    assert recognition.sections[0].candidates[0].complete >= 2


@pytest.mark.sampled(15)
@pytest.mark.parametrize("name", NAMES)
def test_partial_repetitions_are_not_named_as_another_exercise(name: str) -> None:
    exercise, script = load_exercise(name), plan_for(load_exercise(name))
    movement = exercise.movement
    zero = script.rest_deg if movement.baseline == "start" else 0.0
    halfway = zero + (movement.partial_deg + movement.target_deg[0]) / 2
    plan = plan_for(exercise, reps=3, peak_deg=halfway, hold_s=2.0)
    poses = perform(exercise, plan=plan, recording=Recording(fps=FPS))
    assert set(named(recognised(poses))) <= {None}


@pytest.mark.sampled(15)
@pytest.mark.parametrize("name", NAMES)
def test_one_repetition_is_too_little_unless_it_is_held_as_asked(name: str) -> None:
    exercise = load_exercise(name)
    asked_s = exercise.movement.least_hold_s or exercise.movement.hold_s
    plan = plan_for(exercise, reps=1, hold_s=asked_s)
    recognition = recognised(perform(exercise, plan=plan, recording=Recording(fps=FPS)))
    if asked_s:
        assert set(named(recognition)) <= {None, name}
        assert recognition.sections[0].candidates[0].exercise == name
    else:
        assert recognition.sections == ()
        # A second of movement, as one step of a march, is not even that.
        brief = plan.out_s + plan.hold_s + plan.back_s <= 1.0
        assert recognition.hint == ONE_ALONE.format(exercise.title) or brief


def test_one_bridge_that_is_not_held_for_long_enough_is_inconclusive() -> None:
    exercise = load_exercise("double_leg_bridge")
    plan = plan_for(exercise, reps=1, hold_s=1.0)
    (section,) = recognised(perform(exercise, plan=plan)).sections
    assert section.exercise is None
    assert section.candidates[0].exercise == "double_leg_bridge"
    assert "too little" in section.why


def test_rest_in_the_target_is_no_exercise() -> None:
    exercise = load_exercise("double_leg_bridge")
    assert exercise.movement.hold_s == 5
    plan = plan_for(exercise, reps=1, hold_s=15.0)
    assert recognised(perform(exercise, plan=plan)).sections == ()


@settings(max_examples=3)
@given(offset_s=st.floats(0, 1e5), name=st.sampled_from(NAMES))
def test_recognition_only_moves_with_an_offset_of_the_clock(offset_s: float, name: str) -> None:
    _, here = finished(name)
    there = recognised(later(performed(name), offset_s))
    assert named(here) == named(there)
    for one, other in zip(here.sections, there.sections, strict=True):
        assert other.start_s - offset_s == pytest.approx(one.start_s, abs=1e-3)
        assert other.end_s - offset_s == pytest.approx(one.end_s, abs=1e-3)
        assert other.confidence == pytest.approx(one.confidence, abs=1e-3)


@pytest.mark.sampled(12)
@pytest.mark.parametrize(
    ("name", "fps"),
    [
        ("single_leg_bridge", 15),
        ("single_leg_bridge", 30),
        ("mini_squat", 24),
        ("mini_squat", 60),
        ("standing_hip_abduction", 15),
        ("standing_hip_abduction", 60),
        pytest.param("single_leg_bridge", 24, marks=pytest.mark.slow),
        pytest.param("single_leg_bridge", 60, marks=pytest.mark.slow),
        pytest.param("mini_squat", 15, marks=pytest.mark.slow),
        pytest.param("mini_squat", 30, marks=pytest.mark.slow),
        pytest.param("standing_hip_abduction", 24, marks=pytest.mark.slow),
        pytest.param("standing_hip_abduction", 30, marks=pytest.mark.slow),
    ],
)
def test_frame_rate_makes_no_difference(name: str, fps: float) -> None:
    recognition = recognised(performed(name, fps=fps))
    assert named(recognition) == [name]
    (section,) = recognition.sections
    assert section.candidates[0].complete == 2
    assert section.start_s == pytest.approx(0.0, abs=0.6)
    assert section.end_s == pytest.approx(recognition.duration_s, abs=0.6)


@pytest.mark.sampled(12)
@pytest.mark.parametrize(
    "names",
    [
        ("mini_squat", "single_leg_bridge"),
        ("standing_hip_abduction", "double_leg_bridge", "hip_flexor_stretch"),
        ("standing_hip_extension", "straight_leg_raise", "hip_flexor_stretch_standing"),
    ],
)
def test_mixed_recording_is_cut_where_one_exercise_ends(names: tuple[str, ...]) -> None:
    parts = [performed(name) for name in names]
    recognition = recognised(in_a_row(*parts))
    assert named(recognition) == list(names)
    ends_s = np.cumsum([part[-1].time_s + 1 / 30 for part in parts])
    for section, end_s in zip(recognition.sections, ends_s, strict=True):
        assert section.end_s == pytest.approx(end_s, abs=1.2)
    for section, start_s in zip(recognition.sections, [0.0, *ends_s], strict=False):
        assert section.start_s == pytest.approx(start_s, abs=1.2)


BACK_TO_BACK = (
    ("double_leg_bridge", "straight_leg_raise"),
    ("heel_slide", "single_leg_bridge"),
    ("mini_squat", "hip_hinge"),
    ("standing_hip_flexion", "marching"),
)


@pytest.mark.sampled(6)
@pytest.mark.parametrize("names", BACK_TO_BACK)
def test_sets_back_to_back_in_one_position_are_separated(names: tuple[str, ...]) -> None:
    parts = [performed(name, reps=3) for name in names]
    recognition = recognised(in_a_row(*parts))
    assert named(recognition) == list(names)
    assert recognition.sections[0].end_s == pytest.approx(parts[0][-1].time_s, abs=1.5)
    assert [section.candidates[0].complete for section in recognition.sections] == [3, 3]


def _gets_seated(share: float) -> Side2D:
    """On the way from standing (0) down to a chair (1)."""
    start = load_exercise("sit_to_stand").movement.start_deg
    return Side2D(trunk=25 * share * (1 - share), hip=4 + (start + 20) * share,
                  knee=5 + (start + 25) * share, other_hip=4 + (start + 20) * share,
                  other_knee=5 + (start + 25) * share)  # fmt: skip


def test_chair_stands_after_squats_are_a_set_of_their_own() -> None:
    """A half squat onto the chair, before and after them, neither borders nor swallows them."""
    sits_down = moving(_gets_seated, (1.0, 0.0), (1.5, 1.0), (1.0, 1.0))
    gets_up = moving(_gets_seated, (0.5, 1.0), (1.5, 0.0), (1.0, 0.0), (1.5, 1.0), (3.0, 1.0))
    row = in_a_row(
        performed("mini_squat", reps=4), sits_down, performed("sit_to_stand", reps=4), gets_up
    )
    recognition = recognised(row)
    assert named(recognition) == ["mini_squat", "sit_to_stand"]
    assert recognition.sections[0].candidates[0].complete == 4
    assert recognition.sections[1].candidates[0].complete >= 4


@pytest.mark.sampled(12)
@pytest.mark.parametrize("name", ["mini_squat", "sit_to_stand", "step_up", "double_leg_bridge"])
@pytest.mark.parametrize("still_s", [3, 8])
def test_stillness_after_the_last_repetition_takes_nothing_from_the_set(
    name: str, still_s: float
) -> None:
    part = performed(name, reps=3)
    still = [replace(part[-1], time_s=n / FPS) for n in range(int(still_s * FPS))]
    (section,) = recognised(in_a_row(part, still)).sections
    assert section.exercise == name
    assert section.candidates[0].complete == 3
    assert section.end_s >= part[-1].time_s


@pytest.mark.sampled(12)
@pytest.mark.parametrize(
    "changes",
    [
        {"peak_deg": 100.0},
        {"peak_deg": 115.0, "out_s": 0.6, "back_s": 0.6, "hold_s": 0.2},
        {"out_s": 0.5},
    ],
    ids=["deep", "deep and quick", "dropped"],
)
def test_squats_in_poor_form_are_still_squats(changes: dict[str, float]) -> None:
    exercise = load_exercise("mini_squat")
    plan = plan_for(exercise, reps=4, **changes)
    poses = perform(exercise, plan=plan, recording=Recording(fps=15, noise_px=1.0))
    assert named(recognised(poses)) == ["mini_squat"]


@pytest.mark.slow
@settings(max_examples=4)
@given(
    names=st.lists(st.sampled_from(NAMES), min_size=2, max_size=3, unique=True),
    offset_s=st.floats(0, 100),
)
def test_mixtures_are_never_named_wrongly(names: list[str], offset_s: float) -> None:
    poses = later(in_a_row(*(performed(name) for name in names)), offset_s)
    recognition = recognised(poses)
    sure = [name for name in named(recognition) if name is not None]
    assert sure == [name for name in names if name in sure]
    sections = recognition.sections
    for before, after in pairwise(sections):
        assert before.start_s < before.end_s <= after.start_s


@pytest.mark.slow
def test_same_exercise_after_a_long_pause_is_another_set() -> None:
    part = performed("mini_squat")
    standing = [pose for pose in part if pose.time_s < 1.0]
    for rest_s, sets in ((30, 1), (60, 2)):
        poses = in_a_row(part, *[standing] * rest_s, part)
        assert named(recognised(poses)) == ["mini_squat"] * sets


@pytest.mark.parametrize("gap_s", [1e3, 1e9])
def test_jump_of_the_clock_costs_nothing_and_parts_the_sets(gap_s: float) -> None:
    poses = performed("mini_squat", reps=2)
    jumped = later(poses, poses[-1].time_s + gap_s)
    start_s = time.process_time()
    found = recognised([*poses, *jumped])
    assert time.process_time() - start_s < 30
    assert named(found) == ["mini_squat", "mini_squat"]
    first, second = found.sections
    assert first.end_s < poses[-1].time_s + LONGEST_GAP_S
    assert second.start_s > jumped[0].time_s - LONGEST_GAP_S
    assert found.duration_s == pytest.approx(jumped[-1].time_s - poses[0].time_s)
