"""The voice of a live session in the browser: words and tones, as messages.

`formcheck.output.speech.voice.Voice` decides what is said when, as on the desktop; here is only
how the browser says it.
"""

from __future__ import annotations

import itertools
import math
import threading
import time
from typing import TYPE_CHECKING, Final

from formcheck.output.speech.backends import TONES, SpeechBackend
from formcheck.output.speech.tones import SIGNALS
from formcheck.output.speech.voice import Voice
from formcheck.web.messages import PlayTone, Say, StopSaying, ToneNote

if TYPE_CHECKING:
    from formcheck.session.protocol import Utterance, UtteranceKind
    from formcheck.web.live.live_bridge import Outbox

_BROWSER_VOICE: Final = SpeechBackend("the voice of the browser", ("speechSynthesis",))

_MOST_KNOWN: Final = 256
"""Words whose purpose is remembered."""


class _Spoken:
    """Words that the browser says: a `Playback`."""

    def __init__(self, voice: PageVoice) -> None:
        self._voice = voice
        self._id: int | None = None
        self._code: int | None = None

    def begin(self, words: str) -> None:
        self._id = self._voice.send(words, self)

    def end(self, *, heard: bool) -> None:
        self._code = 0 if heard else 1

    def poll(self) -> int | None:
        return self._code

    def stop(self) -> None:
        if self._id is not None:
            self._voice.withdraw(self._id, is_over=self._code is not None)
            self._id = None


class _Tone:
    """A tone that the browser plays: a `Playback`."""

    def __init__(self, outbox: Outbox, kind: UtteranceKind) -> None:
        self._outbox, self._kind, self._ends_s = outbox, kind, math.inf

    def begin(self, words: str = "") -> None:  # noqa: ARG002  # a tone has no words
        signal = SIGNALS[self._kind]
        notes = tuple(ToneNote(hertz=one.hertz, duration_s=one.duration_s) for one in signal.notes)
        sound = {"loudness": signal.loudness, "swell_s": signal.swell_s}
        self._outbox.put(PlayTone(kind=self._kind, notes=notes, **sound))
        self._ends_s = time.monotonic() + signal.duration_s

    def poll(self) -> int | None:
        return 0 if time.monotonic() >= self._ends_s else None

    def stop(self) -> None:
        """Do nothing: it is over within half a second."""


class PageVoice:
    """The voice of the browser, with the order of sentences of the desktop: a `Speaker`.

    While the page is away nothing is said, and nothing waits.

    Parameters
    ----------
    outbox
        Where messages to the page go.
    muted
        Whether it begins silent.
    """

    def __init__(self, outbox: Outbox, *, muted: bool = False) -> None:
        self._outbox = outbox
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._speaking: dict[int, _Spoken] = {}
        self._kinds: dict[str, tuple[UtteranceKind, bool]] = {}
        self._voice = self._new_voice(speaks=True, muted=muted)
        self._is_away = False

    def _new_voice(self, *, speaks: bool, muted: bool) -> Voice:
        return Voice(
            muted=muted,
            backends=[_BROWSER_VOICE, TONES] if speaks else [TONES],
            start=lambda *_, **__: _Spoken(self),
            play=lambda kind: _Tone(self._outbox, kind),
        )

    # --- The side of the page ------------------------------------------------------------------

    def connect(self, *, speaks: bool) -> None:
        """Begin anew with a page that is there (again): it has a voice, or only tones."""
        old, self._voice = self._voice, self._new_voice(speaks=speaks, muted=self.muted)
        self._is_away = False
        threading.Thread(target=old.close, kwargs={"finish_s": 0.0}, daemon=True).start()

    def disconnect(self) -> None:
        """Say nothing until a page is there again; what is being said is over."""
        self._is_away = True
        with self._lock:
            speaking = list(self._speaking.values())
        for spoken in speaking:
            spoken.end(heard=False)

    def hear(self, number: int, *, heard: bool) -> None:
        """Take the page's word that it has said something.

        Parameters
        ----------
        number, heard
            Number of the words, and False if they were not said to their end.
        """
        with self._lock:
            spoken = self._speaking.get(number)
        if spoken is not None:
            spoken.end(heard=heard)

    def send(self, words: str, spoken: _Spoken) -> int:
        """Send words to the page.

        Parameters
        ----------
        words, spoken
            The words, and whom to inform of their end.

        Returns
        -------
        int
            Their number.
        """
        number = next(self._numbers)
        kind, urgent = self._kinds.get(words, ("guide", False))
        with self._lock:
            self._speaking[number] = spoken
        self._outbox.put(Say(id=number, words=words, kind=kind, urgent=urgent))
        if self._is_away:
            spoken.end(heard=False)
        return number

    def withdraw(self, number: int, *, is_over: bool) -> None:
        """Forget words.

        Parameters
        ----------
        number, is_over
            Number of the words, and False if they are to be broken off.
        """
        with self._lock:
            self._speaking.pop(number, None)
        if not is_over:
            self._outbox.put(StopSaying(id=number))

    # --- The side of the session ---------------------------------------------------------------

    @property
    def muted(self) -> bool:
        """Whether it is silent."""
        return self._voice.muted

    @muted.setter
    def muted(self, muted: bool) -> None:
        self._voice.muted = muted

    @property
    def has_sound(self) -> bool:
        """Return True: a browser has at least tones."""
        return True

    @property
    def busy(self) -> bool:
        """Return True while something is said, or is left to say."""
        return not self._is_away and self._voice.busy

    @property
    def note(self) -> str:
        """Return an empty text: how the browser sounds is no matter of the report."""
        return ""

    def say(self, utterance: Utterance) -> None:
        """Put an utterance into the queue; return at once."""
        if not self._is_away:
            if len(self._kinds) > _MOST_KNOWN:
                self._kinds.clear()
            self._kinds[utterance.words] = utterance.kind, utterance.urgent
            self._voice.say(utterance)

    def take_heard(self) -> frozenset[str]:
        """Return the words that were said to their end since the last call."""
        return self._voice.take_heard()

    def close(self, *, finish_s: float) -> None:
        """Say what waits, for at most so many seconds, then end."""
        self._voice.close(finish_s=0.0 if self._is_away else finish_s)
