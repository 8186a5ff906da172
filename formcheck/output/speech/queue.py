"""Whose turn it is to be said: nothing stale, the urgent first, one thing at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from formcheck.session.protocol import Utterance

GRASPED_S: Final = 1.0
"""How long a warning is left alone before another warning may break it off (engineering default).

Two warnings of one moment would otherwise cut each other short, and neither would be understood.
"""

REPLACED: Final = frozenset({"count", "hold"})
"""Kinds of which only the newest is worth saying: a number is out of date with the next one."""


class Waiting(NamedTuple):
    """An utterance and when it was asked for, in seconds of any clock that only goes forward."""

    utterance: Utterance
    asked_s: float

    def is_stale(self, now_s: float) -> bool:
        """Whether it is no longer worth beginning."""
        return now_s - self.asked_s > self.utterance.fresh_s


class SpeechQueue:
    """What waits to be said, and in which order.

    It has no clock: whoever asks tells the time.
    """

    def __init__(self) -> None:
        self._waiting: list[Waiting] = []
        self._said: Utterance | None = None
        self._since_s = 0.0

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, utterance: Utterance, now_s: float) -> None:
        """Let an utterance wait for its turn.

        A number takes the place of a waiting one of its kind.  A warning throws away waiting
        praise, which would contradict it; the same warning once more adds nothing.
        """
        pressing = is_pressing(utterance)
        if pressing and self._is_told(utterance):
            return
        self._waiting = [
            one
            for one in self._waiting
            if not one.is_stale(now_s)
            and not (utterance.kind in REPLACED and one.utterance.kind == utterance.kind)
            and not (pressing and one.utterance.kind == "praise")
        ]
        self._waiting.append(Waiting(utterance, now_s))

    def begin(self, now_s: float) -> Utterance | None:
        """The next one, which is being said from now on; None if nothing is worth saying."""
        self._waiting = [one for one in self._waiting if not one.is_stale(now_s)]
        chosen = self._first()
        if chosen is None:
            return None
        self._waiting.remove(chosen)
        self._said, self._since_s = chosen.utterance, now_s
        return chosen.utterance

    def end(self) -> None:
        """Nothing is being said any more."""
        self._said = None

    def breaks_off(self, now_s: float) -> bool:
        """Whether something waits that must not wait for the end of what is being said."""
        first = self._first()
        if self._said is None or first is None or not is_pressing(first.utterance):
            return False
        return not is_pressing(self._said) or now_s - self._since_s >= GRASPED_S

    def clear(self) -> None:
        """Forget everything that waits."""
        self._waiting = []

    def _first(self) -> Waiting | None:
        """The first of the warnings, else the first of all."""
        pressing = (one for one in self._waiting if is_pressing(one.utterance))
        return next(pressing, self._waiting[0] if self._waiting else None)

    def _is_told(self, utterance: Utterance) -> bool:
        """Whether the same words are being said or wait already."""
        told = [one.utterance.words for one in self._waiting]
        if self._said is not None:
            told.append(self._said.words)
        return utterance.words in told


def is_pressing(utterance: Utterance) -> bool:
    """Whether it goes first and breaks off what is being said."""
    return utterance.urgent or utterance.kind == "limit"
