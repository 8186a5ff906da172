"""The summary in words: what was done, and what to do about pain."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from support.actor import BRIDGE, load, session_of

from formcheck.assessment.advice import FIRST
from formcheck.assessment.checker import Checker
from formcheck.assessment.report_types import Counts, PartialRepetition, Rep
from formcheck.assessment.verdict import HEADINGS
from formcheck.pain_scale import light_of
from formcheck.session.plan import SetPlan
from formcheck.session.protocol import Command, FinishedSet, ScreenKind, SessionInput
from formcheck.session.record import ExerciseRecord
from formcheck.session.report import PainRecord
from formcheck.session.stages.pain import PainAnswer
from formcheck.session.stages.summary import (
    HARD_PAIN,
    NO_SET,
    PRAISE,
    RISEN_PAIN,
    SHARP_PAIN,
    SHOWN_S,
    STRONG_PAIN,
    SummaryStage,
    one_change,
    pain_advice,
    session_verdict,
    set_words,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.assessment.verdict import Verdict
    from formcheck.session.protocol import EndedBy, ExerciseEnd


CHANGE = "Lift a little higher."
ADVICE = (f"{FIRST}{CHANGE} (2 of 8 repetitions.)", "Lower slowly. (1 of 8 repetitions.)")


def done(good: int, total: int, *, number: int = 1, ended_by: EndedBy = "done") -> FinishedSet:
    reps = tuple(
        Rep(n + 1, "left", 1.0, 2.0, 3.0, 2.0, 50.0, 1.0, 2.0, 2.0, n < good, (), clean=n < good)
        for n in range(total)
    )
    counts = Counts(good=good, total=total)
    report = replace(
        Checker(load(BRIDGE)).finish(), counts=counts, reps=reps, verdict="almost", advice=ADVICE
    )
    return FinishedSet(SetPlan(number, "left", 8), 0.0, ended_by, report)


def answers(*numbers: int | None, sharp: bool = False) -> list[PainRecord]:
    records = [PainRecord("after", at, *PainAnswer(number)) for at, number in enumerate(numbers)]
    return [*records, PainRecord("during", 9, None, sharp=True)] if sharp else records


def summary(*sets: FinishedSet, pains: list[PainRecord], time_s: float = 0.0) -> SummaryStage:
    return SummaryStage([record(*sets, pains=pains)], time_s)


def record(
    *sets: FinishedSet,
    pains: Sequence[PainRecord] = (),
    name: str = BRIDGE,
    ended_by: ExerciseEnd | None = None,
    **plan: object,
) -> ExerciseRecord:
    """Return an exercise that ended as its worst answer about pain asks for."""
    if ended_by is None:
        lights = {light_of(one.number, sharp=one.sharp) for one in pains}
        ended_by = (
            "sharp_pain" if "stop" in lights else "strong_pain" if "red" in lights else "done"
        )
    made = replace(session_of(load(name)), **plan)  # type: ignore[arg-type]
    return ExerciseRecord(made, (), list(sets), list(pains), ended_by)


@pytest.mark.parametrize(
    ("good", "total", "ended_by", "words"),
    [
        (0, 0, "done", "Set done."),
        (0, 3, "done", "Set done. All 3 repetitions were complete, but none was good yet."),
        (3, 8, "done", "Set done. All 8 repetitions were complete; 3 of them were good."),
        (1, 1, "left", "I see that you have stopped. Your repetition was complete, and clean."),
    ],
)  # fmt: skip
def test_end_of_a_set_says_what_went_right(
    good: int, total: int, ended_by: EndedBy, words: str
) -> None:
    said = set_words(done(good, total, ended_by=ended_by), load(BRIDGE))
    assert (said.words, said.kind) == (f"{words} {CHANGE}", "guide")


@pytest.mark.parametrize("verdict", HEADINGS)
def test_session_ends_with_praise_only_where_something_went_well(verdict: Verdict) -> None:
    finished = done(3, 4)
    finished = replace(finished, report=replace(finished.report, verdict=verdict))
    output = summary(finished, pains=[]).update(SessionInput(0.0))
    praised = verdict == "good"
    assert output.screen.heading == (PRAISE if praised else HEADINGS[verdict])
    assert (PRAISE in output.utterances[0].words) == praised
    assert output.utterances[0].words.endswith(f"Next time: {CHANGE}")
    assert output.screen.detail == CHANGE


def test_limit_is_no_command_any_more_when_the_set_is_over() -> None:
    squat, finished = load("mini_squat"), done(0, 4)
    limit = next(one.say for one in squat.limit if one.name == "far_too_deep")
    report = replace(finished.report, verdict="stopped", advice=(limit,))
    change = one_change(replace(finished, report=report), squat)
    assert change == 'Next time stop before you hear "Too deep."'
    stage = SummaryStage([record(replace(finished, report=report), name="mini_squat")], 0.0)
    output = stage.update(SessionInput(0.0))
    assert output.utterances[0].words == f"The session is over. None of 4 was good. {change}"
    assert output.screen.detail == change


@pytest.mark.parametrize(
    ("sets", "words"),
    [
        ((1, 1), "Your repetition was good."),
        ((0, 1), "Your repetition was not good yet."),
        ((1, 4), "1 of 4 was good."),
        ((0, 4), "None of 4 was good."),
    ],
)
def test_results_are_said_in_words_that_agree(sets: tuple[int, int], words: str) -> None:
    output = summary(done(*sets), pains=[]).update(SessionInput(0.0))
    assert output.utterances[0].words.startswith(f"The session is over. {words}")


def test_results_are_said_before_the_advice_about_pain_that_has_risen() -> None:
    output = summary(done(3, 4), pains=answers(1, 4)).update(SessionInput(0.0))
    assert output.utterances[0].words.startswith("The session is over. 3 of 4 were good.")
    assert output.utterances[0].words.endswith(RISEN_PAIN)


def test_session_without_a_set_says_what_kept_it_from_beginning() -> None:
    hint = "Your feet are cut off: move the camera back."
    stage = SummaryStage([record()], 0.0, hint=hint)
    output = stage.update(SessionInput(0.0))
    assert output.screen.detail == hint
    assert output.utterances[0].words == f"The session is over. {NO_SET} {hint}"


def test_movements_that_did_not_count_are_named() -> None:
    finished = done(3, 3)
    partial = PartialRepetition("left", 20.0, 21.0, 22.0, 30.0, 25.0, (), reason="short_of_target")
    report = replace(finished.report, partial_reps=(partial, partial))
    output = summary(replace(finished, report=report), pains=[]).update(SessionInput(0.0))
    assert output.screen.lines == ("Set 1, left: 3 good of 3, 2 not counted",)
    assert "3 of 3 were good. 2 did not count." in output.utterances[0].words


def test_session_is_as_good_as_its_worst_set() -> None:
    good, stopped, redone = done(4, 4), done(4, 4, number=2), done(4, 4, ended_by="redone")
    good = replace(good, report=replace(good.report, verdict="good"))
    stopped = replace(stopped, report=replace(stopped.report, verdict="stopped"))
    redone = replace(redone, report=stopped.report)
    assert session_verdict([good, stopped]) == "stopped"
    assert session_verdict([redone, good]) == "good"
    assert session_verdict([]) is None


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
        (answers(3, 6), HARD_PAIN),
        (answers(3, 6, 2), HARD_PAIN),
        (answers(1, sharp=True), SHARP_PAIN),
        (answers(9, sharp=True), SHARP_PAIN),
    ],
)
def test_advice_about_pain_follows_the_worst_answer(notes: list[PainRecord], advice: str) -> None:
    assert pain_advice([record(pains=notes)]) == advice


@pytest.mark.parametrize("advice", [SHARP_PAIN, STRONG_PAIN, HARD_PAIN])
def test_reason_to_stop_begins_with_what_to_do(advice: str) -> None:
    assert advice.startswith("Stop ")
    assert "physiotherapist" in advice


def test_what_was_seen_of_a_set_without_repetitions_is_no_correction() -> None:
    finished, seen = done(0, 0), "No repetition of «Single-leg bridge» was seen."
    report = replace(finished.report, verdict="inconclusive", advice=(seen,))
    stage = summary(replace(finished, report=report), pains=[])
    assert stage.update(SessionInput(0.0)).utterances[0].words == f"The session is over. {seen}"


def test_results_stay_and_close_by_themselves_or_by_key() -> None:
    sets = (done(3, 4), done(0, 0, number=2), done(1, 1, number=2, ended_by="redone"))
    stage = summary(*sets, pains=[], time_s=100.0)
    first = stage.update(SessionInput(100.0))
    assert first.screen.kind is ScreenKind.OVER
    assert first.screen.lines == (
        "Set 1, left: 3 good of 4",
        "Set 2, left: nothing counted",
        "Set 2, left: 1 good of 1 (done again)",
    )
    assert [said.words for said in first.utterances] == [
        f"The session is over. 3 of 4 were good. Next time: {CHANGE}"
    ]
    assert first.stage_end is None
    assert not stage.update(SessionInput(100.0 + SHOWN_S - 0.1)).utterances
    assert stage.update(SessionInput(100.0 + SHOWN_S)).stage_end == "done"
    sooner = summary(*sets, pains=[])
    assert sooner.update(SessionInput(0.1, commands=(Command.FINISH,))).stage_end == "done"


@pytest.mark.parametrize(
    ("numbers", "alarm", "heading"),
    [((8,), True, "Stop this exercise."), ((1, 4), False, "The session is over")],
)
def test_strong_pain_is_urgent_and_an_alarm(
    numbers: tuple[int, ...], heading: str, *, alarm: bool
) -> None:
    step = summary(pains=answers(*numbers)).update(SessionInput(0.0))
    assert (step.screen.alarm, step.screen.heading) == (alarm, heading)
    assert step.utterances[0].urgent is alarm
    assert step.screen.detail == (RISEN_PAIN if not alarm else HARD_PAIN.partition(". ")[2])
