"""Whose turn it is, told with a clock of numbers."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.output.speech.queue import GRASPED_S, SpeechQueue, is_pressing
from formcheck.session.protocol import Utterance, UtteranceKind

GUIDE = Utterance("Lie on your back.", "guide", fresh_s=10)
CUE = Utterance("Keep both thighs level.", "cue")
LIMIT = Utterance("Too high.", "limit", urgent=True)
OTHER_LIMIT = Utterance("Stop.", "limit", urgent=True)


def words_of(turns: SpeechQueue, now_s: float = 0.0) -> list[str]:
    """Everything that will be said now, in order."""
    said = []
    while (utterance := turns.begin(now_s)) is not None:
        said.append(utterance.words)
        turns.end()
    return said


def of(*utterances: Utterance) -> SpeechQueue:
    turns = SpeechQueue()
    for utterance in utterances:
        turns.put(utterance, 0.0)
    return turns


def test_guidance_keeps_its_order() -> None:
    sentences = [Utterance(f"Sentence {number}.", "guide") for number in range(5)]
    assert words_of(of(*sentences)) == [one.words for one in sentences]


def test_nothing_waits_nothing_is_said() -> None:
    turns = SpeechQueue()
    assert turns.begin(0.0) is None
    assert not turns.breaks_off(0.0)
    assert len(turns) == 0


@pytest.mark.parametrize(("late_s", "said"), [(2.999, True), (3.0, True), (3.001, False)])
def test_what_cannot_begin_in_time_is_dropped(late_s: float, *, said: bool) -> None:
    turns = SpeechQueue()
    turns.put(CUE, 100.0)
    assert (turns.begin(100.0 + late_s) is CUE) is said
    assert len(turns) == 0


def test_what_is_always_worth_saying_waits_for_ever() -> None:
    turns = of(Utterance("Goodbye.", "guide", fresh_s=math.inf))
    assert words_of(turns, 1e9) == ["Goodbye."]


def test_stale_utterances_do_not_pile_up_behind_a_long_sentence() -> None:
    turns = SpeechQueue()
    for second in range(1000):
        turns.put(Utterance(f"Cue {second}.", "cue"), float(second))
    assert len(turns) == 4


@pytest.mark.parametrize("kind", ["count", "hold"])
def test_a_new_number_takes_the_place_of_the_old_one(kind: UtteranceKind) -> None:
    turns = of(Utterance("one", kind), CUE, Utterance("two", kind))
    assert words_of(turns) == [CUE.words, "two"]


def test_a_count_leaves_the_seconds_of_a_hold_alone() -> None:
    turns = of(Utterance("three", "hold"), Utterance("one", "count"))
    assert words_of(turns) == ["three", "one"]


@pytest.mark.parametrize("kind", ["guide", "cue", "praise"])
def test_sentences_do_not_replace_each_other(kind: UtteranceKind) -> None:
    assert words_of(of(Utterance("a", kind), Utterance("b", kind))) == ["a", "b"]


@pytest.mark.parametrize(
    "pressing", [LIMIT, Utterance("a", "limit"), Utterance("Not judging.", "guide", urgent=True)]
)
def test_warnings_go_first_and_break_off(pressing: Utterance) -> None:
    turns = of(GUIDE)
    assert turns.begin(0.0) is GUIDE
    turns.put(CUE, 0.1)
    assert not turns.breaks_off(0.1)
    turns.put(pressing, 0.2)
    assert turns.breaks_off(0.2)
    turns.end()
    assert turns.begin(0.2) is pressing
    turns.end()
    assert turns.begin(0.3) is CUE, "what was broken off does not come again"


def test_warnings_keep_their_order_among_themselves() -> None:
    assert words_of(of(CUE, LIMIT, OTHER_LIMIT)) == ["Too high.", "Stop.", CUE.words]


def test_a_warning_is_left_alone_until_it_can_be_grasped() -> None:
    turns = of(LIMIT, OTHER_LIMIT)
    assert turns.begin(0.0) is LIMIT
    assert not turns.breaks_off(GRASPED_S - 0.01)
    assert turns.breaks_off(GRASPED_S)


def test_the_same_warning_is_not_said_over_itself() -> None:
    turns = of(LIMIT, LIMIT)
    assert turns.begin(0.0) is LIMIT
    turns.put(LIMIT, 0.5)
    assert len(turns) == 0
    turns.end()
    turns.put(LIMIT, 5.0)
    assert turns.begin(5.0) is LIMIT, "once it has been said it may come again"


def test_a_warning_throws_waiting_praise_away_but_nothing_else() -> None:
    praise = Utterance("Well done.", "praise")
    turns = of(GUIDE, praise, CUE, LIMIT)
    assert words_of(turns) == [LIMIT.words, GUIDE.words, CUE.words]
    assert words_of(of(LIMIT, praise)) == [LIMIT.words, praise.words], "later praise is meant"


def test_forgetting_leaves_nothing() -> None:
    turns = of(GUIDE, LIMIT)
    turns.clear()
    assert words_of(turns) == []


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
def test_nothing_stale_is_said_and_every_warning_comes_first(
    utterances: list[Utterance], now_s: float
) -> None:
    turns = of(*utterances)
    said = []
    while (one := turns.begin(now_s)) is not None:
        said.append(one)
        turns.end()
    assert all(one.fresh_s >= now_s for one in said)
    pressing = [is_pressing(one) for one in said]
    assert pressing == sorted(pressing, reverse=True)
    for kind in ("count", "hold"):
        assert sum(one.kind == kind for one in said) <= 1
