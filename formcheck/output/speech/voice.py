"""The voice: it says utterances in a thread of its own, and never delays the picture loop."""

from __future__ import annotations

import os
import tempfile
import threading
import time
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, Self

from formcheck.output.speech.backends import SpeechProcess, find_backends, sound_note
from formcheck.output.speech.queue import SpeechQueue
from formcheck.output.speech.tones import SIGNALS, Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from formcheck.output.speech.backends import SpeechBackend
    from formcheck.session.protocol import Utterance, UtteranceKind

WORDS_PER_MINUTE: Final = 150
"""A calm rate: everyday English is about 150 to 180 words a minute (engineering default)."""

FINISH_S: Final = 1.0
"""How long `Voice.close` lets it speak on (engineering default)."""

SENTENCE_S: Final = 5.0
"""How long it may speak on after an error, which a sentence explains (engineering default)."""

LOOK_S: Final = 0.02
"""How often the thread looks whether a sound has ended; interruptions arrive at once."""

LEAST_OF_NOMINAL: Final = 0.25
"""A program that ends before this part of the nominal time was not heard (engineering default).

Without a loudspeaker espeak-ng and pyttsx3 report success, after 0.02 to 0.3 s.
"""

STUCK_OF_NOMINAL: Final = 4.0
"""A program that takes this many times the nominal time has got stuck (engineering default)."""

STUCK_S: Final = 5.0
"""The same for the shortest words and for tones: a sound server may take a while to wake up."""


class Playback(Protocol):
    """One sound: a program that speaks, or a tone."""

    def begin(self, words: str) -> None:
        """Start to sound; raise OSError if that fails."""
        ...

    def poll(self) -> int | None:
        """Return the exit code; None while it sounds."""
        ...

    def stop(self) -> None:
        """Be silent at once."""
        ...


class Speaker(Protocol):
    """What a live session needs of a voice; see `Voice`."""

    muted: bool

    @property
    def has_sound(self) -> bool:
        """Return True if anything can be heard."""
        ...

    @property
    def busy(self) -> bool:
        """Return True while something is said, or is left to say."""
        ...

    @property
    def note(self) -> str:
        """One sentence if there is no voice or no sound; else empty."""
        ...

    def say(self, utterance: Utterance) -> None:
        """Put an utterance into the queue; return at once."""
        ...

    def take_heard(self) -> frozenset[str]:
        """Return the words that were said to their end since the last call."""
        ...

    def close(self, *, finish_s: float) -> None:
        """Say what waits, for at most so many seconds, then end."""
        ...


class _Request(NamedTuple):
    """An utterance for the thread: when it was asked for, and after how many mutings."""

    utterance: Utterance
    asked_s: float
    mutings: int


class Voice:
    """Says utterances one at a time; a context manager.

    Where no program speaks there are tones; where nothing sounds, `note` says why.  A backend
    that fails once is not tried again: the next one takes over, with the same words.

    Parameters
    ----------
    muted, words_per_minute
        Whether it begins silent, and the rate of speech.
    backends
        The ways to make sound, the best first; None = those of this system.
    start, play, clock
        Start a speaking program, make a tone, give seconds that only go forward; for tests.
    """

    def __init__(
        self,
        *,
        muted: bool = False,
        words_per_minute: int = WORDS_PER_MINUTE,
        backends: Iterable[SpeechBackend] | None = None,
        start: Callable[..., Playback] = SpeechProcess,
        play: Callable[[UtteranceKind], Playback] = Tone,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rate = words_per_minute
        self._backends = find_backends(words_per_minute) if backends is None else list(backends)
        self._failed: list[str] = []
        self._start, self._play, self._clock = start, play, clock
        # Only this queue is between the picture loop and the thread: it has no lock to wait for.
        self._requests: SimpleQueue[_Request | None] = SimpleQueue()
        self._queue = SpeechQueue()
        self._muted = muted
        self._mutings = self._mutings_seen = 0
        self._ends_s: float | None = None
        self._waits = True
        self._was_heard = False
        self._heard: SimpleQueue[str] = SimpleQueue()
        self._spare: Playback | None = None
        self._folder = ""
        self._thread = threading.Thread(target=self._work, name="voice", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        # After Ctrl-C there is silence; the sentence about an error is said to its end.
        interrupted = kind is not None and not issubclass(kind, Exception)
        failed = kind is not None and not interrupted
        self.close(finish_s=0.0 if interrupted else SENTENCE_S if failed else FINISH_S)

    @property
    def muted(self) -> bool:
        """Whether it is silent; setting it to True also stops the sound and forgets the rest."""
        return self._muted

    @muted.setter
    def muted(self, muted: bool) -> None:
        self._muted = muted
        if muted:
            self._mutings += 1
            self._requests.put(None)

    @property
    def speaks(self) -> bool:
        """Return True if it says words, False if there are only tones or nothing."""
        backends = self._backends  # the thread may replace the list
        return bool(backends) and backends[0].speaks

    @property
    def has_sound(self) -> bool:
        """Return True if anything can be heard: words or tones."""
        return bool(self._backends)

    @property
    def busy(self) -> bool:
        """Return True while something is said, or is left to say."""
        return self.has_sound and not (self._waits and self._requests.empty())

    def take_heard(self) -> frozenset[str]:
        """Return the words that were said to their end since the last call."""
        heard = set()
        with suppress(Empty):
            while True:
                heard.add(self._heard.get_nowait())
        return frozenset(heard)

    @property
    def note(self) -> str:
        """One sentence with the remedy if there is no voice or no sound; else empty."""
        return sound_note(self._backends, self._failed)

    def say(self, utterance: Utterance) -> None:
        """Put an utterance into the queue; return at once, never raise."""
        if self._backends and not self._muted and self._ends_s is None:
            self._requests.put(_Request(utterance, self._clock(), self._mutings))

    def close(self, *, finish_s: float = FINISH_S) -> None:
        """Say what waits, for at most so many seconds, then end the thread and its programs."""
        if self._ends_s is None:
            self._ends_s = self._clock() + finish_s
        self._requests.put(None)
        self._thread.join()

    def _work(self) -> None:
        """Say one utterance after the other until it is closed; runs in the thread."""
        try:
            with tempfile.TemporaryDirectory(prefix="formcheck-") as self._folder:
                try:
                    self._prepare_spare()
                    while (utterance := self._next()) is not None:
                        self._say_now(utterance)
                finally:
                    self._drop_spare()
        except OSError:  # there is no place for temporary files, which the programs need
            self._backends = []

    def _next(self) -> Utterance | None:
        """Wait for the next utterance; None when it is closed."""
        self._receive(0.0)
        self._waits = False
        while not self._is_over():
            utterance = self._queue.begin(self._clock())
            if utterance is not None:
                return utterance
            if self._ends_s is not None:
                break
            self._waits = True
            self._receive(None)
            self._waits = False
        return None

    def _receive(self, at_most_s: float | None) -> None:
        """Move all requests into the queue; wait so long for the first (None = for ever)."""
        requests = []
        with suppress(Empty):
            requests.append(self._requests.get(timeout=at_most_s))
            while True:
                requests.append(self._requests.get_nowait())
        if self._mutings_seen != self._mutings:
            self._mutings_seen = self._mutings
            self._queue.clear()
        for request in requests:
            if request is not None and request.mutings == self._mutings_seen:
                self._queue.put(request.utterance, request.asked_s)

    def _is_over(self) -> bool:
        return self._ends_s is not None and self._clock() >= self._ends_s

    def _say_now(self, utterance: Utterance) -> None:
        """Say one utterance with the best backend that works."""
        began_s = self._clock()
        self._was_heard = False
        while self._backends and not self._sound(self._backends[0], utterance):
            self._discard_backend()
            if self._clock() - began_s > utterance.fresh_s:
                break
        if self._was_heard:
            self._heard.put(utterance.words)
        self._queue.end(self._clock(), heard=self._was_heard)
        self._prepare_spare()

    def _sound(self, backend: SpeechBackend, utterance: Utterance) -> bool:
        """Sound with one backend; return True if it went well until its end or a stop."""
        playback, mutings = None, self._mutings_seen
        try:
            playback = self._open(backend, utterance.kind)
            playback.begin(utterance.words if backend.speaks else "")
            # A warning that interrupts this one finds a program ready.
            self._prepare_spare()
            return self._follow(playback, self._limits_s(backend, utterance), mutings=mutings)
        except OSError:
            return False
        finally:
            if playback is not None:
                playback.stop()

    def _follow(self, playback: Playback, limits_s: tuple[float, float], *, mutings: int) -> bool:
        """Wait for the end of a sound, or for a reason to stop it."""
        least_s, longest_s = limits_s
        began_s = self._clock()
        while (code := playback.poll()) is None:
            self._receive(LOOK_S)
            now_s = self._clock()
            if self._mutings != mutings or self._is_over() or self._queue.should_interrupt(now_s):
                return True
            if now_s - began_s > longest_s:
                return False
        self._was_heard = code == 0 and self._clock() - began_s >= least_s
        return self._was_heard

    def _limits_s(self, backend: SpeechBackend, utterance: Utterance) -> tuple[float, float]:
        """Return how long the sound takes at least and at most; else it has failed."""
        if not backend.speaks:
            return 0.0, STUCK_S + SIGNALS[utterance.kind].duration_s
        nominal_s = len(utterance.words.split()) * 60 / self._rate
        return LEAST_OF_NOMINAL * nominal_s, max(STUCK_S, STUCK_OF_NOMINAL * nominal_s)

    def _open(self, backend: SpeechBackend, kind: UtteranceKind) -> Playback:
        """Return the playback of one utterance: the spare program, a new one, or a tone."""
        if not backend.speaks:
            return self._play(kind)
        spare, self._spare = self._spare, None
        return spare if spare is not None else self._start_program(backend)

    def _start_program(self, backend: SpeechBackend) -> Playback:
        # A stopped program leaves its temporary files where they are removed at the end.
        return self._start(backend.command, environment={**os.environ, "TMPDIR": self._folder})

    def _prepare_spare(self) -> None:
        """Keep one program started that waits for its words."""
        while self._ends_s is None and self.speaks and self._spare is None:
            try:
                self._spare = self._start_program(self._backends[0])
            except OSError:
                self._discard_backend()

    def _discard_backend(self) -> None:
        """Give up the best backend: it has failed."""
        self._drop_spare()
        self._failed = [*self._failed, self._backends[0].name]
        self._backends = self._backends[1:]

    def _drop_spare(self) -> None:
        if self._spare is not None:
            self._spare.stop()
            self._spare = None
