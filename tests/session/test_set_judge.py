"""The set is judged from its first movement on, and a person who exercises already is let in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from support.actor import BRIDGE, FPS, Actor, actor, load, resting, session_of
from support.performer import Recording, perform, plan_for
from support.watching import watch

from formcheck.assessment.rep_counter import Phase
from formcheck.exercises.loader import exercise_names
from formcheck.pose.pose import absent
from formcheck.session.protocol import ScreenKind
from formcheck.session.set_judge import KEPT_S, MOST_KEPT_S, EarlyJudge, SetJudge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.pose.pose import Pose

COUNTDOWN, MOVING = ScreenKind.COUNTDOWN, ScreenKind.MOVING
LIFTED = perform(load(BRIDGE), plan=plan_for(load(BRIDGE), reps=1))[120]


def in_time(poses: Sequence[Pose], *, from_s: float = 0.0) -> list[Pose]:
    return [
        replace(pose, index=index, time_s=from_s + index / FPS) for index, pose in enumerate(poses)
    ]


def moving(name: str, *, reps: int, **changes: object) -> list[Pose]:
    """Return a person who is in the middle of it: with hardly a rest before a repetition."""
    plan = plan_for(load(name), reps=reps, rest_s=0.4, **changes)
    poses = perform(load(name), side="left", plan=plan, recording=Recording(fps=FPS))
    phases = [reading.phase for reading in watch(load(name), poses, side="left").readings]
    return poses[max(0, phases.index(Phase.MOVE) - 6) :]


# --- A person who exercises already -------------------------------------------------------------


@pytest.mark.sampled(14)
@pytest.mark.parametrize("placing", [False, True])
@pytest.mark.parametrize("name", exercise_names())
def test_person_who_exercises_already_is_counted_from_the_first_repetition(
    name: str, *, placing: bool
) -> None:
    hold_s = 8.0 if load(name).kind == "hold" else None
    poses = moving(name, reps=2, **({} if hold_s is None else {"hold_s": hold_s}))
    poses = in_time([*poses, *[poses[-1]] * 20])
    person = actor(name=name, reps=0, placing=placing)
    person.play(poses)
    ended = person.machine.end("asked").ended
    assert ended is not None
    judged = watch(load(name), poses, side="left").report
    assert ended.report.counts.total == judged.counts.total == 2
    assert ended.report.counts.good == judged.counts.good


def test_set_that_began_early_is_kept_from_its_first_pose() -> None:
    person = actor(reps=2)
    person.play(moving(BRIDGE, reps=3))
    [ended] = person.ended
    poses = [reading.pose for reading in person.kept]
    assert (poses[0].index, poses[0].time_s) == (0, 0.0)
    assert ended.start_s == pytest.approx(1 / FPS)
    again = watch(person.plan.exercise, poses, side="left").report
    assert again.as_dict() == ended.report.as_dict()
    assert COUNTDOWN not in person.stages
    assert "one done" in person.said or "One more." in person.said


def test_hold_begins_the_set_before_its_end() -> None:
    name = "single_leg_stance"
    person = actor(name=name, reps=1)
    for pose in moving(name, reps=1, hold_s=20.0):
        if person.tick(pose).screen.kind is MOVING:
            break
    assert person.output.reading is not None
    assert 1.0 <= person.output.reading.hold_s < 2.0


def test_pain_is_asked_before_a_set_that_has_begun() -> None:
    person = actor(pain=True, placing=True, reps=3)
    person.play(moving(BRIDGE, reps=1))
    person.act("stay 2; see pain; type 1; begun ; until moving; begun 1 left")


def test_stop_limit_of_a_set_that_began_early_pauses_it_at_once() -> None:
    person = Actor(session_of(load("mini_squat"), request="auto", reps=0))
    deep = plan_for(load("mini_squat"), reps=2, rest_s=0.3, peak_deg=110.0)
    person.play(perform(load("mini_squat"), plan=deep, recording=Recording(fps=FPS)))
    assert ScreenKind.PAUSED in person.stages
    assert any(output.screen.alarm for output in person.outputs)


def test_wrong_side_begins_no_set_while_the_camera_is_placed() -> None:
    person = actor(request="right", placing=True)
    person.play(moving(BRIDGE, reps=3))
    person.act("see placing; begun ")


def test_attempts_before_the_start_do_not_belong_to_the_set() -> None:
    person = actor(reps=1)
    person.play([*[resting(BRIDGE, "left")] * 5, *[LIFTED] * 7])
    person.act("until moving; do 1; ended done 1")
    assert person.ended[0].report.counts.partial == 0
    assert person.ended[0].report.duration_s < 25.0


# --- The judges ---------------------------------------------------------------------------------


def early() -> EarlyJudge:
    plan = session_of(load(BRIDGE))
    return EarlyJudge(plan, plan.in_order()[0], None)


def kept_s(judge: EarlyJudge, poses: Sequence[Pose]) -> float:
    """Return how many seconds belong to a set that begins with the last pose."""
    begun = [judge.update(pose) for pose in poses]
    assert not any(begun)
    taken = judge.hand_over(poses[-1], keep=True)
    return poses[-1].time_s - taken.start_s


@pytest.mark.parametrize(
    ("pose", "least_s", "most_s"),
    [
        (resting(BRIDGE, "left"), 0.0, KEPT_S + 0.2),
        (LIFTED, 30.0, MOST_KEPT_S + 0.2),
        (absent(0, 0.0, size_px=(640, 480)), 0.0, 2.5),
    ],
    ids=["rest", "neither rest nor repetition", "away"],
)
def test_only_so_much_is_kept_of_the_time_before(
    pose: Pose, least_s: float, most_s: float
) -> None:
    lengths = [kept_s(early(), in_time([pose] * round(s * FPS))) for s in (3, 35, 65, 95)]
    assert max(lengths) <= most_s
    assert max(lengths) >= least_s


def test_pose_that_comes_twice_is_judged_once() -> None:
    plan = session_of(load(BRIDGE))
    judge = SetJudge(plan, plan.in_order()[0], None)
    with pytest.raises(ValueError, match="begun"):
        _ = judge.start_s
    first, second = in_time([resting(BRIDGE, "left")] * 2, from_s=7.0)
    reading = judge.update(first)
    assert judge.update(first) is reading
    assert judge.update(second).pose.time_s == pytest.approx(1 / FPS)
    assert judge.start_s == 7.0
