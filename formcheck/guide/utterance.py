"""What is said aloud: the words, what they are for, and how long they are worth saying."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

UtteranceKind = Literal["guide", "count", "hold", "cue", "praise", "limit"]
"""What words are for; without a voice each kind has a tone of its own.

``guide`` leads through the session, ``count`` is a finished repetition, ``hold`` the seconds of a
hold, ``cue`` corrects, ``praise`` answers a correction, ``limit`` warns of too far.
"""


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something to say aloud.

    Attributes
    ----------
    words
        The sentence, or the number as a word.
    kind
        What it is for.
    urgent
        Whether it breaks off what is being said: limits, and that judging stops.
    fresh_s
        After how many seconds it is no longer worth beginning: a count that comes late misleads.
    """

    words: str
    kind: UtteranceKind
    urgent: bool = False
    fresh_s: float = 3.0
