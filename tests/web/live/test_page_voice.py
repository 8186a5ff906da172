"""The voice of the browser: one sentence at a time, broken off by warnings, else tones."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from formcheck.session.protocol import Utterance
from formcheck.web.live.page_voice import PageVoice
from formcheck.web.messages import PlayTone, Say, StopSaying

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from formcheck.web.messages import ToPage


class Outbox:
    def __init__(self) -> None:
        self.sent: list[ToPage] = []

    def put(self, message: ToPage) -> None:
        self.sent.append(message)

    def of(self, kind: type) -> list[ToPage]:
        return [one for one in self.sent if isinstance(one, kind)]


def wait_until(done: Callable[[], object]) -> bool:
    deadline_s = time.monotonic() + 5
    while not done() and time.monotonic() < deadline_s:
        time.sleep(0.005)
    return bool(done())


@pytest.fixture
def outbox() -> Outbox:
    return Outbox()


@pytest.fixture
def voice(outbox: Outbox) -> Iterator[PageVoice]:
    made = PageVoice(outbox)  # type: ignore[arg-type]  # it needs nothing but `put`
    yield made
    made.close(finish_s=0.0)


def test_words_are_sent_and_their_end_is_heard(voice: PageVoice, outbox: Outbox) -> None:
    voice.say(Utterance("Three.", "count"))
    assert wait_until(lambda: outbox.of(Say))
    assert voice.busy
    (said,) = outbox.of(Say)
    assert isinstance(said, Say)
    assert (said.words, said.kind, said.urgent) == ("Three.", "count", False)
    time.sleep(0.15)  # a quarter of the time that a word takes: sooner it was not heard
    voice.hear(said.id, heard=True)
    assert wait_until(lambda: not voice.busy)
    assert voice.take_heard() == {"Three."}
    assert not outbox.of(StopSaying)


def test_limit_breaks_off_what_is_said(voice: PageVoice, outbox: Outbox) -> None:
    voice.say(Utterance("Lie down on your back, please.", "guide"))
    assert wait_until(lambda: outbox.of(Say))
    voice.say(Utterance("Stop. Too far.", "limit", urgent=True))
    assert wait_until(lambda: len(outbox.of(Say)) == 2)
    kinds = [type(one) for one in outbox.sent]
    assert kinds == [Say, StopSaying, Say]
    last = outbox.sent[-1]
    assert isinstance(last, Say)
    assert last.urgent


def test_browser_that_cannot_speak_gets_the_same_words_as_a_tone(
    voice: PageVoice, outbox: Outbox
) -> None:
    voice.say(Utterance("Three.", "count"))
    assert wait_until(lambda: outbox.of(Say))
    (said,) = outbox.of(Say)
    assert isinstance(said, Say)
    voice.hear(said.id, heard=False)
    assert wait_until(lambda: outbox.of(PlayTone))
    (tone,) = outbox.of(PlayTone)
    assert isinstance(tone, PlayTone)
    assert tone.kind == "count"


def test_muting_is_silent_at_once(voice: PageVoice, outbox: Outbox) -> None:
    voice.say(Utterance("A long sentence about the start position.", "guide"))
    assert wait_until(lambda: outbox.of(Say))
    voice.muted = True
    assert wait_until(lambda: outbox.of(StopSaying))
    voice.say(Utterance("Three.", "count"))
    assert wait_until(lambda: not voice.busy)
    assert len(outbox.of(Say)) == 1


def test_page_that_is_away_hears_nothing_and_delays_nothing(
    voice: PageVoice, outbox: Outbox
) -> None:
    voice.say(Utterance("A long sentence about the start position.", "guide"))
    assert wait_until(lambda: outbox.of(Say))
    voice.disconnect()
    assert not voice.busy
    voice.say(Utterance("Three.", "count"))
    voice.connect(speaks=True)
    voice.say(Utterance("Four.", "count"))
    assert wait_until(lambda: any(getattr(one, "words", "") == "Four." for one in outbox.sent))
    assert all(getattr(one, "words", "") != "Three." for one in outbox.sent)


def test_answer_to_nothing_is_ignored(voice: PageVoice) -> None:
    voice.hear(999, heard=True)
    assert not voice.busy
