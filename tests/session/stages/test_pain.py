"""The question for pain: by key, by an arm held up, taken back, left open."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.session.stages.pain import (
    CHOSEN_S,
    CORRECT_S,
    KEY_S,
    LEAD_S,
    ROUNDS,
    STEP_S,
    STOP_ABOVE,
    PainAnswer,
    PainQuestion,
)

DT = 0.05


class Person:
    """Asks a question through, with an arm that is up from and to given times."""

    def __init__(self, arm: list[tuple[float, float]] | None = None) -> None:
        self.question = PainQuestion("How strong?", 0.0)
        self.time_s = 0.0
        self.said: list[str] = []
        self._arm = arm or []

    def go_on(self, until_s: float, *, digits: str = "") -> PainAnswer | None:
        while self.time_s < until_s and self.question.answer is None:
            up = [start for start, end in self._arm if start <= self.time_s < end]
            arm_s = self.time_s - up[0] + 1e-6 if up else 0.0
            words = self.question.update(self.time_s, arm_s=arm_s, digits=digits)
            self.said.extend(one.words for one in words)
            digits = ""
            self.time_s += DT
        return self.question.answer


def when(number: int, into_s: float = 0.8) -> float:
    """A time at which a number stands, in the first round."""
    return LEAD_S + number * STEP_S + into_s


@pytest.mark.parametrize("number", range(11))
def test_an_arm_that_stays_up_takes_the_number(number: int) -> None:
    start_s = when(number)
    person = Person([(start_s, start_s + CHOSEN_S + 0.5)])
    assert person.go_on(60.0) == PainAnswer(number)
    assert person.said[0] == "How strong?"
    assert person.said[-1].lower().endswith("thank you.")
    assert person.time_s == pytest.approx(start_s + CHOSEN_S + CORRECT_S, abs=0.5)


def test_the_numbers_are_said_one_after_the_other() -> None:
    person = Person()
    person.go_on(when(4))
    assert person.said == ["How strong?", "zero", "one", "two", "three", "four"]
    assert person.question.scale.number == 4


def test_the_numbers_wait_while_an_arm_is_up_and_go_on_when_it_sinks() -> None:
    start_s = when(3)
    person = Person([(start_s, start_s + CHOSEN_S - 0.2)])
    person.go_on(start_s + CHOSEN_S - 0.3)
    assert person.question.scale.number == 3
    assert 0 < person.question.scale.chosen_fraction < 1
    assert not person.question.scale.chosen
    assert person.go_on(start_s + 3 * STEP_S) is None
    assert person.question.scale.number is not None
    assert person.question.scale.number > 3


def test_an_arm_that_was_up_before_means_nothing() -> None:
    person = Person([(0.0, when(5))])
    assert person.go_on(when(5)) is None
    assert person.question.scale.number == 5


def test_a_number_can_be_taken_back() -> None:
    wrong_s = when(8)
    again_s = wrong_s + CHOSEN_S + 1.0
    right_s = again_s + 1.2 + STEP_S * 2
    person = Person([(wrong_s, wrong_s + 1.6), (again_s, again_s + 0.6), (right_s, right_s + 2)])
    answer = person.go_on(60.0)
    assert "Once more." in person.said
    assert answer is not None
    assert answer.number is not None
    assert answer.number < 8


def test_without_an_answer_the_question_is_left_open() -> None:
    person = Person()
    assert person.go_on(200.0) == PainAnswer(None)
    assert person.time_s == pytest.approx(LEAD_S + 11 * STEP_S, abs=0.2)
    assert person.said.count("ten") == 1


def test_who_lifts_an_arm_too_briefly_is_asked_once_more() -> None:
    start_s = when(9)
    person = Person([(start_s, start_s + 0.5)])
    assert person.go_on(200.0) == PainAnswer(None)
    assert person.said.count("two") == ROUNDS


@pytest.mark.parametrize("digit", "023456789")
def test_a_key_answers_at_once(digit: str) -> None:
    person = Person()
    assert person.go_on(1.0, digits=digit) == PainAnswer(int(digit))
    assert person.time_s < 0.2


def test_a_one_waits_for_a_nought() -> None:
    person = Person()
    assert person.go_on(KEY_S - 0.1, digits="1") is None
    assert person.go_on(KEY_S + 0.2) == PainAnswer(1)
    person = Person()
    assert person.go_on(0.5, digits="1") is None
    assert person.go_on(0.7, digits="0") == PainAnswer(10)
    assert Person().go_on(0.1, digits="10") == PainAnswer(10)
    assert Person().go_on(0.1, digits="17") == PainAnswer(7)


def test_skipped_and_sharp() -> None:
    question = PainQuestion("?", 0.0)
    question.skip()
    assert question.answer == PainAnswer(None)
    question = PainQuestion("?", 0.0)
    question.is_sharp()
    assert question.answer == PainAnswer(None, sharp=True)


@given(st.one_of(st.none(), st.integers(0, 10)), st.booleans())
def test_when_the_exercise_ends(number: int | None, sharp: bool) -> None:  # noqa: FBT001  # drawn
    ends = PainAnswer(number, sharp).ends_exercise
    assert ends == (sharp or (number is not None and number > STOP_ABOVE))


@given(st.lists(st.tuples(st.floats(0.01, 0.5), st.booleans()), max_size=400))
def test_whatever_arms_do_the_answer_is_a_number_of_the_scale(
    steps: list[tuple[float, bool]],
) -> None:
    question, time_s, up_s = PainQuestion("?", 0.0), 0.0, 0.0
    for step_s, up in steps:
        time_s += step_s
        up_s = up_s + step_s if up else 0.0
        if question.answer is None:
            question.update(time_s, arm_s=up_s)
        assert question.scale.number is None or 0 <= question.scale.number <= 10
        assert 0 <= question.scale.chosen_fraction <= 1
