"""The end in words: what was done, and what to do about pain."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from support.actor import session_of

from formcheck.assessment.checker import Checker
from formcheck.assessment.report import Counts
from formcheck.session.plan import SetPlan
from formcheck.session.protocol import Command, FinishedSet, ScreenKind, SessionInput
from formcheck.session.stages.pain import PainAnswer, PainNote
from formcheck.session.stages.summary import (
    RISEN_PAIN,
    SHARP_PAIN,
    SHOWN_S,
    STRONG_PAIN,
    SummaryStage,
    pain_advice,
    set_words,
)

if TYPE_CHECKING:
    from formcheck.exercises.definition import Exercise
    from formcheck.session.protocol import EndedBy

BRIDGE = "single_leg_bridge"


def done(
    exercise: Exercise, counts: Counts, *, number: int = 1, ended_by: EndedBy = "done"
) -> FinishedSet:
    report = replace(Checker(exercise).finish(), counts=counts)
    return FinishedSet(SetPlan(number, "left", 8), 0.0, ended_by, report)


def answers(*numbers: int | None, sharp: bool = False) -> list[PainNote]:
    notes = [PainNote("after", at, PainAnswer(number)) for at, number in enumerate(numbers)]
    return [*notes, PainNote("during", 9, PainAnswer(None, sharp=True))] if sharp else notes


@pytest.mark.parametrize(
    ("good", "total", "words"),
    [
        (0, 0, "Set done."),
        (1, 1, "Set done. It was good."),
        (0, 1, "Set done. It was not a good one yet."),
        (0, 3, "Set done. None of the three was a good one yet."),
        (1, 2, "Set done. One of two was good."),
        (3, 8, "Set done. Three of eight were good."),
        (8, 8, "Set done. All eight were good."),
    ],
)
def test_a_set_is_told_in_one_sentence(
    good: int, total: int, words: str, shipped: dict[str, Exercise]
) -> None:
    [said] = set_words(done(shipped[BRIDGE], Counts(good=good, total=total)))
    assert said.words == words
    assert said.kind == "guide"


def test_who_got_up_is_not_told_that_the_set_is_done(shipped: dict[str, Exercise]) -> None:
    [said] = set_words(done(shipped[BRIDGE], Counts(good=2, total=2), ended_by="left"))
    assert said.words == "I see that you have stopped. All two were good."


@pytest.mark.parametrize(
    ("notes", "advice"),
    [
        (answers(), ""),
        (answers(None, None), ""),
        (answers(5, 5), ""),
        (answers(2, 3), ""),
        (answers(1, 3), RISEN_PAIN),
        (answers(None, 1, 3), RISEN_PAIN),
        (answers(4, 1), ""),
        (answers(3, 6), STRONG_PAIN),
        (answers(3, 6, 2), STRONG_PAIN),
        (answers(1, sharp=True), SHARP_PAIN),
        (answers(9, sharp=True), SHARP_PAIN),
    ],
)
def test_what_to_do_about_pain(notes: list[PainNote], advice: str) -> None:
    assert pain_advice(notes) == advice


@pytest.mark.parametrize("advice", [SHARP_PAIN, STRONG_PAIN])
def test_a_reason_to_stop_begins_with_what_to_do(advice: str) -> None:
    assert advice.startswith("Stop for today. ")
    assert "physiotherapist" in advice


def test_the_results_stay_and_go_by_themselves(shipped: dict[str, Exercise]) -> None:
    sets = [
        done(shipped[BRIDGE], Counts(good=3, total=4)),
        done(shipped[BRIDGE], Counts(), number=2),
        done(shipped[BRIDGE], Counts(good=1, total=1), number=2, ended_by="redone"),
    ]
    closing = SummaryStage(session_of(shipped[BRIDGE]), sets, [], 100.0)
    first = closing.update(SessionInput(100.0))
    assert first.screen.kind is ScreenKind.OVER
    assert first.screen.lines == (
        "Set 1, left: 3 good of 4",
        "Set 2, left: nothing counted",
        "Set 2, left: 1 good of 1 (done again)",
    )
    assert [said.words for said in first.said] == ["The session is over. Well done."]
    assert not first.done
    assert closing.update(SessionInput(100.0 + SHOWN_S - 0.1)).said == []
    assert closing.update(SessionInput(100.0 + SHOWN_S)).done
    sooner = SummaryStage(session_of(shipped[BRIDGE]), sets, [], 0.0)
    assert sooner.update(SessionInput(0.1, commands=(Command.FINISH,))).done


def test_strong_pain_is_urgent_and_an_alarm(shipped: dict[str, Exercise]) -> None:
    step = SummaryStage(session_of(shipped[BRIDGE]), [], answers(8), 0.0).update(SessionInput(0.0))
    assert step.screen.alarm
    assert step.screen.heading == "Stop for today."
    assert step.said[0].urgent
    risen = SummaryStage(session_of(shipped[BRIDGE]), [], answers(1, 4), 0.0).update(
        SessionInput(0.0)
    )
    assert not risen.screen.alarm
    assert risen.screen.detail == RISEN_PAIN
