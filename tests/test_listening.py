"""What a person hears of a session, held against the rules of the listener."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from support.actor import BRIDGE, FPS, Actor, actor, load, session_of
from support.performer import Recording, perform, plan_for
from support.placing import at_rest

from benchmark.listener import RULES, Listener, violations
from benchmark.scenes import BEGUN_S, Scene, play
from formcheck.exercises.loader import exercise_names
from formcheck.exercises.profile import Profile, tighten
from formcheck.session.protocol import ScreenKind, SessionOutput, Utterance
from formcheck.session.stages.active_set import ARM_PAUSES_S
from formcheck.session.stages.pain import PainAnswer
from formcheck.session.stages.pause import SHARP_S
from formcheck.session.stages.summary import SHARP_PAIN

if TYPE_CHECKING:
    from formcheck.exercises.definition import Exercise


def heard(person: Actor) -> list[str]:
    """Return what was heard to its end."""
    return [one.words for one in person.listener.voice.heard if one.complete]


@pytest.mark.sampled(14)
@pytest.mark.parametrize("name", exercise_names())
def test_every_exercise_is_heard_as_it_should_be(name: str) -> None:
    """The person waits before the first repetition, does two, and pauses between sets."""
    person = actor("until moving; stay 20", name=name, sets=2, reps=2, rest_s=20, pain=True)
    assert "Go." in heard(person)
    steps = person.plan.exercise.steps[1:]
    assert any(step in heard(person) for step in steps), "the movement is explained"
    hold_s = 8.0 if person.plan.exercise.kind == "hold" else None
    person.exercise(2, **({} if hold_s is None else {"hold_s": hold_s}))
    person.act("stay 9; type 2; stay 30; see moving; stay 10")
    assert violations(person.listener) == []


SCENES = {
    "away and back": "until moving; do 1; gone 30; stay 8; do 1; stay 45",
    "away for good": "until moving; do 1; gone 80; stay 45",
    "gets up and comes back": "until moving; do 1; stand 20; stay 6; do 1; stay 45",
    "camera away": "until moving; do 1; lost 25; stay 12; do 1; stay 45",
    "pictures stall": "until moving; slow 2; stay 3; do 1; slow 2; do 1; stay 45",
    "keeps still": "until moving; stay 90",
    "pause by key": "until moving; do 1; key pause; stay 50; key pause; do 1; stay 45",
    "pain is asked": "until moving; do 1; arm 2; stay 90",
    "sharp pain": "until moving; do 1; arm 10; stay 40",
    "start is lost": "until countdown; stand 1.5; stay 20",
    "nobody comes": "gone 60",
    "other position": "stand 60",
    "finished by key": "until moving; do 1; key finish; stay 45",
}


@pytest.mark.sampled(8)
@pytest.mark.parametrize("pain", [False, True])
@pytest.mark.parametrize("script", SCENES.values(), ids=SCENES)
def test_scene_is_heard_as_it_should_be(script: str, *, pain: bool) -> None:
    person = actor(f"type 1; {script}" if pain else script, pain=pain)
    assert violations(person.listener) == []


@pytest.mark.parametrize("reps", [1, 8])
def test_first_countdown_is_heard_over_the_placement(reps: int) -> None:
    person = actor("until moving; stay 3", placing=True, reps=reps)
    assert heard(person)[-4:] == ["three", "two", "one", "Go."]
    assert person.plan.exercise.steps[0] not in person.said
    assert violations(person.listener) == []


@pytest.mark.sampled(11)
@pytest.mark.parametrize("name", exercise_names())
def test_person_in_place_is_not_kept_waiting(name: str) -> None:
    """The poses are those of the sample videos at rest."""
    played = play(Scene(name, load(name), [at_rest(name)]), still_s=10.0, after_s=0.0)
    assert played.violations() == []
    assert played.begun_s <= BEGUN_S


def test_person_who_is_there_after_a_rest_hears_the_countdown_alone() -> None:
    person = actor(
        "until moving; do 1; until resting; until moving; stay 1", sets=2, reps=1, rest_s=25
    )
    assert heard(person)[-5:] == ["Ten seconds.", "three", "two", "one", "Go."]
    assert person.plan.exercise.steps[0] not in person.said


def strict_bridge() -> Exercise:
    table = {"precautions": ["anterior_hip_replacement"], "exercise": {BRIDGE: {"unlocked": True}}}
    return tighten(load(BRIDGE), Profile.model_validate({"schema": 1, "name": "A", **table}))


@pytest.mark.parametrize("goes_on_for_s", [1.0, 12.0, 56.0])
def test_limit_that_stands_is_repeated_until_the_person_goes_back(goes_on_for_s: float) -> None:
    exercise = strict_bridge()
    person = Actor(session_of(exercise, reps=3))
    person.stay_until(ScreenKind.MOVING)
    plan = plan_for(exercise, reps=1, peak_deg=-9.0, hold_s=4.0)
    poses = perform(exercise, side="left", plan=plan, recording=Recording(fps=FPS))
    top = next(
        index for index, pose in enumerate(poses)
        if person.tick(pose).screen.alarm
    )  # fmt: skip
    person.play([poses[top]] * round(goes_on_for_s * FPS))
    person.act("see paused; stay 6; see moving; stay 3")
    told = [one for one in person.listener.voice.heard if one.utterance.kind == "limit"]
    assert len(told) >= 1 + goes_on_for_s // 20
    assert violations(person.listener) == []


# --- The sign for sharp pain --------------------------------------------------------------------


@pytest.mark.sampled(14)
@pytest.mark.parametrize("seed", range(50))
def test_arm_for_sharp_pain_survives_stalls(seed: int) -> None:
    """The arm is up for 12 s; up to three stalls of up to 2 s, one of them within the words."""
    chance = random.Random(seed)  # noqa: S311  # no secret
    person = actor("type 1; until moving; do 1", reps=8, pain=True)
    stalls = [
        (3.0 * number + chance.uniform(0.2, 0.8), chance.uniform(0.0, 2.0))
        for number in chance.sample(range(3), 1 + seed % 3)
    ]
    begin_s = person.time_s
    while person.time_s - begin_s < 12.0 and not person.machine.pains[1:]:
        up_s = person.time_s - begin_s
        stalled = any(at_s <= up_s < at_s + for_s for at_s, for_s in stalls)
        person.act("slow 0.1" if stalled else "arm 0.1")
    assert person.machine.pains[-1].sharp
    assert PainAnswer(None, sharp=True).ends_exercise
    assert SHARP_S > ARM_PAUSES_S
    person.act("stay 16")
    assert SHARP_PAIN in heard(person)
    assert violations(person.listener) == []


# --- The rules themselves -----------------------------------------------------------------------


def broken(rule: str) -> Listener:
    """Return the log of a good session, changed so that it breaks a rule."""
    person = actor("until moving; do 1; stand 40; stay 6; do 1; stay 45", name=BRIDGE)
    log = person.listener
    assert violations(log) == []
    voice = log.voice
    words = {
        "countdown_is_complete": ["two"],
        "counts_are_heard": ["one done"],
        "going_on_is_heard": [one.words for one in voice.heard if "Go on." in one.words],
        "silence_is_short": [one.words for one in voice.heard if "wait for you" in one.words],
    }.get(rule, [])
    voice.heard = [one for one in voice.heard if one.words not in words]
    if rule == "nothing_is_said_late":
        voice.heard[-1] = voice.heard[-1]._replace(utterance=Utterance("one", "count", part=1))
    if rule == "end_equals_the_report":
        last = log.moments[-1]
        screen = replace(last.output.screen, lines=("Set 1, left: 2 good of 9",))
        log.moments = [one for one in log.moments if one.kind is not ScreenKind.OVER]
        log.moments.append(last._replace(output=SessionOutput(screen)))
    if rule == "limit_is_repeated":
        log.moments = [
            one._replace(
                output=one.output._replace(
                    screen=replace(one.output.screen, alarm=one.kind is ScreenKind.PAUSED)
                )
            )
            for one in log.moments
        ]
    return log


@pytest.mark.sampled(3)
@pytest.mark.parametrize("rule", [rule.__name__ for rule in RULES])
def test_rule_finds_what_it_is_for(rule: str) -> None:
    assert rule in {found.partition(":")[0] for found in violations(broken(rule))}
