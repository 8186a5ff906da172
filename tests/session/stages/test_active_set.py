"""One set: its countdown, its pauses, and the person who gets up or leaves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from support.actor import FPS, Actor, actor, load, scenes, session_of
from support.performer import Recording, Side2D, perform, plan_for, pose_of
from support.watching import watch

from benchmark.listener import violations
from formcheck.assessment.checker import Checker
from formcheck.assessment.events import PauseReason
from formcheck.assessment.quality_gate import ABSENT
from formcheck.exercises.loader import exercise_names
from formcheck.exercises.profile import Profile, tighten
from formcheck.output.speech.voice import WORDS_PER_MINUTE
from formcheck.pose.pose import absent
from formcheck.pose.positions import POSITIONS
from formcheck.session.announcer import BEGIN
from formcheck.session.protocol import ScreenKind
from formcheck.session.stages.active_set import ARM_PAUSES_S
from formcheck.session.stages.pause import (
    ARM_SIGN,
    ARM_WORDS,
    AWAY,
    AWAY_S,
    OPEN_AWAY,
    SEVERAL,
    SHARP_S,
)
from formcheck.session.stages.start import LEFT_S, UNJUDGED_S, UP_S, Presence
from formcheck.session.stages.summary import SHARP_PAIN

if TYPE_CHECKING:
    from formcheck.pose.pose import Pose

MOVING, PAUSED = ScreenKind.MOVING, ScreenKind.PAUSED
BRIDGE = "single_leg_bridge"
OPEN_WORDS = f"Paused. {OPEN_AWAY.format(again=POSITIONS[load(BRIDGE).position].again)}"
SEVERAL_WORDS = f"Paused. {SEVERAL} We go on when you are alone."
STANDING = pose_of(Side2D())
GONE = absent(0, 0.0, size_px=(640, 480))


# --- Countdown and pauses -----------------------------------------------------------------------


@pytest.mark.sampled(3)
@scenes(f"""
lost start position drops the countdown
    until countdown; stand 1.5; dropped 1; see starting; until moving; do 2; begun 1 left, 1 left;
    ended done 2
raised arm ends a pause by key
    reps=3 | until moving; do 1; key pause; arm 1.5; see moving
raised arm pauses and asks for pain
    reps=8 pain=1 | type 1; until moving; do 1; arm 1; see moving; arm 1; see paused; stay 1;
    see pain; ended
arm that stays up after its meaning is said is sharp pain
    reps=8 | until moving; arm 7.5; see paused; arm 1; ended pain 0; hear {SHARP_PAIN}
arm that stays up is sharp pain where pain is asked
    reps=8 pain=1 | type 1; until moving; arm 7.5; see paused; arm 1; ended pain 0;
    hear {SHARP_PAIN}
second person pauses the set until the person is alone
    reps=3 | until moving; do 1; people 2; stay 0.2; see paused; do 1; see paused; people 1;
    stay 4; see moving; do 2; ended done 3; hear {SEVERAL_WORDS}
second person who stays pauses the set once and not for ever
    reps=3 | until moving; do 1; people 2; stay 19; see paused; stay 6; see moving; do 2;
    ended done 3
person who leaves with the second one is asked back
    reps=3 | until moving; do 1; people 2; stay 1; see paused; people 0; gone {LEFT_S + 20};
    see paused; hear {AWAY.format(again=POSITIONS[load(BRIDGE).position].again)}; people 1; stay 6;
    see moving; do 2; ended done 3
second person who was there before does not pause the set
    reps=2 | people 2; until moving; do 2; ended done 2
space goes on with a second person
    reps=2 | until moving; people 2; stay 1; see paused; key pause; do 2; ended done 2
set without a planned number asks a person who gets up, and goes on
    reps=0 | until moving; do 1; stand 30; see paused; ended ; hear {OPEN_WORDS}; stay 6; do 1;
    stand 4; wave 1.5; ended left 2
set without a planned number ends a minute after the person got up
    reps=0 | until moving; do 1; stand {AWAY_S + UP_S + 5}; stay 0.1; ended left 1;
    hear I see that you have stopped. The session is over. Your repetition was good. Well done.
arm that stays up in the countdown is sharp pain too
    reps=8 countdown_s=5 | until countdown; arm 3.3; see paused; dropped 1; arm 5.2;
    see over; hear {ARM_SIGN}; hear {SHARP_PAIN}; begun 1 left
arm that stays up in the countdown for a moment only drops it
    reps=2 countdown_s=5 | until countdown; arm 5; see paused; dropped 1; stay 1; until moving;
    do 2; ended done 2
set waits for a person who gets up
    reps=2 | until moving; do 1; stand 4; see paused; stand 30; see paused; stay 6; see moving;
    do 1; ended done 2; hear Go on. {BEGIN}
set waits for a person who leaves
    reps=2 | until moving; do 1; gone 7; see paused; gone 45; see paused; stay 4; see moving;
    do 1; ended done 2
set ends a minute after the person has left
    reps=8 | until moving; do 1; gone {LEFT_S + AWAY_S - 2}; see paused; gone 10; ended left 1
raised arm ends the set of a person who has got up
    reps=8 | until moving; do 1; stand 4; see paused; wave 1.5; ended left 1
""")
def test_set_in_a_session(session: dict[str, Any], script: str) -> None:
    actor(script, **session)


def test_early_first_repetition_counts() -> None:
    person = actor("until countdown")
    person.exercise(2, rest_s=0.4)
    person.act("ended done 2")


def test_countdown_waits_for_the_camera() -> None:
    person = actor("until countdown; stay 1")
    left_s = person.output.screen.remaining_s
    person.act("lost 4; stay 0.1; see countdown")
    assert person.output.screen.remaining_s == pytest.approx(left_s, abs=0.25)
    person.act("until moving")


def test_space_pauses_judging_and_goes_on() -> None:
    person = actor("until moving; do 1; key pause; see paused", reps=3)
    kept = len(person.kept)
    person.act("do 1; see paused")
    assert len(person.kept) == kept
    assert person.output.reading is not None
    assert person.output.reading.reps == 1, "what is done stays on the screen"
    person.act("lost 1; see paused")
    assert person.output.reading is not None
    assert person.output.reading.reps == 1
    person.act("key pause; do 2")
    person.act("ended done 3")


def stopped_by_a_limit() -> Actor:
    """Return a person who went past a stop limit."""
    table = {"precautions": ["anterior_hip_replacement"], "exercise": {BRIDGE: {"unlocked": True}}}
    strict = tighten(load(BRIDGE), Profile.model_validate({"schema": 1, "name": "A", **table}))
    person = Actor(session_of(strict, reps=3))
    person.stay_until(MOVING)
    person.exercise(1, peak_deg=-9.0)
    return person


def test_person_who_left_after_a_stop_limit_is_invited_back_and_not_warned() -> None:
    person = stopped_by_a_limit()
    said = len(person.said)
    person.act(f"gone {LEFT_S + 5}")
    person.act("gone 30; see paused")
    assert not person.output.screen.alarm
    assert person.said[-1] == AWAY.format(again=POSITIONS[person.plan.exercise.position].again)
    assert sum(words.startswith("Lower now.") for words in person.said[said:]) <= 2
    person.act("wave 1.5; ended left 1")
    assert violations(person.listener) == []


def test_stop_limit_pauses_the_set_says_why_and_goes_on() -> None:
    person = stopped_by_a_limit()
    paused = next(one.screen for one in person.outputs if one.screen.kind is PAUSED)
    assert paused.alarm
    assert paused.heading == "Lower now. The hips stay below a straight line."
    [stop] = [words for words in person.said if words.startswith("Stop. Lower now.")]
    assert "start position" in stop
    person.act(f"stay {4.0}")
    assert person.stage is MOVING
    person.exercise(3, peak_deg=9.0)
    assert person.ended[0].report.verdict == "stopped"
    assert [limit.action for limit in person.ended[0].report.limits][-1] == "stop"


def test_what_is_done_under_a_red_card_is_in_the_report_and_not_said() -> None:
    exercise = load("mini_squat")
    person = Actor(session_of(exercise, request="auto", reps=0))
    person.stay_until(MOVING)
    deep = plan_for(exercise, reps=5, rest_s=0.3, peak_deg=110.0)
    poses = perform(exercise, plan=deep, recording=Recording(fps=FPS))
    said = len(person.said)
    person.play(poses)
    person.act("see paused")
    kinds = {one.kind for output in person.outputs for one in output.utterances[said:]}
    assert not kinds & {"count", "praise"}
    assert person.output.reading is not None
    assert person.output.reading.reps == 5, "the card shows what was done"
    poses = [reading.pose for reading in person.kept]
    person.act("key finish")
    report = person.ended[0].report
    assert report.as_dict() == watch(exercise, poses).report.as_dict()
    assert (report.counts.total, report.verdict) == (5, "stopped")


def test_planned_repetitions_that_were_done_under_a_red_card_end_the_set() -> None:
    exercise = load("mini_squat")
    person = Actor(session_of(exercise, request="auto", reps=3))
    person.stay_until(MOVING)
    deep = plan_for(exercise, reps=3, rest_s=0.3, peak_deg=110.0)
    person.play(perform(exercise, plan=deep, recording=Recording(fps=FPS)))
    person.act("see paused; stay 4; ended done 3")
    assert not any(words.startswith("Go on.") for words in person.said)


@pytest.mark.parametrize("why", ["gone 8", "people 2; stay 1; people 1"])
def test_repetition_ends_a_pause_that_waits_for_the_person(why: str) -> None:
    person = actor(f"until moving; do 1; {why}; see paused", reps=4)
    plan = plan_for(load(BRIDGE), reps=2, rest_s=0.3)
    person.play(perform(load(BRIDGE), side="left", plan=plan, recording=Recording(fps=FPS)))
    person.act("see moving; stay 1; hear two done; do 1; ended done 4")


def test_nothing_is_judged_while_another_person_is_there() -> None:
    person = actor("until moving; do 1; people 2; stay 0.5; see paused", reps=4)
    kept = len(person.kept)
    person.act("do 1; see paused")
    assert len(person.kept) == kept


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


@pytest.mark.sampled(5)
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
