"""The order in which utterances are said: urgent ones first, and none that is out of date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from formcheck.session.protocol import Utterance

UNDISTURBED_S: Final = 1.0
"""How long an urgent utterance sounds before another one may interrupt it (engineering default).

Two warnings of one moment would otherwise cut each other short, and neither would be understood.
"""

_REPLACED: Final = frozenset({"count", "hold"})
"""Kinds that wait one at a time: the next number makes a number out of date."""


class _Waiting(NamedTuple):
    """An utterance and when it was put into the queue, seconds."""

    utterance: Utterance
    put_s: float

    def is_stale(self, now_s: float) -> bool:
        """Return True if it is too late to begin it."""
        return now_s - self.put_s > self.utterance.fresh_s


class SpeechQueue:
    """Orders the utterances that wait; it has no clock, the time comes with each call."""

    def __init__(self) -> None:
        self._waiting: list[_Waiting] = []
        self._current: Utterance | None = None
        self._began_s = 0.0

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, utterance: Utterance, now_s: float) -> None:
        """Add an utterance.

        A number replaces a waiting number of its kind.  An urgent utterance removes waiting
        praise, which would contradict it; the same urgent words are not added twice.

        Parameters
        ----------
        utterance, now_s
            What to say, and seconds on a clock that only goes forward.
        """
        urgent = is_urgent(utterance)
        if urgent and self._is_known(utterance.words):
            return
        self._waiting = [
            one
            for one in self._waiting
            if not one.is_stale(now_s)
            and not (utterance.kind in _REPLACED and one.utterance.kind == utterance.kind)
            and not (urgent and one.utterance.kind == "praise")
        ]
        self._waiting.append(_Waiting(utterance, now_s))

    def begin(self, now_s: float) -> Utterance | None:
        """Return the next utterance, which is the current one from now on; None = none waits."""
        self._waiting = [one for one in self._waiting if not one.is_stale(now_s)]
        first = self._first()
        if first is None:
            return None
        self._waiting.remove(first)
        self._current, self._began_s = first.utterance, now_s
        return first.utterance

    def end(self) -> None:
        """Mark the current utterance as over."""
        self._current = None

    def should_interrupt(self, now_s: float) -> bool:
        """Return True if an urgent utterance should interrupt the current one."""
        first = self._first()
        if self._current is None or first is None or not is_urgent(first.utterance):
            return False
        return not is_urgent(self._current) or now_s - self._began_s >= UNDISTURBED_S

    def clear(self) -> None:
        """Forget all that waits."""
        self._waiting = []

    def _first(self) -> _Waiting | None:
        """Return the first urgent one, else the first of all."""
        urgent = (one for one in self._waiting if is_urgent(one.utterance))
        return next(urgent, self._waiting[0] if self._waiting else None)

    def _is_known(self, words: str) -> bool:
        """Return True if the same words are being said, or wait."""
        known = [one.utterance.words for one in self._waiting]
        return words in known or (self._current is not None and words == self._current.words)


def is_urgent(utterance: Utterance) -> bool:
    """Return True if it goes first and interrupts others: limits, and those marked as urgent."""
    return utterance.urgent or utterance.kind == "limit"
