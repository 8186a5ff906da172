"""The question for pain: by key, by a raised arm, taken back, left open; and what follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.actor import BRIDGE, actor, load, scenes, session_of

from formcheck.output.speech.voice import WORDS_PER_MINUTE
from formcheck.pain_scale import STOP_ABOVE
from formcheck.session.protocol import ScreenKind, SessionInput
from formcheck.session.stages.pain import (
    AFTER_QUESTION_S,
    CHOSEN_S,
    CORRECT_S,
    KEY_S,
    LEAD_S,
    QUESTIONS,
    ROUNDS,
    STEP_S,
    PainAnswer,
    PainStage,
)
from formcheck.session.stages.summary import HARD_PAIN, RISEN_PAIN, SHARP_PAIN, STRONG_PAIN

if TYPE_CHECKING:
    from collections.abc import Callable

    from formcheck.session.protocol import SessionOutput

DT = 0.05
MOVING, OVER = ScreenKind.MOVING, ScreenKind.OVER
QUESTION = QUESTIONS["during"]


def question() -> PainStage:
    plan = session_of(load(BRIDGE))
    return PainStage(plan, plan.in_order()[0], 0.0, moment="during", question=QUESTION)


class Person:
    """Answers a question, with an arm that is up from and to given times."""

    def __init__(self, *arm: tuple[float, float]) -> None:
        self.stage = question()
        self.time_s = 0.0
        self.said: list[str] = []
        self._arm = arm

    def go_on(self, until_s: float, *, digits: str = "") -> PainAnswer | None:
        while self.time_s < until_s and self.stage.answer is None:
            up = [start for start, end in self._arm if start <= self.time_s < end]
            arm_up_s = self.time_s - up[0] + 1e-6 if up else 0.0
            step = self.stage.update(SessionInput(self.time_s, digits=digits, arm_up_s=arm_up_s))
            assert step.screen.pain == self.stage.scale
            assert (step.stage_end == "done") == (self.stage.answer is not None)
            self.said.extend(one.words for one in step.utterances)
            digits = ""
            self.time_s += DT
        return self.stage.answer


def when(number: int, into_s: float = 0.8) -> float:
    """Return a time at which a number is shown, in the first round."""
    return LEAD_S + number * STEP_S + into_s


# --- By arm -------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", range(11))
def test_arm_that_stays_up_chooses_the_number(number: int) -> None:
    start_s = when(number)
    person = Person((start_s, start_s + CHOSEN_S + 0.5))
    assert person.go_on(60.0) == PainAnswer(number)
    assert person.said[0] == QUESTION
    assert person.said[-1].endswith(". Thank you.")
    assert person.said[-1][0].isupper()
    assert person.time_s == pytest.approx(start_s + CHOSEN_S + CORRECT_S, abs=0.5)


@pytest.mark.parametrize(
    ("arm", "until_s", "answer", "number", "twos"),
    [
        ((0.0, 0.0), when(5), None, 5, 1),
        ((0.0, when(5)), when(5), None, 5, 1),
        ((0.0, 0.0), 200.0, PainAnswer(None), 10, 1),
        ((when(9), when(9) + 0.5), 200.0, PainAnswer(None), 10, ROUNDS),
    ],
    ids=["no arm yet", "arm up from before", "no arm at all", "arm too short: a second round"],
)
def test_numbers_are_said_until_an_arm_stays_up(
    arm: tuple[float, float], until_s: float, answer: PainAnswer | None, number: int, twos: int
) -> None:
    person = Person(arm)
    assert person.go_on(until_s) == answer
    assert person.said[:6] == [QUESTION, "zero", "one", "two", "three", "four"]
    assert (person.stage.scale.number, person.said.count("two")) == (number, twos)
    rounds_s = LEAD_S + twos * 11 * STEP_S
    assert person.time_s == pytest.approx(until_s if answer is None else rounds_s, abs=0.6)


def test_numbers_wait_while_an_arm_is_up() -> None:
    start_s = when(3)
    person = Person((start_s, start_s + CHOSEN_S - 0.2))
    person.go_on(start_s + CHOSEN_S - 0.3)
    assert person.stage.scale.number == 3
    assert 0 < person.stage.scale.chosen_fraction < 1
    assert not person.stage.scale.chosen
    assert person.go_on(start_s + 3 * STEP_S) is None
    assert person.stage.scale.number is not None
    assert person.stage.scale.number > 3


def test_number_can_be_taken_back() -> None:
    wrong_s = when(8)
    again_s = wrong_s + CHOSEN_S + 1.0
    right_s = again_s + 1.2 + STEP_S * 2
    person = Person((wrong_s, wrong_s + 1.6), (again_s, again_s + 0.6), (right_s, right_s + 2))
    answer = person.go_on(60.0)
    assert "Once more." in person.said
    assert answer is not None
    assert answer.number is not None
    assert answer.number < 8


@given(st.lists(st.tuples(st.floats(0.01, 0.5), st.booleans()), max_size=400))
def test_scale_stays_within_its_range_whatever_arms_do(steps: list[tuple[float, bool]]) -> None:
    stage, time_s, up_s = question(), 0.0, 0.0
    for step_s, up in steps:
        time_s += step_s
        up_s = up_s + step_s if up else 0.0
        if stage.answer is None:
            stage.update(SessionInput(time_s, arm_up_s=up_s))
        assert stage.scale.number is None or 0 <= stage.scale.number <= 10
        assert 0 <= stage.scale.chosen_fraction <= 1


# --- By key -------------------------------------------------------------------------------------


@pytest.mark.parametrize("digits", [*"023456789", "10", "17"])
def test_number_key_answers_at_once(digits: str) -> None:
    person = Person()
    assert person.go_on(1.0, digits=digits) == PainAnswer({"17": 7}.get(digits, int(digits)))
    assert person.time_s < 0.2


@pytest.mark.parametrize(("later", "number"), [("", 1), ("0", 10)])
def test_one_waits_for_a_nought(later: str, number: int) -> None:
    person = Person()
    assert person.go_on(KEY_S - 0.1, digits="1") is None
    assert person.go_on(KEY_S + 0.2, digits=later) == PainAnswer(number)


@given(st.one_of(st.none(), st.integers(0, 10)), st.booleans())
def test_strong_and_sharp_pain_end_the_exercise(number: int | None, sharp: bool) -> None:  # noqa: FBT001  # drawn
    ends = PainAnswer(number, sharp).ends_exercise
    assert ends == (sharp or (number is not None and number > STOP_ABOVE))


# --- In a session -------------------------------------------------------------------------------


@scenes(f"""
asked before and after
    reps=1 pain=1 | stay 0.1; see pain; type 2; until moving; do 1; see pain; type 4; stay 0.5;
    pains before 0 2, after 1 4; see over;
    hear The session is over. Your repetition was good. Well done. {RISEN_PAIN}
five is no reason to stop
    pain=1 | type 5; stay 6; see moving
above five nothing begins
    pain=1 | type 6; stay 6; see over; begun ; hear {STRONG_PAIN}
ten is above five
    pain=1 | type 10; stay 6; see over; begun ; hear {STRONG_PAIN}
above five after a set
    sets=3 reps=1 pain=1 | type 3; until moving; do 1; type 7; stay 1; see over; hear {HARD_PAIN}
set pauses for pain and goes on
    until moving; do 1; key pain; see pain; type 4; until moving; do 1; ended done 2;
    pains during 0 4
rest is interrupted and goes on
    sets=2 reps=1 rest_s=30 | until moving; do 1; stay 2; key pain; see pain; type 3; stay 0.1;
    see resting; until moving; begun 1 left, 2 left; pains after 1 3
sharp in the start position
    reps=8 | until starting; key pain; see pain; key pain; ended ; stay 0.5; see over;
    hear {SHARP_PAIN}
sharp while the camera is placed
    reps=8 placing=1 | until placing; key pain; see pain; key pain; ended ; stay 0.5; see over;
    hear {SHARP_PAIN}
sharp in a set
    sets=3 reps=8 | until moving; key pain; see pain; key pain; ended pain 0; stay 0.5; see over;
    hear {SHARP_PAIN}
""")
def test_pain_in_a_session(session: dict[str, Any], script: str) -> None:
    actor(script, **session)


def shows(number: int) -> Callable[[SessionOutput], bool]:
    return lambda output: output.screen.pain is not None and output.screen.pain.number == number


def test_arm_answers_in_a_session() -> None:
    person = actor(reps=1, pain=True)
    person.stay_until(shows(3))
    person.act("stay 0.5; arm 2; until moving; pains before 0 3")


@pytest.mark.parametrize(
    "words", ["Set done. All eight were good. " + QUESTIONS["after"],
              "The camera stands well. " + QUESTIONS["before"]],
)  # fmt: skip
def test_question_ends_before_its_numbers_begin(words: str) -> None:
    assert len(words.split()) * 60 / WORDS_PER_MINUTE <= LEAD_S


def test_numbers_wait_for_the_end_of_the_question() -> None:
    """Also where a long sentence about the set comes first."""
    stage, said = question(), []
    for step in range(1200):
        time_s = step * DT
        output = stage.update(SessionInput(time_s, speaking=0.0 < time_s < 20.0))
        said += [(time_s, one.words) for one in output.utterances]
    begun_s = next(time_s for time_s, words in said if words == "zero")
    assert begun_s == pytest.approx(20.0 + AFTER_QUESTION_S, abs=2 * DT)


def test_lost_camera_does_not_use_up_the_question() -> None:
    person = actor(pain=True)
    person.stay_until(shows(2))
    person.act("lost 19; stay 0.5; see pain")
    person.stay_until(shows(4))
    person.act("pains ")
