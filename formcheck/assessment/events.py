"""Events, and the cues that are shown and spoken because of them.

An event belongs to one pose and carries its time.  A repetition is reported when it is over, a
fault or an excessive range when it has lasted long enough to be believed.  Of all cues whose cause
is present, `CueBoard` shows one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from formcheck.pose.joints import Side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.exercises.conditions import Grade

WorkingSide: TypeAlias = Side | Literal["both", "unknown"]
"""The leg that worked; ``both`` for an exercise that both legs do together; ``unknown`` where the
camera does not show which one works."""


@dataclass(frozen=True, slots=True)
class RepCompleted:
    """A complete repetition is over; `good` is True if it counts as a good one."""

    time_s: float
    side: WorkingSide
    number: int
    good: bool


@dataclass(frozen=True, slots=True)
class PartialRep:
    """A movement was not complete, or was another one; `reason` as in `PartialRepetition`."""

    time_s: float
    side: WorkingSide
    peak_deg: float
    reason: str


@dataclass(frozen=True, slots=True)
class TargetReached:
    """The target was reached and kept for its dwell time: a hold begins."""

    time_s: float
    side: WorkingSide


@dataclass(frozen=True, slots=True)
class FormFault:
    """A fault of form, at most once in a repetition; its grade may rise until the end of it."""

    time_s: float
    side: WorkingSide
    name: str
    grade: Grade
    say: str


@dataclass(frozen=True, slots=True)
class ExcessiveRange:
    """A range limit was exceeded: safety, apart from form.

    The value has the unit of its measure; the other one of `value_deg` and `value_ratio` is NaN.
    """

    time_s: float
    side: WorkingSide
    name: str
    action: Literal["warn", "stop"]
    value_deg: float
    value_ratio: float
    say: str


@dataclass(frozen=True, slots=True)
class TrackingLost:
    """Judging pauses: `reason` names why, `say` asks the person for a change."""

    time_s: float
    reason: str
    say: str


@dataclass(frozen=True, slots=True)
class TrackingFound:
    """Judging goes on."""

    time_s: float


Event = (
    RepCompleted
    | PartialRep
    | TargetReached
    | FormFault
    | ExcessiveRange
    | TrackingLost
    | TrackingFound
)

PAUSE_S: Final = 4.0
"""Least time between two corrective cues (engineering default)."""

SHOWN_S: Final = 2.5
"""Least time for which a cue stays readable (engineering default)."""


class CueWeight(IntEnum):
    """How important a cue is."""

    HINT = 0
    MINOR = 1
    MAJOR = 2
    PAUSE = 3
    """Nothing can be judged."""
    LIMIT = 4
    STOP = 5


URGENT: Final = CueWeight.PAUSE
"""Cues of this weight and above do not wait."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A sentence to show and speak.

    Attributes
    ----------
    say
        The sentence.
    weight
        How important it is, as in `CueWeight`.
    """

    say: str
    weight: int


class CueBoard:
    """Chooses the one cue to show on each pose: the most important one, at a calm pace.

    There is at most one new corrective cue in `PAUSE_S`; a limit is shown at once.  A cue stays
    until its cause is gone and it has been readable for `SHOWN_S`.
    """

    def __init__(self) -> None:
        self._shown: Cue | None = None
        self._since_s = -math.inf

    def update(self, time_s: float, wanted: Sequence[Cue]) -> Cue | None:
        """Return the cue to show now, or None.

        Parameters
        ----------
        time_s
            Seconds, increasing.
        wanted
            The cues whose cause is present on this pose.

        Returns
        -------
        Cue or None
            Of equally important ones the first.
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
        outranks = shown is None or best.weight > shown.weight
        urgent = best.weight >= URGENT and (stale or outranks)
        if urgent or age_s >= PAUSE_S:
            self._shown, self._since_s = best, time_s
        elif age_s >= SHOWN_S and stale:
            self._shown = None
        return self._shown
