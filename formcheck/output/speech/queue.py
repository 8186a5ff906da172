"""The order in which utterances are said: urgent ones first, and none that is out of date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from formcheck.session.protocol import Utterance

UNDISTURBED_S: Final = 1.0
"""How long an urgent utterance sounds before another one may interrupt it (engineering default).

Two warnings of one moment would otherwise cut each other short, and neither would be understood.
"""

NUMBERS: Final = frozenset({"count", "hold"})
"""Kinds that wait one at a time and go before sentences: the next number makes a number out of
date."""

COUNT_WAITS_S: Final = 0.6
"""How long a number waits for the end of a sentence before it breaks it off: a short sentence is
heard to its end, and no number comes late (engineering default)."""

COUNT_OUTLASTS_S: Final = 6.0
"""How long a repetition waits for the end of urgent words, which go first: those of a limit take
4 s (engineering default)."""

_BROKEN_OFF: Final = {
    "count": frozenset({"guide", "cue", "praise", "hold"}),
    "hold": frozenset({"guide", "praise"}),
}
"""The kinds that a number breaks off; a correction is worth more than one second of a hold."""


class _Waiting(NamedTuple):
    """An utterance, and when it was put into the queue or put off by urgent words, seconds."""

    utterance: Utterance
    put_s: float
    first_s: float

    def is_stale(self, now_s: float) -> bool:
        """Return True if it is too late to begin it."""
        too_old = self.utterance.outlasts and now_s - self.first_s > COUNT_OUTLASTS_S
        return too_old or now_s - self.put_s > self.utterance.fresh_s


class SpeechQueue:
    """Orders the utterances that wait; it has no clock, the time comes with each call."""

    def __init__(self) -> None:
        self._waiting: list[_Waiting] = []
        self._current: _Waiting | None = None
        self._began_s = 0.0

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, utterance: Utterance, now_s: float) -> None:
        """Add an utterance.

        A number replaces a waiting number of its kind.  What waits from an earlier part of the
        session is dropped, except what outlasts urgent words.  An urgent utterance removes
        waiting praise, which would contradict it; the same urgent words are not added twice.

        Parameters
        ----------
        utterance, now_s
            What to say, and seconds on a clock that only goes forward.
        """
        urgent = is_urgent(utterance)
        if urgent and self._is_known(utterance.words):
            return
        self._put_off(now_s)
        self._waiting = [
            one
            for one in self._waiting
            if not one.is_stale(now_s)
            and (one.utterance.part >= utterance.part or (urgent and one.utterance.outlasts))
            and not (utterance.kind in NUMBERS and one.utterance.kind == utterance.kind)
            and not (urgent and one.utterance.kind == "praise")
        ]
        self._waiting.append(_Waiting(utterance, now_s, now_s))

    def begin(self, now_s: float) -> Utterance | None:
        """Return the next utterance, which is the current one from now on; None = none waits."""
        self._waiting = [one for one in self._waiting if not one.is_stale(now_s)]
        first = self._first()
        if first is None:
            return None
        self._waiting.remove(first)
        self._current, self._began_s = first, now_s
        return first.utterance

    def end(self, now_s: float, *, heard: bool = True) -> None:
        """Mark the current utterance as over.

        Parameters
        ----------
        now_s
            Seconds on the same clock.
        heard
            False if it was broken off.  A repetition that urgent words broke off waits again,
            unless a later one waits.
        """
        self._put_off(now_s)
        over, self._current = self._current, None
        first = self._first()
        if over is None or heard or first is None or not over.utterance.outlasts:
            return
        later = any(one.utterance.kind == over.utterance.kind for one in self._waiting)
        if is_urgent(first.utterance) and not later:
            self._waiting.append(over._replace(put_s=now_s))

    def should_interrupt(self, now_s: float) -> bool:
        """Return True if the first that waits should interrupt the current one.

        An urgent one does, one that breaks off an earlier part of the session, and a number that
        has waited for `COUNT_WAITS_S`.

        Parameters
        ----------
        now_s
            Seconds on the same clock.

        Returns
        -------
        bool
        """
        first = self._first()
        if self._current is None or first is None:
            return False
        current = self._current.utterance
        if is_urgent(current) and now_s - self._began_s < UNDISTURBED_S:
            return False
        wanted = first.utterance
        newer = (one.utterance for one in self._waiting if one.utterance.part > current.part)
        if is_urgent(wanted) or any(one.breaks_off for one in newer):
            return True
        is_late = now_s - first.put_s >= COUNT_WAITS_S
        return is_late and current.kind in _BROKEN_OFF.get(wanted.kind, ())

    def clear(self) -> None:
        """Forget all that waits."""
        self._waiting = []

    def _first(self) -> _Waiting | None:
        """Return the first urgent one, else the first number, else the first of all."""
        return min(self._waiting, key=lambda one: _rank(one.utterance), default=None)

    def _is_known(self, words: str) -> bool:
        """Return True if the same words are being said, or wait."""
        known = [one.utterance.words for one in self._waiting]
        current = self._current
        return words in known or (current is not None and words == current.utterance.words)

    def _put_off(self, now_s: float) -> None:
        """Keep what outlasts urgent words fresh while these are said."""
        if self._current is not None and is_urgent(self._current.utterance):
            self._waiting = [
                one._replace(put_s=now_s) if one.utterance.outlasts else one
                for one in self._waiting
            ]


def _rank(utterance: Utterance) -> int:
    """Return 0 for what goes first, 1 for numbers, 2 for the rest."""
    return 0 if is_urgent(utterance) else 1 if utterance.kind in NUMBERS else 2


def is_urgent(utterance: Utterance) -> bool:
    """Return True if it goes first and interrupts others: limits, and those marked as urgent."""
    return utterance.urgent or utterance.kind == "limit"
