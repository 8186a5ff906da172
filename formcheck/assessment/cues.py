"""The one thing to say now: the most important cue, calmly.

At most one new corrective cue in `PAUSE_S`; a limit speaks at once.  A cue stays until its cause
is gone and it has been readable for `SHOWN_S`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

PAUSE_S: Final = 4.0
"""Least time between two corrective cues (engineering default)."""

SHOWN_S: Final = 2.5
"""Least time that a cue stays readable (engineering default)."""

URGENT: Final = 3
"""Cues of this weight and above do not wait: limits, and that nothing can be judged."""


@dataclass(frozen=True, slots=True)
class Cue:
    """Something to say.

    Attributes
    ----------
    say
        The sentence.
    weight
        How important it is: 0 info, 1 warn, 2 fault, 3 not judging, 4 limit, 5 stop.
    """

    say: str
    weight: int


class CueBoard:
    """Chooses the cue to show on each pose."""

    def __init__(self) -> None:
        self._shown: Cue | None = None
        self._since_s = -math.inf

    def update(self, time_s: float, wanted: Sequence[Cue]) -> Cue | None:
        """The cue to show now, or None.

        Parameters
        ----------
        time_s
            Seconds, increasing.
        wanted
            The cues whose cause is there on this pose.
        """
        best = max(wanted, key=lambda cue: cue.weight, default=None)
        shown = self._shown
        age_s = time_s - self._since_s
        if best is None:
            if age_s >= SHOWN_S:
                self._shown = None
            return self._shown
        if shown is not None and best.say == shown.say:
            return shown
        stale = shown is None or shown not in wanted
        outranked = shown is None or best.weight > shown.weight
        urgent = best.weight >= URGENT and (stale or outranked)
        if urgent or age_s >= PAUSE_S:
            self._shown, self._since_s = best, time_s
        elif age_s >= SHOWN_S and stale:
            self._shown = None
        return self._shown
