"""The start position is awaited, but not for ever."""

from __future__ import annotations

from support.actor import BRIDGE, FPS, actor, load
from support.arms import with_arm
from support.performer import perform, plan_for

from formcheck.session.protocol import ScreenKind
from formcheck.session.stages.start import START_PATIENCE_S, UNSURE

LYING = perform(load("double_leg_bridge"))[0]
"""Both knees are bent: no start position of the single-leg bridge."""


def test_start_that_is_not_detected_begins_after_a_while() -> None:
    person = actor()
    person.play([LYING] * round((START_PATIENCE_S - 1) * FPS))
    assert person.stages == [ScreenKind.STARTING]
    assert person.output.screen.detail == "Straighten the other leg, foot off the floor."
    person.play([LYING] * 120)
    person.act(f"see moving; hear {UNSURE}; do 2; ended done 2; dropped 0")
    heard = [one.words for one in person.listener.voice.heard if one.complete]
    start = heard.index(UNSURE)
    assert heard[start : start + 5] == [UNSURE, "three", "two", "one", "Go."]


def test_raised_arm_begins_at_once() -> None:
    person = actor()
    person.play([LYING] * 10 + [with_arm(LYING)] * 12)
    assert person.stage is ScreenKind.COUNTDOWN


def test_empty_picture_never_begins() -> None:
    actor(f"gone {2 * START_PATIENCE_S}; see starting")


def test_first_step_is_repeated_for_a_person_who_is_not_at_the_start() -> None:
    person = actor()
    lifted = perform(load(BRIDGE), plan=plan_for(load(BRIDGE), reps=1))[120]
    person.play([lifted] * 200)
    assert person.stage is ScreenKind.STARTING
    assert person.said.count(load(BRIDGE).steps[0]) >= 2
