"""One set: its countdown, its pauses, and the person who gets up or leaves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from support.actor import Actor, actor, load, session_of
from support.performer import Recording, Side2D, perform, plan_for, pose_of

from formcheck.assessment.checker import Checker
from formcheck.assessment.quality_gate import ABSENT, PauseReason
from formcheck.exercises.loader import exercise_names
from formcheck.exercises.profile import prescription, tighten
from formcheck.output.speech.voice import WORDS_PER_MINUTE
from formcheck.pose.pose import absent
from formcheck.pose.positions import POSITIONS
from formcheck.session.protocol import Command, ScreenKind
from formcheck.session.stages.active_set import (
    ARM_PAUSES_S,
    ARM_WORDS,
    LEFT_S,
    SHARP_S,
    UNJUDGED_S,
    UP_S,
    Presence,
)
from formcheck.session.stages.summary import SHARP_PAIN

if TYPE_CHECKING:
    from formcheck.pose.pose import Pose

MOVING, PAUSED = ScreenKind.MOVING, ScreenKind.PAUSED
BRIDGE = "single_leg_bridge"
STANDING = pose_of(Side2D())
GONE = absent(0, 0.0, size_px=(640, 480))


# --- Countdown ----------------------------------------------------------------------------------


def test_early_first_repetition_counts() -> None:
    person = actor(until=ScreenKind.COUNTDOWN)
    person.exercise(2, rest_s=0.4)
    assert person.sets() == [("done", 2)]


def test_lost_start_position_drops_the_countdown() -> None:
    person = actor(until=ScreenKind.COUNTDOWN)
    person.stand(1.5)
    assert person.dropped == 1
    assert person.stage is ScreenKind.STARTING
    person.stay_until(MOVING)
    person.exercise(2)
    assert len(person.begun) == 2
    assert len(person.ended) == 1


def test_countdown_waits_for_the_camera() -> None:
    person = actor(until=ScreenKind.COUNTDOWN)
    person.stay(1.0)
    left_s = person.output.screen.remaining_s
    person.lose_pictures(4.0)
    person.stay(0.1)
    assert person.stage is ScreenKind.COUNTDOWN
    assert person.output.screen.remaining_s == pytest.approx(left_s, abs=0.25)
    person.stay_until(MOVING)


# --- Pauses -------------------------------------------------------------------------------------


def test_space_pauses_judging_and_goes_on() -> None:
    person = actor(until=MOVING, done=1, reps=3)
    person.press(Command.PAUSE)
    assert person.stage is PAUSED
    kept = len(person.kept)
    person.exercise(1)
    assert person.stage is PAUSED
    assert len(person.kept) == kept
    person.press(Command.PAUSE)
    person.exercise(2)
    assert person.sets() == [("done", 3)]


def test_raised_arm_ends_a_pause_by_key() -> None:
    person = actor(until=MOVING, done=1, reps=3)
    person.press(Command.PAUSE)
    person.stay(1.5, arm=True)
    assert person.stage is MOVING


def test_stop_limit_pauses_the_set_says_why_and_goes_on() -> None:
    strict = tighten(load(BRIDGE), prescription(["anterior_hip_replacement"]))
    person = Actor(session_of(strict, reps=3))
    person.stay_until(MOVING)
    person.exercise(1, peak_deg=-9.0)
    paused = next(one.screen for one in person.outputs if one.screen.kind is PAUSED)
    assert paused.alarm
    assert paused.heading == "Lower now. Hips only to a straight line."
    [stop] = [words for words in person.said if words.startswith("Stop. Lower now.")]
    assert "start position" in stop
    person.stay(4.0)
    assert person.stage is MOVING
    person.exercise(3, peak_deg=4.0)
    assert person.ended[0].report.verdict == "stopped"
    assert [limit.action for limit in person.ended[0].report.limits][-1] == "stop"


def test_raised_arm_pauses_and_asks_for_pain() -> None:
    person = actor(reps=8, pain=True)
    person.press(digits="1")
    person.stay_until(MOVING)
    person.exercise(1)
    person.stay(1.0, arm=True)
    assert person.stage is MOVING
    person.stay(1.0, arm=True)
    assert person.stage is PAUSED
    person.stay(1.0)
    assert person.stage is ScreenKind.PAIN
    assert person.ended == []


@pytest.mark.parametrize("pain", [True, False], ids=["asks pain", "asks none"])
def test_arm_that_stays_up_is_sharp_pain(pain: bool) -> None:  # noqa: FBT001
    person = actor(reps=8, pain=pain)
    person.press(digits="1" if pain else "")
    person.stay_until(MOVING)
    person.stay(7.5, arm=True)
    assert person.stage is PAUSED, "its meaning has just been said"
    person.stay(1.0, arm=True)
    assert person.sets() == [("pain", 0)]
    assert SHARP_PAIN in person.said


def test_there_is_time_to_lower_an_arm_after_its_meaning_is_said() -> None:
    spoken_s = len(ARM_WORDS.split()) * 60 / WORDS_PER_MINUTE
    assert ARM_PAUSES_S + spoken_s + 2.0 <= SHARP_S


# --- Presence -----------------------------------------------------------------------------------


def seconds_until_left(
    name: str, pose: Pose, reason: PauseReason | None = None, *, most_s: float = 60.0
) -> float:
    """Return after how many seconds of the same pose the person counts as gone."""
    presence, reading = (
        Presence(load(name)),
        Checker(load(name)).update(pose)._replace(paused=reason),
    )
    for index in range(int(most_s * 10)):
        if presence.has_left(reading._replace(pose=replace(pose, time_s=index / 10))):
            return index / 10
    return most_s


def test_set_ends_when_the_person_gets_up() -> None:
    person = actor(until=MOVING, done=1, reps=8)
    person.stand(4.0)
    assert person.sets() == [("left", 1)]
    assert "I see that you have stopped. It was good." in person.said


@pytest.mark.parametrize("name", exercise_names())
def test_exercising_person_has_not_left(name: str) -> None:
    presence, checker = Presence(load(name)), Checker(load(name))
    plan = plan_for(load(name), reps=1)
    for pose in perform(load(name), plan=plan, recording=Recording(fps=6)):
        assert not presence.has_left(checker.update(pose))


@pytest.mark.parametrize("name", exercise_names())
def test_upright_trunk_means_left_only_on_the_floor(name: str) -> None:
    took_s = seconds_until_left(name, STANDING, most_s=10.0)
    on_the_floor = not POSITIONS[load(name).position].upright
    assert took_s == (pytest.approx(UP_S, abs=0.15) if on_the_floor else 10.0)


def test_trunk_that_is_upright_for_a_moment_is_no_getting_up() -> None:
    presence, lying = Presence(load(BRIDGE)), perform(load(BRIDGE))[0]
    reading = Checker(load(BRIDGE)).update(lying)
    for index in range(200):
        pose = replace(STANDING if index % 30 < 20 else lying, time_s=index / 10)
        assert not presence.has_left(reading._replace(pose=pose))


@pytest.mark.parametrize(
    ("reason", "left_s"),
    [
        (ABSENT, LEFT_S),
        (PauseReason("position", "Lie down.", seen=True), LEFT_S),
        (PauseReason("hidden", "Your foot cannot be seen."), UNJUDGED_S),
    ],
)
def test_person_who_cannot_be_judged_has_left_after_a_while(
    reason: PauseReason, left_s: float
) -> None:
    assert seconds_until_left("mini_squat", GONE, reason) == pytest.approx(left_s, abs=0.15)
