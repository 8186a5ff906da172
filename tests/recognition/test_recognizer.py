"""An exercise is named where the evidence is clear, and is never guessed."""

from __future__ import annotations

import math
from copy import copy
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.performer import Camera, Recording, Side2D, perform, plan_for
from support.placing import seen_by
from support.watching import in_a_row, later, moving

from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.pose.pose import absent
from formcheck.recognition.recognizer import (
    HARDLY_MOVED,
    NOTHING_LIKE,
    ONE_ALONE,
    SURE_FROM,
    TRIES,
    Recognition,
    Recognizer,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from formcheck.pose.joints import Side
    from formcheck.pose.pose import Pose

NAMES = exercise_names()
FPS = 8


def fed(poses: Iterable[Pose], names: Sequence[str] = NAMES) -> Recognizer:
    """A recogniser of these exercises that has taken the poses."""
    recognizer = Recognizer([load_exercise(name) for name in names])
    for pose in poses:
        recognizer.update(pose)
    return recognizer


def recognised(poses: Iterable[Pose], names: Sequence[str] = NAMES) -> Recognition:
    return fed(poses, names).finish()


@cache
def performed(name: str, *, side: Side = "left", reps: int = 2, fps: float = FPS) -> list[Pose]:
    """A correct set, with the noise of a pose model."""
    exercise = load_exercise(name)
    plan = plan_for(exercise, reps=reps)
    if exercise.kind == "hold":
        plan = replace(plan, hold_s=8.0)
    sampled = Recording(fps=fps, noise_px=1.0, jitter=0.3)
    return perform(exercise, side=side, plan=plan, recording=sampled)


@cache
def finished(name: str, side: Side = "left") -> tuple[Recognizer, Recognition]:
    """A recogniser of all exercises after a correct set, and its answer."""
    recognizer = fed(performed(name, side=side))
    return recognizer, recognizer.finish()


def named(recognition: Recognition) -> list[str | None]:
    return [section.exercise for section in recognition.sections]


@pytest.mark.sampled(10)
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


@pytest.mark.sampled(10)
@pytest.mark.parametrize("name", NAMES)
def test_partial_repetitions_are_not_named_as_another_exercise(name: str) -> None:
    exercise, script = load_exercise(name), plan_for(load_exercise(name))
    movement = exercise.movement
    zero = script.rest_deg if movement.baseline == "start" else 0.0
    halfway = zero + (movement.partial_deg + movement.target_deg[0]) / 2
    plan = plan_for(exercise, reps=3, peak_deg=halfway, hold_s=2.0)
    poses = perform(exercise, plan=plan, recording=Recording(fps=FPS))
    assert set(named(recognised(poses))) <= {None}


@pytest.mark.sampled(10)
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


@pytest.mark.sampled(8)
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


@pytest.mark.sampled(8)
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


@pytest.mark.sampled(4)
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


@pytest.mark.sampled(8)
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


@pytest.mark.sampled(8)
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


# --- Nobody exercises


def _bow(bend_deg: float) -> Side2D:
    """Picks something up: the trunk goes far down, knees a little bent."""
    return Side2D(trunk=bend_deg, hip=1.25 * bend_deg, knee=0.5 * bend_deg,
                  other_hip=1.25 * bend_deg, other_knee=0.5 * bend_deg)  # fmt: skip


def _sits(sway_deg: float) -> Side2D:
    return Side2D(trunk=sway_deg, hip=88 + sway_deg, knee=90, other_hip=86, other_knee=88)


def _strides(phase_deg: float) -> Side2D:
    """One moment of a walk: each leg swings by 22 degrees, its knee bends as it comes forward."""
    swing = 22 * math.sin(math.radians(phase_deg))
    lifts = 30 * math.cos(math.radians(phase_deg))
    hips = phase_deg / 360 * 300 - 400
    return Side2D(trunk=3, hip=swing, knee=5 + max(0, lifts), other_hip=-swing,
                  other_knee=5 + max(0, -lifts), root=complex(hips))  # fmt: skip


IDLE = {
    "stands": moving(lambda deg: Side2D(trunk=deg, hip=deg + 2, knee=4, other_knee=4),
                     (2, 0.0), (3, 3.0), (3, -2.0), (3, 2.0), (4, 0.0)),
    "sits": moving(_sits, (3, 0.0), (2, 9.0), (2, -3.0), (2, 6.0), (4, 0.0)),
    "picks something up": moving(_bow, (3, 0.0), (1.2, 85.0), (0.6, 85.0), (1.5, 0.0), (4, 0.0)),
    "walks": moving(_strides, (0.1, 0.0), (6, 1800.0)),
    "lies": moving(lambda deg: Side2D(trunk=-90, hip=40 + deg, knee=85 + deg, other_hip=38,
                                      other_knee=80), (3, 0.0), (2, 12.0), (2, -6.0), (4, 0.0)),
}  # fmt: skip


@pytest.mark.sampled(4)
@pytest.mark.parametrize("what", IDLE)
def test_other_activities_are_no_exercise(what: str) -> None:
    recognition = recognised(IDLE[what])
    assert recognition.sections == ()
    # A person who bends down with straight knees hinges once; the hint says so, and it is no set.
    hinge = ONE_ALONE.format(load_exercise("hip_hinge").title)
    expected = {HARDLY_MOVED, NOTHING_LIKE, *(one.say for one in recognition.obstacles)}
    assert recognition.hint in expected | ({hinge} if what == "picks something up" else set())


def test_walk_to_the_mat_and_back_is_no_part_of_the_set() -> None:
    walk, part = IDLE["walks"], performed("double_leg_bridge")
    recognition = recognised(in_a_row(walk, part, walk))
    assert named(recognition) == ["double_leg_bridge"]
    (section,) = recognition.sections
    assert section.start_s == pytest.approx(walk[-1].time_s, abs=1.5)
    assert section.end_s == pytest.approx(walk[-1].time_s + part[-1].time_s, abs=1.5)


# --- What cannot be seen


def test_stream_without_people_has_no_sections() -> None:
    empty = [absent(n, n / FPS, size_px=(64, 48)) for n in range(40)]
    for poses, duration_s in (([], 0.0), (empty, 39 / FPS)):
        recognition = recognised(poses)
        (away,) = recognition.obstacles
        assert recognition == Recognition(duration_s, (), away.say, (away,))
        assert away.name == "absent"


def test_oblique_camera_gives_a_hint() -> None:
    turned = perform(
        load_exercise("mini_squat"), recording=Recording(fps=FPS), camera=Camera(yaw_deg=46.0)
    )
    recognition = recognised(turned)
    assert recognition.sections == ()
    assert [one.name for one in recognition.obstacles] == ["view"]
    assert recognition.hint == recognition.obstacles[0].say


def test_oblique_exercise_gives_no_hint() -> None:
    exercise = load_exercise("fire_hydrant")
    sampled = Recording(fps=FPS, noise_px=1.0, jitter=0.3)
    plan = plan_for(exercise, reps=3)
    poses = perform(exercise, plan=plan, recording=sampled, camera=Camera(yaw_deg=45.0))
    recognition = recognised(poses)
    assert named(recognition) == ["fire_hydrant"]
    assert recognition.hint == ""
    assert recognition.obstacles == ()
    without = recognised(poses, [name for name in NAMES if name != "fire_hydrant"])
    assert [one.name for one in without.obstacles] == ["view"]
    assert without.hint == without.obstacles[0].say


def test_title_card_is_not_the_reason_for_what_follows() -> None:
    """The reason is what lasted longest, and never what lasted for a moment."""
    size_px = performed("mini_squat")[0].size_px
    card = [absent(n, n / FPS, size_px=size_px) for n in range(3 * FPS)]
    plan = plan_for(load_exercise("mini_squat"), reps=3, peak_deg=25.0)
    shallow = perform(load_exercise("mini_squat"), plan=plan, recording=Recording(fps=FPS))
    recognition = recognised(in_a_row(card, shallow))
    assert recognition.sections == ()
    assert recognition.hint in {TRIES.format(3, load_exercise(name).title) for name in NAMES}
    assert recognition.obstacles[0].name == "absent"


@pytest.mark.parametrize("shift", [(0.0, 0.3), (0.35, 0.0)], ids=["below", "beside"])
def test_body_that_is_cut_off_is_the_reason(shift: tuple[float, float]) -> None:
    name = "mini_squat" if shift[1] else "heel_slide"
    poses = [seen_by(pose, shift=shift) for pose in performed(name)]
    recognition = recognised(poses)
    if recognition.sections == ():
        (cut,) = (one for one in recognition.obstacles if one.name == "cut_off")
        assert recognition.hint == cut.say
        assert "feet" in cut.parts


def test_exercises_may_be_fewer() -> None:
    poses = performed("mini_squat")
    assert named(recognised(poses, ["mini_squat"])) == ["mini_squat"]
    assert named(recognised(poses, ["single_leg_bridge"])) == []
    assert named(recognised(poses, [])) == []


@pytest.mark.sampled(8)
@pytest.mark.parametrize("name", NAMES)
def test_unknown_exercise_is_not_named_as_another(name: str) -> None:
    # The evidence for each other exercise is the same without the one that was done.
    recognizer = copy(finished(name)[0])
    recognizer._followed = [row for row in recognizer._followed if row.exercise.name != name]
    assert set(named(recognizer._recognition())) <= {None}


def test_badly_done_exercise_is_never_another() -> None:
    exercise = load_exercise("standing_hip_extension")
    poses = perform(exercise, tweaks={"lean": 25.0}, recording=Recording(fps=FPS))
    assert set(named(recognised(poses))) <= {None, "standing_hip_extension"}


def test_poses_must_come_in_order() -> None:
    recognizer = Recognizer([load_exercise("mini_squat")])
    pose = performed("mini_squat")[0]
    recognizer.update(pose)
    with pytest.raises(ValueError, match="in order"):
        recognizer.update(pose)


@pytest.mark.sampled(8)
@pytest.mark.parametrize("gap_s", [0.4, 1.5, 4.0])
def test_gap_in_the_stream_does_not_undo_a_set(gap_s: float) -> None:
    poses = performed("double_leg_bridge", reps=4)
    middle_s = poses[len(poses) // 2].time_s
    gappy = [
        pose if pose.time_s < middle_s else replace(pose, time_s=pose.time_s + gap_s)
        for pose in poses
    ]
    assert named(recognised(gappy)) == ["double_leg_bridge"]
