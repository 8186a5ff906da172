"""Short tones, one for each kind of utterance: what is heard where there is no voice."""

from __future__ import annotations

import wave
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from formcheck.session.protocol import UtteranceKind

SAMPLES_PER_S: Final = 22_050
"""Every system plays it, and it is plenty for tones below 2 kHz."""


class Note(NamedTuple):
    """One tone of a signal; 0 Hz is a rest."""

    hertz: float
    duration_s: float


class Signal(NamedTuple):
    """Notes one after the other, how loud they are, and how softly they begin and end."""

    notes: tuple[Note, ...]
    loudness: float
    swell_s: float


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
"""What each kind sounds like (engineering default).

A count is one high tone, a second of a hold a short low one; a cue falls, praise rises, a limit
is three loud high ones, and guidance, whose words are to be read, one soft low tone.
"""


def duration_s(signal: Signal) -> float:
    """How long it sounds."""
    return sum(note.duration_s for note in signal.notes)


def samples(signal: Signal) -> NDArray[np.int16]:
    """The sound as 16-bit samples, shape (samples,), mono."""
    import numpy as np

    played = []
    for hertz, lasts_s in signal.notes:
        time_s = np.arange(round(lasts_s * SAMPLES_PER_S)) / SAMPLES_PER_S
        # A tone that begins or ends at once clicks.
        swell = np.clip(np.minimum(time_s, lasts_s - time_s) / signal.swell_s, 0, 1)
        played.append(np.sin(2 * np.pi * hertz * time_s) * swell * signal.loudness)
    full = np.iinfo(np.int16).max
    return (np.concatenate(played) * full).astype(np.int16)


def write_tone(folder: Path, kind: UtteranceKind) -> Path:
    """The tone of a kind as a WAV file in a folder, made when it is first asked for."""
    path = folder / f"{kind}.wav"
    if not path.exists():
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(SAMPLES_PER_S)
            file.writeframes(samples(SIGNALS[kind]).tobytes())
    return path
