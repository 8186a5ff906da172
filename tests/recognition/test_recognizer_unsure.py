"""The recogniser where there is no exercise, or too little is seen of one."""

from __future__ import annotations

import math
from copy import copy
from dataclasses import replace

import pytest
from support.performer import Camera, Recording, Side2D, perform, plan_for
from support.placing import seen_by
from support.recognised import finished, named, performed, recognised
from support.watching import in_a_row, moving

from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.pose.pose import absent
from formcheck.recognition.recognizer import (
    HARDLY_MOVED,
    NOTHING_LIKE,
    ONE_ALONE,
    TRIES,
    Recognition,
    Recognizer,
)

NAMES = exercise_names()
FPS = 8


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


@pytest.mark.sampled(6)
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


@pytest.mark.sampled(12)
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


@pytest.mark.sampled(12)
@pytest.mark.parametrize("gap_s", [0.4, 1.5, 4.0])
def test_gap_in_the_stream_does_not_undo_a_set(gap_s: float) -> None:
    poses = performed("double_leg_bridge", reps=4)
    middle_s = poses[len(poses) // 2].time_s
    gappy = [
        pose if pose.time_s < middle_s else replace(pose, time_s=pose.time_s + gap_s)
        for pose in poses
    ]
    assert named(recognised(gappy)) == ["double_leg_bridge"]
