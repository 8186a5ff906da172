"""What is said aloud: from the loop of the pictures, and without ever holding it up."""

from __future__ import annotations

import os
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Final, NamedTuple, Self

from formcheck.output.speech.backends import Sound, find_backends, kind_of, note_on
from formcheck.output.speech.queue import SpeechQueue
from formcheck.output.speech.tones import SIGNALS, duration_s, write_tone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from formcheck.output.speech.backends import SpeechBackend
    from formcheck.session.protocol import Utterance

WORDS_PER_MINUTE: Final = 150
"""A calm rate: everyday English is about 150 to 180 words a minute (engineering default)."""

FINISH_S: Final = 1.0
"""How long `Voice.close` lets it go on (engineering default)."""

SENTENCE_S: Final = 5.0
"""How long it may go on after an error, which is told in a sentence (engineering default)."""

LOOK_S: Final = 0.02
"""How often it is looked whether a sound has ended; interruptions are seen at once."""

LEAST_OF_NOMINAL: Final = 0.25
"""Sooner than this part of the nominal time nobody has said it (engineering default).

Without a loudspeaker espeak-ng and pyttsx3 report success, after 0.02 to 0.3 s.
"""

STUCK_OF_NOMINAL: Final = 4.0
"""A program that takes this many times the nominal time has got stuck (engineering default)."""

STUCK_S: Final = 5.0
"""The same for the shortest words and for tones: a sound server may take a while to wake up."""


class _Asked(NamedTuple):
    """An utterance on its way to the thread: when, and after how many silences."""

    utterance: Utterance
    asked_s: float
    silences: int


class _Limits(NamedTuple):
    """How long a sound takes at least and at most; else it has failed."""

    least_s: float
    longest_s: float


class Voice:
    """Says utterances one at a time, from a thread of its own; a context manager.

    Where nothing speaks there are tones, and where nothing plays it is silent and `note` says
    why.  Whatever fails once is not tried again: the next best takes over, with the same words.

    Parameters
    ----------
    muted
        Whether it begins silent.
    words_per_minute
        How fast it speaks.
    ways
        The ways of making sound, the best first; None = what this system has.
    start
        Starts the program of a sound; for tests.
    clock
        Seconds that only go forward; for tests.
    """

    def __init__(
        self,
        *,
        muted: bool = False,
        words_per_minute: int = WORDS_PER_MINUTE,
        ways: Iterable[SpeechBackend] | None = None,
        start: Callable[..., Sound] = Sound,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rate = words_per_minute
        self._ways = find_backends(words_per_minute) if ways is None else list(ways)
        self._failed: list[str] = []
        self._start, self._clock = start, clock
        # Only this queue is between the pictures and the thread: it has no lock to wait for.
        self._asked: SimpleQueue[_Asked | None] = SimpleQueue()
        self._turns = SpeechQueue()
        self._muted = muted
        self._silences = self._heeded = 0
        self._ends_s: float | None = None
        self._spare: Sound | None = None
        self._folder = Path()
        self._thread = threading.Thread(target=self._work, name="voice", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        # Whoever interrupts a session does not want to hear the rest; what failed is to be heard.
        interrupted = kind is not None and not issubclass(kind, Exception)
        failed = kind is not None and not interrupted
        self.close(finish_s=0.0 if interrupted else SENTENCE_S if failed else FINISH_S)

    @property
    def muted(self) -> bool:
        """Whether it is silent; set to True it breaks off and forgets what waits."""
        return self._muted

    @muted.setter
    def muted(self, muted: bool) -> None:
        self._muted = muted
        if muted:
            self._silences += 1
            self._asked.put(None)

    @property
    def speaks(self) -> bool:
        """Whether it says words; else there are only tones, or nothing."""
        return kind_of(self._ways) == "words"

    @property
    def note(self) -> str:
        """One sentence if there is no voice or no sound at all, with the remedy; else empty."""
        return note_on(self._ways, self._failed)

    def say(self, utterance: Utterance) -> None:
        """Have something said as soon as it is its turn; returns at once, and never raises."""
        if self._ways and not self._muted and self._ends_s is None:
            self._asked.put(_Asked(utterance, self._clock(), self._silences))

    def close(self, *, finish_s: float = FINISH_S) -> None:
        """Say what waits, for so many seconds at most, then be silent for good.

        No thread and no program is left behind.  The last sentence of a session is worth more
        than the second that is usual: ``close(finish_s=8)``.
        """
        if self._ends_s is None:
            self._ends_s = self._clock() + finish_s
        self._asked.put(None)
        self._thread.join()

    def _work(self) -> None:
        """The thread: one utterance after the other until it is over."""
        try:
            with tempfile.TemporaryDirectory(prefix="formcheck-") as folder:
                self._folder = Path(folder)
                try:
                    self._make_ready()
                    while (utterance := self._next()) is not None:
                        self._tell(utterance)
                finally:
                    self._drop_spare()
        except OSError:  # no place for temporary files: nothing to play from
            self._ways = []

    def _next(self) -> Utterance | None:
        """Wait for something to say; None when it is over."""
        self._listen(0.0)
        while not self._is_over():
            utterance = self._turns.begin(self._clock())
            if utterance is not None:
                return utterance
            if self._ends_s is not None:
                break
            self._listen(None)
        return None

    def _listen(self, at_most_s: float | None) -> None:
        """Take in all that was asked for; None = wait for something."""
        asked = []
        with suppress(Empty):
            asked.append(self._asked.get(timeout=at_most_s))
            while True:
                asked.append(self._asked.get_nowait())
        if self._heeded != self._silences:
            self._heeded = self._silences
            self._turns.clear()
        for one in asked:
            if one is not None and one.silences == self._heeded:
                self._turns.put(one.utterance, one.asked_s)

    def _is_over(self) -> bool:
        return self._ends_s is not None and self._clock() >= self._ends_s

    def _tell(self, utterance: Utterance) -> None:
        """Make one utterance heard, in the best way that works."""
        began_s = self._clock()
        while self._ways:
            if self._sound(self._ways[0], utterance):
                break
            self._detach()
            if self._clock() - began_s > utterance.fresh_s:
                break
        self._turns.end()
        self._make_ready()  # another way may be the best one now

    def _sound(self, way: SpeechBackend, utterance: Utterance) -> bool:
        """Sound in one way; whether that went well, to its end or until it was broken off."""
        sound, heeded = None, self._heeded
        try:
            sound = self._take(way, utterance)
            sound.begin(utterance.words if way.speaks else "")
            # A warning that breaks this off finds a program ready.
            self._make_ready()
            return self._follow(sound, self._limits(way, utterance), heeded)
        except OSError:
            return False
        finally:
            if sound is not None:
                sound.stop()

    def _follow(self, sound: Sound, limits: _Limits, heeded: int) -> bool:
        """Wait for the end of a sound, or until something more important comes."""
        began_s = self._clock()
        while (code := sound.poll()) is None:
            self._listen(LOOK_S)
            now_s = self._clock()
            if self._silences != heeded or self._is_over() or self._turns.breaks_off(now_s):
                return True
            if now_s - began_s > limits.longest_s:
                return False
        return code == 0 and self._clock() - began_s >= limits.least_s

    def _limits(self, way: SpeechBackend, utterance: Utterance) -> _Limits:
        """How long it takes to sound, at least and at most."""
        if not way.speaks:
            return _Limits(0.0, STUCK_S + duration_s(SIGNALS[utterance.kind]))
        nominal_s = len(utterance.words.split()) * 60 / self._rate
        return _Limits(LEAST_OF_NOMINAL * nominal_s, max(STUCK_S, STUCK_OF_NOMINAL * nominal_s))

    def _take(self, way: SpeechBackend, utterance: Utterance) -> Sound:
        """The program for one sound: the one that was kept ready, or a new one."""
        if not way.speaks:
            return self._start((*way.command, str(write_tone(self._folder, utterance.kind))))
        spare, self._spare = self._spare, None
        return spare if spare is not None else self._start_speaking(way)

    def _start_speaking(self, way: SpeechBackend) -> Sound:
        # What is broken off leaves its temporary files where they are removed at the end.
        return self._start(way.command, environment={**os.environ, "TMPDIR": str(self._folder)})

    def _make_ready(self) -> None:
        """Keep a program ready that only waits for its words."""
        while self._ends_s is None and self.speaks and self._spare is None:
            try:
                self._spare = self._start_speaking(self._ways[0])
            except OSError:
                self._detach()

    def _detach(self) -> None:
        """What has failed is not tried again."""
        self._drop_spare()
        self._failed = [*self._failed, self._ways[0].called]
        self._ways = self._ways[1:]

    def _drop_spare(self) -> None:
        if self._spare is not None:
            self._spare.stop()
            self._spare = None
