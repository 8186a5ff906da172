"""Short tones, one for each kind of utterance: they are heard where there is no voice."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from formcheck.session.protocol import UtteranceKind

SAMPLES_PER_S: Final = 22_050
"""Every sound device plays it, and it is plenty for tones below 2 kHz."""


class Note(NamedTuple):
    """One tone of a signal; 0 Hz is a rest."""

    hertz: float
    duration_s: float


class Signal(NamedTuple):
    """Notes in a row, their loudness (0 to 1), and how long each takes to begin and to end."""

    notes: tuple[Note, ...]
    loudness: float
    swell_s: float

    @property
    def duration_s(self) -> float:
        """Length of the whole signal, seconds."""
        return sum(note.duration_s for note in self.notes)


_REST: Final = Note(0, 0.06)

SIGNALS: Final[dict[UtteranceKind, Signal]] = {
    # From 390 to 1320 Hz: older ears lose the higher tones first, small loudspeakers the lower.
    "count": Signal((Note(880, 0.14),), 0.5, 0.01),
    "hold": Signal((Note(440, 0.08),), 0.4, 0.01),
    "cue": Signal((Note(660, 0.16), Note(440, 0.26)), 0.5, 0.02),
    "praise": Signal((Note(523, 0.12), Note(659, 0.12), Note(784, 0.24)), 0.5, 0.02),
    "limit": Signal(
        (Note(1320, 0.12), _REST, Note(1320, 0.12), _REST, Note(1320, 0.12)), 0.9, 0.005
    ),
    "guide": Signal((Note(392, 0.4),), 0.25, 0.15),
}
"""The signal of each kind (engineering default).

A count is one high tone, a second of a hold a short low one.  A cue falls, praise rises, a limit
is three loud high tones, and guidance, whose words are on the screen, is one soft low tone.
"""


def samples(signal: Signal) -> NDArray[np.int16]:
    """Return the signal as 16-bit samples, shape (samples,), mono."""
    played = []
    for hertz, lasts_s in signal.notes:
        time_s = np.arange(round(lasts_s * SAMPLES_PER_S)) / SAMPLES_PER_S
        # A tone that begins or ends at once clicks.
        swell = np.clip(np.minimum(time_s, lasts_s - time_s) / signal.swell_s, 0, 1)
        played.append(np.sin(2 * np.pi * hertz * time_s) * swell * signal.loudness)
    full = np.iinfo(np.int16).max
    return (np.concatenate(played) * full).astype(np.int16)


def can_play() -> bool:
    """Return True if there is a sound device, and PortAudio to play on it."""
    try:
        player = _sounddevice()
        player.query_devices(kind="output")
    except OSError:
        return False
    except (player.PortAudioError, ValueError):
        return False
    return True


class Tone:
    """The tone for one kind of utterance, played through the sound device of the system."""

    def __init__(self, kind: UtteranceKind) -> None:
        self._samples = samples(SIGNALS[kind])

    def begin(self, words: str = "") -> None:  # noqa: ARG002  # a tone has no words
        """Start to play and return at once; raise OSError without sound device or PortAudio."""
        player = _sounddevice()
        try:
            player.play(self._samples, SAMPLES_PER_S)
        except (player.PortAudioError, ValueError) as error:
            raise OSError(str(error)) from error

    def poll(self) -> int | None:
        """Return None while it sounds, then 0."""
        return None if _sounddevice().get_stream().active else 0

    def stop(self) -> None:
        """Be silent at once."""
        with suppress(OSError, RuntimeError):  # it never began
            player = _sounddevice()
            player.get_stream().abort()
            player.stop()


def _sounddevice() -> Any:  # noqa: ANN401  # it ships no types
    """Return the library; raise OSError if it or PortAudio is missing or does not start."""
    try:
        import sounddevice
    except Exception as error:  # PortAudio's errors have no class before the import
        raise OSError(f"sounddevice: {error}") from error
    return sounddevice
