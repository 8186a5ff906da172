"""The order of utterances, with a scripted clock."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.output.speech.queue import (
    COUNT_OUTLASTS_S,
    COUNT_WAITS_S,
    NUMBERS,
    UNDISTURBED_S,
    SpeechQueue,
    is_urgent,
)
from formcheck.session.protocol import Utterance

GUIDE = Utterance("Lie on your back.", "guide", fresh_s=10)
CUE = Utterance("Keep both thighs level.", "cue")
PRAISE = Utterance("Well done.", "praise")
LIMIT = Utterance("Too high.", "limit", urgent=True)
STOP = Utterance("Stop.", "limit", urgent=True)
ONE, TWO = (Utterance(word, "count") for word in ("one", "two"))
HELD = Utterance("three", "hold")


def queue_of(*utterances: Utterance) -> SpeechQueue:
    queue = SpeechQueue()
    for utterance in utterances:
        queue.put(utterance, 0.0)
    return queue


def said(queue: SpeechQueue, now_s: float = 0.0) -> list[Utterance]:
    """Return all that will be said now, in order."""
    order = []
    while (utterance := queue.begin(now_s)) is not None:
        order.append(utterance)
        queue.end(now_s)
    return order


@pytest.mark.parametrize(
    ("put", "order"),
    [
        ([], []),
        ([GUIDE, CUE, PRAISE], [GUIDE, CUE, PRAISE]),
        ([ONE, CUE, TWO], [TWO, CUE]),  # a new number replaces the waiting one, and goes first
        ([HELD, ONE], [HELD, ONE]),  # of its own kind only
        ([CUE, LIMIT, STOP], [LIMIT, STOP, CUE]),
        ([GUIDE, PRAISE, CUE, LIMIT], [LIMIT, GUIDE, CUE]),  # praise would contradict it
        ([LIMIT, PRAISE], [LIMIT, PRAISE]),  # later praise is meant
        ([LIMIT, LIMIT], [LIMIT]),
    ],
)
def test_utterances_are_said_in_order(put: list[Utterance], order: list[Utterance]) -> None:
    queue = queue_of(*put)
    assert not queue.should_interrupt(0.0)
    assert said(queue) == order
    assert len(queue) == 0


@pytest.mark.parametrize(
    ("fresh_s", "late_s", "begins"),
    [(3.0, 2.999, True), (3.0, 3.0, True), (3.0, 3.001, False), (math.inf, 1e9, True)],
)
def test_utterance_is_dropped_after_its_fresh_time(
    fresh_s: float, late_s: float, *, begins: bool
) -> None:
    queue = SpeechQueue()
    queue.put(Utterance("Goodbye.", "guide", fresh_s=fresh_s), 100.0)
    assert bool(said(queue, 100.0 + late_s)) is begins
    assert len(queue) == 0


def test_stale_utterances_do_not_pile_up_behind_a_long_sentence() -> None:
    queue = SpeechQueue()
    for second in range(1000):
        queue.put(Utterance(f"Cue {second}.", "cue"), float(second))
    assert len(queue) == 4


@pytest.mark.parametrize(
    "urgent", [LIMIT, Utterance("a", "limit"), Utterance("Not judging.", "guide", urgent=True)]
)
def test_urgent_utterance_goes_first_and_interrupts(urgent: Utterance) -> None:
    queue = queue_of(GUIDE)
    assert queue.begin(0.0) is GUIDE
    queue.put(CUE, 0.1)
    assert not queue.should_interrupt(0.1)
    queue.put(urgent, 0.2)
    assert queue.should_interrupt(0.2)
    queue.end(0.2, heard=False)
    assert said(queue, 0.2) == [urgent, CUE], "the interrupted one does not come again"


def test_warning_interrupts_another_only_after_its_undisturbed_time() -> None:
    queue = queue_of(LIMIT, STOP)
    assert queue.begin(0.0) is LIMIT
    assert not queue.should_interrupt(UNDISTURBED_S - 0.01)
    assert queue.should_interrupt(UNDISTURBED_S)


def test_same_warning_comes_again_only_after_it_was_said() -> None:
    queue = queue_of(LIMIT)
    assert queue.begin(0.0) is LIMIT
    queue.put(LIMIT, 0.5)
    assert len(queue) == 0
    queue.end(4.0)
    queue.put(LIMIT, 5.0)
    assert queue.begin(5.0) is LIMIT


def test_new_part_of_the_session_drops_what_waits_from_earlier_ones() -> None:
    queue = queue_of(GUIDE, CUE)
    later = replace(ONE, part=1)
    queue.put(later, 0.1)
    assert said(queue, 0.1) == [later]


def test_words_break_off_those_of_an_earlier_part_only_if_they_say_so() -> None:
    queue = queue_of(GUIDE)
    assert queue.begin(0.0) is GUIDE
    queue.put(replace(CUE, part=1), 0.1)
    assert not queue.should_interrupt(0.2)
    queue.put(replace(ONE, part=1, breaks_off=True), 0.2)
    assert queue.should_interrupt(0.2)
    queue.end(0.3, heard=False)
    assert queue.begin(0.3) == replace(ONE, part=1, breaks_off=True)
    queue.put(replace(TWO, part=1, breaks_off=True), 0.4)
    assert not queue.should_interrupt(0.4), "of the same part"


DONE = Utterance("two done", "count", fresh_s=1.5, outlasts=True)


def test_repetition_is_said_after_urgent_words_however_long_they_are() -> None:
    queue = queue_of(replace(LIMIT, part=1))
    queue.begin(0.0)
    queue.put(DONE, 0.5)
    queue.put(replace(STOP, part=2), 3.0)
    queue.end(3.5, heard=False)
    assert queue.begin(3.5) == replace(STOP, part=2)
    queue.end(5.5)
    assert said(queue, 5.6) == [DONE]


def test_repetition_that_urgent_words_broke_off_is_said_again() -> None:
    queue = queue_of(DONE)
    queue.begin(0.0)
    queue.put(replace(LIMIT, part=1), 0.3)
    assert queue.should_interrupt(0.3)
    queue.end(0.3, heard=False)
    assert said(queue, 0.3) == [replace(LIMIT, part=1), DONE]


@pytest.mark.parametrize(
    "after",
    [
        replace(GUIDE, part=1),  # the next part of the session
        replace(DONE, words="three done"),
    ],
)
def test_repetition_is_dropped_for_what_makes_it_out_of_date(after: Utterance) -> None:
    queue = queue_of(LIMIT)
    queue.begin(0.0)
    queue.put(DONE, 0.5)
    queue.put(after, 1.0)
    queue.end(1.5)
    assert said(queue, 1.5) == [after]


def test_repetition_is_not_said_long_after_it_was_done() -> None:
    queue = queue_of(LIMIT)
    queue.begin(0.0)
    queue.put(DONE, 0.5)
    queue.end(0.6 + COUNT_OUTLASTS_S)
    assert said(queue, 0.6 + COUNT_OUTLASTS_S) == []


@pytest.mark.parametrize(
    ("current", "number", "broken"),
    [
        (GUIDE, ONE, True), (CUE, ONE, True), (PRAISE, ONE, True), (LIMIT, ONE, False),
        (ONE, TWO, False), (GUIDE, HELD, True), (CUE, HELD, False),
    ],
)  # fmt: skip
def test_number_breaks_off_a_sentence_that_takes_too_long(
    current: Utterance, number: Utterance, *, broken: bool
) -> None:
    queue = queue_of(current)
    assert queue.begin(0.0) is current
    queue.put(number, 2.0)
    assert not queue.should_interrupt(2.0 + COUNT_WAITS_S - 0.01)
    assert queue.should_interrupt(2.0 + COUNT_WAITS_S) is broken


@given(
    st.lists(
        st.builds(
            Utterance,
            st.sampled_from(["a", "b", "c"]),
            st.sampled_from(["guide", "count", "hold", "cue", "praise", "limit"]),
            st.booleans(),
            st.floats(0, 5),
        )
    ),
    st.floats(0, 6),
)
def test_no_stale_utterance_is_said_and_urgent_ones_come_first(
    utterances: list[Utterance], now_s: float
) -> None:
    order = said(queue_of(*utterances), now_s)
    assert all(one.fresh_s >= now_s for one in order)
    ranks = [0 if is_urgent(one) else 1 if one.kind in NUMBERS else 2 for one in order]
    assert ranks == sorted(ranks)
    for kind in ("count", "hold"):
        assert sum(one.kind == kind for one in order) <= 1
