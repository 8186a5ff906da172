"""Readings: events of a pose, and the cues that are shown and spoken because of them.

An event belongs to one pose and carries its time.  A repetition is reported when it is over, a
fault or an excessive range when it has lasted long enough to be believed.  Of all cues whose cause
is present, `CueBoard` shows one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

from formcheck.pose.joints import Side

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from formcheck.assessment.rep_counter import Phase
    from formcheck.exercises.conditions import Grade
    from formcheck.pose.features import LegFrame
    from formcheck.pose.pose import Pose
    from formcheck.pose.view import View

WorkingSide: TypeAlias = Side | Literal["both", "unknown"]
"""The leg that worked; ``both`` for an exercise that both legs do together; ``unknown`` where the
camera does not show which one works."""


@dataclass(frozen=True, slots=True)
class RepCompleted:
    """A complete repetition is over; `good` is True if it counts as a good one.

    `reasons` are the names of what was not right in it, the most important first: limits, major
    and minor faults.  `judged` is False if it was only counted.
    """

    time_s: float
    side: WorkingSide
    number: int
    good: bool
    reasons: tuple[str, ...] = ()
    judged: bool = True


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


@dataclass(frozen=True, slots=True)
class PauseReason:
    """A reason why nothing can be judged.

    Attributes
    ----------
    name
        For reports: ``absent``, ``view``, ``side``, ``hidden``, ``position``, a doubt about the
        pose (`DOUBTS`), or the name of one of the exercise's needs.
    say
        One sentence for the person: what to change.
    seen
        True if the body was seen well and only does something else (position, needs).
    counts
        True if repetitions are counted meanwhile, without judging their form.
    """

    name: str
    say: str
    seen: bool = False
    counts: bool = False


class Reading(NamedTuple):
    """The result of one pose.

    Attributes
    ----------
    pose
        The pose itself.
    side
        The side that was measured (the one that works, or the near one); None = unknown.
    angles_deg
        The exercise's measures of that side by name, smoothed; NaN = unknown.
    phase
        The phase of the repetition on that side; unknown while judging pauses.
    reps, good_reps
        Complete repetitions so far, and the good ones among them.
    hold_s
        Seconds held so far in the repetition under way.
    events
        The events of this pose.
    cue
        The one thing to say now, or None.
    paused
        Why nothing is judged now, or None.
    view
        How the camera sees the body.
    frame
        The joints of that side as they were judged; None = nothing is judged.
    works
        The leg that works: the one that moved last; ``unknown`` where the camera does not show
        which one it is, None before the first movement and while nothing is judged.
    """

    pose: Pose
    side: Side | None
    angles_deg: Mapping[str, float]
    phase: Phase
    reps: int
    good_reps: int
    hold_s: float
    events: tuple[Event, ...]
    cue: Cue | None
    paused: PauseReason | None
    view: View
    frame: LegFrame | None = None
    works: WorkingSide | None = None

    def __repr__(self) -> str:
        state = f"paused={self.paused.name!r}" if self.paused else f"phase={self.phase.value!r}"
        return (
            f"Reading(time_s={self.pose.time_s:.3f}, side={self.side!r}, {state}, "
            f"reps={self.reps}, good_reps={self.good_reps})"
        )
