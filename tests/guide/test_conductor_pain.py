"""A session when it hurts, or goes too far: asked, answered, paused, ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from actor import Actor, moving, session_of

from formcheck.coach.prescription import prescription
from formcheck.coach.profile import tighten
from formcheck.guide.ending import (
    RISEN_PAIN,
    SHARP_PAIN,
    STRONG_PAIN,
)
from formcheck.guide.pain import LEAD_S, QUESTIONS
from formcheck.guide.pausing import ARM_WORDS, SHARP_S
from formcheck.guide.performance import HELP_S
from formcheck.guide.scene import Stage
from formcheck.guide.tick import Wish
from formcheck.output.voice import WORDS_PER_MINUTE

if TYPE_CHECKING:
    from formcheck.coach.exercise import Exercise

BRIDGE = "single_leg_bridge"


def spoken_s(words: str) -> float:
    """How long a voice takes for it."""
    return len(words.split()) * 60 / WORDS_PER_MINUTE


# --- Pain ---------------------------------------------------------------------------------------


def test_pain_is_asked_before_and_after(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], reps=1, pain=True))
    actor.tick(actor.resting())
    assert actor.is_in(Stage.PAIN)
    actor.tick(actor.resting(), digits="2")
    moving(actor)
    actor.exercise(1)
    assert actor.is_in(Stage.PAIN)
    actor.tick(actor.resting(), digits="4")
    notes = [(note.asked, note.after_sets, note.answer.number) for note in actor.conductor.pains]
    assert notes == [("before", 0, 2), ("after", 1, 4)]
    actor.stay(0.5)
    assert actor.is_in(Stage.OVER)
    assert RISEN_PAIN in actor.said


def test_pain_is_answered_by_an_arm(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], reps=1, pain=True))
    actor.stay_until(lambda told: told.scene.pain is not None and told.scene.pain.number == 3)
    actor.stay(0.5)
    actor.stay(2.0, arm=True)
    moving(actor)
    assert [note.answer.number for note in actor.conductor.pains] == [3]


@pytest.mark.parametrize("digits", ["6", "10"])
def test_above_five_nothing_begins(digits: str, shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], pain=True))
    actor.tick(actor.resting())
    actor.tick(actor.resting(), digits=digits)
    actor.stay(1.0)
    assert actor.is_in(Stage.OVER)
    assert actor.direction.scene.alarm
    assert actor.direction.scene.heading == "Stop for today."
    assert f"Stop for today. {actor.direction.scene.detail}" == STRONG_PAIN
    assert STRONG_PAIN in actor.said
    assert actor.begun == []


def test_five_is_still_allowed(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], pain=True))
    actor.tick(actor.resting())
    actor.tick(actor.resting(), digits="5")
    moving(actor)


def test_above_five_after_a_set_ends_the_exercise(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], sets=3, reps=1, pain=True))
    actor.tick(actor.resting())
    actor.tick(actor.resting(), digits="3")
    moving(actor)
    actor.exercise(1)
    actor.tick(actor.resting(), digits="7")
    actor.stay(1.0)
    assert actor.is_in(Stage.OVER)
    assert STRONG_PAIN in actor.said


def test_a_set_pauses_for_pain_and_goes_on(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], reps=2))
    moving(actor)
    actor.exercise(1)
    actor.tick(actor.resting(), wishes=(Wish.PAIN,))
    assert actor.is_in(Stage.PAIN)
    actor.tick(actor.resting(), digits="4")
    moving(actor)
    actor.exercise(1)
    assert actor.ended[0].report.counts.total == 2
    assert [note.asked for note in actor.conductor.pains] == ["during"]


def test_sharp_pain_ends_the_session_and_the_set_is_kept(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], sets=3, reps=8))
    moving(actor)
    actor.exercise(1)
    actor.tick(actor.resting(), wishes=(Wish.PAIN,))
    actor.tick(actor.resting(), wishes=(Wish.PAIN,))
    assert [done.ended_by for done in actor.ended] == ["pain"]
    assert actor.ended[0].report.counts.total == 1
    actor.stay(0.5)
    assert actor.is_in(Stage.OVER)
    assert SHARP_PAIN in actor.said


def test_an_arm_in_the_set_asks_for_a_pause_and_for_the_pain(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], reps=8, pain=True))
    actor.tick(actor.resting())
    actor.tick(actor.resting(), digits="1")
    moving(actor)
    actor.exercise(1)
    actor.stay(1.0, arm=True)
    assert actor.is_in(Stage.MOVING)
    actor.stay(1.0, arm=True)
    assert actor.is_in(Stage.PAUSED)
    actor.stay(1.0)
    assert actor.is_in(Stage.PAIN)
    assert actor.ended == []


def test_an_arm_that_stays_up_is_sharp_pain(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], reps=8, pain=True))
    actor.tick(actor.resting())
    actor.tick(actor.resting(), digits="1")
    moving(actor)
    actor.stay(7.5, arm=True)
    assert actor.is_in(Stage.PAUSED), "what it means has just been told"
    actor.stay(1.0, arm=True)
    assert [done.ended_by for done in actor.ended] == ["pain"]
    assert SHARP_PAIN in actor.said


def test_sharp_pain_is_told_by_an_arm_though_pain_is_not_asked(
    shipped: dict[str, Exercise],
) -> None:
    actor = Actor(session_of(shipped[BRIDGE], reps=8, pain=False))
    moving(actor)
    actor.stay(8.5, arm=True)
    assert [done.ended_by for done in actor.ended] == ["pain"]


def test_there_is_time_to_lower_an_arm_after_it_is_told_what_it_means() -> None:
    assert HELP_S + spoken_s(ARM_WORDS) + 2.0 <= SHARP_S


def test_a_question_is_over_when_its_numbers_begin() -> None:
    assert spoken_s("Set done. All eight were good. " + QUESTIONS["after"]) <= LEAD_S
    assert spoken_s("The camera stands well. " + QUESTIONS["before"]) <= LEAD_S


def test_a_camera_that_is_away_does_not_use_up_the_question(shipped: dict[str, Exercise]) -> None:
    actor = Actor(session_of(shipped[BRIDGE], pain=True))
    actor.stay_until(lambda told: told.scene.pain is not None and told.scene.pain.number == 2)
    for _ in range(190):
        actor.tick(None, away=True)
    actor.stay(0.5)
    assert actor.is_in(Stage.PAIN)
    actor.stay_until(lambda told: told.scene.pain is not None and told.scene.pain.number == 4)
    assert actor.conductor.pains == []


# --- Limits -------------------------------------------------------------------------------------


def test_a_stop_limit_pauses_the_set_says_why_and_goes_on(shipped: dict[str, Exercise]) -> None:
    strict = tighten(shipped[BRIDGE], prescription(["anterior_hip_replacement"]))
    actor = Actor(session_of(strict, reps=3))
    moving(actor)
    actor.exercise(1, peak_deg=-9.0)
    paused = [told.scene for told in actor.scenes if told.scene.stage is Stage.PAUSED]
    assert paused[0].alarm
    assert paused[0].heading == "Lower now. Hips only to a straight line."
    [stop] = [words for words in actor.said if words.startswith("Stop. Lower now.")]
    assert "start position" in stop
    actor.stay(4.0)
    assert actor.is_in(Stage.MOVING)
    actor.exercise(3, peak_deg=4.0)
    assert actor.ended[0].report.verdict == "stopped"
    assert [limit.action for limit in actor.ended[0].report.limits][-1] == "stop"
