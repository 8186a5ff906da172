"""The quality gate: reasons for a pause, and their announcement."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from support import placing
from support.faults import WORDS
from support.performer import Camera, Front2D, Side2D, perform, plan_for, pose_of
from support.watching import in_a_row, joints_of, moving, perfect, watch

from formcheck.assessment.events import Cue, CueWeight, PauseReason, TrackingFound, TrackingLost
from formcheck.assessment.quality_gate import (
    QualityGate,
    Requirement,
)
from formcheck.exercises.loader import exercise_names, load_exercise
from formcheck.exercises.parts import Need
from formcheck.kinematics.measures import MEASURES
from formcheck.pose.features import PoseFeatures
from formcheck.pose.geometry import UNKNOWN
from formcheck.pose.joints import Joint
from formcheck.pose.pose import absent
from formcheck.pose.positions import POSITIONS
from formcheck.pose.view import SIDE_ENTER_DEG, SIDE_LEAVE_DEG, View

if TYPE_CHECKING:
    from formcheck.exercises.definition import Exercise
    from formcheck.pose.joints import Side, SideChoice
    from formcheck.pose.pose import Pose

SIDEWAYS = View("side", 0.0, "left")
FACING = View("front", 90.0, "left")
BETWEEN = View("between", 50.0, "left")
RIGHT_NEAR = View("side", 0.0, "right")


# --- The view and the side


def sides_in(
    exercise: Exercise, view: View, wanted: SideChoice = "auto"
) -> tuple[tuple[Side, ...], str]:
    """Return the sides to judge in a view, and the name of the reason if there is none."""
    features = PoseFeatures(absent(0, 0.0, size_px=(64, 48)), view)
    sides, reason = QualityGate(exercise, wanted).sides_to_judge(features)
    return sides, reason.name if reason else ""


@pytest.mark.parametrize(
    ("name", "wanted", "view", "sides", "reason"),
    [
        ("standing_hip_abduction", "auto", SIDEWAYS, "", "view"),
        ("single_leg_bridge", "auto", FACING, "", "view"),
        ("mini_squat", "auto", BETWEEN, "", "view"),
        ("fire_hydrant", "auto", SIDEWAYS, "", "view"),
        ("straight_leg_raise", "auto", SIDEWAYS, "left", ""),
        ("straight_leg_raise", "left", SIDEWAYS, "left", ""),
        ("straight_leg_raise", "left", RIGHT_NEAR, "", "side"),
        ("standing_hip_abduction", "auto", FACING, "left right", ""),
        ("standing_hip_abduction", "right", FACING, "right", ""),
        ("lateral_step", "auto", FACING, "left", ""),
        ("marching", "auto", SIDEWAYS, "left right", ""),
        ("marching", "left", RIGHT_NEAR, "left", ""),
        ("mini_squat", "auto", RIGHT_NEAR, "right", ""),
        ("mini_squat", "left", RIGHT_NEAR, "right", ""),
    ],
)
def test_sides_to_judge_depend_on_view_and_request(
    name: str,
    wanted: SideChoice,
    view: View,
    sides: str,
    reason: str,
    shipped: dict[str, Exercise],
) -> None:
    assert sides_in(shipped[name], view, wanted) == (tuple(sides.split()), reason)


@pytest.mark.parametrize("name", exercise_names())
def test_right_view_has_no_reason(name: str, shipped: dict[str, Exercise]) -> None:
    right = {"side": SIDEWAYS, "front": FACING, "oblique": BETWEEN}[shipped[name].view.plane]
    assert sides_in(shipped[name], right)[1] == ""


# --- Hidden joints and position


@pytest.mark.parametrize("name", exercise_names())
def test_hidden_joint_of_the_movement_has_a_reason(
    name: str, shipped: dict[str, Exercise]
) -> None:
    exercise, gate = shipped[name], QualityGate(shipped[name])
    whole = joints_of(Side2D() if exercise.view.plane == "side" else Front2D())
    assert gate.hidden_reason(whole) is None
    for joint in MEASURES[exercise.movement.measure].joints:
        reason = gate.hidden_reason(whole._replace(**{joint: UNKNOWN}))
        assert reason is not None
        assert reason.name == "hidden"
        part = joint.removeprefix("other_")
        assert {"ankle": "foot", "toe": "toes"}.get(part, part) in reason.say


def test_hidden_joints_of_other_measures_have_no_reason(shipped: dict[str, Exercise]) -> None:
    joints = joints_of(Side2D())._replace(other_knee=UNKNOWN, nose=UNKNOWN, toe=UNKNOWN)
    assert QualityGate(shipped["standing_hip_extension"]).hidden_reason(joints) is None


def test_wrong_position_has_a_reason_and_was_seen(shipped: dict[str, Exercise]) -> None:
    lying, hidden = joints_of(Side2D(trunk=-90)), joints_of(Side2D())._replace(shoulder=UNKNOWN)
    gate, say = QualityGate(shipped["mini_squat"]), POSITIONS["standing"].say
    assert gate.position_reason(lying, was_in=False) == PauseReason("position", say, seen=True)
    assert gate.position_reason(hidden, was_in=False) is None


# --- Requirements


@pytest.mark.parametrize(
    ("if_hidden", "values", "met"),
    [
        ("pause", [50, 40, 30, 40], [True, True, False, False]),  # hysteresis
        ("pause", [math.nan, 50, math.nan], [False, True, False]),
        ("allow", [math.nan, 30, math.nan], [True, False, True]),
        ("keep", [math.nan, 50, math.nan, 30, math.nan], [False, True, True, False, False]),
    ],
)
def test_requirement_has_hysteresis_and_follows_if_hidden(
    if_hidden: str, values: list[float], met: list[bool]
) -> None:
    bent = {"measure": "knee_flexion", "above_deg": 45, "clear_deg": 35}
    need = {"name": "knee_bent", "when": bent, "if_hidden": if_hidden, **WORDS}
    requirement = Requirement(Need.model_validate(need))
    assert [requirement.update({"knee_flexion": value}) for value in values] == met
    assert requirement.met is met[-1]


# --- In a checker


def still(body: Side2D | Front2D, camera: Camera | None = None) -> list[Pose]:
    return moving(lambda _: body, (2.0, 0.0), camera=camera)


EMPTY = [absent(index, index / 30, size_px=(64, 48)) for index in range(90)]


@pytest.mark.parametrize(
    ("name", "poses", "reason"),
    [
        ("mini_squat", EMPTY, "absent"),
        ("standing_hip_abduction", still(Side2D()), "view"),
        ("mini_squat", still(Front2D()), "view"),
        ("mini_squat", still(Side2D(), Camera(yaw_deg=48)), "view"),
        ("single_leg_bridge", perfect("single_leg_bridge", side="right"), "side"),
        ("standing_hip_extension", perfect("standing_hip_extension", side="right"), "side"),
        ("mini_squat", still(Side2D(trunk=-90)), "position"),
        ("single_leg_bridge", still(Side2D()), "position"),
        ("mini_squat", still(Side2D(), Camera(at_px=640 - 650j)), "hidden"),
        ("straight_leg_raise", still(Side2D(trunk=-90, hip=45, knee=90)), "leg_straight"),
        ("hip_flexor_stretch", still(Side2D()), "kneeling"),
    ],
    ids=["empty", "side", "front", "half turned", "turned on the back", "turned", "lying",
         "standing", "cut off", "bent", "not kneeling"],
)  # fmt: skip
def test_pause_is_announced_once_and_counts_nothing(
    name: str, poses: list[Pose], reason: str, shipped: dict[str, Exercise]
) -> None:
    seen = watch(shipped[name], poses, side="left")
    assert [event.reason for event in seen.of(TrackingLost)] == [reason]
    assert len(seen.events) == 1
    assert seen.report.counts.total == seen.report.counts.partial == 0
    assert seen.report.verdict == "inconclusive"
    was_seen = reason not in {"absent", "view", "side", "hidden"}
    assert seen.report.seen_fraction == (1.0 if was_seen else 0.0)
    reading = seen.readings[-1]
    assert reading.paused is not None
    assert reading.cue == Cue(reading.paused.say, CueWeight.PAUSE)
    assert (reading.side, reading.angles_deg) == (None, {})
    assert reading.paused.say in seen.report.advice[0]


@pytest.mark.parametrize("near", ["left", "right"])
@pytest.mark.parametrize("side", ["left", "right", "auto"])
def test_legs_that_work_together_may_be_seen_from_either_side(
    near: Side, side: SideChoice, shipped: dict[str, Exercise]
) -> None:
    report = watch(shipped["mini_squat"], perfect("mini_squat", side=near), side=side).report
    assert report.counts.good == 2
    assert {rep.side for rep in report.reps} == {"both"}


def test_single_bad_frames_are_not_announced(shipped: dict[str, Exercise]) -> None:
    poses = [
        absent(pose.index, pose.time_s, size_px=pose.size_px) if pose.index % 40 == 7 else pose
        for pose in perfect("mini_squat")
    ]
    seen = watch(shipped["mini_squat"], poses)
    assert not seen.of(TrackingLost, TrackingFound)
    assert seen.report.counts.good == 2


@pytest.mark.parametrize(("pause_s", "announced"), [(0.4, False), (0.6, True)])
def test_pause_is_announced_after_half_a_second(
    pause_s: float, *, announced: bool, shipped: dict[str, Exercise]
) -> None:
    exercise = shipped["mini_squat"]
    poses = perform(exercise, plan=plan_for(exercise, reps=1), gone=(0.5, 0.5 + pause_s))
    seen = watch(exercise, poses)
    lost_at = [event.time_s for event in seen.of(TrackingLost)]
    found_at = [event.time_s for event in seen.of(TrackingFound)]
    assert lost_at == ([pytest.approx(1.0, abs=0.04)] if announced else [])
    assert found_at == ([pytest.approx(1.1, abs=0.04)] if announced else [])
    assert seen.report.counts.good == 1


def test_slow_turning_does_not_flicker(shipped: dict[str, Exercise]) -> None:
    middle_deg = (SIDE_ENTER_DEG + SIDE_LEAVE_DEG) / 2
    cameras = [Camera(yaw_deg=middle_deg + 2.5 * math.sin(index / 10)) for index in range(600)]
    poses = [
        pose_of(Side2D(), index=index, time_s=index / 30, camera=camera)
        for index, camera in enumerate(cameras)
    ]
    before = [replace(pose, world=pose_of(Side2D()).world) for pose in poses[:60]]
    seen = watch(shipped["mini_squat"], in_a_row(before, poses))
    assert not seen.of(TrackingLost)


def test_set_goes_on_after_turning_away(shipped: dict[str, Exercise]) -> None:
    exercise = shipped["mini_squat"]
    poses = in_a_row(
        perfect("mini_squat"),
        still(Side2D(), Camera(yaw_deg=80)),
        perfect("mini_squat"),
    )
    seen = watch(exercise, poses)
    assert seen.report.counts.good == 4
    assert len(seen.of(TrackingLost)) == len(seen.of(TrackingFound)) == 1


@pytest.mark.parametrize("part", ["KNEE", "ANKLE"])
@pytest.mark.parametrize("name", exercise_names())
def test_hidden_joint_is_no_need_that_is_not_met(name: str, part: str) -> None:
    """A person in the start position who covers a joint does nothing wrong."""
    exercise, pose = load_exercise(name), placing.at_rest(name)
    visibility = pose.visibility.copy()
    visibility[[Joint[f"LEFT_{part}"], Joint[f"RIGHT_{part}"]]] = 0.05
    readings = watch(exercise, placing.still(replace(pose, visibility=visibility))).readings
    paused = readings[-1].paused
    assert paused is None or paused.name not in {need.name for need in exercise.need}
