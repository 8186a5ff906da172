"""The quality gate: what cannot be judged is not, and the person is told what to change."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from support.performer import Camera, Front2D, Side2D, perform, plan_for, pose_of
from support.watching import between, in_a_row, later, moving, perfect, posture_of, watch

from formcheck.assessment import quality_gate
from formcheck.assessment.events import TrackingFound, TrackingLost
from formcheck.assessment.rep_counter import Phase
from formcheck.exercises.conditions import Condition
from formcheck.exercises.loader import exercise_names
from formcheck.exercises.parts import Need
from formcheck.kinematics.measures import MEASURES
from formcheck.pose.geometry import UNKNOWN
from formcheck.pose.pose import absent
from formcheck.pose.positions import stands
from formcheck.pose.view import SIDE_ENTER_DEG, SIDE_LEAVE_DEG, View

if TYPE_CHECKING:
    from formcheck.exercises.definition import Exercise
    from formcheck.pose.joints import Side, SideChoice
    from formcheck.pose.pose import Pose

SIDEWAYS = View("side", 0.0, "left")
FACING = View("front", 90.0, "left")
BETWEEN = View("between", 50.0, "left")


# --- The view ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "wrong", "told"),
    [
        ("standing_hip_abduction", SIDEWAYS, "turn your chest to the camera"),
        ("single_leg_bridge", FACING, "with the side you exercise towards the camera"),
        ("mini_squat", BETWEEN, "turn so that the camera sees you from the side"),
    ],
)
def test_a_wrong_view_says_how_to_turn(
    name: str, wrong: View, told: str, shipped: dict[str, Exercise]
) -> None:
    reason = quality_gate.view_reason(shipped[name], wrong)
    assert reason is not None
    assert reason.name == "view"
    assert told in reason.say
    assert not reason.seen


@pytest.mark.parametrize(
    ("name", "wanted", "near", "sides"),
    [
        ("straight_leg_raise", "auto", "left", ["left"]),
        ("straight_leg_raise", "left", "left", ["left"]),
        ("straight_leg_raise", "left", "right", []),
        ("standing_hip_abduction", "auto", "left", ["left", "right"]),
        ("standing_hip_abduction", "right", "left", ["right"]),
        ("lateral_step", "auto", "left", ["left"]),
        ("marching", "auto", "left", ["left", "right"]),
        ("marching", "left", "right", ["left"]),
        ("mini_squat", "auto", "right", ["right"]),
        ("mini_squat", "left", "right", ["right"]),
    ],
)
def test_which_sides_are_looked_at(
    name: str, wanted: SideChoice, near: Side, sides: list[Side], shipped: dict[str, Exercise]
) -> None:
    view = View("side", 0.0, near)
    found, reason = quality_gate.sides_in_view(shipped[name], view, wanted=wanted)
    assert found == sides
    if sides:
        assert reason is None
    else:
        assert reason == quality_gate.PauseReason(
            "side", f"Turn round: your {wanted} side must be towards the camera."
        )


@pytest.mark.parametrize("side", ["left", "right"])
def test_both_legs_together_are_judged_on_the_near_one(
    side: Side, shipped: dict[str, Exercise]
) -> None:
    poses = perfect("mini_squat", side="right")
    assert watch(shipped["mini_squat"], poses, side=side).report.counts.good == 2


@pytest.mark.parametrize("name", exercise_names())
def test_the_right_view_passes(name: str, shipped: dict[str, Exercise]) -> None:
    right = {"side": SIDEWAYS, "front": FACING, "oblique": BETWEEN}[shipped[name].view.plane]
    assert quality_gate.view_reason(shipped[name], right) is None


# --- Hidden joints -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", exercise_names())
def test_each_joint_of_the_movement_is_missed(name: str, shipped: dict[str, Exercise]) -> None:
    exercise = shipped[name]
    whole = posture_of(Side2D() if exercise.view.plane == "side" else Front2D())
    assert quality_gate.hidden_reason(exercise, whole) is None
    for joint in MEASURES[exercise.movement.measure].joints:
        reason = quality_gate.hidden_reason(exercise, whole._replace(**{joint: UNKNOWN}))
        assert reason is not None
        assert reason.name == "hidden"
        part = joint.removeprefix("other_")
        word = {"ankle": "foot", "toe": "toes"}.get(part, part)
        assert f"Your {word} cannot be seen" in reason.say


def test_other_joints_are_not_missed(shipped: dict[str, Exercise]) -> None:
    posture = posture_of(Side2D())._replace(other_knee=UNKNOWN, nose=UNKNOWN, toe=UNKNOWN)
    assert quality_gate.hidden_reason(shipped["standing_hip_extension"], posture) is None


# --- Position ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "body", "right"),
    [
        ("single_leg_bridge", Side2D(trunk=-90, hip=60, knee=90), True),
        ("single_leg_bridge", Side2D(trunk=-51, hip=60, knee=90), True),
        ("single_leg_bridge", Side2D(trunk=-49, hip=60, knee=90), False),
        ("single_leg_bridge", Side2D(), False),
        ("single_leg_bridge", Side2D(trunk=90), False),  # on the belly
        ("mini_squat", Side2D(), True),
        ("mini_squat", Side2D(trunk=50, hip=80, knee=60, other_hip=80, other_knee=60), True),
        ("mini_squat", Side2D(trunk=56), False),
        ("mini_squat", Side2D(hip=90, other_hip=90), False),  # sits on the floor
        ("hip_flexor_stretch", Side2D(knee=90, other_hip=85, other_knee=85), True),
        ("hip_flexor_stretch", Side2D(trunk=46, hip=46, knee=90), False),
        ("standing_hip_abduction", Front2D(), True),
        ("standing_hip_abduction", Front2D(lean=60), False),
    ],
)
def test_the_position_is_recognised(
    name: str, body: Side2D | Front2D, *, right: bool, shipped: dict[str, Exercise]
) -> None:
    reason = quality_gate.position_reason(shipped[name], posture_of(body), was_in=False)
    assert (reason is None) is right
    if reason is not None:
        assert reason.name == "position"
        assert reason.seen
        word = {"supine": "back", "standing": "upright", "half_kneeling": "Kneel"}
        assert word[shipped[name].position] in reason.say


def test_a_position_is_left_later_than_it_is_entered(shipped: dict[str, Exercise]) -> None:
    exercise, leaning = shipped["mini_squat"], posture_of(Side2D(trunk=60))
    assert quality_gate.position_reason(exercise, leaning, was_in=False) is not None
    assert quality_gate.position_reason(exercise, leaning, was_in=True) is None


def test_an_unknown_trunk_is_not_a_wrong_position(shipped: dict[str, Exercise]) -> None:
    posture = posture_of(Side2D())._replace(shoulder=UNKNOWN)
    assert quality_gate.position_reason(shipped["mini_squat"], posture, was_in=False) is None


def test_one_leg_under_the_body_is_standing() -> None:
    assert stands(posture_of(Side2D(hip=90)))
    both = posture_of(Side2D(hip=90, other_hip=90))
    assert not stands(both)
    assert stands(both._replace(ankle=UNKNOWN, other_ankle=UNKNOWN))
    assert not stands(both._replace(other_ankle=UNKNOWN))


# --- Needs -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def need() -> Need:
    return Need(
        name="knee_bent",
        when=Condition(measure="knee_flexion", above_deg=45, clear_deg=35),
        say="Bend your knee.",
        source="engineering default",
    )


@pytest.mark.parametrize(
    ("value", "was_met", "fulfilled"),
    [(50, False, True), (40, True, True), (40, False, False), (30, True, False)],
)
def test_a_need_has_hysteresis_and_its_own_words(
    need: Need, value: float, *, was_met: bool, fulfilled: bool
) -> None:
    reason = quality_gate.need_reason(need, value, phase=Phase.MOVE, was_met=was_met)
    words = quality_gate.PauseReason("knee_bent", "Bend your knee.", seen=True)
    assert reason == (None if fulfilled else words)


@pytest.mark.parametrize(
    ("if_hidden", "before", "fulfilled"),
    [
        ("pause", True, False),
        ("pause", False, False),
        ("allow", True, True),
        ("allow", False, True),
        ("keep", True, True),
        ("keep", False, False),
    ],
)
def test_what_a_hidden_need_is_taken_for(
    need: Need, if_hidden: str, *, before: bool, fulfilled: bool
) -> None:
    wanted = need.model_copy(update={"if_hidden": if_hidden})
    assert quality_gate.condition_met(wanted, math.nan, before=before) is fulfilled
    assert quality_gate.condition_met(wanted, 50.0, before=before)
    assert not quality_gate.condition_met(wanted, 30.0, before=before)


@pytest.mark.parametrize("phase", list(Phase))
def test_a_need_is_asked_for_in_its_phases_and_before_any(need: Need, phase: Phase) -> None:
    at_rest = need.model_copy(update={"during": ("rest",)})
    asked = quality_gate.need_reason(at_rest, 30.0, phase=phase, was_met=False) is not None
    assert asked is (phase in {Phase.REST, Phase.UNKNOWN})
    assert quality_gate.need_reason(need, 30.0, phase=phase, was_met=False) is not None


# --- In a checker ------------------------------------------------------------------------------


def lost(
    exercise: Exercise, poses: list[Pose], side: SideChoice = "auto"
) -> list[tuple[str, str]]:
    """What a checker says it cannot judge, as names and sentences."""
    events = watch(exercise, poses, side=side).of(TrackingLost)
    return [(event.reason, event.say) for event in events if isinstance(event, TrackingLost)]


def still(
    body: Side2D | Front2D, camera: Camera | None = None, working: Side = "left"
) -> list[Pose]:
    def figure(_: float) -> Side2D | Front2D:
        return body

    return moving(figure, (2.0, 0.0), working=working, camera=camera)


def test_nobody_is_told_once(shipped: dict[str, Exercise]) -> None:
    empty = [absent(index, index / 30, size_px=(64, 48)) for index in range(90)]
    seen = watch(shipped["mini_squat"], empty)
    assert lost(shipped["mini_squat"], empty) == [
        ("absent", "Nobody can be seen: come into the picture.")
    ]
    assert seen.report.verdict == "inconclusive"
    assert seen.report.seen_fraction == 0.0
    assert "Nobody can be seen" in seen.report.advice[0]
    assert seen.readings[-1].paused == quality_gate.ABSENT
    assert seen.readings[-1].side is None
    assert seen.readings[-1].angles_deg == {}


@pytest.mark.parametrize(
    ("name", "poses", "reason"),
    [
        ("standing_hip_abduction", still(Side2D()), "view"),
        ("mini_squat", still(Front2D()), "view"),
        ("mini_squat", still(Side2D(), Camera(yaw_deg=48)), "view"),
        ("mini_squat", still(Side2D(trunk=-90)), "position"),
        ("single_leg_bridge", still(Side2D()), "position"),
        ("mini_squat", still(Side2D(), Camera(at_px=640 - 650j)), "hidden"),
        ("straight_leg_raise", still(Side2D(trunk=-90, hip=45, knee=90)), "leg_straight"),
        ("hip_flexor_stretch", still(Side2D()), "kneeling"),
    ],
    ids=["side", "front", "half turned", "lying", "standing", "cut off", "bent", "not kneeling"],
)
def test_what_cannot_be_judged_is_told_and_counts_nothing(
    name: str, poses: list[Pose], reason: str, shipped: dict[str, Exercise]
) -> None:
    seen = watch(shipped[name], poses)
    assert [event.reason for event in seen.events if isinstance(event, TrackingLost)] == [reason]
    assert len(seen.events) == 1
    assert seen.report.counts.total == 0
    assert seen.report.verdict == "inconclusive"
    cue = seen.readings[-1].cue
    assert cue is not None
    assert cue.weight == 3


@pytest.mark.parametrize("reason", ["position", "hidden"])
def test_doing_something_else_is_seen_time_and_hiding_is_not(
    reason: str, shipped: dict[str, Exercise]
) -> None:
    body, camera = (
        (Side2D(trunk=-90), None) if reason == "position" else (Side2D(), Camera(at_px=640 - 650j))
    )
    report = watch(shipped["mini_squat"], still(body, camera)).report
    assert report.seen_fraction == (1.0 if reason == "position" else 0.0)


@pytest.mark.parametrize("name", ["single_leg_bridge", "standing_hip_extension"])
@pytest.mark.parametrize("near", ["left", "right"])
def test_the_wrong_side_near_says_turn_round(
    name: str, near: Side, shipped: dict[str, Exercise]
) -> None:
    wanted: Side = "right" if near == "left" else "left"
    seen = watch(shipped[name], perfect(name, side=near), side=wanted)
    assert seen.report.counts.total == seen.report.counts.partial == 0
    assert seen.report.verdict == "inconclusive"
    assert [(event.reason, event.say) for event in seen.of(TrackingLost)] == [
        ("side", f"Turn round: your {wanted} side must be towards the camera.")
    ]


@pytest.mark.parametrize("near", ["left", "right"])
@pytest.mark.parametrize("side", ["left", "right", "auto"])
def test_legs_that_work_together_may_be_seen_from_either_side(
    near: Side, side: SideChoice, shipped: dict[str, Exercise]
) -> None:
    report = watch(shipped["mini_squat"], perfect("mini_squat", side=near), side=side).report
    assert report.counts.good == 2
    assert {rep.side for rep in report.reps} == {"both"}


def test_a_single_bad_frame_is_nobodys_concern(shipped: dict[str, Exercise]) -> None:
    poses = [
        absent(pose.index, pose.time_s, size_px=pose.size_px) if pose.index % 40 == 7 else pose
        for pose in perfect("mini_squat")
    ]
    seen = watch(shipped["mini_squat"], poses)
    assert not seen.of(TrackingLost, TrackingFound)
    assert seen.report.counts.good == 2


@pytest.mark.parametrize(("pause_s", "told"), [(0.4, False), (0.6, True)])
def test_a_pause_is_told_after_half_a_second(
    pause_s: float, *, told: bool, shipped: dict[str, Exercise]
) -> None:
    exercise = shipped["mini_squat"]
    poses = perform(exercise, plan=plan_for(exercise, reps=1), gone=(0.5, 0.5 + pause_s))
    seen = watch(exercise, poses)
    lost_at = [event.time_s for event in seen.of(TrackingLost)]
    found_at = [event.time_s for event in seen.of(TrackingFound)]
    assert lost_at == ([pytest.approx(1.0, abs=0.04)] if told else [])
    assert found_at == ([pytest.approx(1.1, abs=0.04)] if told else [])
    assert seen.report.counts.good == 1


def test_turning_slowly_to_and_fro_does_not_flicker(shipped: dict[str, Exercise]) -> None:
    poses = [
        pose_of(
            Side2D(),
            index=index,
            time_s=index / 30,
            camera=Camera(
                yaw_deg=(SIDE_ENTER_DEG + SIDE_LEAVE_DEG) / 2 + 2.5 * math.sin(index / 10)
            ),
        )
        for index in range(600)
    ]
    straight = later(poses[:60], 0.0)
    before = [replace(pose, world=pose_of(Side2D()).world) for pose in straight]
    seen = watch(shipped["mini_squat"], in_a_row(before, poses))
    assert not seen.of(TrackingLost)


def test_a_set_goes_on_after_a_look_away(shipped: dict[str, Exercise]) -> None:
    exercise = shipped["mini_squat"]
    poses = in_a_row(
        perfect("mini_squat"),
        still(Side2D(), Camera(yaw_deg=80)),
        perfect("mini_squat"),
    )
    seen = watch(exercise, poses)
    assert seen.report.counts.good == 4
    assert len(seen.of(TrackingLost)) == len(seen.of(TrackingFound)) == 1
    assert between(poses, 0.0, 0.1)
