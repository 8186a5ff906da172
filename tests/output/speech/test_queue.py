"""The order of utterances, with a scripted clock."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.output.speech.queue import UNDISTURBED_S, SpeechQueue, is_urgent
from formcheck.session.protocol import Utterance, UtteranceKind

GUIDE = Utterance("Lie on your back.", "guide", fresh_s=10)
CUE = Utterance("Keep both thighs level.", "cue")
LIMIT = Utterance("Too high.", "limit", urgent=True)
OTHER_LIMIT = Utterance("Stop.", "limit", urgent=True)


def words_of(queue: SpeechQueue, now_s: float = 0.0) -> list[str]:
    """Everything that will be said now, in order."""
    said = []
    while (utterance := queue.begin(now_s)) is not None:
        said.append(utterance.words)
        queue.end()
    return said


def of(*utterances: Utterance) -> SpeechQueue:
    queue = SpeechQueue()
    for utterance in utterances:
        queue.put(utterance, 0.0)
    return queue


def test_guidance_keeps_its_order() -> None:
    sentences = [Utterance(f"Sentence {number}.", "guide") for number in range(5)]
    assert words_of(of(*sentences)) == [one.words for one in sentences]


def test_empty_queue_says_nothing() -> None:
    queue = SpeechQueue()
    assert queue.begin(0.0) is None
    assert not queue.should_interrupt(0.0)
    assert len(queue) == 0


@pytest.mark.parametrize(("late_s", "said"), [(2.999, True), (3.0, True), (3.001, False)])
def test_utterance_is_dropped_after_its_fresh_time(late_s: float, *, said: bool) -> None:
    queue = SpeechQueue()
    queue.put(CUE, 100.0)
    assert (queue.begin(100.0 + late_s) is CUE) is said
    assert len(queue) == 0


def test_infinite_fresh_time_waits_for_ever() -> None:
    queue = of(Utterance("Goodbye.", "guide", fresh_s=math.inf))
    assert words_of(queue, 1e9) == ["Goodbye."]


def test_stale_utterances_do_not_pile_up_behind_a_long_sentence() -> None:
    queue = SpeechQueue()
    for second in range(1000):
        queue.put(Utterance(f"Cue {second}.", "cue"), float(second))
    assert len(queue) == 4


@pytest.mark.parametrize("kind", ["count", "hold"])
def test_new_number_replaces_the_waiting_one(kind: UtteranceKind) -> None:
    queue = of(Utterance("one", kind), CUE, Utterance("two", kind))
    assert words_of(queue) == [CUE.words, "two"]


def test_count_does_not_replace_hold() -> None:
    queue = of(Utterance("three", "hold"), Utterance("one", "count"))
    assert words_of(queue) == ["three", "one"]


@pytest.mark.parametrize("kind", ["guide", "cue", "praise"])
def test_sentences_do_not_replace_each_other(kind: UtteranceKind) -> None:
    assert words_of(of(Utterance("a", kind), Utterance("b", kind))) == ["a", "b"]


@pytest.mark.parametrize(
    "urgent", [LIMIT, Utterance("a", "limit"), Utterance("Not judging.", "guide", urgent=True)]
)
def test_urgent_utterance_goes_first_and_interrupts(urgent: Utterance) -> None:
    queue = of(GUIDE)
    assert queue.begin(0.0) is GUIDE
    queue.put(CUE, 0.1)
    assert not queue.should_interrupt(0.1)
    queue.put(urgent, 0.2)
    assert queue.should_interrupt(0.2)
    queue.end()
    assert queue.begin(0.2) is urgent
    queue.end()
    assert queue.begin(0.3) is CUE, "what was broken off does not come again"


def test_urgent_utterances_keep_their_order() -> None:
    assert words_of(of(CUE, LIMIT, OTHER_LIMIT)) == ["Too high.", "Stop.", CUE.words]


def test_warning_interrupts_another_only_after_its_undisturbed_time() -> None:
    queue = of(LIMIT, OTHER_LIMIT)
    assert queue.begin(0.0) is LIMIT
    assert not queue.should_interrupt(UNDISTURBED_S - 0.01)
    assert queue.should_interrupt(UNDISTURBED_S)


def test_same_warning_is_not_queued_twice() -> None:
    queue = of(LIMIT, LIMIT)
    assert queue.begin(0.0) is LIMIT
    queue.put(LIMIT, 0.5)
    assert len(queue) == 0
    queue.end()
    queue.put(LIMIT, 5.0)
    assert queue.begin(5.0) is LIMIT, "once it has been said it may come again"


def test_warning_removes_waiting_praise_alone() -> None:
    praise = Utterance("Well done.", "praise")
    queue = of(GUIDE, praise, CUE, LIMIT)
    assert words_of(queue) == [LIMIT.words, GUIDE.words, CUE.words]
    assert words_of(of(LIMIT, praise)) == [LIMIT.words, praise.words], "later praise is meant"


def test_clear_leaves_nothing() -> None:
    queue = of(GUIDE, LIMIT)
    queue.clear()
    assert words_of(queue) == []


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
    queue = of(*utterances)
    said = []
    while (one := queue.begin(now_s)) is not None:
        said.append(one)
        queue.end()
    assert all(one.fresh_s >= now_s for one in said)
    urgent = [is_urgent(one) for one in said]
    assert urgent == sorted(urgent, reverse=True)
    for kind in ("count", "hold"):
        assert sum(one.kind == kind for one in said) <= 1
